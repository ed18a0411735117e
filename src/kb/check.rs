//! What is written becomes a knowledge base, or every reason why it cannot.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::KnowledgeBase;
use super::catalogue::{Catalogue, Entry, Key};
use super::complement::{Complement, Kind};
use super::messenger::Messenger;
use super::node::Node;
use super::problem::{Problem, Problems};
use super::property::Property;
use super::scope::Scope;
use super::value::{Checked, Listed, Reading, Value, listed};

/// The files beside those of the messengers, and what each lists.
pub(super) const FILES: [(&str, &str); 10] = [
    ("scope.yaml", "scope"),
    ("properties.yaml", "property"),
    ("questions.yaml", "question"),
    ("rules.yaml", "rule"),
    ("complements.yaml", "complement"),
    ("sources.yaml", "source"),
    ("risks.yaml", "risk"),
    ("stops.yaml", "stop"),
    ("helplines.yaml", "helpline"),
    ("glossary.yaml", "term"),
];
pub(super) const OPTIONAL: [&str; 3] = ["stops.yaml", "helplines.yaml", "glossary.yaml"];

const MOST_OF_A_KIND: usize = 20;
/// The most complements of one kind that are linked: two that raise the same property are, and so are all that either of
/// them is linked to. The best set is found exactly, and the search for it doubles with each of them.
const MOST_LINKED: usize = 10;

/// What files hold, by their names; none if that could not be told.
type Nodes = BTreeMap<String, Option<Node>>;

impl KnowledgeBase {
    /// Reads a knowledge base that was written down as one JSON text; none if it has a problem.
    pub(crate) fn of_json(text: &str) -> Option<Self> {
        let nodes: Nodes = serde_json::from_str(text).ok()?;
        check(&nodes, Vec::new()).ok()
    }
}

/// Turns what was written into a knowledge base, or names everything wrong with it beside these problems.
pub(super) fn check(nodes: &Nodes, problems: Vec<Problem>) -> Result<KnowledgeBase, Problems> {
    let problems = problems.into_iter().map(|problem| (0, problem)).collect();
    let reading = Reading { known: known(nodes), problems: RefCell::new(problems) };
    let checker = Checker { nodes, reading: &reading };
    let sources = checker.catalogue("sources.yaml");
    let properties = checker.catalogue("properties.yaml");
    let messengers = nodes.keys().filter(|name| name.starts_with("messengers/"));
    let messengers = messengers.filter_map(|name| checker.whole::<Messenger>(name)).collect();
    let questions = checker.catalogue("questions.yaml");
    let scope = checker.whole::<Scope>("scope.yaml");
    let helplines = checker.catalogue("helplines.yaml");
    let stops = checker.catalogue("stops.yaml");
    let rules = checker.catalogue("rules.yaml");
    let complements = Catalogue::of(checker.complements());
    let risks = checker.catalogue("risks.yaml");
    let terms = checker.catalogue("glossary.yaml");
    let problems: Vec<Problem> = reading.problems.take().into_iter().map(|(_, problem)| problem).collect();
    let Some(mut scope) = scope.filter(|_| problems.is_empty()) else { return Err(Problems(problems)) };
    Ok(KnowledgeBase {
        groups: Catalogue::of(std::mem::take(&mut scope.groups)),
        themes: Catalogue::of(std::mem::take(&mut scope.themes)),
        sittings: Catalogue::of(std::mem::take(&mut scope.sittings)),
        contexts: Catalogue::of(std::mem::take(&mut scope.contexts)),
        messengers: Catalogue::of(messengers),
        scope,
        properties,
        questions,
        rules,
        complements,
        sources,
        risks,
        stops,
        helplines,
        terms,
    })
}

/// The entries that others refer to, of every kind that can be told.
fn known(nodes: &Nodes) -> BTreeMap<&'static str, Listed<'_>> {
    let mut known = BTreeMap::new();
    for (name, kind) in FILES {
        let found = match nodes.get(name) {
            Some(node) => node.as_ref().and_then(Node::list).and_then(listed),
            None => OPTIONAL.contains(&name).then(|| listed(&[])).flatten(),
        };
        known.extend(found.map(|found| (kind, found)));
    }
    for (kind, field) in [("context", "contexts"), ("group", "groups"), ("theme", "themes"), ("sitting", "sittings")] {
        let scope = nodes.get("scope.yaml").and_then(Option::as_ref);
        let list = scope.and_then(|scope| match scope.get(field) {
            Some(list) => list.list(),
            None => (field == "sittings").then_some(&[][..]),
        });
        known.extend(list.and_then(listed).map(|listed| (kind, listed)));
    }
    let messengers = nodes.iter().filter(|(name, _)| name.starts_with("messengers/"));
    let messengers: Option<Vec<&Node>> = messengers.map(|(_, node)| node.as_ref()).collect();
    known.extend(messengers.and_then(listed).map(|listed| ("messenger", listed)));
    known
}

struct Checker<'a> {
    nodes: &'a Nodes,
    reading: &'a Reading<'a>,
}

impl<'a> Checker<'a> {
    /// Reads a file, if it could be parsed, and puts what is wrong with it into the order of its lines.
    fn file<T>(&self, name: &'a str, read: impl FnOnce(Value<'a>) -> Option<T>) -> Option<T> {
        let node = self.nodes.get(name)?.as_ref()?;
        let before = self.reading.problems.borrow().len();
        let read = read(self.reading.file(name, node));
        self.reading.problems.borrow_mut()[before..].sort_by_key(|(line, _)| *line);
        read
    }

    fn whole<T: Checked>(&self, name: &'a str) -> Option<T> {
        self.file(name, |file| read(file))
    }

    fn entries<T: Checked + Entry>(&self, name: &'a str) -> Vec<T> {
        let entries = self.file(name, |file| {
            let items = file.list().ok()?;
            if items.is_empty() && T::KIND == "question" {
                file.note("there is no question", "add at least one");
            }
            Some(file.items().filter_map(|item| read(item.named(T::KIND))).collect())
        });
        entries.unwrap_or_default()
    }

    fn catalogue<T: Checked + Entry>(&self, name: &'a str) -> Catalogue<T> {
        Catalogue::of(self.entries(name))
    }

    /// The complements, of which only so many may be linked.
    fn complements(&self) -> Vec<Complement> {
        let complements: Vec<Complement> = self.entries("complements.yaml");
        for kind in [Kind::Setting, Kind::Companion] {
            let of_kind: Vec<&Complement> = complements.iter().filter(|complement| complement.kind == kind).collect();
            let linked = most_linked(&of_kind);
            let word = kind.word();
            let fault = if of_kind.len() > MOST_OF_A_KIND {
                format!("there are {} {word}s, more than {MOST_OF_A_KIND}", of_kind.len())
            } else if linked > MOST_LINKED {
                format!("{linked} {word}s are linked by the properties that they raise, more than {MOST_LINKED}")
            } else {
                continue;
            };
            self.file("complements.yaml", |file| {
                file.note(fault, "merge those that belong together");
                Some(())
            });
        }
        complements
    }
}

/// How many of some complements are linked, of the largest group.
fn most_linked(complements: &[&Complement]) -> usize {
    let mut groups: Vec<(usize, BTreeSet<Key<Property>>)> = Vec::new();
    for complement in complements {
        let mut group = (1, complement.raises.keys().copied().collect::<BTreeSet<_>>());
        groups.retain(|(count, raised)| {
            let is_apart = raised.is_disjoint(&group.1);
            if !is_apart {
                group.0 += count;
                group.1.extend(raised);
            }
            is_apart
        });
        groups.push(group);
    }
    groups.iter().map(|(count, _)| *count).max().unwrap_or(0)
}

fn read<T: Checked>(value: Value<'_>) -> Option<T> {
    let mut entry: T = value.read()?;
    entry.check(value);
    Some(entry)
}

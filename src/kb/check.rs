//! What is written becomes a knowledge base, or every reason why it cannot.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::place::{Checked, Listed, Place, Reading, listed};
use super::reader::SHAPES;
use super::tree::Lines;
use super::{
    Catalogue, Complement, Entry, Key, Kind, KnowledgeBase, Messenger, Problem, Problems, Property, Scope, Tree,
};

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
pub(super) type Trees = BTreeMap<String, Option<Tree>>;

impl KnowledgeBase {
    /// Reads a knowledge base that was written down as one JSON text; none if it has a problem.
    pub(crate) fn of_json(text: &str) -> Option<Self> {
        let values: BTreeMap<String, Value> = serde_json::from_str(text).ok()?;
        let tree = |value| Some(Tree { value, lines: Lines::default() });
        check(&values.into_iter().map(|(name, value)| (name, tree(value))).collect(), Vec::new()).ok()
    }
}

/// Turns what was written into a knowledge base, or names everything wrong with it beside these problems.
pub(super) fn check(trees: &Trees, problems: Vec<Problem>) -> Result<KnowledgeBase, Problems> {
    let problems = problems.into_iter().map(|problem| (0, problem)).collect();
    let reading = Reading { known: known(trees), problems: RefCell::new(problems) };
    let checker = Checker { trees, reading: &reading };
    let sources = checker.catalogue("sources.yaml");
    let properties = checker.catalogue("properties.yaml");
    let messengers = trees.keys().filter(|name| name.starts_with("messengers/"));
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
fn known(trees: &Trees) -> BTreeMap<&'static str, Listed<'_>> {
    const NONE: &Value = &Value::Array(Vec::new());
    let values = |name| trees.get(name).map(|tree| tree.as_ref().map_or(&Value::Null, |tree| &tree.value));
    let lists = FILES.map(|(name, kind)| (kind, values(name).or(OPTIONAL.contains(&name).then_some(NONE))));
    let scope = values("scope.yaml").filter(|scope| scope.is_object());
    let headings = [("context", "contexts"), ("group", "groups"), ("theme", "themes"), ("sitting", "sittings")];
    let headings = headings.map(|(kind, field)| {
        (kind, scope.map(|scope| scope.get(field).unwrap_or(if kind == "sitting" { NONE } else { &Value::Null })))
    });
    let lists = lists.into_iter().chain(headings);
    let mut known: BTreeMap<_, _> = lists.filter_map(|(kind, list)| Some((kind, listed(list?.as_array()?)?))).collect();
    let messengers = trees.iter().filter(|(name, _)| name.starts_with("messengers/"));
    let messengers: Option<Vec<&Value>> = messengers.map(|(_, tree)| tree.as_ref().map(|tree| &tree.value)).collect();
    known.extend(messengers.and_then(listed).map(|listed| ("messenger", listed)));
    known
}

struct Checker<'a> {
    trees: &'a Trees,
    reading: &'a Reading<'a>,
}

impl<'a> Checker<'a> {
    /// Reads a file, if it could be parsed, and puts what is wrong with it into the order of its lines.
    fn file<T>(&self, name: &'a str, read: impl FnOnce(Place<'a>) -> Option<T>) -> Option<T> {
        let tree = self.trees.get(name)?.as_ref()?;
        let before = self.reading.problems.borrow().len();
        let read = read(self.reading.file(name, tree));
        self.reading.problems.borrow_mut()[before..].sort_by_key(|(line, _)| *line);
        read
    }

    fn whole<T: Checked>(&self, name: &'a str) -> Option<T> {
        self.file(name, read)
    }

    fn entries<T: Checked + Entry>(&self, name: &'a str) -> Vec<T> {
        let entries = self.file(name, |file| {
            if T::KIND == "question" && file.part.value.as_array().is_some_and(Vec::is_empty) {
                file.note("there is no question", "add at least one");
            }
            file.entries(T::KIND, |item| read(item.named(T::KIND)))
        });
        entries.unwrap_or_default().into_iter().flatten().collect()
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

fn read<T: Checked>(at: Place<'_>) -> Option<T> {
    let read = T::deserialize(at.read(&SHAPES[&*T::schema_name()])?);
    // Whatever has its shape can be read, unless the two differ by mistake.
    let mut entry = read.map_err(|fault| at.note(fault.to_string(), "")).ok()?;
    entry.check(at);
    Some(entry)
}

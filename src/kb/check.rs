//! What is written becomes a knowledge base, or every reason why it cannot.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::place::{Checking, Listed, Place, Trees};
use super::reader::SHAPES;
use super::tree::Lines;
use super::{
    Complement, Entry, KINDS, Key, Kind, KnowledgeBase, Messenger, Problem, Problems, Property, Question, Rule, Scope,
    Stop, Tree,
};

const SCOPE: &str = "scope.yaml";
/// The kinds of entries that need not be listed anywhere.
const OPTIONAL: [&str; 4] = ["sitting", "stop", "helpline", "term"];

const MOST_OF_A_KIND: usize = 20;
/// The most complements of one kind that are linked: two that raise the same property are, and so are all that either of
/// them is linked to. The best set is found exactly, and the search for it doubles with each of them.
const MOST_LINKED: usize = 10;

impl KnowledgeBase {
    /// Reads a knowledge base that was written down as one JSON text; none if it has a problem.
    pub(crate) fn of_json(text: &str) -> Option<Self> {
        let values: BTreeMap<String, Value> = serde_json::from_str(text).ok()?;
        let tree = |value| Some(Tree { value, lines: Lines::default() });
        check(&values.into_iter().map(|(name, value)| (name, tree(value))).collect(), Vec::new()).ok()
    }
}

pub(super) fn check(trees: &Trees, problems: Vec<Problem>) -> Result<KnowledgeBase, Problems> {
    let problems = RefCell::new(problems.into_iter().map(|problem| (0, problem)).collect());
    let checking = &Checking { trees, known: known(trees), problems };
    let messengers = trees.keys().filter(|name| name.starts_with("messengers/"));
    let messengers = messengers.filter_map(|name| checking.file(name, |file| read(file, Messenger::check)));
    let kb = KnowledgeBase {
        sources: entries(checking, "sources.yaml", unchecked).into(),
        properties: entries(checking, "properties.yaml", Property::check).into(),
        messengers: messengers.collect::<Vec<_>>().into(),
        questions: entries(checking, "questions.yaml", Question::check).into(),
        scope: checking.file(SCOPE, |file| read(file, Scope::check)).unwrap_or_default(),
        helplines: entries(checking, "helplines.yaml", unchecked).into(),
        stops: entries(checking, "stops.yaml", Stop::check).into(),
        rules: entries(checking, "rules.yaml", Rule::check).into(),
        complements: complements(checking).into(),
        risks: entries(checking, "risks.yaml", unchecked).into(),
        terms: entries(checking, "glossary.yaml", unchecked).into(),
    };
    let problems: Vec<Problem> = checking.problems.take().into_iter().map(|(_, problem)| problem).collect();
    if problems.is_empty() { Ok(kb) } else { Err(Problems(problems)) }
}

/// The files beside those of the messengers, each with whether it has to be there.
pub(super) fn files() -> BTreeMap<&'static str, bool> {
    let files = KINDS.into_iter().filter(|(_, file, _)| !file.ends_with('/'));
    files.map(|(kind, file, _)| (file, file == SCOPE || !OPTIONAL.contains(&kind))).collect()
}

/// The entries that others refer to, of every kind that can be told.
fn known(trees: &Trees) -> FxHashMap<&'static str, Listed<'_>> {
    let listed = |(kind, file, field): (&'static str, &str, &str)| {
        let files = trees.iter().filter(|(name, _)| name.starts_with(file));
        let values: Vec<&Value> = files.map(|(_, tree)| Some(&tree.as_ref()?.value)).collect::<Option<_>>()?;
        let list = if file == SCOPE { values.first()?.as_object()?.get(field) } else { values.first().copied() };
        let entries = match list {
            _ if file.ends_with('/') => values,
            Some(list) => list.as_array()?.iter().collect(),
            None => OPTIONAL.contains(&kind).then(Vec::new)?,
        };
        let mut listed = Listed::default();
        for entry in entries {
            listed.entry(entry["id"].as_str()?).or_insert(entry);
        }
        Some((kind, listed))
    };
    KINDS.into_iter().filter_map(listed).collect()
}

fn entries<'a, T: Entry + DeserializeOwned + JsonSchema>(
    checking: &'a Checking<'a>,
    name: &'a str,
    check: impl Fn(&mut T, Place<'_>),
) -> Vec<T> {
    let entries = checking.file(name, |file| {
        if T::KIND == "question" && file.part.value.as_array().is_some_and(Vec::is_empty) {
            file.note("there is no question", "add at least one");
        }
        file.entries(T::KIND, |item| read(item.named(T::KIND), &check))
    });
    entries.unwrap_or_default().into_iter().flatten().collect()
}

fn complements<'a>(checking: &'a Checking<'a>) -> Vec<Complement> {
    let complements: Vec<Complement> = entries(checking, "complements.yaml", Complement::check);
    // Properties that could not be read all count as one, which would link everything that raises them.
    if !checking.problems.borrow().is_empty() {
        return complements;
    }
    for kind in [Kind::Setting, Kind::Companion] {
        let of_kind: Vec<&Complement> = complements.iter().filter(|complement| complement.kind == kind).collect();
        let (count, linked, word) = (of_kind.len(), most_linked(&of_kind), kind.word());
        let fault = if count > MOST_OF_A_KIND {
            format!("there are {count} {word}s, more than {MOST_OF_A_KIND}")
        } else if linked > MOST_LINKED {
            format!("{linked} {word}s are linked by the properties that they raise, more than {MOST_LINKED}")
        } else {
            continue;
        };
        checking.file("complements.yaml", |file| file.refused::<()>(fault, "merge those that belong together"));
    }
    complements
}

fn most_linked(complements: &[&Complement]) -> usize {
    let mut groups: Vec<(usize, BTreeSet<Key<Property>>)> = Vec::new();
    for complement in complements {
        let raised: BTreeSet<Key<Property>> = complement.raises.keys().copied().collect();
        let linked: Vec<_> = groups.extract_if(.., |(_, other)| !raised.is_disjoint(other)).collect();
        let count = 1 + linked.iter().map(|(count, _)| count).sum::<usize>();
        groups.push((count, linked.into_iter().flat_map(|(_, raised)| raised).chain(raised).collect()));
    }
    groups.iter().map(|(count, _)| *count).max().unwrap_or(0)
}

fn unchecked<T>(_: &mut T, _: Place<'_>) {}

fn read<T: DeserializeOwned + JsonSchema>(at: Place<'_>, check: impl Fn(&mut T, Place<'_>)) -> Option<T> {
    let read = T::deserialize(at.read(&SHAPES[&*T::schema_name()])?);
    // Whatever has its shape can be read, unless the two differ by mistake.
    let mut entry = read.map_err(|fault| at.note(fault.to_string(), "")).ok()?;
    check(&mut entry, at);
    Some(entry)
}

//! A value that is being read: where it is, what it may refer to, and the faults found so far.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde::de::{DeserializeOwned, Error};

use super::node::{Content, Node};
use super::problem::{Problem, suggestion};
use crate::text::{did_you_mean, printable};

pub(super) const MOST_LEVELS: usize = 64;

/// An entry as its file holds it.
pub(super) trait Checked: DeserializeOwned {
    /// Notes what does not go together, and fills in what follows from what is written.
    fn check(&mut self, _at: Value<'_>) {}
}

/// Entries of one kind as they are written, by their ids; of two with one id, the first.
pub(super) type Listed<'a> = IndexMap<&'a str, &'a Node, FxBuildHasher>;

/// None if an entry has no id.
pub(super) fn listed<'a>(entries: impl IntoIterator<Item = &'a Node>) -> Option<Listed<'a>> {
    let mut listed = Listed::default();
    for entry in entries {
        listed.entry(entry.id()?).or_insert(entry);
    }
    Some(listed)
}

/// How a property is measured, as it is written.
pub(super) enum Measured<'a> {
    Scale(Vec<&'a str>),
    Count(&'a str),
    Text,
}

/// What is known before anything is read, and what was found wrong since.
#[derive(Default)]
pub(super) struct Reading<'a> {
    /// Entries by their kind; a kind whose file could not be read is missing, and no reference to it is judged.
    pub(super) known: BTreeMap<&'static str, Listed<'a>>,
    /// Faults with their lines.
    pub(super) problems: RefCell<Vec<(usize, Problem)>>,
}

impl<'a> Reading<'a> {
    /// The whole of a file.
    pub(super) fn file(&'a self, name: &'a str, node: &'a Node) -> Value<'a> {
        Value {
            node,
            around: node,
            reading: self,
            file: name,
            key: None,
            subject: "",
            entry: None,
            is_item: false,
            is_named: false,
            is_again: false,
        }
    }
}

/// A value that is being read, or the key of one.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) node: &'a Node,
    /// The value that it is a field of.
    pub(super) around: &'a Node,
    pub(super) reading: &'a Reading<'a>,
    pub(super) file: &'a str,
    /// The key, if it is not the value that is read but its key.
    pub(super) key: Option<&'a str>,
    /// The question or property that it is about: the id of the entry, or the key in a map by ids.
    pub(super) subject: &'a str,
    /// The entry that it is a part of, by which messages name it: kind and id.
    pub(super) entry: Option<(&'static str, &'a str)>,
    pub(super) is_item: bool,
    /// Whether it is called by its subject.
    pub(super) is_named: bool,
    /// Whether an item before it has the same id.
    pub(super) is_again: bool,
}

impl<'a> Value<'a> {
    /// The value of a field, or this one where the field is missing.
    pub(super) fn field(self, name: &str) -> Self {
        let node = self.node.get(name).unwrap_or(self.node);
        Self { node, around: self.node, key: None, is_item: false, is_named: false, is_again: false, ..self }
    }

    pub(super) fn under(self, id: &'a str) -> Self {
        Self { subject: id, is_named: true, ..self.field(id) }
    }

    /// The items of a list; none if it is no list.
    pub(super) fn items(self) -> impl Iterator<Item = Self> {
        let mut seen = BTreeSet::new();
        let items = self.node.list().unwrap_or_default().iter();
        items.map(move |node| {
            let id = node.id();
            let is_again = id.is_some_and(|id| !seen.insert(id));
            let subject = id.unwrap_or(self.subject);
            Self {
                node,
                around: self.node,
                key: None,
                subject,
                is_item: true,
                is_named: id.is_some(),
                is_again,
                ..self
            }
        })
    }

    /// This value as an entry of a kind, if it has a name.
    pub(super) fn named(self, kind: &'static str) -> Self {
        Self { entry: if self.is_named { Some((kind, self.subject)) } else { self.entry }, ..self }
    }

    pub(super) fn word(self) -> Option<&'a str> {
        self.key.or_else(|| self.node.word())
    }

    pub(super) fn note(self, fault: impl Into<String>, remedy: impl Into<String>) {
        let line = self.node.line;
        let problem = Problem {
            place: if line == 0 { self.file.to_owned() } else { format!("{}:{line}", self.file) },
            entry: self.entry.map(|(kind, id)| format!("{} `{}`", kind.to_lowercase(), printable(id))),
            fault: fault.into(),
            remedy: Some(remedy.into()).filter(|remedy| !remedy.is_empty()),
        };
        self.reading.problems.borrow_mut().push((line, problem));
    }

    /// Notes a word that is none of those known, with the nearest of them.
    pub(super) fn note_unknown<'b>(self, fault: String, word: &str, known: impl IntoIterator<Item = &'b str> + Clone) {
        let before = self.reading.problems.borrow().len();
        self.note(fault, suggestion(before, word, known));
    }

    /// The ids of a kind; none if its file could not be read.
    pub(super) fn ids(self, kind: &str) -> impl Iterator<Item = &'a str> + Clone {
        self.reading.known.get(kind).into_iter().flat_map(|listed| listed.keys().copied())
    }

    /// The entry of a kind with an id: its position and what is written.
    pub(super) fn find(self, kind: &str, id: &str) -> Option<(usize, &'a Node)> {
        self.reading.known.get(kind)?.get_full(id).map(|(position, _, entry)| (position, *entry))
    }

    /// How a property is measured, if that can be told.
    pub(super) fn measured(self, property: &str) -> Option<Measured<'a>> {
        let (_, written) = self.find("property", property)?;
        let [scale, count, text] = ["scale", "count", "text"].map(|field| written.get(field));
        match (scale, count, text) {
            // A longer one is refused, and need not be read at every mention of its levels.
            (Some(steps), None, None) if steps.list()?.len() > MOST_LEVELS => None,
            (Some(steps), None, None) => steps.list()?.iter().map(Node::id).collect::<Option<_>>().map(Measured::Scale),
            (None, Some(unit), None) => unit.word().map(Measured::Count),
            (None, None, Some(_)) => Some(Measured::Text),
            _ => None,
        }
    }

    /// A fault of its shape, which ends the reading.
    pub(super) fn not<T>(self, expected: &str) -> Result<T, Fault> {
        let found = match (self.word(), &self.node.content) {
            (Some(word), _) => format!("`{}`", printable(word)),
            (None, Content::Map(_)) => "`key: value` lines".to_owned(),
            (None, _) => "a list".to_owned(),
        };
        self.note(format!("expected {expected}, not {found}"), "");
        Err(Fault::NOTED)
    }

    pub(super) fn noted(self, fault: Fault) -> Fault {
        if let Some((fault, remedy)) = fault.0 {
            self.note(fault, remedy);
        }
        Fault::NOTED
    }
}

/// Why the reading of an entry ended: a fault that serde found and its remedy; none if it was noted already.
#[derive(Debug)]
pub(super) struct Fault(Option<(String, String)>);

impl Fault {
    pub(super) const NOTED: Self = Self(None);
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_ref().map_or("a fault that was noted", |(fault, _)| fault))
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(fault: T) -> Self {
        Self(Some((fault.to_string(), String::new())))
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        let remedy = did_you_mean(field, known.iter().copied());
        Self(Some((format!("unknown field `{}`", printable(field)), remedy)))
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        let remedy = did_you_mean(variant, known.iter().copied());
        Self(Some((format!("unknown word `{}`", printable(variant)), remedy)))
    }
}

//! A value of a file: where it is, what it may refer to, and the faults found so far.

use std::cell::RefCell;
use std::collections::BTreeMap;

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};
use serde_json::Value;

use super::{ChoiceSet, Part, Problem, Tree, suggestion};
use crate::text::printable;

/// The most levels of a scale, and the most choices of a question; their schemas allow no more.
const MOST: usize = 64;

/// What files hold, by their names; none if that could not be told.
pub(super) type Trees = BTreeMap<String, Option<Tree>>;

/// Entries of one kind as they are written, by their ids; of two with one id, the first.
pub(super) type Listed<'a> = IndexMap<&'a str, &'a Value, FxBuildHasher>;

/// The ids of levels or choices, in order; none if any has no id.
pub(super) fn ids(list: &Value) -> Option<Vec<&str>> {
    // A longer one is refused, and need not be read at every mention of it.
    let list = list.as_array().filter(|list| list.len() <= MOST)?;
    list.iter().map(|entry| entry["id"].as_str()).collect()
}

/// How a property is measured, as it is written.
pub(super) enum Measured<'a> {
    Scale(Vec<&'a str>),
    Count(&'a str),
    Text,
}

impl Measured<'_> {
    /// The field of a fact that holds its standing; empty for a text.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Scale(_) => "level",
            Self::Count(_) => "count",
            Self::Text => "",
        }
    }
}

/// What is known before anything is read, and what was found wrong since.
pub(super) struct Checking<'a> {
    pub(super) trees: &'a Trees,
    /// Entries by their kind; a kind whose file could not be read is missing, and no reference to it is judged.
    pub(super) known: FxHashMap<&'static str, Listed<'a>>,
    pub(super) problems: RefCell<Vec<(usize, Problem)>>,
}

impl<'a> Checking<'a> {
    /// Reads a file, if it could be parsed, and puts what is wrong with it into the order of its lines.
    pub(super) fn file<T>(&'a self, file: &'a str, read: impl FnOnce(Place<'a>) -> Option<T>) -> Option<T> {
        let part = self.trees.get(file)?.as_ref()?.root();
        let before = self.problems.borrow().len();
        let read = read(Place { part, checking: self, file, name: "", subject: "", is_named: false, entry: None });
        self.problems.borrow_mut()[before..].sort_by_key(|(line, _)| *line);
        read
    }
}

#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) part: Part<'a>,
    pub(super) checking: &'a Checking<'a>,
    pub(super) file: &'a str,
    pub(super) name: &'a str,
    /// The question or property that it is about: the id of the entry, or the key in a map by ids.
    pub(super) subject: &'a str,
    /// Whether it is called by its subject.
    pub(super) is_named: bool,
    /// The entry that it is a part of, by which messages name it: kind and id.
    pub(super) entry: Option<(&'a str, &'a str)>,
}

impl<'a> Place<'a> {
    /// The value of a field, or this one where the field is missing.
    pub(super) fn field(self, name: &'a str) -> Self {
        self.part.get(name).map_or(self, |part| Self { part, name, is_named: false, ..self })
    }

    pub(super) fn fields(self) -> Option<Vec<(&'a str, Self)>> {
        self.part.value.as_object().or_else(|| self.not("`key: value` lines"))?;
        let fields = self.part.fields().into_iter();
        Some(fields.map(|(name, part)| (name, Self { part, name, is_named: false, ..self })).collect())
    }

    pub(super) fn under(self, id: &'a str) -> Self {
        Self { subject: id, is_named: true, ..self }
    }

    pub(super) fn items(self) -> impl Iterator<Item = Self> {
        self.part.items().map(move |part| {
            let id = part.value["id"].as_str();
            Self { part, subject: id.unwrap_or(self.subject), is_named: id.is_some(), ..self }
        })
    }

    /// This value as an entry of a kind, if it has a name.
    pub(super) fn named(self, kind: &'a str) -> Self {
        Self { entry: if self.is_named { Some((kind, self.subject)) } else { self.entry }, ..self }
    }

    pub(super) fn note(self, fault: impl Into<String>, remedy: impl Into<String>) {
        let line = self.part.line();
        let place = if line == 0 { self.file.to_owned() } else { format!("{}:{line}", self.file) };
        let entry = self.entry.map(|(kind, id)| format!("{} `{}`", kind.to_lowercase(), printable(id)));
        let problem = Problem { entry, ..Problem::at(place, fault, remedy) };
        self.checking.problems.borrow_mut().push((line, problem));
    }

    /// Notes a fault, in place of a value.
    pub(super) fn refused<T>(self, fault: impl Into<String>, remedy: impl Into<String>) -> Option<T> {
        self.note(fault, remedy);
        None
    }

    /// The remedy for a word that is none of those known.
    pub(super) fn suggestion<'b>(self, word: &str, known: impl IntoIterator<Item = &'b str> + Clone) -> String {
        suggestion(self.checking.problems.borrow().len(), word, known)
    }

    /// The ids of a kind; none if its file could not be read.
    pub(super) fn ids(self, kind: &str) -> impl Iterator<Item = &'a str> + Clone {
        self.checking.known.get(kind).into_iter().flat_map(|listed| listed.keys().copied())
    }

    pub(super) fn find(self, kind: &str, id: &str) -> Option<usize> {
        self.checking.known.get(kind)?.get_index_of(id)
    }

    /// How a property is measured; none if that is unknown or written wrongly.
    pub(super) fn measured(self, property: &str) -> Option<Measured<'a>> {
        let property = self.checking.known.get("property")?.get(property)?;
        match ["scale", "count", "text"].map(|field| property.get(field)) {
            [Some(steps), None, None] => ids(steps).map(Measured::Scale),
            [None, Some(unit), None] => unit.as_str().map(Measured::Count),
            [None, None, Some(_)] => Some(Measured::Text),
            _ => None,
        }
    }

    /// A fault of its shape, which ends the checking of its entry.
    pub(super) fn not<T>(self, expected: &str) -> Option<T> {
        let found = match (self.part.word(), self.part.value) {
            (Some(word), _) => format!("`{}`", printable(&word)),
            (None, Value::Object(_)) => "`key: value` lines".to_owned(),
            (None, _) => "a list".to_owned(),
        };
        self.refused(format!("expected {expected}, not {found}"), "")
    }

    pub(super) fn position(self, kind: &str, id: &str) -> Option<Value> {
        let found = self.find(kind, id);
        if found.is_none() && self.checking.known.contains_key(kind) {
            self.note(format!("unknown {kind} `{}`", printable(id)), self.suggestion(id, self.ids(kind)));
        }
        Some(found.map_or(u32::MAX, |position| position as u32).into())
    }

    /// One of the choices known of its question; nothing is noted where those are written wrongly.
    pub(super) fn choice(self, known: Option<&[&str]>) -> Option<ChoiceSet> {
        let (question, choice) = (self.subject, self.part.word().or_else(|| self.not("a word"))?);
        let Some(known) = known else { return Some(ChoiceSet::default()) };
        let position = known.iter().position(|id| *id == choice);
        if position.is_none() {
            let fault = format!("unknown choice `{}` of question `{question}`", printable(&choice));
            self.note(fault, self.suggestion(&choice, known.iter().copied()));
        }
        Some(position.map_or_else(ChoiceSet::default, ChoiceSet::only))
    }

    /// A level of its property, or a count. Where it is asked for, it is never the worst, which everything meets.
    pub(super) fn level(self, is_asked_for: bool) -> Option<Value> {
        let written = self.part.word().or_else(|| self.not("a word, or a whole number"))?;
        let (property, shown) = (self.subject, printable(&written));
        let level = match self.measured(property) {
            None => return Some(0.into()),
            Some(Measured::Scale(levels)) => {
                let found = levels.iter().position(|level| *level == written);
                if found.is_none() {
                    let remedy = self.suggestion(&written, levels.iter().copied());
                    self.note(format!("`{shown}` is not a level of `{property}`"), remedy);
                }
                found.map(|position| position as u32)
            }
            Some(Measured::Count(unit)) => {
                let count = written.parse::<u32>().ok();
                if count.is_none() {
                    let remedy = format!("write a whole number from 0 to {}", u32::MAX);
                    self.note(format!("`{shown}` is not a number of {}", printable(unit)), remedy);
                }
                count
            }
            Some(Measured::Text) => {
                self.refused(format!("`{property}` is a text and has no levels"), "use a scale or a count")
            }
        };
        if level == Some(0) && is_asked_for {
            let fault = format!("`{shown}` is the worst level of `{property}`, which every messenger meets");
            self.note(fault, "name a better level");
        }
        Some(level.unwrap_or(0).into())
    }
}

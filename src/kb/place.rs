//! The place of every value, and the problems found there.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::problem::{Problem, Problems, suggestion};
use super::yaml::Outline;
use crate::text::printable;

/// The faults found so far, and what is not judged because of them.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) outlines: BTreeMap<String, Outline>,
    /// Kinds whose file could not be read, so that no reference to them can be judged.
    pub(super) unread: BTreeSet<&'static str>,
    problems: RefCell<Vec<Problem>>,
    /// Entries that are left out for a fault of their own: kind and id.
    left_out: RefCell<BTreeSet<(&'static str, String)>>,
}

impl Ledger {
    /// Adds faults that are worded already.
    pub(super) fn extend(&self, problems: impl IntoIterator<Item = Problem>) {
        self.problems.borrow_mut().extend(problems);
    }

    /// Notes that an entry is left out for a fault that was noted.
    pub(super) fn leave_out(&self, kind: &'static str, id: &str) {
        self.left_out.borrow_mut().insert((kind, id.to_owned()));
    }

    /// Whether nothing can be said of an id: its file was not read, or its entry is left out.
    pub(super) fn is_unjudged(&self, kind: &'static str, id: &str) -> bool {
        self.unread.contains(kind) || self.left_out.borrow().contains(&(kind, id.to_owned()))
    }

    /// Ends the check: an error if anything was noted.
    pub(super) fn close(self) -> Result<(), Problems> {
        let problems = self.problems.into_inner();
        if problems.is_empty() { Ok(()) } else { Err(Problems(problems)) }
    }
}

/// The place of a value that is being checked: the places around it, and the last step from there.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) ledger: &'a Ledger,
    around: Option<&'a Self>,
    step: Step<'a>,
    /// Kind and id, if the value is an entry.
    entry: Option<(&'a str, &'a str)>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    File(&'a str),
    Field(&'a str),
    Item(usize),
}

impl<'a> Place<'a> {
    /// A whole file.
    pub(super) const fn file(ledger: &'a Ledger, name: &'a str) -> Self {
        Self { ledger, around: None, step: Step::File(name), entry: None }
    }

    /// A field of the value at this place.
    pub(super) const fn field(&'a self, name: &'a str) -> Self {
        Self { ledger: self.ledger, around: Some(self), step: Step::Field(name), entry: None }
    }

    /// The item at a position (from 0) of the list at this place.
    pub(super) const fn item(&'a self, position: usize) -> Self {
        Self { ledger: self.ledger, around: Some(self), step: Step::Item(position), entry: None }
    }

    /// This place, named in messages by the entry there.
    pub(super) const fn named(self, kind: &'a str, id: &'a str) -> Self {
        Self { entry: Some((kind, id)), ..self }
    }

    /// Notes a fault and how to fix it.
    pub(super) fn note(&self, fault: impl Into<String>, remedy: impl Into<String>) {
        let (file, path) = self.file_and_path();
        let line = self.ledger.outlines.get(file).and_then(|outline| outline.line(&path));
        let entry = std::iter::successors(Some(self), |place| place.around).find_map(|place| place.entry);
        self.ledger.extend([Problem {
            place: line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}")),
            entry: entry.map(|(kind, id)| format!("{kind} `{}`", printable(id))),
            fault: fault.into(),
            remedy: Some(remedy.into()),
        }]);
    }

    /// Notes a word that is none of those known, with the nearest of them.
    pub(super) fn note_unknown<'b>(&self, fault: String, word: &str, known: impl IntoIterator<Item = &'b str> + Clone) {
        let before = self.ledger.problems.borrow().len();
        self.note(fault, suggestion(before, word, known));
    }

    fn file_and_path(&self) -> (&'a str, String) {
        let (file, mut path) = self.around.map_or(("", String::new()), |around| around.file_and_path());
        match self.step {
            Step::File(name) => return (name, path),
            Step::Field(name) => path.push_str(&format!(".{name}")),
            Step::Item(position) => path.push_str(&format!("[{position}]")),
        }
        (file, path)
    }
}

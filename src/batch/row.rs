//! A row: answers, and columns that are no questions.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::Totals;
use super::result::Field;
use super::schema::FORMS;
use crate::answers::{Answer, Answers, FORM, UNSURE};
use crate::kb::{Entry, Key, KnowledgeBase, Question, Takes};
use crate::text::{nearest, printable};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// The answer to a question.
    Question(Key<Question>),
    /// Something that goes through to the result.
    Extra,
    /// What the row follows, if it says so; it goes through, too.
    Schema,
    /// Nothing that can be read.
    Wrong(String),
}

impl Column {
    /// The column of this name.
    ///
    /// A name that is almost that of a question, or that of one that no longer exists, is not taken for one that goes
    /// through: answers are never dropped.
    pub(super) fn of(kb: &KnowledgeBase, name: &str) -> Self {
        if let Some(question) = kb.questions().find(name) {
            return Self::Question(question);
        }
        if name == "schema" {
            return Self::Schema;
        }
        let shown = printable(name);
        if let Some(instead) = kb.scope().instead_of(name) {
            return Self::Wrong(format!(
                "the question `{shown}` no longer exists; {instead}. If it is no question, rename the column"
            ));
        }
        if let Some(near) = nearest(name, kb.questions().ids()) {
            return Self::Wrong(format!(
                "unknown question `{shown}`; did you mean `{near}`? If it is no question, rename the column"
            ));
        }
        if Field::ALL.iter().any(|field| field.word() == name) || ["line", "error"].contains(&name) {
            return Self::Wrong(format!("the column `{shown}` is one of the result; rename it"));
        }
        Self::Extra
    }
}

/// Columns by their names, looked up once.
pub(super) struct Columns<'a> {
    kb: &'a KnowledgeBase,
    known: FxHashMap<Vec<u8>, Column>,
    /// The columns that went through first, and how many of them were told.
    passed: Vec<String>,
    told: usize,
    /// The last column whose name is too long to be remembered.
    long: Column,
}

/// The longest name that is remembered, in bytes, and how many are.
const LONGEST_NAME: usize = 128;
const MOST_NAMES: usize = 1000;

impl<'a> Columns<'a> {
    pub(super) fn of(kb: &'a KnowledgeBase) -> Self {
        Self { kb, known: FxHashMap::default(), passed: Vec::new(), told: 0, long: Column::Extra }
    }

    /// The column of this name.
    pub(super) fn get(&mut self, name: &str) -> &Column {
        let kb = self.kb;
        // Names that are endless, or differ in every row, would fill the memory.
        if name.len() > LONGEST_NAME {
            self.long = Column::of(kb, name);
            if self.long == Column::Extra {
                note(&mut self.passed, name);
            }
            return &self.long;
        }
        if self.known.len() == MOST_NAMES && !self.known.contains_key(name.as_bytes()) {
            self.known.clear();
        }
        let passed = &mut self.passed;
        self.known.entry(name.as_bytes().to_vec()).or_insert_with(|| {
            let column = Column::of(kb, name);
            if column == Column::Extra {
                note(passed, name);
            }
            column
        })
    }

    /// The first columns that go through, without those that were told before.
    pub(super) fn passed(&mut self) -> Vec<String> {
        let told = std::mem::replace(&mut self.told, self.passed.len());
        self.passed[told..].to_vec()
    }
}

/// Notes a column that goes through, unless enough are noted.
///
/// Whoever works on rows notes as many as are named in the end, so those that come first are always among them.
pub(super) fn note(names: &mut Vec<String>, name: &str) {
    let name = printable(name);
    if names.len() <= Totals::MOST_NAMED && !names.contains(&name) {
        names.push(name);
    }
}

/// A row as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row<'a> {
    /// The answers, or why they cannot be read.
    pub(super) answers: Result<Answers, String>,
    /// The other columns, in order.
    pub(super) extras: Vec<Extra<'a>>,
    /// Whether no column is a question.
    pub(super) is_nameless: bool,
}

/// A column that goes through to the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Extra<'a> {
    /// Its name.
    pub(super) name: Cow<'a, str>,
    /// Its value.
    pub(super) value: Passed<'a>,
}

/// A value that goes through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Passed<'a> {
    /// JSON as it was written.
    Json(&'a str),
    /// The text of a cell.
    Text(Cow<'a, str>),
}

/// The answer that words give.
///
/// Results go to files and logs that others read, so no word that was given is repeated: a slip is near enough to the
/// answer to tell it, and what is no choice here may be the answer to another question, in a cell that was moved. The
/// line, the question and its choices are enough to find the fault.
///
/// # Errors
/// What is wrong, and the remedy.
pub(super) fn answer(question: &Question, words: &[&str]) -> Result<Answer, String> {
    if words.iter().any(|word| *word != UNSURE && question.find(word).is_none()) {
        let ids: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE]).collect();
        let several = if question.takes == Takes::Many { "; several stand in a list or behind commas" } else { "" };
        return Err(format!("{}: not one of its choices; choose from: {}{several}", question.id, ids.join(", ")));
    }
    Answer::parse(question, words.iter().copied(), question.id()).map_err(|problem| problem.to_string())
}

/// Holds that a row which says that it follows a schema of this program follows one that is read here.
///
/// # Errors
/// That it does not, and the remedy.
pub(super) fn check_schema(written: &str) -> Result<(), String> {
    let read = [FORM.id, FORMS[0].id];
    if !written.starts_with("advisor/") || read.contains(&written) {
        return Ok(());
    }
    Err(format!("schema: no version that this program reads; it reads `{}` and `{}`", read[0], read[1]))
}

/// Which questions are open, and the remedy.
pub(super) fn open(kb: &KnowledgeBase, answers: &Answers) -> String {
    let open: Vec<String> = answers.open(kb).into_iter().map(|key| format!("`{}`", kb[key].id())).collect();
    format!("open questions: {}; answer them, or add --unsure-rest", open.join(", "))
}

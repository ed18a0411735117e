//! A row, read from JSON into answers and what goes through to its result.

use std::borrow::Cow;
use std::fmt;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::result::{Extras, FORMS, Field};
use crate::answers::{Answer, Answers, FORM, choose_from};
use crate::kb::{Entry, Key, KnowledgeBase, Question, Takes, UNSURE};
use crate::text::{nearest, printable};

/// The mark that some programs write before a text.
pub(super) const MARK: char = '\u{FEFF}';

/// What a column holds: the answer to a question, something that goes through (`None`), or why it can't be read.
type Column = Result<Option<Key<Question>>, String>;

fn column(kb: &KnowledgeBase, name: &str) -> Column {
    if let Some(question) = kb.questions().find(name) {
        return Ok(Some(question));
    }
    let shown = printable(name);
    let rename = "If it isn't a question, rename the column";
    match (kb.scope().retired.get(name), nearest(name, kb.questions().ids())) {
        (Some(instead), _) => Err(format!("the question `{shown}` no longer exists; {instead}. {rename}")),
        (_, Some(near)) => Err(format!("unknown question `{shown}`; did you mean `{near}`? {rename}")),
        _ if ["line", "error"].contains(&name) || Field::named(name).is_some() => {
            Err(format!("results have a column `{shown}` of their own; rename it"))
        }
        _ => Ok(None),
    }
}

/// The columns of some rows, each looked up once.
#[derive(Clone)]
pub(super) struct Columns<'a> {
    kb: &'a KnowledgeBase,
    known: IndexMap<String, Column, FxBuildHasher>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(kb: &'a KnowledgeBase) -> Self {
        Self { kb, known: IndexMap::default() }
    }

    /// The names of those known so far, in order.
    pub(super) fn names(&self) -> impl ExactSizeIterator<Item = &String> {
        self.known.keys()
    }

    pub(super) fn passed(&self) -> impl Iterator<Item = &String> {
        self.known.iter().filter(|(_, column)| **column == Ok(None)).map(|(name, _)| name)
    }

    /// The column of this name. One close to that of a question, or of one that no longer exists, is an error: answers
    /// are never dropped.
    pub(super) fn get(&mut self, name: &str) -> Column {
        let known = self.known.get_index_of(name);
        let position = known.unwrap_or_else(|| self.known.insert_full(name.to_owned(), column(self.kb, name)).0);
        self.known[position].clone()
    }
}

pub(super) struct Row<'a> {
    pub(super) answers: Answers,
    /// Why the answers can't be read.
    pub(super) fault: Option<String>,
    pub(super) extras: Extras<'a>,
    /// Whether no column is a question.
    pub(super) is_nameless: bool,
}

impl<'a> Row<'a> {
    /// Reads a row, unless it is blank. What is wrong with it already comes before other faults.
    pub(super) fn of(columns: &mut Columns<'_>, json: &'a [u8], fault: Option<String>) -> Option<Self> {
        let mut row = Self { answers: Answers::none(columns.kb), fault, extras: Vec::new(), is_nameless: true };
        let Ok(text) = std::str::from_utf8(json) else {
            row.fault = Some("not UTF-8 text; save it as UTF-8".to_owned());
            return Some(row);
        };
        let text = text.trim_start_matches(MARK);
        if text.trim().is_empty() {
            return row.fault.is_some().then_some(row);
        }
        let mut parser = serde_json::Deserializer::from_str(text);
        let read = parser.deserialize_map(Cells { columns, row: &mut row }).and_then(|()| parser.end());
        if let Err(error) = read {
            row.extras.clear();
            row.fault = Some(not_an_object(text, &error));
        }
        Some(row)
    }

    fn read(&mut self, columns: &mut Columns<'_>, name: Cow<'a, str>, value: &'a RawValue) -> Result<(), String> {
        let Some(question) = columns.get(&name)? else {
            let check = if name == "schema" { check_schema(value.get()) } else { Ok(()) };
            self.extras.push((name, value));
            return check;
        };
        self.is_nameless = false;
        let Some(answer) = answer(&columns.kb[question], value.get())? else { return Ok(()) };
        if self.answers.get(question).is_some() {
            return Err(format!("`{name}` is given twice; give it once"));
        }
        self.answers.set(question, Some(answer));
        Ok(())
    }
}

/// Checks that a row which names a schema of this program names one that is read here.
fn check_schema(json: &str) -> Result<(), String> {
    let (named, read) = (json.trim_matches('"'), [FORM.id, FORMS[0].id]);
    if !named.starts_with("advisor/") || read.contains(&named) {
        return Ok(());
    }
    Err(format!("schema: no version that this program reads; it reads `{}` and `{}`", read[0], read[1]))
}

/// Reads the entries of an object in their order, repeated names included.
struct Cells<'r, 'c, 'a> {
    columns: &'r mut Columns<'c>,
    row: &'r mut Row<'a>,
}

/// A text, borrowed unless something in it is escaped.
#[derive(Deserialize)]
struct Word<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Visitor<'a> for Cells<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((Word(name), value)) = map.next_entry()? {
            if let Err(fault) = self.row.read(self.columns, name, value) {
                self.row.fault.get_or_insert(fault);
            }
        }
        Ok(())
    }
}

/// Why a line is not a JSON object, without the number of the line, of which the parser knows nothing.
fn not_an_object(text: &str, error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or_default();
    // Before what was expected it repeats what it found.
    let what = what.rsplit_once(", expected ").map_or_else(|| what.to_owned(), |(_, what)| format!("expected {what}"));
    let remedy = match text.trim_start().as_bytes().first() {
        Some(b'{') => "write one a line, as in `{\"question\": \"choice\"}`",
        Some(b'[' | b']') => "write the objects of an array one a line, without commas between them",
        _ => "write one a line, as in `{\"question\": \"choice\"}`; for a sheet, add --from csv",
    };
    format!("not a JSON object: {}, at column {}; {remedy}", printable(&what), error.column().max(1))
}

/// The answer that a value gives; `None` if it is empty. Results go to files and logs that others read, so no word that
/// was given is repeated: a slip is near enough to the answer to reveal it, and what is not a choice here may be the
/// answer to another question, in a cell that was moved.
fn answer(question: &Question, json: &str) -> Result<Option<Answer>, String> {
    let quoted = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
    // Most answers are one choice.
    if let Some(chosen) = quoted.and_then(|word| question.find(word)) {
        return Ok(Some(Answer::Chosen(chosen)));
    }
    if json == "null" || quoted.is_some_and(|text| text.trim().is_empty()) {
        return Ok(None);
    }
    // Both a word with commas in it and a list of words give several choices.
    let word: Option<Word<'_>> = quoted.and_then(|_| serde_json::from_str(json).ok());
    let words: Option<Vec<Word<'_>>> = match &word {
        Some(Word(text)) => Some(text.split(',').map(|word| Word(word.trim().into())).collect()),
        None => serde_json::from_str(json).ok(),
    };
    let words: Option<Vec<&str>> = words.as_ref().map(|words| words.iter().map(|Word(word)| &**word).collect());
    let is_known = |word: &&str| *word == UNSURE || question.find(word).is_some();
    let fault = match words {
        Some(words) if words.iter().all(is_known) => {
            return Answer::parse(question, &words, question.id()).map(Some).map_err(|problem| problem.to_string());
        }
        Some(_) => "not one of its choices",
        None => "neither a choice nor a list of choices",
    };
    let several = match question.takes {
        Takes::Many => "; write several as a list, or with commas between them",
        Takes::One => "",
    };
    Err(format!("{}: {fault}; {}{several}", question.id(), choose_from(question)))
}

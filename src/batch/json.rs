//! Rows written as JSON, one object a line.
//!
//! Most lines of a stream look alike. [`Quick`](super::quick::Quick) recognises
//! those that are written in the plainest way and gives up on all others; they
//! are parsed with care. Both come to the same row, which a test holds.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::row::{Column, Columns, Extra, Passed, Row, check_schema};
use crate::answers::{Answer, Answers, words};
use crate::kb::{Entry, Key, KnowledgeBase, Question};
use crate::text::printable;

/// Parses a line with care.
///
/// # Errors
/// If it is no JSON object.
pub(super) fn parse<'a>(columns: &mut Columns<'_>, kb: &KnowledgeBase, line: &'a str) -> Result<Row<'a>, String> {
    let entries: Entries<'a> = serde_json::from_str(line).map_err(|error| fault(&error))?;
    let mut answers = Answers::none(kb);
    let mut problem = None;
    let mut extras = Vec::new();
    let mut is_nameless = true;
    for (name, value) in entries.0 {
        let column = columns.get(&name);
        is_nameless &= !matches!(column, Column::Question(_));
        match column {
            // As in an empty cell, there is no answer.
            Column::Question(_) if value.get() == "null" => {}
            Column::Question(question) => {
                let read = match answers.get(*question) {
                    Some(_) => Err(format!("`{name}` is given twice; give it once")),
                    None => answer(kb, *question, value),
                };
                match read {
                    Ok(answer) => answers.set(*question, Some(answer)),
                    Err(fault) => drop(problem.get_or_insert(fault)),
                }
            }
            Column::Extra => extras.push(Extra { name, value: Passed::Json(value.get()) }),
            Column::Schema => {
                let written: Option<String> = serde_json::from_str(value.get()).ok();
                if let Err(fault) = written.map_or(Ok(()), |written| check_schema(&written)) {
                    problem.get_or_insert(fault);
                }
                extras.push(Extra { name, value: Passed::Json(value.get()) });
            }
            Column::Wrong(fault) => drop(problem.get_or_insert_with(|| fault.clone())),
        }
    }
    Ok(Row { answers: problem.map_or(Ok(answers), Err), extras, is_nameless })
}

fn answer(kb: &KnowledgeBase, question: Key<Question>, value: &RawValue) -> Result<Answer, String> {
    let question = &kb[question];
    // A number that nothing can hold is no choice either.
    let value = serde_json::from_str(value.get()).unwrap_or(serde_yaml::Value::Null);
    match words(&value) {
        Some(words) => super::row::answer(question, &words.iter().map(String::as_str).collect::<Vec<_>>()),
        None => Answer::of_value(question, &value, question.id()).map_err(|problem| problem.to_string()),
    }
}

/// What the parser found, without the number of a line: there is only one.
fn fault(error: &serde_json::Error) -> String {
    let message = error.to_string();
    // Before what was expected it repeats what it found.
    let what = message.rsplit_once(", expected ").map_or(message.as_str(), |(_, expected)| expected);
    let is_other = what.len() < message.len();
    let what = printable(what.split(" at line ").next().unwrap_or(what));
    let what = if is_other { format!("expected {what}") } else { what };
    let place = if error.column() > 0 { format!(", at column {}", error.column()) } else { String::new() };
    format!("no JSON object: {what}{place}; write `{{\"question\": \"choice\"}}`")
}

/// The entries of an object in their order, repeated names included.
struct Entries<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;

        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    entries.push((name, map.next_value()?));
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(EntriesVisitor)
    }
}

/// A name, borrowed unless something in it is escaped.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

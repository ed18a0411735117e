//! Rows as they are written, in JSON Lines or CSV, read into answers.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};
use std::str::Utf8Error;

use csv::{ByteRecord, ReaderBuilder, Terminator};
use rustc_hash::{FxHashMap, FxHashSet};

use super::object;
use super::result::{Extra, is_taken};
use super::schema::FORMS;
use crate::answers::{Answer, Answers, FORM, UNSURE};
use crate::kb::{Entry, Key, KnowledgeBase, Question, Takes};
use crate::text::{nearest, printable};

/// The longest row, in bytes.
const LONGEST: usize = 1 << 20;
/// A line that goes on for so many bytes is taken to have no end.
const ENDLESS: u64 = 256 << 20;
/// The most bytes of a record, which is held whole.
const MOST_HELD: u64 = 16 << 20;
/// The mark that some programs write before a text.
const MARK: char = '\u{FEFF}';
/// The column that says which schema a row follows.
const SCHEMA: &str = "schema";

/// A row as it is written.
pub(super) struct Written {
    /// The line on which it begins.
    pub(super) line: u64,
    pub(super) bytes: usize,
    /// Its text, or why that can't be read.
    pub(super) text: Result<Text, String>,
    /// Whether the next row may have to be waited for.
    pub(super) is_last: bool,
}

/// The text of a row.
pub(super) enum Text {
    /// A line of JSON.
    Line(String),
    /// A record under the heading of a sheet.
    Record(ByteRecord),
}

/// The next row, unless there is none.
pub(super) type Next = io::Result<Option<Written>>;

/// The lines of a stream that aren't blank.
pub(super) fn lines(input: impl Read) -> impl FnMut() -> Next {
    let mut input = BufReader::with_capacity(256 << 10, input);
    let mut line = 0;
    move || loop {
        line += 1;
        // A line break takes up to two bytes.
        let most = LONGEST + 2;
        let mut text = Vec::new();
        let read = (&mut input).take(most as u64).read_until(b'\n', &mut text);
        let bytes = read.map_err(|error| on_line(line, error))?;
        if bytes == 0 {
            return Ok(None);
        }
        if text.pop_if(|last| *last == b'\n').is_some() {
            text.pop_if(|last| *last == b'\r');
        } else if bytes == most {
            let skipped = (&mut input).take(ENDLESS).skip_until(b'\n');
            if skipped.map_err(|error| on_line(line, error))? as u64 == ENDLESS {
                return Err(io::Error::other(format!("line {line} has no end; write one row a line")));
            }
        }
        let text = match String::from_utf8(text) {
            Ok(text) if text.trim_start_matches(MARK).trim().is_empty() => continue,
            Ok(text) if text.len() <= LONGEST => Ok(Text::Line(text)),
            Err(error) if error.as_bytes().len() <= LONGEST => Err("not UTF-8 text; save it as UTF-8".to_owned()),
            _ => Err(format!("the line is longer than {} MiB; shorten it", LONGEST >> 20)),
        };
        let is_last = !input.buffer().contains(&b'\n');
        return Ok(Some(Written { line, bytes, text, is_last }));
    }
}

/// The records of a sheet, its heading first, without those that nobody filled in.
pub(super) fn records(input: impl Read) -> impl FnMut() -> Next {
    // Where every line has an end, the line on which a record begins follows from that on which it ends.
    let input = input.chain(b"\n".as_slice()).take(MOST_HELD);
    // The reader would miscount the lines if it looked for the line breaks of Windows.
    let terminator = Terminator::Any(b'\n');
    let mut records = ReaderBuilder::new().flexible(true).has_headers(false).terminator(terminator).from_reader(input);
    move || loop {
        let mut record = ByteRecord::new();
        let first = records.position().line();
        records.get_mut().set_limit(MOST_HELD);
        let found = records.read_byte_record(&mut record);
        let last = records.position().line();
        if !found.map_err(|error| on_line(last, error.into()))? {
            return Ok(None);
        }
        if records.get_ref().limit() == 0 {
            return Err(io::Error::other(format!(
                "the row on line {first} is longer than 16 MiB; shorten it, or close the quote that stays open"
            )));
        }
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        // The reader passes over empty lines, but counts from the first of them.
        let breaks = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
        let line = first.max((last - breaks).saturating_sub(1));
        let bytes = record.as_slice().len();
        let too_long = || format!("the row is longer than {} MiB; look for an open quote", LONGEST >> 20);
        let text = if bytes > LONGEST { Err(too_long()) } else { Ok(Text::Record(record)) };
        return Ok(Some(Written { line, bytes, text, is_last: false }));
    }
}

/// An error with the line on which it happened.
fn on_line(line: u64, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("line {line}: {error}"))
}

/// The names of the columns of a sheet, checked, and of those that go through.
///
/// What may be an answer is not repeated in an error.
pub(super) fn heading(kb: &KnowledgeBase, first: Option<Written>) -> Result<[Vec<String>; 2], String> {
    let record = match first.map(|row| row.text).transpose()? {
        Some(Text::Record(record)) => record,
        Some(Text::Line(_)) | None => ByteRecord::new(),
    };
    let names: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
    let names = names.map_err(|_| "the heading is not UTF-8 text; save the sheet as CSV in UTF-8")?;
    let names: Vec<&str> = names.into_iter().map(|name| name.trim_start_matches(MARK).trim()).collect();
    if names.iter().any(|name| name.contains('\r') || (names.len() == 1 && name.contains([';', '\t', '|']))) {
        let remedy = "save it with commas between the cells, and line feeds between the rows";
        return Err(format!("the sheet seems to have other separators than those of CSV; {remedy}"));
    }
    let (questions, others): (Vec<&str>, Vec<&str>) =
        names.iter().partition(|name| kb.questions().find(name).is_some());
    let is_choice = |name: &&&str| kb.questions().iter().any(|question| question.find(name).is_some());
    if others.iter().filter(is_choice).count() > questions.len() {
        return Err("columns have the names of choices; write the questions on the first line".to_owned());
    }
    let (mut passed, mut seen) = (Vec::new(), FxHashSet::default());
    for (name, number) in names.iter().zip(1..) {
        if !seen.insert(name) {
            return Err(format!("column {number} has no name of its own; name each column once"));
        }
        if column(kb, name)?.is_none() {
            passed.push((*name).to_owned());
        }
    }
    if questions.is_empty() {
        let example: Vec<&str> = kb.questions().ids().take(3).collect();
        return Err(format!("no column is named after a question; name them, as in `{}`", example.join(",")));
    }
    Ok([names.into_iter().map(str::to_owned).collect(), passed])
}

/// What a column holds: the answer to a question, something that goes through (`None`), or why it can't be read.
type Column = Result<Option<Key<Question>>, String>;

/// The column of this name.
///
/// A name that is almost that of a question, or that of one that no longer exists, is not taken for one that goes
/// through: answers are never dropped.
fn column(kb: &KnowledgeBase, name: &str) -> Column {
    if let Some(question) = kb.questions().find(name) {
        return Ok(Some(question));
    }
    let shown = printable(name);
    let rename = "If it is no question, rename the column";
    match (kb.scope().instead_of(name), nearest(name, kb.questions().ids())) {
        _ if name == SCHEMA => Ok(None),
        (Some(instead), _) => Err(format!("the question `{shown}` no longer exists; {instead}. {rename}")),
        (_, Some(near)) => Err(format!("unknown question `{shown}`; did you mean `{near}`? {rename}")),
        _ if is_taken(name) => Err(format!("the column `{shown}` is one of the result; rename it")),
        _ => Ok(None),
    }
}

/// Columns by their names, each looked up once.
pub(super) struct Columns<'a> {
    kb: &'a KnowledgeBase,
    known: FxHashMap<String, Column>,
    /// Those that go through.
    pub(super) passed: Vec<String>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(kb: &'a KnowledgeBase) -> Self {
        Self { kb, known: FxHashMap::default(), passed: Vec::new() }
    }

    fn get(&mut self, name: &str) -> Column {
        if let Some(column) = self.known.get(name) {
            return column.clone();
        }
        let column = column(self.kb, name);
        if column == Ok(None) && name != SCHEMA {
            self.passed.push(name.to_owned());
        }
        self.known.insert(name.to_owned(), column.clone());
        column
    }
}

/// A row that was read.
pub(super) struct Row<'a> {
    /// The answers, or why they can't be read.
    pub(super) answers: Result<Answers, String>,
    /// The columns that go through, in order.
    pub(super) extras: Vec<Extra<'a>>,
    /// Whether no column is a question.
    pub(super) is_nameless: bool,
}

impl<'a> Row<'a> {
    /// A row that can't be read.
    pub(super) const fn wrong(fault: String) -> Self {
        Self { answers: Err(fault), extras: Vec::new(), is_nameless: false }
    }

    /// Reads a row; a record under this heading.
    pub(super) fn of(columns: &mut Columns<'_>, heading: &'a [String], text: &'a Text) -> Self {
        let record = match text {
            Text::Record(record) => record,
            Text::Line(line) => {
                return match object::entries(line.trim_start_matches(MARK)) {
                    Ok(entries) => Self::of_cells(columns, entries.into_iter().map(|(name, json)| (name, Ok(json)))),
                    Err(fault) => Self::wrong(fault),
                };
            }
        };
        // Where there are too many or too few cells, answers may be in columns that go through.
        if record.len() != heading.len() {
            let some = if record.len() == 1 { "cell" } else { "cells" };
            let spans = record.as_slice().contains(&b'\n');
            let remedy = if spans { "close the quote that takes in other lines" } else { "write one for each" };
            return Self::wrong(format!("{} {some} under a heading of {}; {remedy}", record.len(), heading.len()));
        }
        let json = |cell: &'a [u8]| {
            // It is left of a line break of Windows.
            let text = std::str::from_utf8(cell.strip_suffix(b"\r").unwrap_or(cell));
            text.map(|text| Cow::Owned(serde_json::Value::from(text).to_string()))
        };
        Self::of_cells(columns, heading.iter().map(|name| name.as_str().into()).zip(record.iter().map(json)))
    }

    /// Reads cells, each with its name and its value as JSON.
    fn of_cells(
        columns: &mut Columns<'_>,
        cells: impl Iterator<Item = (Cow<'a, str>, Result<Cow<'a, str>, Utf8Error>)>,
    ) -> Self {
        let kb = columns.kb;
        let (mut answers, mut fault) = (Answers::none(kb), None);
        let (mut extras, mut is_nameless) = (Vec::new(), true);
        for (name, json) in cells {
            let column = columns.get(&name);
            is_nameless &= !matches!(column, Ok(Some(_)));
            let read = match (column, json) {
                (Err(fault), _) => Err(fault),
                (_, Err(_)) => Err(format!("{name}: not UTF-8 text; save it as UTF-8")),
                (Ok(Some(question)), Ok(json)) => answer(&kb[question], &json).and_then(|answer| {
                    let is_twice = answer.is_some() && answers.get(question).is_some();
                    answers.set(question, answer.or(answers.get(question)));
                    if is_twice { Err(format!("`{name}` is given twice; give it once")) } else { Ok(()) }
                }),
                (Ok(None), Ok(json)) => {
                    let read = if name == SCHEMA { check_schema(&json) } else { Ok(()) };
                    extras.push(Extra { name, json });
                    read
                }
            };
            fault = fault.or(read.err());
        }
        Self { answers: fault.map_or(Ok(answers), Err), extras, is_nameless }
    }
}

/// Holds that a row which names a schema of this program follows one that is read here.
fn check_schema(json: &str) -> Result<(), String> {
    let (named, read) = (json.trim_matches('"'), [FORM.id, FORMS[0].id]);
    if !named.starts_with("advisor/") || read.contains(&named) {
        return Ok(());
    }
    Err(format!("schema: no version that this program reads; it reads `{}` and `{}`", read[0], read[1]))
}

/// The answer that a value gives; `None` if it is empty.
///
/// Results go to files and logs that others read, so no word that was given is repeated: a slip is near enough to the
/// answer to reveal it, and what is not a choice here may be the answer to another question, in a cell that was moved.
fn answer(question: &Question, json: &str) -> Result<Option<Answer>, String> {
    let quoted = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
    // Most answers are one choice.
    if let Some(chosen) = quoted.and_then(|word| question.find(word)) {
        return Ok(Some(Answer::Chosen(chosen)));
    }
    let split = |text: &str| text.split(',').map(|word| word.trim().to_owned()).collect();
    let words: Option<Vec<String>> = match quoted {
        _ if json == "null" => return Ok(None),
        Some(text) if text.trim().is_empty() => return Ok(None),
        Some(_) => serde_json::from_str::<String>(json).ok().map(|text| split(&text)),
        None => serde_json::from_str(json).ok(),
    };
    let is_known = |word: &String| word == UNSURE || question.find(word).is_some();
    if let Some(words) = words.as_ref().filter(|words| words.iter().all(is_known)) {
        let answer = Answer::parse(question, words.iter().map(String::as_str), question.id());
        return answer.map(Some).map_err(|problem| problem.to_string());
    }
    let ids: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE]).collect();
    let fault = if words.is_some() { "not one of its choices" } else { "neither a choice nor a list of choices" };
    let several =
        if question.takes == Takes::Many { "; write several as a list, or with commas between them" } else { "" };
    Err(format!("{}: {fault}; choose from: {}{several}", question.id(), ids.join(", ")))
}

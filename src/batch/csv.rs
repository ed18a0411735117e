//! Rows written as CSV, under a heading that names the columns.

use std::borrow::Cow;
use std::io::{self, Read};

use csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder, StringRecord};
use rustc_hash::FxHashMap;

use super::bounded::{Bounded, breaks};
use super::row::{Column, Extra, Passed, Row, answer};
use crate::answers::Answers;
use crate::kb::KnowledgeBase;

/// How many rows are worked on at once, and how many bytes of them.
const PIECE: usize = 512;
const PIECE_BYTES: usize = 256 << 10;

/// Records with the lines on which they begin.
pub(super) type Records = Vec<(u64, ByteRecord)>;

/// Rows under a heading.
pub(super) struct Sheet<R> {
    reader: Reader<Bounded<R>>,
    /// The names of the columns, and what they hold.
    pub(super) heading: Vec<(String, Column)>,
    first: u64,
}

impl<R: Read> Sheet<R> {
    /// Reads the heading of a sheet whose first line has this number.
    ///
    /// # Errors
    /// What is wrong with the heading, and the remedy.
    pub(super) fn open(kb: &KnowledgeBase, input: R, first: u64) -> Result<Self, String> {
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(Bounded::of(input));
        let names = reader.headers().map_err(|error| match error.kind() {
            ErrorKind::Utf8 { .. } => "the heading is not UTF-8 text; save the sheet as CSV in UTF-8".to_owned(),
            _ => format!("the heading cannot be read: {error}"),
        });
        let names = names?.clone();
        if let Some(separator) = other_separator(&names) {
            return Err(format!(
                "the cells seem to stand between {separator}; save the sheet with commas between them"
            ));
        }
        let mut heading: Vec<(String, Column)> = Vec::new();
        let mut places = FxHashMap::default();
        for name in &names {
            let name = name.trim();
            // The name is not repeated: where the heading is missing, it is an answer.
            let number = heading.len() + 1;
            if let Some(first) = places.insert(name, number) {
                return Err(format!("columns {first} and {number} have the same name; name each once"));
            }
            match Column::of(kb, name) {
                Column::Wrong(_) if kb.questions().iter().any(|question| question.find(name).is_some()) => {
                    return Err(format!(
                        "column {number} has the name of a choice; write the questions on the first line"
                    ));
                }
                Column::Wrong(fault) => return Err(fault),
                column => heading.push((name.to_owned(), column)),
            }
        }
        if !heading.iter().any(|(_, column)| matches!(column, Column::Question(_))) {
            let some: Vec<&str> = kb.questions().ids().take(3).collect();
            return Err(format!("no column is named after a question; name them, as in `{}`", some.join(",")));
        }
        Ok(Self { reader, heading, first })
    }

    /// The next rows.
    pub(super) fn next(&mut self) -> io::Result<Option<Records>> {
        let (mut records, mut bytes) = (Vec::new(), 0);
        let mut record = ByteRecord::new();
        while records.len() < PIECE && bytes < PIECE_BYTES {
            self.reader.get_mut().begin_record();
            if !self.reader.read_byte_record(&mut record)? {
                break;
            }
            let end = self.reader.position().byte();
            let line = self.reader.get_mut().last_line(end) - record.iter().map(breaks).sum::<u64>();
            // Sheets often end in rows that nobody filled in.
            if record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                bytes += record.as_slice().len();
                records.push((line + self.first - 1, record.clone()));
            }
        }
        Ok(if records.is_empty() { None } else { Some(records) })
    }
}

/// The row of a record.
pub(super) fn row<'a>(kb: &KnowledgeBase, heading: &'a [(String, Column)], record: &'a ByteRecord) -> Row<'a> {
    // Where a cell is missing or too many, others have moved: an answer may stand where something goes through.
    if record.len() != heading.len() {
        return Row { answers: Err(miscounted(heading, record)), extras: Vec::new() };
    }
    let mut answers = Answers::none(kb);
    let mut problem = None;
    let mut extras = Vec::new();
    for ((name, column), cell) in heading.iter().zip(record) {
        let Ok(cell) = std::str::from_utf8(cell) else {
            problem.get_or_insert_with(|| format!("{name}: not UTF-8 text; save it as UTF-8"));
            continue;
        };
        match column {
            Column::Question(_) if cell.trim().is_empty() => {}
            Column::Question(question) => {
                let words: Vec<&str> = cell.split(',').map(str::trim).collect();
                match answer(&kb[*question], &words) {
                    Ok(answer) => answers.set(*question, Some(answer)),
                    Err(fault) => drop(problem.get_or_insert(fault)),
                }
            }
            Column::Extra | Column::Wrong(_) => {
                extras.push(Extra { name: Cow::Borrowed(name), value: Passed::Text(Cow::Borrowed(cell)) });
            }
        }
    }
    Row { answers: problem.map_or(Ok(answers), Err), extras }
}

/// Why the cells of a record are not those of the heading.
fn miscounted(heading: &[(String, Column)], record: &ByteRecord) -> String {
    let some = if record.len() == 1 { "cell" } else { "cells" };
    let cells = format!("{} {some} under a heading of {}", record.len(), heading.len());
    // A quote that is not closed takes in the rows behind it.
    if record.iter().any(|cell| cell.contains(&b'\n')) {
        return format!("{cells}, and a quote that spans lines; close it, for the lines in it were not read");
    }
    format!("{cells}; write one for each")
}

/// What the cells of a heading seem to be separated by, if there is only one and it is no name.
fn other_separator(heading: &StringRecord) -> Option<&'static str> {
    let [name] = heading.iter().collect::<Vec<_>>()[..] else { return None };
    [(';', "semicolons"), ('\t', "tabs"), ('|', "vertical bars")]
        .into_iter()
        .find_map(|(separator, named)| name.contains(separator).then_some(named))
}

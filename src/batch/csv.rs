//! Rows written as CSV, under a heading that names the columns.

use std::borrow::Cow;
use std::io::{self, Read};

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::lines::LONGEST;
use super::row::{Column, Extra, Passed, Row, answer};
use crate::answers::Answers;
use crate::kb::KnowledgeBase;

/// How many rows are worked on at once.
const PIECE: usize = 512;

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
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(Bounded { input, left: LONGEST });
        let names = reader.headers().map_err(|error| format!("the heading cannot be read: {error}"))?.clone();
        let mut heading: Vec<(String, Column)> = Vec::new();
        for name in &names {
            let name = name.trim();
            // The name is not repeated: where the heading is missing, it is an answer.
            if let Some(first) = heading.iter().position(|(known, _)| known == name) {
                let second = heading.len() + 1;
                return Err(format!("columns {} and {second} have the same name; name each once", first + 1));
            }
            match Column::of(kb, name) {
                Column::Wrong(_) if kb.questions().iter().any(|question| question.find(name).is_some()) => {
                    let number = heading.len() + 1;
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
        let mut records = Vec::new();
        let mut record = ByteRecord::new();
        while records.len() < PIECE {
            self.reader.get_mut().left = LONGEST;
            if !self.reader.read_byte_record(&mut record)? {
                break;
            }
            let line = record.position().map_or(0, csv::Position::line);
            records.push((line + self.first - 1, record.clone()));
        }
        Ok(if records.is_empty() { None } else { Some(records) })
    }
}

/// The row of a record.
///
/// # Errors
/// If its cells are not those of the heading.
pub(super) fn row<'a>(
    kb: &KnowledgeBase,
    heading: &'a [(String, Column)],
    record: &'a ByteRecord,
) -> Result<Row<'a>, String> {
    if record.len() != heading.len() {
        let cells = format!("{} cells under a heading of {}", record.len(), heading.len());
        // A quote that is not closed takes in the rows behind it.
        if record.iter().any(|cell| cell.contains(&b'\n')) {
            return Err(format!("{cells}, and a quote that spans lines; close it, for the lines in it were not read"));
        }
        return Err(format!("{cells}; write one for each"));
    }
    let mut answers = Answers::none(kb);
    let mut problem = None;
    let mut extras = Vec::new();
    for ((name, column), cell) in heading.iter().zip(record) {
        let cell = std::str::from_utf8(cell).map_err(|_| format!("{name}: not UTF-8 text; save it as UTF-8"))?;
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
    Ok(Row { answers: problem.map_or(Ok(answers), Err), extras })
}

/// A stream that gives up where a record does not end.
struct Bounded<R> {
    input: R,
    /// How many bytes may still be read for this record.
    left: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let fault = format!("a row is longer than {} MiB; look for a quote that is not closed", LONGEST >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
        }
        let most = self.left.min(into.len());
        let count = self.input.read(&mut into[..most])?;
        self.left -= count;
        Ok(count)
    }
}

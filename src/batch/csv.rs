//! Rows written as CSV, under a heading that names the columns.

use std::borrow::Cow;
use std::io::{self, Read};

use csv::ByteRecord;
use memchr::memchr2;
use rustc_hash::FxHashMap;

use super::Broken;
use super::held::Held;
use super::records::{Record, Records};
use super::row::{Column, Extra, Passed, Row, answer, check_schema};
use crate::answers::Answers;
use crate::kb::KnowledgeBase;

/// How many rows are worked on at once, and how many bytes of them.
const PIECE: usize = 512;
const PIECE_BYTES: usize = 256 << 10;

/// Rows under a heading.
pub(super) struct Sheet<R> {
    records: Records<R>,
    /// The names of the columns, and what they hold.
    pub(super) heading: Vec<(String, Column)>,
    /// Rows that nobody filled in; sheets often end in such rows.
    held: Held,
    /// What was read behind them, once that is known not to be the end: a row, or why there is none.
    behind: Option<io::Result<Record>>,
}

impl<R: Read> Sheet<R> {
    /// Reads the heading of a sheet whose first line has this number.
    ///
    /// # Errors
    /// What is wrong with the heading, and the remedy; or that it cannot be read.
    pub(super) fn open(kb: &KnowledgeBase, input: R, first: u64) -> Result<Self, Broken> {
        let mut records = Records::new(input, first);
        let names = match records.next()? {
            Some(Record { cells, .. }) => cells.map_err(|fault| {
                format!("the heading cannot be read: {fault}; it names the questions, as in {}", example(kb))
            }),
            None => Ok(ByteRecord::new()),
        };
        let heading = names.and_then(|names| heading(kb, &names)).map_err(Broken::Heading)?;
        Ok(Self { records, heading, held: Held::default(), behind: None })
    }

    /// The next rows.
    pub(super) fn next(&mut self) -> io::Result<Option<Vec<Record>>> {
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while rows.len() < PIECE && bytes < PIECE_BYTES {
            match self.row() {
                Ok(Some(row)) => {
                    bytes += row.size;
                    rows.push(row);
                }
                Ok(None) => break,
                Err(error) if rows.is_empty() => return Err(error),
                // The rows before it come first.
                Err(error) => {
                    self.behind = Some(Err(error));
                    break;
                }
            }
        }
        Ok(if rows.is_empty() { None } else { Some(rows) })
    }

    /// The next row.
    fn row(&mut self) -> io::Result<Option<Record>> {
        loop {
            if self.behind.is_some() || self.held.is_full() {
                if let Some(row) = self.held.pop() {
                    return Ok(Some(row));
                }
                if let Some(behind) = self.behind.take() {
                    return behind.map(Some);
                }
            }
            match self.records.next() {
                Ok(Some(row)) if row.is_bare => self.held.push(row),
                Ok(Some(row)) if self.held.is_empty() => return Ok(Some(row)),
                Ok(None) => return Ok(None),
                Ok(Some(row)) => self.behind = Some(Ok(row)),
                Err(error) => self.behind = Some(Err(error)),
            }
        }
    }
}

/// The columns under a heading.
///
/// # Errors
/// What is wrong with the heading, and the remedy.
fn heading(kb: &KnowledgeBase, names: &ByteRecord) -> Result<Vec<(String, Column)>, String> {
    let names: Result<Vec<&str>, _> = names.iter().map(std::str::from_utf8).collect();
    let names = names.map_err(|_| "the heading is not UTF-8 text; save the sheet as CSV in UTF-8".to_owned())?;
    if let Some(separator) = other_separator(&names) {
        return Err(format!("the cells seem to stand between {separator}; save the sheet with commas between them"));
    }
    // The first column of a table with an index lacks its name; several could not be told apart.
    let nameless: Vec<String> = names
        .iter()
        .zip(1..)
        .filter(|(name, _)| name.trim().is_empty())
        .map(|(_, number)| number.to_string())
        .collect();
    if let Some((last, rest @ [_, ..])) = nameless.split_last() {
        return Err(format!("columns {} and {last} have no name; name or delete them", rest.join(", ")));
    }
    let mut heading: Vec<(String, Column)> = Vec::new();
    let mut places = FxHashMap::default();
    for name in names {
        let name = name.trim();
        // The name is not repeated: where the heading is missing, it is an answer.
        let number = heading.len() + 1;
        if let Some(first) = places.insert(name, number) {
            return Err(format!("columns {first} and {number} have the same name; name each once"));
        }
        match Column::of(kb, name) {
            Column::Wrong(_) if kb.questions().iter().any(|question| question.find(name).is_some()) => {
                return Err(format!("column {number} has the name of a choice; write the questions on the first line"));
            }
            Column::Wrong(fault) => return Err(fault),
            column => heading.push((name.to_owned(), column)),
        }
    }
    // One column may well be called like a choice; a row of answers has several.
    let is_choice = |name: &str| kb.questions().iter().any(|question| question.find(name).is_some());
    if heading.iter().filter(|(name, _)| is_choice(name)).count() > 2 {
        return Err("several columns have the names of choices; write the questions on the first line".to_owned());
    }
    if !heading.iter().any(|(_, column)| matches!(column, Column::Question(_))) {
        return Err(format!("no column is named after a question; name them, as in {}", example(kb)));
    }
    Ok(heading)
}

/// How a heading is written.
fn example(kb: &KnowledgeBase) -> String {
    let some: Vec<&str> = kb.questions().ids().take(3).collect();
    format!("`{}`", some.join(","))
}

/// The row of a record.
pub(super) fn row<'a>(kb: &KnowledgeBase, heading: &'a [(String, Column)], record: &'a ByteRecord) -> Row<'a> {
    // Where a cell is missing or too many, others have moved: an answer may stand where something goes through.
    if record.len() != heading.len() {
        return Row { answers: Err(miscounted(heading, record)), extras: Vec::new(), is_nameless: false };
    }
    if are_several(kb, heading, record) {
        let fault =
            "the lines of a quote look like rows of their own; close it, or write it twice within a text in quotes";
        return Row { answers: Err(fault.to_owned()), extras: Vec::new(), is_nameless: false };
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
            Column::Extra | Column::Schema | Column::Wrong(_) => {
                if let (Column::Schema, Err(fault)) = (column, check_schema(cell.trim())) {
                    problem.get_or_insert(fault);
                }
                extras.push(Extra { name: Cow::Borrowed(name), value: Passed::Text(Cow::Borrowed(cell)) });
            }
        }
    }
    Row { answers: problem.map_or(Ok(answers), Err), extras, is_nameless: false }
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

/// Whether the lines that a record takes would be rows of their own if its quotes were none.
///
/// A quote that is not closed ends at the next quote of another row. Where that is the last of a cell, the record is
/// well made, and the rows in it would be gone. So every line has as many cells as the heading, and one behind the first
/// gives answers; under fewer than three columns, where a line of a note can look like that by chance, all of them do.
fn are_several(kb: &KnowledgeBase, heading: &[(String, Column)], record: &ByteRecord) -> bool {
    if memchr2(b'\r', b'\n', record.as_slice()).is_none() {
        return false;
    }
    let text = record.iter().collect::<Vec<_>>().join(&b',');
    let lines = text.split(|byte| matches!(byte, b'\r' | b'\n')).filter(|line| !line.is_empty());
    let rows: Vec<Vec<&[u8]>> = lines.map(|line| line.split(|byte| *byte == b',').collect()).collect();
    let answers = |cells: &Vec<&[u8]>| {
        let words = heading.iter().zip(cells).filter_map(|((_, column), cell)| match column {
            Column::Question(question) => Some((*question, std::str::from_utf8(cell).unwrap_or_default().trim())),
            Column::Extra | Column::Schema | Column::Wrong(_) => None,
        });
        let mut given = words.filter(|(_, word)| !word.is_empty()).peekable();
        given.peek().is_some() && given.all(|(question, word)| answer(&kb[question], &[word]).is_ok())
    };
    let Some((first, later)) = rows.split_first() else { return false };
    let is_enough = if heading.len() < 3 {
        !later.is_empty() && answers(first) && later.iter().all(answers)
    } else {
        later.iter().any(answers)
    };
    is_enough && rows.iter().all(|cells| cells.len() == heading.len())
}

/// What the cells of a heading seem to be separated by, if there is only one and it is no name.
fn other_separator(names: &[&str]) -> Option<&'static str> {
    let [name] = *names else { return None };
    [(';', "semicolons"), ('\t', "tabs"), ('|', "vertical bars")]
        .into_iter()
        .find_map(|(separator, named)| name.contains(separator).then_some(named))
}

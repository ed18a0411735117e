//! Rows as they are read from JSON Lines or a sheet: some at a time, each as a line of JSON.

use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;

use csv::{ByteRecord, ReaderBuilder, Terminator};
use serde::Serializer;

use super::Broken;
use super::row::{Columns, MARK};
use crate::kb::KnowledgeBase;
use crate::text::count;

/// How many rows are read at a time, and how many bytes of them.
const MOST_ROWS: usize = 8192;
const MOST_BYTES: usize = 1 << 20;
/// The longest row, in bytes.
const LONGEST: usize = 1 << 20;
/// A line that goes on for so many bytes is taken to have no end.
const ENDLESS: u64 = 256 << 20;
/// The most bytes of a record, which is held whole.
const MOST_HELD: u64 = 16 << 20;

/// Some rows, one after another in one text.
#[derive(Default)]
pub(super) struct Chunk {
    pub(super) text: Vec<u8>,
    pub(super) rows: Vec<Written>,
    /// How many cells results have for rows that could not be read.
    pub(super) padding: usize,
}

/// A row as it is written.
pub(super) struct Written {
    /// The line on which it begins.
    pub(super) line: u64,
    /// Where in the text its JSON is; nothing is there if it can't be read.
    pub(super) json: Range<usize>,
    /// What is wrong with it before its JSON is looked at.
    pub(super) fault: Option<String>,
}

impl Chunk {
    fn has_room(&self) -> bool {
        self.rows.len() < MOST_ROWS && self.text.len() + self.padding < MOST_BYTES
    }
}

/// Fills a chunk with rows as long as it has room, and returns whether there may be others.
pub(super) type Fill<'a> = Box<dyn FnMut(&mut Chunk) -> io::Result<bool> + 'a>;

/// Takes lines for rows, as long as none has to be waited for.
pub(super) fn lines<'a>(input: impl Read + 'a) -> Fill<'a> {
    let mut input = BufReader::with_capacity(256 << 10, input);
    let mut line = 0;
    Box::new(move |chunk| {
        while chunk.has_room() {
            line += 1;
            // A line break takes up to two bytes.
            let (start, most) = (chunk.text.len(), LONGEST + 2);
            let read = (&mut input).take(most as u64).read_until(b'\n', &mut chunk.text);
            if read.map_err(|error| on_line(line, error))? == 0 {
                return Ok(false);
            }
            let text = &chunk.text[start..];
            let text = text.strip_suffix(b"\n").unwrap_or(text);
            if text.len() == most {
                let skipped = (&mut input).take(ENDLESS).skip_until(b'\n');
                if skipped.map_err(|error| on_line(line, error))? as u64 == ENDLESS {
                    return Err(io::Error::other(format!("line {line} has no end; write one row a line")));
                }
            }
            let size = text.strip_suffix(b"\r").unwrap_or(text).len();
            let fault = (size > LONGEST).then(|| format!("the line is longer than {} MiB; shorten it", LONGEST >> 20));
            let json = if fault.is_some() { start..start } else { start..start + size };
            chunk.text.truncate(json.end);
            chunk.rows.push(Written { line, json, fault });
            if !input.buffer().contains(&b'\n') {
                break;
            }
        }
        Ok(true)
    })
}

/// Reads the heading of a sheet: its columns, and what reads its rows.
pub(super) fn sheet<'a>(kb: &'a KnowledgeBase, input: impl Read + 'a) -> Result<(Columns<'a>, Fill<'a>), Broken> {
    let (mut next, mut record) = (records(input), ByteRecord::new());
    next(&mut record).map_err(Broken::Io)?;
    let columns = columns(kb, &record).map_err(Broken::Heading)?;
    let heading: Vec<String> = columns.names().cloned().collect();
    let fill: Fill<'a> = Box::new(move |chunk| {
        while chunk.has_room() {
            let Some(line) = next(&mut record)? else { return Ok(false) };
            let start = chunk.text.len();
            let fault = write(&heading, &record, &mut chunk.text).err();
            chunk.padding += if fault.is_some() { heading.len() } else { 0 };
            chunk.rows.push(Written { line, json: start..chunk.text.len(), fault });
        }
        Ok(true)
    });
    Ok((columns, fill))
}

/// Reads the next record with anything in it. Returns the line on which it begins, or `None` at the end.
fn records(input: impl Read) -> impl FnMut(&mut ByteRecord) -> io::Result<Option<u64>> {
    // Where every line has an end, the line on which a record begins follows from that on which it ends.
    let input = input.chain(b"\n".as_slice()).take(MOST_HELD);
    // The reader would miscount the lines if it looked for the line breaks of Windows.
    let terminator = Terminator::Any(b'\n');
    let mut records = ReaderBuilder::new().flexible(true).has_headers(false).terminator(terminator).from_reader(input);
    move |record| loop {
        let first = records.position().line();
        records.get_mut().set_limit(MOST_HELD);
        let found = records.read_byte_record(record);
        let last = records.position().line();
        if !found.map_err(|error| on_line(last, error.into()))? {
            return Ok(None);
        }
        if records.get_ref().limit() == 0 {
            return Err(io::Error::other(format!(
                "the row on line {first} is longer than 16 MiB; shorten it, or close the quote that stays open"
            )));
        }
        if record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
            // The reader passes over empty lines, but counts from the first of them.
            let breaks = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
            return Ok(Some(first.max((last - breaks).saturating_sub(1))));
        }
    }
}

/// Writes a record as a JSON object. If a cell is wrong, the others are written; otherwise, nothing is.
fn write(heading: &[String], record: &ByteRecord, out: &mut Vec<u8>) -> Result<(), String> {
    if record.as_slice().len() > LONGEST {
        return Err(format!("the row is longer than {} MiB; look for an open quote", LONGEST >> 20));
    }
    // Where there are too many or too few cells, answers may be in columns that go through.
    if record.len() != heading.len() {
        let cells = count(record.len(), "cell", "cells");
        let remedy = if record.as_slice().contains(&b'\n') { "close the open quote" } else { "write one for each" };
        return Err(format!("the row has {cells}, but the heading has {}; {remedy}", heading.len()));
    }
    // The other half of a line break of Windows may be left.
    let text = |cell| std::str::from_utf8(<[u8]>::strip_suffix(cell, b"\r").unwrap_or(cell)).ok();
    let mut entries = heading.iter().zip(record.iter().map(text));
    serde_json::Serializer::new(out).collect_map(entries.clone()).expect("memory takes it");
    let wrong = entries.find(|(_, text)| text.is_none());
    wrong.map_or(Ok(()), |(name, _)| Err(format!("{name}: not UTF-8 text; save it as UTF-8")))
}

fn on_line(line: u64, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("line {line}: {error}"))
}

/// The columns that a heading names. What may be an answer is not repeated in an error.
fn columns<'a>(kb: &'a KnowledgeBase, record: &ByteRecord) -> Result<Columns<'a>, String> {
    if record.as_slice().len() > LONGEST {
        return Err("the first line is longer than 1 MiB; write the names of the columns on it".to_owned());
    }
    let names: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
    let names = names.map_err(|_| "the heading is not UTF-8 text; save the sheet as CSV in UTF-8")?;
    let names: Vec<&str> = names.into_iter().map(|name| name.trim_start_matches(MARK).trim()).collect();
    if names.iter().any(|name| name.contains('\r') || (names.len() == 1 && name.contains([';', '\t', '|']))) {
        let remedy = "save it with commas between the cells, and line feeds between the rows";
        return Err(format!("the cells don't seem to be separated by commas; {remedy}"));
    }
    let (questions, rest): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| kb.questions().find(name).is_some());
    let is_choice = |name: &&&str| kb.questions().iter().any(|question| question.find(name).is_some());
    if rest.iter().filter(is_choice).count() > questions.len() {
        return Err("columns have the names of choices; write the questions on the first line".to_owned());
    }
    let mut columns = Columns::of(kb);
    for (name, number) in names.iter().zip(1..) {
        columns.get(name)?;
        if columns.names().len() < number {
            return Err(format!("column {number} has no name of its own; name each column once"));
        }
    }
    if questions.is_empty() {
        let example: Vec<&str> = kb.questions().ids().take(3).collect();
        return Err(format!("no column is named after a question; name them, as in `{}`", example.join(",")));
    }
    Ok(columns)
}

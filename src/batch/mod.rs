//! Many rows of answers: one result each, in order, in bounded memory.
//!
//! Rows do not depend on each other and keep their order, so a stream of JSON
//! Lines can be cut at any line, and the results of the parts as JSON Lines, one
//! behind the other, are the result of the whole. Up to `jobs` pieces of some
//! hundred kilobytes are worked on at a time, and what becomes of a piece is
//! written in parts where it is much more than the piece.

mod beginning;
mod choices;
mod csv;
mod held;
mod json;
mod lanes;
mod leads;
mod lines;
mod output;
mod quick;
mod records;
mod result;
mod row;
mod schema;
#[cfg(test)]
mod slow;
mod tally;
mod verdicts;

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::str::FromStr;

use memchr::memchr;

pub use result::Field;
pub use schema::FORMS;
pub use tally::Tally;

use self::csv::Sheet;
use self::lanes::Parts;
use self::lines::{LONGEST, Piece, Pieces, Spare};
use self::output::Output;
use self::quick::Quick;
use self::records::Record;
use self::row::{Column, Columns, Extra, Row};
use self::verdicts::Verdicts;
use crate::answers::{Answers, is_repeatable};
use crate::engine::Levels;
use crate::kb::{Entry, KnowledgeBase};
use crate::space::Space;
use crate::text::printable;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// JSON, one object a line.
    JsonLines,
    /// CSV with a heading.
    Csv,
}

impl FromStr for Notation {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        match word {
            "jsonl" => Ok(Self::JsonLines),
            "csv" => Ok(Self::Csv),
            _ => Err(()),
        }
    }
}

/// What is wanted of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How the rows are written.
    pub from: Notation,
    /// How the results are written.
    pub to: Notation,
    /// What is told of a row, in this order.
    pub fields: Vec<Field>,
    /// Whether open questions are read as unsure rather than refused.
    pub leave_rest_unsure: bool,
    /// Whether rows are only counted.
    pub counts_only: bool,
    /// How many pieces are worked on at a time, at least one.
    pub jobs: usize,
    /// The number of the first line.
    pub first_line: u64,
}

/// What became of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many rows there were.
    pub rows: u64,
    /// For how many of them there is an error instead of a result.
    pub errors: u64,
    /// The counts, if rows were only counted.
    pub tally: Tally,
    /// The columns that are no questions, as they came; no more than [`Totals::MOST_NAMED`] and one.
    pub passed: Vec<String>,
    /// The questions for which a sheet has no column, where they are taken as unsure.
    pub missing: Vec<String>,
    /// How many rows name no question, and were decided nonetheless.
    pub nameless: u64,
}

impl Totals {
    /// How many columns are named, and one more, so that it can be said that there are others.
    pub const MOST_NAMED: usize = 20;

    /// Adds what became of other rows.
    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.errors += other.errors;
        self.tally.add(other.tally);
        self.nameless += other.nameless;
        other.passed.into_iter().for_each(|name| row::note(&mut self.passed, &name));
    }
}

/// Why a run ended early.
#[derive(Debug)]
pub enum Broken {
    /// The heading of the rows is wrong.
    Heading(String),
    /// Reading or writing failed.
    Io(io::Error),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Decides rows on one knowledge base.
pub struct Batch<'a> {
    kb: &'a KnowledgeBase,
    levels: &'a Levels,
    settings: Settings,
    /// The diagram, if it is all that is needed.
    verdicts: Option<Verdicts>,
    output: Output,
}

/// From how many bytes on results are written before the rest of their piece is worked on. A row can bring more than it
/// takes: an empty one brings every column of a sheet, and every one of a sheet the names of its columns.
const PART: usize = 2 << 20;

/// How many pieces are looked through for the first row that can be read, where it says which columns there are.
const MOST_AHEAD: usize = 16;

/// What was made of a piece, or of a part of it.
#[derive(Default)]
struct Done {
    out: Vec<u8>,
    totals: Totals,
}

impl Done {
    /// Hands over what there is, if it is much.
    #[inline(always)]
    fn hand_over(&mut self, parts: &mut Parts<'_, Self>) -> ControlFlow<()> {
        if self.out.len() < PART { ControlFlow::Continue(()) } else { parts(std::mem::take(self)) }
    }
}

impl<'a> Batch<'a> {
    /// Gets ready. The diagram answers for the engine where only verdicts are wanted.
    pub fn new(kb: &'a KnowledgeBase, levels: &'a Levels, space: Option<&Space>, settings: Settings) -> Self {
        let only_verdicts = settings.fields == [Field::Verdict] && !settings.counts_only;
        let verdicts = space.filter(|_| only_verdicts).and_then(|space| Verdicts::of(kb, space));
        let output = Output::of(&settings);
        Self { kb, levels, settings, verdicts, output }
    }

    /// Reads rows to the end, and writes the result of each as soon as its piece is done.
    ///
    /// `progress` is told how many rows are done.
    ///
    /// # Errors
    /// If the heading is wrong, or reading or writing fails. A row that is wrong is no error; it is counted.
    pub fn run(
        &mut self,
        input: impl Read + Send,
        output: impl Write + Send,
        progress: impl FnMut(u64) + Send,
    ) -> Result<Totals, Broken> {
        let first = self.settings.first_line;
        match self.settings.from {
            Notation::JsonLines => {
                let spare = Spare::default();
                let mut pieces = Pieces::new(input, first, &spare);
                let mut ahead = VecDeque::new();
                if self.settings.to == Notation::Csv {
                    let mut passed = None;
                    // Where a stream comes line by line, so do its pieces.
                    while passed.is_none() && ahead.len() < MOST_AHEAD {
                        let Some(piece) = pieces.next().transpose() else { break };
                        passed = piece.as_ref().map_or_else(|_| Some(Vec::new()), |piece| self.names(piece));
                        if piece.as_ref().is_ok_and(|piece| !piece.is_too_long && is_blank(piece.text())) {
                            continue;
                        }
                        ahead.push_back(piece);
                    }
                    self.output.pass(passed.unwrap_or_default());
                }
                let take = || match ahead.pop_front() {
                    Some(piece) => piece.map(Some),
                    None => pieces.next(),
                };
                let verdicts = self.verdicts.as_ref().filter(|_| self.settings.to == Notation::JsonLines);
                let open = || {
                    let quick = verdicts.map(|verdicts| Quick::of(self.kb, verdicts, self.settings.leave_rest_unsure));
                    (quick, Columns::of(self.kb))
                };
                let work = |lane: &mut (Option<Quick<'_>>, Columns<'_>), piece: Piece, parts: &mut Parts<'_, Done>| {
                    let (quick, columns) = lane;
                    let done = self.lines(quick.as_mut(), columns, &piece, parts);
                    spare.put(piece);
                    done
                };
                self.stream(open, take, work, output, progress)
            }
            Notation::Csv => {
                let mut sheet = Sheet::open(self.kb, input, first)?;
                let heading = sheet.heading.clone();
                let passed = heading.iter().filter(|(_, column)| matches!(column, Column::Extra | Column::Schema));
                self.output.pass(passed.map(|(name, _)| name.clone()).collect());
                let work = |(): &mut (), records: Vec<Record>, parts: &mut Parts<'_, Done>| {
                    let mut done = Done::default();
                    for Record { line, cells, .. } in &records {
                        match cells {
                            Ok(cells) => self.careful(*line, csv::row(self.kb, &heading, cells), &mut done),
                            Err(fault) => self.refuse(*line, fault, &[], &mut done),
                        }
                        if done.hand_over(parts).is_break() {
                            break;
                        }
                    }
                    done
                };
                let mut totals = self.stream(|| (), || sheet.next(), work, output, progress)?;
                if totals.rows > 0 {
                    let extras = heading.iter().filter(|(_, column)| *column == Column::Extra);
                    extras.for_each(|(name, _)| row::note(&mut totals.passed, name));
                    let has_column = |key| heading.iter().any(|(_, column)| *column == Column::Question(key));
                    let is_unsure = |key: &_| self.settings.leave_rest_unsure && !has_column(*key);
                    let missing = self.kb.questions().keys().filter(is_unsure);
                    totals.missing = missing.map(|key| self.kb[key].id().to_owned()).collect();
                }
                Ok(totals)
            }
        }
    }

    fn stream<L, T: Send>(
        &self,
        open: impl Fn() -> L + Sync,
        take: impl FnMut() -> io::Result<Option<T>> + Send,
        work: impl Fn(&mut L, T, &mut Parts<'_, Done>) -> Done + Sync,
        mut output: impl Write + Send,
        mut progress: impl FnMut(u64) + Send,
    ) -> Result<Totals, Broken> {
        let mut totals = Totals::default();
        if !self.settings.counts_only {
            output.write_all(&self.output.heading()).map_err(unwritten)?;
        }
        let put = |done: Done| {
            output.write_all(&done.out).and_then(|()| output.flush()).map_err(unwritten)?;
            totals.add(done.totals);
            progress(totals.rows);
            Ok(())
        };
        lanes::in_order(self.settings.jobs, open, take, work, put)?;
        Ok(totals)
    }

    /// The columns that go through, of the first row that can be read.
    fn names(&self, piece: &Piece) -> Option<Vec<String>> {
        let mut columns = Columns::of(self.kb);
        let lines = piece.text().split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
        let mut lines = lines.map(|line| line.trim_start_matches('\u{FEFF}').trim());
        let row = lines.find_map(|line| json::parse(&mut columns, self.kb, line).ok())?;
        Some(row.extras.into_iter().map(|extra| extra.name.into_owned()).collect())
    }

    /// Lines of JSON.
    fn lines(
        &self,
        mut quick: Option<&mut Quick<'_>>,
        columns: &mut Columns<'_>,
        piece: &Piece,
        parts: &mut Parts<'_, Done>,
    ) -> Done {
        let mut done = Done::default();
        if piece.is_too_long {
            self.too_long(piece.first, &mut done);
        }
        let text = piece.text();
        let (mut number, mut from) = (piece.first, 0);
        while from < text.len() {
            let end = quick.as_mut().and_then(|quick| quick.line(text, from, columns, &mut done.out));
            match end {
                Some(end) => {
                    done.totals.rows += 1;
                    from = end;
                }
                None => {
                    let end = memchr(b'\n', &text[from..]).map_or(text.len(), |length| from + length);
                    self.line(number, &text[from..end], columns, &mut done);
                    from = end + 1;
                }
            }
            number += 1;
            if done.hand_over(parts).is_break() {
                break;
            }
        }
        done.totals.passed = columns.passed();
        done
    }

    /// A line that has to be parsed with care.
    fn line(&self, number: u64, line: &[u8], columns: &mut Columns<'_>, done: &mut Done) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() > LONGEST {
            return self.too_long(number, done);
        }
        match std::str::from_utf8(line).map(|text| text.trim_start_matches('\u{FEFF}')) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => match json::parse(columns, self.kb, text) {
                Ok(row) => self.careful(number, row, done),
                Err(fault) => self.refuse(number, &fault, &[], done),
            },
            Err(_) => self.refuse(number, "not UTF-8 text; save it as UTF-8", &[], done),
        }
    }

    fn too_long(&self, line: u64, done: &mut Done) {
        let fault = format!("the line is longer than {} MiB; shorten it", LONGEST >> 20);
        self.refuse(line, &fault, &[], done);
    }

    fn careful(&self, line: u64, row: Row<'_>, done: &mut Done) {
        match row.answers {
            Ok(mut answers) => {
                let errors = done.totals.errors;
                self.tell(line, &mut answers, &row.extras, done);
                done.totals.nameless += u64::from(row.is_nameless && done.totals.errors == errors);
            }
            Err(fault) => self.refuse(line, &fault, &row.extras, done),
        }
    }

    /// Tells the result of answers.
    fn tell(&self, line: u64, answers: &mut Answers, extras: &[Extra<'_>], done: &mut Done) {
        let mut is_open = false;
        let reading = answers.read_with(self.kb, |question| {
            is_open |= !self.settings.leave_rest_unsure;
            Some(self.kb[question].if_unsure)
        });
        if is_open {
            let fault = row::open(self.kb, answers);
            return self.refuse(line, &fault, extras, done);
        }
        let known = self.verdicts.as_ref().map(|verdicts| verdicts.of_row(&verdicts.packed.row(&reading)));
        let found;
        let values = match known {
            Some(verdict) => std::slice::from_ref(&verdict.value),
            None => {
                if self.settings.leave_rest_unsure {
                    answers.leave_rest_unsure(self.kb);
                }
                let fields = if self.settings.counts_only { &Tally::FIELDS[..] } else { &self.settings.fields };
                found = result::values(self.kb, self.levels, fields, answers, &reading);
                &found
            }
        };
        if self.settings.counts_only {
            done.totals.tally.count(values);
        } else if let Err(name) = self.output.result(extras, values, &mut done.out) {
            let fault = match is_repeatable(self.kb, &name) {
                true => format!("the first row has no `{}`, so there is no column for it", printable(&name)),
                false => "the first row lacks a column that this one has".to_owned(),
            };
            let fault = fault + "; write JSON Lines";
            return self.refuse(line, &fault, &[], done);
        }
        done.totals.rows += 1;
    }

    /// Tells that there is no result.
    fn refuse(&self, line: u64, fault: &str, extras: &[Extra<'_>], done: &mut Done) {
        done.totals.rows += 1;
        done.totals.errors += 1;
        if !self.settings.counts_only {
            self.output.error(line, fault, extras, &mut done.out);
        }
    }
}

/// An error of the output, which tells it from one of the input.
fn unwritten(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("the results cannot be written: {error}"))
}

/// Whether there is no row in a text.
fn is_blank(text: &[u8]) -> bool {
    std::str::from_utf8(text)
        .is_ok_and(|text| text.lines().all(|line| line.trim_start_matches('\u{FEFF}').trim().is_empty()))
}

//! Many rows of answers: one result each, in order, in bounded memory.
//!
//! Some thousand rows are read at a time, shared out over the cores, and their results written. A row of a sheet becomes
//! a line of JSON as it is read, so that there is one way to read answers.

mod read;
mod result;
mod row;

use std::io::{self, Read, Write};

use indexmap::IndexSet;
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

pub use result::{FORMS, Field};

use self::read::{Chunk, Written, lines, sheet};
use self::result::{Value, csv_heading, csv_result, values, verdict_word, write_json};
use self::row::{Columns, Row};
use crate::answers::Answers;
use crate::engine::Levels;
use crate::explore::Tally;
use crate::kb::{Entry, KnowledgeBase};
use crate::space::Space;
use crate::text::printable;

/// How rows and results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// Both in JSON, one object a line.
    JsonLines,
    /// Both in CSV with a heading.
    Csv,
    /// Rows in CSV, results in JSON.
    CsvToJsonLines,
}

/// What is wanted of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How the rows and the results are written.
    pub notation: Notation,
    /// What a result says, in this order.
    pub fields: Vec<Field>,
    /// Whether open questions are read as unsure rather than refused.
    pub leave_rest_unsure: bool,
    /// Whether rows are only counted.
    pub counts_only: bool,
    /// Whether cells of CSV stay as they are, even if a spreadsheet would run them.
    pub raw_cells: bool,
}

impl Settings {
    /// Whether nothing but the verdict is wanted of a row, for which a diagram is faster than the engine.
    pub fn only_verdicts(&self) -> bool {
        self.fields == [Field::Verdict] && !self.counts_only
    }
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
    /// The columns that aren't questions, as they came; no more than [`MOST_NAMED`] and one.
    pub passed: IndexSet<String>,
    /// The questions for which a sheet has no column, where they were taken as unsure.
    pub missing: Vec<String>,
    /// How many rows name no question, and were decided nonetheless.
    pub nameless: u64,
}

impl Totals {
    fn add(&mut self, more: Self) {
        self.rows += more.rows;
        self.errors += more.errors;
        self.nameless += more.nameless;
        self.tally.add(more.tally);
        self.passed.extend(more.passed);
        self.passed.truncate(MOST_NAMED + 1);
    }
}

const COUNTED: [Field; 3] = [Field::Verdict, Field::Needs, Field::Complements];

/// Counts a row by the values of [`COUNTED`].
fn count(tally: &mut Tally, values: &[Value<'_>]) {
    let [Value::Word(verdict), Value::Pairs(needs), Value::List(complements)] = values else { return };
    *tally.verdicts.entry(verdict.to_string()).or_default() += 1;
    for (property, strength) in needs {
        tally.needs.entry((*property).to_owned()).or_default()[usize::from(strength != "must")] += 1;
    }
    for id in complements {
        *tally.complements.entry((*id).to_owned()).or_default() += 1;
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

/// How many columns that aren't questions are named, and one more, to say that there are others.
pub const MOST_NAMED: usize = 20;

/// Decides rows on one knowledge base.
pub struct Batch<'a> {
    kb: &'a KnowledgeBase,
    levels: &'a Levels,
    settings: Settings,
    /// The diagram with its verdicts in words, where nothing else is needed.
    verdicts: Option<(&'a Space, Vec<String>)>,
}

impl<'a> Batch<'a> {
    /// Gets ready. The diagram answers instead of the engine where only verdicts are wanted.
    pub fn new(kb: &'a KnowledgeBase, levels: &'a Levels, space: Option<&'a Space>, settings: Settings) -> Self {
        let words = |space: &'a Space| space.outcomes().iter().map(|one| verdict_word(kb, one.as_ref())).collect();
        let verdicts = space.filter(|_| settings.only_verdicts()).map(|space| (space, words(space)));
        Self { kb, levels, settings, verdicts }
    }

    /// Reads rows to the end, and writes their results on the way; calls `progress` with how many rows are done.
    ///
    /// # Errors
    /// If the heading is wrong, or reading or writing fails. A row that is wrong is no error; it is counted.
    pub fn run(
        &self,
        input: impl Read,
        mut output: impl Write,
        mut progress: impl FnMut(u64),
    ) -> Result<Totals, Broken> {
        let (kb, settings) = (self.kb, &self.settings);
        let (columns, mut fill) = match settings.notation {
            Notation::JsonLines => (Columns::of(kb), lines(input)),
            Notation::Csv | Notation::CsvToJsonLines => sheet(kb, input)?,
        };
        let mut put = |text: &[u8]| {
            let written = output.write_all(text).and_then(|()| output.flush());
            let unwritten = |error: io::Error| format!("the results cannot be written: {error}");
            written.map_err(|error| Broken::Io(io::Error::new(error.kind(), unwritten(error))))
        };
        if settings.notation == Notation::Csv && !settings.counts_only {
            put(csv_heading(columns.passed(), settings).as_bytes())?;
        }
        let (mut totals, mut more) = (Totals::default(), true);
        while more {
            let mut chunk = Chunk::default();
            let filled = fill(&mut chunk);
            let share = chunk.rows.len().div_ceil(4 * rayon::current_num_threads()).max(1);
            let shares = chunk.rows.par_chunks(share).map(|rows| self.decide(&chunk, rows, columns.clone()));
            for (out, done) in shares.collect::<Vec<_>>() {
                put(&out)?;
                totals.add(done);
                progress(totals.rows);
            }
            more = filled.map_err(Broken::Io)?;
        }
        let is_sheet = settings.notation != Notation::JsonLines;
        if is_sheet && settings.leave_rest_unsure && totals.rows > totals.errors {
            let missing = kb.questions().ids().filter(|id| !columns.names().any(|name| name == id));
            totals.missing = missing.map(str::to_owned).collect();
        }
        Ok(totals)
    }

    /// Decides some rows of a chunk: what is printed of them, and what became of them.
    fn decide(&self, chunk: &Chunk, rows: &[Written], mut columns: Columns<'_>) -> (Vec<u8>, Totals) {
        let (passed, mut done) = (columns.passed().count(), Totals::default());
        let (mut out, fields) = (Vec::new(), &self.settings.fields);
        for Written { line, json, fault } in rows {
            let json = &chunk.text[json.clone()];
            let Some(Row { answers, fault, extras, is_nameless }) = Row::of(&mut columns, json, fault.clone()) else {
                continue;
            };
            let values = fault.map_or_else(|| self.values(&answers), Err).map_err(|fault| (*line, fault));
            done.rows += 1;
            done.errors += u64::from(values.is_err());
            done.nameless += u64::from(is_nameless && values.is_ok());
            match self.settings.notation {
                _ if self.settings.counts_only => values.iter().for_each(|values| count(&mut done.tally, values)),
                Notation::Csv => out.extend(csv_result(passed, &extras, &self.settings, &values).into_bytes()),
                Notation::JsonLines | Notation::CsvToJsonLines => {
                    write_json(&extras, fields, &values, &mut out).expect("memory takes it");
                }
            }
        }
        done.passed = columns.passed().map(|name| printable(name)).collect();
        (out, done)
    }

    fn values(&self, answers: &Answers) -> Result<Vec<Value<'_>>, String> {
        let kb = self.kb;
        let open = if self.settings.leave_rest_unsure {
            answers.check_with_rest_unsure(kb)?;
            Vec::new()
        } else {
            answers.open(kb)
        };
        if !open.is_empty() {
            let open: Vec<String> = open.into_iter().map(|key| format!("`{}`", kb[key].id())).collect();
            return Err(format!("unanswered questions: {}; answer them, or add --unsure-rest", open.join(", ")));
        }
        if let Some((space, words)) = &self.verdicts {
            // Answers to questions that do not apply count for nothing there.
            let verdict = &words[space.position(|question| Some(answers.chosen(kb, question)))];
            return Ok(vec![Value::Word(verdict.into())]);
        }
        let fields = if self.settings.counts_only { &COUNTED[..] } else { &self.settings.fields };
        Ok(values(kb, self.levels, fields, answers))
    }
}

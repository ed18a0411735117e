//! Many rows of answers: one result each, in order, in bounded memory.
//!
//! Some thousand rows are read at a time, shared out over the cores, and their results written. Rows do not depend on
//! each other, so lines of JSON can be cut anywhere, and the results of the parts be put together again.

mod object;
mod read;
mod result;
mod schema;

use std::io::{self, Read, Write};

use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

pub use result::Field;
pub use schema::FORMS;

use self::read::{Columns, Next, Row, Written, heading, lines, records};
use self::result::{Output, Value, values, verdict_word};
use crate::answers::Answers;
use crate::engine::Levels;
use crate::explore::Tally;
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

/// What is wanted of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How the rows are written.
    pub from: Notation,
    /// How the results are written.
    pub to: Notation,
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
    pub passed: Vec<String>,
    /// The questions for which a sheet has no column, where they are taken as unsure.
    pub missing: Vec<String>,
    /// How many rows name no question, and were decided nonetheless.
    pub nameless: u64,
}

/// What is counted.
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

/// How many rows are read at a time, and how many bytes of them.
const MOST_ROWS: usize = 8192;
const MOST_BYTES: usize = 1 << 20;

/// Decides rows on one knowledge base.
pub struct Batch<'a> {
    kb: &'a KnowledgeBase,
    levels: &'a Levels,
    settings: Settings,
    /// The diagram with its verdicts in words, where nothing else is needed.
    verdicts: Option<(&'a Space, Vec<String>)>,
}

/// What was made of some rows.
#[derive(Default)]
struct Done<'a> {
    out: Vec<u8>,
    errors: u64,
    nameless: u64,
    /// What is to be counted.
    counted: Vec<Vec<Value<'a>>>,
    passed: Vec<String>,
}

impl<'a> Batch<'a> {
    /// Gets ready. The diagram answers instead of the engine where only verdicts are wanted.
    pub fn new(kb: &'a KnowledgeBase, levels: &'a Levels, space: Option<&'a Space>, settings: Settings) -> Self {
        let words =
            |space: &'a Space| space.outcomes().iter().map(|verdict| verdict_word(kb, verdict.as_ref())).collect();
        let verdicts = space.filter(|_| settings.only_verdicts()).map(|space| (space, words(space)));
        Self { kb, levels, settings, verdicts }
    }

    /// Reads rows to the end, and writes their results on the way.
    ///
    /// `progress` is told how many rows are done.
    ///
    /// # Errors
    /// If the heading is wrong, or reading or writing fails. A row that is wrong is no error; it is counted.
    pub fn run(&self, input: impl Read, output: impl Write, progress: impl FnMut(u64)) -> Result<Totals, Broken> {
        if self.settings.from == Notation::JsonLines {
            return self.stream(lines(input), &[], None, output, progress).map_err(Broken::Io);
        }
        let mut records = records(input);
        let [heading, passed] = heading(self.kb, records().map_err(Broken::Io)?).map_err(Broken::Heading)?;
        let mut totals = self.stream(records, &heading, Some(passed), output, progress).map_err(Broken::Io)?;
        if self.settings.leave_rest_unsure && totals.rows > 0 {
            totals.missing = self.kb.questions().ids().map(str::to_owned).filter(|id| !heading.contains(id)).collect();
        }
        Ok(totals)
    }

    /// Works through rows under a heading; in CSV, results have these columns in front, or those of the first row.
    fn stream(
        &self,
        mut source: impl FnMut() -> Next,
        heading: &[String],
        mut passed: Option<Vec<String>>,
        mut output: impl Write,
        mut progress: impl FnMut(u64),
    ) -> io::Result<Totals> {
        let to_csv = self.settings.to == Notation::Csv;
        // A row can bring much more than it takes: its result has the names of the columns, or a cell for each.
        let most_of = |wide: usize| (MOST_BYTES / wide.max(1)).clamp(1, MOST_ROWS);
        let mut most = most_of(heading.iter().map(String::len).sum());
        let (mut rows, mut more) = (Vec::new(), Ok(true));
        while to_csv && passed.is_none() && matches!(more, Ok(true)) && rows.len() < most {
            more = fill(&mut source, &mut rows, most);
            passed = rows.iter().find_map(|row| self.names(row));
        }
        let (form, head) = Output::of(&self.settings, to_csv.then(|| passed.unwrap_or_default()));
        most = most.min(most_of(head.len()));
        let mut put = |text: &[u8]| {
            let written = output.write_all(text).and_then(|()| output.flush());
            written.map_err(|error| io::Error::new(error.kind(), format!("the results cannot be written: {error}")))
        };
        put(if self.settings.counts_only { b"" } else { &head })?;
        let mut totals = Totals::default();
        loop {
            if rows.is_empty() && matches!(more, Ok(true)) {
                more = fill(&mut source, &mut rows, most);
            }
            if rows.is_empty() {
                return more.map(|_| totals);
            }
            let share = rows.len().div_ceil(4 * rayon::current_num_threads());
            let shares = rows.par_chunks(share).map(|rows| (rows.len(), self.decide(rows, heading, &form)));
            for (rows, done) in shares.collect::<Vec<_>>() {
                put(&done.out)?;
                totals.rows += rows as u64;
                totals.errors += done.errors;
                totals.nameless += done.nameless;
                done.passed.iter().for_each(|name| note(&mut totals.passed, name));
                done.counted.iter().for_each(|values| count(&mut totals.tally, values));
                progress(totals.rows);
            }
            rows.clear();
        }
    }

    /// The columns of a row that go through, if it can be read.
    fn names(&self, row: &Written) -> Option<Vec<String>> {
        let row = Row::of(&mut Columns::of(self.kb), &[], row.text.as_ref().ok()?);
        let is_read = row.answers.is_ok() || !row.extras.is_empty();
        is_read.then(|| row.extras.into_iter().map(|extra| extra.name.into_owned()).collect())
    }

    /// Decides some rows.
    fn decide(&self, rows: &[Written], heading: &[String], form: &Output<'_>) -> Done<'_> {
        let mut columns = Columns::of(self.kb);
        let mut done = Done::default();
        for Written { line, text, .. } in rows {
            let row = match text {
                Ok(text) => Row::of(&mut columns, heading, text),
                Err(fault) => Row::wrong(fault.clone()),
            };
            let found = row.answers.and_then(|answers| self.result(answers));
            let found = found.and_then(|values| form.check(&row.extras).map(|()| values));
            match &found {
                Ok(_) => done.nameless += u64::from(row.is_nameless),
                Err(_) => done.errors += 1,
            }
            if self.settings.counts_only {
                done.counted.extend(found);
            } else {
                form.write(&row.extras, found.as_deref().map_err(|fault| (*line, fault.as_str())), &mut done.out);
            }
        }
        done.passed = columns.passed;
        done
    }

    /// What is said of answers.
    fn result(&self, mut answers: Answers) -> Result<Vec<Value<'_>>, String> {
        let kb = self.kb;
        let mut is_open = false;
        let reading = answers.read_with(kb, |question| {
            is_open = true;
            Some(kb[question].if_unsure)
        });
        if is_open && !self.settings.leave_rest_unsure {
            let open: Vec<String> = answers.open(kb).into_iter().map(|key| format!("`{}`", kb[key].id())).collect();
            return Err(format!("open questions: {}; answer them, or add --unsure-rest", open.join(", ")));
        }
        if let Some((space, words)) = &self.verdicts {
            let verdict = &words[space.position(|question| reading.get(question))];
            return Ok(vec![Value::Word(verdict.into())]);
        }
        answers.leave_rest_unsure(kb);
        let fields = if self.settings.counts_only { &COUNTED[..] } else { &self.settings.fields };
        Ok(values(kb, self.levels, fields, &answers, &reading))
    }
}

/// Notes a column that goes through, unless enough are noted.
fn note(names: &mut Vec<String>, name: &str) {
    let name = printable(name);
    if names.len() <= MOST_NAMED && !names.contains(&name) {
        names.push(name);
    }
}

/// Reads up to so many rows, and no more than have arrived; whether there may be others.
fn fill(source: &mut impl FnMut() -> Next, rows: &mut Vec<Written>, most: usize) -> io::Result<bool> {
    let mut bytes = 0;
    while rows.len() < most && bytes < MOST_BYTES {
        let Some(row) = source()? else { return Ok(false) };
        bytes += row.bytes;
        rows.push(row);
        if rows.last().is_some_and(|row| row.is_last) {
            break;
        }
    }
    Ok(true)
}

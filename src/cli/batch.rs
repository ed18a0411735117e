//! `advisor batch`.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::parser::ValueSource;
use clap::{Command, ValueHint};
use rayon::ThreadPoolBuilder;
use same_file::Handle;

use super::flags::{choice, examples, flag, format, max_age, path};
use super::output::{complain, is_dumb, note};
use super::{Call, FAILURE, SUCCESS, Usage, usage};
use crate::batch::{Batch, Broken, Field, MOST_NAMED, Notation, Settings, Totals};
use crate::engine::Levels;
use crate::explore::Distribution;
use crate::kb::{KnowledgeBase, Question};
use crate::render::Format;
use crate::text::{grouped, printable};

pub(super) fn command(kb: &KnowledgeBase) -> Command {
    let form = |name, help| choice(name, "FORM", help, ["jsonl", "csv"]).long(name);
    let help = "Which fields to print for each row; everything if left out, `verdict` alone is fastest";
    let fields = choice("fields", "FIELD,…", help, Field::ALL.map(Field::word)).long("fields").value_delimiter(',');
    Command::new("batch")
        .about("Give a verdict for each row of answers, in order")
        .before_help(examples([
            "advisor batch rows.jsonl --unsure-rest > results.jsonl",
            "advisor batch rows.csv --unsure-rest --fields verdict,stops > results.csv",
            "advisor batch rows.jsonl --unsure-rest --summary",
        ]))
        .after_help(after_help(kb))
        .arg(path("file", "FILE", "The rows: JSON Lines or CSV; standard input for `-` or none", ValueHint::FilePath))
        .arg(form("from", "How the rows are written; CSV if the name of the file says so, else JSON Lines"))
        .arg(form("to", "How the results are written; the same as the rows by default").conflicts_with("summary"))
        .arg(fields.conflicts_with("summary"))
        .arg(flag("unsure-rest", "Answer every other question with `unsure`; without this, each is an error"))
        .arg(flag("raw-cells", "In CSV, leave cells that a spreadsheet would run as they are"))
        .arg(flag("summary", "Count verdicts, needs and complements instead of printing each row"))
        .arg(max_age())
        .arg(format(Format::OF_PAGES).help("With --summary: how to print it"))
}

fn after_help(kb: &KnowledgeBase) -> String {
    let answer = |question: &Question| Some(format!(", \"{}\": \"{}\"", question.id, question.choices.first()?.id));
    let answers: String = kb.questions().iter().filter_map(answer).take(2).collect();
    format!(
        "\
Rows:
  A row names questions and their choices:
    {{\"id\": 1{answers}}}
  Give several choices as a list, or in a CSV cell with commas between them. An
  empty cell, or null, is no answer. A column that is not a question,
  such as an id, goes through to the result; standard error names it at the end.
  `advisor schema batch-row` and `batch-result` say what a row and a result hold.

Errors:
  A row that cannot be read gives an error in its place, with its line, and the
  exit code is 1. No error repeats what was given: it could be someone's answer.

CSV:
  Cells that a spreadsheet would run, such as =1+1, get an apostrophe in front. A
  quote that is not closed takes the lines after it into its cell.

Large files:
  Rows do not depend on each other, so JSON Lines can be cut at any line. Without
  RAYON_NUM_THREADS, there is a thread for each core:
    RAYON_NUM_THREADS=1 parallel --pipe --keep-order advisor batch < rows.jsonl"
    )
}

/// As many threads as `RAYON_NUM_THREADS` says or there are cores, but not more than the system surely has room for.
fn threads() -> usize {
    let wanted = std::env::var("RAYON_NUM_THREADS").ok().and_then(|number| number.parse().ok());
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    wanted.filter(|number| *number > 0).unwrap_or_else(cores).min(256)
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let kb = call.kb;
    let name = call.word("file").unwrap_or("-");
    let shown = if name == "-" { "standard input".to_owned() } else { printable(name) };
    let settings = settings(call, name)?;
    let input = open(name, &shown)?;
    let levels = Levels::of(kb, &call.trust);
    let space = if settings.only_verdicts() { call.space() } else { None };
    let batch = Batch::new(kb, &levels, space.as_deref(), settings);
    // Where there is no room for so many threads, this one has to do.
    let alone = || ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
    let threads = ThreadPoolBuilder::new().num_threads(threads()).build().or_else(|_| alone())?;
    let mut progress = progress(name);
    let totals = threads.install(|| batch.run(input.as_file(), io::stdout(), |rows| progress(Some(rows))));
    progress(None);
    let mut totals = match totals {
        Ok(totals) => totals,
        Err(Broken::Heading(fault)) => return usage(format!("{shown}: {fault}")),
        Err(Broken::Io(error)) => return Err(error).with_context(|| format!("{shown} cannot be processed")),
    };
    if call.has("summary") {
        call.print(&Distribution::of(kb, totals.rows, totals.errors, std::mem::take(&mut totals.tally)))?;
    }
    say_overlooked(kb, &totals);
    if totals.errors == 0 {
        return Ok(SUCCESS);
    }
    let rows = if totals.rows == 1 { "row" } else { "rows" };
    note(&format!("advisor: {} {rows}, {} with an error instead of a result", totals.rows, totals.errors));
    Ok(FAILURE)
}

fn settings(call: &Call<'_>, name: &str) -> anyhow::Result<Settings> {
    if call.matches.value_source("format") == Some(ValueSource::CommandLine) && !call.has("summary") {
        let remedy = "add that, or choose the form of the results with --to";
        return usage(format!("--format: it works only with --summary; {remedy}"));
    }
    let is_sheet = Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let from = call.word("from").unwrap_or(if is_sheet { "csv" } else { "jsonl" });
    let notation = match (from, call.word("to").unwrap_or(from)) {
        ("csv", "csv") => Notation::Csv,
        ("csv", _) => Notation::CsvToJsonLines,
        (_, "csv") => return usage("--to csv: the rows are not in CSV; leave it out"),
        _ => Notation::JsonLines,
    };
    let fields = call.matches.get_many::<String>("fields").into_iter().flatten();
    let fields: Vec<Field> = fields.filter_map(|word| Field::named(word)).collect();
    if let Some(at) = (1..fields.len()).find(|at| fields[..*at].contains(&fields[*at])) {
        return usage(format!("--fields: `{}` is given twice; give it once", fields[at].word()));
    }
    Ok(Settings {
        notation,
        fields: if fields.is_empty() { Field::ALL.to_vec() } else { fields },
        leave_rest_unsure: call.has("unsure-rest"),
        counts_only: call.has("summary"),
        raw_cells: call.has("raw-cells"),
    })
}

fn open(name: &str, shown: &str) -> anyhow::Result<Handle> {
    if name == "-" && io::stdin().is_terminal() {
        note("Reading rows from the terminal; end with Ctrl-D.");
    }
    let opened = if name == "-" { Handle::stdin() } else { Handle::from_path(name) };
    let opened = opened.and_then(|input| {
        let kind = input.as_file().metadata()?.file_type();
        if kind.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok((input, kind)) }
    });
    let (input, kind) = opened.map_err(|error| Usage(format!("{shown} cannot be read: {error}; check the path")))?;
    // To read the results would never come to an end.
    if kind.is_file() && Handle::stdout().is_ok_and(|output| output == input) {
        return usage(format!("{shown}: the results go to the input file; write them to another file"));
    }
    Ok(input)
}

/// Says what may have been meant as answers, and was read as none.
fn say_overlooked(kb: &KnowledgeBase, totals: &Totals) {
    let name = |name: &String| match name.is_empty() {
        true => "one without a name".to_owned(),
        false if may_be_an_answer(kb, name) => "one that may be an answer".to_owned(),
        false => format!("`{name}`"),
    };
    let mut names: Vec<String> = totals.passed.iter().take(MOST_NAMED).map(name).collect();
    names.dedup();
    if totals.passed.len() > MOST_NAMED {
        names.push("and others".to_owned());
    }
    if !names.is_empty() {
        let missing: Vec<String> = totals.missing.iter().map(|id| format!("`{id}`")).collect();
        let unsure = "; questions without a column, taken as unsure: ";
        let unsure = if missing.is_empty() { "" } else { unsure };
        complain(&format!("columns that aren't questions: {}{unsure}{}", names.join(", "), missing.join(", ")));
    }
    match totals.nameless {
        0 => {}
        1 => complain("1 row names no question; every answer in it was taken as unsure"),
        rows => complain(&format!("{rows} rows name no question; every answer in them was taken as unsure")),
    }
}

/// Whether a word holds the id of a choice. It is not repeated then: what a batch says often ends in a log.
fn may_be_an_answer(kb: &KnowledgeBase, word: &str) -> bool {
    // Between the words of a choice people write other marks as well.
    let plain = |letter: char| if letter.is_alphanumeric() { letter } else { '-' };
    let word: String = format!("-{}-", word.to_lowercase()).chars().map(plain).collect();
    let mut choices = kb.questions().iter().flat_map(|question| &question.choices);
    choices.any(|choice| word.contains(&format!("-{}-", choice.id)))
}

/// How long a line about progress is shown at least.
const PAUSE: Duration = Duration::from_millis(200);
const CLEAR: &str = "\r\u{1b}[2K";

/// Shows how many rows are done, or clears the line for `None`, if standard error is a terminal without other output.
fn progress(name: &str) -> impl FnMut(Option<u64>) {
    let is_typed = name == "-" && io::stdin().is_terminal();
    let is_shown = io::stderr().is_terminal() && !io::stdout().is_terminal() && !is_typed && !is_dumb();
    let mut written = Instant::now();
    move |rows| {
        if is_shown && (rows.is_none() || written.elapsed() >= PAUSE) {
            written = Instant::now();
            let rows = rows.map(|rows| format!("{} rows", grouped(rows))).unwrap_or_default();
            // Where this cannot be shown, the run goes on.
            let _ = write!(io::stderr(), "{CLEAR}{rows}");
        }
    }
}

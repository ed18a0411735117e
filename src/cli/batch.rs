//! `advisor batch`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
#[cfg(unix)]
use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;

use anyhow::Context as _;
use clap::ArgMatches;
use clap::parser::ValueSource;
use rayon::ThreadPoolBuilder;
#[cfg(unix)]
use rustix::fs::{FileType, fstat};

use super::output::{complain, note, print_page};
use super::progress::Progress;
use super::{Call, FAILURE, SUCCESS, Usage};
use crate::answers::is_repeatable;
use crate::batch::{Batch, Broken, Field, MOST_NAMED, Notation, Settings, Totals};
use crate::engine::Levels;
use crate::explore::Distribution;
use crate::kb::KnowledgeBase;
use crate::text::printable;

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let (kb, matches) = (call.kb, call.matches);
    let name = matches.get_one::<String>("file").map_or("-", String::as_str);
    let settings = settings(matches, name)?;
    let (input, bytes) = open(name)?;
    let mut progress = Progress::of(bytes);
    let mut input = BufReader::new(progress.watch(input));
    let counts_only = settings.counts_only;
    // Should every row turn out wrong, the first byte may tell why. If it cannot be read, the run will tell.
    let first = match settings.from {
        Notation::JsonLines => input.fill_buf().ok().and_then(first_byte),
        Notation::Csv => None,
    };
    let levels = Levels::of(kb, &call.trust);
    let space = if settings.only_verdicts() { call.space() } else { None };
    let batch = Batch::new(kb, &levels, space.as_ref(), settings);
    // Where there is no room for so many threads, this one has to do.
    let alone = || ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
    let threads = ThreadPoolBuilder::new().num_threads(threads()).build().or_else(|_| alone())?;
    let totals = threads.install(|| batch.run(input, io::stdout(), |rows| progress.tell(rows)));
    progress.end();
    let mut totals = match totals {
        Ok(totals) => totals,
        Err(Broken::Heading(fault)) => return Err(Usage(format!("{}: {fault}", shown(name))).into()),
        Err(Broken::Io(error)) => {
            return Err(error).with_context(|| format!("{} cannot be processed", shown(name)));
        }
    };
    if counts_only {
        let tally = std::mem::take(&mut totals.tally);
        print_page(&Distribution::of(kb, totals.rows, totals.errors, tally), call.format())?;
    }
    overlooked(kb, &totals).iter().for_each(|text| complain(text));
    if totals.errors == 0 {
        return Ok(SUCCESS);
    }
    let rows = if totals.rows == 1 { "row" } else { "rows" };
    let remedy = match first.filter(|_| totals.errors == totals.rows) {
        None | Some(b'{') => "",
        Some(b'[') => "; if they are one JSON array, write its objects one a line",
        Some(_) => "; if they are a sheet, write --from csv",
    };
    note(&format!("advisor: {} {rows}, {} with an error instead of a result{remedy}", totals.rows, totals.errors));
    Ok(FAILURE)
}

fn settings(matches: &ArgMatches, name: &str) -> Result<Settings, Usage> {
    if matches.value_source("format") == Some(ValueSource::CommandLine) && !matches.get_flag("summary") {
        let remedy = "add that, or choose the form of the results with --to";
        return Err(Usage(format!("--format: it works only with --summary; {remedy}")));
    }
    let notation = |flag: &str| match matches.get_one::<String>(flag)?.as_str() {
        "csv" => Some(Notation::Csv),
        _ => Some(Notation::JsonLines),
    };
    let is_sheet = Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let from = notation("from").unwrap_or(if is_sheet { Notation::Csv } else { Notation::JsonLines });
    let fields = matches.get_many::<String>("fields").into_iter().flatten();
    let fields: Vec<Field> = fields.filter_map(|word| Field::named(word)).collect();
    let again = fields.iter().enumerate().find(|(at, field)| fields[..*at].contains(field));
    if let Some((_, field)) = again {
        return Err(Usage(format!("--fields: `{}` is given twice; give it once", field.word())));
    }
    Ok(Settings {
        from,
        to: notation("to").unwrap_or(from),
        fields: if fields.is_empty() { Field::ALL.to_vec() } else { fields },
        leave_rest_unsure: matches.get_flag("unsure-rest"),
        counts_only: matches.get_flag("summary"),
        raw_cells: matches.get_flag("raw-cells"),
    })
}

/// What may have been meant as answers, and was read as none.
fn overlooked(kb: &KnowledgeBase, totals: &Totals) -> Vec<String> {
    let mut texts = Vec::new();
    if !totals.passed.is_empty() {
        let mut text = format!("columns that aren't questions: {}", named(kb, &totals.passed));
        if !totals.missing.is_empty() {
            let missing = named(kb, &totals.missing);
            text += &format!("; questions without a column, taken as unsure: {missing}");
        }
        texts.push(text);
    }
    match totals.nameless {
        0 => {}
        1 => texts.push("1 row names no question; every answer in it was taken as unsure".to_owned()),
        rows => texts.push(format!("{rows} rows name no question; every answer in them was taken as unsure")),
    }
    texts
}

/// How many threads share the rows: as many as `RAYON_NUM_THREADS` says or there are cores, at most [`MOST_THREADS`].
fn threads() -> usize {
    let wanted = std::env::var("RAYON_NUM_THREADS").ok().and_then(|number| number.parse().ok());
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    wanted.filter(|number| *number > 0).unwrap_or_else(cores).min(MOST_THREADS)
}

/// The most threads that share the rows.
const MOST_THREADS: usize = 256;

/// Names in a row; not all of them if they are many, and none that may be an answer in the wrong place.
fn named(kb: &KnowledgeBase, names: &[String]) -> String {
    let shown = |name: &String| match name.is_empty() {
        true => "one without a name".to_owned(),
        false if kb.questions().find(name).is_none() && !is_repeatable(kb, name) => {
            "one that may be an answer".to_owned()
        }
        false => format!("`{name}`"),
    };
    let mut some: Vec<String> = names.iter().take(MOST_NAMED).map(shown).collect();
    some.dedup();
    let others = if names.len() > MOST_NAMED { ", and others" } else { "" };
    some.join(", ") + others
}

/// What the rows are read from, and how many bytes it has where that is known.
fn open(name: &str) -> anyhow::Result<(Box<dyn Read + Send>, Option<u64>)> {
    if name == "-" {
        if io::stdin().is_terminal() {
            note("Reading rows from the terminal; end with Ctrl-D.");
        }
        #[cfg(unix)]
        refuse_output(name, io::stdin())?;
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(name).and_then(|file| {
        let found = file.metadata()?;
        if found.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok((file, found)) }
    });
    let refused = |error| Usage(format!("{} cannot be read: {error}; check the path", shown(name)));
    let (file, found) = file.map_err(refused)?;
    #[cfg(unix)]
    refuse_output(name, &file)?;
    // What the system makes up as it is read has no length.
    Ok((Box::new(file), Some(found.len()).filter(|bytes| *bytes > 0 && found.is_file())))
}

/// Refuses to read the file that the results go to, since that would never come to an end.
#[cfg(unix)]
fn refuse_output(name: &str, input: impl AsFd) -> Result<(), Usage> {
    let file = |file: BorrowedFd<'_>| {
        let found = fstat(file).ok().filter(|found| FileType::from_raw_mode(found.st_mode) == FileType::RegularFile);
        found.map(|found| (found.st_dev, found.st_ino))
    };
    let input = file(input.as_fd());
    if input.is_none() || input != file(io::stdout().as_fd()) {
        return Ok(());
    }
    Err(Usage(format!("{}: the results go to the input file; write them to another file", shown(name))))
}

/// The first byte of a text that is not blank.
fn first_byte(text: &[u8]) -> Option<u8> {
    text.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(text).trim_ascii_start().first().copied()
}

fn shown(name: &str) -> String {
    if name == "-" { "standard input".to_owned() } else { printable(name) }
}

//! Flags, one short function a command, exit codes.

mod arguments;
mod base;
mod batch;
mod check;
mod compare;
mod completions;
mod diff;
mod help;
mod list;
mod manual;
mod output;
mod progress;
mod quiz;
mod save;
mod schema;
mod show;
mod usage;

use std::ffi::OsString;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use clap::ArgMatches;
use jiff::civil::Date;

use self::usage::Usage;
use crate::answers::repeated;
use crate::engine::{Levels, Trust};
use crate::kb::{KnowledgeBase, Unread, parse_day, parse_span, read_text};
use crate::space::Space;
use crate::text::printable;

/// The exit code when everything went well.
const SUCCESS: u8 = 0;
/// The exit code of a failure.
const FAILURE: u8 = 1;
/// The exit code when the call was wrong.
const USAGE: u8 = 2;
/// The exit code after Ctrl-C, as shells give it.
pub const INTERRUPTED: u8 = 130;

/// What every command is given.
struct Call<'a> {
    kb: &'static KnowledgeBase,
    /// The folder that the knowledge base was read from; none for the built-in one.
    folder: Option<&'a base::Folder>,
    trust: Trust,
    matches: &'a ArgMatches,
}

impl Call<'_> {
    /// The diagram of the knowledge base; none if it is too large for one.
    fn space(&self) -> Option<Space> {
        match (self.folder, self.trust.max_age) {
            (None, None) => Some(Space::embedded()),
            _ => Space::compile(self.kb, &Levels::of(self.kb, &self.trust)).ok(),
        }
    }
}

/// Runs the program and returns its exit code. Errors are told on standard error.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => SUCCESS,
        Err(error) if is_interrupted(&error) => {
            crate::quiz::say_farewell();
            INTERRUPTED
        }
        Err(error) => {
            output::complain(&format!("{error:#}"));
            if error.is::<Usage>() { USAGE } else { FAILURE }
        }
    }
}

fn dispatch(arguments: &[OsString]) -> anyhow::Result<u8> {
    // The questions are flags, so the knowledge base comes before the flags are read.
    let folder = arguments::data_folder(arguments);
    let kb = match folder.as_ref().map_or_else(|| Ok(KnowledgeBase::embedded()), base::Folder::load) {
        Ok(kb) => kb,
        Err(error) => return base::answer_without(arguments, error),
    };
    let kb = to_the_end(kb);
    let named =
        arguments::command_named(kb, arguments).and_then(|command| command.try_get_matches_from(arguments).ok());
    let matches = match named {
        Some(matches) => matches,
        None => {
            let mut command = arguments::command(kb);
            match command.try_get_matches_from_mut(arguments) {
                Ok(matches) => matches,
                Err(error) if is_help(&error) => {
                    error.print()?;
                    return Ok(if error.use_stderr() { USAGE } else { SUCCESS });
                }
                Err(error) => return Err(Usage::of_clap(kb, &command, arguments, &error).into()),
            }
        }
    };
    let matches = to_the_end(matches);
    output::set_color(matches);
    let Some((name, matches)) = matches.subcommand() else { unreachable!("clap asks for a command") };
    let call = Call { kb, folder: folder.as_ref(), trust: trust(kb, matches)?, matches };
    match name {
        "quiz" => quiz::run(&call),
        "batch" => batch::run(&call),
        "compare" => compare::run(&call),
        "show" => show::run(&call),
        "list" => list::run(&call),
        "check" => check::run(&call),
        "diff" => diff::run(&call),
        "schema" => schema::run(&call),
        "completions" => completions::run(&call),
        "man" => manual::run(&call),
        "help" => help::run(&call),
        other => unreachable!("clap knows no command `{other}`"),
    }
}

/// Keeps what the run ends with: taking it apart would only take time.
fn to_the_end<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// Whether clap has prepared what was asked for rather than found a fault.
fn is_help(error: &clap::Error) -> bool {
    use clap::error::ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};

    matches!(error.kind(), DisplayHelp | DisplayHelpOnMissingArgumentOrSubcommand | DisplayVersion)
}

/// The terms on which facts are believed, from `--as-of` and `--max-age`.
fn trust(kb: &KnowledgeBase, matches: &ArgMatches) -> anyhow::Result<Trust> {
    let as_of = match matches.get_one::<String>("as-of") {
        Some(written) => parse_day(written)
            .ok_or_else(|| Usage(format!("--as-of: {} is not a date; write YYYY-MM-DD", repeated(kb, written))))?,
        None => today()?,
    };
    let max_age = match matches.try_get_one::<String>("max-age").ok().flatten() {
        Some(written) => Some(parse_span(written).ok_or_else(|| {
            Usage(format!(
                "--max-age: {} is not a span of time; write `90 days`, `18 months` or `2 years`",
                repeated(kb, written)
            ))
        })?),
        None => None,
    };
    Ok(Trust { as_of, max_age })
}

/// The day it is, in universal time.
fn today() -> anyhow::Result<Date> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970; give --as-of")?;
    let days = i64::try_from(since.as_secs() / 86_400).unwrap_or(i64::MAX);
    let day = Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days)?);
    day.context("the clock stands too far ahead; give --as-of")
}

/// The most answers that are read, in bytes: a hundred times what thousands of questions take.
const MAX_BYTES: u64 = 1 << 20;

/// Reads a file that a flag names, or standard input for `-`.
///
/// A pipe is as good as a file, so that a program which decrypts answers can hand them over.
fn read_input(flag: &str, name: &str) -> anyhow::Result<String> {
    let read = match name {
        "-" => read_text(Ok(std::io::stdin().lock()), MAX_BYTES),
        name => read_text(std::fs::File::open(name), MAX_BYTES),
    };
    read.map_err(|Unread { fault, remedy }| Usage(format!("{flag}: {} {fault}; {remedy}", printable(name))).into())
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    is_kind(error, std::io::ErrorKind::BrokenPipe)
}

fn is_interrupted(error: &anyhow::Error) -> bool {
    is_kind(error, std::io::ErrorKind::Interrupted)
}

fn is_kind(error: &anyhow::Error, kind: std::io::ErrorKind) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == kind))
}

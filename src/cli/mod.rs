//! The program: its commands, what they share, and exit codes.
//!
//! A command is one file with its flags (`command`) and what it does (`run`), and one line in `COMMANDS`.

mod batch;
mod check;
mod compare;
mod completions;
mod diff;
mod files;
mod flags;
mod list;
mod man;
mod output;
mod quiz;
mod schema;
mod screens;
mod show;
mod verify;

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, ErrorKind, IsTerminal};

use clap::{ArgMatches, Command};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use self::files::Folder;
pub use self::schema::forms;
use crate::document::Page;
use crate::engine::{Levels, Trust};
use crate::kb::{KnowledgeBase, Problems};
use crate::render::Format;
use crate::space::Space;

// Exit codes, as the help explains them.
const SUCCESS: u8 = 0;
const FAILURE: u8 = 1;
const USAGE: u8 = 2;
const INTERRUPTED: u8 = 130;

/// The flags of a command, some of which come from the knowledge base, and what runs it.
type Subcommand = (fn(&KnowledgeBase) -> Command, fn(&Call<'_>) -> anyhow::Result<u8>);

/// The commands, in the order of the help.
const COMMANDS: [Subcommand; 11] = [
    (quiz::command, quiz::run),
    (batch::command, batch::run),
    (compare::command, compare::run),
    (show::command, show::run),
    (list::command, list::run),
    (check::command, check::run),
    (diff::command, diff::run),
    (verify::command, verify::run),
    (schema::command, schema::run),
    (completions::command, completions::run),
    (man::command, man::run),
];

/// What every command is given.
struct Call<'a> {
    kb: &'a KnowledgeBase,
    /// The folder that the knowledge base was read from; `None` for the built-in one.
    folder: Option<&'a Folder>,
    trust: Trust,
    matches: &'a ArgMatches,
}

impl Call<'_> {
    /// The diagram of the knowledge base; `None` if it is too large for one.
    fn space(&self) -> Option<Cow<'static, Space>> {
        match (self.folder, self.trust.max_age) {
            (None, None) => Some(Cow::Borrowed(Space::embedded())),
            _ => Space::compile(self.kb, &Levels::of(self.kb, &self.trust)).ok().map(Cow::Owned),
        }
    }

    fn word(&self, name: &str) -> Option<&str> {
        self.matches.get_one::<String>(name).map(String::as_str)
    }

    /// The format that `--format` names; text for a command without that flag.
    fn format(&self) -> Format {
        let word = self.matches.try_get_one::<String>("format").ok().flatten();
        word.and_then(|word| Format::named(word)).unwrap_or(Format::Text)
    }

    fn has(&self, flag: &str) -> bool {
        self.matches.get_flag(flag)
    }

    /// Prints a result; as text, a screen at a time where there is a screen.
    fn print(&self, result: &impl Page) -> anyhow::Result<u8> {
        let format = self.format();
        let print = if format == Format::Text { output::print_paged } else { output::print };
        print(&format.print(result, output::layout()))
    }
}

/// A wrong call that clap cannot detect: what is wrong, where, and the remedy.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

fn usage<T>(fault: impl Into<String>) -> anyhow::Result<T> {
    Err(Usage(fault.into()).into())
}

/// Keeps answers out of core dumps, as far as the system lets it.
pub fn forbid_core_dumps() {
    #[cfg(unix)]
    let _ = rustix::process::setrlimit(
        rustix::process::Resource::Core,
        rustix::process::Rlimit { current: Some(0), maximum: Some(0) },
    );
    // Where a program takes the dumps, the limit counts for nothing.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Runs the program and returns its exit code. Errors are printed to standard error.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) if is_kind(&error, ErrorKind::BrokenPipe) => SUCCESS,
        Err(error) if is_kind(&error, ErrorKind::Interrupted) => {
            crate::quiz::say_farewell();
            INTERRUPTED
        }
        Err(error) => {
            output::complain(&match error.downcast_ref::<Problems>() {
                Some(problems) => format!("{error}:\n{problems}"),
                None => format!("{error:#}"),
            });
            if error.is::<Usage>() { USAGE } else { FAILURE }
        }
    }
}

fn dispatch(arguments: &[OsString]) -> anyhow::Result<u8> {
    let has = |flags: &[&str]| arguments.iter().skip(1).any(|argument| flags.iter().any(|flag| argument == flag));
    // Some programs give it the null device like this where they want the exit code or the file only.
    #[cfg(target_os = "linux")]
    anyhow::ensure!(
        has(&["check", "verify", "--save"]) || !output::is_closed(),
        "standard output is closed; redirect it, for example to a file"
    );
    output::set_color(flags::early(arguments, "--color").as_deref(), has(&["--no-color"]));
    // The questions are flags, so the knowledge base comes before the flags are read.
    let folder = Folder::named_in(arguments);
    let (read, problem) = match folder.as_ref().map(Folder::read).transpose() {
        Ok(read) => (read, None),
        Err(problem) => (None, Some(problem)),
    };
    let kb = read.as_ref().map_or_else(|| KnowledgeBase::embedded(), |(_, kb)| kb);
    if arguments.len() <= 1 && problem.is_none() {
        return introduce(kb);
    }
    let mut command = flags::program(kb);
    let parsed = command.try_get_matches_from_mut(arguments);
    let parsed = parsed.map_err(|error| flags::or_help(&command, arguments, error));
    let matches = match (parsed, problem) {
        (Ok(matches), None) => matches,
        (Ok(matches), Some(problem)) => return check::refuse(&matches, problem),
        // Help needs no knowledge base.
        (Err(error), Some(problem)) if error.use_stderr() => return Err(problem),
        (Err(error), _) => return flags::print_error(kb, error),
    };
    let Some((name, matches)) = matches.subcommand() else { unreachable!("clap asks for a command") };
    output::set_quiet(matches.get_flag("quiet"));
    let position = command.get_subcommands().position(|command| command.get_name() == name);
    let (_, run) = COMMANDS[position.expect("clap returns one of its commands")];
    run(&Call { kb, folder: folder.as_ref(), trust: trust(matches), matches })
}

/// Says what the program is, and offers the quiz to a person on a terminal.
fn introduce(kb: &KnowledgeBase) -> anyhow::Result<u8> {
    let candidates: Vec<&str> = kb.scope().candidates.iter().map(|candidate| &*kb[*candidate].title).collect();
    let text = format!(
        "\
advisor says which messenger suits you: {} or something else.
It asks about 12 questions, then says which app, why, and what to do first.
Every fact has a source and a date. Nothing you answer is stored or sent.

  advisor quiz       start
  advisor compare    the messengers side by side
  advisor --help     the rest
",
        candidates.join(", "),
    );
    output::print(&(output::wrapped(&text) + "\n"))?;
    if io::stdin().is_terminal() && io::stdout().is_terminal() && io::stderr().is_terminal() {
        output::print("\nPress Enter to start the quiz, or Ctrl-C to leave. ")?;
        let mut line = String::new();
        if matches!(io::stdin().read_line(&mut line), Ok(1..)) && ["", "quiz", "advisor quiz"].contains(&line.trim()) {
            return dispatch(&["advisor".into(), "quiz".into()]);
        }
    }
    Ok(SUCCESS)
}

fn trust(matches: &ArgMatches) -> Trust {
    let today = || Timestamp::now().to_zoned(TimeZone::UTC).date();
    Trust {
        as_of: matches.get_one::<Date>("as-of").copied().unwrap_or_else(today),
        // Not every command has this flag.
        max_age: matches.try_get_one::<Span>("max-age").ok().flatten().copied(),
    }
}

fn is_kind(error: &anyhow::Error, kind: ErrorKind) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == kind))
}

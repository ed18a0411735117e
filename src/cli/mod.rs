//! The program: its commands, what they share, and exit codes.
//!
//! A command is one file with its flags (`command`) and what it does (`run`), and one line in `COMMANDS`.

mod answers;
mod base;
mod batch;
mod check;
mod compare;
mod completions;
mod diff;
mod flags;
mod list;
mod man;
mod output;
mod program;
mod quiz;
mod save;
mod schema;
mod screens;
mod show;
mod verify;

use std::ffi::OsString;
use std::io::{self, BufRead, ErrorKind, IsTerminal};

use clap::{ArgMatches, Command};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use self::base::Folder;
pub use self::schema::forms;
use crate::document::Page;
use crate::engine::{Levels, Trust};
use crate::kb::{KnowledgeBase, Problems};
use crate::render::Format;
use crate::space::Space;

/// The exit code when everything went well.
const SUCCESS: u8 = 0;
/// The exit code of a failure.
const FAILURE: u8 = 1;
/// The exit code when the call was wrong.
const USAGE: u8 = 2;
/// The exit code after Ctrl-C, as shells give it.
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
    fn space(&self) -> Option<Space> {
        match (self.folder, self.trust.max_age) {
            (None, None) => Some(Space::embedded()),
            _ => Space::compile(self.kb, &Levels::of(self.kb, &self.trust)).ok(),
        }
    }

    /// The word given for a flag or argument, if any.
    fn word(&self, name: &str) -> Option<&str> {
        self.matches.get_one::<String>(name).map(String::as_str)
    }

    /// The format that `--format` names.
    fn format(&self) -> Format {
        self.word("format").and_then(Format::named).unwrap_or(Format::Text)
    }

    /// Prints a result in the format that `--format` names.
    fn print(&self, result: &impl Page) -> anyhow::Result<()> {
        output::print_page(result, self.format())
    }

    /// Prints a result that can be long, a screen at a time where a person reads it.
    fn print_long(&self, result: &impl Page) -> anyhow::Result<()> {
        match self.format() {
            Format::Text => output::print_paged(&Format::Text.print(result, output::layout())),
            format => output::print_page(result, format),
        }
    }
}

/// A wrong call that clap cannot detect: what is wrong, where, and the remedy.
#[derive(Debug)]
struct Usage(String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

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
    let is_wanted = !has(&["check", "verify", "--save"]);
    anyhow::ensure!(
        !is_wanted || !output::is_closed(),
        "standard output is closed; redirect it, for example to a file"
    );
    let color = program::early(arguments, "--color");
    output::set_manners(color.as_deref(), has(&["--no-color"]), has(&["-q", "--quiet"]));
    // The questions are flags, so the knowledge base comes before the flags are read.
    let folder = Folder::named_in(arguments);
    let kb = match folder.as_ref().map_or_else(|| Ok(KnowledgeBase::embedded()), Folder::load) {
        Ok(kb) => kb,
        Err(error) => return base::answer_without(arguments, error),
    };
    if arguments.len() <= 1 {
        return introduce(&kb);
    }
    let mut command = program::command(&kb);
    let matches = match command.try_get_matches_from_mut(arguments) {
        Ok(matches) => matches,
        Err(error) => return program::print_error(&kb, program::or_help(command, arguments, error)),
    };
    let Some((name, matches)) = matches.subcommand() else { unreachable!("clap asks for a command") };
    let position = command.get_subcommands().position(|command| command.get_name() == name);
    let (_, run) = COMMANDS[position.expect("clap returns one of its commands")];
    run(&Call { kb: &kb, folder: folder.as_ref(), trust: trust(matches), matches })
}

/// Says what the program is, and offers the quiz to a person on a terminal.
fn introduce(kb: &KnowledgeBase) -> anyhow::Result<u8> {
    let candidates: Vec<&str> = kb.scope().candidates.iter().map(|candidate| &*kb[*candidate].title).collect();
    let text = format!(
        "\
advisor says which messenger suits you: {}, several, or another.
It asks about 12 questions, then says which app, why, and what to do first.
Every fact has a source and a date. Nothing you answer is stored or sent.

  advisor quiz       start
  advisor compare    the messengers side by side
  advisor --help     the rest
",
        candidates.join(" or "),
    );
    output::print(&(output::wrapped(&text) + "\n"))?;
    if ![io::stdin().is_terminal(), io::stdout().is_terminal(), io::stderr().is_terminal()].contains(&false) {
        output::print("\nPress Enter to start the quiz, or Ctrl-C to leave. ")?;
        let mut line = Vec::new();
        if io::stdin().lock().read_until(b'\n', &mut line)? > 0 && line.trim_ascii().is_empty() {
            return dispatch(&["advisor".into(), "quiz".into()]);
        }
    }
    Ok(SUCCESS)
}

/// The terms on which facts are believed, from `--as-of` and `--max-age`.
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

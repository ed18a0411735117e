//! The command line: one file a command, and one flag a question, made from the knowledge base.

mod batch;
mod check;
mod compare;
mod completions;
mod diff;
mod flags;
mod help;
mod list;
mod man;
mod quiz;
mod schema;
mod show;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::Command;

use super::base::Folder;
use crate::explore::Profile;
use crate::kb::KnowledgeBase;

/// The environment variable for `--data`.
const DATA: &str = "ADVISOR_DATA";

/// The commands, in the order of the help.
const COMMANDS: [&str; 11] =
    ["quiz", "batch", "compare", "show", "list", "check", "diff", "schema", "completions", "man", "help"];

/// The whole command line.
pub(super) fn command(kb: &'static KnowledgeBase) -> Command {
    program().after_help(after_help(kb)).subcommands(COMMANDS.map(|name| subcommand(kb, name)))
}

/// The command line with no command but the first that the arguments name; nothing if they name none.
///
/// What it takes, the whole takes in the same way. To say what is wrong with a call takes the whole.
pub(super) fn command_named(kb: &'static KnowledgeBase, arguments: &[OsString]) -> Option<Command> {
    let mut words = arguments.iter().skip(1);
    let name = words.find_map(|word| COMMANDS.into_iter().find(|name| word == name))?;
    Some(program().subcommand(subcommand(kb, name)))
}

/// Where the knowledge base is, before all flags can be known.
pub(super) fn data_folder(arguments: &[OsString]) -> Option<Folder> {
    let by_flag = |path: PathBuf| Folder { path, named_by: "--data", built_in: "none" };
    let mut rest = arguments.iter().skip(1);
    while let Some(argument) = rest.next() {
        if argument == "--" {
            break;
        }
        if argument == "--data" {
            return rest.next().map(PathBuf::from).map(by_flag);
        }
        if let Some(folder) = argument.to_str().and_then(|argument| argument.strip_prefix("--data=")) {
            return Some(by_flag(PathBuf::from(folder)));
        }
    }
    let folder = std::env::var_os(DATA).filter(|folder| !folder.is_empty())?;
    Some(Folder { path: PathBuf::from(folder), named_by: DATA, built_in: "none" })
}

/// An id to show what `advisor show` takes: that of the first property.
pub(super) fn example(kb: &KnowledgeBase) -> &str {
    kb.properties().ids().next().unwrap_or_default()
}

fn program() -> Command {
    Command::new("advisor")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Which messenger fits your threat model: advice that explains itself, with sources and dates")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .infer_long_args(false)
        .disable_help_subcommand(true)
        .args(flags::global())
}

fn subcommand(kb: &'static KnowledgeBase, name: &str) -> Command {
    match name {
        "quiz" => quiz::command(kb),
        "batch" => batch::command(kb),
        "compare" => compare::command(kb),
        "show" => show::command(kb),
        "list" => list::command(),
        "check" => check::command(),
        "diff" => diff::command(),
        "schema" => schema::command(),
        "completions" => completions::command(),
        "man" => man::command(),
        "help" => help::command(kb),
        other => unreachable!("there is no command `{other}`"),
    }
}

/// What follows the flags in the help of the program, with examples that exist in the knowledge base.
fn after_help(kb: &KnowledgeBase) -> String {
    let examples = [
        ("quiz".to_owned(), "ask, then advise"),
        ("quiz --answers me.yaml".to_owned(), "advise on answers kept in a file"),
        ("compare".to_owned(), "the candidates side by side"),
        (format!("show {}", example(kb)), "everything known of one thing, by its id"),
        (format!("help {}", kb.questions().ids().next().unwrap_or_default()), "the same, or the help of a command"),
        ("man | man -l -".to_owned(), "the manual"),
    ];
    let lines: Vec<String> = examples.iter().map(|(call, about)| format!("  advisor {call:<33} {about}\n")).collect();
    format!(
        "Examples:\n{}\nThe program makes no network connections, and writes no file unless you ask. Exit codes: 0 success, \
         1 failure, 2 wrong call, 130 Ctrl-C.",
        lines.concat()
    )
}

/// Every id of the knowledge base, each once: an id can name things of several kinds.
fn ids(kb: &'static KnowledgeBase) -> BTreeSet<&'static str> {
    Profile::ids(kb).collect()
}

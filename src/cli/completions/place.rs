//! The places of a command line in which one of certain words is expected.

use std::iter::once;

use clap::{Arg, Command};

/// A place, and what can stand there.
pub(super) struct Place {
    /// The command and the flag, as in `quiz --contacts`; the command alone for its words without a flag.
    pub(super) name: String,
    /// Each choice with its help, which is never empty; none where anything can stand, such as a file.
    pub(super) choices: Vec<(String, String)>,
}

/// Every place in which a value is expected.
pub(super) fn all(command: &Command) -> Vec<Place> {
    let named = command.get_subcommands().map(|subcommand| (subcommand.get_name(), subcommand));
    once(("", command)).chain(named).flat_map(|(name, command)| of(name, command)).collect()
}

/// The places of one command.
fn of(name: &str, command: &Command) -> Vec<Place> {
    let after_flag = |argument: &Arg| {
        let flag = argument.get_long()?;
        Some(Place { name: format!("{name} --{flag}").trim_start().to_owned(), choices: choices(argument) })
    };
    let after_command = |argument: &Arg| Place { name: name.to_owned(), choices: choices(argument) };
    // No command has words without a flag of two kinds.
    let words = command.get_positionals().take(1).map(after_command);
    command.get_opts().filter_map(after_flag).chain(words).collect()
}

fn choices(argument: &Arg) -> Vec<(String, String)> {
    let choice = |value: &clap::builder::PossibleValue| {
        let (word, help) = (value.get_name().to_owned(), value.get_help().map(ToString::to_string));
        let help = help.filter(|help| !help.is_empty()).unwrap_or_else(|| word.clone());
        (word, help)
    };
    argument.get_possible_values().iter().map(choice).collect()
}

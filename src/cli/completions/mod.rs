//! `advisor completions`: clap's script for a shell, and what it leaves out.
//!
//! clap completes one choice a flag in three of the shells, and none in the
//! others. Questions that take many choices take them behind commas too, and
//! fish is not told the words that stand without a flag. A file a shell adds
//! what is missing there.
//!
//! clap can also have a shell ask the program anew at each Tab. That way is
//! unstable, and in PowerShell it runs what stands on the half-written line.
//!
//! The help of a choice comes from a knowledge base, which may be a stranger's,
//! and clap does not quote it well enough for every shell. So what a shell could
//! read as anything but text is taken out before clap sees it.

mod bash;
mod elvish;
mod fish;
mod place;
mod powershell;
mod zsh;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command};
use clap_complete::Shell;

use super::output::print;
use super::{Call, SUCCESS, arguments};

/// The name that the program is called by.
const NAME: &str = "advisor";

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    if let Some(shell) = call.matches.get_one::<Shell>("shell") {
        print(&script(*shell, arguments::command(call.kb)))?;
    }
    Ok(SUCCESS)
}

/// The script for a shell.
fn script(shell: Shell, command: Command) -> String {
    let mut command = harmless(shell, command);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, NAME, &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        Shell::Bash => format!("{script}{}", bash::additions(&command)),
        Shell::Zsh => zsh::with_lists(&script, &command),
        Shell::Fish => format!("{script}{}", fish::additions(&command)),
        Shell::Elvish => format!("{script}{}", elvish::additions(&command)),
        Shell::PowerShell => powershell::with_choices(&script, &command),
        _ => script,
    }
}

/// The command with help that no shell reads as anything but text.
fn harmless(shell: Shell, command: Command) -> Command {
    let argument = |argument: Arg| {
        let help = argument.get_help().map(|help| inert(shell, &help.to_string()));
        let values = argument.get_possible_values();
        let argument = match help {
            Some(help) => argument.help(help),
            None => argument,
        };
        // Values without help are the program's own, or ids.
        if values.iter().all(|value| value.get_help().is_none()) {
            return argument;
        }
        let values = values.into_iter().map(|value| {
            let help = value.get_help().map(|help| inert(shell, &help.to_string())).unwrap_or_default();
            value.help(help)
        });
        argument.value_parser(PossibleValuesParser::new(values))
    };
    command.mut_args(argument).mut_subcommands(|subcommand| subcommand.mut_args(argument))
}

/// A text in which a shell finds nothing to run and no end of a quotation.
fn inert(shell: Shell, text: &str) -> String {
    let replaced = |character: char| match (shell, character) {
        (_, character) if character.is_control() => ' ',
        // clap puts the help of choices between double quotes, in which fish runs `$(…)`.
        (Shell::Fish, '"' | '`') => '\u{2019}',
        (Shell::Fish, '$' | '\\') => ' ',
        (Shell::Fish, '(') => '[',
        (Shell::Fish, ')') => ']',
        // PowerShell ends a quotation at each of these; clap doubles only the straight one and one more.
        (Shell::PowerShell, '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}') => '\'',
        (_, character) => character,
    };
    text.chars().map(replaced).collect()
}

/// The names of the commands.
fn subcommands(command: &Command) -> impl Iterator<Item = &str> {
    command.get_subcommands().map(Command::get_name)
}

/// The flags that take a list behind commas, each once.
fn lists(command: &Command) -> Vec<&str> {
    let arguments = command.get_subcommands().flat_map(Command::get_opts).filter(|option| takes_list(option));
    let mut flags: Vec<&str> = arguments.filter_map(Arg::get_long).collect();
    flags.sort_unstable();
    flags.dedup();
    flags
}

fn takes_list(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::Append) && argument.get_value_delimiter().is_some()
}

//! `advisor completions`.

use clap::builder::{PossibleValuesParser, StyledStr};
use clap::{Arg, Command, value_parser};
use clap_complete::Shell;

use super::Call;
use super::flags::program;
use super::output::print;
use crate::kb::KnowledgeBase;

pub(super) fn command(_: &KnowledgeBase) -> Command {
    let shell = Arg::new("shell").value_name("SHELL").help("The shell to print it for");
    Command::new("completions")
        .arg_required_else_help(true)
        .about("Print the script that completes commands, flags and choices in a shell")
        .before_help(
            "\
Examples, with where each shell looks for its script:
  advisor completions fish > ~/.config/fish/completions/advisor.fish

  bash        ~/.local/share/bash-completion/completions/advisor
  zsh         ~/.zfunc/_advisor, with `fpath+=~/.zfunc` before `compinit`
  fish        ~/.config/fish/completions/advisor.fish
  elvish      the end of ~/.config/elvish/rc.elv
  powershell  the end of the file that $PROFILE names

Commands and flags are completed; in bash and zsh choices and ids too, in fish
the choices of flags. The questions are those of --data, if given.",
        )
        .arg(shell.required(true).value_parser(value_parser!(Shell)))
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let shell = *call.matches.get_one::<Shell>("shell").expect("clap asks for a shell");
    let command = program(call.kb);
    let mut command = command.mut_args(harmless).mut_subcommands(|subcommand| subcommand.mut_args(harmless));
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "advisor", &mut script);
    print(&String::from_utf8_lossy(&script))
}

/// An argument whose help no shell reads as anything but text: it may come from a stranger's knowledge base, and clap
/// does not quote it well enough for every shell. Fish, for one, runs `$(…)` and `(…)` in the help of a choice.
fn harmless(argument: Arg) -> Arg {
    let harmless = |help: Option<&StyledStr>| plain(&help.map(ToString::to_string).unwrap_or_default());
    let (help, values) = (harmless(argument.get_help()), argument.get_possible_values());
    let argument = argument.help(help);
    // Values without help are the program's own, or ids.
    if values.iter().all(|value| value.get_help().is_none()) {
        return argument;
    }
    let values = values.into_iter().map(|value| {
        let help = harmless(value.get_help());
        value.help(help)
    });
    argument.value_parser(PossibleValuesParser::new(values))
}

/// A text of letters, digits and the few marks that mean nothing between the quotes of any shell.
fn plain(text: &str) -> String {
    let replaced = |character: char| match character {
        '\u{2018}' | '\u{2019}' => '\'',
        character if character.is_alphanumeric() || "'-,.?/".contains(character) => character,
        _ => ' ',
    };
    text.chars().map(replaced).collect()
}

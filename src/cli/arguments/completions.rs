//! The arguments of `advisor completions`.

use clap::{Arg, Command, value_parser};
use clap_complete::Shell;

pub(super) fn command() -> Command {
    Command::new("completions")
        .about("Print the script that completes commands, flags and choices in a shell")
        .after_help(COMPLETIONS_HELP)
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(value_parser!(Shell))
                .help("The shell to print it for"),
        )
}

const COMPLETIONS_HELP: &str = "\
Keep the script where your shell looks for it, as in
  advisor completions fish > ~/.config/fish/completions/advisor.fish

  bash        ~/.local/share/bash-completion/completions/advisor
  zsh         ~/.zfunc/_advisor, with `fpath+=~/.zfunc` before `compinit`
  fish        ~/.config/fish/completions/advisor.fish
  elvish      the end of ~/.config/elvish/rc.elv
  powershell  the end of the file that $PROFILE names

Commands, flags, choices and ids are completed. The questions are those of
--data, if given.";

//! The arguments of `advisor man`.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command};

use super::COMMANDS;

pub(super) fn command() -> Command {
    Command::new("man").about("Print the manual, as roff; read it with `advisor man | man -l -`").arg(
        Arg::new("command")
            .value_name("COMMAND")
            .value_parser(PossibleValuesParser::new(COMMANDS))
            .help("Only the page of this command; the whole manual if none is named"),
    )
}

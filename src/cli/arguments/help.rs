//! The arguments of `advisor help`.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command};

use super::{COMMANDS, ids};
use crate::kb::KnowledgeBase;

pub(super) fn command(kb: &'static KnowledgeBase) -> Command {
    let topics = COMMANDS.into_iter().chain(ids(kb));
    Command::new("help").about("Print the help of a command, or everything known of a thing by its id").arg(
        Arg::new("topic")
            .value_name("TOPIC")
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new(topics))
            .help("A command, or an id as for `advisor show`"),
    )
}

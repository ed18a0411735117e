//! The arguments of `advisor show`.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command};

use super::flags::format;
use super::ids;
use crate::kb::KnowledgeBase;
use crate::render::Format;

pub(super) fn command(kb: &'static KnowledgeBase) -> Command {
    Command::new("show")
        .about("Print everything known of one thing, with sources, doubts and history")
        .arg(
            Arg::new("id")
                .value_name("ID")
                .required(true)
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(ids(kb)))
                .help("A messenger, property, question, rule, complement or source; `advisor list` has the ids"),
        )
        .arg(format(Format::OF_PAGES))
}

//! The arguments of `advisor compare`.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, Command, ValueHint};

use super::flags::{flag, format, max_age};
use crate::kb::KnowledgeBase;
use crate::render::Format;

pub(super) fn command(kb: &'static KnowledgeBase) -> Command {
    let messengers = kb
        .messengers()
        .iter()
        .map(|messenger| PossibleValue::new(messenger.id.as_str()).help(messenger.title.as_str()));
    let groups = kb.groups().iter().map(|group| PossibleValue::new(group.id.as_str()).help(group.title.as_str()));
    Command::new("compare")
        .about("Print messengers side by side, with sources")
        .arg(
            Arg::new("messengers")
                .value_name("MESSENGER")
                .num_args(0..)
                .value_parser(PossibleValuesParser::new(messengers))
                .help("The messengers; the candidates if none is named"),
        )
        .arg(flag("all", "Every messenger of the knowledge base").conflicts_with("messengers"))
        .arg(
            Arg::new("property")
                .long("property")
                .value_name("ID")
                .action(ArgAction::Append)
                .value_delimiter(',')
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(kb.properties().ids()))
                .help("Only this property; `advisor list properties` has the ids"),
        )
        .arg(
            Arg::new("group")
                .long("group")
                .value_name("ID")
                .action(ArgAction::Append)
                .value_delimiter(',')
                .value_parser(PossibleValuesParser::new(groups))
                .help("Only the properties of this group"),
        )
        .arg(flag("differences", "Leave out rows in which all agree"))
        .arg(
            Arg::new("relevant-to")
                .long("relevant-to")
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .help("Only what these answers touch, the deciding rows marked; a file as for `quiz --answers`"),
        )
        .arg(max_age())
        .arg(format(Format::OF_TABLES))
}

//! `advisor show`.

use std::collections::BTreeSet;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Command};

use super::Call;
use super::flags::format;
use crate::explore::Profile;
use crate::kb::KnowledgeBase;
use crate::render::Format;

pub(super) fn command(kb: &KnowledgeBase) -> Command {
    // An id can name things of several kinds.
    let ids: BTreeSet<&str> = Profile::ids(kb).collect();
    let ids = ids.into_iter().map(|id| PossibleValue::new(id.to_owned()));
    Command::new("show")
        .about("Print everything known about one thing, with sources, doubts and history")
        .arg_required_else_help(true)
        .before_help(format!(
            "\
Examples:
  advisor show {}
  advisor show {}
  advisor list properties     ids of properties, to look one up",
            kb.messengers().ids().next().unwrap_or_default(),
            kb.properties().ids().next().unwrap_or_default(),
        ))
        .arg(
            Arg::new("id")
                .value_name("ID")
                .required(true)
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(ids))
                .help("The id of anything that `advisor list` prints"),
        )
        .arg(format(Format::OF_PAGES))
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let id = call.word("id").unwrap_or_default();
    let profile = Profile::of(call.kb, &call.trust, id).expect("clap takes only ids that exist");
    call.print(&profile)
}

//! `advisor show`.

use std::collections::BTreeSet;

use clap::Command;

use super::Call;
use super::flags::{choice, examples, format};
use crate::explore::Profile;
use crate::kb::KnowledgeBase;
use crate::render::Format;

pub(super) fn command(kb: &KnowledgeBase) -> Command {
    // An id can name things of several kinds.
    let ids: BTreeSet<String> = Profile::ids(kb).map(str::to_owned).collect();
    let [messenger, property] = [kb.messengers().ids().next(), kb.properties().ids().next()]
        .map(|id| format!("advisor show {}", id.unwrap_or_default()));
    let id = choice("id", "ID", "The id of anything that `advisor list` prints", ids);
    Command::new("show")
        .about("Print everything known about one thing, with sources, doubts and history")
        .arg_required_else_help(true)
        .before_help(examples([&messenger, &property, "advisor list properties     ids of properties, to look one up"]))
        .arg(id.required(true).hide_possible_values(true))
        .arg(format(Format::OF_PAGES))
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let id = call.word("id").unwrap_or_default();
    let profile = Profile::of(call.kb, &call.trust, id).expect("clap takes only ids that exist");
    call.print(&profile)
}

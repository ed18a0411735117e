//! `advisor check`.

use clap::Command;

use super::flags::{flag, format};
use super::{Call, FAILURE, SUCCESS};
use crate::explore::Inspection;
use crate::kb::KnowledgeBase;
use crate::render::Format;

pub(super) fn command(_: &KnowledgeBase) -> Command {
    Command::new("check")
        .about("Look for problems in a knowledge base, and for facts past their review")
        .before_help(
            "\
Examples:
  advisor check                 the built-in knowledge base
  advisor check --data data     the one that you are editing",
        )
        .arg(flag("full", "Print everything: the proofs, notes, and every fact due for review"))
        .arg(format(Format::OF_PAGES))
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    // A knowledge base with problems was refused when it was loaded.
    let mut inspection = Inspection::of(call.kb, &call.trust);
    inspection.is_brief = call.format() == Format::Text && !call.matches.get_flag("full");
    call.print_long(&inspection)?;
    Ok(if inspection.has_errors() { FAILURE } else { SUCCESS })
}

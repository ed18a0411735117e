//! `advisor check`.

use clap::Command;

use super::flags::format;
use super::{Call, FAILURE, SUCCESS};
use crate::kb::KnowledgeBase;
use crate::report::Inspection;

pub(super) fn command(_: &KnowledgeBase) -> Command {
    Command::new("check")
        .about("Look for problems in a knowledge base, and for facts past their review")
        .arg(format(&["text", "markdown", "json", "html"]))
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    // A knowledge base with problems was refused when it was loaded.
    let inspection = Inspection::of(call.kb, &call.trust);
    call.print(&inspection, || inspection.page())?;
    Ok(if inspection.has_errors() { FAILURE } else { SUCCESS })
}

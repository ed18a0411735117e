//! `advisor check`.

use clap::{ArgMatches, Command};

use super::flags::{examples, flag, format};
use super::output::print;
use super::{Call, FAILURE, SUCCESS};
use crate::explore::{Inspection, ProblemList};
use crate::kb::{KnowledgeBase, Problems};
use crate::render::{Format, json};

pub(super) fn command(_: &KnowledgeBase) -> Command {
    Command::new("check")
        .about("Look for problems in a knowledge base, and for facts overdue for review")
        .before_help(examples([
            "advisor check                 the built-in knowledge base",
            "advisor check --data data     the one that you are editing",
        ]))
        .arg(flag("full", "Print everything: the proofs, notes, and every fact due for review"))
        .arg(format(Format::OF_PAGES))
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let mut inspection = Inspection::of(call.kb, &call.trust);
    inspection.is_brief = call.format() == Format::Text && !call.has("full");
    call.print(&inspection)?;
    Ok(if inspection.has_errors() { FAILURE } else { SUCCESS })
}

/// Refuses a knowledge base with problems; they are listed as JSON if that was asked for.
pub(super) fn refuse(matches: &ArgMatches, error: anyhow::Error) -> anyhow::Result<u8> {
    let format = matches.subcommand_matches("check").and_then(|check| check.get_one::<String>("format"));
    let is_json = format.is_some_and(|format| format == Format::Json.word());
    match error.downcast_ref::<Problems>().filter(|_| is_json) {
        Some(problems) => print(&json(&ProblemList::of(problems))).map(|_| FAILURE),
        None => Err(error),
    }
}

//! `advisor list`.

use std::io::{self, IsTerminal};

use anyhow::Context as _;
use clap::Command;

use super::flags::{choice, examples, flag, format};
use super::output::print;
use super::{Call, usage};
use crate::explore::{Kind, Listing};
use crate::kb::KnowledgeBase;
use crate::render::Format;

pub(super) fn command(_: &KnowledgeBase) -> Command {
    let by_leverage = flag("by-leverage", "With `facts`: those of the candidates, by how many verdicts depend on them");
    let kinds = Kind::ALL.map(|kind| kind.plural).into_iter().chain(["facts"]);
    Command::new("list")
        .about("List questions, rules, messengers, facts, sources and the rest of the knowledge base")
        .arg_required_else_help(true)
        .before_help(examples([
            "advisor list questions",
            "advisor list facts --stale              facts due for review, the oldest first",
            "advisor list facts --format csv",
            "advisor list rules | cut -f 1           into a pipe: one entry a line, with tabs",
        ]))
        .arg(choice("kind", "KIND", "What to list", kinds).required(true))
        .arg(flag("stale", "With `facts`: only those overdue for review, the oldest first"))
        .arg(by_leverage.conflicts_with("stale"))
        .arg(format(Format::OF_TABLES))
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let kind = call.word("kind").unwrap_or_default();
    let listing = match (kind, call.has("stale"), call.has("by-leverage")) {
        ("facts", true, _) => Listing::stale(call.kb, &call.trust),
        ("facts", _, true) => {
            Listing::by_leverage(call.kb, &call.trust).context("what depends on the facts cannot be computed")?
        }
        (kind, false, false) => match Kind::ALL.into_iter().find(|known| known.plural == kind) {
            Some(kind) => Listing::of(call.kb, kind),
            None => Listing::facts(call.kb),
        },
        _ => return usage(format!("--stale and --by-leverage go with `facts`, not with `{kind}`; list `facts`")),
    };
    print_listing(call, &listing)
}

/// Prints a listing; as text for other programs, a line for each entry, since no cell has a tab or a line break.
pub(super) fn print_listing(call: &Call<'_>, listing: &Listing) -> anyhow::Result<u8> {
    if call.format() != Format::Text || io::stdout().is_terminal() {
        return call.print(listing);
    }
    print(&listing.rows.iter().map(|row| row.join("\t") + "\n").collect::<String>())
}

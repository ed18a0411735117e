//! `advisor list`.

use std::io::{self, IsTerminal};

use anyhow::Context as _;
use clap::{Arg, Command};

use super::flags::{flag, format};
use super::output::{layout, print, print_page, print_paged};
use super::{Call, SUCCESS, Usage};
use crate::explore::{Kind, Listing};
use crate::kb::KnowledgeBase;
use crate::render::Format;

pub(super) fn command(_: &KnowledgeBase) -> Command {
    Command::new("list")
        .about("List questions, rules, messengers, facts, sources and the rest of the knowledge base")
        .arg_required_else_help(true)
        .before_help(
            "\
Examples:
  advisor list questions
  advisor list facts --stale              facts due for review, the oldest first
  advisor list facts --format csv
  advisor list rules | cut -f 1           into a pipe: one entry a line, with tabs",
        )
        .arg(Arg::new("kind").value_name("KIND").required(true).help("What to list").value_parser([
            "questions",
            "rules",
            "properties",
            "messengers",
            "complements",
            "stops",
            "helplines",
            "risks",
            "sources",
            "facts",
            "terms",
        ]))
        .arg(flag("stale", "With `facts`: only those past their review, the oldest first"))
        .arg(
            flag(
                "by-leverage",
                "With `facts`: the candidates' facts, starting with those that most verdicts depend on",
            )
            .conflicts_with("stale"),
        )
        .arg(format(Format::OF_TABLES))
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let kind = call.word("kind").unwrap_or_default();
    let [stale, by_leverage] = ["stale", "by-leverage"].map(|flag| call.matches.get_flag(flag));
    if (stale || by_leverage) && kind != "facts" {
        let flag = if stale { "stale" } else { "by-leverage" };
        let fault = format!("it goes with `facts`, not with `{kind}`; write `advisor list facts --{flag}`");
        return Err(Usage(format!("--{flag}: {fault}")).into());
    }
    let listing = match kind {
        _ if stale => Listing::stale(call.kb, &call.trust),
        _ if by_leverage => {
            Listing::by_leverage(call.kb, &call.trust).context("what depends on the facts cannot be computed")?
        }
        kind => Kind::of_plural(kind).map_or_else(|| Listing::facts(call.kb), |known| Listing::of(call.kb, known)),
    };
    match call.format() {
        Format::Text => print_listing(&listing)?,
        format => print_page(&listing, format)?,
    }
    Ok(SUCCESS)
}

/// Prints a listing as text: for other programs a line each, since no cell has a tab or a line break.
pub(super) fn print_listing(listing: &Listing) -> anyhow::Result<()> {
    if io::stdout().is_terminal() {
        return print_paged(&Format::Text.print(listing, layout()));
    }
    print(&listing.rows.iter().map(|row| row.join("\t") + "\n").collect::<String>())
}

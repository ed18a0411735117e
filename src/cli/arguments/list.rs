//! The arguments of `advisor list`.

use clap::{Arg, Command};

use super::flags::{flag, format};
use crate::render::Format;

pub(super) fn command() -> Command {
    Command::new("list")
        .about("List questions, rules, messengers, complements, facts or sources")
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
        ]))
        .arg(flag("stale", "With `facts`: only those past their review, the oldest first"))
        .arg(
            flag("by-leverage", "With `facts`: those of the candidates, first those on which the most verdicts hang")
                .conflicts_with("stale"),
        )
        .arg(format(Format::OF_PAGES))
}

//! The arguments of `advisor check`.

use clap::Command;

use super::flags::format;

pub(super) fn command() -> Command {
    Command::new("check")
        .about("Look for problems in a knowledge base, and for facts past their review")
        .arg(format(&["text", "markdown", "json", "html"]))
}

//! The arguments of `advisor check`.

use clap::Command;

use super::flags::format;
use crate::render::Format;

pub(super) fn command() -> Command {
    Command::new("check")
        .about("Look for problems in a knowledge base, and for facts past their review")
        .arg(format(Format::OF_PAGES))
}

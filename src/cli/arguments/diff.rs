//! The arguments of `advisor diff`.

use clap::{Arg, Command, ValueHint};

use super::flags::{format, max_age};
use crate::render::Format;

pub(super) fn command() -> Command {
    let folder = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).value_name(value).value_hint(ValueHint::DirPath).help(help)
    };
    Command::new("diff")
        .about("Compare two knowledge bases: which answers get another verdict, and why")
        .arg(folder("old", "OLD", "The folder of the old one, or `built-in`").required(true))
        .arg(folder("new", "NEW", "The folder of the new one, or `built-in`; the one in use if left out"))
        .arg(max_age())
        .arg(format(Format::OF_PAGES))
}

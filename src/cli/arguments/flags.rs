//! Flags of every command, and those that several have.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ValueHint};

pub(super) fn global() -> [Arg; 3] {
    [
        Arg::new("data")
            .long("data")
            .value_name("DIR")
            .value_hint(ValueHint::DirPath)
            .global(true)
            .help("Use the knowledge base in this folder instead of the built-in one [env: ADVISOR_DATA]"),
        Arg::new("color")
            .long("color")
            .value_name("WHEN")
            .global(true)
            .value_parser(["auto", "always", "never"])
            .default_value("auto")
            .help("Colours; `auto` follows NO_COLOR, TERM=dumb and pipes"),
        Arg::new("as-of")
            .long("as-of")
            .value_name("DATE")
            .global(true)
            .help("Count the age of facts on this day, YYYY-MM-DD, instead of today"),
    ]
}

/// A flag that takes no value.
pub(super) fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

pub(super) fn max_age() -> Arg {
    Arg::new("max-age")
        .long("max-age")
        .value_name("DURATION")
        .help("Count facts older than this as unknown, as in `18 months` or `90 days`")
}

pub(super) fn format(formats: &'static [&'static str]) -> Arg {
    Arg::new("format")
        .long("format")
        .value_name("FORMAT")
        .value_parser(PossibleValuesParser::new(formats))
        .default_value("text")
        .help("How to print the result")
}

//! Flags of every command, and those that several have.

use std::ffi::OsStr;

use clap::builder::{NonEmptyStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, Command, ValueHint};

use crate::kb::{parse_day, parse_span};
use crate::render::Format;

pub(super) fn global() -> [Arg; 5] {
    [
        path("data", "DIR", ValueHint::DirPath)
            .long("data")
            .help("Use the knowledge base in this folder instead of the built-in one [env: ADVISOR_DATA]"),
        choice("color", "WHEN", "Colours; `auto` follows NO_COLOR, TERM=dumb and pipes", ["auto", "always", "never"])
            .long("color")
            .default_value("auto"),
        flag("no-color", "No colours, like --color never"),
        flag("quiet", "Print only errors to standard error").short('q'),
        Arg::new("as-of")
            .long("as-of")
            .value_name("DATE")
            .value_parser(|written: &str| parse_day(written).ok_or("not a date; write YYYY-MM-DD"))
            .help("Work out the age of facts as of this day, YYYY-MM-DD, instead of today"),
    ]
    .map(|flag| flag.global(true).help_heading("Options of every command"))
}

/// A flag that takes no value.
pub(super) fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

/// An argument that names a file or folder.
pub(super) fn path(name: &'static str, value: &'static str, hint: ValueHint) -> Arg {
    Arg::new(name).value_name(value).value_hint(hint).value_parser(NonEmptyStringValueParser::new())
}

pub(super) fn file(name: &'static str, help: &'static str) -> Arg {
    path(name, "FILE", ValueHint::FilePath).long(name).help(help)
}

/// An argument that takes one of these values.
pub(super) fn choice(
    name: &'static str,
    value: &'static str,
    help: &'static str,
    values: impl IntoIterator<Item: Into<PossibleValue>>,
) -> Arg {
    Arg::new(name).value_name(value).value_parser(PossibleValuesParser::new(values)).help(help)
}

/// A flag that takes several of these ids, separated by commas or one flag each.
pub(super) fn ids(name: &'static str, help: &'static str, ids: impl IntoIterator<Item = PossibleValue>) -> Arg {
    let ids = Choices(PossibleValuesParser::new(ids));
    let flag = Arg::new(name).long(name).value_name("ID").help(help);
    flag.action(ArgAction::Append).value_delimiter(',').value_parser(ids)
}

pub(super) fn max_age() -> Arg {
    let parse = |written: &str| parse_span(written).ok_or("not a duration; write `90 days`, `18 months` or `2 years`");
    Arg::new("max-age")
        .long("max-age")
        .value_name("DURATION")
        .value_parser(parse)
        .help("Count facts older than this as unknown, as in `18 months` or `90 days`")
}

pub(super) fn format(formats: impl IntoIterator<Item = Format>) -> Arg {
    let words = formats.into_iter().map(Format::word);
    choice("format", "FORMAT", "How to print the result", words).long("format").default_value("text")
}

/// A value with its title, which completions and the long help show.
pub(super) fn titled(id: &str, title: &str) -> PossibleValue {
    PossibleValue::new(id.to_owned()).help(title.to_owned())
}

/// Takes one of these values, with or without blanks around it, as in `a, b`.
#[derive(Clone)]
pub(super) struct Choices(pub(super) PossibleValuesParser);

impl TypedValueParser for Choices {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        let trimmed = value.to_str().map_or(value, |text| OsStr::new(text.trim()));
        self.0.parse_ref(command, argument, trimmed)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.0.possible_values()
    }
}

//! How ids, texts, dates and the like are written, with their schemas.

use std::fmt;

use jiff::Span;
use jiff::civil;
use jiff::fmt::friendly::{Designator, Spacing, SpanPrinter};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error};

pub(super) const LONGEST_ID: usize = 48;
pub(super) const LONGEST_TEXT: usize = 4000;

pub(super) const ID: &str = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";
/// How a text is written that says something, as a pattern.
pub(super) const NOT_BLANK: &str = r"\S";
pub(super) const ADDRESS: &str = r"^https?://\S+$";
/// How a full date is written, as a pattern.
pub const DAY: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
pub(super) const DATE: &str = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$";
/// How a span of time is written, as a pattern.
pub const SPAN: &str = "^ *0*([1-9][0-9]{0,3}|10000) *(d|days?|w|weeks?|m|months?|y|years?) *$";
pub(super) const STRENGTH: &str = "^(must|should [1-5])$";

// A schema says as much as it can. What only the reader knows has two keywords of our own, which are not printed:
// `x-entry` for the kind of entry that an id names, and `x-keys` for the kind that the keys of a map name.

#[derive(PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(with = "String", inline, extend("pattern" = ID, "maxLength" = LONGEST_ID))]
pub(super) struct Id;

// A date. A year without quotes is a number.
#[derive(JsonSchema)]
#[schemars(with = "String", inline)]
#[schemars(extend("type" = ["string", "integer"], "pattern" = DATE, "minimum" = 1000, "maximum" = 9999))]
pub(super) struct Date;

// The id of a level, or a count.
#[derive(JsonSchema)]
#[schemars(with = "String", inline, extend("type" = ["string", "integer"], "pattern" = ID, "maxLength" = LONGEST_ID))]
#[schemars(extend("minimum" = 0, "maximum" = u32::MAX, "x-entry" = "level"))]
pub(super) struct Bar;

/// A date that may stop at the year or the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(into = "String")]
#[schemars(with = "Date")]
pub struct AsOf {
    first_day: civil::Date,
    /// How much of that day is written, in characters.
    length: usize,
}

impl AsOf {
    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub fn parse(written: &str) -> Option<Self> {
        let length = written.len();
        let whole = format!("{written}{}", "0000-01-01".get(length..)?);
        let first_day: civil::Date = whole.parse().ok()?;
        ([4, 7, 10].contains(&length) && first_day.to_string() == whole).then_some(Self { first_day, length })
    }

    /// The first day that the date can mean, so that age is never understated.
    pub fn first_day(&self) -> civil::Date {
        self.first_day
    }

    /// The date as people write it, as in `4 April 2026`, `April 2026` or `2026`.
    pub fn in_words(&self) -> String {
        let format = match self.length {
            4 => "%Y",
            7 => "%B %Y",
            _ => "%-d %B %Y",
        };
        self.first_day.strftime(format).to_string()
    }

    /// Whether more than `span` has passed since, on the day `today`.
    pub fn is_older_than(&self, span: Span, today: civil::Date) -> bool {
        self.first_day.saturating_add(span) < today
    }
}

impl<'de> Deserialize<'de> for AsOf {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).ok_or_else(|| D::Error::custom("not a date"))
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.first_day.to_string()[..self.length])
    }
}

impl From<AsOf> for String {
    fn from(as_of: AsOf) -> Self {
        as_of.to_string()
    }
}

/// Reads a full date, `YYYY-MM-DD`.
pub fn parse_day(written: &str) -> Option<civil::Date> {
    AsOf::parse(written).filter(|as_of| as_of.length == 10).map(|as_of| as_of.first_day)
}

/// Reads a positive span of whole days, weeks, months or years, such as `90 days` or `18 months`.
pub fn parse_span(written: &str) -> Option<Span> {
    let written = written.trim_matches(' ');
    let (count, unit) = written.split_at(written.find(|character: char| !character.is_ascii_digit())?);
    let count: i64 = count.parse().ok().filter(|count| (1..=10_000).contains(count))?;
    let span = Span::new();
    match unit.trim_matches(' ') {
        "d" | "day" | "days" => span.try_days(count).ok(),
        "w" | "week" | "weeks" => span.try_weeks(count).ok(),
        "m" | "month" | "months" => span.try_months(count).ok(),
        "y" | "year" | "years" => span.try_years(count).ok(),
        _ => None,
    }
}

/// A span as [`parse_span`] reads it.
pub fn written_span(span: Span) -> String {
    let printer = SpanPrinter::new().designator(Designator::Verbose).spacing(Spacing::BetweenUnitsAndDesignators);
    printer.span_to_string(&span)
}

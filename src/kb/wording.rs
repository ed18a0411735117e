//! How ids, texts, dates and the like are written: a type each, which knows its schema.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Visitor};
use unicode_width::UnicodeWidthStr;

use super::place::Place;
use crate::text::{is_unprintable, printable};

/// The most characters of an id.
const LONGEST_ID: usize = 48;
/// The most characters of a text.
const LONGEST_TEXT: usize = 4000;

const ID: &str = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";
const NOT_BLANK: &str = r"\S";
/// How a full date is written, as a pattern.
pub const DAY: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
const DATE: &str = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$";
/// How a span of time is written, as a pattern.
pub const SPAN: &str = "^ *0*([1-9][0-9]{0,3}|10000) *(d|days?|w|weeks?|m|months?|y|years?) *$";

/// A row of a decision table: question to choices, or property to levels.
pub(super) type When = BTreeMap<Id, Ids>;

/// Makes a type of each way of writing; a schema says as much of it as it can, and the checks decide.
macro_rules! written_as {
    ($($doc:literal $name:ident$(<$width:ident>)?($inner:ty) = $schema:tt;)*) => {$(
        #[doc = $doc]
        #[derive(serde::Deserialize, serde::Serialize, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
        #[serde(transparent)]
        pub(super) struct $name$(<const $width: usize>)?(pub(super) $inner);

        impl$(<const $width: usize>)? JsonSchema for $name$(<$width>)? {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )*};
}

written_as! {
    "An id." Id(String) = { "type": "string", "pattern": ID, "maxLength": LONGEST_ID };
    "A text for people." Text(String) = { "type": "string", "pattern": NOT_BLANK, "maxLength": LONGEST_TEXT };
    "A text at most so many columns wide." Short<WIDTH>(String) = {
        "type": "string", "pattern": NOT_BLANK, "maxLength": WIDTH,
    };
    "An address." Address(String) = { "type": "string", "pattern": r"^https?://\S+$" };
    "A full date." Day(String) = { "type": "string", "pattern": DAY };
    // A year without quotes is a number.
    "A date." Date(WordOrNumber) = {
        "type": ["string", "integer"], "pattern": DATE, "minimum": 1000, "maximum": 9999,
    };
    "A span of time." Span(String) = { "type": "string", "pattern": SPAN };
    "A strength." Strength(String) = { "type": "string", "pattern": "^(must|should [1-5])$" };
    "The id of a level, or a count." Bar(WordOrNumber) = {
        "type": ["string", "integer"], "pattern": ID, "maxLength": LONGEST_ID, "minimum": 0, "maximum": u32::MAX,
    };
    "Ids, at least one." Ids(Vec<Id>) = {
        "type": "array",
        "items": { "type": "string", "pattern": ID, "maxLength": LONGEST_ID },
        "minItems": 1,
    };
    "Sources, each once." Sources(Vec<Id>) = {
        "type": "array",
        "items": { "type": "string", "pattern": ID, "maxLength": LONGEST_ID },
        "uniqueItems": true,
    };
    "Sources, each once, at least one." Cited(Vec<Id>) = {
        "type": "array",
        "items": { "type": "string", "pattern": ID, "maxLength": LONGEST_ID },
        "minItems": 1,
        "uniqueItems": true,
    };
}

/// A word, which is read as the text of a number too.
#[derive(serde::Serialize, Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
#[serde(transparent)]
pub(super) struct WordOrNumber(pub(super) String);

impl<'de> Deserialize<'de> for WordOrNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl Visitor<'_> for Either {
            type Value = WordOrNumber;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a word, or a whole number")
            }

            fn visit_str<E>(self, text: &str) -> Result<WordOrNumber, E> {
                Ok(WordOrNumber(text.to_owned()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<WordOrNumber, E> {
                Ok(WordOrNumber(number.to_string()))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// Something written for people, which is what it says once it is checked.
pub(super) trait Wording {
    /// Without the type that says how it is written.
    type Plain;

    /// Notes what is wrong with it.
    fn checked(self, at: &Place<'_>) -> Self::Plain;
}

/// The text of a field, once it is checked.
pub(super) fn read<W: Wording>(at: &Place<'_>, field: &str, written: W) -> W::Plain {
    written.checked(&at.field(field))
}

impl Wording for Text {
    type Plain = String;

    /// A text has to be there, to end somewhere and to be safe to print.
    fn checked(self, at: &Place<'_>) -> String {
        let text = self.0;
        if text.trim().is_empty() {
            at.note("the text is empty", "write a sentence, or leave the entry out");
        }
        if text.chars().count() > LONGEST_TEXT {
            at.note(format!("the text is longer than {LONGEST_TEXT} characters"), "shorten it");
        }
        if let Some(bad) = text.chars().find(|character| is_unprintable(*character)) {
            let fault = format!("the text holds the control character U+{:04X}", bad as u32);
            at.note(fault, "remove it; it could rearrange or hide what a terminal shows");
        }
        text
    }
}

impl<const WIDTH: usize> Wording for Short<WIDTH> {
    type Plain = String;

    /// The text also has to fit a table's cell.
    fn checked(self, at: &Place<'_>) -> String {
        let text = Text(self.0).checked(at);
        let wide = text.width();
        if wide > WIDTH {
            at.note(format!("the text is {wide} columns wide"), format!("shorten it to {WIDTH}"));
        }
        text
    }
}

impl Wording for Address {
    type Plain = String;

    /// The text also has to be an address that a reader can follow, and nothing else.
    fn checked(self, at: &Place<'_>) -> String {
        let url = Text(self.0).checked(at);
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        if rest.is_none_or(str::is_empty) || url.contains(char::is_whitespace) {
            at.note("the address is not a web address", "start it with `https://`, without spaces");
        }
        url
    }
}

/// Notes an id that is not kebab-case.
pub(super) fn check_id(at: &Place<'_>, id: &str) {
    let kebab = id
        .split('-')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    if !kebab || !id.starts_with(|first: char| first.is_ascii_lowercase()) || id.len() > LONGEST_ID {
        let fault = format!("the id `{}` is not kebab-case", printable(id));
        let remedy = format!("use a-z, 0-9 and single hyphens, starting with a letter, at most {LONGEST_ID}");
        at.note(fault, remedy);
    }
}

impl<W: Wording> Wording for Option<W> {
    type Plain = Option<W::Plain>;

    fn checked(self, at: &Place<'_>) -> Self::Plain {
        self.map(|written| written.checked(at))
    }
}

impl<W: Wording> Wording for Vec<W> {
    type Plain = Vec<W::Plain>;

    fn checked(self, at: &Place<'_>) -> Self::Plain {
        self.into_iter().enumerate().map(|(position, written)| written.checked(&at.item(position))).collect()
    }
}

//! How ids, texts, dates and the like are written, for the schemas of the files.
//!
//! `check` is what decides; these say as much of it as a schema can.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::written::Bar;

/// The most characters of an id.
pub(super) const LONGEST_ID: usize = 48;
/// The most characters of a text.
pub(super) const LONGEST_TEXT: usize = 4000;

const ID: &str = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";
const NOT_BLANK: &str = r"\S";
/// How a full date is written, as a pattern.
pub const DAY: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
const DATE: &str = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$";
/// How a span of time is written, as a pattern.
pub const SPAN: &str = "^ *0*([1-9][0-9]{0,3}|10000) *(d|days?|w|weeks?|m|months?|y|years?) *$";

/// A row of a decision table: question to choices.
pub(super) type When = BTreeMap<Id, Ids>;

/// Gives each way of writing a type that stands for it in a schema, and never exists.
macro_rules! written_as {
    ($($doc:literal $name:ident$(<$width:ident>)? = $schema:tt;)*) => {$(
        #[doc = $doc]
        pub(super) enum $name$(<const $width: usize>)? {}

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
    "An id." Id = { "type": "string", "pattern": ID, "maxLength": LONGEST_ID };
    "A text for people." Text = { "type": "string", "pattern": NOT_BLANK, "maxLength": LONGEST_TEXT };
    "A text at most so many columns wide." Short<WIDTH> = { "type": "string", "pattern": NOT_BLANK, "maxLength": WIDTH };
    "An address." Address = { "type": "string", "pattern": r"^https?://\S+$" };
    "A full date." Day = { "type": "string", "pattern": DAY };
    // A year without quotes is a number.
    "A date." Date = { "type": ["string", "integer"], "pattern": DATE, "minimum": 1000, "maximum": 9999 };
    "A span of time." Span = { "type": "string", "pattern": SPAN };
    "A strength." Strength = { "type": "string", "pattern": "^(must|should [1-5])$" };
    "Ids, at least one." Ids = {
        "type": "array",
        "items": { "type": "string", "pattern": ID, "maxLength": LONGEST_ID },
        "minItems": 1,
    };
    "Sources, each once." Sources = {
        "type": "array",
        "items": { "type": "string", "pattern": ID, "maxLength": LONGEST_ID },
        "uniqueItems": true,
    };
}

impl JsonSchema for Bar {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Bar".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "integer"],
            "pattern": ID,
            "maxLength": LONGEST_ID,
            "minimum": 0,
            "maximum": u32::MAX,
        })
    }
}

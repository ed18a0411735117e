//! How ids, texts, dates and the like are written: a type each, which knows its schema.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

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

/// Makes a type of each way of writing that has a schema of its own; other texts are plain, with a pattern or a length.
///
/// A schema says as much as it can. What only the reader knows has two keywords of our own, which are not printed:
/// `x-entry` for the kind of entry that an id stands for, and `x-keys` for the kind that the keys of a map stand for.
macro_rules! written_as {
    ($($doc:literal $name:ident = $schema:tt;)*) => {$(
        #[doc = $doc]
        #[derive(PartialEq, Eq, PartialOrd, Ord)]
        pub(super) struct $name;

        impl JsonSchema for $name {
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
    // A year without quotes is a number.
    "A date." Date = { "type": ["string", "integer"], "pattern": DATE, "minimum": 1000, "maximum": 9999 };
    "The id of a level, or a count." Bar = {
        "type": ["string", "integer"], "pattern": ID, "maxLength": LONGEST_ID, "minimum": 0, "maximum": u32::MAX,
        "x-entry": "level",
    };
}

//! How ids, texts, dates and the like are written: a type each, which knows its schema.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::Serializer;

pub(super) const LONGEST_ID: usize = 48;
pub(super) const LONGEST_TEXT: usize = 4000;

const ID: &str = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";
/// How a text is written that says something, as a pattern.
pub(super) const NOT_BLANK: &str = r"\S";
/// How a full date is written, as a pattern.
pub const DAY: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
const DATE: &str = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$";
/// How a span of time is written, as a pattern.
pub const SPAN: &str = "^ *0*([1-9][0-9]{0,3}|10000) *(d|days?|w|weeks?|m|months?|y|years?) *$";

/// Makes a type of each way of writing; a schema says as much of it as it can, and the reader decides.
macro_rules! written_as {
    ($($doc:literal $name:ident$(<$width:ident>)?$(: $form:literal)? = $schema:tt;)*) => {$(
        #[doc = $doc]
        #[derive(PartialEq, Eq, PartialOrd, Ord)]
        pub(super) struct $name$(<const $width: usize>)?;

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

        $(impl $name {
            pub(super) fn deserialize<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<T, D::Error> {
                read(from, $form)
            }

            #[allow(dead_code, reason = "not all of them are printed")]
            pub(super) fn serialize<S: Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(text)
            }
        })?
    )*};
}

written_as! {
    "An id." Id: "id" = { "type": "string", "pattern": ID, "maxLength": LONGEST_ID };
    "A text at most so many columns wide." Short<WIDTH> = {
        "type": "string", "pattern": NOT_BLANK, "maxLength": WIDTH,
    };
    "An address." Address: "address" = { "type": "string", "pattern": r"^https?://\S+$" };
    "A full date." Day: "day" = { "type": "string", "pattern": DAY };
    // A year without quotes is a number.
    "A date." Date: "date" = { "type": ["string", "integer"], "pattern": DATE, "minimum": 1000, "maximum": 9999 };
    "A span of time." Span: "span" = { "type": "string", "pattern": SPAN };
    "A strength." Strength = { "type": "string", "pattern": "^(must|should [1-5])$" };
    "The id of a level, or a count." Bar = {
        "type": ["string", "integer"], "pattern": ID, "maxLength": LONGEST_ID, "minimum": 0, "maximum": u32::MAX,
    };
    "Ids, at least one." Ids = {
        "type": "array",
        "items": { "type": "string", "pattern": ID, "maxLength": LONGEST_ID },
        "minItems": 1,
    };
    "Sources, each once." Sources: "sources" = {
        "type": "array",
        "items": { "type": "string", "pattern": ID, "maxLength": LONGEST_ID },
        "uniqueItems": true,
    };
    "Sources, each once, at least one." Cited: "cited sources" = {
        "type": "array",
        "items": { "type": "string", "pattern": ID, "maxLength": LONGEST_ID },
        "minItems": 1,
        "uniqueItems": true,
    };
    "The property and the level that are needed." Need = {
        "type": "object",
        "patternProperties": { ID: {
            "type": ["string", "integer"], "pattern": ID, "maxLength": LONGEST_ID, "minimum": 0, "maximum": u32::MAX,
        } },
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
    };
}

impl<const WIDTH: usize> Short<WIDTH> {
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
        from.deserialize_tuple_struct("text", WIDTH, Form(PhantomData))
    }

    pub(super) fn serialize<S: Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(text)
    }
}

/// What is written in this form: a word, the number of what is referred to, or a list that has to be right as a whole.
///
/// Which ids there are, which choices a question has and which line a wrong word is on, only the reader of a knowledge
/// base knows. It is asked by the name of a newtype, which serde hands on to it.
pub(super) fn read<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D, form: &'static str) -> Result<T, D::Error> {
    from.deserialize_newtype_struct(form, Form(PhantomData))
}

struct Form<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Form<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        T::deserialize(from)
    }
}

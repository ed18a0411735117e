//! Texts that are lent or held.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize};

/// A text that the program carries and lends, or that is held: those of a knowledge base, and what is made of them.
///
/// It is read only where it can be lent for as long as the program runs. A reader that would have to copy it gives an
/// error.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Str(Cow<'static, str>);

impl Str {
    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

// By hand, since a derive would copy what can be lent.
impl<'de: 'static> Deserialize<'de> for Str {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'static str>::deserialize(deserializer).map(|lent| Self(Cow::Borrowed(lent)))
    }
}

// By hand, since a derive would describe every text by what is said of this type.
impl JsonSchema for Str {
    fn inline_schema() -> bool {
        String::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

impl From<String> for Str {
    fn from(held: String) -> Self {
        Self(Cow::Owned(held))
    }
}

impl From<&'static str> for Str {
    fn from(lent: &'static str) -> Self {
        Self(Cow::Borrowed(lent))
    }
}

impl Deref for Str {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl PartialEq<String> for Str {
    fn eq(&self, other: &String) -> bool {
        *self.0 == **other
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

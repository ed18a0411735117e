//! Texts that are lent or held.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text that the program carries and lends, or that is held: those of a knowledge base, and what is made of them.
///
/// It is serialized as its bytes, so that nobody has to look through them twice: `report::write_json` writes them as the
/// text that they are. Other writers would take them for numbers, and are to be given [`Self::as_str`].
///
/// It is read only where it can be lent for as long as the program runs. A reader that would have to copy it gives an
/// error.
#[derive(Clone)]
pub struct Str(Text);

#[derive(Clone)]
enum Text {
    /// UTF-8, which is checked where the text is asked for: a run asks for few of those that the program carries.
    Lent(&'static [u8]),
    Held(String),
}

impl Str {
    /// The text itself.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Text::Lent(bytes) => str::from_utf8(bytes).expect("it was written of a text"),
            Text::Held(text) => text,
        }
    }

    fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Text::Lent(bytes) => bytes,
            Text::Held(text) => text.as_bytes(),
        }
    }
}

// By hand, since a derive would copy what can be lent.
impl<'de: 'static> Deserialize<'de> for Str {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'static [u8]>::deserialize(deserializer).map(|bytes| Self(Text::Lent(bytes)))
    }
}

impl Serialize for Str {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.as_bytes())
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
        Self(Text::Held(held))
    }
}

impl From<&'static str> for Str {
    fn from(lent: &'static str) -> Self {
        Self(Text::Lent(lent.as_bytes()))
    }
}

impl Default for Str {
    fn default() -> Self {
        "".into()
    }
}

impl Deref for Str {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for Str {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Str {}

impl Ord for Str {
    fn cmp(&self, other: &Self) -> Ordering {
        // Bytes of UTF-8 are in the order of their characters.
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<String> for Str {
    fn eq(&self, other: &String) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use schemars::schema_for;

    use super::Str;

    #[test]
    fn texts_that_are_lent_and_held_are_like_any_text() {
        let texts = ["", "a", "a b", "b", "\"", "\u{e9}", "\u{ffff}", "\u{10000}"];
        let lent = texts.map(|text| (text.to_owned(), Str::from(text)));
        let held = texts.map(|text| (text.to_owned(), Str::from(text.to_owned())));
        let all = [lent, held].concat();
        for (text, made) in &all {
            assert_eq!((made.to_string(), format!("{made:?}")), (text.clone(), format!("{text:?}")));
            for (other, second) in &all {
                let case = format!("{text:?} and {other:?}");
                assert_eq!(made.cmp(second), text.cmp(other), "{case}");
                assert_eq!(made.partial_cmp(second), text.partial_cmp(other), "{case}");
                assert_eq!([made == second, made == other, *made == other.as_str()], [text == other; 3], "{case}");
            }
        }
    }

    #[test]
    fn a_schema_describes_them_as_any_text() {
        assert_eq!(schema_for!(Str), schema_for!(String));
        assert_eq!(schema_for!(Vec<Str>), schema_for!(Vec<String>));
    }
}

//! The entries of a JSON object, as they are written.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::text::printable;

/// A name with its value as JSON.
type Entry<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The entries of the object that a line is, in their order, repeated names included.
pub(super) fn entries(line: &str) -> Result<Vec<Entry<'_>>, String> {
    let mut parser = serde_json::Deserializer::from_str(line);
    let entries = parser.deserialize_map(Entries).and_then(|entries| parser.end().map(|()| entries));
    entries.map_err(|error| not_an_object(&error))
}

/// Why a line is not a JSON object, without the number of the line, of which the parser knows nothing.
fn not_an_object(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or_default();
    // Before what was expected it repeats what it found.
    let what = what.rsplit_once(", expected ").map_or_else(|| what.to_owned(), |(_, what)| format!("expected {what}"));
    format!("no JSON object: {}, at column {}; write `{{\"question\": \"choice\"}}`", printable(&what), error.column())
}

/// Reads the entries of an object in their order, repeated names included.
struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Vec<Entry<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        /// A name, borrowed unless something in it is escaped.
        #[derive(serde::Deserialize)]
        struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

        let mut entries = Vec::with_capacity(16);
        while let Some(Name(name)) = map.next_key()? {
            entries.push((name, map.next_value::<&RawValue>()?.get().into()));
        }
        Ok(entries)
    }
}

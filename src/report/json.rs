//! JSON, for programs.

use std::borrow::Cow;

use serde::Serialize;

use crate::kb::escaped_json;

/// The value as indented JSON, ending in a line break; whatever stands in it, a terminal would just print it.
pub fn json<T: Serialize>(value: &T) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("the report types have string keys and no failing parts");
    text.push('\n');
    match escaped_json(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(escaped) => escaped,
    }
}

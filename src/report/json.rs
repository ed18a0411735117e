//! JSON, for programs.

use serde::Serialize;

/// The value as indented JSON, ending in a line break.
pub fn json<T: Serialize>(value: &T) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("the report types have string keys and no failing parts");
    text.push('\n');
    text
}

//! JSON, for programs.

use std::borrow::Cow;

use serde::Serialize;

use crate::kb::escaped_json;

/// More bytes than most results take, so that none of them has to be moved as it grows.
const ROOM: usize = 1 << 17;

/// The value as indented JSON, ending in a line break; whatever stands in it, a terminal would just print it.
pub fn json<T: Serialize>(value: &T) -> String {
    let mut text = Vec::with_capacity(ROOM);
    serde_json::to_writer_pretty(&mut text, value).expect("the report types have string keys and no failing parts");
    text.push(b'\n');
    let text = String::from_utf8(text).expect("JSON is UTF-8");
    match escaped_json(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(escaped) => escaped,
    }
}

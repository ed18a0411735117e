//! JSON, for programs.

use serde::Serialize;

/// More bytes than most results take, so that none of them has to be moved as it grows.
const ROOM: usize = 1 << 17;

/// The value as indented JSON, ending in a line break.
pub fn json<T: Serialize>(value: &T) -> String {
    let mut text = Vec::with_capacity(ROOM);
    serde_json::to_writer_pretty(&mut text, value).expect("the report types have string keys and no failing parts");
    text.push(b'\n');
    String::from_utf8(text).expect("JSON is UTF-8")
}

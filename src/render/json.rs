//! JSON, for programs.

use crate::text::escaped_json;
use std::io::{self, Write};

use serde::Serialize;

/// The value as indented JSON, ending in a line break; nothing in it can control a terminal.
pub(super) fn json(value: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(value).expect("what is printed has string keys and no way to fail");
    escaped_json(&json).into_owned() + "\n"
}

/// Writes the value as `--format json` prints it.
///
/// # Errors
/// If it cannot be written.
pub fn write_json(value: &impl Serialize, mut out: impl Write) -> io::Result<()> {
    out.write_all(json(value).as_bytes())
}

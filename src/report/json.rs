//! JSON, for programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::text::escaped_json;

/// Writes the value as indented JSON, ending in a line break; whatever stands in it, a terminal would just print it.
///
/// # Errors
/// If it cannot be written.
pub fn write_json(value: &impl Serialize, mut out: impl Write) -> io::Result<()> {
    let json = serde_json::to_string_pretty(value)?;
    out.write_all(escaped_json(&json).as_bytes())?;
    out.write_all(b"\n")
}

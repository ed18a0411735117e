//! JSON, for programs.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use crate::kb::escaped_json;

/// How much is held before it is written, in bytes: memory that a run has not used yet costs more than to write again.
const PIECE: usize = 16 << 10;

/// Writes the value as indented JSON, ending in a line break; whatever stands in it, a terminal would just print it.
///
/// # Errors
/// If it cannot be written.
pub fn write_json(value: &impl Serialize, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(PIECE, Escaping(out));
    serde_json::to_writer_pretty(&mut out, value)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Escapes what a terminal would not just print in the JSON that is written to it, whole characters at a time.
struct Escaping<W>(W);

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        // JSON is written text by text, and the buffer before this one cuts none.
        let text = str::from_utf8(json).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        self.0.write_all(escaped_json(text).as_bytes())?;
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::{PIECE, write_json};

    #[test]
    fn json_means_the_same_wherever_its_pieces_end() {
        for filler in ["x", "é", "🔒", "\u{202E}", "\u{E0041}", "\"", "\u{1b}"] {
            // So that every byte of what is behind the filler comes to stand at the end of a piece.
            for shift in 0..16 {
                let texts = ["x".repeat(shift), filler.repeat(PIECE / 2), "🔒\u{202E}é".repeat(PIECE / 4)];
                let mut written = Vec::new();
                write_json(&texts, &mut written).expect("memory takes it");
                let json = String::from_utf8(written).expect("it is text");
                assert!(!json.contains(['\u{202E}', '\u{E0041}', '\u{1b}']), "{filler:?} behind {shift}");
                assert_eq!(serde_json::from_str::<[String; 3]>(&json).expect("it is JSON"), texts);
            }
        }
    }
}

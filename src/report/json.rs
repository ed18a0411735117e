//! JSON, for programs.

use std::io::{self, BufWriter, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use crate::kb::{are_plain, escaped_json};

/// How much is held before it is written, in bytes: memory that a run has not used yet costs more than to write again.
const PIECE: usize = 16 << 10;

/// Writes the value as indented JSON, ending in a line break; whatever stands in it, a terminal would just print it.
///
/// # Errors
/// If it cannot be written.
pub fn write_json(value: &impl Serialize, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(PIECE, Escaping(out));
    value.serialize(&mut Serializer::with_formatter(&mut out, Indented::default()))?;
    out.write_all(b"\n")?;
    out.flush()
}

/// How the next line begins, with as much indentation as is written at once.
const LINE: &[u8] = b",\n                                ";

/// Indents as `serde_json` does by itself, but writes where a line begins at once: there are thousands of lines.
#[derive(Default)]
struct Indented {
    depth: usize,
    has_values: bool,
}

impl Indented {
    fn open<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_values = false;
        out.write_all(bracket)
    }

    fn close<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.has_values {
            self.line(out, true)?;
        }
        out.write_all(bracket)
    }

    /// Begins a line, behind a comma unless it is the first or the last between two brackets.
    fn line<W: ?Sized + Write>(&self, out: &mut W, is_at_bracket: bool) -> io::Result<()> {
        let (start, end) = (usize::from(is_at_bracket), 2 + 2 * self.depth);
        out.write_all(&LINE[start..end.min(LINE.len())])?;
        (LINE.len()..end).try_for_each(|_| out.write_all(b" "))
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, is_first: bool) -> io::Result<()> {
        self.line(out, is_first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_values = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, is_first: bool) -> io::Result<()> {
        self.line(out, is_first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    /// Bytes are those of a text ([`crate::kb::Str`]).
    fn write_byte_array<W: ?Sized + Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        if stands_for_itself(bytes) {
            out.write_all(b"\"")?;
            out.write_all(bytes)?;
            return out.write_all(b"\"");
        }
        let text = str::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok(serde_json::to_writer(out, text)?)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_values = true;
        Ok(())
    }
}

/// Whether bytes can stand in a string of JSON as they are: ASCII that has not to be escaped.
fn stands_for_itself(bytes: &[u8]) -> bool {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') & (byte != b'"') & (byte != b'\\');
    // All of them are looked at, since that is faster than to look where they end to be plain.
    bytes.iter().fold(true, |plain, byte| plain & is_plain(*byte))
}

/// Escapes what a terminal would not just print in the JSON that is written to it, whole characters at a time.
struct Escaping<W>(W);

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        // Nearly all of it is plain, so that its characters need not be looked for.
        if are_plain(json) {
            self.0.write_all(json)?;
            return Ok(json.len());
        }
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
    use serde_json::{Value, json};

    use super::{PIECE, write_json};
    use crate::kb::Str;

    fn written(value: &Value) -> String {
        let mut written = Vec::new();
        write_json(value, &mut written).expect("memory takes it");
        String::from_utf8(written).expect("it is text")
    }

    #[test]
    fn json_is_indented_as_its_library_does() {
        let mut deep = json!([{}, [], { "b": [[], {}] }, "é", 1, null]);
        for _ in 0..40 {
            let indented = serde_json::to_string_pretty(&deep).expect("it is JSON");
            assert_eq!(written(&deep), indented + "\n");
            deep = json!({ "a": [], "b": [deep, 1] });
        }
    }

    #[test]
    fn texts_of_a_knowledge_base_are_written_as_any_text() {
        for text in ["", "a b", "\"", "\\", "a\"b", "\n", "\u{1b}", "\u{7f}", "é", "🔒", "\u{202E}"] {
            for text in [text.to_owned(), "x".repeat(40) + text, text.to_owned() + &"x".repeat(40)] {
                let mut as_str = Vec::new();
                write_json(&[Str::from(text.clone())], &mut as_str).expect("memory takes it");
                assert_eq!(String::from_utf8(as_str).expect("it is text"), written(&json!([text])), "{text:?}");
            }
        }
    }

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

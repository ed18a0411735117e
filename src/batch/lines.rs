//! A stream cut into pieces of whole lines.

use std::io::{self, Read};

/// How much is read at once, in bytes.
const READ: usize = 256 << 10;
/// The longest line, in bytes.
pub(super) const LONGEST: usize = 1 << 20;
/// How much of a line that is too long is skipped before it is taken to have no end, in bytes.
const MOST_SKIPPED: usize = 256 << 20;

/// Some whole lines.
pub(super) struct Piece {
    /// The text, with the line breaks; the last line of a stream may lack its own.
    pub(super) text: Vec<u8>,
    /// The number of the first line.
    pub(super) first: u64,
    /// Whether this is one line that is longer than [`LONGEST`]; its text is dropped.
    pub(super) is_too_long: bool,
}

/// Cuts a stream into pieces.
pub(super) struct Pieces<R> {
    input: R,
    /// The beginning of a line whose end is not read yet.
    rest: Vec<u8>,
    /// The number of the next line.
    line: u64,
    is_at_end: bool,
    /// How much of a line that is too long was skipped, if the rest of one is being skipped.
    skipped: Option<usize>,
}

impl<R: Read> Pieces<R> {
    /// The pieces of a stream whose first line has this number.
    pub(super) fn new(input: R, first: u64) -> Self {
        Self { input, rest: Vec::new(), line: first, is_at_end: false, skipped: None }
    }

    /// The next piece, as soon as a line is whole.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        let mut text = std::mem::take(&mut self.rest);
        while !self.is_at_end {
            let start = text.len();
            text.resize(start + READ, 0);
            let count = loop {
                match self.input.read(&mut text[start..]) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    read => break read?,
                }
            };
            text.truncate(start + count);
            self.is_at_end = count == 0;
            if let Some(skipped) = &mut self.skipped {
                let Some(end) = text.iter().position(|byte| *byte == b'\n') else {
                    *skipped += text.len();
                    if *skipped > MOST_SKIPPED {
                        let fault = format!("line {} has no end; write one row a line", self.line);
                        return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
                    }
                    text.clear();
                    continue;
                };
                text.drain(..=end);
                self.skipped = None;
                self.line += 1;
            }
            let new = start.min(text.len());
            if let Some(last) = text[new..].iter().rposition(|byte| *byte == b'\n') {
                self.rest = text.split_off(new + last + 1);
                return Ok(Some(self.piece(text)));
            }
            if text.len() > LONGEST {
                text.clear();
                self.skipped = Some(0);
                return Ok(Some(Piece { text, first: self.line, is_too_long: true }));
            }
        }
        if text.is_empty() { Ok(None) } else { Ok(Some(self.piece(text))) }
    }

    fn piece(&mut self, text: Vec<u8>) -> Piece {
        let first = self.line;
        self.line += text.iter().filter(|byte| **byte == b'\n').count() as u64;
        Piece { text, first, is_too_long: false }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::{LONGEST, Pieces};

    /// A stream that gives a few bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(into.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn every_line_comes_whole_with_its_number() {
        let text = b"one\n\nthree\nfour, without an end";
        for step in 1..text.len() {
            let mut pieces = Pieces::new(Slow(text, step), 1);
            let mut all = Vec::new();
            while let Some(piece) = pieces.next().expect("it can be read") {
                let line = 1 + all.iter().filter(|byte| **byte == b'\n').count() as u64;
                assert_eq!((piece.first, piece.is_too_long), (line, false));
                all.extend(piece.text);
            }
            assert_eq!(all, text, "{step} bytes at a time");
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_dropped_and_those_after_it_keep_their_numbers() {
        let mut text = b"one\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', LONGEST * 3));
        text.extend(b"\nthree\n");
        for step in [usize::MAX, 100_000] {
            let mut pieces = Pieces::new(Slow(&text, step), 1);
            let mut found = Vec::new();
            while let Some(piece) = pieces.next().expect("it can be read") {
                found.push((piece.first, piece.is_too_long, piece.text.len().min(10)));
            }
            let long = found.iter().filter(|(_, is_too_long, _)| *is_too_long).count();
            assert_eq!(found.last(), Some(&(3, false, 6)), "{step}: {found:?}");
            assert!(long <= 1, "{step}: {found:?}");
        }
    }
}

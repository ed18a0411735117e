//! A stream cut into pieces of whole lines.

use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};

use memchr::{memchr, memchr_iter, memrchr};

/// How much is read at once, in bytes.
const READ: usize = 256 << 10;
/// The longest line, in bytes.
pub(super) const LONGEST: usize = 1 << 20;
/// How much of a line that is too long is skipped before it is taken to have no end, in bytes.
pub(super) const MOST_SKIPPED: usize = 256 << 20;

/// Some whole lines.
pub(super) struct Piece {
    /// The number of the first line.
    pub(super) first: u64,
    /// Whether this is one line that is longer than [`LONGEST`]; its text is dropped.
    pub(super) is_too_long: bool,
    buffer: Vec<u8>,
    length: usize,
}

impl Piece {
    /// The text, with the line breaks; the last line of a stream may lack its own.
    pub(super) fn text(&self) -> &[u8] {
        &self.buffer[..self.length]
    }
}

/// Where pieces leave their buffers, so that others need no new ones.
#[derive(Default)]
pub(super) struct Spare(Mutex<Vec<Vec<u8>>>);

impl Spare {
    /// Takes back the buffer of a piece that is done with.
    pub(super) fn put(&self, piece: Piece) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(piece.buffer);
    }

    fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }
}

/// Cuts a stream into pieces.
pub(super) struct Pieces<'a, R> {
    input: R,
    spare: &'a Spare,
    /// The beginning of a line whose end is not read yet.
    rest: Vec<u8>,
    /// The number of the next line.
    line: u64,
    is_at_end: bool,
    /// How much of a line that is too long was skipped, if the rest of one is being skipped.
    skipped: Option<usize>,
}

impl<'a, R: Read> Pieces<'a, R> {
    /// The pieces of a stream whose first line has this number.
    pub(super) fn new(input: R, first: u64, spare: &'a Spare) -> Self {
        Self { input, spare, rest: Vec::new(), line: first, is_at_end: false, skipped: None }
    }

    /// The next piece, as soon as a line is whole.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        let mut buffer = self.spare.take();
        let mut length = self.rest.len();
        while !self.is_at_end {
            if buffer.len() < length + READ {
                buffer.resize(length + READ, 0);
            }
            buffer[..self.rest.len()].copy_from_slice(&self.rest);
            self.rest.clear();
            let count = loop {
                match self.input.read(&mut buffer[length..length + READ]) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(io::Error::new(error.kind(), format!("line {}: {error}", self.line))),
                    Ok(count) => break count,
                }
            };
            let mut new = length;
            length += count;
            self.is_at_end = count == 0;
            if let Some(skipped) = &mut self.skipped {
                let Some(end) = memchr(b'\n', &buffer[..length]) else {
                    *skipped += length;
                    if *skipped > MOST_SKIPPED {
                        let fault = format!("line {} has no end; write one row a line", self.line);
                        return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
                    }
                    length = 0;
                    continue;
                };
                buffer.copy_within(end + 1..length, 0);
                (length, new) = (length - end - 1, 0);
                self.skipped = None;
                self.line += 1;
            }
            if let Some(last) = memrchr(b'\n', &buffer[new..length]) {
                let end = new + last + 1;
                self.rest.extend_from_slice(&buffer[end..length]);
                return Ok(Some(self.piece(buffer, end)));
            }
            // Its line break, of up to two bytes, may be read next.
            if length > LONGEST + 1 {
                self.skipped = Some(0);
                return Ok(Some(Piece { first: self.line, is_too_long: true, buffer, length: 0 }));
            }
        }
        Ok((length > 0).then(|| self.piece(buffer, length)))
    }

    fn piece(&mut self, buffer: Vec<u8>, length: usize) -> Piece {
        let first = self.line;
        self.line += memchr_iter(b'\n', &buffer[..length]).count() as u64;
        Piece { first, is_too_long: false, buffer, length }
    }
}

#[cfg(test)]
mod tests {
    use super::super::slow::Slow;
    use super::{LONGEST, Pieces, Spare};

    #[test]
    fn every_line_comes_whole_with_its_number() {
        let text = b"one\n\nthree\nfour, without an end";
        for step in 1..text.len() {
            let spare = Spare::default();
            let mut pieces = Pieces::new(Slow(text, step), 1, &spare);
            let mut all: Vec<u8> = Vec::new();
            while let Some(piece) = pieces.next().expect("it can be read") {
                let line = 1 + all.iter().filter(|byte| **byte == b'\n').count() as u64;
                assert_eq!((piece.first, piece.is_too_long), (line, false));
                all.extend(piece.text());
                spare.put(piece);
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
            let spare = Spare::default();
            let mut pieces = Pieces::new(Slow(&text, step), 1, &spare);
            let mut found = Vec::new();
            while let Some(piece) = pieces.next().expect("it can be read") {
                found.push((piece.first, piece.is_too_long, piece.text().len().min(10)));
            }
            let long = found.iter().filter(|(_, is_too_long, _)| *is_too_long).count();
            assert_eq!(found.last(), Some(&(3, false, 6)), "{step}: {found:?}");
            assert!(long <= 1, "{step}: {found:?}");
        }
    }
}

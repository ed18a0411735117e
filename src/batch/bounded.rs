//! A stream that knows its lines, and does not go on for ever.

use std::io::{self, Read};

use memchr::memchr2_iter;

use super::lines::LONGEST;

/// A stream that gives up where a record does not end, and knows the lines of what it gave.
///
/// The parser counts neither the second byte of a line break of Windows nor blank lines before it tells where a record
/// stands, so the line is found by where the record ends.
pub(super) struct Bounded<R> {
    input: R,
    /// How many bytes may still be read for this record.
    left: usize,
    /// What was read last, and where it begins in the stream.
    chunk: Vec<u8>,
    from: u64,
    /// How much of the chunk is counted, and how many lines end before that.
    counted: usize,
    breaks: u64,
    is_behind_return: bool,
}

impl<R> Bounded<R> {
    pub(super) fn of(input: R) -> Self {
        let (chunk, left) = (Vec::new(), LONGEST);
        Self { input, left, chunk, from: 0, counted: 0, breaks: 0, is_behind_return: false }
    }

    /// Lets the record that begins now be as long as any.
    pub(super) fn begin_record(&mut self) {
        self.left = LONGEST;
    }

    /// The number of the line on which a record ends that ends, with its line break, at this byte of the stream.
    pub(super) fn last_line(&mut self, end: u64) -> u64 {
        let end = usize::try_from(end.saturating_sub(self.from)).unwrap_or(usize::MAX).min(self.chunk.len());
        let has_break = end.checked_sub(1).is_some_and(|last| matches!(self.chunk[last], b'\r' | b'\n'));
        self.count(end - usize::from(has_break));
        1 + self.breaks
    }

    fn count(&mut self, to: usize) {
        let Some(text) = self.chunk.get(self.counted..to).filter(|text| !text.is_empty()) else { return };
        let is_rest = self.is_behind_return && text[0] == b'\n';
        self.breaks += breaks(text) - u64::from(is_rest);
        self.is_behind_return = text[text.len() - 1] == b'\r';
        self.counted = to;
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let fault = format!("a row is longer than {} MiB; look for a quote that is not closed", LONGEST >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
        }
        let most = self.left.min(into.len());
        let count = self.input.read(&mut into[..most])?;
        self.left -= count;
        if count > 0 {
            self.count(self.chunk.len());
            self.from += self.chunk.len() as u64;
            self.chunk.clear();
            self.chunk.extend_from_slice(&into[..count]);
            self.counted = 0;
        }
        Ok(count)
    }
}

/// How many lines end in a text.
pub(super) fn breaks(text: &[u8]) -> u64 {
    let is_second = |at: usize| text[at] == b'\n' && at > 0 && text[at - 1] == b'\r';
    memchr2_iter(b'\r', b'\n', text).filter(|at| !is_second(*at)).count() as u64
}

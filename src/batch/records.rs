//! A sheet cut into records, none of which is made out of what was meant as several.
//!
//! Whoever reads CSV leniently takes a quote that is not closed for a text that goes on to the next quote, wherever that
//! stands, and the rows between are gone. A record in which quotes do not stand as RFC 4180 has them, so that its cells
//! may not be those that were meant, is told with the lines it took.

use std::io::{self, Read};

use csv::ByteRecord;
use memchr::{memchr, memchr2_iter, memchr3};

use super::lines::{LONGEST, MOST_SKIPPED};

/// How much is read at once, in bytes.
const READ: usize = 64 << 10;

/// A record of a sheet.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// The number of the line on which it begins.
    pub(super) line: u64,
    /// Its cells, or what is wrong with it and the remedy.
    pub(super) cells: Result<ByteRecord, String>,
    /// Whether nothing stands in it but commas and blanks.
    pub(super) is_bare: bool,
    /// How many bytes it takes in the sheet.
    pub(super) size: usize,
}

/// Reads the records of a sheet one by one.
pub(super) struct Records<R> {
    input: R,
    chunk: Box<[u8]>,
    /// What of the chunk is read from the input, and what of that was passed.
    length: usize,
    passed: usize,
    /// The number of the line on which the next byte stands.
    line: u64,
    /// Whether a line ended just before, and whether by the first byte of a line break of Windows.
    is_behind_break: bool,
    is_behind_return: bool,
    is_begun: bool,
    is_at_end: bool,
}

/// Where in a record a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the beginning of a cell, or behind blanks there.
    Start,
    /// In a cell without quotes.
    Bare,
    /// Between quotes.
    Quoted,
    /// Behind a quote that closes the cell, unless another follows.
    Closed,
}

/// Why the cells of a record may not be those that were meant.
#[derive(Clone, Copy)]
enum Fault {
    /// The sheet ends between quotes.
    Open,
    /// Something else than a comma or the end of the line stands behind a closing quote.
    Behind,
    /// A quote stands behind blanks, so that it opens nothing.
    Blanks,
    /// It is longer than [`LONGEST`].
    TooLong,
}

/// A record under way.
struct Draft {
    line: u64,
    place: Place,
    cells: ByteRecord,
    cell: Vec<u8>,
    fault: Option<Fault>,
    is_bare: bool,
    size: usize,
}

impl<R: Read> Records<R> {
    /// The records of a sheet whose first line has this number.
    pub(super) fn new(input: R, first: u64) -> Self {
        Self {
            input,
            chunk: vec![0; READ].into_boxed_slice(),
            length: 0,
            passed: 0,
            line: first,
            is_behind_break: false,
            is_behind_return: false,
            is_begun: false,
            is_at_end: false,
        }
    }

    /// The next record; lines without anything on them are none.
    ///
    /// # Errors
    /// If the sheet cannot be read on, with the line.
    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        loop {
            match self.record()? {
                // A line of blanks is no row of one cell.
                Some(record) if record.is_bare && record.cells.as_ref().is_ok_and(|cells| cells.len() == 1) => {}
                record => return Ok(record),
            }
        }
    }

    fn record(&mut self) -> io::Result<Option<Record>> {
        if !self.is_begun {
            self.is_begun = true;
            self.pass_mark()?;
        }
        while let Some(b'\r' | b'\n') = self.peek()? {
            self.pass(1);
        }
        let mut draft = Draft::begun(self.line);
        loop {
            let Some(byte) = self.peek()? else {
                let is_there = draft.size > 0;
                return Ok(is_there.then(|| self.finished(draft)));
            };
            let ends = matches!(byte, b'\r' | b'\n') && draft.place != Place::Quoted;
            if ends {
                let record = self.finished(draft);
                self.pass(1);
                return Ok(Some(record));
            }
            let length = draft.take(&self.chunk[self.passed..self.length]);
            self.pass(length);
            if draft.size > MOST_SKIPPED {
                let fault = format!("the row that begins on line {} has no end; look for a quote there", draft.line);
                return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
            }
        }
    }

    /// The record of a draft that ends here.
    fn finished(&self, mut draft: Draft) -> Record {
        if draft.place == Place::Quoted {
            draft.fault = Some(Fault::Open);
        }
        draft.end_cell();
        let last = self.line - u64::from(self.is_behind_break);
        let cells = match draft.fault {
            None => Ok(draft.cells),
            Some(fault) => Err(told(fault, draft.line, last.max(draft.line))),
        };
        Record { line: draft.line, cells, is_bare: draft.is_bare, size: draft.size }
    }

    /// Passes the mark that some programs write before the text.
    fn pass_mark(&mut self) -> io::Result<()> {
        let mark = "\u{FEFF}".as_bytes();
        while self.length < mark.len() && !self.is_at_end {
            self.read()?;
        }
        self.passed = if self.chunk[..self.length].starts_with(mark) { mark.len() } else { 0 };
        Ok(())
    }

    /// The next byte of the sheet.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        while self.passed == self.length && !self.is_at_end {
            (self.passed, self.length) = (0, 0);
            self.read()?;
        }
        Ok(self.chunk[..self.length].get(self.passed).copied())
    }

    /// Reads on behind what is read of the chunk.
    fn read(&mut self) -> io::Result<()> {
        loop {
            match self.input.read(&mut self.chunk[self.length..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(io::Error::new(error.kind(), format!("line {}: {error}", self.line))),
                Ok(count) => {
                    self.length += count;
                    self.is_at_end = count == 0;
                    return Ok(());
                }
            }
        }
    }

    /// Goes on behind so many bytes, which the chunk has.
    fn pass(&mut self, count: usize) {
        let text = &self.chunk[self.passed..self.passed + count];
        self.line += breaks(text) - u64::from(self.is_behind_return && text.first() == Some(&b'\n'));
        let last = text.last();
        self.is_behind_return = last == Some(&b'\r');
        self.is_behind_break = matches!(last, Some(b'\r' | b'\n'));
        self.passed += count;
    }
}

impl Draft {
    fn begun(line: u64) -> Self {
        let (cells, cell) = (ByteRecord::new(), Vec::new());
        Self { line, place: Place::Start, cells, cell, fault: None, is_bare: true, size: 0 }
    }

    /// Takes bytes from the beginning of a text that is not empty, as far as one rule holds for them; says how many.
    fn take(&mut self, text: &[u8]) -> usize {
        let length = match (self.place, text[0]) {
            (Place::Start, b'"') if self.cell.is_empty() => {
                (self.place, self.is_bare) = (Place::Quoted, false);
                1
            }
            (Place::Start, b'"') => {
                self.place = Place::Bare;
                self.find(Fault::Blanks);
                0
            }
            (Place::Start | Place::Bare | Place::Closed, b',') => {
                self.end_cell();
                1
            }
            (Place::Start, b' ' | b'\t') => {
                self.keep(&text[..1]);
                1
            }
            (Place::Start | Place::Bare, _) => {
                (self.place, self.is_bare) = (Place::Bare, false);
                let length = memchr3(b',', b'\r', b'\n', text).unwrap_or(text.len());
                self.keep(&text[..length]);
                length
            }
            (Place::Quoted, b'"') => {
                self.place = Place::Closed;
                1
            }
            (Place::Quoted, _) => {
                let length = memchr(b'"', text).unwrap_or(text.len());
                self.keep(&text[..length]);
                length
            }
            (Place::Closed, b'"') => {
                self.place = Place::Quoted;
                self.keep(b"\"");
                1
            }
            (Place::Closed, _) => {
                self.place = Place::Bare;
                self.find(Fault::Behind);
                0
            }
        };
        self.size += length;
        if self.size > LONGEST {
            self.find(Fault::TooLong);
        }
        length
    }

    /// Notes a fault, unless there is one: what comes behind it is not told.
    fn find(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
        // Nothing of it is needed any more.
        (self.cells, self.cell) = (ByteRecord::new(), Vec::new());
    }

    fn keep(&mut self, text: &[u8]) {
        if self.fault.is_none() {
            self.cell.extend_from_slice(text);
        }
    }

    fn end_cell(&mut self) {
        if self.fault.is_none() {
            self.cells.push_field(&self.cell);
        }
        self.cell.clear();
        self.place = Place::Start;
    }
}

/// A fault in words, with the lines of its record.
fn told(fault: Fault, first: u64, last: u64) -> String {
    let taken = match last - first {
        0 => String::new(),
        1 => format!(", so line {last} was not read as a row"),
        _ => format!(", so lines {} to {last} were not read as rows", first + 1),
    };
    match fault {
        Fault::Open => {
            format!("a quote is not closed{taken}; close it, or write it twice within a text in quotes")
        }
        Fault::Behind => {
            format!("text stands behind a closing quote{taken}; write a quote twice within a text in quotes")
        }
        Fault::Blanks => format!("blanks stand before a quote that opens a cell{taken}; take them away"),
        Fault::TooLong => {
            format!("the row is longer than {} MiB{taken}; look for a quote that is not closed", LONGEST >> 20)
        }
    }
}

/// How many lines end in a text.
fn breaks(text: &[u8]) -> u64 {
    let is_second = |at: usize| text[at] == b'\n' && at > 0 && text[at - 1] == b'\r';
    memchr2_iter(b'\r', b'\n', text).filter(|at| !is_second(*at)).count() as u64
}

#[cfg(test)]
mod tests {
    use csv::{ByteRecord, ReaderBuilder};

    use super::super::slow::Slow;
    use super::{Record, Records, breaks};

    /// The records of a sheet that is read a few bytes at a time.
    fn records(text: &[u8], step: usize) -> Vec<Record> {
        let mut records = Records::new(Slow(text, step), 1);
        std::iter::from_fn(|| records.next().expect("it can be read")).collect()
    }

    #[test]
    fn a_sheet_without_a_fault_is_read_as_others_read_it() {
        const LETTERS: [u8; 6] = *b"a\", \n\r";
        const LENGTH: u32 = 6;
        for number in 0..LETTERS.len().pow(LENGTH) {
            let letter = |at: u32| LETTERS[number / LETTERS.len().pow(at) % LETTERS.len()];
            let text: Vec<u8> = (0..LENGTH).map(letter).collect();
            let found = records(&text, usize::MAX);
            let again = records(&text, 1);
            let plain = |record: &Record| (record.line, record.cells.clone(), record.is_bare);
            assert!(found.iter().map(plain).eq(again.iter().map(plain)), "{:?}", text.escape_ascii().to_string());
            let Some(cells) = found.iter().map(|record| record.cells.clone().ok()).collect::<Option<Vec<_>>>() else {
                continue;
            };
            let mut reader = ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_slice());
            let others: Vec<ByteRecord> = reader.byte_records().map(|record| record.expect("it is read")).collect();
            // A line of blanks is none of ours, but a cell of blanks in quotes is one.
            let is_told = |record: &&ByteRecord| record.len() > 1 || !record[0].trim_ascii().is_empty();
            let told: Vec<&ByteRecord> = cells.iter().filter(is_told).collect();
            let others: Vec<&ByteRecord> = others.iter().filter(is_told).collect();
            assert_eq!(told, others, "{:?}", text.escape_ascii().to_string());
        }
    }

    #[test]
    fn a_record_stands_on_the_line_on_which_it_begins() {
        for end in ["\n", "\r", "\r\n"] {
            let text = "a\n\n\"b\n\n\",c\n\n\"d\" e\nf,\"g\nh".replace('\n', end);
            for step in [1, 2, 3, usize::MAX] {
                let found = records(text.as_bytes(), step);
                let lines: Vec<u64> = found.iter().map(|record| record.line).collect();
                assert_eq!(lines, [1, 3, 7, 8], "{end:?}");
                let faults: Vec<&String> = found.iter().filter_map(|record| record.cells.as_ref().err()).collect();
                assert!(faults[0].starts_with("text stands behind a closing quote; "), "{faults:?}");
                assert!(
                    faults[1].starts_with("a quote is not closed, so line 9 was not read as a row; "),
                    "{faults:?}"
                );
            }
            assert_eq!(breaks(text.as_bytes()), 8);
        }
    }
}

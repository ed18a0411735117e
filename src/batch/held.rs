//! Rows of nothing but commas, held back until it is known that they are not the end of their sheet.

use std::collections::VecDeque;

use super::records::Record;

/// The most bytes of rows that are held back, and the most runs of rows that are alike.
const MOST_BYTES: usize = 1 << 20;
const MOST_RUNS: usize = 1024;

/// Rows that are held back, each with how many like it stand on the lines from its own on.
#[derive(Default)]
pub(super) struct Held {
    runs: VecDeque<(Record, u64)>,
    bytes: usize,
}

impl Held {
    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Whether no more should be held back.
    pub(super) fn is_full(&self) -> bool {
        self.bytes > MOST_BYTES || self.runs.len() > MOST_RUNS
    }

    /// Holds back a row that stands behind all others.
    pub(super) fn push(&mut self, row: Record) {
        if let Some((last, count)) = self.runs.back_mut()
            && last.line + *count == row.line
            && last.cells == row.cells
        {
            *count += 1;
            return;
        }
        self.bytes += row.size;
        self.runs.push_back((row, 1));
    }

    /// Gives back the first row.
    pub(super) fn pop(&mut self) -> Option<Record> {
        let (first, count) = self.runs.front_mut()?;
        if *count > 1 {
            let row = first.clone();
            (first.line, *count) = (first.line + 1, *count - 1);
            return Some(row);
        }
        let (row, _) = self.runs.pop_front()?;
        self.bytes -= row.size;
        Some(row)
    }
}

//! How far a batch is, on one line of the terminal.

use std::io::{self, IsTerminal, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::output::is_dumb;
use crate::text::grouped;

/// How long a line stands at least.
const PAUSE: Duration = Duration::from_millis(200);
/// Clears the line that is shown.
const CLEAR: &str = "\r\u{1b}[2K";

/// A line on standard error, if that is a terminal that shows nothing else meanwhile.
pub(super) struct Progress {
    is_shown: bool,
    written: Instant,
    /// The bytes of the input, if known.
    bytes: Option<u64>,
    read: Arc<AtomicU64>,
}

impl Progress {
    /// Of a run over an input of so many bytes, at least one, where that is known.
    pub(super) fn of(bytes: Option<u64>) -> Self {
        let is_typed = bytes.is_none() && io::stdin().is_terminal();
        let is_shown = io::stderr().is_terminal() && !io::stdout().is_terminal() && !is_typed && !is_dumb();
        Self { is_shown, written: Instant::now(), bytes, read: Arc::default() }
    }

    /// The input, its bytes counted as they are read.
    pub(super) fn watch<R: Read>(&self, input: R) -> Watched<R> {
        Watched { input, read: Arc::clone(&self.read) }
    }

    /// Says how many rows are done, unless that was said just now.
    pub(super) fn tell(&mut self, rows: u64) {
        if !self.is_shown || self.written.elapsed() < PAUSE {
            return;
        }
        self.written = Instant::now();
        // A file may have grown meanwhile.
        let percent = |bytes: u64| (u128::from(self.read.load(Relaxed)) * 100 / u128::from(bytes)).min(100);
        let share = self.bytes.map_or_else(String::new, |bytes| format!(", {}% read", percent(bytes)));
        // A run does not end because nobody can be told how far it is.
        let _ = write!(io::stderr(), "{CLEAR}{} rows{share}", grouped(rows));
    }

    /// Takes the line away.
    pub(super) fn end(self) {
        if self.is_shown {
            let _ = write!(io::stderr(), "{CLEAR}");
        }
    }
}

/// An input whose bytes are counted as they are read.
pub(super) struct Watched<R> {
    input: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(into)?;
        self.read.fetch_add(count as u64, Relaxed);
        Ok(count)
    }
}

//! How far a run is, on one line of the terminal.

use std::io::{self, IsTerminal, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use console::Term;

use super::output::is_dumb;
use crate::report::grouped;

/// How long a line stands at least.
const PAUSE: Duration = Duration::from_millis(200);

/// A line on standard error that says how far a run is, as rows get done, where that is a terminal that shows nothing
/// else meanwhile.
pub(super) struct Progress {
    line: Option<Line>,
    read: Arc<AtomicU64>,
}

struct Line {
    terminal: Term,
    start: Instant,
    /// When the line that stands was written; none stands at first.
    written: Option<Instant>,
    /// The bytes of the input, where they are known beforehand.
    bytes: Option<u64>,
}

impl Progress {
    /// Of a run over an input of so many bytes, at least one, where that is known.
    pub(super) fn of(bytes: Option<u64>) -> Self {
        let is_typed = bytes.is_none() && io::stdin().is_terminal();
        let is_shown = io::stderr().is_terminal() && !io::stdout().is_terminal() && !is_typed && !is_dumb();
        let line = is_shown.then(|| Line { terminal: Term::stderr(), start: Instant::now(), written: None, bytes });
        Self { line, read: Arc::default() }
    }

    /// The input, its bytes counted as they are read.
    pub(super) fn watch<R: Read>(&self, input: R) -> Watched<R> {
        Watched { input, read: Arc::clone(&self.read) }
    }

    /// Says how many rows are done, unless that was said just now.
    pub(super) fn tell(&mut self, rows: u64) {
        let Some(line) = &mut self.line else { return };
        if line.written.unwrap_or(line.start).elapsed() < PAUSE {
            return;
        }
        line.written = Some(Instant::now());
        let share = line.bytes.map(|bytes| percent(self.read.load(Relaxed), bytes));
        let share = share.map_or_else(String::new, |percent| format!(", {percent} % read"));
        let seconds = line.start.elapsed().as_secs();
        let text = format!("{} rows{share}, {}:{:02}", grouped(&rows.to_string()), seconds / 60, seconds % 60);
        // A run does not end because nobody can be told how far it is.
        let _ = line.terminal.clear_line().and_then(|()| line.terminal.write_str(&text));
    }

    /// Takes the line away.
    pub(super) fn end(self) {
        if let Some(line) = self.line.filter(|line| line.written.is_some()) {
            let _ = line.terminal.clear_line();
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

/// A part in whole percents of all, which may have grown meanwhile.
fn percent(part: u64, all: u64) -> u128 {
    (u128::from(part) * 100 / u128::from(all)).min(100)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn no_part_is_more_than_all() {
        let parts = [percent(0, 3), percent(1, 3), percent(3, 3), percent(9, 3), percent(u64::MAX, u64::MAX)];
        assert_eq!(parts, [0, 33, 100, 100, 100]);
    }
}

//! The state of the terminal, kept in one place so that every end of the program puts it right.

use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(unix)]
use rustix::termios::{InputModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// Switches to the alternate screen, which keeps what was on the terminal.
const OPEN: &str = "\x1b[?1049h";
/// Hides the cursor, and has the terminal mark what is pasted, so that it is not taken for keys.
const KEYS: &str = "\x1b[?25l\x1b[?2004h";
/// Undoes that.
const LINES: &str = "\x1b[?25h\x1b[?2004l";
/// Shows what was on the terminal before.
const CLOSE: &str = "\x1b[?1049l";
/// Empties a row, and goes on to the next one: what is cleared at once, some terminals keep above the screen.
const WIPE: &str = "\x1b[2K\x1b[B";
/// The most rows that are emptied where there may be no screen to go back to.
const MOST_ROWS: usize = 500;
/// Makes terminals that can show a frame at once, not row by row.
const FRAME: [&str; 2] = ["\x1b[?2026h\x1b[H", "\x1b[J\x1b[?2026l"];

/// What is said when the program is broken off, and what the alternate screen hides.
struct State {
    farewell: Option<&'static str>,
    is_open: bool,
    /// Whether the screen must be drawn again, because the program was suspended.
    is_stale: bool,
    /// The modes to put back.
    #[cfg(unix)]
    modes: Option<Termios>,
}

static STATE: Mutex<State> = Mutex::new(State {
    farewell: None,
    is_open: false,
    is_stale: false,
    #[cfg(unix)]
    modes: None,
});

/// How often it is looked whether the system asks to end: what would wake a thread at once makes sockets.
#[cfg(unix)]
const TICK: std::time::Duration = std::time::Duration::from_millis(20);

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn open(&mut self) -> io::Result<()> {
        #[cfg(unix)]
        if let Ok(modes) = tcgetattr(io::stdin()) {
            let mut raw = modes.clone();
            raw.make_raw();
            raw.output_modes = modes.output_modes;
            tcsetattr(io::stdin(), OptionalActions::Drain, &raw)?;
            self.modes = Some(modes);
        }
        self.is_open = true;
        io::stderr().write_all([OPEN, KEYS].concat().as_bytes())
    }

    /// Puts the terminal back. Nobody is left to hear of an error if this fails.
    fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            let wiped = format!("\x1b[H{}\x1b[H", WIPE.repeat(MOST_ROWS));
            let _ = io::stderr().write_all([LINES, &wiped, CLOSE].concat().as_bytes());
        }
        #[cfg(unix)]
        if let Some(modes) = self.modes.take() {
            // With these modes, Ctrl-C throws away what the terminal has not read yet.
            std::thread::sleep(TICK);
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &modes);
        }
    }

    /// Puts the terminal back, and says the farewell on a line of its own.
    fn end(&mut self) {
        self.close();
        if let Some(farewell) = self.farewell.take() {
            let _ = writeln!(io::stderr(), "\n{farewell}");
        }
    }

    fn write(&self, text: &str) -> io::Result<()> {
        if self.is_open { io::stderr().write_all(text.as_bytes()) } else { Ok(()) }
    }
}

/// Switches to the alternate screen.
pub(super) fn open() -> io::Result<()> {
    state().open()
}

/// Switches back.
pub(super) fn close() {
    state().close();
}

/// Shows a frame: whole rows, each shorter than the screen is wide.
pub(super) fn draw(rows: &[String]) -> io::Result<()> {
    // Not while another thread closes the screen.
    let mut state = state();
    state.is_stale = false;
    let text: Vec<String> = rows.iter().map(|row| format!("{row}\x1b[K")).collect();
    state.write(&[FRAME[0], &text.join("\n"), FRAME[1]].concat())
}

/// Has the person type lines, or press keys.
pub(super) fn type_lines(is_line: bool) -> io::Result<()> {
    state().write(if is_line { LINES } else { KEYS })
}

/// Whether the frame may be gone since it was drawn.
pub(super) fn is_stale() -> bool {
    state().is_stale
}

/// Puts the terminal right, and says the farewell, when a signal ends the program; suspends it in the same way.
///
/// The exit code is then 128 and the number of the signal, as shells give it.
///
/// # Errors
/// If the signals cannot be caught.
pub fn guard_terminal(farewell: &'static str) -> io::Result<()> {
    state().farewell = Some(farewell);
    catch_signals()
}

#[cfg(unix)]
fn catch_signals() -> io::Result<()> {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    use signal_hook::{flag, low_level};

    // In this order, so that being suspended never hides that the program is to end, nor does Ctrl-C, which the prompt
    // library raises whenever a signal breaks off its reading.
    let caught = [SIGHUP, SIGQUIT, SIGTERM, SIGINT, SIGTSTP].map(|one| (one, Arc::<AtomicBool>::default()));
    for (one, is_raised) in &caught {
        flag::register(*one, Arc::clone(is_raised))?;
    }
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(TICK);
            let mut raised = caught.iter().filter(|(_, is_raised)| is_raised.swap(false, Relaxed));
            let Some((one, _)) = raised.next() else { continue };
            // Output that was stopped with Ctrl-S would block what follows; it goes on where Ctrl-S means nothing.
            if let Ok(modes) = tcgetattr(io::stderr()) {
                let mut flowing = modes.clone();
                flowing.input_modes.remove(InputModes::IXON);
                let _ = tcsetattr(io::stderr(), OptionalActions::Now, &flowing);
                let _ = tcsetattr(io::stderr(), OptionalActions::Now, &modes);
            }
            let mut state = state();
            let was_open = state.is_open;
            if *one != SIGTSTP {
                state.end();
                #[expect(clippy::exit, reason = "the main thread may be waiting for a key")]
                std::process::exit(128 + one);
            }
            state.close();
            // Returns when the program goes on; nothing is drawn meanwhile.
            let _ = low_level::emulate_default_handler(*one);
            if was_open {
                let _ = state.open();
                state.is_stale = true;
            }
        }
    });
    Ok(())
}

#[cfg(not(unix))]
fn catch_signals() -> io::Result<()> {
    ctrlc::set_handler(|| {
        state().end();
        #[expect(clippy::exit, reason = "the main thread may be waiting for a key")]
        std::process::exit(130);
    })
    .map_err(io::Error::other)
}

/// Suspends the program, as Ctrl-Z does where the terminal reads it; not where no shell could let it go on.
pub(super) fn suspend() {
    #[cfg(unix)]
    if rustix::process::getsid(None).is_ok_and(|leader| leader != rustix::process::getpgrp()) {
        let _ = signal_hook::low_level::raise(signal_hook::consts::SIGTSTP);
        // Until the other thread has seen to it, nothing is drawn.
        std::thread::sleep(3 * TICK);
    }
}

/// Says once that the program was broken off, on a line of its own.
pub fn say_farewell() {
    // Locked until it is said, so that the thread that comes second does not end the program before.
    state().end();
}

/// Leaves nothing to say when the program is broken off: a person who has the result, or wants no trace, loses nothing.
pub fn forget_farewell() {
    state().farewell = None;
}

//! The state of the terminal, kept in one place so that every end of the program puts it right.

use std::io::{self, Write};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

#[cfg(unix)]
use rustix::termios::{InputModes, OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};

/// Switches to the alternate screen, which keeps what was on the terminal.
const OPEN: &str = "\x1b[?1049h";
/// Hides the cursor, and has the terminal mark what is pasted, so that it is not taken for keys.
pub(super) const KEYS: &str = "\x1b[?25l\x1b[?2004h";
/// Undoes that.
pub(super) const LINES: &str = "\x1b[?25h\x1b[?2004l";
/// Shows what was on the terminal before.
const CLOSE: &str = "\x1b[?1049l";
/// Empties a row, and goes on to the next one: what is cleared at once, some terminals keep above the screen.
const WIPE: &str = "\x1b[2K\x1b[B";
/// The most rows that are emptied where there may be no screen to go back to.
const MOST_ROWS: usize = 500;

/// How often it is looked whether the system asks to end: what would wake a thread at once makes sockets.
#[cfg(unix)]
const TICK: std::time::Duration = std::time::Duration::from_millis(20);

/// The screen that the program draws on, and what is to be done and said when it is broken off.
#[derive(Default)]
pub(super) struct Screen {
    farewell: Option<&'static str>,
    is_open: bool,
    /// The modes to put back.
    #[cfg(unix)]
    modes: Option<Termios>,
}

static SCREEN: LazyLock<Mutex<Screen>> = LazyLock::new(Mutex::default);

/// The screen, which no other thread draws on or closes meanwhile.
pub(super) fn screen() -> MutexGuard<'static, Screen> {
    SCREEN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Screen {
    pub(super) fn open(&mut self) -> io::Result<()> {
        #[cfg(unix)]
        if let Ok(modes) = tcgetattr(io::stdin()) {
            let mut raw = modes.clone();
            raw.make_raw();
            raw.output_modes = modes.output_modes;
            tcsetattr(io::stdin(), OptionalActions::Drain, &raw)?;
            self.modes = Some(modes);
        }
        self.is_open = true;
        self.write(&[OPEN, KEYS].concat())
    }

    /// Shows a frame: whole rows, each shorter than the screen is wide, and none with the style of the row above it.
    pub(super) fn draw(&self, rows: &[String]) -> io::Result<()> {
        let text: Vec<String> = rows.iter().map(|row| format!("{row}\x1b[m\x1b[K")).collect();
        // Terminals that can show a frame at once wait for its end, and do not show it row by row.
        self.write(&format!("\x1b[?2026h\x1b[H{}\x1b[J\x1b[?2026l", text.join("\n")))
    }

    pub(super) fn write(&self, text: &str) -> io::Result<()> {
        if self.is_open { io::stderr().write_all(text.as_bytes()) } else { Ok(()) }
    }

    /// Puts the terminal back. Nobody is left to hear of an error if this fails.
    pub(super) fn close(&mut self) {
        let _ = self.write(&format!("{LINES}\x1b[H{}\x1b[H{CLOSE}", WIPE.repeat(MOST_ROWS)));
        self.is_open = false;
        #[cfg(unix)]
        if let Some(modes) = self.modes.take() {
            // With these modes, Ctrl-C throws away what the terminal has not read yet.
            std::thread::sleep(TICK);
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &modes);
        }
    }

    /// Suspends the program, as Ctrl-Z does outside raw mode; the system ignores it where no shell could let it go on.
    #[cfg(unix)]
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        self.close();
        signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
        self.open()
    }

    fn end(&mut self) {
        self.close();
        if let Some(farewell) = self.farewell.take() {
            let _ = writeln!(io::stderr(), "\n{farewell}");
        }
    }
}

/// Puts the terminal right, and says the farewell, when a signal ends the program. The exit code is then 128 and the
/// number of the signal, as shells give it. Fails if the signals cannot be caught.
pub fn guard_terminal(farewell: &'static str) -> io::Result<()> {
    screen().farewell = Some(farewell);
    catch_signals()
}

#[cfg(unix)]
fn catch_signals() -> io::Result<()> {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

    // Ctrl-C comes last, since the prompt library raises it whenever its reading is interrupted.
    let caught = [SIGHUP, SIGQUIT, SIGTERM, SIGINT].map(|one| (one, Arc::<AtomicBool>::default()));
    for (one, is_raised) in &caught {
        signal_hook::flag::register(*one, Arc::clone(is_raised))?;
    }
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(TICK);
            if let Some((one, _)) = caught.iter().find(|(_, is_raised)| is_raised.load(Relaxed)) {
                // Output that was stopped with Ctrl-S would block what follows; it goes on where Ctrl-S means nothing.
                let is_here = tcgetpgrp(io::stderr()).is_ok_and(|group| group == rustix::process::getpgrp());
                if let (true, Ok(modes)) = (is_here, tcgetattr(io::stderr())) {
                    let mut flowing = modes.clone();
                    flowing.input_modes.remove(InputModes::IXON);
                    let _ = tcsetattr(io::stderr(), OptionalActions::Now, &flowing);
                    let _ = tcsetattr(io::stderr(), OptionalActions::Now, &modes);
                }
                // Locked until the program is gone, so that the other thread does not end it in another way.
                let mut screen = screen();
                screen.end();
                #[expect(clippy::exit, reason = "the main thread may be waiting for a key")]
                std::process::exit(128 + one);
            }
        }
    });
    Ok(())
}

#[cfg(not(unix))]
fn catch_signals() -> io::Result<()> {
    ctrlc::set_handler(|| {
        screen().end();
        #[expect(clippy::exit, reason = "the main thread may be waiting for a key")]
        std::process::exit(130);
    })
    .map_err(io::Error::other)
}

/// Says once that the program was broken off, on a line of its own.
pub fn say_farewell() {
    // Locked until it is said, so that the thread that comes second does not end the program before.
    screen().end();
}

/// Leaves nothing to say when the program is broken off: a person who has the result, or wants no trace, loses nothing.
pub fn forget_farewell() {
    screen().farewell = None;
}

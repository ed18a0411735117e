//! What happens to the terminal, and what is said, when the program is broken off.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

/// What is said when the program is broken off; none until that is known, and once it was said.
static FAREWELL: Mutex<Option<&str>> = Mutex::new(None);

/// What shows the cursor again on every terminal that can hide it.
const SHOW_CURSOR: &str = "\x1b[?25h";

/// Puts the terminal right when the program is broken off by Ctrl-C or asked to end.
///
/// A key read by the menu reports Ctrl-C as an error, and one pressed between two
/// reads arrives as a signal: both end with the same exit code, and whichever
/// comes first says the farewell.
///
/// # Errors
/// If the signals cannot be caught.
pub fn restore_terminal_on_break(exit_code: u8, farewell: &'static str) -> io::Result<()> {
    static GUARDED: Once = Once::new();
    let mut guarded = Ok(());
    GUARDED.call_once(|| {
        *lock() = Some(farewell);
        guarded = guard(exit_code);
    });
    guarded
}

fn guard(exit_code: u8) -> io::Result<()> {
    #[cfg(unix)]
    let modes = rustix::termios::tcgetattr(io::stdin()).ok();
    ctrlc::set_handler(move || {
        // The program ends here, so there is nobody to tell if this fails.
        if io::stderr().is_terminal() {
            let _ = write!(io::stderr(), "{SHOW_CURSOR}");
        }
        #[cfg(unix)]
        if let Some(modes) = &modes {
            let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, modes);
        }
        say_farewell();
        #[expect(clippy::exit, reason = "the main thread may be waiting for a key")]
        std::process::exit(i32::from(exit_code));
    })
    .map_err(io::Error::other)
}

/// Says once that the program was broken off, on a line of its own.
pub fn say_farewell() {
    // Locked until it is said, so that the thread that comes second does not end the program before.
    let mut farewell = lock();
    // There is nobody left to tell if the terminal is gone.
    let _ = match farewell.take() {
        Some("") => writeln!(io::stderr()),
        Some(farewell) => writeln!(io::stderr(), "\n{farewell}"),
        None => Ok(()),
    };
}

/// Leaves nothing to be said when the program is broken off: a person who has the result loses nothing.
pub fn forget_farewell() {
    *lock() = Some("");
}

fn lock() -> MutexGuard<'static, Option<&'static str>> {
    FAREWELL.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The program on a terminal that a test watches and types at.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::Parser;

use super::flat;

pub(crate) const UP: &str = "\x1b[A";
pub(crate) const DOWN: &str = "\x1b[B";
pub(crate) const ENTER: &str = "\r";
pub(crate) const ESCAPE: &str = "\x1b";
pub(crate) const CTRL_C: &str = "\x03";
pub(crate) const CTRL_D: &str = "\x04";

/// How long the program may take for anything; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many looks at the terminal must find nothing new before the screen counts as complete.
const QUIET_POLLS: usize = 5;

/// Runs the program as a shell would, and tells whether the terminal's modes are as they were before.
const SHELL: &str = r#"
    trap : HUP INT TERM
    before=$(stty -g)
    "$@"
    code=$?
    if [ "$(stty -g)" = "$before" ]; then echo "[modes kept]"; else echo "[modes changed]"; fi
    exit $code
"#;

/// What the program waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waits {
    /// A key, in a menu.
    ForKey,
    /// A line, after numbered lines.
    ForLine,
}

/// How the program ended, and what it left on the terminal.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) code: u32,
    pub(crate) cursor_is_hidden: bool,
    pub(crate) modes_are_kept: bool,
    pub(crate) transcript: Vec<String>,
}

/// A terminal with a running program.
pub(crate) struct PseudoTerminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    reader: Option<JoinHandle<()>>,
    seen: Arc<Mutex<Seen>>,
    /// How many bytes the program had written when the last key was pressed.
    before_key: usize,
}

/// What the program has written.
struct Seen {
    parser: Parser,
    written: Vec<u8>,
}

impl PseudoTerminal {
    /// Starts the program on a terminal of this size.
    pub(crate) fn start(rows: u16, columns: u16, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        Self::start_as("xterm-256color", rows, columns, arguments)
    }

    /// Starts the program on a terminal of this kind and size.
    pub(crate) fn start_as(
        term: &str,
        rows: u16,
        columns: u16,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Self {
        Self::run(SHELL, &[("TERM", OsStr::new(term))], rows, columns, arguments)
    }

    /// Starts the program with its standard output going to a file.
    pub(crate) fn start_into(
        file: &Path,
        rows: u16,
        columns: u16,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Self {
        let shell = SHELL.replace("\"$@\"", "\"$@\" >\"$FILE\"");
        let environment = [("TERM", OsStr::new("xterm-256color")), ("FILE", file.as_os_str())];
        Self::run(&shell, &environment, rows, columns, arguments)
    }

    fn run(
        shell: &str,
        environment: &[(&str, &OsStr)],
        rows: u16,
        columns: u16,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Self {
        let pair = native_pty_system().openpty(size(rows, columns)).unwrap();
        let mut command = CommandBuilder::new("/bin/sh");
        command.args(["-c", shell, "sh", env!("CARGO_BIN_EXE_advisor"), "--as-of", "2026-11-23"]);
        command.args(arguments);
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap());
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let parser = Parser::new(nonzero(rows), nonzero(columns), 10_000);
        let seen = Arc::new(Mutex::new(Seen { parser, written: Vec::new() }));
        let mut output = pair.master.try_clone_reader().unwrap();
        let reader = thread::spawn({
            let seen = Arc::clone(&seen);
            move || {
                let mut buffer = [0; 4096];
                while let Ok(read @ 1..) = output.read(&mut buffer) {
                    let mut seen = seen.lock().unwrap();
                    seen.parser.process(&buffer[..read]);
                    seen.written.extend_from_slice(&buffer[..read]);
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, master: pair.master, keys, reader: Some(reader), seen, before_key: 0 }
    }

    /// Waits until the program has answered the last key and waits for the next input.
    pub(crate) fn waits(&mut self) -> Waits {
        let (mut bytes, mut polls) = (0, 0);
        self.until("the program waits", |terminal| {
            let now = terminal.seen.lock().unwrap().written.len();
            // What was written last may still be on its way when the mode has changed already.
            polls = if now == bytes { polls + 1 } else { 0 };
            bytes = now;
            (now != terminal.before_key && polls >= QUIET_POLLS).then(|| terminal.prompt()).flatten()
        })
    }

    /// Waits until a text is on the screen, however it is wrapped.
    pub(crate) fn wait_for(&mut self, text: &str) {
        let text = flat(text);
        self.until(&format!("{text:?} is shown"), |terminal| flat(&terminal.screen()).contains(&text).then_some(()));
    }

    /// Waits until a text has been on the screen and was not erased, however it is wrapped.
    pub(crate) fn has_shown(&mut self, text: &str) {
        let text = flat(text);
        self.until(&format!("{text:?} has been shown"), |terminal| {
            flat(&terminal.transcript().join("\n")).contains(&text).then_some(())
        });
    }

    /// Presses a key.
    pub(crate) fn press(&mut self, key: &str) {
        self.waits();
        self.before_key = self.seen.lock().unwrap().written.len();
        self.keys.write_all(key.as_bytes()).unwrap();
    }

    /// Types a line after the numbered lines of a question.
    pub(crate) fn type_line(&mut self, line: &str) {
        assert_eq!(self.waits(), Waits::ForLine, "\n{}", self.screen());
        self.press(&format!("{line}\n"));
    }

    /// Moves down to a line of a menu and presses Enter.
    pub(crate) fn choose(&mut self, label: &str) {
        self.move_to(label);
        self.press(ENTER);
    }

    /// Moves down to a line of a menu.
    pub(crate) fn move_to(&mut self, label: &str) {
        let label = flat(label);
        for _ in 0..40 {
            assert_eq!(self.waits(), Waits::ForKey, "\n{}", self.screen());
            // A label that was wrapped stands beside the cursor with its first words only.
            let line = self.line_under_cursor();
            if line == label || label.starts_with(&format!("{line} ")) {
                return;
            }
            self.press(DOWN);
        }
        panic!("no line {label:?} in the menu:\n{}", self.screen());
    }

    /// The first row of the menu's line under the cursor, without cursor and mark.
    pub(crate) fn line_under_cursor(&mut self) -> String {
        assert_eq!(self.waits(), Waits::ForKey, "\n{}", self.screen());
        let screen = self.screen();
        let row = screen.lines().rev().find_map(|row| row.strip_prefix("> ")).unwrap_or_default();
        let row = row.strip_prefix("[x] ").or(row.strip_prefix("[ ] ")).unwrap_or(row);
        flat(row)
    }

    /// Changes the size of the terminal.
    pub(crate) fn resize(&mut self, rows: u16, columns: u16) {
        self.waits();
        let mut seen = self.seen.lock().unwrap();
        seen.parser.set_size(nonzero(rows), nonzero(columns));
        self.master.resize(size(rows, columns)).unwrap();
    }

    /// Sends a signal to the program, as the system does when it shuts down.
    pub(crate) fn signal(&mut self, name: &str) {
        self.waits();
        let group = self.child.process_id().unwrap();
        let sent = Command::new("/bin/sh").args(["-c", &format!("kill -{name} -{group}")]).status().unwrap();
        assert!(sent.success());
    }

    /// What is on the screen now.
    pub(crate) fn screen(&self) -> String {
        let seen = self.seen.lock().unwrap();
        let screen = seen.parser.screen();
        let rows: Vec<String> = screen.rows(0, screen.size().1.get()).map(|row| row.trim_end().to_owned()).collect();
        rows.join("\n").trim_end().to_owned()
    }

    /// Everything that was ever on the screen and was not erased, row by row.
    pub(crate) fn transcript(&self) -> Vec<String> {
        let mut seen = self.seen.lock().unwrap();
        let columns = seen.parser.screen().size().1.get();
        let mut rows = Vec::new();
        for above in (1..=seen.parser.screen().scrollback_len()).rev() {
            seen.parser.screen_mut().set_scrollback(above);
            rows.extend(seen.parser.screen().rows(0, columns).next());
        }
        seen.parser.screen_mut().set_scrollback(0);
        rows.extend(seen.parser.screen().rows(0, columns));
        let mut rows: Vec<String> = rows.iter().map(|row| row.trim_end().to_owned()).collect();
        while rows.last().is_some_and(String::is_empty) {
            rows.pop();
        }
        rows
    }

    /// Every byte that the program has written, once it has nothing more to say or has ended.
    pub(crate) fn written(&mut self) -> Vec<u8> {
        self.until("the program ends", |terminal| terminal.child.try_wait().unwrap());
        self.reader.take().into_iter().for_each(|reader| reader.join().unwrap());
        self.seen.lock().unwrap().written.clone()
    }

    /// Waits for the program to end.
    pub(crate) fn end(mut self) -> End {
        let status = self.until("the program ends", |terminal| terminal.child.try_wait().unwrap());
        self.reader.take().into_iter().for_each(|reader| reader.join().unwrap());
        let transcript = self.transcript();
        End {
            code: status.exit_code(),
            cursor_is_hidden: self.seen.lock().unwrap().parser.screen().hide_cursor(),
            modes_are_kept: transcript.iter().any(|row| row.ends_with("[modes kept]")),
            transcript,
        }
    }

    /// What the program waits for, if the last thing on the screen is a prompt.
    fn prompt(&self) -> Option<Waits> {
        let echoes = self.echoes();
        let seen = self.seen.lock().unwrap();
        let screen = seen.parser.screen();
        let (row, column) = screen.cursor_position();
        let line = screen.rows(0, screen.size().1.get()).nth(usize::from(row))?;
        match (echoes, screen.hide_cursor()) {
            (false, true) => Some(Waits::ForKey),
            (true, false) if column == 2 && line.trim_end() == ">" => Some(Waits::ForLine),
            _ => None,
        }
    }

    /// Whether the terminal shows what is typed, as it does unless the program waits for a single key.
    fn echoes(&self) -> bool {
        const ECHO: u64 = 0o10;
        let modes = self.master.get_termios().unwrap();
        u64::from(modes.local_flags.bits()) & ECHO != 0
    }

    fn until<T>(&mut self, what: &str, mut holds: impl FnMut(&mut Self) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = holds(self) {
                return found;
            }
            assert!(Instant::now() < deadline, "waited in vain until {what}; the screen:\n{}", self.screen());
            thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for PseudoTerminal {
    fn drop(&mut self) {
        // After a test that failed the program may still run; after any other it is gone.
        let _ = self.child.kill();
    }
}

fn size(rows: u16, columns: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn nonzero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

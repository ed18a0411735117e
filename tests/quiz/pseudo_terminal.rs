//! The program on a terminal that a test watches and types at.

use std::ffi::OsStr;
use std::fs::File;
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

/// Written to the terminal behind what the program wrote, to learn that all of that has been read.
const MARK: u8 = 0;

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
    /// Every byte that the program wrote.
    pub(crate) written: Vec<u8>,
}

/// A terminal with a running program.
pub(crate) struct PseudoTerminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    /// The program's end of the terminal, for marks.
    far_end: Option<File>,
    marks: usize,
    reader: Option<JoinHandle<()>>,
    seen: Arc<Mutex<Seen>>,
    /// How many bytes the program had written when the last key was pressed.
    before_key: usize,
}

/// What the program has written, and the marks read.
struct Seen {
    parser: Parser,
    written: Vec<u8>,
    marks: usize,
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
        let seen = Arc::new(Mutex::new(Seen { parser, written: Vec::new(), marks: 0 }));
        let mut output = pair.master.try_clone_reader().unwrap();
        let reader = thread::spawn({
            let seen = Arc::clone(&seen);
            move || {
                let mut buffer = [0; 4096];
                while let Ok(read @ 1..) = output.read(&mut buffer) {
                    let (marks, written): (Vec<u8>, Vec<u8>) = buffer[..read].iter().partition(|byte| **byte == MARK);
                    let mut seen = seen.lock().unwrap();
                    seen.parser.process(&written);
                    seen.written.extend(written);
                    seen.marks += marks.len();
                }
            }
        });
        let far_end = File::options().write(true).open(pair.master.tty_name().unwrap()).unwrap();
        let keys = pair.master.take_writer().unwrap();
        Self {
            child,
            master: pair.master,
            keys,
            far_end: Some(far_end),
            marks: 0,
            reader: Some(reader),
            seen,
            before_key: 0,
        }
    }

    /// Waits until the program has answered the last key and waits for the next input.
    pub(crate) fn waits(&mut self) -> Waits {
        self.until("the program waits", |terminal| {
            let echoes = terminal.has_answered()?;
            terminal.prompt(echoes)
        })
    }

    /// Whether the terminal echoes what is typed, once the program has answered the last key.
    fn has_answered(&mut self) -> Option<bool> {
        self.catch_up();
        if self.seen.lock().unwrap().written.len() == self.before_key {
            return None;
        }
        // The key has been read, so this is the mode of the next input or one on the way to it;
        // whatever was written before that mode was set is on the screen after the next line.
        let echoes = self.echoes();
        self.catch_up();
        Some(echoes)
    }

    /// Reads everything that the program has written up to now.
    fn catch_up(&mut self) {
        // A terminal whose program has ended takes no more marks; what waits for it fails later.
        if self.far_end.as_mut().is_some_and(|far_end| far_end.write_all(&[MARK]).is_ok()) {
            self.marks += 1;
            self.until("the terminal is read", |terminal| {
                (terminal.seen.lock().unwrap().marks == terminal.marks).then_some(())
            });
        }
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

    /// Presses a key that the program waits for below a text rather than in a menu.
    pub(crate) fn press_below(&mut self, text: &str, key: &str) {
        self.wait_for(text);
        self.before_key = self.seen.lock().unwrap().written.len();
        self.keys.write_all(key.as_bytes()).unwrap();
    }

    /// Presses a key as long as the program waits for one below a text, which it may do screen after screen.
    pub(crate) fn press_past(&mut self, text: &str, key: &str) {
        self.wait_for(text);
        self.press_while(text, key);
    }

    /// Presses a key for as often as the program waits for one below a text, which may be never.
    pub(crate) fn press_while(&mut self, text: &str, key: &str) {
        while self.waits_below(text) {
            self.press_below(text, key);
        }
    }

    /// Waits until the program waits for a key; whether that is below a text rather than in a menu.
    pub(crate) fn waits_below(&mut self, text: &str) -> bool {
        self.until("the program goes on", |terminal| {
            let echoes = terminal.has_answered()?;
            if terminal.line_of_cursor().starts_with(text) {
                return Some(true);
            }
            terminal.prompt(echoes).map(|_| false)
        })
    }

    /// The row on which the cursor stands.
    fn line_of_cursor(&self) -> String {
        let seen = self.seen.lock().unwrap();
        let screen = seen.parser.screen();
        let (row, _) = screen.cursor_position();
        screen.rows(0, screen.size().1.get()).nth(usize::from(row)).unwrap_or_default()
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

    /// The screen as it is drawn: for each row what stands in each column, and how.
    pub(crate) fn cells(&self) -> Vec<Vec<vt100::Cell>> {
        let seen = self.seen.lock().unwrap();
        let screen = seen.parser.screen();
        let (rows, columns) = screen.size();
        let row = |row| (0..columns.get()).filter_map(|column| screen.cell(row, column).cloned()).collect();
        (0..rows.get()).map(row).collect()
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

    /// Waits for the program to end.
    pub(crate) fn end(mut self) -> End {
        let status = self.until("the program ends", |terminal| terminal.child.try_wait().unwrap());
        // The reader comes to its end when nobody can write any more.
        self.far_end = None;
        self.reader.take().into_iter().for_each(|reader| reader.join().unwrap());
        let transcript = self.transcript();
        let seen = self.seen.lock().unwrap();
        End {
            code: status.exit_code(),
            cursor_is_hidden: seen.parser.screen().hide_cursor(),
            modes_are_kept: transcript.iter().any(|row| row.ends_with("[modes kept]")),
            transcript,
            written: seen.written.clone(),
        }
    }

    /// What the program waits for, if the last thing on the screen is a prompt.
    fn prompt(&self, echoes: bool) -> Option<Waits> {
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
        // After a test that failed or has seen enough the program may still run. One that has ended
        // must not be killed: its number may be another program's by now.
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
        }
    }
}

fn size(rows: u16, columns: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn nonzero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

//! The program on a terminal that a test watches and types at.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard};
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

/// How long the program may take for anything; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the program writes at the end of every screen that it draws.
const FRAME: &[u8] = b"\x1b[?2026l";

/// Runs the program as a shell would.
const SHELL: &str = include_str!("shell.sh");

/// What the program waits for: a key in a menu or below a page, or a line below numbered lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waits {
    Menu,
    Line,
    Page,
}

/// How the program ended, and what it left on the terminal.
pub(crate) struct End {
    pub(crate) code: u32,
    /// Whether the cursor is shown, pasted text is not marked, and the modes are as they were before.
    pub(crate) is_in_order: bool,
    /// What is left on the screen.
    pub(crate) transcript: String,
    pub(crate) written: Vec<u8>,
}

pub(crate) struct PseudoTerminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    reader: Option<JoinHandle<()>>,
    seen: Arc<Mutex<Seen>>,
    /// How many bytes the program had written, and screens it had drawn, when the last key was pressed.
    before_key: (usize, usize),
}

struct Seen {
    parser: Parser,
    written: Vec<u8>,
    /// What was on the screen whenever one was drawn.
    frames: Vec<String>,
}

impl PseudoTerminal {
    pub(crate) fn start(size: (u16, u16), arguments: &[&str]) -> Self {
        Self::start_in(&[("TERM", "xterm-256color")], size, arguments)
    }

    /// Starts the program on a terminal of this size, with these variables and no others.
    pub(crate) fn start_in(environment: &[(&str, &str)], (rows, columns): (u16, u16), arguments: &[&str]) -> Self {
        let pair = native_pty_system().openpty(PtySize { rows, cols: columns, ..PtySize::default() }).unwrap();
        let mut command = CommandBuilder::new("/bin/sh");
        command.args(["-c", SHELL, "sh", env!("CARGO_BIN_EXE_advisor"), "--as-of", "2026-11-23"]);
        command.args(arguments);
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap());
        environment.iter().for_each(|(name, value)| command.env(name, value));
        let child = pair.slave.spawn_command(command).unwrap();
        let parser = Parser::new(nonzero(rows), nonzero(columns), 10_000);
        let seen = Arc::new(Mutex::new(Seen { parser, written: Vec::new(), frames: Vec::new() }));
        let mut output = pair.master.try_clone_reader().unwrap();
        let reader = thread::spawn({
            let seen = Arc::clone(&seen);
            move || {
                let mut buffer = [0; 4096];
                while let Ok(read @ 1..) = output.read(&mut buffer) {
                    let mut seen = seen.lock().unwrap();
                    for byte in &buffer[..read] {
                        seen.parser.process(&[*byte]);
                        seen.written.push(*byte);
                        if seen.written.ends_with(FRAME) {
                            let frame = seen.parser.screen().contents();
                            seen.frames.push(frame);
                        }
                    }
                }
            }
        });
        Self {
            child,
            keys: pair.master.take_writer().unwrap(),
            master: pair.master,
            reader: Some(reader),
            seen,
            before_key: (0, 0),
        }
    }

    /// Waits until the program has answered the last key and waits for the next input.
    pub(crate) fn waits(&mut self) -> Waits {
        self.until("the program waits", |terminal| {
            let echoes = terminal.echoes();
            let seen = terminal.seen();
            let screen = seen.parser.screen();
            if seen.written.ends_with(FRAME) && seen.frames.len() > terminal.before_key.1 {
                let is_page = seen.frames.last().is_some_and(|frame| frame.contains("Esc: close"));
                return Some(if is_page { Waits::Page } else { Waits::Menu });
            }
            let (row, column) = screen.cursor_position();
            let line = screen.rows(0, screen.size().1.get()).nth(usize::from(row))?;
            let is_asked = !screen.alternate_screen() && echoes && column == 2 && line.trim_end() == ">";
            // Or dialoguer asks for the name of a file.
            let is_named = screen.alternate_screen() && line.contains("File name, such as");
            (seen.written.len() > terminal.before_key.0 && (is_asked || is_named)).then_some(Waits::Line)
        })
    }

    /// Whether the terminal shows what is typed, as it does unless the program waits for a single key.
    fn echoes(&self) -> bool {
        const ECHO: u64 = 0o10;
        u64::from(self.master.get_termios().unwrap().local_flags.bits()) & ECHO != 0
    }

    fn until<T>(&mut self, what: &str, mut holds: impl FnMut(&mut Self) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = holds(self) {
                return found;
            }
            assert!(Instant::now() < deadline, "waited in vain until {what}; the screen:\n{}", self.rows().join("\n"));
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Presses keys one by one, each once the program waits for it.
    pub(crate) fn press(&mut self, keys: &str) {
        if keys.starts_with(ESCAPE) {
            return self.send(keys);
        }
        keys.chars().for_each(|key| self.send(key.encode_utf8(&mut [0; 4])));
    }

    /// Sends keys at once.
    pub(crate) fn send(&mut self, keys: &str) {
        self.waits();
        self.before_key = {
            let seen = self.seen();
            (seen.written.len(), seen.frames.len())
        };
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    pub(crate) fn until_seen(&mut self, text: &str) {
        self.until(text, |terminal| flat(&terminal.rows().join("\n")).contains(text).then_some(()));
    }

    /// Types a line below numbered lines.
    pub(crate) fn line(&mut self, line: &str) {
        assert_eq!(self.waits(), Waits::Line, "\n{}", self.screen());
        self.send(&format!("{line}\n"));
    }

    /// Moves down to a line of a menu and presses Enter.
    pub(crate) fn choose(&mut self, label: &str) {
        for _ in 0..40 {
            // A label that was wrapped is under the cursor with its first words only; help may follow it.
            let line = self.under_cursor();
            if line.starts_with(label) || label.starts_with(&format!("{line} ")) {
                return self.press(ENTER);
            }
            self.press(DOWN);
        }
        panic!("no line {label:?} in the menu:\n{}", self.screen());
    }

    /// The first row of the menu's line under the cursor, without cursor, number and mark.
    pub(crate) fn under_cursor(&mut self) -> String {
        assert_eq!(self.waits(), Waits::Menu, "\n{}", self.screen());
        let rows = self.rows();
        let row = rows.iter().rev().find_map(|row| row.strip_prefix("> ")).unwrap_or_default();
        let row = row.split_once(". ").filter(|(number, _)| number.len() < 3).map_or(row, |(_, label)| label);
        flat(row.strip_prefix("[x] ").or(row.strip_prefix("[ ] ")).unwrap_or(row))
    }

    /// Waits for the program, and holds that these texts are on the screen, however they are wrapped.
    pub(crate) fn sees(&mut self, texts: &[&str]) {
        let screen = self.screen();
        for text in texts {
            assert!(flat(&screen).contains(&flat(text)), "{text:?} is not on the screen:\n{screen}");
        }
    }

    pub(crate) fn screen(&mut self) -> String {
        self.waits();
        self.rows().join("\n")
    }

    /// Waits for the program; every screen that it has drawn, and what lines it has written.
    pub(crate) fn transcript(&mut self) -> String {
        self.waits();
        let frames = self.seen().frames.join("\n");
        frames + &self.all_rows().join("\n")
    }

    fn rows(&self) -> Vec<String> {
        let seen = self.seen();
        let screen = seen.parser.screen();
        screen.rows(0, screen.size().1.get()).map(|row| row.trim_end().to_owned()).collect()
    }

    fn all_rows(&self) -> Vec<String> {
        let mut rows = Vec::new();
        let mut seen = self.seen();
        let columns = seen.parser.screen().size().1.get();
        for above in (1..=seen.parser.screen().scrollback_len()).rev() {
            seen.parser.screen_mut().set_scrollback(above);
            rows.extend(seen.parser.screen().rows(0, columns).next());
        }
        seen.parser.screen_mut().set_scrollback(0);
        rows.extend(seen.parser.screen().rows(0, columns));
        rows.iter().map(|row| row.trim_end().to_owned()).collect()
    }

    /// The screen as it is drawn: for each row what is in each column, and how.
    pub(crate) fn cells(&mut self) -> Vec<Vec<vt100::Cell>> {
        self.waits();
        let seen = self.seen();
        let screen = seen.parser.screen();
        let (rows, columns) = screen.size();
        let row = |row| (0..columns.get()).filter_map(|column| screen.cell(row, column).cloned()).collect();
        (0..rows.get()).map(row).collect()
    }

    pub(crate) fn resize(&mut self, (rows, columns): (u16, u16)) {
        self.send("");
        self.seen().parser.set_size(nonzero(rows), nonzero(columns));
        self.master.resize(PtySize { rows, cols: columns, ..PtySize::default() }).unwrap();
    }

    /// Sends a signal to the program, as the system does when it shuts down.
    pub(crate) fn signal(&mut self, name: &str) {
        let group = self.child.process_id().unwrap();
        let sent = Command::new("/bin/sh").args(["-c", &format!("kill -{name} -{group}")]).status().unwrap();
        assert!(sent.success());
    }

    pub(crate) fn end(mut self) -> End {
        let status = self.until("the program ends", |terminal| terminal.child.try_wait().unwrap());
        self.reader.take().into_iter().for_each(|reader| reader.join().unwrap());
        let transcript = self.all_rows().join("\n");
        let seen = self.seen();
        let screen = seen.parser.screen();
        End {
            code: status.exit_code(),
            is_in_order: !(screen.hide_cursor() || screen.bracketed_paste() || screen.alternate_screen())
                && transcript.contains("[modes kept]"),
            transcript,
            written: seen.written.clone(),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
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

fn nonzero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

//! Where results and complaints go.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use anstream::ColorChoice;
use anyhow::Context as _;

use super::SUCCESS;
use crate::render::{Drawing, NARROWEST, Text};
use crate::text::{is_unprintable, unhyphenated};

/// Whether standard error gets nothing but errors.
static IS_QUIET: AtomicBool = AtomicBool::new(false);

pub(super) fn set_quiet(is_quiet: bool) {
    IS_QUIET.store(is_quiet, Relaxed);
}

/// Takes over what `--color`, `--no-color` and the environment say, for what clap prints too.
pub(super) fn set_color(color: Option<&OsStr>, no_color: bool) {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    match color.and_then(OsStr::to_str) {
        color if no_color || color == Some("never") => ColorChoice::Never.write_global(),
        Some("always") => ColorChoice::Always.write_global(),
        _ if is_set("FORCE_COLOR") && !is_set("NO_COLOR") => ColorChoice::Always.write_global(),
        _ => {}
    }
}

/// Whether standard output was closed when the program started. Rust opens the null device in its place, for reading
/// too, which no shell does for `>/dev/null`.
#[cfg(target_os = "linux")]
pub(super) fn is_closed() -> bool {
    use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};

    let is_for_reading = fcntl_getfl(io::stdout()).is_ok_and(|flags| flags.contains(OFlags::RDWR));
    let null = stat("/dev/null").map(|null| null.st_rdev);
    is_for_reading && null.is_ok() && fstat(io::stdout()).map(|out| out.st_rdev) == null
}

/// The columns to lay a result out for: `COLUMNS`, those of the terminal, or 80 where there is none.
pub(super) fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    columns.or_else(terminal).unwrap_or(80).clamp(NARROWEST, 240)
}

/// Whether the terminal says that it can show lines, and no more than that.
pub(super) fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

pub(super) fn layout() -> Text {
    Text { width: width(), drawing: if is_dumb() { Drawing::Words } else { Drawing::Boxes } }
}

/// Prints a long text a screen at a time, where there is a screen: through `$PAGER`, which keeps no history.
pub(super) fn print_paged(text: &str) -> anyhow::Result<u8> {
    let rows = terminal_size::terminal_size_of(io::stdout()).map(|(_, rows)| usize::from(rows.0));
    let pager = std::env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
    let is_long = rows.is_some_and(|rows| text.lines().count() >= rows) && io::stdin().is_terminal();
    if !is_long || is_dumb() || pager.is_empty() {
        return print(text);
    }
    let mut command = Command::new("sh");
    command.args(["-c", &pager]).env("LESSHISTFILE", "-").stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRXPs?eEnd of the text, q to close:Space for more, q to close.$");
    }
    let has_color = anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never;
    let text = if has_color { text.to_owned() } else { anstream::adapter::strip_str(text).to_string() };
    let Ok(mut child) = command.spawn() else { return print(&text) };
    // Someone who has seen enough closes the pager before the end.
    let _ = child.stdin.take().map(|mut stdin| stdin.write_all(text.as_bytes()));
    // The shell says so if there is no such program.
    if child.wait()?.code() == Some(127) { print(&text) } else { Ok(SUCCESS) }
}

/// Prints a result, whole, and returns the exit code of success.
pub(super) fn print(text: &str) -> anyhow::Result<u8> {
    let mut out = anstream::stdout().lock();
    written(out.write_all(text.as_bytes()).and_then(|()| out.flush())).map(|()| SUCCESS)
}

/// Adds the remedy where standard output cannot be written.
pub(super) fn written(written: io::Result<()>) -> anyhow::Result<()> {
    written.context("cannot write to standard output; check that there is space where it goes")
}

/// Says what went wrong, on standard error.
pub(super) fn complain(text: &str) {
    say(&format!("advisor: {text}"));
}

/// Says something beside the result, on standard error, unless that should stay quiet.
pub(super) fn note(text: &str) {
    if !IS_QUIET.load(Relaxed) {
        say(text);
    }
}

/// A text without the system's numbers of errors, which tell people nothing.
pub(super) fn without_numbers(text: &str) -> Cow<'_, str> {
    let number = regex::Regex::new(r" \(os error \d+\)").expect("the pattern is valid");
    number.replace_all(text, "")
}

fn say(text: &str) {
    let text = without_numbers(text);
    // What comes from outside was escaped where it was read; this is the last line of defence.
    let safe = |character: char| if is_unprintable(character) && character != '\n' { '\u{FFFD}' } else { character };
    let text: String = text.chars().map(safe).collect();
    // There is nobody left to tell if standard error is gone.
    let _ = writeln!(io::stderr(), "{}", wrapped(&text));
}

/// A text with its lines broken between words, as far as standard error is a terminal and narrow.
pub(super) fn wrapped(text: &str) -> String {
    let Some((columns, _)) = terminal_size::terminal_size_of(io::stderr()) else { return text.trim_end().to_owned() };
    let options = unhyphenated(usize::from(columns.0).max(NARROWEST)).break_words(false);
    let lines = text.lines().map(|line| {
        let indent = &line[..line.len() - line.trim_start().len()];
        textwrap::fill(line, options.clone().subsequent_indent(indent))
    });
    lines.collect::<Vec<_>>().join("\n")
}

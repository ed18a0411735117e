//! Where results and complaints go.

use std::ffi::OsStr;
use std::io::{self, Write};

use anstream::ColorChoice;
use anyhow::Context as _;
use serde::Serialize;

use crate::kb::is_unprintable;
use crate::report::{Document, Drawing, Format, Html, Markdown, NARROWEST, Text, write_json};

/// The width where there is no terminal, so that what is printed is always the same.
const WIDTH_OFF_TERMINAL: usize = 80;

/// Takes over the choice of `--color`, for what clap prints too.
pub(super) fn set_color(choice: Option<&OsStr>) {
    match choice.and_then(OsStr::to_str) {
        Some("always") => ColorChoice::Always.write_global(),
        Some("never") => ColorChoice::Never.write_global(),
        _ => {}
    }
}

/// The columns to lay a result out for: `COLUMNS`, the terminal, or 80.
pub(super) fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    columns.or_else(terminal).unwrap_or(WIDTH_OFF_TERMINAL).clamp(NARROWEST, 240)
}

/// What may be drawn: nothing but words where a terminal says that it can do no more.
pub(super) fn drawing() -> Drawing {
    if is_dumb() { Drawing::Words } else { Drawing::Boxes }
}

/// Whether the terminal says that it can show lines, and no more than that.
pub(super) fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// A document to be read by people.
pub(super) struct Page<'a> {
    pub(super) document: &'a Document,
    pub(super) drawing: Drawing,
}

impl Page<'_> {
    /// The page in a format that people read.
    pub(super) fn render(&self, format: &str) -> String {
        match format {
            "markdown" => Markdown.render(self.document),
            "html" => Html.render(self.document),
            _ => Text { width: width(), drawing: self.drawing }.render(self.document),
        }
    }

    /// Prints it in a format that people read.
    pub(super) fn print(&self, format: &str) -> anyhow::Result<()> {
        print(&self.render(format))
    }
}

/// Prints a document in a format that people read.
pub(super) fn print_document(document: &Document, format: &str) -> anyhow::Result<()> {
    Page { document, drawing: drawing() }.print(format)
}

/// Prints a result, whole.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    told(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Prints a result as JSON, which has no styles.
pub(super) fn print_json(result: &impl Serialize) -> anyhow::Result<()> {
    told(write_json(result, io::stdout().lock()))
}

/// Whether standard output took it, with the remedy where it did not.
fn told(written: io::Result<()>) -> anyhow::Result<()> {
    written.context("standard output cannot be written; look for room where it goes")
}

/// Tells what went wrong, on standard error.
pub(super) fn complain(text: &str) {
    note(&format!("advisor: {text}"));
}

/// Says something beside the result, on standard error.
pub(super) fn note(text: &str) {
    // What comes from outside was escaped where it was read; this is the last line of defence.
    let safe = |character: char| if is_unprintable(character) && character != '\n' { '\u{FFFD}' } else { character };
    let text: String = text.chars().map(safe).collect();
    // There is nobody left to tell if standard error is gone.
    let _ = writeln!(io::stderr(), "{}", wrapped(&text));
}

/// A text with its lines broken between words, as far as standard error is a terminal and narrow.
fn wrapped(text: &str) -> String {
    let Some((columns, _)) = terminal_size::terminal_size_of(io::stderr()) else { return text.to_owned() };
    let columns = usize::from(columns.0).max(NARROWEST);
    let lines = text.lines().map(|line| {
        let indent = " ".repeat(line.len() - line.trim_start().len());
        let options = textwrap::Options::new(columns).subsequent_indent(&indent).break_words(false);
        textwrap::fill(line, options.word_splitter(textwrap::WordSplitter::NoHyphenation))
    });
    lines.collect::<Vec<_>>().join("\n")
}

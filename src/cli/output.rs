//! Where results and complaints go.

use std::io::{self, Write};

use anstream::ColorChoice;
use clap::ArgMatches;

use crate::kb::is_unprintable;
use crate::report::{Document, Format, Html, Markdown, Text};

/// The width where there is no terminal, so that what is printed is always the same.
const WIDTH_OFF_TERMINAL: usize = 80;

/// Takes over the choice of `--color`.
pub(super) fn set_color(matches: &ArgMatches) {
    match matches.get_one::<String>("color").map(String::as_str) {
        Some("always") => ColorChoice::Always.write_global(),
        Some("never") => ColorChoice::Never.write_global(),
        _ => {}
    }
}

/// The columns to lay a result out for: `COLUMNS`, the terminal, or 80.
pub(super) fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    columns.or_else(terminal).unwrap_or(WIDTH_OFF_TERMINAL).clamp(20, 240)
}

/// Prints a document in a format that people read.
pub(super) fn print_document(document: &Document, format: &str) -> anyhow::Result<()> {
    match format {
        "markdown" => print(&Markdown.render(document)),
        "html" => print(&Html.render(document)),
        _ => print(&Text { width: width() }.render(document)),
    }
}

/// Prints a result, whole.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Tells what went wrong, on standard error.
pub(super) fn complain(text: &str) {
    // What comes from outside was escaped where it was read; this is the last line of defence.
    let safe = |character: char| if is_unprintable(character) && character != '\n' { '\u{FFFD}' } else { character };
    let text: String = text.chars().map(safe).collect();
    // There is nobody left to tell if standard error is gone.
    let _ = writeln!(io::stderr(), "advisor: {text}");
}

/// Says something beside the result, on standard error.
pub(super) fn note(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

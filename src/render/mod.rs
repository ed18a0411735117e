//! Pages in the formats that there are.

mod html;
mod markdown;
mod text;

use std::borrow::Cow;

use serde::Serialize;

pub use self::html::html;
pub use self::markdown::markdown;
pub use self::text::{Drawing, NARROWEST, Text};
use crate::document::Page;
use crate::text::escaped_json;

/// How a result can be printed. A new format is a variant here, and a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text for a terminal.
    Text,
    /// GitHub's Markdown.
    Markdown,
    /// Lines for a spreadsheet.
    Csv,
    /// The result as it is, for programs.
    Json,
    /// One page that needs nothing but itself.
    Html,
}

words!(Format: Text = "text", Markdown = "markdown", Csv = "csv", Json = "json", Html = "html");

impl Format {
    /// The formats of a table.
    pub const OF_TABLES: [Self; 5] = [Self::Text, Self::Markdown, Self::Csv, Self::Json, Self::Html];
    /// The formats of any other page.
    pub const OF_PAGES: [Self; 4] = [Self::Text, Self::Markdown, Self::Json, Self::Html];

    /// The format that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::OF_TABLES.into_iter().find(|format| format.word() == word)
    }

    /// A result in this format, ending in a line break; as text, it is laid out as given.
    pub fn print(self, result: &impl Page, text: Text) -> String {
        match self {
            Self::Text => text.render(&result.page()),
            Self::Markdown => markdown(&result.page()),
            Self::Csv => csv(result.sheet(), false),
            Self::Json => json(result),
            Self::Html => html(&result.page()),
        }
    }
}

/// Lines of cells as CSV; raw ones as they are, even if a spreadsheet would run them.
pub(crate) fn csv(lines: impl IntoIterator<Item = Vec<String>>, is_raw: bool) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        let cells = line.iter().map(|cell| if is_raw { cell.into() } else { disarmed(cell) });
        writer.write_record(cells.map(Cow::into_owned)).expect("memory takes it");
    }
    let bytes = writer.into_inner().expect("memory takes everything");
    String::from_utf8(bytes).expect("the cells were strings")
}

/// A cell that a spreadsheet will not run as a formula: with an apostrophe in front, unless it is a number.
pub fn disarmed(cell: &str) -> Cow<'_, str> {
    // Spreadsheets look past blanks, and some read full-width signs too.
    let signs = ['=', '+', '-', '@', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];
    let is_number = || cell.bytes().all(|byte| b"+-.eE0123456789".contains(&byte)) && cell.parse::<f64>().is_ok();
    let is_blank = |character: char| character.is_whitespace() || character.is_control();
    let is_formula = cell.trim_start_matches(is_blank).starts_with(signs) && !is_number();
    if is_formula { format!("'{cell}").into() } else { cell.into() }
}

/// The value as indented JSON, ending in a line break; nothing in it can control a terminal.
pub fn json(value: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(value).expect("what is printed has string keys and no way to fail");
    escaped_json(&json).into_owned() + "\n"
}

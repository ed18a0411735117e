//! Pages in the formats that there are.

mod csv;
mod html;
mod json;
mod markdown;
mod text;

pub use self::csv::disarmed;
pub use self::html::html;
pub use self::json::write_json;
pub use self::markdown::markdown;
pub use self::text::{Drawing, NARROWEST, Text};

use crate::document::Page;

/// How a result can be printed. A new format is a variant here, and a file.
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

impl Format {
    /// The formats of a table.
    pub const OF_TABLES: [Self; 5] = [Self::Text, Self::Markdown, Self::Csv, Self::Json, Self::Html];
    /// The formats of any other page.
    pub const OF_PAGES: [Self; 4] = [Self::Text, Self::Markdown, Self::Json, Self::Html];

    /// The word for it on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Html => "html",
        }
    }

    /// The format that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::OF_TABLES.into_iter().find(|format| format.word() == word)
    }

    /// A result in this format, ending in a line break; as text, it is laid out as given.
    pub fn print(self, result: &impl Page, text: Text) -> String {
        match self {
            Self::Text => text.render(&result.page()),
            Self::Markdown => markdown(&result.page()),
            Self::Csv => csv::csv(result.sheet()),
            Self::Json => json::json(result),
            Self::Html => html(&result.page()),
        }
    }
}

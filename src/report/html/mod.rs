//! One HTML page that needs nothing but itself: no script, no request, all text escaped.

mod outline;

use askama::Template;

use self::outline::{Outline, Section};
use super::Format;
use crate::document::{Block, Document, Table};
use crate::document::{Prose, Span};

/// Renders an HTML page.
#[derive(Debug, Clone, Copy)]
pub struct Html;

impl Format for Html {
    fn render(&self, document: &Document) -> String {
        // The template library drops the last line break of a template.
        let page = Page::of(document).render();
        page.expect("writing to a string cannot fail, and the template calls nothing that can") + "\n"
    }
}

/// What the template is filled with.
#[derive(Template)]
#[template(path = "page.html", config = "src/report/html/askama.toml")]
struct Page<'a> {
    outline: Outline<'a>,
    /// How many sources can be linked to.
    sources: usize,
    width: Width,
    version: &'static str,
}

/// How much room a page takes where there is plenty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Width {
    /// As much as lines that are easy to read.
    Prose,
    /// More, for tables with much in their cells.
    Tables,
}

/// The characters that the cells of a row can have side by side in the width of prose.
const PROSE_ROW: usize = 120;

impl<'a> Page<'a> {
    fn of(document: &'a Document) -> Self {
        let sources =
            document.blocks.iter().map(|block| if let Block::Sources(items) = block { items.len() } else { 0 });
        let is_wide = |block: &Block| matches!(block, Block::Table(table) if longest_row(table) > PROSE_ROW);
        Self {
            outline: Outline::of(document),
            sources: sources.sum(),
            width: if document.blocks.iter().any(is_wide) { Width::Tables } else { Width::Prose },
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// What the page is called where it is not open: its kind, and what heads it.
    fn title(&self) -> String {
        let heading = unmarked(&self.outline.heading);
        self.outline.kind.map_or_else(|| heading.clone(), |kind| format!("{kind}: {heading}"))
    }

    /// Whether a number can be followed to its source on this page.
    fn has_source(&self, number: usize) -> bool {
        (1..=self.sources).contains(&number)
    }

    /// The sections that can be jumped to.
    fn headed(&self) -> Vec<&Section<'a>> {
        self.outline.sections.iter().filter(|section| section.level == 2 && section.heading.is_some()).collect()
    }
}

/// A text where nothing can stand out, such as a title: without the marks of what is to be typed.
fn unmarked(text: &Prose) -> String {
    let span = |span: &Span| match span {
        Span::Code(code) => code.clone(),
        Span::Words(_) | Span::Address(_) | Span::Cited(_) => span.to_string(),
    };
    text.spans().iter().map(span).collect()
}

/// The characters of the longest cells of a table, side by side.
fn longest_row(table: &Table) -> usize {
    let longest = |column: usize| {
        let cells = table.rows.iter().filter(|row| row.len() > 1).filter_map(|row| row.get(column));
        cells.map(|cell| cell.to_string().chars().count()).max().unwrap_or(0)
    };
    (0..table.head.len()).map(longest).sum()
}

impl Table {
    /// The rows, parted where a row of one cell heads those below it.
    fn groups(&self) -> Vec<(Option<&Prose>, &[Vec<Prose>])> {
        let heads: Vec<usize> = (0..self.rows.len()).filter(|row| self.rows[*row].len() == 1).collect();
        let first = heads.first().copied().unwrap_or(self.rows.len());
        let mut groups = Vec::new();
        if first > 0 {
            groups.push((None, &self.rows[..first]));
        }
        for (position, head) in heads.iter().enumerate() {
            let end = heads.get(position + 1).copied().unwrap_or(self.rows.len());
            groups.push((Some(&self.rows[*head][0]), &self.rows[head + 1..end]));
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Document, Format, Html};

    #[test]
    fn the_title_names_the_kind_and_no_title_or_link_shows_marks() {
        let mut page = Document::titled("Advice");
        page.push(Block::Verdict { headline: "Use `one`.".into(), lines: Vec::new() });
        for heading in ["See `a`", "See `b`", "See `c`"] {
            page.section(heading, vec![Block::Paragraph("text".into())]);
        }
        let html = Html.render(&page);
        assert!(html.contains("<title>Advice: Use one.</title>") && html.contains("<code>one</code>"), "{html}");
        assert!(html.contains("See a</a>") && !html.contains('`'), "{html}");
    }
}

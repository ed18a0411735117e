//! One HTML page that needs nothing but itself: no script, no request, all text escaped.

use askama::Template;

use crate::document::{Block, Document, Prose, Span, Table};

/// The whole document as an HTML page.
pub fn html(document: &Document) -> String {
    // The template library drops the last line break of a template.
    let page = Page::of(document).render();
    page.expect("writing to a string cannot fail, and the template calls nothing that can") + "\n"
}

/// What the template is filled with.
#[derive(Debug, Template)]
#[template(path = "page.html", config = "src/render/html/askama.toml")]
struct Page<'a> {
    /// The line above the heading; `None` if that says it already.
    kind: Option<&'a str>,
    /// The heading of the page.
    heading: Prose,
    /// The lines that go with the heading.
    lines: &'a [Prose],
    /// What follows, in order.
    sections: Vec<Section<'a>>,
    /// How many sources can be linked to.
    sources: usize,
    width: Width,
    version: &'static str,
}

/// Blocks under a heading.
#[derive(Debug)]
struct Section<'a> {
    /// The level of the heading, 2 or 3; no level is skipped.
    level: u8,
    /// The heading; none for what comes before the first.
    heading: Option<&'a Prose>,
    /// The text below it.
    blocks: Vec<&'a Block>,
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
    /// The page of a document.
    ///
    /// A verdict heads its page, and so does the thing that a page is about if it is the only one.
    fn of(document: &'a Document) -> Self {
        let title = document.title.as_str();
        let (kind, heading, lines, rest): (_, _, &[Prose], _) = match document.blocks.as_slice() {
            [Block::Verdict { headline, lines }, rest @ ..] => (Some(title), headline.clone(), lines, rest),
            [Block::Heading(1, heading), rest @ ..] if !has_other_parts(rest) => (None, heading.clone(), &[], rest),
            blocks => (None, title.into(), &[], blocks),
        };
        let sources = |block: &Block| if let Block::Sources(items) = block { items.len() } else { 0 };
        let is_wide = |block: &Block| matches!(block, Block::Table(table) if longest_row(table) > PROSE_ROW);
        Self {
            kind,
            heading,
            lines,
            sections: sections(rest),
            sources: document.blocks.iter().map(sources).sum(),
            width: if document.blocks.iter().any(is_wide) { Width::Tables } else { Width::Prose },
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// What the page is called where it is not open: its kind, and what heads it.
    fn title(&self) -> String {
        let heading = unmarked(&self.heading);
        self.kind.map_or_else(|| heading.clone(), |kind| format!("{kind}: {heading}"))
    }

    /// The sections that can be jumped to, with their places on the page.
    fn headed(&self) -> Vec<(usize, &Prose)> {
        let headed = (1..).zip(&self.sections).filter(|(_, section)| section.level == 2);
        headed.filter_map(|(place, section)| Some((place, section.heading?))).collect()
    }
}

/// Whether there is a heading of the first level besides the one of the sources.
fn has_other_parts(blocks: &[Block]) -> bool {
    blocks.windows(2).any(|pair| !matches!(pair[1], Block::Sources(_)) && matches!(pair[0], Block::Heading(1, _)))
}

fn sections(blocks: &[Block]) -> Vec<Section<'_>> {
    let mut has_parts = false;
    let mut sections = vec![Section { level: 2, heading: None, blocks: Vec::new() }];
    for block in blocks {
        if let Block::Heading(level, heading) = block {
            // Headings before the first part are one level up, so that no level is skipped.
            has_parts |= *level == 1;
            let level = if has_parts { level + 1 } else { 2 };
            sections.push(Section { level, heading: Some(heading), blocks: Vec::new() });
        } else if let Some(section) = sections.last_mut() {
            section.blocks.push(block);
        }
    }
    sections.retain(|section| section.heading.is_some() || !section.blocks.is_empty());
    sections
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
    fn groups(&self) -> Vec<&[Vec<Prose>]> {
        self.rows.chunk_by(|_, next| next.len() > 1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Document, Page, html};

    #[test]
    fn the_title_names_the_kind_and_no_title_or_link_shows_marks() {
        let mut page = Document::titled("Advice");
        page.push(Block::Verdict { headline: "Use `one`.".into(), lines: Vec::new() });
        for heading in ["See `a`", "See `b`", "See `c`"] {
            page.section(heading, vec![Block::Paragraph("text".into())]);
        }
        let html = html(&page);
        assert!(html.contains("<title>Advice: Use one.</title>") && html.contains("<code>one</code>"), "{html}");
        assert!(html.contains("See a</a>") && !html.contains('`'), "{html}");
    }

    #[test]
    fn headings_skip_no_level() {
        let mut page = Document::titled("A page");
        for (level, heading) in [(2, "Why"), (2, "Do first"), (1, "Parts"), (2, "Part"), (1, "Why")] {
            page.push(Block::Heading(level, heading.into()));
        }
        let levels: Vec<u8> = Page::of(&page).sections.iter().map(|section| section.level).collect();
        assert_eq!(levels, [2, 2, 2, 3, 2]);
    }

    #[test]
    fn the_only_thing_heads_its_page_even_above_its_sources() {
        let mut page = Document::titled("alone");
        page.push(Block::Heading(1, "Thing".into()));
        page.section("Sources", vec![Block::Sources(vec!["a source".into()])]);
        assert_eq!(Page::of(&page).heading, "Thing".into());

        page.section("Other", vec![Block::Paragraph("text".into())]);
        assert_eq!(Page::of(&page).heading, "alone".into());
    }
}

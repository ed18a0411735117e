//! One HTML page that needs nothing but itself: no script, no request, all text escaped.

use askama::Template;

use crate::document::{Block, Document, Prose, Span};

/// The whole document as an HTML page.
pub fn html(document: &Document) -> String {
    // The template library drops the last line break of a template.
    let page = Page::of(document).render();
    page.expect("writing to a string cannot fail, and the template calls nothing that can") + "\n"
}

#[derive(Template)]
#[template(path = "page.html", config = "src/render/html/askama.toml")]
struct Page<'a> {
    /// The line above the heading; `None` if that says it already.
    kind: Option<&'a str>,
    heading: Prose,
    lines: &'a [Prose],
    sections: Vec<Section<'a>>,
    /// How wide it may be: as lines that are easy to read (`prose`), or wider, where it begins with a table (`tables`).
    width: &'static str,
}

struct Section<'a> {
    /// The level of the heading, 2 or 3; no level is skipped.
    level: u8,
    /// The heading; none for what comes before the first.
    heading: Option<&'a Prose>,
    blocks: &'a [Block],
}

impl<'a> Page<'a> {
    /// A verdict heads its page, and so does the thing that a page is about if it is the only one.
    fn of(document: &'a Document) -> Self {
        let title = document.title.as_str();
        let (kind, heading, lines, rest): (_, _, &[Prose], _) = match document.blocks.as_slice() {
            [Block::Verdict(headline, lines), rest @ ..] => (Some(title), headline.clone(), lines, rest),
            [Block::Heading(1, heading), rest @ ..] if !has_other_parts(rest) => (None, heading.clone(), &[], rest),
            blocks => (None, title.into(), &[], blocks),
        };
        Self {
            kind,
            heading,
            lines,
            sections: sections(rest),
            width: if matches!(rest, [Block::Table(_), ..]) { "tables" } else { "prose" },
        }
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
    let parts = blocks.chunk_by(|_, next| !matches!(next, Block::Heading(..)));
    let sections = parts.map(|part| match part {
        [Block::Heading(level, heading), blocks @ ..] => {
            // Headings before the first part are one level up, so that no level is skipped.
            has_parts |= *level == 1;
            Section { level: if has_parts { level + 1 } else { 2 }, heading: Some(heading), blocks }
        }
        blocks => Section { level: 2, heading: None, blocks },
    });
    sections.collect()
}

/// A text where nothing can stand out, such as a title: without the marks of what is to be typed.
fn unmarked(text: &Prose) -> String {
    let span = |span: &Span| match span {
        Span::Code(code) => code.clone(),
        Span::Words(_) | Span::Address(_) | Span::Cited(_) => span.to_string(),
    };
    text.spans().iter().map(span).collect()
}

//! A document as a page: what heads it, and sections whose headings skip no level.

use std::collections::BTreeSet;

use crate::document::Prose;
use crate::document::{Block, Depth, Document};

/// A page.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    /// What stands above the heading; none if that says it already.
    pub(super) kind: Option<&'a str>,
    /// The heading of the page.
    pub(super) heading: Prose,
    /// The lines that go with the heading.
    pub(super) lines: &'a [Prose],
    /// What follows, in order.
    pub(super) sections: Vec<Section<'a>>,
}

/// Blocks under a heading.
#[derive(Debug)]
pub(super) struct Section<'a> {
    /// The level of the heading, from 2; never more than one below the one before.
    pub(super) level: usize,
    /// What links to it use, unlike any other on the page.
    pub(super) anchor: String,
    /// The heading; none for what comes before the first.
    pub(super) heading: Option<&'a Prose>,
    /// What stands below it.
    pub(super) blocks: Vec<&'a Block>,
}

impl<'a> Outline<'a> {
    /// The page of a document.
    ///
    /// A verdict heads its page, and so does the thing that a page is about if it is the only one.
    pub(super) fn of(document: &'a Document) -> Self {
        let title = document.title.as_str();
        let (kind, heading, lines, rest): (_, _, &[Prose], _) = match document.blocks.as_slice() {
            [Block::Verdict { headline, lines }, rest @ ..] => (Some(title), headline.clone(), lines, rest),
            [Block::Heading(1, heading), rest @ ..] if !has_other_parts(rest) => (None, heading.clone(), &[], rest),
            blocks => (None, title.into(), &[], blocks),
        };
        Self { kind, heading, lines, sections: sections(rest) }
    }
}

/// Whether there is a heading of the first level besides the one of the sources.
fn has_other_parts(blocks: &[Block]) -> bool {
    let headed = blocks.iter().zip(blocks.iter().skip(1));
    headed.into_iter().any(|(block, next)| matches!(block, Block::Heading(1, _)) && !matches!(next, Block::Sources(_)))
}

fn sections(blocks: &[Block]) -> Vec<Section<'_>> {
    let mut anchors = BTreeSet::new();
    let mut depth = Depth::default();
    let mut sections: Vec<Section<'_>> = Vec::new();
    for block in blocks {
        if let Block::Heading(level, heading) = block {
            let level = depth.of_next(*level) + 1;
            let anchor = anchor(&heading.to_string(), &mut anchors);
            sections.push(Section { level, anchor, heading: Some(heading), blocks: Vec::new() });
        } else if let Some(section) = sections.last_mut() {
            section.blocks.push(block);
        } else {
            sections.push(Section { level: 1, anchor: String::new(), heading: None, blocks: vec![block] });
        }
    }
    sections
}

/// A name for links, made of the letters and digits of a heading.
///
/// It begins with `to-`, so that no heading can take a name that the page itself uses.
fn anchor(heading: &str, taken: &mut BTreeSet<String>) -> String {
    let words: Vec<String> = heading
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let name = format!("to-{}", words.join("-"));
    let free = (1..).map(|number| if number == 1 { name.clone() } else { format!("{name}-{number}") });
    let anchor = free.into_iter().find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(anchor.clone());
    anchor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_skip_no_level() {
        let mut page = Document::titled("A page");
        for (level, heading) in [(2, "Why"), (2, "Do first"), (1, "Parts"), (2, "Part"), (1, "Why")] {
            page.push(Block::Heading(level, heading.into()));
        }
        let outline = Outline::of(&page);
        let found: Vec<(usize, &str)> =
            outline.sections.iter().map(|section| (section.level, section.anchor.as_str())).collect();
        assert_eq!(found, [(2, "to-why"), (2, "to-do-first"), (2, "to-parts"), (3, "to-part"), (2, "to-why-2")]);
    }

    #[test]
    fn the_only_thing_heads_its_page_even_above_its_sources() {
        let mut page = Document::titled("alone");
        page.push(Block::Heading(1, "Thing".into()));
        page.section("Sources", vec![Block::Sources(vec!["a source".into()])]);
        assert_eq!(Outline::of(&page).heading, "Thing".into());

        page.push(Block::Heading(1, "Other".into()));
        page.push(Block::Paragraph("text".into()));
        assert_eq!(Outline::of(&page).heading, "alone".into());
    }
}

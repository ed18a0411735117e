//! The building blocks of a page, before a format is chosen.

use std::fmt;

use serde::Serialize;

/// A result that can be printed: for people as a page, for programs as the value itself.
pub trait Page: Serialize {
    /// The page for people.
    fn page(&self) -> Document;

    /// The lines of a spreadsheet, the heading first; none for a result that is not a table.
    fn sheet(&self) -> Vec<Vec<String>> {
        Vec::new()
    }
}

/// Blocks from top to bottom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The title of the page.
    pub title: String,
    /// The blocks.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The headline, which is what the page says in one line, and the lines that go with it.
    Verdict(Prose, Vec<Prose>),
    /// A heading, level 1 (a part of the page) or 2 (within it).
    Heading(u8, Prose),
    /// Running text.
    Paragraph(Prose),
    /// Items behind numbers, from 1.
    Numbered(Vec<Item>),
    /// Items behind dashes.
    Bullets(Vec<Item>),
    /// Names with what is said of them.
    Terms(Vec<(String, Prose)>),
    /// A table.
    Table(Table),
    /// The sources, by the numbers that they are cited by, from 1.
    Sources(Vec<Item>),
}

/// An item of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// The item.
    pub text: Prose,
    /// What belongs to it, as running text.
    pub notes: Vec<Prose>,
    /// What belongs to it, step by step.
    pub steps: Vec<Prose>,
}

/// A table with a heading for each column; the first column names the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What it shows, for formats in which a reader can come across it out of context.
    pub caption: String,
    /// The headings, at least two.
    pub head: Vec<String>,
    /// The rows, each as long as the heading. A row of one cell is a heading within the table.
    pub rows: Vec<Vec<Prose>>,
    /// What the marks in its cells mean, and the like; empty if that is plain.
    pub legend: Prose,
}

impl Document {
    /// An empty document.
    pub fn titled(title: impl Into<String>) -> Self {
        Self { title: title.into(), blocks: Vec::new() }
    }

    /// Adds a block.
    pub fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Adds a heading of level 1 and the blocks below it, unless all of them are empty.
    pub fn section(&mut self, heading: &str, blocks: Vec<Block>) {
        self.part(1, heading, blocks);
    }

    /// Adds a heading of level 2 and the block below it, unless that is empty.
    pub fn subsection(&mut self, heading: &str, block: Block) {
        self.part(2, heading, vec![block]);
    }

    fn part(&mut self, level: u8, heading: &str, mut blocks: Vec<Block>) {
        blocks.retain(|block| block.prose().iter().any(|text| !text.is_empty()));
        if !blocks.is_empty() {
            self.push(Block::Heading(level, heading.into()));
            self.blocks.extend(blocks);
        }
    }

    /// How many words it has in text, with the marks of items and the rules below headings.
    pub fn words(&self) -> usize {
        let marks = self.blocks.iter().map(|block| match block {
            Block::Numbered(items) | Block::Bullets(items) => items.iter().map(|item| 1 + item.steps.len()).sum(),
            block => usize::from(matches!(block, Block::Heading(..))),
        });
        self.text().split_whitespace().count() + marks.sum::<usize>()
    }

    /// Everything that it says, in a line.
    pub fn text(&self) -> String {
        let texts = self.blocks.iter().flat_map(Block::prose).map(Prose::to_string);
        texts.collect::<Vec<_>>().join(" ")
    }
}

impl Block {
    /// Items behind dashes.
    pub fn bullets<T: Into<Item>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::Bullets(items.into_iter().map(Into::into).collect())
    }

    /// Items behind numbers, from 1.
    pub fn numbered<T: Into<Item>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::Numbered(items.into_iter().map(Into::into).collect())
    }

    fn prose(&self) -> Vec<&Prose> {
        match self {
            Self::Verdict(headline, lines) => std::iter::once(headline).chain(lines).collect(),
            Self::Heading(_, text) | Self::Paragraph(text) => vec![text],
            Self::Numbered(items) | Self::Bullets(items) | Self::Sources(items) => items
                .iter()
                .flat_map(|item| std::iter::once(&item.text).chain(&item.notes).chain(&item.steps))
                .collect(),
            Self::Terms(terms) => terms.iter().map(|(_, text)| text).collect(),
            Self::Table(table) => table.rows.iter().flatten().chain([&table.legend]).collect(),
        }
    }
}

impl Item {
    /// The item with a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<Prose>) -> Self {
        self.notes.push(note.into());
        self
    }
}

impl<T: Into<Prose>> From<T> for Item {
    fn from(text: T) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// Running text in pieces, since formats with links need to know where one begins and ends; the others print it as it is
/// displayed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose(Vec<Span>);

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Words, to be shown as they are.
    Words(String),
    /// What is to be typed, such as an id.
    Code(String),
    /// An address, beginning with `https://` or `http://`.
    Address(String),
    /// Sources, by their numbers in the list of sources, after a space.
    Cited(Vec<usize>),
}

impl Prose {
    /// The pieces, in order.
    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with these sources named at its end; as it is without any.
    #[must_use]
    pub fn citing(mut self, sources: &[usize]) -> Self {
        self.0.extend((!sources.is_empty()).then(|| Span::Cited(sources.to_vec())));
        self
    }
}

impl<T: AsRef<str>> From<T> for Prose {
    /// Reads text into pieces: addresses at the beginning of words, and the text in backticks.
    fn from(text: T) -> Self {
        let (mut spans, mut rest, mut at) = (Vec::new(), text.as_ref(), 0);
        while let Some(next) = rest[at..].chars().next() {
            let begins_word = !rest[..at].ends_with(|last: char| !last.is_whitespace() && !"(\"'".contains(last));
            let found = address(&rest[at..]).filter(|_| begins_word).or_else(|| code(&rest[at..]));
            let Some((span, length)) = found else {
                at += next.len_utf8();
                continue;
            };
            spans.extend((at > 0).then(|| Span::Words(rest[..at].to_owned())));
            spans.push(span);
            (rest, at) = (&rest[at + length..], 0);
        }
        spans.extend((at > 0).then(|| Span::Words(rest.to_owned())));
        Self(spans)
    }
}

impl fmt::Display for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|span| span.fmt(f))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(text) | Self::Address(text) => f.write_str(text),
            Self::Code(code) => write!(f, "`{code}`"),
            Self::Cited(numbers) => write!(f, " [{}]", ranges(numbers)),
        }
    }
}

/// Numbers as people write them, as in `2, 5–8`.
fn ranges(numbers: &[usize]) -> String {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    let runs = numbers.chunk_by(|left, right| left + 1 == *right).flat_map(|run| match run {
        [first, _, .., last] => vec![format!("{first}–{last}")],
        few => few.iter().map(usize::to_string).collect(),
    });
    runs.collect::<Vec<_>>().join(", ")
}

/// The only schemes that become links; whatever else claims to be an address stays words.
const SCHEMES: [&str; 2] = ["https://", "http://"];
/// What ends a sentence or a bracket rather than an address.
const CLOSING: &[char] = &['.', ',', ';', ':', '!', '?', ')', '\'', '"'];

/// The address that a text begins with, and its length in bytes.
fn address(text: &str) -> Option<(Span, usize)> {
    let scheme = SCHEMES.iter().find(|scheme| text.starts_with(**scheme))?;
    let end = text.find(|character: char| character.is_whitespace() || "<>`".contains(character));
    let address = text[..end.unwrap_or(text.len())].trim_end_matches(CLOSING);
    (address.len() > scheme.len()).then(|| (Span::Address(address.to_owned()), address.len()))
}

/// What a text begins with between two backticks, and its length in bytes.
fn code(text: &str) -> Option<(Span, usize)> {
    let (code, _) = text.strip_prefix('`')?.split_once('`')?;
    (!code.is_empty()).then(|| (Span::Code(code.to_owned()), code.len() + 2))
}

//! The building blocks of a page, before a format is chosen.

mod prose;

pub use self::prose::{Prose, Span};

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
    /// What the page says in one line, and lines that go with it.
    Verdict {
        /// The line.
        headline: Prose,
        /// The lines below it.
        lines: Vec<Prose>,
    },
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows, for formats in which a reader can come across it out of context.
    pub caption: String,
    /// The headings, at least two.
    pub head: Vec<String>,
    /// The rows, each as long as the heading. A row of one cell is a heading within the table.
    pub rows: Vec<Vec<Prose>>,
    /// What the marks in its cells mean, and the like; empty if that is plain.
    pub legend: Prose,
    /// What becomes of it where there is no room for columns.
    pub narrow: NarrowTable,
}

/// What becomes of a table where there is no room for columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NarrowTable {
    /// A block for each row.
    ByRow,
    /// A block for each column but the first.
    ByColumn,
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
        blocks.retain_mut(|block| block.prose().iter().any(|text| !text.is_empty()));
        if !blocks.is_empty() {
            self.push(Block::Heading(level, heading.into()));
            self.blocks.extend(blocks);
        }
    }

    /// Everything that it says, in a line.
    pub fn text(&mut self) -> String {
        let texts = self.blocks.iter_mut().flat_map(Block::prose).map(|text| text.to_string());
        texts.collect::<Vec<_>>().join(" ")
    }

    /// The document without the numbers of sources, for a page that does not list them.
    #[must_use]
    pub fn uncited(mut self) -> Self {
        self.blocks.iter_mut().flat_map(Block::prose).for_each(Prose::drop_sources);
        self
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

    /// Every running text in it.
    fn prose(&mut self) -> Vec<&mut Prose> {
        match self {
            Self::Verdict { headline, lines } => std::iter::once(headline).chain(lines).collect(),
            Self::Heading(_, text) | Self::Paragraph(text) => vec![text],
            Self::Numbered(items) | Self::Bullets(items) | Self::Sources(items) => {
                let items = items.iter_mut();
                items.flat_map(|Item { text, notes, steps }| std::iter::once(text).chain(notes).chain(steps)).collect()
            }
            Self::Terms(terms) => terms.iter_mut().map(|(_, text)| text).collect(),
            Self::Table(table) => table.rows.iter_mut().flatten().chain([&mut table.legend]).collect(),
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

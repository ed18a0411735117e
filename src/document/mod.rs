//! The building blocks of a page, before a format is chosen.

mod prose;

pub use prose::{Prose, Span};

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
    /// How candidates score.
    Scores(Vec<Score>),
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

impl<T: Into<Prose>> From<T> for Item {
    fn from(text: T) -> Self {
        Self::of(text)
    }
}

impl Item {
    /// An item without more.
    pub fn of(text: impl Into<Prose>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    fn prose(&mut self) -> impl Iterator<Item = &mut Prose> {
        std::iter::once(&mut self.text).chain(&mut self.notes).chain(&mut self.steps)
    }

    /// The item with a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<Prose>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// How a candidate scores. Points are never told without the musts, which they cannot make up for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The name of the candidate.
    pub title: String,
    /// Whether it fits, in words.
    pub fit: &'static str,
    /// How many musts it meets alone.
    pub musts_met: usize,
    /// How many musts there are.
    pub musts: usize,
    /// Points, at most the possible ones.
    pub points: u32,
    /// The points that meeting every need would bring.
    pub possible: u32,
    /// Points in percent of the possible ones, rounded.
    pub percent: u32,
}

impl Score {
    /// The musts and whether it fits, as in `2 of 3 musts met, does not fit`.
    pub fn state(&self) -> String {
        match self.musts {
            0 => format!("no musts, {}", self.fit),
            musts => format!("{} of {musts} musts met, {}", self.musts_met, self.fit),
        }
    }

    /// The points, as in `14 of 20 points (70%)`.
    pub fn result(&self) -> String {
        format!("{} of {} points ({}%)", self.points, self.possible, self.percent)
    }

    /// Whether it meets every must alone.
    pub fn meets_musts(&self) -> bool {
        self.musts_met == self.musts
    }
}

/// A table with a heading for each column; the first column names the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows, for formats in which one can come upon it out of its place.
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

    /// The document without the numbers of sources, for where no list says what they stand for.
    #[must_use]
    pub fn uncited(mut self) -> Self {
        for prose in self.blocks.iter_mut().flat_map(Block::prose) {
            *prose = std::mem::take(prose).uncited();
        }
        self
    }

    /// Adds a heading of level 1 and what stands below it, unless that is empty.
    pub fn section(&mut self, heading: &str, blocks: Vec<Block>) {
        let blocks: Vec<Block> = blocks.into_iter().filter(|block| !block.is_empty()).collect();
        if !blocks.is_empty() {
            self.push(Block::Heading(1, heading.into()));
            self.blocks.extend(blocks);
        }
    }
}

impl Block {
    /// Every running text in it.
    fn prose(&mut self) -> Vec<&mut Prose> {
        match self {
            Self::Verdict { headline, lines } => std::iter::once(headline).chain(lines).collect(),
            Self::Heading(_, text) | Self::Paragraph(text) => vec![text],
            Self::Numbered(items) | Self::Bullets(items) | Self::Sources(items) => {
                items.iter_mut().flat_map(Item::prose).collect()
            }
            Self::Terms(terms) => terms.iter_mut().map(|(_, text)| text).collect(),
            Self::Table(table) => table.rows.iter_mut().flatten().chain([&mut table.legend]).collect(),
            Self::Scores(_) => Vec::new(),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Verdict { .. } | Self::Heading(..) => false,
            Self::Paragraph(text) => text.is_empty(),
            Self::Numbered(items) | Self::Bullets(items) | Self::Sources(items) => items.is_empty(),
            Self::Terms(terms) => terms.is_empty(),
            Self::Table(table) => table.rows.is_empty(),
            Self::Scores(scores) => scores.is_empty(),
        }
    }
}

/// How deep headings stand below the title, so that none skips a level, whatever their own levels are.
#[derive(Debug, Default)]
pub(crate) struct Depth {
    /// The levels of the headings that the current one stands under, itself included.
    above: Vec<u8>,
}

impl Depth {
    /// The depth of the next heading, from 1, and at most one more than that of the heading before.
    pub(crate) fn of_next(&mut self, level: u8) -> usize {
        self.above.retain(|over| *over < level);
        self.above.push(level);
        self.above.len()
    }
}

#[cfg(test)]
mod tests {
    use super::Depth;

    #[test]
    fn headings_skip_no_level() {
        let mut depth = Depth::default();
        assert_eq!([2, 2, 1, 2, 1].map(|level| depth.of_next(level)), [1, 1, 1, 2, 1]);
    }
}

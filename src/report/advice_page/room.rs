//! How much the first screen can say, so that it fits a terminal.

use super::super::Format as _;
use super::super::document::{Block, Document};
use super::super::text::{Drawing, Text};

/// The rows of a terminal less the one below the screen, on which a key is asked for.
const ROWS: usize = 23;
/// The columns of a terminal.
const COLUMNS: usize = 80;

/// How much is said of each part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// How many reasons.
    pub(super) reasons: usize,
    /// How much of each reason.
    pub(super) because: Extent,
    /// The most steps.
    pub(super) steps: usize,
    /// The most warnings, if needs that stay open and notices are fewer.
    pub(super) warnings: usize,
    /// Of how many needs that stay open it is told what follows; the rest are counted.
    pub(super) consequences: usize,
    /// How much of what follows from each.
    pub(super) follows: Extent,
    /// What is to be added to the messengers.
    pub(super) additions: Additions,
}

/// How much of a text is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    Whole,
    /// Its first sentence.
    FirstSentence,
}

/// How it is told what is to be added to a messenger that is not enough alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Additions {
    /// By name.
    Named,
    /// By their number; the steps name them.
    Counted,
}

impl Additions {
    pub(super) fn are_named(self) -> bool {
        self == Self::Named
    }
}

impl Extent {
    /// As much of a text as is told.
    pub(super) fn of(self, text: &str) -> &str {
        match self {
            Self::Whole => text,
            Self::FirstSentence => text.find(". ").map_or(text, |end| &text[..=end]),
        }
    }
}

impl Room {
    /// Room for everything that a first screen says.
    pub(super) const FULL: Self = Self {
        reasons: 3,
        because: Extent::Whole,
        steps: usize::MAX,
        warnings: usize::MAX,
        consequences: usize::MAX,
        follows: Extent::Whole,
        additions: Additions::Named,
    };
    const SHORT_REASONS: Self = Self { because: Extent::FirstSentence, ..Self::FULL };
    const FEW_STEPS: Self = Self { steps: 2, warnings: 3, ..Self::SHORT_REASONS };
    // What follows from a must that stays open can be what somebody most has to know, so reasons go before it is cut.
    const FEW_REASONS: Self = Self { reasons: 2, ..Self::FEW_STEPS };
    const SHORT: Self = Self { follows: Extent::FirstSentence, ..Self::FEW_REASONS };
    const COUNTED: Self = Self { warnings: 0, additions: Additions::Counted, ..Self::SHORT };

    /// Less and less room, down to the least that is of use; what a person can do without goes first.
    const LESS: [Self; 14] = [
        Self::SHORT_REASONS,
        Self { steps: 3, ..Self::SHORT_REASONS },
        Self { steps: 2, ..Self::SHORT_REASONS },
        Self::FEW_STEPS,
        Self::FEW_REASONS,
        Self { reasons: 1, ..Self::FEW_REASONS },
        Self::SHORT,
        Self { consequences: 4, ..Self::SHORT },
        Self { consequences: 3, ..Self::SHORT },
        Self { consequences: 4, ..Self::COUNTED },
        Self { consequences: 3, ..Self::COUNTED },
        Self { consequences: 2, ..Self::COUNTED },
        Self { steps: 1, consequences: 1, ..Self::COUNTED },
        Self { reasons: 1, steps: 1, consequences: 1, ..Self::COUNTED },
    ];

    /// The most room with which a screen fits, as it is drawn at the usual size; the least if it fits with none.
    pub(super) fn for_screen(screen: impl Fn(&Self) -> Vec<Block>) -> Self {
        let fits = |room: &Self| {
            let page = Document { blocks: screen(room), ..Document::titled("") };
            Text { width: COLUMNS, drawing: Drawing::Words }.render(&page).lines().count() <= ROWS
        };
        let [less @ .., least] = &Self::LESS;
        *std::iter::once(&Self::FULL).chain(less).find(|room| fits(room)).unwrap_or(least)
    }
}

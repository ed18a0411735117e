//! Conditions on answers: rows of a decision table.

use super::catalogue::Key;
use super::question::Question;

/// A set of choices of one question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChoiceSet(u64);

impl ChoiceSet {
    /// The most choices that a question can have.
    pub const CAPACITY: usize = 64;

    /// The set of one choice, by its position.
    pub const fn only(position: usize) -> Self {
        Self(1 << position)
    }

    /// The set of the first `count` choices.
    pub const fn first(count: usize) -> Self {
        if count >= Self::CAPACITY { Self(u64::MAX) } else { Self((1 << count) - 1) }
    }

    /// This set and one choice more.
    pub const fn with(self, position: usize) -> Self {
        Self(self.0 | 1 << position)
    }

    /// The choices of both sets.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The choices of this set that are not in the other.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the two sets share a choice.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// How many choices there are.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The set as bits: bit n stands for the n-th choice.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Whether there is no choice.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The positions of the choices, in order.
    pub fn positions(self) -> impl Iterator<Item = usize> + Clone {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let position = left.trailing_zeros();
            // Without its lowest member.
            left &= left.checked_sub(1)?;
            Some(position as usize)
        })
    }
}

/// A row of a decision table: for every cell, any of its choices. An empty row always holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Questions with the choices that are accepted, in the order of the questions.
    pub cells: Vec<(Key<Question>, ChoiceSet)>,
}

impl Row {
    /// Whether the row holds, given the choices of each question (none where it is not asked).
    pub fn holds(&self, chosen: impl Fn(Key<Question>) -> Option<ChoiceSet>) -> bool {
        self.cells.iter().all(|(question, accepted)| chosen(*question).is_some_and(|chosen| chosen.meets(*accepted)))
    }
}

/// Whether the answers meet a row of the one table (or it has none), and no row of the other.
pub(super) fn applies(
    when: &[Row],
    not_when: &[Row],
    chosen: impl Fn(Key<Question>) -> Option<ChoiceSet> + Copy,
) -> bool {
    any_holds(when, chosen) && !not_when.iter().any(|row| row.holds(chosen))
}

/// Whether any of the rows holds; a table without rows always does.
pub fn any_holds(rows: &[Row], chosen: impl Fn(Key<Question>) -> Option<ChoiceSet> + Copy) -> bool {
    rows.is_empty() || rows.iter().any(|row| row.holds(chosen))
}

//! Sets of choices.

use schemars::JsonSchema;
use serde::Deserialize;

use super::wording::Id;

/// A set of choices of one question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[schemars(with = "Vec<Id>", extend("minItems" = 1, "x-entry" = "choices"))]
pub struct ChoiceSet(u64);

impl ChoiceSet {
    /// The set of one choice, by its position.
    pub const fn only(position: usize) -> Self {
        Self(1 << position)
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

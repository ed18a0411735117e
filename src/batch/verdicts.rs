//! The diagram, where only verdicts are wanted.

use super::result::{Field, Value, verdict_word};
use crate::kb::KnowledgeBase;
use crate::space::{Outcome, Packed, Row, Space};

/// The diagram with how each verdict is told.
pub(super) struct Verdicts {
    /// The diagram.
    pub(super) packed: Packed,
    // By the number that the diagram gives.
    told: Vec<Verdict>,
}

/// A verdict as results tell it.
pub(super) struct Verdict {
    /// The value of its field.
    pub(super) value: Value,
    /// The end of a result in JSON that tells nothing else.
    pub(super) end: Vec<u8>,
}

impl Verdicts {
    /// The diagram laid out for rows; nothing if it cannot be.
    pub(super) fn of(kb: &KnowledgeBase, space: &Space) -> Option<Self> {
        let verdict = |outcome: &Outcome| {
            let word = verdict_word(kb, outcome.as_ref());
            let end = format!("\"{}\":\"{word}\"}}\n", Field::Verdict.word()).into_bytes();
            Verdict { value: Value::Word(word), end }
        };
        Some(Self { packed: space.packed()?, told: space.outcomes().iter().map(verdict).collect() })
    }

    /// The verdict of a row.
    pub(super) fn of_row(&self, row: &Row) -> &Verdict {
        &self.told[self.packed.walk(row) as usize]
    }
}

//! What stands before the values of a line, remembered from the lines before.

use super::beginning::{Beginning, Start};
use super::choices::{Choices, behind_space};
use super::row::{Column, Columns};
use crate::kb::KnowledgeBase;
use crate::space::Packed;

/// What stood before values so far, in the order of the lines.
#[derive(Default)]
pub(super) struct Leads(Vec<Lead>);

/// What stands between a brace or comma and a value: the name, the colon, and a space before and behind them.
pub(super) struct Lead {
    start: Start<4>,
    /// Where the name begins.
    name: usize,
    /// The choices that may follow; none if the value goes through.
    pub(super) choices: Option<Choices>,
}

/// The most leads that are remembered, and the longest, in bytes.
const MOST_LEADS: usize = 128;
const LONGEST_LEAD: usize = 256;

impl Leads {
    /// The lead at a position in the order of the lines.
    #[inline(always)]
    pub(super) fn get(&self, position: usize) -> Option<&Lead> {
        self.0.get(position)
    }

    /// The position of the lead that a text has at `at`, looked for from `next` on.
    pub(super) fn find(&self, text: &[u8], at: usize, next: usize) -> Option<usize> {
        let beginning = Beginning::of(text, at);
        let is_it = |position: &usize| self.0[*position].stands(beginning, text, at);
        let from = next.min(self.0.len());
        (from..self.0.len()).chain(0..from).find(is_it)
    }

    /// Remembers the lead with which a text begins, and returns its position: `next`, where the next line will look for
    /// it, with those that stood there behind it. Where there are too many, all others are forgotten.
    ///
    /// Returns nothing if it is written in another way than the plainest, or too long.
    pub(super) fn learn(
        &mut self,
        kb: &KnowledgeBase,
        packed: &Packed,
        columns: &mut Columns<'_>,
        text: &[u8],
        next: usize,
    ) -> Option<usize> {
        let name = behind_space(text, 0);
        let colon = name + string(&text[name..])?;
        if text.get(colon) != Some(&b':') {
            return None;
        }
        let end = behind_space(text, colon + 1);
        if end > LONGEST_LEAD || text.get(end) == Some(&b' ') {
            return None;
        }
        let choices = match columns.get(std::str::from_utf8(&text[name + 1..colon - 1]).ok()?) {
            Column::Question(question) => Some(Choices::of(kb, packed, *question, &text[..end])),
            Column::Extra => None,
            Column::Schema | Column::Wrong(_) => return None,
        };
        if self.0.len() == MOST_LEADS {
            self.0.clear();
        }
        let position = next.min(self.0.len());
        self.0.insert(position, Lead { start: Start::of(&text[..end]), name, choices });
        Some(position)
    }
}

impl Lead {
    /// Whether it is what a text has at `at`; `beginning` is that of what stands there.
    #[inline(always)]
    pub(super) fn stands(&self, beginning: Beginning<4>, text: &[u8], at: usize) -> bool {
        self.start.starts(beginning, text, at) && text.get(at + self.len()) != Some(&b' ')
    }

    pub(super) fn len(&self) -> usize {
        self.start.bytes().len()
    }

    /// The name as it is written, with its quotes and the colon.
    pub(super) fn name(&self) -> &[u8] {
        self.start.bytes()[self.name..].trim_ascii_end()
    }
}

/// The length of a string with its quotes; nothing unless it is printable ASCII without escapes.
pub(super) fn string(text: &[u8]) -> Option<usize> {
    if text.first() != Some(&b'"') {
        return None;
    }
    for (at, byte) in text.iter().enumerate().skip(1) {
        match byte {
            b'"' => return Some(at + 1),
            b'\\' | 0..0x20 | 0x7F.. => return None,
            _ => {}
        }
    }
    None
}

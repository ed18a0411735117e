//! The choices of a question, recognised where they stand in a line.

use super::beginning::{Beginning, Start};
use crate::answers::UNSURE;
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question, Takes};
use crate::space::{Packed, Row};

/// How many slots there are; a power of two, many for the few choices of a question.
const SLOTS: usize = 64;
/// No choice.
const NONE: Try = Try { position: u8::MAX, length: 0 };

/// The choices of a question behind what always stands before them, found by their bytes.
pub(super) struct Choices {
    pub(super) question: Key<Question>,
    known: Vec<Known>,
    /// Where an id begins, behind its quote.
    id: usize,
    /// The bytes that every id has, quote included, as bits of a word.
    counts: u64,
    /// The choice that is tried first, by a hash of those bytes.
    slots: [Try; SLOTS],
    /// The choices that go with no other; all of them where only one is taken.
    alone: ChoiceSet,
}

/// A choice to be tried.
///
/// It says how long the choice is, so that what stands behind it can be looked at before the two are compared.
#[derive(Clone, Copy)]
struct Try {
    position: u8,
    /// How much of a line the choice takes.
    length: u16,
}

/// A choice, as a line may give it.
pub(super) struct Known {
    /// What stands before it, its id, and the quotes.
    written: Start<4>,
    /// The choice that is tried after this one.
    next: Try,
    is_unsure: bool,
    /// What it answers.
    pub(super) chosen: ChoiceSet,
    /// The same as part of a row.
    pub(super) part: Row,
}

impl Choices {
    /// The choices of a question behind these bytes and a quote.
    pub(super) fn of(kb: &KnowledgeBase, packed: &Packed, key: Key<Question>, before: &[u8]) -> Self {
        let question = &kb[key];
        let id = before.len() + 1;
        let known = |word: &str, chosen| {
            let written = [before, b"\"", word.as_bytes(), b"\""].concat();
            let part = packed.part(key, chosen);
            Known { written: Start::of(&written), next: NONE, is_unsure: word == UNSURE, chosen, part }
        };
        let choices = question.choices.iter().enumerate();
        let all = choices.map(|(at, choice)| known(&choice.id, ChoiceSet::only(at)));
        let all: Vec<Known> = all.chain([known(UNSURE, question.if_unsure)]).collect();
        let shortest = all.iter().map(|known| known.written.bytes().len() - id).min().unwrap_or(0);
        let Beginning([counts]) = Beginning::of(&vec![u8::MAX; shortest], 0);
        let alone = match question.takes {
            Takes::One => ChoiceSet::first(question.choices.len()),
            Takes::Many => question.alone(),
        };
        let mut choices = Self { question: key, known: Vec::new(), id, counts, slots: [NONE; SLOTS], alone };
        for mut known in all {
            // Whatever is too long to be tried is parsed with care.
            let (position, length) = (choices.known.len() as u8, known.written.bytes().len());
            if let Ok(length) = u16::try_from(length) {
                let slot = choices.slot(Beginning::of(known.written.bytes(), id));
                known.next = std::mem::replace(&mut choices.slots[slot], Try { position, length });
                choices.known.push(known);
            }
        }
        choices
    }

    /// The slot of what begins like an id.
    #[inline(always)]
    fn slot(&self, Beginning([id]): Beginning<1>) -> usize {
        // The multiplier is that of Knuth, *The Art of Computer Programming*, volume 3, section 6.4, for 64 bits.
        const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
        ((id & self.counts).wrapping_mul(MULTIPLIER) >> (u64::BITS - SLOTS.ilog2())) as usize
    }

    /// The choice that stands at a position of a text, and the position behind it.
    pub(super) fn find(&self, text: &[u8], at: usize) -> Option<(&Known, usize)> {
        self.search(Beginning::of(text, at), Beginning::of(text, at + self.id), text, at)
    }

    /// The same; nothing close to the end of the text.
    #[inline(always)]
    pub(super) fn find_within(&self, text: &[u8], at: usize) -> Option<(&Known, usize)> {
        self.search(Beginning::within(text, at)?, Beginning::within(text, at + self.id)?, text, at)
    }

    #[inline(always)]
    fn search(&self, beginning: Beginning<4>, id: Beginning<1>, text: &[u8], at: usize) -> Option<(&Known, usize)> {
        let mut next = self.slots[self.slot(id)];
        loop {
            let known = self.known.get(usize::from(next.position))?;
            if known.written.starts(beginning, text, at) {
                return Some((known, at + usize::from(next.length)));
            }
            next = known.next;
        }
    }

    /// The choices of a list whose bracket stands before a position, and the position behind the list.
    pub(super) fn list(&self, text: &[u8], mut at: usize) -> Option<(ChoiceSet, usize)> {
        let mut all = ChoiceSet::default();
        loop {
            let (known, end) = self.find_within(text, at).or_else(|| self.find(text, at))?;
            if known.is_unsure {
                return None;
            }
            all = all.union(known.chosen);
            match text.get(end)? {
                b',' => at = behind_space(text, end + 1),
                b']' => {
                    let is_accepted = all.len() == 1 || !all.meets(self.alone);
                    return is_accepted.then_some((all, end + 1));
                }
                _ => return None,
            }
        }
    }
}

/// The position behind a space, if there is one.
pub(super) fn behind_space(text: &[u8], at: usize) -> usize {
    at + usize::from(text.get(at) == Some(&b' '))
}

//! The choices of a question, recognised where they stand in a line.

use super::beginning::Beginning;
use crate::answers::UNSURE;
use crate::kb::{ChoiceSet, Question, Takes};

/// The choices of a question, found by the beginnings of their ids.
pub(super) struct Choices {
    /// The ids with a quote at their end, `unsure` last; and their beginnings up to it.
    ids: Vec<(Beginning, Vec<u8>)>,
    /// The position of an id by a hash of its beginning. Of ids that share a slot only one is found.
    slots: [u8; 256],
    multiplier: u64,
    /// What counts where somebody is unsure.
    if_unsure: ChoiceSet,
    /// The choices that go with no other; all of them where only one is taken.
    alone: ChoiceSet,
}

impl Choices {
    const NONE: u8 = u8::MAX;

    pub(super) fn of(question: &Question) -> Self {
        let ids = question.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE]);
        let ids = ids.map(|id| format!("{id}\"").into_bytes());
        let ids = ids.map(|id| (Beginning::of(&id, 0).up_to_quote(), id)).collect();
        let alone = match question.takes {
            Takes::One => ChoiceSet::first(question.choices.len()),
            Takes::Many => question.alone(),
        };
        let (slots, if_unsure) = ([Self::NONE; 256], question.if_unsure);
        let mut choices = Self { ids, slots, multiplier: 1, if_unsure, alone };
        // A multiplier that keeps all ids apart is found soon: the slots are many and the ids few.
        for number in 1..=64_u64 {
            choices.multiplier = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
            choices.slots = [Self::NONE; 256];
            let mut is_shared = false;
            for (position, (beginning, _)) in choices.ids.iter().enumerate() {
                let slot = choices.slot(*beginning);
                is_shared |= choices.slots[slot] != Self::NONE;
                choices.slots[slot] = position as u8;
            }
            if !is_shared {
                break;
            }
        }
        choices
    }

    /// The position of `unsure`, which stands behind the choices.
    fn unsure(&self) -> usize {
        self.ids.len() - 1
    }

    fn slot(&self, beginning: Beginning) -> usize {
        (beginning.folded().wrapping_mul(self.multiplier) >> 56) as usize
    }

    /// What counts of the choice whose quote stands before a position, and the position behind it.
    pub(super) fn one(&self, text: &[u8], at: usize) -> Option<(ChoiceSet, usize)> {
        let (position, end) = self.read(text, at)?;
        let is_unsure = position == self.unsure();
        Some((if is_unsure { self.if_unsure } else { ChoiceSet::only(position) }, end))
    }

    /// The choices of a list whose first quote stands before a position, and the position behind it.
    pub(super) fn list(&self, text: &[u8], mut at: usize) -> Option<(ChoiceSet, usize)> {
        let mut chosen = ChoiceSet::default();
        loop {
            let (position, end) = self.read(text, at)?;
            if position == self.unsure() {
                return None;
            }
            chosen = chosen.with(position);
            match text.get(end)? {
                b',' => at = behind_space(text, end + 1),
                b']' => {
                    let is_accepted = chosen.len() == 1 || !chosen.meets(self.alone);
                    return is_accepted.then_some((chosen, end + 1));
                }
                _ => return None,
            }
            if text.get(at) != Some(&b'"') {
                return None;
            }
            at += 1;
        }
    }

    /// The position of the choice whose quote stands before a position of a text, and the position behind both quotes.
    fn read(&self, text: &[u8], at: usize) -> Option<(usize, usize)> {
        let beginning = Beginning::of(text, at).up_to_quote();
        let position = usize::from(self.slots[self.slot(beginning)]);
        let (known_beginning, known) = self.ids.get(position)?;
        let is_it =
            *known_beginning == beginning && (known.len() <= Beginning::LENGTH || text[at..].starts_with(known));
        is_it.then_some((position, at + known.len()))
    }
}

/// The position behind a space, if there is one.
pub(super) fn behind_space(text: &[u8], at: usize) -> usize {
    at + usize::from(text.get(at) == Some(&b' '))
}

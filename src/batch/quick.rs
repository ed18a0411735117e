//! Verdicts on lines of JSON that are written in the plainest way, without a parser.

use super::beginning::{Beginning, Start};
use super::lines::LONGEST;
use super::row::{Column, Columns};
use crate::answers::UNSURE;
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question, any_holds};
use crate::space::Packed;

/// Reads lines that are written in the plainest way, and writes the verdict on each.
///
/// They are ASCII without escapes, with at most one space behind a comma or a
/// colon, and every answer is a choice or a list of choices that the question
/// accepts. Values that go through are numbers, texts, `true`, `false` or `null`.
pub(super) struct Quick<'a> {
    kb: &'a KnowledgeBase,
    verdicts: &'a Verdicts,
    leave_rest_unsure: bool,
    /// The names met so far, in the order of the lines, and what each stands for.
    names: Vec<(Start, Known)>,
    choices: Vec<Choices>,
    /// What the line answers, by question; empty where it says nothing.
    given: Vec<ChoiceSet>,
}

/// The diagram with how each verdict is written.
pub(super) struct Verdicts {
    /// The diagram.
    pub(super) packed: Packed,
    /// The end of a result, by the number that the diagram gives.
    pub(super) ends: Vec<Vec<u8>>,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Question(Key<Question>),
    Extra,
}

/// The most names that are remembered.
const MOST_NAMES: usize = 128;

impl<'a> Quick<'a> {
    pub(super) fn of(kb: &'a KnowledgeBase, verdicts: &'a Verdicts, leave_rest_unsure: bool) -> Self {
        let choices = kb.questions().iter().map(Choices::of).collect();
        let given = vec![ChoiceSet::default(); kb.questions().len()];
        Self { kb, verdicts, leave_rest_unsure, names: Vec::new(), choices, given }
    }

    /// Reads the line that begins at `from`, writes its result, and returns the position behind its line break.
    ///
    /// Returns nothing and writes nothing if the line has to be parsed with care.
    pub(super) fn line(
        &mut self,
        columns: &mut Columns<'_>,
        text: &[u8],
        from: usize,
        out: &mut Vec<u8>,
    ) -> Option<usize> {
        let before = out.len();
        let end = self.read(columns, text, from, out).filter(|end| end - from <= LONGEST && self.settle());
        let written = end.and_then(|_| {
            let given = |question: Key<Question>| Some(self.given[question.position()]).filter(|set| !set.is_empty());
            let verdict = self.verdicts.packed.walk(&self.verdicts.packed.row_of(given));
            self.verdicts.ends.get(verdict as usize)
        });
        match written {
            Some(end_of_result) => out.extend_from_slice(end_of_result),
            None => out.truncate(before),
        }
        written.and(end)
    }

    /// Reads a line into what is given, writes the columns that go through, and returns the position behind it.
    fn read(&mut self, columns: &mut Columns<'_>, text: &[u8], from: usize, out: &mut Vec<u8>) -> Option<usize> {
        if text.get(from) != Some(&b'{') {
            return None;
        }
        self.given.fill(ChoiceSet::default());
        out.push(b'{');
        let (mut at, mut next) = (from + 1, 0);
        loop {
            let name = at;
            let known;
            (at, known) = self.name(columns, text, at, &mut next)?;
            let end_of_name = at;
            at = behind_space(text, at);
            match known {
                Known::Question(question) => {
                    let given = &mut self.given[question.position()];
                    if !given.is_empty() {
                        return None;
                    }
                    (*given, at) = self.choices[question.position()].answer(&self.kb[question], text, at)?;
                }
                Known::Extra => {
                    let value = at;
                    at += plain(&text[at..])?;
                    out.extend_from_slice(&text[name..end_of_name]);
                    out.extend_from_slice(&text[value..at]);
                    out.push(b',');
                }
            }
            match text.get(at)? {
                b',' => at = behind_space(text, at + 1),
                b'}' => return behind_line_break(text, at + 1),
                _ => return None,
            }
        }
    }

    /// Takes back what is given to questions that do not apply; whether every other question has an answer then.
    fn settle(&mut self) -> bool {
        for (position, question) in self.kb.questions().iter().enumerate() {
            let given = |earlier: Key<Question>| Some(self.given[earlier.position()]).filter(|set| !set.is_empty());
            if !any_holds(&question.ask_when, given) {
                self.given[position] = ChoiceSet::default();
            } else if self.given[position].is_empty() {
                if !self.leave_rest_unsure {
                    return false;
                }
                self.given[position] = question.if_unsure;
            }
        }
        true
    }

    /// The name at a position, with its quotes and colon: the position behind it, and what it stands for.
    ///
    /// `next` is where the search begins, which is behind the name before.
    fn name(&mut self, columns: &mut Columns<'_>, text: &[u8], at: usize, next: &mut usize) -> Option<(usize, Known)> {
        let beginning = Beginning::of(text, at);
        let is_it = |(name, _): &(Start, Known)| name.starts(beginning, text, at);
        let behind = self.names[*next..].iter().position(is_it).map(|position| position + *next);
        if let Some(position) = behind.or_else(|| self.names[..*next].iter().position(is_it)) {
            let (name, known) = &self.names[position];
            *next = position + 1;
            return Some((at + name.len(), *known));
        }
        let text = &text[at..];
        let length = string(text)? + 1;
        if text.get(length - 1) != Some(&b':') {
            return None;
        }
        let known = match columns.get(std::str::from_utf8(&text[1..length - 2]).ok()?) {
            Column::Question(question) => Known::Question(*question),
            Column::Extra => Known::Extra,
            Column::Wrong(_) => return None,
        };
        if self.names.len() == MOST_NAMES {
            self.names.clear();
            *next = 0;
        }
        self.names.insert(*next, (Start::of(&text[..length]), known));
        *next += 1;
        Some((at + length, known))
    }
}

/// The choices of a question, found by the beginnings of their ids.
struct Choices {
    /// The ids with a quote at their end, `unsure` last; and their beginnings up to it.
    ids: Vec<(Beginning, Vec<u8>)>,
    /// The position of an id by a hash of its beginning. Of ids that share a slot only one is found.
    slots: [u8; 256],
    multiplier: u64,
    /// What counts where somebody is unsure.
    if_unsure: ChoiceSet,
}

impl Choices {
    const NONE: u8 = u8::MAX;

    fn of(question: &Question) -> Self {
        let ids = question.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE]);
        let ids = ids.map(|id| format!("{id}\"").into_bytes());
        let ids = ids.map(|id| (Beginning::of(&id, 0).up_to_quote(), id)).collect();
        let mut choices = Self { ids, slots: [Self::NONE; 256], multiplier: 1, if_unsure: question.if_unsure };
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

    /// What counts of the answer at a position, and the position behind it.
    fn answer(&self, question: &Question, text: &[u8], at: usize) -> Option<(ChoiceSet, usize)> {
        if text.get(at) != Some(&b'[') {
            let (position, end) = self.read(text, at)?;
            let is_unsure = position == self.unsure();
            return Some((if is_unsure { self.if_unsure } else { ChoiceSet::only(position) }, end));
        }
        let (mut chosen, mut at) = (ChoiceSet::default(), at + 1);
        loop {
            let (position, end) = self.read(text, at)?;
            if position == self.unsure() {
                return None;
            }
            chosen = chosen.with(position);
            match text.get(end)? {
                b',' => at = behind_space(text, end + 1),
                b']' => return question.accepts(chosen).then_some((chosen, end + 1)),
                _ => return None,
            }
        }
    }

    /// The position of the choice that stands in quotes at a position of a text, and the position behind it.
    fn read(&self, text: &[u8], at: usize) -> Option<(usize, usize)> {
        if text.get(at) != Some(&b'"') {
            return None;
        }
        let beginning = Beginning::of(text, at + 1).up_to_quote();
        let position = usize::from(self.slots[self.slot(beginning)]);
        let (known_beginning, known) = self.ids.get(position)?;
        let is_it =
            *known_beginning == beginning && (known.len() <= Beginning::LENGTH || text[at + 1..].starts_with(known));
        is_it.then_some((position, at + 1 + known.len()))
    }
}

/// The position behind a space, if there is one.
fn behind_space(text: &[u8], at: usize) -> usize {
    at + usize::from(text.get(at) == Some(&b' '))
}

/// The position behind the line break at a position, or there if the text ends.
fn behind_line_break(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at) {
        None => Some(at),
        Some(b'\n') => Some(at + 1),
        Some(b'\r') if text.get(at + 1) == Some(&b'\n') => Some(at + 2),
        Some(_) => None,
    }
}

/// The length of a string with its quotes; nothing unless it is printable ASCII without escapes.
fn string(text: &[u8]) -> Option<usize> {
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

/// The length of a plain value: a string, a whole number, or a word of JSON.
fn plain(text: &[u8]) -> Option<usize> {
    match text.first()? {
        b'"' => string(text),
        b'0'..=b'9' => {
            let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
            (length == 1 || text[0] != b'0').then_some(length)
        }
        _ => ["true", "false", "null"].iter().find(|word| text.starts_with(word.as_bytes())).map(|word| word.len()),
    }
}

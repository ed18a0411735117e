//! Verdicts on lines of JSON that are written in the plainest way, without a parser.

use super::beginning::{Beginning, Start};
use super::choices::{Choices, behind_space};
use super::lines::LONGEST;
use super::row::{Column, Columns};
use super::verdicts::Verdicts;
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question, any_holds};

/// Reads lines that are written in the plainest way, and writes the verdict on each.
///
/// They are ASCII without escapes, with at most one space behind a comma or a
/// colon, and every answer is a choice or a list of choices that the question
/// accepts. Values that go through are numbers, texts, `true`, `false` or `null`.
pub(super) struct Quick<'a> {
    kb: &'a KnowledgeBase,
    verdicts: &'a Verdicts,
    leave_rest_unsure: bool,
    /// What stood before each value so far, in the order of the lines.
    leads: Vec<Lead>,
    choices: Vec<Choices>,
    /// The questions that always apply, and those that other answers can rule out; each in order.
    always: Vec<Key<Question>>,
    sometimes: Vec<Key<Question>>,
    /// What the line answers, by question; empty where it says nothing.
    given: Vec<ChoiceSet>,
}

/// What stands between a value and the one before it, and what it leads to.
#[derive(Debug, Clone)]
struct Lead {
    /// From the brace or comma to the quote or bracket with which the value opens.
    start: Start,
    value: Value,
}

/// A value, as its name and its first byte tell.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    /// A choice, behind its quote.
    Choice(Key<Question>),
    /// A list of choices, behind its bracket and the first quote.
    List(Key<Question>),
    /// Something that goes through, with its name as it is written, quotes and colon included.
    Extra(Vec<u8>),
}

/// The most leads that are remembered.
const MOST_LEADS: usize = 128;

impl<'a> Quick<'a> {
    pub(super) fn of(kb: &'a KnowledgeBase, verdicts: &'a Verdicts, leave_rest_unsure: bool) -> Self {
        let choices = kb.questions().iter().map(Choices::of).collect();
        let given = vec![ChoiceSet::default(); kb.questions().len()];
        let (always, sometimes) = kb.questions().keys().partition(|key| kb[*key].ask_when.is_empty());
        Self { kb, verdicts, leave_rest_unsure, leads: Vec::new(), choices, always, sometimes, given }
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
            self.verdicts.of_row(&self.verdicts.packed.row_of(given))
        });
        match written {
            Some(verdict) => out.extend_from_slice(&verdict.end),
            None => out.truncate(before),
        }
        written.and(end)
    }

    /// Reads a line into what is given, writes the columns that go through, and returns the position behind it.
    fn read(&mut self, columns: &mut Columns<'_>, text: &[u8], from: usize, out: &mut Vec<u8>) -> Option<usize> {
        self.given.fill(ChoiceSet::default());
        out.push(b'{');
        // Lines look alike, so the lead that comes next is most often the one behind the lead before.
        let (mut at, mut next) = (from, 0);
        loop {
            // A brace opens the line and nothing else; what a lead begins with is no proof of where it stands.
            let first = if at == from { b'{' } else { b',' };
            match *text.get(at)? {
                b'}' if at > from => return behind_line_break(text, at + 1),
                byte if byte != first => return None,
                _ => {}
            }
            let beginning = Beginning::of(text, at);
            let found = match self.leads.get(next) {
                Some(lead) if lead.start.starts(beginning, text, at) => next,
                Some(_) | None => {
                    let is_it = |lead: &Lead| lead.start.starts(beginning, text, at);
                    let (before, behind) = self.leads.split_at(next);
                    let behind = behind.iter().position(is_it).map(|position| position + next);
                    match behind.or_else(|| before.iter().position(is_it)) {
                        Some(found) => found,
                        None => {
                            let lead = Lead::of(columns, text, at, first)?;
                            self.remember(lead, next)
                        }
                    }
                }
            };
            next = found + 1;
            let lead = &self.leads[found];
            at += lead.start.len();
            let (question, chosen);
            match &lead.value {
                Value::Choice(key) => {
                    question = key;
                    (chosen, at) = self.choices[key.position()].one(text, at)?;
                }
                Value::List(key) => {
                    question = key;
                    (chosen, at) = self.choices[key.position()].list(text, at)?;
                }
                Value::Extra(name) => {
                    let value = at;
                    at += plain(&text[at..])?;
                    out.extend_from_slice(name);
                    out.extend_from_slice(&text[value..at]);
                    out.push(b',');
                    continue;
                }
            }
            let given = &mut self.given[question.position()];
            if !given.is_empty() {
                return None;
            }
            *given = chosen;
        }
    }

    /// Puts a lead where the next line will look for it.
    fn remember(&mut self, lead: Lead, at: usize) -> usize {
        if self.leads.len() == MOST_LEADS {
            self.leads.clear();
        }
        let at = at.min(self.leads.len());
        self.leads.insert(at, lead);
        at
    }

    /// Takes back what is given to questions that do not apply; whether every other question has an answer then.
    fn settle(&mut self) -> bool {
        // Whether a question applies can hang on any that comes before it, so what is open is filled in first.
        if self.always.iter().any(|key| self.given[key.position()].is_empty()) {
            if !self.leave_rest_unsure {
                return false;
            }
            for key in &self.always {
                let given = &mut self.given[key.position()];
                if given.is_empty() {
                    *given = self.kb[*key].if_unsure;
                }
            }
        }
        for key in &self.sometimes {
            let given = |earlier: Key<Question>| Some(self.given[earlier.position()]).filter(|set| !set.is_empty());
            if !any_holds(&self.kb[*key].ask_when, given) {
                self.given[key.position()] = ChoiceSet::default();
            } else if self.given[key.position()].is_empty() {
                if !self.leave_rest_unsure {
                    return false;
                }
                self.given[key.position()] = self.kb[*key].if_unsure;
            }
        }
        true
    }
}

impl Lead {
    /// The lead at a position, where this byte stands.
    fn of(columns: &mut Columns<'_>, text: &[u8], at: usize, first: u8) -> Option<Self> {
        let text = &text[at..];
        let name = if first == b',' { behind_space(text, 1) } else { 1 };
        let end = name + string(&text[name..])?;
        if text.get(end) != Some(&b':') {
            return None;
        }
        let (with_colon, mut end) = (&text[name..=end], behind_space(text, end + 1));
        let word = std::str::from_utf8(&with_colon[1..with_colon.len() - 2]).ok()?;
        let value = match (columns.get(word), text.get(end)?, text.get(end + 1)?) {
            (Column::Question(question), b'"', _) => {
                end += 1;
                Value::Choice(*question)
            }
            (Column::Question(question), b'[', b'"') => {
                end += 2;
                Value::List(*question)
            }
            (Column::Extra, _, _) => Value::Extra(with_colon.to_vec()),
            (Column::Question(_) | Column::Wrong(_), _, _) => return None,
        };
        Some(Self { start: Start::of(&text[..end]), value })
    }
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

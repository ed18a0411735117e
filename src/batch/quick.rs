//! Verdicts on lines of JSON that are written in the plainest way, without a parser.

use super::beginning::Beginning;
use super::choices::Choices;
use super::leads::{Leads, string};
use super::lines::LONGEST;
use super::row::Columns;
use super::verdicts::Verdicts;
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question, any_holds};
use crate::space::Row;

/// Reads lines that are written in the plainest way, and writes the verdict on each.
///
/// They are ASCII without escapes, with at most one space behind a brace, a comma
/// or a colon, and every answer is a choice or a list of choices that the question
/// accepts. Values that go through are whole numbers, texts, `true`, `false` or
/// `null`.
pub(super) struct Quick<'a> {
    kb: &'a KnowledgeBase,
    verdicts: &'a Verdicts,
    leave_rest_unsure: bool,
    leads: Leads,
    /// The choices of each question, as they stand in lists.
    listed: Vec<Choices>,
    /// The questions that always apply, and those that other answers can rule out; each in order.
    always: Vec<Key<Question>>,
    sometimes: Vec<Key<Question>>,
    /// What the line answers, by question; empty where it says nothing.
    given: Vec<ChoiceSet>,
    /// The same as a row.
    row: Row,
}

impl<'a> Quick<'a> {
    pub(super) fn of(kb: &'a KnowledgeBase, verdicts: &'a Verdicts, leave_rest_unsure: bool) -> Self {
        let (always, sometimes) = kb.questions().keys().partition(|key| kb[*key].ask_when.is_empty());
        Self {
            kb,
            verdicts,
            leave_rest_unsure,
            leads: Leads::default(),
            listed: kb.questions().keys().map(|key| Choices::of(kb, &verdicts.packed, key, b"")).collect(),
            always,
            sometimes,
            given: vec![ChoiceSet::default(); kb.questions().len()],
            row: Row::default(),
        }
    }

    /// Reads the line that begins at `from`, writes its result, and returns the position behind its line break.
    ///
    /// Returns nothing and writes nothing if the line has to be parsed with care.
    pub(super) fn line(
        &mut self,
        text: &[u8],
        from: usize,
        columns: &mut Columns<'_>,
        out: &mut Vec<u8>,
    ) -> Option<usize> {
        let before = out.len();
        let end = self.read(text, from, columns, out).filter(|end| end - from <= LONGEST && self.settle());
        let verdict = end.map(|_| self.verdicts.of_row(&self.row));
        match verdict {
            Some(verdict) => out.extend_from_slice(&verdict.end),
            None => out.truncate(before),
        }
        verdict.and(end)
    }

    /// Reads a line into what is given, writes the columns that go through, and returns the position behind it.
    fn read(&mut self, text: &[u8], from: usize, columns: &mut Columns<'_>, out: &mut Vec<u8>) -> Option<usize> {
        self.given.fill(ChoiceSet::default());
        self.row = Row::default();
        out.push(b'{');
        let (mut at, mut before, mut next) = (from, b'{', 0);
        while *text.get(at)? == before {
            (at, before) = (at + 1, b',');
            // Lines look alike, so the lead that comes next is most often the one behind the lead before.
            let expected = self.leads.get(next).and_then(|lead| lead.choices.as_ref());
            match expected.and_then(|choices| Some((choices.question, choices.find_within(text, at)?))) {
                Some((question, (known, end))) => {
                    let (chosen, part) = (known.chosen, known.part);
                    self.give(question, chosen, part)?;
                    at = end;
                }
                None => (at, next) = self.value(text, at, next, columns, out)?,
            }
            next += 1;
        }
        if text[at] == b'}' && at > from { behind_line_break(text, at + 1) } else { None }
    }

    /// Reads a lead and its value, wherever they stood in other lines, and returns the position behind them and that of
    /// the lead.
    fn value(
        &mut self,
        text: &[u8],
        at: usize,
        next: usize,
        columns: &mut Columns<'_>,
        out: &mut Vec<u8>,
    ) -> Option<(usize, usize)> {
        // Where the next lead stands and its value is no single choice, none is searched for.
        let beginning = Beginning::of(text, at);
        let stands = self.leads.get(next).is_some_and(|lead| lead.stands(beginning, text, at));
        let lead = if stands { Some(next) } else { self.leads.find(text, at, next) };
        let lead = match lead {
            Some(lead) => lead,
            None => self.leads.learn(self.kb, &self.verdicts.packed, columns, &text[at..], next)?,
        };
        let found = self.leads.get(lead)?;
        let value = at + found.len();
        let Some(choices) = &found.choices else {
            let end = value + plain(&text[value..])?;
            out.extend_from_slice(found.name());
            out.extend_from_slice(&text[value..end]);
            out.push(b',');
            return Some((end, lead));
        };
        let question = choices.question;
        let (chosen, part, end) = if text.get(value) == Some(&b'[') {
            let choices = &self.listed[question.position()];
            let (chosen, end) = choices.list(text, value + 1)?;
            (chosen, self.verdicts.packed.part(question, chosen), end)
        } else {
            let (known, end) = choices.find(text, at)?;
            (known.chosen, known.part, end)
        };
        self.give(question, chosen, part)?;
        Some((end, lead))
    }

    /// Gives an answer that is also this part of a row; nothing if there is one.
    #[inline(always)]
    fn give(&mut self, question: Key<Question>, chosen: ChoiceSet, part: Row) -> Option<()> {
        let given = &mut self.given[question.position()];
        if !given.is_empty() {
            return None;
        }
        *given = chosen;
        self.row = [self.row[0] | part[0], self.row[1] | part[1]];
        Some(())
    }

    /// Takes back what is given to questions that do not apply; whether every other question has an answer then.
    fn settle(&mut self) -> bool {
        // A row that names no question is counted as such, with care.
        if self.leave_rest_unsure && self.given.iter().all(|set| set.is_empty()) {
            return false;
        }
        // Whether a question applies can hang on any that comes before it, so those that always do come first.
        let is_open = |key: &Key<Question>| self.given[key.position()].is_empty();
        if self.always.iter().any(is_open) {
            if !self.leave_rest_unsure {
                return false;
            }
            for at in 0..self.always.len() {
                let key = self.always[at];
                if self.given[key.position()].is_empty() {
                    self.set(key, self.kb[key].if_unsure);
                }
            }
        }
        for at in 0..self.sometimes.len() {
            let key = self.sometimes[at];
            let given = |earlier: Key<Question>| Some(self.given[earlier.position()]).filter(|set| !set.is_empty());
            let applies = any_holds(&self.kb[key].ask_when, given);
            match self.given[key.position()].is_empty() {
                true if applies && !self.leave_rest_unsure => return false,
                true if applies => self.set(key, self.kb[key].if_unsure),
                false if !applies => self.set(key, ChoiceSet::default()),
                true | false => {}
            }
        }
        true
    }

    /// Answers a question anew, or takes its answer back.
    fn set(&mut self, key: Key<Question>, chosen: ChoiceSet) {
        let part = |set: ChoiceSet| if set.is_empty() { Row::default() } else { self.verdicts.packed.part(key, set) };
        let (before, after) = (part(self.given[key.position()]), part(chosen));
        self.row = [0, 1].map(|word| self.row[word] & !before[word] | after[word]);
        self.given[key.position()] = chosen;
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

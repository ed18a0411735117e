//! Rows written as JSON, one object a line.
//!
//! Most lines of a stream look alike. [`Quick`] recognises those that are
//! written in the plainest way and gives up on all others; they are parsed with
//! care. Both come to the same row, which a test holds.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::row::{Column, Columns, Extra, Passed, Row};
use crate::answers::{Answer, Answers, UNSURE};
use crate::kb::{ChoiceSet, Entry, Key, KnowledgeBase, Question, Takes, printable};

/// Parses a line with care.
///
/// # Errors
/// If it is no JSON object.
pub(super) fn parse<'a>(columns: &mut Columns<'_>, kb: &KnowledgeBase, line: &'a str) -> Result<Row<'a>, String> {
    let entries: Entries<'a> = serde_json::from_str(line).map_err(|error| fault(&error))?;
    let mut answers = Answers::none(kb);
    let mut problem = None;
    let mut extras = Vec::new();
    for (name, value) in entries.0 {
        match columns.get(&name) {
            Column::Question(question) => {
                let read = match answers.get(*question) {
                    Some(_) => Err(format!("`{name}` is given twice; give it once")),
                    None => answer(kb, *question, value),
                };
                match read {
                    Ok(answer) => answers.set(*question, Some(answer)),
                    Err(fault) => drop(problem.get_or_insert(fault)),
                }
            }
            Column::Extra => extras.push(Extra { name, value: Passed::Json(value.get()) }),
            Column::Wrong(fault) => drop(problem.get_or_insert_with(|| fault.clone())),
        }
    }
    Ok(Row { answers: problem.map_or(Ok(answers), Err), extras })
}

fn answer(kb: &KnowledgeBase, question: Key<Question>, value: &RawValue) -> Result<Answer, String> {
    let place = kb[question].id();
    let value = serde_json::from_str(value.get()).map_err(|error| format!("{place}: {}", fault(&error)))?;
    Answer::of_value(&kb[question], &value, place).map_err(|problem| problem.to_string())
}

/// What the parser found, without the number of a line: there is only one.
fn fault(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or(&message);
    format!("no JSON object: {}, at column {}; write `{{\"question\": \"choice\"}}`", printable(what), error.column())
}

/// The entries of an object in their order, repeated names included.
struct Entries<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;

        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    entries.push((name, map.next_value()?));
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(EntriesVisitor)
    }
}

/// A name, borrowed unless something in it is escaped.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// Recognises lines that are written in the plainest way.
///
/// They are ASCII without escapes, with at most one space behind a comma or a
/// colon, and every answer is a choice or a list of choices that the question
/// accepts. Values that go through are numbers, texts, `true`, `false` or `null`.
pub(super) struct Quick<'a> {
    kb: &'a KnowledgeBase,
    /// The names in the order of the line before, each with its quotes and colon, and what it stands for.
    names: Vec<(Vec<u8>, Known)>,
    choices: Vec<Choices>,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Question(Key<Question>),
    Extra,
}

/// The choices of a question by a hash of their ids.
struct Choices {
    slots: [u8; Choices::SLOTS],
    ids: Vec<Vec<u8>>,
}

impl Choices {
    const SLOTS: usize = 256;
    const NONE: u8 = u8::MAX;

    /// The choices, and `unsure` behind them; nothing if two share a slot.
    fn of(question: &Question) -> Self {
        let ids = question.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE]);
        let ids: Vec<Vec<u8>> = ids.map(|id| id.as_bytes().to_vec()).collect();
        let mut slots = [Self::NONE; Self::SLOTS];
        for (position, id) in ids.iter().enumerate() {
            let slot = &mut slots[Self::slot(id)];
            // Of two that share a slot only the first is found here; the other is left to the careful way.
            if *slot == Self::NONE {
                *slot = position as u8;
            }
        }
        Self { slots, ids }
    }

    fn slot(id: &[u8]) -> usize {
        let (first, last) = (id.first().copied().unwrap_or(0), id.last().copied().unwrap_or(0));
        let middle = id.get(id.len() / 2).copied().unwrap_or(0);
        let mixed = usize::from(first) * 7 + usize::from(last) * 31 + usize::from(middle) * 131 + id.len() * 61;
        mixed % Self::SLOTS
    }

    fn find(&self, id: &[u8]) -> Option<usize> {
        let position = usize::from(self.slots[Self::slot(id)]);
        (self.ids.get(position)? == id).then_some(position)
    }
}

impl<'a> Quick<'a> {
    pub(super) fn of(kb: &'a KnowledgeBase) -> Self {
        Self { kb, names: Vec::new(), choices: kb.questions().iter().map(Choices::of).collect() }
    }

    /// Reads a line into answers, which must be none yet, and the columns that go through.
    ///
    /// Returns nothing if the line has to be parsed with care; what was read by then means nothing.
    pub(super) fn read<'l>(
        &mut self,
        columns: &mut Columns<'_>,
        line: &'l [u8],
        answers: &mut Answers,
        extras: &mut Vec<Extra<'l>>,
    ) -> Option<()> {
        let mut at = 1;
        if line.first() != Some(&b'{') {
            return None;
        }
        let mut number = 0;
        loop {
            let known = match self.names.get(number) {
                Some((name, known)) if line[at..].starts_with(name) => {
                    let from = at;
                    at += name.len();
                    (*known, from)
                }
                _ => {
                    let from = at;
                    let (name, known) = Self::name(columns, &line[at..])?;
                    at += name;
                    self.names.truncate(number);
                    self.names.push((line[from..at].to_vec(), known));
                    (known, from)
                }
            };
            number += 1;
            at += usize::from(line.get(at) == Some(&b' '));
            match known {
                (Known::Question(question), _) => {
                    if answers.get(question).is_some() {
                        return None;
                    }
                    let (answer, length) = self.answer(question, &line[at..])?;
                    answers.set(question, Some(answer));
                    at += length;
                }
                (Known::Extra, from) => {
                    let length = plain(&line[at..])?;
                    let text = |bytes: &'l [u8]| std::str::from_utf8(bytes).ok();
                    // The name stands between its quotes, with a colon behind it.
                    let name = &self.names[number - 1].0;
                    let name = text(&line[from + 1..from + name.len() - 2])?;
                    let value = text(&line[at..at + length])?;
                    extras.push(Extra { name: Cow::Borrowed(name), value: Passed::Json(value) });
                    at += length;
                }
            }
            match line.get(at)? {
                b',' => at += 1 + usize::from(line.get(at + 1) == Some(&b' ')),
                b'}' if at + 1 == line.len() => return Some(()),
                _ => return None,
            }
        }
    }

    /// A name with its quotes and colon: its length, and what it stands for.
    fn name(columns: &mut Columns<'_>, text: &[u8]) -> Option<(usize, Known)> {
        let length = string(text)?;
        let name = std::str::from_utf8(&text[1..length - 1]).ok()?;
        let known = match columns.get(name) {
            Column::Question(question) => Known::Question(*question),
            Column::Extra => Known::Extra,
            Column::Wrong(_) => return None,
        };
        (text.get(length) == Some(&b':')).then_some((length + 1, known))
    }

    /// An answer and its length.
    fn answer(&self, question: Key<Question>, text: &[u8]) -> Option<(Answer, usize)> {
        let choices = &self.choices[question.position()];
        let choice = |text: &[u8]| {
            let length = string(text)?;
            Some((choices.find(&text[1..length - 1])?, length))
        };
        let unsure = choices.ids.len() - 1;
        if text.first() != Some(&b'[') {
            let (position, length) = choice(text)?;
            let answer = if position == unsure { Answer::Unsure } else { Answer::Chosen(ChoiceSet::only(position)) };
            return Some((answer, length));
        }
        let (mut chosen, mut at) = (ChoiceSet::default(), 1);
        loop {
            let (position, length) = choice(&text[at..])?;
            if position == unsure {
                return None;
            }
            chosen = chosen.with(position);
            at += length;
            match text.get(at)? {
                b',' => at += 1 + usize::from(text.get(at + 1) == Some(&b' ')),
                b']' => break,
                _ => return None,
            }
        }
        let question = &self.kb[question];
        let is_accepted = match question.takes {
            Takes::One => chosen.len() == 1,
            Takes::Many => question.accepts(chosen),
        };
        is_accepted.then_some((Answer::Chosen(chosen), at + 1))
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

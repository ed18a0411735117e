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
use crate::answers::{Answer, Answers, UNSURE, words};
use crate::kb::{ChoiceSet, Entry, Key, KnowledgeBase, Question, printable};

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
    let question = &kb[question];
    let value = serde_json::from_str(value.get()).map_err(|error| format!("{}: {}", question.id, fault(&error)))?;
    match words(&value) {
        Some(words) => super::row::answer(question, &words.iter().map(String::as_str).collect::<Vec<_>>()),
        None => Answer::of_value(question, &value, question.id()).map_err(|problem| problem.to_string()),
    }
}

/// What the parser found, without the number of a line: there is only one.
fn fault(error: &serde_json::Error) -> String {
    let message = error.to_string();
    // Before what was expected it repeats what it found.
    let what = message.rsplit_once(", expected ").map_or(message.as_str(), |(_, expected)| expected);
    let is_other = what.len() < message.len();
    let what = printable(what.split(" at line ").next().unwrap_or(what));
    let what = if is_other { format!("expected {what}") } else { what };
    let place = if error.column() > 0 { format!(", at column {}", error.column()) } else { String::new() };
    format!("no JSON object: {what}{place}; write `{{\"question\": \"choice\"}}`")
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
    /// The names met so far, in the order of the lines, each with its quotes and colon, and what it stands for.
    names: Vec<(Vec<u8>, Known)>,
    choices: Vec<Choices>,
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
        if line.first() != Some(&b'{') {
            return None;
        }
        let (mut at, mut next) = (1, 0);
        loop {
            let (name, known) = self.name(columns, &line[at..], &mut next)?;
            let from = at + 1;
            at += name;
            at += usize::from(line.get(at) == Some(&b' '));
            match known {
                Known::Question(question) => {
                    if answers.get(question).is_some() {
                        return None;
                    }
                    let (answer, length) = self.answer(question, &line[at..])?;
                    answers.set(question, Some(answer));
                    at += length;
                }
                Known::Extra => {
                    let length = plain(&line[at..])?;
                    let text = |bytes: &'l [u8]| std::str::from_utf8(bytes).ok();
                    // The name stands between its quotes, with a colon behind it.
                    let name = text(&line[from..from + name - 3])?;
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
    ///
    /// `next` is where the search begins, which is behind the name before.
    fn name(&mut self, columns: &mut Columns<'_>, text: &[u8], next: &mut usize) -> Option<(usize, Known)> {
        let is_it = |(name, _): &(Vec<u8>, Known)| text.starts_with(name);
        let behind = self.names[*next..].iter().position(is_it).map(|position| position + *next);
        if let Some(position) = behind.or_else(|| self.names[..*next].iter().position(is_it)) {
            let (name, known) = &self.names[position];
            *next = position + 1;
            return Some((name.len(), *known));
        }
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
        self.names.insert(*next, (text[..length].to_vec(), known));
        *next += 1;
        Some((length, known))
    }

    /// An answer and its length.
    fn answer(&self, question: Key<Question>, text: &[u8]) -> Option<(Answer, usize)> {
        let choices = &self.choices[question.position()];
        if text.first() != Some(&b'[') {
            let (position, length) = choices.read(text)?;
            let is_unsure = position == choices.unsure();
            let answer = if is_unsure { Answer::Unsure } else { Answer::Chosen(ChoiceSet::only(position)) };
            return Some((answer, length));
        }
        let (mut chosen, mut at) = (ChoiceSet::default(), 1);
        loop {
            let (position, length) = choices.read(&text[at..])?;
            if position == choices.unsure() {
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
        self.kb[question].accepts(chosen).then_some((Answer::Chosen(chosen), at + 1))
    }
}

/// The choices of a question, found by the beginnings of their ids.
struct Choices {
    /// The ids with a quote at their end, `unsure` last; and their beginnings.
    ids: Vec<(Beginning, Vec<u8>)>,
    /// The position of an id by a hash of its beginning. Of ids that share a slot only one is found.
    slots: [u8; 256],
    multiplier: u64,
}

/// The first sixteen bytes of an id, up to the quote that ends it, as numbers.
type Beginning = [u64; 2];

impl Choices {
    const NONE: u8 = u8::MAX;

    fn of(question: &Question) -> Self {
        let ids = question.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE]);
        let ids = ids.map(|id| format!("{id}\"").into_bytes()).map(|id| (beginning(&id), id)).collect();
        let mut choices = Self { ids, slots: [Self::NONE; 256], multiplier: 1 };
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

    fn slot(&self, [first, second]: Beginning) -> usize {
        ((first ^ second.rotate_left(29)).wrapping_mul(self.multiplier) >> 56) as usize
    }

    /// The position of the choice that a text begins with, and its length with both quotes.
    fn read(&self, text: &[u8]) -> Option<(usize, usize)> {
        let (quote, id) = text.split_first()?;
        if *quote != b'"' {
            return None;
        }
        let beginning = beginning(id);
        let position = usize::from(self.slots[self.slot(beginning)]);
        let (known_beginning, known) = self.ids.get(position)?;
        let is_it = *known_beginning == beginning && (known.len() <= 16 || id.starts_with(known));
        is_it.then_some((position, known.len() + 1))
    }
}

fn beginning(text: &[u8]) -> Beginning {
    match up_to_quote(text) {
        (first, true) => [first, 0],
        (first, false) => [first, text.get(8..).map_or(0, |rest| up_to_quote(rest).0)],
    }
}

/// The first eight bytes as a number, the first one lowest, with nothing behind a quote; and whether there is one.
///
/// Bytes that equal the quote turn to zero, and the lowest zero byte is found as in Warren, *Hacker's Delight* (2012),
/// section 6-1.
fn up_to_quote(text: &[u8]) -> (u64, bool) {
    let word = match text.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    let quotes = word ^ u64::from_le_bytes([b'"'; 8]);
    let ends = quotes.wrapping_sub(0x0101_0101_0101_0101) & !quotes & 0x8080_8080_8080_8080;
    if ends == 0 { (word, false) } else { (word & u64::MAX >> (56 - (ends.trailing_zeros() & !7)), true) }
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

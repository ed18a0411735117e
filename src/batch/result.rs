//! What is told of a row.

use std::cell::OnceCell;

use super::row::{Extra, Passed};
use crate::answers::{Answers, Reading};
use crate::engine::{Advised, ContextDecision, Decision, Enough, Grounds, Levels, Need, Placing, Standing, advised};
use crate::kb::{Complement, Entry, Key, KnowledgeBase};
use crate::text::{escaped, escaped_json};

/// The verdict where no candidate is enough alone.
const NONE_ALONE: &str = "none-alone";

/// A field of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The messengers that the verdict names, joined by `+`; or `none-alone`.
    Verdict,
    /// The messenger for each context; the best base where none is enough alone.
    Placing,
    /// Whether the next best choice is almost as good.
    Close,
    /// The properties that are needed, each with its strength.
    Needs,
    /// The musts that the messenger of their context does not meet by itself or by settings.
    Unmet,
    /// The contexts that are kept apart and yet would share their messenger.
    Apart,
    /// The settings, companions and practices that are advised.
    Complements,
    /// The stops that apply.
    Stops,
    /// For each context: what takes the place of the messenger.
    Instead,
    /// The questions that were left unsure.
    Unsure,
}

impl Field {
    /// Every field, in the order of a result.
    pub const ALL: [Self; 10] = [
        Self::Verdict,
        Self::Placing,
        Self::Close,
        Self::Needs,
        Self::Unmet,
        Self::Apart,
        Self::Complements,
        Self::Stops,
        Self::Instead,
        Self::Unsure,
    ];

    /// The name of the field.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Placing => "placing",
            Self::Close => "close",
            Self::Needs => "needs",
            Self::Unmet => "unmet",
            Self::Apart => "apart",
            Self::Complements => "complements",
            Self::Stops => "stops",
            Self::Instead => "instead",
            Self::Unsure => "unsure",
        }
    }

    /// What the field tells, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Verdict => "The messengers that the verdict names, joined by `+`; or `none-alone`.",
            Self::Placing => "The messenger for each context; the best base where none is enough alone.",
            Self::Close => "Whether the next best choice is almost as good.",
            Self::Needs => "The properties that are needed, each with its strength.",
            Self::Unmet => "The musts that the messenger of their context does not meet by itself or by settings.",
            Self::Apart => "The contexts that are kept apart and yet would share their messenger.",
            Self::Complements => "The settings, companions and practices that are advised.",
            Self::Stops => "The stops that apply: what has to happen, or must not, before anything else.",
            Self::Instead => "The companion that takes the place of the messenger, for each context that has one.",
            Self::Unsure => "The questions that were left unsure.",
        }
    }

    /// The field of this name.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == word)
    }
}

/// The value of a field. Words are ids, so nothing in them has to be escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Word(String),
    Flag(bool),
    List(Vec<String>),
    Pairs(Vec<(String, String)>),
}

/// The verdict in one word, by ids.
pub(super) fn verdict_word(kb: &KnowledgeBase, verdict: Option<&Placing>) -> String {
    let Some(placing) = verdict else { return NONE_ALONE.to_owned() };
    placing.messengers().into_iter().map(|messenger| kb[messenger].id()).collect::<Vec<_>>().join("+")
}

/// The values of these fields.
pub(super) fn values(
    kb: &KnowledgeBase,
    levels: &Levels,
    fields: &[Field],
    answers: &Answers,
    reading: &Reading,
) -> Vec<Value> {
    let grounds = Grounds::of(kb, reading);
    let decision = grounds.clone().decide(kb, levels);
    let row = Decided { kb, levels, answers, reading, grounds, decision, advised: OnceCell::new() };
    fields.iter().map(|field| row.value(*field)).collect()
}

/// A row with what the engine found.
struct Decided<'a> {
    kb: &'a KnowledgeBase,
    levels: &'a Levels,
    answers: &'a Answers,
    reading: &'a Reading,
    grounds: Grounds<'a>,
    decision: Decision,
    /// What is advised, once it is asked for.
    advised: OnceCell<Vec<Advised>>,
}

impl Decided<'_> {
    fn value(&self, field: Field) -> Value {
        let Self { kb, decision, .. } = self;
        let named = || decision.contexts.iter().map(|context| (context, decision.named(context)));
        match field {
            Field::Verdict => Value::Word(verdict_word(kb, decision.verdict.as_ref())),
            Field::Placing => Value::Pairs(
                named()
                    .map(|(context, named)| (kb[context.context].id().to_owned(), kb[named.messenger].id().to_owned()))
                    .collect(),
            ),
            Field::Close => Value::Flag(decision.is_close),
            Field::Needs => {
                let mut needs: Vec<_> = decision.contexts.iter().flat_map(|context| &context.needs).collect();
                // Of the contexts that need a property, the one that needs it most is told.
                needs.sort_by_key(|need| (need.property, std::cmp::Reverse(need.strength)));
                needs.dedup_by_key(|need| need.property);
                let pair = |need: &Need| (kb[need.property].id().to_owned(), need.strength.to_string());
                Value::Pairs(needs.into_iter().map(pair).collect())
            }
            Field::Unmet => {
                let unmet = named().flat_map(|(context, named)| {
                    let standings = context.needs.iter().zip(&named.standings);
                    let is_open =
                        |(need, standing): &(&Need, &Standing)| need.strength.is_must() && !named.meets_alone(standing);
                    standings.filter(is_open).map(|(need, _)| kb[need.property].id().to_owned())
                });
                Value::List(each_once(unmet))
            }
            Field::Apart => {
                let sharing = decision.shared.iter().flat_map(|(_, contexts)| contexts);
                Value::List(each_once(sharing.map(|context| kb[*context].id().to_owned())))
            }
            Field::Complements => {
                Value::List(each_once(self.advised().iter().map(|one| kb[one.complement].id().to_owned())))
            }
            Field::Stops => {
                let applying = kb.stops().iter().filter(|stop| stop.applies(|question| self.reading.get(question)));
                Value::List(applying.map(|stop| stop.id().to_owned()).collect())
            }
            Field::Instead => {
                let pair = |context: &ContextDecision| match context.enough {
                    Enough::Instead(key) => Some((kb[context.context].id().to_owned(), kb[key].id().to_owned())),
                    Enough::Alone | Enough::Open | Enough::With(_) => None,
                };
                Value::Pairs(decision.contexts.iter().filter_map(pair).collect())
            }
            Field::Unsure => {
                Value::List(self.answers.unsure(kb).into_iter().map(|question| kb[question].id().to_owned()).collect())
            }
        }
    }

    /// The complements that are advised.
    fn advised(&self) -> &[Advised] {
        let urgency = |key: Key<Complement>| self.kb[key].urgency(|question| self.reading.get(question));
        self.advised.get_or_init(|| advised(self.kb, self.levels, &self.grounds, &self.decision, urgency))
    }
}

fn each_once(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut each = Vec::new();
    for word in words {
        if !each.contains(&word) {
            each.push(word);
        }
    }
    each
}

/// Writes the value as JSON.
pub(super) fn write_json(value: &Value, out: &mut Vec<u8>) {
    let quoted = |word: &str, out: &mut Vec<u8>| {
        out.push(b'"');
        out.extend_from_slice(word.as_bytes());
        out.push(b'"');
    };
    match value {
        Value::Word(word) => quoted(word, out),
        Value::Flag(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
        Value::List(words) => {
            out.push(b'[');
            for (number, word) in words.iter().enumerate() {
                if number > 0 {
                    out.push(b',');
                }
                quoted(word, out);
            }
            out.push(b']');
        }
        Value::Pairs(pairs) => {
            out.push(b'{');
            for (number, (name, word)) in pairs.iter().enumerate() {
                if number > 0 {
                    out.push(b',');
                }
                quoted(name, out);
                out.push(b':');
                quoted(word, out);
            }
            out.push(b'}');
        }
    }
}

/// The value as the text of a cell: words behind spaces, pairs as `name=word`.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Word(word) => word.clone(),
        Value::Flag(flag) => flag.to_string(),
        Value::List(words) => words.join(" "),
        Value::Pairs(pairs) => {
            let pairs = pairs.iter().map(|(name, word)| format!("{name}={}", word.replace(' ', "-")));
            pairs.collect::<Vec<_>>().join(" ")
        }
    }
}

/// Writes columns that go through, each with a comma behind it.
pub(super) fn write_extras(extras: &[Extra<'_>], out: &mut Vec<u8>) {
    for extra in extras {
        write_text(&extra.name, out);
        out.push(b':');
        match &extra.value {
            Passed::Json(written) => out.extend_from_slice(escaped_json(written).as_bytes()),
            Passed::Text(text) => write_text(text, out),
        }
        out.push(b',');
    }
}

/// Writes a text as a JSON string, with what a terminal would not just print escaped.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if text.bytes().all(is_plain) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        return out.push(b'"');
    }
    // A string is always written; there is no other way to fail.
    let quoted = serde_json::to_string(text).unwrap_or_default();
    out.extend_from_slice(escaped_json(&quoted).as_bytes());
}

/// A value that goes through as the text of a cell.
pub(super) fn cell_of(value: &Passed<'_>) -> String {
    let text = match value {
        Passed::Text(text) => text.to_string(),
        Passed::Json(written) => serde_json::from_str::<String>(written).unwrap_or_else(|_| (*written).to_owned()),
    };
    // Cells may hold several lines; nothing else that a terminal would not just print gets through.
    text.split_inclusive(['\n', '\t'])
        .map(|part| match part.strip_suffix("\r\n").or_else(|| part.strip_suffix(['\n', '\t'])) {
            Some(line) => escaped(line) + &part[line.len()..],
            None => escaped(part),
        })
        .collect()
}

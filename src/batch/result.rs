//! What a result says: its fields, and how they are written.

use std::borrow::Cow;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;
use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use super::Settings;
use crate::answers::{Answers, Reading};
use crate::engine::{Enough, Grounds, Levels, Placing, advised};
use crate::kb::{Complement, Entry, Key, KnowledgeBase};
use crate::render::disarmed;
use crate::text::{escaped, escaped_json};

/// Makes the fields of a result: each with its name and what it says.
macro_rules! fields {
    ($($field:ident, $word:literal, $about:literal;)*) => {
        /// A field of a result.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Field {
            $(#[doc = $about] $field,)*
        }

        impl Field {
            /// Every field, in the order of a result.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$field),*];

            /// The name of the field.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$field => $word,)* }
            }

            /// What the field says, in a sentence.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$field => $about,)* }
            }
        }
    };
}

fields! {
    Verdict, "verdict", "The messengers that the verdict names, joined by `+`; or `none-alone`.";
    Placing, "placing", "The messenger for each context; the best base where none is enough alone.";
    Close, "close", "Whether the next best choice is almost as good.";
    Needs, "needs", "The properties that are needed, each with its strength.";
    Unmet, "unmet", "The musts that the messenger of their context does not meet by itself or by settings.";
    Apart, "apart", "The contexts that are kept apart and yet would share their messenger.";
    Complements, "complements", "The settings, companions and practices that are advised.";
    Stops, "stops", "The stops that apply: what has to happen, or must not, before anything else.";
    Instead, "instead", "The companion that takes the place of the messenger, for each context that has one.";
    Unsure, "unsure", "The questions that were left unsure.";
}

impl Field {
    /// The field of this name.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == word)
    }
}

/// Whether results use this name for a column of their own.
pub(super) fn is_taken(name: &str) -> bool {
    Field::named(name).is_some() || ["line", "error"].contains(&name)
}

/// The value of a field, in ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Value<'a> {
    Word(Cow<'a, str>),
    Flag(bool),
    List(Vec<&'a str>),
    #[serde(serialize_with = "in_their_order")]
    Pairs(Vec<(&'a str, String)>),
}

fn in_their_order<S: Serializer>(pairs: &[(&str, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, word)| (name, word)))
}

impl Value<'_> {
    /// The text of a cell: words separated by spaces, pairs as `name=word`.
    fn cell(&self) -> String {
        match self {
            Self::Word(word) => word.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(words) => words.join(" "),
            Self::Pairs(pairs) => {
                let pairs = pairs.iter().map(|(name, word)| format!("{name}={}", word.replace(' ', "-")));
                pairs.collect::<Vec<_>>().join(" ")
            }
        }
    }
}

/// The verdict in one word.
pub(super) fn verdict_word(kb: &KnowledgeBase, verdict: Option<&Placing>) -> String {
    let Some(placing) = verdict else { return "none-alone".to_owned() };
    placing.messengers().into_iter().map(|messenger| kb[messenger].id()).collect::<Vec<_>>().join("+")
}

/// The values of these fields, as the engine decides.
pub(super) fn values<'a>(
    kb: &'a KnowledgeBase,
    levels: &Levels,
    fields: &[Field],
    answers: &Answers,
    reading: &Reading,
) -> Vec<Value<'a>> {
    let grounds = Grounds::of(kb, reading);
    let decision = grounds.clone().decide(kb, levels);
    let contexts = || decision.contexts.iter().map(|context| (context, decision.named(context)));
    let value = |field: &Field| match field {
        Field::Verdict => Value::Word(verdict_word(kb, decision.verdict.as_ref()).into()),
        Field::Placing => Value::Pairs(
            contexts()
                .map(|(context, named)| (kb[context.context].id(), kb[named.messenger].id().to_owned()))
                .collect(),
        ),
        Field::Close => Value::Flag(decision.is_close),
        Field::Needs => {
            let mut needs: Vec<_> = decision.contexts.iter().flat_map(|context| &context.needs).collect();
            // Of several contexts that need a property, the strongest need counts.
            needs.sort_by_key(|need| (need.property, std::cmp::Reverse(need.strength)));
            needs.dedup_by_key(|need| need.property);
            Value::Pairs(needs.into_iter().map(|need| (kb[need.property].id(), need.strength.to_string())).collect())
        }
        Field::Unmet => each_once(contexts().flat_map(|(context, named)| {
            let standings = context.needs.iter().zip(&named.standings);
            let unmet = standings.filter(|(need, standing)| need.strength.is_must() && !named.meets_alone(standing));
            unmet.map(|(need, _)| kb[need.property].id())
        })),
        Field::Apart => each_once(decision.shared.iter().flat_map(|(_, contexts)| contexts).map(|key| kb[*key].id())),
        Field::Complements => {
            let urgency = |key: Key<Complement>| kb[key].urgency(|question| reading.get(question));
            let advised = advised(kb, levels, &grounds, &decision, urgency);
            each_once(advised.iter().map(|one| kb[one.complement].id()))
        }
        Field::Stops => {
            let applying = kb.stops().iter().filter(|stop| stop.applies(|question| reading.get(question)));
            each_once(applying.map(Entry::id))
        }
        Field::Instead => {
            let instead = decision.contexts.iter().filter_map(|context| match context.enough {
                Enough::Instead(key) => Some((kb[context.context].id(), kb[key].id().to_owned())),
                Enough::Alone | Enough::Open | Enough::With(_) => None,
            });
            Value::Pairs(instead.collect())
        }
        Field::Unsure => each_once(answers.unsure(kb).into_iter().map(|question| kb[question].id())),
    };
    fields.iter().map(value).collect()
}

fn each_once<'a>(words: impl Iterator<Item = &'a str>) -> Value<'a> {
    Value::List(words.collect::<IndexSet<_, FxBuildHasher>>().into_iter().collect())
}

/// A column that goes through to the result: its name, and its value as JSON.
pub(super) struct Extra<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) json: Cow<'a, str>,
}

type Places = IndexSet<String, FxBuildHasher>;

/// How results are written.
pub(super) struct Output<'a> {
    settings: &'a Settings,
    /// In CSV: the columns that go through, each at its place.
    places: Option<Places>,
}

impl<'a> Output<'a> {
    /// Results with these fields, and their heading: in CSV if the columns that go through are given.
    pub(super) fn of(settings: &'a Settings, passed: Option<Vec<String>>) -> (Self, Vec<u8>) {
        let Some(passed) = passed else { return (Self { settings, places: None }, Vec::new()) };
        let places: Places = passed.into_iter().collect();
        let own = settings.fields.iter().map(|field| field.word()).chain(["error"]).map(str::to_owned);
        let heading = places.iter().map(|name| escaped_lines(name)).chain(own).collect();
        (Self { settings, places: Some(places) }, csv_line(heading, settings.raw_cells))
    }

    /// Holds that there is a place for every column that goes through.
    pub(super) fn check(&self, extras: &[Extra<'_>]) -> Result<(), String> {
        let has_place = |extra: &Extra<'_>| self.places.as_ref().is_none_or(|places| places.contains(&*extra.name));
        let fault = "this row has a column that the first one lacks; write JSON Lines";
        if extras.iter().all(has_place) { Ok(()) } else { Err(fault.to_owned()) }
    }

    /// Writes a result: the values of the fields, or the line of the row and why there are none.
    pub(super) fn write(&self, extras: &[Extra<'_>], result: Result<&[Value<'_>], (u64, &str)>, out: &mut Vec<u8>) {
        let Some(places) = &self.places else { return self.write_json(extras, result, out) };
        let mut cells = vec![String::new(); places.len()];
        // Of two columns with the same name the first counts.
        for extra in extras.iter().rev() {
            if let Some(place) = places.get_index_of(&*extra.name) {
                let text = serde_json::from_str::<String>(&extra.json);
                cells[place] = escaped_lines(text.as_deref().unwrap_or(&extra.json));
            }
        }
        match result {
            Ok(values) => cells.extend(values.iter().map(Value::cell).chain([String::new()])),
            Err((line, fault)) => {
                cells.extend(self.settings.fields.iter().map(|_| String::new()));
                cells.push(escaped(&format!("line {line}: {fault}")));
            }
        }
        out.extend(csv_line(cells, self.settings.raw_cells));
    }

    fn write_json(&self, extras: &[Extra<'_>], result: Result<&[Value<'_>], (u64, &str)>, out: &mut Vec<u8>) {
        let mut before = b'{';
        for Extra { name, json } in extras {
            out.push(before);
            write_text(name, out);
            out.push(b':');
            out.extend_from_slice(escaped_json(json).as_bytes());
            before = b',';
        }
        match result {
            Ok(values) => {
                for (field, value) in self.settings.fields.iter().zip(values) {
                    out.extend_from_slice(&[before, b'"']);
                    out.extend_from_slice(field.word().as_bytes());
                    out.extend_from_slice(b"\":");
                    serde_json::to_writer(&mut *out, value).expect("memory takes it");
                    before = b',';
                }
            }
            Err((line, fault)) => {
                out.push(before);
                out.extend_from_slice(format!("\"line\":{line},\"error\":").as_bytes());
                write_text(fault, out);
            }
        }
        out.extend_from_slice(b"}\n");
    }
}

/// Writes a text as JSON, with everything escaped that a terminal would not just print.
fn write_text(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(escaped_json(&Json::from(text).to_string()).as_bytes());
}

/// A text with everything escaped that a terminal would not just print, except for line breaks and tabs.
fn escaped_lines(text: &str) -> String {
    let shown = |part: &str| match part.strip_suffix("\r\n").or_else(|| part.strip_suffix(['\n', '\t'])) {
        Some(line) => escaped(line) + &part[line.len()..],
        None => escaped(part),
    };
    text.split_inclusive(['\n', '\t']).map(shown).collect()
}

fn csv_line(cells: Vec<String>, raw_cells: bool) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cell = |cell: String| if raw_cells { cell } else { disarmed(&cell).into_owned() };
    writer.write_record(cells.into_iter().map(cell)).expect("memory takes it");
    writer.into_inner().expect("memory takes it")
}

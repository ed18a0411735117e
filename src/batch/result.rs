//! What a result says: its fields, how they are written, and the schemas of rows and results.

use std::borrow::Cow;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;
use schemars::{Schema, json_schema};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json, json};

use super::Settings;
use crate::answers::{Answer, Answers, FORM, answer_schema};
use crate::engine::{Enough, Grounds, Levels, Placing, Terms, advised};
use crate::kb::{Entry, Form, KnowledgeBase, Question};
use crate::render::csv;
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

            /// What each field says, in a sentence.
            const ABOUT: [&str; Self::ALL.len()] = [$($about),*];
        }

        words!(Field: $($field = $word),*);
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

/// The value of a field, in ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Value<'a> {
    Word(Cow<'a, str>),
    Flag(bool),
    List(Vec<&'a str>),
    Pairs(IndexMap<&'a str, Cow<'a, str>, FxBuildHasher>),
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

pub(super) fn verdict_word(kb: &KnowledgeBase, verdict: Option<&Placing>) -> String {
    let Some(placing) = verdict else { return "none-alone".to_owned() };
    placing.messengers().into_iter().map(|messenger| kb[messenger].id()).collect::<Vec<_>>().join("+")
}

/// The values of these fields, as the engine decides.
pub(super) fn values<'a>(kb: &'a KnowledgeBase, levels: &Levels, fields: &[Field], given: &Answers) -> Vec<Value<'a>> {
    let reading = &given.read_with(kb, |question| Some(kb[question].if_unsure));
    let grounds = Grounds::of(kb, reading);
    let decision = grounds.clone().decide(kb, levels);
    let contexts = || decision.contexts.iter().map(|context| (context, decision.named(context)));
    let value = |field: &Field| match field {
        Field::Verdict => Value::Word(verdict_word(kb, decision.verdict.as_ref()).into()),
        Field::Placing => Value::Pairs(
            contexts().map(|(context, named)| (kb[context.context].id(), kb[named.messenger].id().into())).collect(),
        ),
        Field::Close => Value::Flag(decision.is_close),
        Field::Needs => {
            let mut needs: Vec<_> = decision.contexts.iter().flat_map(|context| &context.needs).collect();
            // Of several contexts that need a property, the strongest need counts.
            needs.sort_by_key(|need| (need.property, std::cmp::Reverse(need.strength)));
            needs.dedup_by_key(|need| need.property);
            let needs = needs.into_iter().map(|need| (kb[need.property].id(), need.strength.to_string().into()));
            Value::Pairs(needs.collect())
        }
        Field::Unmet => each_once(contexts().flat_map(|(context, named)| {
            let standings = context.needs.iter().zip(&named.standings);
            let unmet = standings.filter(|(need, standing)| need.strength.is_must() && !standing.is_met_alone());
            unmet.map(|(need, _)| kb[need.property].id())
        })),
        Field::Apart => each_once(decision.shared.iter().flat_map(|(_, contexts)| contexts).map(|key| kb[*key].id())),
        Field::Complements => {
            let advised = advised(&Terms { kb, levels, available: &grounds.available }, &grounds, &decision, reading);
            each_once(advised.iter().map(|one| kb[one.complement].id()))
        }
        Field::Stops => each_once(kb.stops().iter().filter(|stop| stop.applies(reading)).map(Entry::id)),
        Field::Instead => {
            let instead = decision.contexts.iter().filter_map(|context| match context.enough {
                Enough::Instead(key) => Some((kb[context.context].id(), kb[key].id().into())),
                Enough::Alone | Enough::Open | Enough::With(_) => None,
            });
            Value::Pairs(instead.collect())
        }
        Field::Unsure => {
            let is_given = |key| given.get(key).and_then(Answer::chosen).is_some();
            let unsure = kb.questions().keys().filter(|key| reading.get(*key).is_some() && !is_given(*key));
            Value::List(unsure.map(|key| kb[key].id()).collect())
        }
    };
    fields.iter().map(value).collect()
}

fn each_once<'a>(words: impl Iterator<Item = &'a str>) -> Value<'a> {
    Value::List(words.collect::<IndexSet<_, FxBuildHasher>>().into_iter().collect())
}

/// The columns that go through to a result, each with what is written there.
pub(super) type Extras<'a> = Vec<(Cow<'a, str>, &'a RawValue)>;

/// The values of the fields of a result, or the line of its row and why there are none.
pub(super) type Values<'a> = Result<Vec<Value<'a>>, (u64, String)>;

/// Writes a result as a line of JSON.
pub(super) fn write_json(
    extras: &Extras<'_>,
    fields: &[Field],
    values: &Values<'_>,
    out: &mut Vec<u8>,
) -> serde_json::Result<()> {
    let start = out.len();
    let mut writer = serde_json::Serializer::new(&mut *out);
    let mut result = writer.serialize_map(None)?;
    for (name, value) in extras {
        result.serialize_entry(name, value)?;
    }
    match values {
        Ok(values) => {
            for (field, value) in fields.iter().zip(values) {
                result.serialize_entry(field.word(), value)?;
            }
        }
        Err((line, fault)) => {
            result.serialize_entry("line", line)?;
            result.serialize_entry("error", fault)?;
        }
    }
    result.end()?;
    let written = std::str::from_utf8(&out[start..]).expect("JSON is text");
    if let Cow::Owned(safe) = escaped_json(written) {
        out.truncate(start);
        out.extend(safe.bytes());
    }
    out.push(b'\n');
    Ok(())
}

/// A result as a line of CSV, with so many columns that go through.
pub(super) fn csv_result(passed: usize, extras: &Extras<'_>, settings: &Settings, values: &Values<'_>) -> String {
    let text = |value: &RawValue| serde_json::from_str::<String>(value.get()).unwrap_or_default();
    let mut cells: Vec<String> = extras.iter().map(|(_, value)| escaped_lines(&text(value))).collect();
    // Of some rows that are wrong nothing goes through.
    cells.resize(passed, String::new());
    match values {
        Ok(values) => cells.extend(values.iter().map(Value::cell).chain([String::new()])),
        Err((line, fault)) => {
            cells.resize(passed + settings.fields.len(), String::new());
            cells.push(escaped(&format!("line {line}: {fault}")));
        }
    }
    csv([cells], settings.raw_cells)
}

pub(super) fn csv_heading<'a>(passed: impl Iterator<Item = &'a String>, settings: &Settings) -> String {
    let own = settings.fields.iter().map(|field| field.word()).chain(["error"]).map(str::to_owned);
    csv([passed.map(|name| escaped_lines(name)).chain(own).collect()], settings.raw_cells)
}

/// A text with everything escaped that a terminal would not just print, except for line breaks and tabs.
fn escaped_lines(text: &str) -> String {
    let shown = |part: &str| match part.strip_suffix("\r\n").or_else(|| part.strip_suffix(['\n', '\t'])) {
        Some(line) => escaped(line) + &part[line.len()..],
        None => escaped(part),
    };
    text.split_inclusive(['\n', '\t']).map(shown).collect()
}

/// The forms of what is read and written.
pub const FORMS: [Form; 2] = [
    Form { id: "advisor/batch-row/1", about: "A line of JSON that `batch` reads", make: row_schema },
    Form { id: "advisor/batch-result/1", about: "A line of JSON that `batch` writes", make: result_schema },
];

/// Answers, and columns that go through.
fn row_schema(kb: &KnowledgeBase) -> Schema {
    let answer = |question: &Question| json!({ "anyOf": [answer_schema(question), { "type": "null" }] });
    let mut columns: Map<String, Json> =
        kb.questions().iter().map(|question| (question.id().to_owned(), answer(question))).collect();
    let schema = json!({
        "description": "Where it names a form of this program, then this one, or that of answers.",
        "anyOf": [{ "enum": [FORMS[0].id, FORM.id] }, { "not": { "type": "string", "pattern": "^advisor/" } }],
    });
    columns.insert("schema".to_owned(), schema);
    let retired = kb.scope().retired.keys().map(String::as_str);
    let taken: Vec<&str> = Field::ALL.map(Field::word).into_iter().chain(["line", "error"]).chain(retired).collect();
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": columns,
        "propertyNames": { "not": { "enum": taken } },
        "additionalProperties": { "description": "It goes through to the result." },
    })
}

/// A result, or an error in its place; with the columns that went through.
fn result_schema(kb: &KnowledgeBase) -> Schema {
    let ids = |ids: &mut dyn Iterator<Item = &str>| json!({ "enum": ids.collect::<Vec<_>>() });
    let list = |of: Json| json!({ "type": "array", "items": of, "uniqueItems": true });
    let pairs = |key: Json, word: Json| json!({ "type": "object", "propertyNames": key, "additionalProperties": word });
    let text = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    let contexts = || ids(&mut kb.contexts().ids());
    let schema = |field: Field| match field {
        Field::Verdict => text("^(none-alone|[a-z0-9-]+(\\+[a-z0-9-]+)*)$"),
        Field::Placing => pairs(contexts(), ids(&mut kb.scope().candidates.iter().map(|key| kb[*key].id()))),
        Field::Close => json!({ "type": "boolean" }),
        Field::Needs => pairs(ids(&mut kb.properties().ids()), text("^(must|should [1-5])$")),
        Field::Unmet => list(ids(&mut kb.properties().ids())),
        Field::Apart => list(contexts()),
        Field::Complements => list(ids(&mut kb.complements().ids())),
        Field::Stops => list(ids(&mut kb.stops().ids())),
        Field::Instead => pairs(contexts(), ids(&mut kb.complements().ids())),
        Field::Unsure => list(ids(&mut kb.questions().ids())),
    };
    let mut fields = Map::new();
    for (field, about) in Field::ALL.into_iter().zip(Field::ABOUT) {
        let mut schema = schema(field);
        schema["description"] = about.into();
        fields.insert(field.word().to_owned(), schema);
    }
    fields.insert("line".to_owned(), json!({ "description": "The line of the row.", "type": "integer", "minimum": 1 }));
    fields.insert("error".to_owned(), json!({ "description": "Why there is no result.", "type": "string" }));
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": fields,
        "dependentRequired": { "error": ["line"], "line": ["error"] },
        "additionalProperties": { "description": "It went through from the row." },
    })
}

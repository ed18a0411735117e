//! Two editions of a knowledge base, entry by entry.
//!
//! Only what a verdict can depend on counts: a text, a source or a heading that
//! is worded anew is no edit. Entries are one if their ids are.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_yaml::Value;

use super::load::Files;
use super::written::{COMPLEMENTS, MESSENGERS, PROPERTIES, QUESTIONS, RULES, SCOPE};

/// What became of an entry from the old edition to the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// Only the new edition has it.
    Added,
    /// Only the old edition has it.
    Removed,
    /// Both have it, with different effects.
    Changed,
}

impl How {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// An entry that is not the same in both editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Edit {
    /// What kind of entry it is, as in `rule`.
    pub kind: &'static str,
    /// The id; that of the messenger and that of the property for a fact.
    pub id: String,
    /// What became of it.
    pub how: How,
    /// The fields that differ, if it was changed.
    #[serde(skip)]
    pub fields: Vec<&'static str>,
}

/// The lists with the fields that a verdict depends on: file, kind of entry, fields.
const LISTS: [(&str, &str, &[&str]); 4] = [
    (PROPERTIES, "property", &["scale", "count", "text", "bars-use"]),
    (QUESTIONS, "question", &["takes", "by-severity", "choices", "if-unsure", "ask-when"]),
    (RULES, "rule", &["when", "context", "need", "strength", "outranks"]),
    (
        COMPLEMENTS,
        "complement",
        &["kind", "messenger", "raises", "works-with", "available-when", "not-when", "takes-the-place", "effort"],
    ),
];

/// The effects of entries: by id, each field with what it says.
type Effects = Vec<(String, Vec<(&'static str, Value)>)>;

/// Every entry in which two editions differ.
pub struct Edits {
    edits: Vec<Edit>,
}

impl Edits {
    /// Compares two editions; what does not parse is taken as missing.
    ///
    /// Whether an `as-of` is a part of its fact is for the caller to say: it matters only where old facts are not believed.
    pub fn between(old: &Files, new: &Files, dates_matter: bool) -> Self {
        let mut edits = Vec::new();
        let mut compare = |kind: &'static str, old: Effects, new: Effects| {
            let before: BTreeMap<&String, &Vec<_>> = old.iter().map(|(id, effect)| (id, effect)).collect();
            for (id, effect) in &new {
                let fields: Vec<&str> = match before.get(id) {
                    None => Vec::new(),
                    Some(before) if *before == effect => continue,
                    Some(before) => {
                        effect.iter().filter(|field| !before.contains(field)).map(|(name, _)| *name).collect()
                    }
                };
                let how = if before.contains_key(id) { How::Changed } else { How::Added };
                edits.push(Edit { kind, id: id.clone(), how, fields });
            }
            let removed = old.iter().filter(|(id, _)| !new.iter().any(|(other, _)| other == id));
            let removed = removed.map(|(id, _)| Edit { kind, id: id.clone(), how: How::Removed, fields: Vec::new() });
            edits.extend(removed);
        };
        let [before, after] = [value(old, SCOPE), value(new, SCOPE)];
        compare("scope", scope(&before, &after), scope(&after, &before));
        let contexts = |scope: &Value| list(&scope["contexts"], &["active-when"]);
        compare("context", contexts(&before), contexts(&after));
        for (file, kind, fields) in LISTS {
            let [before, after] = [old, new].map(|files| list(&value(files, file), fields));
            compare(kind, before, after);
            if kind == "property" {
                let [before, after] = [old, new].map(messengers);
                let facts = |mine: &BTreeMap<String, Value>, other: &BTreeMap<String, Value>| -> Effects {
                    let both = mine.iter().filter(|(id, _)| other.contains_key(*id));
                    both.flat_map(|(id, messenger)| facts(id, messenger, dates_matter)).collect()
                };
                let ids = |all: &BTreeMap<String, Value>| all.keys().map(|id| (id.clone(), Vec::new())).collect();
                compare("messenger", ids(&before), ids(&after));
                compare("fact", facts(&before, &after), facts(&after, &before));
            }
        }
        Self { edits }
    }

    /// The entries that differ, in the order of the files.
    pub fn all(&self) -> &[Edit] {
        &self.edits
    }
}

/// What a file says, or nothing.
fn value(files: &Files, name: &str) -> Value {
    files.text(name).and_then(|text| serde_yaml::from_str(text).ok()).unwrap_or_default()
}

/// The messengers by their ids.
fn messengers(files: &Files) -> BTreeMap<String, Value> {
    let names = files.iter().map(|(name, _)| name).filter(|name| name.starts_with(MESSENGERS));
    let messenger = |name: &str| {
        let messenger = value(files, name);
        Some((messenger["id"].as_str()?.to_owned(), messenger))
    };
    names.filter_map(messenger).collect()
}

/// The effects of the entries of a list.
fn list(entries: &Value, fields: &[&'static str]) -> Effects {
    let entries = entries.as_sequence().into_iter().flatten();
    let effect = |entry: &Value| fields.iter().map(|field| (*field, effect(field, &entry[*field]))).collect();
    entries.filter_map(|entry| Some((entry["id"].as_str()?.to_owned(), effect(entry)))).collect()
}

/// The effects of a messenger's facts.
fn facts(messenger: &str, written: &Value, dates_matter: bool) -> Effects {
    let fields: &[&str] = match dates_matter {
        true => &["level", "count", "confidence", "as-of"],
        false => &["level", "count", "confidence"],
    };
    let facts = written["facts"].as_mapping().into_iter().flatten();
    let fact = |(property, fact): (&Value, &Value)| {
        let effect = fields.iter().map(|field| (*field, effect(field, &fact[*field]))).collect();
        Some((format!("{messenger} {}", property.as_str()?), effect))
    };
    facts.filter_map(fact).collect()
}

/// The effects of the scope itself; of the order of contexts, which breaks ties, as far as the other one has them.
fn scope(written: &Value, other: &Value) -> Effects {
    let ids = |scope: &Value| list(&scope["contexts"], &[]).into_iter().map(|(id, _)| id);
    let shared = ids(written).filter(|id| ids(other).any(|there| there == *id));
    let order = Value::Sequence(shared.map(Value::from).collect());
    let [candidates, apart] = ["candidates", "apart"].map(|field| effect(field, &written[field]));
    let parts = [("candidates", candidates), ("apart", apart), ("order of contexts", order)];
    parts.into_iter().map(|(name, effect)| (name.to_owned(), vec![(name, effect)])).collect()
}

/// What a verdict can depend on of a field's value. A value that changes nothing is the same as none.
fn effect(field: &str, value: &Value) -> Value {
    match (field, value) {
        // The unit is a text, and a count a number.
        ("count", Value::String(unit)) if unit.parse::<u32>().is_err() => Value::Bool(true),
        // High and medium confidence are believed alike.
        ("confidence", confidence) => Value::Bool(confidence.as_str() == Some("low")),
        (_, Value::Bool(false)) => Value::Null,
        (_, Value::Sequence(list)) if !list.is_empty() => {
            Value::Sequence(list.iter().map(|item| effect("", item)).collect())
        }
        (_, Value::Mapping(fields)) if !fields.is_empty() => {
            let is_text = |name: &Value| ["label", "help", "because"].contains(&name.as_str().unwrap_or_default());
            let fields = fields.iter().filter(|(name, _)| !is_text(name));
            Value::Mapping(fields.map(|(name, value)| (name.clone(), effect("", value))).collect())
        }
        (_, Value::Sequence(_) | Value::Mapping(_)) => Value::Null,
        (_, value) => value.clone(),
    }
}

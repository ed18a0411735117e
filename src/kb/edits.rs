//! Two editions of a knowledge base, entry by entry. Entries are one if their ids are.
//!
//! Only what a verdict can depend on counts: a text, a source or a heading that is worded anew is no edit.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use serde_yaml::Value;

use super::Files;

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

words!(How: Added = "added", Removed = "removed", Changed = "changed");

/// An entry that is not the same in both editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Edit {
    /// What kind of entry it is, as in `rule`.
    pub kind: &'static str,
    /// The id; that of the messenger and that of the property for a fact.
    pub id: String,
    /// What became of it.
    pub how: How,
}

/// The lists with the fields that a verdict depends on: kind of entry, file, fields.
const LISTS: [(&str, &str, &[&str]); 4] = [
    ("property", "properties.yaml", &["scale", "count", "text", "bars-use"]),
    ("question", "questions.yaml", &["takes", "by-severity", "choices", "if-unsure", "ask-when"]),
    ("rule", "rules.yaml", &["when", "context", "need", "strength", "outranks"]),
    (
        "complement",
        "complements.yaml",
        &["kind", "messenger", "raises", "works-with", "available-when", "not-when", "takes-the-place", "effort"],
    ),
];
const ORDER: [&str; 8] = ["scope", "context", "property", "messenger", "fact", "question", "rule", "complement"];

/// What each field of each entry says, by the kind and the id of the entry.
type Effects = IndexMap<(&'static str, String), Vec<Value>>;

impl Edit {
    /// Every entry in which two editions differ, in the order of the files; what does not parse is taken as missing.
    ///
    /// Whether an `as-of` is a part of its fact is for the caller to say: it matters only where old facts are not believed.
    pub fn between(old: &Files, new: &Files, dates_matter: bool) -> Vec<Self> {
        let (before, after) = (effects(old, new, dates_matter), effects(new, old, dates_matter));
        let edit = |(kind, id): &(&'static str, String), how| Self { kind, id: id.clone(), how };
        let here = after.iter().filter(|(entry, is)| before.get(*entry) != Some(is)).map(|(entry, _)| entry);
        let here = here.map(|entry| edit(entry, if before.contains_key(entry) { How::Changed } else { How::Added }));
        let gone = before.keys().filter(|entry| !after.contains_key(*entry)).map(|entry| edit(entry, How::Removed));
        let mut edits: Vec<Self> = here.chain(gone).collect();
        edits.sort_by_key(|edit| ORDER.iter().position(|kind| *kind == edit.kind));
        edits
    }
}

/// All entries of an edition. Of facts and of the order of contexts, which breaks ties, only what the other one has too.
fn effects(files: &Files, other: &Files, dates_matter: bool) -> Effects {
    let mut effects = Effects::new();
    let mut add = |kind, id: &str, entry: &Value, fields: &[&str]| {
        let fields = fields.iter().map(|field| effect(field, &entry[*field])).collect();
        effects.insert((kind, id.to_owned()), fields);
    };
    let scope = value(files, "scope.yaml");
    ["candidates", "apart"].iter().for_each(|field| add("scope", field, &scope, &[*field]));
    list(&scope["contexts"]).for_each(|(id, entry)| add("context", id, entry, &["active-when"]));
    for (kind, file, fields) in LISTS {
        list(&value(files, file)).for_each(|(id, entry)| add(kind, id, entry, fields));
    }
    let of_fact = ["level", "count", "confidence", "as-of"];
    let of_fact = if dates_matter { &of_fact[..] } else { &of_fact[..3] };
    for name in files.0.keys().filter(|name| name.starts_with("messengers/")) {
        let (messenger, is_there) = (value(files, name), value(other, name)["id"].is_string());
        let Some(id) = messenger["id"].as_str() else { continue };
        add("messenger", id, &messenger, &[]);
        for (property, fact) in messenger["facts"].as_mapping().into_iter().flatten().filter(|_| is_there) {
            add("fact", &format!("{id} {}", property.as_str().unwrap_or_default()), fact, of_fact);
        }
    }
    let there = value(other, "scope.yaml");
    let is_there = |id: &&str| list(&there["contexts"]).any(|(there, _)| there == *id);
    let shared = list(&scope["contexts"]).map(|(id, _)| id).filter(is_there).map(Value::from);
    effects.insert(("scope", "order of contexts".to_owned()), shared.collect());
    effects
}

fn value(files: &Files, name: &str) -> Value {
    files.0.get(name).and_then(|text| serde_yaml::from_str(text).ok()).unwrap_or_default()
}

fn list(entries: &Value) -> impl Iterator<Item = (&str, &Value)> {
    entries.as_sequence().into_iter().flatten().filter_map(|entry| Some((entry["id"].as_str()?, entry)))
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

//! One entry of an edition as it is in another, to try what it does.

use serde_yaml::Value;

use super::KnowledgeBase;
use super::edits::{Edit, value};
use super::load::Files;
use super::problem::Problems;
use super::written::{COMPLEMENTS, PROPERTIES, QUESTIONS, RULES, SCOPE, SOURCES};

/// One edition with one entry as it is in another.
pub(super) fn moved(from: &Files, into: &Files, edit: &Edit) -> Result<KnowledgeBase, Problems> {
    // What an entry cites comes with it.
    let mut sources = value(into, SOURCES);
    for source in value(from, SOURCES).as_sequence().into_iter().flatten() {
        let id = source["id"].as_str().unwrap_or_default();
        if position(&sources, id).is_none() {
            put(&Value::Sequence(vec![source.clone()]), &mut sources, id);
        }
    }
    let files = into.clone().with(SOURCES, &text(&sources));
    let changed = |file: &str, change: &dyn Fn(&Value, &mut Value)| {
        let mut made = value(into, file);
        change(&value(from, file), &mut made);
        files.clone().with(file, &text(&made))
    };
    let id = edit.id.as_str();
    let made = match (edit.kind(), id) {
        ("scope", "order of contexts") => changed(SCOPE, &|from, into| {
            if let Some(contexts) = into["contexts"].as_sequence_mut() {
                let there = |context: &Value| position(&from["contexts"], context["id"].as_str().unwrap_or_default());
                contexts.sort_by_key(|context| there(context).unwrap_or(usize::MAX));
            }
        }),
        ("scope", field) => changed(SCOPE, &|from, into| into[field] = from[field].clone()),
        ("context", id) => changed(SCOPE, &|from, into| put(&from["contexts"], &mut into["contexts"], id)),
        ("messenger", id) => {
            let name = format!("messengers/{id}.yaml");
            match from.text(&name) {
                Some(text) => files.with(&name, text),
                None => files.without(&name),
            }
        }
        ("fact", id) => {
            let (messenger, property) = id.split_once(' ').unwrap_or_default();
            changed(&format!("messengers/{messenger}.yaml"), &|from, into| match from["facts"].get(property) {
                Some(fact) => into["facts"][property] = fact.clone(),
                None => {
                    into["facts"].as_mapping_mut().map(|facts| facts.remove(property));
                }
            })
        }
        ("property", id) => changed(PROPERTIES, &|from, into| put(from, into, id)),
        ("question", id) => changed(QUESTIONS, &|from, into| put(from, into, id)),
        ("rule", id) => changed(RULES, &|from, into| put(from, into, id)),
        (_, id) => changed(COMPLEMENTS, &|from, into| put(from, into, id)),
    };
    made.load()
}

/// Makes the entry of a list what it is in another.
fn put(from: &Value, into: &mut Value, id: &str) {
    let entry = position(from, id).map(|there| from[there].clone());
    let there = position(into, id);
    let Some(list) = into.as_sequence_mut() else { return };
    match (entry, there) {
        (Some(entry), Some(there)) => list[there] = entry,
        (Some(entry), None) => list.push(entry),
        (None, Some(there)) => drop(list.remove(there)),
        (None, None) => {}
    }
}

fn position(list: &Value, id: &str) -> Option<usize> {
    list.as_sequence()?.iter().position(|entry| entry["id"].as_str() == Some(id))
}

fn text(value: &Value) -> String {
    serde_yaml::to_string(value).expect("what was read can be written")
}

//! What is written as an id, a level or a date becomes a reference to what it names.

use std::collections::BTreeMap;

use super::catalogue::Key;
use super::choice_set::ChoiceSet;
use super::date::AsOf;
use super::place::Place;
use super::property::{Level, Measure, Property};
use super::question::{Question, Row};
use super::source::Source;
use super::wording::{Bar, Cited, Date, Id, Ids, Sources, When};
use super::{Kept, KnowledgeBase};
use crate::text::printable;

/// The entry with an id.
pub(super) fn find<T: Kept>(at: &Place<'_>, id: &str, kb: &KnowledgeBase) -> Option<Key<T>> {
    let known = T::all(kb);
    let found = known.find(id);
    if found.is_none() && !at.ledger.is_unjudged(T::KIND, id) {
        at.note_unknown(format!("unknown {} `{}`", T::KIND, printable(id)), id, known.ids());
    }
    found
}

/// The entries with these ids.
pub(super) fn find_all<T: Kept>(at: &Place<'_>, ids: &[Id], kb: &KnowledgeBase) -> Vec<Key<T>> {
    ids.iter().enumerate().filter_map(|(position, id)| find(&at.item(position), &id.0, kb)).collect()
}

/// The sources of a list, each of which is named once.
pub(super) fn sources(at: &Place<'_>, written: &Sources, kb: &KnowledgeBase) -> Vec<Key<Source>> {
    let mut found = Vec::new();
    for (position, id) in written.0.iter().enumerate() {
        let at = at.item(position);
        let Some(source) = find(&at, &id.0, kb) else { continue };
        if found.contains(&source) {
            at.note(format!("the source `{}` is listed twice", id.0), "keep one of the two");
        }
        found.push(source);
    }
    found
}

/// The sources of an entry that must have one.
pub(super) fn cited(entry: &Place<'_>, written: Cited, kb: &KnowledgeBase) -> Vec<Key<Source>> {
    if written.0.is_empty() {
        entry.note("there is no source", "cite at least one entry of sources.yaml");
    }
    sources(&entry.field("sources"), &Sources(written.0), kb)
}

/// A date.
pub(super) fn date(at: &Place<'_>, written: &Date) -> Option<AsOf> {
    let date = AsOf::parse(&written.0.0);
    if date.is_none() {
        at.note(format!("`{}` is not a date", printable(&written.0.0)), "write YYYY, YYYY-MM or YYYY-MM-DD");
    }
    date
}

/// A level of a property, or a count.
pub(super) fn level(at: &Place<'_>, property: &Property, written: &str) -> Option<Level> {
    let level = property.read(written);
    if level.is_none() {
        let (id, shown) = (&property.id, printable(written));
        match &property.measure {
            Measure::Scale(steps) => {
                let known = steps.iter().map(|step| step.id.as_str());
                at.note_unknown(format!("`{shown}` is not a level of `{id}`"), written, known);
            }
            Measure::Count { unit } => {
                let remedy = format!("write a whole number from 0 to {}", u32::MAX);
                at.note(format!("`{shown}` is not a number of {unit}"), remedy);
            }
            Measure::Text => at.note(format!("`{id}` is a text and has no levels"), "use a scale or a count"),
        }
    }
    level
}

/// Properties with a level each that is asked for, raised to or relied on: never the worst, which everything meets.
pub(super) fn needs(at: &Place<'_>, written: &BTreeMap<Id, Bar>, kb: &KnowledgeBase) -> Vec<(Key<Property>, Level)> {
    let mut needs = Vec::new();
    for (id, bar) in written {
        let (at, bar) = (at.field(&id.0), &bar.0.0);
        let Some(key) = find::<Property>(&at, &id.0, kb) else { continue };
        match level(&at, &kb[key], bar) {
            Some(Level(0)) => {
                let shown = printable(bar);
                let fault = format!("`{shown}` is the worst level of `{}`, which every messenger meets", id.0);
                at.note(fault, "name a better level");
            }
            Some(level) => needs.push((key, level)),
            None => {}
        }
    }
    needs.sort_unstable();
    needs
}

/// The only property with the level that is needed of it.
pub(super) fn need(at: &Place<'_>, written: &BTreeMap<Id, Bar>, kb: &KnowledgeBase) -> Option<(Key<Property>, Level)> {
    if written.len() != 1 {
        let fault = format!("{} properties are named", written.len());
        at.note(fault, "name exactly one, as `property: level`");
        return None;
    }
    needs(at, written, kb).pop()
}

/// A row of a decision table.
pub(super) fn row(at: &Place<'_>, written: &When, kb: &KnowledgeBase) -> Row {
    let mut cells = Vec::new();
    for (Id(id), Ids(choices)) in written {
        let at = at.field(id);
        let Some(key) = find::<Question>(&at, id, kb) else { continue };
        if choices.is_empty() {
            at.note(format!("no choice of `{id}` is listed"), "list at least one, or leave the question out");
        }
        let mut accepted = ChoiceSet::default();
        for Id(choice) in choices {
            match kb[key].find(choice) {
                Some(found) => accepted = accepted.union(found),
                None => {
                    let fault = format!("unknown choice `{}` of question `{id}`", printable(choice));
                    at.note_unknown(fault, choice, kb[key].choices.iter().map(|known| known.id.as_str()));
                }
            }
        }
        cells.push((key, accepted));
    }
    cells.sort_unstable();
    Row { cells }
}

/// The rows of a decision table.
pub(super) fn rows(at: &Place<'_>, written: &[When], kb: &KnowledgeBase) -> Vec<Row> {
    written.iter().enumerate().map(|(position, written)| row(&at.item(position), written, kb)).collect()
}

/// The levels of some scales, of which a messenger has to be at one each.
pub(super) fn works_with(at: &Place<'_>, written: &When, kb: &KnowledgeBase) -> Vec<(Key<Property>, Vec<Level>)> {
    let mut works_with = Vec::new();
    for (Id(id), Ids(levels)) in written {
        let at = at.field(id);
        let Some(key) = find::<Property>(&at, id, kb) else { continue };
        let is_scale = |property: &Property| matches!(property.measure, Measure::Scale(_));
        if !is_scale(&kb[key]) {
            let scales = kb.properties().iter().filter(|property| is_scale(property));
            at.note_unknown(format!("`{id}` is not a scale"), "", scales.map(|property| property.id.as_str()));
            continue;
        }
        if levels.is_empty() {
            at.note(format!("no level of `{id}` is listed"), "list at least one, or leave it out");
        }
        works_with.push((key, levels.iter().filter_map(|written| level(&at, &kb[key], &written.0)).collect()));
    }
    works_with
}

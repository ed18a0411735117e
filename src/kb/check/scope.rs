//! Candidates, contexts and headings.

use std::collections::BTreeSet;

use super::ledger::{Ledger, Place, at_position};
use crate::kb::catalogue::Catalogue;
use crate::kb::date::parse_day;
use crate::kb::load::SCOPE;
use crate::kb::messenger::Messenger;
use crate::kb::property::Property;
use crate::kb::question::Question;
use crate::kb::scope::{Apart, Context, Group, Scope, Sitting, Theme};
use crate::kb::written;
use crate::text::printable;

/// The most ways to give every context a candidate; they are all tried.
const MOST_ASSIGNMENTS: usize = 4096;

pub(super) fn groups(written: &Option<written::Scope>, ledger: &mut Ledger) -> Catalogue<Group> {
    let written = written.as_ref().map_or(&[][..], |written| &written.groups);
    let headings = headings(written, "groups", ledger);
    Catalogue::of(headings.into_iter().map(|(id, title)| Group { id, title }).collect())
}

pub(super) fn themes(written: &Option<written::Scope>, ledger: &mut Ledger) -> Catalogue<Theme> {
    let written = written.as_ref().map_or(&[][..], |written| &written.themes);
    let headings = headings(written, "themes", ledger);
    Catalogue::of(headings.into_iter().map(|(id, title)| Theme { id, title }).collect())
}

pub(super) fn sittings(written: &Option<written::Scope>, ledger: &mut Ledger) -> Catalogue<Sitting> {
    let written = written.as_ref().map_or(&[][..], |written| &written.sittings);
    let headings = headings(written, "sittings", ledger);
    Catalogue::of(headings.into_iter().map(|(id, title)| Sitting { id, title }).collect())
}

fn headings(written: &[written::Heading], field: &str, ledger: &mut Ledger) -> Vec<(String, String)> {
    let list = Place::file(SCOPE).field(field);
    ledger.ids(&list, "heading", written.iter().map(|heading| heading.id.as_str()));
    for (position, heading) in written.iter().enumerate() {
        ledger.short_text(&list.entry("heading", position, &heading.id), &heading.title, 60);
    }
    written.iter().map(|heading| (heading.id.clone(), heading.title.clone())).collect()
}

pub(super) fn contexts(
    written: &Option<written::Scope>,
    questions: &Catalogue<Question>,
    ledger: &mut Ledger,
) -> Catalogue<Context> {
    let Some(written) = written else { return Catalogue::of(Vec::new()) };
    let list = Place::file(SCOPE).field("contexts");
    ledger.ids(&list, "context", written.contexts.iter().map(|context| context.id.as_str()));
    if written.contexts.is_empty() {
        ledger.note(&list, "there is no context", "add at least one");
    }
    let mut contexts = Vec::new();
    for (position, context) in written.contexts.iter().enumerate() {
        let place = list.entry("context", position, &context.id);
        ledger.short_text(&place.field("title"), &context.title, 40);
        ledger.text(&place.field("people"), &context.people);
        contexts.push(Context {
            id: context.id.clone(),
            title: context.title.clone(),
            people: context.people.clone(),
            active_when: ledger.rows(&place.field("active-when"), &context.active_when, questions),
        });
    }
    Catalogue::of(contexts)
}

pub(super) fn check(
    written: &Option<written::Scope>,
    messengers: &Catalogue<Messenger>,
    contexts: &Catalogue<Context>,
    properties: &Catalogue<Property>,
    questions: &Catalogue<Question>,
    ledger: &mut Ledger,
) -> Scope {
    let Some(written) = written else {
        return Scope {
            version: String::new(),
            candidates: Vec::new(),
            close_call: 0,
            apart: Vec::new(),
            opening: None,
            retired: Vec::new(),
        };
    };
    let file = Place::file(SCOPE);
    if parse_day(&written.version).is_none() {
        ledger.note(&file.field("version"), "the version is not a date", "write YYYY-MM-DD");
    }
    if written.close_call > 100 {
        ledger.note(&file.field("close-call"), "the margin is more than 100 percent", "write 0 to 100");
    }

    let place = file.field("candidates");
    if written.candidates.is_empty() {
        ledger.note(&place, "there is no candidate", "name at least one messenger");
    }
    let mut seen = BTreeSet::new();
    let mut candidates = Vec::new();
    for (position, id) in written.candidates.iter().enumerate() {
        let place = at_position(&place, position);
        if !seen.insert(id) {
            ledger.note(&place, format!("the candidate `{id}` is named twice"), "keep one of the two");
        }
        candidates.extend(ledger.find(&place, id, messengers));
    }
    let assignments = candidates.len().checked_pow(contexts.len() as u32);
    if assignments.is_none_or(|ways| ways > MOST_ASSIGNMENTS) {
        let fault = format!("{} candidates in {} contexts are too many to compare", candidates.len(), contexts.len());
        ledger.note(&place, fault, "name fewer candidates");
    }

    let list = file.field("apart");
    let mut apart = Vec::new();
    for (position, group) in written.apart.iter().enumerate() {
        let place = at_position(&list, position);
        ledger.text(&place.field("because"), &group.because);
        let mut members = Vec::new();
        for id in &group.contexts {
            members.extend(ledger.find(&place.field("contexts"), id, contexts));
        }
        members.sort_unstable();
        members.dedup();
        if members.len() < 2 && group.contexts.iter().all(|id| !ledger.is_unjudged("context", id)) {
            ledger.note(&place.field("contexts"), "fewer than two contexts are kept apart", "name at least two");
        }
        let when = ledger.rows(&place.field("when"), &group.when, questions);
        let Some(unless) = ledger.need(&place.field("unless"), &group.unless, properties) else { continue };
        apart.push(Apart { contexts: members, when, unless, because: group.because.clone() });
    }
    if let Some(opening) = &written.opening {
        ledger.text(&file.field("opening"), opening);
    }
    for (id, text) in &written.retired {
        let place = file.field("retired").field(id);
        ledger.id(&place, id);
        ledger.text(&place, text);
        if questions.find(id).is_some() {
            ledger.note(&place, format!("`{}` still exists", printable(id)), "remove it from `retired`");
        }
    }
    let opening = written.opening.clone();
    let retired = written.retired.iter().map(|(id, text)| (id.clone(), text.clone())).collect();
    let (version, close_call) = (written.version.clone(), written.close_call);
    Scope { version, candidates, close_call, apart, opening, retired }
}

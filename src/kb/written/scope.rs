//! `scope.yaml`: candidates, contexts and headings.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Written, catalogue, entries};
use crate::kb::date::parse_day;
use crate::kb::place::Place;
use crate::kb::resolve::{find, find_all, need, rows};
use crate::kb::wording::{Bar, Day, Id, Ids, Short, Text, When, Wording, check_id, read};
use crate::kb::{self, Catalogue, Entry, KnowledgeBase};
use crate::text::printable;

/// The most ways to give every context a candidate; they are all tried.
const MOST_ASSIGNMENTS: usize = 4096;

/// What the knowledge base is about.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::kb) struct Scope {
    /// The edition; change it with every change of the data.
    version: Day,
    /// What a verdict may name, in default order: ids of messengers. All others are alternatives.
    #[schemars(extend("uniqueItems" = true))]
    candidates: Ids,
    /// Below this difference, in percent of the possible points, a choice is called close.
    #[schemars(range(max = 100))]
    close_call: u8,
    /// The contexts.
    #[schemars(length(min = 1))]
    contexts: Vec<Context>,
    /// Contexts that must not share a messenger.
    #[serde(default)]
    apart: Vec<Apart>,
    /// Headings for properties, in order.
    groups: Vec<Heading>,
    /// Headings for questions, in order.
    themes: Vec<Heading>,
    /// Places where several things are done at once: the opening words of the step that they become.
    #[serde(default)]
    sittings: Vec<Heading>,
    /// What is said before the first question.
    opening: Option<Text>,
    /// Ids of questions that no longer exist, and what to answer instead.
    #[serde(default)]
    retired: BTreeMap<Id, Text>,
}

/// A circle of contacts that gets its own messenger.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Context {
    /// The id.
    id: Id,
    /// A short name.
    title: Short<40>,
    /// Who they are, as in "people who know who you are".
    people: Text,
    /// Active when any of these rows holds; always without one.
    #[serde(default)]
    active_when: Vec<When>,
}

/// Contexts that must not share a messenger.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Apart {
    /// Their ids, at least two.
    #[schemars(length(min = 2))]
    contexts: Vec<Id>,
    /// Kept apart when any of these rows holds.
    when: Vec<When>,
    /// The level of one property at which one messenger may serve them all.
    #[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
    unless: BTreeMap<Id, Bar>,
    /// Why.
    because: Text,
}

/// A heading.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Heading {
    /// The id.
    id: Id,
    /// The heading.
    title: Short<60>,
}

impl Scope {
    /// Checks the headings, which questions and properties stand under.
    pub(super) fn headings(mut self, file: &Place<'_>, kb: &mut KnowledgeBase) -> Self {
        fn of<T: Entry>(list: &Place<'_>, written: &mut Vec<Heading>, make: fn((String, String)) -> T) -> Catalogue<T> {
            let headings = entries(list, std::mem::take(written), &KnowledgeBase::empty());
            Catalogue::of(headings.into_iter().map(make).collect())
        }
        kb.groups = of(&file.field("groups"), &mut self.groups, |(id, title)| kb::Group { id, title });
        kb.themes = of(&file.field("themes"), &mut self.themes, |(id, title)| kb::Theme { id, title });
        kb.sittings = of(&file.field("sittings"), &mut self.sittings, |(id, title)| kb::Sitting { id, title });
        self
    }

    /// Checks the rest, once all messengers, properties and questions are known.
    pub(super) fn check(self, file: &Place<'_>, kb: &mut KnowledgeBase) {
        if self.contexts.is_empty() {
            file.field("contexts").note("there is no context", "add at least one");
        }
        kb.contexts = catalogue(&file.field("contexts"), self.contexts, kb);
        if parse_day(&self.version.0).is_none() {
            file.field("version").note("the version is not a date", "write YYYY-MM-DD");
        }
        if self.close_call > 100 {
            file.field("close-call").note("the margin is more than 100 percent", "write 0 to 100");
        }
        let candidates = candidates(&self.candidates.0, &file.field("candidates"), kb);
        let list = file.field("apart");
        let apart = self.apart.into_iter().enumerate();
        let apart = apart.filter_map(|(position, apart)| apart.check(&list.item(position), kb)).collect();
        let retired = file.field("retired");
        let retired = self.retired.into_iter().map(|(Id(id), instead)| {
            let at = retired.field(&id);
            check_id(&at, &id);
            if kb.questions.find(&id).is_some() {
                at.note(format!("`{}` still exists", printable(&id)), "remove it from `retired`");
            }
            let instead = instead.checked(&at);
            (id, instead)
        });
        kb.scope = kb::Scope {
            version: self.version.0,
            candidates,
            close_call: self.close_call,
            apart,
            opening: read(file, "opening", self.opening),
            retired: retired.collect(),
        };
    }
}

fn candidates(written: &[Id], list: &Place<'_>, kb: &KnowledgeBase) -> Vec<kb::Key<kb::Messenger>> {
    if written.is_empty() {
        list.note("there is no candidate", "name at least one messenger");
    }
    let mut seen = BTreeSet::new();
    let mut candidates = Vec::new();
    for (position, Id(id)) in written.iter().enumerate() {
        let at = list.item(position);
        if !seen.insert(id) {
            at.note(format!("the candidate `{id}` is named twice"), "keep one of the two");
        }
        candidates.extend(find(&at, id, kb));
    }
    let contexts = kb.contexts.len();
    let assignments = candidates.len().checked_pow(contexts as u32);
    if assignments.is_none_or(|ways| ways > MOST_ASSIGNMENTS) {
        let fault = format!("{} candidates in {contexts} contexts are too many to compare", candidates.len());
        list.note(fault, "name fewer candidates");
    }
    candidates
}

impl Apart {
    fn check(self, at: &Place<'_>, kb: &KnowledgeBase) -> Option<kb::Apart> {
        let because = read(at, "because", self.because);
        let mut contexts = find_all::<kb::Context>(&at.field("contexts"), &self.contexts, kb);
        contexts.sort_unstable();
        contexts.dedup();
        if contexts.len() < 2 && self.contexts.iter().all(|id| !at.ledger.is_unjudged("context", &id.0)) {
            at.field("contexts").note("fewer than two contexts are kept apart", "name at least two");
        }
        let when = rows(&at.field("when"), &self.when, kb);
        Some(kb::Apart { contexts, when, because, unless: need(&at.field("unless"), &self.unless, kb)? })
    }
}

impl Written for Context {
    const KIND: &'static str = "context";
    type Valid = kb::Context;

    fn id(&self) -> &str {
        &self.id.0
    }

    fn check(self, at: &Place<'_>, kb: &KnowledgeBase) -> Option<kb::Context> {
        Some(kb::Context {
            title: read(at, "title", self.title),
            people: read(at, "people", self.people),
            active_when: rows(&at.field("active-when"), &self.active_when, kb),
            id: self.id.0,
        })
    }
}

impl Written for Heading {
    const KIND: &'static str = "heading";
    type Valid = (String, String);

    fn id(&self) -> &str {
        &self.id.0
    }

    fn check(self, at: &Place<'_>, _: &KnowledgeBase) -> Option<(String, String)> {
        Some((self.id.0, self.title.checked(at)))
    }
}

//! What the knowledge base is about: candidates, contexts, headings, risks.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::catalogue::Key;
use super::heading::{Group, Sitting, Theme};
use super::messenger::Messenger;
use super::property::{Level, Need, OneOf, Property};
use super::question::Row;
use super::source::Source;
use super::value::{Checked, Value};
use super::wording::{self, Cited, Day, Id, Ids, Short};
use crate::text::printable;

/// The most candidates, contexts and pairs of contexts that are kept apart.
const MOST: [(&str, usize); 3] = [("candidates", 16), ("contexts", 6), ("apart", 16)];
/// The most ways to give every context a candidate; they are all tried.
const MOST_ASSIGNMENTS: usize = 256;

/// What the knowledge base is about.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scope {
    /// The edition; change it with every change of the data.
    #[serde(with = "Day")]
    pub version: String,
    /// What a verdict may name, in default order: ids of messengers. All others are alternatives.
    #[schemars(with = "Ids", extend("uniqueItems" = true))]
    pub candidates: Vec<Key<Messenger>>,
    /// Up to this difference, in percent of the possible points, a choice is called close.
    #[schemars(range(max = 100))]
    pub close_call: u8,
    /// The contexts.
    #[schemars(length(min = 1))]
    pub(super) contexts: Vec<Context>,
    /// Contexts that must not share a messenger.
    #[serde(default)]
    pub apart: Vec<Apart>,
    /// Headings for properties, in order.
    pub(super) groups: Vec<Group>,
    /// Headings for questions, in order.
    pub(super) themes: Vec<Theme>,
    /// Places where several things are done at once: the opening words of the step that they become.
    #[serde(default)]
    pub(super) sittings: Vec<Sitting>,
    /// What is said before the first question.
    pub opening: Option<String>,
    /// Ids of questions that no longer exist, and what to answer instead.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Id, String>")]
    pub retired: BTreeMap<String, String>,
}

impl Checked for Scope {
    fn check(&mut self, at: Value<'_>) {
        if self.contexts.is_empty() {
            at.field("contexts").note("there is no context", "add at least one");
        }
        if self.close_call > 100 {
            at.field("close-call").note("the margin is more than 100 percent", "write 0 to 100");
        }
        for (field, most) in MOST {
            let count = at.field(field).items().count();
            if count > most {
                return at.field(field).note(format!("there are {count} {field}, more than {most}"), "name fewer");
            }
        }
        let list = at.field("candidates");
        if self.candidates.is_empty() {
            list.note("there is no candidate", "name at least one messenger");
        }
        for (position, item) in list.items().enumerate() {
            if list.items().take(position).any(|before| before.word() == item.word()) {
                let id = printable(item.word().unwrap_or_default());
                item.note(format!("the candidate `{id}` is named twice"), "keep one of the two");
            }
        }
        let (candidates, contexts) = (self.candidates.len(), self.contexts.len());
        let assignments = candidates.checked_pow(contexts as u32);
        if assignments.is_none_or(|ways| ways > MOST_ASSIGNMENTS) {
            let fault = format!("{candidates} candidates in {contexts} contexts are too many to compare");
            list.note(fault, "name fewer candidates");
        }
        for (apart, at) in self.apart.iter_mut().zip(at.field("apart").items()) {
            apart.contexts.sort_unstable();
            apart.contexts.dedup();
            if apart.contexts.len() < 2 {
                at.field("contexts").note("fewer than two contexts are kept apart", "name at least two");
            }
        }
        for id in self.retired.keys() {
            if at.find("question", id).is_some() {
                let fault = format!("`{}` still exists", printable(id));
                at.field("retired").field(id).note(fault, "remove it from `retired`");
            }
        }
    }
}

impl Scope {
    /// What to answer instead of a question that no longer exists.
    pub fn instead_of(&self, question: &str) -> Option<&str> {
        self.retired.get(question).map(String::as_str)
    }
}

/// A circle of contacts that gets its own messenger.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Context {
    /// The id.
    #[serde(with = "Id")]
    pub id: String,
    /// A short name.
    #[serde(with = "Short::<40>")]
    pub title: String,
    /// Who they are, as in "people who know who you are".
    pub people: String,
    /// Active when any of these rows holds; always without one.
    #[serde(default)]
    pub active_when: Vec<Row>,
}

/// Contexts that must not share a messenger.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Apart {
    /// Their ids, at least two.
    #[schemars(length(min = 2))]
    pub contexts: Vec<Key<Context>>,
    /// Kept apart when any of these rows holds.
    pub when: Vec<Row>,
    /// The level of one property at which one messenger may serve them all.
    #[serde(with = "Need")]
    #[schemars(with = "wording::Need")]
    pub unless: (Key<Property>, Level),
    /// Why.
    pub because: String,
}

/// A danger that no messenger removes.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case"))]
pub struct Risk {
    /// The id.
    #[serde(with = "Id")]
    pub id: String,
    /// A headline, without a full stop.
    pub title: String,
    /// Named when any of these rows holds; always without one.
    #[serde(default, skip_serializing)]
    pub when: Vec<Row>,
    /// Named only where a messenger is used that has one of the levels of each of these properties.
    #[serde(default, skip_serializing)]
    pub works_with: BTreeMap<Key<Property>, OneOf>,
    /// What helps, in one line.
    pub remedy: Option<String>,
    /// What it is, and what helps.
    pub text: String,
    /// Ids of `sources.yaml`, at least one.
    #[serde(with = "Cited", skip_serializing)]
    pub sources: Vec<Key<Source>>,
}

impl Checked for Risk {}

//! What the knowledge base is about: candidates, contexts and headings; and what it warns of: risks and stops.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::Place;
use super::question::applies;
use super::wording::{ADDRESS, Id, NOT_BLANK};
use super::{
    AsOf, Catalogue, DAY, Group, Key, Level, Messenger, OneOf, Property, Reading, Row, Sitting, Source, Theme,
};
use crate::text::printable;

/// The most ways to give every context a candidate; they are all tried.
const MOST_ASSIGNMENTS: usize = 256;

/// What the knowledge base is about.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scope {
    /// The edition; change it with every change of the data.
    #[schemars(extend("pattern" = DAY))]
    pub version: String,
    /// What a verdict may name, in default order: ids of messengers. All others are alternatives.
    #[schemars(extend("minItems" = 1, "maxItems" = 16, "uniqueItems" = true))]
    pub candidates: Vec<Key<Messenger>>,
    /// Up to this difference, in percent of the possible points, a choice is called close.
    #[schemars(range(max = 100))]
    pub close_call: u8,
    /// The contexts.
    #[schemars(length(min = 1, max = 6))]
    pub(super) contexts: Catalogue<Context>,
    /// Contexts that must not share a messenger.
    #[serde(default)]
    #[schemars(length(max = 16))]
    pub apart: Vec<Apart>,
    /// Headings for properties, in order.
    pub(super) groups: Catalogue<Group>,
    /// Headings for questions, in order.
    pub(super) themes: Catalogue<Theme>,
    /// Places where several things are done at once: the opening words of the step that they become.
    #[serde(default)]
    pub(super) sittings: Catalogue<Sitting>,
    /// What is said before the first question.
    pub opening: Option<String>,
    /// Ids of questions that no longer exist, and what to answer instead.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Id, String>")]
    pub retired: BTreeMap<String, String>,
}

impl Scope {
    pub(super) fn check(&mut self, at: Place<'_>) {
        let (candidates, contexts) = (self.candidates.len(), self.contexts.len());
        let assignments = candidates.checked_pow(contexts as u32);
        if assignments.is_none_or(|ways| ways > MOST_ASSIGNMENTS) {
            let fault = format!("{candidates} candidates in {contexts} contexts are too many to compare");
            at.field("candidates").note(fault, "name fewer candidates, or fewer contexts");
        }
        self.apart.iter_mut().for_each(|apart| apart.contexts.sort_unstable());
        for id in self.retired.keys().filter(|id| at.find("question", id).is_some()) {
            let fault = format!("`{}` still exists", printable(id));
            at.field("retired").field(id).note(fault, "remove it from `retired`");
        }
    }
}

/// A circle of contacts that gets its own messenger.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Context {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// A short name.
    #[schemars(length(max = 40))]
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
    #[schemars(extend("minItems" = 2, "uniqueItems" = true))]
    pub contexts: Vec<Key<Context>>,
    /// Kept apart when any of these rows holds.
    pub when: Vec<Row>,
    /// The level of one property at which one messenger may serve them all.
    #[schemars(with = "BTreeMap<Key<Property>, Level>")]
    #[schemars(extend("x-keys" = "property", "minProperties" = 1, "maxProperties" = 1))]
    pub unless: (Key<Property>, Level),
    /// Why.
    pub because: String,
}

/// A danger that no messenger removes.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case"))]
pub struct Risk {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// A headline, without a full stop.
    pub title: String,
    /// Named when any of these rows holds; always without one.
    #[serde(default, skip_serializing)]
    pub when: Vec<Row>,
    /// Named only where a messenger is used that has one of the levels of each of these properties.
    #[serde(default, skip_serializing)]
    #[schemars(extend("x-keys" = "property"))]
    pub works_with: BTreeMap<Key<Property>, OneOf>,
    /// What helps, in one line.
    pub remedy: Option<String>,
    /// What it is, and what helps.
    pub text: String,
    /// Ids of `sources.yaml`, at least one.
    #[serde(skip_serializing)]
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    pub sources: Vec<Key<Source>>,
}

/// What must or must not happen before anything is installed or changed.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case"))]
pub struct Stop {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// Whom it is for; it completes "This is for you if".
    #[serde(default, skip_serializing)]
    pub situation: Option<String>,
    /// Applies when any of these rows holds; always without one.
    #[serde(default, skip_serializing)]
    pub when: Vec<Row>,
    /// Does not apply when any of these rows holds.
    #[serde(default, skip_serializing)]
    pub not_when: Vec<Row>,
    /// Whether everything else has to wait; if not, it is one line before the normal advice.
    #[serde(default, rename = "full")]
    pub is_full: bool,
    /// The first line of the result: what to do or not to do.
    pub title: String,
    /// Why.
    pub text: String,
    /// What to do first, in order.
    #[serde(default, skip_serializing)]
    pub first: Vec<String>,
    /// What can wait until there is a safe device.
    #[serde(default)]
    pub later: Vec<String>,
    /// Who helps: ids of `helplines.yaml`.
    #[serde(default, skip_serializing)]
    #[schemars(extend("uniqueItems" = true))]
    pub helplines: Vec<Key<Helpline>>,
    /// Ids of `sources.yaml`, at least one.
    #[serde(skip_serializing)]
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    pub sources: Vec<Key<Source>>,
}

impl Stop {
    pub(super) fn check(&mut self, at: Place<'_>) {
        if self.is_full && self.first.is_empty() {
            at.note("it stops everything and offers nothing", "say under `first` what to do");
        }
    }

    /// Whether it applies with these answers.
    pub fn applies(&self, reading: &Reading) -> bool {
        applies(&self.when, &self.not_when, reading)
    }
}

/// An organisation that helps, or a directory of such organisations.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case"))]
pub struct Helpline {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// Its name.
    #[schemars(length(max = 60), extend("pattern" = NOT_BLANK))]
    pub title: String,
    /// Whom it is for, as in "people who are hurt by a partner".
    pub whom: String,
    /// Its address on the web.
    #[schemars(extend("pattern" = ADDRESS))]
    pub website: String,
    /// How to reach it, and when.
    pub how: String,
    /// The languages it answers in.
    pub languages: String,
    /// How to reach it unseen.
    pub unseen: Option<String>,
    /// The date of the evidence.
    pub as_of: AsOf,
    /// Ids of `sources.yaml`, at least one.
    #[serde(skip_serializing)]
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    pub sources: Vec<Key<Source>>,
}

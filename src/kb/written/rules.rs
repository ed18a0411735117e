//! `rules.yaml` and `risks.yaml`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Written;
use crate::kb::place::Place;
use crate::kb::resolve::{cited, find, need, row, rows, works_with};
use crate::kb::wording::{Bar, Cited, Id, Strength, Text, When, read};
use crate::kb::{self, KnowledgeBase};

/// When these answers, then this need, because of this.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::kb) struct Rule {
    /// The id.
    id: Id,
    /// The answers that bring the need: for every question, any of the choices. `{}` always holds.
    when: When,
    /// The id of the context it concerns; without it, every active one.
    context: Option<Id>,
    /// One property and the level it needs, or better.
    #[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
    need: BTreeMap<Id, Bar>,
    /// `must`, a veto, or `should 1` to `should 5`, a weight.
    strength: Strength,
    /// Whether it wins where musts exclude each other; only for a must.
    #[serde(default)]
    outranks: bool,
    /// The argument, so that a reader can disagree with it.
    because: Text,
    /// What the argument rests on: ids of `sources.yaml`, at least one.
    sources: Cited,
    /// Why the rule stays although no verdict hangs on it.
    waiver: Option<Text>,
}

/// A danger that no messenger removes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::kb) struct Risk {
    /// The id.
    id: Id,
    /// A headline, without a full stop.
    title: Text,
    /// Named when any of these rows holds; always without one.
    #[serde(default)]
    when: Vec<When>,
    /// Named only where a messenger is used that has one of the levels of each of these properties.
    #[serde(default)]
    works_with: When,
    /// What helps, in one line.
    remedy: Option<Text>,
    /// What it is, and what helps.
    text: Text,
    /// Ids of `sources.yaml`, at least one.
    sources: Cited,
}

impl Written for Rule {
    const KIND: &'static str = "rule";
    type Valid = kb::Rule;

    fn id(&self) -> &str {
        &self.id.0
    }

    fn check(self, at: &Place<'_>, kb: &KnowledgeBase) -> Option<kb::Rule> {
        let because = read(at, "because", self.because);
        let waiver = read(at, "waiver", self.waiver);
        let sources = cited(at, self.sources, kb);
        let when = row(&at.field("when"), &self.when, kb);
        let context = self.context.and_then(|id| find(&at.field("context"), &id.0, kb));
        let need = need(&at.field("need"), &self.need, kb);
        let strength = kb::Strength::read(&self.strength.0);
        if strength.is_none() {
            let fault = format!("`{}` is not a strength", self.strength.0);
            at.field("strength").note(fault, "write `must`, or `should 1` to `should 5`");
        }
        if self.outranks && strength.is_some_and(|strength| !strength.is_must()) {
            at.field("outranks").note("only a must can outrank another", "leave it out, or make it a must");
        }
        let ((property, level), strength, id) = (need?, strength?, self.id.0);
        let outranks = self.outranks;
        Some(kb::Rule { id, when, context, property, level, strength, outranks, because, sources, waiver })
    }
}

impl Written for Risk {
    const KIND: &'static str = "risk";
    type Valid = kb::Risk;

    fn id(&self) -> &str {
        &self.id.0
    }

    fn check(self, at: &Place<'_>, kb: &KnowledgeBase) -> Option<kb::Risk> {
        Some(kb::Risk {
            title: read(at, "title", self.title),
            text: read(at, "text", self.text),
            remedy: read(at, "remedy", self.remedy),
            sources: cited(at, self.sources, kb),
            when: rows(&at.field("when"), &self.when, kb),
            works_with: works_with(&at.field("works-with"), &self.works_with, kb),
            id: self.id.0,
        })
    }
}

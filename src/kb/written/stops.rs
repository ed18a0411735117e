//! `stops.yaml` and `helplines.yaml`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Written;
use crate::kb::place::Place;
use crate::kb::resolve::{cited, date, find_all, rows};
use crate::kb::wording::{Address, Cited, Date, Id, Short, Text, When, read};
use crate::kb::{self, KnowledgeBase};

/// What must or must not happen before anything is installed or changed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::kb) struct Stop {
    /// The id.
    id: Id,
    /// Applies when any of these rows holds; always without one.
    #[serde(default)]
    when: Vec<When>,
    /// Does not apply when any of these rows holds.
    #[serde(default)]
    not_when: Vec<When>,
    /// Whether everything else has to wait.
    #[serde(default)]
    full: bool,
    /// The first line of the result.
    title: Text,
    /// Why.
    text: Text,
    /// What to do first, in order.
    #[serde(default)]
    first: Vec<Text>,
    /// What can wait until there is a safe device.
    #[serde(default)]
    later: Vec<Text>,
    /// Who helps: ids of `helplines.yaml`.
    #[serde(default)]
    helplines: Vec<Id>,
    /// Ids of `sources.yaml`, at least one.
    sources: Cited,
}

/// An organisation that helps, or a directory of such organisations.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::kb) struct Helpline {
    /// The id.
    id: Id,
    /// Its name.
    title: Short<60>,
    /// Whom it is for, as in "people who are hurt by a partner".
    whom: Text,
    /// Its address on the web.
    website: Address,
    /// How to reach it, and when.
    how: Text,
    /// The languages it answers in.
    languages: Text,
    /// How to reach it unseen.
    unseen: Option<Text>,
    /// The date of the evidence.
    as_of: Date,
    /// Ids of `sources.yaml`, at least one.
    sources: Cited,
}

impl Written for Stop {
    const KIND: &'static str = "stop";
    type Valid = kb::Stop;

    fn id(&self) -> &str {
        &self.id.0
    }

    fn check(self, at: &Place<'_>, kb: &KnowledgeBase) -> Option<kb::Stop> {
        if self.full && self.first.is_empty() {
            at.note("it stops everything and offers nothing", "say under `first` what to do");
        }
        Some(kb::Stop {
            title: read(at, "title", self.title),
            text: read(at, "text", self.text),
            first: read(at, "first", self.first),
            later: read(at, "later", self.later),
            sources: cited(at, self.sources, kb),
            helplines: find_all(&at.field("helplines"), &self.helplines, kb),
            when: rows(&at.field("when"), &self.when, kb),
            not_when: rows(&at.field("not-when"), &self.not_when, kb),
            is_full: self.full,
            id: self.id.0,
        })
    }
}

impl Written for Helpline {
    const KIND: &'static str = "helpline";
    type Valid = kb::Helpline;

    fn id(&self) -> &str {
        &self.id.0
    }

    fn check(self, at: &Place<'_>, kb: &KnowledgeBase) -> Option<kb::Helpline> {
        Some(kb::Helpline {
            title: read(at, "title", self.title),
            whom: read(at, "whom", self.whom),
            how: read(at, "how", self.how),
            languages: read(at, "languages", self.languages),
            unseen: read(at, "unseen", self.unseen),
            website: read(at, "website", self.website),
            sources: cited(at, self.sources, kb),
            as_of: date(&at.field("as-of"), &self.as_of)?,
            id: self.id.0,
        })
    }
}

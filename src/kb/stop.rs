//! What must or must not happen before anything is installed, and who helps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::Place;
use super::question::applies;
use super::wording::{ADDRESS, Id, NOT_BLANK};
use super::{AsOf, Key, Reading, Row, Source};

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

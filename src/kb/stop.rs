//! What must or must not happen before anything is installed, and who helps.

use schemars::JsonSchema;
use serde::Serialize;

use super::catalogue::Key;
use super::choice_set::ChoiceSet;
use super::date::AsOf;
use super::question::{Question, Row, applies};
use super::source::Source;

/// What must or must not happen before anything is installed or changed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Stop {
    /// The id, kebab-case.
    pub id: String,
    /// Applies when any of these rows holds; always if empty.
    #[serde(skip)]
    pub when: Vec<Row>,
    /// Does not apply when any of these rows holds.
    #[serde(skip)]
    pub not_when: Vec<Row>,
    /// Whether everything else has to wait; if not, it is one line before the normal advice.
    #[serde(rename = "full")]
    pub is_full: bool,
    /// The first line of the result: what to do or not to do.
    pub title: String,
    /// Why.
    pub text: String,
    /// What to do first, in order.
    #[serde(skip)]
    pub first: Vec<String>,
    /// What can wait until there is a safe device.
    pub later: Vec<String>,
    /// Who helps.
    #[serde(skip)]
    pub helplines: Vec<Key<Helpline>>,
    /// What it rests on.
    #[serde(skip)]
    pub sources: Vec<Key<Source>>,
}

impl Stop {
    /// Whether it applies, given the choices of each question (none where it is not asked).
    pub fn applies(&self, chosen: impl Fn(Key<Question>) -> Option<ChoiceSet> + Copy) -> bool {
        applies(&self.when, &self.not_when, chosen)
    }
}

/// An organisation that helps, or a directory of such organisations.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Helpline {
    /// The id, kebab-case.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Whom it is for, as in "people who are hurt by a partner".
    pub whom: String,
    /// Its address on the web.
    pub website: String,
    /// How to reach it, and when.
    pub how: String,
    /// The languages it answers in.
    pub languages: String,
    /// How to reach it unseen.
    pub unseen: Option<String>,
    /// The date of the evidence.
    pub as_of: AsOf,
    /// What it rests on.
    #[serde(skip)]
    pub sources: Vec<Key<Source>>,
}

//! The files of a knowledge base as they are written, before anything is checked.
//!
//! `data/README.md` explains every field.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};

/// A row of a decision table: question id to choice ids.
pub(super) type Row = BTreeMap<String, Vec<String>>;

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Scope {
    pub version: String,
    pub candidates: Vec<String>,
    pub close_call: u8,
    pub contexts: Vec<Context>,
    #[serde(default)]
    pub apart: Vec<Apart>,
    pub groups: Vec<Heading>,
    pub themes: Vec<Heading>,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Context {
    pub id: String,
    pub title: String,
    pub people: String,
    #[serde(default)]
    pub active_when: Vec<Row>,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Apart {
    pub contexts: Vec<String>,
    pub when: Vec<Row>,
    pub unless: BTreeMap<String, Bar>,
    pub because: String,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Heading {
    pub id: String,
    pub title: String,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Property {
    pub id: String,
    pub title: String,
    pub group: String,
    pub why: String,
    pub review_after: String,
    pub scale: Option<Vec<Step>>,
    pub count: Option<String>,
    pub text: Option<bool>,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub id: String,
    pub label: String,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Messenger {
    pub id: String,
    pub title: String,
    pub website: String,
    pub about: String,
    #[serde(default)]
    pub notices: Vec<Notice>,
    pub facts: BTreeMap<String, Fact>,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Notice {
    pub id: String,
    pub title: String,
    pub text: String,
    pub as_of: String,
    pub sources: Vec<String>,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Fact {
    pub level: Option<String>,
    pub count: Option<Bar>,
    pub summary: String,
    pub detail: String,
    pub as_of: String,
    pub confidence: Confidence,
    pub sources: Vec<String>,
    #[serde(default)]
    pub claims: Vec<Claim>,
}

#[derive(serde::Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Confidence {
    High,
    Medium,
    Low,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Claim {
    pub status: Status,
    pub claim: String,
    pub said_by: String,
    pub answer: String,
    pub until: Option<String>,
    #[serde(default)]
    pub sources: Vec<String>,
    #[serde(default)]
    pub answer_sources: Vec<String>,
}

#[derive(serde::Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Status {
    Superseded,
    Disputed,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Question {
    pub id: String,
    pub theme: String,
    pub ask: String,
    pub help: String,
    pub why: String,
    pub takes: Takes,
    #[serde(default)]
    pub by_severity: bool,
    pub choices: Vec<Choice>,
    pub if_unsure: Vec<String>,
    pub unsure_means: String,
    #[serde(default)]
    pub ask_when: Vec<Row>,
    pub can_change: Option<String>,
}

#[derive(serde::Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Takes {
    One,
    Many,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    pub id: String,
    pub label: String,
    pub help: Option<String>,
    #[serde(default)]
    pub alone: bool,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub id: String,
    pub when: Row,
    pub context: Option<String>,
    pub need: BTreeMap<String, Bar>,
    pub strength: String,
    pub because: String,
    pub sources: Vec<String>,
    pub waiver: Option<String>,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Complement {
    pub id: String,
    pub kind: Kind,
    pub title: String,
    pub about: String,
    pub messenger: Option<String>,
    pub raises: BTreeMap<String, Bar>,
    #[serde(default)]
    pub works_with: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub available_when: Vec<Row>,
    pub effort: u8,
    pub how_to: Vec<String>,
    #[serde(default)]
    pub how_to_in: BTreeMap<String, Vec<String>>,
    pub as_of: String,
    pub sources: Vec<String>,
    pub waiver: Option<String>,
}

#[derive(serde::Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Setting,
    Companion,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    pub id: String,
    pub title: String,
    pub publisher: String,
    pub url: String,
    pub date: String,
    pub kind: Rank,
    pub note: Option<String>,
}

#[derive(serde::Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Rank {
    Primary,
    Secondary,
}

#[derive(serde::Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Risk {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub when: Vec<Row>,
    pub before: Option<String>,
    pub text: String,
    pub sources: Vec<String>,
}

/// The id of a level, or a count, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bar(pub String);

impl<'de> Deserialize<'de> for Bar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BarVisitor;

        impl Visitor<'_> for BarVisitor {
            type Value = Bar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the id of a level, or a whole number")
            }

            fn visit_str<E>(self, text: &str) -> Result<Bar, E> {
                Ok(Bar(text.to_owned()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Bar, E> {
                Ok(Bar(number.to_string()))
            }
        }

        deserializer.deserialize_any(BarVisitor)
    }
}

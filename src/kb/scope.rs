//! What the knowledge base is about: candidates, contexts, risks.

use schemars::JsonSchema;
use serde::Serialize;

use super::catalogue::Key;
use super::messenger::Messenger;
use super::property::{Level, Property};
use super::question::Row;
use super::source::Source;

/// What the knowledge base is about.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The date of this edition of the knowledge base.
    pub version: String,
    /// The messengers a verdict may name, in default order.
    pub candidates: Vec<Key<Messenger>>,
    /// Up to this difference in percent of the possible points, a choice is a close call.
    pub close_call: u8,
    /// Contexts that must not share a messenger.
    pub apart: Vec<Apart>,
    /// What is said before the first question.
    pub opening: Option<String>,
    /// Ids of questions that no longer exist, with what to answer instead.
    pub retired: Vec<(String, String)>,
}

impl Scope {
    /// What to answer instead of a question that no longer exists.
    pub fn instead_of(&self, question: &str) -> Option<&str> {
        self.retired.iter().find(|(id, _)| id.as_str() == question).map(|(_, text)| text.as_str())
    }
}

/// A circle of contacts that gets its own messenger.
#[derive(Debug, Clone)]
pub struct Context {
    /// The id, kebab-case.
    pub id: String,
    /// A short name.
    pub title: String,
    /// Who they are, as in "people who know who you are".
    pub people: String,
    /// Active when any of these holds; always if empty.
    pub active_when: Vec<Row>,
}

/// Contexts that the answers keep apart.
#[derive(Debug, Clone)]
pub struct Apart {
    /// The contexts, at least two.
    pub contexts: Vec<Key<Context>>,
    /// Kept apart when any of these holds.
    pub when: Vec<Row>,
    /// A messenger may serve more than one of them if it stands at this level or better.
    pub unless: (Key<Property>, Level),
    /// Why.
    pub because: String,
}

/// A danger that no messenger removes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Risk {
    /// The id, kebab-case.
    pub id: String,
    /// A headline.
    pub title: String,
    /// Named when any of these holds; always if empty.
    #[serde(skip)]
    pub when: Vec<Row>,
    /// The facts that a messenger in use must have for it to be named: any of the levels, on all of the properties.
    #[serde(skip)]
    pub works_with: Vec<(Key<Property>, Vec<Level>)>,
    /// What helps, in one line.
    pub remedy: Option<String>,
    /// What it is and what helps.
    pub text: String,
    /// What it rests on.
    #[serde(skip)]
    pub sources: Vec<Key<Source>>,
}

/// A place where several things are done at once.
#[derive(Debug, Clone)]
pub struct Sitting {
    /// The id, kebab-case.
    pub id: String,
    /// The opening words of the step that they become, as in "Open Settings > Privacy".
    pub title: String,
}

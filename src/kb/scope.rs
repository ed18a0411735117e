//! What the knowledge base is about: candidates, contexts, headings.

use serde::{Deserialize, Serialize};

use super::catalogue::{Entry, Key};
use super::messenger::Messenger;
use super::property::{Level, Property};
use super::row::Row;
use super::source::Source;
use super::strings::Str;

/// What the knowledge base is about.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Scope {
    /// The date of this edition of the knowledge base.
    pub version: Str,
    /// The messengers a verdict may name, in default order.
    pub candidates: Vec<Key<Messenger>>,
    /// Up to this difference in percent of the possible points, a choice is a close call.
    pub close_call: u8,
    /// Contexts that must not share a messenger.
    pub apart: Vec<Apart>,
    /// What is said before the first question.
    pub opening: Option<Str>,
    /// Ids of questions that no longer exist, with what to answer instead.
    pub retired: Vec<(Str, Str)>,
}

impl Scope {
    /// What to answer instead of a question that no longer exists.
    pub fn instead_of(&self, question: &str) -> Option<&str> {
        self.retired.iter().find(|(id, _)| id.as_str() == question).map(|(_, text)| text.as_str())
    }
}

/// A circle of contacts that gets its own messenger.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Context {
    /// The id, kebab-case.
    pub id: Str,
    /// A short name.
    pub title: Str,
    /// Who they are, as in "people who know who you are".
    pub people: Str,
    /// Active when any of these holds; always if empty.
    pub active_when: Vec<Row>,
}

/// Contexts that the answers keep apart.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Apart {
    /// The contexts, at least two.
    pub contexts: Vec<Key<Context>>,
    /// Kept apart when any of these holds.
    pub when: Vec<Row>,
    /// A messenger may serve more than one of them if it stands at this level or better.
    pub unless: (Key<Property>, Level),
    /// Why.
    pub because: Str,
}

/// A heading for properties.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Group {
    /// The id, kebab-case.
    pub id: Str,
    /// The heading.
    pub title: Str,
}

/// A heading for questions.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Theme {
    /// The id, kebab-case.
    pub id: Str,
    /// The heading.
    pub title: Str,
}

/// A danger that no messenger removes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Risk {
    /// The id, kebab-case.
    pub id: Str,
    /// A headline.
    pub title: Str,
    /// Named when any of these holds; always if empty.
    pub when: Vec<Row>,
    /// The facts that a messenger in use must have for it to be named: any of the levels, on all of the properties.
    pub works_with: Vec<(Key<Property>, Vec<Level>)>,
    /// What helps, in one line.
    pub remedy: Option<Str>,
    /// What it is and what helps.
    pub text: Str,
    /// What it rests on.
    pub sources: Vec<Key<Source>>,
}

/// A place where several things are done at once.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Sitting {
    /// The id, kebab-case.
    pub id: Str,
    /// The opening words of the step that they become, as in "In Signal, open Settings > Privacy".
    pub title: Str,
}

impl Entry for Sitting {
    const KIND: &'static str = "sitting";
    fn id(&self) -> &str {
        &self.id
    }
}

impl Entry for Context {
    const KIND: &'static str = "context";
    fn id(&self) -> &str {
        &self.id
    }
}

impl Entry for Group {
    const KIND: &'static str = "group";
    fn id(&self) -> &str {
        &self.id
    }
}

impl Entry for Theme {
    const KIND: &'static str = "theme";
    fn id(&self) -> &str {
        &self.id
    }
}

impl Entry for Risk {
    const KIND: &'static str = "risk";
    fn id(&self) -> &str {
        &self.id
    }
}

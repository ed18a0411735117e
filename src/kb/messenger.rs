//! The messengers and what is known of them.

use serde::{Deserialize, Serialize};

use super::catalogue::{Entry, Key};
use super::date::AsOf;
use super::later::Later;
use super::property::{Level, Property};
use super::source::Source;
use super::strings::Str;

/// An app that is compared.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Messenger {
    /// The id, which is also the name of its file.
    pub id: Str,
    /// The name people know.
    pub title: Str,
    /// Where it is to be had.
    pub website: Str,
    /// What it is, in a sentence.
    pub about: Str,
    /// What a reader is always told when a verdict names it.
    pub notices: Vec<Notice>,
    // Invariant: one fact for each property, in the order of the properties.
    pub(super) facts: Vec<Fact>,
}

impl Messenger {
    /// The fact of this messenger on a property.
    pub fn fact(&self, property: Key<Property>) -> &Fact {
        &self.facts[property.position()]
    }
}

/// Something that is always said when a verdict names the messenger.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Notice {
    /// The id, unique within the messenger.
    pub id: Str,
    /// A headline.
    pub title: Str,
    /// What it is, what it means, what to do.
    pub text: Str,
    /// The properties of which it says already what follows from the fact.
    pub tells: Vec<Key<Property>>,
    /// The date of the evidence.
    pub as_of: AsOf,
    /// Who says so.
    pub sources: Vec<Key<Source>>,
}

/// A messenger's standing on a property.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Fact {
    /// The level or count; none where it is unknown, and for a text.
    pub level: Option<Level>,
    /// The date of the evidence.
    pub as_of: AsOf,
    /// How well the evidence carries it.
    pub confidence: Confidence,
    /// What is said of it, and by whom.
    pub account: Later<Account>,
}

/// What is said of a messenger's standing on a property.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Account {
    /// The standing in at most 60 characters.
    pub summary: Str,
    /// What is so, what it means, where it ends.
    pub detail: Str,
    /// Who says so, at least one.
    pub sources: Vec<Key<Source>>,
    /// What was or is said differently.
    pub claims: Vec<Claim>,
}

impl Fact {
    /// Whether somebody says otherwise today.
    pub fn is_disputed(&self) -> bool {
        self.account.claims.iter().any(|claim| claim.status == Status::Disputed)
    }
}

/// How well the evidence carries a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Confidence {
    /// Thin or inferred: counts as unknown.
    Low,
    /// One good source, or in part.
    Medium,
    /// A primary source, or several that agree.
    High,
}

impl Confidence {
    /// The word in the data.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Something that was or is said, and differs from the fact.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Claim {
    /// Whether it is of the past or stands against the fact.
    pub status: Status,
    /// What was said.
    pub claim: Str,
    /// By whom.
    pub said_by: Str,
    /// What the other side says, or why it no longer holds.
    pub answer: Str,
    /// Until when it held, if known.
    pub until: Option<AsOf>,
    /// Where it is said.
    pub sources: Vec<Key<Source>>,
    /// What the answer rests on.
    pub answer_sources: Vec<Key<Source>>,
}

/// How a claim stands to the fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Replaced by the fact.
    Superseded,
    /// Stands against the fact.
    Disputed,
}

impl Status {
    /// The word in the data.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Superseded => "superseded",
            Self::Disputed => "disputed",
        }
    }
}

impl Entry for Messenger {
    const KIND: &'static str = "messenger";
    fn id(&self) -> &str {
        &self.id
    }
}

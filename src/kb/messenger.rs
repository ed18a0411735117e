//! The messengers and what is known of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::catalogue::Key;
use super::date::AsOf;
use super::property::{Level, Property};
use super::source::Source;

/// An app that is compared.
#[derive(Debug, Clone)]
pub struct Messenger {
    /// The id, which is also the name of its file.
    pub id: String,
    /// The name people know.
    pub title: String,
    /// Where it is to be had.
    pub website: String,
    /// What it is, in a sentence.
    pub about: String,
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
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Notice {
    /// The id, unique within the messenger.
    pub id: String,
    /// A headline.
    pub title: String,
    /// What it is, what it means, what to do.
    pub text: String,
    /// The properties of which it says already what follows from the fact.
    #[serde(skip)]
    pub tells: Vec<Key<Property>>,
    /// The date of the evidence.
    pub as_of: AsOf,
    /// Who says so.
    #[serde(skip)]
    pub sources: Vec<Key<Source>>,
}

/// A messenger's standing on a property.
#[derive(Debug, Clone)]
pub struct Fact {
    /// The level or count; none where it is unknown, and for a text.
    pub level: Option<Level>,
    /// The date of the evidence.
    pub as_of: AsOf,
    /// The day of the newest upstream commit that still says so, if a program looked.
    pub verified: Option<AsOf>,
    /// Since when upstream says otherwise, until a person has looked.
    pub pending: Option<AsOf>,
    /// How well the evidence carries it.
    pub confidence: Confidence,
    /// The standing in at most 60 characters.
    pub summary: String,
    /// What is so, what it means, where it ends.
    pub detail: String,
    /// Who says so, at least one.
    pub sources: Vec<Key<Source>>,
    /// What was or is said differently.
    pub claims: Vec<Claim>,
}

impl Fact {
    /// The day up to which it is known to be so.
    pub fn known_until(&self) -> jiff::civil::Date {
        self.verified.map_or(self.as_of, |verified| verified.later(self.as_of)).first_day()
    }

    /// Whether somebody says otherwise today.
    pub fn is_disputed(&self) -> bool {
        self.claims.iter().any(|claim| claim.status == Status::Disputed)
    }
}

/// How firm the evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Thin or inferred; counts as unknown.
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
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Claim {
    /// Whether it is of the past or stands against the fact.
    #[serde(skip)]
    pub status: Status,
    /// What was said.
    pub claim: String,
    /// By whom.
    pub said_by: String,
    /// What the other side says, or why it no longer holds.
    pub answer: String,
    /// Until when it held, if known.
    #[serde(skip)]
    pub until: Option<AsOf>,
    /// Where it is said.
    #[serde(skip)]
    pub sources: Vec<Key<Source>>,
    /// What the answer rests on.
    #[serde(skip)]
    pub answer_sources: Vec<Key<Source>>,
}

/// How a claim stands to the fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Was true, or taken as true, until something newer.
    Superseded,
    /// Both sides stand, or no evidence was found.
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

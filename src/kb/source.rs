//! The bibliography.

use serde::{Deserialize, Serialize};

use super::catalogue::Entry;
use super::later::Later;
use super::strings::Str;

/// A text that facts and rules rest on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Source {
    /// The id, kebab-case.
    pub id: Str,
    /// What a reader needs to find and weigh it.
    pub reference: Later<Reference>,
}

/// What a reader needs to find and weigh a source.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Reference {
    /// The title of the text.
    pub title: Str,
    /// Who published it.
    pub publisher: Str,
    /// Where it stands.
    pub url: Str,
    /// The date of the text, as written: a year, a month or a day.
    pub date: Str,
    /// How near it is to the matter.
    pub rank: Rank,
    /// How it was read, if not in full and in place.
    pub note: Option<Str>,
}

/// How near a source is to the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rank {
    /// The maker, the code, a specification, a court file, an auditor, a peer-reviewed paper.
    Primary,
    /// Someone who reports on it.
    Secondary,
}

impl Rank {
    /// The word in the data.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
        }
    }
}

impl Entry for Source {
    const KIND: &'static str = "source";
    fn id(&self) -> &str {
        &self.id
    }
}

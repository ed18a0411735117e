//! The bibliography.

use schemars::JsonSchema;
use serde::Serialize;

use super::catalogue::Entry;

/// A text that facts and rules rest on.
#[derive(Debug, Clone)]
pub struct Source {
    /// The id, kebab-case.
    pub id: String,
    /// The title of the text.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Where it stands.
    pub url: String,
    /// The date of the text, as written: a year, a month or a day.
    pub date: String,
    /// How near it is to the matter.
    pub rank: Rank,
    /// How it was read, if not in full and in place.
    pub note: Option<String>,
}

/// How near a source is to the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
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

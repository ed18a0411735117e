//! The bibliography.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::wording::{self, Address, Id, Text, WordOrNumber};

/// A text that facts and rules rest on.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The id: subject, topic and, where it helps, the year.
    #[schemars(with = "Id")]
    pub id: String,
    /// The text's own title, or a plain description.
    #[schemars(with = "Text")]
    pub title: String,
    /// Who answers for it.
    #[schemars(with = "Text")]
    pub publisher: String,
    /// The canonical address where it is known, else the copy that was read.
    #[schemars(with = "Address")]
    pub url: String,
    /// The date of the text; the note says if it is an estimate.
    #[serde(deserialize_with = "year_too")]
    #[schemars(with = "wording::Date")]
    pub date: String,
    /// How near it is to the matter.
    #[serde(rename = "kind")]
    pub rank: Rank,
    /// What was really read, if not the whole text at its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Text>")]
    pub note: Option<String>,
}

/// A date, which may be a number.
fn year_too<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    WordOrNumber::deserialize(deserializer).map(|date| date.0)
}

/// How near a source is to the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// Vendor, source code, specification, court file, peer-reviewed paper, auditor.
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

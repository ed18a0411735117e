//! The bibliography.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::Checked;
use super::wording::{ADDRESS, Date, Id};

/// A text that facts and rules rest on.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The id: subject, topic and, where it helps, the year.
    #[schemars(with = "Id")]
    pub id: String,
    /// The text's own title, or a plain description.
    pub title: String,
    /// Who answers for it.
    pub publisher: String,
    /// The canonical address where it is known, else the copy that was read.
    #[schemars(extend("pattern" = ADDRESS))]
    pub url: String,
    /// The date of the text; the note says if it is an estimate.
    #[schemars(with = "Date")]
    pub date: String,
    /// How near it is to the matter.
    #[serde(rename = "kind")]
    pub rank: Rank,
    /// What was really read, if not the whole text at its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Checked for Source {}

/// How near a source is to the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// Vendor, source code, specification, court file, peer-reviewed paper, auditor.
    Primary,
    /// Someone who reports on it.
    Secondary,
}

words!(Rank: Primary = "primary", Secondary = "secondary");

//! What refers to no other entry: headings, sources and terms.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::wording::{ADDRESS, Date, Id};

macro_rules! headings {
    ($($doc:literal $name:ident;)*) => {$(
        #[doc = $doc]
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The id.
            #[schemars(with = "Id")]
            pub id: String,
            /// The heading.
            #[schemars(length(max = 60))]
            pub title: String,
        }
    )*};
}

headings! {
    "A heading for properties." Group;
    "A heading for questions." Theme;
    "A place where several things are done at once: the opening words of the step that they become." Sitting;
}

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

/// A word with what it means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// The word as texts have it.
    #[schemars(length(max = 40))]
    pub title: String,
    /// What it means.
    pub text: String,
    /// Other forms of the word.
    #[serde(default)]
    pub also: Vec<String>,
}

impl Term {
    /// Whether a text has the word, whole, in any case.
    pub fn is_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let is_word = |(at, form): (usize, &str)| {
            !text[..at].ends_with(char::is_alphanumeric) && !text[at + form.len()..].starts_with(char::is_alphanumeric)
        };
        let mut forms = std::iter::once(&self.title).chain(&self.also).map(|form| form.to_lowercase());
        forms.any(|form| text.match_indices(&*form).any(is_word))
    }
}

//! Words that a reader might not know, each explained in a sentence or two.

use schemars::JsonSchema;
use serde::Deserialize;

use super::place::Checked;
use super::wording::Id;

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

impl Checked for Term {}

impl Term {
    /// Whether a text has the word, whole, in any case.
    pub fn is_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let is_word = |at: usize, form: &str| {
            let is_end = |character: Option<char>| !character.is_some_and(char::is_alphanumeric);
            is_end(text[..at].chars().next_back()) && is_end(text[at + form.len()..].chars().next())
        };
        let mut forms = std::iter::once(&self.title).chain(&self.also).map(|form| form.to_lowercase());
        forms.any(|form| text.match_indices(&*form).any(|(at, _)| is_word(at, &form)))
    }
}

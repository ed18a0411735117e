//! Words that a reader might not know, each explained in a sentence or two.

use schemars::JsonSchema;
use serde::Deserialize;

use super::catalogue::Catalogue;
use super::problem::{Problem, Problems};
use crate::text::is_unprintable;

/// The file that explains them; a knowledge base can do without.
pub const GLOSSARY: &str = "glossary.yaml";

/// A word with what it means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The id, kebab-case.
    pub id: String,
    /// The word as texts have it.
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
        let is_word = |at: usize, form: &str| {
            let is_end = |character: Option<char>| !character.is_some_and(char::is_alphanumeric);
            is_end(text[..at].chars().next_back()) && is_end(text[at + form.len()..].chars().next())
        };
        let mut forms = std::iter::once(&self.title).chain(&self.also).map(|form| form.to_lowercase());
        forms.any(|form| text.match_indices(&*form).any(|(at, _)| is_word(at, &form)))
    }
}

/// The terms of a knowledge base, from the text of [`GLOSSARY`].
///
/// # Errors
/// What is wrong with the file.
pub(super) fn terms(text: Option<&str>) -> Result<Catalogue<Term>, Problems> {
    let Some(text) = text else { return Ok(Catalogue::of(Vec::new())) };
    let terms: Vec<Term> = serde_yaml::from_str(text).map_err(|error| {
        let place = error.location().map_or_else(|| GLOSSARY.to_owned(), |at| format!("{GLOSSARY}:{}", at.line()));
        Problems(vec![Problem::at(place, error.to_string(), "see `advisor schema glossary`")])
    })?;
    let mut problems = Vec::new();
    for (position, term) in terms.iter().enumerate() {
        let is_id = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
        let mut note = |fault: &str, remedy: &str| {
            let entry = Some(format!("term {}", position + 1));
            problems.push(Problem { entry, ..Problem::at(GLOSSARY, fault, remedy) });
        };
        if term.id.is_empty() || !term.id.chars().all(is_id) {
            note("the id is not kebab-case", "use lower-case letters, digits and hyphens");
        }
        if terms[..position].iter().any(|other| other.id == term.id) {
            note("the id is given twice", "rename one of the two");
        }
        let texts = [&term.title, &term.text].into_iter().chain(&term.also);
        if texts.into_iter().any(|text| text.trim().is_empty() || text.chars().any(is_unprintable)) {
            note("a text is blank, or holds a character that is not shown", "write words");
        }
    }
    if problems.is_empty() { Ok(Catalogue::of(terms)) } else { Err(Problems(problems)) }
}

//! A fault in data or answers: where it is, what it is, and how to fix it.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::text::{cut, did_you_mean};

/// One fault, worded for the person who can fix it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// The file (and line, if known) or the flag in which the fault is.
    pub place: String,
    /// The entry within the file, as in ``rule `number-leads-to-name` ``.
    pub entry: Option<String>,
    /// What is wrong.
    pub fault: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl Problem {
    /// A fault that is not in an entry; an empty remedy is none.
    pub fn at(place: impl ToString, fault: impl Into<String>, remedy: impl Into<String>) -> Self {
        let remedy = Some(remedy.into()).filter(|remedy| !remedy.is_empty());
        Self { place: place.to_string(), entry: None, fault: fault.into(), remedy }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whatever was repeated from a file or a flag, nothing reaches a terminal raw, or without an end.
        let shown = |text: &str| cut(text, LONGEST_SHOWN);
        let parts = [Some(&self.place), self.entry.as_ref(), Some(&self.fault)].into_iter().flatten();
        f.write_str(&parts.map(|part| shown(part)).collect::<Vec<_>>().join(": "))?;
        self.remedy.as_ref().map_or(Ok(()), |remedy| write!(f, "; {}", shown(remedy)))
    }
}

/// The most characters of a part of a fault that are shown; paths are the longest that mean something.
const LONGEST_SHOWN: usize = 4200;
/// The most faults that are shown at once; more than that bury the first.
const MOST_SHOWN: usize = 200;

/// Every fault that was found, at least one, in the order of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: Vec<String> = self.0.iter().take(MOST_SHOWN).map(Problem::to_string).collect();
        f.write_str(&shown.join("\n"))?;
        match self.0.len().saturating_sub(MOST_SHOWN) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more; fix these first"),
        }
    }
}

impl std::error::Error for Problems {}

/// A remedy for an unknown word in a problem that has so many before it: as [`did_you_mean`] if it is shown, since it
/// takes long to find the nearest of thousands of words, for thousands that are wrong.
pub fn suggestion<'a>(before: usize, word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if before < MOST_SHOWN { did_you_mean(word, known) } else { "fix those before it first".to_owned() }
}

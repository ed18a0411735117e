//! Verdicts in words.

use crate::advice::Placed;
use crate::text::placed_words;

/// A verdict in words, as in `one for everyday contacts and another for pseudonymous contacts`; just the messenger, where
/// all of those named beside it are for the same contacts.
pub(crate) fn verdict_among(verdict: &[Placed], named: &[&[Placed]]) -> String {
    let contexts = |placed: &[Placed]| placed.iter().map(|one| one.context.clone()).collect::<Vec<_>>();
    let is_like_others = named.iter().all(|other| other.is_empty() || contexts(other) == contexts(verdict));
    match verdict {
        [only] if is_like_others => only.title.clone(),
        _ => placed(verdict),
    }
}

/// A verdict in words, each messenger with its contacts.
pub(crate) fn placed(verdict: &[Placed]) -> String {
    placed_words(verdict.iter().map(|one| (one.context_title.as_str(), one.title.as_str())))
}

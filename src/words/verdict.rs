//! Verdicts in words.

use crate::advice::Placed;
use crate::engine::Placing;
use crate::kb::KnowledgeBase;
use crate::phrase::{and, lower_first};

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

/// A placing in words, each messenger with its contacts.
pub(crate) fn placing_words(kb: &KnowledgeBase, placing: &Placing) -> String {
    placed_words(placing.0.iter().map(|(context, messenger)| (&*kb[*context].title, &*kb[*messenger].title)))
}

/// Titles of contexts, each with that of its messenger, in words: each messenger with all of its contacts.
pub(crate) fn placed_words<'a>(placed: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut each: Vec<(&str, Vec<String>)> = Vec::new();
    for (context, messenger) in placed {
        let context = lower_first(context);
        match each.iter_mut().find(|(named, _)| *named == messenger) {
            Some((_, contexts)) => contexts.push(context),
            None => each.push((messenger, vec![context])),
        }
    }
    // A comma shows where the contacts of one messenger end.
    let between = if each.iter().any(|(_, contexts)| contexts.len() > 1) { ", and " } else { " and " };
    let words = each.iter().map(|(messenger, contexts)| format!("{messenger} for {}", and(contexts)));
    match words.collect::<Vec<_>>().join(between) {
        none if none.is_empty() => "none alone".to_owned(),
        words => words,
    }
}

//! Verdicts in words.

use crate::engine::Placing;
use crate::kb::KnowledgeBase;
use crate::phrase::{and, lower_first};

/// A verdict in words, as in `one for everyday contacts and another for pseudonymous contacts`.
pub(super) fn verdict_words(kb: &KnowledgeBase, verdict: Option<&Placing>) -> String {
    let Some(placing) = verdict else { return "none alone".to_owned() };
    match placing.0.as_slice() {
        [(_, messenger)] => kb[*messenger].title.to_string(),
        _ => placing_words(kb, placing),
    }
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
    // A comma tells where the contacts of one messenger end.
    let between = if each.iter().any(|(_, contexts)| contexts.len() > 1) { ", and " } else { " and " };
    let words = each.into_iter().map(|(messenger, contexts)| format!("{messenger} for {}", and(&contexts)));
    words.collect::<Vec<_>>().join(between)
}

/// A verdict in words, with its contacts where others of those named have other contacts.
pub(super) fn verdict_words_among(kb: &KnowledgeBase, verdict: Option<&Placing>, named: &[&Placing]) -> String {
    let contexts = |placing: &Placing| placing.0.iter().map(|(context, _)| *context).collect::<Vec<_>>();
    match verdict {
        Some(placing) if named.iter().any(|other| contexts(other) != contexts(placing)) => placing_words(kb, placing),
        _ => verdict_words(kb, verdict),
    }
}

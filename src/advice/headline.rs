//! The verdict in a sentence: the only one that programs get too, so that it is made where the data is.

use super::apps::{AppView, CouldHelp};
use super::case::Case;
use crate::engine::{Advised, Ground};
use crate::kb::{Context, Key, KnowledgeBase};
use crate::text::{and, lower_first, upper_first};

/// The app of each context, what is added or takes its place, and what stays open.
pub(super) fn headline(case: &Case<'_>, advised: &[Advised], apps: &[AppView]) -> String {
    let kb = case.kb;
    let contexts = case.decision.contexts.iter().map(|context| context.context);
    let phrases: Vec<(Key<Context>, String)> =
        contexts.zip(apps).map(|(context, app)| (context, phrase(kb, context, app, advised))).collect();
    let headline = match phrases.as_slice() {
        [(_, first), others @ ..] if others.iter().all(|(_, other)| other == first) => format!("Use {first}"),
        several => {
            let each = several.iter().map(|(context, phrase)| format!("for {}: {phrase}", kb[*context].people));
            upper_first(&each.collect::<Vec<_>>().join("; "))
        }
    };
    format!("{headline}{}", left_open(apps))
}

/// What to use in a context, as in `this app, with that beside it`.
fn phrase(kb: &KnowledgeBase, context: Key<Context>, app: &AppView, advised: &[Advised]) -> String {
    let words = |help: &CouldHelp| {
        let key = kb.complements().find(&help.id);
        key.and_then(|key| kb[key].headline.clone()).unwrap_or_else(|| lower_first(&help.title))
    };
    if let Some(help) = &app.replacement {
        return words(help);
    }
    // A practice with a headline belongs to the verdict, although the app is enough.
    let practices = advised.iter().filter(|one| one.context == context && one.ground == Ground::Practice);
    let practices = practices.filter_map(|one| kb[one.complement].headline.clone());
    let added: Vec<String> = app.additions.iter().map(words).chain(practices).collect();
    let title = app.title.clone().unwrap_or_default();
    if added.is_empty() { title } else { format!("{title}, with {}", and(&added)) }
}

/// What the apps do not do, and whether too little is known of them.
fn left_open(apps: &[AppView]) -> String {
    let open = || apps.iter().flat_map(|app| &app.open);
    let mut cannot: Vec<&str> = Vec::new();
    for open in open().filter(|open| !open.unknown) {
        cannot.extend(open.cannot.as_deref().filter(|words| !cannot.contains(words)));
    }
    let mut text = String::new();
    if !cannot.is_empty() {
        text.push_str(&format!(". It can't {}", cannot.join(", and it can't ")));
    }
    if open().any(|open| open.unknown) {
        text.push_str(". Too little is known to say that it is enough");
    }
    text
}

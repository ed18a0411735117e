//! A saved verdict compared with the one of today.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use super::verdict::Placed;
use crate::answers::{Saved, SavedGrounds, SavedVerdict};
use crate::kb::{Catalogue, Entry, How, KnowledgeBase, UNKNOWN};
use crate::text::{lower_first, printable};

/// A saved verdict compared with the one of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Drift {
    /// The version of the knowledge base that the file was saved with.
    pub saved_with: String,
    /// Whether the verdict is another one now, or builds on another base.
    pub changed: bool,
    /// The saved verdict.
    pub was: KeptVerdict,
    /// The verdict of today.
    pub is: KeptVerdict,
    /// What differs between what the saved verdict rested on and what the one of today rests on.
    pub entries: Vec<DriftEntry>,
}

/// A verdict as a file keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeptVerdict {
    /// Whether no messenger is enough alone.
    pub none_alone: bool,
    /// Which messenger for which context; the ones to build on if none is enough alone.
    pub messengers: Vec<Placed>,
}

/// Something that a verdict rests on, and that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DriftEntry {
    /// What it is.
    pub kind: DriftKind,
    /// Its id; that of the messenger and that of the property for a fact.
    pub id: String,
    /// Its title, if it has one; its id otherwise.
    pub title: String,
    /// What became of it.
    pub how: How,
    /// What a fact or a setting was.
    pub was: Option<String>,
    /// What it is now.
    pub is: Option<String>,
}

/// What an entry is that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DriftKind {
    /// The age from which facts count as unknown.
    MaxAge,
    /// A question that is asked now.
    Question,
    /// A messenger that can be named by a verdict.
    Candidate,
    /// The level of a messenger on a property.
    Fact,
    /// A rule that fires.
    Rule,
    /// A complement that helps.
    Complement,
    /// A group of contacts that counts.
    Context,
}

/// How a saved verdict compares with today's, if the file kept one; the case has the saved answers, or more.
pub(super) fn drift(case: &Case<'_>, saved: &Saved) -> Option<Drift> {
    let kb = case.kb;
    let (verdict, version) = (saved.verdict.as_ref()?, saved.version.as_ref()?);
    let today = case.saved();
    let verdict_now = today.verdict.as_ref()?;
    let asked = case.answers.asked(kb).into_iter().filter(|key| saved.answers.get(*key).is_none());
    let asked = asked.map(|key| entry(DriftKind::Question, &kb[key].id, &kb[key].ask, How::Added));
    let mut entries: Vec<DriftEntry> = asked.collect();
    if let (Some(was), Some(is)) = (&saved.grounds, &today.grounds) {
        entries.extend(differing(kb, was, is));
    }
    Some(Drift {
        saved_with: printable(version),
        changed: !is_same(verdict, verdict_now),
        was: kept(kb, verdict),
        is: kept(kb, verdict_now),
        entries,
    })
}

/// Whether the verdicts are the same, and the bases if the saved one keeps them.
fn is_same(saved: &SavedVerdict, now: &SavedVerdict) -> bool {
    // Their order is that of the contexts in the data.
    let set = |placed: &[(String, String)]| placed.iter().cloned().collect::<BTreeSet<_>>();
    saved.kind == now.kind
        && set(&saved.messengers) == set(&now.messengers)
        && (saved.bases.is_empty() || set(&saved.bases) == set(&now.bases))
}

/// A saved verdict with titles, as far as the knowledge base has them.
fn kept(kb: &KnowledgeBase, verdict: &SavedVerdict) -> KeptVerdict {
    let placed = verdict.messengers.iter().chain(&verdict.bases).map(|(context, messenger)| Placed {
        context: printable(context),
        context_title: titled(kb.contexts(), context, |context| &context.title),
        messenger: printable(messenger),
        title: titled(kb.messengers(), messenger, |messenger| &messenger.title),
    });
    KeptVerdict { none_alone: verdict.messengers.is_empty(), messengers: placed.collect() }
}

fn differing(kb: &KnowledgeBase, was: &SavedGrounds, is: &SavedGrounds) -> Vec<DriftEntry> {
    let mut entries = Vec::new();
    let age = |one: &SavedGrounds| one.max_age.iter().map(|age| ("max-age".to_owned(), printable(age))).collect();
    for (id, how, was, is) in changes(&age(was), &age(is)) {
        entries.push(DriftEntry { was: was.cloned(), is: is.cloned(), ..entry(DriftKind::MaxAge, id, id, how) });
    }
    for (id, how, was, is) in changes(&was.facts, &is.facts) {
        let title = titled(kb.messengers(), id, |messenger| &messenger.title);
        match (was, is) {
            (Some(was), Some(is)) => {
                let changed = changes(was, is).into_iter().filter(|(_, how, ..)| *how == How::Changed);
                entries.extend(changed.map(|(property, _, was, is)| fact(kb, (id, &title), property, [was, is])));
            }
            _ => entries.push(entry(DriftKind::Candidate, id, &title, how)),
        }
    }
    let rules = changes(&was.rules, &is.rules).into_iter();
    entries.extend(rules.map(|(id, how, ..)| entry(DriftKind::Rule, id, &printable(id), how)));
    for (id, how, ..) in changes(&was.complements, &is.complements) {
        let title = titled(kb.complements(), id, |complement| &complement.title);
        entries.push(entry(DriftKind::Complement, id, &title, how));
    }
    let set = |contexts: &[String]| contexts.iter().map(|id| (id.clone(), ())).collect();
    for (id, how, ..) in changes(&set(&was.contexts), &set(&is.contexts)) {
        entries.push(entry(DriftKind::Context, id, &titled(kb.contexts(), id, |context| &context.title), how));
    }
    entries
}

/// A fact of a messenger, by its id and title, that is not what it was.
fn fact(kb: &KnowledgeBase, messenger: (&str, &str), property: &str, values: [Option<&String>; 2]) -> DriftEntry {
    let key = kb.properties().find(property);
    let words = |written: Option<&String>| {
        let level = key.and_then(|key| Some(kb[key].describe(kb[key].read(written?)?)));
        level.or_else(|| written.map(|written| printable(written))).filter(|words| words != UNKNOWN)
    };
    let [was, is] = values.map(words);
    let title = format!("{}: {}", messenger.1, lower_first(&titled(kb.properties(), property, |one| &one.title)));
    let id = format!("{} {}", messenger.0, printable(property));
    DriftEntry { id, was, is, ..entry(DriftKind::Fact, property, &title, How::Changed) }
}

type Change<'a, T> = (&'a str, How, Option<&'a T>, Option<&'a T>);

fn changes<'a, T: PartialEq>(was: &'a BTreeMap<String, T>, is: &'a BTreeMap<String, T>) -> Vec<Change<'a, T>> {
    let ids: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let change = |id: &'a String| match (was.get(id), is.get(id)) {
        (was, is) if was == is => None,
        (None, is) => Some((id.as_str(), How::Added, None, is)),
        (was, None) => Some((id.as_str(), How::Removed, was, None)),
        (was, is) => Some((id.as_str(), How::Changed, was, is)),
    };
    ids.into_iter().filter_map(change).collect()
}

/// The title of an entry, or its id where the knowledge base has no such entry.
fn titled<T: Entry>(known: &Catalogue<T>, id: &str, title: impl Fn(&T) -> &String) -> String {
    known.find(id).map_or_else(|| printable(id), |key| title(&known[key]).clone())
}

fn entry(kind: DriftKind, id: &str, title: &str, how: How) -> DriftEntry {
    DriftEntry { kind, id: printable(id), title: title.to_owned(), how, was: None, is: None }
}

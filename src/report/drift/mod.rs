//! A saved verdict against the one of today: what it rested on, what of that changed, and what of that did it.

mod changes;
mod grounds;
mod trial;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use self::grounds::verdict_of;
use super::case::Case;
use super::verdict_words::placed_words;
use crate::answers::{Saved, SavedVerdict};
use crate::kb::{KnowledgeBase, written_span};
use crate::text::printable;

/// A saved verdict against the one of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Drift {
    /// The version of the knowledge base that the file was saved with.
    pub saved_with: String,
    /// The age from which facts counted as unknown when it was saved, as in `18 months`; none if they counted whatever
    /// their age.
    pub max_age_was: Option<String>,
    /// The age from which they do now.
    pub max_age_is: Option<String>,
    /// Whether the verdict is another one now, or builds on another base.
    pub changed: bool,
    /// The saved verdict in words.
    pub was: String,
    /// What brought the change about.
    pub cause: Cause,
    /// What changed of that on which the saved verdict rested or the new one rests, what did it first.
    pub changes: Vec<DriftChange>,
}

/// What brought a change of the verdict about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Nothing: the verdict is the same.
    None,
    /// Each of the changes that did it: with it alone taken back, the verdict would be the saved one.
    Each,
    /// The changes that did it together: with all of them taken back the verdict would be the saved one, and none of
    /// them can be left out.
    Together,
    /// Not found: neither one change nor all that can be taken back bring back the saved verdict, or they are too many.
    NotFound,
    /// The file does not say what its verdict rested on.
    NotKept,
}

/// Something that changed since the file was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DriftChange {
    /// `fact`, `rule`, `complement`, `context`, `candidate` or `question`.
    #[schemars(extend("enum" = ["fact", "rule", "complement", "context", "candidate", "question"]))]
    pub kind: &'static str,
    /// Its id; that of the messenger and that of the property for a fact.
    pub id: String,
    /// What it is called, in words.
    pub name: String,
    /// What became of it, in a sentence.
    pub text: String,
    /// Whether the change of the verdict is owed to it.
    pub did_it: bool,
}

impl Case<'_> {
    /// The answers with the verdict on them and what it rests on, to be kept in a file.
    pub fn saved(&self) -> Saved {
        Saved {
            version: Some(self.kb.scope().version.to_string()),
            verdict: Some(verdict_of(self.kb, &self.decision)),
            grounds: Some(self.saved_grounds()),
            answers: self.answers.clone(),
        }
    }
}

impl Drift {
    /// What became of a saved verdict, if the file kept one; the answers of the case are the saved ones, or more.
    pub(in super::super) fn of(case: &Case<'_>, saved: &Saved) -> Option<Self> {
        let kb = case.kb;
        let (verdict, version) = (saved.verdict.as_ref()?, saved.version.as_ref()?);
        let changed = !is_same(verdict, &verdict_of(kb, &case.decision));
        let mut changes = case.new_questions(&saved.answers);
        if let Some(grounds) = &saved.grounds {
            changes.extend(case.changes_since(grounds));
        }
        let cause = match &saved.grounds {
            _ if !changed => Cause::None,
            None => Cause::NotKept,
            Some(_) => case.mark_what_did_it(&mut changes, verdict),
        };
        changes.sort_by_key(|change| !change.view.did_it);
        Some(Self {
            saved_with: printable(version),
            max_age_was: saved.grounds.as_ref().and_then(|grounds| grounds.max_age.as_deref()).map(printable),
            max_age_is: case.trust.max_age.map(written_span),
            changed,
            was: in_words(kb, verdict),
            cause,
            changes: changes.into_iter().map(|change| change.view).collect(),
        })
    }
}

/// Whether the verdicts are the same, and the bases if the saved one keeps them.
fn is_same(saved: &SavedVerdict, now: &SavedVerdict) -> bool {
    // The order is that of the contexts in the data, which says nothing.
    let sorted = |placed: &[(String, String)]| placed.iter().cloned().collect::<BTreeSet<_>>();
    saved.kind == now.kind
        && sorted(&saved.messengers) == sorted(&now.messengers)
        && (saved.bases.is_empty() || sorted(&saved.bases) == sorted(&now.bases))
}

/// A saved verdict in words.
fn in_words(kb: &KnowledgeBase, verdict: &SavedVerdict) -> String {
    let name = |id: &str, found: Option<&str>| found.map_or_else(|| printable(id), str::to_owned);
    let words = |placed: &[(String, String)]| {
        let named: Vec<(String, String)> = placed
            .iter()
            .map(|(context, messenger)| {
                let title = kb.contexts().find(context).map(|key| kb[key].title.as_str());
                let messenger_title = kb.messengers().find(messenger).map(|key| kb[key].title.as_str());
                (name(context, title), name(messenger, messenger_title))
            })
            .collect();
        placed_words(named.iter().map(|(context, messenger)| (context.as_str(), messenger.as_str())))
    };
    match (verdict.messengers.as_slice(), verdict.bases.as_slice()) {
        ([], []) => "none alone".to_owned(),
        ([], bases) => format!("none alone, with {} to build on", words(bases)),
        (placed, _) => words(placed),
    }
}

//! What to use for each context.

use schemars::JsonSchema;
use serde::Serialize;

use super::apps::{AppView, app};
use super::case::Case;
use super::headline::headline;
use crate::engine::{Advised, Placing};
use crate::kb::{Key, KnowledgeBase, Messenger};

/// What to use.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct VerdictView {
    /// Whether messengers are enough, and how many.
    pub kind: VerdictKind,
    /// The verdict in a sentence, without a full stop at its end.
    pub headline: String,
    /// What to use for each context.
    pub apps: Vec<AppView>,
    /// Which messenger for which context; empty if none alone.
    pub messengers: Vec<Placed>,
    /// Whether the next best choice is within the margin of a close call.
    pub is_close: bool,
    /// The next best choice of as many messengers; empty if there is none.
    pub runner_up: Vec<Placed>,
    /// Why contexts do not share a messenger; empty unless the answers keep some apart.
    pub kept_apart: Vec<String>,
}

/// Whether messengers are enough, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictKind {
    /// One is.
    One,
    /// Several together, each for its own contexts.
    Several,
    /// None is: something has to be added or takes their place.
    NoneAlone,
}

impl VerdictKind {
    /// The kind of a placing; `None` for none alone.
    pub(super) fn of(verdict: Option<&Placing>) -> Self {
        match verdict.map(|placing| placing.messengers().len()) {
            Some(1) => Self::One,
            Some(_) => Self::Several,
            None => Self::NoneAlone,
        }
    }
}

impl std::fmt::Display for VerdictKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::One => "one",
            Self::Several => "several",
            Self::NoneAlone => "none-alone",
        })
    }
}

/// A messenger in a context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Placed {
    /// The id of the context.
    pub context: String,
    /// Its title.
    pub context_title: String,
    /// The id of the messenger.
    pub messenger: String,
    /// The name of the messenger.
    pub title: String,
}

/// What to use, given what is advised.
pub(super) fn verdict(case: &Case<'_>, advised: &[Advised]) -> VerdictView {
    let Case { kb, decision, .. } = case;
    let apps: Vec<AppView> = decision.contexts.iter().map(|context| app(case, context, advised)).collect();
    VerdictView {
        kind: VerdictKind::of(decision.verdict.as_ref()),
        headline: headline(case, advised, &apps),
        apps,
        messengers: placed(kb, decision.verdict.as_ref()),
        is_close: decision.is_close,
        runner_up: placed(kb, decision.runner_up.as_ref()),
        kept_apart: case.grounds.apart.iter().map(|apart| apart.because.clone()).collect(),
    }
}

impl VerdictView {
    /// The messengers that are used, each once.
    pub(super) fn used(&self, kb: &KnowledgeBase) -> Vec<Key<Messenger>> {
        let mut used = Vec::new();
        for id in self.apps.iter().filter_map(|app| app.app.as_ref()) {
            used.extend(kb.messengers().find(id).filter(|key| !used.contains(key)));
        }
        used
    }
}

/// Which messenger for which context; empty for none alone.
pub(super) fn placed(kb: &KnowledgeBase, placing: Option<&Placing>) -> Vec<Placed> {
    let placed = placing.iter().flat_map(|placing| &placing.0).map(|(context, messenger)| Placed {
        context: kb[*context].id.clone(),
        context_title: kb[*context].title.clone(),
        messenger: kb[*messenger].id.clone(),
        title: kb[*messenger].title.clone(),
    });
    placed.collect()
}

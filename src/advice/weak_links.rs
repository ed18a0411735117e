//! Facts that are not firm and on which the verdict depends.

use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use super::facts::is_past_review;
use super::verdict::{Placed, placed};
use crate::engine::Trust;
use crate::kb::{Confidence, Key, KnowledgeBase, Messenger, Property};

/// A fact on which the verdict depends although it is not firm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WeakLink {
    /// The id of the messenger.
    pub messenger: String,
    /// The name of the messenger.
    pub messenger_title: String,
    /// The property.
    pub property: String,
    /// The title of the property.
    pub title: String,
    /// Why it is not firm.
    pub why: Vec<Weakness>,
    /// What it would have to be; none for unknown.
    pub if_it_were: Option<String>,
    /// The verdict that would follow; empty for none alone.
    pub verdict: Vec<Placed>,
}

/// Why a fact is not firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weakness {
    /// Its evidence is due for review.
    PastReview,
    /// Someone says otherwise, and the evidence is not strong.
    Disputed,
    /// Its evidence is thin.
    LowConfidence,
    /// Its evidence is one good source, or carries it in part.
    MediumConfidence,
}

/// Facts that are not firm and that would change the verdict if they were otherwise.
///
/// Each is tried at every other level that would have another effect.
pub(super) fn weak_links(case: &Case<'_>) -> Vec<WeakLink> {
    let Case { kb, trust, levels, grounds, decision: now, .. } = case;
    let mut links = Vec::new();
    let mut tried = levels.clone();
    for property in now.rests_on(kb) {
        for messenger in kb.scope().candidates.iter().copied() {
            let why = weaknesses(kb, trust, messenger, property);
            if why.is_empty() {
                continue;
            }
            for level in levels.others(kb, messenger, property) {
                tried.set(messenger, property, level);
                let otherwise = grounds.clone().decide(kb, &tried).verdict;
                if otherwise == now.verdict {
                    continue;
                }
                links.push(WeakLink {
                    messenger: kb[messenger].id.clone(),
                    messenger_title: kb[messenger].title.clone(),
                    property: kb[property].id.clone(),
                    title: kb[property].title.clone(),
                    why: why.clone(),
                    if_it_were: level.map(|level| kb[property].describe(level)),
                    verdict: placed(kb, otherwise.as_ref()),
                });
                break;
            }
            tried.set(messenger, property, levels.get(messenger, property));
        }
    }
    links
}

/// Why a fact is not firm; empty if it is.
fn weaknesses(kb: &KnowledgeBase, trust: &Trust, messenger: Key<Messenger>, property: Key<Property>) -> Vec<Weakness> {
    let fact = kb[messenger].fact(property);
    let mut why = Vec::new();
    if is_past_review(kb, trust, &fact.as_of, property) {
        why.push(Weakness::PastReview);
    }
    // A claim against strong evidence is shown with the fact, and does not make it less firm.
    if fact.is_disputed() && fact.confidence < Confidence::High {
        why.push(Weakness::Disputed);
    }
    match fact.confidence {
        Confidence::Low => why.push(Weakness::LowConfidence),
        Confidence::Medium => why.push(Weakness::MediumConfidence),
        Confidence::High => {}
    }
    why
}

//! The facts that a decision rests on, with their age and what is said against them.

use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use super::sources::Bibliography;
use crate::engine::Trust;
use crate::kb::{AsOf, Confidence, Key, KnowledgeBase, Messenger, Property, Status};

/// A fact as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FactView {
    /// The level or count as written; none if unknown, and for a text.
    pub level: Option<String>,
    /// The standing in short.
    pub summary: String,
    /// The date of the evidence.
    pub as_of: String,
    /// How well the evidence carries it.
    pub confidence: Confidence,
    /// Whether someone says otherwise.
    pub disputed: bool,
    /// Whether it is past its review.
    pub past_review: bool,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// A disputed fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Disputed {
    /// The id of the messenger.
    pub messenger: String,
    /// The name of the messenger.
    pub messenger_title: String,
    /// The property.
    pub property: String,
    /// The title of the property.
    pub title: String,
    /// What is said against the fact, by whom, and the answer.
    pub claims: Vec<(String, String, String)>,
}

/// A fact that is past its review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StaleFact {
    /// The id of the messenger.
    pub messenger: String,
    /// The name of the messenger.
    pub messenger_title: String,
    /// The property.
    pub property: String,
    /// The title of the property.
    pub title: String,
    /// The date of the evidence.
    pub as_of: String,
    /// The time after which it was due for review.
    pub review_after: String,
    /// Whether it was too old to count.
    pub counted_unknown: bool,
}

/// A fact with its age and doubts.
pub(crate) fn fact_view(
    kb: &KnowledgeBase,
    trust: &Trust,
    messenger: Key<Messenger>,
    property: Key<Property>,
    cited: &mut Bibliography,
) -> FactView {
    let fact = kb[messenger].fact(property);
    FactView {
        level: fact.level.map(|level| kb[property].written(level)),
        summary: fact.summary.clone(),
        as_of: fact.as_of.to_string(),
        confidence: fact.confidence,
        disputed: fact.is_disputed(),
        past_review: is_past_review(kb, trust, &fact.as_of, property),
        sources: cited.cite(&fact.sources),
    }
}

/// Whether evidence of this date is due for review.
pub(crate) fn is_past_review(kb: &KnowledgeBase, trust: &Trust, as_of: &AsOf, property: Key<Property>) -> bool {
    as_of.is_older_than(kb[property].review_after, trust.as_of)
}

/// The disputed facts of the messengers that the decision names, on what is needed of them.
pub(super) fn disputed(case: &Case<'_>) -> Vec<Disputed> {
    let kb = case.kb;
    let mut found: Vec<Disputed> = Vec::new();
    for context in &case.decision.contexts {
        let messenger = case.decision.named(context).messenger;
        for need in &context.needs {
            let claims = kb[messenger].fact(need.property).claims.iter();
            let claims = claims.filter(|claim| claim.status == Status::Disputed);
            let view = Disputed {
                messenger: kb[messenger].id.clone(),
                messenger_title: kb[messenger].title.clone(),
                property: kb[need.property].id.clone(),
                title: kb[need.property].title.clone(),
                claims: claims.map(|one| (one.claim.clone(), one.said_by.clone(), one.answer.clone())).collect(),
            };
            if !view.claims.is_empty() && !found.contains(&view) {
                found.push(view);
            }
        }
    }
    found
}

/// The facts of all candidates on what is needed, as far as they are past their review.
pub(super) fn past_review(case: &Case<'_>) -> Vec<StaleFact> {
    let Case { kb, trust, .. } = case;
    let mut found: Vec<StaleFact> = Vec::new();
    for need in case.decision.contexts.iter().flat_map(|context| &context.needs) {
        for candidate in &kb.scope().candidates {
            let fact = kb[*candidate].fact(need.property);
            let counted_unknown = trust.is_too_old(fact);
            if !counted_unknown && !is_past_review(kb, trust, &fact.as_of, need.property) {
                continue;
            }
            let view = StaleFact {
                messenger: kb[*candidate].id.clone(),
                messenger_title: kb[*candidate].title.clone(),
                property: kb[need.property].id.clone(),
                title: kb[need.property].title.clone(),
                as_of: fact.as_of.to_string(),
                review_after: kb[need.property].review_after_written.clone(),
                counted_unknown,
            };
            if !found.contains(&view) {
                found.push(view);
            }
        }
    }
    found
}

//! Facts with their age and doubts.

use schemars::JsonSchema;
use serde::Serialize;

use super::sources::Bibliography;
use crate::engine::Trust;
use crate::kb::{AsOf, Confidence, Key, KnowledgeBase, Messenger, Property};

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

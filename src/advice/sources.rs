//! Sources, numbered in the order in which they are first cited, and facts that cite them.

use indexmap::IndexSet;
use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::Trust;
use crate::kb::{AsOf, Confidence, Key, KnowledgeBase, Messenger, Property, Source};

/// A source as a reader sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SourceView {
    /// The number it is cited by, from 1.
    pub number: usize,
    /// The source.
    #[serde(flatten)]
    pub source: Source,
}

/// The sources that are cited, by number.
#[derive(Debug, Default)]
pub(crate) struct Bibliography(IndexSet<Key<Source>>);

impl Bibliography {
    /// The numbers of these sources.
    pub(crate) fn cite(&mut self, sources: &[Key<Source>]) -> Vec<usize> {
        sources.iter().map(|source| self.0.insert_full(*source).0 + 1).collect()
    }

    pub(crate) fn list(&self, kb: &KnowledgeBase) -> Vec<SourceView> {
        (1..).zip(&self.0).map(|(number, key)| SourceView { number, source: kb[*key].clone() }).collect()
    }
}

/// A fact as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FactView {
    /// The level or count as written; none if unknown, and for a text.
    pub level: Option<String>,
    /// The standing in short.
    pub summary: String,
    /// The date of the evidence.
    pub as_of: AsOf,
    /// How well the evidence carries it.
    pub confidence: Confidence,
    /// Whether someone says otherwise.
    pub disputed: bool,
    /// Whether it is past its review.
    pub past_review: bool,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

impl FactView {
    pub(crate) fn of(
        kb: &KnowledgeBase,
        trust: &Trust,
        messenger: &Messenger,
        property: Key<Property>,
        cited: &mut Bibliography,
    ) -> Self {
        let fact = messenger.fact(property);
        Self {
            level: fact.level.map(|level| kb[property].written(level)),
            summary: fact.summary.clone(),
            as_of: fact.as_of,
            confidence: fact.confidence,
            disputed: fact.is_disputed(),
            past_review: is_past_review(kb, trust, &fact.as_of, property),
            sources: cited.cite(&fact.sources),
        }
    }
}

pub(crate) fn is_past_review(kb: &KnowledgeBase, trust: &Trust, as_of: &AsOf, property: Key<Property>) -> bool {
    as_of.is_older_than(kb[property].review_after, trust.as_of)
}

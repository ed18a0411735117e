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
#[derive(Debug)]
pub(crate) struct Bibliography<'a> {
    pub(crate) kb: &'a KnowledgeBase,
    pub(crate) trust: &'a Trust,
    cited: IndexSet<Key<Source>>,
}

impl<'a> Bibliography<'a> {
    pub(crate) fn of(kb: &'a KnowledgeBase, trust: &'a Trust) -> Self {
        Self { kb, trust, cited: IndexSet::new() }
    }

    /// The numbers of these sources.
    pub(crate) fn cite(&mut self, sources: &[Key<Source>]) -> Vec<usize> {
        sources.iter().map(|source| self.cited.insert_full(*source).0 + 1).collect()
    }

    pub(crate) fn fact(&mut self, messenger: &Messenger, property: Key<Property>) -> FactView {
        let fact = messenger.fact(property);
        FactView {
            level: fact.level.map(|level| self.kb[property].written(level)),
            summary: fact.summary.clone(),
            as_of: fact.as_of,
            confidence: fact.confidence,
            disputed: fact.is_disputed(),
            past_review: is_past_review(self.kb, self.trust, &fact.as_of, property),
            sources: self.cite(&fact.sources),
        }
    }

    pub(crate) fn list(&self) -> Vec<SourceView> {
        (1..).zip(&self.cited).map(|(number, key)| SourceView { number, source: self.kb[*key].clone() }).collect()
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
    /// Whether it is overdue for review.
    pub past_review: bool,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

pub(crate) fn is_past_review(kb: &KnowledgeBase, trust: &Trust, as_of: &AsOf, property: Key<Property>) -> bool {
    as_of.is_older_than(kb[property].review_after, trust.as_of)
}

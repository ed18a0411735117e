//! Sources, numbered in the order in which they are first cited.

use schemars::JsonSchema;
use serde::Serialize;

use crate::kb::{Key, KnowledgeBase, Rank, Source};

/// A source as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourceView {
    /// The number it is cited by, from 1.
    pub number: usize,
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Its address.
    pub url: String,
    /// The date of the text.
    pub date: String,
    /// How near it is to the matter.
    pub kind: Rank,
    /// How it was read, if not in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The numbers given so far.
#[derive(Debug, Default)]
pub(crate) struct Bibliography(Vec<Key<Source>>);

impl Bibliography {
    /// The numbers of these sources.
    pub(crate) fn cite(&mut self, sources: &[Key<Source>]) -> Vec<usize> {
        sources.iter().map(|source| self.number(*source)).collect()
    }

    fn number(&mut self, source: Key<Source>) -> usize {
        if let Some(position) = self.0.iter().position(|known| *known == source) {
            return position + 1;
        }
        self.0.push(source);
        self.0.len()
    }

    /// Every source cited, by number.
    pub(crate) fn list(&self, kb: &KnowledgeBase) -> Vec<SourceView> {
        self.0.iter().enumerate().map(|(position, key)| view(&kb[*key], position + 1)).collect()
    }
}

fn view(source: &Source, number: usize) -> SourceView {
    SourceView {
        number,
        id: source.id.clone(),
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        url: source.url.clone(),
        date: source.date.clone(),
        kind: source.rank,
        note: source.note.clone(),
    }
}

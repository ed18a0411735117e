//! Sources, numbered in the order in which they are first cited.

use schemars::JsonSchema;
use serde::Serialize;

use crate::document::{Block, Item};
use crate::kb::{Key, KnowledgeBase, Source};

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
    /// Where it stands.
    pub url: String,
    /// The date of the text.
    pub date: String,
    /// `primary` or `secondary`.
    #[schemars(extend("enum" = ["primary", "secondary"]))]
    pub kind: &'static str,
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
        kind: source.rank.word(),
        note: source.note.clone(),
    }
}

/// The list of sources that citations refer to.
pub(crate) fn sources(views: &[SourceView]) -> Block {
    Block::Sources(views.iter().map(SourceView::item).collect())
}

impl SourceView {
    /// The entry in the list of sources, its address on a line of its own.
    fn item(&self) -> Item {
        let end = if self.title.ends_with(['.', '?', '!']) { "" } else { "." };
        Item::of(format!("{}{end} {}, {} ({}).", self.title, self.publisher, self.date, self.kind))
            .note(self.url.clone())
    }
}

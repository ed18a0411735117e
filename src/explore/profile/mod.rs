//! Everything known of one id.

mod part;
mod related;
mod writer;

pub use self::part::{ClaimView, KnownFact, Part, Related};
pub(super) use self::related::resting_on;

use schemars::JsonSchema;
use serde::Serialize;

use self::writer::Writer;
use super::kind::Kind;
use crate::advice::SourceView;
use crate::engine::Trust;
use crate::kb::KnowledgeBase;

/// The schema id of [`Profile`] as JSON.
pub(super) const SCHEMA: &str = "advisor/profile/2";

/// Everything known of one id. An id can name things of several kinds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Profile {
    /// The schema id of this form.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The version of the knowledge base.
    pub knowledge_base: String,
    /// The id.
    pub id: String,
    /// One part for each kind of thing it names, at least one.
    pub parts: Vec<Part>,
    /// Every source that is cited.
    pub sources: Vec<SourceView>,
}

impl Profile {
    /// Everything known of an id; `None` if no entry has it.
    pub fn of(kb: &KnowledgeBase, trust: &Trust, id: &str) -> Option<Self> {
        let mut writer = Writer::of(kb, trust);
        let parts: Vec<Part> = Kind::ALL.into_iter().filter_map(|kind| writer.part(kind, id)).collect();
        let sources = writer.sources();
        let knowledge_base = kb.scope().version.clone();
        (!parts.is_empty()).then(|| Self { schema: SCHEMA, knowledge_base, id: id.to_owned(), parts, sources })
    }

    /// Every id that can be shown.
    pub fn ids(kb: &KnowledgeBase) -> impl Iterator<Item = &str> {
        Kind::ALL.into_iter().flat_map(|kind| kind.entries(kb)).map(|(id, _)| id)
    }

    /// Every id of what has this title, in whatever case, as people know it.
    pub fn ids_of<'a>(kb: &'a KnowledgeBase, title: &str) -> impl Iterator<Item = &'a str> {
        let title = title.to_lowercase();
        let entries = Kind::ALL.into_iter().flat_map(|kind| kind.entries(kb));
        entries.filter(move |(_, known)| known.to_lowercase() == title).map(|(id, _)| id)
    }
}

//! Everything known of one id.

use schemars::JsonSchema;
use serde::Serialize;

use super::kind::{Kind, Named};
use super::part::Part;
use crate::advice::{Bibliography, SourceView};
use crate::engine::Trust;
use crate::kb::KnowledgeBase;

pub(super) const SCHEMA: &str = "advisor/profile/2";

/// Everything known of one id. An id can name things of several kinds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
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
        let mut cited = Bibliography::of(kb, trust);
        let named = entries(kb).filter(|named| named.id == id);
        let parts: Vec<Part> = named.map(|named| (named.part)(&mut cited)).collect();
        let (knowledge_base, sources) = (kb.scope().version.clone(), cited.list());
        (!parts.is_empty()).then(|| Self { schema: SCHEMA, knowledge_base, id: id.to_owned(), parts, sources })
    }

    /// Every id that can be shown.
    pub fn ids(kb: &KnowledgeBase) -> impl Iterator<Item = &str> {
        entries(kb).map(|named| named.id)
    }

    /// Every id of what has this title, in whatever case, as people know it.
    pub fn ids_of<'a>(kb: &'a KnowledgeBase, title: &str) -> impl Iterator<Item = &'a str> {
        let title = title.to_lowercase();
        entries(kb).filter(move |named| named.title.to_lowercase() == title).map(|named| named.id)
    }
}

fn entries(kb: &KnowledgeBase) -> impl Iterator<Item = Named<'_>> {
    Kind::ALL.into_iter().flat_map(|kind| (kind.entries)(kb))
}

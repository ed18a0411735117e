//! What `check` finds in a knowledge base that loads, as plain data.

use jiff::Span;
use schemars::JsonSchema;
use serde::Serialize;

use super::kind::Kind;
use super::related::resting_on;
use super::soundness::Soundness;
use crate::advice::is_past_review;
use crate::engine::{Levels, Trust};
use crate::kb::{Helpline, KnowledgeBase};
use crate::space::proof;

/// The schema id of [`Inspection`] as JSON.
pub(super) const SCHEMA: &str = "advisor/inspection/1";

/// A helpline is looked up again after so many months: someone who finds a dead line might not try another.
pub const LOOKUP_MONTHS: i64 = 6;

/// What there is, and what wants attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Inspection {
    /// The schema id of this form.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The version of the knowledge base.
    pub knowledge_base: String,
    /// The day from which age is counted, `YYYY-MM-DD`.
    pub as_of: String,
    /// How many entries there are of each kind.
    pub counts: Vec<(String, usize)>,
    /// Facts past their review, the oldest first: messenger, property, as-of, review-after.
    pub past_review: Vec<[String; 4]>,
    /// Helplines that were last looked up more than six months ago, each an error, the oldest first: helpline, as-of.
    pub past_lookup: Vec<[String; 2]>,
    /// Sources that nothing cites.
    pub unused_sources: Vec<String>,
    /// What is proved over every combination of answers; none if there are too many that differ.
    pub soundness: Option<Soundness>,
}

impl Inspection {
    /// Looks through a knowledge base.
    pub fn of(kb: &KnowledgeBase, trust: &Trust) -> Self {
        let mut counts = Kind::ALL.map(|kind| (kind.plural.to_owned(), (kind.entries)(kb).len())).to_vec();
        counts.insert(2, ("facts".to_owned(), kb.messengers().len() * kb.properties().len()));
        let unused = kb.sources().keys().filter(|source| resting_on(kb, *source).is_empty());
        Self {
            schema: SCHEMA,
            knowledge_base: kb.scope().version.clone(),
            as_of: trust.as_of.to_string(),
            counts,
            past_review: past_review(kb, trust),
            past_lookup: past_lookup(kb, trust),
            unused_sources: unused.map(|source| kb[source].id.clone()).collect(),
            soundness: proof(kb, &Levels::of(kb, trust)).ok().map(|proof| Soundness::of(kb, &proof)),
        }
    }

    /// Whether anything found is a fault.
    pub fn has_errors(&self) -> bool {
        !self.past_lookup.is_empty() || self.soundness.as_ref().is_some_and(Soundness::has_errors)
    }
}

/// Helplines that were last looked up too long ago, the oldest first.
fn past_lookup(kb: &KnowledgeBase, trust: &Trust) -> Vec<[String; 2]> {
    let span = Span::new().months(LOOKUP_MONTHS);
    let is_due = |helpline: &&Helpline| helpline.as_of.is_older_than(span, trust.as_of);
    let mut due: Vec<&Helpline> = kb.helplines().iter().filter(is_due).collect();
    due.sort_by_key(|helpline| helpline.as_of.first_day());
    due.into_iter().map(|helpline| [helpline.id.clone(), helpline.as_of.to_string()]).collect()
}

/// Facts past their review, the oldest first.
pub(super) fn past_review(kb: &KnowledgeBase, trust: &Trust) -> Vec<[String; 4]> {
    let mut stale = Vec::new();
    for messenger in kb.messengers().iter() {
        for key in kb.properties().keys() {
            let (as_of, property) = (&messenger.fact(key).as_of, &kb[key]);
            if is_past_review(kb, trust, as_of, key) {
                let line = [&messenger.id, &property.id, &as_of.to_string(), &property.review_after_written];
                stale.push((as_of.first_day(), line.map(String::clone)));
            }
        }
    }
    stale.sort();
    stale.into_iter().map(|(_, line)| line).collect()
}

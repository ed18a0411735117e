//! The entries of one kind, a row each.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Serialize;

use super::entries::facts;
use super::inspection::past_review;
use super::kind::Kind;
use crate::engine::{Levels, Trust};
use crate::kb::KnowledgeBase;
use crate::space::{FactLeverage, Leverage, TooLarge, leverage};
use crate::text::grouped;

pub(super) const SCHEMA: &str = "advisor/listing/1";

/// The entries of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Listing {
    /// The schema id of this form.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// What is listed, in the plural.
    pub kind: String,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The entries; the first cell is the id.
    pub rows: Vec<Vec<String>>,
    /// What is to be known of the listing as a whole, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Which entries are listed.
    #[serde(skip)]
    pub selection: Selection,
}

/// Which entries of a kind are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Selection {
    /// Every one.
    #[default]
    All,
    /// Those overdue for review on a day.
    PastReview(String),
    /// Those on which a verdict depends.
    ByLeverage,
}

impl Listing {
    /// A listing with these columns.
    pub fn new(kind: &str, columns: &[&str], rows: Vec<Vec<String>>) -> Self {
        let (kind, columns) = (kind.to_owned(), columns.iter().map(|&column| column.to_owned()).collect());
        Self { schema: SCHEMA, kind, columns, rows, note: None, selection: Selection::All }
    }

    /// Every entry of a kind.
    pub fn of(kb: &KnowledgeBase, kind: Kind) -> Self {
        let rows = (kind.entries)(kb).iter().map(|named| (named.row)()).collect();
        Self::new(kind.plural, kind.columns, rows)
    }

    /// Every fact.
    pub fn facts(kb: &KnowledgeBase) -> Self {
        let rows = facts(kb).map(|(messenger, property, fact)| {
            let (as_of, confidence) = (&fact.as_of.to_string(), fact.confidence.word());
            [&messenger.id, &kb[property].id, as_of, confidence, &fact.summary].map(str::to_owned).to_vec()
        });
        Self::new("facts", &["messenger", "property", "as of", "confidence", "summary"], rows.collect())
    }

    /// The facts overdue for review, the oldest first.
    pub fn stale(kb: &KnowledgeBase, trust: &Trust) -> Self {
        let rows = past_review(kb, trust).into_iter().map(|line| line.to_vec()).collect();
        let listing = Self::new("facts", &["messenger", "property", "as of", "review after"], rows);
        Self { selection: Selection::PastReview(trust.as_of.to_string()), ..listing }
    }

    /// The facts of the candidates, those first on which the most verdicts hang.
    ///
    /// Each is tried at every other level that would have another effect, over every combination of answers. The level
    /// that changes the most is shown.
    ///
    /// # Errors
    /// If the knowledge base cannot be laid out.
    pub fn by_leverage(kb: &KnowledgeBase, trust: &Trust) -> Result<Self, TooLarge> {
        let Leverage { readings, facts: mut ranked } = leverage(kb, &Levels::of(kb, trust))?;
        ranked.sort_by_key(|hanging| Reverse(hanging.verdicts));
        let all = ranked.len();
        ranked.retain(|hanging| hanging.verdicts > 0);
        let note = format!(
            "Of {} verdicts, one for each combination of answers. No verdict depends on the other {} facts of the candidates.",
            grouped(readings),
            all - ranked.len()
        );
        let row = |FactLeverage { messenger, property, otherwise, verdicts }: FactLeverage| {
            let fact = kb[messenger].fact(property);
            let otherwise = otherwise.map_or("unknown".to_owned(), |level| kb[property].written(level));
            let id = format!("{} {}", kb[messenger].id, kb[property].id);
            vec![id, fact.as_of.to_string(), fact.confidence.word().to_owned(), otherwise, verdicts.to_string()]
        };
        let columns = ["fact", "as of", "confidence", "if it were", "verdicts that change"];
        let listing = Self::new("facts", &columns, ranked.into_iter().map(row).collect());
        Ok(Self { note: Some(note), selection: Selection::ByLeverage, ..listing })
    }
}

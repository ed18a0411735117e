//! How verdicts, needs and complements are distributed over many people's answers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::soundness::grouped;
use crate::document::{Block, Document, NarrowTable, Table};
use crate::kb::KnowledgeBase;

/// The schema id of [`Distribution`] as JSON.
pub(super) const SCHEMA: &str = "advisor/distribution/1";

/// Counts over rows of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Distribution {
    /// The schema id of this form.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The version of the knowledge base.
    pub knowledge_base: String,
    /// How many rows there were.
    pub rows: u64,
    /// How many of them have an error; they count nowhere else.
    pub errors: u64,
    /// Each verdict by ids, messengers joined by `+`, the most frequent first.
    pub verdicts: Vec<Counted>,
    /// Each property that is needed, those that the most must have first.
    pub needs: Vec<CountedNeed>,
    /// Each setting or companion that is advised, the most frequent first.
    pub complements: Vec<Counted>,
}

/// How many rows have something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counted {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many rows have it.
    pub rows: u64,
}

/// How many rows need a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountedNeed {
    /// The id of the property.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many rows must have it.
    pub must: u64,
    /// How many rows should have it.
    pub should: u64,
}

/// Counts by ids, as they come from the rows: verdicts (messengers joined by `+`, or `none-alone`), properties with how
/// many rows must and how many should have them, and complements.
pub type CountsById = (BTreeMap<String, u64>, BTreeMap<String, [u64; 2]>, BTreeMap<String, u64>);

impl Distribution {
    /// The counts with titles, sorted.
    pub fn of(kb: &KnowledgeBase, rows: u64, errors: u64, (verdicts, needs, complements): CountsById) -> Self {
        let messenger =
            |id: &str| kb.messengers().find(id).map_or_else(|| id.to_owned(), |key| kb[key].title.to_string());
        let verdict = |(id, rows): (String, u64)| {
            let titles: Vec<String> = id.split('+').map(messenger).collect();
            let title = if id == "none-alone" { "none alone".to_owned() } else { titles.join(" and ") };
            Counted { title, id, rows }
        };
        let need = |(id, [must, should]): (String, [u64; 2])| {
            let title = kb.properties().find(&id).map(|key| kb[key].title.to_string()).unwrap_or_default();
            CountedNeed { id, title, must, should }
        };
        let complement = |(id, rows): (String, u64)| {
            let title = kb.complements().find(&id).map(|key| kb[key].title.to_string()).unwrap_or_default();
            Counted { id, title, rows }
        };
        let sorted = |mut counted: Vec<Counted>| {
            counted.sort_by_key(|counted| std::cmp::Reverse(counted.rows));
            counted
        };
        let mut needs: Vec<CountedNeed> = needs.into_iter().map(need).collect();
        needs.sort_by_key(|need| std::cmp::Reverse((need.must, need.should)));
        Self {
            schema: SCHEMA,
            knowledge_base: kb.scope().version.clone(),
            rows,
            errors,
            verdicts: sorted(verdicts.into_iter().map(verdict).collect()),
            needs,
            complements: sorted(complements.into_iter().map(complement).collect()),
        }
    }

    /// The page for people.
    pub fn page(&self) -> Document {
        let mut page = Document::titled("Distribution");
        let told = self.rows - self.errors;
        let headline = match told {
            1 => "1 row of answers.".to_owned(),
            _ => format!("{} rows of answers.", grouped(&told.to_string())),
        };
        let mut lines = vec![format!("Decided with the knowledge base of {}.", self.knowledge_base).into()];
        if self.errors > 0 {
            lines.push(format!("Not counted, since they have errors: {}.", grouped(&self.errors.to_string())).into());
        }
        page.push(Block::Verdict { headline: headline.into(), lines });
        let share = |rows: u64| vec![grouped(&rows.to_string()), percent(rows, told)];
        let row = |counted: &Counted| [vec![counted.title.clone()], share(counted.rows)].concat();
        page.section("Verdicts", table(&["verdict", "rows", "share"], self.verdicts.iter().map(row)));
        let need = |need: &CountedNeed| {
            let counts = [need.must, need.should].map(|count| grouped(&count.to_string()));
            [vec![need.title.clone()], counts.to_vec(), vec![percent(need.must + need.should, told)]].concat()
        };
        page.section("Needs", table(&["property", "must", "should", "share"], self.needs.iter().map(need)));
        let complements = table(&["setting or companion", "rows", "share"], self.complements.iter().map(row));
        page.section("Settings and companions", complements);
        page
    }
}

fn percent(count: u64, of: u64) -> String {
    format!("{:.1} %", count as f64 / of.max(1) as f64 * 100.0)
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<Block> {
    let table = Table {
        caption: String::new(),
        head: head.iter().map(|head| (*head).to_owned()).collect(),
        rows: rows.map(|row| row.iter().map(Into::into).collect()).collect(),
        legend: crate::document::Prose::default(),
        narrow: NarrowTable::ByRow,
    };
    vec![Block::Table(table)]
}

//! How verdicts, needs and complements are distributed over many people's answers.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::kb::{Form, KnowledgeBase};

pub(super) const FORM: Form =
    Form::printed::<Distribution>("advisor/distribution/1", "What `batch --summary --format json` prints");

/// Counts over rows of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Distribution {
    /// The schema id of this form.
    #[schemars(extend("const" = FORM.id))]
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

/// Counts over rows, by ids. An id that no row has is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Verdicts: messengers joined by `+`, or `none-alone`.
    pub verdicts: BTreeMap<String, u64>,
    /// Needed properties, with how many rows must have them and how many should.
    pub needs: BTreeMap<String, [u64; 2]>,
    /// Settings, companions and practices that are advised.
    pub complements: BTreeMap<String, u64>,
}

impl Tally {
    /// Adds the counts over other rows.
    pub fn add(&mut self, more: Self) {
        more.verdicts.into_iter().for_each(|(id, rows)| *self.verdicts.entry(id).or_default() += rows);
        more.complements.into_iter().for_each(|(id, rows)| *self.complements.entry(id).or_default() += rows);
        for (id, [must, should]) in more.needs {
            let counts = self.needs.entry(id).or_default();
            *counts = [counts[0] + must, counts[1] + should];
        }
    }
}

impl Distribution {
    /// The counts with titles, sorted.
    pub fn of(kb: &KnowledgeBase, rows: u64, errors: u64, Tally { verdicts, needs, complements }: Tally) -> Self {
        let messenger = |id: &str| kb.messengers().find(id).map_or(id, |key| &kb[key].title).to_owned();
        let property = |id: &str| kb.properties().find(id).map(|key| kb[key].title.clone()).unwrap_or_default();
        let complement = |id: &str| kb.complements().find(id).map(|key| kb[key].title.clone()).unwrap_or_default();
        let verdict = |id: &str| match id {
            "none-alone" => "no app alone is enough".to_owned(),
            several => several.split('+').map(messenger).collect::<Vec<_>>().join(" and "),
        };
        let need = |(id, [must, should]): (String, [u64; 2])| CountedNeed { title: property(&id), id, must, should };
        let mut needs: Vec<CountedNeed> = needs.into_iter().map(need).collect();
        needs.sort_by_key(|need| Reverse((need.must, need.should)));
        let (verdicts, complements) = (sorted(verdicts, verdict), sorted(complements, complement));
        Self { schema: FORM.id, knowledge_base: kb.scope().version.clone(), rows, errors, verdicts, needs, complements }
    }
}

fn sorted(counts: BTreeMap<String, u64>, title: impl Fn(&str) -> String) -> Vec<Counted> {
    let mut counted: Vec<_> = counts.into_iter().map(|(id, rows)| Counted { title: title(&id), id, rows }).collect();
    counted.sort_by_key(|counted| Reverse(counted.rows));
    counted
}

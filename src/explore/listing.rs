//! The entries of one kind, a row each.

use schemars::JsonSchema;
use serde::Serialize;

use super::inspection::past_review;
use super::kind::Kind;
use super::rows::when;
use crate::engine::Trust;
use crate::kb::{
    Complement, Helpline, Key, KnowledgeBase, Measure, Messenger, Property, Question, Risk, Rule, Source, Stop,
};

/// The schema id of [`Listing`] as JSON.
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
    /// Those past their review on a day.
    PastReview(String),
    /// Those on which a verdict depends.
    ByLeverage,
}

impl Listing {
    /// A listing with these columns.
    pub fn new(kind: &str, columns: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self {
            schema: SCHEMA,
            kind: kind.to_owned(),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            rows,
            note: None,
            selection: Selection::All,
        }
    }

    /// The facts past their review, the oldest first.
    pub fn stale(kb: &KnowledgeBase, trust: &Trust) -> Self {
        let rows = past_review(kb, trust).into_iter().map(|line| line.to_vec()).collect();
        let listing = Self::new("facts", &["messenger", "property", "as of", "review after"], rows);
        Self { selection: Selection::PastReview(trust.as_of.to_string()), ..listing }
    }

    /// Every fact.
    pub fn facts(kb: &KnowledgeBase) -> Self {
        let mut rows = Vec::new();
        for messenger in kb.messengers().iter() {
            for property in kb.properties().keys() {
                let fact = messenger.fact(property);
                let (as_of, confidence) = (fact.as_of.to_string(), fact.confidence.word());
                rows.push(line([&messenger.id, &kb[property].id, &as_of, confidence, &fact.summary]));
            }
        }
        Self::new("facts", &["messenger", "property", "as of", "confidence", "summary"], rows)
    }

    /// Every entry of a kind.
    pub fn of(kb: &KnowledgeBase, kind: Kind) -> Self {
        let (columns, rows): (&[&str], Vec<Vec<String>>) = match kind {
            Kind::Messenger => (&["id", "name", "role", "about"], messengers(kb)),
            Kind::Property => (&["id", "group", "title", "levels, worst to best"], properties(kb)),
            Kind::Question => (&["id", "theme", "question", "choices"], questions(kb)),
            Kind::Rule => (&["id", "strength", "needs", "when"], rules(kb)),
            Kind::Complement => {
                let row = |one: &Complement| line([&one.id, one.kind.word(), &one.effort.to_string(), &one.title]);
                (&["id", "kind", "effort", "what to do"], kb.complements().iter().map(row).collect())
            }
            Kind::Stop => {
                let row = |one: &Stop| line([&one.id, if one.is_full { "yes" } else { "no" }, &one.title]);
                (&["id", "full", "what comes first"], kb.stops().iter().map(row).collect())
            }
            Kind::Helpline => {
                let row = |one: &Helpline| line([&one.id, &one.title, &one.whom, &one.website, &one.as_of.to_string()]);
                (&["id", "name", "for", "address", "looked up"], kb.helplines().iter().map(row).collect())
            }
            Kind::Risk => {
                let row = |one: &Risk| line([&one.id, &one.title, one.remedy.as_deref().unwrap_or_default()]);
                (&["id", "risk", "what helps"], kb.risks().iter().map(row).collect())
            }
            Kind::Source => {
                let row = |one: &Source| line([&one.id, &one.date, one.rank.word(), &one.publisher, &one.title]);
                (&["id", "date", "kind", "publisher", "title"], kb.sources().iter().map(row).collect())
            }
        };
        Self::new(&kind.plural(), columns, rows)
    }
}

fn line<const CELLS: usize>(cells: [&str; CELLS]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn messengers(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |role: &'static str| move |key: Key<Messenger>| line([&kb[key].id, &kb[key].title, role, &kb[key].about]);
    let candidates = kb.scope().candidates.iter().copied().map(row("candidate"));
    candidates.chain(kb.alternatives().map(row("alternative"))).collect()
}

fn properties(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |property: &Property| {
        let levels = match &property.measure {
            Measure::Scale(steps) => steps.iter().map(|step| step.id.as_str()).collect::<Vec<_>>().join(" < "),
            Measure::Count { unit } => format!("number of {unit}"),
            Measure::Text => "text".to_owned(),
        };
        line([&property.id, &kb[property.group].id, &property.title, &levels])
    };
    kb.properties().iter().map(row).collect()
}

fn questions(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |question: &Question| {
        let choices: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).collect();
        line([&question.id, &kb[question.theme].title, &question.ask, &choices.join(", ")])
    };
    kb.questions().iter().map(row).collect()
}

fn rules(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |rule: &Rule| {
        let need = format!("{}: {}", kb[rule.property].id, kb[rule.property].written(rule.level));
        line([&rule.id, &rule.strength.to_string(), &need, &when(kb, &rule.when)])
    };
    kb.rules().iter().map(row).collect()
}

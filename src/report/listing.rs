//! What there is: the entries of one kind, as plain data.

use schemars::JsonSchema;
use serde::Serialize;

use super::inspection::past_review;
use super::soundness::grouped;
use crate::answers::UNSURE;
use crate::document::Prose;
use crate::document::{Block, Document, NarrowTable, Table};
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
    /// What the table shows.
    #[serde(skip)]
    caption: String,
    /// What is said where there is no entry.
    #[serde(skip)]
    none: String,
}

impl Listing {
    /// A listing with these columns.
    pub fn new(kind: &str, columns: &[&str], rows: Vec<Vec<String>>) -> Self {
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        Self {
            schema: SCHEMA,
            kind: kind.to_owned(),
            columns,
            rows,
            note: None,
            caption: format!("All {kind}."),
            none: format!("There are no {kind}."),
        }
    }

    /// The facts past their review, the oldest first.
    pub fn stale(kb: &KnowledgeBase, trust: &Trust) -> Self {
        let rows = past_review(kb, trust).into_iter().map(|line| line.to_vec()).collect();
        Self::new("facts", &["messenger", "property", "as of", "review after"], rows).that_shows(
            "Facts past their review, the oldest first.",
            &format!("No fact is past its review on {}.", trust.as_of),
        )
    }

    /// The listing of a choice of entries: what its table shows, and what is said where there is none.
    #[must_use]
    pub(super) fn that_shows(self, caption: &str, none: &str) -> Self {
        Self { caption: caption.to_owned(), none: none.to_owned(), ..self }
    }

    /// The page for people.
    pub fn page(&self) -> Document {
        let mut page = Document::titled(self.kind.clone());
        if self.rows.is_empty() {
            page.push(Block::Paragraph(Prose::from(&self.none)));
            page.push(Block::Paragraph(self.note.as_ref().map(Prose::from).unwrap_or_default()));
            return page;
        }
        page.push(Block::Table(Table {
            caption: self.caption.clone(),
            head: self.columns.clone(),
            rows: self.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
            legend: self.note.as_ref().map(Prose::from).unwrap_or_default(),
            narrow: NarrowTable::ByRow,
        }));
        page
    }
}

/// A cell as people read it.
fn cell(text: &String) -> Prose {
    // Five digits or more are a count; a year has four.
    let is_long = text.len() > 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_long { grouped(text).into() } else { text.into() }
}

/// The entries of one kind, by its plural.
///
/// Returns nothing for a word that is no kind.
pub fn listing_of(kb: &KnowledgeBase, kind: &str) -> Option<Listing> {
    let (columns, rows): (&[&str], Vec<Vec<String>>) = match kind {
        "questions" => (&["id", "theme", "question", "choices"], questions(kb)),
        "rules" => (&["id", "strength", "needs", "when"], rules(kb)),
        "properties" => (&["id", "group", "title", "levels, worst to best"], properties(kb)),
        "messengers" => (&["id", "name", "role", "about"], messengers(kb)),
        "complements" => (&["id", "kind", "effort", "what to do"], complements(kb)),
        "stops" => (&["id", "full", "what comes first"], stops(kb)),
        "helplines" => (&["id", "name", "for", "address", "looked up"], helplines(kb)),
        "risks" => (&["id", "risk", "what helps"], risks(kb)),
        "sources" => (&["id", "date", "kind", "publisher", "title"], sources(kb)),
        "facts" => (&["messenger", "property", "as of", "confidence", "summary"], facts(kb)),
        _ => return None,
    };
    let note = (kind == "questions").then(|| format!("`{UNSURE}` is an answer to each question, too."));
    Some(Listing { note, ..Listing::new(kind, columns, rows) })
}

fn questions(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |question: &Question| {
        let choices: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).collect();
        vec![question.id.clone(), kb[question.theme].title.clone(), question.ask.clone(), choices.join(", ")]
    };
    kb.questions().iter().map(row).collect()
}

fn rules(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |rule: &Rule| {
        let need = format!("{}: {}", kb[rule.property].id, kb[rule.property].written(rule.level));
        vec![rule.id.clone(), rule.strength.to_string(), need, super::profile::when(kb, &rule.when)]
    };
    kb.rules().iter().map(row).collect()
}

fn properties(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |property: &Property| {
        let levels = match &property.measure {
            Measure::Scale(steps) => steps.iter().map(|step| step.id.as_str()).collect::<Vec<_>>().join(" < "),
            Measure::Count { unit } => format!("number of {unit}"),
            Measure::Text => "text".to_owned(),
        };
        vec![property.id.clone(), kb[property.group].id.clone(), property.title.clone(), levels]
    };
    kb.properties().iter().map(row).collect()
}

fn messengers(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let candidates = kb.scope().candidates.iter().copied();
    let row = |key: Key<Messenger>| {
        let role = if kb.scope().candidates.contains(&key) { "candidate" } else { "alternative" };
        vec![kb[key].id.clone(), kb[key].title.clone(), role.into(), kb[key].about.clone()]
    };
    candidates.chain(kb.alternatives()).map(row).collect()
}

fn complements(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |complement: &Complement| {
        vec![
            complement.id.clone(),
            complement.kind.word().into(),
            complement.effort.to_string(),
            complement.title.clone(),
        ]
    };
    kb.complements().iter().map(row).collect()
}

fn stops(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |stop: &Stop| vec![stop.id.clone(), if stop.is_full { "yes" } else { "no" }.into(), stop.title.clone()];
    kb.stops().iter().map(row).collect()
}

fn helplines(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |line: &Helpline| {
        let Helpline { id, title, whom, website, as_of, .. } = line;
        vec![id.clone(), title.clone(), whom.clone(), website.clone(), as_of.to_string()]
    };
    kb.helplines().iter().map(row).collect()
}

fn risks(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |risk: &Risk| vec![risk.id.clone(), risk.title.clone(), risk.remedy.clone().unwrap_or_default()];
    kb.risks().iter().map(row).collect()
}

fn sources(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |source: &Source| {
        vec![
            source.id.clone(),
            source.date.clone(),
            source.rank.word().into(),
            source.publisher.clone(),
            source.title.clone(),
        ]
    };
    kb.sources().iter().map(row).collect()
}

fn facts(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |messenger: &Messenger, property: Key<Property>| {
        let fact = messenger.fact(property);
        vec![
            messenger.id.clone(),
            kb[property].id.clone(),
            fact.as_of.to_string(),
            fact.confidence.word().into(),
            fact.summary.clone(),
        ]
    };
    kb.messengers().iter().flat_map(|messenger| kb.properties().keys().map(move |key| row(messenger, key))).collect()
}

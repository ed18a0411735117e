//! What there is: the entries of one kind, as plain data.

use std::cmp::Reverse;

use serde::Serialize;

use super::document::{Block, Document, NarrowTable, Table};
use super::prose::Prose;
use super::soundness::grouped;
use crate::engine::{Levels, Trust};
use crate::kb::{Complement, Key, KnowledgeBase, Measure, Messenger, Property, Question, Rule, Source};
use crate::space::{BUDGET, Editions, Incomparable};

/// The schema id of [`Listing`] as JSON.
const SCHEMA: &str = "advisor/listing/1";

/// The most states that are expanded to rank facts.
const MOST_WORK: usize = BUDGET;

/// The entries of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// The schema id of this form.
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
}

impl Listing {
    /// A listing with these columns.
    pub fn new(kind: &str, columns: &[&str], rows: Vec<Vec<String>>) -> Self {
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        Self { schema: SCHEMA, kind: kind.to_owned(), columns, rows, note: None }
    }

    /// The facts of the candidates, those first on which the most verdicts hang.
    ///
    /// Each is tried at every other level that would have another effect, over every combination of answers. The level
    /// that changes the most is told.
    ///
    /// # Errors
    /// If the knowledge base cannot be laid out.
    pub fn by_leverage(kb: &KnowledgeBase, trust: &Trust) -> Result<Self, Incomparable> {
        let levels = Levels::of(kb, trust);
        let mut editions = Editions::of((kb, &levels), (kb, &levels), BUDGET)?;
        let mut ranked = Vec::new();
        for messenger in kb.scope().candidates.iter().copied() {
            for property in kb.properties().keys() {
                ranked.push((hanging_on(kb, &levels, messenger, property, &mut editions), messenger, property));
            }
        }
        ranked.sort_by_key(|(hanging, ..)| hanging.as_ref().map(|hanging| Reverse(hanging.verdicts)).ok_or(()));
        let others =
            ranked.iter().filter(|(hanging, ..)| hanging.as_ref().is_some_and(|hanging| hanging.verdicts == 0));
        let note = format!(
            "Of {} verdicts, one for each combination of answers. On the other {} facts of the candidates no verdict \
             hangs.",
            grouped(&editions.size().0.to_string()),
            others.count()
        );
        ranked.retain(|(hanging, ..)| hanging.as_ref().is_none_or(|hanging| hanging.verdicts > 0));
        let row = |(hanging, messenger, property): (Option<Hanging>, Key<Messenger>, Key<Property>)| {
            let fact = kb[messenger].fact(property);
            let (otherwise, verdicts) = match hanging {
                Some(Hanging { otherwise, verdicts }) => (otherwise, verdicts.to_string()),
                None => ("not tried: too much work".to_owned(), String::new()),
            };
            let id = format!("{} {}", kb[messenger].id, kb[property].id);
            vec![id, fact.as_of.to_string(), fact.confidence.word().to_owned(), otherwise, verdicts]
        };
        let columns = ["fact", "as of", "confidence", "if it were", "verdicts that change"];
        let listing = Self::new("facts", &columns, ranked.into_iter().map(row).collect());
        Ok(Self { note: Some(note), ..listing })
    }

    /// The page for people.
    pub fn page(&self) -> Document {
        let mut page = Document::titled(self.kind.clone());
        if self.rows.is_empty() {
            page.push(Block::Paragraph(format!("There are no {}.", self.kind).into()));
            return page;
        }
        page.push(Block::Table(Table {
            caption: format!("All {}.", self.kind),
            head: self.columns.clone(),
            rows: self.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
            legend: self.note.as_ref().map(Prose::from).unwrap_or_default(),
            narrow: NarrowTable::ByRow,
        }));
        page
    }
}

/// How many verdicts hang on a fact.
struct Hanging {
    /// The level at which the most verdicts would change; empty if none would.
    otherwise: String,
    /// How many would.
    verdicts: u128,
}

/// How many verdicts hang on a fact; nothing if it takes too much work to tell.
fn hanging_on(
    kb: &KnowledgeBase,
    levels: &Levels,
    messenger: Key<Messenger>,
    property: Key<Property>,
    editions: &mut Editions<'_>,
) -> Option<Hanging> {
    let mut most = Hanging { otherwise: String::new(), verdicts: 0 };
    for level in levels.others(kb, messenger, property) {
        if editions.states() > MOST_WORK {
            return None;
        }
        let verdicts = editions.differing(kb, &levels.clone().with(messenger, property, level), BUDGET).ok()?;
        if verdicts > most.verdicts {
            let otherwise = level.map_or("unknown".to_owned(), |level| kb[property].written(level));
            most = Hanging { otherwise, verdicts };
        }
    }
    Some(most)
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
pub fn listing_of(kb: &KnowledgeBase, trust: &Trust, kind: &str, stale: bool) -> Option<Listing> {
    let (columns, rows): (&[&str], Vec<Vec<String>>) = match kind {
        "questions" => (&["id", "theme", "question", "choices"], questions(kb)),
        "rules" => (&["id", "strength", "needs", "when"], rules(kb)),
        "properties" => (&["id", "group", "title", "levels, worst to best"], properties(kb)),
        "messengers" => (&["id", "name", "role", "about"], messengers(kb)),
        "complements" => (&["id", "kind", "effort", "what to do"], complements(kb)),
        "sources" => (&["id", "date", "kind", "publisher", "title"], sources(kb)),
        "facts" if stale => (&["messenger", "property", "as of", "review after"], stale_facts(kb, trust)),
        "facts" => (&["messenger", "property", "as of", "confidence", "summary"], facts(kb)),
        _ => return None,
    };
    Some(Listing::new(kind, columns, rows))
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
        vec![kb[key].id.clone(), kb[key].title.clone(), role.to_owned(), kb[key].about.clone()]
    };
    candidates.chain(kb.alternatives()).map(row).collect()
}

fn complements(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |complement: &Complement| {
        vec![
            complement.id.clone(),
            complement.kind.word().to_owned(),
            complement.effort.to_string(),
            complement.title.clone(),
        ]
    };
    kb.complements().iter().map(row).collect()
}

fn sources(kb: &KnowledgeBase) -> Vec<Vec<String>> {
    let row = |source: &Source| {
        vec![
            source.id.clone(),
            source.date.to_string(),
            source.rank.word().to_owned(),
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
            fact.confidence.word().to_owned(),
            fact.summary.clone(),
        ]
    };
    kb.messengers().iter().flat_map(|messenger| kb.properties().keys().map(move |key| row(messenger, key))).collect()
}

fn stale_facts(kb: &KnowledgeBase, trust: &Trust) -> Vec<Vec<String>> {
    super::inspection::past_review(kb, trust).into_iter().map(|line| line.to_vec()).collect()
}

//! The files of a knowledge base as they are written, and what their entries become once they are checked.
//!
//! `data/README.md` explains every field. The schemas of the files are made of these types, so what is said of a field
//! here stands in them. All entries are checked alike: the entry, its place and what is known so far go in, a valid
//! entry comes out, and a fault is a note rather than an early return.

mod complements;
mod messengers;
mod properties;
mod questions;
mod rules;
mod scope;
mod sources;
mod stops;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

pub(super) use complements::Complement;
pub(super) use messengers::Messenger;
pub(super) use properties::Property;
pub(super) use questions::Question;
pub(super) use rules::{Risk, Rule};
pub(super) use scope::Scope;
pub(super) use stops::{Helpline, Stop};

use super::KnowledgeBase;
use super::catalogue::{Catalogue, Entry};
use super::place::{Ledger, Place};
use super::problem::Problems;
use super::source::Source;
use super::wording::check_id;

/// The names of the files, as messages and documents show them.
pub(super) const SCOPE: &str = "scope.yaml";
pub(super) const PROPERTIES: &str = "properties.yaml";
pub(super) const QUESTIONS: &str = "questions.yaml";
pub(super) const RULES: &str = "rules.yaml";
pub(super) const COMPLEMENTS: &str = "complements.yaml";
pub(super) const SOURCES: &str = "sources.yaml";
pub(super) const RISKS: &str = "risks.yaml";
pub(super) const STOPS: &str = "stops.yaml";
pub(super) const HELPLINES: &str = "helplines.yaml";
/// The folder of the messengers.
pub(super) const MESSENGERS: &str = "messengers";
/// The files that are lists, or the scope.
pub(super) const FILES: [&str; 9] =
    [SCOPE, PROPERTIES, QUESTIONS, RULES, COMPLEMENTS, SOURCES, RISKS, STOPS, HELPLINES];

/// A knowledge base as it is written: parsed, and not yet checked.
#[derive(Deserialize)]
pub(super) struct Whole {
    /// None if the file could not be read.
    pub(super) scope: Option<Scope>,
    pub(super) properties: Vec<Property>,
    /// By the names of their files.
    pub(super) messengers: BTreeMap<String, Messenger>,
    pub(super) questions: Vec<Question>,
    pub(super) rules: Vec<Rule>,
    pub(super) complements: Vec<Complement>,
    pub(super) sources: Vec<Source>,
    pub(super) risks: Vec<Risk>,
    #[serde(default)]
    pub(super) stops: Vec<Stop>,
    #[serde(default)]
    pub(super) helplines: Vec<Helpline>,
}

/// An entry of a list, as it is written.
trait Written {
    /// The word for such an entry.
    const KIND: &'static str;
    /// What it becomes.
    type Valid;

    /// The id.
    fn id(&self) -> &str;

    /// The valid entry; none if it lacks what it can't do without.
    fn check(self, at: &Place<'_>, kb: &KnowledgeBase) -> Option<Self::Valid>;
}

/// The valid entries of a list.
fn entries<W: Written>(list: &Place<'_>, written: Vec<W>, kb: &KnowledgeBase) -> Vec<W::Valid> {
    let mut seen = BTreeSet::new();
    let mut valid = Vec::new();
    for (position, entry) in written.into_iter().enumerate() {
        let id = entry.id().to_owned();
        let item = list.item(position);
        let at = item.named(W::KIND, &id);
        check_id(&at, &id);
        if !seen.insert(id.clone()) {
            at.note("the id is given twice", "rename one of the two");
        }
        match entry.check(&at, kb) {
            Some(entry) => valid.push(entry),
            None => list.ledger.leave_out(W::KIND, &id),
        }
    }
    valid
}

/// The catalogue of a list.
fn catalogue<W: Written<Valid: Entry>>(list: &Place<'_>, written: Vec<W>, kb: &KnowledgeBase) -> Catalogue<W::Valid> {
    Catalogue::of(entries(list, written, kb))
}

/// Turns what was written into a knowledge base, or names everything wrong with it.
pub(super) fn check(written: Whole, ledger: Ledger) -> Result<KnowledgeBase, Problems> {
    let mut kb = KnowledgeBase::empty();
    let file = |name| Place::file(&ledger, name);
    kb.sources = catalogue(&file(SOURCES), written.sources, &kb);
    let scope = written.scope.map(|scope| scope.headings(&file(SCOPE), &mut kb));
    kb.properties = catalogue(&file(PROPERTIES), written.properties, &kb);
    kb.messengers = messengers::check(written.messengers, &ledger, &kb);
    questions::check(&file(QUESTIONS), written.questions, &mut kb);
    if let Some(scope) = scope {
        scope.check(&file(SCOPE), &mut kb);
    }
    kb.helplines = catalogue(&file(HELPLINES), written.helplines, &kb);
    kb.stops = catalogue(&file(STOPS), written.stops, &kb);
    kb.rules = catalogue(&file(RULES), written.rules, &kb);
    complements::check(&file(COMPLEMENTS), written.complements, &mut kb);
    kb.risks = catalogue(&file(RISKS), written.risks, &kb);
    ledger.close()?;
    Ok(kb)
}

//! What cites sources, numbered in the order in which they are first cited: facts, stops, notices and risks.

use indexmap::IndexSet;
use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use crate::engine::Trust;
use crate::kb::{
    AsOf, Confidence, Helpline, Key, KnowledgeBase, Messenger, Notice, Property, Risk, Source, Stop, any_holds,
};

/// A source as a reader sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SourceView {
    /// The number it is cited by, from 1.
    pub number: usize,
    /// The source.
    #[serde(flatten)]
    pub source: Source,
}

/// The sources that are cited, by number.
pub(crate) struct Bibliography<'a> {
    pub(crate) kb: &'a KnowledgeBase,
    pub(crate) trust: &'a Trust,
    cited: IndexSet<Key<Source>>,
}

impl<'a> Bibliography<'a> {
    pub(crate) fn of(kb: &'a KnowledgeBase, trust: &'a Trust) -> Self {
        Self { kb, trust, cited: IndexSet::new() }
    }

    pub(crate) fn cite(&mut self, sources: &[Key<Source>]) -> Vec<usize> {
        sources.iter().map(|source| self.cited.insert_full(*source).0 + 1).collect()
    }

    pub(crate) fn fact(&mut self, messenger: &Messenger, property: Key<Property>) -> FactView {
        let fact = messenger.fact(property);
        FactView {
            level: fact.level.map(|level| self.kb[property].written(level)),
            summary: fact.summary.clone(),
            as_of: fact.as_of,
            confidence: fact.confidence,
            disputed: fact.is_disputed(),
            past_review: is_past_review(self.kb, self.trust, &fact.as_of, property),
            sources: self.cite(&fact.sources),
        }
    }

    pub(crate) fn list(&self) -> Vec<SourceView> {
        (1..).zip(&self.cited).map(|(number, key)| SourceView { number, source: self.kb[*key].clone() }).collect()
    }
}

/// A fact as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FactView {
    /// The level or count as written; none if unknown, and for a text.
    pub level: Option<String>,
    /// The standing in short.
    pub summary: String,
    /// The date of the evidence.
    pub as_of: AsOf,
    /// How well the evidence carries it.
    pub confidence: Confidence,
    /// Whether someone says otherwise.
    pub disputed: bool,
    /// Whether it is overdue for review.
    pub past_review: bool,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

pub(crate) fn is_past_review(kb: &KnowledgeBase, trust: &Trust, as_of: &AsOf, property: Key<Property>) -> bool {
    as_of.is_older_than(kb[property].review_after, trust.as_of)
}

/// What must or must not happen before anything else.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StopView {
    /// The stop.
    #[serde(flatten)]
    pub stop: Stop,
    /// Who helps.
    pub helplines: Vec<HelplineView>,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// Who helps.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HelplineView {
    /// The helpline.
    #[serde(flatten)]
    pub helpline: Helpline,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// A notice of a messenger.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NoticeView {
    /// The id of the messenger.
    pub messenger: String,
    /// The notice.
    #[serde(flatten)]
    pub notice: Notice,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// A danger that no messenger removes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RiskView {
    /// The risk.
    #[serde(flatten)]
    pub risk: Risk,
    /// Whether the answers brought it up, or it holds for everyone.
    pub by_answers: bool,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

pub(super) fn stops(case: &Case<'_>, cited: &mut Bibliography<'_>) -> Vec<StopView> {
    let view = |stop: &Stop| {
        let helplines = stop.helplines.iter().map(|key| case.kb[*key].clone());
        let helplines = helplines.map(|helpline| HelplineView { sources: cited.cite(&helpline.sources), helpline });
        StopView { helplines: helplines.collect(), sources: cited.cite(&stop.sources), stop: stop.clone() }
    };
    case.stops().map(view).collect()
}

pub(super) fn notices(case: &Case<'_>, cited: &mut Bibliography<'_>) -> Vec<NoticeView> {
    let used = case.used().into_iter().map(|key| &case.kb[key]);
    let all = used.flat_map(|messenger| messenger.notices.iter().map(move |notice| (&messenger.id, notice)));
    let views = all.map(|(messenger, notice)| NoticeView {
        messenger: messenger.clone(),
        notice: notice.clone(),
        sources: cited.cite(&notice.sources),
    });
    views.collect()
}

pub(super) fn risks(case: &Case<'_>, cited: &mut Bibliography<'_>) -> Vec<RiskView> {
    let has = |messenger: Key<Messenger>, risk: &Risk| {
        risk.works_with.iter().all(|(property, levels)| {
            case.levels.get(messenger, *property).is_some_and(|level| levels.0.contains(&level))
        })
    };
    let used = case.used();
    let concerns = |risk: &&Risk| risk.works_with.is_empty() || used.iter().any(|one| has(*one, risk));
    let holds = |risk: &&Risk| any_holds(&risk.when, &case.reading);
    let views = case.kb.risks().iter().filter(holds).filter(concerns).map(|risk| RiskView {
        by_answers: !risk.when.is_empty(),
        sources: cited.cite(&risk.sources),
        risk: risk.clone(),
    });
    views.collect()
}

//! The contexts: what each candidate meets there, why, and what stays open.

use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use super::reasons::{Reason, reasons};
use super::sources::Bibliography;
use crate::engine::{Assessment, ContextDecision, Fit};
use crate::kb::{Complement, Context, Key, KnowledgeBase};

/// The advice for one context.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ContextView {
    /// The id of the context.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Who they are.
    pub people: String,
    /// The candidate: what serves the context, or the best one to build on.
    pub messenger: String,
    /// The name of that messenger.
    pub messenger_title: String,
    /// Whether that messenger serves the context.
    pub fit: Fit,
    /// Every candidate, best first.
    pub candidates: Vec<CandidateView>,
    /// Every need with its reasons: those that set the candidates apart first.
    pub reasons: Vec<Reason>,
}

/// A candidate in a context.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CandidateView {
    /// The id.
    pub id: String,
    /// The name.
    pub title: String,
    /// Whether it serves the context.
    pub fit: Fit,
    /// How many musts it meets alone.
    pub musts_met: usize,
    /// How many musts there are.
    pub musts: usize,
    /// Points, never negative.
    pub points: u32,
    /// The points that meeting every need would bring.
    pub possible: u32,
    /// Points in percent of the possible ones, rounded.
    pub percent: u32,
    /// The settings it takes.
    pub settings: Vec<String>,
    /// The companions it takes.
    pub companions: Vec<String>,
}

pub(super) fn contexts(case: &Case<'_>, cited: &mut Bibliography<'_>) -> Vec<ContextView> {
    let kb = case.kb;
    let view = |context: &ContextDecision| {
        let Context { id, title, people, .. } = &kb[context.context];
        let named = case.decision.named(context);
        ContextView {
            id: id.clone(),
            title: title.clone(),
            people: people.clone(),
            messenger: kb[named.messenger].id.clone(),
            messenger_title: kb[named.messenger].title.clone(),
            fit: named.fit,
            candidates: context.ranking.iter().map(|assessment| candidate(kb, context, assessment)).collect(),
            reasons: reasons(case, context, cited),
        }
    };
    case.decision.contexts.iter().map(view).collect()
}

fn candidate(kb: &KnowledgeBase, context: &ContextDecision, assessment: &Assessment) -> CandidateView {
    let ids = |complements: &[Key<Complement>]| complements.iter().map(|key| kb[*key].id.clone()).collect();
    let musts = context.needs.iter().zip(&assessment.standings).filter(|(need, _)| need.strength.is_must());
    let possible = context.possible();
    CandidateView {
        id: kb[assessment.messenger].id.clone(),
        title: kb[assessment.messenger].title.clone(),
        fit: assessment.fit,
        musts_met: musts.clone().filter(|(_, standing)| standing.is_met_alone()).count(),
        musts: musts.count(),
        points: assessment.points,
        possible,
        percent: (assessment.points * 100 + possible / 2).checked_div(possible).unwrap_or(100),
        settings: ids(&assessment.settings),
        companions: ids(&assessment.companions),
    }
}

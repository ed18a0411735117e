//! Answers with the decision on them, everything that the decision is made of, and what a file keeps of both.

use std::collections::BTreeMap;

use indexmap::IndexSet;

use crate::answers::{Answers, Saved, SavedComplement, SavedGrounds, SavedNeed, SavedVerdict, VerdictKind};
use crate::engine::{Advised, Decision, Grounds, Levels, Placing, Terms, Trust, advised};
use crate::kb::{
    Complement, Key, KnowledgeBase, Level, Messenger, Property, Reading, Rule, Stop, UNKNOWN, written_span,
};

/// One set of answers, decided.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    pub(super) kb: &'a KnowledgeBase,
    pub(super) trust: &'a Trust,
    pub(super) answers: &'a Answers,
    pub(super) reading: Reading,
    pub(super) levels: Levels,
    pub(super) grounds: Grounds<'a>,
    pub(super) decision: Decision,
    pub(super) advised: Vec<Advised>,
}

impl<'a> Case<'a> {
    /// Decides on complete answers: a question that is still open would count as not asked.
    pub fn of(kb: &'a KnowledgeBase, trust: &'a Trust, answers: &'a Answers) -> Self {
        let reading = answers.read(kb);
        let levels = Levels::of(kb, trust);
        let grounds = Grounds::of(kb, &reading);
        let decision = grounds.clone().decide(kb, &levels);
        let terms = Terms { kb, levels: &levels, available: &grounds.available };
        let advised = advised(&terms, &grounds, &decision, &reading);
        Self { kb, trust, answers, reading, levels, grounds, decision, advised }
    }

    /// Whether no context is active, so that there is nothing to advise on: a gap in the knowledge base.
    pub fn has_no_context(&self) -> bool {
        self.decision.contexts.is_empty()
    }

    /// The stops that apply, the gravest first.
    pub(super) fn stops(&self) -> impl Iterator<Item = &'a Stop> {
        self.kb.stops().iter().filter(|stop| stop.applies(&self.reading))
    }

    pub(super) fn terms(&self) -> Terms<'_> {
        Terms { kb: self.kb, levels: &self.levels, available: &self.grounds.available }
    }

    pub(super) fn used(&self) -> IndexSet<Key<Messenger>> {
        self.decision.contexts.iter().filter_map(|context| context.used).collect()
    }

    /// The answers with the verdict on them and what it rests on, to be kept in a file.
    pub fn saved(&self) -> Saved {
        Saved {
            version: Some(self.kb.scope().version.clone()),
            verdict: Some(verdict(self)),
            grounds: Some(grounds(self)),
            answers: self.answers.clone(),
        }
    }
}

pub(super) fn verdict_kind(verdict: Option<&Placing>) -> VerdictKind {
    match verdict.map(|placing| placing.messengers().len()) {
        Some(1) => VerdictKind::One,
        Some(_) => VerdictKind::Several,
        None => VerdictKind::NoneAlone,
    }
}

fn verdict(case: &Case<'_>) -> SavedVerdict {
    let Case { kb, decision, .. } = case;
    let ids = |placing: &Placing| {
        placing.0.iter().map(|(context, messenger)| (kb[*context].id.clone(), kb[*messenger].id.clone())).collect()
    };
    let (messengers, bases) = match &decision.verdict {
        Some(placing) => (ids(placing), Vec::new()),
        None => (Vec::new(), ids(&decision.bases)),
    };
    SavedVerdict { kind: verdict_kind(decision.verdict.as_ref()), messengers, bases }
}

fn grounds(case: &Case<'_>) -> SavedGrounds {
    let Case { kb, trust, decision, .. } = case;
    let rests_on = decision.rests_on(kb);
    let facts = kb.scope().candidates.iter().map(|candidate| {
        let written = |property: &Key<Property>| {
            let level = case.levels.get(*candidate, *property);
            level.map_or_else(|| UNKNOWN.to_owned(), |level| kb[*property].written(level))
        };
        let levels = rests_on.iter().map(|property| (kb[*property].id.clone(), written(property)));
        (kb[*candidate].id.clone(), levels.collect())
    });
    let contexts = &case.grounds.contexts;
    let rules = contexts.iter().flat_map(|(_, needs)| needs).flat_map(|need| &need.rules).map(|key| &kb[*key]);
    let need = |rule: &Rule| SavedNeed {
        context: rule.context.map(|context| kb[context].id.clone()),
        property: kb[rule.property].id.clone(),
        level: kb[rule.property].written(rule.level),
        strength: rule.strength.to_string(),
        outranks: rule.outranks,
    };
    SavedGrounds {
        answers: case.answers.string(kb),
        max_age: trust.max_age.map(written_span),
        contexts: contexts.iter().map(|(context, _)| kb[*context].id.clone()).collect(),
        rules: rules.map(|rule| (rule.id.clone(), need(rule))).collect(),
        facts: facts.collect(),
        complements: case.grounds.available.iter().filter_map(|key| complement(case, &kb[*key])).collect(),
    }
}

/// A complement by its id, if it lifts something that is needed to where it is needed.
fn complement(case: &Case<'_>, complement: &Complement) -> Option<(String, SavedComplement)> {
    let kb = case.kb;
    let serves = |(property, level): &(&Key<Property>, &Level)| {
        let mut needs = case.grounds.contexts.iter().flat_map(|(_, needs)| needs);
        needs.any(|need| need.property == **property && **level >= need.level)
    };
    let words = |(property, level): (&Key<Property>, &Level)| (kb[*property].id.clone(), kb[*property].written(*level));
    let raises: BTreeMap<String, String> = complement.raises.iter().filter(serves).map(words).collect();
    let with = kb.scope().candidates.iter().filter(|candidate| case.levels.allows(complement, **candidate));
    let with: Vec<String> = with.map(|candidate| kb[*candidate].id.clone()).collect();
    let is_kept = !raises.is_empty() && !with.is_empty();
    is_kept.then(|| (complement.id.clone(), SavedComplement { with, raises, effort: complement.effort }))
}

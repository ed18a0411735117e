//! The verdict and what it rests on, as a file of answers keeps them.

use std::collections::BTreeMap;

use super::case::Case;
use super::verdict::VerdictKind;
use crate::answers::{Saved, SavedComplement, SavedGrounds, SavedNeed, SavedVerdict};
use crate::engine::{Need, Placing};
use crate::kb::{Complement, Key, Level, Property, Rule, UNKNOWN, written_span};

impl Case<'_> {
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

fn verdict(case: &Case<'_>) -> SavedVerdict {
    let Case { kb, decision, .. } = case;
    let ids = |placing: &Placing| {
        placing.0.iter().map(|(context, messenger)| (kb[*context].id.clone(), kb[*messenger].id.clone())).collect()
    };
    let (messengers, bases) = match &decision.verdict {
        Some(placing) => (ids(placing), Vec::new()),
        None => (Vec::new(), ids(&decision.bases)),
    };
    SavedVerdict { kind: VerdictKind::of(decision.verdict.as_ref()).to_string(), messengers, bases }
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
    let active: Vec<_> = case.grounds.contexts.iter().map(|(context, _)| *context).collect();
    let rules = case.grounds.fired.iter().map(|key| &kb[*key]);
    let rules = rules.filter(|rule| rule.context.is_none_or(|named| active.contains(&named)));
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
        contexts: active.iter().map(|context| kb[*context].id.clone()).collect(),
        rules: rules.map(|rule| (rule.id.clone(), need(rule))).collect(),
        facts: facts.collect(),
        complements: case.grounds.available.iter().filter_map(|key| complement(case, &kb[*key])).collect(),
    }
}

/// A complement by its id, if it lifts something that is needed to where it is needed.
fn complement(case: &Case<'_>, complement: &Complement) -> Option<(String, SavedComplement)> {
    let kb = case.kb;
    let needs: Vec<&Need> = case.grounds.contexts.iter().flat_map(|(_, needs)| needs).collect();
    let serves = |(property, level): &(&Key<Property>, &Level)| {
        needs.iter().any(|need| need.property == **property && **level >= need.level)
    };
    let written =
        |(property, level): (&Key<Property>, &Level)| (kb[*property].id.clone(), kb[*property].written(*level));
    let raises: BTreeMap<String, String> = complement.raises.iter().filter(serves).map(written).collect();
    let with = kb.scope().candidates.iter().filter(|candidate| case.levels.allows(complement, **candidate));
    let with: Vec<String> = with.map(|candidate| kb[*candidate].id.clone()).collect();
    let is_kept = !raises.is_empty() && !with.is_empty();
    is_kept.then(|| (complement.id.clone(), SavedComplement { with, raises, effort: complement.effort }))
}

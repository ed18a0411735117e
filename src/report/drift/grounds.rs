//! What a decision rests on, as a saved file keeps it.

use std::collections::BTreeMap;

use crate::answers::{SavedComplement, SavedGrounds, SavedNeed, SavedVerdict};
use crate::engine::{Decision, Need, Placing};
use crate::kb::{Key, KnowledgeBase, Level, Messenger, Property, Rule, UNKNOWN, written_span};
use crate::report::case::Case;

impl Case<'_> {
    /// What the decision rests on.
    pub(super) fn saved_grounds(&self) -> SavedGrounds {
        let kb = self.kb;
        let rests_on = self.decision.rests_on(kb);
        let facts = kb.scope().candidates.iter().map(|candidate| {
            let levels =
                rests_on.iter().map(|property| (kb[*property].id.to_string(), self.written(*candidate, *property)));
            (kb[*candidate].id.to_string(), levels.collect())
        });
        let rules = self.rules().map(|rule| (kb[rule].id.to_string(), need_of(kb, &kb[rule])));
        SavedGrounds {
            answers: self.answers.string(kb),
            max_age: self.trust.max_age.map(written_span),
            contexts: self.grounds.contexts.iter().map(|(context, _)| kb[*context].id.to_string()).collect(),
            rules: rules.collect(),
            facts: facts.collect(),
            complements: self.complements(),
        }
    }

    /// The rules that fired and concern an active context.
    pub(super) fn rules(&self) -> impl Iterator<Item = Key<Rule>> {
        let concerns_one = |rule: &Key<Rule>| {
            let is_active = |named| self.grounds.contexts.iter().any(|(context, _)| *context == named);
            self.kb[*rule].context.is_none_or(is_active)
        };
        self.grounds.fired.iter().copied().filter(concerns_one)
    }

    /// A level as it is written, or the word for one that is not known.
    pub(super) fn written(&self, messenger: Key<Messenger>, property: Key<Property>) -> String {
        let level = self.levels.get(messenger, property);
        level.map_or_else(|| UNKNOWN.to_owned(), |level| self.kb[property].written(level).to_string())
    }

    /// The complements at hand that lift something asked for to where it is asked for.
    pub(super) fn complements(&self) -> BTreeMap<String, SavedComplement> {
        let kb = self.kb;
        let needs: Vec<&Need> = self.grounds.contexts.iter().flat_map(|(_, needs)| needs).collect();
        let mut found = BTreeMap::new();
        for key in &self.grounds.available {
            let complement = &kb[*key];
            let serves = |(property, level): &&(Key<Property>, Level)| {
                needs.iter().any(|need| need.property == *property && *level >= need.level)
            };
            let raises: BTreeMap<String, String> = complement
                .raises
                .iter()
                .filter(serves)
                .map(|(property, level)| (kb[*property].id.to_string(), kb[*property].written(*level).to_string()))
                .collect();
            let with = kb.scope().candidates.iter().filter(|candidate| self.levels.allows(complement, **candidate));
            let with: Vec<String> = with.map(|candidate| kb[*candidate].id.to_string()).collect();
            if !raises.is_empty() && !with.is_empty() {
                found.insert(complement.id.to_string(), SavedComplement { with, raises, effort: complement.effort });
            }
        }
        found
    }
}

pub(super) fn need_of(kb: &KnowledgeBase, rule: &Rule) -> SavedNeed {
    SavedNeed {
        context: rule.context.map(|context| kb[context].id.to_string()),
        property: kb[rule.property].id.to_string(),
        level: kb[rule.property].written(rule.level).to_string(),
        strength: rule.strength.to_string(),
        outranks: rule.outranks,
    }
}

pub(super) fn verdict_of(kb: &KnowledgeBase, decision: &Decision) -> SavedVerdict {
    let ids = |placing: &Placing| -> Vec<(String, String)> {
        placing
            .0
            .iter()
            .map(|(context, messenger)| (kb[*context].id.to_string(), kb[*messenger].id.to_string()))
            .collect()
    };
    let (kind, messengers, bases) = match &decision.verdict {
        Some(placing) if placing.messengers().len() == 1 => ("one", ids(placing), Vec::new()),
        Some(placing) => ("several", ids(placing), Vec::new()),
        None => ("none-alone", Vec::new(), ids(&decision.bases)),
    };
    SavedVerdict { kind: kind.to_owned(), messengers, bases }
}

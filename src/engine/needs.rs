//! What the answers bring to bear, before the facts are looked at.

use crate::answers::Reading;
use crate::kb::{Apart, Complement, Context, Key, KnowledgeBase, Level, Property, Rule, Strength, any_holds};

/// A property that must or should reach a level, and why.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Need {
    /// The property.
    pub property: Key<Property>,
    /// The level to reach.
    pub level: Level,
    /// How much it counts.
    pub strength: Strength,
    /// Whether it wins where musts exclude each other.
    pub outranks: bool,
    /// The rules that brought it, in the order of the data.
    pub rules: Vec<Key<Rule>>,
}

impl Need {
    /// What a rule asks for.
    pub fn of(kb: &KnowledgeBase, rule: Key<Rule>) -> Self {
        let Rule { property, level, strength, outranks, .. } = kb[rule];
        Self { property, level, strength, outranks, rules: vec![rule] }
    }

    /// Those of some complements that lift its property to its level.
    pub(super) fn met_by(&self, kb: &KnowledgeBase, complements: &[Key<Complement>]) -> Vec<Key<Complement>> {
        complements.iter().copied().filter(|key| kb[*key].lifts(self.property) >= Some(self.level)).collect()
    }
}

/// Adds a need to those of a context, which are in the order of the properties.
///
/// Those that name the same property become one need: the stricter level and the
/// stronger strength, counted once, with every reason.
pub fn merge(needs: &mut Vec<Need>, one: Need) {
    match needs.binary_search_by_key(&one.property, |need| need.property) {
        Ok(position) => {
            let need = &mut needs[position];
            need.level = need.level.max(one.level);
            need.strength = need.strength.max(one.strength);
            need.outranks |= one.outranks;
            need.rules.extend(one.rules);
        }
        Err(position) => needs.insert(position, one),
    }
}

/// All that a decision is made of, but for the levels of the messengers.
#[derive(Debug, Clone)]
pub struct Grounds<'a> {
    /// The rules that fired, in the order of the data.
    pub fired: Vec<Key<Rule>>,
    /// The active contexts with what each one needs, in the order of the data.
    pub contexts: Vec<(Key<Context>, Vec<Need>)>,
    /// The complements that the answers allow, in the order of the data.
    pub available: Vec<Key<Complement>>,
    /// Which contexts are kept apart.
    pub apart: Vec<&'a Apart>,
}

impl<'a> Grounds<'a> {
    /// What one reading of the answers brings to bear.
    pub fn of(kb: &'a KnowledgeBase, reading: &Reading) -> Self {
        let fired: Vec<Key<Rule>> = kb.rules().keys().filter(|rule| kb[*rule].when.holds(reading)).collect();
        let active = kb.contexts().keys().filter(|context| any_holds(&kb[*context].active_when, reading));
        let with_needs = |context: Key<Context>| {
            let mut needs = Vec::new();
            for rule in fired.iter().filter(|rule| kb[**rule].context.is_none_or(|named| named == context)) {
                merge(&mut needs, Need::of(kb, *rule));
            }
            (context, needs)
        };
        let contexts = active.map(with_needs).collect();
        let apart = kb.scope().apart.iter().filter(|apart| any_holds(&apart.when, reading)).collect();
        let available = kb.complements().keys().filter(|key| kb[*key].is_available(reading)).collect();
        Self { fired, contexts, available, apart }
    }
}

//! What a context needs: the rules that fired, one need a property.

use crate::kb::{Key, KnowledgeBase, Level, Property, Rule, Strength};

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

    /// Which musts give way to it where they exclude each other: 0 outranks 1, and 1 outranks 2.
    pub(super) fn tier(&self, kb: &KnowledgeBase) -> usize {
        match (self.outranks, kb[self.property].bars_use) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        }
    }
}

/// These needs, one a property, in the order of the properties.
///
/// Those that name the same property become one need: the stricter level and the
/// stronger strength, counted once, with every reason.
pub fn merge(all: impl Iterator<Item = Need>) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    for one in all {
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
    needs
}

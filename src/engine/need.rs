//! What a context needs: the rules that fired, one need a property.

use crate::kb::{Key, KnowledgeBase, Level, Property, Rule, Strength};

/// A property that must or should reach a level, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The property.
    pub property: Key<Property>,
    /// The level to reach.
    pub level: Level,
    /// How much it counts.
    pub strength: Strength,
    /// The rules that brought it, at least one, in the order of the data.
    pub rules: Vec<Key<Rule>>,
}

/// The needs that these rules bring, in the order of the properties.
///
/// Rules that name the same property become one need: the stricter level and the
/// stronger strength, counted once, with every reason.
pub fn merge(kb: &KnowledgeBase, rules: impl Iterator<Item = Key<Rule>>) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    for key in rules {
        let rule = &kb[key];
        match needs.binary_search_by_key(&rule.property, |need| need.property) {
            Ok(position) => {
                let need = &mut needs[position];
                need.level = need.level.max(rule.level);
                need.strength = need.strength.max(rule.strength);
                need.rules.push(key);
            }
            Err(position) => needs.insert(
                position,
                Need { property: rule.property, level: rule.level, strength: rule.strength, rules: vec![key] },
            ),
        }
    }
    needs
}

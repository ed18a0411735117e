//! The facts as the engine takes them: a level, or unknown.

use std::collections::BTreeSet;

use jiff::Span;
use jiff::civil::Date;

use crate::kb::{Complement, Confidence, Fact, Key, KnowledgeBase, Level, Measure, Messenger, OneOf, Property};

/// On what terms a fact is believed.
#[derive(Debug, Clone, Copy)]
pub struct Trust {
    /// The day from which age is counted.
    pub as_of: Date,
    /// Facts older than this count as unknown.
    pub max_age: Option<Span>,
}

impl Trust {
    /// Whether a fact carries a need: not of low confidence, and not too old.
    pub fn admits(&self, fact: &Fact) -> bool {
        fact.confidence > Confidence::Low && !self.is_too_old(fact)
    }

    /// Whether a fact is older than the oldest that is believed, or upstream says otherwise by now.
    pub fn is_too_old(&self, fact: &Fact) -> bool {
        let is_older = |max_age| fact.known_until().saturating_add(max_age) < self.as_of;
        self.max_age.is_some_and(|max_age| fact.pending.is_some() || is_older(max_age))
    }
}

/// A messenger's level on every property, where known and believed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Levels {
    properties: usize,
    // Row by messenger, column by property.
    known: Vec<Option<Level>>,
}

impl Levels {
    /// The levels that the facts carry on these terms.
    pub fn of(kb: &KnowledgeBase, trust: &Trust) -> Self {
        let facts = kb.messengers().iter().flat_map(|messenger| kb.properties().keys().map(|key| messenger.fact(key)));
        let known = facts.map(|fact| fact.level.filter(|_| trust.admits(fact))).collect();
        Self { properties: kb.properties().len(), known }
    }

    /// The level, unless unknown.
    pub fn get(&self, messenger: Key<Messenger>, property: Key<Property>) -> Option<Level> {
        self.known[messenger.position() * self.properties + property.position()]
    }

    /// Changes one of the levels.
    pub fn set(&mut self, messenger: Key<Messenger>, property: Key<Property>, level: Option<Level>) {
        self.known[messenger.position() * self.properties + property.position()] = level;
    }

    /// These levels with one of them changed.
    #[must_use]
    pub fn with(mut self, messenger: Key<Messenger>, property: Key<Property>, level: Option<Level>) -> Self {
        self.set(messenger, property, level);
        self
    }

    pub(super) fn raise(&mut self, complement: &Complement, messenger: Key<Messenger>) {
        for (property, level) in &complement.raises {
            self.set(messenger, *property, self.get(messenger, *property).max(Some(*level)));
        }
    }

    /// Every other level of the messenger that would have another effect, the nearest first; none for unknown.
    ///
    /// Levels have the same effect if they reach the same of those that are asked for, and the same of the sets at which
    /// complements work hold them. Of each effect there is one level, the nearest.
    pub fn others(&self, kb: &KnowledgeBase, messenger: Key<Messenger>, property: Key<Property>) -> Vec<Option<Level>> {
        let rules = kb.rules().iter().map(|rule| (rule.property, rule.level));
        let asked = rules.chain(kb.scope().apart.iter().map(|apart| apart.unless));
        let asked: BTreeSet<Level> = asked.filter(|(of, _)| *of == property).map(|(_, level)| level).collect();
        let works: Vec<&OneOf> = kb.complements().iter().filter_map(|one| one.works_with.get(&property)).collect();
        let effect = |level: Option<Level>| -> Vec<bool> {
            let reaches = asked.iter().map(|asked| level >= Some(*asked));
            reaches.chain(works.iter().map(|works| level.is_some_and(|level| works.0.contains(&level)))).collect()
        };
        let mut others: Vec<u32> = match &kb[property].measure {
            Measure::Scale(steps) => (0..steps.len() as u32).collect(),
            Measure::Count(_) => {
                let named = asked.iter().chain(works.iter().flat_map(|works| &works.0));
                let near = |level: &Level| [level.0.saturating_sub(1), level.0, level.0.saturating_add(1)];
                named.flat_map(near).chain([0]).collect()
            }
            Measure::Text => Vec::new(),
        };
        let now = self.get(messenger, property);
        others.sort_by_key(|level| level.abs_diff(now.map_or(0, |now| now.0)));
        let mut seen = BTreeSet::from([effect(now)]);
        let is_new = |level: &Option<Level>| seen.insert(effect(*level));
        others.into_iter().map(|level| Some(Level(level))).chain([None]).filter(is_new).collect()
    }

    /// Whether the messenger's level is known and at least this.
    pub fn reaches(&self, messenger: Key<Messenger>, property: Key<Property>, level: Level) -> bool {
        self.get(messenger, property).is_some_and(|known| known >= level)
    }

    /// Whether a complement works with the messenger.
    pub fn allows(&self, complement: &Complement, messenger: Key<Messenger>) -> bool {
        let has = |(property, levels): (&Key<Property>, &OneOf)| {
            self.get(messenger, *property).is_some_and(|known| levels.0.contains(&known))
        };
        complement.messenger != Some(messenger) && complement.works_with.iter().all(has)
    }
}

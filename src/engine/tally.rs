//! What decides between the candidates of one context, and its independent parts.

use super::assessment::alone;
use super::levels::Levels;
use super::need::Need;
use crate::kb::{Complement, Key, Kind, KnowledgeBase, Property};

/// What decides between the candidates of one context, as far as some of its needs go.
///
/// Needs that share no setting count independently of each other, so the tally of all of them is the sum of the tallies
/// of their [`Part`]s.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tally {
    // By candidate, in default order: its points, or none if a must stays unmet with every setting.
    points: Vec<Option<u32>>,
}

impl Tally {
    /// The tally of these candidates' points.
    pub(super) fn new(points: impl Iterator<Item = Option<u32>>) -> Self {
        Self { points: points.collect() }
    }

    /// The tally without any need: every candidate serves, and none is ahead.
    pub fn zero(kb: &KnowledgeBase) -> Self {
        Self { points: vec![Some(0); kb.scope().candidates.len()] }
    }

    /// The tally of some needs, with the complements that the answers allow.
    pub fn of(kb: &KnowledgeBase, levels: &Levels, available: &[Key<Complement>], needs: &[Need]) -> Self {
        Self::new(
            kb.scope().candidates.iter().map(|candidate| alone(kb, levels, available, needs, *candidate).points()),
        )
    }

    /// The tally of the needs of both.
    ///
    /// # Panics
    /// If the candidates are not the same.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        assert_eq!(self.points.len(), other.points.len(), "the tallies are of the same candidates");
        let both = self.points.iter().zip(&other.points);
        Self::new(both.map(|(one, other)| Some((*one)? + (*other)?)))
    }

    /// This tally without what cannot matter: the points that every candidate has that may be placed.
    ///
    /// Tallies with the same normal form lead to the same placing, whatever is added to both.
    #[must_use]
    pub fn normal(&self) -> Self {
        let least = self.points.iter().flatten().min().copied().unwrap_or(0);
        Self::new(self.points.iter().map(|points| points.map(|points| points - least)))
    }

    /// The points of the candidate at this position; none if it is not to be placed.
    pub(super) fn points(&self, position: usize) -> Option<u32> {
        self.points[position]
    }
}

/// Properties whose needs have to be tallied together, since settings raise several of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The properties, in the order of the data.
    pub properties: Vec<Key<Property>>,
    /// The complements on which the tally depends, in the order of the data.
    pub complements: Vec<Key<Complement>>,
}

impl Part {
    /// The parts of a knowledge base: together, every property that a rule needs, each once.
    ///
    /// Which settings the answers allow and what works with a messenger do not matter, so parts that no setting joins
    /// are independent for every answer.
    pub fn all(kb: &KnowledgeBase) -> Vec<Self> {
        let is_needed = |property: &Key<Property>| kb.rules().iter().any(|rule| rule.property == *property);
        let mut parts: Vec<Self> = Vec::new();
        for property in kb.properties().keys().filter(is_needed) {
            let raises = |key: &Key<Complement>| kb[*key].kind == Kind::Setting && kb[*key].lifts(property).is_some();
            let mut part =
                Self { properties: vec![property], complements: kb.complements().keys().filter(raises).collect() };
            let (joined, separate): (Vec<Self>, Vec<Self>) =
                parts.into_iter().partition(|other| other.complements.iter().any(|one| part.complements.contains(one)));
            parts = separate;
            for other in joined {
                part.properties.extend(other.properties);
                part.complements.extend(other.complements);
            }
            part.properties.sort_unstable();
            part.complements.sort_unstable();
            part.complements.dedup();
            parts.push(part);
        }
        parts
    }

    /// How many sets of settings a tally may have to try.
    pub fn trials(&self) -> usize {
        1 << self.complements.len()
    }
}

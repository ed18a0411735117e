//! What decides between the candidates of one context, and its independent parts.

use super::assessment::{Alone, alone, usable};
use super::levels::Levels;
use super::need::Need;
use crate::kb::{Complement, Key, Kind, KnowledgeBase, Messenger, Property};

/// What decides between the candidates of one context, as far as some of its needs go.
///
/// Needs that share no setting count independently of each other, so the tally of all of them is the sum of the tallies
/// of their [`Part`]s.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tally {
    /// By candidate, in default order.
    marks: Vec<Marks>,
    /// By stand-in, in the order of the data: whether it leaves a must unmet.
    fails: Vec<bool>,
}

/// How a candidate stands to some needs, with settings at most.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Marks {
    /// How many musts it leaves unmet that another candidate meets: those that outrank others, those without which it
    /// cannot be used, and the rest. The fewer the better, the first before the second.
    pub(super) missed: [u32; 3],
    /// The weights of the needs it meets, less the effort of its settings.
    pub(super) points: u32,
    /// Whether it leaves a must unmet, whether or not another candidate meets it.
    pub(super) is_lacking: bool,
    /// Whether a companion that the answers allow meets one of those.
    pub(super) is_helped: bool,
}

impl Tally {
    /// The tally without any need: every candidate serves, and none is ahead.
    pub fn zero(kb: &KnowledgeBase) -> Self {
        let marks = vec![Marks::default(); kb.scope().candidates.len()];
        Self { marks, fails: vec![false; stand_ins(kb).count()] }
    }

    /// The tally of some needs, with the complements that the answers allow.
    pub fn of(kb: &KnowledgeBase, levels: &Levels, available: &[Key<Complement>], needs: &[Need]) -> Self {
        let candidates = &kb.scope().candidates;
        let alone: Vec<Alone> =
            candidates.iter().map(|candidate| alone(kb, levels, available, needs, *candidate)).collect();
        let is_met_elsewhere = |position: usize| alone.iter().any(|other| !other.unmet.contains(&position));
        let marks = candidates.iter().zip(&alone).map(|(candidate, own)| {
            let mut marks = Marks { points: own.balance, is_lacking: !own.unmet.is_empty(), ..Marks::default() };
            let companions = usable(kb, levels, available, *candidate, Kind::Companion);
            for position in &own.unmet {
                let need = &needs[*position];
                if is_met_elsewhere(*position) {
                    marks.missed[need.tier(kb)] += 1;
                }
                marks.is_helped |= companions.iter().any(|key| kb[*key].lifts(need.property) >= Some(need.level));
            }
            marks
        });
        let marks = marks.collect();
        let musts = || needs.iter().filter(|need| need.strength.is_must());
        let fails = stand_ins(kb).map(|(key, messenger)| {
            !is_at_hand(kb, available, key)
                || musts().any(|need| !stands_in(kb, levels, available, (key, messenger), need))
        });
        Self { marks, fails: fails.collect() }
    }

    /// The tally of the needs of both.
    ///
    /// # Panics
    /// If they are of different knowledge bases.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        assert_eq!(self.marks.len(), other.marks.len(), "the tallies are of the same candidates");
        let both = |(one, other): (&Marks, &Marks)| Marks {
            missed: std::array::from_fn(|tier| one.missed[tier] + other.missed[tier]),
            points: one.points + other.points,
            is_lacking: one.is_lacking || other.is_lacking,
            is_helped: one.is_helped || other.is_helped,
        };
        Self {
            marks: self.marks.iter().zip(&other.marks).map(both).collect(),
            fails: self.fails.iter().zip(&other.fails).map(|(one, other)| *one || *other).collect(),
        }
    }

    /// This tally without what cannot matter: the points and the missed musts that all candidates have in common.
    ///
    /// Tallies with the same normal form lead to the same placing, whatever is added to both.
    #[must_use]
    pub fn normal(mut self) -> Self {
        let least = self.marks.iter().map(|marks| marks.points).min().unwrap_or(0);
        let fewest = |tier: usize| self.marks.iter().map(|marks| marks.missed[tier]).min().unwrap_or(0);
        let fewest: [u32; 3] = std::array::from_fn(fewest);
        for marks in &mut self.marks {
            marks.points -= least;
            for (missed, fewest) in marks.missed.iter_mut().zip(fewest) {
                *missed -= fewest;
            }
        }
        self
    }

    /// This tally without its points.
    #[must_use]
    pub fn standing(&self) -> Self {
        let marks = self.marks.iter().map(|marks| Marks { points: 0, ..marks.clone() });
        Self { marks: marks.collect(), fails: self.fails.clone() }
    }

    /// The points of this tally and nothing else, so that it is the sum of these and its [`Self::standing`].
    #[must_use]
    pub fn score(&self) -> Self {
        let marks = self.marks.iter().map(|marks| Marks { points: marks.points, ..Marks::default() });
        Self { marks: marks.collect(), fails: vec![false; self.fails.len()] }
    }

    /// This tally of all needs of a context without what can't matter any more: which candidates may be placed, whether
    /// each of them is enough, and how their points differ.
    ///
    /// Tallies that are the same then lead to the same placing, whatever points are added to both.
    #[must_use]
    pub fn closed(&self) -> Self {
        if self.is_hopeless() {
            let marks = Marks { is_lacking: true, is_helped: true, ..Marks::default() };
            return Self { marks: vec![marks; self.marks.len()], fails: vec![true; self.fails.len()] };
        }
        let eligible = || (0..self.marks.len()).filter(|position| self.is_eligible(*position));
        let least = eligible().map(|position| self.marks[position].points).min().unwrap_or(0);
        let mut marks = vec![Marks { missed: [0, 0, 1], ..Marks::default() }; self.marks.len()];
        for position in eligible() {
            let is_lacking = !self.is_enough(position);
            let points = self.marks[position].points - least;
            marks[position] = Marks { missed: [0; 3], points, is_lacking, is_helped: is_lacking };
        }
        Self { marks, fails: vec![true; self.fails.len()] }
    }

    /// Whether points can't matter any more, since whichever candidate is placed is not enough.
    pub fn is_hopeless(&self) -> bool {
        (0..self.marks.len()).all(|position| !self.is_eligible(position) || !self.is_enough(position))
    }

    /// Whether points can't matter any more, since at most one candidate may be placed.
    pub fn is_settled(&self) -> bool {
        (0..self.marks.len()).filter(|position| self.is_eligible(*position)).count() <= 1
    }

    /// How the candidate at this position stands.
    pub(super) fn marks(&self, position: usize) -> &Marks {
        &self.marks[position]
    }

    /// Whether no must rules the candidate at this position out, or none rules it out more than every other.
    pub(super) fn is_eligible(&self, position: usize) -> bool {
        self.marks.iter().all(|other| self.marks[position].missed <= other.missed)
    }

    /// Whether no candidate meets every must, and a stand-in does.
    pub(super) fn has_stand_in(&self) -> bool {
        self.marks.iter().all(|marks| marks.is_lacking) && self.fails.iter().any(|fails| !fails)
    }

    /// Whether the candidate at this position is enough: nothing has to be added or to take its place, or nothing can.
    pub(super) fn is_enough(&self, position: usize) -> bool {
        let marks = &self.marks[position];
        !marks.is_lacking || !marks.is_helped && !self.has_stand_in()
    }
}

/// The companions that are messengers and may take the place of a candidate, with the messenger.
pub(super) fn stand_ins(kb: &KnowledgeBase) -> impl Iterator<Item = (Key<Complement>, Key<Messenger>)> {
    kb.complements().keys().filter_map(|key| Some((key, kb[key].stand_in()?)))
}

/// Whether a stand-in meets a need: by its facts, by what it raises, or with a setting.
pub(super) fn stands_in(
    kb: &KnowledgeBase,
    levels: &Levels,
    available: &[Key<Complement>],
    (key, messenger): (Key<Complement>, Key<Messenger>),
    need: &Need,
) -> bool {
    let is_setting = |key: &&Key<Complement>| kb[**key].kind == Kind::Setting && levels.allows(&kb[**key], messenger);
    levels.reaches(messenger, need.property, need.level)
        || std::iter::once(&key)
            .chain(available.iter().filter(is_setting))
            .any(|key| kb[*key].lifts(need.property) >= Some(need.level))
}

/// Whether the answers allow a companion; one without conditions is always at hand.
fn is_at_hand(kb: &KnowledgeBase, available: &[Key<Complement>], key: Key<Complement>) -> bool {
    !has_conditions(kb, key) || available.contains(&key)
}

fn has_conditions(kb: &KnowledgeBase, key: Key<Complement>) -> bool {
    !kb[key].available_when.is_empty() || !kb[key].not_when.is_empty()
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
        let raising = |property: Key<Property>, kind: Kind| {
            let raises = move |key: &Key<Complement>| kb[*key].kind == kind && kb[*key].lifts(property).is_some();
            kb.complements().keys().filter(raises)
        };
        let mut parts: Vec<Self> = Vec::new();
        for property in kb.properties().keys().filter(is_needed) {
            let mut part = Self { properties: vec![property], complements: raising(property, Kind::Setting).collect() };
            let (joined, separate): (Vec<Self>, Vec<Self>) =
                parts.into_iter().partition(|other| other.complements.iter().any(|one| part.complements.contains(one)));
            parts = separate;
            for other in joined {
                part.properties.extend(other.properties);
                part.complements.extend(other.complements);
            }
            parts.push(part);
        }
        for part in &mut parts {
            let companions = part.properties.iter().flat_map(|property| raising(*property, Kind::Companion));
            part.complements.extend(companions);
            part.complements.extend(stand_ins(kb).map(|(key, _)| key).filter(|key| has_conditions(kb, *key)));
            part.properties.sort_unstable();
            part.complements.sort_unstable();
            part.complements.dedup();
        }
        parts
    }

    /// How many sets of settings a tally may have to try.
    pub fn trials(&self, kb: &KnowledgeBase) -> usize {
        1 << self.complements.iter().filter(|key| kb[**key].kind == Kind::Setting).count()
    }
}

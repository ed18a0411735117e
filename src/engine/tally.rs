//! What decides between the candidates of one context, and its independent parts.

use super::assessment::{groups, mask};
use super::{Assessment, Need, Terms};
use crate::kb::{Complement, Context, Key, Kind, KnowledgeBase, Messenger, Property};

/// What decides between the candidates of one context, as far as some of its needs go.
///
/// Needs that share no setting count independently, so the tally of all is the sum of those of their [`Part`]s.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tally {
    /// By candidate, in default order.
    pub(super) marks: Vec<Marks>,
    /// By stand-in, in the order of the data: whether it leaves a must unmet.
    fails: Vec<bool>,
}

/// How a candidate stands to some needs, with settings at most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Marks {
    /// How many musts it leaves unmet that another candidate meets: those that outrank others, those without which it
    /// cannot be used, and the rest. The fewer the better, the first before the second.
    pub(super) missed: [u32; 3],
    /// The weights of the needs it meets, less the effort of its settings.
    points: u32,
    /// Whether it leaves a must unmet, whether or not another candidate meets it.
    is_lacking: bool,
    /// Whether a companion that the answers allow meets one of those.
    is_helped: bool,
}

impl Tally {
    /// The tally of no needs.
    pub fn none(kb: &KnowledgeBase) -> Self {
        Self { marks: vec![Marks::default(); kb.scope().candidates.len()], fails: vec![false; stand_ins(kb).count()] }
    }

    /// The tally of some needs, given how each candidate meets them.
    pub fn of(terms: &Terms<'_>, needs: &[Need], assessed: &[Assessment]) -> Self {
        let kb = terms.kb;
        let Self { mut marks, mut fails } = Self::none(kb);
        marks.iter_mut().zip(assessed).for_each(|(marks, one)| marks.points = one.points);
        for (position, need) in needs.iter().enumerate().filter(|(_, need)| need.strength.is_must()) {
            let misses = |one: &Assessment| !one.standings[position].is_met_alone();
            let is_met = !assessed.iter().all(misses);
            let tier = if need.outranks { 0 } else { 2 - usize::from(kb[need.property].bars_use) };
            for (marks, one) in marks.iter_mut().zip(assessed).filter(|(_, one)| misses(one)) {
                marks.missed[tier] += u32::from(is_met);
                marks.is_lacking = true;
                marks.is_helped = !one.companions.is_empty();
            }
            for (fails, stand_in) in fails.iter_mut().zip(stand_ins(kb)) {
                *fails |= !terms.stands_in(stand_in, need);
            }
        }
        Self { marks, fails }
    }

    /// The tally of the needs of both, as a [`Self::normal`] one.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let both = |(one, other): (&Marks, &Marks)| Marks {
            missed: std::array::from_fn(|tier| one.missed[tier] + other.missed[tier]),
            points: one.points + other.points,
            is_lacking: one.is_lacking || other.is_lacking,
            is_helped: one.is_helped || other.is_helped,
        };
        let sum = Self {
            marks: self.marks.iter().zip(&other.marks).map(both).collect(),
            fails: self.fails.iter().zip(&other.fails).map(|(one, other)| *one || *other).collect(),
        };
        sum.normal()
    }

    /// This tally without what cannot matter: the points and the missed musts that all candidates have in common.
    ///
    /// Tallies with the same normal form lead to the same placing, whatever is added to both.
    #[must_use]
    pub fn normal(mut self) -> Self {
        let least = |count: &dyn Fn(&Marks) -> u32| self.marks.iter().map(count).min().unwrap_or(0);
        let points = least(&|marks| marks.points);
        let missed: [u32; 3] = std::array::from_fn(|tier| least(&|marks| marks.missed[tier]));
        for marks in &mut self.marks {
            marks.points -= points;
            marks.missed = std::array::from_fn(|tier| marks.missed[tier] - missed[tier]);
        }
        self
    }

    /// What musts and what points alone bring: this tally is the sum of both.
    pub fn halves(&self) -> [Self; 2] {
        let musts = self.marks.iter().map(|marks| Marks { points: 0, ..marks.clone() });
        let points = self.marks.iter().map(|marks| Marks { points: marks.points, ..Marks::default() });
        [
            Self { marks: musts.collect(), fails: self.fails.clone() },
            Self { marks: points.collect(), fails: vec![false; self.fails.len()] },
        ]
    }

    /// The candidates that this tally of all needs of a context leaves.
    pub fn contenders(&self, context: Key<Context>) -> Contenders {
        let has_stand_in = self.marks.iter().all(|marks| marks.is_lacking) && self.fails.contains(&false);
        let contender = |marks: &Marks| {
            // Enough is what nothing has to be added to or to take the place of, or nothing can.
            let is_enough = !marks.is_lacking || !marks.is_helped && !has_stand_in;
            let is_eligible = self.marks.iter().all(|other| marks.missed <= other.missed);
            is_eligible.then_some((is_enough, marks.points))
        };
        Contenders { context, candidates: self.marks.iter().map(contender).collect() }
    }
}

/// The candidates that may serve a context, with what decides between them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Contenders {
    /// The context.
    pub context: Key<Context>,
    /// By candidate, in default order: whether it is enough, and its points. `None` if a must rules it out.
    pub candidates: Vec<Option<(bool, u32)>>,
}

impl Contenders {
    /// Whether points can't matter, since whichever candidate is placed is not enough.
    pub fn is_hopeless(&self) -> bool {
        !self.candidates.iter().flatten().any(|(is_enough, _)| *is_enough)
    }

    /// Whether points can't matter in this context, since at most one candidate may be placed.
    pub fn is_settled(&self) -> bool {
        self.candidates.iter().flatten().count() <= 1
    }

    /// These with the points of a tally added, as far as they differ.
    #[must_use]
    pub fn with_points(mut self, tally: &Tally) -> Self {
        for (candidate, marks) in self.candidates.iter_mut().zip(&tally.marks) {
            candidate.iter_mut().for_each(|(_, own)| *own += marks.points);
        }
        let least = self.candidates.iter().flatten().map(|(_, points)| *points).min().unwrap_or(0);
        self.candidates.iter_mut().flatten().for_each(|(_, points)| *points -= least);
        self
    }
}

/// The companions that are messengers and may take the place of a candidate, with the messenger.
pub(super) fn stand_ins(kb: &KnowledgeBase) -> impl Iterator<Item = (Key<Complement>, Key<Messenger>)> {
    kb.complements().keys().filter_map(|key| Some((key, kb[key].stand_in()?)))
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
        let settings: Vec<_> = kb.complements().keys().filter(|key| kb[*key].kind == Kind::Setting).collect();
        let is_needed = |property: &Key<Property>| kb.rules().iter().any(|rule| rule.property == *property);
        let raised = |property: Key<Property>| (property, mask(&settings, |key| kb[key].lifts(property).is_some()));
        let part = |(properties, _): (Vec<(Key<Property>, u32)>, u32)| {
            let mut properties: Vec<_> = properties.into_iter().map(|(property, _)| property).collect();
            properties.sort_unstable();
            let matters = |key: &Key<Complement>| {
                let raises = properties.iter().any(|property| kb[*key].lifts(*property).is_some());
                kb[*key].stand_in().is_some() || raises && kb[*key].kind != Kind::Practice
            };
            Self { complements: kb.complements().keys().filter(matters).collect(), properties }
        };
        groups(kb.properties().keys().filter(is_needed).map(raised)).into_iter().map(part).collect()
    }
}

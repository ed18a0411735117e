//! Which answers would have to be others for another verdict, and which ones decided.

use super::diagram::{Cost, NEVER};
use super::variables::Classes;
use super::{Outcome, Space};
use crate::answers::Reading;
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question};

/// Answers that would have to be others for another verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The verdict that they lead to; none for none alone.
    pub verdict: Outcome,
    /// The questions with their other answer, in order; the fewest that do.
    pub answers: Vec<(Key<Question>, ChoiceSet)>,
}

/// The cost of another answer, so that fewer answers always come before smaller ones.
const ANOTHER_ANSWER: Cost = 1000;
/// The most steps of the search for a smallest set: nodes that are looked at, and answers held to ways.
const MOST_STEPS: usize = 1 << 22;

impl Space {
    /// For each verdict other than `now` that the answers could be changed to: the fewest changes.
    ///
    /// `can_change` says which questions may be answered differently. Questions
    /// that do not apply now and would then can be answered in any way.
    pub fn changes(
        &self,
        kb: &KnowledgeBase,
        reading: &Reading,
        now: &Outcome,
        can_change: impl Fn(Key<Question>) -> bool,
    ) -> Vec<Change> {
        let given = self.given(reading);
        let costs = self.costs(|level, value| match given[level] {
            None => 0,
            Some(given) if given == value => 0,
            Some(_) if !can_change(self.variables.questions[level]) => NEVER,
            Some(given) => {
                let [one, other] = [given, value].map(|value| self.variables.values[level][value]);
                ANOTHER_ANSWER + (one.without(other).len() + other.without(one).len()) as Cost
            }
        });
        let change = |(verdict, wanted): (&Outcome, u32)| {
            let path = self.diagram.cheapest(self.root, &costs, |leaf| leaf == wanted)?;
            let mut values: Vec<usize> = given.iter().map(|value| value.unwrap_or(0)).collect();
            for (level, value) in &path {
                values[*level] = *value;
            }
            // The answers on the path that differ from those given, as far as they apply then.
            let then = self.variables.reading(kb, &values);
            let changed = path.iter().filter(|(level, value)| given[*level] != Some(*value));
            let changed = changed.map(|(level, _)| self.variables.questions[*level]);
            let answers = changed.filter_map(|key| Some((key, then.get(key)?))).collect();
            Some(Change { verdict: verdict.clone(), answers })
        };
        self.outcomes.iter().zip(0..).filter(|(other, _)| *other != now).filter_map(change).collect()
    }

    /// A minimal set of the given answers that alone forces the verdict, whatever the others are: a smallest one, unless
    /// finding that takes too much work.
    ///
    /// It is all of the answers where they do not force the verdict, since questions that apply are open.
    ///
    /// By duality a smallest set must share an answer with every way to reach another
    /// verdict (Ignatiev, Narodytska & Marques-Silva, "On relating explanations
    /// and adversarial examples", NeurIPS 2019). So ways are collected, and a
    /// minimum hitting set of them is tried, until no other verdict can be reached.
    pub fn sufficient(&self, reading: &Reading) -> Vec<Key<Question>> {
        let given = self.given(reading);
        let now = self.position(|question| reading.get(question)) as u32;
        let mut kept = self.smallest(&given, now).unwrap_or_else(|| self.minimal(&given, now));
        kept.sort_unstable();
        kept.into_iter().map(|level| self.variables.questions[level]).collect()
    }

    /// The levels of a smallest set of values that forces the verdict; nothing if there is none, or it takes too many steps.
    fn smallest(&self, given: &[Option<usize>], now: u32) -> Option<Vec<usize>> {
        let size = self.size();
        let mut left = MOST_STEPS;
        // An answer on the way to the verdict that could make another one by itself is in every such set.
        let class = |level: usize| self.variables.classes[level].of_values[given[level].unwrap_or(0)];
        let mut ways: Vec<Vec<usize>> = Vec::new();
        let mut node = self.root;
        while node.as_leaf().is_none() {
            let (level, children) = (self.diagram.level(node), self.diagram.children(node));
            if given[level].is_some() && children.iter().any(|child| self.diagram.walk(*child, class) != now) {
                ways.push(vec![level]);
            }
            node = children[class(level)];
        }
        loop {
            let kept = minimum_hitting_set(&ways, &mut left)?;
            left = left.checked_sub(size)?;
            let Some(way) = self.way_out(given, now, |level| kept.contains(&level)) else { return Some(kept) };
            // A way that changes nothing leads over open questions alone.
            if way.is_empty() {
                return None;
            }
            ways.push(way);
        }
    }

    /// The levels of a set of values that forces the verdict while none of its parts does; all if they don't force it.
    fn minimal(&self, given: &[Option<usize>], now: u32) -> Vec<usize> {
        let mut kept: Vec<usize> = (0..given.len()).filter(|level| given[*level].is_some()).collect();
        for level in kept.clone().into_iter().rev() {
            if self.way_out(given, now, |other| other != level && kept.contains(&other)).is_none() {
                kept.retain(|other| *other != level);
            }
        }
        kept
    }

    /// The levels of the fewest given values that have to be others for another verdict, if those kept stay.
    fn way_out(&self, given: &[Option<usize>], now: u32, is_kept: impl Fn(usize) -> bool) -> Option<Vec<usize>> {
        let costs = self.costs(|level, value| match given[level] {
            Some(given) if given != value && is_kept(level) => NEVER,
            Some(given) => Cost::from(given != value),
            None => 0,
        });
        let path = self.diagram.cheapest(self.root, &costs, |leaf| leaf != now)?;
        let differs = |(level, value): &(usize, usize)| given[*level].is_some_and(|given| given != *value);
        Some(path.into_iter().filter(differs).map(|(level, _)| level).collect())
    }

    /// The value of each level in a reading; nothing where its question does not apply.
    fn given(&self, reading: &Reading) -> Vec<Option<usize>> {
        let value = |key: &Key<Question>| Some(self.variables.value(key.position(), reading.get(*key)?));
        self.variables.questions.iter().map(value).collect()
    }

    /// The class and the cost of each value of each level.
    fn costs(&self, cost: impl Fn(usize, usize) -> Cost) -> Vec<Vec<(usize, Cost)>> {
        let values = |(level, classes): (usize, &Classes)| {
            let values = classes.of_values.iter().enumerate();
            values.map(|(value, class)| (*class, cost(level, value))).collect()
        };
        self.variables.classes.iter().enumerate().map(values).collect()
    }
}

/// A smallest set that shares a member with each of these sets; nothing if that takes more steps than are left.
fn minimum_hitting_set(sets: &[Vec<usize>], left: &mut usize) -> Option<Vec<usize>> {
    fn hit(sets: &[Vec<usize>], chosen: &mut Vec<usize>, most: usize, left: &mut usize) -> Option<bool> {
        *left = left.checked_sub(sets.len() * (1 + chosen.len()))?;
        let Some(missed) = sets.iter().find(|set| !set.iter().any(|member| chosen.contains(member))) else {
            return Some(true);
        };
        if chosen.len() == most {
            return Some(false);
        }
        for member in missed {
            chosen.push(*member);
            if hit(sets, chosen, most, left)? {
                return Some(true);
            }
            chosen.pop();
        }
        Some(false)
    }
    for most in 0.. {
        let mut chosen = Vec::new();
        if hit(sets, &mut chosen, most, left)? {
            return Some(chosen);
        }
    }
    None
}

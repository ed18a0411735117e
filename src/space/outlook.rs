//! What one person's answers leave open, read off the diagram.

use super::count::{Counting, Counts};
use super::diagram::{Diagram, Node, Place};
use super::domain::{Conditions, Fixed};
use super::{Outcome, Space};
use crate::answers::{Answer, Answers, Reading};
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question};

/// What some answers settle and leave open.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// For each verdict of the space, how many ways the rest can turn out lead to it.
    pub ways: Counts,
    /// How many ways there are for which the verdict was not worked out; none if the space is exact.
    pub undetermined: u128,
    /// The open questions on which the verdict still depends, in order; none where it was not worked out for some ways.
    pub hinges: Vec<Key<Question>>,
    /// For each of them, the bits of the verdict that its answer is expected to settle.
    pub gains: Vec<f64>,
}

/// Answers that would have to be others for another verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The verdict that they lead to; none for none alone.
    pub verdict: Outcome,
    /// The questions with their other answer, in order; the fewest that do.
    pub answers: Vec<(Key<Question>, ChoiceSet)>,
}

impl Outlook {
    /// The outlook of answers in which everything that is not chosen, *unsure* included, may turn out in every way.
    pub fn of(kb: &KnowledgeBase, space: &Space, answers: &Answers) -> Self {
        let chosen = |key: Key<Question>| match answers.get(key) {
            Some(Answer::Chosen(chosen)) => Some(chosen),
            Some(Answer::Unsure) | None => None,
        };
        Self::with(kb, space, chosen)
    }

    /// The outlook of answers in which *unsure* is read cautiously and only open questions may turn out in every way.
    pub fn of_open(kb: &KnowledgeBase, space: &Space, answers: &Answers) -> Self {
        let chosen = |key: Key<Question>| match answers.get(key) {
            Some(Answer::Chosen(chosen)) => Some(chosen),
            Some(Answer::Unsure) => Some(kb[key].if_unsure),
            None => None,
        };
        Self::with(kb, space, chosen)
    }

    fn with(kb: &KnowledgeBase, space: &Space, chosen: impl Fn(Key<Question>) -> Option<ChoiceSet>) -> Self {
        let variables = space.variables();
        let value = |(level, key): (usize, &Key<Question>)| chosen(*key).map(|chosen| variables.value(level, chosen));
        let fixed: Fixed = variables.order.iter().enumerate().map(value).collect();

        // What is left of the verdict, reduced anew: it tests exactly the questions that it depends on.
        let mut diagram = Diagram::new(variables.arity());
        let place = |level: usize| fixed[level].map_or(Place::Level(level), Place::Fixed);
        let rest = space.diagram.copy_into(space.root, &mut diagram, &place, &|leaf| leaf);
        let mut tested: Vec<usize> = diagram.below(rest).into_iter().map(|node| diagram.level(node)).collect();
        tested.sort_unstable();
        tested.dedup();

        // Only sets of answers are counted: the others go to one leaf more.
        let known = space.outcomes.len();
        let outside = known as u32 + 1;
        let inside = Conditions::of(kb, variables, &fixed, &mut diagram).domain(&mut diagram);
        let counted = diagram.combine(rest, inside, &|verdict, inside| if inside == 1 { verdict } else { outside });
        let free = |(size, fixed): (usize, &Option<usize>)| if fixed.is_some() { 1 } else { size };
        let sizes: Vec<usize> = variables.arity().into_iter().zip(&fixed).map(free).collect();
        let counting = Counting::of(&diagram, counted, known + 2, &sizes);
        let mut ways = counting.counts();
        let undetermined = ways.0[known];
        ways.0.truncate(known);

        let total = ways.total() as f64;
        let before = ways.entropy();
        let by_value = counting.by_value();
        let mut hinges: Vec<(Key<Question>, f64)> = tested
            .into_iter()
            .map(|level| {
                let after: f64 = by_value[level]
                    .iter()
                    .flatten()
                    .map(|counts| {
                        let inside = Counts(counts.0[..known].to_vec());
                        let weight = inside.total() as f64 / total;
                        if weight > 0.0 { weight * inside.entropy() } else { 0.0 }
                    })
                    .sum();
                (variables.order[level], (before - after).max(0.0))
            })
            .collect();
        hinges.sort_by_key(|(key, _)| *key);
        if undetermined > 0 {
            hinges.clear();
        }
        let (hinges, gains) = hinges.into_iter().unzip();
        Self { ways, undetermined, hinges, gains }
    }

    /// Whether the verdict is the same however the rest turns out.
    pub fn is_settled(&self) -> bool {
        self.hinges.is_empty() && self.undetermined == 0
    }
}

/// The cost of another answer, so that fewer answers always come before smaller ones.
const ANOTHER_ANSWER: u32 = 1000;
/// The cost of what must not be changed.
const NEVER: u32 = u32::MAX;

impl Space {
    /// For each verdict other than `now` that the answers could be changed to: the fewest changes.
    ///
    /// If the space is not exact, there may be fewer, and other verdicts too.
    /// `can_change` says which questions may be answered differently. Questions
    /// that do not apply now and would then can be answered in any way.
    pub fn changes(
        &self,
        kb: &KnowledgeBase,
        reading: &Reading,
        now: &Outcome,
        can_change: impl Fn(Key<Question>) -> bool,
    ) -> Vec<Change> {
        let values = self.variables.of_reading(reading);
        let cost = |level: usize, value: usize| match values[level] {
            None => 0,
            Some(given) if given == value => 0,
            Some(_) if !can_change(self.variables.order[level]) => NEVER,
            Some(given) => ANOTHER_ANSWER + self.distance(level, given, value),
        };
        let others = self.outcomes.iter().zip(0..).filter(|(outcome, _)| *outcome != now);
        others
            .filter_map(|(_, leaf)| {
                let path = self.cheapest(&cost, |reached| reached == leaf)?;
                Some(Change {
                    verdict: self.outcomes[leaf as usize].clone(),
                    answers: self.changed(kb, &values, &path),
                })
            })
            .collect()
    }

    /// A smallest set of the given answers that alone forces the verdict, whatever the others are.
    ///
    /// If the space is not exact, there may be a smaller one; where the verdict is undetermined, it is all of them.
    ///
    /// By duality such a set must share an answer with every way to reach another
    /// verdict (Ignatiev, Narodytska & Marques-Silva, "On relating explanations
    /// and adversarial examples", NeurIPS 2019). So ways are collected, and a
    /// minimum hitting set of them is tried, until no other verdict can be reached.
    pub fn sufficient(&self, reading: &Reading) -> Vec<Key<Question>> {
        let values = self.variables.of_reading(reading);
        let now = self.leaf(reading);
        if self.verdict(reading).is_none() {
            return self.variables.order.iter().copied().filter(|key| reading.get(*key).is_some()).collect();
        }
        let mut ways: Vec<Vec<usize>> = Vec::new();
        loop {
            let kept = minimum_hitting_set(&ways);
            let cost = |level: usize, value: usize| match values[level] {
                Some(given) if given != value && kept.contains(&level) => NEVER,
                Some(given) if given != value => 1,
                Some(_) | None => 0,
            };
            let Some(path) = self.cheapest(&cost, |reached| reached != now) else {
                let mut keys: Vec<Key<Question>> = kept.into_iter().map(|level| self.variables.order[level]).collect();
                keys.sort_unstable();
                return keys;
            };
            let differs = |(level, value): &(usize, usize)| values[*level].is_some_and(|given| given != *value);
            let way: Vec<usize> = path.into_iter().filter(differs).map(|(level, _)| level).collect();
            debug_assert!(!way.is_empty(), "the verdict does not depend on questions that do not apply");
            ways.push(way);
        }
    }

    /// How many single choices two answers differ in.
    fn distance(&self, level: usize, one: usize, other: usize) -> u32 {
        let (one, other) = (self.variables.values[level][one], self.variables.values[level][other]);
        (one.without(other).len() + other.without(one).len()) as u32
    }

    /// The cheapest way from the root to a wanted leaf: level and value of each node on it.
    fn cheapest(
        &self,
        cost: &impl Fn(usize, usize) -> u32,
        wanted: impl Fn(u32) -> bool,
    ) -> Option<Vec<(usize, usize)>> {
        let mut best: rustc_hash::FxHashMap<Node, (u32, usize)> = rustc_hash::FxHashMap::default();
        let price = |best: &rustc_hash::FxHashMap<Node, (u32, usize)>, node: Node| match node.as_leaf() {
            Some(leaf) if wanted(leaf) => 0,
            Some(_) => NEVER,
            None => best[&node].0,
        };
        for node in self.diagram.below(self.root) {
            let level = self.diagram.level(node);
            let children = self.diagram.children(node).iter().enumerate();
            let prices =
                children.map(|(value, child)| (cost(level, value).saturating_add(price(&best, *child)), value));
            let cheapest = prices.min().unwrap_or((NEVER, 0));
            best.insert(node, cheapest);
        }
        if price(&best, self.root) == NEVER {
            return None;
        }
        let mut path = Vec::new();
        let mut node = self.root;
        while node.as_leaf().is_none() {
            let (_, value) = best[&node];
            path.push((self.diagram.level(node), value));
            node = self.diagram.children(node)[value];
        }
        Some(path)
    }

    /// The answers of a path that differ from those given, as far as they apply then.
    fn changed(
        &self,
        kb: &KnowledgeBase,
        values: &[Option<usize>],
        path: &[(usize, usize)],
    ) -> Vec<(Key<Question>, ChoiceSet)> {
        let mut assignment: Vec<usize> = values.iter().map(|value| value.unwrap_or(0)).collect();
        for (level, value) in path {
            assignment[*level] = *value;
        }
        let reading = self.variables.reading(kb, &assignment);
        let on_path = |level: usize| path.iter().any(|(tested, _)| *tested == level);
        let mut changed: Vec<(Key<Question>, ChoiceSet)> = Vec::new();
        for (level, key) in self.variables.order.iter().enumerate() {
            let differs = values[level] != Some(assignment[level]) && on_path(level);
            if let Some(chosen) = reading.get(*key).filter(|_| differs) {
                changed.push((*key, chosen));
            }
        }
        changed.sort_unstable();
        changed
    }
}

/// A smallest set that shares a member with each of these sets.
fn minimum_hitting_set(sets: &[Vec<usize>]) -> Vec<usize> {
    fn hit(sets: &[Vec<usize>], chosen: &mut Vec<usize>, most: usize) -> bool {
        let Some(missed) = sets.iter().find(|set| !set.iter().any(|member| chosen.contains(member))) else {
            return true;
        };
        if chosen.len() == most {
            return false;
        }
        for member in missed {
            chosen.push(*member);
            if hit(sets, chosen, most) {
                return true;
            }
            chosen.pop();
        }
        false
    }
    // Sets that share nothing need a member each, so the search can start there.
    let mut apart: Vec<&Vec<usize>> = Vec::new();
    for set in sets {
        if apart.iter().all(|other| !set.iter().any(|member| other.contains(member))) {
            apart.push(set);
        }
    }
    let mut chosen = Vec::new();
    let mut most = apart.len();
    while !hit(sets, &mut chosen, most) {
        most += 1;
    }
    chosen
}

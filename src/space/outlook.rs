//! What one person's answers leave open, read off the diagram.

use super::count::{Counting, Counts};
use super::diagram::{Diagram, Node};
use super::domain::Conditions;
use super::routes::{Cost, NEVER, Routes};
use super::variables::Layout;
use super::{Outcome, Space};
use crate::answers::{Answer, Answers, Reading};
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question};

/// What some answers settle and leave open.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// For each verdict of the space, how many ways the rest can turn out lead to it.
    pub ways: Counts,
    /// The open questions on which the verdict still depends, in order.
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
        let class = |(level, key): (usize, &Key<Question>)| chosen(*key).map(|chosen| variables.class(level, chosen));
        let fixed: Vec<Option<usize>> = variables.order.iter().enumerate().map(class).collect();

        // What is left of the verdict, reduced anew: it tests exactly the questions that it depends on.
        let mut diagram = Diagram::new(variables.arity());
        let rest = space.diagram.copy_into(space.root, &mut diagram, &fixed, |leaf| leaf);
        let mut tested: Vec<usize> = diagram.below(rest).into_iter().map(|node| diagram.level(node)).collect();
        tested.sort_unstable();
        tested.dedup();

        // Only sets of answers are counted: the others go to one leaf more.
        let known = space.outcomes.len();
        let outside = known as u32;
        let layout = Layout { fixed: fixed.clone(), ..variables.layout() };
        let inside = Conditions::of(kb, layout, &mut diagram).domain(&mut diagram);
        let counted = diagram.combine(rest, inside, |verdict, inside| if inside == 1 { verdict } else { outside });
        let free = |(sizes, fixed): (Vec<u128>, &Option<usize>)| match fixed {
            Some(fixed) => (0..sizes.len()).map(|class| u128::from(class == *fixed)).collect(),
            None => sizes,
        };
        let sizes = variables.sizes().into_iter().zip(&fixed).map(free).collect();
        let counting = Counting::of(&diagram, counted, known + 1, sizes);
        let mut ways = counting.counts();
        ways.0.truncate(known);

        let total = ways.total() as f64;
        let before = ways.entropy();
        let by_value = counting.by_value();
        let mut hinges: Vec<(Key<Question>, f64)> = tested
            .into_iter()
            .map(|level| {
                let entropy = |counts: &Counts| {
                    let inside = Counts(counts.0[..known].to_vec());
                    let weight = inside.total() as f64 / total;
                    if weight > 0.0 { weight * inside.entropy() } else { 0.0 }
                };
                let of_classes: Vec<f64> = by_value[level].iter().flatten().map(entropy).collect();
                let of_values = variables.classes[level].of_values().filter_map(|class| of_classes.get(class));
                let after: f64 = of_values.sum();
                (variables.order[level], (before - after).max(0.0))
            })
            .collect();
        hinges.sort_by_key(|(key, _)| *key);
        let (hinges, gains) = hinges.into_iter().unzip();
        Self { ways, hinges, gains }
    }

    /// Whether the verdict is the same however the rest turns out.
    pub fn is_settled(&self) -> bool {
        self.hinges.is_empty()
    }
}

/// The cost of another answer, so that fewer answers always come before smaller ones.
const ANOTHER_ANSWER: Cost = 1000;
/// To how many goals the ways are worked out at once, for what it takes in memory.
const GOALS: usize = 8;
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
        let values = self.variables.of_reading(reading);
        let costs = self.costs(|level, value| match values[level] {
            None => 0,
            Some(given) if given == value => 0,
            Some(_) if !can_change(self.variables.order[level]) => NEVER,
            Some(given) => ANOTHER_ANSWER + self.distance(level, given, value),
        });
        let others: Vec<(&Outcome, u32)> = self.outcomes.iter().zip(0..).filter(|(other, _)| *other != now).collect();
        let some = |others: &[(&Outcome, u32)]| -> Vec<Change> {
            let routes = Routes::<GOALS>::of(self, &costs, |leaf| others.iter().position(|(_, other)| *other == leaf));
            let change = |(goal, (outcome, _)): (usize, &(&Outcome, u32))| {
                let answers = self.changed(kb, &values, &routes.to(goal)?);
                Some(Change { verdict: (*outcome).clone(), answers })
            };
            others.iter().enumerate().filter_map(change).collect()
        };
        others.chunks(GOALS).flat_map(some).collect()
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
        let values = self.variables.of_reading(reading);
        let all = || (0..values.len()).filter(|level| values[*level].is_some()).collect();
        let kept = self.smallest(&values).or_else(|| self.minimal(&values)).unwrap_or_else(all);
        let mut keys: Vec<Key<Question>> = kept.into_iter().map(|level| self.variables.order[level]).collect();
        keys.sort_unstable();
        keys
    }

    /// The levels of a smallest set of values that forces the verdict; nothing if there is none, or it takes too many steps.
    fn smallest(&self, values: &[Option<usize>]) -> Option<Vec<usize>> {
        let given = |level: usize| self.variables.classes[level].class(values[level].unwrap_or(0));
        let now = self.diagram.walk(self.root, given);
        let size = self.diagram.len();
        let mut left = MOST_STEPS;
        // An answer on the way to the verdict that could make another one by itself is in every such set.
        let mut ways: Vec<Vec<usize>> = Vec::new();
        for node in self.path(given) {
            let (level, mut children) = (self.diagram.level(node), self.diagram.children(node).iter());
            if values[level].is_some() && children.any(|child| self.diagram.walk(*child, given) != now) {
                ways.push(vec![level]);
            }
        }
        loop {
            let kept = minimum_hitting_set(&ways, &mut left)?;
            let costs = self.costs(|level, value| match values[level] {
                Some(given) if given != value && kept.contains(&level) => NEVER,
                Some(given) if given != value => 1,
                Some(_) | None => 0,
            });
            left = left.checked_sub(size)?;
            let routes = Routes::<1>::of(self, &costs, |leaf| (leaf != now).then_some(0));
            let Some(path) = routes.to(0) else { return Some(kept) };
            let differs = |(level, value): &(usize, usize)| values[*level].is_some_and(|given| given != *value);
            let way: Vec<usize> = path.into_iter().filter(differs).map(|(level, _)| level).collect();
            // A way that changes nothing leads over open questions alone.
            if way.is_empty() {
                return None;
            }
            ways.push(way);
        }
    }

    /// The levels of a set of values that forces the verdict, while none of its parts does; nothing if there is none.
    ///
    /// Each value is let go if it can be, from the last level to the first. The values above a level are all kept while
    /// it is looked at, so only the node on their path counts, and one pass over the diagram is enough.
    fn minimal(&self, values: &[Option<usize>]) -> Option<Vec<usize>> {
        let given = |level: usize| self.variables.classes[level].class(values[level].unwrap_or(0));
        let now = self.diagram.walk(self.root, given);
        let mut on_path = vec![None; values.len()];
        for node in self.path(given) {
            on_path[self.diagram.level(node)] = Some(node);
        }
        let mut by_level: Vec<Vec<Node>> = vec![Vec::new(); values.len()];
        for node in self.diagram.nodes() {
            by_level[self.diagram.level(node)].push(node);
        }
        // The nodes from which the values kept so far lead to this verdict alone.
        let mut forced = rustc_hash::FxHashSet::default();
        let is_forced = |forced: &rustc_hash::FxHashSet<Node>, node: Node| {
            node.as_leaf().map_or_else(|| forced.contains(&node), |leaf| leaf == now)
        };
        let mut kept = Vec::new();
        for (level, nodes) in by_level.iter().enumerate().rev() {
            let whatever = |forced: &rustc_hash::FxHashSet<Node>, node: &Node| {
                self.diagram.children(*node).iter().all(|child| is_forced(forced, *child))
            };
            let is_kept = values[level].is_some() && !on_path[level].is_none_or(|node| whatever(&forced, &node));
            for node in nodes {
                let is_so = if is_kept {
                    is_forced(&forced, self.diagram.children(*node)[given(level)])
                } else {
                    whatever(&forced, node)
                };
                if is_so {
                    forced.insert(*node);
                }
            }
            if is_kept {
                kept.push(level);
            }
        }
        is_forced(&forced, self.root).then_some(kept)
    }

    /// The nodes that an assignment of values leads through, the root first.
    fn path(&self, value: impl Fn(usize) -> usize) -> Vec<Node> {
        let mut path = Vec::new();
        let mut node = self.root;
        while node.as_leaf().is_none() {
            path.push(node);
            node = self.diagram.children(node)[value(self.diagram.level(node))];
        }
        path
    }

    /// How many single choices two answers differ in.
    fn distance(&self, level: usize, one: usize, other: usize) -> Cost {
        let (one, other) = (self.variables.values[level][one], self.variables.values[level][other]);
        (one.without(other).len() + other.without(one).len()) as Cost
    }

    /// The cost of each value of each level.
    fn costs(&self, cost: impl Fn(usize, usize) -> Cost) -> Vec<Vec<Cost>> {
        let values = self.variables.values.iter().enumerate();
        values.map(|(level, values)| (0..values.len()).map(|value| cost(level, value)).collect()).collect()
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
    // Sets that share nothing need a member each, so the search can start there.
    let mut apart: Vec<&Vec<usize>> = Vec::new();
    for set in sets {
        if apart.iter().all(|other| !set.iter().any(|member| other.contains(member))) {
            apart.push(set);
        }
    }
    let mut chosen = Vec::new();
    let mut most = apart.len();
    while !hit(sets, &mut chosen, most, left)? {
        most += 1;
    }
    Some(chosen)
}

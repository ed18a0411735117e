//! A knowledge base as a diagram: the tallies of its parts, their sums, and the verdicts that these lead to.

use rustc_hash::FxHashMap;

use super::TooLarge;
use super::diagram::{Diagram, Node};
use super::domain::{NO, YES, and, or};
use super::interned::Interned;
use super::source::Source;
use crate::engine::{Need, Part, Tally, Winner, merge, outcome};
use crate::kb::{Apart, Complement, Context, Key, Rule};

/// How many sets of settings are tried in a step of work.
const TRIALS: usize = 8;

/// The leaf of answers that are not looked at.
pub(super) const ELSEWHERE: u32 = u32::MAX >> 1;

/// The leaf of a context that is not active.
const IDLE: Node = Node::leaf(0);

/// Compiles knowledge bases over the same questions; what they have in common is worked out once.
#[derive(Debug, Clone)]
pub(super) struct Compiler {
    /// The functions that were worked out so far.
    pub(super) diagram: Diagram,
    tallies: Interned<Tally>,
    /// The sum of two functions with tallies as leaves.
    sums: FxHashMap<(Node, Node), Node>,
}

/// The tally of each part of each context: its standing and its score.
pub(super) type Tallied = Vec<Vec<[Node; 2]>>;

/// What the answers bring to bear on a part in a context.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Brought {
    needs: Vec<Need>,
    available: Vec<Key<Complement>>,
}

/// What is known of some answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Known {
    /// The contexts, of which some wait for their points.
    Placed(Placed),
    /// What the tallies lead to.
    Decided(u32),
    /// Nothing, since these answers are not looked at.
    Elsewhere,
}

/// What is known of the contexts that were looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Placed {
    /// Positions in the scope.
    apart: Vec<usize>,
    /// The active contexts with their tallies.
    tallies: Vec<(Key<Context>, u32)>,
}

impl Placed {
    /// Whether no candidate is enough in some context, so that no verdict names one.
    fn is_hopeless(&self, tallies: &Interned<Tally>) -> bool {
        self.tallies.iter().any(|(_, tally)| tallies[*tally].is_hopeless())
    }

    /// Whether the points of a context can matter.
    fn is_open(&self, context: Key<Context>, tallies: &Interned<Tally>) -> bool {
        let found = self.tallies.iter().find(|(placed, _)| *placed == context);
        found.is_some_and(|(_, tally)| !tallies[*tally].is_settled())
    }

    /// This with the points of a context added.
    fn scored(&self, context: Key<Context>, score: u32, tallies: &mut Interned<Tally>) -> Self {
        let mut scored = self.clone();
        for (_, tally) in scored.tallies.iter_mut().filter(|(placed, _)| *placed == context) {
            *tally = tallies.number(tallies[*tally].plus(&tallies[score]).closed());
        }
        scored
    }

    /// What the engine decides.
    fn winner(&self, source: &Source<'_>, tallies: &Interned<Tally>) -> Option<Winner> {
        let tallies: Vec<(Key<Context>, &Tally)> =
            self.tallies.iter().map(|(context, tally)| (*context, &tallies[*tally])).collect();
        let apart: Vec<&Apart> = self.apart.iter().map(|position| &source.kb.scope().apart[*position]).collect();
        outcome(source.kb, source.levels, &tallies, &apart)
    }
}

impl Compiler {
    /// A compiler over levels with so many classes each.
    pub(super) fn of(arity: Vec<usize>) -> Self {
        Self { diagram: Diagram::new(arity), tallies: Interned::default(), sums: FxHashMap::default() }
    }

    /// The tallies of a knowledge base.
    pub(super) fn tallied(&mut self, source: &Source<'_>) -> Tallied {
        let contexts = source.kb.contexts().keys();
        contexts
            .map(|context| source.parts.iter().map(|part| self.tally(source, part, context, None)).collect())
            .collect()
    }

    /// The tallies that are left without a rule.
    pub(super) fn tallied_without(&mut self, source: &Source<'_>, tallied: &Tallied, rule: Key<Rule>) -> Tallied {
        let Rule { property, context: only, .. } = source.kb[rule];
        let is_concerned =
            |part: &Part, context| part.properties.contains(&property) && only.is_none_or(|only| only == context);
        self.tallied_anew(source, tallied, Some(rule), is_concerned)
    }

    /// The tallies where those parts are worked out anew that `is_concerned` says.
    pub(super) fn tallied_anew(
        &mut self,
        source: &Source<'_>,
        tallied: &Tallied,
        without: Option<Key<Rule>>,
        is_concerned: impl Fn(&Part, Key<Context>) -> bool,
    ) -> Tallied {
        let mut anew = tallied.clone();
        for (context, tallies) in source.kb.contexts().keys().zip(&mut anew) {
            for (part, tally) in source.parts.iter().zip(tallies) {
                if is_concerned(part, context) {
                    *tally = self.tally(source, part, context, without);
                }
            }
        }
        anew
    }

    /// Where tallies of active contexts are others than before; elsewhere they lead to the same.
    pub(super) fn changed(&mut self, source: &Source<'_>, before: &Tallied, after: &Tallied) -> Node {
        let mut all = NO;
        for ((active, before), after) in source.active.iter().zip(before).zip(after) {
            for (before, after) in before.iter().flatten().zip(after.iter().flatten()) {
                let differs = &mut |before: Node, after: Node| match (before.as_leaf(), after.as_leaf()) {
                    _ if before == after => Some(NO),
                    (Some(_), Some(_)) => Some(YES),
                    _ => None,
                };
                let differs = self.diagram.apply(*before, *after, &mut FxHashMap::default(), differs);
                let differs = and(&mut self.diagram, differs, *active);
                all = or(&mut self.diagram, all, differs);
            }
        }
        all
    }

    /// The tally of a part in a context, as standing and score: leaves are numbers of tallies.
    fn tally(
        &mut self,
        source: &Source<'_>,
        part: &Part,
        context: Key<Context>,
        without: Option<Key<Rule>>,
    ) -> [Node; 2] {
        let Source { kb, levels, conditions, .. } = source;
        let concerns = |key: &Key<Rule>| {
            let rule = &kb[*key];
            part.properties.contains(&rule.property)
                && rule.context.is_none_or(|only| only == context)
                && without != Some(*key)
        };
        let mut brought = Interned::default();
        let mut node = Node::leaf(brought.number(Brought::default()));
        for rule in kb.rules().keys().filter(concerns) {
            // Why something is needed does not matter.
            let need = Need { rules: Vec::new(), ..Need::of(kb, rule) };
            let holds = conditions.holds(&kb[rule].when, &mut self.diagram);
            node = self.add(node, holds, &mut brought, |brought| {
                brought.needs = merge(brought.needs.drain(..).chain([need.clone()]));
            });
        }
        for complement in &part.complements {
            let available = conditions.available(&kb[*complement], &mut self.diagram);
            node = self.add(node, available, &mut brought, |brought| brought.available.push(*complement));
        }
        let leaves = self.diagram.leaves(node);
        self.diagram.spend(leaves.len() * part.trials(kb) / TRIALS);
        if self.diagram.check().is_err() {
            return [node; 2];
        }
        let tally = |leaf: &u32| {
            let Brought { needs, available } = &brought[*leaf];
            Tally::of(kb, levels, available, needs).normal()
        };
        let tallies: Vec<Tally> = leaves.iter().map(tally).collect();
        [Tally::standing, Tally::score].map(|half| {
            let halves = tallies.iter().map(|tally| self.tallies.number(half(tally)));
            let halves: FxHashMap<u32, u32> = leaves.iter().copied().zip(halves).collect();
            self.diagram.map_leaves(node, |leaf| halves[&leaf])
        })
    }

    /// Adds something to the leaves of a function where it holds.
    fn add<T: Clone + Eq + std::hash::Hash>(
        &mut self,
        node: Node,
        holds: Node,
        leaves: &mut Interned<T>,
        add: impl Fn(&mut T),
    ) -> Node {
        self.diagram.apply(node, holds, &mut FxHashMap::default(), &mut |node, holds| match (node.as_leaf(), holds) {
            (_, NO) => Some(node),
            (Some(leaf), YES) => {
                let mut more = leaves[leaf].clone();
                add(&mut more);
                Some(Node::leaf(leaves.number(more)))
            }
            _ => None,
        })
    }

    /// The sum of some functions with tallies as leaves, halves first, so that most of it stays where one is another.
    fn sum(&mut self, zero: Node, nodes: &[Node]) -> Node {
        match nodes {
            [] => zero,
            [node] => *node,
            _ => {
                let (left, right) = nodes.split_at(nodes.len() / 2);
                let (left, right) = (self.sum(zero, left), self.sum(zero, right));
                let Self { diagram, tallies, sums } = self;
                diagram.apply(left, right, sums, &mut |left, right| match (left.as_leaf(), right.as_leaf()) {
                    _ if left == zero => Some(right),
                    _ if right == zero => Some(left),
                    (Some(left), Some(right)) => {
                        Some(Node::leaf(tallies.number(tallies[left].plus(&tallies[right]).normal())))
                    }
                    _ => None,
                })
            }
        }
    }

    /// The verdict as a function of the answers where a condition holds, and [`ELSEWHERE`] where it does not; `leaf`
    /// numbers what the tallies lead to.
    ///
    /// # Errors
    /// If it took too much work.
    pub(super) fn verdict(
        &mut self,
        condition: Node,
        source: &Source<'_>,
        tallied: &Tallied,
        mut leaf: impl FnMut(Option<Winner>) -> u32,
    ) -> Result<Node, TooLarge> {
        let zero = Node::leaf(self.tallies.number(Tally::zero(source.kb)));
        let mut known: Interned<Known> = Interned::default();
        let [elsewhere, nothing] = [Known::Elsewhere, Known::Placed(Placed::default())].map(|one| known.number(one));
        let mut node = self.diagram.map_leaves(condition, |holds| if holds == 1 { nothing } else { elsewhere });
        for (position, holds) in source.apart.iter().enumerate() {
            node = self.add(node, *holds, &mut known, |known| {
                if let Known::Placed(placed) = known {
                    placed.apart.push(position);
                }
            });
        }
        // Musts first, since points are looked at only where they can matter.
        let mut scores = Vec::new();
        for ((context, active), tallies) in source.kb.contexts().keys().zip(&source.active).zip(tallied) {
            let [standing, score] = [0, 1].map(|half| {
                let halves: Vec<Node> = tallies.iter().map(|halves| halves[half]).collect();
                self.sum(zero, &halves)
            });
            let Self { diagram, tallies, .. } = self;
            let standing = diagram.map_leaves(standing, |leaf| tallies.number(tallies[leaf].closed()));
            let standing = self.when_active(*active, standing);
            let place = &mut |before: Node, standing: Node| {
                let Known::Placed(placed) = &known[before.as_leaf()?] else { return Some(before) };
                let mut placed = placed.clone();
                placed.tallies.extend(standing.as_leaf()?.checked_sub(1).map(|tally| (context, tally)));
                Some(Node::leaf(known.number(Known::Placed(placed))))
            };
            node = self.diagram.apply(node, standing, &mut FxHashMap::default(), place);
            scores.push((context, score));
        }
        self.diagram.check()?;
        let Self { diagram, tallies, .. } = self;
        let mut settle = |placed: Placed, left: &[(Key<Context>, Node)], tallies: &Interned<Tally>| {
            let is_open =
                !placed.is_hopeless(tallies) && left.iter().any(|(context, _)| placed.is_open(*context, tallies));
            if is_open { Known::Placed(placed) } else { Known::Decided(leaf(placed.winner(source, tallies))) }
        };
        let mut settled = |leaf: u32| match known[leaf].clone() {
            Known::Placed(placed) => known.number(settle(placed, &scores, tallies)),
            Known::Decided(_) | Known::Elsewhere => leaf,
        };
        node = diagram.map_leaves(node, &mut settled);
        for (position, (context, score)) in scores.iter().enumerate() {
            let add = &mut |before: Node, score: Node| {
                let Known::Placed(placed) = &known[before.as_leaf()?] else { return Some(before) };
                if !placed.is_open(*context, tallies) {
                    return Some(before);
                }
                let scored = placed.scored(*context, score.as_leaf()?, tallies);
                Some(Node::leaf(known.number(settle(scored, &scores[position + 1..], tallies))))
            };
            node = diagram.apply(node, *score, &mut FxHashMap::default(), add);
        }
        let root = diagram.map_leaves(node, |leaf| match &known[leaf] {
            Known::Decided(outcome) => *outcome,
            Known::Elsewhere => ELSEWHERE,
            Known::Placed(_) => unreachable!("every context was looked at"),
        });
        self.diagram.check()?;
        Ok(root)
    }

    /// One more than the tally of a context where it is active, else [`IDLE`].
    fn when_active(&mut self, active: Node, sum: Node) -> Node {
        self.diagram.apply(active, sum, &mut FxHashMap::default(), &mut |active, sum| match (active, sum.as_leaf()) {
            (NO, _) => Some(IDLE),
            (YES, Some(tally)) => Some(Node::leaf(tally + 1)),
            _ => None,
        })
    }
}

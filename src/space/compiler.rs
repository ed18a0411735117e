//! A knowledge base as a diagram: the tallies of its parts, their sums, and the verdicts that these lead to.

use rustc_hash::FxHashMap;

use super::TooLarge;
use super::diagram::{Diagram, Node};
use super::domain::{Conditions, Fixed, NO, YES, and, or};
use super::interned::Interned;
use super::variables::Layout;
use crate::engine::{Levels, Need, Part, Tally, Winner, merge, outcome};
use crate::kb::{Apart, Complement, Context, Key, KnowledgeBase, Row, Rule};

/// How many sets of settings are tried in a step of work.
const TRIALS: usize = 8;

/// Compiles knowledge bases over the same questions; what they have in common is worked out once.
#[derive(Debug)]
pub(super) struct Compiler {
    /// The functions that were worked out so far.
    pub(super) diagram: Diagram,
    tallies: Interned<Tally>,
    /// The sum of two functions with tallies as leaves.
    sums: FxHashMap<(Node, Node), Node>,
}

/// A knowledge base that is compiled.
pub(super) struct Source<'a> {
    kb: &'a KnowledgeBase,
    levels: &'a Levels,
    conditions: Conditions<'a>,
    parts: Vec<Part>,
    /// When each context is active.
    active: Vec<Node>,
    /// When contexts are kept apart, for each entry of the scope.
    apart: Vec<Node>,
}

impl Source<'_> {
    /// The assignments that are sets of answers.
    pub(super) fn domain(&self, diagram: &mut Diagram) -> Node {
        self.conditions.domain(diagram)
    }

    /// The frame of its verdicts.
    pub(super) fn frame(&self) -> Frame {
        let Source { kb, levels, .. } = self;
        let scope = kb.scope();
        let contexts = |keys: &[Key<Context>]| keys.iter().map(|key| kb[*key].id.clone()).collect();
        let keeps = |apart: &Apart| {
            let (property, level) = apart.unless;
            scope.candidates.iter().map(|candidate| levels.reaches(*candidate, property, level)).collect()
        };
        let apart = scope.apart.iter().zip(&self.apart);
        let ids = |part: &Part| part.properties.iter().map(|key| kb[*key].id.clone()).collect();
        Frame {
            candidates: scope.candidates.iter().map(|key| kb[*key].id.clone()).collect(),
            contexts: kb.contexts().iter().map(|context| context.id.clone()).zip(self.active.iter().copied()).collect(),
            apart: apart.map(|(apart, holds)| (contexts(&apart.contexts), *holds, keeps(apart))).collect(),
            parts: self.parts.iter().map(ids).collect(),
            zero: Tally::zero(kb),
        }
    }
}

/// Everything but the tallies on which verdicts depend: where two knowledge bases over the same levels have it in common
/// and their tallies too, their verdicts are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    candidates: Vec<String>,
    contexts: Vec<(String, Node)>,
    /// Which contexts are kept apart, when, and whether each candidate keeps them apart by itself.
    apart: Vec<(Vec<String>, Node, Vec<bool>)>,
    /// The properties of each part.
    parts: Vec<Vec<String>>,
    zero: Tally,
}

/// The tally of each part of each context: its standing and its score.
#[derive(Debug, Clone)]
pub(super) struct Tallied(Vec<Vec<[Node; 2]>>);

/// What the answers bring to bear on a part in a context.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Brought {
    needs: Vec<Need>,
    available: Vec<Key<Complement>>,
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
    /// Whether the points of a context can matter.
    fn is_open(&self, context: Key<Context>, tallies: &Interned<Tally>) -> bool {
        let found = self.tallies.iter().find(|(placed, _)| *placed == context);
        found.is_some_and(|(_, tally)| !tallies[*tally].is_settled())
    }

    /// This with the points of a context.
    fn scored(&self, context: Key<Context>, score: u32, tallies: &mut Interned<Tally>) -> Self {
        let mut scored = self.clone();
        for (_, tally) in scored.tallies.iter_mut().filter(|(placed, _)| *placed == context) {
            *tally = tallies.number(tallies[*tally].plus(&tallies[score]).closed());
        }
        scored
    }

    /// This with a context more: none if it is idle, else one more than its tally.
    fn with(&self, context: Key<Context>, tally: u32) -> Self {
        let mut more = self.clone();
        more.tallies.extend(tally.checked_sub(1).map(|tally| (context, tally)));
        more
    }

    /// What the engine decides.
    fn winner(&self, kb: &KnowledgeBase, levels: &Levels, tallies: &Interned<Tally>) -> Option<Winner> {
        let tallies: Vec<(Key<Context>, &Tally)> =
            self.tallies.iter().map(|(context, tally)| (*context, &tallies[*tally])).collect();
        let apart: Vec<&Apart> = self.apart.iter().map(|position| &kb.scope().apart[*position]).collect();
        outcome(kb, levels, &tallies, &apart)
    }
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

/// The leaf of answers that are not looked at.
pub(super) const ELSEWHERE: u32 = u32::MAX >> 1;

/// The leaf of a context that is not active.
const IDLE: Node = Node::leaf(0);

impl Compiler {
    /// A compiler over levels with so many classes each.
    pub(super) fn of(arity: Vec<usize>) -> Self {
        Self { diagram: Diagram::new(arity).limited(), tallies: Interned::default(), sums: FxHashMap::default() }
    }

    /// A copy to try something in, with as much work allowed as for the first function.
    pub(super) fn trial(&self) -> Self {
        Self { diagram: self.diagram.clone().limited(), tallies: self.tallies.clone(), sums: self.sums.clone() }
    }

    /// Prepares a knowledge base; its questions have to be among the levels.
    pub(super) fn source<'a>(
        &mut self,
        kb: &'a KnowledgeBase,
        levels: &'a Levels,
        layout: &'a Layout,
        nothing_fixed: &'a Fixed,
    ) -> Source<'a> {
        let conditions = Conditions::of(kb, layout, nothing_fixed, &mut self.diagram);
        let mut when = |rows: &[Row]| conditions.any(rows, &mut self.diagram);
        let active = kb.contexts().iter().map(|context| when(&context.active_when)).collect();
        let apart = kb.scope().apart.iter().map(|apart| when(&apart.when)).collect();
        Source { kb, levels, parts: Part::all(kb), active, apart, conditions }
    }

    /// The tallies of a knowledge base.
    pub(super) fn tallied(&mut self, source: &Source<'_>) -> Tallied {
        let mut of_context =
            |context| source.parts.iter().map(|part| self.tally(source, part, context, None)).collect();
        Tallied(source.kb.contexts().keys().map(&mut of_context).collect())
    }

    /// The tallies that are left without a rule.
    pub(super) fn tallied_without(&mut self, source: &Source<'_>, tallied: &Tallied, rule: Key<Rule>) -> Tallied {
        let Rule { property, context: only, .. } = source.kb[rule];
        let mut without = tallied.clone();
        for (context, tallies) in source.kb.contexts().keys().zip(&mut without.0) {
            for (part, tally) in source.parts.iter().zip(tallies) {
                if part.properties.contains(&property) && only.is_none_or(|only| only == context) {
                    *tally = self.tally(source, part, context, Some(rule));
                }
            }
        }
        without
    }

    /// Where tallies of active contexts are others than before; elsewhere they lead to the same.
    pub(super) fn changed(&mut self, source: &Source<'_>, before: &Tallied, after: &Tallied) -> Node {
        let mut all = NO;
        for ((active, before), after) in source.active.iter().zip(&before.0).zip(&after.0) {
            let mut changed = NO;
            for (before, after) in before.iter().flatten().zip(after.iter().flatten()) {
                let differs = &mut |before: Node, after: Node| match (before.as_leaf(), after.as_leaf()) {
                    _ if before == after => Some(NO),
                    (Some(_), Some(_)) => Some(YES),
                    _ => None,
                };
                let differs = self.diagram.apply(*before, *after, &mut FxHashMap::default(), differs);
                changed = or(&mut self.diagram, changed, differs);
            }
            let changed = and(&mut self.diagram, changed, *active);
            all = or(&mut self.diagram, all, changed);
        }
        all
    }

    /// What the engine decides for one assignment of classes by level.
    pub(super) fn winner_at(&self, source: &Source<'_>, tallied: &Tallied, classes: &[usize]) -> Option<Winner> {
        let kb = source.kb;
        let walk = |node: Node| self.diagram.walk(node, |level| classes[level]);
        let contexts = kb.contexts().keys().zip(&source.active).zip(&tallied.0);
        let active = contexts.filter(|((_, active), _)| Node::leaf(walk(**active)) == YES);
        let tallies: Vec<(Key<Context>, Tally)> = active
            .map(|((context, _), parts)| {
                let halves = parts.iter().flatten().map(|half| &self.tallies[walk(*half)]);
                (context, halves.fold(Tally::zero(kb), |sum, half| sum.plus(half)))
            })
            .collect();
        let tallies: Vec<(Key<Context>, &Tally)> = tallies.iter().map(|(context, tally)| (*context, tally)).collect();
        let apart = kb.scope().apart.iter().zip(&source.apart);
        let apart: Vec<&Apart> =
            apart.filter(|(_, holds)| Node::leaf(walk(**holds)) == YES).map(|(apart, _)| apart).collect();
        outcome(kb, source.levels, &tallies, &apart)
    }

    /// The tally of a part in a context, whether it is active or not: its standing and its score.
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

    /// The sum of some functions with tallies as leaves, halves first.
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

    /// The verdict as a function of the answers; `leaf` numbers what the tallies lead to.
    ///
    /// # Errors
    /// If it took too much work.
    pub(super) fn verdict(
        &mut self,
        source: &Source<'_>,
        tallied: &Tallied,
        leaf: impl FnMut(Option<Winner>) -> u32,
    ) -> Result<Node, TooLarge> {
        self.verdict_where(YES, source, tallied, leaf)
    }

    /// The verdict where a condition holds, and [`ELSEWHERE`] where it does not.
    ///
    /// # Errors
    /// If it took too much work.
    pub(super) fn verdict_where(
        &mut self,
        condition: Node,
        source: &Source<'_>,
        tallied: &Tallied,
        mut leaf: impl FnMut(Option<Winner>) -> u32,
    ) -> Result<Node, TooLarge> {
        let Source { kb, levels, .. } = source;
        let zero = Node::leaf(self.tallies.number(Tally::zero(kb)));
        let (mut standings, mut scores) = (Vec::new(), Vec::new());
        for ((context, active), tallies) in kb.contexts().keys().zip(&source.active).zip(&tallied.0) {
            let [standing, score] = [0, 1].map(|half| {
                let halves: Vec<Node> = tallies.iter().map(|halves| halves[half]).collect();
                self.sum(zero, &halves)
            });
            let Self { diagram, tallies, .. } = self;
            let standing = diagram.map_leaves(standing, |leaf| tallies.number(tallies[leaf].closed()));
            standings.push((context, self.when_active(*active, standing)));
            scores.push((context, score));
        }
        let (placed, node) = self.placed(source, &standings);
        self.diagram.check()?;
        let Self { diagram, tallies, .. } = self;
        let mut decide = |placed: &Placed, tallies: &Interned<Tally>| leaf(placed.winner(kb, levels, tallies));
        let mut known: Interned<Known> = Interned::default();
        let mut settle = |placed: Placed, left: &[(Key<Context>, Node)], tallies: &Interned<Tally>| {
            let is_open = left.iter().any(|(context, _)| placed.is_open(*context, tallies));
            if is_open { Known::Placed(placed) } else { Known::Decided(decide(&placed, tallies)) }
        };
        let first: Vec<u32> =
            placed.values().iter().map(|placed| known.number(settle(placed.clone(), &scores, tallies))).collect();
        let elsewhere = Node::leaf(known.number(Known::Elsewhere));
        let within = &mut |holds: Node, node: Node| match (holds, node.as_leaf()) {
            (NO, _) => Some(elsewhere),
            (YES, Some(leaf)) => Some(Node::leaf(first[leaf as usize])),
            _ => None,
        };
        let mut node = diagram.apply(condition, node, &mut FxHashMap::default(), within);
        // Points are looked at only where they can matter, which is rarely where musts decide.
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
        let outcome = |leaf: u32| match &known[leaf] {
            Known::Decided(outcome) => *outcome,
            Known::Elsewhere => ELSEWHERE,
            Known::Placed(_) => unreachable!("every context was looked at"),
        };
        let root = diagram.map_leaves(node, outcome);
        self.diagram.check()?;
        Ok(root)
    }

    /// What is known when these contexts were looked at, as leaves.
    fn placed(&mut self, source: &Source<'_>, contexts: &[(Key<Context>, Node)]) -> (Interned<Placed>, Node) {
        let mut placed = Interned::default();
        let mut node = Node::leaf(placed.number(Placed::default()));
        for (position, holds) in source.apart.iter().enumerate() {
            node = self.add(node, *holds, &mut placed, |placed| placed.apart.push(position));
        }
        for (context, tally) in contexts {
            node = self.diagram.combine(node, *tally, |known, tally| {
                let more = placed[known].with(*context, tally);
                placed.number(more)
            });
        }
        (placed, node)
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

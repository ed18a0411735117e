//! A knowledge base as a diagram: the tallies of its parts, their sums, and the verdicts that these lead to.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::diagram::{Diagram, ELSEWHERE, Leaves, NO, Node, Pairs, YES, leaf_of, value_of};
use super::variables::Variables;
use super::{Outcome, TooLarge};
use crate::engine::{Contenders, Levels, Need, Part, Tally, Terms, merge, outcome};
use crate::kb::{Apart, Complement, Context, Key, Kind, KnowledgeBase, Row, Rule};

/// How many sets of settings are tried in a step of work.
const TRIALS: usize = 8;

/// The leaf of the tally of no needs.
const NOTHING: Node = Node::leaf(0);

/// Compiles a knowledge base and variants of it; what they have in common is worked out once.
pub(super) struct Compiler<'a> {
    kb: &'a KnowledgeBase,
    pub(super) variables: Variables,
    pub(super) diagram: Diagram,
    /// When each question applies.
    pub(super) asked: Vec<Node>,
    parts: Vec<Part>,
    /// When each context is active.
    pub(super) active: Vec<Node>,
    /// When contexts are kept apart, for each entry of the scope.
    apart: Vec<Node>,
    /// The tallies that are leaves, that of no needs first.
    tallies: Leaves<Tally>,
    /// The sum of two functions with tallies as leaves.
    sums: Pairs,
}

/// The tally of each part of each context: what musts bring, and what points do. Leaves are numbers of tallies.
pub(super) type Tallied = Vec<Vec<[Node; 2]>>;

/// What is known of some answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Known {
    /// Which contexts are kept apart, as positions in the scope, and the active contexts that were looked at.
    Open(Vec<usize>, Vec<Contenders>),
    Decided(Node),
}

impl<'a> Compiler<'a> {
    /// A compiler of a knowledge base whose questions are among the levels of a diagram.
    pub(super) fn of(kb: &'a KnowledgeBase, variables: Variables, diagram: Diagram) -> Self {
        let (tallies, sums) = ([Tally::none(kb)].into_iter().collect(), Pairs::default());
        let (asked, active, apart) = (Vec::new(), Vec::new(), Vec::new());
        let mut compiler = Self { kb, variables, diagram, asked, parts: Part::all(kb), active, apart, tallies, sums };
        for question in kb.questions().iter() {
            let applies = compiler.any(&question.ask_when);
            compiler.asked.push(applies);
        }
        compiler.active = kb.contexts().iter().map(|context| compiler.any(&context.active_when)).collect();
        compiler.apart = kb.scope().apart.iter().map(|apart| compiler.any(&apart.when)).collect();
        compiler
    }

    /// When any of the rows holds; always if there is none.
    fn any(&mut self, rows: &[Row]) -> Node {
        let none = if rows.is_empty() { YES } else { NO };
        rows.iter().fold(none, |any, row| {
            let holds = self.holds(row);
            self.diagram.or(any, holds)
        })
    }

    pub(super) fn available(&mut self, complement: &Complement) -> Node {
        let available = self.any(&complement.available_when);
        complement.not_when.iter().fold(available, |available, row| {
            let unless = self.holds(row);
            self.diagram.combine(available, unless, |available, unless| available & (1 - unless))
        })
    }

    /// When a row holds.
    pub(super) fn holds(&mut self, row: &Row) -> Node {
        let Self { variables, diagram, asked, .. } = self;
        row.cells.iter().fold(YES, |all, (question, accepted)| {
            let level = variables.levels[question.position()];
            let leaf = |class: &Vec<usize>| if variables.values[level][class[0]].meets(*accepted) { YES } else { NO };
            let cell = diagram.node(level, &variables.classes[level].members.iter().map(leaf).collect::<Vec<_>>());
            let all = diagram.and(all, cell);
            diagram.and(all, asked[question.position()])
        })
    }

    pub(super) fn tallied(&mut self, levels: &Levels) -> Tallied {
        let mut tallied = vec![vec![[NOTHING; 2]; self.parts.len()]; self.active.len()];
        self.tally_anew(&mut tallied, levels, None, |_, _| true);
        tallied
    }

    pub(super) fn tally_anew(
        &mut self,
        tallied: &mut Tallied,
        levels: &Levels,
        without: Option<Key<Rule>>,
        is_concerned: impl Fn(&Part, Key<Context>) -> bool,
    ) {
        let parts = std::mem::take(&mut self.parts);
        for (context, tallies) in self.kb.contexts().keys().zip(tallied) {
            for (part, tally) in parts.iter().zip(tallies).filter(|(part, _)| is_concerned(part, context)) {
                *tally = self.tally(levels, part, context, without);
            }
        }
        self.parts = parts;
    }

    /// Where tallies of active contexts are others than before; elsewhere they lead to the same.
    pub(super) fn changed(&mut self, before: &Tallied, after: &Tallied) -> Node {
        let mut all = NO;
        for ((active, before), after) in self.active.iter().zip(before).zip(after) {
            for (before, after) in before.iter().flatten().zip(after.iter().flatten()) {
                let differing = self.diagram.differing(*before, *after);
                let differing = self.diagram.and(differing, *active);
                all = self.diagram.or(all, differing);
            }
        }
        all
    }

    fn tally(&mut self, levels: &Levels, part: &Part, context: Key<Context>, without: Option<Key<Rule>>) -> [Node; 2] {
        let kb = self.kb;
        let concerns = |key: &Key<Rule>| {
            let Rule { property, context: only, .. } = &kb[*key];
            part.properties.contains(property) && only.is_none_or(|only| only == context) && without != Some(*key)
        };
        let mut brought: Leaves<(Vec<Need>, Vec<Key<Complement>>)> = Leaves::default();
        let mut node = leaf_of(&mut brought, Default::default());
        for rule in kb.rules().keys().filter(concerns) {
            // Why something is needed does not matter.
            let need = Need { rules: Vec::new(), ..Need::of(kb, rule) };
            let holds = self.holds(&kb[rule].when);
            node = add(&mut self.diagram, node, holds, &mut brought, |(needs, _)| merge(needs, need.clone()));
        }
        for complement in &part.complements {
            let holds = self.available(&kb[*complement]);
            node = add(&mut self.diagram, node, holds, &mut brought, |(_, available)| available.push(*complement));
        }
        let settings = part.complements.iter().filter(|key| kb[**key].kind == Kind::Setting).count();
        let diagram = &mut self.diagram;
        let leaves = diagram.leaves(node);
        diagram.steps += (leaves.len() << settings) / TRIALS;
        if diagram.check().is_err() {
            return [node; 2];
        }
        let mut tallied = |leaf: Node| {
            let (needs, available) = value_of(&brought, leaf)?;
            let terms = Terms { kb, levels, available };
            let halves = Tally::of(&terms, needs, &terms.assess_all(needs)).normal().halves();
            Some((leaf, halves.map(|half| leaf_of(&mut self.tallies, half))))
        };
        let halves: FxHashMap<Node, [Node; 2]> = leaves.into_iter().filter_map(&mut tallied).collect();
        [0, 1].map(|half| diagram.map_leaves(node, |leaf| halves[&leaf][half]))
    }

    /// The sum of some functions with tallies as leaves, halves first, so that most of it stays where one is another.
    fn sum(&mut self, mut nodes: Vec<Node>) -> Node {
        if nodes.len() <= 1 {
            return nodes.pop().unwrap_or(NOTHING);
        }
        let right = nodes.split_off(nodes.len() / 2);
        let (left, right) = (self.sum(nodes), self.sum(right));
        let tallies = &mut self.tallies;
        let add = &mut |left: Node, right: Node| match (left, right) {
            (NOTHING, one) | (one, NOTHING) => Some(one),
            _ => {
                let sum = value_of(tallies, left)?.plus(value_of(tallies, right)?);
                Some(leaf_of(tallies, sum))
            }
        };
        self.diagram.apply_knowing(left, right, &mut self.sums, add)
    }

    /// The verdict, as a leaf of `outcomes`, where a condition holds, and [`ELSEWHERE`] where it does not.
    pub(super) fn verdict(
        &mut self,
        condition: Node,
        levels: &Levels,
        tallied: &Tallied,
        outcomes: &mut Leaves<Outcome>,
    ) -> Result<Node, TooLarge> {
        let kb = self.kb;
        let contexts: Vec<Key<Context>> = kb.contexts().keys().collect();
        let mut known: Leaves<Known> = Leaves::default();
        let [elsewhere, here] =
            [Known::Decided(ELSEWHERE), Known::Open(Vec::new(), Vec::new())].map(|one| leaf_of(&mut known, one));
        let mut node = self.diagram.map_leaves(condition, |holds| if holds == YES { here } else { elsewhere });
        for (position, holds) in self.apart.iter().enumerate() {
            node = add(&mut self.diagram, node, *holds, &mut known, |known| {
                if let Known::Open(apart, _) = known {
                    apart.push(position);
                }
            });
        }
        // Musts first, since points are looked at only where they can matter.
        for (context, tallied) in contexts.iter().zip(tallied) {
            let musts = self.sum(tallied.iter().map(|[musts, _]| *musts).collect());
            let musts = self.diagram.within(musts, self.active[context.position()]);
            node = self.diagram.apply(node, musts, |before, musts| {
                if musts == ELSEWHERE {
                    return Some(before);
                }
                let Known::Open(apart, placed) = value_of(&known, before)? else { return Some(before) };
                let contenders = value_of(&self.tallies, musts)?.contenders(*context);
                let open = Known::Open(apart.clone(), placed.iter().cloned().chain([contenders]).collect());
                Some(leaf_of(&mut known, open))
            });
        }
        self.diagram.check()?;
        // Decides as soon as the contexts that are left do not matter.
        let is_open = |one: &Contenders, context: Key<Context>| one.context == context && !one.is_settled();
        let mut settle = |apart: &[usize], placed: Vec<Contenders>, left: &[Key<Context>]| {
            let is_left = |one: &Contenders| left.iter().any(|context| is_open(one, *context));
            if placed.iter().any(is_left) && !placed.iter().any(Contenders::is_hopeless) {
                return Known::Open(apart.to_vec(), placed);
            }
            let apart: Vec<&Apart> = apart.iter().map(|position| &kb.scope().apart[*position]).collect();
            Known::Decided(leaf_of(outcomes, outcome(kb, levels, &placed.iter().collect::<Vec<_>>(), &apart)))
        };
        node = self.diagram.map_leaves(node, |leaf| {
            let Some(Known::Open(apart, placed)) = value_of(&known, leaf) else { return leaf };
            let settled = settle(apart, placed.clone(), &contexts);
            leaf_of(&mut known, settled)
        });
        for (position, (context, tallied)) in contexts.iter().zip(tallied).enumerate() {
            let points = self.sum(tallied.iter().map(|[_, points]| *points).collect());
            node = self.diagram.apply(node, points, |before, points| {
                let Known::Open(apart, placed) = value_of(&known, before)? else { return Some(before) };
                let Some(open) = placed.iter().position(|one| is_open(one, *context)) else { return Some(before) };
                let mut placed = placed.clone();
                placed[open] = placed[open].clone().with_points(value_of(&self.tallies, points)?);
                let settled = settle(apart, placed, &contexts[position + 1..]);
                Some(leaf_of(&mut known, settled))
            });
        }
        let root = self.diagram.map_leaves(node, |leaf| match value_of(&known, leaf) {
            Some(Known::Decided(outcome)) => *outcome,
            Some(Known::Open(..)) | None => unreachable!("every context was looked at"),
        });
        self.diagram.check()?;
        Ok(root)
    }
}

/// Adds something to the leaves of a function where it holds.
fn add<T: Clone + Eq + Hash>(
    diagram: &mut Diagram,
    node: Node,
    holds: Node,
    leaves: &mut Leaves<T>,
    add: impl Fn(&mut T),
) -> Node {
    diagram.apply(node, holds, |node, holds| match holds {
        NO => Some(node),
        YES => {
            let mut more = value_of(leaves, node)?.clone();
            add(&mut more);
            Some(leaf_of(leaves, more))
        }
        _ => None,
    })
}

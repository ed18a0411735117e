//! Screening as a diagram: what is settled before any points are counted.
//!
//! Contexts, vetoes and kept-apart groups are conditions on the answers, so their
//! diagram is put together from those of the rows. Each of its leaves is a
//! verdict, or a [`Contest`] that points decide. Two partial answers that differ
//! only in what screening has settled share a node of it.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashMap;

use super::diagram::{Diagram, Node};
use super::domain::{Conditions, NO, and, except, or};
use crate::engine::{Levels, Placing, Ranked, place};
use crate::kb::{Apart, Complement, Context, Key, Kind, KnowledgeBase, Messenger, Property, Rule};

/// What a leaf of a diagram under construction stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Leaf {
    /// The verdict is found.
    Verdict {
        /// The placing of the verdict; none if no candidate is enough.
        placing: Option<Placing>,
        /// Whether another placing is as good and only the default order decides.
        tied: bool,
    },
    /// Points decide.
    Contest(Contest),
    /// It would take too much work to tell.
    Undetermined,
}

/// Placings between which points decide: the first of those that have most.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Contest {
    /// At least two, in default order.
    pub(super) placings: Vec<Placing>,
}

/// The leaves of a knowledge base, by number.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    leaves: Vec<Leaf>,
    numbers: FxHashMap<Leaf, u32>,
}

impl Leaves {
    /// The number of a leaf.
    pub(super) fn number(&mut self, leaf: Leaf) -> u32 {
        *self.numbers.entry(leaf).or_insert_with_key(|leaf| {
            self.leaves.push(leaf.clone());
            self.leaves.len() as u32 - 1
        })
    }

    /// How many leaves there are.
    pub(super) const fn len(&self) -> usize {
        self.leaves.len()
    }

    /// The leaf of a number.
    pub(super) fn leaf(&self, number: u32) -> &Leaf {
        &self.leaves[number as usize]
    }
}

/// The mark of a context that is not active.
const INACTIVE: u32 = 0;
/// A veto takes at most one of so many shares of the steps that are left.
const SHARES: usize = 8;
/// How many ways to place candidates may be looked at however small the budget is.
const LEAST_PLACINGS: usize = 4_096;
/// The label of answers for which some active context has no candidate.
const NOBODY: u32 = 0;

/// Who is vetoed in each context, as functions of the answers.
pub(super) struct Screening<'a> {
    kb: &'a KnowledgeBase,
    known: &'a Levels,
    /// When each context is active.
    active: Vec<Node>,
    /// When each group is kept apart.
    apart: Vec<Node>,
    /// When each complement is available.
    available: Vec<Node>,
    /// When each rule fires.
    fires: Vec<Node>,
    /// By context and candidate: the vetoes.
    vetoes: Vec<Vec<Vetoes>>,
    /// What the sides of the contexts came to before.
    roots: RefCell<FxHashMap<Vec<(Node, u32)>, Node>>,
    /// What active contexts and the groups that are kept apart came to before.
    placed: RefCell<FxHashMap<Vec<u32>, Leaf>>,
    /// How many ways to place candidates may still be looked at.
    left: Cell<usize>,
}

/// The vetoes of a candidate in a context.
struct Vetoes {
    /// For each property that can bring one: when it does.
    each: Vec<(Key<Property>, Veto)>,
    /// Those of the first n properties together, for n from 0.
    first: Vec<Veto>,
    /// Those of all but the first n properties together, for n from 0.
    rest: Vec<Veto>,
}

/// When a candidate misses a must.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Veto {
    /// Where it surely does.
    when: Node,
    /// Whether it may do so elsewhere too, since that would have taken too much work to tell.
    is_partial: bool,
}

impl Veto {
    const NEVER: Self = Self { when: NO, is_partial: false };

    /// Where either holds; the first alone, and partial, if the diagram would grow full.
    fn or(self, other: Self, diagram: &mut Diagram) -> Self {
        let is_partial = self.is_partial || other.is_partial;
        match diagram.attempt(|diagram| or(diagram, self.when, other.when)) {
            Some(when) => Self { when, is_partial },
            None => Self { when: self.when, is_partial: true },
        }
    }
}

impl<'a> Screening<'a> {
    /// Works out when contexts are active and rules fire; the vetoes are for [`Self::find_vetoes`].
    pub(super) fn of(
        kb: &'a KnowledgeBase,
        known: &'a Levels,
        conditions: &Conditions<'_>,
        diagram: &mut Diagram,
    ) -> Self {
        Self {
            kb,
            known,
            active: kb.contexts().iter().map(|context| conditions.any(&context.active_when, diagram)).collect(),
            apart: kb.scope().apart.iter().map(|apart| conditions.any(&apart.when, diagram)).collect(),
            available: kb.complements().iter().map(|one| conditions.any(&one.available_when, diagram)).collect(),
            fires: kb.rules().iter().map(|rule| conditions.holds(&rule.when, diagram)).collect(),
            vetoes: Vec::new(),
            roots: RefCell::default(),
            placed: RefCell::default(),
            left: Cell::new(diagram.room().max(LEAST_PLACINGS)),
        }
    }

    /// Works out when each candidate is vetoed in each context, in so many steps.
    ///
    /// No veto takes more than a share of the steps that are left, so that one that takes too many leaves some to others.
    pub(super) fn find_vetoes(&mut self, steps: usize, diagram: &mut Diagram) {
        let kb = self.kb;
        let mut left = steps;
        let vetoes = kb.contexts().keys().map(|context| {
            let of = |candidate: &Key<Messenger>| self.vetoes_of(context, *candidate, &mut left, diagram);
            kb.scope().candidates.iter().map(of).collect()
        });
        self.vetoes = vetoes.collect();
    }

    fn vetoes_of(
        &self,
        context: Key<Context>,
        candidate: Key<Messenger>,
        left: &mut usize,
        diagram: &mut Diagram,
    ) -> Vetoes {
        let mut each = Vec::new();
        for property in self.kb.properties().keys() {
            let veto = share(left, diagram, |diagram| self.veto(context, property, candidate, None, diagram));
            if veto != Veto::NEVER {
                each.push((property, veto));
            }
        }
        let mut first = vec![Veto::NEVER];
        for (position, (_, veto)) in each.iter().enumerate() {
            first.push(share(left, diagram, |diagram| first[position].or(*veto, diagram)));
        }
        let mut rest = vec![Veto::NEVER; each.len() + 1];
        for (position, (_, veto)) in each.iter().enumerate().rev() {
            rest[position] = share(left, diagram, |diagram| rest[position + 1].or(*veto, diagram));
        }
        Vetoes { each, first, rest }
    }

    /// When a candidate is vetoed in a context; without one of the rules, if one is named.
    fn vetoed(
        &self,
        context: Key<Context>,
        candidate: usize,
        left_out: Option<Key<Rule>>,
        diagram: &mut Diagram,
    ) -> Veto {
        let vetoes = &self.vetoes[context.position()][candidate];
        let all = vetoes.rest[0];
        let Some(rule) = left_out else { return all };
        let property = self.kb[rule].property;
        let Some(position) = vetoes.each.iter().position(|(known, _)| *known == property) else { return all };
        let without = self.veto(context, property, self.kb.scope().candidates[candidate], left_out, diagram);
        if without == vetoes.each[position].1 {
            return all;
        }
        vetoes.first[position].or(without, diagram).or(vetoes.rest[position + 1], diagram)
    }

    /// When the needs of a context on a property veto a candidate.
    ///
    /// The level of a need is the strictest of its rules, and what misses a level
    /// misses every stricter one; so there is a veto if some rule brings a must
    /// and some rule a level that the candidate misses.
    fn veto(
        &self,
        context: Key<Context>,
        property: Key<Property>,
        candidate: Key<Messenger>,
        left_out: Option<Key<Rule>>,
        diagram: &mut Diagram,
    ) -> Veto {
        let kb = self.kb;
        let concerns = |key: &Key<Rule>| {
            let rule = &kb[*key];
            rule.property == property && rule.context.is_none_or(|named| named == context) && Some(*key) != left_out
        };
        let rules: Vec<Key<Rule>> = kb.rules().keys().filter(concerns).collect();
        let when = diagram.attempt(|diagram| {
            let (mut is_must, mut misses) = (NO, NO);
            for key in rules {
                let rule = &kb[key];
                let fires = self.fires[key.position()];
                if rule.strength.is_must() {
                    is_must = or(diagram, is_must, fires);
                }
                if !self.known.reaches(candidate, property, rule.level) {
                    let lifts = |key: &Key<Complement>| {
                        let complement = &kb[*key];
                        complement.kind == Kind::Setting
                            && complement.lifts(property) >= Some(rule.level)
                            && self.known.allows(complement, candidate)
                    };
                    let mut missed = fires;
                    for setting in kb.complements().keys().filter(lifts) {
                        missed = except(diagram, missed, self.available[setting.position()]);
                    }
                    misses = or(diagram, misses, missed);
                }
            }
            and(diagram, is_must, misses)
        });
        when.map_or(Veto { when: NO, is_partial: true }, |when| Veto { when, is_partial: false })
    }

    /// What screening comes to, as a diagram whose leaves are in `leaves`; without one of the rules, if one is named.
    ///
    /// Where there is not enough room, answers for which nothing is settled are undetermined.
    pub(super) fn root(&self, left_out: Option<Key<Rule>>, leaves: &mut Leaves, diagram: &mut Diagram) -> Node {
        let whole = diagram.attempt(|diagram| {
            let sides: Vec<(Node, u32)> =
                self.kb.contexts().keys().map(|context| self.side(context, left_out, diagram)).collect();
            let known = self.roots.borrow().get(&sides).copied();
            let root = known.unwrap_or_else(|| self.together(&sides, leaves, diagram));
            (sides, root)
        });
        match whole {
            Some((sides, root)) => {
                self.roots.borrow_mut().insert(sides, root);
                root
            }
            None => Node::leaf(leaves.number(Leaf::Undetermined)),
        }
    }

    /// Who is vetoed in a context, as a diagram with [`INACTIVE`] or one more than a set of
    /// candidates as leaves; and the candidates of whom it is not sure everywhere.
    fn side(&self, context: Key<Context>, left_out: Option<Key<Rule>>, diagram: &mut Diagram) -> (Node, u32) {
        let mut side = self.active[context.position()];
        let mut unsure = 0;
        for number in 0..self.kb.scope().candidates.len() {
            let veto = self.vetoed(context, number, left_out, diagram);
            unsure |= u32::from(veto.is_partial) << number;
            side = diagram.combine(side, veto.when, &|side, vetoed| match side {
                INACTIVE => INACTIVE,
                side => ((side - 1) | (vetoed << number)) + 1,
            });
        }
        (side, unsure)
    }

    /// The contexts and the kept-apart groups together, as leaves.
    fn together(&self, sides: &[(Node, u32)], leaves: &mut Leaves, diagram: &mut Diagram) -> Node {
        let full = (1_u32 << self.kb.scope().candidates.len()) - 1;
        // A label is a position in `labels`: what is known of each context, then which groups are kept apart.
        let labels = RefCell::new(Labels::new());
        let mut all = Node::leaf(labels.borrow_mut().number(Vec::new()));
        for (side, _) in sides {
            all = diagram.combine(all, *side, &|label, side| match label {
                NOBODY => NOBODY,
                _ if side == full + 1 => NOBODY,
                label => labels.borrow_mut().with(label, side),
            });
        }
        for apart in &self.apart {
            all = diagram.combine(all, *apart, &|label, apart| match label {
                NOBODY => NOBODY,
                label => labels.borrow_mut().with(label, apart),
            });
        }
        let labels = labels.into_inner();
        let unsure: Vec<u32> = sides.iter().map(|(_, unsure)| *unsure).collect();
        let mut number = |(position, label): (usize, &Vec<u32>)| {
            leaves.number(match position as u32 {
                NOBODY => Leaf::Verdict { placing: None, tied: false },
                _ if label.len() < sides.len() + self.apart.len() => Leaf::Undetermined,
                _ => self.leaf(label, &unsure),
            })
        };
        let numbers: Vec<u32> = labels.labels.iter().enumerate().map(&mut number).collect();
        diagram.map_leaves(all, |label| numbers[label as usize])
    }

    /// What a label comes to; undetermined where too many ways to place candidates were looked at before.
    fn leaf(&self, label: &[u32], unsure: &[u32]) -> Leaf {
        let kb = self.kb;
        let (sides, apart) = label.split_at(kb.contexts().len());
        let active = || kb.contexts().keys().zip(sides).filter(|(_, side)| **side != INACTIVE);
        let is_open = |(context, side): (Key<Context>, &u32)| (unsure[context.position()] & !(side - 1)) != 0;
        if active().any(is_open) {
            return Leaf::Undetermined;
        }
        let fits = |side: u32| {
            (0..kb.scope().candidates.len()).map(move |number| (((side - 1) >> number) & 1 == 0).then_some(0))
        };
        let contexts: Vec<Key<Context>> = active().map(|(context, _)| context).collect();
        // A group matters only where two of its contexts are active.
        let matters = |group: &Apart| group.contexts.iter().filter(|context| contexts.contains(context)).count() > 1;
        let groups = || kb.scope().apart.iter().zip(apart).map(|(group, kept)| (group, *kept == 1 && matters(group)));
        let placed: Vec<u32> = sides.iter().copied().chain(groups().map(|(_, kept)| u32::from(kept))).collect();
        if let Some(known) = self.placed.borrow().get(&placed) {
            return known.clone();
        }
        let ways = kb.scope().candidates.len().saturating_pow(contexts.len() as u32);
        let Some(left) = self.left.get().checked_sub(ways) else { return Leaf::Undetermined };
        self.left.set(left);
        let sides: Vec<Vec<Option<u32>>> = active().map(|(_, side)| fits(*side).collect()).collect();
        let kept: Vec<&Apart> = groups().filter(|(_, kept)| *kept).map(|(group, _)| group).collect();
        // Without points, placings of the same size come in default order.
        let ranked = place(kb, self.known, &contexts, &sides, &kept);
        let smallest = ranked.first().map_or(0, Ranked::size);
        let mut placings: Vec<Placing> =
            ranked.into_iter().filter(|one| one.size() == smallest).map(|one| one.placing).collect();
        let leaf = match placings.len() {
            0 | 1 => Leaf::Verdict { placing: placings.pop(), tied: false },
            _ => Leaf::Contest(Contest { placings }),
        };
        self.placed.borrow_mut().insert(placed, leaf.clone());
        leaf
    }
}

/// Does some work on vetoes with a share of the steps that are left.
fn share<T>(left: &mut usize, diagram: &mut Diagram, work: impl FnOnce(&mut Diagram) -> T) -> T {
    let share = left.div_ceil(SHARES);
    diagram.allow(share);
    let done = work(diagram);
    *left -= share - diagram.allowance();
    diagram.allow(usize::MAX);
    done
}

/// What is known of the answers on the way, by number; the first number is that of [`NOBODY`].
struct Labels {
    labels: Vec<Vec<u32>>,
    numbers: FxHashMap<Vec<u32>, u32>,
}

impl Labels {
    fn new() -> Self {
        Self { labels: vec![vec![u32::MAX]], numbers: FxHashMap::default() }
    }

    fn number(&mut self, label: Vec<u32>) -> u32 {
        *self.numbers.entry(label).or_insert_with_key(|label| {
            self.labels.push(label.clone());
            self.labels.len() as u32 - 1
        })
    }

    /// The number of a label with one thing more.
    fn with(&mut self, label: u32, more: u32) -> u32 {
        let mut label = self.labels[label as usize].clone();
        label.push(more);
        self.number(label)
    }
}

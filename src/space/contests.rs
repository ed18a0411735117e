//! Contests on the way: which are still open below a node, and how points narrow them.

use rustc_hash::FxHashMap;

use super::diagram::{Diagram, Node};
use super::screening::{Contest, Leaf, Leaves};
use super::slot::{Lead, pair};
use crate::engine::Placing;
use crate::kb::{Key, KnowledgeBase, Messenger};

/// The contests that screening can still come to from a node on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Stake {
    /// The numbers of their leaves, ascending.
    pub(super) contests: Vec<u32>,
    /// For each context: the candidates between which points may have to decide.
    pub(super) rivals: Vec<u32>,
}

/// A context whose points count only together with those of an earlier one.
///
/// In every placing at stake, the candidate of the one tells that of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fold {
    /// The context.
    pub(super) from: usize,
    /// The earlier one.
    pub(super) into: usize,
    /// For each candidate of the earlier one: the candidate of the context beside it.
    pub(super) beside: Vec<(usize, usize)>,
}

/// The most placings of a contest of which each is held to each other.
const MOST_PAIRED: usize = 64;
/// How many looks at a context of two placings make a step of work.
const LOOKS: usize = 256;
/// How many steps the seat of a placing counts that has to be kept.
const KEPT: usize = 4;

/// The position of the candidate of each context, or none.
type Seats = Box<[Option<u8>]>;

/// How equal points are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ties {
    /// The default order decides, and nothing is said of it.
    Merged,
    /// Leaves tell where only the default order decides.
    Told,
}

/// Everything known of contests, worked out once for each node.
pub(super) struct Contests<'a> {
    kb: &'a KnowledgeBase,
    candidates: &'a [Key<Messenger>],
    ties: Ties,
    pub(super) leaves: Leaves,
    stakes: Vec<Stake>,
    /// By stake.
    folds: Vec<Vec<Fold>>,
    numbers: FxHashMap<Stake, u32>,
    /// By node: one more than the number of its stake; 0 if it is not known yet.
    of_node: Vec<u32>,
    of_leaf: FxHashMap<u32, u32>,
    /// A node with a contest (leaf number) put to another leaf.
    put: FxHashMap<(Node, u32, u32), Node>,
    /// By contest: each placing as the candidate of each context, or none.
    seats: FxHashMap<u32, Vec<Seats>>,
    /// Which placings of a contest are out; worked out anew for each.
    out: Vec<bool>,
}

impl<'a> Contests<'a> {
    pub(super) fn of(kb: &'a KnowledgeBase, candidates: &'a [Key<Messenger>], ties: Ties, leaves: Leaves) -> Self {
        Self {
            kb,
            candidates,
            ties,
            leaves,
            stakes: Vec::new(),
            folds: Vec::new(),
            numbers: FxHashMap::default(),
            of_node: Vec::new(),
            of_leaf: FxHashMap::default(),
            put: FxHashMap::default(),
            seats: FxHashMap::default(),
            out: Vec::new(),
        }
    }

    /// What is at stake below a node, as a number for [`Self::stake`].
    pub(super) fn number(&mut self, diagram: &Diagram, node: Node) -> u32 {
        if let Some(leaf) = node.as_leaf() {
            if let Some(known) = self.of_leaf.get(&leaf) {
                return *known;
            }
            let stake = self.stake_of(leaf);
            let number = self.intern(stake);
            self.of_leaf.insert(leaf, number);
            return number;
        }
        let index = node.number() as usize;
        if self.of_node.len() <= index {
            self.of_node.resize(diagram.len(), 0);
        }
        if self.of_node[index] == 0 {
            let mut all = Stake { contests: Vec::new(), rivals: vec![0; self.kb.contexts().len()] };
            let mut children = diagram.children(node).to_vec();
            children.dedup();
            for child in children {
                let child = self.number(diagram, child);
                let stake = &self.stakes[child as usize];
                all.contests.extend_from_slice(&stake.contests);
                all.rivals.iter_mut().zip(&stake.rivals).for_each(|(all, more)| *all |= more);
            }
            all.contests.sort_unstable();
            all.contests.dedup();
            self.of_node[index] = self.intern(all) + 1;
        }
        self.of_node[index] - 1
    }

    /// The stake of a number.
    pub(super) fn stake(&self, number: u32) -> &Stake {
        &self.stakes[number as usize]
    }

    /// The contexts whose points count only together with those of others, the last first.
    pub(super) fn folds(&self, stake: u32) -> &[Fold] {
        &self.folds[stake as usize]
    }

    fn intern(&mut self, stake: Stake) -> u32 {
        if let Some(known) = self.numbers.get(&stake) {
            return *known;
        }
        let number = self.stakes.len() as u32;
        self.folds.push(self.folds_of(&stake));
        self.stakes.push(stake.clone());
        self.numbers.insert(stake, number);
        number
    }

    fn folds_of(&self, stake: &Stake) -> Vec<Fold> {
        let placings = || stake.contests.iter().flat_map(|contest| &self.seats[contest]);
        let contested: Vec<usize> = (0..stake.rivals.len()).filter(|context| stake.rivals[*context] != 0).collect();
        let fold = |from: usize, into: usize| {
            let mut beside: Vec<Option<u8>> = vec![None; self.candidates.len()];
            for seats in placings() {
                match (seats[into], seats[from]) {
                    (Some(one), Some(other)) => {
                        if *beside[usize::from(one)].get_or_insert(other) != other {
                            return None;
                        }
                    }
                    (None, None) => {}
                    (Some(_), None) | (None, Some(_)) => return None,
                }
            }
            let told = beside.into_iter().enumerate();
            let beside = told.filter_map(|(one, other)| Some((one, usize::from(other?)))).collect();
            Some(Fold { from, into, beside })
        };
        let later = contested.iter().enumerate().rev();
        later.filter_map(|(position, from)| contested[..position].iter().find_map(|into| fold(*from, *into))).collect()
    }

    fn stake_of(&mut self, leaf: u32) -> Stake {
        let mut stake = Stake { contests: Vec::new(), rivals: vec![0; self.kb.contexts().len()] };
        if let Leaf::Contest(_) = self.leaves.leaf(leaf) {
            stake.contests.push(leaf);
            self.seat(leaf);
            for (context, rivals) in stake.rivals.iter_mut().enumerate() {
                let seats = self.seats[&leaf].iter().filter_map(|seats| seats[context]);
                let all = seats.fold(0_u32, |all, candidate| all | 1 << candidate);
                *rivals = if all.count_ones() > 1 { all } else { 0 };
            }
        }
        stake
    }

    /// Works out the seats of a contest.
    fn seat(&mut self, contest: u32) {
        let (leaves, kb, candidates) = (&self.leaves, self.kb, self.candidates);
        self.seats.entry(contest).or_insert_with(|| {
            let Leaf::Contest(contest) = leaves.leaf(contest) else { return Vec::new() };
            let seat = |placing: &Placing| {
                let of = |context| {
                    let (_, messenger) = placing.0.iter().find(|(placed, _)| *placed == context)?;
                    candidates.iter().position(|candidate| candidate == messenger).map(|position| position as u8)
                };
                kb.contexts().keys().map(of).collect()
            };
            contest.placings.iter().map(seat).collect()
        });
    }

    /// A node with what the leads settle of its contests put in; the same node if that is nothing.
    ///
    /// `leads` are the final leads, by context and pair of candidates. Nothing if it takes more steps than the
    /// `allowance`, which it lessens.
    pub(super) fn settle(
        &mut self,
        diagram: &mut Diagram,
        node: Node,
        stake: u32,
        leads: &[Vec<Lead>],
        allowance: &mut usize,
    ) -> Option<Node> {
        let mut node = node;
        for position in 0..self.stakes[stake as usize].contests.len() {
            let contest = self.stakes[stake as usize].contests[position];
            let left = self.narrowed(contest, leads, allowance)?;
            if left != contest {
                let known = self.put.len();
                node = self.put(diagram, node, contest, left);
                *allowance = allowance.checked_sub(self.put.len() - known)?;
            }
        }
        Some(node)
    }

    /// The leaf that is left of a contest; nothing if that takes more steps than are allowed.
    fn narrowed(&mut self, contest: u32, leads: &[Vec<Lead>], allowance: &mut usize) -> Option<u32> {
        let ties = self.ties;
        self.seat(contest);
        let seats = &self.seats[&contest];
        let count = seats.len();
        let lead = |one: usize, other: usize| -> Lead {
            let mut sum = Lead::default();
            for (context, leads) in leads.iter().enumerate() {
                let (Some(one), Some(other)) = (seats[one][context], seats[other][context]) else { continue };
                let (one, other) = (usize::from(one), usize::from(other));
                let more = match one.cmp(&other) {
                    std::cmp::Ordering::Less => leads[pair(one, other)],
                    std::cmp::Ordering::Equal => continue,
                    std::cmp::Ordering::Greater => leads[pair(other, one)].turned(),
                };
                sum = Lead { least: sum.least + more.least, most: sum.most + more.most };
            }
            sum
        };
        // A placing is out if another is ahead of it, or as good and before it in default order.
        let mut out = std::mem::take(&mut self.out);
        out.clear();
        out.resize(count, false);
        let mut hold = |one: usize, other: usize| {
            let lead = lead(one, other);
            out[other] |= lead.least > 0 || (lead.least == 0 && ties == Ties::Merged);
            out[one] |= lead.most < 0;
        };
        let pairs = if count > MOST_PAIRED { 3 * count } else { count * count };
        *allowance = allowance.checked_sub(pairs * leads.len() / LOOKS)?;
        if count > MOST_PAIRED {
            // All are held to one that is likely ahead. Once all leads are final it is ahead, and no other is left but
            // those that are as good; until then more are left than need be.
            let ahead = |placing: usize| {
                let lead = lead(placing, 0);
                lead.least + lead.most
            };
            let best = (0..count).max_by_key(|placing| (ahead(*placing), std::cmp::Reverse(*placing))).unwrap_or(0);
            (0..best).for_each(|other| hold(other, best));
            (best + 1..count).for_each(|other| hold(best, other));
        } else {
            (1..count).for_each(|other| (0..other).for_each(|one| hold(one, other)));
        }
        let left = || (0..count).filter(|placing| !out[*placing]);
        let first = left().next().unwrap_or(0);
        let is_tie = left().all(|other| lead(first, other) == Lead::default());
        let left: Vec<usize> = if is_tie || out.contains(&true) { left().collect() } else { Vec::new() };
        self.out = out;
        if left.is_empty() {
            return Some(contest);
        }
        let Leaf::Contest(Contest { placings }) = self.leaves.leaf(contest) else { return Some(contest) };
        let leaf = if is_tie {
            Leaf::Verdict { placing: Some(placings[left[0]].clone()), tied: left.len() > 1 && ties == Ties::Told }
        } else {
            Leaf::Contest(Contest { placings: left.iter().map(|one| placings[*one].clone()).collect() })
        };
        let known = self.leaves.len();
        let number = self.leaves.number(leaf);
        if self.leaves.len() > known && !is_tie {
            *allowance = allowance.checked_sub(left.len() * leads.len() * KEPT)?;
        }
        Some(number)
    }

    fn put(&mut self, diagram: &mut Diagram, node: Node, contest: u32, left: u32) -> Node {
        if let Some(leaf) = node.as_leaf() {
            return if leaf == contest { Node::leaf(left) } else { node };
        }
        let stake = self.number(diagram, node);
        if self.stakes[stake as usize].contests.binary_search(&contest).is_err() {
            return node;
        }
        if let Some(known) = self.put.get(&(node, contest, left)) {
            return *known;
        }
        let children = diagram.children(node).to_vec();
        let children: Vec<Node> = children.into_iter().map(|child| self.put(diagram, child, contest, left)).collect();
        let level = diagram.level(node);
        let made = diagram.node(level, &children);
        self.put.insert((node, contest, left), made);
        made
    }
}

impl Lead {
    /// The same lead as the other candidate sees it.
    const fn turned(self) -> Self {
        Self { least: -self.most, most: -self.least }
    }
}

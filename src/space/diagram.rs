//! Reduced ordered decision diagrams with many-valued nodes and any number of leaves.
//!
//! The form is that of Bryant, "Graph-based algorithms for Boolean function
//! manipulation" (IEEE Trans. Computers 35, 1986), with many-valued nodes as in
//! Srinivasan et al., "Algorithms for discrete function manipulation" (ICCAD
//! 1990): a node tests one variable, levels only increase downwards, no two
//! nodes are alike, and no node has all its edges to one place. So two functions
//! over the same variables are equal exactly if their roots are.

use std::hash::{BuildHasher, Hash};

use hashbrown::HashTable;
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::{MOST_STEPS, TooLarge};

/// A node of a diagram, or a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node(u32);

impl Node {
    const LEAF: u32 = 1 << 31;

    pub(super) const fn leaf(number: u32) -> Self {
        Self(number | Self::LEAF)
    }

    pub(super) const fn as_leaf(self) -> Option<u32> {
        if self.0 & Self::LEAF == 0 { None } else { Some(self.0 & !Self::LEAF) }
    }
}

/// How many edges of a node are one step of work.
const EDGES: usize = 8;

/// What it takes to go along an edge, or the whole of a way.
pub(super) type Cost = i32;

/// The cost of what must not be: beyond that of any way, and two of them are still a number.
pub(super) const NEVER: Cost = 1 << 29;

/// What was found for pairs of nodes.
pub(super) type Pairs = FxHashMap<(Node, Node), Node>;

/// Values that are leaves of a diagram, by their numbers.
pub(super) type Leaves<T> = IndexSet<T, FxBuildHasher>;

pub(super) fn leaf_of<T: Eq + Hash>(leaves: &mut Leaves<T>, value: T) -> Node {
    Node::leaf(leaves.insert_full(value).0 as u32)
}

/// The value of a leaf; nothing if the node is none, or its number is no value's.
pub(super) fn value_of<T>(leaves: &Leaves<T>, node: Node) -> Option<&T> {
    leaves.get_index(node.as_leaf()? as usize)
}

/// Diagrams over the same variables, sharing their nodes.
#[derive(Debug, Clone)]
pub(super) struct Diagram {
    /// How many values the variable of each level has.
    pub(super) arity: Vec<usize>,
    // Invariant: a node's children were made before it.
    /// The level of each node, and the position of its first edge.
    nodes: Vec<(u32, u32)>,
    /// Where the edges of all nodes lead, in the order of the values.
    edges: Vec<Node>,
    /// Every node by its level and children.
    unique: HashTable<Node>,
    /// The children of nodes in the making.
    pending: Vec<Node>,
    /// How many steps of work there were: pairs of nodes that were combined, nodes that were made, and what leaves took.
    pub(super) steps: usize,
}

impl Diagram {
    /// An empty store for variables of these arities, the top level first; more work than [`MOST_STEPS`] is refused.
    pub(super) fn new(arity: Vec<usize>) -> Self {
        let (unique, pending) = (HashTable::new(), Vec::new());
        Self { arity, nodes: Vec::new(), edges: Vec::new(), unique, pending, steps: 0 }
    }

    /// Refuses what took too much work, so that nodes made since mean nothing.
    pub(super) const fn check(&self) -> Result<(), TooLarge> {
        if self.steps > MOST_STEPS { Err(TooLarge) } else { Ok(()) }
    }

    /// The level that a node tests; the number of levels for a leaf.
    pub(super) fn level(&self, node: Node) -> usize {
        if node.as_leaf().is_some() { self.arity.len() } else { self.nodes[node.0 as usize].0 as usize }
    }

    /// Where the edges of a node lead, in the order of the values.
    pub(super) fn children(&self, node: Node) -> &[Node] {
        let (level, first) = self.nodes[node.0 as usize];
        &self.edges[first as usize..][..self.arity[level as usize]]
    }

    /// The node that tests `level` and has these children: an old one if there is one alike.
    pub(super) fn node(&mut self, level: usize, children: &[Node]) -> Node {
        let start = self.pending.len();
        self.pending.extend_from_slice(children);
        self.node_of_pending(level, start)
    }

    /// The node that tests `level` and has the pending nodes from `start` on as children, which are taken away.
    fn node_of_pending(&mut self, level: usize, start: usize) -> Node {
        let children = &self.pending[start..];
        let first = children[0];
        let made = if children.iter().all(|child| *child == first) {
            first
        } else {
            let of = |node: &Node| {
                let (level, first) = self.nodes[node.0 as usize];
                (level, &self.edges[first as usize..][..self.arity[level as usize]])
            };
            let hash = |(level, children): (u32, &[Node])| FxBuildHasher.hash_one((level, children));
            let key = (level as u32, children);
            match self.unique.find(hash(key), |known| of(known) == key) {
                Some(known) => *known,
                None => {
                    let number =
                        u32::try_from(self.nodes.len()).expect("a node takes a step, and there are fewer steps");
                    self.unique.insert_unique(hash(key), Node(number), |known| hash(of(known)));
                    self.steps += children.len().div_ceil(EDGES);
                    self.nodes.push((level as u32, self.edges.len() as u32));
                    self.edges.extend_from_slice(children);
                    Node(number)
                }
            }
        };
        self.pending.truncate(start);
        made
    }

    /// The leaf that an assignment of values reaches.
    pub(super) fn walk(&self, root: Node, value: impl Fn(usize) -> usize) -> u32 {
        let mut node = root;
        loop {
            match node.as_leaf() {
                Some(leaf) => return leaf,
                None => node = self.children(node)[value(self.level(node))],
            }
        }
    }

    /// The same function with its leaves renamed.
    pub(super) fn map_leaves(&mut self, root: Node, mut rename: impl FnMut(Node) -> Node) -> Node {
        let rename = &mut |node: Node, _| node.as_leaf().map(|_| rename(node));
        self.apply(root, root, &mut Pairs::default(), rename)
    }

    /// The function that has, for each assignment, the leaf `combine` makes of the leaves of two functions.
    pub(super) fn combine(&mut self, left: Node, right: Node, mut combine: impl FnMut(u32, u32) -> u32) -> Node {
        let combine = &mut |left: Node, right: Node| Some(Node::leaf(combine(left.as_leaf()?, right.as_leaf()?)));
        self.apply(left, right, &mut Pairs::default(), combine)
    }

    /// The function that `combine` makes of two functions: it gives the result for a pair of nodes as soon as it is
    /// known, at the latest for two leaves. What was found is kept in `known`.
    pub(super) fn apply(
        &mut self,
        left: Node,
        right: Node,
        known: &mut Pairs,
        combine: &mut impl FnMut(Node, Node) -> Option<Node>,
    ) -> Node {
        if self.check().is_err() {
            return left;
        }
        if let Some(known) = known.get(&(left, right)) {
            return *known;
        }
        let made = combine(left, right).unwrap_or_else(|| {
            let level = self.level(left).min(self.level(right));
            let arity = self.arity[level];
            self.steps += arity.div_ceil(EDGES);
            let start = self.pending.len();
            for value in 0..arity {
                let (left, right) = (self.child(left, level, value), self.child(right, level, value));
                let child = self.apply(left, right, known, combine);
                self.pending.push(child);
            }
            self.node_of_pending(level, start)
        });
        known.insert((left, right), made);
        made
    }

    /// Where a function goes on from a level with a value.
    fn child(&self, node: Node, level: usize, value: usize) -> Node {
        if self.level(node) == level { self.children(node)[value] } else { node }
    }

    /// Copies a function into another store, with its leaves renamed; levels that are fixed are taken at their value, and
    /// not tested.
    pub(super) fn copy_into(
        &self,
        root: Node,
        into: &mut Self,
        fixed: &[Option<usize>],
        rename: impl Fn(u32) -> u32,
    ) -> Node {
        let mut done: FxHashMap<Node, Node> = FxHashMap::default();
        let copied = |done: &FxHashMap<Node, Node>, node: Node| match node.as_leaf() {
            Some(leaf) => Node::leaf(rename(leaf)),
            None => done[&node],
        };
        for node in self.below(root) {
            let (level, children) = (self.level(node), self.children(node));
            let made = match fixed[level] {
                Some(value) => copied(&done, children[value]),
                None => {
                    let children: Vec<Node> = children.iter().map(|child| copied(&done, *child)).collect();
                    into.node(level, &children)
                }
            };
            done.insert(node, made);
        }
        copied(&done, root)
    }

    /// An assignment that reaches a wanted leaf; values of levels that do not matter are 0.
    pub(super) fn assignment(&self, root: Node, wanted: impl Fn(u32) -> bool) -> Option<Vec<usize>> {
        let values: Vec<Vec<(usize, Cost)>> =
            self.arity.iter().map(|arity| (0..*arity).map(|edge| (edge, 0)).collect()).collect();
        let mut assignment = vec![0; self.arity.len()];
        for (level, value) in self.cheapest(root, &values, wanted)? {
            assignment[level] = value;
        }
        Some(assignment)
    }

    /// The cheapest way from a root to a wanted leaf, as the level and the value at each node on it; `None` if there is
    /// none. Each value of each level is given by its edge and its cost, which is at most [`NEVER`].
    pub(super) fn cheapest(
        &self,
        root: Node,
        values: &[Vec<(usize, Cost)>],
        wanted: impl Fn(u32) -> bool,
    ) -> Option<Vec<(usize, usize)>> {
        let least = |(values, arity): (&Vec<(usize, Cost)>, &usize)| {
            let mut least = vec![NEVER; *arity];
            values.iter().for_each(|(edge, cost)| least[*edge] = least[*edge].min(*cost));
            least
        };
        let least: Vec<Vec<Cost>> = values.iter().zip(&self.arity).map(least).collect();
        let mut prices: FxHashMap<Node, Cost> = FxHashMap::default();
        let price = |prices: &FxHashMap<Node, Cost>, node: Node| match node.as_leaf() {
            Some(leaf) if wanted(leaf) => 0,
            Some(_) => NEVER,
            None => prices[&node],
        };
        for node in self.below(root) {
            let edges = self.children(node).iter().zip(&least[self.level(node)]);
            let cheapest = edges.map(|(child, cost)| cost + price(&prices, *child)).fold(NEVER, Cost::min);
            prices.insert(node, cheapest);
        }
        let (mut node, mut path) = (root, Vec::new());
        if price(&prices, root) == NEVER {
            return None;
        }
        while node.as_leaf().is_none() {
            let (level, children) = (self.level(node), self.children(node));
            let leads = |(edge, cost): &(usize, Cost)| cost + price(&prices, children[*edge]) == price(&prices, node);
            let value = values[level].iter().position(leads)?;
            path.push((level, value));
            node = children[values[level][value].0];
        }
        Some(path)
    }

    /// How many assignments lead to each of so many leaves; `sizes` is how many values each edge of a level stands for. A
    /// level that is not tested counts with all its values. Saturates at `u128::MAX`.
    pub(super) fn counts(&self, root: Node, leaves: usize, sizes: &[Vec<u128>]) -> Vec<u128> {
        let totals: Vec<u128> = sizes.iter().map(|sizes| sizes.iter().sum()).collect();
        // The counts of a node over the levels from `level` on.
        let from = |below: &FxHashMap<Node, Vec<u128>>, node: Node, level: usize| -> Vec<u128> {
            let skipped = totals[level..self.level(node)].iter().fold(1, |all: u128, size| all.saturating_mul(*size));
            match node.as_leaf() {
                Some(leaf) => (0..leaves).map(|other| if other == leaf as usize { skipped } else { 0 }).collect(),
                None => below[&node].iter().map(|count| count.saturating_mul(skipped)).collect(),
            }
        };
        let mut below = FxHashMap::default();
        for node in self.below(root) {
            let level = self.level(node);
            let mut counts = vec![0_u128; leaves];
            for (child, size) in self.children(node).iter().zip(&sizes[level]) {
                for (sum, count) in counts.iter_mut().zip(from(&below, *child, level + 1)) {
                    *sum = sum.saturating_add(count.saturating_mul(*size));
                }
            }
            below.insert(node, counts);
        }
        from(&below, root, 0)
    }

    /// The leaves below a root, each once, ascending.
    pub(super) fn leaves(&self, root: Node) -> Vec<Node> {
        let inner = self.below(root).into_iter().flat_map(|node| self.children(node).iter().copied());
        let mut leaves: Vec<Node> = inner.chain([root]).filter(|node| node.as_leaf().is_some()).collect();
        leaves.sort_unstable();
        leaves.dedup();
        leaves
    }

    /// The nodes below a root, children before parents.
    pub(super) fn below(&self, root: Node) -> Vec<Node> {
        let mut seen = FxHashSet::default();
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if node.as_leaf().is_none() && seen.insert(node) {
                open.extend_from_slice(self.children(node));
            }
        }
        // A node is made after its children.
        let mut below: Vec<Node> = seen.into_iter().collect();
        below.sort_unstable();
        below
    }
}

impl PartialEq for Diagram {
    fn eq(&self, other: &Self) -> bool {
        (&self.arity, &self.nodes, &self.edges) == (&other.arity, &other.nodes, &other.edges)
    }
}

impl Eq for Diagram {}

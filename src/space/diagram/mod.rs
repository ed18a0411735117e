//! Reduced ordered decision diagrams with many-valued nodes and any number of leaves.
//!
//! The form is that of Bryant, "Graph-based algorithms for Boolean function
//! manipulation" (IEEE Trans. Computers 35, 1986), with many-valued nodes as in
//! Srinivasan et al., "Algorithms for discrete function manipulation" (ICCAD
//! 1990): a node tests one variable, levels only increase downwards, no two
//! nodes are alike, and no node has all its edges to one place. So two functions
//! over the same variables are equal exactly if their roots are.

mod functions;

use std::hash::{BuildHasher, Hash, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::{MOST_STEPS, TooLarge};

/// A node of a diagram, or a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node(u32);

impl Node {
    const LEAF: u32 = 1 << 31;

    /// The leaf with this number.
    pub(super) const fn leaf(number: u32) -> Self {
        Self(number | Self::LEAF)
    }

    /// The number of the leaf, if it is one.
    pub(super) const fn as_leaf(self) -> Option<u32> {
        if self.0 & Self::LEAF == 0 { None } else { Some(self.0 & !Self::LEAF) }
    }

    /// The position of an inner node among those of its diagram.
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// How many edges of a node are one step of work.
const EDGES: usize = 8;

/// Diagrams over the same variables, sharing their nodes.
#[derive(Debug, Clone)]
pub(super) struct Diagram {
    /// How many values the variable of each level has.
    arity: Vec<usize>,
    // Invariant: a node's children were made before it, so that going through the
    // nodes in order meets children first.
    level: Vec<u32>,
    first_edge: Vec<u32>,
    edges: Vec<Node>,
    /// Every node by its level and children.
    unique: HashTable<u32>,
    /// The children of nodes in the making.
    pending: Vec<Node>,
    /// How many steps of work there were: pairs of nodes that were combined, and nodes that were made.
    steps: usize,
}

impl Diagram {
    /// An empty store for variables of these arities, the top level first; more work than [`MOST_STEPS`] is refused.
    pub(super) fn new(arity: Vec<usize>) -> Self {
        Self {
            arity,
            level: Vec::new(),
            first_edge: Vec::new(),
            edges: Vec::new(),
            unique: HashTable::new(),
            pending: Vec::new(),
            steps: 0,
        }
    }

    /// Allows as much work again as for an empty store.
    pub(super) const fn renew(&mut self) {
        self.steps = 0;
    }

    /// Counts so many steps of work on leaves.
    pub(super) const fn spend(&mut self, steps: usize) {
        self.steps = self.steps.saturating_add(steps);
    }

    /// Whether there was too much work, so that nodes made since mean nothing.
    const fn is_full(&self) -> bool {
        self.steps > MOST_STEPS
    }

    /// Refuses what took too much work.
    pub(super) const fn check(&self) -> Result<(), TooLarge> {
        if self.is_full() { Err(TooLarge) } else { Ok(()) }
    }

    /// How many values the variable of each level has.
    pub(super) fn arity(&self) -> &[usize] {
        &self.arity
    }

    /// How many nodes there are, leaves not counted.
    pub(super) fn len(&self) -> usize {
        self.level.len()
    }

    /// Every node, children before parents.
    pub(super) fn nodes(&self) -> impl Iterator<Item = Node> + use<> {
        (0..self.len() as u32).map(Node)
    }

    /// The level that a node tests; the number of levels for a leaf.
    pub(super) fn level(&self, node: Node) -> usize {
        if node.as_leaf().is_some() { self.arity.len() } else { self.level[node.index()] as usize }
    }

    /// Where the edges of a node lead, in the order of the values.
    pub(super) fn children(&self, node: Node) -> &[Node] {
        let first = self.first_edge[node.index()] as usize;
        &self.edges[first..first + self.arity[self.level[node.index()] as usize]]
    }

    /// The node that tests `level` and has these children: an old one if there is one alike.
    pub(super) fn node(&mut self, level: usize, children: &[Node]) -> Node {
        let start = self.pending.len();
        self.pending.extend_from_slice(children);
        self.node_of_pending(level, start)
    }

    /// The node that tests `level` and has the pending nodes from `start` on as children; they are pending no more.
    fn node_of_pending(&mut self, level: usize, start: usize) -> Node {
        let children = &self.pending[start..];
        debug_assert_eq!(children.len(), self.arity[level]);
        let first_child = children[0];
        if children.iter().all(|child| *child == first_child) {
            self.pending.truncate(start);
            return first_child;
        }
        let hash = hash(level, children);
        let (arity, levels, first_edge, edges) = (&self.arity, &self.level, &self.first_edge, &self.edges);
        let of = |index: u32| {
            let level = levels[index as usize] as usize;
            let first = first_edge[index as usize] as usize;
            (level, &edges[first..first + arity[level]])
        };
        if let Some(&index) = self.unique.find(hash, |&index| of(index) == (level, children)) {
            self.pending.truncate(start);
            return Node(index);
        }
        let index = u32::try_from(levels.len()).expect("a node takes a step, and there are fewer steps");
        self.unique.insert_unique(hash, index, |&index| {
            let (level, children) = of(index);
            self::hash(level, children)
        });
        self.steps += children.len().div_ceil(EDGES);
        self.level.push(level as u32);
        self.first_edge.push(self.edges.len() as u32);
        self.edges.extend_from_slice(children);
        self.pending.truncate(start);
        Node(index)
    }
}

impl PartialEq for Diagram {
    fn eq(&self, other: &Self) -> bool {
        (&self.arity, &self.level, &self.edges) == (&other.arity, &other.level, &other.edges)
    }
}

impl Eq for Diagram {}

fn hash(level: usize, children: &[Node]) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    level.hash(&mut hasher);
    children.hash(&mut hasher);
    hasher.finish()
}

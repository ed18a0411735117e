//! Reduced ordered decision diagrams with many-valued nodes and any number of leaves.
//!
//! The form is that of Bryant, "Graph-based algorithms for Boolean function manipulation" (IEEE Trans. Computers 35,
//! 1986), with many-valued nodes as in Srinivasan et al., "Algorithms for discrete function manipulation" (ICCAD 1990):
//! a node tests one variable, levels only increase downwards, no two nodes are alike, and no node has all its edges to
//! one place. So two functions over the same variables are equal exactly if their roots are.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hash};

use derive_where::derive_where;
use hashbrown::HashTable;
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::{MOST_STEPS, TooLarge};

/// A node of a diagram, or a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node(u32);

impl Node {
    /// The mark of a node that is no leaf, so that leaves come first in order.
    const INNER: u32 = 1 << 31;

    pub(super) const fn leaf(number: u32) -> Self {
        Self(number)
    }

    pub(super) const fn as_leaf(self) -> Option<u32> {
        if self.0 & Self::INNER == 0 { Some(self.0) } else { None }
    }
}

pub(super) const NO: Node = Node::leaf(0);
pub(super) const YES: Node = Node::leaf(1);
/// The leaf of answers that are not looked at.
pub(super) const ELSEWHERE: Node = Node::leaf(Node::INNER - 1);

/// How many edges of a node are one step of work.
const EDGES: usize = 8;

/// What it takes to go along an edge, or the whole of a way.
pub(super) type Cost = i32;

/// The cost of what must not be: beyond that of any way, and two of them are still a number.
pub(super) const NEVER: Cost = 1 << 29;

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
#[derive_where(PartialEq, Eq)]
pub(super) struct Diagram {
    /// How many values the variable of each level has.
    pub(super) arity: Vec<usize>,
    // Invariant: a node's children were made before it.
    /// The level of each node, and the position of its first edge.
    nodes: Vec<(u32, u32)>,
    /// Where the edges of all nodes lead, in the order of the values.
    edges: Vec<Node>,
    /// The number of every node, by its level and children.
    #[derive_where(skip)]
    unique: HashTable<u32>,
    /// The children of nodes in the making.
    #[derive_where(skip)]
    pending: Vec<Node>,
    /// How many steps of work there were: pairs of nodes that were combined, nodes that were made, and what leaves took.
    #[derive_where(skip)]
    pub(super) steps: usize,
}

impl Diagram {
    /// An empty store for variables of these arities, the top level first; more work than [`MOST_STEPS`] is refused.
    pub(super) fn new(arity: Vec<usize>) -> Self {
        Self { arity, nodes: Vec::new(), edges: Vec::new(), unique: HashTable::new(), pending: Vec::new(), steps: 0 }
    }

    /// Refuses what took too much work, so that nodes made since mean nothing.
    pub(super) const fn check(&self) -> Result<(), TooLarge> {
        if self.steps > MOST_STEPS { Err(TooLarge) } else { Ok(()) }
    }

    /// The level that a node tests; the number of levels for a leaf.
    pub(super) fn level(&self, node: Node) -> usize {
        match node.as_leaf() {
            Some(_) => self.arity.len(),
            None => self.nodes[(node.0 & !Node::INNER) as usize].0 as usize,
        }
    }

    pub(super) fn children(&self, node: Node) -> &[Node] {
        let (level, first) = self.nodes[(node.0 & !Node::INNER) as usize];
        &self.edges[first as usize..][..self.arity[level as usize]]
    }

    /// The node that tests `level` and has these children: an old one if there is one alike.
    pub(super) fn node(&mut self, level: usize, children: &[Node]) -> Node {
        if children.iter().all(|child| *child == children[0]) {
            return children[0];
        }
        let of = |number: &u32| {
            let (level, first) = self.nodes[*number as usize];
            (level, &self.edges[first as usize..][..self.arity[level as usize]])
        };
        let hash = |node: (u32, &[Node])| FxBuildHasher.hash_one(node);
        let (wanted, next) = ((level as u32, children), self.nodes.len() as u32);
        let found = self.unique.entry(hash(wanted), |known| of(known) == wanted, |known| hash(of(known)));
        let number = *found.or_insert(next).get();
        if number == next {
            self.nodes.push((level as u32, self.edges.len() as u32));
            self.edges.extend_from_slice(children);
            self.steps += children.len().div_ceil(EDGES);
        }
        Node(number | Node::INNER)
    }

    /// The leaf that an assignment of values reaches.
    pub(super) fn walk(&self, root: Node, value: impl Fn(usize) -> usize) -> u32 {
        let mut node = root;
        while node.as_leaf().is_none() {
            node = self.children(node)[value(self.level(node))];
        }
        node.0
    }

    pub(super) fn map_leaves(&mut self, root: Node, mut rename: impl FnMut(Node) -> Node) -> Node {
        self.apply(root, root, |node, _| node.as_leaf().map(|_| rename(node)))
    }

    /// The function that has, for each assignment, the leaf `combine` makes of the leaves of two functions.
    pub(super) fn combine(&mut self, left: Node, right: Node, mut combine: impl FnMut(u32, u32) -> u32) -> Node {
        self.apply(left, right, |left, right| Some(Node::leaf(combine(left.as_leaf()?, right.as_leaf()?))))
    }

    pub(super) fn and(&mut self, left: Node, right: Node) -> Node {
        self.join(left, right, [NO, YES])
    }

    pub(super) fn or(&mut self, left: Node, right: Node) -> Node {
        self.join(left, right, [YES, NO])
    }

    fn join(&mut self, left: Node, right: Node, [decides, yields]: [Node; 2]) -> Node {
        self.apply(left, right, |left, right| match (left, right) {
            (leaf, _) | (_, leaf) if leaf == decides => Some(leaf),
            (leaf, other) | (other, leaf) if leaf == yields => Some(other),
            _ => None,
        })
    }

    /// A function where a condition holds, and [`ELSEWHERE`] where it does not.
    pub(super) fn within(&mut self, root: Node, condition: Node) -> Node {
        self.apply(root, condition, |root, holds| match holds {
            NO => Some(ELSEWHERE),
            YES => Some(root),
            _ => None,
        })
    }

    /// Where two functions have different leaves; [`ELSEWHERE`] in the second differs from nothing.
    pub(super) fn differing(&mut self, left: Node, right: Node) -> Node {
        self.apply(left, right, |left, right| match (left.as_leaf(), right.as_leaf()) {
            _ if left == right || right == ELSEWHERE => Some(NO),
            (Some(_), Some(_)) => Some(YES),
            _ => None,
        })
    }

    /// The function that `made` makes of two functions: it gives the result for a pair of nodes as soon as it is known, at
    /// the latest for two leaves.
    pub(super) fn apply(&mut self, left: Node, right: Node, mut made: impl FnMut(Node, Node) -> Option<Node>) -> Node {
        self.apply_knowing(left, right, &mut Pairs::default(), &mut made)
    }

    /// As [`Self::apply`], where the results for some pairs are known; those that are found are added.
    pub(super) fn apply_knowing(
        &mut self,
        left: Node,
        right: Node,
        known: &mut Pairs,
        made: &mut impl FnMut(Node, Node) -> Option<Node>,
    ) -> Node {
        if self.check().is_err() {
            return left;
        }
        if let Some(known) = known.get(&(left, right)) {
            return *known;
        }
        let node = made(left, right).unwrap_or_else(|| {
            let level = self.level(left).min(self.level(right));
            self.steps += self.arity[level].div_ceil(EDGES);
            let start = self.pending.len();
            for value in 0..self.arity[level] {
                let next = |node: Node| if self.level(node) == level { self.children(node)[value] } else { node };
                let child = self.apply_knowing(next(left), next(right), known, made);
                self.pending.push(child);
            }
            let pending = std::mem::take(&mut self.pending);
            let node = self.node(level, &pending[start..]);
            self.pending = pending;
            self.pending.truncate(start);
            node
        });
        known.insert((left, right), node);
        node
    }

    /// Copies a function into another store; levels that are fixed are taken at their value, and not tested.
    pub(super) fn copy_into(&self, root: Node, into: &mut Self, fixed: &[Option<usize>]) -> Node {
        let copies = self.fold(root, |node, copies: &FxHashMap<Node, Node>| {
            if node.as_leaf().is_some() {
                return node;
            }
            let (level, children) = (self.level(node), self.children(node));
            match fixed[level] {
                Some(value) => copies[&children[value]],
                None => into.node(level, &children.iter().map(|child| copies[child]).collect::<Vec<_>>()),
            }
        });
        copies[&root]
    }

    /// An assignment that reaches a wanted leaf; values of levels that do not matter are 0.
    pub(super) fn assignment(&self, root: Node, wanted: impl Fn(u32) -> bool) -> Option<Vec<usize>> {
        let mut assignment = vec![0; self.arity.len()];
        for (level, value) in self.cheapest(root, |_, edge| (0, edge), wanted)? {
            assignment[level] = value;
        }
        Some(assignment)
    }

    /// The cheapest way from a root to a wanted leaf, as the level and the value at each node on it; `None` if there is
    /// none. `edge` gives the cost of an edge of a level, at most [`NEVER`], and its value; of equal ones, the smallest
    /// value is taken.
    pub(super) fn cheapest(
        &self,
        root: Node,
        edge: impl Fn(usize, usize) -> (Cost, usize),
        wanted: impl Fn(u32) -> bool,
    ) -> Option<Vec<(usize, usize)>> {
        // Of each node: the cost to a wanted leaf, and the value and the child by which to go on.
        let ways = self.fold(root, |node, ways: &FxHashMap<Node, (Cost, usize, Node)>| match node.as_leaf() {
            Some(leaf) => (if wanted(leaf) { 0 } else { NEVER }, 0, node),
            None => {
                let way = |(number, child): (usize, &Node)| {
                    let (cost, value) = edge(self.level(node), number);
                    ((cost + ways[child].0).min(NEVER), value, *child)
                };
                self.children(node).iter().enumerate().map(way).min().expect("a node has edges")
            }
        });
        let (mut node, mut path) = (root, Vec::new());
        while node.as_leaf().is_none() {
            let (_, value, next) = ways[&node];
            path.push((self.level(node), value));
            node = next;
        }
        (ways[&root].0 < NEVER).then_some(path)
    }

    /// How many assignments lead to each of so many leaves, whatever leads to others; `sizes` is how many values each edge
    /// of a level stands for. A level that is not tested counts with all its values. Saturates at `u128::MAX`.
    pub(super) fn counts(&self, root: Node, leaves: usize, sizes: &[Vec<u128>]) -> Vec<u128> {
        let totals: Vec<u128> = sizes.iter().map(|sizes| sizes.iter().sum()).collect();
        // How many assignments there are of the levels from `level` to a node.
        let skipped = |level: usize, node: Node| {
            totals[level..self.level(node)].iter().fold(1, |all: u128, size| all.saturating_mul(*size))
        };
        let counts = self.fold(root, |node, below: &FxHashMap<Node, Vec<u128>>| {
            let mut counts = vec![0_u128; leaves];
            if let Some(leaf) = node.as_leaf() {
                counts.get_mut(leaf as usize).into_iter().for_each(|count| *count = 1);
                return counts;
            }
            let level = self.level(node);
            for (child, size) in self.children(node).iter().zip(&sizes[level]) {
                let times = size.saturating_mul(skipped(level + 1, *child));
                for (sum, count) in counts.iter_mut().zip(&below[child]) {
                    *sum = sum.saturating_add(count.saturating_mul(times));
                }
            }
            counts
        });
        counts[&root].iter().map(|count| count.saturating_mul(skipped(0, root))).collect()
    }

    /// The value of each node and leaf below a root, which is made of those of its children.
    fn fold<T>(&self, root: Node, mut value: impl FnMut(Node, &FxHashMap<Node, T>) -> T) -> FxHashMap<Node, T> {
        let mut values = FxHashMap::default();
        for node in self.below(root) {
            let value = value(node, &values);
            values.insert(node, value);
        }
        values
    }

    /// The leaves below a root, each once, ascending.
    pub(super) fn leaves(&self, root: Node) -> Vec<Node> {
        self.below(root).into_iter().take_while(|node| node.as_leaf().is_some()).collect()
    }

    pub(super) fn tested(&self, root: Node) -> BTreeSet<usize> {
        let nodes = self.below(root).into_iter().filter(|node| node.as_leaf().is_none());
        nodes.map(|node| self.level(node)).collect()
    }

    /// What is below a root, and itself: first the leaves, then the nodes, children before parents.
    pub(super) fn below(&self, root: Node) -> Vec<Node> {
        let (mut seen, mut open) = (FxHashSet::default(), vec![root]);
        while let Some(node) = open.pop() {
            if seen.insert(node) && node.as_leaf().is_none() {
                open.extend_from_slice(self.children(node));
            }
        }
        // A node is made after its children.
        let mut below: Vec<Node> = seen.into_iter().collect();
        below.sort_unstable();
        below
    }
}

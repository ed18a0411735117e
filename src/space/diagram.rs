//! Reduced ordered decision diagrams with many-valued nodes and any number of leaves.
//!
//! The form is that of Bryant, "Graph-based algorithms for Boolean function
//! manipulation" (IEEE Trans. Computers 35, 1986), with many-valued nodes as in
//! Srinivasan et al., "Algorithms for discrete function manipulation" (ICCAD
//! 1990): a node tests one variable, levels only increase downwards, no two
//! nodes are alike, and no node has all its edges to one place. So two functions
//! over the same variables are equal exactly if their roots are.

use std::hash::{BuildHasher, Hash, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

/// A node of a diagram, or a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

    /// The node as a number, leaves included; for [`Self::numbered`].
    pub(super) const fn number(self) -> u32 {
        self.0
    }

    /// The node of a number.
    pub(super) const fn numbered(number: u32) -> Self {
        Self(number)
    }

    /// The position of an inner node among those of its diagram.
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// How many edges there is room for with each node; nodes with more take the room of several.
const EDGES: usize = 8;

/// Diagrams over the same variables, sharing their nodes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub(super) struct Diagram {
    /// How many values the variable of each level has.
    arity: Vec<usize>,
    // Invariant: a node's children were made before it, so that going through the
    // nodes in order meets children first.
    level: Vec<u32>,
    first_edge: Vec<u32>,
    edges: Vec<Node>,
    /// Every node by its level and children; none at all until a node is made where nodes were read.
    unique: HashTable<u32>,
    /// The children of nodes in the making.
    pending: Vec<Node>,
    /// The most nodes there may be, with [`EDGES`] edges each.
    most: usize,
    /// The steps of work since the last attempt began.
    steps: usize,
    /// How many steps of work all attempts together may still take.
    allowance: usize,
    // Invariant: once this is set, nodes that are made mean nothing, until `attempt` clears it.
    is_full: bool,
}

impl Diagram {
    /// An empty store for variables of these arities, the top level first.
    pub(super) fn new(arity: Vec<usize>) -> Self {
        Self::with_room(arity, (Node::LEAF - 1) as usize)
    }

    /// An empty store that takes at most so many nodes, or fewer if they have many edges.
    pub(super) fn with_room(arity: Vec<usize>, most: usize) -> Self {
        Self {
            arity,
            level: Vec::new(),
            first_edge: Vec::new(),
            edges: Vec::new(),
            unique: HashTable::new(),
            pending: Vec::new(),
            most,
            steps: 0,
            allowance: usize::MAX,
            is_full: false,
        }
    }

    /// Makes room for more nodes.
    pub(super) const fn make_room(&mut self, most: usize) {
        self.most = most;
    }

    /// Lets all attempts from now on take so many steps together: nodes that are made or found, with [`EDGES`] edges each.
    pub(super) const fn allow(&mut self, steps: usize) {
        self.allowance = steps;
    }

    /// How many steps are left of those allowed.
    pub(super) const fn allowance(&self) -> usize {
        self.allowance
    }

    /// How many nodes there are, those with many edges counted as several.
    pub(super) fn used(&self) -> usize {
        self.len().max(self.edges.len().div_ceil(EDGES))
    }

    /// How many nodes there is room for, those that are there included.
    pub(super) const fn room(&self) -> usize {
        self.most
    }

    /// Whether there was no room for a node outside of any attempt, so that what was made since means nothing.
    pub(super) const fn is_full(&self) -> bool {
        self.is_full
    }

    /// Does some work, unless it takes too many steps or more room than there is.
    ///
    /// Then nothing is left of it, and the answer is nothing.
    pub(super) fn attempt<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let attempt = self.begin()?;
        let done = work(self);
        self.finish(attempt).then_some(done)
    }

    /// Begins an attempt at some work, for [`Self::finish`]; nothing within an attempt that has failed already.
    pub(super) const fn begin(&mut self) -> Option<Attempt> {
        if self.is_full {
            return None;
        }
        let attempt = Attempt { nodes: self.level.len(), steps: self.steps };
        self.steps = 0;
        Some(attempt)
    }

    /// Ends an attempt; whether it took no more steps and room than there is. If not, nothing is left of what was made.
    pub(super) fn finish(&mut self, attempt: Attempt) -> bool {
        self.steps += attempt.steps;
        if !self.is_full {
            return true;
        }
        self.forget(attempt.nodes);
        false
    }

    /// Does some work of which nothing is left but its answer; nothing if it takes too many steps or too much room.
    pub(super) fn scratch<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let (before, steps) = (self.len(), self.steps);
        let done = self.attempt(work)?;
        self.forget(before);
        self.steps = steps;
        Some(done)
    }

    /// Takes back every node but the first ones.
    fn forget(&mut self, before: usize) {
        self.is_full = false;
        for index in before..self.len() {
            let hash = hash(self.level[index] as usize, self.children(Node(index as u32)));
            if let Ok(entry) = self.unique.find_entry(hash, |other| *other as usize == index) {
                entry.remove();
            }
        }
        self.level.truncate(before);
        self.edges.truncate(self.first_edge.get(before).map_or(self.edges.len(), |first| *first as usize));
        self.first_edge.truncate(before);
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
        if self.unique.len() < self.len() {
            self.enter_nodes();
        }
        let children = &self.pending[start..];
        debug_assert_eq!(children.len(), self.arity[level]);
        let first_child = children[0];
        if children.iter().all(|child| *child == first_child) {
            self.pending.truncate(start);
            return first_child;
        }
        self.allowance = self.allowance.saturating_sub(children.len().div_ceil(EDGES));
        if self.allowance == 0 {
            self.is_full = true;
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
        let has_room = levels.len() < self.most && edges.len() + children.len() <= self.most.saturating_mul(EDGES);
        if self.is_full || !has_room {
            self.is_full = true;
            self.pending.truncate(start);
            return first_child;
        }
        let index = u32::try_from(levels.len()).expect("there is room for less than 2^31 nodes");
        self.unique.insert_unique(hash, index, |&index| {
            let (level, children) = of(index);
            self::hash(level, children)
        });
        self.level.push(level as u32);
        self.first_edge.push(self.edges.len() as u32);
        self.edges.extend_from_slice(children);
        self.pending.truncate(start);
        Node(index)
    }

    /// Enters the nodes that were read, so that none is made twice.
    fn enter_nodes(&mut self) {
        let hashes: Vec<u64> = self.nodes().map(|node| hash(self.level(node), self.children(node))).collect();
        for (index, hash) in (0..).zip(&hashes) {
            self.unique.insert_unique(*hash, index, |other| hashes[*other as usize]);
        }
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
    pub(super) fn map_leaves(&mut self, root: Node, rename: impl Fn(u32) -> u32) -> Node {
        let mut renamed: Vec<Option<Node>> = vec![None; self.len()];
        self.rebuild(root, &mut renamed, &|leaf| Node::leaf(rename(leaf)))
    }

    fn rebuild(&mut self, node: Node, done: &mut [Option<Node>], leaf: &impl Fn(u32) -> Node) -> Node {
        if let Some(number) = node.as_leaf() {
            return leaf(number);
        }
        if let Some(done) = done[node.index()] {
            return done;
        }
        let (level, start) = (self.level(node), self.pending.len());
        for value in 0..self.arity[level] {
            let child = self.rebuild(self.children(node)[value], done, leaf);
            self.pending.push(child);
        }
        let made = self.node_of_pending(level, start);
        done[node.index()] = Some(made);
        made
    }

    /// The function that has, for each assignment, the leaf `combine` makes of the leaves of two functions.
    pub(super) fn combine(&mut self, left: Node, right: Node, combine: &impl Fn(u32, u32) -> u32) -> Node {
        let mut done = rustc_hash::FxHashMap::default();
        self.combined(left, right, combine, &mut done)
    }

    fn combined(
        &mut self,
        left: Node,
        right: Node,
        combine: &impl Fn(u32, u32) -> u32,
        done: &mut rustc_hash::FxHashMap<(Node, Node), Node>,
    ) -> Node {
        if let (Some(left), Some(right)) = (left.as_leaf(), right.as_leaf()) {
            return Node::leaf(combine(left, right));
        }
        if let Some(known) = done.get(&(left, right)) {
            return *known;
        }
        let level = self.level(left).min(self.level(right));
        self.steps += self.arity[level].div_ceil(EDGES);
        self.is_full |= self.steps > self.most;
        if self.is_full {
            return left;
        }
        let at = |diagram: &Self, node: Node, value: usize| {
            if diagram.level(node) == level { diagram.children(node)[value] } else { node }
        };
        let start = self.pending.len();
        for value in 0..self.arity[level] {
            let (left, right) = (at(self, left, value), at(self, right, value));
            let child = self.combined(left, right, combine, done);
            self.pending.push(child);
        }
        let made = self.node_of_pending(level, start);
        done.insert((left, right), made);
        made
    }

    /// Copies a function into another store, with its leaves renamed.
    ///
    /// `place` says where each level goes; levels must stay in their order, with as many values as before.
    pub(super) fn copy_into(
        &self,
        root: Node,
        into: &mut Self,
        place: &impl Fn(usize) -> Place,
        rename: &impl Fn(u32) -> u32,
    ) -> Node {
        self.copied(root, into, place, rename, &mut rustc_hash::FxHashMap::default())
    }

    fn copied(
        &self,
        node: Node,
        into: &mut Self,
        place: &impl Fn(usize) -> Place,
        rename: &impl Fn(u32) -> u32,
        done: &mut rustc_hash::FxHashMap<Node, Node>,
    ) -> Node {
        if let Some(leaf) = node.as_leaf() {
            return Node::leaf(rename(leaf));
        }
        if let Some(known) = done.get(&node) {
            return *known;
        }
        let children = self.children(node);
        let made = match place(self.level(node)) {
            Place::Fixed(value) => self.copied(children[value], into, place, rename, done),
            Place::Level(level) => {
                let children: Vec<Node> =
                    children.iter().map(|child| self.copied(*child, into, place, rename, done)).collect();
                into.node(level, &children)
            }
        };
        done.insert(node, made);
        made
    }

    /// An assignment that reaches a wanted leaf; values of levels that do not matter are 0.
    pub(super) fn assignment(&self, root: Node, wanted: impl Fn(u32) -> bool) -> Option<Vec<usize>> {
        let mut reaches = vec![false; self.len()];
        let can = |reaches: &[bool], node: Node| match node.as_leaf() {
            Some(leaf) => wanted(leaf),
            None => reaches[node.index()],
        };
        for node in self.below(root) {
            reaches[node.index()] = self.children(node).iter().any(|child| can(&reaches, *child));
        }
        if !can(&reaches, root) {
            return None;
        }
        let mut values = vec![0; self.arity.len()];
        let mut node = root;
        while node.as_leaf().is_none() {
            let value = self.children(node).iter().position(|child| can(&reaches, *child))?;
            values[self.level(node)] = value;
            node = self.children(node)[value];
        }
        Some(values)
    }

    /// The leaves below a root, each once, ascending.
    pub(super) fn leaves(&self, root: Node) -> Vec<u32> {
        let inner = self.below(root).into_iter().flat_map(|node| self.children(node).iter().copied());
        let mut leaves: Vec<u32> = inner.chain([root]).filter_map(Node::as_leaf).collect();
        leaves.sort_unstable();
        leaves.dedup();
        leaves
    }

    /// The nodes below a root, children before parents.
    pub(super) fn below(&self, root: Node) -> Vec<Node> {
        let mut seen = vec![false; self.len()];
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if node.as_leaf().is_none() && !seen[node.index()] {
                seen[node.index()] = true;
                open.extend_from_slice(self.children(node));
            }
        }
        self.nodes().filter(|node| seen[node.index()]).collect()
    }
}

/// Some work on a diagram that may turn out to be too much.
#[derive(Debug)]
pub(super) struct Attempt {
    /// How many nodes there were before it.
    nodes: usize,
    /// The steps of the attempt around it.
    steps: usize,
}

/// A diagram as it is kept: its nodes in order.
#[derive(Serialize, Deserialize)]
struct Kept {
    arity: Vec<usize>,
    level: Vec<u32>,
    edges: Vec<Node>,
}

impl From<Diagram> for Kept {
    fn from(Diagram { arity, level, edges, .. }: Diagram) -> Self {
        Self { arity, level, edges }
    }
}

impl From<Kept> for Diagram {
    fn from(Kept { arity, level, edges }: Kept) -> Self {
        let mut end = 0;
        let firsts = level.iter().map(|level| {
            let first = end;
            end += arity[*level as usize] as u32;
            first
        });
        Self { first_edge: firsts.collect(), level, edges, ..Self::new(arity) }
    }
}

impl PartialEq for Diagram {
    fn eq(&self, other: &Self) -> bool {
        (&self.arity, &self.level, &self.edges) == (&other.arity, &other.level, &other.edges)
    }
}

impl Eq for Diagram {}

/// Where a level of a function goes when it is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// To this level.
    Level(usize),
    /// It is taken at this value, and no longer tested.
    Fixed(usize),
}

fn hash(level: usize, children: &[Node]) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    level.hash(&mut hasher);
    children.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{Diagram, Node};

    #[test]
    fn equal_functions_have_equal_roots() {
        let mut diagram = Diagram::new(vec![2, 3]);
        let (a, b) = (Node::leaf(0), Node::leaf(1));
        let low = diagram.node(1, &[a, b, b]);
        let again = diagram.node(1, &[a, b, b]);
        assert_eq!(low, again);
        assert_eq!(diagram.node(0, &[low, again]), low, "a test that decides nothing is left out");
        let top = diagram.node(0, &[low, a]);
        let swapped = diagram.map_leaves(top, |leaf| 1 - leaf);
        assert_ne!(top, swapped);
        assert_eq!(diagram.map_leaves(swapped, |leaf| 1 - leaf), top);
    }

    #[test]
    fn diagrams_are_equal_exactly_if_their_nodes_are() {
        let of = |children: &[[u32; 2]]| {
            let mut diagram = Diagram::new(vec![2]);
            for children in children {
                diagram.node(0, &children.map(Node::leaf));
            }
            diagram
        };
        assert_eq!(of(&[[0, 1], [1, 2]]), of(&[[0, 1], [1, 2], [0, 1]]));
        for other in [&[][..], &[[0, 1]], &[[1, 2], [0, 1]], &[[0, 1], [1, 3]]] {
            assert_ne!(of(&[[0, 1], [1, 2]]), of(other));
        }
    }

    #[test]
    fn what_was_read_takes_more_nodes_and_none_twice() {
        let mut made = Diagram::new(vec![2, 2]);
        let low = made.node(1, &[0, 1].map(Node::leaf));
        made.node(0, &[low, Node::leaf(1)]);
        let written = postcard::to_allocvec(&made).unwrap();
        let mut read: Diagram = postcard::from_bytes(&written).unwrap();
        assert_eq!(read, made);
        for children in [[low, Node::leaf(1)], [Node::leaf(0), low], [Node::leaf(0), low]] {
            assert_eq!(read.node(0, &children), made.node(0, &children));
        }
        assert_eq!((read.node(1, &[0, 1].map(Node::leaf)), read.len()), (low, 3));
    }

    #[test]
    fn an_attempt_without_room_leaves_nothing_behind() {
        let mut diagram = Diagram::with_room(vec![2, 2, 2], 3);
        let kept = diagram.node(2, &[0, 1].map(Node::leaf));
        let failed = diagram.attempt(|diagram| {
            let left = diagram.node(1, &[kept, Node::leaf(0)]);
            let right = diagram.node(1, &[Node::leaf(1), kept]);
            diagram.node(0, &[left, right])
        });
        assert_eq!((failed, diagram.len()), (None, 1));
        let nested = diagram.attempt(|diagram| {
            let left = diagram.node(1, &[kept, Node::leaf(0)]);
            let right = diagram.node(1, &[Node::leaf(1), kept]);
            let top = diagram.node(0, &[left, right]);
            (top, diagram.attempt(|diagram| diagram.node(1, &[kept, Node::leaf(1)])))
        });
        assert_eq!(nested, None, "an attempt within it does not save it");
        let made = diagram.attempt(|diagram| diagram.node(1, &[kept, Node::leaf(0)]));
        assert_eq!(made.map(|made| diagram.children(made).to_vec()), Some(vec![kept, Node::leaf(0)]));
        assert_eq!(diagram.node(2, &[0, 1].map(Node::leaf)), kept, "what was there before is still found");
    }

    #[test]
    fn attempts_share_an_allowance() {
        let mut diagram = Diagram::new(vec![2, 2]);
        diagram.allow(3);
        let leaves = [0, 1].map(Node::leaf);
        let low = diagram.attempt(|diagram| diagram.node(1, &leaves));
        assert_eq!(diagram.attempt(|diagram| diagram.node(1, &leaves)), low);
        assert_eq!(diagram.attempt(|diagram| diagram.node(1, &leaves)), None);
        diagram.allow(usize::MAX);
        assert_eq!(diagram.attempt(|diagram| diagram.node(1, &leaves)), low);
    }

    #[test]
    fn nodes_with_many_edges_take_the_room_of_several() {
        let mut diagram = Diagram::with_room(vec![20, 20], 4);
        let of = |value: usize| {
            let children: Vec<Node> = (0..20).map(|other| Node::leaf(u32::from(other == value))).collect();
            move |diagram: &mut Diagram| diagram.node(1, &children)
        };
        assert!(diagram.attempt(of(0)).is_some());
        assert!(diagram.attempt(of(1)).is_none(), "there is room for 32 edges");
        assert_eq!(diagram.len(), 1);
    }

    #[test]
    fn combining_takes_steps_even_where_nothing_is_made() {
        let mut diagram = Diagram::new(vec![9, 9]);
        let [left, right] = [0, 1].map(|level| diagram.node(level, &[0, 1, 0, 1, 0, 1, 0, 1, 0].map(Node::leaf)));
        // Three pairs of nodes are looked at, with nine edges each, which count twice.
        let combine = |diagram: &mut Diagram| diagram.combine(left, right, &|_, _| 0);
        for (most, is_done) in [(5, false), (6, true), (7, true)] {
            diagram.make_room(most);
            assert_eq!(diagram.attempt(combine).is_some(), is_done, "{most}");
        }
        // What an attempt takes, the one around it takes too.
        diagram.make_room(15);
        for (more, is_done) in [(1, true), (2, false)] {
            let around = diagram.attempt(|diagram| {
                diagram.attempt(combine);
                for _ in 0..more {
                    combine(diagram);
                }
            });
            assert_eq!(around.is_some(), is_done, "{more}");
        }
    }

    #[test]
    fn combining_is_pointwise() {
        let mut diagram = Diagram::new(vec![2, 3]);
        let left = diagram.node(0, &[Node::leaf(0), Node::leaf(1)]);
        let right = diagram.node(1, &[Node::leaf(0), Node::leaf(1), Node::leaf(2)]);
        let both = diagram.combine(left, right, &|left, right| left * 3 + right);
        for first in 0..2 {
            for second in 0..3 {
                let leaf = diagram.walk(both, |level| [first, second][level]);
                assert_eq!(leaf as usize, first * 3 + second);
            }
        }
    }
}

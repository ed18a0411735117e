//! What is read off the functions in a diagram, and what is made of them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Diagram, EDGES, Node};

impl Diagram {
    /// The leaf that an assignment of values reaches.
    pub(in crate::space) fn walk(&self, root: Node, value: impl Fn(usize) -> usize) -> u32 {
        let mut node = root;
        loop {
            match node.as_leaf() {
                Some(leaf) => return leaf,
                None => node = self.children(node)[value(self.level(node))],
            }
        }
    }

    /// The same function with its leaves renamed.
    pub(in crate::space) fn map_leaves(&mut self, root: Node, mut rename: impl FnMut(u32) -> u32) -> Node {
        let mut known = FxHashMap::default();
        self.apply(root, root, &mut known, &mut |node, _| node.as_leaf().map(|leaf| Node::leaf(rename(leaf))))
    }

    /// The function that has, for each assignment, the leaf `combine` makes of the leaves of two functions.
    pub(in crate::space) fn combine(
        &mut self,
        left: Node,
        right: Node,
        mut combine: impl FnMut(u32, u32) -> u32,
    ) -> Node {
        let mut known = FxHashMap::default();
        self.apply(left, right, &mut known, &mut |left, right| {
            Some(Node::leaf(combine(left.as_leaf()?, right.as_leaf()?)))
        })
    }

    /// The function that `combine` makes of two functions: it gives the result for a pair of nodes as soon as it is
    /// known, at the latest for two leaves. What was found is kept in `known`.
    pub(in crate::space) fn apply(
        &mut self,
        left: Node,
        right: Node,
        known: &mut FxHashMap<(Node, Node), Node>,
        combine: &mut impl FnMut(Node, Node) -> Option<Node>,
    ) -> Node {
        if self.is_full() {
            return left;
        }
        if let Some(known) = known.get(&(left, right)) {
            return *known;
        }
        if let Some(made) = combine(left, right) {
            known.insert((left, right), made);
            return made;
        }
        let level = self.level(left).min(self.level(right));
        self.steps += self.arity[level].div_ceil(EDGES);
        let start = self.pending.len();
        for value in 0..self.arity[level] {
            let (left, right) = (self.child(left, level, value), self.child(right, level, value));
            let child = self.apply(left, right, known, combine);
            self.pending.push(child);
        }
        let made = self.node_of_pending(level, start);
        known.insert((left, right), made);
        made
    }

    /// Where a function goes on from a level with a value.
    fn child(&self, node: Node, level: usize, value: usize) -> Node {
        if self.level(node) == level { self.children(node)[value] } else { node }
    }

    /// Copies a function into another store, with its leaves renamed; levels that are fixed are taken at their value, and
    /// no longer tested.
    pub(in crate::space) fn copy_into(
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

    /// The function that is left when one level has a value.
    pub(in crate::space) fn cofactor(&mut self, root: Node, level: usize, value: usize) -> Node {
        let mut done: FxHashMap<Node, Node> = FxHashMap::default();
        // What follows the level stays as it is.
        let left = |done: &FxHashMap<Node, Node>, node: Node| done.get(&node).copied().unwrap_or(node);
        for node in self.below(root) {
            let tested = self.level(node);
            if tested > level {
                continue;
            }
            let made = if tested == level {
                self.children(node)[value]
            } else {
                let children: Vec<Node> = self.children(node).iter().map(|child| left(&done, *child)).collect();
                self.node(tested, &children)
            };
            done.insert(node, made);
        }
        left(&done, root)
    }

    /// An assignment that reaches a wanted leaf; values of levels that do not matter are 0.
    pub(in crate::space) fn assignment(&self, root: Node, wanted: impl Fn(u32) -> bool) -> Option<Vec<usize>> {
        let mut reaching = FxHashSet::default();
        let reaches =
            |reaching: &FxHashSet<Node>, node: Node| node.as_leaf().map_or_else(|| reaching.contains(&node), &wanted);
        for node in self.below(root) {
            if self.children(node).iter().any(|child| reaches(&reaching, *child)) {
                reaching.insert(node);
            }
        }
        if !reaches(&reaching, root) {
            return None;
        }
        let mut values = vec![0; self.arity.len()];
        let mut node = root;
        while node.as_leaf().is_none() {
            let value = self.children(node).iter().position(|child| reaches(&reaching, *child))?;
            values[self.level(node)] = value;
            node = self.children(node)[value];
        }
        Some(values)
    }

    /// The leaves below a root, each once, ascending.
    pub(in crate::space) fn leaves(&self, root: Node) -> Vec<u32> {
        let inner = self.below(root).into_iter().flat_map(|node| self.children(node).iter().copied());
        let mut leaves: Vec<u32> = inner.chain([root]).filter_map(Node::as_leaf).collect();
        leaves.sort_unstable();
        leaves.dedup();
        leaves
    }

    /// The nodes below a root, children before parents.
    pub(in crate::space) fn below(&self, root: Node) -> Vec<Node> {
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

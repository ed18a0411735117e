//! Model counting: how many assignments reach each leaf.

use super::diagram::{Diagram, Node};

/// For each leaf, how many assignments reach it. Saturates at `u128::MAX`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts(pub Vec<u128>);

impl Counts {
    /// All leaves together.
    pub fn total(&self) -> u128 {
        self.0.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The entropy of the leaves in bits, if every assignment is as likely.
    pub fn entropy(&self) -> f64 {
        let total = self.total() as f64;
        let shares = self.0.iter().filter(|count| **count > 0).map(|count| *count as f64 / total);
        shares.map(|share| -share * share.log2()).sum()
    }
}

/// Counts below every node of a root, children first.
pub(super) struct Counting<'d> {
    diagram: &'d Diagram,
    leaves: usize,
    nodes: Vec<Node>,
    below: rustc_hash::FxHashMap<Node, Vec<u128>>,
    /// How many values each class of each level has.
    classes: Vec<Vec<u128>>,
    /// How many values each level has.
    sizes: Vec<u128>,
    root: Node,
}

impl<'d> Counting<'d> {
    /// Counts the assignments of a function; `classes` is how many values each edge of a level stands for.
    ///
    /// A level that no node of the root tests counts with all its values, so that levels whose value is fixed can be
    /// left out with a single one.
    pub(super) fn of(diagram: &'d Diagram, root: Node, leaves: usize, classes: Vec<Vec<u128>>) -> Self {
        let sizes = classes.iter().map(|classes| classes.iter().sum()).collect();
        let (nodes, below) = (diagram.below(root), rustc_hash::FxHashMap::default());
        let mut counting = Self { diagram, leaves, nodes, below, classes, sizes, root };
        for node in counting.nodes.clone() {
            let level = diagram.level(node);
            let mut counts = vec![0_u128; leaves];
            for (child, size) in diagram.children(node).iter().zip(&counting.classes[level]) {
                for (sum, count) in counts.iter_mut().zip(counting.from(*child, level + 1)) {
                    *sum = sum.saturating_add(count.saturating_mul(*size));
                }
            }
            counting.below.insert(node, counts);
        }
        counting
    }

    /// The counts of a node over the levels from `level` on.
    fn from(&self, node: Node, level: usize) -> Vec<u128> {
        let skipped = self.between(level, self.diagram.level(node));
        match node.as_leaf() {
            Some(leaf) => {
                let mut counts = vec![0; self.leaves];
                counts[leaf as usize] = skipped;
                counts
            }
            None => self.below[&node].iter().map(|count| count.saturating_mul(skipped)).collect(),
        }
    }

    /// How many assignments the levels from one up to another have.
    fn between(&self, from: usize, to: usize) -> u128 {
        self.sizes[from..to].iter().fold(1, |product: u128, size| product.saturating_mul(*size))
    }

    /// The counts of the root.
    pub(super) fn counts(&self) -> Counts {
        Counts(self.from(self.root, 0))
    }

    /// For each level that some node tests: the counts for a value of each class of it.
    ///
    /// One pass from the root gives how often each node is reached; a level that
    /// an edge leaps over has the same counts for all its values.
    pub(super) fn by_value(&self) -> Vec<Option<Vec<Counts>>> {
        let depth = self.sizes.len();
        let mut reached: rustc_hash::FxHashMap<Node, u128> = rustc_hash::FxHashMap::default();
        reached.insert(self.root, self.between(0, self.diagram.level(self.root)));
        let mut told: Vec<Option<Vec<Counts>>> = vec![None; depth];
        let mut leapt: Vec<Vec<u128>> = vec![vec![0; self.leaves]; depth];
        self.leap(&mut leapt, 0, self.root, 1);
        for node in self.nodes.iter().rev() {
            let level = self.diagram.level(*node);
            let above = reached.get(node).copied().unwrap_or(0);
            let arity = self.diagram.children(*node).len();
            let values = told[level].get_or_insert_with(|| vec![Counts(vec![0; self.leaves]); arity]);
            for (child, counts) in self.diagram.children(*node).iter().zip(values) {
                for (sum, count) in counts.0.iter_mut().zip(self.from(*child, level + 1)) {
                    *sum = sum.saturating_add(count.saturating_mul(above));
                }
            }
            for (child, size) in self.diagram.children(*node).iter().zip(&self.classes[level]) {
                let above = above.saturating_mul(*size);
                self.leap(&mut leapt, level + 1, *child, above);
                if child.as_leaf().is_none() {
                    let more = above.saturating_mul(self.between(level + 1, self.diagram.level(*child)));
                    let sum = reached.entry(*child).or_insert(0);
                    *sum = sum.saturating_add(more);
                }
            }
        }
        for (level, values) in told.iter_mut().enumerate() {
            for counts in values.iter_mut().flatten() {
                for (sum, leapt) in counts.0.iter_mut().zip(&leapt[level]) {
                    *sum = sum.saturating_add(leapt / self.sizes[level].max(1));
                }
            }
        }
        told
    }

    /// Notes the counts of an edge for the levels that it leaps over.
    fn leap(&self, leapt: &mut [Vec<u128>], from: usize, child: Node, above: u128) {
        let to = self.diagram.level(child);
        if from < to {
            let counts = self.from(child, from);
            for level in &mut leapt[from..to] {
                for (sum, count) in level.iter_mut().zip(&counts) {
                    *sum = sum.saturating_add(count.saturating_mul(above));
                }
            }
        }
    }
}

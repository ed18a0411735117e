//! Model counting: how many assignments reach each leaf.

use rustc_hash::FxHashMap;

use super::diagram::{Diagram, Node};

/// For each leaf, how many assignments reach it. Saturates at `u128::MAX`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts(pub Vec<u128>);

impl Counts {
    /// Counts the assignments that lead to each of so many leaves; `sizes` is how many values each edge of a level stands
    /// for. A level that is not tested counts with all its values.
    pub(super) fn of(diagram: &Diagram, root: Node, leaves: usize, sizes: &[Vec<u128>]) -> Self {
        let totals: Vec<u128> = sizes.iter().map(|sizes| sizes.iter().sum()).collect();
        // The counts of a node over the levels from `level` on.
        let from = |below: &FxHashMap<Node, Vec<u128>>, node: Node, level: usize| -> Vec<u128> {
            let skipped =
                totals[level..diagram.level(node)].iter().fold(1, |all: u128, size| all.saturating_mul(*size));
            match node.as_leaf() {
                Some(leaf) => (0..leaves).map(|other| if other == leaf as usize { skipped } else { 0 }).collect(),
                None => below[&node].iter().map(|count| count.saturating_mul(skipped)).collect(),
            }
        };
        let mut below = FxHashMap::default();
        for node in diagram.below(root) {
            let level = diagram.level(node);
            let mut counts = vec![0_u128; leaves];
            for (child, size) in diagram.children(node).iter().zip(&sizes[level]) {
                for (sum, count) in counts.iter_mut().zip(from(&below, *child, level + 1)) {
                    *sum = sum.saturating_add(count.saturating_mul(*size));
                }
            }
            below.insert(node, counts);
        }
        Self(from(&below, root, 0))
    }

    /// All leaves together.
    pub fn total(&self) -> u128 {
        self.0.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

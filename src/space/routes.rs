//! The cheapest ways through a diagram: which answers would have to be others.

use super::Space;
use super::diagram::Node;

/// The cost of what must not be.
pub(super) const NEVER: u32 = u32::MAX;

/// The cheapest ways from the root to some goals, each of which is one or more leaves.
pub(super) struct Routes<'a, const GOALS: usize> {
    space: &'a Space,
    /// The cost of each value of each level.
    costs: &'a [Vec<u32>],
    /// For each leaf: the price of each goal, which is nothing for its own.
    leaves: Vec<[u32; GOALS]>,
    /// For each node, in order: the price of the cheapest way on to each goal.
    nodes: Vec<[u32; GOALS]>,
}

impl<'a, const GOALS: usize> Routes<'a, GOALS> {
    /// The ways to the goals that leaves belong to, if any.
    pub(super) fn of(space: &'a Space, costs: &'a [Vec<u32>], goal_of: impl Fn(u32) -> Option<usize>) -> Self {
        let leaf = |number: u32| std::array::from_fn(|goal| if goal_of(number) == Some(goal) { 0 } else { NEVER });
        let leaves = (0..=space.outcomes.len() as u32).map(leaf).collect();
        let mut routes = Self { space, costs, leaves, nodes: Vec::with_capacity(space.diagram.len()) };
        for node in space.diagram.nodes() {
            let mut cheapest = [NEVER; GOALS];
            for (child, cost) in routes.edges(node) {
                for (cheapest, price) in cheapest.iter_mut().zip(routes.prices(child)) {
                    *cheapest = (*cheapest).min(cost.saturating_add(*price));
                }
            }
            routes.nodes.push(cheapest);
        }
        routes
    }

    /// Each child of a node, with what the value that leads there costs.
    fn edges(&self, node: Node) -> impl Iterator<Item = (Node, u32)> + use<'a, GOALS> {
        let costs = &self.costs[self.space.diagram.level(node)];
        self.space.diagram.children(node).iter().copied().zip(costs.iter().copied())
    }

    /// The price of the cheapest way from a node to each goal.
    fn prices(&self, node: Node) -> &[u32; GOALS] {
        match node.as_leaf() {
            Some(leaf) => &self.leaves[leaf as usize],
            None => &self.nodes[node.index()],
        }
    }

    /// The cheapest way from the root to a goal: level and value of each node on it; nothing if there is none.
    pub(super) fn to(&self, goal: usize) -> Option<Vec<(usize, usize)>> {
        let price = |node: Node| self.prices(node)[goal];
        let mut node = self.space.root;
        if price(node) == NEVER {
            return None;
        }
        let mut path = Vec::new();
        while node.as_leaf().is_none() {
            let (value, (child, _)) = self
                .edges(node)
                .enumerate()
                .find(|(_, (child, cost))| cost.saturating_add(price(*child)) == price(node))?;
            path.push((self.space.diagram.level(node), value));
            node = child;
        }
        Some(path)
    }
}

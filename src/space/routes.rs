//! The cheapest ways through a diagram: which answers would have to be others.

use super::Space;
use super::classes::Classes;
use super::diagram::Node;

/// What it takes to go along an edge, or the whole of a way.
///
/// Signed, since the least of several is found faster so on processors that any program has to run on.
pub(super) type Cost = i32;

/// The cost of what must not be: beyond that of any way, and two of them are still a number.
pub(super) const NEVER: Cost = 1 << 29;

/// The cheapest ways from the root to some goals, each of which is one or more leaves.
pub(super) struct Routes<'a, const GOALS: usize> {
    space: &'a Space,
    /// The cost of each value of each level.
    costs: &'a [Vec<Cost>],
    /// The least cost of a value of each class of each level.
    least: Vec<Vec<Cost>>,
    // Invariant: no price exceeds that of what must not be.
    /// For each leaf: the price of each goal, which is nothing for its own.
    leaves: Vec<[Cost; GOALS]>,
    /// For each node, in order: the price of the cheapest way on to each goal.
    nodes: Vec<[Cost; GOALS]>,
}

impl<'a, const GOALS: usize> Routes<'a, GOALS> {
    /// The ways to the goals that leaves belong to, if any.
    pub(super) fn of(space: &'a Space, costs: &'a [Vec<Cost>], goal_of: impl Fn(u32) -> Option<usize>) -> Self {
        let leaf = |number: u32| std::array::from_fn(|goal| if goal_of(number) == Some(goal) { 0 } else { NEVER });
        let leaves = (0..space.outcomes.len() as u32).map(leaf).collect();
        let least = |(classes, costs): (&Classes, &Vec<Cost>)| {
            let mut least = vec![NEVER; classes.len()];
            classes.of_values().zip(costs).for_each(|(class, cost)| least[class] = least[class].min(*cost));
            least
        };
        let least = space.variables.classes.iter().zip(costs).map(least).collect();
        let mut routes = Self { space, costs, least, leaves, nodes: Vec::with_capacity(space.diagram.len()) };
        for node in space.diagram.nodes() {
            let mut cheapest = [NEVER; GOALS];
            let least = &routes.least[space.diagram.level(node)];
            for (child, cost) in space.diagram.children(node).iter().copied().zip(least) {
                for (cheapest, price) in cheapest.iter_mut().zip(routes.prices(child)) {
                    *cheapest = (*cheapest).min(cost + *price);
                }
            }
            routes.nodes.push(cheapest);
        }
        routes
    }

    /// The child that each value of a node leads to, with what the value costs.
    fn edges(&self, node: Node) -> impl Iterator<Item = (Node, Cost)> {
        let Space { diagram, variables, .. } = self.space;
        let (level, children) = (diagram.level(node), diagram.children(node));
        let classes = variables.classes[level].of_values();
        classes.map(|class| children[class]).zip(self.costs[level].iter().copied())
    }

    /// The price of the cheapest way from a node to each goal.
    fn prices(&self, node: Node) -> &[Cost; GOALS] {
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
            let (value, (child, _)) =
                self.edges(node).enumerate().find(|(_, (child, cost))| cost + price(*child) == price(node))?;
            path.push((self.space.diagram.level(node), value));
            node = child;
        }
        Some(path)
    }
}

//! Work on a diagram within bounds, of which nothing is left where it turns out to be too much.

use super::{Diagram, EDGES, Node, hash};

impl Diagram {
    /// Makes room for more nodes.
    pub(in crate::space) const fn make_room(&mut self, most: usize) {
        self.most = most;
    }

    /// Lets all attempts from now on take so many steps together: nodes that are made or found, with [`EDGES`] edges each.
    pub(in crate::space) const fn allow(&mut self, steps: usize) {
        self.allowance = steps;
    }

    /// How many steps are left of those allowed.
    pub(in crate::space) const fn allowance(&self) -> usize {
        self.allowance
    }

    /// How many nodes there are, those with many edges counted as several.
    pub(in crate::space) fn used(&self) -> usize {
        self.len().max(self.edges.len().div_ceil(EDGES))
    }

    /// How many nodes there is room for, those that are there included.
    pub(in crate::space) const fn room(&self) -> usize {
        self.most
    }

    /// Whether there was no room for a node outside of any attempt, so that what was made since means nothing.
    pub(in crate::space) const fn is_full(&self) -> bool {
        self.is_full
    }

    /// Does some work, unless it takes too many steps or more room than there is.
    ///
    /// Then nothing is left of it, and the answer is nothing.
    pub(in crate::space) fn attempt<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let attempt = self.begin()?;
        let done = work(self);
        self.finish(attempt).then_some(done)
    }

    /// Begins an attempt at some work, for [`Self::finish`]; nothing within an attempt that has failed already.
    pub(in crate::space) const fn begin(&mut self) -> Option<Attempt> {
        if self.is_full {
            return None;
        }
        let attempt = Attempt { nodes: self.level.len(), steps: self.steps };
        self.steps = 0;
        Some(attempt)
    }

    /// Ends an attempt; whether it took no more steps and room than there is. If not, nothing is left of what was made.
    pub(in crate::space) fn finish(&mut self, attempt: Attempt) -> bool {
        self.steps += attempt.steps;
        if !self.is_full {
            return true;
        }
        self.forget(attempt.nodes);
        false
    }

    /// Does some work of which nothing is left but its answer; nothing if it takes too many steps or too much room.
    pub(in crate::space) fn scratch<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Option<T> {
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
}

/// Some work on a diagram that may turn out to be too much.
#[derive(Debug)]
pub(in crate::space) struct Attempt {
    /// How many nodes there were before it.
    nodes: usize,
    /// The steps of the attempt around it.
    steps: usize,
}

#[cfg(test)]
mod tests {
    use super::{Diagram, Node};

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
    fn an_attempt_at_the_first_nodes_leaves_nothing_behind() {
        let mut diagram = Diagram::with_room(vec![2], 2);
        let mut attempt = |last: u32| {
            diagram.attempt(|diagram| (1..=last).map(|leaf| diagram.node(0, &[0, leaf].map(Node::leaf))).collect())
        };
        let made: [Option<Vec<Node>>; 3] = [3, 2, 2].map(&mut attempt);
        assert_eq!(made, [None, Some(vec![Node(0), Node(1)]), Some(vec![Node(0), Node(1)])]);
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
        assert_eq!((diagram.len(), diagram.used()), (1, 3));
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
}

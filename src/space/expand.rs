//! Expansion: from screening and what the answers say of points to a diagram.
//!
//! The diagram is built question by question with equal states merged, as in
//! Hadzic, Hooker, O'Sullivan & Tiedemann, "Approximate compilation of
//! constraints into multivalued decision diagrams" (CP 2008), but exactly. The
//! key of a state is what still matters of the answers so far:
//!
//! - the node of the screening diagram, with every contest that the points so far
//!   settle, whatever is still to come, already put to its verdict;
//! - for the contexts in which that node still leaves a contest: by how many
//!   points the rivals are apart, the needs that are not final yet, and the rules
//!   that are under way and can still change a lead.
//!
//! So a state without an open contest is a finished diagram: the node itself.
//! Bounding comes from the leads: every need has a least and a most by which it
//! can put one rival ahead of another, as in branch and bound.

use super::contests::Ties;
use super::diagram::{Diagram, Node};
use super::expander::Expander;
use super::program::Program;
use super::screening::Leaves;
use super::state::{Layer, Pairs, State, has, meets};
use crate::kb::{Key, Rule};

/// How many classes of answers a level has room for with each of its states; a level with more takes fewer states.
const CLASSES: usize = 8;

/// How many classes back one that comes to the same is looked for.
const BACK: usize = 64;

/// How many steps of work on points there may be for each state that there may be.
const STEPS: usize = 64;

/// What comes of a step: a state that waits for a question, or a finished diagram.
#[derive(Clone, Copy)]
enum Next {
    /// By level and number.
    State(u32, u32),
    Done(Node),
}

/// An expansion that has come to its end.
pub(super) struct Expansion<'p, 'k> {
    expander: Expander<'p, 'k>,
    /// By level: the states that wait for its question.
    layers: Vec<Layer>,
    /// By level and number: the diagram of a state.
    nodes: Vec<Vec<Node>>,
    root: Node,
    undetermined: Node,
    /// The most states of a level.
    most: usize,
    /// How many states may still be held to a node, for all rules together.
    left: usize,
    /// States that are not in use.
    spare: Vec<State>,
}

impl<'p, 'k> Expansion<'p, 'k> {
    /// Expands a screening diagram.
    ///
    /// A level takes at most `most` states, fewer if its question has many classes of answers; what would be beyond that
    /// is undetermined.
    pub(super) fn of(
        program: &'p Program<'k>,
        diagram: &'p mut Diagram,
        screen: Node,
        leaves: Leaves,
        ties: Ties,
        most: usize,
    ) -> Self {
        let depth = program.levels.len();
        let allowance = most.saturating_mul(depth.max(1)).saturating_mul(STEPS);
        let expander = Expander::of(program, diagram, leaves, ties, allowance);
        let undetermined = expander.undetermined;
        let mut expansion = Self {
            expander,
            layers: (0..depth).map(|_| Layer::default()).collect(),
            nodes: vec![Vec::new(); depth],
            root: undetermined,
            undetermined,
            most,
            left: most.saturating_mul(depth).saturating_mul(super::ALL_RULES),
            spare: Vec::new(),
        };
        let mut packed = Vec::new();
        let mut state = expansion.expander.start(screen, None);
        let is_open = expansion.expander.tidy(&mut state);
        let root = expansion.wait(&state, is_open, 0, &mut packed);
        let mut before = State::blank(program);
        let mut steps: Vec<Vec<Next>> = Vec::new();
        for level in 0..depth {
            let mut taken = Vec::with_capacity(expansion.layers[level].len() * program.levels[level].ends.len());
            for number in 0..expansion.layers[level].len() {
                before.unpack(expansion.layers[level].state(number));
                let first = taken.len();
                for class in 0..program.levels[level].ends.len() {
                    let next = match expansion.alike(level, &before, class) {
                        Some(other) => taken[first + other],
                        None => {
                            let is_open = expansion.step(level, class, &before, &mut state);
                            expansion.wait(&state, is_open, level + 1, &mut packed)
                        }
                    };
                    taken.push(next);
                }
            }
            steps.push(taken);
        }
        expansion.join(&steps);
        expansion.root = expansion.node(root);
        expansion
    }

    /// The diagram.
    pub(super) const fn root(&self) -> Node {
        self.root
    }

    /// How many states there were.
    pub(super) fn states(&self) -> usize {
        self.layers.iter().map(Layer::len).sum()
    }

    /// The leaves, by number.
    pub(super) fn into_leaves(self) -> Leaves {
        self.expander.contests.leaves
    }

    /// An earlier class of answers that comes to the same: it ends the same of the
    /// rows under way, and screening does not tell the two apart.
    fn alike(&self, level: usize, before: &State, class: usize) -> Option<usize> {
        let plan = &self.expander.program.levels[level];
        let tested = self.expander.diagram.level(before.screen) == level;
        let is_asked = plan.asked.is_none_or(|table| has(&before.tables, table));
        let (value, ends) = &plan.ends[class];
        // The nearest of them is close by, so that it is not worth looking at all of many.
        (class.saturating_sub(BACK)..class).rev().find(|other| {
            let (other_value, other_ends) = &plan.ends[*other];
            let mut rows = before.rows.iter().zip(ends).zip(other_ends);
            let children = |value: &usize| self.expander.diagram.children(before.screen)[*value];
            (!is_asked || rows.all(|((rows, ends), other)| rows & (ends ^ other) == 0))
                && (!tested || children(value) == children(other_value))
        })
    }

    /// Takes a state through a class of answers; whether a contest is left.
    fn step(&mut self, level: usize, class: usize, before: &State, state: &mut State) -> bool {
        let plan = &self.expander.program.levels[level];
        let is_asked = plan.asked.is_none_or(|table| has(&before.tables, table));
        let (value, ends) = &plan.ends[class];
        state.become_like(before);
        if self.expander.diagram.level(before.screen) == level {
            state.screen = self.expander.diagram.children(before.screen)[*value];
        }
        let is_touched = self.expander.take(state, level, if is_asked { ends } else { &plan.mentions });
        let is_tidy = !is_touched && state.screen == before.screen;
        is_tidy || self.expander.tidy(state)
    }

    /// The level of the next question that tells something to a tidy state with an open contest.
    fn next_level(&self, state: &State, from: usize) -> Option<usize> {
        let tested = self.expander.diagram.level(state.screen);
        let levels = &self.expander.program.levels;
        (from..levels.len()).find(|level| *level == tested || meets(&state.rows, &levels[*level].mentions))
    }

    /// Lets a tidy state wait for the next question that tells something.
    fn wait(&mut self, state: &State, is_open: bool, from: usize, packed: &mut Vec<u8>) -> Next {
        if !is_open {
            return Next::Done(state.screen);
        }
        // Where no question is left, no contest is: then all leads are final.
        let Some(level) = self.next_level(state, from) else { return Next::Done(self.undetermined) };
        state.pack(packed);
        let most = self.most / self.expander.program.levels[level].ends.len().div_ceil(CLASSES).max(1);
        match self.layers[level].insert(packed, most.max(1)) {
            Some(number) => Next::State(level as u32, number),
            None => Next::Done(self.undetermined),
        }
    }

    /// Makes nodes of the states, the last levels first; states that come to the same become one.
    fn join(&mut self, steps: &[Vec<Next>]) {
        for (level, steps) in steps.iter().enumerate().rev() {
            let plan = &self.expander.program.levels[level];
            let mut children = vec![self.undetermined; plan.class.len()];
            for taken in steps.chunks(plan.ends.len()) {
                for (child, class) in children.iter_mut().zip(&plan.class) {
                    *child = self.node(taken[usize::from(*class)]);
                }
                let node = self.expander.diagram.node(level, &children);
                self.nodes[level].push(node);
            }
        }
    }

    fn node(&self, next: Next) -> Node {
        match next {
            Next::Done(node) => node,
            Next::State(level, number) => self.nodes[level as usize][number as usize],
        }
    }

    /// Whether some verdict is another without a rule; `screen` is what screening is without it.
    ///
    /// The states without the rule are held to the diagram of the whole, until one
    /// differs. Nothing if that would take too much work.
    pub(super) fn differs_without(&mut self, rule: Key<Rule>, screen: Node) -> Option<bool> {
        let undetermined = self.undetermined.as_leaf()?;
        if [self.root, screen].iter().any(|root| self.expander.diagram.leaves(*root).contains(&undetermined)) {
            return None;
        }
        let mut state = self.expander.start(screen, Some(rule));
        let is_open = self.expander.tidy(&mut state);
        let mut pairs = Pairs::default();
        self.differs(&state, is_open, 0, self.root, &mut pairs).ok()
    }

    fn differs(
        &mut self,
        state: &State,
        is_open: bool,
        from: usize,
        node: Node,
        pairs: &mut Pairs,
    ) -> Result<bool, TooMuch> {
        if state.screen == self.undetermined {
            return Err(TooMuch);
        }
        if !is_open {
            return Ok(state.screen != node);
        }
        let Some(level) = self.next_level(state, from) else { return Err(TooMuch) };
        // A function that tests a question before this level is another one.
        if self.expander.diagram.level(node) < level {
            return Ok(true);
        }
        let packed = pairs.packed(level, state, node);
        if let Some(known) = self.layers[level].find(packed) {
            return Ok(self.nodes[level][known as usize] != node);
        }
        match pairs.insert(self.most) {
            Some(true) => {}
            // What was looked at before has shown no difference.
            Some(false) => return Ok(false),
            None => return Err(TooMuch),
        }
        // All rules share what there is.
        let classes = self.expander.program.levels[level].ends.len();
        self.left = self.left.checked_sub(classes.div_ceil(CLASSES)).ok_or(TooMuch)?;
        let mut after = self.spare.pop().unwrap_or_else(|| State::blank(self.expander.program));
        let ends = &self.expander.program.levels[level].ends;
        let is_tested = self.expander.diagram.level(node) == level;
        for (class, (value, _)) in ends.iter().enumerate() {
            let child = |value: usize| if is_tested { self.expander.diagram.children(node)[value] } else { node };
            let alike = self.alike(level, state, class);
            match alike {
                // A class that is one with an earlier one here must be so there too.
                Some(other) if child(ends[other].0) == child(*value) => continue,
                Some(_) => return Ok(true),
                None => {}
            }
            let child = child(*value);
            let is_open = self.step(level, class, state, &mut after);
            if self.differs(&after, is_open, level + 1, child, pairs)? {
                return Ok(true);
            }
        }
        self.spare.push(after);
        Ok(false)
    }
}

/// A comparison would take too much work.
struct TooMuch;

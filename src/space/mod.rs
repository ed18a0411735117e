//! The answer space, exactly: every set of answers with its verdict, as one diagram.

mod diagram;
mod expand;
mod program;
mod variables;

pub use diagram::{Diagram, Node};
pub use variables::Variables;

use crate::answers::Reading;
use crate::engine::{Levels, Placing};
use crate::kb::{Key, KnowledgeBase, Rule};
use expand::{Leaf, expand};
use program::Program;

/// The most states that an expansion takes before it gives up.
pub const BUDGET: usize = 4_000_000;

/// Every set of answers to the questions of a knowledge base, with its verdict.
#[derive(Debug, Clone)]
pub struct Space {
    variables: Variables,
    diagram: Diagram,
    root: Node,
    leaves: Vec<Leaf>,
    roots: Vec<Node>,
    states: usize,
}

/// Why there is no diagram of a knowledge base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl Space {
    /// Compiles a knowledge base.
    pub fn compile(
        kb: &KnowledgeBase,
        levels: &Levels,
        without: &[Key<Rule>],
        budget: usize,
    ) -> Result<Self, TooLarge> {
        Self::compile_ordered(kb, levels, without, budget, Variables::of(kb, levels).ok_or(TooLarge)?)
    }
    /// x
    pub fn steps(&self) -> usize {
        self.states
    }
    /// x
    pub fn compile_ordered(
        kb: &KnowledgeBase,
        levels: &Levels,
        without: &[Key<Rule>],
        budget: usize,
        variables: Variables,
    ) -> Result<Self, TooLarge> {
        let program = Program::of(kb, levels, &variables).ok_or(TooLarge)?;
        let expanded = expand(&program, without, budget).map_err(|_| TooLarge)?;
        Ok(Self {
            diagram: expanded.diagram,
            root: expanded.roots[0],
            roots: expanded.roots,
            leaves: expanded.leaves,
            states: expanded.states,
            variables,
        })
    }

    /// The verdict.
    pub fn verdict(&self, reading: &Reading) -> Option<&Placing> {
        let values = self.variables.of_reading(reading);
        let leaf = self.diagram.walk(self.root, |level| values[level].unwrap_or(0));
        self.leaves[leaf as usize].placing.as_ref()
    }

    /// sizes
    pub fn sizes(&self) -> (usize, usize, usize) {
        (self.states, self.diagram.len(), self.diagram.below(self.root).len())
    }

    /// order
    pub fn variables(&self) -> &Variables {
        &self.variables
    }
    /// roots
    pub fn roots(&self) -> &[Node] {
        &self.roots
    }
}

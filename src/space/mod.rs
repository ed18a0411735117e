//! The answer space, exactly: every set of answers with its verdict, as one diagram.
//!
//! A [`Space`] is compiled once from a knowledge base. [`Outlook`] reads off it
//! what one person's answers leave open; [`Proof`] what holds of the knowledge
//! base as a whole. The plain engine stays the reference: tests hold the two equal.

mod count;
mod diagram;
mod domain;
mod expand;
mod outlook;
mod program;
mod proof;
mod variables;

pub use count::Counts;
pub use diagram::{Diagram, Node};
pub use outlook::{Change, Outlook};
pub use proof::{Finding, Proof, Severity, Share, proof};
pub use variables::Variables;

use crate::answers::Reading;
use crate::engine::{Levels, Placing};
use crate::kb::{Key, KnowledgeBase, Rule};
use expand::{Leaf, expand};
use program::Program;

/// The most states that an expansion takes before it gives up, at some hundred bytes each.
pub const BUDGET: usize = 4_000_000;

/// Every set of answers to the questions of a knowledge base, with its verdict.
#[derive(Debug, Clone)]
pub struct Space {
    variables: Variables,
    diagram: Diagram,
    /// The verdict as a function of the answers; leaves are positions in `outcomes`.
    root: Node,
    /// The same, telling apart where only the default order decides; leaves are positions in `leaves`.
    fine_root: Node,
    /// The verdict without a rule, for each rule that was asked for.
    without: Vec<Node>,
    outcomes: Vec<Option<Placing>>,
    leaves: Vec<Leaf>,
    states: usize,
}

/// Why there is no diagram of a knowledge base: it would outgrow its budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the answers have too many combinations that differ to be laid out exactly")
    }
}

impl std::error::Error for TooLarge {}

impl Space {
    /// Compiles a knowledge base; `without` names rules to be left out one by one, each in a diagram of its own.
    ///
    /// # Errors
    /// If more than `budget` states would be needed.
    pub fn compile(
        kb: &KnowledgeBase,
        levels: &Levels,
        without: &[Key<Rule>],
        budget: usize,
    ) -> Result<Self, TooLarge> {
        let variables = Variables::of(kb, levels).ok_or(TooLarge)?;
        Self::compile_in_order(kb, levels, variables, without, budget)
    }

    /// Compiles a knowledge base with its questions in a given order.
    ///
    /// # Errors
    /// As for [`Self::compile`].
    pub fn compile_in_order(
        kb: &KnowledgeBase,
        levels: &Levels,
        variables: Variables,
        without: &[Key<Rule>],
        budget: usize,
    ) -> Result<Self, TooLarge> {
        let program = Program::of(kb, levels, &variables).ok_or(TooLarge)?;
        let expanded = expand(&program, without, budget).map_err(|_| TooLarge)?;
        let mut outcomes: Vec<Option<Placing>> = expanded.leaves.iter().map(|leaf| leaf.placing.clone()).collect();
        outcomes.sort();
        outcomes.dedup();
        let outcome_of = |leaf: u32| {
            let placing = &expanded.leaves[leaf as usize].placing;
            outcomes.binary_search(placing).expect("every leaf's placing is among the outcomes") as u32
        };
        let mut diagram = expanded.diagram;
        let mut roots = expanded.roots.iter().map(|root| diagram.map_leaves(*root, outcome_of)).collect::<Vec<_>>();
        let root = roots.remove(0);
        Ok(Self {
            diagram,
            root,
            fine_root: expanded.roots[0],
            without: roots,
            outcomes,
            leaves: expanded.leaves,
            states: expanded.states,
            variables,
        })
    }

    /// The questions as variables.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// The diagrams.
    pub fn diagram(&self) -> &Diagram {
        &self.diagram
    }

    /// The verdict as a function of the answers.
    pub fn root(&self) -> Node {
        self.root
    }

    /// The verdict of a leaf: a placing, or none alone.
    pub fn outcome(&self, leaf: u32) -> Option<&Placing> {
        self.outcomes[leaf as usize].as_ref()
    }

    /// Every verdict that some answers reach, none alone first.
    pub fn outcomes(&self) -> &[Option<Placing>] {
        &self.outcomes
    }

    /// The verdict of a reading; none if no candidate is enough alone.
    pub fn verdict(&self, reading: &Reading) -> Option<&Placing> {
        self.outcome(self.leaf(reading))
    }

    /// How many states the expansion took, and how many nodes the verdict has.
    pub fn size(&self) -> (usize, usize) {
        (self.states, self.diagram.below(self.root).len())
    }

    fn leaf(&self, reading: &Reading) -> u32 {
        let values = self.variables.of_reading(reading);
        // The verdict does not depend on questions that do not apply, so any value will do for them.
        self.diagram.walk(self.root, |level| values[level].unwrap_or(0))
    }
}

//! The answer space, exactly: every set of answers with its verdict, as one diagram.
//!
//! A [`Space`] is compiled once from a knowledge base. [`Outlook`] reads off it
//! what one person's answers leave open; [`Proof`] what holds of the knowledge
//! base as a whole. The engine decides at the leaves, so scoring exists once.

mod classes;
mod compiler;
mod count;
mod diagram;
mod domain;
mod editions;
mod finding;
mod findings;
mod interned;
mod known;
mod leverage;
mod monotone;
mod outlook;
mod proof;
mod routes;
mod source;
mod variables;
mod variants;

pub use count::Counts;
pub use editions::{EditionChange, Editions, Incomparable, NamedOutcome};
pub use finding::{Finding, Severity};
pub use known::Share;
pub use leverage::{Hanging, Leverage, leverage};
pub use outlook::{Change, Outlook};
pub use proof::{Proof, proof};
pub use variables::Variables;

use crate::answers::Reading;
use crate::engine::{Levels, Placing, Winner};
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question};
use compiler::{Compiler, ELSEWHERE};
use diagram::{Diagram, Node};
use domain::YES;
use interned::Interned;
use source::Source;

/// The most steps of work that go into a diagram: pairs of nodes that are combined and nodes that are made, those with
/// many edges counted as several. They take about a second.
const MOST_STEPS: usize = 4_000_000;

/// A verdict: a placing, or none for none alone.
pub type Outcome = Option<Placing>;

/// Every set of answers to the questions of a knowledge base, with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Space {
    variables: Variables,
    // Invariant: it has no node but those below the root.
    diagram: Diagram,
    /// The verdict as a function of the answers; a leaf is a position in `outcomes`.
    root: Node,
    outcomes: Vec<Outcome>,
}

/// Why there is no diagram of a knowledge base: there are too many questions, a question that takes many has too many
/// choices, or the diagram takes too much work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "it has more than {} questions, or too many combinations that differ to be laid out in {MOST_STEPS} steps",
            variables::MOST_QUESTIONS
        )
    }
}

impl std::error::Error for TooLarge {}

impl Space {
    /// Compiles a knowledge base.
    ///
    /// # Errors
    /// If there are too many questions, one that takes many has too many choices, or the diagram takes more than
    /// 4,000,000 steps: pairs of nodes that are combined, and nodes that are made.
    pub fn compile(kb: &KnowledgeBase, levels: &Levels) -> Result<Self, TooLarge> {
        let variables = Variables::of(kb)?;
        let mut compiler = Compiler::of(variables.arity());
        let source = Source::of(kb, levels, variables.layout(), &mut compiler.diagram);
        let tallied = compiler.tallied(&source);
        let mut outcomes = Interned::default();
        let leaf = |winner: Option<Winner>| outcomes.number(winner.map(|winner| winner.placing));
        let root = compiler.verdict(YES, &source, &tallied, leaf)?;
        // What is counted later is laid out here, so that it is refused here if at all.
        let domain = source.conditions.domain(&mut compiler.diagram);
        compiler.diagram.combine(root, domain, |verdict, inside| if inside == 1 { verdict } else { ELSEWHERE });
        compiler.diagram.check()?;
        Ok(Self::of(variables, &compiler.diagram, root, |leaf| outcomes[leaf].clone()))
    }

    /// The space of a function with these outcomes as leaves.
    fn of(variables: Variables, diagram: &Diagram, root: Node, outcome: impl Fn(u32) -> Outcome) -> Self {
        let mut outcomes: Vec<Outcome> = diagram.leaves(root).into_iter().map(&outcome).collect();
        outcomes.sort();
        outcomes.dedup();
        let position = |leaf: u32| {
            let found = outcomes.binary_search(&outcome(leaf));
            found.expect("every outcome of a leaf is among the outcomes") as u32
        };
        let mut own = Diagram::new(variables.arity());
        let nothing_fixed = vec![None; variables.order.len()];
        let root = diagram.copy_into(root, &mut own, &nothing_fixed, position);
        Self { variables, diagram: own, root, outcomes }
    }

    /// The questions as variables.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// Every verdict that some answers reach, none alone first.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// The verdict of a reading.
    pub fn verdict(&self, reading: &Reading) -> &Outcome {
        &self.outcomes[self.position(|question| reading.get(question))]
    }

    /// The position among the outcomes of the verdict on these choices; `None` for questions that do not apply.
    pub fn position(&self, chosen: impl Fn(Key<Question>) -> Option<ChoiceSet>) -> usize {
        // The verdict does not depend on questions that do not apply, so any class will do for them.
        let class =
            |level: usize| chosen(self.variables.order[level]).map_or(0, |chosen| self.variables.class(level, chosen));
        self.diagram.walk(self.root, class) as usize
    }

    /// How many nodes the diagram has.
    pub fn size(&self) -> usize {
        self.diagram.len()
    }
}

//! The answer space, exactly: every set of answers with its verdict, as one diagram.
//!
//! A [`Space`] is compiled once from a knowledge base. [`Outlook`] reads off it what one person's answers leave open;
//! [`Proof`] what holds of the knowledge base as a whole. The engine decides at the leaves, so scoring exists once.

mod compiler;
mod diagram;
mod editions;
mod findings;
mod outlook;
mod proof;
mod variables;
mod variants;

pub use editions::{EditionChange, compare};
pub use findings::{Finding, Severity};
pub use outlook::{Change, Outlook};
pub use proof::{Proof, Share, proof};
pub use variants::{FactLeverage, leverage};

use crate::engine::{Levels, Placing};
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question, Reading};
use compiler::Compiler;
use diagram::{Diagram, Node};
use variables::Variables;
use variants::Variants;

/// The most steps of work that go into a diagram: pairs of nodes that are combined and nodes that are made, those with
/// many edges counted as several. They take about half a second.
const MOST_STEPS: usize = 1_500_000;

/// A verdict: a placing, or none for none alone.
pub type Outcome = Option<Placing>;

/// Every set of answers to the questions of a knowledge base, with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Space {
    variables: Variables,
    diagram: Diagram,
    /// The verdict as a function of the answers; a leaf is a position in `outcomes`.
    root: Node,
    /// When the question of each level is asked.
    asked: Vec<Node>,
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

impl From<TooLarge> for String {
    fn from(error: TooLarge) -> Self {
        error.to_string()
    }
}

impl Space {
    /// Compiles a knowledge base.
    ///
    /// # Errors
    /// If it is too large.
    pub fn compile(kb: &KnowledgeBase, levels: &Levels) -> Result<Self, TooLarge> {
        let Variants { compiler: Compiler { variables, diagram: whole, asked, .. }, outcomes, all, .. } =
            Variants::of(kb, levels)?;
        // What the verdicts were made of is left behind.
        let mut diagram = Diagram::new(variables.arity());
        let open = vec![None; variables.questions.len()];
        let mut copied = |node: Node| whole.copy_into(node, &mut diagram, &open);
        let (root, asked) = (copied(all), asked.into_iter().map(copied).collect());
        Ok(Self { variables, diagram, root, asked, outcomes: outcomes.into_iter().collect() })
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
        let Self { variables, diagram, root, .. } = self;
        // The verdict does not depend on questions that do not apply, so any class will do for them.
        let class = |level: usize| chosen(variables.questions[level]).map_or(0, |set| variables.class(level, set));
        diagram.walk(*root, class) as usize
    }

    /// How many nodes the diagram has.
    pub fn size(&self) -> usize {
        self.diagram.below(self.root).len() - self.diagram.leaves(self.root).len()
    }
}

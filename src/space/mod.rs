//! The answer space, exactly: every set of answers with its verdict, as one diagram.
//!
//! A [`Space`] is compiled once from a knowledge base. [`Outlook`] reads off it
//! what one person's answers leave open; [`Proof`] what holds of the knowledge
//! base as a whole. The plain engine stays the reference: tests hold the two equal.

mod contests;
mod count;
mod diagram;
mod domain;
mod editions;
mod expand;
mod expander;
mod gains;
mod outlook;
mod packed;
mod program;
mod proof;
mod routes;
mod screening;
mod slot;
mod state;
mod variables;

pub use count::Counts;
pub use editions::{Change as EditionChange, Editions, Incomparable, NamedOutcome, Trial};
pub use outlook::{Change, Outlook};
pub use packed::{Packed, Row};
pub use proof::{Finding, Proof, Severity, Share, proof};
pub use variables::Variables;

use serde::{Deserialize, Serialize};

use crate::answers::{Answer, Answers, Reading};
use crate::engine::{Levels, Placing};
use crate::kb::{Key, KnowledgeBase, Question, Rule};
use contests::Ties;
use diagram::{Diagram, Node, Place};
use domain::Conditions;
use expand::Expansion;
use program::Program;
use screening::{Leaf, Leaves, Screening};

/// How much work goes into a knowledge base: so many states and nodes, at some hundred bytes each.
pub const BUDGET: usize = 4_000_000;

/// The budget where somebody waits, as in an interactive run.
pub const QUICK: usize = 1_000_000;

/// How many times the budget goes into what is asked of each rule, for all rules together.
const ALL_RULES: usize = 4;

/// How many times the budget goes into finding the vetoes.
const VETOES: usize = 4;

/// A verdict: a placing, or none for none alone.
pub type Outcome = Option<Placing>;

/// Every set of answers to the questions of a knowledge base, with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Space {
    variables: Variables,
    // Invariant: it has no node but those below the root.
    diagram: Diagram,
    /// The verdict as a function of the answers; a leaf is a position in `outcomes`, or one more where it is undetermined.
    root: Node,
    outcomes: Vec<Outcome>,
    states: usize,
}

/// Why there is no diagram of a knowledge base: there are too many questions; a question, a property or the candidates
/// have too many combinations by themselves; or it takes too much room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "it has more than {} questions, or too many combinations that differ to be laid out",
            variables::MOST_QUESTIONS
        )
    }
}

impl std::error::Error for TooLarge {}

impl Space {
    /// Compiles a knowledge base.
    ///
    /// Where the budget does not suffice, answers are left undetermined; see [`Self::is_exact`].
    ///
    /// # Errors
    /// If there are too many questions, one that takes many has too many choices, rules ask for too many levels of a
    /// property, there are too many candidates, or there is no room for what was begun.
    pub fn compile(kb: &KnowledgeBase, levels: &Levels, budget: usize) -> Result<Self, TooLarge> {
        let variables = Variables::of(kb, levels).ok_or(TooLarge)?;
        Self::compile_in_order(kb, levels, variables, budget)
    }

    /// Compiles what a knowledge base says of the ways in which unsure and open answers can turn out.
    ///
    /// This is less than the whole, so it may be exact where the whole is not. The answers given cannot be changed in it.
    ///
    /// # Errors
    /// As for [`Self::compile`], of the questions that are unsure or open.
    pub fn compile_given(
        kb: &KnowledgeBase,
        levels: &Levels,
        answers: &Answers,
        budget: usize,
    ) -> Result<Self, TooLarge> {
        let chosen = |key: Key<Question>| match answers.get(key) {
            Some(Answer::Chosen(chosen)) => Some(chosen),
            Some(Answer::Unsure) | None => None,
        };
        let variables = Variables::given(kb, levels, chosen).ok_or(TooLarge)?;
        Self::compile_in_order(kb, levels, variables, budget)
    }

    /// Compiles a knowledge base with its questions in a given order.
    ///
    /// # Errors
    /// As for [`Self::compile`].
    pub fn compile_in_order(
        kb: &KnowledgeBase,
        levels: &Levels,
        variables: Variables,
        budget: usize,
    ) -> Result<Self, TooLarge> {
        let compiled = Compiled::of(kb, levels, &variables, &[], Ties::Merged, budget)?;
        Ok(compiled.space(variables))
    }

    /// The questions as variables.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// Every verdict that some answers reach, none alone first.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// Whether the verdict of every set of answers was worked out.
    ///
    /// If not, what is read off the diagram is still true, but it may say less than there is to say.
    pub fn is_exact(&self) -> bool {
        let undetermined = self.undetermined();
        let has = |node: Node| self.diagram.children(node).contains(&undetermined);
        self.root != undetermined && !self.diagram.nodes().any(has)
    }

    /// The verdict of a reading; nothing if it is undetermined.
    pub fn verdict(&self, reading: &Reading) -> Option<&Outcome> {
        self.outcomes.get(self.leaf(reading) as usize)
    }

    /// How many states the expansion took, and how many nodes the verdict has.
    pub fn size(&self) -> (usize, usize) {
        (self.states, self.diagram.len())
    }

    fn undetermined(&self) -> Node {
        Node::leaf(self.outcomes.len() as u32)
    }

    fn leaf(&self, reading: &Reading) -> u32 {
        let values = self.variables.of_reading(reading);
        // The verdict does not depend on questions that do not apply, so any value will do for them.
        self.diagram.walk(self.root, |level| values[level].unwrap_or(0))
    }
}

/// The diagram of a knowledge base as it comes from the expansion.
struct Compiled {
    diagram: Diagram,
    root: Node,
    leaves: Leaves,
    states: usize,
    /// For each rule that was asked for: whether some verdict is another without it; nothing if it is not known.
    differs_without: Vec<Option<bool>>,
}

impl Compiled {
    /// First screening, then points.
    fn of(
        kb: &KnowledgeBase,
        levels: &Levels,
        variables: &Variables,
        rules: &[Key<Rule>],
        ties: Ties,
        budget: usize,
    ) -> Result<Self, TooLarge> {
        let program = Program::of(kb, levels, variables).ok_or(TooLarge)?;
        // Half of the room is for putting the vetoes together.
        let mut diagram = Diagram::with_room(variables.arity(), budget.div_ceil(2));
        let mut leaves = Leaves::default();
        let nothing_fixed = vec![None; variables.order.len()];
        let mut screening = diagram.attempt(|diagram| {
            let conditions = Conditions::of(kb, variables, &nothing_fixed, diagram);
            Screening::of(kb, levels, &conditions, diagram)
        });
        if let Some(screening) = &mut screening {
            screening.find_vetoes(VETOES * budget, &mut diagram);
        }
        diagram.make_room(budget);
        let mut screen = |left_out: Option<Key<Rule>>, diagram: &mut Diagram| match &screening {
            Some(screening) => screening.root(left_out, &mut leaves, diagram),
            None => Node::leaf(leaves.number(Leaf::Undetermined)),
        };
        let root = screen(None, &mut diagram);
        // One allowance for all rules.
        diagram.allow(ALL_RULES * budget);
        let without: Vec<Node> = rules.iter().map(|rule| screen(Some(*rule), &mut diagram)).collect();
        diagram.allow(usize::MAX);
        diagram.make_room(2 * budget);
        let most = budget.div_ceil(variables.order.len().max(1));
        let mut expansion = Expansion::of(&program, &mut diagram, root, leaves, ties, most);
        let (root, states) = (expansion.root(), expansion.states());
        let rules = rules.iter().zip(without);
        let differs_without = rules.map(|(rule, screen)| expansion.differs_without(*rule, screen)).collect();
        let leaves = expansion.into_leaves();
        if diagram.is_full() {
            return Err(TooLarge);
        }
        Ok(Self { diagram, root, leaves, states, differs_without })
    }

    /// The space of these variables.
    fn space(&self, variables: Variables) -> Space {
        let reached = self.diagram.leaves(self.root).into_iter();
        let mut outcomes: Vec<Outcome> = reached
            .filter_map(|leaf| match self.leaves.leaf(leaf) {
                Leaf::Verdict { placing, .. } => Some(placing.clone()),
                Leaf::Contest(_) | Leaf::Undetermined => None,
            })
            .collect();
        outcomes.sort();
        outcomes.dedup();
        let outcome_of = |leaf: u32| match self.leaves.leaf(leaf) {
            Leaf::Verdict { placing, .. } => {
                outcomes.binary_search(placing).expect("every placing is among the outcomes") as u32
            }
            Leaf::Contest(_) | Leaf::Undetermined => outcomes.len() as u32,
        };
        let mut diagram = Diagram::new(variables.arity());
        let root = self.diagram.copy_into(self.root, &mut diagram, &Place::Level, &outcome_of);
        Space { variables, diagram, root, outcomes, states: self.states }
    }
}

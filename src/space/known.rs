//! What is known of a knowledge base before it is looked through: its answers and the verdicts on them.

use super::diagram::{Diagram, Node};
use super::domain::Conditions;
use super::{Outcome, Variables};
use crate::answers::Reading;
use crate::kb::{Context, Key, KnowledgeBase};

/// A verdict with the sets of answers that lead to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The verdict; none for none alone.
    pub verdict: Outcome,
    /// How many sets of answers lead to it.
    pub count: u128,
    /// One of them.
    pub witness: Reading,
}

/// What is known of a knowledge base before it is looked through.
pub(super) struct Known<'a> {
    pub(super) kb: &'a KnowledgeBase,
    pub(super) variables: &'a Variables,
    pub(super) conditions: &'a Conditions<'a>,
    /// The sets of answers.
    pub(super) domain: Node,
    /// The verdict as a function of the answers.
    pub(super) verdicts: Node,
    pub(super) shares: &'a [Share],
    /// For each rule: whether some verdict is another one without it.
    pub(super) has_effect: &'a [bool],
}

impl Known<'_> {
    /// When a context is active.
    pub(super) fn active(&self, context: Key<Context>, diagram: &mut Diagram) -> Node {
        self.conditions.any(&self.kb[context].active_when, diagram)
    }

    /// A set of answers that reaches a leaf.
    pub(super) fn witness(&self, diagram: &Diagram, root: Node, leaf: u32) -> Option<Reading> {
        let found = diagram.assignment(root, |reached| reached == leaf)?;
        Some(self.variables.reading(self.kb, &self.variables.firsts(&found)))
    }
}

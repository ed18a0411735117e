//! Conditions on answers as diagrams, and which assignments are sets of answers.
//!
//! Diagrams range over all assignments, and the verdict does not depend on the value of a question that does not apply.
//! To count each set of answers once, such a question is held to its first value, which is a class by itself.

use super::diagram::{Diagram, NO, Node, YES};
use super::variables::Variables;
use crate::kb::{ChoiceSet, Complement, KnowledgeBase, Row};

/// Turns rows into functions with leaf 1 where they hold.
pub(super) struct Conditions {
    /// For each question: its level, and an answer of each class.
    questions: Vec<(usize, Vec<ChoiceSet>)>,
    /// For each question: when it applies.
    pub(super) asked: Vec<Node>,
}

impl Conditions {
    pub(super) fn of(kb: &KnowledgeBase, variables: &Variables, diagram: &mut Diagram) -> Self {
        let mut conditions = Self { questions: variables.samples(), asked: Vec::new() };
        for question in kb.questions().iter() {
            let applies = conditions.any(&question.ask_when, diagram);
            conditions.asked.push(applies);
        }
        conditions
    }

    /// When any of the rows holds; always if there is none.
    pub(super) fn any(&self, rows: &[Row], diagram: &mut Diagram) -> Node {
        let none = if rows.is_empty() { YES } else { NO };
        rows.iter().fold(none, |any, row| {
            let holds = self.holds(row, diagram);
            diagram.or(any, holds)
        })
    }

    pub(super) fn available(&self, complement: &Complement, diagram: &mut Diagram) -> Node {
        let available = self.any(&complement.available_when, diagram);
        complement.not_when.iter().fold(available, |available, row| {
            let unless = self.holds(row, diagram);
            diagram.combine(available, unless, |available, unless| available & (1 - unless))
        })
    }

    pub(super) fn holds(&self, row: &Row, diagram: &mut Diagram) -> Node {
        row.cells.iter().fold(YES, |all, (question, accepted)| {
            let (level, samples) = &self.questions[question.position()];
            let leaf = |sample: &ChoiceSet| if sample.meets(*accepted) { YES } else { NO };
            let cell = diagram.node(*level, &samples.iter().map(leaf).collect::<Vec<_>>());
            let all = diagram.and(all, cell);
            diagram.and(all, self.asked[question.position()])
        })
    }
}

/// The assignments that are sets of answers: every level that is not asked has its first class.
pub(super) fn domain(asked: &[Node], diagram: &mut Diagram) -> Node {
    let conditional = asked.iter().enumerate().filter(|(_, asked)| **asked != YES);
    conditional.fold(YES, |all, (level, asked)| {
        let leaf = |class: usize| if class == 0 { YES } else { NO };
        let first = diagram.node(level, &(0..diagram.arity[level]).map(leaf).collect::<Vec<_>>());
        let held = diagram.or(*asked, first);
        diagram.and(all, held)
    })
}

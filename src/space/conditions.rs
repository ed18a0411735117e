//! Conditions on answers as diagrams, and which assignments are sets of answers.
//!
//! Diagrams range over all assignments, and the verdict does not depend on the
//! value of a question that does not apply. To count each set of answers once,
//! such a question is held to its first value, which is a class by itself.

use super::diagram::{Diagram, Node};
use super::variables::Layout;
use crate::kb::{ChoiceSet, Complement, KnowledgeBase, Row};

/// The leaf of what does not hold.
pub(super) const NO: Node = Node::leaf(0);
/// The leaf of what holds.
pub(super) const YES: Node = Node::leaf(1);

/// Turns rows into functions with leaf 1 where they hold.
pub(super) struct Conditions {
    layout: Layout,
    /// For each question: when it applies.
    asked: Vec<Node>,
}

impl Conditions {
    /// Works out when each question applies.
    pub(super) fn of(kb: &KnowledgeBase, layout: Layout, diagram: &mut Diagram) -> Self {
        let mut conditions = Self { layout, asked: Vec::with_capacity(kb.questions().len()) };
        for question in kb.questions().iter() {
            let applies = conditions.any(&question.ask_when, diagram);
            conditions.asked.push(applies);
        }
        conditions
    }

    /// When any of the rows holds; always if there is none.
    pub(super) fn any(&self, rows: &[Row], diagram: &mut Diagram) -> Node {
        if rows.is_empty() {
            return YES;
        }
        rows.iter().fold(NO, |any, row| {
            let holds = self.holds(row, diagram);
            or(diagram, any, holds)
        })
    }

    /// When a person can have a complement.
    pub(super) fn available(&self, complement: &Complement, diagram: &mut Diagram) -> Node {
        let available = self.any(&complement.available_when, diagram);
        complement.not_when.iter().fold(available, |available, row| {
            let unless = self.holds(row, diagram);
            diagram.combine(available, unless, |available, unless| available & (1 - unless))
        })
    }

    pub(super) fn holds(&self, row: &Row, diagram: &mut Diagram) -> Node {
        let mut all = YES;
        for (question, accepted) in &row.cells {
            let level = self.layout.level[question.position()];
            let leaf = |sample: &ChoiceSet| if sample.meets(*accepted) { YES } else { NO };
            let children: Vec<Node> = self.layout.samples[level].iter().map(leaf).collect();
            let cell = diagram.node(level, &children);
            all = and(diagram, all, cell);
            all = and(diagram, all, self.asked[question.position()]);
        }
        all
    }

    /// When the question of each level is asked; where a level has no question here, what `otherwise` says.
    pub(super) fn asked(&self, mut otherwise: Vec<Node>, diagram: &mut Diagram) -> Vec<Node> {
        for (level, asked) in self.layout.level.iter().zip(&self.asked) {
            otherwise[*level] = or(diagram, otherwise[*level], *asked);
        }
        otherwise
    }
}

/// The assignments that are sets of answers: every level that is not asked has its first class.
pub(super) fn domain(asked: &[Node], diagram: &mut Diagram) -> Node {
    let mut all = YES;
    for (level, asked) in asked.iter().enumerate().filter(|(_, asked)| **asked != YES) {
        let first: Vec<Node> = (0..diagram.arity[level]).map(|class| if class == 0 { YES } else { NO }).collect();
        let first = diagram.node(level, &first);
        let held = or(diagram, *asked, first);
        all = and(diagram, all, held);
    }
    all
}

pub(super) fn and(diagram: &mut Diagram, left: Node, right: Node) -> Node {
    match (left, right) {
        (NO, _) | (_, NO) => NO,
        (YES, other) | (other, YES) => other,
        _ => diagram.combine(left, right, |left, right| left & right),
    }
}

pub(super) fn or(diagram: &mut Diagram, left: Node, right: Node) -> Node {
    match (left, right) {
        (YES, _) | (_, YES) => YES,
        (NO, other) | (other, NO) => other,
        _ => diagram.combine(left, right, |left, right| left | right),
    }
}

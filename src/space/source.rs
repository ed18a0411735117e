//! A knowledge base, prepared for a compiler.

use super::diagram::{Diagram, Node};
use super::domain::Conditions;
use super::variables::Layout;
use crate::engine::{Levels, Part};
use crate::kb::{KnowledgeBase, Row};

/// A knowledge base that is compiled.
#[derive(Clone)]
pub(super) struct Source<'a> {
    pub(super) kb: &'a KnowledgeBase,
    pub(super) levels: &'a Levels,
    pub(super) conditions: Conditions<'a>,
    pub(super) parts: Vec<Part>,
    /// When each context is active.
    pub(super) active: Vec<Node>,
    /// When contexts are kept apart, for each entry of the scope.
    pub(super) apart: Vec<Node>,
}

impl<'a> Source<'a> {
    /// Prepares a knowledge base for a diagram; its questions have to be among the levels.
    pub(super) fn of(kb: &'a KnowledgeBase, levels: &'a Levels, layout: Layout, diagram: &mut Diagram) -> Self {
        let conditions = Conditions::of(kb, layout, diagram);
        let mut when = |rows: &[Row]| conditions.any(rows, diagram);
        let active = kb.contexts().iter().map(|context| when(&context.active_when)).collect();
        let apart = kb.scope().apart.iter().map(|apart| when(&apart.when)).collect();
        Self { kb, levels, parts: Part::all(kb), active, apart, conditions }
    }

    /// The same knowledge base with other levels.
    pub(super) fn with<'b>(&self, levels: &'b Levels) -> Source<'b>
    where
        'a: 'b,
    {
        Source { levels, ..self.clone() }
    }
}

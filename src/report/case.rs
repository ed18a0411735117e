//! Answers with the decision on them, and what it is made of: worked out once for all that is told of them.

use crate::answers::{Answers, Reading};
use crate::engine::{Decision, Grounds, Levels, Trust};
use crate::kb::KnowledgeBase;

/// One set of answers, decided.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    pub(super) kb: &'a KnowledgeBase,
    pub(super) trust: &'a Trust,
    pub(super) answers: &'a Answers,
    pub(super) reading: Reading,
    pub(super) levels: Levels,
    pub(super) grounds: Grounds<'a>,
    pub(super) decision: Decision,
}

impl<'a> Case<'a> {
    /// Decides on complete answers.
    ///
    /// Questions that are still open count as not asked; callers make sure there are none.
    pub fn of(kb: &'a KnowledgeBase, trust: &'a Trust, answers: &'a Answers) -> Self {
        let reading = answers.read(kb);
        let levels = Levels::of(kb, trust);
        let grounds = Grounds::of(kb, &reading);
        let decision = grounds.clone().decide(kb, &levels);
        Self { kb, trust, answers, reading, levels, grounds, decision }
    }
}

//! Answers with the decision on them, and everything that the decision is made of.

use indexmap::IndexSet;

use crate::answers::{Answers, Reading};
use crate::engine::{ContextDecision, Decision, Enough, Grounds, Levels, Terms, Trust};
use crate::kb::{ChoiceSet, Complement, Key, KnowledgeBase, Messenger, Question};

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

    /// What messengers are judged by.
    pub(super) fn terms(&self) -> Terms<'_> {
        Terms { kb: self.kb, levels: &self.levels, available: &self.grounds.available }
    }

    /// The choices that count for a question; `None` where it is not asked.
    pub(super) fn chosen(&self, question: Key<Question>) -> Option<ChoiceSet> {
        self.reading.get(question)
    }

    /// How much a complement matters among the steps with these answers, 1 to 9.
    pub(super) fn urgency(&self, complement: Key<Complement>) -> u8 {
        self.kb[complement].urgency(|question| self.chosen(question))
    }

    /// The messenger that is used in a context; `None` where what takes its place is no messenger.
    pub(super) fn used_in(&self, context: &ContextDecision) -> Option<Key<Messenger>> {
        match context.enough {
            Enough::Instead(key) => self.kb[key].messenger,
            Enough::Alone | Enough::Open | Enough::With(_) => Some(self.decision.named(context).messenger),
        }
    }

    /// The messengers that are used, each once.
    pub(super) fn used(&self) -> Vec<Key<Messenger>> {
        let used: IndexSet<_> = self.decision.contexts.iter().filter_map(|context| self.used_in(context)).collect();
        used.into_iter().collect()
    }
}

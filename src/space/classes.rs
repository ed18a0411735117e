//! The answers to a question in classes that no condition tells apart.

use rustc_hash::FxHashMap;

use crate::kb::{ChoiceSet, Key, Kind, KnowledgeBase, Question, Row};

/// The values of a question in classes: a node of the diagram has an edge for each class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Classes {
    /// The class of each value; classes are numbered by their first values.
    of_value: Vec<u32>,
    /// The first value of each class.
    first: Vec<u32>,
}

impl Classes {
    /// The classes of values that are alike in what conditions say of them.
    ///
    /// Where the question is not always asked, its first value is a class by itself: it stands for not being asked.
    pub(super) fn of(values: usize, is_conditional: bool, conditions: impl Fn(usize) -> Vec<bool>) -> Self {
        let mut known = FxHashMap::default();
        let mut classes = Self::default();
        for value in 0..values {
            let next = classes.first.len() as u32;
            let class = *known.entry((is_conditional && value == 0, conditions(value))).or_insert(next);
            if class == next {
                classes.first.push(value as u32);
            }
            classes.of_value.push(class);
        }
        classes
    }

    /// How many classes there are.
    pub(super) fn len(&self) -> usize {
        self.first.len()
    }

    /// The class of a value.
    pub(super) fn class(&self, value: usize) -> usize {
        self.of_value[value] as usize
    }

    /// The class of each value.
    pub(super) fn of_values(&self) -> impl Iterator<Item = usize> {
        self.of_value.iter().map(|class| *class as usize)
    }

    /// The first value of a class.
    pub(super) fn first(&self, class: usize) -> usize {
        self.first[class] as usize
    }

    /// The first value of each class.
    pub(super) fn firsts(&self) -> impl Iterator<Item = usize> {
        self.first.iter().map(|value| *value as usize)
    }

    /// How many values each class has.
    pub(super) fn sizes(&self) -> Vec<u128> {
        let mut sizes = vec![0; self.len()];
        self.of_values().for_each(|class| sizes[class] += 1);
        sizes
    }
}

/// The conditions of a knowledge base on each question: the sets of choices that its rows accept.
pub(super) struct Cells(Vec<Vec<ChoiceSet>>);

impl Cells {
    /// The conditions of every row on which verdicts can depend.
    pub(super) fn of(kb: &KnowledgeBase) -> Self {
        // What no level measures decides nothing.
        Self::of_rows(kb, rows(kb).chain(complement_rows(kb, |kind| kind != Kind::Practice)))
    }

    /// The conditions of every row on which verdicts can depend, or practices.
    pub(super) fn with_practices(kb: &KnowledgeBase) -> Self {
        Self::of_rows(kb, rows(kb).chain(complement_rows(kb, |_| true)))
    }

    fn of_rows<'a>(kb: &KnowledgeBase, rows: impl Iterator<Item = &'a Row>) -> Self {
        let mut cells = vec![Vec::new(); kb.questions().len()];
        for (question, accepted) in rows.flat_map(|row| &row.cells) {
            cells[question.position()].push(*accepted);
        }
        for accepted in &mut cells {
            accepted.sort_unstable();
            accepted.dedup();
        }
        Self(cells)
    }

    /// Which of the conditions on a question hold for an answer.
    pub(super) fn holding(&self, question: Key<Question>, chosen: ChoiceSet) -> Vec<bool> {
        self.0[question.position()].iter().map(|accepted| accepted.meets(chosen)).collect()
    }
}

/// The rows of rules, contexts and questions.
fn rows(kb: &KnowledgeBase) -> impl Iterator<Item = &Row> {
    let tables = kb.contexts().iter().map(|context| &context.active_when);
    let tables = tables.chain(kb.scope().apart.iter().map(|apart| &apart.when));
    let tables = tables.chain(kb.questions().iter().map(|question| &question.ask_when));
    kb.rules().iter().map(|rule| &rule.when).chain(tables.flatten())
}

/// The rows of complements of some kinds.
fn complement_rows(kb: &KnowledgeBase, is_of: impl Fn(Kind) -> bool) -> impl Iterator<Item = &Row> {
    let complements = kb.complements().iter().filter(move |complement| is_of(complement.kind));
    complements.flat_map(|complement| complement.available_when.iter().chain(&complement.not_when))
}

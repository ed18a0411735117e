//! The questions as variables of a diagram, in the order in which they are asked, and the values they take.
//!
//! The size of a diagram depends on the order of its variables. Questions that belong together are asked one after the
//! other, so their own order is a good one: in the shipped knowledge base and in generated ones with local rules it makes
//! smaller diagrams than an order by estimated sifting.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::TooLarge;
use crate::answers::Reading;
use crate::kb::{ChoiceSet, Key, Kind, KnowledgeBase, Question, Takes};

/// The most questions that are laid out: several times what anybody answers.
pub(super) const MOST_QUESTIONS: usize = 256;

/// The most choices of a question that takes many; it has a value for every set of them.
const MOST_OF_MANY: usize = 10;

/// The questions with their values; the level of a question is its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Variables {
    pub(super) questions: Vec<Key<Question>>,
    /// The answers that the question of each level accepts, ascending.
    pub(super) values: Vec<Vec<ChoiceSet>>,
    pub(super) classes: Vec<Classes>,
}

impl Variables {
    /// The variables of a knowledge base, of which verdicts are functions; `with_practices`, the conditions of practices,
    /// on which no verdict depends, are too.
    ///
    /// # Errors
    /// If there are too many questions, or one that takes many has too many choices.
    pub(super) fn of(kb: &KnowledgeBase, with_practices: bool) -> Result<Self, TooLarge> {
        if kb.questions().len() > MOST_QUESTIONS {
            return Err(TooLarge);
        }
        let values: Option<Vec<Vec<ChoiceSet>>> = kb.questions().iter().map(values).collect();
        let values = values.ok_or(TooLarge)?;
        let cells = cells(kb, with_practices);
        let classes = |(key, values): (Key<Question>, &Vec<ChoiceSet>)| {
            Classes::of(values.len(), !kb[key].ask_when.is_empty(), |value| {
                holding(&cells[key.position()], values[value])
            })
        };
        let classes = kb.questions().keys().zip(&values).map(classes).collect();
        Ok(Self { questions: kb.questions().keys().collect(), classes, values })
    }

    pub(super) fn arity(&self) -> Vec<usize> {
        self.classes.iter().map(|classes| classes.firsts.len()).collect()
    }

    pub(super) fn sizes(&self) -> Vec<Vec<u128>> {
        self.classes.iter().map(Classes::sizes).collect()
    }

    pub(super) fn value(&self, level: usize, chosen: ChoiceSet) -> usize {
        self.values[level].binary_search(&chosen).expect("every set that a question accepts is a value of its level")
    }

    pub(super) fn class(&self, level: usize, chosen: ChoiceSet) -> usize {
        self.classes[level].of_values[self.value(level, chosen)]
    }

    /// The reading of an assignment of values by level.
    pub(super) fn reading(&self, kb: &KnowledgeBase, values: &[usize]) -> Reading {
        Reading::of(kb, |question| self.values[question.position()][values[question.position()]])
    }

    /// The first value of each class of an assignment of classes by level.
    pub(super) fn firsts(&self, assignment: &[usize]) -> Vec<usize> {
        self.classes.iter().zip(assignment).map(|(classes, class)| classes.firsts[*class]).collect()
    }

    /// Where conditions find the questions.
    pub(super) fn layout(&self) -> Layout {
        let samples = self.classes.iter().zip(&self.values);
        let samples = samples.map(|(classes, values)| classes.firsts.iter().map(|value| values[*value]).collect());
        Layout { level: (0..self.questions.len()).collect(), samples: samples.collect() }
    }
}

/// Where the questions of a knowledge base are among the levels of a diagram.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) level: Vec<usize>,
    /// An answer of each class of each level.
    pub(super) samples: Vec<Vec<ChoiceSet>>,
}

/// Every answer that a question accepts, ascending: single choices, or sets of those that do not stand alone, and these.
pub(super) fn values(question: &Question) -> Option<Vec<ChoiceSet>> {
    let singles = (0..question.choices.len()).map(ChoiceSet::only);
    if question.takes == Takes::One {
        return Some(singles.collect());
    }
    let (alone, free): (Vec<ChoiceSet>, Vec<ChoiceSet>) = singles.partition(|choice| question.alone().meets(*choice));
    if free.len() > MOST_OF_MANY {
        return None;
    }
    let mut sets = vec![ChoiceSet::default()];
    for choice in free {
        let with: Vec<ChoiceSet> = sets.iter().map(|set| set.union(choice)).collect();
        sets.extend(with);
    }
    let mut all: Vec<ChoiceSet> = sets.into_iter().skip(1).chain(alone).collect();
    all.sort_unstable();
    Some(all)
}

/// The values of a question in classes that no condition tells apart: a node of the diagram has an edge for each class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Classes {
    /// The class of each value; classes are numbered by their first values.
    pub(super) of_values: Vec<usize>,
    pub(super) firsts: Vec<usize>,
}

impl Classes {
    /// The classes of values that are alike in what conditions say of them.
    ///
    /// Where the question is not always asked, its first value is a class by itself: it stands for not being asked.
    pub(super) fn of(values: usize, is_conditional: bool, conditions: impl Fn(usize) -> Vec<bool>) -> Self {
        let mut known = FxHashMap::default();
        let mut classes = Self::default();
        for value in 0..values {
            let next = classes.firsts.len();
            let class = *known.entry((is_conditional && value == 0, conditions(value))).or_insert(next);
            if class == next {
                classes.firsts.push(value);
            }
            classes.of_values.push(class);
        }
        classes
    }

    pub(super) fn sizes(&self) -> Vec<u128> {
        let mut sizes = vec![0; self.firsts.len()];
        self.of_values.iter().for_each(|class| sizes[*class] += 1);
        sizes
    }
}

/// The conditions of a knowledge base on each question: the sets of choices that rows accept on which verdicts can
/// depend, and those of practices if they are wanted.
pub(super) fn cells(kb: &KnowledgeBase, with_practices: bool) -> Vec<BTreeSet<ChoiceSet>> {
    // What no level measures decides nothing.
    let complements = kb.complements().iter().filter(|one| with_practices || one.kind != Kind::Practice);
    let tables = kb.contexts().iter().map(|context| &context.active_when);
    let tables = tables.chain(kb.scope().apart.iter().map(|apart| &apart.when));
    let tables = tables.chain(kb.questions().iter().map(|question| &question.ask_when));
    let tables = tables.chain(complements.flat_map(|one| [&one.available_when, &one.not_when]));
    let rows = kb.rules().iter().map(|rule| &rule.when).chain(tables.flatten());
    let mut cells = vec![BTreeSet::new(); kb.questions().len()];
    for (question, accepted) in rows.flat_map(|row| &row.cells) {
        cells[question.position()].insert(*accepted);
    }
    cells
}

/// Which of the conditions on a question hold for an answer.
pub(super) fn holding(cells: &BTreeSet<ChoiceSet>, chosen: ChoiceSet) -> Vec<bool> {
    cells.iter().map(|accepted| accepted.meets(chosen)).collect()
}

//! The questions as variables of a diagram, in the order in which they are asked, and the values they take.
//!
//! The size of a diagram depends on the order of its variables. Questions that belong together are asked one after the
//! other, so their own order is a good one: in the shipped knowledge base and in generated ones with local rules it makes
//! smaller diagrams than an order by estimated sifting.

use super::TooLarge;
use super::classes::{Cells, Classes};
use crate::answers::Reading;
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question, Takes};

/// The most questions that are laid out: several times what anybody answers.
pub(super) const MOST_QUESTIONS: usize = 256;

/// The most choices of a question that takes many; it has a value for every set of them.
const MOST_OF_MANY: usize = 10;

/// The questions with their values; the level of a question is its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variables {
    /// The question of each level.
    pub order: Vec<Key<Question>>,
    /// The answers that the question of each level accepts, ascending.
    pub values: Vec<Vec<ChoiceSet>>,
    /// The classes of the values of each level.
    pub(super) classes: Vec<Classes>,
}

impl Variables {
    /// The variables of a knowledge base.
    ///
    /// # Errors
    /// If there are too many questions, or one that takes many has too many choices.
    pub fn of(kb: &KnowledgeBase) -> Result<Self, TooLarge> {
        if kb.questions().len() > MOST_QUESTIONS {
            return Err(TooLarge);
        }
        let values: Option<Vec<Vec<ChoiceSet>>> = kb.questions().iter().map(values).collect();
        let values = values.ok_or(TooLarge)?;
        let classes = classes(kb, &values, &Cells::of(kb));
        Ok(Self { order: kb.questions().keys().collect(), values, classes })
    }

    /// These variables with classes that the conditions of practices, on which no verdict depends, don't tell apart
    /// either.
    pub(super) fn with_practices(&self, kb: &KnowledgeBase) -> Self {
        Self { classes: classes(kb, &self.values, &Cells::with_practices(kb)), ..self.clone() }
    }

    /// How many classes of values each level has.
    pub fn arity(&self) -> Vec<usize> {
        self.classes.iter().map(Classes::len).collect()
    }

    /// How many values the classes of each level have.
    pub(super) fn sizes(&self) -> Vec<Vec<u128>> {
        self.classes.iter().map(Classes::sizes).collect()
    }

    /// The position of a set among the values of a level.
    pub fn value(&self, level: usize, chosen: ChoiceSet) -> usize {
        self.values[level].binary_search(&chosen).expect("every set that a question accepts is a value of its level")
    }

    /// The class of a set among the values of a level.
    pub(super) fn class(&self, level: usize, chosen: ChoiceSet) -> usize {
        self.classes[level].class(self.value(level, chosen))
    }

    /// The values of a reading by level; nothing where a question does not apply.
    pub fn of_reading(&self, reading: &Reading) -> Vec<Option<usize>> {
        let value = |(level, key): (usize, &Key<Question>)| reading.get(*key).map(|chosen| self.value(level, chosen));
        self.order.iter().enumerate().map(value).collect()
    }

    /// The reading of an assignment of values by level.
    pub fn reading(&self, kb: &KnowledgeBase, values: &[usize]) -> Reading {
        Reading::of(kb, |question| {
            let level = question.position();
            self.values[level][values[level]]
        })
    }

    /// The first value of each class of an assignment of classes by level.
    pub(super) fn firsts(&self, assignment: &[usize]) -> Vec<usize> {
        self.classes.iter().zip(assignment).map(|(classes, class)| classes.first(*class)).collect()
    }

    /// Where conditions find the questions.
    pub(super) fn layout(&self) -> Layout {
        let samples = self.classes.iter().zip(&self.values);
        let samples = samples.map(|(classes, values)| classes.firsts().map(|value| values[value]).collect());
        let depth = self.order.len();
        Layout { level: (0..depth).collect(), samples: samples.collect(), fixed: vec![None; depth] }
    }
}

/// The classes of the values of each question.
fn classes(kb: &KnowledgeBase, values: &[Vec<ChoiceSet>], cells: &Cells) -> Vec<Classes> {
    let classes = |(key, values): (Key<Question>, &Vec<ChoiceSet>)| {
        Classes::of(values.len(), !kb[key].ask_when.is_empty(), |value| cells.holding(key, values[value]))
    };
    kb.questions().keys().zip(values).map(classes).collect()
}

/// Where the questions of a knowledge base are among the levels of a diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// The level of each question.
    pub(super) level: Vec<usize>,
    /// An answer of each class of each level.
    pub(super) samples: Vec<Vec<ChoiceSet>>,
    /// The class of each level that is taken as given and never tested.
    pub(super) fixed: Vec<Option<usize>>,
}

impl Layout {
    /// The level of a question.
    pub(super) fn level(&self, question: Key<Question>) -> usize {
        self.level[question.position()]
    }
}

/// Every answer that a question accepts, ascending: single choices, or sets of those that do not stand alone, and these.
pub(super) fn values(question: &Question) -> Option<Vec<ChoiceSet>> {
    let count = question.choices.len();
    match question.takes {
        Takes::One => Some((0..count).map(ChoiceSet::only).collect()),
        Takes::Many => {
            let alone = question.alone();
            let free: Vec<usize> = (0..count).filter(|position| !alone.meets(ChoiceSet::only(*position))).collect();
            if free.len() > MOST_OF_MANY {
                return None;
            }
            let set = |mask: usize| {
                let chosen = free.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1);
                chosen.fold(ChoiceSet::default(), |set, (_, position)| set.with(*position))
            };
            let sets = (1..1_usize << free.len()).map(set);
            let mut all: Vec<ChoiceSet> = sets.chain(alone.positions().map(ChoiceSet::only)).collect();
            all.sort_unstable();
            Some(all)
        }
    }
}

//! The questions as variables of a diagram: their order, and the values they take.

use super::TooLarge;
use super::classes::{Cells, Classes};
use super::order::order;
use crate::answers::Reading;
use crate::engine::Levels;
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question, Takes};

/// The most questions that are laid out: several times what anybody answers.
pub(super) const MOST_QUESTIONS: usize = 256;

/// The most choices of a question that takes many; it has a value for every set of them.
const MOST_OF_MANY: usize = 10;

/// The questions in the order of the levels, with their values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variables {
    /// The question of each level.
    pub order: Vec<Key<Question>>,
    /// The answers of the question of each level; every one is accepted by it.
    pub values: Vec<Vec<ChoiceSet>>,
    /// The classes of the values of each level.
    pub(super) classes: Vec<Classes>,
    level: Vec<usize>,
}

impl Variables {
    /// The variables of a knowledge base.
    ///
    /// # Errors
    /// If there are too many questions, or one that takes many has too many choices.
    pub fn of(kb: &KnowledgeBase, known: &Levels) -> Result<Self, TooLarge> {
        if kb.questions().len() > MOST_QUESTIONS {
            return Err(TooLarge);
        }
        let values: Vec<Vec<ChoiceSet>> =
            kb.questions().iter().map(|question| values(question).ok_or(TooLarge)).collect::<Result<_, _>>()?;
        let order = order(kb, known, &values);
        let values: Vec<Vec<ChoiceSet>> = order.iter().map(|key| values[key.position()].clone()).collect();
        let classes = classes(kb, &order, &values, &Cells::of(kb));
        let mut level = vec![0; order.len()];
        order.iter().enumerate().for_each(|(position, key)| level[key.position()] = position);
        Ok(Self { order, values, classes, level })
    }

    /// These variables with classes that the conditions of practices, on which no verdict depends, don't tell apart
    /// either.
    pub(super) fn with_practices(&self, kb: &KnowledgeBase) -> Self {
        let classes = classes(kb, &self.order, &self.values, &Cells::with_practices(kb));
        Self { classes, ..self.clone() }
    }

    /// The level of a question.
    pub fn level(&self, question: Key<Question>) -> usize {
        self.level[question.position()]
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
        let found = self.values[level].iter().position(|value| *value == chosen);
        found.expect("every set that a question accepts is a value of its level")
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
            let level = self.level(question);
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
        Layout { level: self.level.clone(), samples: samples.collect() }
    }
}

/// The classes of the values of each level.
fn classes(kb: &KnowledgeBase, order: &[Key<Question>], values: &[Vec<ChoiceSet>], cells: &Cells) -> Vec<Classes> {
    let classes = |(key, values): (&Key<Question>, &Vec<ChoiceSet>)| {
        Classes::of(values.len(), !kb[*key].ask_when.is_empty(), |value| cells.holding(*key, values[value]))
    };
    order.iter().zip(values).map(classes).collect()
}

/// Where the questions of a knowledge base are among the levels of a diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// The level of each question.
    pub(super) level: Vec<usize>,
    /// An answer of each class of each level.
    pub(super) samples: Vec<Vec<ChoiceSet>>,
}

impl Layout {
    /// The level of a question.
    pub(super) fn level(&self, question: Key<Question>) -> usize {
        self.level[question.position()]
    }

    /// An answer of each class of a level.
    pub(super) fn samples(&self, level: usize) -> &[ChoiceSet] {
        &self.samples[level]
    }
}

/// Every answer that a question accepts: single choices, or sets of those that do not stand alone, then these.
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
            Some(sets.chain(alone.positions().map(ChoiceSet::only)).collect())
        }
    }
}

//! The questions as variables of a diagram, in the order in which they are asked, and the values they take.
//!
//! The size of a diagram depends on the order of its variables. Questions that belong together are asked one after the
//! other, so their own order is a good one: in the shipped knowledge base and in generated ones with local rules it makes
//! smaller diagrams than an order by estimated sifting.
//!
//! Diagrams range over all assignments, and the verdict does not depend on the value of a question that does not apply.
//! To count each set of answers once, such a question is held to its first value, which is a class by itself.

use std::collections::BTreeSet;
use std::iter::repeat;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::TooLarge;
use super::diagram::{Diagram, NO, Node, YES};
use crate::kb::{ChoiceSet, Key, Kind, KnowledgeBase, Question, Reading, Row, Takes};

/// The most questions that are laid out: several times what anybody answers.
pub(super) const MOST_QUESTIONS: usize = 256;

/// The most choices of a question that takes many; it has a value for every set of them.
const MOST_OF_MANY: usize = 10;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Variables {
    /// The questions of the knowledge base; where there is no other, the level of each is its position.
    pub(super) questions: Vec<Key<Question>>,
    /// The level of each of them.
    pub(super) levels: Vec<usize>,
    /// The answer that each value of each level means, in the order of the last knowledge base; empty sets where only
    /// another one asks.
    pub(super) values: Vec<Vec<ChoiceSet>>,
    pub(super) classes: Vec<Classes>,
}

impl Variables {
    /// The variables of verdicts; `with_practices`, those of the conditions of practices, on which no verdict depends.
    pub(super) fn of(kb: &KnowledgeBase, with_practices: bool) -> Result<Self, TooLarge> {
        Self::joint([kb], with_practices).map(|[variables]| variables)
    }

    /// The variables of several knowledge bases, a level for each of their [`questions`]: a value is the same answer in all
    /// of them, or in those that have the question.
    pub(super) fn joint<const N: usize>(kbs: [&KnowledgeBase; N], with_practices: bool) -> Result<[Self; N], TooLarge> {
        let cells = kbs.map(|kb| cells(kb, with_practices));
        let mut all = kbs.map(|kb| Self {
            questions: kb.questions().keys().collect(),
            levels: vec![0; kb.questions().len()],
            values: Vec::new(),
            classes: Vec::new(),
        });
        for (level, id) in questions(kbs)?.into_iter().enumerate() {
            let find = |(side, kb): (usize, &KnowledgeBase)| Some((side, kb.questions().find(id)?));
            let asking: Vec<(usize, Key<Question>)> = kbs.into_iter().enumerate().filter_map(find).collect();
            let asked: Vec<(usize, &Question)> = asking.iter().map(|(side, key)| (*side, &kbs[*side][*key])).collect();
            let answers: Vec<[ChoiceSet; N]> = shared(&asked).ok_or(TooLarge)?;
            let is_conditional = asked.iter().any(|(_, question)| !question.ask_when.is_empty());
            let conditions = |answer: &[ChoiceSet; N]| {
                let sets = asking.iter().flat_map(|(side, key)| cells[*side][key.position()].iter().zip(repeat(*side)));
                sets.map(|(accepted, side)| accepted.meets(answer[side])).collect()
            };
            asking.iter().for_each(|(side, key)| all[*side].levels[key.position()] = level);
            let classes = Classes::of(&answers, is_conditional, conditions);
            for (side, variables) in all.iter_mut().enumerate() {
                variables.values.push(answers.iter().map(|answer| answer[side]).collect());
                variables.classes.push(classes.clone());
            }
        }
        Ok(all)
    }

    pub(super) fn arity(&self) -> Vec<usize> {
        self.classes.iter().map(|classes| classes.members.len()).collect()
    }

    pub(super) fn sizes(&self) -> Vec<Vec<u128>> {
        let sizes = |classes: &Classes| classes.members.iter().map(|values| values.len() as u128).collect();
        self.classes.iter().map(sizes).collect()
    }

    pub(super) fn value(&self, level: usize, chosen: ChoiceSet) -> usize {
        self.values[level].binary_search(&chosen).expect("every set that a question accepts is a value of its level")
    }

    pub(super) fn class(&self, level: usize, chosen: ChoiceSet) -> usize {
        self.classes[level].of_values[self.value(level, chosen)]
    }

    /// The reading of an assignment of values by level.
    pub(super) fn reading(&self, kb: &KnowledgeBase, values: &[usize]) -> Reading {
        Reading::of(kb, |question| {
            let level = self.levels[question.position()];
            self.values[level][values[level]]
        })
    }

    /// The first value of each class of an assignment of classes by level.
    pub(super) fn firsts(&self, assignment: &[usize]) -> Vec<usize> {
        self.classes.iter().zip(assignment).map(|(classes, class)| classes.members[*class][0]).collect()
    }
}

/// The ids of the questions of several knowledge bases: in the order of the last, with what only another one has after its
/// neighbour there.
pub(super) fn questions<const N: usize>(kbs: [&KnowledgeBase; N]) -> Result<Vec<&str>, TooLarge> {
    if kbs.iter().any(|kb| kb.questions().len() > MOST_QUESTIONS) {
        return Err(TooLarge);
    }
    let mut questions: Vec<&str> = Vec::new();
    for kb in kbs.into_iter().rev() {
        let mut next = 0;
        for id in kb.questions().ids() {
            let known = questions.iter().position(|known| *known == id);
            let position = known.unwrap_or_else(|| {
                questions.insert(next, id);
                next
            });
            next = position + 1;
        }
    }
    Ok(questions)
}

/// Every answer that all of some questions accept, in each of them by its side; in the order of the last one.
fn shared<const N: usize>(questions: &[(usize, &Question)]) -> Option<Vec<[ChoiceSet; N]>> {
    let (_, last) = questions.last()?;
    let answer = |set: ChoiceSet| {
        let mut answer = [ChoiceSet::default(); N];
        for (side, question) in questions {
            for id in last.ids(set) {
                answer[*side] = answer[*side].union(question.find(id)?);
            }
        }
        questions.iter().all(|(side, question)| question.accepts(answer[*side])).then_some(answer)
    };
    Some(values(last)?.into_iter().filter_map(answer).collect())
}

/// Every answer that a question accepts, ascending: single choices, or sets of those that do not stand alone, and these.
fn values(question: &Question) -> Option<Vec<ChoiceSet>> {
    let singles = (0..question.choices.len()).map(ChoiceSet::only);
    if question.takes == Takes::One {
        return Some(singles.collect());
    }
    let (alone, free): (Vec<ChoiceSet>, Vec<ChoiceSet>) = singles.partition(|choice| question.alone().meets(*choice));
    if free.len() > MOST_OF_MANY {
        return None;
    }
    let none = vec![ChoiceSet::default()];
    let sets = free.iter().fold(none, |sets, one| sets.iter().flat_map(|set| [*set, set.union(*one)]).collect());
    let mut all: Vec<ChoiceSet> = sets.into_iter().filter(|set| !set.is_empty()).chain(alone).collect();
    all.sort_unstable();
    Some(all)
}

/// The values of a question in classes that no condition tells apart: a node of the diagram has an edge for each class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Classes {
    /// The class of each value.
    of_values: Vec<usize>,
    /// The values of each class, ascending; classes are in the order of their first values.
    pub(super) members: Vec<Vec<usize>>,
}

impl Classes {
    /// The classes of values that are alike in what conditions say of them.
    ///
    /// Where the question is not always asked, its first value is a class by itself: it stands for not being asked.
    fn of<T>(answers: &[T], is_conditional: bool, conditions: impl Fn(&T) -> Vec<bool>) -> Self {
        let mut classes: IndexMap<_, Vec<usize>, FxBuildHasher> = IndexMap::default();
        let mut of_values = Vec::new();
        for (value, answer) in answers.iter().enumerate() {
            let class = classes.entry((is_conditional && value == 0, conditions(answer)));
            of_values.push(class.index());
            class.or_default().push(value);
        }
        Self { of_values, members: classes.into_values().collect() }
    }
}

/// The rows on which verdicts can depend, but for those that decide what is asked; those of practices, if they are wanted.
pub(super) fn rows(kb: &KnowledgeBase, with_practices: bool) -> impl Iterator<Item = &Row> {
    // What no level measures decides nothing.
    let complements = kb.complements().iter().filter(move |one| with_practices || one.kind != Kind::Practice);
    let tables = kb.contexts().iter().map(|context| &context.active_when);
    let tables = tables.chain(kb.scope().apart.iter().map(|apart| &apart.when));
    let tables = tables.chain(complements.flat_map(|one| [&one.available_when, &one.not_when]));
    kb.rules().iter().map(|rule| &rule.when).chain(tables.flatten())
}

/// The conditions of a knowledge base on each question: the sets of choices that rows accept.
fn cells(kb: &KnowledgeBase, with_practices: bool) -> Vec<BTreeSet<ChoiceSet>> {
    let mut cells = vec![BTreeSet::new(); kb.questions().len()];
    let asked = kb.questions().iter().flat_map(|question| &question.ask_when);
    for (question, accepted) in rows(kb, with_practices).chain(asked).flat_map(|row| &row.cells) {
        cells[question.position()].insert(*accepted);
    }
    cells
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

//! The questions as variables of a diagram: their order, and the values they take.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::TooLarge;
use super::classes::{Cells, Classes};
use crate::answers::Reading;
use crate::engine::Levels;
use crate::kb::{ChoiceSet, Key, Kind, KnowledgeBase, Question, Row, Takes};

/// The most questions that are laid out: several times what anybody answers. The work on a diagram grows faster than
/// they do, also where the budget ends it.
pub(super) const MOST_QUESTIONS: usize = 256;

/// The most choices of a question that takes many; it has a value for every set of them.
const MOST_OF_MANY: usize = 10;

/// The most steps of the search for an order: words of rows that are looked at.
const MOST_STEPS: usize = 1 << 26;
/// The most counts of answers that are kept for a question.
const MOST_KNOWN: usize = 1 << 10;

/// The questions in the order of the levels, with their values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
        let cells = Cells::of(kb);
        let classes = |(key, values): (&Key<Question>, &Vec<ChoiceSet>)| {
            Classes::of(values.len(), !kb[*key].ask_when.is_empty(), |value| cells.holding(*key, values[value]))
        };
        let classes = order.iter().zip(&values).map(classes).collect();
        let mut level = vec![0; order.len()];
        order.iter().enumerate().for_each(|(position, key)| level[key.position()] = position);
        Ok(Self { order, values, classes, level })
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

/// An order of the questions that keeps the states few.
///
/// The size of a diagram hangs on the order of its variables, and the best order
/// is hard to find (Bollig & Wegener, "Improving the variable ordering of OBDDs
/// is NP-complete", IEEE Trans. Computers 45, 1996). Here each question in turn
/// is moved to where the estimated work is least, as in sifting (Rudell, ICCAD
/// 1993), but on an estimate, so that no diagram has to be built for it.
fn order(kb: &KnowledgeBase, known: &Levels, values: &[Vec<ChoiceSet>]) -> Vec<Key<Question>> {
    let mut estimate = Estimate::of(kb, known, values);
    let depends = |one: Key<Question>, other: Key<Question>| {
        kb[one].ask_when.iter().flat_map(|row| &row.cells).any(|(earlier, _)| *earlier == other)
    };
    let mut order: Vec<Key<Question>> = kb.questions().keys().collect();
    let mut best = f64::INFINITY;
    loop {
        let before = best;
        for question in kb.questions().keys() {
            // The order found so far is a good one too.
            if estimate.steps > MOST_STEPS {
                return order;
            }
            order.retain(|key| *key != question);
            // It stays behind what it depends on, and before what depends on it.
            let from = order.iter().rposition(|other| depends(question, *other)).map_or(0, |position| position + 1);
            let to = order.iter().position(|other| depends(*other, question)).unwrap_or(order.len());
            let works = estimate.works_with(&order, question);
            let place = (from..=to).min_by(|one, other| works[*one].total_cmp(&works[*other])).unwrap_or(from);
            best = works[place];
            order.insert(place, question);
        }
        // Rounding alone is no progress.
        if best >= before * (1.0 - 1e-9) {
            return order;
        }
    }
}

/// What the estimate of an order needs to know.
struct Estimate {
    /// For each question: what its answers hold of the rows.
    answers: Vec<AnswerRows>,
    /// The rows of a property, of a table.
    groups: Vec<RowGroup>,
    /// How many words a set of rows takes.
    words: usize,
    /// How many words of rows were looked at.
    steps: usize,
}

/// The answers of a question as sets of rows.
struct AnswerRows {
    /// How many values it has.
    values: usize,
    /// The words of a set of rows in which a row can be that has a cell on it.
    words: Vec<usize>,
    /// For each answer, these words of the rows whose cell holds, each set once, one behind the other.
    classes: Vec<u64>,
    /// By the rows that matter: how many answers differ on them.
    known: FxHashMap<Box<[u64]>, f64>,
}

/// Rows that matter together.
struct RowGroup {
    /// The words that are not empty, with their positions.
    rows: Vec<(usize, u64)>,
    /// The questions that they name.
    questions: Vec<usize>,
    until: Until,
}

/// Up to when a group of rows matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// The last row is complete.
    Complete,
    /// The question is asked.
    Asked(usize),
    /// The end.
    End,
}

impl Estimate {
    fn of(kb: &KnowledgeBase, known: &Levels, values: &[Vec<ChoiceSet>]) -> Self {
        let mut rows: Vec<&Row> = Vec::new();
        let mut groups = Vec::new();
        for property in kb.properties().keys() {
            let rules = || kb.rules().iter().filter(move |rule| rule.property == property);
            let everybody =
                |level| kb.scope().candidates.iter().all(|candidate| known.reaches(*candidate, property, level));
            // What every candidate reaches tells none apart.
            if rules().all(|rule| everybody(rule.level)) {
                continue;
            }
            let mut group: Vec<usize> = rules().map(|rule| add(&mut rows, &rule.when)).collect();
            let settings =
                kb.complements().iter().filter(|one| one.kind == Kind::Setting && one.lifts(property).is_some());
            group.extend(settings.flat_map(|setting| &setting.available_when).map(|row| add(&mut rows, row)));
            let scored = rules().any(|rule| !rule.strength.is_must());
            groups.push((group, if scored { Until::End } else { Until::Complete }));
        }
        let ends = kb.contexts().iter().map(|context| &context.active_when);
        for table in ends.chain(kb.scope().apart.iter().map(|apart| &apart.when)) {
            groups.push((table.iter().map(|row| add(&mut rows, row)).collect(), Until::End));
        }
        for key in kb.questions().keys() {
            let group = kb[key].ask_when.iter().map(|row| add(&mut rows, row)).collect();
            groups.push((group, Until::Asked(key.position())));
        }
        let words = rows.len().div_ceil(64);
        let group = |(members, until): (Vec<usize>, Until)| {
            let cells = members.iter().flat_map(|row| &rows[*row].cells);
            let mut questions: Vec<usize> = cells.map(|(question, _)| question.position()).collect();
            questions.sort_unstable();
            questions.dedup();
            RowGroup { rows: sparse(&members), questions, until }
        };
        let groups = groups.into_iter().map(group).collect();
        let answers = kb.questions().keys().map(|key| AnswerRows::of(key, &rows, &values[key.position()])).collect();
        Self { answers, groups, words, steps: 0 }
    }

    /// An upper estimate of the steps of an expansion, for each place of a question among the others in their order.
    ///
    /// The steps at a level hang only on which questions are before it, not on
    /// their order, so each set of them is looked at once.
    fn works_with(&mut self, others: &[Key<Question>], question: Key<Question>) -> Vec<f64> {
        let mut asked = vec![false; self.answers.len()];
        // The states before each of the others, with the question still to come and with it behind.
        let (mut to_come, mut behind) = (Vec::new(), Vec::new());
        for other in others.iter().copied().map(Some).chain([None]) {
            to_come.push(self.states(&asked));
            asked[question.position()] = true;
            behind.push(self.states(&asked));
            asked[question.position()] = false;
            if let Some(other) = other {
                asked[other.position()] = true;
            }
        }
        let choices = |key: Key<Question>| self.answers[key.position()].values as f64;
        // Place by place, the work before it and the work behind it.
        let mut works = vec![0.0; others.len() + 1];
        let mut sum = 0.0;
        for (place, work) in works.iter_mut().enumerate() {
            *work = sum + to_come[place] * choices(question);
            sum += others.get(place).map_or(0.0, |other| to_come[place] * choices(*other));
        }
        sum = 0.0;
        for place in (0..others.len()).rev() {
            sum += behind[place] * choices(others[place]);
            works[place] += sum;
        }
        works
    }

    /// An upper estimate of the states after these questions.
    ///
    /// Two answers to a question can be told apart later only if they differ on a
    /// row that still matters, so there are at most as many states as the product,
    /// over the questions before, of the answers that differ so.
    fn states(&mut self, asked: &[bool]) -> f64 {
        let mut open = vec![0_u64; self.words];
        for group in &self.groups {
            let matters = match group.until {
                Until::Complete => group.questions.iter().any(|question| !asked[*question]),
                Until::Asked(question) => !asked[question],
                Until::End => true,
            };
            if matters {
                group.rows.iter().for_each(|(word, rows)| open[*word] |= rows);
            }
            self.steps += group.rows.len();
        }
        let mut states = 1.0;
        for (answers, _) in self.answers.iter_mut().zip(asked).filter(|(_, asked)| **asked) {
            states *= answers.differing(&open, &mut self.steps);
        }
        states
    }
}

impl AnswerRows {
    fn of(key: Key<Question>, rows: &[&Row], values: &[ChoiceSet]) -> Self {
        let cells: Vec<(usize, ChoiceSet)> = rows
            .iter()
            .enumerate()
            .filter_map(|(number, row)| {
                let accepted = row.cells.iter().filter(|(question, _)| *question == key).map(|(_, accepted)| *accepted);
                Some((number, accepted.reduce(ChoiceSet::union)?))
            })
            .collect();
        let words: Vec<usize> =
            sparse(&cells.iter().map(|(row, _)| *row).collect::<Vec<_>>()).into_iter().map(|(word, _)| word).collect();
        let mut seen = FxHashSet::default();
        let mut classes = Vec::new();
        for value in values {
            let holding = cells.iter().filter(|(_, accepted)| accepted.meets(*value)).map(|(row, _)| *row);
            let holding = sparse(&holding.collect::<Vec<_>>());
            let of_word = |word: &usize| holding.iter().find(|(held, _)| held == word).map_or(0, |(_, rows)| *rows);
            let class: Vec<u64> = words.iter().map(of_word).collect();
            if seen.insert(class.clone()) {
                classes.extend_from_slice(&class);
            }
        }
        Self { values: values.len(), words, classes, known: FxHashMap::default() }
    }

    /// How many answers differ on the rows that are open.
    fn differing(&mut self, open: &[u64], steps: &mut usize) -> f64 {
        let open: Box<[u64]> = self.words.iter().map(|word| open[*word]).collect();
        *steps += self.words.len() + 1;
        if let Some(known) = self.known.get(&open) {
            return *known;
        }
        // Sorting takes several looks at each.
        *steps += 8 * self.classes.len();
        let mut told: Vec<Vec<u64>> = self
            .classes
            .chunks(self.words.len().max(1))
            .map(|rows| rows.iter().zip(&open).map(|(rows, open)| rows & open).collect())
            .collect();
        told.sort_unstable();
        told.dedup();
        // A question that no row names has one class of answers, which takes no words.
        let differing = told.len().max(1) as f64;
        if self.known.len() >= MOST_KNOWN {
            self.known.clear();
        }
        self.known.insert(open, differing);
        differing
    }
}

/// A set of rows as its words that are not empty, with their positions, ascending.
fn sparse(rows: &[usize]) -> Vec<(usize, u64)> {
    let mut words: Vec<(usize, u64)> = Vec::new();
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    for row in rows {
        match words.last_mut().filter(|(word, _)| *word == row / 64) {
            Some((_, word)) => *word |= 1 << (row % 64),
            None => words.push((row / 64, 1 << (row % 64))),
        }
    }
    words
}

/// Adds a row; its number.
fn add<'a>(rows: &mut Vec<&'a Row>, row: &'a Row) -> usize {
    rows.push(row);
    rows.len() - 1
}

#[cfg(test)]
mod tests {
    use super::sparse;

    #[test]
    fn a_set_of_rows_is_its_words_that_are_not_empty() {
        assert_eq!(sparse(&[]), []);
        assert_eq!(sparse(&[200, 64, 3, 127, 5]), [(0, 0b10_1000), (1, 1 | 1 << 63), (3, 1 << 8)]);
    }
}

//! The questions as variables of a diagram: their order, and the values they take.

use crate::answers::Reading;
use crate::engine::Levels;
use crate::kb::{ChoiceSet, Key, Kind, KnowledgeBase, Question, Row, Takes};

/// The most choices of a question that takes many; it has a value for every set of them.
const MOST_OF_MANY: usize = 10;

/// The questions in the order of the levels, with their values.
#[derive(Debug, Clone)]
pub struct Variables {
    /// The question of each level.
    pub order: Vec<Key<Question>>,
    /// The answers of the question of each level; every one is accepted by it.
    pub values: Vec<Vec<ChoiceSet>>,
    level: Vec<usize>,
}

impl Variables {
    /// The variables in an order in which the conditions that are under way stay few.
    ///
    /// Nothing if a question that takes many has too many choices.
    pub fn of(kb: &KnowledgeBase, known: &Levels) -> Option<Self> {
        let values: Option<Vec<Vec<ChoiceSet>>> = kb.questions().iter().map(values).collect();
        Self::ordered(kb, order(kb, known, &values?))
    }

    /// The variables in a given order, which must put a question behind those its `ask-when` depends on.
    pub fn ordered(kb: &KnowledgeBase, order: Vec<Key<Question>>) -> Option<Self> {
        let values: Option<Vec<Vec<ChoiceSet>>> = order.iter().map(|key| values(&kb[*key])).collect();
        let mut level = vec![0; order.len()];
        for (position, key) in order.iter().enumerate() {
            level[key.position()] = position;
        }
        Some(Self { values: values?, order, level })
    }

    /// The level of a question.
    pub fn level(&self, question: Key<Question>) -> usize {
        self.level[question.position()]
    }

    /// How many values the question of each level has.
    pub fn arity(&self) -> Vec<usize> {
        self.values.iter().map(Vec::len).collect()
    }

    /// The position of a set among the values of a level.
    pub fn value(&self, level: usize, chosen: ChoiceSet) -> usize {
        let found = self.values[level].iter().position(|value| *value == chosen);
        found.expect("every set that a question accepts is a value of its level")
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
}

/// Every answer that a question accepts: single choices, or sets of those that do not stand alone, then these.
fn values(question: &Question) -> Option<Vec<ChoiceSet>> {
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
    let estimate = Estimate::of(kb, known, values);
    let mut order: Vec<Key<Question>> = kb.questions().keys().collect();
    let mut best = estimate.work(&order);
    loop {
        let before = best;
        for question in kb.questions().keys() {
            let from = order.iter().position(|key| *key == question).unwrap_or(0);
            let mut place = from;
            for to in 0..order.len() {
                let mut moved = order.clone();
                let key = moved.remove(from);
                moved.insert(to, key);
                if to != from && keeps_dependencies(kb, &moved) {
                    let work = estimate.work(&moved);
                    if work < best {
                        best = work;
                        place = to;
                    }
                }
            }
            let key = order.remove(from);
            order.insert(place, key);
        }
        if best >= before {
            return order;
        }
    }
}

/// What the estimate of an order needs to know.
struct Estimate {
    /// For each question and value: the rows whose cell holds.
    holds: Vec<Vec<Vec<u64>>>,
    /// For each row: its questions.
    questions: Vec<Vec<usize>>,
    /// Rows that matter together until the last of them is complete, and a question up to which they matter.
    groups: Vec<(Vec<usize>, Until)>,
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
        let questions: Vec<Vec<usize>> =
            rows.iter().map(|row| row.cells.iter().map(|(question, _)| question.position()).collect()).collect();
        let holds = kb
            .questions()
            .keys()
            .map(|key| {
                let cell = |row: &Row, value: ChoiceSet| {
                    row.cells.iter().any(|(question, accepted)| *question == key && accepted.meets(value))
                };
                let of = |value: &ChoiceSet| {
                    let mut set = vec![0_u64; rows.len().div_ceil(64)];
                    for (number, _) in rows.iter().enumerate().filter(|(_, row)| cell(row, *value)) {
                        set[number / 64] |= 1 << (number % 64);
                    }
                    set
                };
                values[key.position()].iter().map(of).collect()
            })
            .collect();
        Self { holds, questions, groups }
    }

    /// An upper estimate of the steps of an expansion.
    ///
    /// Two answers to a question can be told apart later only if they differ on a
    /// row that still matters, so before each level there are at most as many
    /// states as the product, over the questions before it, of the answers that
    /// differ so.
    fn work(&self, order: &[Key<Question>]) -> f64 {
        let mut level = vec![0; order.len()];
        for (position, key) in order.iter().enumerate() {
            level[key.position()] = position;
        }
        let complete = |row: &usize| self.questions[*row].iter().map(|question| level[*question]).max();
        let words = self.questions.len().div_ceil(64);
        // The rows that matter after each level.
        let mut open = vec![vec![0_u64; words]; order.len()];
        for (rows, until) in &self.groups {
            let until = match until {
                Until::Complete => rows.iter().filter_map(complete).max().unwrap_or(0),
                Until::Asked(question) => level[*question],
                Until::End => order.len(),
            };
            for open in &mut open[..until.min(order.len())] {
                for row in rows {
                    open[row / 64] |= 1 << (row % 64);
                }
            }
        }
        let mut work = 0.0;
        let mut told: Vec<Vec<u64>> = Vec::new();
        for (position, key) in order.iter().enumerate() {
            let mut states = 1.0;
            if let Some(before) = position.checked_sub(1) {
                for earlier in &order[..position] {
                    told.clear();
                    for value in &self.holds[earlier.position()] {
                        let seen: Vec<u64> =
                            value.iter().zip(&open[before]).map(|(holds, open)| holds & open).collect();
                        if !told.contains(&seen) {
                            told.push(seen);
                        }
                    }
                    states *= told.len() as f64;
                }
            }
            work += states * self.holds[key.position()].len() as f64;
        }
        work
    }
}

/// Adds a row; its number.
fn add<'a>(rows: &mut Vec<&'a Row>, row: &'a Row) -> usize {
    rows.push(row);
    rows.len() - 1
}

fn keeps_dependencies(kb: &KnowledgeBase, order: &[Key<Question>]) -> bool {
    let at = |question: Key<Question>| order.iter().position(|key| *key == question);
    order.iter().all(|key| {
        let rows = kb[*key].ask_when.iter();
        rows.flat_map(|row| &row.cells).all(|(earlier, _)| at(*earlier) < at(*key))
    })
}

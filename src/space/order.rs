//! The order of the questions in a diagram, by estimate.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::Levels;
use crate::kb::{ChoiceSet, Key, Kind, KnowledgeBase, Question, Row};

/// The most steps of the search for an order: words of rows that are looked at.
const MOST_STEPS: usize = 1 << 26;
/// The most counts of answers that are kept for a question.
const MOST_KNOWN: usize = 1 << 10;

/// An order of the questions that keeps the diagram small.
///
/// The size of a diagram depends on the order of its variables, and the best order
/// is hard to find (Bollig & Wegener, "Improving the variable ordering of OBDDs
/// is NP-complete", IEEE Trans. Computers 45, 1996). Here each question in turn
/// is moved to where the estimated work is least, as in sifting (Rudell, ICCAD
/// 1993), but on an estimate, so that no diagram has to be built for it.
pub(super) fn order(kb: &KnowledgeBase, known: &Levels, values: &[Vec<ChoiceSet>]) -> Vec<Key<Question>> {
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

    /// An upper estimate of the nodes of a diagram, for each place of a question among the others in their order.
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

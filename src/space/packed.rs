//! The diagram laid out for many rows of answers: a step is a load, a shift and a mask.

use super::classes::Classes;
use super::diagram::{Diagram, Node};
use super::variables::Variables;
use super::{Outcome, Space};
use crate::answers::Reading;
use crate::kb::{ChoiceSet, Key, Question};

/// Answers packed into bits, by level.
pub type Row = [u64; 2];

/// How many rows are walked side by side, so that their loads overlap.
const SIDE_BY_SIDE: usize = 8;

/// A diagram laid out for walking over packed answers.
#[derive(Debug, Clone)]
pub struct Packed {
    /// By the position of their question.
    levels: Vec<Level>,
    /// The steps that follow each class of each node, one node behind the other.
    steps: Vec<Step>,
    root: Step,
    outcomes: Vec<Outcome>,
}

/// A question with its field in a row.
#[derive(Debug, Clone)]
struct Level {
    question: Key<Question>,
    word: usize,
    /// The lowest bit.
    shift: u32,
    codes: Codes,
}

impl Level {
    /// The bits of an answer.
    fn row(&self, chosen: ChoiceSet) -> Row {
        let mut row = Row::default();
        row[self.word] = self.codes.class(chosen) << self.shift;
        row
    }
}

/// Which class of a level an answer belongs to.
#[derive(Debug, Clone)]
enum Codes {
    /// The position of its only choice.
    Position,
    /// By the bits of the set.
    Table(Vec<u32>),
    /// Bits of sets with their classes, ascending: for questions with many choices.
    Sorted(Vec<(u64, u32)>),
}

impl Codes {
    /// The most choices of a question that has a table.
    const MOST_BITS: u32 = 12;

    fn of(values: &[ChoiceSet], classes: &Classes) -> Self {
        let with_classes = || values.iter().zip(classes.of_values());
        if with_classes().all(|(set, class)| *set == ChoiceSet::only(class)) {
            return Self::Position;
        }
        let mut sorted: Vec<(u64, u32)> = with_classes().map(|(set, class)| (set.bits(), class as u32)).collect();
        sorted.sort_unstable();
        let bits = sorted.last().map_or(0, |(bits, _)| u64::BITS - bits.leading_zeros());
        if bits > Self::MOST_BITS {
            return Self::Sorted(sorted);
        }
        let mut table = vec![0; 1 << bits];
        for (bits, value) in sorted {
            table[bits as usize] = value;
        }
        Self::Table(table)
    }

    /// The class of a set that the question accepts; any class for another set.
    fn class(&self, set: ChoiceSet) -> u64 {
        let class = match self {
            Self::Position => set.bits().trailing_zeros(),
            Self::Table(table) => table.get(set.bits() as usize).copied().unwrap_or(0),
            Self::Sorted(sorted) => {
                sorted.binary_search_by_key(&set.bits(), |(bits, _)| *bits).map_or(0, |position| sorted[position].1)
            }
        };
        u64::from(class)
    }
}

/// What is to be done at a node, in one word: where its steps begin, which word
/// of the row it looks at, and the field in it. A leaf has no field, and its one
/// step is itself.
///
/// Bits 0 to 31: the first step, or the leaf's own. 32 to 37: the shift. 38: the
/// word. 40 to 55: the mask. 63: whether it is a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step(u64);

impl Step {
    const LEAF: u64 = 1 << 63;

    const fn inner(first: usize, word: usize, shift: u32, mask: u64) -> Self {
        Self(first as u64 | (shift as u64) << 32 | (word as u64) << 38 | mask << 40)
    }

    const fn is_leaf(self) -> bool {
        self.0 & Self::LEAF != 0
    }

    /// The position of the step that a row takes from here.
    const fn next(self, row: &Row) -> usize {
        let field = row[(self.0 >> 38 & 1) as usize] >> (self.0 >> 32 & 63);
        (self.0 as u32 as u64 + (field & (self.0 >> 40 & 0xFFFF))) as usize
    }
}

impl Space {
    /// The diagram laid out for walking over packed answers.
    ///
    /// Returns nothing if the answers do not fit two words.
    pub fn packed(&self) -> Option<Packed> {
        let fields = fields(&self.variables)?;
        // The leaves come first, so that the number of a leaf is the position of its step.
        let leaves = self.outcomes.len();
        let mut steps: Vec<Step> = (0..leaves as u64).map(|leaf| Step(Step::LEAF | leaf)).collect();
        let nodes = self.diagram.below(self.root);
        let mut first = rustc_hash::FxHashMap::default();
        let mut count = leaves;
        for node in &nodes {
            first.insert(*node, count);
            count += self.diagram.children(*node).len();
        }
        let step = |diagram: &Diagram, node: Node| match node.as_leaf() {
            Some(leaf) => steps[leaf as usize],
            None => {
                let (word, shift) = fields[diagram.level(node)];
                let bits = bits(diagram.children(node).len());
                Step::inner(first[&node], word, shift, (1 << bits) - 1)
            }
        };
        let inner: Vec<Step> = nodes
            .iter()
            .flat_map(|node| self.diagram.children(*node))
            .map(|child| step(&self.diagram, *child))
            .collect();
        let root = step(&self.diagram, self.root);
        steps.extend(inner);
        let Variables { order, values, classes, .. } = &self.variables;
        let codes = values.iter().zip(classes).map(|(values, classes)| Codes::of(values, classes));
        let asked = order.iter().zip(codes).zip(fields);
        let level =
            |((question, codes), (word, shift)): ((&_, _), _)| Level { question: *question, word, shift, codes };
        let mut levels: Vec<Level> = asked.map(level).collect();
        levels.sort_unstable_by_key(|level| level.question);
        Some(Packed { levels, steps, root, outcomes: self.outcomes.clone() })
    }
}

/// How many bits hold so many classes.
const fn bits(classes: usize) -> u32 {
    classes.next_power_of_two().trailing_zeros()
}

/// Where the class of each level goes; no field crosses from one word to the next.
fn fields(variables: &Variables) -> Option<Vec<(usize, u32)>> {
    let (mut word, mut bit) = (0, 0);
    let mut fields = Vec::new();
    for classes in variables.arity() {
        let width = bits(classes);
        if bit + width > u64::BITS {
            (word, bit) = (word + 1, 0);
        }
        fields.push((word, bit));
        bit += width;
    }
    (word < 2).then_some(fields)
}

impl Packed {
    /// A reading as a row; a question that does not apply takes its first answer.
    pub fn row(&self, reading: &Reading) -> Row {
        let bits = |level: &Level| reading.get(level.question).map(|chosen| level.row(chosen));
        self.levels.iter().filter_map(bits).fold(Row::default(), |[low, high], bits| [low | bits[0], high | bits[1]])
    }

    /// The bits of one answer in a row: the rows of all that is answered, joined bit by bit, are the row of a reading.
    pub fn part(&self, question: Key<Question>, chosen: ChoiceSet) -> Row {
        self.levels[question.position()].row(chosen)
    }

    /// The verdict of a row, as a position in the outcomes.
    pub fn walk(&self, row: &Row) -> u32 {
        let mut step = self.root;
        while !step.is_leaf() {
            step = self.steps[step.next(row)];
        }
        step.0 as u32
    }

    /// The verdict of each row, as [`Self::walk`] gives it.
    ///
    /// # Panics
    /// If there are fewer places than rows.
    pub fn walk_all(&self, rows: &[Row], verdicts: &mut [u32]) {
        let mut blocks = rows.chunks_exact(SIDE_BY_SIDE);
        let (whole, rest) = verdicts.split_at_mut(rows.len() / SIDE_BY_SIDE * SIDE_BY_SIDE);
        for (block, verdicts) in (&mut blocks).zip(whole.chunks_exact_mut(SIDE_BY_SIDE)) {
            let mut steps = [self.root; SIDE_BY_SIDE];
            // A leaf steps on the spot until the others have come to theirs.
            while !steps.iter().all(|step| step.is_leaf()) {
                for (step, row) in steps.iter_mut().zip(block) {
                    *step = self.steps[step.next(row)];
                }
            }
            for (verdict, step) in verdicts.iter_mut().zip(steps) {
                *verdict = step.0 as u32;
            }
        }
        for (row, verdict) in blocks.remainder().iter().zip(rest) {
            *verdict = self.walk(row);
        }
    }

    /// The verdict of a number that [`Self::walk`] gives.
    pub fn outcome(&self, verdict: u32) -> &Outcome {
        &self.outcomes[verdict as usize]
    }
}

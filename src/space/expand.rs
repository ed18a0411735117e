//! Expansion: from what the answers so far leave open to a diagram.
//!
//! The diagram is built level by level with equal states merged, as in Hadzic,
//! Hooker, O'Sullivan & Tiedemann, "Approximate compilation of constraints into
//! multivalued decision diagrams" (CP 2008), but exactly. Two
//! partial answers share a state if the same still matters to both: the rules
//! under way and not yet dead, the needs not yet final, and for each context
//! which candidates are vetoed and how many points apart the others are. What
//! can no longer make a difference is cleared, so that more states are alike:
//!
//! - a rule whose need is covered already, or whose context is out, is dead;
//! - points count only as differences between candidates not yet vetoed;
//! - levels that stand alike for these candidates are one level;
//! - an active context that no candidate serves settles the verdict at once.

use std::hash::{BuildHasher, Hasher};

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::diagram::{Diagram, Node};
use super::program::{Effect, MUST, Program, Score, code, decode};
use crate::engine::{Placing, place};
use crate::kb::{Key, Rule};

/// The mark of a context that is not active.
const INACTIVE: u16 = u16::MAX;

/// Where a set of answers ends.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Leaf {
    /// The placing of the verdict; none if no candidate is enough.
    pub(super) placing: Option<Placing>,
    /// Whether another placing is as good and only the default order decides.
    pub(super) tied: bool,
}

/// The diagrams of a knowledge base.
pub(super) struct Expanded {
    pub(super) diagram: Diagram,
    /// The diagram of the whole knowledge base, then one for each rule without it.
    pub(super) roots: Vec<Node>,
    pub(super) leaves: Vec<Leaf>,
    /// How many states there were.
    pub(super) states: usize,
}

/// The expansion would take more states than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMany;

/// A state while it is worked on.
#[derive(Clone)]
struct Working {
    rows: Vec<u64>,
    tables: Vec<u64>,
    /// The need of every slot, as a code.
    codes: Vec<u8>,
    /// For each context: the candidates that are vetoed, or [`INACTIVE`].
    vetoed: Vec<u16>,
    /// For each context and candidate: the points.
    points: Vec<i16>,
}

/// The states of one level, packed one behind the other.
#[derive(Default)]
struct Layer {
    bytes: Vec<u8>,
    stride: usize,
    count: usize,
    index: HashTable<u32>,
}

impl Layer {
    fn state(&self, number: usize) -> &[u8] {
        &self.bytes[number * self.stride..(number + 1) * self.stride]
    }

    /// The number of a packed state: an old one if there is one alike.
    fn insert(&mut self, packed: &[u8]) -> usize {
        self.stride = packed.len();
        let (bytes, stride) = (&self.bytes, self.stride);
        let state = |number: u32| &bytes[number as usize * stride..(number as usize + 1) * stride];
        let hash = hash(packed);
        if let Some(known) = self.index.find(hash, |number| state(*number) == packed) {
            return *known as usize;
        }
        let number = self.count;
        self.index.insert_unique(hash, number as u32, |number| self::hash(state(*number)));
        self.bytes.extend_from_slice(packed);
        self.count += 1;
        number
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

/// What comes of a step: a state of the next level, or the end.
#[derive(Clone, Copy)]
enum Next {
    State(u32),
    Leaf(u32),
}

/// Works states through the levels.
struct Expander<'p, 'k> {
    program: &'p Program<'k>,
    leaves: Vec<Leaf>,
    leaf_numbers: FxHashMap<Leaf, u32>,
    scores: Vec<FxHashMap<Vec<u8>, Score>>,
    /// All candidates.
    full: u16,
}

/// Expands a knowledge base, and once more without each of these rules.
pub(super) fn expand(program: &Program<'_>, without: &[Key<Rule>], most_states: usize) -> Result<Expanded, TooMany> {
    let full = (1_u16 << program.candidates.len()) - 1;
    let mut expander = Expander {
        program,
        leaves: Vec::new(),
        leaf_numbers: FxHashMap::default(),
        scores: vec![FxHashMap::default(); program.parts.len()],
        full,
    };
    expander.run(without, most_states)
}

impl Expander<'_, '_> {
    fn run(&mut self, without: &[Key<Rule>], most_states: usize) -> Result<Expanded, TooMany> {
        let program = self.program;
        let depth = program.levels.len();
        let mut layer = Layer::default();
        let starts: Vec<Option<Key<Rule>>> = std::iter::once(None).chain(without.iter().copied().map(Some)).collect();
        let mut packed = Vec::new();
        let mut roots: Vec<Next> = Vec::new();
        for left_out in starts {
            let mut state = self.start(left_out);
            roots.push(match self.tidy(&mut state) {
                Some(leaf) => Next::Leaf(leaf),
                None => {
                    self.pack(&state, 0, &mut packed);
                    Next::State(layer.insert(&packed) as u32)
                }
            });
        }

        // Forward: every state of a level through every class of answers.
        let mut steps: Vec<Vec<Next>> = Vec::new();
        let mut states = 0;
        for level in 0..depth {
            states += layer.count;
            if states > most_states {
                return Err(TooMany);
            }
            let plan = &program.levels[level];
            let mut following = Layer::default();
            let mut taken = Vec::with_capacity(layer.count * plan.ends.len());
            let mut before = self.blank();
            let mut state = self.blank();
            let words = before.rows.len().max(1);
            let mut known: Vec<Next> = Vec::new();
            let mut known_rows: Vec<u64> = Vec::new();
            for number in 0..layer.count {
                self.unpack(layer.state(number), level, &mut before);
                let is_asked = plan.asked.is_none_or(|table| has(&before.tables, table));
                known.clear();
                for class in 0..plan.ends.len() {
                    // A question that does not apply has one way through; and classes that end
                    // the same of the rows still under way come to the same.
                    let ends = if is_asked { &plan.ends[class] } else { &plan.ends_if_not_asked };
                    let start = known_rows.len();
                    known_rows.extend(before.rows.iter().zip(ends).map(|(rows, ends)| rows & ends));
                    let (older, ended) = known_rows.split_at(start);
                    let alike = older.chunks(words).position(|other| other == ended);
                    if let Some(alike) = alike {
                        known_rows.truncate(start);
                        taken.push(known[alike]);
                        continue;
                    }
                    state.clone_from_working(&before);
                    let next = match self.step(&mut state, level, ends) {
                        Some(leaf) => Next::Leaf(leaf),
                        None if level + 1 == depth => Next::Leaf(self.finish(&state)),
                        None => {
                            self.pack(&state, level + 1, &mut packed);
                            Next::State(following.insert(&packed) as u32)
                        }
                    };
                    known.push(next);
                    taken.push(next);
                }
                known_rows.clear();
                if following.count > most_states {
                    return Err(TooMany);
                }
            }
            steps.push(taken);
            layer = following;
        }

        // Backward: the same states as nodes, where alike ones become one.
        let mut diagram = Diagram::new(program.variables.arity());
        let mut below: Vec<Node> = Vec::new();
        for level in (0..depth).rev() {
            let plan = &program.levels[level];
            let mut nodes = Vec::new();
            let mut children = vec![Node::leaf(0); plan.class.len()];
            for taken in steps[level].chunks(plan.ends.len()) {
                for (child, class) in children.iter_mut().zip(&plan.class) {
                    *child = match taken[*class as usize] {
                        Next::Leaf(leaf) => Node::leaf(leaf),
                        Next::State(number) => below[number as usize],
                    };
                }
                nodes.push(diagram.node(level, &children));
            }
            below = nodes;
        }
        let roots = roots.into_iter().map(|root| match root {
            Next::Leaf(leaf) => Node::leaf(leaf),
            Next::State(number) => below[number as usize],
        });
        Ok(Expanded { roots: roots.collect(), diagram, leaves: std::mem::take(&mut self.leaves), states })
    }

    fn blank(&self) -> Working {
        let program = self.program;
        let contexts = program.kb.contexts().len();
        Working {
            rows: vec![0; program.row_words()],
            tables: vec![0; program.table_words()],
            codes: vec![0; program.slots.len()],
            vetoed: vec![0; contexts],
            points: vec![0; contexts * program.candidates.len()],
        }
    }

    /// The state before any answer.
    fn start(&self, left_out: Option<Key<Rule>>) -> Working {
        let program = self.program;
        let mut state = self.blank();
        for row in 0..program.effects.len() {
            set(&mut state.rows, row);
        }
        // Effects that always hold are the rules without conditions, in order, then tables.
        let mut unconditional = program.kb.rules().keys().filter(|rule| program.row_of_rule[rule.position()].is_none());
        for effect in &program.always {
            let rule = if matches!(effect, Effect::Needs(_)) { unconditional.next() } else { None };
            if rule.is_none() || rule != left_out {
                self.apply(&mut state, effect);
            }
        }
        if let Some(row) = left_out.and_then(|rule| program.row_of_rule[rule.position()]) {
            clear(&mut state.rows, row);
        }
        state
    }

    /// Takes an answer: ends rows, applies what is complete, closes what is final.
    fn step(&mut self, state: &mut Working, level: usize, ends: &[u64]) -> Option<u32> {
        let program = self.program;
        let plan = &program.levels[level];
        for (rows, ends) in state.rows.iter_mut().zip(ends) {
            *rows &= !ends;
        }
        for word in 0..state.rows.len() {
            let mut complete = state.rows[word] & plan.last[word];
            state.rows[word] &= !plan.last[word];
            while complete != 0 {
                let row = word * 64 + complete.trailing_zeros() as usize;
                complete &= complete - 1;
                self.apply(state, &program.effects[row]);
            }
        }
        for context in 0..state.vetoed.len() {
            let table = program.tables.contexts + context;
            if state.vetoed[context] != INACTIVE
                && !has(&state.tables, table)
                && !meets(&state.rows, &program.table_rows[table])
            {
                state.vetoed[context] = INACTIVE;
            }
        }
        for &part in &plan.closing {
            self.close(state, part);
        }
        for (tables, wanted) in state.tables.iter_mut().zip(&plan.wanted_tables) {
            *tables &= wanted;
        }
        self.tidy(state)
    }

    fn apply(&self, state: &mut Working, effect: &Effect) {
        match effect {
            Effect::Needs(needs) => {
                for (slot, class, strength) in needs {
                    if self.is_out(state.vetoed[self.program.slots[*slot].context]) {
                        continue;
                    }
                    let held = &mut state.codes[*slot];
                    *held = match *held {
                        0 => code(*class, *strength),
                        held => {
                            let (held_class, held_strength) = decode(held);
                            code(held_class.max(*class), held_strength.max(*strength))
                        }
                    };
                }
            }
            Effect::Table(table) => {
                set(&mut state.tables, *table);
                for (rows, own) in state.rows.iter_mut().zip(&self.program.table_rows[*table]) {
                    *rows &= !own;
                }
            }
        }
    }

    /// Adds what a final part says to the contexts' standing.
    fn close(&mut self, state: &mut Working, number: usize) {
        let program = self.program;
        let part = &program.parts[number];
        if !self.is_out(state.vetoed[part.context]) && part.slots.iter().any(|slot| state.codes[*slot] != 0) {
            let first = program.tables.complements;
            let available = |setting: usize| has(&state.tables, first + setting);
            let mut key: Vec<u8> = part.slots.iter().map(|slot| state.codes[*slot]).collect();
            let codes = key.len();
            key.extend(part.settings.iter().map(|setting| u8::from(available(setting.position()))));
            let score = match self.scores[number].get(&key) {
                Some(known) => known,
                None => {
                    let score = program.score(part, &key[..codes], |setting| available(setting.position()));
                    self.scores[number].entry(key).or_insert(score)
                }
            };
            state.vetoed[part.context] |= score.vetoed;
            let candidates = score.points.len();
            let points = &mut state.points[part.context * candidates..(part.context + 1) * candidates];
            for (points, more) in points.iter_mut().zip(&score.points) {
                *points += more;
            }
        }
        for slot in &part.slots {
            state.codes[*slot] = 0;
        }
    }

    /// Clears what can make no difference any more; the leaf if nothing can.
    fn tidy(&mut self, state: &mut Working) -> Option<u32> {
        let program = self.program;
        let candidates = program.candidates.len();
        for context in 0..state.vetoed.len() {
            let vetoed = state.vetoed[context];
            if vetoed == self.full && has(&state.tables, program.tables.contexts + context) {
                return Some(self.leaf(Leaf { placing: None, tied: false }));
            }
            let points = &mut state.points[context * candidates..(context + 1) * candidates];
            if self.is_out(vetoed) {
                points.fill(0);
                for (rows, own) in state.rows.iter_mut().zip(&program.rows_of_context[context]) {
                    *rows &= !own;
                }
                continue;
            }
            let left = || (0..candidates).filter(|number| vetoed >> number & 1 == 0);
            let least = left().map(|number| points[number]).min().unwrap_or(0);
            for (number, points) in points.iter_mut().enumerate() {
                *points = if vetoed >> number & 1 == 0 { *points - least } else { 0 };
            }
        }
        for (number, slot) in program.slots.iter().enumerate() {
            let held = state.codes[number];
            if held == 0 {
                continue;
            }
            let vetoed = state.vetoed[slot.context];
            state.codes[number] = if self.is_out(vetoed) || slot.idle[vetoed as usize] {
                0
            } else {
                let (class, strength) = decode(held);
                code(slot.alike[vetoed as usize][class as usize], self.telling(vetoed, strength))
            };
        }
        self.end_covered_rules(state);
        self.narrow_leads(state);
        None
    }

    /// Cuts leads that nothing to come can turn down to the least such lead.
    ///
    /// A choice between two placings hangs on the sign of a sum of differences,
    /// one a context. A gap between neighbours in a context that exceeds all
    /// that is still open anywhere, and all that stands in the other contexts,
    /// decides whatever it takes part in, however large it is.
    fn narrow_leads(&self, state: &mut Working) {
        let program = self.program;
        let candidates = program.candidates.len();
        if state.points.iter().all(|points| *points == 0) {
            return;
        }
        let mut open: i16 = 0;
        for (number, slot) in program.slots.iter().enumerate() {
            let vetoed = state.vetoed[slot.context];
            let counts = !self.is_out(vetoed) && !slot.idle[vetoed as usize] && (self.full & !vetoed).count_ones() > 1;
            if counts && (state.codes[number] != 0 || meets(&state.rows, &slot.rows)) {
                open += slot.most;
            }
        }
        for context in 0..state.vetoed.len() {
            if self.is_out(state.vetoed[context]) {
                continue;
            }
            let most_of = |context: usize| {
                state.points[context * candidates..(context + 1) * candidates].iter().copied().max().unwrap_or(0)
            };
            let others: i16 = (0..state.vetoed.len()).filter(|other| *other != context).map(most_of).sum();
            // Going up through the points, every gap is cut to what could still be turned.
            let widest = open + others + 1;
            let points = &mut state.points[context * candidates..(context + 1) * candidates];
            let mut floor = 0;
            while let Some(next) = points.iter().copied().filter(|points| *points > floor).min() {
                let cut = (next - floor - widest).max(0);
                for points in points.iter_mut().filter(|points| **points >= next) {
                    *points -= cut;
                }
                floor = next - cut;
            }
        }
    }

    /// Ends the rules under way whose needs are covered wherever they would count.
    fn end_covered_rules(&self, state: &mut Working) {
        let program = self.program;
        for word in 0..state.rows.len() {
            let mut alive = state.rows[word] & program.rule_rows[word];
            while alive != 0 {
                let row = word * 64 + alive.trailing_zeros() as usize;
                alive &= alive - 1;
                let Effect::Needs(needs) = &program.effects[row] else { continue };
                let covered = needs.iter().all(|(slot, class, strength)| {
                    let vetoed = state.vetoed[program.slots[*slot].context];
                    if self.is_out(vetoed) || program.slots[*slot].idle[vetoed as usize] {
                        return true;
                    }
                    let held = state.codes[*slot];
                    held != 0 && {
                        let (held_class, held_strength) = decode(held);
                        held_class >= program.slots[*slot].alike[vetoed as usize][*class as usize]
                            && held_strength >= self.telling(vetoed, *strength)
                    }
                });
                if covered {
                    state.rows[word] &= !(1 << (row % 64));
                }
            }
        }
    }

    /// Whether nothing more can matter in a context: it is not active, or serves nobody.
    const fn is_out(&self, vetoed: u16) -> bool {
        vetoed == INACTIVE || vetoed == self.full
    }

    /// The strength as far as it matters: with one candidate left, points do not.
    const fn telling(&self, vetoed: u16, strength: u8) -> u8 {
        let left = (self.full & !vetoed).count_ones();
        if left == 1 && strength != MUST { 0 } else { strength }
    }

    /// The leaf of a state after the last question.
    fn finish(&mut self, state: &Working) -> u32 {
        let program = self.program;
        let candidates = program.candidates.len();
        let active: Vec<usize> = (0..state.vetoed.len()).filter(|context| state.vetoed[*context] != INACTIVE).collect();
        let sides: Vec<Vec<Option<u32>>> = active
            .iter()
            .map(|&context| {
                let of = |number: usize| {
                    let fits = state.vetoed[context] >> number & 1 == 0;
                    fits.then(|| u32::from(state.points[context * candidates + number].unsigned_abs()))
                };
                (0..candidates).map(of).collect()
            })
            .collect();
        let kb = program.kb;
        let apart: Vec<_> = kb
            .scope()
            .apart
            .iter()
            .enumerate()
            .filter(|(number, _)| has(&state.tables, program.tables.apart + number))
            .map(|(_, apart)| apart)
            .collect();
        let keys: Vec<_> = kb.contexts().keys().collect();
        let contexts: Vec<_> = active.iter().map(|&context| keys[context]).collect();
        let ranked = place(kb, program.levels_known, &contexts, &sides, &apart);
        let tied =
            matches!(ranked.as_slice(), [best, next, ..] if best.size == next.size && best.points == next.points);
        self.leaf(Leaf { placing: ranked.into_iter().next().map(|best| best.placing), tied })
    }

    fn leaf(&mut self, leaf: Leaf) -> u32 {
        if let Some(known) = self.leaf_numbers.get(&leaf) {
            return *known;
        }
        let number = self.leaves.len() as u32;
        self.leaves.push(leaf.clone());
        self.leaf_numbers.insert(leaf, number);
        number
    }

    /// The state as bytes, with what is open before the question of `level`.
    fn pack(&self, state: &Working, level: usize, packed: &mut Vec<u8>) {
        packed.clear();
        for word in state.rows.iter().chain(&state.tables) {
            packed.extend_from_slice(&word.to_le_bytes());
        }
        match level.checked_sub(1) {
            None => packed.extend_from_slice(&state.codes),
            Some(before) => packed.extend(self.program.levels[before].open_slots.iter().map(|slot| state.codes[*slot])),
        }
        for vetoed in &state.vetoed {
            packed.extend_from_slice(&vetoed.to_le_bytes());
        }
        for points in &state.points {
            packed.extend_from_slice(&points.to_le_bytes());
        }
    }

    fn unpack(&self, packed: &[u8], level: usize, state: &mut Working) {
        let mut rest = packed;
        for word in state.rows.iter_mut().chain(&mut state.tables) {
            let (bytes, after) = rest.split_first_chunk().expect("a state was packed by `pack`");
            *word = u64::from_le_bytes(*bytes);
            rest = after;
        }
        match level.checked_sub(1) {
            None => {
                let (codes, after) = rest.split_at(state.codes.len());
                state.codes.copy_from_slice(codes);
                rest = after;
            }
            Some(before) => {
                state.codes.fill(0);
                let open = &self.program.levels[before].open_slots;
                let (codes, after) = rest.split_at(open.len());
                for (slot, held) in open.iter().zip(codes) {
                    state.codes[*slot] = *held;
                }
                rest = after;
            }
        }
        for vetoed in &mut state.vetoed {
            let (bytes, after) = rest.split_first_chunk().expect("a state was packed by `pack`");
            *vetoed = u16::from_le_bytes(*bytes);
            rest = after;
        }
        for points in &mut state.points {
            let (bytes, after) = rest.split_first_chunk().expect("a state was packed by `pack`");
            *points = i16::from_le_bytes(*bytes);
            rest = after;
        }
    }
}

impl Working {
    /// Copies without allocating.
    fn clone_from_working(&mut self, other: &Self) {
        self.rows.copy_from_slice(&other.rows);
        self.tables.copy_from_slice(&other.tables);
        self.codes.copy_from_slice(&other.codes);
        self.vetoed.copy_from_slice(&other.vetoed);
        self.points.copy_from_slice(&other.points);
    }
}

fn has(set: &[u64], member: usize) -> bool {
    set[member / 64] >> (member % 64) & 1 == 1
}

fn set(set: &mut [u64], member: usize) {
    set[member / 64] |= 1 << (member % 64);
}

fn clear(set: &mut [u64], member: usize) {
    set[member / 64] &= !(1 << (member % 64));
}

fn meets(left: &[u64], right: &[u64]) -> bool {
    left.iter().zip(right).any(|(left, right)| left & right != 0)
}

//! One step of an expansion: taking an answer, and clearing what it makes idle.

use rustc_hash::FxHashMap;

use super::contests::{Contests, Ties};
use super::diagram::Diagram;
use super::diagram::Node;
use super::program::{Bits, Effect, Program};
use super::screening::{Leaf, Leaves};
use super::slot::{Lead, merged, pairs};
use super::state::{State, add, has, meets, remove, remove_all};
use crate::kb::{Complement, Key, Rule};

/// The points of each candidate, by needs and available settings.
type Scores = FxHashMap<Box<[u8]>, Box<[i16]>>;

/// Takes states from one answer to the next.
pub(super) struct Expander<'p, 'k> {
    pub(super) program: &'p Program<'k>,
    pub(super) diagram: &'p mut Diagram,
    pub(super) contests: Contests<'p>,
    /// By part: the points of each candidate, by the needs and the settings that are available.
    scores: Vec<Scores>,
    /// The final leads, by context and pair of candidates; worked out anew for each state.
    leads: Vec<Vec<Lead>>,
    /// By slot: whether a rule under way can still change its need.
    is_open: Vec<bool>,
    /// By part: whether its score is still to be added.
    is_wanted: Vec<bool>,
    /// The rows and the tables of settings on which nothing hangs.
    unwanted: (Bits, Bits),
    key: Vec<u8>,
    /// The leaf of what would take too much work.
    pub(super) undetermined: Node,
    /// How much work on points is left; see [`Self::of`].
    allowance: usize,
}

impl<'p, 'k> Expander<'p, 'k> {
    /// An expander that takes at most `allowance` steps on points: sets of settings that are tried, nodes in which a
    /// contest is settled, and placings that are held to others. What would take more is undetermined.
    pub(super) fn of(
        program: &'p Program<'k>,
        diagram: &'p mut Diagram,
        mut leaves: Leaves,
        ties: Ties,
        allowance: usize,
    ) -> Self {
        let undetermined = Node::leaf(leaves.number(Leaf::Undetermined));
        let pairs = pairs(&program.candidates);
        Self {
            program,
            diagram,
            contests: Contests::of(program.kb, &program.candidates, ties, leaves),
            scores: vec![Scores::default(); program.parts.len()],
            leads: vec![vec![Lead::default(); pairs]; program.kb.contexts().len()],
            is_open: vec![false; program.slots.len()],
            is_wanted: vec![false; program.parts.len()],
            unwanted: program.of_settings.clone(),
            key: Vec::new(),
            undetermined,
            allowance,
        }
    }

    /// The state before any answer.
    pub(super) fn start(&self, screen: Node, left_out: Option<Key<Rule>>) -> State {
        let program = self.program;
        let mut state = State::blank(program);
        state.screen = screen;
        state.tables.copy_from_slice(&program.given);
        for row in 0..program.effects.len() {
            add(&mut state.rows, row);
        }
        if let Some(row) = left_out.and_then(|rule| program.row_of_rule[rule.position()]) {
            remove(&mut state.rows, row);
        }
        for (_, effect) in program.always.iter().filter(|(rule, _)| Some(*rule) != left_out) {
            self.apply(&mut state, effect);
        }
        state
    }

    /// Takes an answer: ends rows, and applies what is complete; whether that is anything.
    pub(super) fn take(&self, state: &mut State, level: usize, ends: &[u64]) -> bool {
        let last = &self.program.levels[level].last;
        let is_touched = meets(&state.rows, ends) || meets(&state.rows, last);
        remove_all(&mut state.rows, ends);
        for (word, last) in last.iter().enumerate() {
            let mut complete = state.rows[word] & last;
            state.rows[word] &= !last;
            while complete != 0 {
                let row = word * 64 + complete.trailing_zeros() as usize;
                complete &= complete - 1;
                self.apply(state, &self.program.effects[row]);
            }
        }
        is_touched
    }

    fn apply(&self, state: &mut State, effect: &Effect) {
        match effect {
            Effect::Needs(needs) => {
                for (slot, code) in needs {
                    state.codes[*slot] = merged(state.codes[*slot], *code);
                }
            }
            Effect::Table(table) => {
                add(&mut state.tables, *table);
                remove_all(&mut state.rows, &self.program.tables[*table].rows);
            }
        }
    }

    /// Clears what can make no difference any more; whether a contest is left.
    pub(super) fn tidy(&mut self, state: &mut State) -> bool {
        loop {
            let number = self.contests.number(self.diagram, state.screen);
            if self.contests.stake(number).contests.is_empty() {
                return false;
            }
            if self.clear(state, number).is_none() {
                state.screen = self.undetermined;
                return false;
            }
            self.bound(state, number);
            let (leads, allowance) = (&self.leads, &mut self.allowance);
            let Some(settled) = self.contests.settle(self.diagram, state.screen, number, leads, allowance) else {
                state.screen = self.undetermined;
                return false;
            };
            if settled == state.screen {
                self.level_points(state, number);
                return true;
            }
            state.screen = settled;
        }
    }

    /// Clears the needs, rules and tables on which no contest hangs, and adds up what is final; nothing if that is too
    /// much work.
    fn clear(&mut self, state: &mut State, stake: u32) -> Option<()> {
        let program = self.program;
        let rivals = &self.contests.stake(stake).rivals;
        for (context, rivals) in rivals.iter().enumerate() {
            if *rivals == 0 {
                remove_all(&mut state.rows, &program.rows_of_context[context]);
            }
        }
        for (held, slot) in state.codes.iter_mut().zip(&program.slots) {
            if *held != 0 {
                *held = slot.alike_for(rivals[slot.context], *held);
            }
        }
        self.is_open.fill(false);
        for word in 0..state.rows.len() {
            let mut under_way = state.rows[word] & program.rule_rows[word];
            while under_way != 0 {
                let row = word * 64 + under_way.trailing_zeros() as usize;
                under_way &= under_way - 1;
                let Effect::Needs(needs) = &program.effects[row] else { continue };
                // A rule is covered where the need that it would bring changes nothing.
                let mut is_covered = true;
                for (number, code) in needs {
                    let held = state.codes[*number];
                    let slot = &program.slots[*number];
                    if slot.alike_for(rivals[slot.context], merged(held, *code)) != held {
                        is_covered = false;
                        self.is_open[*number] = true;
                    }
                }
                if is_covered {
                    state.rows[word] &= !(1 << (row % 64));
                }
            }
        }
        self.is_wanted.fill(false);
        for number in 0..program.slots.len() {
            if state.codes[number] != 0 || self.is_open[number] {
                let part = program.slots[number].part;
                self.is_wanted[part] = true;
                if !meets(&state.rows, &program.parts[part].waits_for) {
                    self.add_up(state, part)?;
                    self.is_wanted[part] = false;
                }
            }
        }
        self.unwanted.0.copy_from_slice(&program.of_settings.0);
        self.unwanted.1.copy_from_slice(&program.of_settings.1);
        for part in &program.with_settings {
            if self.is_wanted[*part] {
                remove_all(&mut self.unwanted.0, &program.parts[*part].of_settings.0);
                remove_all(&mut self.unwanted.1, &program.parts[*part].of_settings.1);
            }
        }
        remove_all(&mut state.rows, &self.unwanted.0);
        remove_all(&mut state.tables, &self.unwanted.1);
        // Conditions for a question are on questions before it, so going backwards finds all that are unwanted.
        for number in program.conditional.iter().rev() {
            let table = &program.tables[*number];
            if !meets(&state.rows, &table.mentions) {
                remove(&mut state.tables, *number);
                remove_all(&mut state.rows, &table.rows);
            }
        }
        Some(())
    }

    /// Adds the points of a final part to its context; nothing if that is too much work.
    fn add_up(&mut self, state: &mut State, number: usize) -> Option<()> {
        let program = self.program;
        let part = &program.parts[number];
        let is_available = |setting: Key<Complement>| has(&state.tables, setting.position());
        self.key.clear();
        self.key.extend(part.slots.iter().map(|slot| state.codes[*slot]));
        self.key.extend(part.settings.iter().map(|setting| u8::from(is_available(*setting))));
        if !self.scores[number].contains_key(self.key.as_slice()) {
            let score = program.score(part, &self.key[..part.slots.len()], is_available, &mut self.allowance)?;
            self.scores[number].insert(self.key.clone().into_boxed_slice(), score.into_boxed_slice());
        }
        let score = &self.scores[number][self.key.as_slice()];
        let first = part.context * score.len();
        for (points, more) in state.points[first..].iter_mut().zip(score) {
            *points += more;
        }
        for slot in &part.slots {
            state.codes[*slot] = 0;
        }
        Some(())
    }

    /// Works out between which bounds the final leads are.
    fn bound(&mut self, state: &State, stake: u32) {
        let program = self.program;
        let candidates = program.candidates.len();
        let rivals = &self.contests.stake(stake).rivals;
        for (context, leads) in self.leads.iter_mut().enumerate() {
            let points = &state.points[context * candidates..(context + 1) * candidates];
            let mut number = 0;
            for second in 1..candidates {
                for first in 0..second {
                    let lead = if rivals[context] == 0 { 0 } else { points[first] - points[second] };
                    leads[number] = Lead { least: lead, most: lead };
                    number += 1;
                }
            }
        }
        for ((held, is_open), slot) in state.codes.iter().zip(&self.is_open).zip(&program.slots) {
            let more = match (is_open, *held) {
                (true, held) => &slot.open[usize::from(held)],
                (false, 0) => continue,
                (false, held) => &slot.leads[usize::from(held)],
            };
            for (lead, more) in self.leads[slot.context].iter_mut().zip(more) {
                lead.least += more.least;
                lead.most += more.most;
            }
        }
    }

    /// Keeps of the points by how much the rivals are apart, for contexts together where they count only so.
    fn level_points(&self, state: &mut State, stake: u32) {
        let candidates = self.program.candidates.len();
        for fold in self.contests.folds(stake) {
            for (into, from) in &fold.beside {
                state.points[fold.into * candidates + into] += state.points[fold.from * candidates + from];
            }
            state.points[fold.from * candidates..(fold.from + 1) * candidates].fill(0);
        }
        for (points, rivals) in state.points.chunks_mut(candidates).zip(&self.contests.stake(stake).rivals) {
            let is_rival = |number: usize| rivals >> number & 1 == 1;
            let least = (0..candidates).filter(|number| is_rival(*number)).map(|number| points[number]).min();
            for (number, points) in points.iter_mut().enumerate() {
                *points = if is_rival(number) { *points - least.unwrap_or(0) } else { 0 };
            }
        }
    }
}

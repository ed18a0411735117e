//! States of an expansion: what of the answers so far still matters.

use std::hash::{BuildHasher, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::diagram::Node;
use super::program::Program;

/// What of the answers so far still matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    /// What screening still leaves to decide.
    pub(super) screen: Node,
    /// The rows under way.
    pub(super) rows: Vec<u64>,
    /// The tables that hold.
    pub(super) tables: Vec<u64>,
    /// The need of every slot, as a code.
    pub(super) codes: Vec<u8>,
    /// For each context and candidate: the points.
    pub(super) points: Vec<i16>,
}

impl State {
    /// A state in which nothing is under way.
    pub(super) fn blank(program: &Program<'_>) -> Self {
        Self {
            screen: Node::leaf(0),
            rows: vec![0; program.words.0],
            tables: vec![0; program.words.1],
            codes: vec![0; program.slots.len()],
            points: vec![0; program.kb.contexts().len() * program.candidates.len()],
        }
    }

    /// Becomes like another state, without allocating.
    pub(super) fn become_like(&mut self, other: &Self) {
        self.screen = other.screen;
        self.rows.copy_from_slice(&other.rows);
        self.tables.copy_from_slice(&other.tables);
        self.codes.copy_from_slice(&other.codes);
        self.points.copy_from_slice(&other.points);
    }

    /// The state as bytes; equal states have equal bytes.
    pub(super) fn pack(&self, packed: &mut Vec<u8>) {
        packed.clear();
        packed.extend_from_slice(&self.screen.number().to_le_bytes());
        for word in self.rows.iter().chain(&self.tables) {
            packed.extend_from_slice(&word.to_le_bytes());
        }
        packed.extend_from_slice(&self.codes);
        for points in &self.points {
            packed.extend_from_slice(&points.to_le_bytes());
        }
    }

    /// Becomes the state that was packed.
    pub(super) fn unpack(&mut self, packed: &[u8]) {
        let mut rest = packed;
        self.screen = Node::numbered(u32::from_le_bytes(take(&mut rest)));
        for word in self.rows.iter_mut().chain(&mut self.tables) {
            *word = u64::from_le_bytes(take(&mut rest));
        }
        let (codes, mut rest) = rest.split_at(self.codes.len());
        self.codes.copy_from_slice(codes);
        for points in &mut self.points {
            *points = i16::from_le_bytes(take(&mut rest));
        }
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    let (bytes, after) = rest.split_first_chunk().expect("a state was packed by `pack`");
    *rest = after;
    *bytes
}

/// States that wait for the same question, packed one behind the other.
#[derive(Default)]
pub(super) struct Layer {
    bytes: Vec<u8>,
    stride: usize,
    count: usize,
    index: HashTable<u32>,
}

impl Layer {
    /// How many states there are.
    pub(super) const fn len(&self) -> usize {
        self.count
    }

    /// The packed state of a number.
    pub(super) fn state(&self, number: usize) -> &[u8] {
        &self.bytes[number * self.stride..(number + 1) * self.stride]
    }

    /// The number of a packed state, if it is there.
    pub(super) fn find(&self, packed: &[u8]) -> Option<u32> {
        self.index.find(hash(packed), |number| self.state(*number as usize) == packed).copied()
    }

    /// The number of a packed state: an old one if there is one alike; none if it would be one too many.
    pub(super) fn insert(&mut self, packed: &[u8], most: usize) -> Option<u32> {
        self.stride = packed.len();
        let (bytes, stride) = (&self.bytes, self.stride);
        let state = |number: u32| &bytes[number as usize * stride..(number as usize + 1) * stride];
        let hash = hash(packed);
        if let Some(known) = self.index.find(hash, |number| state(*number) == packed) {
            return Some(*known);
        }
        if self.count >= most {
            return None;
        }
        let number = self.count as u32;
        self.index.insert_unique(hash, number, |number| self::hash(state(*number)));
        self.bytes.extend_from_slice(packed);
        self.count += 1;
        Some(number)
    }
}

/// States that were held to a node.
#[derive(Default)]
pub(super) struct Pairs {
    known: Layer,
    buffer: Vec<u8>,
    packed: Vec<u8>,
}

impl Pairs {
    /// Takes a state that waits at a level and a node in hand, for [`Self::insert`]; the packed state.
    pub(super) fn packed(&mut self, level: usize, state: &State, node: Node) -> &[u8] {
        state.pack(&mut self.packed);
        self.buffer.clear();
        self.buffer.extend_from_slice(&self.packed);
        self.buffer.extend_from_slice(&node.number().to_le_bytes());
        self.buffer.extend_from_slice(&(level as u32).to_le_bytes());
        &self.packed
    }

    /// Adds the pair in hand; whether it is new, or nothing if it would be one too many.
    pub(super) fn insert(&mut self, most: usize) -> Option<bool> {
        let before = self.known.len();
        self.known.insert(&self.buffer, most)?;
        Some(self.known.len() > before)
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

/// Whether a set has a member.
pub(super) fn has(set: &[u64], member: usize) -> bool {
    set[member / 64] >> (member % 64) & 1 == 1
}

/// Adds a member to a set.
pub(super) fn add(set: &mut [u64], member: usize) {
    set[member / 64] |= 1 << (member % 64);
}

/// Removes a member from a set.
pub(super) fn remove(set: &mut [u64], member: usize) {
    set[member / 64] &= !(1 << (member % 64));
}

/// Removes every member of another set.
pub(super) fn remove_all(set: &mut [u64], members: &[u64]) {
    for (word, members) in set.iter_mut().zip(members) {
        *word &= !members;
    }
}

/// Whether two sets share a member.
pub(super) fn meets(left: &[u64], right: &[u64]) -> bool {
    left.iter().zip(right).any(|(left, right)| left & right != 0)
}

//! Entries in the order of their file, found by id or by a checked key; and sets of choices by their positions.

use std::marker::PhantomData;
use std::ops::Index;

use derive_where::derive_where;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::wording::{ID, Id, LONGEST_ID};

/// A thing of the knowledge base that has an id of its own.
pub trait Entry {
    /// The word for such a thing, in the words of the data.
    const KIND: &'static str;
    /// The id, unique among its kind.
    fn id(&self) -> &str;
}

/// A reference to an entry that exists in the knowledge base it was made for.
#[derive_where(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[derive(Deserialize, JsonSchema)]
#[serde(transparent, bound = "")]
#[schemars(inline, with = "String", bound = "T: Entry", description = "")]
#[schemars(extend("pattern" = ID, "maxLength" = LONGEST_ID, "x-entry" = T::KIND))]
pub struct Key<T> {
    // Invariant: less than the length of the catalogue that made it.
    position: u32,
    #[serde(skip)]
    kind: PhantomData<fn() -> T>,
}

impl<T> Key<T> {
    const fn at(position: usize) -> Self {
        Self { position: position as u32, kind: PhantomData }
    }

    /// The position of the entry in its catalogue, from 0.
    pub const fn position(self) -> usize {
        self.position as usize
    }
}

/// Entries of one kind by their ids, in the order they were written.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[derive_where(Default)]
#[serde(from = "Vec<T>", bound(deserialize = "T: Entry + Deserialize<'de>"))]
#[schemars(inline, with = "Vec<T>", bound = "T: JsonSchema")]
pub struct Catalogue<T>(IndexMap<String, T, FxBuildHasher>);

impl<T: Entry> From<Vec<T>> for Catalogue<T> {
    fn from(entries: Vec<T>) -> Self {
        Self(entries.into_iter().map(|entry| (entry.id().to_owned(), entry)).collect())
    }
}

impl<T: Entry> Catalogue<T> {
    /// The key of the entry with this id.
    pub fn find(&self, id: &str) -> Option<Key<T>> {
        self.0.get_index_of(id).map(Key::at)
    }

    /// Every entry, in the order written.
    pub fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.0.values()
    }

    /// Every key, in the order written.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = Key<T>> + ExactSizeIterator + use<T> {
        (0..self.len()).map(Key::at)
    }

    /// The ids, in the order written.
    pub fn ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.keys().map(String::as_str)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Index<Key<T>> for Catalogue<T> {
    type Output = T;

    fn index(&self, key: Key<T>) -> &T {
        &self.0[key.position()]
    }
}

/// A set of choices of one question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[schemars(with = "Vec<Id>", extend("minItems" = 1, "x-entry" = "choices"))]
// Bit n is for the n-th choice.
pub struct ChoiceSet(u64);

impl ChoiceSet {
    /// The set of one choice, by its position.
    pub const fn only(position: usize) -> Self {
        Self(1 << position)
    }

    /// The choices of both sets.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The choices of this set that are not in the other.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the two sets share a choice.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// How many choices there are.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is no choice.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The positions of the choices, in order.
    pub fn positions(self) -> impl Iterator<Item = usize> + Clone {
        (0..(u64::BITS - self.0.leading_zeros()) as usize).filter(move |position| self.0 >> position & 1 == 1)
    }
}

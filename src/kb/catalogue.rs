//! Entries in the order of their file, found by id or by a checked key.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Index;

use indexmap::IndexMap;
use indexmap::map::Values;
use rustc_hash::FxBuildHasher;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer};

use super::wording::{self, Id};

/// A thing of the knowledge base that has an id of its own.
pub trait Entry {
    /// The word for such a thing, in the words of the data.
    const KIND: &'static str;
    /// The id, unique among its kind.
    fn id(&self) -> &str;
}

/// A reference to an entry that exists in the knowledge base it was made for.
pub struct Key<T> {
    // Invariant: less than the length of the catalogue that made it.
    position: u32,
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

// By hand, since a derive would ask the same of `T`.
impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Key<T> {}
impl<T> PartialEq for Key<T> {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position
    }
}
impl<T> Eq for Key<T> {}
impl<T> PartialOrd for Key<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Key<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.position.cmp(&other.position)
    }
}
impl<T> Hash for Key<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.position.hash(state);
    }
}
impl<T> fmt::Debug for Key<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.position)
    }
}

/// Of no entry, until the entry that names it is checked.
impl<T> Default for Key<T> {
    fn default() -> Self {
        Self::at(u32::MAX as usize)
    }
}

/// From an id.
impl<'de, T: Entry> Deserialize<'de> for Key<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        wording::read(from, T::KIND).map(|position: u32| Self::at(position as usize))
    }
}

impl<T> JsonSchema for Key<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Id::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Id::json_schema(generator)
    }
}

/// Entries of one kind by their ids, in the order they were written.
#[derive(Debug, Clone)]
pub struct Catalogue<T>(IndexMap<String, T, FxBuildHasher>);

impl<T: Entry> Catalogue<T> {
    pub(super) fn of(entries: Vec<T>) -> Self {
        Self(entries.into_iter().map(|entry| (entry.id().to_owned(), entry)).collect())
    }

    /// The key of the entry with this id.
    pub fn find(&self, id: &str) -> Option<Key<T>> {
        self.0.get_index_of(id).map(Key::at)
    }

    /// Every entry, in the order written.
    pub fn iter(&self) -> Values<'_, String, T> {
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

//! Values as numbers, so that they can be leaves of a diagram.

use std::hash::Hash;
use std::ops::Index;

use rustc_hash::FxHashMap;

/// Values, each with a number of its own.
#[derive(Debug, Clone)]
pub(super) struct Interned<T> {
    values: Vec<T>,
    numbers: FxHashMap<T, u32>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self { values: Vec::new(), numbers: FxHashMap::default() }
    }
}

impl<T: Clone + Eq + Hash> Interned<T> {
    /// The number of a value: the next one if the value is new.
    pub(super) fn number(&mut self, value: T) -> u32 {
        if let Some(known) = self.numbers.get(&value) {
            return *known;
        }
        let number = self.values.len() as u32;
        self.values.push(value.clone());
        self.numbers.insert(value, number);
        number
    }

    /// Every value, in the order of the numbers.
    pub(super) fn values(&self) -> &[T] {
        &self.values
    }
}

impl<T> Index<u32> for Interned<T> {
    type Output = T;

    fn index(&self, number: u32) -> &T {
        &self.values[number as usize]
    }
}

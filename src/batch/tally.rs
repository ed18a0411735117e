//! How verdicts, needs and complements are distributed over many rows.

use std::collections::BTreeMap;

use super::result::{Field, Value};

/// Counts over rows. A name that no row has is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Verdicts: messengers joined by `+`, or `none-alone`.
    pub verdicts: BTreeMap<String, u64>,
    /// Needed properties, with how many rows must have them and how many should.
    pub needs: BTreeMap<String, [u64; 2]>,
    /// Settings and companions that are advised.
    pub complements: BTreeMap<String, u64>,
}

impl Tally {
    /// The fields that are counted.
    pub(super) const FIELDS: [Field; 3] = [Field::Verdict, Field::Needs, Field::Complements];

    /// Counts a row by the values of [`Self::FIELDS`].
    pub(super) fn count(&mut self, values: &[Value]) {
        for (field, value) in Self::FIELDS.into_iter().zip(values) {
            match (field, value) {
                (Field::Needs, Value::Pairs(needs)) => {
                    for (property, strength) in needs {
                        let counts = self.needs.entry(property.clone()).or_default();
                        counts[usize::from(strength != "must")] += 1;
                    }
                }
                (_, Value::Word(word)) => *self.verdicts.entry(word.clone()).or_default() += 1,
                (_, Value::List(words)) => {
                    words.iter().for_each(|word| *self.complements.entry(word.clone()).or_default() += 1);
                }
                (_, Value::Flag(_) | Value::Pairs(_)) => {}
            }
        }
    }

    /// Adds the counts of other rows.
    pub(super) fn add(&mut self, other: Self) {
        other.verdicts.into_iter().for_each(|(word, count)| *self.verdicts.entry(word).or_default() += count);
        for (property, [musts, shoulds]) in other.needs {
            let counts = self.needs.entry(property).or_default();
            counts[0] += musts;
            counts[1] += shoulds;
        }
        other.complements.into_iter().for_each(|(word, count)| *self.complements.entry(word).or_default() += count);
    }
}

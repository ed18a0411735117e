//! What raises a messenger's level on a property.

use serde::{Deserialize, Serialize};

use super::catalogue::{Entry, Key};
use super::date::AsOf;
use super::messenger::Messenger;
use super::property::{Level, Property};
use super::row::Row;
use super::source::Source;
use super::strings::Str;

/// A way of using a messenger, or something beyond it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Complement {
    /// The id, kebab-case.
    pub id: Str,
    /// A setting or a companion.
    pub kind: Kind,
    /// What to do, as a short command.
    pub title: Str,
    /// What it does and what it does not.
    pub about: Str,
    /// The messenger that it is, if it is one.
    pub messenger: Option<Key<Messenger>>,
    /// The levels it lifts properties to.
    pub raises: Vec<(Key<Property>, Level)>,
    /// The facts a messenger must have for it to work: any of the levels, on all of the properties.
    pub works_with: Vec<(Key<Property>, Vec<Level>)>,
    /// Messengers that it should work with by those facts, and that nobody has shown it to work with: named, never counted.
    pub unproven_with: Vec<Key<Messenger>>,
    /// The answers with which a person can have it: any of the rows; always if empty.
    pub available_when: Vec<Row>,
    /// Whether it belongs before signing up, since it cannot be mended afterwards.
    pub before_sign_up: bool,
    /// Whether it takes the place of the messenger's own app, so that one is not got beside it.
    pub is_the_app: bool,
    /// What it costs a person in time, money and care, 1 to 5.
    pub effort: u8,
    /// The steps, in order.
    pub how_to: Vec<Str>,
    /// More steps, for some messengers only.
    pub how_to_in: Vec<(Key<Messenger>, Vec<Str>)>,
    /// The date of the steps.
    pub as_of: AsOf,
    /// What the steps rest on.
    pub sources: Vec<Key<Source>>,
    /// Why it stays although no verdict hangs on it.
    pub waiver: Option<Str>,
}

/// What kind of complement it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// A way of using the messenger.
    Setting,
    /// Something beyond the messenger.
    Companion,
}

impl Kind {
    /// The word in the data.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Setting => "setting",
            Self::Companion => "companion",
        }
    }
}

impl Complement {
    /// The steps for a messenger, in order.
    pub fn steps_in(&self, messenger: Key<Messenger>) -> Vec<Str> {
        let own = self.how_to_in.iter().filter(|(named, _)| *named == messenger).flat_map(|(_, steps)| steps);
        self.how_to.iter().chain(own).cloned().collect()
    }

    /// The level it lifts a property to.
    pub fn lifts(&self, property: Key<Property>) -> Option<Level> {
        self.raises.iter().find(|(raised, _)| *raised == property).map(|(_, level)| *level)
    }

    /// The levels of a property at which it works; none if it does not ask for any.
    pub fn works_at(&self, property: Key<Property>) -> Option<&[Level]> {
        self.works_with.iter().find(|(of, _)| *of == property).map(|(_, levels)| levels.as_slice())
    }
}

impl Entry for Complement {
    const KIND: &'static str = "complement";
    fn id(&self) -> &str {
        &self.id
    }
}

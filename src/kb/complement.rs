//! What raises a messenger's level on a property.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::catalogue::Key;
use super::choice_set::ChoiceSet;
use super::date::AsOf;
use super::messenger::Messenger;
use super::property::{Level, Property};
use super::question::{Question, Row, applies};
use super::scope::Sitting;
use super::source::Source;

/// A way of using a messenger, or something beyond it.
#[derive(Debug, Clone)]
pub struct Complement {
    /// The id, kebab-case.
    pub id: String,
    /// A setting, a companion or a practice.
    pub kind: Kind,
    /// What to do, as a short command.
    pub title: String,
    /// What it does and what it does not.
    pub about: String,
    /// The messenger that it is, if it is one.
    pub messenger: Option<Key<Messenger>>,
    /// The levels it lifts properties to; none for a practice.
    pub raises: Vec<(Key<Property>, Level)>,
    /// The facts a messenger must have for it to work: any of the levels, on all of the properties.
    pub works_with: Vec<(Key<Property>, Vec<Level>)>,
    /// The headline with it: what follows "with", or all of it where it takes the place of the messenger.
    pub headline: Option<String>,
    /// Whether it takes the place of the messenger: by itself, or as a messenger that meets every must.
    pub takes_the_place: bool,
    /// The answers with which a person can have it: any of the rows; always if empty.
    pub available_when: Vec<Row>,
    /// The answers with which a person cannot have it, or should not: any of the rows.
    pub not_when: Vec<Row>,
    /// When it is done.
    pub stage: Stage,
    /// How much it matters among the steps, 1 to 9, with any answers.
    pub urgency: u8,
    /// Answers with which it matters more, and how much then.
    pub urgent_when: Vec<(Row, u8)>,
    /// Where it is done together with others.
    pub sitting: Option<Key<Sitting>>,
    /// What to do there, in short.
    pub short: Option<String>,
    /// The complements that exclude it, each of which names or is named by it.
    pub excludes: Vec<Key<Self>>,
    /// What it costs a person in time, money and care, 1 to 5.
    pub effort: u8,
    /// The steps, in order.
    pub how_to: Vec<String>,
    /// More steps, for some messengers only.
    pub how_to_in: Vec<(Key<Messenger>, Vec<String>)>,
    /// More steps, with some answers only.
    pub how_to_when: Vec<(Row, Vec<String>)>,
    /// The date of the steps.
    pub as_of: AsOf,
    /// What the steps rest on.
    pub sources: Vec<Key<Source>>,
    /// Why it stays although no verdict hangs on it.
    pub waiver: Option<String>,
}

/// What kind of complement it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A way of using the messenger.
    Setting,
    /// Something beyond it, perhaps another messenger.
    Companion,
    /// Something to do that no level measures.
    Practice,
}

/// When something is done, in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Before the messenger is set up.
    #[default]
    Before,
    /// While it is set up.
    SignUp,
    /// Once it is set up.
    After,
    /// From then on.
    Always,
}

impl Stage {
    /// The word in the data.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::SignUp => "sign-up",
            Self::After => "after",
            Self::Always => "always",
        }
    }
}

impl Kind {
    /// The word in the data.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Setting => "setting",
            Self::Companion => "companion",
            Self::Practice => "practice",
        }
    }
}

impl Complement {
    /// Whether a person with these answers can have it.
    pub fn is_available(&self, chosen: impl Fn(Key<Question>) -> Option<ChoiceSet> + Copy) -> bool {
        applies(&self.available_when, &self.not_when, chosen)
    }

    /// How much it matters among the steps with these answers, 1 to 9.
    pub fn urgency(&self, chosen: impl Fn(Key<Question>) -> Option<ChoiceSet> + Copy) -> u8 {
        let more = self.urgent_when.iter().filter(|(row, _)| row.holds(chosen)).map(|(_, urgency)| *urgency);
        more.fold(self.urgency, u8::max)
    }

    /// The steps with these messengers and these answers, in order: what some need comes before what all do.
    pub fn steps_in(
        &self,
        messengers: &[Key<Messenger>],
        chosen: impl Fn(Key<Question>) -> Option<ChoiceSet> + Copy,
    ) -> Vec<String> {
        let with_answers = self.how_to_when.iter().filter(|(row, _)| row.holds(chosen)).flat_map(|(_, steps)| steps);
        let own = self.how_to_in.iter().filter(|(named, _)| messengers.contains(named)).flat_map(|(_, steps)| steps);
        with_answers.chain(own).chain(&self.how_to).cloned().collect()
    }

    /// The level it lifts a property to.
    pub fn lifts(&self, property: Key<Property>) -> Option<Level> {
        self.raises.iter().find(|(raised, _)| *raised == property).map(|(_, level)| *level)
    }

    /// The messenger that it is, if that takes the place of a candidate and is never added to one.
    pub fn stand_in(&self) -> Option<Key<Messenger>> {
        self.messenger.filter(|_| self.takes_the_place)
    }

    /// The levels of a property at which it works; none if it does not ask for any.
    pub fn works_at(&self, property: Key<Property>) -> Option<&[Level]> {
        self.works_with.iter().find(|(of, _)| *of == property).map(|(_, levels)| levels.as_slice())
    }
}

//! What raises a messenger's level on a property.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::Place;
use super::question::applies;
use super::wording::Id;
use super::{AsOf, Key, Level, Messenger, OneOf, Property, Reading, Row, Sitting, Source};

/// What lifts a messenger to a better level.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Complement {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// What kind of complement it is.
    pub kind: Kind,
    /// What to do, as a command.
    #[schemars(length(max = 70))]
    pub title: String,
    /// What it does, and what it does not.
    pub about: String,
    /// The id of the messenger that it is; only for a companion.
    pub messenger: Option<Key<Messenger>>,
    /// Properties, with the level it lifts a messenger to; none for a practice.
    #[serde(default)]
    #[schemars(extend("x-keys" = "property"))]
    pub raises: BTreeMap<Key<Property>, Level>,
    /// Properties, with the levels of which the messenger must have one each.
    #[serde(default)]
    #[schemars(extend("x-keys" = "property"))]
    pub works_with: BTreeMap<Key<Property>, OneOf>,
    /// The headline with it: after the messenger and "with" or, where it takes the messenger's place, alone.
    pub headline: Option<String>,
    /// Whether it takes the place of the messenger: by itself, or as a messenger that meets every must.
    #[serde(default)]
    pub takes_the_place: bool,
    /// A person can have it when any of these rows holds; always without one.
    #[serde(default)]
    pub available_when: Vec<Row>,
    /// A person cannot have it, or should not, when any of these rows holds.
    #[serde(default)]
    pub not_when: Vec<Row>,
    /// When it is done.
    #[serde(rename = "stage")]
    written_stage: Option<Stage>,
    /// When it is done: a companion before sign-up and anything else after it, unless it says so.
    #[serde(skip)]
    pub stage: Stage,
    /// How much it matters among the steps, 1 to 9.
    #[serde(default = "default_urgency")]
    #[schemars(range(min = 1, max = 9))]
    pub urgency: u8,
    /// Answers with which it matters more.
    #[serde(default)]
    pub urgent_when: Vec<Urgent>,
    /// Where it is done, so that it becomes one step with others: the id of a sitting in `scope.yaml`.
    pub sitting: Option<Key<Sitting>>,
    /// What to do there, as a short command that follows a colon.
    pub short: Option<String>,
    /// Complements that exclude it, and that it excludes: of two, the one that matters less is left out.
    #[serde(default)]
    pub excludes: Vec<Key<Self>>,
    /// 1 (a minute) to 5 (a new way of working).
    #[schemars(range(min = 1, max = 5))]
    pub effort: u8,
    /// The steps, in order.
    #[schemars(length(min = 1))]
    pub how_to: Vec<String>,
    /// More steps, for one messenger only, by its id, before the others.
    #[serde(default)]
    #[schemars(extend("x-keys" = "messenger"))]
    pub how_to_in: BTreeMap<Key<Messenger>, Vec<String>>,
    /// More steps, with some answers only, before all others.
    #[serde(default)]
    pub how_to_when: Vec<HowTo>,
    /// The date of the steps; menus move.
    pub as_of: AsOf,
    /// Ids of `sources.yaml`, at least one.
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    pub sources: Vec<Key<Source>>,
    /// Why it stays although no rule needs what it raises.
    pub waiver: Option<String>,
}

/// Steps with some answers only.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HowTo {
    /// The answers.
    pub when: Row,
    /// The steps, in order.
    #[schemars(length(min = 1))]
    pub steps: Vec<String>,
}

/// Answers with which something matters more.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Urgent {
    /// The answers.
    pub when: Row,
    /// How much it matters then, 1 to 9.
    #[schemars(range(min = 1, max = 9))]
    pub urgency: u8,
    /// When it is done then, if that is earlier.
    pub stage: Option<Stage>,
}

const fn default_urgency() -> u8 {
    4
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

words!(Stage: Before = "before", SignUp = "sign-up", After = "after", Always = "always");

words!(Kind: Setting = "setting", Companion = "companion", Practice = "practice");

impl Complement {
    pub(super) fn check(&mut self, at: Place<'_>) {
        let (kind, is_companion) = (self.kind.word(), self.kind == Kind::Companion);
        self.stage = self.written_stage.unwrap_or(if is_companion { Stage::Before } else { Stage::After });
        if self.raises.is_empty() && self.kind != Kind::Practice {
            at.field("raises").note("it raises nothing", "name at least one `property: level`");
        } else if !self.raises.is_empty() && self.kind == Kind::Practice {
            at.field("raises").note("a practice raises nothing", "make it a setting or a companion");
        }
        if self.sitting.is_some() != self.short.is_some() {
            at.note("`sitting` and `short` go together", "give both, or leave both out");
        }
        if self.urgent_when.iter().any(|urgent| urgent.stage.is_some_and(|stage| stage >= self.stage)) {
            let fault = format!("a stage is no earlier than `{}`", self.stage.word());
            at.field("urgent-when").note(fault, "leave it out, or name an earlier one");
        }
        if self.takes_the_place && !is_companion {
            let fault = "only a companion takes the place of the messenger";
            at.field("takes-the-place").note(fault, "leave it out, or make it a companion");
        }
        if self.messenger.is_some() && !is_companion {
            at.field("messenger").note(format!("a {kind} is not a messenger"), "make it a companion");
        }
    }

    /// Whether a person with these answers can have it.
    pub fn is_available(&self, reading: &Reading) -> bool {
        applies(&self.available_when, &self.not_when, reading)
    }

    /// How much it matters among the steps with these answers, 1 to 9.
    pub fn urgency(&self, reading: &Reading) -> u8 {
        self.urgent(reading).map(|urgent| urgent.urgency).fold(self.urgency, u8::max)
    }

    /// When it is done with these answers.
    pub fn stage(&self, reading: &Reading) -> Stage {
        self.urgent(reading).filter_map(|urgent| urgent.stage).fold(self.stage, Stage::min)
    }

    fn urgent(&self, reading: &Reading) -> impl Iterator<Item = &Urgent> {
        self.urgent_when.iter().filter(|urgent| urgent.when.holds(reading))
    }

    /// The steps with these messengers and these answers, in order: what some need comes before what all do.
    pub fn steps_in(&self, messengers: &[Key<Messenger>], reading: &Reading) -> Vec<String> {
        let own = self.how_to_in.iter().filter(|(named, _)| messengers.contains(named)).flat_map(|(_, steps)| steps);
        self.steps_when(reading).chain(own).chain(&self.how_to).cloned().collect()
    }

    /// The steps that only these answers bring up.
    pub fn steps_when(&self, reading: &Reading) -> impl Iterator<Item = &String> {
        self.how_to_when.iter().filter(|one| one.when.holds(reading)).flat_map(|one| &one.steps)
    }

    /// The level it lifts a property to.
    pub fn lifts(&self, property: Key<Property>) -> Option<Level> {
        self.raises.get(&property).copied()
    }

    /// The messenger that it is, if that takes the place of a candidate and is never added to one.
    pub fn stand_in(&self) -> Option<Key<Messenger>> {
        self.messenger.filter(|_| self.takes_the_place)
    }
}

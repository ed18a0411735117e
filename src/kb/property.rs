//! What messengers are compared on.

use jiff::Span;
use schemars::JsonSchema;
use serde::Deserialize;

use super::catalogue::Key;
use super::heading::Group;
use super::wording::{Id, Short};

/// The word for a level nobody knows; no level is called so.
pub const UNKNOWN: &str = "unknown";

/// Something messengers are compared on.
#[derive(Debug, Clone)]
pub struct Property {
    /// The id, kebab-case.
    pub id: String,
    /// A noun phrase for a table's first column.
    pub title: String,
    /// The group it is listed in.
    pub group: Key<Group>,
    /// Why a person should care, in a sentence.
    pub why: String,
    /// What it means for a person if a need for it stays open, and what to do then.
    pub if_open: Option<String>,
    /// What to do first then, as a command.
    pub if_open_do: Option<String>,
    /// What the messenger cannot do then, after "It can't".
    pub cannot: Option<String>,
    /// Whether a messenger cannot be used at all where a must on it stays open.
    pub bars_use: bool,
    /// The time after which a fact of it wants review.
    pub review_after: Span,
    /// `review_after` as written, for readers.
    pub review_after_written: String,
    /// How its facts are measured.
    pub measure: Measure,
}

/// How the facts of a property are measured.
#[derive(Debug, Clone)]
pub enum Measure {
    /// Named levels, worst to best, at least two.
    Scale(Vec<Step>),
    /// A number of the named things, more is better.
    Count {
        /// What is counted, in the plural.
        unit: String,
    },
    /// Words that are shown and never compared.
    Text,
}

/// A level of a scale.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// The level in plain words.
    #[schemars(with = "Short<70>")]
    pub label: String,
}

/// A standing on a property: a position on its scale (from 0, the worst) or a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(pub u32);

impl Property {
    /// The level in plain words, as in `hidden behind Tor` or `1000 members`.
    pub fn describe(&self, level: Level) -> String {
        match &self.measure {
            Measure::Scale(steps) => steps[level.0 as usize].label.clone(),
            Measure::Count { unit } => format!("{} {unit}", level.0),
            Measure::Text => String::new(),
        }
    }

    /// What it takes to meet a need for `level`, in plain words.
    pub fn describe_need(&self, level: Level) -> String {
        match &self.measure {
            Measure::Count { .. } => format!("at least {}", self.describe(level)),
            Measure::Scale(steps) if (level.0 as usize) + 1 < steps.len() => {
                format!("{}, or better", self.describe(level))
            }
            Measure::Scale(_) | Measure::Text => self.describe(level),
        }
    }

    /// The level as it is written in the data.
    pub fn written(&self, level: Level) -> String {
        match &self.measure {
            Measure::Scale(steps) => steps[level.0 as usize].id.clone(),
            Measure::Count { .. } | Measure::Text => level.0.to_string(),
        }
    }

    /// The level that is written so in the data, if there is one.
    pub fn read(&self, written: &str) -> Option<Level> {
        match &self.measure {
            Measure::Scale(steps) => {
                steps.iter().position(|step| step.id == written).map(|position| Level(position as u32))
            }
            Measure::Count { .. } => written.parse().ok().map(Level),
            Measure::Text => None,
        }
    }
}

//! What messengers are compared on.

use jiff::Span;
use schemars::JsonSchema;
use serde::Deserialize;

use super::place::Place;
use super::wording::{Bar, Id};
use super::{Group, Key, SPAN, parse_span};
use crate::text::grouped;

/// The word for a level nobody knows; no level is called so.
pub const UNKNOWN: &str = "unknown";

/// Something messengers are compared on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(extend("oneOf" = [{ "required": ["scale"] }, { "required": ["count"] }, { "required": ["text"] }]))]
pub struct Property {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// A noun phrase for a table's first column.
    #[schemars(length(max = 70))]
    pub title: String,
    /// The id of a heading in `scope.yaml`.
    pub group: Key<Group>,
    /// Why a person should care.
    pub why: String,
    /// What follows for a person if a need on it stays open.
    pub if_open: Option<String>,
    /// What to do first if a need on it stays open: a command, without a full stop.
    pub if_open_do: Option<String>,
    /// What the messenger cannot do while a need on it stays open, after "can't", without a full stop.
    pub cannot: Option<String>,
    /// Whether the messenger is of no use at all while a must on it stays open.
    #[serde(default)]
    pub bars_use: bool,
    /// After this time a fact of it wants review, as in `12 months`.
    #[serde(rename = "review-after")]
    #[schemars(extend("pattern" = SPAN))]
    pub review_after_written: String,
    /// The time after which a fact of it wants review.
    #[serde(skip)]
    pub review_after: Span,
    /// The levels, worst first.
    #[schemars(length(min = 2, max = 64))]
    scale: Option<Vec<Step>>,
    /// What is counted, in the plural; more is better.
    count: Option<String>,
    /// Shown, never compared.
    #[schemars(extend("const" = true))]
    text: Option<bool>,
    /// How its facts are measured.
    #[serde(skip)]
    pub measure: Measure,
}

/// How the facts of a property are measured.
#[derive(Debug, Clone, Default)]
pub enum Measure {
    /// Named levels, worst to best, at least two.
    Scale(Vec<Step>),
    /// A number of these things, in the plural; more is better.
    Count(String),
    /// Words that are shown and never compared.
    #[default]
    Text,
}

/// A level of a scale.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename = "Level")]
pub struct Step {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// The level in plain words.
    #[schemars(length(max = 70))]
    pub label: String,
}

/// A standing on a property: a position on its scale (from 0, the worst) or a count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[schemars(with = "Bar", rename = "LevelOrCount")]
pub struct Level(pub u32);

/// Levels of a scale, any of which will do.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(with = "Vec<Id>", extend("minItems" = 1, "x-entry" = "levels"))]
pub struct OneOf(pub Vec<Level>);

impl Property {
    pub(super) fn check(&mut self, at: Place<'_>) {
        self.review_after = parse_span(&self.review_after_written).unwrap_or_default();
        self.measure = match (self.scale.take(), self.count.take(), self.text) {
            (Some(steps), None, None) => Measure::Scale(steps),
            (None, Some(unit), None) => Measure::Count(unit),
            (None, None, Some(true)) => Measure::Text,
            _ => {
                let fault = "a property is either a scale, a count or a text";
                return at.note(fault, "give exactly one of `scale`, `count` and `text: true`");
            }
        };
        if self.if_open.is_some() && matches!(self.measure, Measure::Text) {
            let fault = "a text is never needed, so no need for it can stay open";
            at.field("if-open").note(fault, "leave `if-open` out");
        }
        if self.bars_use && self.if_open.is_none() {
            let fault = "it bars the use, but no text says what that means for a person";
            at.field("bars-use").note(fault, "say it under `if-open`");
        }
    }

    /// The level in plain words, as in `hidden behind Tor` or `1,000 members`.
    pub fn describe(&self, level: Level) -> String {
        match &self.measure {
            Measure::Scale(steps) => steps[level.0 as usize].label.clone(),
            Measure::Count(unit) => format!("{} {unit}", grouped(level.0)),
            Measure::Text => String::new(),
        }
    }

    /// What it takes to meet a need for `level`, in plain words.
    pub fn describe_need(&self, level: Level) -> String {
        let described = self.describe(level);
        match &self.measure {
            Measure::Count(_) => format!("at least {described}"),
            Measure::Scale(steps) if (level.0 as usize) + 1 < steps.len() => format!("{described}, or better"),
            Measure::Scale(_) | Measure::Text => described,
        }
    }

    /// The level as it is written in the data.
    pub fn written(&self, level: Level) -> String {
        match &self.measure {
            Measure::Scale(steps) => steps[level.0 as usize].id.clone(),
            Measure::Count(_) | Measure::Text => level.0.to_string(),
        }
    }

    /// The level that is written so in the data, if there is one.
    pub fn read(&self, written: &str) -> Option<Level> {
        match &self.measure {
            Measure::Scale(steps) => steps.iter().position(|step| step.id == written).map(|at| Level(at as u32)),
            Measure::Count(_) => written.parse().ok().map(Level),
            Measure::Text => None,
        }
    }
}

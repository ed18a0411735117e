//! What a saved verdict rested on, in ids, so that it can be held against a newer knowledge base.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kb::{SPAN, Strength, parse_span};

/// What a verdict rested on: the contexts, what was asked for, and how the candidates stood to it.
///
/// Which contexts are kept apart, the margin of a close call and the order of the candidates are not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedGrounds {
    /// The answers it was given on, in one line; others than those of the file if somebody has changed them since.
    pub answers: String,
    /// The age from which facts counted as unknown, as in `18 months`; none if they counted whatever their age.
    #[serde(default, rename = "max-age", skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = SPAN))]
    pub max_age: Option<String>,
    /// The contexts that were active.
    pub contexts: Vec<String>,
    /// What each rule that fired asked for of an active context, by the rule's id.
    pub rules: BTreeMap<String, SavedNeed>,
    /// The level of each candidate on each property that could have decided, as it is written in the data; `unknown` if
    /// it was not known, or not believed.
    pub facts: BTreeMap<String, BTreeMap<String, String>>,
    /// What the answers allowed to add that meets something that was asked for, by the complement's id.
    pub complements: BTreeMap<String, SavedComplement>,
}

/// What a rule asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedNeed {
    /// The context it concerned; every active one if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The property.
    pub property: String,
    /// The level, as it is written in the data.
    pub level: String,
    /// `must`, or `should` with its weight.
    #[schemars(extend("pattern" = "^(must|should [1-5])$"))]
    pub strength: String,
    /// Whether it won where musts excluded each other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outranks: bool,
}

/// What a complement did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedComplement {
    /// The candidates it counted for.
    pub with: Vec<String>,
    /// The levels it lifted properties to that were asked for.
    pub raises: BTreeMap<String, String>,
    /// Its effort.
    #[schemars(range(min = 1, max = 5))]
    pub effort: u8,
}

impl SavedGrounds {
    /// Whether every strength is one, and the age too, whatever the ids beside them.
    pub(super) fn is_sound(&self) -> bool {
        self.rules.values().all(|need| Strength::read(&need.strength).is_some())
            && self.max_age.as_ref().is_none_or(|max_age| parse_span(max_age).is_some())
    }
}

//! When these answers, then this need, because of this.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::place::Place;
use super::wording::{Id, STRENGTH};
use super::{Context, Key, Level, Property, Row, Source};

/// One reason: answers that bring a need.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// The answers that bring the need: for every question, any of the choices. `{}` always holds.
    pub when: Row,
    /// The id of the context it concerns; without it, every active one.
    pub context: Option<Key<Context>>,
    /// One property and the level it needs, or better.
    #[schemars(with = "BTreeMap<Key<Property>, Level>")]
    #[schemars(extend("x-keys" = "property", "minProperties" = 1, "maxProperties" = 1))]
    need: (Key<Property>, Level),
    /// The property that is needed.
    #[serde(skip)]
    pub property: Key<Property>,
    /// How much of it is needed: this level or better.
    #[serde(skip)]
    pub level: Level,
    /// `must`, a veto, or `should 1` to `should 5`, a weight.
    pub strength: Strength,
    /// Whether it wins where musts exclude each other; only for a must.
    #[serde(default)]
    pub outranks: bool,
    /// Whether it answers what the person is most worried about, and so comes first among the reasons.
    #[serde(default)]
    pub foremost: bool,
    /// The argument, so that a reader can disagree with it.
    pub because: String,
    /// What the argument rests on: ids of `sources.yaml`, at least one.
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    pub sources: Vec<Key<Source>>,
    /// Why the rule stays although no verdict depends on it.
    pub waiver: Option<String>,
}

impl Rule {
    pub(super) fn check(&mut self, at: Place<'_>) {
        (self.property, self.level) = self.need;
        if self.outranks && !self.strength.is_must() {
            at.field("outranks").note("only a must can outrank another", "leave it out, or make it a must");
        }
    }
}

/// How much a need counts. A must outranks every should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(with = "String", extend("pattern" = STRENGTH))]
pub enum Strength {
    /// Counts with this weight, 1 to 5.
    Should(u8),
    /// A veto.
    Must,
}

impl<'de> Deserialize<'de> for Strength {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::read(&String::deserialize(from)?).ok_or_else(|| D::Error::custom("not a strength"))
    }
}

impl Strength {
    const HEAVIEST: u8 = 5;

    /// The points a met need brings: its weight, and the heaviest for a must.
    pub const fn weight(self) -> u32 {
        match self {
            Self::Should(weight) => weight as u32,
            Self::Must => Self::HEAVIEST as u32,
        }
    }

    /// The strength that is written so in the data, if there is one.
    pub fn read(written: &str) -> Option<Self> {
        if written == "must" {
            return Some(Self::Must);
        }
        // One digit: a sign or a zero before it would be another way of writing the same.
        let weight = written.strip_prefix("should ").filter(|weight| weight.len() == 1)?.parse().ok()?;
        (1..=Self::HEAVIEST).contains(&weight).then_some(Self::Should(weight))
    }

    /// Whether it is a veto.
    pub const fn is_must(self) -> bool {
        matches!(self, Self::Must)
    }
}

impl std::fmt::Display for Strength {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Must => f.write_str("must"),
            Self::Should(weight) => write!(f, "should {weight}"),
        }
    }
}

//! When these answers, then this need, because of this.

use super::catalogue::Key;
use super::property::{Level, Property};
use super::question::Row;
use super::scope::Context;
use super::source::Source;

/// One reason: answers that bring a need.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The id, kebab-case.
    pub id: String,
    /// The answers that bring the need.
    pub when: Row,
    /// The context it concerns; every active one if none.
    pub context: Option<Key<Context>>,
    /// The property that is needed.
    pub property: Key<Property>,
    /// How much of it is needed: this level or better.
    pub level: Level,
    /// How much the need counts.
    pub strength: Strength,
    /// Whether it wins where musts exclude each other.
    pub outranks: bool,
    /// The argument, for the person who gave the answers.
    pub because: String,
    /// What the argument rests on.
    pub sources: Vec<Key<Source>>,
    /// Why the rule stays although no verdict hangs on it.
    pub waiver: Option<String>,
}

/// How much a need counts. A must outranks every should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Counts with this weight, 1 to 5.
    Should(u8),
    /// A veto.
    Must,
}

impl Strength {
    /// The heaviest weight.
    pub const HEAVIEST: u8 = 5;

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

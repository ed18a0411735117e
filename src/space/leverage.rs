//! How many verdicts hang on each fact.

use super::TooLarge;
use super::variants::Variants;
use crate::engine::Levels;
use crate::kb::{Key, KnowledgeBase, Level, Messenger, Property};

/// The facts of the candidates with the verdicts that hang on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leverage {
    /// How many sets of answers there are, each with a verdict.
    pub readings: u128,
    /// Every fact of a candidate.
    pub facts: Vec<Hanging>,
}

/// How many verdicts hang on a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hanging {
    /// The messenger.
    pub messenger: Key<Messenger>,
    /// The property.
    pub property: Key<Property>,
    /// The level at which the most verdicts would change; `None` if it were unknown, or if none would change.
    pub otherwise: Option<Level>,
    /// How many would.
    pub verdicts: u128,
}

/// Tries each fact of a candidate at every other level that would have another effect, over every set of answers.
///
/// # Errors
/// If the answers cannot be laid out; see [`Space::compile`](super::Space::compile).
pub fn leverage(kb: &KnowledgeBase, levels: &Levels) -> Result<Leverage, TooLarge> {
    let mut variants = Variants::of(kb, levels)?;
    let mut facts = Vec::new();
    for messenger in kb.scope().candidates.iter().copied() {
        for property in kb.properties().keys() {
            let mut most = Hanging { messenger, property, otherwise: None, verdicts: 0 };
            for level in levels.others(kb, messenger, property) {
                let verdicts = variants.altered(&levels.clone().with(messenger, property, level), property)?;
                if verdicts > most.verdicts {
                    (most.otherwise, most.verdicts) = (level, verdicts);
                }
            }
            facts.push(most);
        }
    }
    Ok(Leverage { readings: variants.readings(), facts })
}

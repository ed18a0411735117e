//! Facts by the verdicts that hang on them.

use std::cmp::Reverse;

use crate::engine::{Levels, Trust};
use crate::explore::{Listing, Selection};
use crate::kb::{Key, KnowledgeBase, Messenger, Property};
use crate::space::{Editions, Incomparable};
use crate::text::grouped;

impl Listing {
    /// The facts of the candidates, those first on which the most verdicts hang.
    ///
    /// Each is tried at every other level that would have another effect, over every combination of answers. The level
    /// that changes the most is shown.
    ///
    /// # Errors
    /// If the knowledge base cannot be laid out.
    pub fn by_leverage(kb: &KnowledgeBase, trust: &Trust) -> Result<Self, Incomparable> {
        let levels = Levels::of(kb, trust);
        let mut editions = Editions::of((kb, &levels), (kb, &levels))?;
        let mut ranked = Vec::new();
        for messenger in kb.scope().candidates.iter().copied() {
            for property in kb.properties().keys() {
                ranked.push((hanging_on(kb, &levels, messenger, property, &mut editions)?, messenger, property));
            }
        }
        ranked.sort_by_key(|(hanging, ..)| Reverse(hanging.verdicts));
        let all = ranked.len();
        ranked.retain(|(hanging, ..)| hanging.verdicts > 0);
        let note = format!(
            "Of {} verdicts, one for each combination of answers. No verdict depends on the other {} facts of the candidates.",
            grouped(&editions.size().to_string()),
            all - ranked.len()
        );
        let row = |(hanging, messenger, property): (Hanging, Key<Messenger>, Key<Property>)| {
            let fact = kb[messenger].fact(property);
            let Hanging { otherwise, verdicts } = hanging;
            let id = format!("{} {}", kb[messenger].id, kb[property].id);
            let words =
                [id, fact.as_of.to_string(), fact.confidence.word().to_owned(), otherwise, verdicts.to_string()];
            words.to_vec()
        };
        let columns = ["fact", "as of", "confidence", "if it were", "verdicts that change"];
        let listing = Self::new("facts", &columns, ranked.into_iter().map(row).collect());
        Ok(Self { note: Some(note), selection: Selection::ByLeverage, ..listing })
    }
}

/// How many verdicts hang on a fact.
struct Hanging {
    /// The level at which the most verdicts would change; empty if none would.
    otherwise: String,
    /// How many would.
    verdicts: u128,
}

/// How many verdicts hang on a fact.
fn hanging_on(
    kb: &KnowledgeBase,
    levels: &Levels,
    messenger: Key<Messenger>,
    property: Key<Property>,
    editions: &mut Editions<'_>,
) -> Result<Hanging, Incomparable> {
    let mut most = Hanging { otherwise: String::new(), verdicts: 0 };
    for level in levels.others(kb, messenger, property) {
        let otherwise = levels.clone().with(messenger, property, level);
        let trial = editions.taken_back(kb, &otherwise)?;
        if trial.alters > most.verdicts {
            most.otherwise = level.map_or("unknown".to_owned(), |level| kb[property].written(level).to_string());
            most.verdicts = trial.alters;
        }
    }
    Ok(most)
}

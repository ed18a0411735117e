//! Facts by the verdicts that hang on them.

use std::cmp::Reverse;

use super::listing::Listing;
use super::soundness::grouped;
use crate::engine::{Levels, Trust};
use crate::kb::{Key, KnowledgeBase, Messenger, Property, Str};
use crate::space::{BUDGET, Editions, Incomparable};

impl Listing {
    /// The facts of the candidates, those first on which the most verdicts hang.
    ///
    /// Each is tried at every other level that would have another effect, over every combination of answers. The level
    /// that changes the most is told.
    ///
    /// # Errors
    /// If the knowledge base cannot be laid out.
    pub fn by_leverage(kb: &KnowledgeBase, trust: &Trust) -> Result<Self, Incomparable> {
        let levels = Levels::of(kb, trust);
        let mut editions = Editions::of((kb, &levels), (kb, &levels), BUDGET)?;
        let mut ranked = Vec::new();
        for messenger in kb.scope().candidates.iter().copied() {
            for property in kb.properties().keys() {
                ranked.push((hanging_on(kb, &levels, messenger, property, &mut editions), messenger, property));
            }
        }
        ranked.sort_by_key(|(hanging, ..)| hanging.as_ref().map(|hanging| Reverse(hanging.verdicts)).ok_or(()));
        let all = ranked.len();
        ranked.retain(|(hanging, ..)| hanging.as_ref().is_none_or(|hanging| hanging.verdicts > 0 || !hanging.is_exact));
        let is_exact = ranked.iter().all(|(hanging, ..)| hanging.as_ref().is_some_and(|hanging| hanging.is_exact));
        let mut note = format!(
            "Of {} verdicts, one for each combination of answers. On the other {} facts of the candidates no verdict \
             hangs.",
            grouped(&editions.size().0.to_string()),
            all - ranked.len()
        );
        if !is_exact {
            note +=
                " To work out every verdict would take too much work, so more can hang on these facts than is told.";
        }
        let row = |(hanging, messenger, property): (Option<Hanging>, Key<Messenger>, Key<Property>)| {
            let fact = kb[messenger].fact(property);
            let (otherwise, verdicts) = match hanging {
                Some(Hanging { otherwise, verdicts, .. }) => (otherwise, verdicts.to_string()),
                None => ("not tried: too much work".to_owned(), String::new()),
            };
            let id = format!("{} {}", kb[messenger].id, kb[property].id);
            [id, fact.as_of.to_string(), fact.confidence.word().to_owned(), otherwise, verdicts].map(Str::from).to_vec()
        };
        let columns = ["fact", "as of", "confidence", "if it were", "verdicts that change"];
        let mut listing = Self::new("facts", &columns, ranked.into_iter().map(row).collect())
            .that_shows("Facts by the verdicts that hang on them.", "No verdict hangs on any single fact.");
        listing.note = Some(note);
        Ok(listing)
    }
}

/// How many verdicts hang on a fact.
struct Hanging {
    /// The level at which the most verdicts would change; empty if none would.
    otherwise: String,
    /// How many would.
    verdicts: u128,
    /// Whether every verdict was worked out; if not, more can hang on the fact.
    is_exact: bool,
}

/// How many verdicts hang on a fact; nothing if it takes too much work to tell.
fn hanging_on(
    kb: &KnowledgeBase,
    levels: &Levels,
    messenger: Key<Messenger>,
    property: Key<Property>,
    editions: &mut Editions<'_>,
) -> Option<Hanging> {
    let mut most = Hanging { otherwise: String::new(), verdicts: 0, is_exact: true };
    for level in levels.others(kb, messenger, property) {
        if editions.states() > BUDGET {
            return None;
        }
        let otherwise = levels.clone().with(messenger, property, level);
        let trial = editions.taken_back(kb, &otherwise, BUDGET).ok()?;
        most.is_exact &= trial.undetermined == 0;
        if trial.alters > most.verdicts {
            most.otherwise = level.map_or("unknown".to_owned(), |level| kb[property].written(level).to_string());
            most.verdicts = trial.alters;
        }
    }
    Some(most)
}

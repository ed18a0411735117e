//! Facts by the verdicts that hang on them.

use std::cmp::Reverse;

use super::listing::{Listing, Selection};
use crate::engine::{Levels, Trust};
use crate::kb::KnowledgeBase;
use crate::space::{Hanging, Leverage, TooLarge, leverage};
use crate::text::grouped;

impl Listing {
    /// The facts of the candidates, those first on which the most verdicts hang.
    ///
    /// Each is tried at every other level that would have another effect, over every combination of answers. The level
    /// that changes the most is shown.
    ///
    /// # Errors
    /// If the knowledge base cannot be laid out.
    pub fn by_leverage(kb: &KnowledgeBase, trust: &Trust) -> Result<Self, TooLarge> {
        let Leverage { readings, facts: mut ranked } = leverage(kb, &Levels::of(kb, trust))?;
        ranked.sort_by_key(|hanging| Reverse(hanging.verdicts));
        let all = ranked.len();
        ranked.retain(|hanging| hanging.verdicts > 0);
        let note = format!(
            "Of {} verdicts, one for each combination of answers. No verdict depends on the other {} facts of the candidates.",
            grouped(&readings.to_string()),
            all - ranked.len()
        );
        let row = |hanging: Hanging| {
            let Hanging { messenger, property, otherwise, verdicts } = hanging;
            let fact = kb[messenger].fact(property);
            let otherwise = otherwise.map_or("unknown".to_owned(), |level| kb[property].written(level).to_string());
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

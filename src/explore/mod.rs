//! What a knowledge base holds: compared, shown, listed, checked, counted and told apart from another, as plain data.

mod comparison;
mod difference;
mod distribution;
mod entries;
mod inspection;
mod kind;
mod part;

pub use self::comparison::{Cell, Comparison, Row, RowFilter, Section, Subject, key_properties};
pub use self::difference::{Difference, VerdictChange};
pub use self::distribution::{Counted, CountedNeed, Distribution, Tally};
pub use self::inspection::{FindingView, Inspection, LOOKUP_MONTHS, ProblemList, ReachedView, Soundness};
pub use self::kind::{Kind, Listing, Profile};
pub use self::part::{ClaimView, KnownFact, Part, Related};
pub use crate::space::{Finding, Severity};

use self::kind::{LISTING, PROFILE};
use crate::kb::{Form, KnowledgeBase};
use crate::space::Outcome;
use crate::text::placed_words;

/// The forms that are printed as JSON.
pub const FORMS: [Form; 7] =
    [comparison::FORM, PROFILE, LISTING, inspection::FORM, inspection::PROBLEMS, difference::FORM, distribution::FORM];

/// A verdict in words.
fn verdict(kb: &KnowledgeBase, verdict: &Outcome) -> String {
    let placing = verdict.iter().flat_map(|placing| &placing.0);
    placed_words(placing.map(|(context, messenger)| (&*kb[*context].title, &*kb[*messenger].title)))
}

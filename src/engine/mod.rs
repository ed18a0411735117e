//! The decision: needs → assessments → cover → verdict. Pure and total.
//!
//! Two questions are answered separately: which app, and is it enough? A must rules out a candidate only if another
//! candidate meets it, so that a must nobody can meet decides nothing; then it is said what has to be added, what takes
//! the place of the app, or what stays open.
//!
//! In the terms of decision analysis: conjunctive screening in each context (musts are vetoes, in three tiers where they
//! exclude each other), an exact minimum cover of the contexts by candidates, then a lexicographic order whose last level
//! is a weighted sum on absolute scales. See Keeney & Raiffa, *Decisions with Multiple Objectives* (1976) on screening
//! before weighing, and Belton & Gear, "On a short-coming of Saaty's method of analytic hierarchies" (1983) on why
//! nothing is normalised over the set of candidates.

mod advised;
mod assessment;
mod levels;
mod needs;
mod tally;
mod verdict;

pub use advised::{Advised, Ground, advised};
pub use assessment::{Assessment, Fit, Standing, Terms, interchangeable};
pub use levels::{Levels, Trust};
pub use needs::{Grounds, Need, merge};
pub use tally::{Contenders, Part, Tally};
pub use verdict::{Placing, outcome};

use std::collections::BTreeSet;

use crate::answers::Reading;
use crate::kb::{Complement, Context, Key, KnowledgeBase, Messenger, Property, Rule};

/// Everything the engine found, for the layers that explain it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The rules that fired, in the order of the data.
    pub fired: Vec<Key<Rule>>,
    /// The active contexts, in the order of the data.
    pub contexts: Vec<ContextDecision>,
    /// What to use; `None` for none alone.
    pub verdict: Option<Placing>,
    /// The candidate of each active context: what serves it or, where that is not enough, the best one to build on.
    pub bases: Placing,
    /// The candidates that contexts share although they are kept apart, with these contexts.
    pub shared: Vec<(Key<Messenger>, Vec<Key<Context>>)>,
    /// The next best way to place as many candidates, if there is one.
    pub runner_up: Option<Placing>,
    /// Whether the runner-up is within the margin of a close call.
    pub is_close: bool,
}

impl Decision {
    /// The assessment of the candidate of a context of this decision.
    ///
    /// # Panics
    /// If the context is of another decision.
    pub fn named<'a>(&self, context: &'a ContextDecision) -> &'a Assessment {
        let placed = self.bases.0.iter().find(|(placed, _)| *placed == context.context);
        let (_, messenger) = placed.expect("a placing names every active context");
        context.assessment(*messenger)
    }

    /// The properties of which some level could have brought another decision, in order: what is needed, what keeps
    /// contexts apart, and what complements work with.
    pub fn rests_on(&self, kb: &KnowledgeBase) -> BTreeSet<Key<Property>> {
        let needs = self.contexts.iter().flat_map(|context| &context.needs).map(|need| need.property);
        let apart = kb.scope().apart.iter().map(|apart| apart.unless.0);
        let works_with = kb.complements().iter().flat_map(|complement| &complement.works_with);
        needs.chain(apart).chain(works_with.map(|(property, _)| *property)).collect()
    }
}

/// The decision within one context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextDecision {
    /// The context.
    pub context: Key<Context>,
    /// What it needs, in the order of the properties.
    pub needs: Vec<Need>,
    /// Every candidate against the needs, best first.
    pub ranking: Vec<Assessment>,
    /// Whether its candidate is enough.
    pub enough: Enough,
}

/// Whether the candidate of a context is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enough {
    /// Every must is met, with settings at most.
    Alone,
    /// A must stays open, and nothing can be added or take its place.
    Open,
    /// With these companions, which meet every must or as many as can be met.
    With(Vec<Key<Complement>>),
    /// No: this companion takes its place.
    Instead(Key<Complement>),
}

impl ContextDecision {
    /// The points that meeting every need would bring.
    pub fn possible(&self) -> u32 {
        self.needs.iter().map(|need| need.strength.weight()).sum()
    }

    /// The positions of the musts that stay open with a candidate, whatever is added to it.
    pub fn open(&self, assessment: &Assessment) -> impl Iterator<Item = usize> {
        let is_open =
            |position: &usize| self.needs[*position].strength.is_must() && !assessment.standings[*position].is_met();
        (0..self.needs.len()).filter(is_open)
    }

    /// The assessment of a candidate.
    ///
    /// # Panics
    /// If the messenger is not a candidate.
    pub fn assessment(&self, messenger: Key<Messenger>) -> &Assessment {
        let found = self.ranking.iter().find(|assessment| assessment.messenger == messenger);
        found.expect("every candidate is ranked in every context")
    }
}

/// Decides for one reading of the answers.
pub fn decide(kb: &KnowledgeBase, levels: &Levels, reading: &Reading) -> Decision {
    Grounds::of(kb, reading).decide(kb, levels)
}

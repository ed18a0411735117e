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
mod tally;
mod verdict;

pub use advised::{Advised, Ground, advised};
pub use assessment::{Assessment, Fit, Standing, Terms};
pub use levels::{Levels, Trust};
pub use tally::{Contenders, Part, Tally};
pub use verdict::{Placing, outcome};

use std::collections::BTreeSet;

use crate::kb::{
    Apart, Complement, Context, Key, KnowledgeBase, Level, Messenger, Property, Reading, Rule, Strength, any_holds,
};

/// A property that must or should reach a level, and why.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Need {
    /// The property.
    pub property: Key<Property>,
    /// The level to reach.
    pub level: Level,
    /// How much it counts.
    pub strength: Strength,
    /// Whether it wins where musts exclude each other.
    pub outranks: bool,
    /// The rules that brought it, in the order of the data.
    pub rules: Vec<Key<Rule>>,
}

impl Need {
    /// What a rule asks for.
    pub fn of(kb: &KnowledgeBase, rule: Key<Rule>) -> Self {
        let Rule { property, level, strength, outranks, .. } = kb[rule];
        Self { property, level, strength, outranks, rules: vec![rule] }
    }

    /// Those of some complements that lift its property to its level.
    fn met_by(&self, kb: &KnowledgeBase, complements: &[Key<Complement>]) -> Vec<Key<Complement>> {
        complements.iter().copied().filter(|key| kb[*key].lifts(self.property) >= Some(self.level)).collect()
    }
}

/// Adds a need to those of a context, which are in the order of the properties. Needs for the same property become one: the
/// stricter level, the stronger strength, and every reason.
pub fn merge(needs: &mut Vec<Need>, one: Need) {
    match needs.binary_search_by_key(&one.property, |need| need.property) {
        Ok(position) => {
            let need = &mut needs[position];
            need.level = need.level.max(one.level);
            need.strength = need.strength.max(one.strength);
            need.outranks |= one.outranks;
            need.rules.extend(one.rules);
        }
        Err(position) => needs.insert(position, one),
    }
}

/// All that a decision is made of, but for the levels of the messengers.
#[derive(Debug, Clone)]
pub struct Grounds<'a> {
    /// The rules that fired, in the order of the data.
    pub fired: Vec<Key<Rule>>,
    /// The active contexts with what each one needs, in the order of the data.
    pub contexts: Vec<(Key<Context>, Vec<Need>)>,
    /// The complements that the answers allow, in the order of the data.
    pub available: Vec<Key<Complement>>,
    /// Which contexts are kept apart.
    pub apart: Vec<&'a Apart>,
}

impl<'a> Grounds<'a> {
    /// What one reading of the answers brings to bear.
    pub fn of(kb: &'a KnowledgeBase, reading: &Reading) -> Self {
        let fired: Vec<Key<Rule>> = kb.rules().keys().filter(|rule| kb[*rule].when.holds(reading)).collect();
        let active = kb.contexts().keys().filter(|context| any_holds(&kb[*context].active_when, reading));
        let with_needs = |context: Key<Context>| {
            let mut needs = Vec::new();
            for rule in fired.iter().filter(|rule| kb[**rule].context.is_none_or(|named| named == context)) {
                merge(&mut needs, Need::of(kb, *rule));
            }
            (context, needs)
        };
        let contexts = active.map(with_needs).collect();
        let apart = kb.scope().apart.iter().filter(|apart| any_holds(&apart.when, reading)).collect();
        let available = kb.complements().keys().filter(|key| kb[*key].is_available(reading)).collect();
        Self { fired, contexts, available, apart }
    }
}

/// Everything the engine found, for the layers that explain it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
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
    /// The messenger that is used: the candidate, or the one that takes its place; `None` if no messenger does.
    pub used: Option<Key<Messenger>>,
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

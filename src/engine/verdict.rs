//! One messenger, several together, or none alone.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::assessment::{Assessment, Fit, alone};
use super::levels::Levels;
use super::tally::Tally;
use super::{ContextDecision, Decision, Grounds};
use crate::kb::{Apart, Context, Key, KnowledgeBase, Messenger, Str};

/// What to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Each context is served by a candidate that fits alone.
    Use(Placing),
    /// No set of candidates serves every context.
    NoneAlone(Vec<Obstacle>),
}

impl Verdict {
    /// The placing, if it names one.
    pub fn placing(&self) -> Option<&Placing> {
        match self {
            Self::Use(placing) => Some(placing),
            Self::NoneAlone(_) => None,
        }
    }
}

/// A candidate for each active context.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Placing(pub Vec<(Key<Context>, Key<Messenger>)>);

impl Placing {
    /// The different candidates, in the order of the contexts they serve first.
    pub fn messengers(&self) -> Vec<Key<Messenger>> {
        let mut named = Vec::new();
        for (_, messenger) in &self.0 {
            if !named.contains(messenger) {
                named.push(*messenger);
            }
        }
        named
    }
}

/// Why no set of candidates serves every context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// Musts of one context that no candidate meets together: a smallest such set.
    Conflict {
        /// The context.
        context: Key<Context>,
        /// Positions in the context's needs, in order.
        needs: Vec<usize>,
    },
    /// Every context has a candidate, but contexts that are kept apart would have to share one.
    Shared {
        /// The contexts.
        contexts: Vec<Key<Context>>,
        /// Why they are kept apart.
        because: Str,
    },
}

/// A placing with what decides between placings.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ranked {
    /// The points of all contexts together.
    points: u32,
    /// The placing.
    placing: Placing,
    /// The different candidates that it takes, as positions in the default order, rising.
    set: Vec<usize>,
    /// The candidate of each context, as a position in the default order.
    order: Vec<usize>,
}

impl Ranked {
    /// How many different candidates it takes.
    fn size(&self) -> usize {
        self.set.len()
    }

    /// Sorts best first: the smallest set, the most points, the default order of the set and of its placing.
    fn key(&self) -> (usize, Reverse<u32>, &[usize], &[usize]) {
        (self.size(), Reverse(self.points), &self.set, &self.order)
    }
}

/// The placing that some tallies lead to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Winner {
    /// The placing.
    pub placing: Placing,
    /// Whether only the default order decides between it and another placing.
    pub is_tied: bool,
}

/// The placing that the tallies of the active contexts lead to, in the order of the data; none for none alone.
///
/// [`decide`](super::decide) takes the same one.
pub fn outcome(
    kb: &KnowledgeBase,
    levels: &Levels,
    tallies: &[(Key<Context>, &Tally)],
    apart: &[&Apart],
) -> Option<Winner> {
    let mut placings = placings(kb, levels, tallies, apart).into_iter();
    let best = placings.next()?;
    let is_tied = placings.next().is_some_and(|next| (next.size(), next.points) == (best.size(), best.points));
    Some(Winner { placing: best.placing, is_tied })
}

/// Every way to give each context one of the candidates that may serve it, best first.
///
/// All ways are tried, so the cover is minimal by construction. Needs are never split: a context is served by one
/// candidate or by none (no union fallacy).
fn placings(kb: &KnowledgeBase, levels: &Levels, tallies: &[(Key<Context>, &Tally)], apart: &[&Apart]) -> Vec<Ranked> {
    let candidates = &kb.scope().candidates;
    let mut ranked: Vec<Ranked> = Vec::new();
    for order in assignments(tallies.len(), candidates.len()) {
        let points: Option<u32> =
            tallies.iter().zip(&order).map(|((_, tally), position)| tally.points(*position)).sum();
        let Some(points) = points else { continue };
        let placing = tallies.iter().zip(&order).map(|((context, _), position)| (*context, candidates[*position]));
        let placing = Placing(placing.collect());
        if apart.iter().all(|apart| shared(levels, apart, &placing).is_empty()) {
            let mut set = order.clone();
            set.sort_unstable();
            set.dedup();
            ranked.push(Ranked { points, placing, set, order });
        }
    }
    ranked.sort_unstable_by(|one, other| one.key().cmp(&other.key()));
    ranked
}

/// Chooses the verdict, its runner-up, and whether that is close.
pub(super) fn decide(
    kb: &KnowledgeBase,
    levels: &Levels,
    contexts: &[ContextDecision],
    apart: &[&Apart],
) -> (Verdict, Option<Placing>, bool) {
    let tally = |context: &ContextDecision| context.tally(kb, Assessment::points_alone);
    let mut ranked = all_placings(kb, levels, contexts, apart, tally).into_iter();
    let Some(best) = ranked.next() else {
        return (Verdict::NoneAlone(obstacles(contexts, apart)), None, false);
    };
    let next = ranked.next().filter(|next| next.size() == best.size());
    let possible: u32 = contexts.iter().map(ContextDecision::possible).sum();
    let is_close = next.as_ref().is_some_and(|next| {
        u64::from(best.points - next.points) * 100 <= u64::from(kb.scope().close_call) * u64::from(possible)
    });
    (Verdict::Use(best.placing), next.map(|next| next.placing), is_close)
}

/// Every placing by the tally of each context, best first.
fn all_placings(
    kb: &KnowledgeBase,
    levels: &Levels,
    contexts: &[ContextDecision],
    apart: &[&Apart],
    tally: impl Fn(&ContextDecision) -> Tally,
) -> Vec<Ranked> {
    let tallies: Vec<Tally> = contexts.iter().map(tally).collect();
    let tallies: Vec<_> = contexts.iter().map(|context| context.context).zip(&tallies).collect();
    placings(kb, levels, &tallies, apart)
}

impl ContextDecision {
    /// The points of each candidate, in default order; none for one that is not to be placed.
    fn tally(&self, kb: &KnowledgeBase, points: impl Fn(&Assessment) -> Option<u32>) -> Tally {
        Tally::new(kb.scope().candidates.iter().map(|candidate| points(self.assessment(*candidate))))
    }
}

impl Decision {
    /// What the verdict would place with other levels of one messenger; nothing for none alone.
    ///
    /// `grounds` are those of this decision, and `levels` differ from its own for no other messenger.
    pub fn otherwise(
        &self,
        kb: &KnowledgeBase,
        levels: &Levels,
        messenger: Key<Messenger>,
        grounds: &Grounds<'_>,
    ) -> Option<Placing> {
        let needed = self.contexts.iter().map(|context| (context.context, &context.needs));
        let of_grounds = grounds.contexts.iter().map(|(context, needs)| (*context, needs));
        debug_assert!(needed.eq(of_grounds), "the grounds are of another decision");
        let points =
            |context: &ContextDecision| alone(kb, levels, &grounds.available, &context.needs, messenger).points();
        // Whether contexts that are kept apart can share a messenger may hang on its levels, too.
        let is_as_before = |context: &ContextDecision| points(context) == context.assessment(messenger).points_alone();
        if grounds.apart.is_empty() && self.contexts.iter().all(is_as_before) {
            return self.verdict.placing().cloned();
        }
        let tally = |context: &ContextDecision| {
            let otherwise = points(context);
            context.tally(kb, |one| if one.messenger == messenger { otherwise } else { one.points_alone() })
        };
        all_placings(kb, levels, &self.contexts, &grounds.apart, tally).into_iter().next().map(|best| best.placing)
    }
}

/// Every way to give each of `contexts` one of `candidates`, by position.
fn assignments(contexts: usize, candidates: usize) -> impl Iterator<Item = Vec<usize>> {
    let count = if contexts == 0 { 0 } else { candidates.pow(contexts as u32) };
    (0..count).map(move |mut number| {
        let mut order = vec![0; contexts];
        for place in order.iter_mut().rev() {
            *place = number % candidates;
            number /= candidates;
        }
        order
    })
}

/// The messengers that contexts share in a placing although they are kept apart, and that do not keep identities apart
/// themselves; each once.
pub fn shared(levels: &Levels, apart: &Apart, placing: &Placing) -> Vec<Key<Messenger>> {
    let within: Vec<_> = placing.0.iter().filter(|(context, _)| apart.contexts.contains(context)).collect();
    let mut shared = Vec::new();
    for (position, (_, messenger)) in within.iter().enumerate() {
        let again = within[..position].iter().any(|(_, other)| other == messenger);
        if again && !shared.contains(messenger) && !levels.reaches(*messenger, apart.unless.0, apart.unless.1) {
            shared.push(*messenger);
        }
    }
    shared
}

/// What to build on in each context where no set of candidates serves them all.
///
/// What fits a context best is its base. Among those that fit it equally well, contexts that are kept apart get
/// different ones where that is possible; then points decide, then the default order.
pub(super) fn bases(kb: &KnowledgeBase, levels: &Levels, contexts: &[ContextDecision], apart: &[&Apart]) -> Placing {
    if !apart.is_empty() {
        let tally = |context: &ContextDecision| {
            let best = context.ranking[0].fit;
            context.tally(kb, |assessment| (assessment.fit == best).then_some(assessment.points))
        };
        if let Some(best) = all_placings(kb, levels, contexts, apart, tally).into_iter().next() {
            return best.placing;
        }
    }
    Placing(contexts.iter().map(|context| (context.context, context.ranking[0].messenger)).collect())
}

/// Why no placing exists.
fn obstacles(contexts: &[ContextDecision], apart: &[&Apart]) -> Vec<Obstacle> {
    let conflicts: Vec<Obstacle> = contexts
        .iter()
        .filter(|context| context.ranking.iter().all(|assessment| assessment.fit != Fit::Alone))
        .map(|context| Obstacle::Conflict { context: context.context, needs: smallest_conflict(context) })
        .collect();
    if !conflicts.is_empty() {
        return conflicts;
    }
    let active = |apart: &&&Apart| {
        apart.contexts.iter().filter(|named| contexts.iter().any(|context| context.context == **named)).count() > 1
    };
    apart
        .iter()
        .filter(active)
        .map(|apart| Obstacle::Shared { contexts: apart.contexts.clone(), because: apart.because.clone() })
        .collect()
}

/// A smallest set of musts that no candidate meets together: a minimum hitting set of what each one misses.
fn smallest_conflict(context: &ContextDecision) -> Vec<usize> {
    let missed: Vec<Vec<usize>> = context
        .ranking
        .iter()
        .map(|assessment| {
            let needs = context.needs.iter().zip(&assessment.standings).enumerate();
            needs
                .filter(|(_, (need, standing))| need.strength.is_must() && !assessment.meets_alone(standing))
                .map(|(position, _)| position)
                .collect()
        })
        .collect();
    (0..=missed.len()).find_map(|size| hitting_set(&missed, &[], size)).unwrap_or_default()
}

/// A set of at most `size` more needs that, with those chosen, hits every candidate's misses.
///
/// Grown by one need of the first candidate not yet hit, so a first answer at the
/// smallest size is a minimum hitting set.
fn hitting_set(missed: &[Vec<usize>], chosen: &[usize], size: usize) -> Option<Vec<usize>> {
    let Some(unhit) = missed.iter().find(|misses| !misses.iter().any(|need| chosen.contains(need))) else {
        let mut found = chosen.to_vec();
        found.sort_unstable();
        return Some(found);
    };
    let left = size.checked_sub(1)?;
    unhit.iter().find_map(|need| hitting_set(missed, &[chosen, &[*need]].concat(), left))
}

//! Which app, and is it enough: one messenger, several together, or none alone.

use std::cmp::Reverse;

use super::assessment::{Assessment, assess};
use super::levels::Levels;
use super::tally::{Tally, stand_ins, stands_in};
use super::{ContextDecision, Decision, Enough, Grounds, Need};
use crate::kb::{Apart, Complement, Context, Key, KnowledgeBase, Messenger};

/// A candidate for each active context.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// The placing that the tallies of the active contexts lead to, in the order of the data; `None` for none alone.
///
/// [`decide`](super::decide) comes to the same.
pub fn outcome(
    kb: &KnowledgeBase,
    levels: &Levels,
    tallies: &[(Key<Context>, &Tally)],
    apart: &[&Apart],
) -> Option<Winner> {
    let mut placings = placings(kb, levels, tallies, apart).into_iter();
    let best = placings.next()?;
    let is_enough = tallies.iter().zip(&best.order).all(|((_, tally), position)| tally.is_enough(*position));
    let is_tied = placings.next().is_some_and(|next| (next.size(), next.points) == (best.size(), best.points));
    is_enough.then_some(Winner { placing: best.placing, is_tied })
}

/// Every way to give each context one of the candidates that may serve it, best first.
///
/// All ways are tried, so the cover is minimal by construction. Needs are never split: a context is served by one
/// candidate or by none (no union fallacy).
fn placings(kb: &KnowledgeBase, levels: &Levels, tallies: &[(Key<Context>, &Tally)], apart: &[&Apart]) -> Vec<Ranked> {
    let candidates = &kb.scope().candidates;
    let mut ranked: Vec<Ranked> = Vec::new();
    for order in assignments(tallies.len(), candidates.len()) {
        let placed = || tallies.iter().zip(&order);
        if !placed().all(|((_, tally), position)| tally.is_eligible(*position)) {
            continue;
        }
        let placing = Placing(placed().map(|((context, _), position)| (*context, candidates[*position])).collect());
        if apart.iter().all(|apart| shared(levels, apart, &placing).is_empty()) {
            let points = placed().map(|((_, tally), position)| tally.marks(*position).points).sum();
            let mut set = order.clone();
            set.sort_unstable();
            set.dedup();
            ranked.push(Ranked { points, placing, set, order });
        }
    }
    ranked.sort_unstable_by(|one, other| one.key().cmp(&other.key()));
    ranked
}

impl Grounds<'_> {
    /// Decides for these levels: which candidate for each context, and whether it is enough.
    pub fn decide(self, kb: &KnowledgeBase, levels: &Levels) -> Decision {
        let Grounds { fired, contexts, available, apart } = self;
        let weighed: Vec<Weighed> =
            contexts.into_iter().map(|(context, needs)| Weighed::of(kb, levels, &available, context, needs)).collect();
        let judge = |weighed: &Weighed, named: Key<Messenger>| weighed.enough(kb, levels, &available, named);
        let ways = |contexts: &[&Weighed]| {
            let tallies: Vec<_> = contexts.iter().map(|one| (one.context, &one.tally)).collect();
            placings(kb, levels, &tallies, &apart).into_iter()
        };

        let mut all = ways(&weighed.iter().collect::<Vec<_>>());
        let (best, next) = (all.next(), all.next());
        let is_enough =
            |best: &Ranked| weighed.iter().zip(&best.order).all(|(one, position)| one.tally.is_enough(*position));
        let verdict = best.filter(is_enough);
        let next = next.filter(|next| verdict.as_ref().is_some_and(|best| best.size() == next.size()));
        let possible: u32 = weighed.iter().map(|one| weight_of(&one.needs)).sum();
        let is_close = verdict.as_ref().zip(next.as_ref()).is_some_and(|(best, next)| {
            u64::from(best.points - next.points) * 100 <= u64::from(kb.scope().close_call) * u64::from(possible)
        });

        // Where something takes the place of the candidates, no candidate has to be kept apart.
        let is_replaced = |one: &&Weighed| matches!(judge(one, one.ranking[0].messenger), Enough::Instead(_));
        let bases = match &verdict {
            Some(best) => best.placing.clone(),
            None => {
                let (replaced, kept): (Vec<&Weighed>, Vec<&Weighed>) = weighed.iter().partition(is_replaced);
                let found = ways(&kept).next();
                let is_placed = found.is_some() || kept.is_empty();
                let mut placed = found.map(|found| found.placing.0).unwrap_or_default();
                let left = if is_placed { replaced } else { weighed.iter().collect() };
                placed.extend(left.iter().map(|one| (one.context, one.ranking[0].messenger)));
                placed.sort_unstable();
                Placing(placed)
            }
        };
        let decided = weighed.into_iter().zip(&bases.0).map(|(one, (_, named))| {
            let enough = judge(&one, *named);
            ContextDecision { context: one.context, needs: one.needs, ranking: one.ranking, enough }
        });
        let contexts: Vec<ContextDecision> = decided.collect();
        let shared = sharing(kb, levels, &apart, &bases, &contexts);
        let (verdict, runner_up) = (verdict.map(|best| best.placing), next.map(|next| next.placing));
        Decision { fired, contexts, verdict, bases, shared, runner_up, is_close }
    }
}

/// A context with what is needed there, and every candidate against it.
struct Weighed {
    context: Key<Context>,
    needs: Vec<Need>,
    tally: Tally,
    /// Every candidate, best first: by the musts it misses, then by points.
    ranking: Vec<Assessment>,
}

impl Weighed {
    fn of(
        kb: &KnowledgeBase,
        levels: &Levels,
        available: &[Key<Complement>],
        context: Key<Context>,
        needs: Vec<Need>,
    ) -> Self {
        let tally = Tally::of(kb, levels, available, &needs);
        let assess = |candidate: &Key<Messenger>| assess(kb, levels, available, &needs, *candidate);
        let mut ranked: Vec<(usize, Assessment)> = kb.scope().candidates.iter().map(assess).enumerate().collect();
        // Stable, so that the default order of the candidates breaks ties.
        ranked.sort_by_key(|(position, one)| (tally.marks(*position).missed, Reverse(one.points)));
        let ranking = ranked.into_iter().map(|(_, assessment)| assessment).collect();
        Self { context, needs, tally, ranking }
    }

    /// Whether a candidate is enough, and if not, what is added or takes its place.
    fn enough(
        &self,
        kb: &KnowledgeBase,
        levels: &Levels,
        available: &[Key<Complement>],
        named: Key<Messenger>,
    ) -> Enough {
        let named = self.ranking.iter().find(|one| one.messenger == named).expect("every candidate is ranked");
        let musts = || self.needs.iter().zip(&named.standings).filter(|(need, _)| need.strength.is_must());
        if musts().all(|(_, standing)| named.meets_alone(standing)) {
            return Enough::Alone;
        }
        // What is no messenger takes the place of one wherever it is needed.
        let is_thing = |key: &&Key<Complement>| kb[**key].takes_the_place && kb[**key].messenger.is_none();
        if let Some(thing) = named.companions.iter().find(is_thing) {
            return Enough::Instead(*thing);
        }
        let meets_all = |stand_in: &(Key<Complement>, Key<Messenger>)| {
            available.contains(&stand_in.0)
                && musts().all(|(need, _)| stands_in(kb, levels, available, *stand_in, need))
        };
        let stand_ins = stand_ins(kb).filter(|one| self.tally.has_stand_in() && meets_all(one));
        let effort: u32 = named.companions.iter().map(|key| u32::from(kb[*key].effort)).sum();
        let closes_all = musts().all(|(_, standing)| standing.is_met());
        match stand_ins.map(|(key, _)| key).min_by_key(|key| kb[*key].effort) {
            Some(key) if !closes_all || effort >= u32::from(kb[key].effort) => Enough::Instead(key),
            _ if named.companions.is_empty() => Enough::Open,
            _ => Enough::With(named.companions.clone()),
        }
    }
}

/// The points that meeting every need would bring.
pub(super) fn weight_of(needs: &[Need]) -> u32 {
    needs.iter().map(|need| need.strength.weight()).sum()
}

/// The groups of contexts that are kept apart and share a messenger all the same.
///
/// A messenger that takes the place of a candidate is shared like one.
fn sharing(
    kb: &KnowledgeBase,
    levels: &Levels,
    apart: &[&Apart],
    bases: &Placing,
    contexts: &[ContextDecision],
) -> Vec<(Key<Messenger>, Vec<Key<Context>>)> {
    let mut levels = levels.clone();
    let mut placed = Placing(Vec::new());
    for (one, (context, base)) in contexts.iter().zip(&bases.0) {
        let Enough::Instead(key) = one.enough else {
            placed.0.push((*context, *base));
            continue;
        };
        if let Some(messenger) = kb[key].messenger {
            levels = levels.raised(&kb[key], messenger);
            placed.0.push((*context, messenger));
        }
    }
    let of_apart = |apart: &&Apart| {
        let messengers = shared(&levels, apart, &placed).into_iter();
        let members = |messenger: Key<Messenger>| {
            let own =
                placed.0.iter().filter(move |(context, base)| *base == messenger && apart.contexts.contains(context));
            (messenger, own.map(|(context, _)| *context).collect::<Vec<_>>())
        };
        messengers.map(members).collect::<Vec<_>>()
    };
    apart.iter().flat_map(of_apart).collect()
}

/// The placing that some grounds lead to with these levels; `None` for none alone.
pub fn placing_of(kb: &KnowledgeBase, levels: &Levels, grounds: &Grounds<'_>) -> Option<Placing> {
    let tallies: Vec<(Key<Context>, Tally)> = grounds
        .contexts
        .iter()
        .map(|(context, needs)| (*context, Tally::of(kb, levels, &grounds.available, needs)))
        .collect();
    let tallies: Vec<(Key<Context>, &Tally)> = tallies.iter().map(|(context, tally)| (*context, tally)).collect();
    outcome(kb, levels, &tallies, &grounds.apart).map(|winner| winner.placing)
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
fn shared(levels: &Levels, apart: &Apart, placing: &Placing) -> Vec<Key<Messenger>> {
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

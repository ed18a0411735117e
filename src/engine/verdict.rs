//! Which app, and is it enough: one messenger, several together, or none alone.

use std::cmp::Reverse;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use super::tally::stand_ins;
use super::{Assessment, Contenders, ContextDecision, Decision, Enough, Fit, Grounds, Levels, Need, Tally, Terms};
use crate::kb::{Apart, Complement, Context, Key, KnowledgeBase, Messenger};

/// A candidate for each active context.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Placing(pub Vec<(Key<Context>, Key<Messenger>)>);

impl Placing {
    /// The different candidates, in the order of the contexts they serve first.
    pub fn messengers(&self) -> Vec<Key<Messenger>> {
        self.0.iter().map(|(_, messenger)| *messenger).collect::<IndexSet<_, FxBuildHasher>>().into_iter().collect()
    }
}

/// A placing with what decides between placings, which sort best first: the smallest set, the most points, then the
/// default order of the set and of its placing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Ranked {
    size: usize,
    points: Reverse<u32>,
    /// The different candidates that it takes, as positions in the default order, rising.
    set: Vec<usize>,
    /// The candidate of each context, as a position in the default order.
    order: Vec<usize>,
    placing: Placing,
    is_enough: bool,
}

/// The placing that the contenders of the active contexts lead to, in the order of the data; `None` for none alone. It
/// is what [`decide`](super::decide) comes to.
pub fn outcome(kb: &KnowledgeBase, levels: &Levels, contexts: &[&Contenders], apart: &[&Apart]) -> Option<Placing> {
    let best = placings(kb, levels, contexts, apart).into_iter().next()?;
    best.is_enough.then_some(best.placing)
}

/// Every way to give each context one of the candidates that may serve it, best first.
///
/// All ways are tried, so the cover is minimal by construction. Needs are never split: a context is served by one
/// candidate or by none (no union fallacy).
fn placings(kb: &KnowledgeBase, levels: &Levels, contexts: &[&Contenders], apart: &[&Apart]) -> Vec<Ranked> {
    let keeps_apart = |one: &Ranked| apart.iter().all(|apart| shared(levels, apart, &one.placing).is_empty());
    let mut orders = vec![Vec::new()];
    for one in contexts {
        let eligible = || (0..one.candidates.len()).filter(|position| one.candidates[*position].is_some());
        let with = |order: Vec<usize>| eligible().map(move |position| [&order[..], &[position]].concat());
        orders = orders.into_iter().flat_map(with).collect();
    }
    let rank = |order: Vec<usize>| {
        let seats = contexts.iter().zip(&order).map(|(one, position)| (one.context, kb.scope().candidates[*position]));
        let placing = Placing(seats.collect());
        let contenders = || contexts.iter().zip(&order).filter_map(|(one, position)| one.candidates[*position]);
        let points = Reverse(contenders().map(|(_, points)| points).sum());
        // Where no context is active, there is nothing to use.
        let is_enough = !contexts.is_empty() && contenders().all(|(is_enough, _)| is_enough);
        let mut set = order.clone();
        set.sort_unstable();
        set.dedup();
        Ranked { size: set.len(), points, set, placing, is_enough, order }
    };
    let mut ranked: Vec<Ranked> = orders.into_iter().map(rank).filter(keeps_apart).collect();
    ranked.sort_unstable();
    ranked
}

impl Grounds<'_> {
    /// Decides for these levels: which candidate for each context, and whether it is enough.
    pub fn decide(self, kb: &KnowledgeBase, levels: &Levels) -> Decision {
        let Grounds { contexts, available, apart, .. } = self;
        let terms = Terms { kb, levels, available: &available };
        let weighed: Vec<Weighed> =
            contexts.into_iter().map(|(context, needs)| Weighed::of(&terms, context, needs)).collect();
        let ways = |contexts: &[&Weighed]| {
            let contenders: Vec<&Contenders> = contexts.iter().map(|one| &one.contenders).collect();
            placings(kb, levels, &contenders, &apart).into_iter()
        };

        let mut all = ways(&weighed.iter().collect::<Vec<_>>());
        let (best, next) = (all.next(), all.next());
        let verdict = best.filter(|best| best.is_enough);
        let next = next.filter(|next| verdict.as_ref().is_some_and(|best| best.size == next.size));

        // Where something takes the place of the candidates, no candidate has to be kept apart.
        let is_replaced = |one: &&Weighed| matches!(one.enough(&terms, one.ranking[0].messenger), Enough::Instead(_));
        let bases = match &verdict {
            Some(best) => best.placing.clone(),
            None => {
                let (replaced, kept): (Vec<&Weighed>, Vec<&Weighed>) = weighed.iter().partition(is_replaced);
                let (mut placed, left) = match ways(&kept).next() {
                    Some(found) => (found.placing.0, replaced),
                    None => (Vec::new(), weighed.iter().collect()),
                };
                placed.extend(left.iter().map(|one| (one.contenders.context, one.ranking[0].messenger)));
                placed.sort_unstable();
                Placing(placed)
            }
        };
        // A messenger that takes the place of a candidate is shared like one.
        let mut raised = levels.clone();
        let decided = weighed.into_iter().zip(&bases.0).map(|(one, (context, named))| {
            let enough = one.enough(&terms, *named);
            let used = match enough {
                Enough::Instead(key) => kb[key].messenger.inspect(|one| raised.raise(&kb[key], *one)),
                Enough::Alone | Enough::Open | Enough::With(_) => Some(*named),
            };
            ContextDecision { context: *context, needs: one.needs, ranking: one.ranking, enough, used }
        });
        let contexts: Vec<ContextDecision> = decided.collect();
        let used = Placing(contexts.iter().filter_map(|one| Some((one.context, one.used?))).collect());
        let shared = apart.iter().flat_map(|apart| shared(&raised, apart, &used)).collect();
        let possible: u32 = contexts.iter().map(ContextDecision::possible).sum();
        let is_close = verdict.as_ref().zip(next.as_ref()).is_some_and(|(best, next)| {
            u64::from(best.points.0 - next.points.0) * 100 <= u64::from(kb.scope().close_call) * u64::from(possible)
        });
        let (verdict, runner_up) = (verdict.map(|best| best.placing), next.map(|next| next.placing));
        Decision { contexts, verdict, bases, shared, runner_up, is_close }
    }
}

/// A context with what is needed there, and every candidate against it.
struct Weighed {
    needs: Vec<Need>,
    contenders: Contenders,
    /// Every candidate, best first: by the musts it misses, then by points.
    ranking: Vec<Assessment>,
}

impl Weighed {
    fn of(terms: &Terms<'_>, context: Key<Context>, needs: Vec<Need>) -> Self {
        let assessed = terms.assess_all(&needs);
        let tally = Tally::of(terms, &needs, &assessed);
        let mut ranked: Vec<(usize, Assessment)> = assessed.into_iter().enumerate().collect();
        // Stable, so that the default order of the candidates breaks ties.
        ranked.sort_by_key(|(position, one)| (tally.marks[*position].missed, Reverse(one.points)));
        let ranking = ranked.into_iter().map(|(_, assessment)| assessment).collect();
        Self { needs, contenders: tally.contenders(context), ranking }
    }

    /// Whether a candidate is enough, and if not, what is added or takes its place.
    fn enough(&self, terms: &Terms<'_>, named: Key<Messenger>) -> Enough {
        let kb = terms.kb;
        let named = self.ranking.iter().find(|one| one.messenger == named).expect("every candidate is ranked");
        if named.fit == Fit::Alone {
            return Enough::Alone;
        }
        // What is no messenger takes the place of one wherever it is needed.
        let is_thing = |key: &&Key<Complement>| kb[**key].takes_the_place && kb[**key].messenger.is_none();
        if let Some(thing) = named.companions.iter().find(is_thing) {
            return Enough::Instead(*thing);
        }
        let is_needed = self.ranking.iter().all(|one| one.fit != Fit::Alone);
        let musts = self.needs.iter().filter(|need| need.strength.is_must());
        let meets_all = |one: &(Key<Complement>, _)| is_needed && musts.clone().all(|need| terms.stands_in(*one, need));
        let easiest = stand_ins(kb).filter(meets_all).map(|(key, _)| key).min_by_key(|key| kb[*key].effort);
        let effort: u32 = named.companions.iter().map(|key| u32::from(kb[*key].effort)).sum();
        match easiest {
            Some(key) if named.fit == Fit::No || effort >= u32::from(kb[key].effort) => Enough::Instead(key),
            _ if named.companions.is_empty() => Enough::Open,
            _ => Enough::With(named.companions.clone()),
        }
    }
}

/// The messengers that contexts share in a placing although they are kept apart, and that do not keep identities apart
/// themselves, with these contexts.
fn shared(levels: &Levels, apart: &Apart, placing: &Placing) -> Vec<(Key<Messenger>, Vec<Key<Context>>)> {
    let mut sharing: IndexMap<Key<Messenger>, Vec<Key<Context>>, FxBuildHasher> = IndexMap::default();
    for (context, messenger) in placing.0.iter().filter(|(context, _)| apart.contexts.contains(context)) {
        sharing.entry(*messenger).or_default().push(*context);
    }
    let keeps_apart = |messenger: Key<Messenger>| levels.reaches(messenger, apart.unless.0, apart.unless.1);
    sharing.retain(|messenger, contexts| contexts.len() > 1 && !keeps_apart(*messenger));
    sharing.into_iter().collect()
}

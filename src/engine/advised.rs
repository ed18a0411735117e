//! What a decision advises to do, for which contexts, and why.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::assessment::best_set;
use super::{Assessment, ContextDecision, Decision, Enough, Grounds, Levels, Need, Standing, Terms};
use crate::kb::{Apart, Complement, Context, Key, Kind, KnowledgeBase, Messenger, Reading, Stage};

/// From which weight on a companion is advised for a need that is no must.
const HEAVY: u32 = 4;
/// From which urgency on a practice is advised where no messenger is used.
const URGENT: u8 = 8;

/// A complement that is advised in a context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advised {
    /// The complement.
    pub complement: Key<Complement>,
    /// The messenger that is used in the context; `None` where something else takes its place.
    pub messenger: Option<Key<Messenger>>,
    /// The context.
    pub context: Key<Context>,
    /// Why it is advised.
    pub ground: Ground,
}

/// Why a complement is advised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// It keeps contexts apart that would share their messenger.
    Apart,
    /// It takes the place of the messenger.
    Instead,
    /// It meets a must.
    Must,
    /// It meets nothing but what should be met.
    Should,
    /// The answers call for it, whatever the messenger is.
    Practice,
}

impl Ground {
    /// Whether the verdict does not hold without it.
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Apart | Self::Instead | Self::Must)
    }
}

/// What a decision on these grounds advises, each complement once for every context, in no order of importance.
pub fn advised(terms: &Terms<'_>, grounds: &Grounds<'_>, decision: &Decision, reading: &Reading) -> Vec<Advised> {
    let Terms { kb, levels, available } = *terms;
    let mut all = Vec::new();
    for (messenger, contexts) in &decision.shared {
        let keeps_apart = |key: &Key<Complement>| {
            let lifts = |apart: &&Apart| kb[*key].lifts(apart.unless.0) >= Some(apart.unless.1);
            !kb[*key].takes_the_place && grounds.apart.iter().any(lifts) && levels.allows(&kb[*key], *messenger)
        };
        // Any of them is enough, so the easiest is advised.
        if let Some(complement) = available.iter().copied().filter(keeps_apart).min_by_key(|key| kb[*key].effort) {
            let (messenger, ground) = (Some(*messenger), Ground::Apart);
            all.extend(contexts.iter().map(|context| Advised { complement, messenger, context: *context, ground }));
        }
    }
    for context in &decision.contexts {
        let (used, levels) = used(terms, decision, context);
        let mut advise = |complement: Key<Complement>, ground: Ground| {
            all.push(Advised { complement, messenger: context.used, context: context.context, ground });
        };
        if let Enough::Instead(key) = context.enough {
            advise(key, Ground::Instead);
        }
        for key in available.iter().filter(|key| kb[**key].kind == Kind::Practice) {
            let practice = &kb[*key];
            let fits = match context.used {
                Some(messenger) => levels.allows(practice, messenger),
                // Steps inside an app make no sense without the app.
                None => {
                    let is_called_for = !practice.available_when.is_empty() && practice.works_with.is_empty();
                    is_called_for && practice.stage(reading) == Stage::Before && practice.urgency(reading) >= URGENT
                }
            };
            if fits {
                advise(*key, Ground::Practice);
            }
        }
        let Some(used) = used else { continue };
        let needs = || context.needs.iter().zip(&used.standings);
        for complement in used.companions.iter().chain(&used.settings) {
            let meets_must = needs().any(|(need, standing)| {
                need.strength.is_must()
                    && matches!(standing, Standing::MetWithSettings(by) | Standing::MetWithCompanions(by)
                        if by.contains(complement))
            });
            advise(*complement, if meets_must { Ground::Must } else { Ground::Should });
        }
        // A companion is worth it for a heavy need too, even if no verdict depends on it.
        let is_heavy = |need: &Need| !need.strength.is_must() && need.strength.weight() >= HEAVY;
        let unmet = needs().filter(|(need, standing)| is_heavy(need) && !standing.is_met());
        let mut companions = terms.usable(used.messenger, Kind::Companion);
        companions.retain(|key| !kb[*key].takes_the_place);
        for complement in best_set(kb, &companions, unmet.map(|(need, _)| (need, true))) {
            if !used.companions.contains(&complement) {
                advise(complement, Ground::Should);
            }
        }
    }
    without_excluded(kb, all, reading)
}

/// How the messenger that is used in a context meets its needs, if there is one, and the levels as a messenger that
/// takes the place of the candidate raises them.
fn used(terms: &Terms<'_>, decision: &Decision, context: &ContextDecision) -> (Option<Assessment>, Levels) {
    let Terms { kb, levels, available } = *terms;
    let mut levels = levels.clone();
    let used = match context.enough {
        Enough::Alone | Enough::Open | Enough::With(_) => Some(decision.named(context).clone()),
        Enough::Instead(key) => kb[key].messenger.map(|messenger| {
            levels.raise(&kb[key], messenger);
            // What takes the place needs nothing beside it. An app that is enough, or for which nothing helps, has none.
            let assessed = Terms { kb, levels: &levels, available }.assess(messenger, &context.needs);
            Assessment { companions: Vec::new(), ..assessed }
        }),
    };
    (used, levels)
}

/// What is advised, without what is excluded by something that matters more: a must comes first, then urgency. What is
/// left out excludes nothing.
fn without_excluded(kb: &KnowledgeBase, all: Vec<Advised>, reading: &Reading) -> Vec<Advised> {
    let required: BTreeSet<_> = all.iter().filter(|one| one.ground.is_required()).map(|one| one.complement).collect();
    let keys: BTreeSet<Key<Complement>> = all.iter().map(|one| one.complement).collect();
    let mut keys: Vec<Key<Complement>> = keys.into_iter().collect();
    keys.sort_by_cached_key(|key| Reverse((required.contains(key), kb[*key].urgency(reading), Reverse(*key))));
    let mut kept: BTreeSet<Key<Complement>> = BTreeSet::new();
    let excludes = |one: Key<Complement>, other| kb[one].excludes.contains(&other);
    for key in keys {
        if !kept.iter().any(|other| excludes(key, *other) || excludes(*other, key)) {
            kept.insert(key);
        }
    }
    all.iter().filter(|one| kept.contains(&one.complement)).cloned().collect()
}

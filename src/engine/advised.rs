//! What a decision advises to do, for which contexts, and why.

use super::assessment::{Assessment, assess, companions_for, usable};
use super::{ContextDecision, Decision, Enough, Grounds, Levels, Need, Standing};
use crate::kb::{Complement, Context, Key, Kind, KnowledgeBase, Messenger, Stage};

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
///
/// `urgency` is that of a complement with the answers at hand; see [`Complement::urgency`].
pub fn advised(
    kb: &KnowledgeBase,
    levels: &Levels,
    grounds: &Grounds<'_>,
    decision: &Decision,
    urgency: impl Fn(Key<Complement>) -> u8 + Copy,
) -> Vec<Advised> {
    let available = &grounds.available;
    let mut all = Vec::new();
    for (messenger, contexts) in &decision.shared {
        // Any of them is enough, so the easiest is advised.
        let easiest = keeping_apart(kb, levels, grounds, *messenger).into_iter().min_by_key(|key| kb[*key].effort);
        all.extend(easiest.into_iter().flat_map(|complement| {
            let (messenger, ground) = (Some(*messenger), Ground::Apart);
            contexts.iter().map(move |context| Advised { complement, messenger, context: *context, ground })
        }));
    }
    for context in &decision.contexts {
        let used = Used::of(kb, levels, available, decision, context);
        let messenger = used.assessment.as_ref().map(|used| used.messenger);
        let mut advise = |complement: Key<Complement>, ground: Ground| {
            all.push(Advised { complement, messenger, context: context.context, ground });
        };
        if let Enough::Instead(key) = context.enough {
            advise(key, Ground::Instead);
        }
        let is_practice = |key: &&Key<Complement>| kb[**key].kind == Kind::Practice;
        for key in available.iter().filter(is_practice) {
            let fits = match messenger {
                Some(messenger) => used.levels.allows(&kb[*key], messenger),
                // Steps inside an app make no sense without the app.
                None => {
                    let is_called_for = !kb[*key].available_when.is_empty() && kb[*key].works_with.is_empty();
                    is_called_for && kb[*key].stage == Stage::Before && urgency(*key) >= URGENT
                }
            };
            if fits {
                advise(*key, Ground::Practice);
            }
        }
        let Some(used) = &used.assessment else { continue };
        for complement in used.companions.iter().chain(&used.settings) {
            let meets_must = context.needs.iter().zip(&used.standings).any(|(need, standing)| {
                need.strength.is_must() && matches!(standing, Standing::MetWith(by) if by.contains(complement))
            });
            advise(*complement, if meets_must { Ground::Must } else { Ground::Should });
        }
        // A companion is worth it for a heavy need too, even if no verdict depends on it.
        let heavy: Vec<&Need> = unmet(context, used).filter(|need| need.strength.weight() >= HEAVY).collect();
        let companions = usable(kb, levels, available, used.messenger, Kind::Companion);
        let others: Vec<_> = companions.into_iter().filter(|key| !kb[*key].takes_the_place).collect();
        for complement in companions_for(kb, &others, &heavy) {
            if !used.companions.contains(&complement) {
                advise(complement, Ground::Should);
            }
        }
    }
    without_excluded(kb, all, urgency)
}

/// What is advised without what something else excludes that matters more: a must before anything else, then urgency.
fn without_excluded(kb: &KnowledgeBase, all: Vec<Advised>, urgency: impl Fn(Key<Complement>) -> u8) -> Vec<Advised> {
    let is_required = |key: Key<Complement>| all.iter().any(|one| one.complement == key && one.ground.is_required());
    let weight = |key: Key<Complement>| (is_required(key), urgency(key), std::cmp::Reverse(key));
    let loses = |key: Key<Complement>| {
        let rivals = all.iter().filter(|other| kb[key].excludes.contains(&other.complement));
        rivals.into_iter().any(|other| weight(other.complement) > weight(key))
    };
    let kept: Vec<bool> = all.iter().map(|one| !loses(one.complement)).collect();
    all.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(one, _)| one).collect()
}

/// The needs of a context that stay unmet and are no musts.
fn unmet<'a>(context: &'a ContextDecision, used: &'a Assessment) -> impl Iterator<Item = &'a Need> {
    let needs = context.needs.iter().zip(&used.standings);
    needs.filter(|(need, standing)| !need.strength.is_must() && !standing.is_met()).map(|(need, _)| need)
}

/// What is used in a context: its candidate, or the messenger that takes its place.
struct Used {
    /// `None` where what takes its place is no messenger.
    assessment: Option<Assessment>,
    /// The levels, as what takes its place raises them.
    levels: Levels,
}

impl Used {
    fn of(
        kb: &KnowledgeBase,
        levels: &Levels,
        available: &[Key<Complement>],
        decision: &Decision,
        context: &ContextDecision,
    ) -> Self {
        let levels = levels.clone();
        let Enough::Instead(key) = context.enough else {
            let mut named = decision.named(context).clone();
            if !matches!(context.enough, Enough::With(_)) {
                named.companions.clear();
            }
            return Self { assessment: Some(named), levels };
        };
        let Some(messenger) = kb[key].messenger else { return Self { assessment: None, levels } };
        let levels = levels.raised(&kb[key], messenger);
        let mut assessment = assess(kb, &levels, available, &context.needs, messenger);
        assessment.companions.clear();
        Self { assessment: Some(assessment), levels }
    }
}

/// Those of the available complements that would let a messenger serve contexts that are kept apart.
fn keeping_apart(
    kb: &KnowledgeBase,
    levels: &Levels,
    grounds: &Grounds<'_>,
    messenger: Key<Messenger>,
) -> Vec<Key<Complement>> {
    let lifts = |key: &Key<Complement>| {
        let complement = &kb[*key];
        !complement.takes_the_place
            && grounds.apart.iter().any(|apart| complement.lifts(apart.unless.0) >= Some(apart.unless.1))
    };
    let works = |key: &Key<Complement>| levels.allows(&kb[*key], messenger);
    grounds.available.iter().copied().filter(lifts).filter(works).collect()
}

//! Which complements a decision advises, for which contexts, and why.

use super::{Assessment, ContextDecision, Decision, Grounds, Levels, Standing, of_kind, shared};
use crate::kb::{Apart, Complement, Context, Key, Kind, KnowledgeBase, Messenger};

/// A complement that is advised beside the messenger of a context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advised {
    /// The complement.
    pub complement: Key<Complement>,
    /// The messenger of the context.
    pub messenger: Key<Messenger>,
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
    /// It meets a must.
    Must,
    /// It meets nothing but what should be met.
    Should,
    /// It could meet a must that stays open, though nobody has shown that it works with the messenger.
    Unproven,
}

/// What a decision on these grounds advises, each complement once for every context: first what keeps contexts apart,
/// then, context by context, what is unproven, the companions and the settings.
pub fn advised(kb: &KnowledgeBase, levels: &Levels, grounds: &Grounds<'_>, decision: &Decision) -> Vec<Advised> {
    let Grounds { available, apart, .. } = grounds;
    let mut all = Vec::new();
    for (apart, messenger) in shared_bases(levels, apart, decision) {
        // Any of them is enough, so the easiest is advised.
        let easiest =
            keeping_apart(kb, levels, available, apart, messenger).into_iter().min_by_key(|key| kb[*key].effort);
        let advise = |complement| {
            let of_context = move |context: &Key<Context>| Advised {
                complement,
                messenger,
                context: *context,
                ground: Ground::Apart,
            };
            apart.contexts.iter().map(of_context)
        };
        all.extend(easiest.into_iter().flat_map(advise));
    }
    for context in &decision.contexts {
        let named = decision.named(context);
        let of_context =
            |complement, ground| Advised { complement, messenger: named.messenger, context: context.context, ground };
        let unproven = worth_a_try(kb, levels, available, context, named).into_iter();
        all.extend(unproven.map(|complement| of_context(complement, Ground::Unproven)));
        for complement in named.companions.iter().chain(&named.settings) {
            let is_required = context.needs.iter().zip(&named.standings).any(|(need, standing)| {
                need.strength.is_must() && matches!(standing, Standing::MetWith(by) if by.contains(complement))
            });
            all.push(of_context(*complement, if is_required { Ground::Must } else { Ground::Should }));
        }
    }
    all
}

/// The messengers on which contexts would meet that the answers keep apart.
pub fn shared_bases<'a>(
    levels: &Levels,
    kept_apart: &[&'a Apart],
    decision: &Decision,
) -> Vec<(&'a Apart, Key<Messenger>)> {
    let of_apart = |apart: &&'a Apart| {
        let apart = *apart;
        shared(levels, apart, &decision.bases).into_iter().map(move |messenger| (apart, messenger))
    };
    kept_apart.iter().flat_map(of_apart).collect()
}

/// Those of the available complements that would let a messenger serve contexts that are kept apart.
pub fn keeping_apart(
    kb: &KnowledgeBase,
    levels: &Levels,
    available: &[Key<Complement>],
    apart: &Apart,
    messenger: Key<Messenger>,
) -> Vec<Key<Complement>> {
    let lifts = |key: &Key<Complement>| kb[*key].lifts(apart.unless.0) >= Some(apart.unless.1);
    let works = |key: &Key<Complement>| levels.allows(&kb[*key], messenger);
    available.iter().copied().filter(lifts).filter(works).collect()
}

/// Those of the available companions that could close a must that stays open, though nobody has shown that they work
/// with the messenger.
pub fn worth_a_try(
    kb: &KnowledgeBase,
    levels: &Levels,
    available: &[Key<Complement>],
    context: &ContextDecision,
    named: &Assessment,
) -> Vec<Key<Complement>> {
    let open: Vec<_> = context.open(named).map(|position| &context.needs[position]).collect();
    let helps = |key: &Key<Complement>| open.iter().any(|need| kb[*key].lifts(need.property) >= Some(need.level));
    let companions = of_kind(kb, available, Kind::Companion).into_iter();
    companions.filter(|key| levels.is_unproven(&kb[*key], named.messenger)).filter(helps).collect()
}

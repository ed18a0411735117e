//! What the answers bring to bear, before the facts are looked at.

use super::need::{Need, merge};
use crate::answers::Reading;
use crate::kb::{Apart, Complement, Context, Key, KnowledgeBase, Rule, any_holds};

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
        let answered = |question| reading.get(question);
        let fired: Vec<Key<Rule>> = kb.rules().keys().filter(|rule| kb[*rule].when.holds(answered)).collect();
        let active = kb.contexts().keys().filter(|context| any_holds(&kb[*context].active_when, answered));
        let needs = |context: Key<Context>| {
            let concerns = |rule: &&Key<Rule>| kb[**rule].context.is_none_or(|named| named == context);
            merge(fired.iter().filter(concerns).map(|rule| Need::of(kb, *rule)))
        };
        let contexts = active.map(|context| (context, needs(context))).collect();
        let apart = kb.scope().apart.iter().filter(|apart| any_holds(&apart.when, answered)).collect();
        let available = kb.complements().keys().filter(|key| kb[*key].is_available(answered)).collect();
        Self { fired, contexts, available, apart }
    }
}

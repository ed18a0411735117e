//! The laws on the knowledge base that is shipped.

use std::collections::BTreeSet;

use advisor::answers::Reading;
use advisor::engine::{Enough, decide};
use advisor::kb::{Key, Question};

use super::brute::Brute;
use crate::support::random::{self, Random};
use crate::support::{BUILT_IN, Laid};

#[test]
fn every_decision_is_what_trying_everything_finds() {
    let Laid { kb, levels, .. } = &*BUILT_IN;
    let mut kinds = BTreeSet::new();
    for seed in 0..150 {
        let mut random = Random::new(seed);
        let drawn = random::reading(kb, &mut random);
        // Some people are unsure of most questions.
        let sure = [15, 40, 100][seed as usize % 3];
        let sure: Vec<bool> = kb.questions().iter().map(|_| random.percent(sure)).collect();
        let chosen = |key: Key<Question>| drawn.get(key).filter(|_| sure[key.position()]).unwrap_or(kb[key].if_unsure);
        let reading = Reading::of(kb, chosen);
        let decision = decide(kb, levels, &reading);
        assert!(!decision.contexts.is_empty(), "some context is always active");
        Brute { kb, levels, reading: &reading }.assert_finds(&decision, &format!("{reading:?}"));
        kinds.extend(decision.contexts.iter().map(|context| match context.enough {
            Enough::Alone => "alone",
            Enough::Open => "open",
            Enough::With(_) => "with",
            Enough::Instead(_) => "instead",
        }));
    }
    assert_eq!(kinds.len(), 4, "{kinds:?}");
}

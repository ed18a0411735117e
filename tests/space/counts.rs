//! What is counted of all sets of answers, held to trying every one with the engine.

use std::collections::{BTreeMap, BTreeSet};

use advisor::answers::Reading;
use advisor::engine::{ContextDecision, Levels, Placing, decide};
use advisor::kb::KnowledgeBase;
use advisor::space::proof;

use super::{by_engine, levels};
use crate::support::load;
use crate::support::random::{self, files};

/// Whether another placing of as many messengers has as many points as that of the verdict.
fn is_tie(kb: &KnowledgeBase, levels: &Levels, reading: &Reading) -> bool {
    let decision = decide(kb, levels, reading);
    let points = |placing: &Placing| -> u32 {
        let of = |context: &ContextDecision| {
            placing.0.iter().find(|(placed, _)| *placed == context.context).map(|(_, messenger)| *messenger)
        };
        let assessed =
            decision.contexts.iter().map(|context| of(context).map_or(0, |of| context.assessment(of).points));
        assessed.sum()
    };
    match (&decision.verdict, &decision.runner_up) {
        (Some(best), Some(next)) => points(best) == points(next),
        (Some(_), None) | (None, _) => false,
    }
}

#[test]
fn the_proof_counts_every_reading_once() {
    let mut tied = 0;
    for seed in 0..100 {
        let kb = load(&files::small(seed));
        let Some(readings) = random::readings(&kb, 1_000) else { continue };
        let readings: BTreeSet<Reading> = readings.into_iter().collect();
        let levels = levels(&kb);
        let proof = proof(&kb, &levels).expect("it can be laid out");
        assert_eq!(proof.readings, readings.len() as u128, "seed {seed}");
        let mut counts: BTreeMap<Option<Placing>, u128> = BTreeMap::new();
        for reading in &readings {
            *counts.entry(by_engine(&kb, &levels, reading)).or_default() += 1;
        }
        let shares = proof.shares.iter().map(|share| (share.verdict.clone(), share.count));
        assert_eq!(shares.collect::<BTreeMap<_, _>>(), counts, "seed {seed}");
        for share in &proof.shares {
            assert_eq!(by_engine(&kb, &levels, &share.witness), share.verdict, "seed {seed}");
        }
        let ties = readings.iter().filter(|reading| is_tie(&kb, &levels, reading)).count();
        let (count, witness) = &proof.ties;
        assert_eq!(*count, ties as u128, "seed {seed}");
        assert_eq!(
            witness.as_ref().map(|witness| is_tie(&kb, &levels, witness)),
            (ties > 0).then_some(true),
            "seed {seed}"
        );
        tied += usize::from(ties > 0);
    }
    assert!(tied >= 20, "{tied} knowledge bases have ties");
}

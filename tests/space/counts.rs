//! What is counted of all sets of answers, held to trying every one with the engine.

use std::collections::{BTreeMap, BTreeSet};

use advisor::answers::Reading;
use advisor::engine::Placing;
use advisor::space::proof;

use super::{by_engine, levels};
use crate::support::load;
use crate::support::random::{self, files};

#[test]
fn the_proof_counts_every_reading_once() {
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
    }
}

//! What holds of a knowledge base as a whole, for every set of answers.

use std::cmp::Reverse;

use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

use super::findings::{Finding, findings};
use super::variants::Variants;
use super::{Outcome, TooLarge};
use crate::engine::Levels;
use crate::kb::{Key, KnowledgeBase, Reading, Rule};

/// What was found out about a knowledge base.
#[derive(Debug, Clone)]
pub struct Proof {
    /// How many sets of answers there are.
    pub readings: u128,
    /// Every verdict that is reached, the most frequent first.
    pub shares: Vec<Share>,
    /// What wants attention, errors first.
    pub findings: Vec<Finding>,
}

/// A verdict with the sets of answers that lead to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The verdict; none for none alone.
    pub verdict: Outcome,
    /// How many sets of answers lead to it.
    pub count: u128,
    /// One of them.
    pub witness: Reading,
}

/// Among how many cores the rules are shared out: a fixed number, so that what is too large is so everywhere.
const SHARES: usize = 4;

/// Proves what can be proved of a knowledge base.
///
/// # Errors
/// If its answers cannot be laid out; see [`Space::compile`](super::Space::compile).
pub fn proof(kb: &KnowledgeBase, levels: &Levels) -> Result<Proof, TooLarge> {
    let rules: Vec<Key<Rule>> = kb.rules().keys().collect();
    let has_effect = rules.par_chunks(rules.len().div_ceil(SHARES).max(1)).map(|rules| {
        let mut variants = Variants::of(kb, levels)?;
        rules.iter().map(|rule| variants.differs_without(*rule)).collect::<Result<Vec<bool>, TooLarge>>()
    });
    let has_effect = has_effect.collect::<Result<Vec<_>, TooLarge>>()?.concat();

    let mut variants = Variants::of(kb, levels)?;
    let counts = variants.counts(variants.counted, variants.outcomes.len());
    let share = |(leaf, verdict): (u32, &Outcome)| {
        let witness = variants.witness(variants.counted, leaf)?;
        Some(Share { verdict: verdict.clone(), count: counts[leaf as usize], witness })
    };
    let mut shares: Vec<Share> = (0..).zip(&variants.outcomes).filter_map(share).collect();
    shares.sort_by_key(|share| Reverse(share.count));
    let findings = findings(&mut variants, &has_effect)?;
    Ok(Proof { readings: variants.readings(), shares, findings })
}

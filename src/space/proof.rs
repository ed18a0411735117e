//! What holds of a knowledge base as a whole, for every set of answers.
//!
//! The questions are those that linters of decision tables ask of one flat table
//! (complete, no dead rows, no idle columns, monotone), asked here of the
//! composed model of screening, cover and score.

use super::count::Counting;
use super::domain::and;
use super::finding::Finding;
use super::findings::findings;
use super::known::{Known, Share};
use super::variants::Variants;
use super::{Outcome, TooLarge, Variables};
use crate::answers::Reading;
use crate::engine::Levels;
use crate::kb::KnowledgeBase;

/// What was found out about a knowledge base.
#[derive(Debug, Clone)]
pub struct Proof {
    /// How many sets of answers there are.
    pub readings: u128,
    /// Every verdict that is reached, the most frequent first.
    pub shares: Vec<Share>,
    /// How many sets of answers only the default order decides, with one of them.
    pub ties: (u128, Option<Reading>),
    /// What wants attention.
    pub findings: Vec<Finding>,
}

/// Proves what can be proved of a knowledge base.
///
/// # Errors
/// If its answers cannot be laid out; see [`Space::compile`](super::Space::compile).
pub fn proof(kb: &KnowledgeBase, levels: &Levels) -> Result<Proof, TooLarge> {
    let variables = Variables::of(kb)?;
    let mut variants = Variants::of(kb, levels, &variables)?;
    let has_effect: Vec<bool> =
        kb.rules().keys().map(|rule| variants.differs_without(rule)).collect::<Result<_, _>>()?;

    let Variants { source, winners, all, domain, base, .. } = variants;
    let mut diagram = base.diagram;
    let outcome = |leaf: u32| winners[leaf].as_ref().map(|winner| winner.placing.clone());
    let mut outcomes: Vec<Outcome> = diagram.leaves(all).into_iter().map(outcome).collect();
    outcomes.sort();
    outcomes.dedup();
    let number = |leaf: u32| {
        let found = outcomes.binary_search(&outcome(leaf));
        found.expect("every outcome of a leaf is among the outcomes") as u32
    };
    let verdicts = diagram.map_leaves(all, number);
    let outside = outcomes.len() as u32;
    let counted = diagram.combine(verdicts, domain, |verdict, inside| if inside == 1 { verdict } else { outside });
    let is_tied = |leaf: u32| u32::from(winners[leaf].as_ref().is_some_and(|winner| winner.is_tied));
    let tied = diagram.map_leaves(all, is_tied);
    let tied = and(&mut diagram, tied, domain);
    diagram.check()?;

    let counts = |root, leaves| Counting::of(&diagram, root, leaves, variables.sizes()).counts().0;
    let (verdict_counts, tie_counts) = (counts(counted, outcomes.len() + 1), counts(tied, 2));
    let mut known = Known {
        kb,
        variables: &variables,
        conditions: &source.conditions,
        domain,
        verdicts,
        shares: &[],
        has_effect: &has_effect,
    };
    let share = |((verdict, count), leaf): ((Outcome, &u128), u32)| {
        Some(Share { verdict, count: *count, witness: known.witness(&diagram, counted, leaf)? })
    };
    let mut shares: Vec<Share> = outcomes.into_iter().zip(&verdict_counts).zip(0..).filter_map(share).collect();
    shares.sort_by_key(|share| std::cmp::Reverse(share.count));
    let readings = shares.iter().fold(0_u128, |sum, share| sum.saturating_add(share.count));
    let ties = (tie_counts[1], known.witness(&diagram, tied, 1));
    known.shares = &shares;
    let findings = findings(&known, &mut diagram)?;
    Ok(Proof { readings, shares, ties, findings })
}

//! Smallest sets of complements, found exactly.
//!
//! Both searches are minimum weight set cover, which is NP-hard in general. The
//! knowledge base holds at most 20 complements of a kind, and few of them lift
//! the same needs, so trying every set of those that do is quick.

use super::need::Need;
use crate::kb::{Complement, Key, KnowledgeBase};

/// An unmet need that some complements can lift to its level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lift {
    /// The points that meeting it brings.
    pub weight: u32,
    /// Whether it has to be met.
    pub is_must: bool,
    /// Which complements meet it: bit n stands for the n-th; never zero.
    pub by: u32,
}

impl Lift {
    /// The need with the complements that meet it, if any does.
    pub fn of(kb: &KnowledgeBase, need: &Need, complements: &[Key<Complement>]) -> Option<Self> {
        let meets = complements.iter().map(|complement| kb[*complement].lifts(need.property) >= Some(need.level));
        let by = meets.enumerate().fold(0, |set, (position, meets)| set | u32::from(meets) << position);
        (by != 0).then_some(Self { weight: need.strength.weight(), is_must: need.strength.is_must(), by })
    }
}

/// A set of complements under way: bit n stands for the n-th.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Candidate {
    gain: u32,
    effort: u32,
    set: u32,
}

impl Candidate {
    /// Whether this set is preferred: more gain, then less effort, then fewer, then the earlier in the data.
    fn beats(&self, other: &Self) -> bool {
        let key = |candidate: &Self| {
            // Reversed bits compare sets by their earliest members.
            (
                i64::from(candidate.gain) - i64::from(candidate.effort),
                std::cmp::Reverse(candidate.effort),
                std::cmp::Reverse(candidate.set.count_ones()),
                candidate.set.reverse_bits(),
            )
        };
        key(self) > key(other)
    }
}

/// The settings to use: every must is met, and weight less effort is greatest.
///
/// Ties go to less effort, then fewer settings, then the order of the data. A
/// setting that costs as much as it brings is not used.
/// Returns positions in `efforts`, in order.
pub fn best_settings(lifts: &[Lift], efforts: &[u32]) -> Vec<usize> {
    let mut chosen = 0;
    for part in independent_parts(lifts) {
        let settings = part.iter().fold(0, |set, lift| set | lift.by);
        let mut best: Option<Candidate> = None;
        for set in subsets(settings) {
            let misses = |lift: &&&Lift| lift.by & set == 0;
            if part.iter().any(|lift| lift.is_must && lift.by & set == 0) {
                continue;
            }
            let gain = part.iter().filter(|lift| !misses(lift)).map(|lift| lift.weight).sum();
            let candidate = Candidate { gain, effort: effort_of(set, efforts), set };
            if best.is_none_or(|best| candidate.beats(&best)) {
                best = Some(candidate);
            }
        }
        chosen |= best.map_or(0, |best| best.set);
    }
    positions(chosen).collect()
}

/// The companions to add: every lift is met, with the least effort.
///
/// Ties go to fewer companions, then the order of the data.
/// Returns positions in `efforts`, in order.
pub fn smallest_companions(lifts: &[Lift], efforts: &[u32]) -> Vec<usize> {
    let mut chosen = 0;
    for part in independent_parts(lifts) {
        let companions = part.iter().fold(0, |set, lift| set | lift.by);
        let mut best: Option<Candidate> = None;
        for set in subsets(companions) {
            if part.iter().any(|lift| lift.by & set == 0) {
                continue;
            }
            let candidate = Candidate { gain: 0, effort: effort_of(set, efforts), set };
            if best.is_none_or(|best| candidate.beats(&best)) {
                best = Some(candidate);
            }
        }
        chosen |= best.map_or(0, |best| best.set);
    }
    positions(chosen).collect()
}

/// For each chosen companion, those that could stand in for it with everything still met.
pub fn interchangeable(lifts: &[Lift], chosen: &[usize], count: usize) -> Vec<Vec<usize>> {
    let all = chosen.iter().fold(0_u32, |set, position| set | 1 << position);
    let stands_in = |out: usize, other: usize| {
        let set = all & !(1 << out) | 1 << other;
        all >> other & 1 == 0 && lifts.iter().all(|lift| lift.by & set != 0)
    };
    chosen.iter().map(|&out| (0..count).filter(|&other| stands_in(out, other)).collect()).collect()
}

/// The lifts in groups that share no complement, so that each can be solved by itself.
fn independent_parts(lifts: &[Lift]) -> Vec<Vec<&Lift>> {
    let mut parts: Vec<(u32, Vec<&Lift>)> = Vec::new();
    for lift in lifts {
        let (joined, apart): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(set, _)| set & lift.by != 0);
        parts = apart;
        let mut part = (lift.by, vec![lift]);
        for (set, members) in joined {
            part.0 |= set;
            part.1.extend(members);
        }
        parts.push(part);
    }
    parts.into_iter().map(|(_, members)| members).collect()
}

/// Every subset of a set, the empty one included.
fn subsets(set: u32) -> impl Iterator<Item = u32> {
    let mut next = Some(0_u32);
    std::iter::from_fn(move || {
        let current = next?;
        // The usual trick to step through the submasks of a mask.
        let following = current.wrapping_sub(set) & set;
        next = (following != 0).then_some(following);
        Some(current)
    })
}

fn effort_of(set: u32, efforts: &[u32]) -> u32 {
    positions(set).map(|position| efforts[position]).sum()
}

fn positions(mut set: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let position = set.trailing_zeros();
        // Without its lowest member.
        set &= set.checked_sub(1)?;
        Some(position as usize)
    })
}

#[cfg(test)]
mod tests {
    use super::{Lift, interchangeable};

    #[test]
    fn a_companion_is_interchangeable_if_everything_stays_met() {
        let lifts = [0b0011, 0b0100].map(|by| Lift { weight: 5, is_must: true, by });
        assert_eq!(interchangeable(&lifts, &[0, 2], 4), [vec![1], vec![]]);
    }
}

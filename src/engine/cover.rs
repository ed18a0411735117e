//! Best sets of complements, found exactly.
//!
//! This is minimum weight set cover, which is NP-hard in general. A knowledge base is refused if more than ten
//! complements of a kind can meet the same needs, so trying every set of those that do is quick.

use std::cmp::Reverse;

use super::Need;
use crate::kb::{Complement, Key, KnowledgeBase};

/// The complements to use for needs, each with whether it has to be met. They meet what has to be met as far as that can
/// be, with the greatest weight less effort.
///
/// Ties go to less effort, then fewer complements, then the order of the data. A complement that costs as much as it
/// brings is not used. Needs that none of the complements meets are left out.
pub(super) fn best_set<'a>(
    kb: &KnowledgeBase,
    complements: &[Key<Complement>],
    needs: impl Iterator<Item = (&'a Need, bool)>,
) -> Vec<Key<Complement>> {
    let lifts = needs.map(|need| (need, mask(complements, |key| kb[key].lifts(need.0.property) >= Some(need.0.level))));
    let mut chosen = 0;
    for (lifts, members) in groups(lifts.filter(|(_, by)| *by != 0)) {
        let meets_all = |set: &u32| lifts.iter().all(|((_, is_must), by)| !is_must || by & set != 0);
        let value = |set: &u32| {
            let met = lifts.iter().filter(|(_, by)| by & set != 0);
            let gain: u32 = met.map(|((need, _), _)| need.strength.weight()).sum();
            let effort: u32 = positions(*set).map(|position| u32::from(kb[complements[position]].effort)).sum();
            // Reversed bits compare sets by their earliest members.
            (i64::from(gain) - i64::from(effort), Reverse(effort), Reverse(set.count_ones()), set.reverse_bits())
        };
        chosen |= subsets(members).filter(meets_all).max_by_key(value).unwrap_or(0);
    }
    positions(chosen).map(|position| complements[position]).collect()
}

/// Those of the usable companions that could take the place of one among those chosen, with every need met that is.
pub fn interchangeable(
    kb: &KnowledgeBase,
    needs: &[&Need],
    usable: &[Key<Complement>],
    chosen: &[Key<Complement>],
    one: Key<Complement>,
) -> Vec<Key<Complement>> {
    let needed = needs.iter().filter(|need| need.met_by(kb, chosen) == [one]);
    let needed: Vec<_> = needed.map(|need| need.met_by(kb, usable)).collect();
    let can_replace = |other: &Key<Complement>| !chosen.contains(other) && needed.iter().all(|by| by.contains(other));
    usable.iter().copied().filter(can_replace).collect()
}

/// Which of some complements something holds of: bit n stands for the n-th.
pub(super) fn mask(complements: &[Key<Complement>], holds: impl Fn(Key<Complement>) -> bool) -> u32 {
    complements.iter().rev().fold(0, |mask, key| mask << 1 | u32::from(holds(*key)))
}

/// Things with sets, in groups that share no member, each with all its members, so that it can be solved by itself.
pub(super) fn groups<T>(things: impl Iterator<Item = (T, u32)>) -> Vec<(Vec<(T, u32)>, u32)> {
    let mut groups: Vec<(Vec<(T, u32)>, u32)> = Vec::new();
    for (thing, set) in things {
        let (joined, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(_, members)| members & set != 0);
        let members = joined.iter().fold(set, |members, (_, other)| members | other);
        let mut group: Vec<(T, u32)> = joined.into_iter().flat_map(|(things, _)| things).collect();
        group.push((thing, set));
        groups = apart;
        groups.push((group, members));
    }
    groups
}

fn subsets(set: u32) -> impl Iterator<Item = u32> {
    // The usual trick to step through the submasks of a mask.
    let following = move |current: &u32| Some(current.wrapping_sub(set) & set).filter(|next| *next != 0);
    std::iter::successors(Some(0), following)
}

fn positions(set: u32) -> impl Iterator<Item = usize> {
    (0..u32::BITS as usize).filter(move |position| set >> position & 1 == 1)
}

//! How one messenger meets the needs of one context, and the best sets of complements for them, found exactly.
//!
//! This is minimum weight set cover, which is NP-hard in general. A knowledge base is refused if more than ten
//! complements of a kind can meet the same needs, so trying every set of those that do is quick.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Levels, Need};
use crate::kb::{Complement, Key, Kind, KnowledgeBase, Messenger};

/// A messenger against the needs of a context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The messenger.
    pub messenger: Key<Messenger>,
    /// How each need is met, in the order of the needs.
    pub standings: Vec<Standing>,
    /// The settings it takes, in the order of the data.
    pub settings: Vec<Key<Complement>>,
    /// The companions that meet musts it leaves unmet, in the order of the data.
    pub companions: Vec<Key<Complement>>,
    /// Whether it serves the context.
    pub fit: Fit,
    /// The weights of the needs it meets by itself or by settings, less the settings' effort.
    pub points: u32,
}

/// How a need is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// By the messenger as it comes.
    Met,
    /// With these settings, at least one.
    MetWithSettings(Vec<Key<Complement>>),
    /// Only with these companions, at least one.
    MetWithCompanions(Vec<Key<Complement>>),
    /// Not: its level is known and too low.
    Unmet,
    /// Not: its level is not known, which never meets a need.
    Unknown,
}

impl Standing {
    /// Whether the need is met, with complements or without.
    pub const fn is_met(&self) -> bool {
        self.is_met_alone() || matches!(self, Self::MetWithCompanions(_))
    }

    /// Whether the need is met without companions.
    pub const fn is_met_alone(&self) -> bool {
        matches!(self, Self::Met | Self::MetWithSettings(_))
    }
}

/// Whether a messenger serves a context, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fit {
    /// Every must is met, with settings at most.
    Alone,
    /// Every must is met once companions are added.
    WithCompanions,
    /// A must stays unmet whatever is added.
    No,
}

/// What messengers are judged by: their levels, and the complements that the answers allow.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The knowledge base.
    pub kb: &'a KnowledgeBase,
    /// The levels of its messengers.
    pub levels: &'a Levels,
    /// The complements that the answers allow, in the order of the data.
    pub available: &'a [Key<Complement>],
}

impl Terms<'_> {
    /// Assesses every candidate against needs, in default order.
    pub fn assess_all(&self, needs: &[Need]) -> Vec<Assessment> {
        self.kb.scope().candidates.iter().map(|candidate| self.assess(*candidate, needs)).collect()
    }

    /// Assesses a messenger against needs.
    pub fn assess(&self, messenger: Key<Messenger>, needs: &[Need]) -> Assessment {
        let Self { kb, levels, .. } = self;
        let reaches = |need: &Need| levels.reaches(messenger, need.property, need.level);
        let missed = needs.iter().filter(|need| !reaches(need)).map(|need| (need, need.strength.is_must()));
        let settings = best_set(kb, &self.usable(messenger, Kind::Setting), missed);
        let is_met = |need: &&Need| reaches(need) || !need.met_by(kb, &settings).is_empty();
        // Companions: only for musts that are still unmet.
        let unmet: Vec<&Need> = needs.iter().filter(|need| need.strength.is_must() && !is_met(need)).collect();
        let companions = best_set(kb, &self.usable(messenger, Kind::Companion), unmet.iter().map(|need| (*need, true)));
        let standing = |need: &Need| {
            let [by_settings, by_companions] = [&settings, &companions].map(|added| need.met_by(kb, added));
            match levels.get(messenger, need.property) {
                known if known >= Some(need.level) => Standing::Met,
                _ if !by_settings.is_empty() => Standing::MetWithSettings(by_settings),
                _ if !by_companions.is_empty() => Standing::MetWithCompanions(by_companions),
                Some(_) => Standing::Unmet,
                None => Standing::Unknown,
            }
        };
        let fit = match unmet.iter().all(|need| !need.met_by(kb, &companions).is_empty()) {
            true if unmet.is_empty() => Fit::Alone,
            true => Fit::WithCompanions,
            false => Fit::No,
        };
        let standings = needs.iter().map(standing).collect();
        let weight: u32 = needs.iter().filter(is_met).map(|need| need.strength.weight()).sum();
        let effort: u32 = settings.iter().map(|setting| u32::from(kb[*setting].effort)).sum();
        // Never below zero: settings that only meet what should be met are worth their effort, and a must brings as
        // much as any setting can take.
        Assessment { messenger, standings, settings, companions, fit, points: weight - effort }
    }

    /// Those of the available complements of a kind that can be added to a messenger: they work with it, and they are
    /// no other messenger in its place, since needs that two of them meet are met in no conversation (union fallacy).
    pub fn usable(&self, messenger: Key<Messenger>, kind: Kind) -> Vec<Key<Complement>> {
        let is_added = |key: &Key<Complement>| {
            let complement = &self.kb[*key];
            complement.kind == kind && complement.stand_in().is_none() && self.levels.allows(complement, messenger)
        };
        self.available.iter().copied().filter(is_added).collect()
    }

    /// The usable companions that could take the place of one of those of an assessment, with every need met that is.
    pub fn interchangeable(&self, needs: &[&Need], named: &Assessment, one: Key<Complement>) -> Vec<Key<Complement>> {
        let (chosen, usable) = (&named.companions, self.usable(named.messenger, Kind::Companion));
        let needed = needs.iter().filter(|need| need.met_by(self.kb, chosen) == [one]);
        let needed: Vec<_> = needed.map(|need| need.met_by(self.kb, &usable)).collect();
        let is_new = |other: &Key<Complement>| !chosen.contains(other);
        usable.into_iter().filter(|other| is_new(other) && needed.iter().all(|by| by.contains(other))).collect()
    }

    /// Whether a stand-in can be had and meets a need: by its facts, by what it raises, or with a setting.
    pub(super) fn stands_in(&self, (key, messenger): (Key<Complement>, Key<Messenger>), need: &Need) -> bool {
        let is_setting = |key: &Key<Complement>| {
            self.kb[*key].kind == Kind::Setting && self.levels.allows(&self.kb[*key], messenger)
        };
        let mut lifting = need.met_by(self.kb, self.available).into_iter();
        self.available.contains(&key)
            && (self.levels.reaches(messenger, need.property, need.level)
                || lifting.any(|other| other == key || is_setting(&other)))
    }
}

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

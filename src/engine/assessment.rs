//! How one messenger meets the needs of one context.

use super::cover::{Lift, best_settings, smallest_companions};
use super::levels::Levels;
use super::need::Need;
use super::of_kind;
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
    /// The companions it takes beyond them, in the order of the data.
    pub companions: Vec<Key<Complement>>,
    /// Whether it serves the context.
    pub fit: Fit,
    /// The weights of the needs it meets by itself or by settings, less the settings' effort; never below zero.
    pub points: u32,
}

/// How a need is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// By the messenger as it comes.
    Met,
    /// With these complements, at least one.
    MetWith(Vec<Key<Complement>>),
    /// Not: its level is known and too low.
    Unmet,
    /// Not: its level is not known, which never meets a need.
    Unknown,
}

impl Standing {
    /// Whether the need is met, with complements or without.
    pub const fn is_met(&self) -> bool {
        matches!(self, Self::Met | Self::MetWith(_))
    }
}

/// Whether a messenger serves a context, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// Every must is met, with settings at most.
    Alone,
    /// Every must is met once companions are added.
    WithCompanions,
    /// So many musts stay unmet whatever is added.
    No {
        /// How many of them bar its use: without them it cannot be used here, or does its harm at once.
        barred: usize,
        /// The musts that stay unmet.
        open: usize,
    },
}

impl Assessment {
    /// Whether a need with this standing is met without companions.
    pub fn meets_alone(&self, standing: &Standing) -> bool {
        match standing {
            Standing::Met => true,
            Standing::MetWith(by) => by.iter().any(|complement| self.settings.contains(complement)),
            Standing::Unmet | Standing::Unknown => false,
        }
    }

    /// The points of a messenger that fits alone; nothing for another.
    pub(super) fn points_alone(&self) -> Option<u32> {
        (self.fit == Fit::Alone).then_some(self.points)
    }

    /// The key to sort by, best first: fit, then points. A score never outweighs a veto.
    pub fn rank(&self) -> (Fit, std::cmp::Reverse<u32>) {
        (self.fit, std::cmp::Reverse(self.points))
    }
}

/// Assesses a messenger against needs, with the complements that the answers allow.
pub fn assess(
    kb: &KnowledgeBase,
    levels: &Levels,
    available: &[Key<Complement>],
    needs: &[Need],
    messenger: Key<Messenger>,
) -> Assessment {
    let usable: Vec<Key<Complement>> =
        available.iter().copied().filter(|complement| levels.allows(&kb[*complement], messenger)).collect();
    let met: Vec<bool> = needs.iter().map(|need| levels.reaches(messenger, need.property, need.level)).collect();

    // Settings: the set with the best balance of weight and effort that meets every must settings can meet.
    let settings = of_kind(kb, &usable, Kind::Setting);
    let lifts: Vec<Lift> = needs
        .iter()
        .zip(&met)
        .filter(|(_, met)| !**met)
        .filter_map(|(need, _)| Lift::of(kb, need, &settings))
        .collect();
    let efforts: Vec<u32> = settings.iter().map(|setting| u32::from(kb[*setting].effort)).collect();
    let chosen = best_settings(&lifts, &efforts);
    let settings: Vec<Key<Complement>> = chosen.iter().map(|&position| settings[position]).collect();

    let mut standings: Vec<Standing> = Vec::with_capacity(needs.len());
    for (need, met) in needs.iter().zip(&met) {
        let by = || {
            settings.iter().copied().filter(|key| kb[*key].lifts(need.property) >= Some(need.level)).collect::<Vec<_>>()
        };
        standings.push(match (met, levels.get(messenger, need.property)) {
            (true, _) => Standing::Met,
            (false, level) => match (by(), level) {
                (by, _) if !by.is_empty() => Standing::MetWith(by),
                (_, Some(_)) => Standing::Unmet,
                (_, None) => Standing::Unknown,
            },
        });
    }
    let weight: u32 =
        needs.iter().zip(&standings).filter(|(_, met)| met.is_met()).map(|(need, _)| need.strength.weight()).sum();
    let effort: u32 = settings.iter().map(|setting| u32::from(kb[*setting].effort)).sum();

    // Companions: only for musts that are still unmet.
    let unmet: Vec<&Need> = needs
        .iter()
        .zip(&standings)
        .filter(|(need, met)| need.strength.is_must() && !met.is_met())
        .map(|(need, _)| need)
        .collect();
    let companions = companions_for(kb, &usable, &unmet);
    let (mut open, mut barred) = (0, 0);
    for (need, standing) in needs.iter().zip(&mut standings) {
        if standing.is_met() {
            continue;
        }
        let by: Vec<_> =
            companions.iter().copied().filter(|key| kb[*key].lifts(need.property) >= Some(need.level)).collect();
        if !by.is_empty() {
            *standing = Standing::MetWith(by);
        } else if need.strength.is_must() {
            open += 1;
            barred += usize::from(kb[need.property].bars_use);
        }
    }
    let fit = match (unmet.len(), open) {
        (0, _) => Fit::Alone,
        (_, 0) => Fit::WithCompanions,
        (_, open) => Fit::No { barred, open },
    };
    Assessment { messenger, standings, settings, companions, fit, points: weight.saturating_sub(effort) }
}

/// The points of a messenger that fits alone with the complements that the answers allow; nothing for another.
pub(super) fn points_alone(
    kb: &KnowledgeBase,
    levels: &Levels,
    available: &[Key<Complement>],
    needs: &[Need],
    messenger: Key<Messenger>,
) -> Option<u32> {
    let can_meet = |need: &Need| {
        let mut settings = available.iter().map(|key| &kb[*key]).filter(|one| one.kind == Kind::Setting);
        levels.reaches(messenger, need.property, need.level)
            || settings.any(|one| one.lifts(need.property) >= Some(need.level) && levels.allows(one, messenger))
    };
    // A must that no setting meets is seen at once.
    let is_lost = needs.iter().any(|need| need.strength.is_must() && !can_meet(need));
    if is_lost { None } else { assess(kb, levels, available, needs, messenger).points_alone() }
}

/// The smallest set of companions that meets every one of these needs that companions can meet.
fn companions_for(kb: &KnowledgeBase, usable: &[Key<Complement>], unmet: &[&Need]) -> Vec<Key<Complement>> {
    let companions = of_kind(kb, usable, Kind::Companion);
    let lifts: Vec<Lift> = unmet.iter().filter_map(|need| Lift::of(kb, need, &companions)).collect();
    let efforts: Vec<u32> = companions.iter().map(|companion| u32::from(kb[*companion].effort)).collect();
    smallest_companions(&lifts, &efforts).into_iter().map(|position| companions[position]).collect()
}

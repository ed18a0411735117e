//! How one messenger meets the needs of one context.

use schemars::JsonSchema;
use serde::Serialize;

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

impl Assessment {
    /// Whether a need with this standing is met without companions.
    pub fn meets_alone(&self, standing: &Standing) -> bool {
        match standing {
            Standing::Met => true,
            Standing::MetWith(by) => by.iter().any(|complement| self.settings.contains(complement)),
            Standing::Unmet | Standing::Unknown => false,
        }
    }
}

/// How a messenger meets needs by itself and by settings, without companions.
pub(super) struct Alone {
    /// How each need is met, in the order of the needs.
    standings: Vec<Standing>,
    /// The settings it takes, in the order of the data.
    settings: Vec<Key<Complement>>,
    /// The positions of the musts that stay unmet.
    pub(super) unmet: Vec<usize>,
    /// The weights of the needs it meets, less the settings' effort.
    pub(super) balance: u32,
}

/// Holds a messenger to needs, with the settings among the complements that the answers allow.
pub(super) fn alone(
    kb: &KnowledgeBase,
    levels: &Levels,
    available: &[Key<Complement>],
    needs: &[Need],
    messenger: Key<Messenger>,
) -> Alone {
    let usable = usable(kb, levels, available, messenger, Kind::Setting);
    let met: Vec<bool> = needs.iter().map(|need| levels.reaches(messenger, need.property, need.level)).collect();
    // The set with the best balance of weight and effort that meets every must settings can meet.
    let missed = needs.iter().zip(&met).filter(|(_, met)| !**met);
    let lifts: Vec<Lift> = missed.filter_map(|(need, _)| Lift::of(kb, need, &usable)).collect();
    let efforts: Vec<u32> = usable.iter().map(|setting| u32::from(kb[*setting].effort)).collect();
    let settings: Vec<Key<Complement>> =
        best_settings(&lifts, &efforts).into_iter().map(|position| usable[position]).collect();
    let standing = |(need, met): (&Need, &bool)| match (met, meeting(kb, &settings, need)) {
        (true, _) => Standing::Met,
        (false, by) if !by.is_empty() => Standing::MetWith(by),
        (false, _) if levels.get(messenger, need.property).is_some() => Standing::Unmet,
        (false, _) => Standing::Unknown,
    };
    let standings: Vec<Standing> = needs.iter().zip(&met).map(standing).collect();
    let is_unmet = |position: &usize| needs[*position].strength.is_must() && !standings[*position].is_met();
    let met = needs.iter().zip(&standings).filter(|(_, standing)| standing.is_met());
    let weight: u32 = met.map(|(need, _)| need.strength.weight()).sum();
    let effort: u32 = settings.iter().map(|setting| u32::from(kb[*setting].effort)).sum();
    // Never below zero: settings that only meet what should be met are worth their effort, and a must brings as much as
    // any setting can take.
    let balance = weight - effort;
    Alone { unmet: (0..needs.len()).filter(is_unmet).collect(), standings, settings, balance }
}

/// Assesses a messenger against needs, with the complements that the answers allow.
pub fn assess(
    kb: &KnowledgeBase,
    levels: &Levels,
    available: &[Key<Complement>],
    needs: &[Need],
    messenger: Key<Messenger>,
) -> Assessment {
    let Alone { mut standings, settings, unmet, balance } = alone(kb, levels, available, needs, messenger);
    // Companions: only for musts that are still unmet.
    let usable = usable(kb, levels, available, messenger, Kind::Companion);
    let lacking: Vec<&Need> = unmet.iter().map(|position| &needs[*position]).collect();
    let companions = companions_for(kb, &usable, &lacking);
    for (need, standing) in needs.iter().zip(&mut standings).filter(|(_, standing)| !standing.is_met()) {
        let by = meeting(kb, &companions, need);
        if !by.is_empty() {
            *standing = Standing::MetWith(by);
        }
    }
    let open = unmet.iter().filter(|position| !standings[**position].is_met()).count();
    let fit = match (unmet.len(), open) {
        (0, _) => Fit::Alone,
        (_, 0) => Fit::WithCompanions,
        (..) => Fit::No,
    };
    Assessment { messenger, standings, settings, companions, fit, points: balance }
}

/// Those of the available complements of a kind that can be added to a messenger: they work with it, and they are no
/// other messenger in its place, since needs that two of them meet are met in no conversation (union fallacy).
pub fn usable(
    kb: &KnowledgeBase,
    levels: &Levels,
    available: &[Key<Complement>],
    messenger: Key<Messenger>,
    kind: Kind,
) -> Vec<Key<Complement>> {
    let is_added = |key: &Key<Complement>| kb[*key].stand_in().is_none() && levels.allows(&kb[*key], messenger);
    of_kind(kb, available, kind).into_iter().filter(is_added).collect()
}

/// Those of some complements that meet a need.
fn meeting(kb: &KnowledgeBase, complements: &[Key<Complement>], need: &Need) -> Vec<Key<Complement>> {
    complements.iter().copied().filter(|key| kb[*key].lifts(need.property) >= Some(need.level)).collect()
}

/// The smallest set of companions that meets every one of these needs that companions can meet.
pub(super) fn companions_for(
    kb: &KnowledgeBase,
    companions: &[Key<Complement>],
    unmet: &[&Need],
) -> Vec<Key<Complement>> {
    let lifts: Vec<Lift> = unmet.iter().filter_map(|need| Lift::of(kb, need, companions)).collect();
    let efforts: Vec<u32> = companions.iter().map(|companion| u32::from(kb[*companion].effort)).collect();
    smallest_companions(&lifts, &efforts).into_iter().map(|position| companions[position]).collect()
}

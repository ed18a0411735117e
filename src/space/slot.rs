//! The needs that can set candidates apart, by context and property.
//!
//! A need is one byte, its code, so that what a rule brings is merged quickly, and
//! how far it can set two candidates apart is looked up in a table.

use crate::engine::{Levels, Need};
use crate::kb::{Complement, Key, Kind, KnowledgeBase, Level, Messenger, Property, Rule, Strength};

use super::program::Bits;

/// The bits of a code that hold a weight, 1 to 5. A must weighs as much as the heaviest
/// should, and screening sees to its veto, so that here the two are the same.
const WEIGHT: u8 = 0b111;
/// The most classes of a slot that fit a code.
const MOST_CLASSES: usize = 32;

/// A context and a property that some rule needs there.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) context: usize,
    pub(super) part: usize,
    pub(super) property: Key<Property>,
    /// The levels that rules need, ascending: class n stands for the n-th.
    classes: Vec<Level>,
    /// By set of candidates: whether no need here can set them apart.
    idle: Vec<bool>,
    /// By set of candidates and code: the least code that comes to the same for them.
    pub(super) alike: Vec<Vec<u8>>,
    /// The rows of the rules that need it.
    pub(super) rows: Bits,
    /// By code and pair of candidates: by how much the first can lead.
    pub(super) leads: Vec<Vec<Lead>>,
    /// By code so far and pair of candidates: the same for whatever rules under way may make of it.
    pub(super) open: Vec<Vec<Lead>>,
}

/// The least and the most points by which one candidate can be ahead of another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lead {
    pub(super) least: i16,
    pub(super) most: i16,
}

/// A need as one byte, the class above the weight; 0 is no need.
const fn code(class: u8, weight: u8) -> u8 {
    class << WEIGHT.count_ones() | weight
}

/// The class and the weight of a need.
const fn decode(code: u8) -> (u8, u8) {
    (code >> WEIGHT.count_ones(), code & WEIGHT)
}

/// Two needs on one property: the stricter class and the greater weight.
#[inline]
pub(super) fn merged(one: u8, other: u8) -> u8 {
    (one & !WEIGHT).max(other & !WEIGHT) | (one & WEIGHT).max(other & WEIGHT)
}

/// Every code of so many classes, from no need at all.
fn codes(classes: usize) -> impl Iterator<Item = u8> {
    0..=code(classes.saturating_sub(1) as u8, WEIGHT)
}

/// The position of a pair of candidates, the first before the second.
pub(super) const fn pair(first: usize, second: usize) -> usize {
    second * (second - 1) / 2 + first
}

fn weight(strength: Strength) -> u8 {
    strength.weight() as u8
}

/// How a candidate stands to a level: met by itself, or else by these settings, if they are available.
type Standing = Option<Vec<Key<Complement>>>;

/// A slot for every context and property on which points can set candidates apart.
pub(super) fn slots(kb: &KnowledgeBase, known: &Levels, candidates: &[Key<Messenger>]) -> Option<Vec<Slot>> {
    let mut slots = Vec::new();
    for context in kb.contexts().keys() {
        for property in kb.properties().keys() {
            let concerns =
                |rule: &&Rule| rule.property == property && rule.context.is_none_or(|named| named == context);
            let mut classes: Vec<Level> = kb.rules().iter().filter(concerns).map(|rule| rule.level).collect();
            classes.sort_unstable();
            classes.dedup();
            if classes.len() > MOST_CLASSES {
                return None;
            }
            let standings: Vec<Vec<Standing>> = classes
                .iter()
                .map(|level| candidates.iter().map(|one| standing(kb, known, *one, property, *level)).collect())
                .collect();
            let sets = 0..1_usize << candidates.len();
            let idle: Vec<bool> =
                sets.clone().map(|set| standings.iter().all(|class| same(&among(class, set)))).collect();
            if idle.last() == Some(&true) || idle.is_empty() {
                continue;
            }
            let most = kb.rules().iter().filter(concerns).map(|rule| weight(rule.strength)).max().unwrap_or(0);
            let leads: Vec<Vec<Lead>> = codes(classes.len()).map(|code| leads(&standings, code)).collect();
            let whole: Vec<u8> =
                (0..classes.len()).flat_map(|class| (1..=most).map(move |weight| code(class as u8, weight))).collect();
            let open = codes(classes.len()).map(|held| {
                let become_of = |pair: usize| {
                    let later = whole.iter().map(|code| leads[usize::from(merged(held, *code))][pair]);
                    later.fold(leads[usize::from(held)][pair], Lead::or)
                };
                (0..pairs(candidates)).map(become_of).collect()
            });
            slots.push(Slot {
                context: context.position(),
                part: 0,
                property,
                alike: sets.map(|set| alike(&standings, set)).collect(),
                open: open.collect(),
                classes,
                idle,
                rows: Bits::new(),
                leads,
            });
        }
    }
    Some(slots)
}

/// How many pairs of candidates there are.
pub(super) fn pairs(candidates: &[Key<Messenger>]) -> usize {
    candidates.len() * candidates.len().saturating_sub(1) / 2
}

fn standing(
    kb: &KnowledgeBase,
    known: &Levels,
    candidate: Key<Messenger>,
    property: Key<Property>,
    level: Level,
) -> Standing {
    if known.reaches(candidate, property, level) {
        return None;
    }
    let lifts = |key: &Key<Complement>| {
        let complement = &kb[*key];
        complement.kind == Kind::Setting
            && complement.lifts(property) >= Some(level)
            && known.allows(complement, candidate)
    };
    Some(kb.complements().keys().filter(lifts).collect())
}

/// The standings of the candidates of a set.
fn among(standings: &[Standing], set: usize) -> Vec<&Standing> {
    (0..standings.len()).filter(|number| set >> number & 1 == 1).map(|number| &standings[number]).collect()
}

/// Whether candidates stand the same whatever settings are available.
fn same(standings: &[&Standing]) -> bool {
    let is_plain = |standing: &&Standing| standing.as_ref().is_none_or(Vec::is_empty);
    standings.len() < 2 || (is_plain(&standings[0]) && standings.iter().all(|other| *other == standings[0]))
}

/// For each code: the least one that comes to the same for a set of candidates.
///
/// Of classes in a row that stand alike the lowest serves for all.
fn alike(standings: &[Vec<Standing>], set: usize) -> Vec<u8> {
    let mut lowest: Vec<u8> = Vec::new();
    for (class, standing) in standings.iter().enumerate() {
        let is_alike = |before: usize| {
            let (before, now) = (among(&standings[before], set), among(standing, set));
            before == now || (same(&before) && same(&now))
        };
        let alike = class.checked_sub(1).filter(|before| is_alike(*before));
        lowest.push(alike.map_or(class as u8, |before| lowest[before]));
    }
    let of = |code: u8| {
        let (class, weight) = decode(code);
        self::code(lowest[class as usize], weight)
    };
    codes(standings.len()).map(of).collect()
}

/// For each pair of candidates: by how much a need can put the first ahead.
///
/// What is met by itself brings its weight, what settings may meet between
/// nothing and that, whatever else they are used for, and what they cannot, nothing.
fn leads(standings: &[Vec<Standing>], code: u8) -> Vec<Lead> {
    let (class, weight) = decode(code);
    let weight = i16::from(weight);
    let standings = &standings[class as usize];
    let reach = |number: usize| match &standings[number] {
        None => (weight, weight),
        Some(settings) if settings.is_empty() => (0, 0),
        Some(_) => (0, weight),
    };
    let mut leads = Vec::new();
    for second in 1..standings.len() {
        for first in 0..second {
            debug_assert_eq!(leads.len(), pair(first, second));
            let ((least, most), (other_least, other_most)) = (reach(first), reach(second));
            leads.push(Lead { least: least - other_most, most: most - other_least });
        }
    }
    leads
}

impl Slot {
    /// The code of what a rule needs here; nothing if it needs nothing.
    pub(super) fn code(&self, rule: &Rule) -> Option<u8> {
        let concerns = rule.property == self.property && rule.context.is_none_or(|one| one.position() == self.context);
        let class = self.classes.iter().position(|level| *level == rule.level)?;
        concerns.then(|| code(class as u8, weight(rule.strength)))
    }

    /// The need of a code, as points take it; nothing if it is none.
    pub(super) fn need(&self, code: u8) -> Option<Need> {
        let (class, weight) = decode(code);
        let need = || Need {
            property: self.property,
            level: self.classes[class as usize],
            strength: Strength::Should(weight),
            rules: Vec::new(),
        };
        (code != 0).then(need)
    }

    /// The least code that comes to the same for these rivals.
    pub(super) fn alike_for(&self, rivals: u32, code: u8) -> u8 {
        let rivals = rivals as usize;
        if self.idle[rivals] { 0 } else { self.alike[rivals][usize::from(code)] }
    }
}

impl Lead {
    /// What either allows.
    fn or(self, other: Self) -> Self {
        Self { least: self.least.min(other.least), most: self.most.max(other.most) }
    }
}

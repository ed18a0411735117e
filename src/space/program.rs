//! The points of a knowledge base, laid out for expansion level by level.
//!
//! Everything that does not depend on the answers is worked out here: which rows
//! a value ends, which needs a rule brings, when a part of the score is final,
//! and how far a need can set two candidates apart.

use super::gains::most_gain;
use super::variables::Variables;
use crate::engine::{Levels, Lift, Need};
use crate::kb::{Complement, Context, Key, Kind, KnowledgeBase, Level, Messenger, Property, Row, Rule, Strength};

/// A set of rows or tables: bit n of word n / 64.
pub(super) type Bits = Vec<u64>;

/// The most candidates; there is a table for every set of them.
const MOST_CANDIDATES: usize = 8;
/// The bits of a code that hold a weight, 1 to 5. A must weighs as much as the heaviest
/// should, and screening sees to its veto, so that here the two are the same.
const WEIGHT: u8 = 0b111;
/// The most classes of a slot that fit a code.
const MOST_CLASSES: usize = 32;

/// Everything about points that does not depend on the answers.
pub(super) struct Program<'a> {
    pub(super) kb: &'a KnowledgeBase,
    known: &'a Levels,
    pub(super) candidates: Vec<Key<Messenger>>,
    /// What each row brings when all its cells hold.
    pub(super) effects: Vec<Effect>,
    /// The row of each rule; none for a rule that always holds or never counts.
    pub(super) row_of_rule: Vec<Option<usize>>,
    /// What rules without a condition bring.
    pub(super) always: Vec<(Key<Rule>, Effect)>,
    /// The tables that hold without a condition.
    pub(super) given: Bits,
    /// The tables: of each complement, then of each question.
    pub(super) tables: Vec<Table>,
    /// The tables that have rows of questions, ascending.
    pub(super) conditional: Vec<usize>,
    /// For each level: what its question does.
    pub(super) levels: Vec<LevelPlan>,
    pub(super) slots: Vec<Slot>,
    pub(super) parts: Vec<Part>,
    /// The parts that have settings.
    pub(super) with_settings: Vec<usize>,
    /// The rows that are rules.
    pub(super) rule_rows: Bits,
    /// The rows of settings, and their tables.
    pub(super) of_settings: (Bits, Bits),
    /// For each context: the rules that concern it alone.
    pub(super) rows_of_context: Vec<Bits>,
    /// How many words a set of rows, and a set of tables takes.
    pub(super) words: (usize, usize),
}

/// What a row brings when it holds.
#[derive(Debug, Clone)]
pub(super) enum Effect {
    /// Needs: slot and code.
    Needs(Vec<(usize, u8)>),
    /// A table holds.
    Table(usize),
}

/// A table of conditions that points depend on.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// Its rows.
    pub(super) rows: Bits,
    /// For a question: the rows with a cell on it, which matter only if it applies.
    pub(super) mentions: Bits,
}

/// What the question of a level does.
#[derive(Debug, Clone)]
pub(super) struct LevelPlan {
    /// The class of each value; values of a class satisfy the same cells.
    pub(super) class: Vec<u16>,
    /// For each class: a value of it, and the rows that it ends.
    pub(super) ends: Vec<(usize, Bits)>,
    /// The rows with a cell on the question, which all end if it does not apply.
    pub(super) mentions: Bits,
    /// The rows whose last cell is here.
    pub(super) last: Bits,
    /// The table that says whether the question applies, unless it always does.
    pub(super) asked: Option<usize>,
}

/// A context and a property that some rule needs there.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) context: usize,
    pub(super) part: usize,
    property: Key<Property>,
    /// The levels that rules need, ascending: class n stands for the n-th.
    classes: Vec<Level>,
    /// By set of candidates: whether no need here can set them apart.
    idle: Vec<bool>,
    /// By set of candidates and code: the least code that comes to the same for them.
    pub(super) alike: Vec<Vec<u8>>,
    /// The rows of the rules that need it.
    rows: Bits,
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

/// Slots of one context whose settings are entangled, so that they are scored together.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) context: usize,
    pub(super) slots: Vec<usize>,
    /// The settings that can lift them, in the order of the data.
    pub(super) settings: Vec<Key<Complement>>,
    /// The rows on which its score still waits: of its rules, and of its settings.
    pub(super) waits_for: Bits,
    /// The rows of its settings, and their tables.
    pub(super) of_settings: (Bits, Bits),
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

impl<'a> Program<'a> {
    /// Lays out a knowledge base; nothing if it does not fit the layout.
    pub(super) fn of(kb: &'a KnowledgeBase, known: &'a Levels, variables: &Variables) -> Option<Self> {
        let candidates = kb.scope().candidates.clone();
        if candidates.len() > MOST_CANDIDATES {
            return None;
        }
        let mut slots = slots(kb, known, &candidates)?;
        // Points are held as `i16`; all of them together are at most this many.
        if slots.len() * usize::from(Strength::HEAVIEST) > i16::MAX as usize {
            return None;
        }
        let mut parts = parts(kb, &slots);
        let mut layout = Layout::of(kb, &slots, &parts);
        let bits = |members: &[usize]| bits(layout.rows.len(), members);

        for (number, slot) in slots.iter_mut().enumerate() {
            let needs = |row: &usize| matches!(&layout.effects[*row], Effect::Needs(needs) if needs.iter().any(|(slot, _)| *slot == number));
            slot.rows = bits(&(0..layout.rule_count).filter(needs).collect::<Vec<_>>());
        }
        let mut tables: Vec<Table> =
            layout.table_rows.iter().map(|rows| Table { rows: bits(rows), mentions: bits(&[]) }).collect();
        for (number, part) in parts.iter_mut().enumerate() {
            for slot in &part.slots {
                slots[*slot].part = number;
            }
            let rows = part.slots.iter().map(|slot| slots[*slot].rows.clone());
            let settings = part.settings.iter().map(|setting| tables[setting.position()].rows.clone());
            let all = rows.chain(settings).reduce(|mut all, more| {
                all.iter_mut().zip(more).for_each(|(all, more)| *all |= more);
                all
            });
            part.waits_for = all.unwrap_or_else(|| bits(&[]));
            let settings: Vec<usize> = part.settings.iter().map(|setting| setting.position()).collect();
            let rows: Vec<usize> = settings.iter().flat_map(|setting| layout.table_rows[*setting].clone()).collect();
            part.of_settings = (bits(&rows), self::bits(layout.table_rows.len(), &settings));
        }
        let first = kb.complements().len();
        for key in kb.questions().keys() {
            let mentions = |row: &usize| layout.rows[*row].cells.iter().any(|(question, _)| *question == key);
            tables[first + key.position()].mentions =
                bits(&(0..layout.rows.len()).filter(mentions).collect::<Vec<_>>());
        }
        let of_context = |context: Key<Context>| {
            let alone = |rule: &&Key<Rule>| kb[**rule].context == Some(context);
            let rules = kb.rules().keys().collect::<Vec<_>>();
            bits(&rules.iter().filter(alone).filter_map(|rule| layout.row_of_rule[rule.position()]).collect::<Vec<_>>())
        };
        Some(Self {
            kb,
            known,
            candidates,
            levels: level_plans(kb, variables, &layout.rows, &tables, first),
            given: self::bits(tables.len(), &std::mem::take(&mut layout.given)),
            with_settings: (0..parts.len()).filter(|part| !parts[*part].settings.is_empty()).collect(),
            of_settings: (
                bits(&layout.table_rows[..first].concat()),
                self::bits(tables.len(), &(0..first).collect::<Vec<_>>()),
            ),
            rule_rows: bits(&(0..layout.rule_count).collect::<Vec<_>>()),
            rows_of_context: kb.contexts().keys().map(of_context).collect(),
            conditional: (first..tables.len()).filter(|table| !layout.table_rows[*table].is_empty()).collect(),
            words: (layout.rows.len().div_ceil(64), tables.len().div_ceil(64)),
            effects: layout.effects,
            row_of_rule: layout.row_of_rule,
            always: layout.always,
            tables,
            slots,
            parts,
        })
    }

    /// The points of each candidate for the needs (codes) of a part, with these settings available.
    ///
    /// Nothing if more sets of settings would have to be tried than are `left`.
    pub(super) fn score(
        &self,
        part: &Part,
        codes: &[u8],
        available: impl Fn(Key<Complement>) -> bool,
        left: &mut usize,
    ) -> Option<Vec<i16>> {
        let needs: Vec<Need> = part
            .slots
            .iter()
            .zip(codes)
            .filter(|(_, code)| **code != 0)
            .map(|(slot, code)| {
                let slot = &self.slots[*slot];
                let (class, weight) = decode(*code);
                Need {
                    property: slot.property,
                    level: slot.classes[class as usize],
                    strength: Strength::Should(weight),
                    rules: Vec::new(),
                }
            })
            .collect();
        let mut points = |candidate: &Key<Messenger>| {
            let usable: Vec<Key<Complement>> = part
                .settings
                .iter()
                .copied()
                .filter(|setting| available(*setting) && self.known.allows(&self.kb[*setting], *candidate))
                .collect();
            let mut points: u32 = 0;
            let mut lifts = Vec::new();
            for need in &needs {
                if self.known.reaches(*candidate, need.property, need.level) {
                    points += need.strength.weight();
                } else {
                    lifts.extend(Lift::of(self.kb, need, &usable));
                }
            }
            let efforts: Vec<u32> = usable.iter().map(|setting| u32::from(self.kb[*setting].effort)).collect();
            Some((points + most_gain(&lifts, &efforts, left)?) as i16)
        };
        self.candidates.iter().map(&mut points).collect()
    }
}

/// Rows and what they bring: those of the rules that count, then those of the tables.
struct Layout<'a> {
    rows: Vec<&'a Row>,
    effects: Vec<Effect>,
    rule_count: usize,
    row_of_rule: Vec<Option<usize>>,
    always: Vec<(Key<Rule>, Effect)>,
    table_rows: Vec<Vec<usize>>,
    given: Vec<usize>,
}

impl<'a> Layout<'a> {
    fn of(kb: &'a KnowledgeBase, slots: &[Slot], parts: &[Part]) -> Self {
        let mut layout = Self {
            rows: Vec::new(),
            effects: Vec::new(),
            rule_count: 0,
            row_of_rule: Vec::new(),
            always: Vec::new(),
            table_rows: Vec::new(),
            given: Vec::new(),
        };
        for key in kb.rules().keys() {
            let rule = &kb[key];
            let need = |(number, slot): (usize, &Slot)| {
                let concerns = rule.context.is_none_or(|context| context.position() == slot.context);
                let class = slot.classes.iter().position(|level| *level == rule.level)?;
                (concerns && slot.property == rule.property).then(|| (number, code(class as u8, weight(rule.strength))))
            };
            let needs: Vec<(usize, u8)> = slots.iter().enumerate().filter_map(need).collect();
            let counts = !needs.is_empty() && !rule.when.cells.is_empty();
            layout.row_of_rule.push(counts.then_some(layout.rows.len()));
            if counts {
                layout.rows.push(&rule.when);
                layout.effects.push(Effect::Needs(needs));
            } else {
                layout.always.push((key, Effect::Needs(needs)));
            }
        }
        layout.always.retain(|(key, _)| kb[*key].when.cells.is_empty());
        layout.rule_count = layout.rows.len();
        let is_used = |key: &Key<Complement>| parts.iter().any(|part| part.settings.contains(key));
        let complements = kb.complements().keys().map(|key| is_used(&key).then_some(&kb[key].available_when));
        let questions = kb.questions().iter().map(|question| Some(&question.ask_when));
        for (table, alternatives) in complements.chain(questions).enumerate() {
            let mut members = Vec::new();
            let alternatives = alternatives.map_or(&[][..], |alternatives| alternatives);
            if alternatives.is_empty() || alternatives.iter().any(|row| row.cells.is_empty()) {
                layout.given.push(table);
            } else {
                for row in alternatives {
                    members.push(layout.rows.len());
                    layout.rows.push(row);
                    layout.effects.push(Effect::Table(table));
                }
            }
            layout.table_rows.push(members);
        }
        layout
    }
}

/// The set with these members.
pub(super) fn bits(count: usize, members: &[usize]) -> Bits {
    let mut set = vec![0; count.div_ceil(64)];
    for member in members {
        set[member / 64] |= 1 << (member % 64);
    }
    set
}

/// How a candidate stands to a level: met by itself, or else by these settings, if they are available.
type Standing = Option<Vec<Key<Complement>>>;

/// A slot for every context and property on which points can set candidates apart.
fn slots(kb: &KnowledgeBase, known: &Levels, candidates: &[Key<Messenger>]) -> Option<Vec<Slot>> {
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

/// The slots of each context in groups that share no setting.
fn parts(kb: &KnowledgeBase, slots: &[Slot]) -> Vec<Part> {
    let settings_of = |slot: &Slot| -> Vec<Key<Complement>> {
        let lifts = |key: &Key<Complement>| kb[*key].kind == Kind::Setting && kb[*key].lifts(slot.property).is_some();
        kb.complements().keys().filter(lifts).collect()
    };
    let mut parts: Vec<Part> = Vec::new();
    for (number, slot) in slots.iter().enumerate() {
        let settings = settings_of(slot);
        let mut part = Part {
            context: slot.context,
            slots: vec![number],
            settings,
            waits_for: Bits::new(),
            of_settings: Default::default(),
        };
        let (joined, apart): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|other| {
            other.context == part.context && other.settings.iter().any(|setting| part.settings.contains(setting))
        });
        parts = apart;
        for other in joined {
            part.slots.extend(other.slots);
            part.settings.extend(other.settings);
        }
        part.slots.sort_unstable();
        part.settings.sort_unstable();
        part.settings.dedup();
        parts.push(part);
    }
    parts
}

fn level_plans(
    kb: &KnowledgeBase,
    variables: &Variables,
    rows: &[&Row],
    tables: &[Table],
    first: usize,
) -> Vec<LevelPlan> {
    // Values of a class satisfy the same cells of every row, those that only screening reads among them.
    let tabled = kb.contexts().iter().map(|context| &context.active_when);
    let tabled = tabled.chain(kb.scope().apart.iter().map(|apart| &apart.when));
    let tabled = tabled.chain(kb.complements().iter().map(|complement| &complement.available_when));
    let tabled = tabled.chain(kb.questions().iter().map(|question| &question.ask_when)).flatten();
    let every: Vec<&Row> = kb.rules().iter().map(|rule| &rule.when).chain(tabled).collect();
    let last_level = |row: &Row| row.cells.iter().map(|(question, _)| variables.level(*question)).max();
    let plan = |(level, question): (usize, &Key<crate::kb::Question>)| {
        let mut ends: Vec<(usize, Bits)> = Vec::new();
        let mut class = Vec::new();
        let mut told: Vec<Bits> = Vec::new();
        for (value, chosen) in variables.values[level].iter().enumerate() {
            let ended = |rows: &[&Row]| {
                let cell =
                    |(asked, accepted): &(_, crate::kb::ChoiceSet)| asked == question && !accepted.meets(*chosen);
                let fails = |row: &usize| rows[*row].cells.iter().any(cell);
                bits(rows.len(), &(0..rows.len()).filter(fails).collect::<Vec<_>>())
            };
            let every = ended(&every);
            let known = told.iter().position(|other| *other == every);
            class.push(known.unwrap_or(ends.len()) as u16);
            if known.is_none() {
                ends.push((value, ended(rows)));
                told.push(every);
            }
        }
        let asked = first + question.position();
        let is_last = |row: &usize| last_level(rows[*row]) == Some(level);
        LevelPlan {
            class,
            ends,
            mentions: tables[asked].mentions.clone(),
            last: bits(rows.len(), &(0..rows.len()).filter(is_last).collect::<Vec<_>>()),
            asked: tables[asked].rows.iter().any(|word| *word != 0).then_some(asked),
        }
    };
    variables.order.iter().enumerate().map(plan).collect()
}

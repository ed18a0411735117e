//! The points of a knowledge base, laid out for expansion level by level.
//!
//! Everything that does not depend on the answers is worked out here: which rows
//! a value ends, which needs a rule brings, and when a part of the score is final.

use super::gains::most_gain;
use super::slot::{Slot, slots};
use super::variables::Variables;
use crate::engine::{Levels, Lift, Need};
use crate::kb::{Complement, Context, Key, Kind, KnowledgeBase, Messenger, Row, Rule, Strength};

/// A set of rows or tables: bit n of word n / 64.
pub(super) type Bits = Vec<u64>;

/// The most candidates; there is a table for every set of them.
const MOST_CANDIDATES: usize = 8;
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
        let needs: Vec<Need> =
            part.slots.iter().zip(codes).filter_map(|(slot, code)| self.slots[*slot].need(*code)).collect();
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
            let need = |(number, slot): (usize, &Slot)| Some((number, slot.code(rule)?));
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

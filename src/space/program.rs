//! The knowledge base laid out for expansion, level by level.
//!
//! Everything that does not depend on the answers is worked out here: which rows
//! a value ends, which needs a rule brings, when a part of the score is final.

use super::variables::Variables;
use crate::engine::{Levels, Lift, Need, best_settings};
use crate::kb::{Complement, Context, Key, Kind, KnowledgeBase, Level, Messenger, Property, Row, Strength};

/// A set of rows or tables: bit n of word n / 64.
pub(super) type Bits = Vec<u64>;

/// Everything that does not depend on the answers.
pub(super) struct Program<'a> {
    pub(super) kb: &'a KnowledgeBase,
    pub(super) levels_known: &'a Levels,
    pub(super) variables: &'a Variables,
    pub(super) candidates: Vec<Key<Messenger>>,
    /// What each row brings when all its cells hold.
    pub(super) effects: Vec<Effect>,
    /// The row of each rule; none for a rule that always holds.
    pub(super) row_of_rule: Vec<Option<usize>>,
    /// The rows of each table.
    pub(super) table_rows: Vec<Bits>,
    /// The tables: contexts, then kept-apart groups, then complements, then questions.
    pub(super) tables: Tables,
    /// For each level: what its question does.
    pub(super) levels: Vec<LevelPlan>,
    /// A context and a property that some rule needs there.
    pub(super) slots: Vec<Slot>,
    /// Slots whose settings are entangled, so that they are scored together.
    pub(super) parts: Vec<Part>,
    /// What holds before any answer.
    pub(super) always: Vec<Effect>,
    /// The rules that concern one context only.
    pub(super) rows_of_context: Vec<Bits>,
    /// The rows that are rules.
    pub(super) rule_rows: Bits,
}

/// What a row brings when it holds.
#[derive(Debug, Clone)]
pub(super) enum Effect {
    /// Needs: slot, class of level, strength (0 to 4 for a should of weight 1 to 5, 5 for a must).
    Needs(Vec<(usize, u8, u8)>),
    /// A table holds.
    Table(usize),
}

/// Where the tables of each kind begin.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    pub(super) contexts: usize,
    pub(super) apart: usize,
    pub(super) complements: usize,
    pub(super) questions: usize,
    pub(super) count: usize,
}

/// What the question of a level does.
#[derive(Debug, Clone)]
pub(super) struct LevelPlan {
    /// The class of each value; values of a class satisfy the same cells.
    pub(super) class: Vec<u16>,
    /// For each class: the rows that it ends.
    pub(super) ends: Vec<Bits>,
    /// The rows that end if the question does not apply.
    pub(super) ends_if_not_asked: Bits,
    /// The rows whose last cell is here.
    pub(super) last: Bits,
    /// The table that says whether the question applies, unless it always does.
    pub(super) asked: Option<usize>,
    /// The tables that are still wanted after this level.
    pub(super) wanted_tables: Bits,
    /// The slots that are open after this level, in order.
    pub(super) open_slots: Vec<usize>,
    /// The parts that are final after this level.
    pub(super) closing: Vec<usize>,
}

/// A context and a property that some rule needs there.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) context: usize,
    pub(super) property: Key<Property>,
    /// The levels that rules need, ascending: class n stands for the n-th.
    pub(super) classes: Vec<Level>,
    /// By set of excluded candidates and class: the lowest class that is alike for the others.
    pub(super) alike: Vec<Vec<u8>>,
    /// By set of excluded candidates: whether no need here can make a difference.
    pub(super) idle: Vec<bool>,
    /// The rows of the rules that need it.
    pub(super) rows: Bits,
    /// The most points that it can set candidates apart by.
    pub(super) most: i16,
}

/// Slots of one context that are scored together.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) context: usize,
    pub(super) slots: Vec<usize>,
    /// The settings that can lift them, in the order of the data.
    pub(super) settings: Vec<Key<Complement>>,
}

/// What a final part says of each candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Score {
    /// The candidates that miss a must: bit n stands for the n-th.
    pub(super) vetoed: u16,
    /// The points of each candidate.
    pub(super) points: Vec<i16>,
}

/// The strength of a must in a code.
pub(super) const MUST: u8 = 5;
/// How many strengths there are in a code.
const STRENGTHS: u8 = 6;
/// The most classes of a slot that fit a code.
const MOST_CLASSES: usize = 42;

/// A need as one byte; 0 is no need.
pub(super) const fn code(class: u8, strength: u8) -> u8 {
    1 + class * STRENGTHS + strength
}

/// The class and the strength of a need.
pub(super) const fn decode(code: u8) -> (u8, u8) {
    ((code - 1) / STRENGTHS, (code - 1) % STRENGTHS)
}

const fn ordinal(strength: Strength) -> u8 {
    match strength {
        Strength::Should(weight) => weight - 1,
        Strength::Must => MUST,
    }
}

const fn strength(ordinal: u8) -> Strength {
    if ordinal == MUST { Strength::Must } else { Strength::Should(ordinal + 1) }
}

impl<'a> Program<'a> {
    /// Lays out a knowledge base; nothing if it does not fit the layout.
    pub(super) fn of(kb: &'a KnowledgeBase, levels_known: &'a Levels, variables: &'a Variables) -> Option<Self> {
        let candidates = kb.scope().candidates.clone();
        let tables = Tables {
            contexts: 0,
            apart: kb.contexts().len(),
            complements: kb.contexts().len() + kb.scope().apart.len(),
            questions: kb.contexts().len() + kb.scope().apart.len() + kb.complements().len(),
            count: kb.contexts().len() + kb.scope().apart.len() + kb.complements().len() + kb.questions().len(),
        };
        let slots = slots(kb, levels_known, &candidates)?;

        // Rows: those of the rules, then those of the tables. A row without cells holds from the start.
        let mut rows: Vec<&Row> = Vec::new();
        let mut effects = Vec::new();
        let mut always = Vec::new();
        let mut row_of_rule = Vec::new();
        let mut rows_of_context: Vec<Vec<usize>> = vec![Vec::new(); kb.contexts().len()];
        for key in kb.rules().keys() {
            let rule = &kb[key];
            let needs = |slot: &Slot| {
                (slot.property == rule.property
                    && rule.context.is_none_or(|context| context.position() == slot.context))
                .then(|| {
                    let class = slot.classes.iter().position(|level| *level == rule.level);
                    class.map(|class| class as u8)
                })
                .flatten()
            };
            let needs: Vec<(usize, u8, u8)> = slots
                .iter()
                .enumerate()
                .filter_map(|(number, slot)| Some((number, needs(slot)?, ordinal(rule.strength))))
                .collect();
            if rule.when.cells.is_empty() {
                always.push(Effect::Needs(needs));
                row_of_rule.push(None);
            } else {
                if let Some(context) = rule.context {
                    rows_of_context[context.position()].push(rows.len());
                }
                row_of_rule.push(Some(rows.len()));
                rows.push(&rule.when);
                effects.push(Effect::Needs(needs));
            }
        }
        let rule_count = rows.len();
        let mut table_row_lists: Vec<Vec<usize>> = vec![Vec::new(); tables.count];
        let listed = kb.contexts().iter().map(|context| &context.active_when);
        let listed = listed.chain(kb.scope().apart.iter().map(|apart| &apart.when));
        let listed = listed.chain(kb.complements().iter().map(|complement| &complement.available_when));
        let listed = listed.chain(kb.questions().iter().map(|question| &question.ask_when));
        for (table, alternatives) in listed.enumerate() {
            if alternatives.is_empty() || alternatives.iter().any(|row| row.cells.is_empty()) {
                always.push(Effect::Table(table));
                continue;
            }
            for row in alternatives {
                table_row_lists[table].push(rows.len());
                rows.push(row);
                effects.push(Effect::Table(table));
            }
        }

        let bits = |members: &[usize]| bits(rows.len(), members);
        let mut slots = slots;
        for (number, slot) in slots.iter_mut().enumerate() {
            let needs = |row: &usize| matches!(&effects[*row], Effect::Needs(needs) if needs.iter().any(|(need, _, _)| *need == number));
            slot.rows = bits(&(0..rule_count).filter(needs).collect::<Vec<_>>());
        }
        let parts = parts(kb, &slots);
        let levels = level_plans(kb, variables, &rows, rule_count, &parts, &tables, &table_row_lists, &effects);
        Some(Self {
            kb,
            levels_known,
            variables,
            candidates,
            row_of_rule,
            table_rows: table_row_lists.iter().map(|members| bits(members)).collect(),
            tables,
            levels,
            parts,
            always,
            rows_of_context: rows_of_context.iter().map(|members| bits(members)).collect(),
            rule_rows: bits(&(0..rule_count).collect::<Vec<_>>()),
            slots,
            effects,
        })
    }

    /// How many words a set of rows takes.
    pub(super) fn row_words(&self) -> usize {
        self.effects.len().div_ceil(64)
    }

    /// How many words a set of tables takes.
    pub(super) fn table_words(&self) -> usize {
        self.tables.count.div_ceil(64)
    }

    /// What a part says of each candidate, for these needs (codes) and available settings.
    pub(super) fn score(&self, part: &Part, codes: &[u8], available: impl Fn(Key<Complement>) -> bool) -> Score {
        let needs: Vec<Need> = part
            .slots
            .iter()
            .zip(codes)
            .filter(|(_, code)| **code != 0)
            .map(|(slot, code)| {
                let slot = &self.slots[*slot];
                let (class, ordinal) = decode(*code);
                Need {
                    property: slot.property,
                    level: slot.classes[class as usize],
                    strength: strength(ordinal),
                    rules: Vec::new(),
                }
            })
            .collect();
        let mut score = Score { vetoed: 0, points: Vec::with_capacity(self.candidates.len()) };
        for (number, candidate) in self.candidates.iter().enumerate() {
            let usable: Vec<Key<Complement>> = part
                .settings
                .iter()
                .copied()
                .filter(|setting| available(*setting) && self.levels_known.allows(&self.kb[*setting], *candidate))
                .collect();
            let mut points: u32 = 0;
            let mut lifts = Vec::new();
            for need in &needs {
                if self.levels_known.reaches(*candidate, need.property, need.level) {
                    points += need.strength.weight();
                } else if let Some(lift) = Lift::of(self.kb, need, &usable) {
                    lifts.push(lift);
                } else if need.strength.is_must() {
                    score.vetoed |= 1 << number;
                }
            }
            let efforts: Vec<u32> = usable.iter().map(|setting| u32::from(self.kb[*setting].effort)).collect();
            let chosen = best_settings(&lifts, &efforts);
            let set = chosen.iter().fold(0_u32, |set, position| set | 1 << position);
            let met: u32 = lifts.iter().filter(|lift| lift.by & set != 0).map(|lift| lift.weight).sum();
            let effort: u32 = chosen.iter().map(|position| efforts[*position]).sum();
            // A chosen setting meets a need by itself that weighs at least its effort, so this is never negative.
            score.points.push((points + met - effort) as i16);
        }
        score
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

/// A slot for every context and property that some rule needs there, unless no candidate can ever miss it.
fn slots(kb: &KnowledgeBase, known: &Levels, candidates: &[Key<Messenger>]) -> Option<Vec<Slot>> {
    let settings: Vec<Key<Complement>> = kb.complements().keys().filter(|key| kb[*key].kind == Kind::Setting).collect();
    let mut slots = Vec::new();
    for context in kb.contexts().keys() {
        for property in kb.properties().keys() {
            let concerns = |named: Option<Key<Context>>| named.is_none_or(|named| named == context);
            let rules = kb.rules().iter().filter(|rule| rule.property == property && concerns(rule.context));
            let mut classes: Vec<Level> = rules.map(|rule| rule.level).collect();
            classes.sort_unstable();
            classes.dedup();
            if classes.len() > MOST_CLASSES {
                return None;
            }
            // How a candidate stands to a class: met, or else the settings that can lift it there.
            let standing = |candidate: Key<Messenger>, level: Level| {
                if known.reaches(candidate, property, level) {
                    return None;
                }
                let lifts = settings
                    .iter()
                    .filter(|key| kb[**key].lifts(property) >= Some(level) && known.allows(&kb[**key], candidate));
                Some(lifts.copied().collect::<Vec<_>>())
            };
            let standings: Vec<Vec<Option<Vec<Key<Complement>>>>> = classes
                .iter()
                .map(|level| candidates.iter().map(|candidate| standing(*candidate, *level)).collect())
                .collect();
            let mut alike = Vec::new();
            let mut idle = Vec::new();
            for excluded in 0..1_usize << candidates.len() {
                let left = |class: usize| {
                    (0..candidates.len())
                        .filter(|number| excluded >> number & 1 == 0)
                        .map(|number| &standings[class][number])
                        .collect::<Vec<_>>()
                };
                let lowest =
                    |class: usize| (0..=class).find(|lower| left(*lower) == left(class)).unwrap_or(class) as u8;
                alike.push((0..classes.len()).map(lowest).collect());
                idle.push((0..classes.len()).all(|class| left(class).iter().all(|standing| standing.is_none())));
            }
            if idle.first() == Some(&false) {
                let weights = kb
                    .rules()
                    .iter()
                    .filter(|rule| rule.property == property && concerns(rule.context))
                    .map(|rule| rule.strength.weight());
                let most = weights.max().unwrap_or(0) as i16;
                slots.push(Slot {
                    context: context.position(),
                    property,
                    classes,
                    alike,
                    idle,
                    rows: Bits::new(),
                    most,
                });
            }
        }
    }
    Some(slots)
}

/// The slots of each context in groups that share no setting.
fn parts(kb: &KnowledgeBase, slots: &[Slot]) -> Vec<Part> {
    let settings_of = |slot: &Slot| -> Vec<Key<Complement>> {
        kb.complements()
            .keys()
            .filter(|key| kb[*key].kind == Kind::Setting && kb[*key].lifts(slot.property).is_some())
            .collect()
    };
    let mut parts: Vec<Part> = Vec::new();
    for (number, slot) in slots.iter().enumerate() {
        let settings = settings_of(slot);
        let mut part = Part { context: slot.context, slots: vec![number], settings };
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

#[expect(clippy::too_many_arguments, reason = "one pass over everything that is laid out")]
fn level_plans(
    kb: &KnowledgeBase,
    variables: &Variables,
    rows: &[&Row],
    rule_count: usize,
    parts: &[Part],
    tables: &Tables,
    table_rows: &[Vec<usize>],
    effects: &[Effect],
) -> Vec<LevelPlan> {
    let last_level = |row: &Row| row.cells.iter().map(|(question, _)| variables.level(*question)).max().unwrap_or(0);
    let last: Vec<usize> = rows.iter().map(|row| last_level(row)).collect();
    // The level after which a table is known.
    let known_after = |table: usize| table_rows[table].iter().map(|row| last[*row]).max().unwrap_or(0);

    // A part is final once its rules and the availability of its settings are known.
    let closes: Vec<usize> = parts
        .iter()
        .map(|part| {
            let needs = |row: &usize| matches!(&effects[*row], Effect::Needs(needs) if needs.iter().any(|(slot, _, _)| part.slots.contains(slot)));
            let rules = (0..rule_count).filter(needs).map(|row| last[row]);
            let settings = part.settings.iter().map(|setting| known_after(tables.complements + setting.position()));
            rules.chain(settings).max().unwrap_or(0)
        })
        .collect();

    // The level up to which a table is wanted; contexts and kept-apart groups are wanted to the end.
    let wanted_until = |table: usize| -> usize {
        if table < tables.complements {
            return usize::MAX;
        }
        if table < tables.questions {
            let uses =
                |part: &Part| part.settings.iter().any(|setting| tables.complements + setting.position() == table);
            return parts
                .iter()
                .zip(&closes)
                .filter(|(part, _)| uses(part))
                .map(|(_, level)| *level)
                .max()
                .unwrap_or(0);
        }
        variables
            .level(kb.questions().keys().nth(table - tables.questions).expect("there is a table for each question"))
    };

    variables
        .order
        .iter()
        .enumerate()
        .map(|(level, question)| {
            let here: Vec<usize> =
                (0..rows.len()).filter(|row| rows[*row].cells.iter().any(|(asked, _)| asked == question)).collect();
            let mut ends: Vec<Bits> = Vec::new();
            let mut class = Vec::new();
            for value in &variables.values[level] {
                let fails = |row: &&usize| {
                    rows[**row].cells.iter().any(|(asked, accepted)| asked == question && !accepted.meets(*value))
                };
                let ended: Vec<usize> = here.iter().filter(fails).copied().collect();
                let ended = bits(rows.len(), &ended);
                let known = ends.iter().position(|other| *other == ended);
                class.push(known.unwrap_or(ends.len()) as u16);
                if known.is_none() {
                    ends.push(ended);
                }
            }
            let asked = tables.questions + question.position();
            let wanted: Vec<usize> = (0..tables.count).filter(|table| wanted_until(*table) > level).collect();
            let open = parts
                .iter()
                .zip(&closes)
                .filter(|(_, closes)| **closes > level)
                .flat_map(|(part, _)| part.slots.iter().copied());
            let mut open_slots: Vec<usize> = open.collect();
            open_slots.sort_unstable();
            LevelPlan {
                class,
                ends,
                ends_if_not_asked: bits(rows.len(), &here),
                last: bits(rows.len(), &(0..rows.len()).filter(|row| last[*row] == level).collect::<Vec<_>>()),
                asked: (!table_rows[asked].is_empty()).then_some(asked),
                wanted_tables: bits(tables.count, &wanted),
                open_slots,
                closing: (0..parts.len()).filter(|part| closes[*part] == level).collect(),
            }
        })
        .collect()
}

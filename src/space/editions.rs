//! Two editions of a knowledge base, and the answers for which they come to different verdicts.
//!
//! Both are compiled over the same questions in the same order, so that one
//! diagram of pairs of verdicts holds every answer to what a change of the data
//! does. Questions and choices are one if their ids are; answers that only one
//! edition knows are left out.

use super::count::Counting;
use super::diagram::{Diagram, Node, Place};
use super::domain::{Conditions, NO, YES, and, or};
use super::variables::{Variables, values};
use super::{Outcome, Space, TooLarge};
use crate::answers::Reading;
use crate::engine::Levels;
use crate::kb::{ChoiceSet, Context, Entry, Key, KnowledgeBase, Messenger, Question};

/// A verdict by the ids of contexts and messengers; nothing for none alone.
pub type NamedOutcome = Option<Vec<(String, String)>>;

/// Two editions over the same questions.
pub struct Editions<'a> {
    old: &'a KnowledgeBase,
    new: &'a KnowledgeBase,
    questions: Vec<Joint>,
    diagram: Diagram,
    domain: Node,
    outcomes: Vec<NamedOutcome>,
    /// The pairs of verdicts, as leaves that stand for a position in `pairs`; inside the domain only.
    both: Node,
    /// Old and new verdict as positions in `outcomes`; the first is for what is outside of the domain.
    pairs: Vec<(u32, u32)>,
    /// How many states all expansions took so far.
    states: usize,
}

/// A question of either edition.
struct Joint {
    id: String,
    old: Option<Key<Question>>,
    new: Option<Key<Question>>,
    /// The answers, as the ids of their choices.
    answers: Vec<Vec<String>>,
}

/// A change of verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The verdict of the old edition.
    pub old: NamedOutcome,
    /// The verdict of the new edition.
    pub new: NamedOutcome,
    /// How many combinations of answers change so.
    pub count: u128,
    /// One of them: questions that either edition asks then, with the choices.
    pub witness: Vec<(String, Vec<String>)>,
}

/// Why two editions cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incomparable {
    /// One of them cannot be laid out.
    TooLarge,
    /// They ask these questions in an order that cannot be brought together.
    Order(Vec<String>),
}

impl std::fmt::Display for Incomparable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge => TooLarge.fmt(f),
            Self::Order(questions) => {
                let questions: Vec<String> = questions.iter().map(|id| format!("`{id}`")).collect();
                write!(f, "the questions {} cannot be brought into one order for both", questions.join(", "))
            }
        }
    }
}

impl std::error::Error for Incomparable {}

impl From<TooLarge> for Incomparable {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

impl<'a> Editions<'a> {
    /// Lays out two editions over the same questions.
    ///
    /// # Errors
    /// If one of them is too large, or they ask the same questions in orders that contradict each other.
    pub fn of(
        (old, old_levels): (&'a KnowledgeBase, &Levels),
        (new, new_levels): (&'a KnowledgeBase, &Levels),
        budget: usize,
    ) -> Result<Self, Incomparable> {
        let questions = questions((old, old_levels), (new, new_levels))?;
        let arity = questions.iter().map(|joint| joint.answers.len()).collect();
        let mut editions = Self {
            old,
            new,
            questions,
            diagram: Diagram::with_room(arity, 4 * budget),
            domain: YES,
            outcomes: Vec::new(),
            both: NO,
            pairs: vec![(0, 0)],
            states: 0,
        };
        let (old_root, old_asked) = editions.laid(old, old_levels, budget)?;
        let (new_root, new_asked) = editions.laid(new, new_levels, budget)?;
        for (level, (old, new)) in old_asked.into_iter().zip(new_asked).enumerate() {
            let asked = or(&mut editions.diagram, old, new);
            editions.hold_to_asked(level, asked);
        }
        editions.pair(old_root, new_root);
        if editions.diagram.is_full() { Err(Incomparable::TooLarge) } else { Ok(editions) }
    }

    /// The verdict of an edition, and when each question is asked in it, over the joint questions.
    fn laid(&mut self, kb: &KnowledgeBase, levels: &Levels, budget: usize) -> Result<(Node, Vec<Node>), Incomparable> {
        // An edition may have any of the joint questions.
        let mut places = Vec::new();
        let (mut order, mut chosen) = (Vec::new(), Vec::new());
        for (level, joint) in self.questions.iter().enumerate() {
            let Some(key) = kb.questions().find(&joint.id) else { continue };
            let set = |answer: &Vec<String>| {
                answer.iter().try_fold(ChoiceSet::default(), |set, id| Some(set.union(kb[key].find(id)?)))
            };
            let sets: Option<Vec<ChoiceSet>> = joint.answers.iter().map(set).collect();
            places.push(level);
            order.push(key);
            chosen.push(sets.ok_or(Incomparable::Order(vec![joint.id.clone()]))?);
        }
        if order.len() < kb.questions().len() || !keeps_order(kb, &order) {
            return Err(Incomparable::Order(order.iter().map(|key| kb[*key].id.clone()).collect()));
        }
        let space = Space::compile_in_order(kb, levels, Variables::with(order, chosen), budget)?;
        self.states += space.states;
        let numbers: Vec<u32> = space.outcomes.iter().map(|outcome| self.number(named(kb, outcome))).collect();
        let place = |level: usize| Place::Level(places[level]);
        let rename = |leaf: u32| numbers.get(leaf as usize).copied().unwrap_or(UNDETERMINED);
        let root = space.diagram.copy_into(space.root, &mut self.diagram, &place, &rename);
        let mut store = Diagram::new(space.variables.arity());
        let nothing_fixed = vec![None; space.variables.order.len()];
        let conditions = Conditions::of(kb, &space.variables, &nothing_fixed, &mut store);
        let mut asked = vec![NO; self.questions.len()];
        for (key, level) in space.variables.order.iter().zip(&places) {
            asked[*level] = store.copy_into(conditions.asked(*key), &mut self.diagram, &place, &|leaf| leaf);
        }
        Ok((root, asked))
    }

    /// Holds a question to its first answer where neither edition asks it, so that each set of answers counts once.
    fn hold_to_asked(&mut self, level: usize, asked: Node) {
        let values = self.questions[level].answers.len();
        let first: Vec<Node> = (0..values).map(|value| if value == 0 { YES } else { NO }).collect();
        let first = self.diagram.node(level, &first);
        let held = or(&mut self.diagram, asked, first);
        self.domain = and(&mut self.diagram, self.domain, held);
    }

    fn pair(&mut self, old: Node, new: Node) {
        let pairs = std::cell::RefCell::new(std::mem::take(&mut self.pairs));
        let pair = |old: u32, new: u32| {
            let mut pairs = pairs.borrow_mut();
            let known = pairs[1..].iter().position(|known| *known == (old, new)).map(|position| position + 1);
            known.unwrap_or_else(|| {
                pairs.push((old, new));
                pairs.len() - 1
            }) as u32
        };
        let both = self.diagram.combine(old, new, &pair);
        self.pairs = pairs.into_inner();
        self.both = self.diagram.combine(both, self.domain, &|pair, inside| pair * inside);
    }

    fn number(&mut self, outcome: NamedOutcome) -> u32 {
        let known = self.outcomes.iter().position(|known| *known == outcome);
        known.unwrap_or_else(|| {
            self.outcomes.push(outcome);
            self.outcomes.len() - 1
        }) as u32
    }

    /// How many combinations of answers are compared, and for how many of them a verdict was not worked out.
    pub fn size(&self) -> (u128, u128) {
        let counts = self.counts(self.both);
        let unknown = self.pairs.iter().zip(&counts).skip(1).filter(|((old, new), _)| is_unknown(*old, *new));
        (counts[1..].iter().sum(), unknown.map(|(_, count)| count).sum())
    }

    /// Every change of verdict, the most frequent first.
    pub fn changes(&self) -> Vec<Change> {
        let counts = self.counts(self.both);
        let mut changes: Vec<Change> = self
            .changed()
            .filter(|(position, _)| counts[*position] > 0)
            .filter_map(|(position, (old, new))| {
                let values = self.diagram.assignment(self.both, |leaf| leaf as usize == position)?;
                Some(Change {
                    old: self.outcomes[old as usize].clone(),
                    new: self.outcomes[new as usize].clone(),
                    count: counts[position],
                    witness: self.witness(&values),
                })
            })
            .collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.count));
        changes
    }

    /// How the changed combinations come out in another edition: how many to the old verdict, how many to the new one.
    ///
    /// # Errors
    /// If it cannot be laid out over the same questions.
    pub fn changed_in(
        &mut self,
        kb: &KnowledgeBase,
        levels: &Levels,
        budget: usize,
    ) -> Result<(u128, u128), Incomparable> {
        let counts = self.counts_with(kb, levels, budget, |(old, new), other| {
            let is_change = old != new && !is_unknown(old, new);
            if is_change && other == old { 1 } else { 2 * u32::from(is_change && other == new) }
        })?;
        Ok((counts[1], counts[2]))
    }

    /// For how many combinations of answers another edition comes to a verdict that is not that of the new one.
    ///
    /// # Errors
    /// If it cannot be laid out over the same questions.
    pub fn differing(&mut self, kb: &KnowledgeBase, levels: &Levels, budget: usize) -> Result<u128, Incomparable> {
        let differs = |(_, new), other| u32::from(new != other && !is_unknown(new, other));
        Ok(self.counts_with(kb, levels, budget, differs)?[1])
    }

    /// How many combinations of each of three classes another edition has; class 0 is not counted.
    fn counts_with(
        &mut self,
        kb: &KnowledgeBase,
        levels: &Levels,
        budget: usize,
        class: impl Fn((u32, u32), u32) -> u32,
    ) -> Result<Vec<u128>, Incomparable> {
        let (root, _) = self.laid(kb, levels, budget)?;
        let classed = |pair: u32, other: u32| if pair == 0 { 0 } else { class(self.pairs[pair as usize], other) };
        let classed = self.diagram.combine(self.both, root, &classed);
        if self.diagram.is_full() { Err(Incomparable::TooLarge) } else { Ok(self.counts_of(classed, 3)) }
    }

    /// How many states the expansions took so far, as a measure of the work.
    pub const fn states(&self) -> usize {
        self.states
    }

    fn counts(&self, root: Node) -> Vec<u128> {
        self.counts_of(root, self.pairs.len())
    }

    fn counts_of(&self, root: Node, leaves: usize) -> Vec<u128> {
        Counting::of(&self.diagram, root, leaves, self.diagram.arity()).counts().0
    }

    /// The pairs of different verdicts, with their positions.
    fn changed(&self) -> impl Iterator<Item = (usize, (u32, u32))> + '_ {
        let pairs = self.pairs.iter().copied().enumerate().skip(1);
        pairs.filter(|(_, (old, new))| old != new && !is_unknown(*old, *new))
    }

    /// What is answered in either edition.
    fn witness(&self, values: &[usize]) -> Vec<(String, Vec<String>)> {
        let reading = |kb: &KnowledgeBase, side: fn(&Joint) -> Option<Key<Question>>| {
            Reading::of(kb, |question| {
                let joint = self.questions.iter().zip(values).find(|(joint, _)| side(joint) == Some(question));
                let answer = joint.map(|(joint, value)| &joint.answers[*value]);
                let ids = answer.into_iter().flatten().filter_map(|id| kb[question].find(id));
                ids.fold(ChoiceSet::default(), ChoiceSet::union)
            })
        };
        let old = reading(self.old, |joint| joint.old);
        let new = reading(self.new, |joint| joint.new);
        let is_asked = |joint: &Joint| {
            joint.old.is_some_and(|key| old.get(key).is_some()) || joint.new.is_some_and(|key| new.get(key).is_some())
        };
        let asked = self.questions.iter().zip(values).filter(|(joint, _)| is_asked(joint));
        let mut witness: Vec<(String, Vec<String>)> =
            asked.map(|(joint, value)| (joint.id.clone(), joint.answers[*value].clone())).collect();
        // In the order of the new edition, as its flags are listed.
        witness.sort_by_key(|(id, _)| self.new.questions().find(id).map_or(usize::MAX, |key| key.position()));
        witness
    }
}

/// The leaf of a verdict that was not worked out.
const UNDETERMINED: u32 = u32::MAX >> 2;

const fn is_unknown(one: u32, other: u32) -> bool {
    one == UNDETERMINED || other == UNDETERMINED
}

fn named(kb: &KnowledgeBase, outcome: &Outcome) -> NamedOutcome {
    let placing = outcome.as_ref()?;
    let seat = |(context, messenger): &(Key<Context>, Key<Messenger>)| {
        (kb[*context].id().to_owned(), kb[*messenger].id().to_owned())
    };
    Some(placing.0.iter().map(seat).collect())
}

/// The questions of both editions, in an order that suits both.
fn questions(
    (old, old_levels): (&KnowledgeBase, &Levels),
    (new, new_levels): (&KnowledgeBase, &Levels),
) -> Result<Vec<Joint>, Incomparable> {
    let order = |kb: &KnowledgeBase, levels: &Levels| -> Result<Vec<String>, Incomparable> {
        let variables = Variables::of(kb, levels).ok_or(Incomparable::TooLarge)?;
        Ok(variables.order.iter().map(|key| kb[*key].id.clone()).collect())
    };
    // The order of the new edition, with what only the old one has behind its neighbour there.
    let mut wanted = order(new, new_levels)?;
    let mut behind = 0;
    for id in order(old, old_levels)? {
        match wanted.iter().position(|known| *known == id) {
            Some(position) => behind = position + 1,
            None => {
                wanted.insert(behind, id);
                behind += 1;
            }
        }
    }
    // What a question depends on comes first, in both editions.
    let depends = |kb: &KnowledgeBase, id: &str, other: &str| {
        let question = kb.questions().find(id);
        let cells = question.into_iter().flat_map(|key| &kb[key].ask_when).flat_map(|row| &row.cells);
        cells.into_iter().any(|(earlier, _)| kb[*earlier].id == other)
    };
    let mut joint = Vec::new();
    while !wanted.is_empty() {
        let is_free = |id: &String| !wanted.iter().any(|other| depends(old, id, other) || depends(new, id, other));
        let Some(position) = wanted.iter().position(is_free) else { return Err(Incomparable::Order(wanted)) };
        joint.push(wanted.remove(position));
    }
    joint.into_iter().map(|id| together(old, new, id)).collect()
}

/// A question with the answers that every edition that has it accepts.
fn together(old: &KnowledgeBase, new: &KnowledgeBase, id: String) -> Result<Joint, Incomparable> {
    let (old_key, new_key) = (old.questions().find(&id), new.questions().find(&id));
    let answers = |kb: &KnowledgeBase, key: Key<Question>| -> Result<Vec<Vec<String>>, Incomparable> {
        let sets = values(&kb[key]).ok_or(Incomparable::TooLarge)?;
        let ids = |set: &ChoiceSet| {
            let mut ids: Vec<String> = kb[key].ids(*set).into_iter().map(str::to_owned).collect();
            ids.sort_unstable();
            ids
        };
        Ok(sets.iter().map(ids).collect())
    };
    let answers = match (old_key, new_key) {
        (Some(old_key), Some(new_key)) => {
            let known = answers(old, old_key)?;
            let mut both = answers(new, new_key)?;
            both.retain(|answer| known.contains(answer));
            if both.is_empty() {
                return Err(Incomparable::Order(vec![id]));
            }
            both
        }
        (Some(key), None) => answers(old, key)?,
        (None, Some(key)) => answers(new, key)?,
        (None, None) => Vec::new(),
    };
    Ok(Joint { id, old: old_key, new: new_key, answers })
}

/// Whether every question comes behind those that it depends on.
fn keeps_order(kb: &KnowledgeBase, order: &[Key<Question>]) -> bool {
    order.iter().enumerate().all(|(position, key)| {
        let cells = kb[*key].ask_when.iter().flat_map(|row| &row.cells);
        cells.into_iter().all(|(earlier, _)| order[..position].contains(earlier))
    })
}

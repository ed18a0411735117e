//! Two editions of a knowledge base, and the answers for which they come to different verdicts.
//!
//! Both are compiled over the same questions in the same order, so that one
//! diagram of pairs of verdicts holds every answer to what a change of the data
//! does. Questions and choices are one if their ids are; answers that only one
//! edition knows are left out.

mod joint;

use super::count::Counting;
use super::diagram::{Diagram, Node, Place};
use super::domain::{Conditions, NO, YES, and, or};
use super::variables::Variables;
use super::{Outcome, Space};
use crate::answers::Reading;
use crate::engine::Levels;
use crate::kb::{ChoiceSet, Context, Key, KnowledgeBase, Messenger, Question, Str};
use joint::{Joint, questions};

pub use joint::Incomparable;

/// A verdict by the ids of contexts and messengers, sorted; nothing for none alone.
pub type NamedOutcome = Option<Vec<(Str, Str)>>;

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
    pub witness: Vec<(Str, Vec<String>)>,
}

/// What a single change does to the verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    /// For how many of the combinations that change from the old edition to the new one it makes the difference by itself.
    pub accounts: u128,
    /// How many combinations get another verdict by it, these included.
    pub alters: u128,
    /// For how many combinations a verdict was not worked out.
    pub undetermined: u128,
}

/// What a single change does to the verdict of a combination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Nothing,
    /// It makes the difference between the editions.
    Accounts,
    /// It makes another difference.
    Alters,
    Unknown,
}

/// An edition over the joint questions.
struct Laid<'k> {
    kb: &'k KnowledgeBase,
    space: Space,
    /// The joint level of each level.
    places: Vec<usize>,
    /// The joint number of each outcome.
    numbers: Vec<u32>,
}

impl Laid<'_> {
    /// The verdict over the joint questions.
    fn root(&self, diagram: &mut Diagram) -> Node {
        let place = |level: usize| Place::Level(self.places[level]);
        let rename = |leaf: u32| self.numbers.get(leaf as usize).copied().unwrap_or(UNDETERMINED);
        self.space.diagram.copy_into(self.space.root, diagram, &place, &rename)
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
        let (old, new) = (editions.laid(old, old_levels, budget)?, editions.laid(new, new_levels, budget)?);
        let (old_root, new_root) = (old.root(&mut editions.diagram), new.root(&mut editions.diagram));
        let (old_asked, new_asked) = (editions.asked(&old, budget)?, editions.asked(&new, budget)?);
        for (level, (old, new)) in old_asked.into_iter().zip(new_asked).enumerate() {
            let asked = or(&mut editions.diagram, old, new);
            editions.hold_to_asked(level, asked);
        }
        editions.pair(old_root, new_root);
        if editions.diagram.is_full() { Err(Incomparable::TooLarge) } else { Ok(editions) }
    }

    /// Compiles an edition over the joint questions.
    fn laid<'k>(&mut self, kb: &'k KnowledgeBase, levels: &Levels, budget: usize) -> Result<Laid<'k>, Incomparable> {
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
            chosen.push(sets.ok_or_else(|| Incomparable::Answers(joint.id.clone()))?);
        }
        if order.len() < kb.questions().len() || !keeps_order(kb, &order) {
            return Err(Incomparable::Order(order.iter().map(|key| kb[*key].id.clone()).collect()));
        }
        let space = Space::compile_in_order(kb, levels, Variables::with(order, chosen), budget)?;
        self.states += space.states;
        let numbers = space.outcomes.iter().map(|outcome| self.number(named(kb, outcome))).collect();
        Ok(Laid { kb, space, places, numbers })
    }

    /// When each question is asked in an edition.
    fn asked(&mut self, laid: &Laid<'_>, budget: usize) -> Result<Vec<Node>, Incomparable> {
        let mut store = Diagram::with_room(laid.space.variables.arity(), budget);
        let nothing_fixed = vec![None; laid.space.variables.order.len()];
        let conditions = Conditions::of(laid.kb, &laid.space.variables, &nothing_fixed, &mut store);
        if store.is_full() {
            return Err(Incomparable::TooLarge);
        }
        let place = |level: usize| Place::Level(laid.places[level]);
        let mut asked = vec![NO; self.questions.len()];
        for (key, level) in laid.space.variables.order.iter().zip(&laid.places) {
            asked[*level] = store.copy_into(conditions.asked(*key), &mut self.diagram, &place, &|leaf| leaf);
        }
        Ok(asked)
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
        let counts = self.counts();
        let unknown = self.pairs.iter().zip(&counts).skip(1).filter(|((old, new), _)| is_unknown(*old, *new));
        let sum = |sum: u128, count: &u128| sum.saturating_add(*count);
        (counts[1..].iter().fold(0, sum), unknown.map(|(_, count)| count).fold(0, sum))
    }

    /// Every change of verdict, the most frequent first.
    pub fn changes(&self) -> Vec<Change> {
        let counts = self.counts();
        let mut changes: Vec<Change> = self
            .changed()
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

    /// What it does to take something back from the new edition; `kb` is the new edition without it.
    ///
    /// # Errors
    /// If it cannot be laid out over the same questions.
    pub fn taken_back(&mut self, kb: &KnowledgeBase, levels: &Levels, budget: usize) -> Result<Trial, Incomparable> {
        self.tried(kb, levels, budget, |(old, new), other| match other {
            _ if other == new => Effect::Nothing,
            _ if other == old => Effect::Accounts,
            _ => Effect::Alters,
        })
    }

    /// What it does to make a single change to the old edition; `kb` is the old edition with it.
    ///
    /// # Errors
    /// If it cannot be laid out over the same questions.
    pub fn made_alone(&mut self, kb: &KnowledgeBase, levels: &Levels, budget: usize) -> Result<Trial, Incomparable> {
        self.tried(kb, levels, budget, |(old, new), other| match other {
            _ if other == old => Effect::Nothing,
            _ if other == new => Effect::Accounts,
            _ => Effect::Alters,
        })
    }

    fn tried(
        &mut self,
        kb: &KnowledgeBase,
        levels: &Levels,
        budget: usize,
        effect: impl Fn((u32, u32), u32) -> Effect,
    ) -> Result<Trial, Incomparable> {
        let laid = self.laid(kb, levels, budget)?;
        let effect = |pair: u32, other: u32| {
            let (old, new) = self.pairs[pair as usize];
            if pair == 0 {
                return Effect::Nothing as u32;
            }
            if is_unknown(old, new) || other == UNDETERMINED {
                return Effect::Unknown as u32;
            }
            effect((old, new), other) as u32
        };
        let (both, arity) = (self.both, self.diagram.arity().to_vec());
        let counts = self.diagram.scratch(|diagram| {
            let root = laid.root(diagram);
            let classed = diagram.combine(both, root, &effect);
            Counting::of(diagram, classed, 4, &arity).counts().0
        });
        let counts = counts.ok_or(Incomparable::TooLarge)?;
        let count = |effect: Effect| counts[effect as usize];
        Ok(Trial {
            accounts: count(Effect::Accounts),
            alters: count(Effect::Accounts).saturating_add(count(Effect::Alters)),
            undetermined: count(Effect::Unknown),
        })
    }

    /// How many states the expansions took so far, as a measure of the work.
    pub const fn states(&self) -> usize {
        self.states
    }

    /// How many combinations have each pair of verdicts.
    fn counts(&self) -> Vec<u128> {
        Counting::of(&self.diagram, self.both, self.pairs.len(), self.diagram.arity()).counts().0
    }

    /// The pairs of different verdicts, with their positions.
    fn changed(&self) -> impl Iterator<Item = (usize, (u32, u32))> + '_ {
        let pairs = self.pairs.iter().copied().enumerate().skip(1);
        pairs.filter(|(_, (old, new))| old != new && !is_unknown(*old, *new))
    }

    /// What is answered in either edition.
    fn witness(&self, values: &[usize]) -> Vec<(Str, Vec<String>)> {
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
        let mut witness: Vec<(Str, Vec<String>)> =
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
    let seat =
        |(context, messenger): &(Key<Context>, Key<Messenger>)| (kb[*context].id.clone(), kb[*messenger].id.clone());
    // By ids, since the editions may have their contexts in different orders.
    let mut seats: Vec<(Str, Str)> = placing.0.iter().map(seat).collect();
    seats.sort_unstable();
    Some(seats)
}

/// Whether every question comes behind those that it depends on.
fn keeps_order(kb: &KnowledgeBase, order: &[Key<Question>]) -> bool {
    order.iter().enumerate().all(|(position, key)| {
        let cells = kb[*key].ask_when.iter().flat_map(|row| &row.cells);
        cells.into_iter().all(|(earlier, _)| order[..position].contains(earlier))
    })
}

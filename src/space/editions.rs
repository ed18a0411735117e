//! Two editions of a knowledge base, and the answers for which they come to different verdicts.
//!
//! Both are compiled over the same questions in the same order, so that one diagram of pairs of verdicts holds what a
//! change of the data does. Questions and choices are one if their ids are; answers that only one edition knows are left
//! out.

use std::collections::BTreeSet;

use super::TooLarge;
use super::compiler::Compiler;
use super::conditions::{NO, YES, domain};
use super::diagram::{Diagram, Leaves, Node, Pairs, leaf_of, value_of};
use super::variables::{Classes, Layout, MOST_QUESTIONS, cells, holding, values};
use crate::answers::Reading;
use crate::engine::{Levels, Placing};
use crate::kb::{ChoiceSet, Entry, Key, KnowledgeBase, Question};

/// A verdict by the ids of contexts and messengers, sorted; `None` for none alone.
pub type NamedOutcome = Option<Vec<(String, String)>>;

/// What two editions have in common, and where their verdicts differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editions {
    /// How many combinations of answers are compared.
    pub size: u128,
    /// Every change of verdict, the most frequent first.
    pub changes: Vec<EditionChange>,
}

/// A change of verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionChange {
    /// The verdict of the old edition.
    pub old: NamedOutcome,
    /// The verdict of the new edition.
    pub new: NamedOutcome,
    /// How many combinations of answers change so.
    pub count: u128,
    /// One of them: questions that either edition asks then, with the choices.
    pub witness: Vec<(String, Vec<String>)>,
}

impl Editions {
    /// Compares two editions, the old one first.
    ///
    /// # Errors
    /// Why they cannot be compared: one of them is too large, or they have no answer to a question in common.
    pub fn of(editions: [(&KnowledgeBase, &Levels); 2]) -> Result<Self, String> {
        let kbs = editions.map(|(kb, _)| kb);
        if kbs.iter().any(|kb| kb.questions().len() > MOST_QUESTIONS) {
            return Err(TooLarge.into());
        }
        let questions = questions(kbs)?;
        let cells = kbs.map(|kb| cells(kb, false));
        let classes: Vec<Classes> = questions.iter().map(|joint| joint.classes(kbs, &cells)).collect();

        let mut diagram = Diagram::new(classes.iter().map(|classes| classes.firsts.len()).collect());
        let mut outcomes: Leaves<NamedOutcome> = Leaves::default();
        let (mut roots, mut asked) = ([NO; 2], vec![NO; questions.len()]);
        for (side, (kb, levels)) in editions.into_iter().enumerate() {
            let mut compiler = Compiler::of(kb, layout(kb, side, &questions, &classes), diagram);
            let tallied = compiler.tallied(levels);
            let mut found = Leaves::default();
            let root = compiler.verdict(YES, levels, &tallied, &mut found)?;
            roots[side] = compiler.diagram.map_leaves(root, |leaf| {
                let placing = value_of(&found, leaf).and_then(Option::as_ref);
                leaf_of(&mut outcomes, placing.map(|placing| named(kb, placing)))
            });
            asked = compiler.conditions.asked(asked, &mut compiler.diagram);
            diagram = compiler.diagram;
        }

        // Where neither edition asks a question, it is held to its first answer, so that each set of answers counts once.
        let domain = domain(&asked, &mut diagram);
        let mut pairs: Leaves<Option<(Node, Node)>> = Leaves::default();
        leaf_of(&mut pairs, None);
        let pair = &mut |old: Node, new: Node| {
            let is_pair = old.as_leaf().is_some() && new.as_leaf().is_some();
            is_pair.then(|| leaf_of(&mut pairs, Some((old, new))))
        };
        let both = diagram.apply(roots[0], roots[1], &mut Pairs::default(), pair);
        // What is no set of answers goes to the leaf without a pair.
        let both = diagram.combine(both, domain, |pair, inside| pair * inside);
        diagram.check()?;
        let sizes: Vec<Vec<u128>> = classes.iter().map(Classes::sizes).collect();
        let counts = diagram.counts(both, pairs.len(), &sizes);

        let change = |number: usize| {
            let (old, new) = pairs[number].filter(|(old, new)| old != new)?;
            let found = diagram.assignment(both, |leaf| leaf as usize == number)?;
            let values: Vec<usize> = classes.iter().zip(found).map(|(classes, class)| classes.firsts[class]).collect();
            let (old, new) = (value_of(&outcomes, old)?.clone(), value_of(&outcomes, new)?.clone());
            Some(EditionChange { old, new, count: counts[number], witness: witness(kbs, &questions, &values) })
        };
        let mut changes: Vec<EditionChange> = (0..pairs.len()).filter_map(change).collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.count));
        let size = counts[1..].iter().fold(0, |sum: u128, count| sum.saturating_add(*count));
        Ok(Self { size, changes })
    }
}

struct Joint {
    id: String,
    keys: [Option<Key<Question>>; 2],
    /// The answers that every edition with the question accepts, as the ids of their choices.
    answers: Vec<Vec<String>>,
}

impl Joint {
    fn of(kbs: [&KnowledgeBase; 2], id: String) -> Result<Self, String> {
        let keys = kbs.map(|kb| kb.questions().find(&id));
        let mut answers: Option<Vec<Vec<String>>> = None;
        // In the order of the new edition.
        for (kb, key) in kbs.into_iter().zip(keys).rev() {
            let Some(key) = key else { continue };
            let accepted = values(&kb[key]).ok_or(TooLarge)?;
            let accepted: Vec<Vec<String>> = accepted.into_iter().map(|set| ids(&kb[key], set)).collect();
            match &mut answers {
                Some(answers) => answers.retain(|answer| accepted.contains(answer)),
                None => answers = Some(accepted),
            }
        }
        let answers = answers.unwrap_or_default();
        if answers.is_empty() {
            return Err(format!("they have no answer to the question `{id}` in common"));
        }
        Ok(Self { id, keys, answers })
    }

    fn answer(&self, kb: &KnowledgeBase, key: Key<Question>, value: usize) -> ChoiceSet {
        let ids = self.answers[value].iter();
        ids.filter_map(|id| kb[key].find(id)).fold(ChoiceSet::default(), ChoiceSet::union)
    }

    /// The answers in classes that no row of either edition tells apart.
    fn classes(&self, kbs: [&KnowledgeBase; 2], cells: &[Vec<BTreeSet<ChoiceSet>>; 2]) -> Classes {
        let within =
            || kbs.into_iter().zip(self.keys).zip(cells).filter_map(|((kb, key), cells)| Some((kb, key?, cells)));
        let is_conditional = within().any(|(kb, key, _)| !kb[key].ask_when.is_empty());
        Classes::of(self.answers.len(), is_conditional, |value| {
            within().flat_map(|(kb, key, cells)| holding(&cells[key.position()], self.answer(kb, key, value))).collect()
        })
    }
}

/// The questions of both editions: in the order of the new one, with what only the old one has after its neighbour there.
fn questions(kbs: [&KnowledgeBase; 2]) -> Result<Vec<Joint>, String> {
    let [old, new] = kbs.map(|kb| kb.questions().iter().map(|question| question.id().to_owned()));
    let mut wanted: Vec<String> = new.collect();
    let mut next = 0;
    for id in old {
        match wanted.iter().position(|known| *known == id) {
            Some(position) => next = position + 1,
            None => {
                wanted.insert(next, id);
                next += 1;
            }
        }
    }
    wanted.into_iter().map(|id| Joint::of(kbs, id)).collect()
}

/// Where the questions of an edition are among the joint ones.
fn layout(kb: &KnowledgeBase, side: usize, questions: &[Joint], classes: &[Classes]) -> Layout {
    let mut layout = Layout { level: vec![0; kb.questions().len()], samples: vec![Vec::new(); questions.len()] };
    for (level, (joint, classes)) in questions.iter().zip(classes).enumerate() {
        if let Some(key) = joint.keys[side] {
            layout.level[key.position()] = level;
            layout.samples[level] = classes.firsts.iter().map(|value| joint.answer(kb, key, *value)).collect();
        }
    }
    layout
}

/// What is answered in either edition, in the order of the new one, as its flags are listed.
fn witness(kbs: [&KnowledgeBase; 2], questions: &[Joint], values: &[usize]) -> Vec<(String, Vec<String>)> {
    let reading = |side: usize| {
        Reading::of(kbs[side], |question| {
            let found = questions.iter().zip(values).find(|(joint, _)| joint.keys[side] == Some(question));
            found.map_or(ChoiceSet::default(), |(joint, value)| joint.answer(kbs[side], question, *value))
        })
    };
    let readings = [0, 1].map(reading);
    let is_asked = |joint: &Joint| {
        joint.keys.iter().zip(&readings).any(|(key, reading)| key.is_some_and(|key| reading.get(key).is_some()))
    };
    let mut asked: Vec<(&Joint, &usize)> = questions.iter().zip(values).filter(|(joint, _)| is_asked(joint)).collect();
    asked.sort_by_key(|(joint, _)| joint.keys[1].map_or(usize::MAX, |key| key.position()));
    asked.into_iter().map(|(joint, value)| (joint.id.clone(), joint.answers[*value].clone())).collect()
}

fn ids(question: &Question, set: ChoiceSet) -> Vec<String> {
    let mut ids: Vec<String> = question.ids(set).into_iter().map(str::to_owned).collect();
    ids.sort_unstable();
    ids
}

/// The seats of a placing by ids, since the editions may have their contexts in different orders.
fn named(kb: &KnowledgeBase, placing: &Placing) -> Vec<(String, String)> {
    let seats = placing.0.iter().map(|(context, messenger)| (kb[*context].id.clone(), kb[*messenger].id.clone()));
    let mut seats: Vec<(String, String)> = seats.collect();
    seats.sort_unstable();
    seats
}

//! Two editions of a knowledge base, and the answers for which they come to different verdicts.
//!
//! Both are compiled over the same questions in the same order, so that one diagram of pairs of verdicts holds what a
//! change of the data does. Questions and choices are one if their ids are; answers that only one edition knows are left
//! out.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::compiler::Compiler;
use super::diagram::{Diagram, Leaves, NO, Node, YES, leaf_of, value_of};
use super::variables::{Variables, domain, questions};
use crate::engine::{Levels, Placing};
use crate::kb::KnowledgeBase;

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
        let questions = questions(kbs)?;
        let variables = Variables::joint(kbs, &questions, false)?;
        if let Some(level) = variables[0].values.iter().position(Vec::is_empty) {
            return Err(format!("they have no answer to the question `{}` in common", questions[level]));
        }

        let mut diagram = Diagram::new(variables[0].arity());
        let mut outcomes: Leaves<NamedOutcome> = Leaves::default();
        let (mut roots, mut asked) = ([NO; 2], vec![NO; questions.len()]);
        for (side, (kb, levels)) in editions.into_iter().enumerate() {
            let mut compiler = Compiler::of(kb, &variables[side], diagram);
            let tallied = compiler.tallied(levels);
            let mut found = Leaves::default();
            let root = compiler.verdict(YES, levels, &tallied, &mut found)?;
            roots[side] = compiler.diagram.map_leaves(root, |leaf| {
                let placing = value_of(&found, leaf).and_then(Option::as_ref);
                leaf_of(&mut outcomes, placing.map(|placing| named(kb, placing)))
            });
            for (level, here) in variables[side].levels.iter().zip(&compiler.conditions.asked) {
                asked[*level] = compiler.diagram.or(asked[*level], *here);
            }
            diagram = compiler.diagram;
        }

        // Where neither edition asks a question, it is held to its first answer, so that each set of answers counts once.
        let domain = domain(&asked, &mut diagram);
        let mut pairs: Leaves<Option<(Node, Node)>> = Leaves::default();
        leaf_of(&mut pairs, None);
        let both = diagram.apply(roots[0], roots[1], |old, new| {
            let is_pair = old.as_leaf().is_some() && new.as_leaf().is_some();
            is_pair.then(|| leaf_of(&mut pairs, Some((old, new))))
        });
        // What is no set of answers goes to the leaf without a pair.
        let both = diagram.combine(both, domain, |pair, inside| pair * inside);
        diagram.check()?;
        let counts = diagram.counts(both, pairs.len(), &variables[0].sizes());

        let change = |number: usize| {
            let (old, new) = pairs[number].filter(|(old, new)| old != new)?;
            let values = variables[0].firsts(&diagram.assignment(both, |leaf| leaf as usize == number)?);
            let (old, new) = (value_of(&outcomes, old)?.clone(), value_of(&outcomes, new)?.clone());
            Some(EditionChange { old, new, count: counts[number], witness: witness(kbs, &variables, &values) })
        };
        let mut changes: Vec<EditionChange> = (0..pairs.len()).filter_map(change).collect();
        changes.sort_by_key(|change| Reverse(change.count));
        let size = counts[1..].iter().fold(0, |sum: u128, count| sum.saturating_add(*count));
        Ok(Self { size, changes })
    }
}

/// What is answered in either edition, in the order of the new one, as its flags are listed.
fn witness(kbs: [&KnowledgeBase; 2], variables: &[Variables; 2], values: &[usize]) -> Vec<(String, Vec<String>)> {
    let mut answered = BTreeMap::new();
    for (kb, variables) in kbs.into_iter().zip(variables) {
        let reading = variables.reading(kb, values);
        for (key, level) in variables.questions.iter().zip(&variables.levels) {
            if let Some(chosen) = reading.get(*key) {
                let position = kbs[1].questions().find(&kb[*key].id).map_or(usize::MAX, |key| key.position());
                let mut ids: Vec<String> = kb[*key].ids(chosen).into_iter().map(str::to_owned).collect();
                ids.sort_unstable();
                answered.insert((position, *level), (kb[*key].id.clone(), ids));
            }
        }
    }
    answered.into_values().collect()
}

/// The seats of a placing by ids, since the editions may have their contexts in different orders.
fn named(kb: &KnowledgeBase, placing: &Placing) -> Vec<(String, String)> {
    let seats = placing.0.iter().map(|(context, messenger)| (kb[*context].id.clone(), kb[*messenger].id.clone()));
    let mut seats: Vec<(String, String)> = seats.collect();
    seats.sort_unstable();
    seats
}

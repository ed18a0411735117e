//! Two editions of a knowledge base, and the answers for which they come to different verdicts.
//!
//! Both are compiled over the same questions in the same order, so that one diagram of pairs of verdicts holds what a
//! change of the data does. Questions and choices are one if their ids are; answers that only one edition knows are left
//! out.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Outcome;
use super::compiler::Compiler;
use super::diagram::{Diagram, Leaves, NO, Node, YES, leaf_of, value_of};
use super::variables::{Variables, domain, questions};
use crate::engine::Levels;
use crate::kb::{Entry, KnowledgeBase};

/// A change of verdict from one edition to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionChange {
    /// The verdict of the old edition.
    pub old: Outcome,
    /// The verdict of the new edition.
    pub new: Outcome,
    /// How many combinations of answers change so.
    pub count: u128,
    /// One of them: questions that either edition asks then, with the choices.
    pub witness: Vec<(String, Vec<String>)>,
}

/// Compares two editions, the old one first: how many combinations of answers they have in common, and every change of
/// verdict, the most frequent first.
///
/// # Errors
/// Why they cannot be compared: one of them is too large, or they have no answer to a question in common.
pub fn compare(editions: [(&KnowledgeBase, &Levels); 2]) -> Result<(u128, Vec<EditionChange>), String> {
    let kbs = editions.map(|(kb, _)| kb);
    let variables = Variables::joint(kbs, false)?;
    if let Some(level) = variables[0].values.iter().position(Vec::is_empty) {
        return Err(format!("they have no answer to the question `{}` in common", questions(kbs)?[level]));
    }

    let mut diagram = Diagram::new(variables[0].arity());
    let (mut roots, mut asked) = ([NO; 2], vec![NO; variables[0].values.len()]);
    let mut outcomes = [(); 2].map(|()| Leaves::default());
    for (side, (kb, levels)) in editions.into_iter().enumerate() {
        let mut compiler = Compiler::of(kb, variables[side].clone(), diagram);
        let tallied = compiler.tallied(levels);
        roots[side] = compiler.verdict(YES, levels, &tallied, &mut outcomes[side])?;
        for (level, here) in variables[side].levels.iter().zip(&compiler.asked) {
            asked[*level] = compiler.diagram.or(asked[*level], *here);
        }
        diagram = compiler.diagram;
    }

    // Where neither edition asks a question, it is held to its first answer, so that each set of answers counts once.
    let domain = domain(&asked, &mut diagram);
    let mut pairs: Leaves<(Node, Node)> = Leaves::default();
    let both = diagram.apply(roots[0], roots[1], |old, new| {
        let is_pair = old.as_leaf().is_some() && new.as_leaf().is_some();
        is_pair.then(|| leaf_of(&mut pairs, (old, new)))
    });
    let both = diagram.within(both, domain);
    diagram.check()?;
    let counts = diagram.counts(both, pairs.len(), &variables[0].sizes());

    let change = |number: usize| {
        let (old, new) = pairs[number];
        let (old, new) = (value_of(&outcomes[0], old)?, value_of(&outcomes[1], new)?);
        if named(kbs[0], old) == named(kbs[1], new) {
            return None;
        }
        let values = variables[0].firsts(&diagram.assignment(both, |leaf| leaf as usize == number)?);
        let witness = witness(kbs, &variables, &values);
        Some(EditionChange { old: old.clone(), new: new.clone(), count: counts[number], witness })
    };
    let mut changes: Vec<EditionChange> = (0..pairs.len()).filter_map(change).collect();
    changes.sort_by_key(|change| Reverse(change.count));
    Ok((counts.iter().fold(0, |sum: u128, count| sum.saturating_add(*count)), changes))
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

/// A verdict by the ids of contexts and messengers, since the editions may have them in different orders.
fn named<'a>(kb: &'a KnowledgeBase, outcome: &Outcome) -> Option<BTreeSet<(&'a str, &'a str)>> {
    let seats = outcome.as_ref()?.0.iter();
    Some(seats.map(|(context, messenger)| (kb[*context].id(), kb[*messenger].id())).collect())
}

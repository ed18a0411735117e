//! A knowledge base with variants of it: where their verdicts are others.

use super::compiler::{Compiler, Tallied};
use super::diagram::{Diagram, Leaves, NO, Node, YES, leaf_of, value_of};
use super::variables::{Variables, domain};
use super::{Outcome, TooLarge};
use crate::engine::{Levels, Part};
use crate::kb::{Context, Key, KnowledgeBase, Level, Messenger, Property, Reading, Rule};

/// A compiled knowledge base, of which variants are compiled where they can differ.
pub(super) struct Variants<'a> {
    pub(super) kb: &'a KnowledgeBase,
    levels: &'a Levels,
    pub(super) compiler: Compiler<'a>,
    tallied: Tallied,
    /// The verdicts, by their leaves: first those that are reached, none alone before all others.
    pub(super) outcomes: Leaves<Outcome>,
    /// The verdict as a function of the answers.
    pub(super) all: Node,
    /// The sets of answers.
    pub(super) domain: Node,
    /// The verdict of sets of answers alone.
    pub(super) counted: Node,
    /// How often the knowledge base may still be compiled anew, to go on with less that is laid out.
    left: usize,
}

/// The most rules of which each is left out in turn.
const MOST_RULES: usize = 400;
/// How often a knowledge base is compiled anew at most.
const MOST_ANEW: usize = 7;

impl<'a> Variants<'a> {
    pub(super) fn of(kb: &'a KnowledgeBase, levels: &'a Levels) -> Result<Self, TooLarge> {
        if kb.rules().len() > MOST_RULES {
            return Err(TooLarge);
        }
        let variables = Variables::of(kb, false)?;
        let diagram = Diagram::new(variables.arity());
        let mut compiler = Compiler::of(kb, variables, diagram);
        let tallied = compiler.tallied(levels);
        let mut found = Leaves::default();
        let all = compiler.verdict(YES, levels, &tallied, &mut found)?;
        let diagram = &mut compiler.diagram;
        let reached = diagram.leaves(all).into_iter().filter_map(|leaf| value_of(&found, leaf).cloned());
        let mut outcomes: Leaves<Outcome> = reached.collect();
        outcomes.sort_unstable();
        let all = diagram
            .map_leaves(all, |leaf| value_of(&found, leaf).map_or(leaf, |one| leaf_of(&mut outcomes, one.clone())));
        let domain = domain(&compiler.asked, diagram);
        let counted = diagram.within(all, domain);
        diagram.check()?;
        diagram.steps = 0;
        Ok(Self { kb, levels, compiler, tallied, outcomes, all, domain, counted, left: MOST_ANEW })
    }

    pub(super) fn readings(&self) -> u128 {
        self.counts(self.domain, 2)[1]
    }

    pub(super) fn counts(&self, root: Node, leaves: usize) -> Vec<u128> {
        self.compiler.diagram.counts(root, leaves, &self.compiler.variables.sizes())
    }

    pub(super) fn witness(&self, root: Node, leaf: u32) -> Option<Reading> {
        let Compiler { variables, diagram, .. } = &self.compiler;
        let found = diagram.assignment(root, |reached| reached == leaf)?;
        Some(variables.reading(self.kb, &variables.firsts(&found)))
    }

    pub(super) fn differs_without(&mut self, rule: Key<Rule>) -> Result<bool, TooLarge> {
        let Rule { property, context: only, .. } = self.kb[rule];
        let concerns =
            |part: &Part, context| part.properties.contains(&property) && only.is_none_or(|only| only == context);
        Ok(self.differing(self.levels, Some(rule), false, concerns)? != NO)
    }

    /// How many verdicts are others if the levels are others on one property.
    pub(super) fn altered(&mut self, levels: &Levels, property: Key<Property>) -> Result<u128, TooLarge> {
        let kb = self.kb;
        let keeps_apart = kb.scope().apart.iter().any(|apart| apart.unless.0 == property);
        let is_concerned = |part: &Part, _| {
            part.properties.contains(&property)
                || part.complements.iter().any(|key| kb[*key].works_with.contains_key(&property))
        };
        let differing = self.differing(levels, None, keeps_apart, is_concerned)?;
        Ok(self.counts(differing, 2)[1])
    }

    /// The sets of answers on which the verdicts of a variant are others.
    fn differing(
        &mut self,
        levels: &Levels,
        without: Option<Key<Rule>>,
        everywhere: bool,
        is_concerned: impl Fn(&Part, Key<Context>) -> bool + Copy,
    ) -> Result<Node, TooLarge> {
        let differing = |variants: &mut Self| {
            let Self { compiler, tallied, outcomes, all, domain, .. } = variants;
            let mut other = tallied.clone();
            compiler.tally_anew(&mut other, levels, without, is_concerned);
            let condition = if everywhere { YES } else { compiler.changed(tallied, &other) };
            let root = compiler.verdict(condition, levels, &other, outcomes)?;
            let differing = compiler.diagram.differing(*all, root);
            let differing = compiler.diagram.and(differing, *domain);
            compiler.diagram.check().map(|()| differing)
        };
        // Variants have much in common, so each goes on where the last one ended, unless that was too much.
        differing(self).or_else(|TooLarge| {
            let left = self.left.checked_sub(1).ok_or(TooLarge)?;
            *self = Self { left, ..Self::of(self.kb, self.levels)? };
            differing(self)
        })
    }
}

/// How many verdicts depend on a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactLeverage {
    /// The messenger.
    pub messenger: Key<Messenger>,
    /// The property.
    pub property: Key<Property>,
    /// The level at which the most verdicts would change; `None` if it were unknown, or if none would change.
    pub otherwise: Option<Level>,
    /// How many would.
    pub verdicts: u128,
}

/// Tries each fact of a candidate at every other level that would have another effect, over every set of answers: how
/// many sets there are, and every fact.
///
/// # Errors
/// If the answers cannot be laid out; see [`Space::compile`](super::Space::compile).
pub fn leverage(kb: &KnowledgeBase, levels: &Levels) -> Result<(u128, Vec<FactLeverage>), TooLarge> {
    let mut variants = Variants::of(kb, levels)?;
    let mut facts = Vec::new();
    for messenger in kb.scope().candidates.iter().copied() {
        for property in kb.properties().keys() {
            let mut most = FactLeverage { messenger, property, otherwise: None, verdicts: 0 };
            for level in levels.others(kb, messenger, property) {
                let verdicts = variants.altered(&levels.clone().with(messenger, property, level), property)?;
                if verdicts > most.verdicts {
                    (most.otherwise, most.verdicts) = (level, verdicts);
                }
            }
            facts.push(most);
        }
    }
    Ok((variants.readings(), facts))
}

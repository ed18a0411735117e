//! A knowledge base with variants of it: where their verdicts are others.

use super::compiler::{Compiler, ELSEWHERE, Tallied};
use super::count::Counting;
use super::diagram::Node;
use super::domain::{NO, YES, and};
use super::interned::Interned;
use super::source::Source;
use super::{TooLarge, Variables};
use crate::engine::{Levels, Winner};
use crate::kb::{Key, KnowledgeBase, Property, Rule};

/// A compiled knowledge base, of which variants are compiled where they can differ.
pub(super) struct Variants<'a> {
    kb: &'a KnowledgeBase,
    pub(super) source: Source<'a>,
    tallied: Tallied,
    sizes: Vec<Vec<u128>>,
    /// What the tallies lead to, by the leaves of `all`.
    pub(super) winners: Interned<Option<Winner>>,
    /// The winners as a function of the answers.
    pub(super) all: Node,
    /// The sets of answers.
    pub(super) domain: Node,
    /// What was worked out without any variant.
    pub(super) base: Compiler,
    /// The same with what was worked out for the variants so far.
    tried: Compiler,
}

impl<'a> Variants<'a> {
    /// Compiles a knowledge base.
    ///
    /// # Errors
    /// As for [`Space::compile`](super::Space::compile).
    pub(super) fn of(kb: &'a KnowledgeBase, levels: &'a Levels, variables: &Variables) -> Result<Self, TooLarge> {
        let mut base = Compiler::of(variables.arity());
        let source = Source::of(kb, levels, variables.layout(), &mut base.diagram);
        let tallied = base.tallied(&source);
        let mut winners = Interned::default();
        let all = base.verdict(YES, &source, &tallied, |winner| winners.number(winner))?;
        // What is counted later is laid out here, so that it is refused here if at all.
        let domain = source.conditions.domain(&mut base.diagram);
        base.diagram.combine(all, domain, |winner, inside| if inside == 1 { winner } else { ELSEWHERE });
        base.diagram.check()?;
        base.diagram.renew();
        Ok(Self { kb, source, tallied, sizes: variables.sizes(), winners, all, domain, tried: base.clone(), base })
    }

    /// How many sets of answers there are.
    pub(super) fn readings(&self) -> u128 {
        Counting::of(&self.base.diagram, self.domain, 2, self.sizes.clone()).counts().0[1]
    }

    /// Whether some verdict is another one without a rule.
    ///
    /// # Errors
    /// If finding that out takes too much work.
    pub(super) fn differs_without(&mut self, rule: Key<Rule>) -> Result<bool, TooLarge> {
        self.differing(|compiler, source, tallied| {
            let without = compiler.tallied_without(source, tallied, rule);
            let condition = compiler.changed(source, tallied, &without);
            (source.clone(), without, condition)
        })
        .map(|differing| differing != NO)
    }

    /// How many verdicts are others if the levels are others on one property.
    ///
    /// # Errors
    /// If finding that out takes too much work.
    pub(super) fn altered(&mut self, levels: &'a Levels, property: Key<Property>) -> Result<u128, TooLarge> {
        let kb = self.kb;
        let keeps_apart = kb.scope().apart.iter().any(|apart| apart.unless.0 == property);
        let differing = self.differing(|compiler, source, tallied| {
            let source = source.with(levels);
            let other = compiler.tallied_anew(&source, tallied, None, |part, _| {
                part.properties.contains(&property)
                    || part.complements.iter().any(|key| kb[*key].works_at(property).is_some())
            });
            let condition = if keeps_apart { YES } else { compiler.changed(&source, tallied, &other) };
            (source, other, condition)
        })?;
        let differing = and(&mut self.tried.diagram, differing, self.domain);
        Ok(Counting::of(&self.tried.diagram, differing, 2, self.sizes.clone()).counts().0[1])
    }

    /// Where the verdicts of a variant are others; it is given by its source, its tallies, and where these can matter.
    fn differing(
        &mut self,
        variant: impl Fn(&mut Compiler, &Source<'a>, &Tallied) -> (Source<'a>, Tallied, Node),
    ) -> Result<Node, TooLarge> {
        let Self { source, tallied, winners, all, base, tried, .. } = self;
        let mut differing = |compiler: &mut Compiler| {
            let (source, tallied, condition) = variant(compiler, source, tallied);
            if condition == NO {
                return compiler.diagram.check().map(|()| NO);
            }
            let root = compiler.verdict(condition, &source, &tallied, |winner| winners.number(winner))?;
            let placing = |leaf: u32| winners[leaf].as_ref().map(|winner| &winner.placing);
            let differs = |one: u32, other: u32| u32::from(other != ELSEWHERE && placing(one) != placing(other));
            let differing = compiler.diagram.combine(*all, root, differs);
            compiler.diagram.check().map(|()| differing)
        };
        // Variants have much in common, so each goes on where the last one ended, unless that was too much.
        differing(tried).or_else(|TooLarge| {
            tried.clone_from(base);
            differing(tried)
        })
    }
}

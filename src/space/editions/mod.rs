//! Two editions of a knowledge base, and the answers for which they come to different verdicts.
//!
//! Both are compiled over the same questions in the same order, so that one
//! diagram of pairs of verdicts holds every answer to what a change of the data
//! does. Questions and choices are one if their ids are; answers that only one
//! edition knows are left out.

mod joint;

use super::classes::{Cells, Classes};
use super::compiler::{Compiler, ELSEWHERE, Frame, Tallied};
use super::count::Counting;
use super::diagram::{Diagram, Node};
use super::domain::{Conditions, Fixed, NO, YES, and, or};
use super::interned::Interned;
use super::variables::Layout;
use crate::answers::Reading;
use crate::engine::{Levels, Placing, Winner};
use crate::kb::{ChoiceSet, Context, Key, KnowledgeBase, Messenger, Question};
use joint::{Joint, Within, questions};

pub use joint::Incomparable;

/// A verdict by the ids of contexts and messengers, sorted; nothing for none alone.
pub type NamedOutcome = Option<Vec<(String, String)>>;

/// Two editions over the same questions.
pub struct Editions<'a> {
    old: (&'a KnowledgeBase, Levels),
    new: (&'a KnowledgeBase, Levels),
    questions: Vec<Joint>,
    /// The classes of the answers to each question.
    classes: Vec<Classes>,
    /// What both editions are made of, for trials.
    compiler: Compiler,
    /// The old edition and the new one, compiled.
    compiled: Option<[Compiled; 2]>,
    outcomes: Vec<NamedOutcome>,
    /// The pairs of verdicts, as leaves that stand for a number in `pairs`; inside the domain only.
    both: Node,
    /// Old and new verdict as numbers in `outcomes`, one more than these; the first is for what is outside of the domain.
    pairs: Interned<(u32, u32)>,
}

/// An edition that is compiled.
struct Compiled {
    frame: Frame,
    tallied: Tallied,
    /// The verdict; leaves are numbers of outcomes, or [`ELSEWHERE`] where it is that of another edition.
    root: Node,
}

/// The position of the old edition among those that are compiled.
const OLD: usize = 0;
/// The position of the new one.
const NEW: usize = 1;

/// The pair of what is outside of the domain.
const OUTSIDE: (u32, u32) = (0, 0);

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

/// What a single change does to the verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    /// For how many of the combinations that change from the old edition to the new one it makes the difference by itself.
    pub accounts: u128,
    /// How many combinations get another verdict by it, these included.
    pub alters: u128,
}

/// What a single change does to the verdict of a combination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Nothing,
    /// It makes the difference between the editions.
    Accounts,
    /// It makes another difference.
    Alters,
}

impl<'a> Editions<'a> {
    /// Lays out two editions over the same questions.
    ///
    /// # Errors
    /// If one of them is too large, or they ask the same questions in orders that contradict each other.
    pub fn of(
        (old, old_levels): (&'a KnowledgeBase, &Levels),
        (new, new_levels): (&'a KnowledgeBase, &Levels),
    ) -> Result<Self, Incomparable> {
        let mut editions = Self {
            questions: questions((old, old_levels), (new, new_levels))?,
            old: (old, old_levels.clone()),
            new: (new, new_levels.clone()),
            classes: Vec::new(),
            compiler: Compiler::of(Vec::new()),
            compiled: None,
            outcomes: Vec::new(),
            both: NO,
            pairs: Interned::default(),
        };
        editions.classes = editions.classes_of(&[old, new])?;
        editions.lay_out()?;
        Ok(editions)
    }

    /// The classes of the answers to each question that no row of these editions tells apart.
    fn classes_of(&self, editions: &[&KnowledgeBase]) -> Result<Vec<Classes>, Incomparable> {
        let cells: Vec<Cells> = editions.iter().map(|kb| Cells::of(kb)).collect();
        let classes = |joint: &Joint| {
            let mut all = Vec::new();
            for (kb, cells) in editions.iter().zip(&cells) {
                all.extend(joint.within(kb)?.map(|within| (*kb, cells, within)));
            }
            let is_conditional = all.iter().any(|(kb, _, within)| !kb[within.key].ask_when.is_empty());
            let holding = |value: usize| {
                all.iter().flat_map(|(_, cells, within)| cells.holding(within.key, within.sets[value])).collect()
            };
            Ok(Classes::of(joint.answers.len(), is_conditional, holding))
        };
        self.questions.iter().map(classes).collect()
    }

    /// Compiles both editions and pairs their verdicts.
    fn lay_out(&mut self) -> Result<(), Incomparable> {
        let mut compiler = Compiler::of(self.classes.iter().map(Classes::len).collect());
        let ((old, old_levels), (new, new_levels)) = (self.old.clone(), self.new.clone());
        let old_compiled = self.compiled(old, &old_levels, &mut compiler, None)?;
        let new_compiled = self.compiled(new, &new_levels, &mut compiler, None)?;
        let diagram = &mut compiler.diagram;
        let domain = self.domain(old, new, diagram)?;
        let mut pairs = Interned::default();
        let outside = pairs.number(OUTSIDE);
        let both = diagram.combine(old_compiled.root, new_compiled.root, |old, new| pairs.number((old + 1, new + 1)));
        self.both = diagram.combine(both, domain, |pair, inside| if inside == 1 { pair } else { outside });
        diagram.check()?;
        (self.compiler, self.pairs) = (compiler, pairs);
        self.compiled = Some([old_compiled, new_compiled]);
        Ok(())
    }

    /// An edition over the joint questions; where it is known to have the verdict of another one, that is not worked out.
    fn compiled(
        &mut self,
        kb: &KnowledgeBase,
        levels: &Levels,
        compiler: &mut Compiler,
        like: Option<usize>,
    ) -> Result<Compiled, Incomparable> {
        let (layout, nothing_fixed) = self.layout(kb)?;
        let outcomes = &mut self.outcomes;
        let source = compiler.source(kb, levels, &layout, &nothing_fixed);
        let tallied = compiler.tallied(&source);
        let leaf = |winner: Option<Winner>| {
            let outcome = winner.map(|winner| named(kb, &winner.placing));
            let known = outcomes.iter().position(|known| *known == outcome);
            known.unwrap_or_else(|| {
                outcomes.push(outcome);
                outcomes.len() - 1
            }) as u32
        };
        let frame = source.frame();
        let like = like.and_then(|side| Some(&self.compiled.as_ref()?[side])).filter(|like| like.frame == frame);
        let changed = like.map_or(YES, |like| compiler.changed(&source, &like.tallied, &tallied));
        let root = compiler.verdict_where(changed, &source, &tallied, leaf)?;
        Ok(Compiled { frame, tallied, root })
    }

    /// Where the questions of an edition are among the joint ones.
    fn layout(&self, kb: &KnowledgeBase) -> Result<(Layout, Fixed), Incomparable> {
        let mut level = vec![None; kb.questions().len()];
        let mut samples = vec![Vec::new(); self.questions.len()];
        let mut order = Vec::new();
        for (position, joint) in self.questions.iter().enumerate() {
            let Some(Within { key, sets }) = joint.within(kb)? else { continue };
            level[key.position()] = Some(position);
            samples[position] = self.classes[position].firsts().map(|value| sets[value]).collect();
            order.push(key);
        }
        let level: Option<Vec<usize>> = level.into_iter().collect();
        match level {
            Some(level) if keeps_order(kb, &order) => Ok((Layout { level, samples }, vec![None; self.questions.len()])),
            _ => Err(Incomparable::Order(order.iter().map(|key| kb[*key].id.clone()).collect())),
        }
    }

    /// The combinations of answers: where neither edition asks a question, it is held to its first answer, so that each
    /// set of answers counts once.
    fn domain(&self, old: &KnowledgeBase, new: &KnowledgeBase, diagram: &mut Diagram) -> Result<Node, Incomparable> {
        let (old, new) = (self.asked(old, diagram)?, self.asked(new, diagram)?);
        let mut domain = YES;
        for (level, (old, new)) in old.into_iter().zip(new).enumerate() {
            let first: Vec<Node> = (0..diagram.arity()[level]).map(|class| if class == 0 { YES } else { NO }).collect();
            let first = diagram.node(level, &first);
            let asked = or(diagram, old, new);
            let held = or(diagram, asked, first);
            domain = and(diagram, domain, held);
        }
        Ok(domain)
    }

    /// When an edition asks each of the joint questions.
    fn asked(&self, kb: &KnowledgeBase, diagram: &mut Diagram) -> Result<Vec<Node>, Incomparable> {
        let (layout, nothing_fixed) = self.layout(kb)?;
        let conditions = Conditions::of(kb, &layout, &nothing_fixed, diagram);
        let mut asked = vec![NO; self.questions.len()];
        kb.questions().keys().for_each(|key| asked[layout.level(key)] = conditions.asked(key));
        Ok(asked)
    }

    /// How many combinations of answers are compared.
    pub fn size(&self) -> u128 {
        self.counts(&self.compiler.diagram, self.both, self.pairs.values().len())[1..]
            .iter()
            .fold(0, |sum: u128, count| sum.saturating_add(*count))
    }

    /// Every change of verdict, the most frequent first.
    pub fn changes(&self) -> Vec<Change> {
        let counts = self.counts(&self.compiler.diagram, self.both, self.pairs.values().len());
        let changed = self.pairs.values().iter().zip(0..).skip(1).filter(|((old, new), _)| old != new);
        let change = |((old, new), number): (&(u32, u32), u32)| {
            let found = self.compiler.diagram.assignment(self.both, |leaf| leaf == number)?;
            Some(Change {
                old: self.outcomes[*old as usize - 1].clone(),
                new: self.outcomes[*new as usize - 1].clone(),
                count: counts[number as usize],
                witness: self.witness(&found),
            })
        };
        let mut changes: Vec<Change> = changed.filter_map(change).collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.count));
        changes
    }

    /// What it does to take something back from the new edition; `kb` is the new edition without it.
    ///
    /// # Errors
    /// If it cannot be laid out over the same questions.
    pub fn taken_back(&mut self, kb: &KnowledgeBase, levels: &Levels) -> Result<Trial, Incomparable> {
        self.tried(kb, levels, NEW, |(old, new), other| match other {
            _ if other == new => Effect::Nothing,
            _ if other == old => Effect::Accounts,
            _ => Effect::Alters,
        })
    }

    /// What it does to make a single change to the old edition; `kb` is the old edition with it.
    ///
    /// # Errors
    /// If it cannot be laid out over the same questions.
    pub fn made_alone(&mut self, kb: &KnowledgeBase, levels: &Levels) -> Result<Trial, Incomparable> {
        self.tried(kb, levels, OLD, |(old, new), other| match other {
            _ if other == old => Effect::Nothing,
            _ if other == new => Effect::Accounts,
            _ => Effect::Alters,
        })
    }

    fn tried(
        &mut self,
        kb: &KnowledgeBase,
        levels: &Levels,
        like: usize,
        effect: impl Fn((u32, u32), u32) -> Effect,
    ) -> Result<Trial, Incomparable> {
        let classes = self.classes_of(&[self.old.0, self.new.0, kb])?;
        if classes != self.classes {
            self.classes = classes;
            self.lay_out()?;
        }
        let mut compiler = self.compiler.trial();
        let root = self.compiled(kb, levels, &mut compiler, Some(like))?.root;
        let effect = |pair: u32, other: u32| match self.pairs[pair] {
            OUTSIDE => Effect::Nothing as u32,
            pair if other == ELSEWHERE => effect(pair, [pair.0, pair.1][like]) as u32,
            pair => effect(pair, other + 1) as u32,
        };
        let effects = compiler.diagram.combine(self.both, root, effect);
        compiler.diagram.check()?;
        let counts = self.counts(&compiler.diagram, effects, 3);
        let [accounts, alters] = [Effect::Accounts, Effect::Alters].map(|effect| counts[effect as usize]);
        Ok(Trial { accounts, alters: accounts.saturating_add(alters) })
    }

    /// How many combinations reach each leaf of a function.
    fn counts(&self, diagram: &Diagram, root: Node, leaves: usize) -> Vec<u128> {
        Counting::of(diagram, root, leaves, self.classes.iter().map(Classes::sizes).collect()).counts().0
    }

    /// What is answered in either edition.
    fn witness(&self, assignment: &[usize]) -> Vec<(String, Vec<String>)> {
        let values = self.classes.iter().zip(assignment).map(|(classes, class)| classes.first(*class));
        let values: Vec<usize> = values.collect();
        let reading = |kb: &KnowledgeBase, side: fn(&Joint) -> Option<Key<Question>>| {
            Reading::of(kb, |question| {
                let joint = self.questions.iter().zip(&values).find(|(joint, _)| side(joint) == Some(question));
                let answer = joint.map(|(joint, value)| &joint.answers[*value]);
                let ids = answer.into_iter().flatten().filter_map(|id| kb[question].find(id));
                ids.fold(ChoiceSet::default(), ChoiceSet::union)
            })
        };
        let old = reading(self.old.0, |joint| joint.old);
        let new = reading(self.new.0, |joint| joint.new);
        let is_asked = |joint: &Joint| {
            joint.old.is_some_and(|key| old.get(key).is_some()) || joint.new.is_some_and(|key| new.get(key).is_some())
        };
        let asked = self.questions.iter().zip(&values).filter(|(joint, _)| is_asked(joint));
        let mut witness: Vec<(String, Vec<String>)> =
            asked.map(|(joint, value)| (joint.id.clone(), joint.answers[*value].clone())).collect();
        // In the order of the new edition, as its flags are listed.
        witness.sort_by_key(|(id, _)| self.new.0.questions().find(id).map_or(usize::MAX, |key| key.position()));
        witness
    }
}

/// The seats of a placing by ids, since the editions may have their contexts in different orders.
fn named(kb: &KnowledgeBase, placing: &Placing) -> Vec<(String, String)> {
    let seat =
        |(context, messenger): &(Key<Context>, Key<Messenger>)| (kb[*context].id.clone(), kb[*messenger].id.clone());
    let mut seats: Vec<(String, String)> = placing.0.iter().map(seat).collect();
    seats.sort_unstable();
    seats
}

/// Whether every question comes after those that it depends on.
fn keeps_order(kb: &KnowledgeBase, order: &[Key<Question>]) -> bool {
    order.iter().enumerate().all(|(position, key)| {
        let cells = kb[*key].ask_when.iter().flat_map(|row| &row.cells);
        cells.into_iter().all(|(earlier, _)| order[..position].contains(earlier))
    })
}

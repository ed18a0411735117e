//! What one person's answers leave open, read off the diagram.

use super::Space;
use super::conditions::{YES, domain};
use super::diagram::{Diagram, Node};
use crate::answers::{Answer, Answers};
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question};

/// What some answers settle and leave open.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// For each verdict of the space, how many ways the rest can turn out lead to it.
    pub ways: Vec<u128>,
    /// The open questions on which the verdict still depends, in order.
    pub hinges: Vec<Key<Question>>,
}

impl Outlook {
    /// The outlook of answers in which everything that is not chosen, *unsure* included, may turn out in every way.
    pub fn of(space: &Space, answers: &Answers) -> Self {
        Self::with(space, |key| match answers.get(key)? {
            Answer::Chosen(chosen) => Some(chosen),
            Answer::Unsure => None,
        })
    }

    /// The outlook of answers in which *unsure* is read cautiously and only open questions may turn out in every way.
    pub fn of_open(kb: &KnowledgeBase, space: &Space, answers: &Answers) -> Self {
        Self::with(space, |key| match answers.get(key)? {
            Answer::Chosen(chosen) => Some(chosen),
            Answer::Unsure => Some(kb[key].if_unsure),
        })
    }

    /// How many ways the rest can turn out there are.
    pub fn total(&self) -> u128 {
        self.ways.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    fn with(space: &Space, chosen: impl Fn(Key<Question>) -> Option<ChoiceSet>) -> Self {
        let variables = &space.variables;
        let class = |key: Key<Question>| Some(variables.class(key.position(), chosen(key)?));
        let fixed: Vec<Option<usize>> = variables.questions.iter().map(|key| class(*key)).collect();

        // What is left of the verdict, reduced anew: it tests exactly the questions that it depends on.
        let mut diagram = Diagram::new(variables.arity());
        let rest = space.diagram.copy_into(space.root, &mut diagram, &fixed, |leaf| leaf);
        let mut hinges: Vec<Key<Question>> =
            diagram.below(rest).into_iter().map(|node| variables.questions[diagram.level(node)]).collect();
        hinges.sort_unstable();
        hinges.dedup();

        // Only sets of answers are counted, where an answer that is given need not apply.
        let asked = space.asked.iter().zip(&fixed).map(|(asked, fixed_here)| match fixed_here {
            Some(_) => YES,
            None => space.diagram.copy_into(*asked, &mut diagram, &fixed, |leaf| leaf),
        });
        let asked: Vec<Node> = asked.collect();
        let inside = domain(&asked, &mut diagram);
        let outside = space.outcomes.len() as u32;
        let root = diagram.combine(rest, inside, |verdict, inside| if inside == 1 { verdict } else { outside });
        let mut sizes = variables.sizes();
        for (sizes, fixed) in sizes.iter_mut().zip(&fixed) {
            if let Some(fixed) = fixed {
                *sizes = (0..sizes.len()).map(|class| u128::from(class == *fixed)).collect();
            }
        }
        // Without the leaf of what is no set of answers.
        let mut ways = diagram.counts(root, space.outcomes.len() + 1, &sizes);
        ways.truncate(space.outcomes.len());
        Self { ways, hinges }
    }
}

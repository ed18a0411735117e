//! What one person's answers leave open, read off the diagram.

use super::Space;
use super::conditions::{YES, domain};
use super::count::Counts;
use super::diagram::{Diagram, Node};
use crate::answers::{Answer, Answers};
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question};

/// What some answers settle and leave open.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// For each verdict of the space, how many ways the rest can turn out lead to it.
    pub ways: Counts,
    /// The open questions on which the verdict still depends, in order.
    pub hinges: Vec<Key<Question>>,
    diagram: Diagram,
    /// The verdict as a function of what is open; what is no set of answers has one leaf more.
    root: Node,
    /// How many values each class of each level has that are open.
    sizes: Vec<Vec<u128>>,
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
        let ways = counts(&diagram, root, space.outcomes.len(), &sizes);
        Self { ways, hinges, diagram, root, sizes }
    }

    /// The bits of the verdict that the answer to a question is expected to settle.
    pub fn gain(&self, question: Key<Question>) -> f64 {
        if !self.hinges.contains(&question) {
            return 0.0;
        }
        let (level, total) = (question.position(), self.ways.total() as f64);
        let after = |class: usize| {
            let mut sizes = self.sizes.clone();
            let here = sizes[level].iter_mut().enumerate().filter(|(other, _)| *other != class);
            here.for_each(|(_, size)| *size = 0);
            let counts = counts(&self.diagram, self.root, self.ways.0.len(), &sizes);
            let weight = counts.total() as f64 / total;
            if weight > 0.0 { weight * counts.entropy() } else { 0.0 }
        };
        let after: f64 = (0..self.sizes[level].len()).map(after).sum();
        (self.ways.entropy() - after).max(0.0)
    }

    /// Whether the verdict is the same however the rest turns out.
    pub fn is_settled(&self) -> bool {
        self.hinges.is_empty()
    }
}

/// How many sets of answers lead to each of so many verdicts, without the leaf of what is no set of answers.
fn counts(diagram: &Diagram, root: Node, outcomes: usize, sizes: &[Vec<u128>]) -> Counts {
    let mut counts = Counts::of(diagram, root, outcomes + 1, sizes);
    counts.0.truncate(outcomes);
    counts
}

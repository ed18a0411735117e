//! What one person's answers leave open, which others would change the verdict, and which of them decided it.

use super::diagram::{Cost, Diagram, NEVER, Node, YES};
use super::variables::{Classes, domain};
use super::{Outcome, Space};
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question, Reading};

/// What some answers settle and leave open.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// For each verdict of the space, how many ways the rest can turn out lead to it.
    pub ways: Vec<u128>,
    /// The open questions on which the verdict still depends, in order.
    pub hinges: Vec<Key<Question>>,
}

impl Outlook {
    /// The outlook of answers in which these questions are settled, and everything else may turn out in every way.
    pub fn of(space: &Space, chosen: impl Fn(Key<Question>) -> Option<ChoiceSet>) -> Self {
        let (variables, fixed) = (&space.variables, space.fixed(chosen));

        // What is left of the verdict, reduced anew: it tests exactly the questions that it depends on.
        let mut diagram = Diagram::new(variables.arity());
        let rest = space.diagram.copy_into(space.root, &mut diagram, &fixed);
        let hinges = diagram.tested(rest).into_iter().map(|level| variables.questions[level]).collect();

        // Only sets of answers are counted, where an answer that is given need not apply.
        let asked = space.asked.iter().zip(&fixed).map(|(asked, given)| match given {
            Some(_) => YES,
            None => space.diagram.copy_into(*asked, &mut diagram, &fixed),
        });
        let asked: Vec<Node> = asked.collect();
        let inside = domain(&asked, &mut diagram);
        let root = diagram.within(rest, inside);
        // What is given is tested nowhere now, and counts once.
        let sizes = variables.sizes().into_iter().zip(&fixed);
        let sizes: Vec<Vec<u128>> = sizes.map(|(all, given)| if given.is_some() { vec![1] } else { all }).collect();
        Self { ways: diagram.counts(root, space.outcomes.len(), &sizes), hinges }
    }

    /// How many ways the rest can turn out there are.
    pub fn total(&self) -> u128 {
        self.ways.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

/// Answers that would have to be others for another verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The verdict that they lead to; none for none alone.
    pub verdict: Outcome,
    /// The questions with their other answer, in order; the fewest that do.
    pub answers: Vec<(Key<Question>, ChoiceSet)>,
}

/// The cost of another answer, so that fewer answers always come before smaller ones.
const ANOTHER_ANSWER: Cost = 1000;

impl Space {
    /// For each verdict other than `now` that the answers could be changed to: the fewest changes.
    ///
    /// `can_change` says which questions may be answered differently. Those that only apply then are answered in any way.
    pub fn changes(
        &self,
        kb: &KnowledgeBase,
        reading: &Reading,
        now: &Outcome,
        can_change: impl Fn(Key<Question>) -> bool,
    ) -> Vec<Change> {
        let value = |key: &Key<Question>| Some(self.variables.value(key.position(), reading.get(*key)?));
        let given: Vec<Option<usize>> = self.variables.questions.iter().map(value).collect();
        let cost = |level: usize, value: usize| match given[level] {
            None => 0,
            Some(given) if given == value => 0,
            Some(_) if !can_change(self.variables.questions[level]) => NEVER,
            Some(given) => {
                let [one, other] = [given, value].map(|value| self.variables.values[level][value]);
                ANOTHER_ANSWER + (one.without(other).len() + other.without(one).len()) as Cost
            }
        };
        // Of each class, the first value of those that cost the least.
        let least = |(level, classes): (usize, &Classes)| {
            let costs =
                classes.members.iter().map(|values| values.iter().map(|value| (cost(level, *value), *value)).min());
            costs.map(|least| least.expect("no class is empty")).collect()
        };
        let costs: Vec<Vec<(Cost, usize)>> = self.variables.classes.iter().enumerate().map(least).collect();
        let change = |(verdict, wanted): (&Outcome, u32)| {
            let path = self.diagram.cheapest(self.root, |level, edge| costs[level][edge], |leaf| leaf == wanted)?;
            let mut values: Vec<usize> = given.iter().map(|value| value.unwrap_or(0)).collect();
            for (level, value) in &path {
                values[*level] = *value;
            }
            // The answers on the path that differ from those given, as far as they apply then.
            let then = self.variables.reading(kb, &values);
            let changed = path.iter().filter(|(level, value)| given[*level] != Some(*value));
            let changed = changed.map(|(level, _)| self.variables.questions[*level]);
            let answers = changed.filter_map(|key| Some((key, then.get(key)?))).collect();
            Some(Change { verdict: verdict.clone(), answers })
        };
        self.outcomes.iter().zip(0..).filter(|(other, _)| *other != now).filter_map(change).collect()
    }

    /// Given answers that together force the verdict, whatever the others are, while no part of them does; all of them
    /// where they do not force it, since questions that apply are open.
    ///
    /// One answer after the other is left out, the last question first, unless the rest no longer forces the verdict.
    pub fn sufficient(&self, reading: &Reading) -> Vec<Key<Question>> {
        let mut kept = self.fixed(|question| reading.get(question));
        let now = Node::leaf(self.position(|question| reading.get(question)) as u32);
        for level in (0..kept.len()).rev() {
            let Some(left_out) = kept[level].take() else { continue };
            if self.diagram.copy_into(self.root, &mut Diagram::new(self.variables.arity()), &kept) != now {
                kept[level] = Some(left_out);
            }
        }
        let kept = self.variables.questions.iter().zip(kept).filter(|(_, kept)| kept.is_some());
        kept.map(|(question, _)| *question).collect()
    }

    /// The class of each level that is given.
    fn fixed(&self, chosen: impl Fn(Key<Question>) -> Option<ChoiceSet>) -> Vec<Option<usize>> {
        let class = |key: &Key<Question>| Some(self.variables.class(key.position(), chosen(*key)?));
        self.variables.questions.iter().map(class).collect()
    }
}

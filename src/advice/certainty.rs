//! How sure the advice is, what decided it, and what would change it.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Serialize;

use super::AnswerView;
use super::case::Case;
use super::sources::is_past_review;
use super::verdict::{Placed, placed};
use crate::answers::Answer;
use crate::engine::Placing;
use crate::kb::{ChoiceSet, Confidence, Key, Messenger, Property, Question};
use crate::space::{Change, Outlook, Space};

/// How sure the advice is, over every way the unsure answers could turn out.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Certainty {
    /// How many ways the unsure answers can turn out; as text, since it can exceed what JSON numbers hold.
    pub ways: String,
    /// Each verdict that is possible, with how many of the ways lead to it, the most frequent first.
    pub shares: Vec<ShareView>,
    /// Whether the verdict is the same in all of them.
    pub same_in_all: bool,
    /// The unsure questions on which it depends.
    pub hinges_on: Vec<AnswerView>,
    /// Answers that together force the verdict, while no part of them does.
    pub decided_by: Vec<AnswerView>,
    /// For each other verdict: the fewest answers that would have to be others.
    pub changes: Vec<ChangeView>,
    /// Facts that are old or of less than high confidence, and that would change the verdict if they were otherwise.
    pub weak_links: Vec<WeakLink>,
}

/// A verdict and its share.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ShareView {
    /// The verdict; empty for none alone.
    pub verdict: Vec<Placed>,
    /// How many of the ways.
    pub ways: String,
    /// The share, 0 to 1.
    #[schemars(range(min = 0, max = 1))]
    pub share: f64,
}

/// What would lead to another verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangeView {
    /// The verdict; empty for none alone.
    pub verdict: Vec<Placed>,
    /// The answers that it takes, the fewest that do.
    pub answers: Vec<AnswerChange>,
    /// Whether it would lead from none alone to an answer, by answers that a person can act on.
    pub actionable: bool,
}

/// An answer that would be another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswerChange {
    /// The other answer.
    #[serde(flatten)]
    pub answer: AnswerView,
    /// The choices in words that come to those that stay; empty where none stays.
    pub more: Vec<String>,
    /// The choices in words that go from those that stay; empty where none stays.
    pub less: Vec<String>,
    /// What a person can do about it, if anything.
    pub can_change: Option<String>,
}

/// A fact on which the verdict depends although it is not firm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WeakLink {
    /// The id of the messenger.
    pub messenger: String,
    /// The name of the messenger.
    pub messenger_title: String,
    /// The property.
    pub property: String,
    /// The title of the property.
    pub title: String,
    /// Why it is not firm.
    pub why: Vec<Weakness>,
    /// What it would have to be; none for unknown.
    pub if_it_were: Option<String>,
    /// The verdict that would follow; empty for none alone.
    pub verdict: Vec<Placed>,
}

/// Why a fact is not firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weakness {
    /// Its evidence is due for review.
    PastReview,
    /// Someone says otherwise, and the evidence is not strong.
    Disputed,
    /// Its evidence is thin.
    LowConfidence,
    /// Its evidence is one good source, or carries it in part.
    MediumConfidence,
}

pub(super) fn certainty(case: &Case<'_>, space: &Space) -> Certainty {
    let Case { kb, answers, reading, .. } = case;
    let outlook = Outlook::of(space, |key| answers.get(key)?.chosen());
    let total = outlook.total();
    let counted = space.outcomes().iter().zip(&outlook.ways).filter(|(_, count)| **count > 0);
    let mut counted: Vec<(&Option<Placing>, &u128)> = counted.collect();
    counted.sort_by_key(|(_, count)| Reverse(**count));
    let share = |(verdict, count): (&Option<Placing>, &u128)| ShareView {
        verdict: placed(kb, verdict.as_ref()),
        ways: count.to_string(),
        share: *count as f64 / total as f64,
    };
    let as_given = |key: &Key<Question>| AnswerView::of(&kb[*key], Answer::Chosen(answers.chosen(kb, *key)), "; ");
    Certainty {
        ways: total.to_string(),
        same_in_all: counted.len() == 1,
        shares: counted.into_iter().map(share).collect(),
        hinges_on: outlook.hinges.iter().map(as_given).collect(),
        decided_by: space.sufficient(reading).iter().map(as_given).collect(),
        changes: changes(case, space),
        weak_links: weak_links(case),
    }
}

/// For each other verdict, the fewest answers to change; where no app is enough alone, also the fewest that a person can
/// act on.
fn changes(case: &Case<'_>, space: &Space) -> Vec<ChangeView> {
    let Case { kb, reading, decision, .. } = case;
    let is_stuck = decision.verdict.is_none();
    let mut found: Vec<Change> = space.changes(kb, reading, &decision.verdict, |_| true);
    if is_stuck {
        let more = space.changes(kb, reading, &decision.verdict, |key| kb[key].can_change.is_some());
        let more: Vec<Change> = more.into_iter().filter(|change| !found.contains(change)).collect();
        found.extend(more);
    }
    let view = |change: Change| {
        let answers: Vec<_> = change.answers.into_iter().map(|(key, set)| answer_change(case, key, set)).collect();
        ChangeView {
            verdict: placed(kb, change.verdict.as_ref()),
            actionable: is_stuck && answers.iter().all(|answer| answer.can_change.is_some()),
            answers,
        }
    };
    let mut changes: Vec<ChangeView> = found.into_iter().map(view).collect();
    changes.sort_by_key(|change| (change.answers.len(), !change.actionable));
    changes
}

fn answer_change(case: &Case<'_>, key: Key<Question>, chosen: ChoiceSet) -> AnswerChange {
    let question = &case.kb[key];
    // Among several choices, one that stays could be taken for the change.
    let stays = case.reading.get(key).filter(|now| now.meets(chosen));
    let labels = |set: Option<ChoiceSet>| set.iter().flat_map(|set| question.labels(*set)).map(str::to_owned).collect();
    AnswerChange {
        answer: AnswerView::of(question, Answer::Chosen(chosen), "; "),
        more: labels(stays.map(|now| chosen.without(now))),
        less: labels(stays.map(|now| now.without(chosen))),
        can_change: question.can_change.clone(),
    }
}

/// Each fact that is not firm is tried at every other level that would have another effect.
fn weak_links(case: &Case<'_>) -> Vec<WeakLink> {
    let Case { kb, levels, grounds, decision: now, .. } = case;
    let mut links = Vec::new();
    for property in now.rests_on(kb) {
        for messenger in kb.scope().candidates.iter().copied() {
            let why = weaknesses(case, messenger, property);
            let others = if why.is_empty() { Vec::new() } else { levels.others(kb, messenger, property) };
            let otherwise = others.into_iter().find_map(|level| {
                let verdict = grounds.clone().decide(kb, &levels.clone().with(messenger, property, level)).verdict;
                (verdict != now.verdict).then_some((level, verdict))
            });
            links.extend(otherwise.map(|(level, verdict)| WeakLink {
                messenger: kb[messenger].id.clone(),
                messenger_title: kb[messenger].title.clone(),
                property: kb[property].id.clone(),
                title: kb[property].title.clone(),
                why,
                if_it_were: level.map(|level| kb[property].describe(level)),
                verdict: placed(kb, verdict.as_ref()),
            }));
        }
    }
    links
}

fn weaknesses(case: &Case<'_>, messenger: Key<Messenger>, property: Key<Property>) -> Vec<Weakness> {
    let fact = case.kb[messenger].fact(property);
    // A claim against strong evidence is shown with the fact, and does not make it less firm.
    let is_disputed = fact.is_disputed() && fact.confidence < Confidence::High;
    let all = [
        (Weakness::PastReview, is_past_review(case.kb, case.trust, &fact.as_of, property)),
        (Weakness::Disputed, is_disputed),
        (Weakness::LowConfidence, fact.confidence == Confidence::Low),
        (Weakness::MediumConfidence, fact.confidence == Confidence::Medium),
    ];
    all.into_iter().filter(|(_, holds)| *holds).map(|(weakness, _)| weakness).collect()
}

//! How sure the advice is, what decided it, and what would change it, as plain data.

use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use super::verdict_words::verdict_words_among;
use super::weak_links::{WeakLink, weak_links};
use crate::answers::{Answer, Answers, Reading};
use crate::engine::{Levels, Placing, decide};
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question, Takes};
use crate::space::{Change, Outlook, Space};

/// How many ways the unsure answers could turn out are tried one by one.
const MOST_WAYS: usize = 1024;
/// How many choices a question may have for all sets of them to be tried.
const MOST_CHOICES: usize = 6;

/// How sure the advice is, over every way the unsure answers could turn out.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Certainty {
    /// How many ways the unsure answers can turn out; as text, since it can exceed what JSON numbers hold.
    pub ways: String,
    /// Each verdict that is possible, with how many of the ways lead to it, the most frequent first.
    pub shares: Vec<ShareView>,
    /// Whether the verdict is the same in all of them.
    pub same_in_all: bool,
    /// Whether the same messengers are named for the same contexts in all of them, as the base to build on where none is
    /// enough alone; nothing where there are too many to try.
    pub same_base: Option<bool>,
    /// The unsure questions on which it hangs.
    pub hinges_on: Vec<AnswerChange>,
    /// A minimal set of the answers that alone forces the verdict; a smallest one, unless that takes too much work to find.
    pub decided_by: Vec<AnswerChange>,
    /// For each other verdict: the fewest answers that would have to be others.
    pub changes: Vec<ChangeView>,
    /// Facts that are old or of less than high confidence, and that would change the verdict if they were otherwise.
    pub weak_links: Vec<WeakLink>,
}

/// A verdict and its share.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ShareView {
    /// The verdict in words.
    pub verdict: String,
    /// How many of the ways.
    pub ways: String,
    /// The share, 0 to 1.
    #[schemars(range(min = 0, max = 1))]
    pub share: f64,
}

/// A question and an answer to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswerChange {
    /// The question.
    pub question: String,
    /// The question as asked.
    pub ask: String,
    /// The choices.
    pub choices: Vec<String>,
    /// The choices in words; among the answers of a change, what of them is new and what goes.
    pub text: String,
    /// What a person can do about it, if anything.
    pub can_change: Option<String>,
}

/// What would lead to another verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangeView {
    /// The verdict in words.
    pub verdict: String,
    /// The answers that it takes, the fewest that do.
    pub answers: Vec<AnswerChange>,
    /// Whether it would lead from none alone to an answer, by answers that a person can act on.
    pub actionable: bool,
}

/// How sure the verdict on a case is.
pub(super) fn certainty(case: &Case<'_>, space: &Space) -> Certainty {
    let Case { kb, answers, reading, levels, decision, .. } = case;
    let outlook = Outlook::of(kb, space, answers);
    let total = outlook.ways.total();
    let counted = space.outcomes().iter().zip(&outlook.ways.0).filter(|(_, count)| **count > 0);
    let counted: Vec<_> = counted.collect();
    let possible: Vec<&Placing> = counted.iter().filter_map(|(verdict, _)| verdict.as_ref()).collect();
    let counted = counted.into_iter();
    let mut shares: Vec<(String, u128)> =
        counted.map(|(verdict, count)| (verdict_words_among(kb, verdict.as_ref(), &possible), *count)).collect();
    shares.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let shares: Vec<ShareView> = shares
        .into_iter()
        .map(|(verdict, count)| ShareView { verdict, ways: count.to_string(), share: count as f64 / total as f64 })
        .collect();

    let given = |key: &Key<Question>| match answers.get(*key) {
        Some(Answer::Chosen(chosen)) => chosen,
        Some(Answer::Unsure) | None => kb[*key].if_unsure,
    };
    let as_given = |keys: &[Key<Question>]| keys.iter().map(|key| change(kb, *key, given(key), None)).collect();
    let can_act = |key: Key<Question>| kb[key].can_change.is_some();
    let now = decision.verdict.clone();
    let changes_by = |can_change: &dyn Fn(Key<Question>) -> bool| space.changes(kb, reading, &now, can_change);
    let mut changes: Vec<Change> = changes_by(&|_| true);
    // Where the fewest changes cannot be acted on, those that can are told too.
    let stuck = now.is_none();
    if stuck {
        let more: Vec<Change> = changes_by(&can_act).into_iter().filter(|change| !changes.contains(change)).collect();
        changes.extend(more);
    }
    let named: Vec<Placing> = changes.iter().filter_map(|change| change.verdict.clone()).chain(now.clone()).collect();
    let named: Vec<&Placing> = named.iter().collect();
    let view = |change: Change| {
        let mut view = change_view(kb, change, reading, &named);
        view.actionable &= stuck;
        view
    };
    let mut changes: Vec<ChangeView> = changes.into_iter().map(view).collect();
    changes.sort_by_key(|change| (change.answers.len(), !change.actionable));
    Certainty {
        ways: total.to_string(),
        same_in_all: shares.len() == 1,
        same_base: same_base(kb, levels, answers, &decision.bases),
        shares,
        hinges_on: as_given(&outlook.hinges),
        decided_by: as_given(&space.sufficient(reading)),
        changes,
        weak_links: weak_links(case),
    }
}

/// A question with an answer; in words, what of it is new where another one was given.
fn change(kb: &KnowledgeBase, key: Key<Question>, chosen: ChoiceSet, now: Option<ChoiceSet>) -> AnswerChange {
    let question = &kb[key];
    let labels = |set: ChoiceSet| question.labels(set).join("; ");
    // Among several choices, one that stays could be taken for the change.
    let text = match now.filter(|now| now.meets(chosen)) {
        None => labels(chosen),
        Some(now) => {
            let (more, less) = (chosen.without(now), now.without(chosen));
            let parts = [("also: ", more), ("no longer: ", less)].into_iter().filter(|(_, set)| !set.is_empty());
            parts.map(|(word, set)| format!("{word}{}", labels(set))).collect::<Vec<_>>().join("; ")
        }
    };
    AnswerChange {
        question: question.id.clone(),
        ask: question.ask.clone(),
        choices: question.ids(chosen).into_iter().map(str::to_owned).collect(),
        text,
        can_change: question.can_change.clone(),
    }
}

fn change_view(kb: &KnowledgeBase, found: Change, reading: &Reading, named: &[&Placing]) -> ChangeView {
    let answers = found.answers.iter().map(|(key, chosen)| change(kb, *key, *chosen, reading.get(*key)));
    let answers: Vec<AnswerChange> = answers.collect();
    ChangeView {
        verdict: verdict_words_among(kb, found.verdict.as_ref(), named),
        actionable: answers.iter().all(|answer| answer.can_change.is_some()),
        answers,
    }
}

/// Whether every way the open and unsure answers could turn out names the same messengers for the same contexts.
///
/// Where there are too many ways to try, each of these answers is tried by itself, which can only find a difference.
fn same_base(kb: &KnowledgeBase, levels: &Levels, answers: &Answers, now: &Placing) -> Option<bool> {
    let is_given = |key: &Key<Question>| matches!(answers.get(*key), Some(Answer::Chosen(_)));
    let free: Vec<Key<Question>> = kb.questions().keys().filter(|key| !is_given(key)).collect();
    // What does not apply beside answers that are all given never will.
    let reading = answers.read(kb);
    if free.iter().all(|key| reading.get(*key).is_none()) {
        return Some(true);
    }
    let accepted: Vec<Vec<ChoiceSet>> = free.iter().map(|key| accepted(&kb[*key])).collect();
    let base = |chosen: &[(Key<Question>, ChoiceSet)]| {
        let own = |key| chosen.iter().find(|(question, _)| *question == key).map(|(_, chosen)| *chosen);
        let reading = Reading::of(kb, |key| match (own(key), answers.get(key)) {
            (Some(chosen), _) | (None, Some(Answer::Chosen(chosen))) => chosen,
            (None, Some(Answer::Unsure) | None) => kb[key].if_unsure,
        });
        decide(kb, levels, &reading).bases
    };
    let is_complete = free.iter().all(|key| kb[*key].takes == Takes::One || kb[*key].choices.len() <= MOST_CHOICES);
    let ways = accepted.iter().try_fold(1_usize, |ways, sets| ways.checked_mul(sets.len()));
    if let Some(ways) = ways.filter(|ways| is_complete && *ways <= MOST_WAYS) {
        let same = (0..ways).all(|mut way| {
            let mut chosen = Vec::with_capacity(free.len());
            for (key, sets) in free.iter().zip(&accepted) {
                chosen.push((*key, sets[way % sets.len()]));
                way /= sets.len();
            }
            base(&chosen) == *now
        });
        return Some(same);
    }
    let one_by_one = free.iter().zip(&accepted).flat_map(|(key, sets)| sets.iter().map(|set| [(*key, *set)]));
    if one_by_one.into_iter().any(|chosen| base(&chosen) != *now) { Some(false) } else { None }
}

/// Every answer that a question takes.
fn accepted(question: &Question) -> Vec<ChoiceSet> {
    let count = question.choices.len();
    let singles = (0..count).map(ChoiceSet::only);
    match question.takes {
        Takes::One => singles.collect(),
        Takes::Many if count > MOST_CHOICES => singles.collect(),
        Takes::Many => {
            let sets = (1..1_u32 << count).map(|bits| {
                let named = (0..count).filter(|position| bits >> position & 1 == 1);
                named.fold(ChoiceSet::default(), ChoiceSet::with)
            });
            sets.filter(|set| question.accepts(*set)).collect()
        }
    }
}

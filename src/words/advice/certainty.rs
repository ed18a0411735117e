//! How sure the advice is, what would change it, and what it assumes.

use crate::advice::{
    Advice, AnswerChange, AnswerView, Certainty, ChangeView, Placed, ShareView, VerdictKind, WeakLink, Weakness,
};
use crate::document::{Block, Item, Prose};
use crate::text::{count, grouped, lower_first, percent, upper_first};
use crate::words::phrases::verdict_among;

/// What the unsure answers could change, in a line of the first screen.
pub(super) fn line(advice: &Advice) -> String {
    let unsure = count(advice.assumptions.len(), "answer", "answers");
    let turn_out = if advice.assumptions.len() == 1 { "it turns" } else { "they turn" };
    let Some(certainty) = &advice.certainty else { return format!("It rests on {unsure} you were not sure of.") };
    if certainty.same_in_all {
        let same = same_in_all(advice);
        return format!("You were not sure of {unsure}; however {turn_out} out, {same}.");
    }
    match certainty.hinges_on.iter().filter(|hinge| is_unsure(advice, hinge)).count() {
        all if all == advice.assumptions.len() => {
            format!("You were not sure of {unsure}; how {turn_out} out can change the verdict.")
        }
        some => format!("You were not sure of {unsure}; {some} of them can change the verdict."),
    }
}

/// How sure the verdict is, and what it depends on.
pub(super) fn certainty(advice: &Advice) -> Vec<Block> {
    let Some(certainty) = &advice.certainty else {
        let text = "This knowledge base has too many combinations of answers to tell exactly how sure the advice is.";
        return vec![Block::Paragraph(text.into())];
    };
    // Where nothing was answered, shares of everything mean nothing.
    let is_blank = advice.assumptions.len() == advice.answers.len();
    let mut blocks = match certainty.same_in_all {
        true if advice.assumptions.is_empty() => Vec::new(),
        true => {
            let same = same_in_all(advice);
            let text = format!("However the answers turn out that you were not sure of, {same}.");
            vec![Block::Paragraph(text.into())]
        }
        false if is_blank => {
            let unsure = certainty.hinges_on.iter().filter(|hinge| is_unsure(advice, hinge));
            let text = "You were not sure of anything, so other answers can lead to any verdict. Answer what you can:";
            list(text, unsure.map(ask))
        }
        false => shares(advice, certainty),
    };
    if !is_blank {
        let decides = |answer: &AnswerView| {
            let assumed = if is_unsure(advice, answer) { " (assumed, since you were not sure)" } else { "" };
            Item::of(format!("{} {}{assumed}", answer.ask, answer.text))
        };
        let text = "These answers alone settle it, whatever the others are:";
        blocks.extend(list(text, certainty.decided_by.iter().map(decides)));
    }
    let text = "The fewest other answers that would lead to another verdict:";
    let mut named: Vec<&[Placed]> = certainty.changes.iter().map(|change| change.verdict.as_slice()).collect();
    named.push(&advice.verdict.messengers);
    blocks.extend(list(text, certainty.changes.iter().map(|one| change(one, &named))));
    let text = "The verdict depends on these facts, which are uncertain:";
    blocks.extend(list(text, certainty.weak_links.iter().map(weak_link)));
    blocks
}

/// What the unsure answers were taken for.
pub(super) fn assumed(advice: &Advice) -> Block {
    let assumed =
        advice.assumptions.iter().map(|one| Item::of(format!("{} You were not sure, so {}.", one.ask, one.text)));
    Block::Bullets(assumed.collect())
}

/// A paragraph with a list below it; nothing if the list is empty.
fn list(text: &str, items: impl Iterator<Item = Item>) -> Vec<Block> {
    let items: Vec<Item> = items.collect();
    if items.is_empty() { Vec::new() } else { vec![Block::Paragraph(text.into()), Block::Bullets(items)] }
}

fn ask(answer: &AnswerView) -> Item {
    Item::of(answer.ask.clone())
}

/// Which verdicts are possible, and which questions decide between them.
fn shares(advice: &Advice, certainty: &Certainty) -> Vec<Block> {
    let text = format!(
        "The unsure answers could turn out in {} ways. These shares count combinations of answers, not people, so they \
         don't say how likely each verdict is:",
        grouped(&certainty.ways)
    );
    let named: Vec<&[Placed]> = certainty.shares.iter().map(|share| share.verdict.as_slice()).collect();
    let share = |one: &ShareView| {
        let verdict = upper_first(&verdict_among(&one.verdict, &named));
        Item::of(format!("{verdict}: {}", percent(one.share)))
    };
    let mut blocks = list(&text, certainty.shares.iter().map(share));
    // A question that is asked only if another answer turns out otherwise was not answered with unsure.
    let (asked, not_asked): (Vec<_>, Vec<_>) = certainty.hinges_on.iter().partition(|hinge| is_unsure(advice, hinge));
    let text = "The verdict depends on these. Find out what you can, and answer them again:";
    blocks.extend(list(text, asked.into_iter().map(ask)));
    let text = "It can depend on these too, which are asked only if another answer turns out otherwise:";
    blocks.extend(list(text, not_asked.into_iter().map(ask)));
    blocks
}

fn change(change: &ChangeView, named: &[&[Placed]]) -> Item {
    let verdict = upper_first(&verdict_among(&change.verdict, named));
    let answers: Vec<String> = change.answers.iter().map(other_answer).collect();
    let act = if change.actionable { " You can act on this." } else { "" };
    let mut item = Item::of(format!("{verdict}, if: {}.{act}", answers.join("; and ")));
    if change.actionable {
        item.steps = change.answers.iter().filter_map(|answer| answer.can_change.as_ref()).map(Prose::from).collect();
    }
    item
}

/// An answer that would be another one; only what of it is new and what goes, where some choices stay.
fn other_answer(change: &AnswerChange) -> String {
    let AnswerChange { answer, more, less, .. } = change;
    let parts = [("also: ", more), ("no longer: ", less)].into_iter().filter(|(_, labels)| !labels.is_empty());
    let parts: Vec<String> = parts.map(|(word, labels)| format!("{word}{}", labels.join("; "))).collect();
    let text = if parts.is_empty() { answer.text.clone() } else { parts.join("; ") };
    format!("{} {text}", answer.ask)
}

fn weak_link(link: &WeakLink) -> Item {
    let why = link.why.iter().map(|weakness| match weakness {
        Weakness::PastReview => "past review",
        Weakness::Disputed => "disputed",
        Weakness::LowConfidence => "low confidence",
        Weakness::MediumConfidence => "medium confidence",
    });
    let why = why.collect::<Vec<_>>().join(", ");
    let if_it_were = link.if_it_were.as_deref().unwrap_or("unknown");
    let (title, verdict) = (lower_first(&link.title), verdict_among(&link.verdict, &[]));
    Item::of(format!("{}, {title} ({why}). If it were \"{if_it_were}\": {verdict}.", link.messenger_title))
}

/// Whether a question is one that the person answered with unsure.
fn is_unsure(advice: &Advice, hinge: &AnswerView) -> bool {
    advice.assumptions.iter().any(|unsure| unsure.question == hinge.question)
}

/// What stays the same however the unsure answers turn out, in a clause.
fn same_in_all(advice: &Advice) -> &'static str {
    match advice.verdict.kind {
        VerdictKind::One | VerdictKind::Several => "the verdict is the same",
        VerdictKind::NoneAlone => "no app alone is enough",
    }
}

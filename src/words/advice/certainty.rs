//! How sure the advice is, and what would change it.

use std::collections::BTreeSet;

use crate::advice::{
    Advice, AnswerChange, AnswerView, Assumption, Certainty, ChangeView, Placed, VerdictKind, WeakLink, Weakness,
};
use crate::document::{Block, Item, Prose};
use crate::text::{and, count, grouped, lower_first, percent, upper_first};
use crate::words::verdict_in;

/// What the unsure answers could change, in a line of the first screen.
pub(super) fn line(advice: &Advice) -> String {
    let all = advice.assumptions.len();
    let unsure = count(all, "answer", "answers");
    let (they, whatever) = if all == 1 { ("it", "the answer is") } else { ("they", "the answers are") };
    let Some(certainty) = &advice.certainty else { return format!("It rests on {unsure} you weren't sure of.") };
    let same = match advice.verdict.kind {
        VerdictKind::One | VerdictKind::Several => "the verdict is the same",
        // What is added or takes the place of an app can differ.
        VerdictKind::NoneAlone => "no app alone is enough",
    };
    let stops = match advice.assumptions.iter().any(|one| one.could_stop) {
        true if all == 1 => ", but it could bring a warning that comes first",
        true => ", but one of them could bring a warning that comes first",
        false => "",
    };
    let rest = match certainty.hinges_on.iter().filter(|hinge| is_unsure(advice, hinge)).count() {
        _ if certainty.same_in_all => format!(". Whatever {whatever}, {same}{stops}"),
        some if some == all => format!(", and {they} could change the verdict"),
        some => format!("; {some} of them could change the verdict"),
    };
    format!("You weren't sure of {unsure}{rest}.")
}

/// How many assumptions the usual page names, and how many other answers lead to a verdict that it names.
const MOST_NAMED: usize = 2;

/// How sure the verdict is, beside the line of the first screen: at most three sentences, and what to find out.
pub(super) fn in_short(advice: &Advice) -> Vec<Block> {
    let Some(certainty) = &advice.certainty else { return Vec::new() };
    let matter = that_matter(advice, certainty);
    let is_clear = advice.assumptions.is_empty() && !advice.verdict.is_close;
    let clear = is_clear.then(|| "With your answers, the verdict is clear.".to_owned());
    // That some need goes beyond every app says less than what would speak for another one, and the same app nothing.
    let apps = |placed: &[Placed]| placed.iter().map(|one| one.messenger.clone()).collect::<BTreeSet<_>>();
    let others = certainty.changes.iter().filter(|one| apps(&one.verdict) != apps(&advice.verdict.messengers));
    let nearest = others.min_by_key(|change| (change.verdict.is_empty(), change.answers.len()));
    // Where something else takes the place of the app, another app is no alternative.
    let is_replaced = advice.verdict.apps.iter().any(|app| app.replacement.is_some());
    let is_shown = matter.is_empty() && !is_replaced && !super::steps::are_long(advice);
    let nearest = nearest.filter(|nearest| is_shown && nearest.answers.len() <= MOST_NAMED).map(|nearest| {
        let (verdict, answers) = (verdict_in(advice, &nearest.verdict), other_answers(nearest));
        format!("The nearest other verdict: {verdict}, if {answers}.")
    });
    let uncertain = match certainty.weak_links.as_slice() {
        some if is_replaced || some.is_empty() => None,
        [link @ WeakLink { messenger_title, title, .. }] => Some(format!(
            "The verdict depends on one fact that is {}: what we know of {messenger_title} under \"{title}\".",
            weaknesses(link)
        )),
        some => Some(format!("The verdict depends on {} facts that are uncertain.", some.len())),
    };
    let sentences: Vec<String> = [clear, nearest, uncertain].into_iter().flatten().collect();
    let mut blocks = Vec::new();
    let left_out = matter.len().saturating_sub(MOST_NAMED);
    let more = (left_out > 0).then(|| format!("{left_out} more, with --full."));
    list(&mut blocks, FIND_OUT, matter.into_iter().take(MOST_NAMED).map(assumed).chain(more));
    blocks.push(Block::Paragraph(sentences.join(" ").into()));
    blocks
}

const FIND_OUT: &str = "Decide or find out what you can, since it could change the advice. Until then:";

/// The assumptions on which the advice depends, first those that could hide a stop.
fn that_matter<'a>(advice: &'a Advice, certainty: &Certainty) -> Vec<&'a Assumption> {
    let is_hinge = |one: &Assumption| certainty.hinges_on.iter().any(|hinge| hinge.question == one.question);
    let mut matter: Vec<_> = advice.assumptions.iter().filter(|one| one.could_stop || is_hinge(one)).collect();
    matter.sort_by_key(|one| !one.could_stop);
    matter
}

fn assumed(one: &Assumption) -> String {
    format!("{} {}.", one.ask, upper_first(&one.text))
}

pub(super) fn certainty(advice: &Advice) -> Vec<Block> {
    let Some(certainty) = &advice.certainty else {
        let text = "This knowledge base has too many combinations of answers to tell exactly how sure the advice is.";
        return vec![Block::Paragraph(text.into())];
    };
    // Where nothing was answered, shares of everything mean nothing.
    let is_blank = advice.assumptions.len() == advice.answers.len();
    let mut blocks = Vec::new();
    list(&mut blocks, FIND_OUT, that_matter(advice, certainty).into_iter().map(assumed));
    if !certainty.same_in_all && !is_blank {
        shares(advice, certainty, &mut blocks);
    }
    if !is_blank {
        let decides = |answer: &AnswerView| {
            let assumed = if is_unsure(advice, answer) { " (assumed, since you weren't sure)" } else { "" };
            format!("{} {}{assumed}", answer.ask, answer.text)
        };
        let text = "These answers alone settle it, whatever the others are:";
        list(&mut blocks, text, certainty.decided_by.iter().map(decides));
    }
    let text = "The fewest changes to your answers that would change the verdict:";
    list(&mut blocks, text, certainty.changes.iter().map(|one| change(advice, one)));
    let text = "The verdict depends on these facts, which are uncertain:";
    list(&mut blocks, text, certainty.weak_links.iter().map(|link| weak_link(advice, link)));
    blocks
}

/// Adds a paragraph with a list below it, unless the list is empty.
pub(super) fn list<T: Into<Item>>(blocks: &mut Vec<Block>, text: &str, items: impl Iterator<Item = T>) {
    let mut items = items.peekable();
    if items.peek().is_some() {
        blocks.extend([Block::Paragraph(text.into()), Block::bullets(items)]);
    }
}

/// Which other questions decide between the possible verdicts, and how many answers lead to each.
fn shares(advice: &Advice, certainty: &Certainty, blocks: &mut Vec<Block>) {
    // A question that is asked only if another answer turns out otherwise was not answered with unsure.
    let not_asked = certainty.hinges_on.iter().filter(|hinge| !is_unsure(advice, hinge));
    let text = "It can depend on these too, which are asked only if another answer is different:";
    list(blocks, text, not_asked.map(|hinge| &hinge.ask));
    let text = format!(
        "The unsure answers could turn out in {} ways. They lead to each verdict in this share of them, which doesn't say \
         how likely it is:",
        grouped(&certainty.ways)
    );
    let verdict = |verdict: &[Placed]| upper_first(&verdict_in(advice, verdict));
    let shares = certainty.shares.iter().map(|one| format!("{}: {}", verdict(&one.verdict), percent(one.share)));
    list(blocks, &text, shares);
}

fn change(advice: &Advice, change: &ChangeView) -> Item {
    let (verdict, answers) = (upper_first(&verdict_in(advice, &change.verdict)), other_answers(change));
    let act = if change.actionable { " You can act on this." } else { "" };
    let how = change.answers.iter().filter(|_| change.actionable).filter_map(|answer| answer.can_change.as_ref());
    let steps = how.map(Prose::from).collect();
    Item { steps, ..Item::from(format!("{verdict}, if {answers}.{act}")) }
}

fn other_answers(change: &ChangeView) -> String {
    change.answers.iter().map(other_answer).collect::<Vec<_>>().join(", and ")
}

/// What a person would answer instead; only what of it is new and what goes, where some choices stay.
fn other_answer(change: &AnswerChange) -> String {
    let AnswerChange { answer, more, less, .. } = change;
    let part = |(words, labels): (&str, &Vec<String>)| format!("{words} \"{}\"", labels.join("\" and \""));
    let parts = [("you also choose", more), ("you don't choose", less)].into_iter();
    let parts: Vec<String> = parts.filter(|(_, labels)| !labels.is_empty()).map(part).collect();
    match parts.is_empty() {
        true => format!("you answer \"{}\" with \"{}\"", answer.ask, answer.text),
        false => format!("{} under \"{}\"", parts.join(" and "), answer.ask),
    }
}

/// Why a fact is uncertain, after "is".
fn weaknesses(link: &WeakLink) -> String {
    let why = link.why.iter().map(|weakness| match weakness {
        Weakness::PastReview => "overdue for review",
        Weakness::Disputed => "disputed",
        Weakness::LowConfidence => "of low confidence",
        Weakness::MediumConfidence => "of medium confidence",
    });
    and(&why.collect::<Vec<_>>())
}

fn weak_link(advice: &Advice, link: &WeakLink) -> String {
    let if_it_were = link.if_it_were.as_deref().unwrap_or("unknown");
    let (title, verdict) = (lower_first(&link.title), verdict_in(advice, &link.verdict));
    format!("{}, {title} ({}). If it were \"{if_it_were}\": {verdict}.", link.messenger_title, weaknesses(link))
}

fn is_unsure(advice: &Advice, hinge: &AnswerView) -> bool {
    advice.assumptions.iter().any(|unsure| unsure.question == hinge.question)
}

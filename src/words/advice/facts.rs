//! Notices and risks, disputed facts, how old the facts are, and how a saved verdict compares.

use indexmap::IndexMap;

use crate::advice::{Advice, Drift, DriftEntry, DriftKind, KeptVerdict, NoticeView, StandingView};
use crate::document::{Block, Item, Prose};
use crate::kb::{Claim, How};
use crate::text::{count, lower_first, upper_first};
use crate::words::{day, placed};

pub(super) fn notices_and_risks(advice: &Advice) -> Block {
    let headline = |title: &str, sources: &[usize]| Item::from(Prose::from(format!("{title}.")).citing(sources));
    let notices = advice.notices.iter().map(|NoticeView { notice, sources, .. }| {
        headline(&notice.title, sources).note(format!("{} As of {}.", notice.text, notice.as_of.in_words()))
    });
    let risks = advice.risks.iter().map(|one| headline(&one.risk.title, &one.sources).note(&one.risk.text));
    Block::bullets(notices.chain(risks))
}

/// What is said against the facts of the messengers that are named, with the answers.
pub(super) fn disputes(advice: &Advice) -> Block {
    let mut items: Vec<Item> = Vec::new();
    for reason in advice.contexts.iter().flat_map(|context| &context.reasons) {
        let named = &reason.standings[0];
        let mut item = Item::from(format!("{}, {}:", named.title, lower_first(&reason.title)));
        for Claim { claim, said_by, answer, .. } in &named.claims {
            item = item.note(format!("Claim ({said_by}): {claim} Answer: {answer}"));
        }
        if !named.claims.is_empty() && !items.contains(&item) {
            items.push(item);
        }
    }
    Block::Bullets(items)
}

/// How old the knowledge base is, and how many of the facts that the advice rests on are overdue for review.
pub(super) fn age(advice: &Advice) -> String {
    let [today, made] = [&advice.as_of, &advice.knowledge_base].map(|written| day(written));
    if advice.as_of < advice.knowledge_base {
        return format!("The knowledge base dates from {made}, so that no age means anything on {today}.");
    }
    let due = match stale(advice).iter().filter(|standing| standing.fact.past_review).count() {
        0 => "none of the facts behind this advice is".to_owned(),
        some => count(some, "fact behind this advice is", "facts behind this advice are"),
    };
    let on = if today == made { String::new() } else { format!("on {today}, ") };
    format!("The knowledge base dates from {made}. {}", upper_first(&format!("{on}{due} overdue for review.")))
}

/// The facts that the advice rests on and that are overdue for review or too old to count, each once.
pub(super) fn stale(advice: &Advice) -> Vec<&StandingView> {
    let reasons = advice.contexts.iter().flat_map(|context| &context.reasons);
    let facts = reasons.flat_map(|reason| reason.standings.iter().map(|one| ((&reason.property, &one.messenger), one)));
    let stale = facts.filter(|(_, standing)| standing.fact.past_review || standing.too_old);
    stale.collect::<IndexMap<_, _>>().into_values().collect()
}

/// How a saved verdict compares with the one of today, in a line of the first screen.
pub(super) fn drift_line(drift: &Drift) -> String {
    if drift.changed {
        return format!("The verdict changed: it was {}, and is now {}.", verdict(&drift.was), verdict(&drift.is));
    }
    let though = if drift.entries.is_empty() { "" } else { ", although some of what it rests on changed" };
    format!("The verdict is the same as when you saved it{though}.")
}

pub(super) fn drift(drift: &Drift) -> Vec<Block> {
    let what = match drift.entries.is_empty() {
        true => "Nothing that it rests on has changed, as far as the file shows.",
        false => "This differs from what it rested on:",
    };
    let text = format!("{} {what}", drift_line(drift)).into();
    vec![Block::Paragraph(text), Block::bullets(drift.entries.iter().map(entry))]
}

fn verdict(verdict: &KeptVerdict) -> String {
    match (verdict.none_alone, verdict.messengers.as_slice()) {
        (_, []) => "no app alone".to_owned(),
        (true, base) => format!("no app alone, starting with {}", placed(base)),
        (false, named) => placed(named),
    }
}

fn entry(entry: &DriftEntry) -> String {
    let title = match entry.kind {
        DriftKind::Rule => format!("the rule `{}`", entry.title),
        DriftKind::MaxAge => format!("`--{}`", entry.title),
        DriftKind::Complement => format!("“{}”", entry.title),
        DriftKind::Question | DriftKind::Candidate | DriftKind::Fact | DriftKind::Context => entry.title.clone(),
    };
    let how = match entry.how {
        How::Added => "New",
        How::Removed => "Gone",
        How::Changed => "Changed",
    };
    let value = |value: &Option<String>| value.as_ref().map_or("unknown".to_owned(), |value| lower_first(value));
    let values = if entry.kind == DriftKind::Fact {
        format!(" It was: {}. It is now: {}.", value(&entry.was), value(&entry.is))
    } else {
        let values = [("was", &entry.was), ("is now", &entry.is)];
        values.iter().filter_map(|(when, value)| Some(format!(" It {when} {}.", value.as_ref()?))).collect()
    };
    let end = if title.ends_with('?') { "" } else { "." };
    format!("{how}: {title}{end}{values}")
}

//! All page text: data in, a [`Document`](crate::document::Document) out. Here, phrases that several pages use.

pub mod advice;
mod entries;
mod reports;
#[cfg(not(target_arch = "wasm32"))]
mod verification;

use crate::advice::{Advice, FactView, Placed, SourceView};
use crate::document::{Block, Item, Prose};
use crate::kb::{AsOf, Source};
use crate::text::{grouped, placed_words};

/// The list of sources that citations refer to, the address of each on a line of its own.
fn sources(views: &[SourceView]) -> Block {
    let item = |view: &SourceView| {
        let Source { title, publisher, date, url, rank, .. } = &view.source;
        let end = if title.ends_with(['.', '?', '!']) { "" } else { "." };
        Item::from(format!("{title}{end} {publisher}, {date} ({}).", rank.word())).note(url)
    };
    Block::Sources(views.iter().map(item).collect())
}

/// A verdict in words: just the messenger, where it is for all the contacts of the advice.
fn verdict_in(advice: &Advice, verdict: &[Placed]) -> String {
    let is_for_all = verdict.iter().map(|one| &one.context).eq(advice.contexts.iter().map(|context| &context.id));
    match verdict {
        [first, others @ ..] if is_for_all && others.iter().all(|one| one.title == first.title) => first.title.clone(),
        _ => placed(verdict),
    }
}

fn placed(verdict: &[Placed]) -> String {
    placed_words(verdict.iter().map(|one| (one.context_title.as_str(), one.title.as_str())))
}

/// How far a fact can be trusted; what is said of its review follows the mark that it is past.
fn evidence(fact: &FactView, review: &str) -> String {
    let disputed = if fact.disputed { ", disputed" } else { "" };
    let past_review = if fact.past_review { format!(", overdue for review{review}") } else { String::new() };
    format!("as of {}, {} confidence{disputed}{past_review}", fact.as_of.in_words(), fact.confidence.word())
}

/// A date as people write it.
fn day(written: &str) -> String {
    AsOf::parse(written).map_or_else(|| written.to_owned(), |day| day.in_words())
}

/// How many combinations of answers there are of a kind, with their share, as in `1,200 combinations (0.5%)`.
fn combinations(count: &str, percent: &str) -> String {
    let percent = percent.trim_end_matches('0').trim_end_matches('.');
    let percent = if percent == "0" { "less than 0.0001" } else { percent };
    let noun = if count == "1" { "combination" } else { "combinations" };
    format!("{} {noun} ({percent}%)", grouped(count))
}

fn example(answers: &str) -> Prose {
    format!("advisor quiz {answers}").into()
}

//! How the candidates of a context compare.

use super::Detail;
use crate::advice::{CandidateView, ContextView, Met, Reason};
use crate::document::{Block, Item, NarrowTable, Prose, Table};
use crate::engine::Fit;
use crate::text::lower_first;

/// The score of every candidate, then who meets what: each must, or in full each need.
pub(super) fn candidates(context: &ContextView, detail: Detail) -> Vec<Block> {
    let scores = context.candidates.iter().map(score).collect();
    let reminder = "Points never make up for a must that is not met.".into();
    vec![Block::Bullets(scores), Block::Paragraph(reminder), Block::Table(who_meets(context, detail))]
}

/// Whether a candidate fits, and its points, never without the musts that they cannot make up for.
fn score(candidate: &CandidateView) -> Item {
    let fit = match candidate.fit {
        Fit::Alone => "fits alone",
        Fit::WithCompanions => "fits with companions",
        Fit::No => "does not fit",
    };
    let CandidateView { title, musts_met, musts, points, possible, percent, .. } = candidate;
    let musts = if *musts == 0 { "no musts".to_owned() } else { format!("{musts_met} of {musts} musts met") };
    Item::of(format!("{title}: {musts}, {fit}; {points} of {possible} points ({percent}%)"))
}

/// Who meets each must, or in full each need with its strength.
fn who_meets(context: &ContextView, detail: Detail) -> Table {
    let is_full = detail == Detail::Full;
    let shown = || context.reasons.iter().filter(|reason| is_full || reason.strength.is_must());
    let row = |reason: &Reason| {
        let mut row = vec![Prose::from(&reason.title)];
        if is_full {
            row.push(reason.strength.to_string().into());
        }
        row.extend(context.candidates.iter().map(|candidate| cell(candidate, reason)));
        row
    };
    let (what, named) = if is_full { ("need", &["Need", "Strength"][..]) } else { ("must", &["Must"][..]) };
    let titles = context.candidates.iter().map(|candidate| candidate.title.clone());
    Table {
        caption: format!("Who meets which {what}: {}.", lower_first(&context.title)),
        head: named.iter().map(|&name| name.to_owned()).chain(titles).collect(),
        rows: shown().map(row).collect(),
        legend: legend(shown()),
        narrow: NarrowTable::ByRow,
    }
}

fn cell(candidate: &CandidateView, reason: &Reason) -> Prose {
    let own = reason.standings.iter().find(|standing| standing.messenger == candidate.id);
    let word = own.map_or("", |standing| match standing.standing {
        Met::Met => "met",
        Met::MetWithSettings => "by a setting",
        Met::MetWithCompanions => "by a companion",
        Met::Unmet => "not met",
        Met::Unknown => "unknown",
    });
    word.into()
}

/// What the words in the table mean that need explaining.
fn legend<'a>(reasons: impl Iterator<Item = &'a Reason>) -> Prose {
    let standings: Vec<Met> = reasons.flat_map(|reason| &reason.standings).map(|standing| standing.standing).collect();
    let mut sentences = Vec::new();
    if standings.contains(&Met::MetWithSettings) {
        sentences.push("A setting is a way of using the app.");
    }
    if standings.contains(&Met::MetWithCompanions) {
        sentences.push("A companion is something to add to the app; what takes one is not counted as met above.");
    }
    sentences.join(" ").into()
}

//! The wording of how the candidates of a context compare.

use super::super::advice::{CandidateView, ContextView, Reason};
use super::Detail;
use super::phrase::lower_first;
use crate::document::Prose;
use crate::document::{Block, Item, NarrowTable, Table};

/// What stands in the table where a setting is needed.
const BY_SETTING: &str = "by a setting";
/// What stands in the table where a companion is needed, which does not count as met in the score.
const BY_COMPANION: &str = "by a companion";

/// The score of every candidate, then who meets what: each must, or in full each need.
pub(super) fn candidates(context: &ContextView, detail: Detail) -> Vec<Block> {
    let scores = context.candidates.iter().map(score).collect();
    let table = Block::Table(match detail {
        Detail::Full => needs(context),
        Detail::Brief | Detail::Usual => musts(context),
    });
    let reminder = "Points never make up for a must that is not met.".into();
    vec![Block::Bullets(scores), Block::Paragraph(reminder), table]
}

/// Whether a candidate fits and its points, which are never told without the musts that they cannot make up for.
fn score(candidate: &CandidateView) -> Item {
    let fit = match candidate.fit {
        "alone" => "fits alone",
        "with-companions" => "fits with companions",
        _ => "does not fit",
    };
    let CandidateView { title, musts_met, musts, points, possible, percent, .. } = candidate;
    let musts = if *musts == 0 { "no musts".to_owned() } else { format!("{musts_met} of {musts} musts met") };
    Item::of(format!("{title}: {musts}, {fit}; {points} of {possible} points ({percent}%)"))
}

/// Who meets which must, a row a must.
fn musts(context: &ContextView) -> Table {
    let musts = context.reasons.iter().filter(|reason| reason.strength == "must");
    let row = |reason: &Reason| std::iter::once(Prose::from(&reason.title)).chain(standings(context, reason)).collect();
    Table {
        caption: format!("Who meets which must: {}.", lower_first(&context.title)),
        head: std::iter::once("Must".to_owned()).chain(titles(context)).collect(),
        rows: musts.clone().map(row).collect(),
        legend: legend(musts),
        narrow: NarrowTable::ByRow,
    }
}

/// Who meets which need, a row a need.
fn needs(context: &ContextView) -> Table {
    let row = |reason: &Reason| {
        let strength = match reason.strength {
            "must" => "must".to_owned(),
            weighed => format!("{weighed} {}", reason.weight),
        };
        [Prose::from(&reason.title), strength.into()].into_iter().chain(standings(context, reason)).collect()
    };
    Table {
        caption: format!("Who meets which need: {}.", lower_first(&context.title)),
        head: ["Need".to_owned(), "Strength".to_owned()].into_iter().chain(titles(context)).collect(),
        rows: context.reasons.iter().map(row).collect(),
        legend: legend(context.reasons.iter()),
        narrow: NarrowTable::ByRow,
    }
}

/// The candidates, in the order of their scores.
fn titles(context: &ContextView) -> impl Iterator<Item = String> {
    context.candidates.iter().map(|candidate| candidate.title.to_string())
}

/// Where each candidate stands, in the same order.
fn standings(context: &ContextView, reason: &Reason) -> impl Iterator<Item = Prose> {
    context.candidates.iter().map(|candidate| {
        let own = reason.standings.iter().find(|standing| standing.messenger == candidate.id);
        Prose::from(own.map_or("", |standing| match standing.standing {
            "met" => "met",
            "met-with" if standing.alone => BY_SETTING,
            "met-with" => BY_COMPANION,
            "unknown" => "unknown",
            _ => "not met",
        }))
    })
}

/// What the words in the table mean that are not plain.
fn legend<'a>(reasons: impl Iterator<Item = &'a Reason>) -> Prose {
    let standings = reasons.flat_map(|reason| &reason.standings).filter(|standing| standing.standing == "met-with");
    let (settings, companions): (Vec<_>, Vec<_>) = standings.partition(|standing| standing.alone);
    let mut sentences = Vec::new();
    if !settings.is_empty() {
        sentences.push("A setting is a way of using the app.");
    }
    if !companions.is_empty() {
        sentences.push("A companion is something to add to the app; what takes one is not counted as met above.");
    }
    sentences.join(" ").into()
}

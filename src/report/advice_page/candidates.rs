//! The wording of how the candidates of a context compare.

use super::super::advice::{CandidateView, ContextView, Reason};
use super::super::document::{Block, NarrowTable, Score, Table};
use super::super::prose::Prose;

/// The score of every candidate, then who meets what.
pub(super) fn candidates(context: &ContextView) -> Vec<Block> {
    let scores = context.candidates.iter().map(score).collect();
    let reminder = "Points never make up for a must that is not met.".into();
    vec![Block::Scores(scores), Block::Paragraph(reminder), Block::Table(needs(context))]
}

fn score(candidate: &CandidateView) -> Score {
    Score {
        title: candidate.title.clone(),
        fit: match candidate.fit {
            "alone" => "fits alone",
            "with-companions" => "fits with companions",
            _ => "does not fit",
        },
        musts_met: candidate.musts_met,
        musts: candidate.musts,
        points: candidate.points,
        possible: candidate.possible,
        percent: candidate.percent,
    }
}

/// Who meets which need, a row a need; the candidates in the order of their scores.
fn needs(context: &ContextView) -> Table {
    let titles = context.candidates.iter().map(|candidate| candidate.title.clone());
    let head = ["Need".to_owned(), "Strength".to_owned()].into_iter().chain(titles).collect();
    let row = |reason: &Reason| {
        let standing = |candidate: &CandidateView| {
            let own = reason.standings.iter().find(|standing| standing.messenger == candidate.id);
            Prose::from(own.map_or("", |standing| match standing.standing {
                "met" => "met",
                "met-with" => "met with help",
                "unknown" => "unknown",
                _ => "not met",
            }))
        };
        let strength = match reason.strength {
            "must" => "must".to_owned(),
            weighed => format!("{weighed} {}", reason.weight),
        };
        let own = [Prose::from(&reason.title), strength.into()];
        own.into_iter().chain(context.candidates.iter().map(standing)).collect()
    };
    Table {
        caption: format!("Who meets which need: {}.", context.title.to_lowercase()),
        head,
        rows: context.reasons.iter().map(row).collect(),
        legend: Prose::default(),
        narrow: NarrowTable::ByRow,
    }
}

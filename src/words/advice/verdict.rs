//! The lines below the headline of a verdict.

use super::{certainty, drift, facts};
use crate::advice::{Advice, Placed, VerdictKind};
use crate::document::Prose;
use crate::text::count;
use crate::words::phrases::placed;

/// What comes close, what changed since the verdict was saved, and what was not sure.
pub(super) fn lines(advice: &Advice) -> Vec<Prose> {
    let mut lines: Vec<String> = Vec::new();
    if advice.verdict.kind == VerdictKind::Several {
        lines.push("Use each for its own contacts only.".to_owned());
    }
    if advice.verdict.is_close {
        lines.push(close_call(advice));
    }
    lines.extend(advice.drift.as_ref().map(drift::line));
    if !advice.assumptions.is_empty() {
        lines.push(certainty::line(advice));
    }
    let dropped = facts::stale(advice).iter().filter(|(_, standing)| standing.too_old).count();
    if dropped > 0 {
        lines.push(format!("{} too old to count.", count(dropped, "fact was", "facts were")));
    }
    lines.into_iter().map(Prose::from).collect()
}

fn close_call(advice: &Advice) -> String {
    let names = |placed: &[Placed]| {
        let mut names: Vec<String> = placed.iter().map(|one| one.messenger.clone()).collect();
        names.sort_unstable();
        names
    };
    let runner_up = &advice.verdict.runner_up;
    if names(&advice.verdict.messengers) == names(runner_up) {
        return "It is a close call which of them serves which contacts.".to_owned();
    }
    let titles = match runner_up.as_slice() {
        [first, others @ ..] if others.iter().all(|other| other.title == first.title) => first.title.clone(),
        several => placed(several),
    };
    format!("It is a close call: {titles} would do almost as well.")
}

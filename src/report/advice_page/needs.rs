//! What the answers call for: who meets it, what stays open, and what would help.

use super::super::advice::{ContextView, CouldIf, GapView, Reason, StandingView};
use super::phrase::lower_first;
use crate::document::Prose;
use crate::document::{Block, Item};

/// Every reason of a context, with where each candidate stands.
pub(super) fn context_reasons(context: &ContextView) -> Vec<Block> {
    let items = context.reasons.iter().map(|reason| {
        let mut item = Item::of(format!("{} ({}): {}.", reason.title, strength(reason), reason.need));
        for rule in &reason.rules {
            item = item.note(Prose::from(&rule.because).citing(&rule.sources));
        }
        item.steps = reason.standings.iter().map(standing_line).collect();
        item
    });
    vec![Block::Numbered(items.collect())]
}

/// What the named messenger does not give.
pub(super) fn gaps(gaps: &[GapView]) -> Block {
    let items = gaps.iter().map(|gap| {
        let unknown = match (gap.unknown, gap.too_old) {
            (true, true) => " Known, but too old to count.",
            (true, false) => " Not known well enough, so it does not count.",
            (false, _) => "",
        };
        let text = format!("{} ({}): {}.{unknown}", gap.title, gap.strength, gap.fact.summary);
        let mut item = Item::of(Prose::from(text).citing(&gap.fact.sources)).note(&gap.because);
        item.notes.extend(gap.consequence().map(Prose::from));
        if !gap.could_help.is_empty() {
            let titles: Vec<&str> = gap.could_help.iter().map(|help| help.title.as_str()).collect();
            item = item.note(format!("What could help: {}.", titles.join("; ")));
        }
        item.notes.extend(gap.could_if.iter().map(|could| Prose::from(could.to_string())));
        item
    });
    Block::Bullets(items.collect())
}

impl std::fmt::Display for CouldIf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let answers = self.answers.iter().map(|answer| format!("to \"{}\" is \"{}\"", answer.ask, answer.text));
        let answers: Vec<String> = answers.collect();
        write!(f, "You were not sure. If the answer {}, this could help: {}.", answers.join(" and "), self.help.title)
    }
}

impl GapView {
    /// What follows from a need that stays open, if the knowledge base says so.
    pub(super) fn consequence(&self) -> Option<String> {
        let if_open = self.if_open.as_ref()?;
        Some(if self.unknown {
            format!("Not known well enough, so assume this: {}", lower_first(if_open))
        } else {
            if_open.to_string()
        })
    }
}

/// The strength of a need, as in `must` or `should, weight 3`.
fn strength(reason: &Reason) -> String {
    if reason.strength == "must" { "must".to_owned() } else { format!("should, weight {}", reason.weight) }
}

/// Ids as they are typed after `advisor show`.
fn typed(ids: &[String]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" and ")
}

fn standing_line(standing: &StandingView) -> Prose {
    let met = match standing.standing {
        "met" => "meets it".to_owned(),
        "met-with" => format!("meets it with {}", typed(&standing.with)),
        "unknown" => "does not count as meeting it, since it is not known well enough".to_owned(),
        _ => "does not meet it".to_owned(),
    };
    let fact = &standing.fact;
    let doubt = match (fact.disputed, fact.past_review) {
        (true, true) => ", disputed, past review",
        (true, false) => ", disputed",
        (false, true) => ", past review",
        (false, false) => "",
    };
    let line = format!(
        "{} {met}: {} (as of {}, {} confidence{doubt}).",
        standing.title, fact.summary, fact.as_of, fact.confidence
    );
    Prose::from(line).citing(&fact.sources)
}

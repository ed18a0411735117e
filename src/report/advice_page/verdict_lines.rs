//! The lines below the headline of a verdict.

use super::super::advice::{Advice, Placed};
use super::super::drift::Drift;
use super::phrase::{and, count, lower_first};
use crate::document::Prose;

impl Advice {
    /// The lines below the headline: what comes close, what changed since, and what was not sure.
    pub(super) fn verdict_lines(&self) -> Vec<Prose> {
        let mut lines: Vec<String> = Vec::new();
        if self.verdict.kind == "several" {
            lines.push("Use each for its own contacts only.".to_owned());
        }
        if self.verdict.is_close {
            lines.push(self.close_line());
        }
        lines.extend(self.drift.iter().map(Drift::line));
        if !self.assumptions.is_empty() {
            lines.push(self.certainty_line());
        }
        let dropped = self.past_review.iter().filter(|stale| stale.counted_unknown).count();
        if dropped > 0 {
            lines.push(format!("{} too old to count.", count(dropped, "fact was", "facts were")));
        }
        lines.into_iter().map(Prose::from).collect()
    }

    /// The names of contexts as they stand within a sentence.
    pub(super) fn names(&self, contexts: &[String]) -> Vec<String> {
        let named = self.contexts.iter().filter(|context| contexts.contains(&context.id));
        named.map(|context| lower_first(&context.title)).collect()
    }

    /// What comes close to the verdict, in a sentence.
    fn close_line(&self) -> String {
        let names = |placed: &[Placed]| {
            let mut names: Vec<String> = placed.iter().map(|one| one.messenger.clone()).collect();
            names.sort_unstable();
            names
        };
        if names(&self.verdict.messengers) == names(&self.verdict.runner_up) {
            return "It is a close call which of them serves which contacts.".to_owned();
        }
        format!("It is a close call: {} would do almost as well.", self.placed(&self.verdict.runner_up))
    }

    /// What the unsure answers could change, in a sentence.
    fn certainty_line(&self) -> String {
        let unsure = count(self.assumptions.len(), "answer", "answers");
        let turn_out = if self.assumptions.len() == 1 { "it turns" } else { "they turn" };
        let Some(certainty) = &self.certainty else { return format!("It rests on {unsure} you were not sure of.") };
        if certainty.same_in_all {
            let same = self.same_in_all(certainty);
            return format!("You were not sure of {unsure}; however {turn_out} out, {same}.");
        }
        match certainty.hinges_on.iter().filter(|hinge| self.is_unsure(hinge)).count() {
            all if all == self.assumptions.len() => {
                format!("You were not sure of {unsure}; how {turn_out} out can change the verdict.")
            }
            some => format!("You were not sure of {unsure}; {some} of them can change the verdict."),
        }
    }

    /// Messengers, each with its contacts.
    fn placed(&self, placed: &[Placed]) -> String {
        let mut titles: Vec<&str> = Vec::new();
        for one in placed {
            if !titles.contains(&one.title.as_str()) {
                titles.push(&one.title);
            }
        }
        if titles.len() == 1 {
            return titles[0].to_owned();
        }
        let name = |one: &Placed| self.names(std::slice::from_ref(&one.context)).join("");
        let each: Vec<String> = placed.iter().map(|one| format!("{} for {}", one.title, name(one))).collect();
        and(&each.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

//! The lines below the headline of a verdict.

use super::super::advice::{
    Advice, BarredView, CandidateView, ContextView, CouldHelp, HeldBack, ObstacleView, Placed, Reason,
};
use super::super::document::{Block, Item};
use super::super::drift::Drift;
use super::super::prose::Prose;
use super::phrase::and;
use super::phrase::{count, lower_first, upper_first};
use super::room::Room;
use crate::kb::Str;

impl Advice {
    /// What stands below the headline: what stands in the way, and each context with its messenger.
    pub(super) fn verdict_lines(&self, room: &Room) -> Vec<Prose> {
        let mut lines: Vec<String> = Vec::new();
        // Who a context is stands there once, with its name; from then on the name is enough.
        let mut introduced: Vec<&str> = Vec::new();
        // That contacts are kept apart stands nowhere else on the screen; what clashes does, among the reasons.
        for obstacle in
            self.verdict.obstacles.iter().filter(|it| room.additions.are_named() || it.properties.is_empty())
        {
            lines.push(format!("{}{}", self.whose(obstacle, &mut introduced), obstacle.text));
            lines.extend(help_line(&obstacle.could_help).filter(|_| room.additions.are_named()));
        }
        for context in &self.contexts {
            let who = if self.contexts.len() > 1 && !room.additions.are_named() {
                format!("{}: ", context.title)
            } else if self.contexts.len() > 1 || self.verdict.kind == "several" {
                format!("{}: ", introduce(context, &mut introduced))
            } else {
                String::new()
            };
            match context.fit {
                "alone" if self.contexts.len() > 1 => {
                    lines.push(format!("{who}{}{}.", context.messenger_title, self.held_back_from(context)));
                }
                "alone" => lines.extend(ahead_by_points(context)),
                _ if room.additions.are_named() => lines.push(format!("{who}{}", base_line(context))),
                _ if self.contexts.len() == 1 => {
                    lines.push(format!("{}{}", counted_base_line(context), what_bars(context)));
                }
                _ => lines.push(format!("{who}{}", counted_base_line(context))),
            }
        }
        lines.extend(self.apart_lines(room));
        // That the other would do better where it may not be used says as much.
        if self.verdict.is_close && self.verdict.held_back.is_empty() {
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

    /// Which contacts an obstacle concerns, if that is not all of them.
    fn whose<'a>(&'a self, obstacle: &ObstacleView, introduced: &mut Vec<&'a str>) -> String {
        let concerned: Vec<&ContextView> =
            self.contexts.iter().filter(|context| obstacle.contexts.contains(&context.id)).collect();
        if concerned.len() == self.contexts.len() {
            return String::new();
        }
        let who: Vec<String> = concerned.into_iter().map(|context| introduce(context, introduced)).collect();
        format!("{}: ", and(&who.iter().map(String::as_str).collect::<Vec<_>>()))
    }

    /// That one account must not serve contexts that are kept apart, and what keeping them apart costs.
    fn apart_lines(&self, room: &Room) -> Vec<String> {
        let mut lines = Vec::new();
        // An obstacle without properties has said it already.
        let is_said = self.verdict.obstacles.iter().any(|obstacle| obstacle.properties.is_empty());
        for shared in self.verdict.shared.iter().filter(|_| !is_said) {
            let names = self.names(&shared.contexts);
            let help = match shared.could_help.as_slice() {
                [] => format!(" No way to keep them apart on {} is known here.", shared.messenger_title),
                help if room.additions.are_named() => format!(" {}", one_of(help)),
                _ => String::new(),
            };
            lines.push(format!(
                "Keep {} apart: one {} account must not serve both.{help}",
                and(&names.iter().map(String::as_str).collect::<Vec<_>>()),
                shared.messenger_title,
            ));
        }
        lines
    }

    /// That another messenger would do better in a context if it did not serve another already, in brackets.
    fn held_back_from(&self, context: &ContextView) -> String {
        match self.verdict.held_back.iter().find(|held_back| held_back.context == context.id) {
            Some(held_back) => format!(
                ", so that no account is shared (by points alone, {} would come first)",
                held_back.messenger_title
            ),
            None => String::new(),
        }
    }

    /// Where another messenger would do better if it did not serve another context already, and what would let it.
    pub(super) fn held_back_blocks(&self) -> Vec<Block> {
        let item = |held_back: &HeldBack| {
            let name = self.names(std::slice::from_ref(&held_back.context)).join("");
            let mut item = Item::of(format!(
                "For {name} alone, {} would do better than {} ({} % against {} %), but one account would link them to the \
                 others.",
                held_back.messenger_title, held_back.instead_of, held_back.percent, held_back.instead_of_percent
            ));
            if !held_back.could_help.is_empty() {
                let all = format!("To use {} for all of them: ", held_back.messenger_title);
                item = item.note(format!("{all}{}", lower_first(&one_of(&held_back.could_help))));
            }
            item
        };
        let items: Vec<Item> = self.verdict.held_back.iter().map(item).collect();
        vec![Block::Bullets(items)]
    }

    /// The names of contexts as they stand within a sentence.
    pub(super) fn names(&self, contexts: &[Str]) -> Vec<String> {
        let named = self.contexts.iter().filter(|context| contexts.contains(&context.id));
        named.map(|context| lower_first(&context.title)).collect()
    }

    /// What comes close to the verdict, in a sentence.
    fn close_line(&self) -> String {
        let names = |placed: &[Placed]| {
            let mut names: Vec<Str> = placed.iter().map(|one| one.messenger.clone()).collect();
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
        if certainty.same_in_all && self.verdict.kind == "none-alone" {
            let base = match certainty.same_base {
                Some(true) => "and what to build on stays the same",
                Some(false) => "but which one to build on can change",
                None => "but which one to build on may change",
            };
            let same = lower_first(&self.verdict.headline);
            return format!("You were not sure of {unsure}. However {turn_out} out, {same}, {base}.");
        }
        if certainty.same_in_all {
            return format!("You were not sure of {unsure}; the verdict is the same however {turn_out} out.");
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

/// The name of a context, the first time with who they are.
fn introduce<'a>(context: &'a ContextView, introduced: &mut Vec<&'a str>) -> String {
    if introduced.contains(&context.id.as_str()) {
        return context.title.to_string();
    }
    introduced.push(&context.id);
    format!("{}, {}", context.title, context.people)
}

/// What would help, any of it, in a sentence.
fn help_line(could_help: &[CouldHelp]) -> Option<String> {
    let help: Vec<String> = could_help.iter().map(|help| lower_first(&help.title)).collect();
    (!help.is_empty()).then(|| format!("What would help: {}.", help.join("; or ")))
}

/// Complements any of which is enough, as a sentence.
fn one_of(could_help: &[CouldHelp]) -> String {
    let titles: Vec<String> = could_help.iter().map(|help| lower_first(&help.title)).collect();
    format!("{}.", upper_first(&titles.join("; or ")))
}

/// The base of a context that nothing serves alone, what to add, what to try, and what stays open.
fn base_line(context: &ContextView) -> String {
    let mut line = format!("{} comes closest", context.messenger_title);
    let titles: Vec<&str> = context.companions.iter().map(|companion| companion.title.as_str()).collect();
    match titles.as_slice() {
        [] => line.push('.'),
        [one] => line.push_str(&format!(". Add to it: {}.", lower_first(one))),
        several => line.push_str(&format!(". Add to it: {}.", numbered(several))),
    }
    let tries: Vec<&str> = context.worth_a_try.iter().map(|one| one.title.as_str()).collect();
    match tries.as_slice() {
        [] => {}
        [one] => line.push_str(&format!(" {NOT_SHOWN}: {}.", lower_first(one))),
        several => line.push_str(&format!(" {NOT_SHOWN}: {}.", numbered(several))),
    }
    line + &what_bars(context) + &still_open(context)
}

/// From which lead in percent of the possible points on a candidate that misses a must is told of.
const FAR_AHEAD: u32 = 20;

/// That another candidate would do much better but for a must, in a sentence.
fn ahead_by_points(context: &ContextView) -> Option<String> {
    let named = context.candidates.iter().find(|one| one.id == context.messenger)?;
    let is_far = |one: &&CandidateView| one.fit != "alone" && one.percent >= named.percent + FAR_AHEAD;
    let other = context.candidates.iter().find(is_far)?;
    let misses = |reason: &&Reason| {
        let own = reason.standings.iter().find(|standing| standing.messenger == other.id);
        reason.strength == "must" && own.is_some_and(|standing| !standing.alone)
    };
    let missed: Vec<String> = context.reasons.iter().filter(misses).map(|reason| lower_first(&reason.title)).collect();
    Some(format!(
        "By points alone, {} would come first ({} % against {} %), but it misses a must: {}.",
        other.title,
        other.percent,
        named.percent,
        and(&missed.iter().map(String::as_str).collect::<Vec<_>>())
    ))
}

/// Why another candidate stands behind the base although less of what must be is open there, in a sentence.
fn what_bars(context: &ContextView) -> String {
    let musts_met = |id: &str| context.candidates.iter().find(|one| one.id == id).map_or(0, |one| one.musts_met);
    let ahead = |barred: &&BarredView| musts_met(&barred.messenger) >= musts_met(&context.messenger);
    let why = context.barred.iter().filter(ahead).map(|barred| {
        let titles: Vec<String> = barred.titles.iter().map(|title| lower_first(title)).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        format!(" {} is ruled out by this: {}.", barred.messenger_title, and(&titles))
    });
    why.collect()
}

/// The base of a context that nothing serves alone, and how much is to be added.
fn counted_base_line(context: &ContextView) -> String {
    let add = count(context.companions.len(), "thing", "things");
    let tries = context.worth_a_try.len();
    let added = match (context.companions.len(), tries) {
        (0, 0) => String::new(),
        (0, _) => format!("; {} may help", count(tries, "thing", "things")),
        (_, 0) => format!("; add {add} to it"),
        (_, _) => format!("; add {add} to it; {tries} more may help"),
    };
    format!("{} comes closest{added}.{}", context.messenger_title, silent_musts(context))
}

/// The musts that stay open whatever is added, in a sentence.
fn still_open(context: &ContextView) -> String {
    let open: Vec<String> =
        context.gaps.iter().filter(|gap| gap.strength == "must").map(|gap| lower_first(&gap.title)).collect();
    let even_so = if context.companions.is_empty() { "Still open" } else { "Still open then" };
    match open.as_slice() {
        [] => String::new(),
        open => format!(" {even_so}: {}.", and(&open.iter().map(String::as_str).collect::<Vec<_>>())),
    }
}

/// The musts that stay open and of which nothing is known that follows, in a sentence.
fn silent_musts(context: &ContextView) -> String {
    // What it means that a must stays open is told below, unless nothing is known of it.
    let silent = context.gaps.iter().filter(|gap| gap.strength == "must" && gap.if_open.is_none());
    let silent: Vec<String> = silent.map(|gap| lower_first(&gap.title)).collect();
    if silent.is_empty() {
        return String::new();
    }
    format!(" Still open: {}.", and(&silent.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// What stands before companions that may not work.
const NOT_SHOWN: &str = "May help, but is not shown to work with it";

/// Titles as a numbered list within a sentence.
fn numbered(titles: &[&str]) -> String {
    let each = titles.iter().enumerate().map(|(position, title)| format!("({}) {}", position + 1, lower_first(title)));
    each.collect::<Vec<_>>().join(", ")
}

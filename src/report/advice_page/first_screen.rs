//! The first screen of advice: the verdict, why, what to do first and what to watch for.

use super::super::advice::{Advice, ContextView, CouldHelp, HeldBack, ObstacleView, Placed, Reason, RiskView, Step};
use super::super::advice_writer::and;
use super::super::document::{Block, Item};
use super::super::drift::Drift;
use super::super::prose::Prose;
use super::phrase::{count, join, lower_first, upper_first};

/// How many reasons the first screen names.
const FIRST_REASONS: usize = 3;
/// How many steps and warnings the first screen names.
const FIRST_LINES: usize = 4;
/// From which weight on a need that stays open is told on the first screen.
const HEAVY: u32 = 4;
/// How many needs that are no musts are told so.
const MOST_HEAVY: usize = 2;

impl Advice {
    /// The verdict, the strongest reasons, what to do first and what to watch for.
    pub(super) fn first_screen(&self) -> Vec<Block> {
        let mut blocks = vec![Block::Verdict {
            headline: format!("{}.", self.verdict.headline).into(),
            lines: self.verdict_lines(),
        }];
        let reasons = self.strongest_reasons();
        if !reasons.is_empty() {
            blocks.push(Block::Heading(2, "Why".into()));
            blocks.push(Block::Numbered(reasons));
        }
        blocks.push(Block::Heading(2, "Do first".into()));
        blocks.push(Block::Numbered(self.first_steps()));
        let watch = self.watch_for();
        if !watch.is_empty() {
            blocks.push(Block::Heading(2, "Watch for".into()));
            blocks.push(Block::Bullets(watch));
        }
        blocks
    }

    fn verdict_lines(&self) -> Vec<Prose> {
        let mut lines: Vec<String> = Vec::new();
        // Who a circle is stands there once, with its name; from then on the name is enough.
        let mut introduced: Vec<&str> = Vec::new();
        for obstacle in &self.verdict.obstacles {
            lines.push(format!("{}{}", self.whose(obstacle, &mut introduced), obstacle.text));
            lines.extend(help_line(&obstacle.could_help));
        }
        for context in &self.contexts {
            let who = if self.contexts.len() > 1 || self.verdict.kind == "several" {
                format!("{}: ", introduce(context, &mut introduced))
            } else {
                String::new()
            };
            match context.fit {
                "alone" if self.contexts.len() > 1 => {
                    lines.push(format!("{who}{}{}.", context.messenger_title, self.held_back_from(context)));
                }
                "alone" => {}
                _ => lines.push(format!("{who}{}", base_line(context))),
            }
        }
        lines.extend(self.apart_lines());
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
    fn apart_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        // An obstacle without properties has said it already.
        let is_said = self.verdict.obstacles.iter().any(|obstacle| obstacle.properties.is_empty());
        for shared in self.verdict.shared.iter().filter(|_| !is_said) {
            let names = self.names(&shared.contexts);
            let help = match shared.could_help.as_slice() {
                [] => format!("No way to keep them apart on {} is known here.", shared.messenger_title),
                help => one_of(help),
            };
            lines.push(format!(
                "Keep {} apart: one {} account must not serve both. {help}",
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
        let Some(certainty) = &self.certainty else { return format!("It rests on {unsure} you were not sure of.") };
        if certainty.same_in_all && self.verdict.kind == "none-alone" {
            let base = match certainty.same_base {
                Some(true) => "and what to build on stays the same",
                Some(false) => "but which one to build on can change",
                None => "but which one to build on may change",
            };
            let same = lower_first(&self.verdict.headline);
            return format!("You were not sure of {unsure}. However they turn out, {same}, {base}.");
        }
        if certainty.same_in_all {
            return format!("You were not sure of {unsure}; the verdict is the same however they turn out.");
        }
        if !certainty.is_exact && certainty.hinges_on.is_empty() {
            return format!("You were not sure of {unsure}; which of them can change the verdict was not worked out.");
        }
        match certainty.hinges_on.iter().filter(|hinge| self.is_unsure(hinge)).count() {
            all if all == self.assumptions.len() => {
                let turn_out = if all == 1 { "it turns" } else { "they turn" };
                format!("You were not sure of {unsure}; how {turn_out} out can change the verdict.")
            }
            some => format!("You were not sure of {unsure}; {some} of them can change the verdict."),
        }
    }

    /// Why contacts are kept apart, then the needs that decide, the strongest first.
    fn strongest_reasons(&self) -> Vec<Item> {
        let mut bases: Vec<&str> = self.contexts.iter().map(|context| context.messenger.as_str()).collect();
        bases.dedup();
        let apart = if bases.len() > 1 { self.verdict.kept_apart.as_slice() } else { &[] };
        let mut ranked: Vec<(u8, std::cmp::Reverse<u32>, &Reason)> = Vec::new();
        for context in &self.contexts {
            for reason in &context.reasons {
                let own = &reason.standings[0];
                let added = |with: &String| context.companions.iter().any(|companion| companion.id == *with);
                let met_alone = own.standing.starts_with("met") && !own.with.iter().any(added);
                let rank = match (reason.strength, met_alone) {
                    // What no candidate meets alone is what makes it none alone.
                    ("must", false) => 0,
                    ("must", true) if reason.decides => 1,
                    (_, true) if reason.decides => 2,
                    ("must", true) => 3,
                    (_, true) => 4,
                    // What the named messenger does not give is no reason for it.
                    (_, false) => continue,
                };
                if !ranked.iter().any(|(_, _, known)| known.rules[0].id == reason.rules[0].id) {
                    ranked.push((rank, std::cmp::Reverse(reason.weight), reason));
                }
            }
        }
        ranked.sort_by_key(|(rank, weight, _)| (*rank, *weight));
        // What speaks against the other candidate is no comfort where neither is enough.
        let contrast = |reason: &Reason| if self.is_long() { String::new() } else { contrast(reason) };
        let reasons = ranked.into_iter().map(|(_, _, reason)| join(&[&reason.rules[0].because, &contrast(reason)]));
        apart.iter().cloned().chain(reasons).take(FIRST_REASONS).map(Item::of).collect()
    }

    /// Whether the verdict takes so many lines that the rest of the first screen must take fewer.
    fn is_long(&self) -> bool {
        self.verdict.kind == "none-alone" || self.contexts.len() > 1
    }

    /// How many steps and warnings the first screen names.
    fn first_lines(&self) -> usize {
        match self.verdict_lines().len() + self.consequences().len() {
            4.. => FIRST_LINES - 2,
            _ if self.is_long() => FIRST_LINES - 1,
            _ => FIRST_LINES,
        }
    }

    fn first_steps(&self) -> Vec<Item> {
        let mut items: Vec<Item> = self
            .steps
            .iter()
            .take(self.first_lines())
            .map(|step| Item::of(format!("{}{}{}.", step.title, self.for_whom_first(step), self.doubt(step))))
            .collect();
        let more = self.steps.len().saturating_sub(self.first_lines());
        if more > 0
            && let Some(last) = items.last_mut()
        {
            last.text = std::mem::take(&mut last.text).and(&format!(" Then {} more.", count(more, "step", "steps")));
        }
        items
    }

    /// Whom a step is for; nothing for getting a messenger, of which the verdict says it.
    fn for_whom_first(&self, step: &Step) -> String {
        if step.kind == "get" { String::new() } else { self.for_whom(step) }
    }

    /// What stays open, then notices, then risks.
    fn watch_for(&self) -> Vec<Item> {
        let open = self.consequences();
        let notices = self.notices.iter().map(|notice| format!("{}.", notice.title));
        // What the answers brought up comes before what holds for everybody.
        let (own, common): (Vec<&RiskView>, Vec<&RiskView>) = self.risks.iter().partition(|risk| risk.by_answers);
        let risks = own.into_iter().chain(common).map(|risk| format!("{}.", risk.title));
        let lines = self.first_lines().max(self.notices.len() + open.len());
        open.into_iter().chain(notices).chain(risks).take(lines).map(Item::of).collect()
    }

    /// What it means that needs stay open: every must, and what weighs most of the rest.
    fn consequences(&self) -> Vec<String> {
        let mut told: Vec<(bool, String, Vec<&str>)> = Vec::new();
        for context in &self.contexts {
            for gap in &context.gaps {
                let (is_must, title) = (gap.strength == "must", context.messenger_title.as_str());
                let is_told = is_must || gap.weight >= HEAVY && !gap.in_notice;
                let Some(text) = gap.consequence().filter(|_| is_told) else { continue };
                match told.iter_mut().find(|(_, known, _)| *known == text) {
                    Some((known_must, _, with)) => {
                        *known_must |= is_must;
                        if !with.contains(&title) {
                            with.push(title);
                        }
                    }
                    None => told.push((is_must, text, vec![title])),
                }
            }
        }
        let mut named: Vec<&str> = self.contexts.iter().map(|context| context.messenger_title.as_str()).collect();
        named.sort_unstable();
        named.dedup();
        let line = |(_, text, with): &(bool, String, Vec<&str>)| {
            if with.len() == named.len() { text.clone() } else { format!("With {}: {}", and(with), lower_first(text)) }
        };
        let (musts, heavy): (Vec<_>, Vec<_>) = told.iter().partition(|(is_must, ..)| *is_must);
        musts.into_iter().chain(heavy.into_iter().take(if self.is_long() { 1 } else { MOST_HEAVY })).map(line).collect()
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
        return context.title.clone();
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
    // What it means that a must stays open is told below, unless nothing is known of it.
    let silent = context.gaps.iter().filter(|gap| gap.strength == "must" && gap.if_open.is_none());
    let silent: Vec<String> = silent.map(|gap| lower_first(&gap.title)).collect();
    if !silent.is_empty() {
        let silent: Vec<&str> = silent.iter().map(String::as_str).collect();
        line.push_str(&format!(" Still open: {}.", and(&silent)));
    }
    line
}

/// What stands before companions that may not work.
const NOT_SHOWN: &str = "May help, but is not shown to work with it";

/// Titles as a numbered list within a sentence.
fn numbered(titles: &[&str]) -> String {
    let each = titles.iter().enumerate().map(|(position, title)| format!("({}) {}", position + 1, lower_first(title)));
    each.collect::<Vec<_>>().join(", ")
}

/// Who does not meet a need that the named messenger meets, in a short sentence.
fn contrast(reason: &Reason) -> String {
    if !reason.decides {
        return String::new();
    }
    let failing = |word: &str| -> Vec<&str> {
        let rivals = reason.standings.iter().skip(1);
        rivals.filter(|standing| standing.standing == word).map(|standing| standing.title.as_str()).collect()
    };
    let (unmet, unknown) = (failing("unmet"), failing("unknown"));
    match (unmet.is_empty(), unknown.is_empty()) {
        (false, _) => format!("({} does better here than {}.)", reason.standings[0].title, and(&unmet)),
        (true, false) => format!("(For {} this is unknown.)", and(&unknown)),
        (true, true) => String::new(),
    }
}

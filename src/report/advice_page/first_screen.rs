//! The first screen of advice: the verdict, why, what to do first and what to watch for.

use super::super::advice::{Advice, ContextView, ObstacleView, Placed, Reason, RiskView};
use super::super::advice_writer::and;
use super::super::certainty::AnswerChange;
use super::super::document::{Block, Item};
use super::super::prose::Prose;
use super::phrase::{count, join, lower_first};

/// How many reasons the first screen names.
const FIRST_REASONS: usize = 3;
/// How many steps and warnings the first screen names.
const FIRST_LINES: usize = 4;

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
        if self.verdict.kind == "none-alone" {
            for obstacle in &self.verdict.obstacles {
                lines.push(format!("{}{}", self.whose(obstacle), obstacle.text));
                let help: Vec<String> = obstacle.could_help.iter().map(|help| lower_first(&help.title)).collect();
                if !help.is_empty() {
                    lines.push(format!("What would help: {}.", help.join("; or ")));
                }
            }
        }
        for context in &self.contexts {
            let who = if self.contexts.len() > 1 || self.verdict.kind == "several" {
                format!("For {}: ", context.people)
            } else {
                String::new()
            };
            match context.fit {
                "alone" if self.contexts.len() > 1 => lines.push(format!("{who}{}", context.messenger_title)),
                "alone" => {}
                _ => lines.push(format!("{who}{}", base_line(context))),
            }
        }
        if self.verdict.is_close {
            lines.push(self.close_line());
        }
        if let Some(drift) = &self.drift {
            let now = if drift.changed { "another verdict now" } else { "the same verdict" };
            lines
                .push(format!("Compared with the file, saved with the knowledge base of {}: {now}.", drift.saved_with));
        }
        if !self.assumptions.is_empty() {
            lines.push(self.certainty_line());
        }
        lines.into_iter().map(Prose::from).collect()
    }

    /// Which contacts an obstacle concerns, if that is not all of them.
    fn whose(&self, obstacle: &ObstacleView) -> String {
        let concerned = self.contexts.iter().filter(|context| obstacle.contexts.contains(&context.id));
        let people: Vec<&str> = concerned.map(|context| context.people.as_str()).collect();
        if people.len() == self.contexts.len() { String::new() } else { format!("For {}: ", and(&people)) }
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
        format!("It is a close call: {} would do almost as well.", placed(&self.verdict.runner_up))
    }

    /// What the unsure answers could change, in a sentence.
    fn certainty_line(&self) -> String {
        let unsure = count(self.assumptions.len(), "answer", "answers");
        let Some(certainty) = &self.certainty else { return format!("It rests on {unsure} you were not sure of.") };
        if certainty.same_in_all {
            return format!("You were not sure of {unsure}; the verdict is the same however they turn out.");
        }
        // What would be asked only if an answer turned out otherwise is no answer of theirs.
        let is_unsure = |hinge: &&AnswerChange| self.assumptions.iter().any(|unsure| unsure.question == hinge.question);
        match certainty.hinges_on.iter().filter(is_unsure).count() {
            all if all == self.assumptions.len() => {
                format!("You were not sure of {unsure}; how they turn out can change it.")
            }
            some => format!("You were not sure of {unsure}; {some} of them can change it."),
        }
    }

    /// Why contacts are kept apart, then the needs that decide, the strongest first.
    fn strongest_reasons(&self) -> Vec<Item> {
        let apart = if self.verdict.kind == "several" { self.verdict.kept_apart.as_slice() } else { &[] };
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
        match self.verdict_lines().len() {
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
            .map(|step| Item::of(format!("{}{}.", step.title, self.for_whom(step))))
            .collect();
        let more = self.steps.len().saturating_sub(self.first_lines());
        if more > 0
            && let Some(last) = items.last_mut()
        {
            last.text = std::mem::take(&mut last.text).and(&format!(" Then {} more.", count(more, "step", "steps")));
        }
        items
    }

    fn watch_for(&self) -> Vec<Item> {
        let notices = self.notices.iter().map(|notice| format!("{}.", notice.title));
        // What the answers brought up comes before what holds for everybody.
        let (own, common): (Vec<&RiskView>, Vec<&RiskView>) = self.risks.iter().partition(|risk| risk.by_answers);
        let risks = own.into_iter().chain(common).map(|risk| format!("{}.", risk.title));
        notices.chain(risks).take(self.first_lines().max(self.notices.len())).map(Item::of).collect()
    }
}

/// The best base of a context that nothing serves alone, what to add, and what stays open.
fn base_line(context: &ContextView) -> String {
    let titles: Vec<String> = context.companions.iter().map(|companion| lower_first(&companion.title)).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let open: Vec<String> = context
        .gaps
        .iter()
        .filter(|gap| {
            gap.strength == "must"
                && !context.companions.iter().any(|one| gap.could_help.iter().any(|help| help.id == one.id))
        })
        .map(|gap| gap.title.to_lowercase())
        .collect();
    let open: Vec<&str> = open.iter().map(String::as_str).collect();
    let mut line = format!("{} is the best base", context.messenger_title);
    if !titles.is_empty() {
        line.push_str(&format!("; add: {}", titles.join("; ")));
    }
    line.push('.');
    if !open.is_empty() {
        line.push_str(&format!(" Still open: {}.", and(&open)));
    }
    line
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

fn placed(placed: &[Placed]) -> String {
    let mut titles: Vec<&str> = Vec::new();
    for one in placed {
        if !titles.contains(&one.title.as_str()) {
            titles.push(&one.title);
        }
    }
    if titles.len() == 1 {
        return titles[0].to_owned();
    }
    let each: Vec<String> = placed.iter().map(|one| format!("{} for {}", one.title, one.context)).collect();
    and(&each.iter().map(String::as_str).collect::<Vec<_>>())
}

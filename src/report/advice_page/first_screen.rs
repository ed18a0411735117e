//! The first screen of advice: the verdict, why, what to do first and what to watch for.

use super::super::advice::{Advice, Reason, RiskView, Step};
use super::super::document::{Block, Item};
use super::phrase::and;
use super::phrase::{count, join, lower_first};
use super::room::Room;
use super::steps::in_brackets;
use crate::kb::Str;

/// How many steps and warnings the first screen names.
const FIRST_LINES: usize = 4;
/// From which weight on a need that stays open is told on the first screen.
const HEAVY: u32 = 4;
/// How many needs that are no musts are told so.
const MOST_HEAVY: usize = 2;

impl Advice {
    /// The verdict, the strongest reasons, what to do first and what to watch for.
    pub(super) fn first_screen(&self) -> Vec<Block> {
        self.screen(&self.room())
    }

    /// How much the first screen can say.
    pub(super) fn room(&self) -> Room {
        Room::for_screen(|room| self.screen(room))
    }

    fn screen(&self, room: &Room) -> Vec<Block> {
        let mut blocks = vec![Block::Verdict {
            headline: format!("{}.", self.verdict.headline).into(),
            lines: self.verdict_lines(room),
        }];
        let reasons = self.strongest_reasons(room);
        if !reasons.is_empty() {
            blocks.push(Block::Heading(2, "Why".into()));
            blocks.push(Block::Numbered(reasons));
        }
        blocks.push(Block::Heading(2, "Do first".into()));
        blocks.push(Block::Numbered(self.first_steps(room)));
        let watch = self.watch_for(room);
        if !watch.is_empty() {
            blocks.push(Block::Heading(2, "Watch for".into()));
            blocks.push(Block::Bullets(watch));
        }
        blocks
    }

    /// Why contacts are kept apart, then the needs that decide, the strongest first.
    fn strongest_reasons(&self, room: &Room) -> Vec<Item> {
        let mut bases: Vec<&str> = self.contexts.iter().map(|context| context.messenger.as_str()).collect();
        bases.dedup();
        let apart = if bases.len() > 1 { self.verdict.kept_apart.as_slice() } else { &[] };
        let mut ranked: Vec<(u8, std::cmp::Reverse<u32>, &Reason)> = Vec::new();
        for context in &self.contexts {
            for reason in &context.reasons {
                let own = &reason.standings[0];
                let added = |with: &Str| context.companions.iter().any(|companion| companion.id == *with);
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
        let reasons = ranked
            .into_iter()
            .map(|(_, _, reason)| join(&[room.because.of(&reason.rules[0].because), &contrast(reason)]));
        apart
            .iter()
            .map(|because| room.because.of(because).to_owned())
            .chain(reasons)
            .take(room.reasons)
            .map(Item::of)
            .collect()
    }

    /// Whether the verdict takes so many lines that the rest of the first screen must take fewer.
    fn is_long(&self) -> bool {
        self.verdict.kind == "none-alone" || self.contexts.len() > 1
    }

    /// How many steps and warnings the first screen names.
    fn first_lines(&self) -> usize {
        match self.verdict_lines(&Room::FULL).len() + self.consequences(&Room::FULL).len() {
            4.. => FIRST_LINES - 2,
            _ if self.is_long() => FIRST_LINES - 1,
            _ => FIRST_LINES,
        }
    }

    fn first_steps(&self, room: &Room) -> Vec<Item> {
        let most = self.first_lines().min(room.steps);
        let mut items: Vec<Item> = self
            .steps
            .iter()
            .take(most)
            .map(|step| {
                let remarks = in_brackets([self.for_whom_first(step), self.doubt(step)]);
                Item::of(format!("{}{remarks}.", step.title))
            })
            .collect();
        let more = self.steps.len().saturating_sub(most);
        if more > 0
            && let Some(last) = items.last_mut()
        {
            last.text = std::mem::take(&mut last.text).and(&format!(" Then {} more.", count(more, "step", "steps")));
        }
        items
    }

    /// Whom a step is for; nothing for getting a messenger, of which the verdict says it.
    fn for_whom_first(&self, step: &Step) -> Option<String> {
        if step.kind == "get" { None } else { self.for_whom(step) }
    }

    /// What stays open, then notices, then risks.
    fn watch_for(&self, room: &Room) -> Vec<Item> {
        let mut open = self.consequences(room);
        let more = open.len().saturating_sub(room.consequences);
        open.truncate(room.consequences);
        if let Some(last) = open.last_mut().filter(|_| more > 0) {
            last.push_str(&format!(" And {}.", count(more, "more thing stays open", "more things stay open")));
        }
        let notices: Vec<String> = self.notices.iter().map(|notice| format!("{}.", notice.title)).collect();
        // Notices are always told, if need be in one line.
        let notices = if room.additions.are_named() { notices } else { vec![notices.join(" ")] };
        // What the answers brought up comes before what holds for everybody.
        let (own, common): (Vec<&RiskView>, Vec<&RiskView>) = self.risks.iter().partition(|risk| risk.by_answers);
        let risks = own.into_iter().chain(common).map(|risk| format!("{}.", risk.title));
        let lines = self.first_lines().min(room.warnings).max(notices.len() + open.len());
        open.into_iter().chain(notices).filter(|line| !line.is_empty()).chain(risks).take(lines).map(Item::of).collect()
    }

    /// What it means that needs stay open: every must, and what weighs most of the rest.
    fn consequences(&self, room: &Room) -> Vec<String> {
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
            let text = room.follows.of(text);
            if with.len() == named.len() {
                text.to_owned()
            } else {
                format!("With {}: {}", and(with), lower_first(text))
            }
        };
        let (musts, heavy): (Vec<_>, Vec<_>) = told.iter().partition(|(is_must, ..)| *is_must);
        musts.into_iter().chain(heavy.into_iter().take(if self.is_long() { 1 } else { MOST_HEAVY })).map(line).collect()
    }
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

//! The first screen of advice: any stop, the verdict, why, what to do first and what to watch for.

use super::super::advice::{Advice, HelplineView, Reason, RiskView, StopView};
use super::phrase::{and, count, join, lower_first};
use super::steps::{in_brackets, sentence};
use crate::document::{Block, Item};

/// How many reasons and warnings the first screen names.
const FIRST_LINES: usize = 3;
/// How many steps the first screen names.
const FIRST_STEPS: usize = 4;
/// From which weight on a need that stays open is shown on the first screen.
const HEAVY: u32 = 4;

impl Advice {
    /// The stop that makes everything else wait, if there is one.
    pub(super) fn full_stop(&self) -> Option<&StopView> {
        self.stops.iter().find(|stop| stop.full)
    }

    /// The first screen.
    pub(super) fn first_screen(&self) -> Vec<Block> {
        match self.full_stop() {
            Some(stop) => self.stop_screen(stop),
            None => self.usual_screen(),
        }
    }

    /// What must not be done, what to do first and who helps; the verdict is for afterwards.
    fn stop_screen(&self, stop: &StopView) -> Vec<Block> {
        // What says the same of the same people is said once.
        let is_other = |other: &&StopView| {
            let shares = other.helplines.iter().any(|line| stop.helplines.iter().any(|own| own.id == line.id));
            other.id != stop.id && (other.full || !shares)
        };
        let others = self.stops.iter().filter(is_other).map(|other| other.title.clone().into());
        let lines = std::iter::once(stop.text.clone().into()).chain(others).collect();
        let mut blocks = vec![Block::Verdict { headline: stop.title.clone().into(), lines }];
        blocks.push(Block::Heading(2, "Start here".into()));
        blocks.push(Block::Numbered(self.steps.iter().map(|step| Item::of(sentence(&step.title, ""))).collect()));
        blocks.extend(helplines(&stop.helplines));
        blocks.push(Block::Heading(2, "Once you have a safe device".into()));
        let later = self.stops.iter().filter(|stop| stop.full).flat_map(|stop| &stop.later);
        let later = later.map(|later| Item::of(later.clone()));
        // What has to be added is for later still.
        let mut titles: Vec<&str> = Vec::new();
        for app in &self.verdict.apps {
            titles.extend(app.title.as_deref().filter(|title| !titles.contains(title)));
        }
        let verdict = (!titles.is_empty()).then(|| Item::of(format!("On that device only, use {}.", and(&titles))));
        blocks.push(Block::Bullets(later.chain(verdict).collect()));
        blocks
    }

    fn usual_screen(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        for stop in &self.stops {
            let named: Vec<String> =
                stop.helplines.iter().map(|line| format!("{} ({})", line.title, line.website)).collect();
            let named = if named.is_empty() { String::new() } else { format!(" Help: {}.", named.join(", ")) };
            blocks.push(Block::Paragraph(format!("First: {}{named}", lower_first(&stop.title)).into()));
        }
        blocks.push(Block::Verdict {
            headline: format!("{}.", self.verdict.headline).into(),
            lines: self.verdict_lines(),
        });
        let reasons = self.strongest_reasons();
        if !reasons.is_empty() {
            blocks.push(Block::Heading(2, "Why".into()));
            blocks.push(Block::Numbered(reasons));
        }
        blocks.push(Block::Heading(2, "Start here".into()));
        blocks.push(Block::Numbered(self.first_steps()));
        let more = self.steps.len().saturating_sub(self.lines_beside_stops(FIRST_STEPS));
        if more > 0 {
            blocks.push(Block::Paragraph(format!("Then {}.", count(more, "more step", "more steps")).into()));
        }
        let watch = self.watch_for();
        if !watch.is_empty() {
            blocks.push(Block::Heading(2, "Risks to know about".into()));
            blocks.push(Block::Bullets(watch));
        }
        blocks
    }

    /// How many of so many lines there is room for: a stop takes some of it.
    fn lines_beside_stops(&self, lines: usize) -> usize {
        if self.stops.is_empty() { lines } else { lines - 1 }
    }

    /// Why contacts are kept apart, then the needs that decide, the strongest first.
    fn strongest_reasons(&self) -> Vec<Item> {
        let mut apps: Vec<&Option<String>> = self.verdict.apps.iter().map(|app| &app.app).collect();
        apps.dedup();
        let apart = if apps.len() > 1 { self.verdict.kept_apart.as_slice() } else { &[] };
        let is_enough = self.verdict.kind != "none-alone";
        let mut ranked: Vec<(u8, std::cmp::Reverse<u32>, &Reason)> = Vec::new();
        for (context, app) in self.contexts.iter().zip(&self.verdict.apps) {
            for reason in &context.reasons {
                let own = &reason.standings[0];
                let rank = match (reason.strength, own.alone) {
                    // What speaks for a candidate is no reason for what takes its place.
                    (_, true) | ("should", _) if app.replacement.is_some() => continue,
                    // What has to be added or takes the place of the app is there for these.
                    ("must", false) => 0,
                    ("must", true) if reason.decides => 1,
                    (_, true) if reason.decides => 2,
                    ("must", true) => 4,
                    (_, true) => 3,
                    // What the app does not give is no reason for it.
                    (_, false) => continue,
                };
                let is_known = |(_, _, known): &(u8, std::cmp::Reverse<u32>, &Reason)| {
                    known.rules[0].because == reason.rules[0].because
                };
                if !ranked.iter().any(is_known) {
                    ranked.push((rank, std::cmp::Reverse(reason.weight), reason));
                }
            }
        }
        ranked.sort_by_key(|(rank, weight, _)| (*rank, *weight));
        // Said once, it is understood of the others.
        let contrast = |position: usize, reason: &Reason| {
            if is_enough && position == 0 { contrast(reason) } else { String::new() }
        };
        let reasons = ranked.into_iter().enumerate().map(|(position, (_, _, reason))| {
            join(&[first_sentence(&reason.rules[0].because), &contrast(position, reason)])
        });
        let apart = apart.iter().map(|because| first_sentence(because).to_owned());
        apart.chain(reasons).take(self.lines_beside_stops(FIRST_LINES)).map(Item::of).collect()
    }

    fn first_steps(&self) -> Vec<Item> {
        let first = self.steps.iter().take(self.lines_beside_stops(FIRST_STEPS));
        first.map(|step| Item::of(sentence(&step.title, &in_brackets([self.for_whom(step)])))).collect()
    }

    /// What stays open, then notices, then risks with their remedies.
    fn watch_for(&self) -> Vec<Item> {
        let open = self.consequences();
        let notices = self.notices.iter().map(|notice| format!("{}.", notice.title));
        // What the answers brought up comes before what holds for everyone.
        let (own, common): (Vec<&RiskView>, Vec<&RiskView>) = self.risks.iter().partition(|risk| risk.by_answers);
        let risk = |risk: &RiskView| match &risk.remedy {
            Some(remedy) => format!("{}. {remedy}", risk.title),
            None => format!("{}.", risk.title),
        };
        let (own, common) = (own.into_iter().map(risk), common.into_iter().map(risk));
        // Notices are always shown.
        let notices: Vec<String> = notices.collect();
        let room = FIRST_LINES.saturating_sub(notices.len()).max(1);
        let most = FIRST_LINES.max(room + notices.len());
        let lines = open.into_iter().chain(own).take(room).chain(notices).chain(common);
        lines.take(most).map(Item::of).collect()
    }

    /// What it means that needs stay open: every must, and what weighs most of the rest.
    fn consequences(&self) -> Vec<String> {
        let mut told: Vec<(bool, String)> = Vec::new();
        for (context, app) in self.contexts.iter().zip(&self.verdict.apps) {
            // What takes the place of the app has other gaps.
            if app.replacement.is_some() {
                continue;
            }
            for gap in &context.gaps {
                let is_must = gap.strength == "must";
                let is_told = is_must || gap.weight >= HEAVY && !gap.in_notice;
                let Some(text) = gap.consequence().filter(|_| is_told) else { continue };
                if !told.iter().any(|(_, known)| *known == text) {
                    told.push((is_must, text));
                }
            }
        }
        told.sort_by_key(|(is_must, _)| !is_must);
        told.into_iter().map(|(_, text)| text).take(2).collect()
    }
}

/// Who helps, as a part of the screen.
fn helplines(helplines: &[HelplineView]) -> Vec<Block> {
    if helplines.is_empty() {
        return Vec::new();
    }
    let item = |line: &HelplineView| {
        let unseen = line.unseen.as_ref().map(|unseen| format!(" {unseen}")).unwrap_or_default();
        Item::of(format!("{}, {}: for {}. {}{unseen}", line.title, line.website, line.whom, line.how))
    };
    vec![Block::Heading(2, "Who helps".into()), Block::Bullets(helplines.iter().map(item).collect())]
}

/// The first sentence of a text.
fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
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

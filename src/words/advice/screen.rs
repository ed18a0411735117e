//! The first screen: any stop, the verdict, why, where to start, and the main risks.
//!
//! What fits on 80 columns and 24 rows is a fixed rule: three reasons, three steps and three risks at most, and of
//! longer texts the first sentence. Each part has two where a stop comes before the verdict.

use std::cmp::Reverse;

use super::{needs, steps, verdict};
use crate::advice::{Advice, AppView, HelplineView, Met, Reason, RiskView, StopView, VerdictKind};
use crate::document::{Block, Item};
use crate::kb::Helpline;
use crate::text::{and, join, lower_first};

/// How many reasons, steps and risks there are at most.
const MOST: usize = 3;
/// From which weight on a need that stays open is a main risk.
const HEAVY: u32 = 4;

/// The first screen.
pub(super) fn first_screen(advice: &Advice) -> Vec<Block> {
    match advice.full_stop() {
        Some(stop) => stop_screen(advice, stop),
        None => usual_screen(advice),
    }
}

/// What must not be done, what to do first and who helps; the verdict is for afterwards.
fn stop_screen(advice: &Advice, StopView { stop, helplines, .. }: &StopView) -> Vec<Block> {
    // What says the same of the same people is said once.
    let is_other = |other: &&StopView| {
        let shares = other.stop.helplines.iter().any(|line| stop.helplines.contains(line));
        other.stop.id != stop.id && (other.stop.is_full || !shares)
    };
    let others = advice.stops.iter().filter(is_other).map(|other| &other.stop.title);
    let lines = std::iter::once(&stop.text).chain(others).map(Into::into).collect();
    let mut blocks = vec![
        Block::Verdict { headline: (&stop.title).into(), lines },
        Block::Heading(2, "Start here".into()),
        Block::Numbered(advice.steps.iter().map(|step| steps::in_short(advice, step)).collect()),
    ];
    if !helplines.is_empty() {
        blocks.push(Block::Heading(2, "Who helps".into()));
        blocks.push(Block::Bullets(helplines.iter().map(|line| helpline(&line.helpline)).collect()));
    }
    let later = advice.stops.iter().filter(|other| other.stop.is_full).flat_map(|other| &other.stop.later);
    let mut later: Vec<Item> = later.map(Item::of).collect();
    // What has to be added is for later still.
    let mut titles: Vec<&str> = Vec::new();
    for app in &advice.verdict.apps {
        titles.extend(app.title.as_deref().filter(|title| !titles.contains(title)));
    }
    if !titles.is_empty() {
        later.push(Item::of(format!("On that device only, use {}.", and(&titles))));
    }
    blocks.push(Block::Heading(2, "Once you have a safe device".into()));
    blocks.push(Block::Bullets(later));
    blocks
}

fn helpline(line: &Helpline) -> Item {
    let unseen = line.unseen.as_ref().map(|unseen| format!(" {unseen}")).unwrap_or_default();
    Item::of(format!("{}, {}: for {}. {}{unseen}", line.title, line.website, line.whom, line.how))
}

fn usual_screen(advice: &Advice) -> Vec<Block> {
    let most = if advice.stops.is_empty() { MOST } else { MOST - 1 };
    let mut blocks: Vec<Block> = advice.stops.iter().map(stop_line).collect();
    let headline = format!("{}.", advice.verdict.headline).into();
    blocks.push(Block::Verdict { headline, lines: verdict::lines(advice) });
    let mut reasons = reasons(advice);
    reasons.truncate(most);
    if !reasons.is_empty() {
        blocks.push(Block::Heading(2, "Why".into()));
        blocks.push(Block::Numbered(reasons));
    }
    let first: Vec<Item> = advice.steps.iter().take(most).map(|step| steps::in_short(advice, step)).collect();
    let heading = match (first.len(), advice.steps.len()) {
        (shown, all) if shown < all => format!("Start here ({shown} of {all} steps)"),
        _ => "Start here".to_owned(),
    };
    blocks.push(Block::Heading(2, heading.into()));
    blocks.push(Block::Numbered(first));
    let risks = risks(advice);
    if !risks.is_empty() {
        blocks.push(Block::Heading(2, "Risks to know about".into()));
        blocks.push(Block::Bullets(risks));
    }
    blocks
}

/// A stop in a line before the verdict.
fn stop_line(StopView { stop, helplines, .. }: &StopView) -> Block {
    let named =
        helplines.iter().map(|HelplineView { helpline: line, .. }| format!("{} ({})", line.title, line.website));
    let named: Vec<String> = named.collect();
    let help = if named.is_empty() { String::new() } else { format!(" Help: {}.", named.join(", ")) };
    Block::Paragraph(format!("First: {}{help}", lower_first(&stop.title)).into())
}

/// Why contacts are kept apart, then the needs that decide, the strongest first.
fn reasons(advice: &Advice) -> Vec<Item> {
    let mut ranked: Vec<(u8, Reverse<u32>, &Reason)> = Vec::new();
    for (context, app) in advice.contexts.iter().zip(&advice.verdict.apps) {
        for reason in &context.reasons {
            let is_known = ranked.iter().any(|(.., known)| known.rules[0].because == reason.rules[0].because);
            if let Some(rank) = rank(reason, app).filter(|_| !is_known) {
                ranked.push((rank, Reverse(reason.weight), reason));
            }
        }
    }
    ranked.sort_by_key(|(rank, weight, _)| (*rank, *weight));
    let is_enough = advice.verdict.kind != VerdictKind::NoneAlone;
    let texts = ranked.iter().enumerate().map(|(position, (.., reason))| {
        // Said once, it is understood of the others.
        let contrast = if is_enough && position == 0 { contrast(reason) } else { String::new() };
        join(&[first_sentence(&reason.rules[0].because), &contrast])
    });
    let apps = &advice.verdict.apps;
    let is_apart = apps.iter().any(|app| app.app != apps[0].app);
    let apart = if is_apart { advice.verdict.kept_apart.as_slice() } else { &[] };
    apart.iter().map(|because| first_sentence(because).to_owned()).chain(texts).map(Item::of).collect()
}

/// How early a reason comes, 0 first; `None` for what is no reason for this app.
fn rank(reason: &Reason, app: &AppView) -> Option<u8> {
    let is_replaced = app.replacement.is_some();
    match (reason.strength.is_must(), reason.standings[0].standing.is_alone()) {
        // What the app does not do is a reason for what has to be added or takes its place, if it is a must.
        (true, false) => Some(0),
        (false, false) => None,
        // What the app does is no reason for what takes its place.
        (_, true) if is_replaced => None,
        (true, true) if reason.decides => Some(1),
        (false, true) if reason.decides => Some(2),
        (false, true) => Some(3),
        (true, true) => Some(4),
    }
}

/// Who does not meet a need that the named messenger meets, in a short sentence.
fn contrast(reason: &Reason) -> String {
    let [named, rivals @ ..] = reason.standings.as_slice() else { return String::new() };
    let failing = |how: Met| -> Vec<&str> {
        rivals.iter().filter(|rival| rival.standing == how).map(|rival| rival.title.as_str()).collect()
    };
    let (unmet, unknown) = (failing(Met::Unmet), failing(Met::Unknown));
    match (unmet.is_empty(), unknown.is_empty()) {
        _ if !reason.decides => String::new(),
        (false, _) => format!("({} does better here than {}.)", named.title, and(&unmet)),
        (true, false) => format!("(For {} this is unknown.)", and(&unknown)),
        (true, true) => String::new(),
    }
}

/// What stays open and what the answers brought up, then notices, which are always there, then what holds for everyone.
fn risks(advice: &Advice) -> Vec<Item> {
    let notices: Vec<String> = advice.notices.iter().map(|notice| format!("{}.", notice.notice.title)).collect();
    let (room, most) = (MOST.saturating_sub(notices.len()), MOST.max(notices.len()));
    let (own, common): (Vec<&RiskView>, Vec<&RiskView>) = advice.risks.iter().partition(|risk| risk.by_answers);
    let risk = |RiskView { risk, .. }: &RiskView| {
        let remedy = risk.remedy.as_ref().map(|remedy| format!(" {remedy}")).unwrap_or_default();
        format!("{}.{remedy}", risk.title)
    };
    let first = left_open(advice).into_iter().chain(own.into_iter().map(risk)).take(room);
    first.chain(notices).chain(common.into_iter().map(risk)).take(most).map(Item::of).collect()
}

/// What it means that needs stay open: musts first, then what weighs most of the rest.
fn left_open(advice: &Advice) -> Vec<String> {
    let contexts = advice.contexts.iter().zip(&advice.verdict.apps);
    // What takes the place of the app has other gaps.
    let needs = contexts.filter(|(_, app)| app.replacement.is_none()).flat_map(|(context, _)| &context.reasons);
    let (musts, others): (Vec<&Reason>, Vec<&Reason>) = needs.partition(|need| need.strength.is_must());
    let is_told = |need: &&Reason| need.gap.as_ref().is_some_and(|gap| gap.in_notice);
    let heavy = others.into_iter().filter(|need| need.weight >= HEAVY && !is_told(need));
    let mut texts: Vec<String> = musts.into_iter().chain(heavy).filter_map(needs::consequence).collect();
    texts.dedup();
    texts.truncate(2);
    texts
}

/// The first sentence of a text.
fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}

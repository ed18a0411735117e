//! The first screen: any stop, the verdict, why, where to start, and the main risks. To fit on 80 columns and 24 rows,
//! each part has at most three entries, two where a stop comes before the verdict, and texts end at the first sentence.

use std::cmp::Reverse;

use indexmap::IndexMap;
use jiff::Span;

use super::{certainty, facts, needs, steps};
use crate::advice::{Advice, AppView, HelplineView, Met, NoticeView, Placed, Reason, RiskView, StopView, VerdictKind};
use crate::document::{Block, Document, Prose};
use crate::kb::{Helpline, parse_day};
use crate::text::{and, count, first_sentence, lower_first};
use crate::words::{day, verdict_in};

/// How many reasons, steps and risks there are at most.
fn most(advice: &Advice) -> usize {
    if advice.stops.is_empty() { 3 } else { 2 }
}

/// From which age on a knowledge base is old, in days.
const OLD: i64 = 90;
/// From which weight on a need that stays open is a main risk.
const HEAVY: u32 = 4;

pub(super) fn first_screen(advice: &Advice) -> Document {
    let mut page = Document::titled("Advice");
    match advice.full_stop() {
        Some(stop) => stop_screen(advice, stop, &mut page),
        None => usual_screen(advice, &mut page),
    }
    page
}

/// What must not be done, who helps and what to do first; the verdict is for afterwards.
pub(super) fn stop_screen(advice: &Advice, StopView { stop, helplines, .. }: &StopView, page: &mut Document) {
    // A line is left out if this stop already names every helpline in it.
    let is_other = |other: &&StopView| {
        let mut lines = other.stop.helplines.iter();
        let is_said = lines.len() > 0 && lines.all(|line| stop.helplines.contains(line));
        other.stop.id != stop.id && (other.stop.is_full || !is_said)
    };
    let others = || advice.stops.iter().filter(is_other);
    let titles = others().map(|other| &other.stop.title);
    let lines = std::iter::once(&stop.text).chain(titles).map(Into::into).collect();
    page.push(Block::Verdict((&stop.title).into(), lines));
    let named = |Helpline { title, website, whom, .. }: &Helpline| format!("{title}, {website}: for {whom}.");
    let mut who: IndexMap<&String, String> = IndexMap::new();
    for HelplineView { helpline, .. } in helplines {
        let unseen = helpline.unseen.as_ref().map(|unseen| format!(" {unseen}")).unwrap_or_default();
        who.insert(&helpline.website, format!("{} {}{unseen}", named(helpline), helpline.how));
    }
    for HelplineView { helpline, .. } in others().flat_map(|other| &other.helplines) {
        who.entry(&helpline.website).or_insert_with(|| named(helpline));
    }
    page.subsection("Who helps", Block::bullets(who.into_values()));
    let first = advice.steps.iter().map(|step| steps::in_short(advice, step));
    page.subsection("Start here", Block::numbered(first));
    let later = advice.stops.iter().filter(|other| other.stop.is_full).flat_map(|other| &other.stop.later);
    let device = format!("On that device only: {}.", lower_first(&advice.verdict.headline));
    page.subsection("Once you have a safe device", Block::bullets(later.cloned().chain([device])));
}

fn usual_screen(advice: &Advice, page: &mut Document) {
    let most = most(advice);
    let firsts = std::iter::once("First").chain(std::iter::repeat("Also"));
    page.blocks.extend(firsts.zip(&advice.stops).map(|(first, stop)| stop_line(first, stop)));
    let headline = format!("{}.", advice.verdict.headline).into();
    page.push(Block::Verdict(headline, verdict_lines(advice)));
    page.subsection("Why", Block::numbered(reasons(advice).into_iter().take(most)));
    let all = advice.steps.len();
    let heading = if most < all { format!("Start here ({most} of {all} steps)") } else { "Start here".to_owned() };
    let first = advice.steps.iter().take(most).map(|step| steps::in_short(advice, step));
    page.subsection(&heading, Block::numbered(first));
    page.subsection("Risks to know about", Block::bullets(risks(advice)));
}

fn stop_line(first: &str, StopView { stop, helplines, .. }: &StopView) -> Block {
    let named = |HelplineView { helpline: one, .. }: &_| format!("{}, for {} ({})", one.title, one.whom, one.website);
    let named: Vec<String> = helplines.iter().map(named).collect();
    let help = if named.is_empty() { String::new() } else { format!(" Help: {}.", named.join("; ")) };
    Block::Paragraph(format!("{first}: {}{help}", lower_first(&stop.title)).into())
}

/// What comes close, what changed since the verdict was saved, and what was not sure.
fn verdict_lines(advice: &Advice) -> Vec<Prose> {
    let dropped = facts::stale(advice).iter().filter(|standing| standing.too_old).count();
    let days = [&advice.knowledge_base, &advice.as_of].map(|day| parse_day(day));
    let is_old = matches!(days, [Some(made), Some(today)] if made.saturating_add(Span::new().days(OLD)) < today);
    let made = day(&advice.knowledge_base);
    let lines = [
        (advice.verdict.kind == VerdictKind::Several).then(|| "Use each for its own contacts only.".to_owned()),
        advice.verdict.is_close.then(|| close_call(advice)),
        advice.drift.as_ref().map(facts::drift_line),
        (!advice.assumptions.is_empty()).then(|| certainty::line(advice)),
        (dropped > 0).then(|| format!("{} too old to count.", count(dropped, "fact was", "facts were"))),
        is_old.then(|| format!("The knowledge base dates from {made}. Look for a newer version of this program.")),
    ];
    lines.into_iter().flatten().map(Prose::from).collect()
}

fn close_call(advice: &Advice) -> String {
    let names = |placed: &[Placed]| {
        let mut names: Vec<String> = placed.iter().map(|one| one.messenger.clone()).collect();
        names.sort_unstable();
        names
    };
    let runner_up = &advice.verdict.runner_up;
    if names(&advice.verdict.messengers) == names(runner_up) {
        return "It is a close call which app suits which contacts.".to_owned();
    }
    format!("It is a close call: {} would do almost as well.", verdict_in(advice, runner_up))
}

/// Why contacts are kept apart, then the needs that decide, the strongest first.
fn reasons(advice: &Advice) -> Vec<String> {
    let mut ranked: Vec<(u8, &Reason)> = Vec::new();
    for (context, app) in advice.contexts.iter().zip(&advice.verdict.apps) {
        for reason in &context.reasons {
            let is_known = ranked.iter().any(|(_, known)| known.rules[0].because == reason.rules[0].because);
            if let Some(rank) = rank(reason, app).filter(|_| !is_known) {
                ranked.push((rank, reason));
            }
        }
    }
    ranked.sort_by_key(|(rank, reason)| (*rank, Reverse(reason.weight)));
    let deciding = ranked.iter().position(|(_, reason)| reason.decides);
    let is_enough = advice.verdict.kind != VerdictKind::NoneAlone;
    let texts = ranked.iter().enumerate().map(|(position, (_, reason))| {
        // Said once, it is understood of the others.
        let contrast = if is_enough && Some(position) == deciding { contrast(reason) } else { String::new() };
        format!("{}{contrast}", first_sentence(&reason.rules[0].because))
    });
    let apps = &advice.verdict.apps;
    let is_apart = apps.iter().any(|app| app.app != apps[0].app);
    let apart = if is_apart { advice.verdict.kept_apart.as_slice() } else { &[] };
    apart.iter().map(|because| first_sentence(because).to_owned()).chain(texts).collect()
}

/// How early a reason comes, 0 first; `None` for what is no reason for this app.
fn rank(reason: &Reason, app: &AppView) -> Option<u8> {
    let is_replaced = app.replacement.is_some();
    let is_met = matches!(reason.standings[0].standing, Met::Met | Met::MetWithSettings);
    match (reason.strength.is_must(), is_met) {
        // The headline says what the app does not do.
        (true, false) if app.open.iter().any(|open| open.property == reason.property) => None,
        // Otherwise, that is a reason for what has to be added or takes its place, if it is a must.
        (true, false) => Some(0),
        (false, false) => None,
        // A messenger that takes the place of the app meets its musts too, and no more is known of it.
        (true, true) if is_replaced => app.app.as_ref().map(|_| 1),
        (false, true) if is_replaced => None,
        (_, true) if reason.foremost => Some(1),
        (true, true) if reason.decides => Some(1),
        (false, true) if reason.decides => Some(2),
        (true, true) => Some(3),
        (false, true) => Some(4),
    }
}

/// Who does not meet a need that the named messenger meets, in a short sentence after a space.
fn contrast(reason: &Reason) -> String {
    let (named, rivals) = (&reason.standings[0], &reason.standings[1..]);
    let unmet = rivals.iter().filter(|rival| rival.standing == Met::Unmet).map(|rival| rival.title.as_str());
    let unmet: Vec<&str> = unmet.collect();
    if unmet.is_empty() { String::new() } else { format!(" ({} does better here than {}.)", named.title, and(&unmet)) }
}

/// What stays open and what the answers brought up, then notices, which are always there, then what holds for everyone.
fn risks(advice: &Advice) -> Vec<String> {
    // The text of a notice begins with what to do.
    let notice = |view: &NoticeView| format!("{}. {}", view.notice.title, first_sentence(&view.notice.text));
    let notices: Vec<String> = advice.notices.iter().map(notice).collect();
    let (room, most) = (most(advice).saturating_sub(notices.len()), most(advice).max(notices.len()));
    let common = advice.risks.iter().filter(|view| !view.by_answers).map(risk);
    own_risks(advice).take(room).chain(notices).chain(common).take(most).collect()
}

/// What stays open and what the answers brought up, where the first screen has no room for it: one or two of them.
pub(super) fn other_risks(advice: &Advice) -> Block {
    let shown = risks(advice);
    let most = if steps::are_long(advice) { 1 } else { 2 };
    Block::bullets(own_risks(advice).filter(|risk| !shown.contains(risk)).take(most))
}

fn own_risks(advice: &Advice) -> impl Iterator<Item = String> {
    left_open(advice).into_iter().chain(advice.risks.iter().filter(|view| view.by_answers).map(risk))
}

fn risk(RiskView { risk, .. }: &RiskView) -> String {
    let remedy = risk.remedy.as_ref().map(|remedy| format!(" {remedy}")).unwrap_or_default();
    format!("{}.{remedy}", risk.title)
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

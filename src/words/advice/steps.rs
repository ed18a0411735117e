//! What to do, step by step.

use std::cmp::Reverse;

use crate::advice::{Advice, Step};
use crate::document::{Block, Item, Prose};
use crate::text::{first_sentence, lower_first};

/// Whether the first steps, with the titles of the others, are so much to read that other things have to wait.
pub(super) fn are_long(advice: &Advice) -> bool {
    let titles = advice.more_steps.iter().map(|step| &step.title);
    words(advice.steps.iter().flat_map(|step| &step.how_to).chain(titles)) > MUCH
}

/// How many words texts have as items of a list, with the dash before each.
fn words<'a>(texts: impl IntoIterator<Item = &'a String>) -> usize {
    texts.into_iter().map(|text| 1 + text.split_whitespace().count()).sum()
}

/// The first steps, with as much of how to do them as there is room for, counted in words; the very first ones also with
/// what they do, unless that is much to read already.
pub(super) fn in_use(advice: &Advice, mut room: usize) -> impl Iterator<Item = Item> {
    let explained = if are_long(advice) { 0 } else { MOST_EXPLAINED };
    let mut lines = Vec::new();
    for (position, step) in advice.steps.iter().enumerate() {
        let Step { how_to, by_answers, in_headline, required, urgency, .. } = step;
        // What is so for these answers only comes first: it can be what keeps a person safe. Then something of every step.
        let first = how_to.iter().find(|line| !by_answers.contains(line));
        let round = |line| if by_answers.contains(line) { 0 } else { 1 + usize::from(first != Some(line)) };
        // What a headline names comes before everything else.
        let urgency = Reverse((in_headline, required, urgency));
        lines.extend(how_to.iter().map(|line| (round(line), urgency, position, line)));
    }
    // Stable, so that what matters as much keeps the order of the steps.
    lines.sort_by_key(|(round, urgency, ..)| (*round, *urgency));
    lines.retain(|(round, .., line)| {
        let left = room.checked_sub(words([*line]));
        // In the last round, nothing comes after what has no room.
        room = left.unwrap_or(if *round == 2 { 0 } else { room });
        left.is_some()
    });
    advice.steps.iter().enumerate().map(move |(position, step)| {
        let about = step.about.first().filter(|_| position < explained).map(|about| first_sentence(about).to_owned());
        let is_shown = |line: &&String| lines.iter().any(|(.., of, shown)| (*of, shown) == (position, line));
        let how_to: Vec<&String> = step.how_to.iter().filter(is_shown).collect();
        let more = (how_to.len() < step.how_to.len()).then_some(MORE);
        Item {
            text: in_short(advice, step).into(),
            notes: about.into_iter().chain(instead_of(advice, step)).map(Prose::from).collect(),
            steps: how_to.into_iter().map(String::as_str).chain(more).map(Prose::from).collect(),
        }
    })
}

/// Where there are more instructions than there is room for.
const MORE: &str = "Add --full for more.";

/// Of how many steps the usual page says what they do.
const MOST_EXPLAINED: usize = 4;
/// How many words of steps are much.
const MUCH: usize = 330;

pub(super) fn in_full(advice: &Advice, steps: &[Step]) -> Block {
    Block::numbered(steps.iter().map(|step| {
        let dated = step.as_of.map(|as_of| format!(" As of {}.", as_of.in_words())).unwrap_or_default();
        let about = (!step.about.is_empty()).then(|| format!("{}{dated}", step.about.join(" ")));
        let is_optional = !step.required && !step.complements.is_empty();
        let remarks = [for_whom(advice, step), is_optional.then(|| "recommended".to_owned())];
        Item {
            text: Prose::from(sentence(step, &remarks)).citing(&step.sources),
            notes: about.into_iter().chain(instead_of(advice, step)).map(Prose::from).collect(),
            steps: step.how_to.iter().map(Prose::from).collect(),
        }
    }))
}

pub(super) fn in_short(advice: &Advice, step: &Step) -> String {
    sentence(step, &[for_whom(advice, step)])
}

/// What would do as well as the companion of a step.
fn instead_of(advice: &Advice, step: &Step) -> Option<String> {
    let mut additions = advice.verdict.apps.iter().flat_map(|app| &app.additions);
    let own = additions.find(|addition| step.complements.contains(&addition.id))?;
    let titles: Vec<String> = own.instead.iter().map(|other| lower_first(&other.title)).collect();
    (!titles.is_empty()).then(|| format!("Alternatively: {}.", titles.join("; or ")))
}

/// Whom a step is for, unless it is for all.
fn for_whom(advice: &Advice, step: &Step) -> Option<String> {
    if step.contexts.is_empty() || step.contexts.len() == advice.contexts.len() {
        return None;
    }
    let concerned = advice.contexts.iter().filter(|context| step.contexts.contains(&context.id));
    let titles: Vec<String> = concerned.map(|context| lower_first(&context.title)).collect();
    Some(format!("for {}", titles.join(" and ")))
}

/// The title of a step as a sentence, with remarks in one pair of brackets.
pub(super) fn sentence(step: &Step, remarks: &[Option<String>]) -> String {
    let remarks: Vec<&str> = remarks.iter().flatten().map(String::as_str).collect();
    let title = match &step.website {
        Some(website) => format!("Get {} from {website}", step.title),
        None => step.title.trim_end_matches('.').to_owned(),
    };
    if remarks.is_empty() { format!("{title}.") } else { format!("{title} ({}).", remarks.join("; ")) }
}

//! What the answers call for: how the candidates compare, who meets it, what stays open, and what would help.

use crate::advice::{CandidateView, ContextView, CouldIf, Met, Reason, StandingView};
use crate::document::{Block, Item, Prose};
use crate::engine::Fit;
use crate::text::{and, count, lower_first};
use crate::words::evidence;

pub(super) fn reason(reason: &Reason) -> Item {
    let strength = match reason.strength.is_must() {
        true => "must".to_owned(),
        false => format!("should, weight {}", reason.weight),
    };
    Item {
        text: Prose::from(format!("{} ({strength}): {}.", reason.title, reason.need)),
        notes: reason.rules.iter().map(|rule| Prose::from(&rule.because).citing(&rule.sources)).collect(),
        steps: reason.standings.iter().map(standing).collect(),
    }
}

fn standing(standing: &StandingView) -> Prose {
    let steps: Vec<String> = standing.with_titles.iter().map(|title| format!("\"{title}\"")).collect();
    let steps = and(&steps);
    let met = match standing.standing {
        Met::Met => "meets it".to_owned(),
        Met::MetWithSettings | Met::MetWithCompanions => format!("meets it with {steps}"),
        Met::Unmet => "does not meet it".to_owned(),
        Met::Unknown if standing.too_old => "does not count as meeting it, since this is too old to count".to_owned(),
        Met::Unknown => "does not count as meeting it, since it is not known well enough".to_owned(),
    };
    // What is known is said of the app as it comes.
    let without = if steps.is_empty() { "" } else { "Without that: " };
    let (fact, evidence) = (&standing.fact, evidence(&standing.fact, ""));
    Prose::from(format!("{} {met}. {without}{} ({evidence}).", standing.title, fact.summary)).citing(&fact.sources)
}

const MOST_GAPS: usize = 3;

/// The most important things that the named messenger does not give, a line each, for the usual page.
pub(super) fn gaps_in_short(context: &ContextView) -> Block {
    let gaps: Vec<&Reason> = context.reasons.iter().filter(|reason| reason.gap.is_some()).collect();
    let line = |reason: &&Reason| format!("{}? {}.", reason.title, reason.standings[0].fact.summary);
    let others = gaps.len().saturating_sub(MOST_GAPS);
    let more = (others > 0).then(|| format!("{}, with --full.", count(others, "smaller gap", "smaller gaps")));
    Block::bullets(gaps.iter().take(MOST_GAPS).map(line).chain(more))
}

pub(super) fn left_open(reason: &Reason) -> Option<Item> {
    let gap = reason.gap.as_ref()?;
    let strength = if reason.strength.is_must() { "must" } else { "should" };
    let StandingView { standing, too_old, fact, .. } = &reason.standings[0];
    let unknown = match (standing, fact.level.is_some() && *too_old) {
        (Met::Unknown, true) => " Known, but too old to count.",
        (Met::Unknown, false) => " Not known well enough, so it does not count.",
        (Met::Met | Met::MetWithSettings | Met::MetWithCompanions | Met::Unmet, _) => "",
    };
    let text = format!("{} ({strength}): {}.{unknown}", reason.title, fact.summary);
    let titles: Vec<&str> = gap.could_help.iter().map(|help| help.title.as_str()).collect();
    let could_help = (!titles.is_empty()).then(|| format!("What could help: {}.", titles.join("; ")));
    let mut item = Item::from(Prose::from(text).citing(&fact.sources)).note(&reason.rules[0].because);
    item.notes.extend(consequence(reason).into_iter().chain(could_help).map(Prose::from));
    item.notes.extend(gap.could_if.iter().map(could_if));
    Some(item)
}

fn could_if(could: &CouldIf) -> Prose {
    let answers = could.answers.iter().map(|answer| format!("to \"{}\" is \"{}\"", answer.ask, answer.text));
    let answers = answers.collect::<Vec<_>>().join(" and ");
    format!("You weren't sure. If the answer {answers}, this could help: {}.", could.help.title).into()
}

/// What follows from a need that stays open, if it does and the knowledge base says so.
pub(super) fn consequence(reason: &Reason) -> Option<String> {
    let if_open = reason.gap.as_ref()?.if_open.as_ref()?;
    Some(match reason.standings[0].standing == Met::Unknown {
        true => format!("Not known well enough, so assume this: {}", lower_first(if_open)),
        false => if_open.clone(),
    })
}

pub(super) fn candidates(context: &ContextView) -> Vec<Block> {
    let reminder = Block::Paragraph(
        "Points never make up for a must that is not met. What is met only with an addition doesn't count here.".into(),
    );
    vec![Block::bullets(context.candidates.iter().map(score)), reminder]
}

/// Whether a candidate fits, and its points, never without the musts that they cannot make up for.
fn score(candidate: &CandidateView) -> String {
    let fit = match candidate.fit {
        Fit::Alone => "enough on its own",
        Fit::WithCompanions => "enough with an addition",
        Fit::No => "not enough",
    };
    let CandidateView { title, musts_met, musts, points, possible, percent, .. } = candidate;
    let musts = if *musts == 0 { "no musts".to_owned() } else { format!("meets {musts_met} of {musts} musts") };
    format!("{title}: {musts}, {fit}; {points} of {possible} points ({percent}%)")
}

//! What the answers call for: who meets it, what stays open, and what would help.

use crate::advice::{ContextView, CouldIf, Gap, Met, Reason, StandingView};
use crate::document::{Block, Item, Prose};
use crate::text::lower_first;

/// Every reason of a context, with whether each candidate meets it.
pub(super) fn reasons(context: &ContextView) -> Block {
    Block::Numbered(context.reasons.iter().map(reason).collect())
}

fn reason(reason: &Reason) -> Item {
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
    // Ids as they are typed after `advisor show`.
    let with = standing.with.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" and ");
    let met = match standing.standing {
        Met::Met => "meets it".to_owned(),
        Met::MetWithSettings | Met::MetWithCompanions => format!("meets it with {with}"),
        Met::Unmet => "does not meet it".to_owned(),
        Met::Unknown => "does not count as meeting it, since it is not known well enough".to_owned(),
    };
    let fact = &standing.fact;
    let confidence = fact.confidence.word();
    let disputed = if fact.disputed { ", disputed" } else { "" };
    let past_review = if fact.past_review { ", past review" } else { "" };
    let evidence = format!("as of {}, {confidence} confidence{disputed}{past_review}", fact.as_of);
    Prose::from(format!("{} {met}: {} ({evidence}).", standing.title, fact.summary)).citing(&fact.sources)
}

/// What the named messenger does not give.
pub(super) fn gaps(context: &ContextView) -> Block {
    let gaps = context.reasons.iter().filter_map(|reason| Some((reason, reason.gap.as_ref()?)));
    Block::Bullets(gaps.map(|(reason, gap)| left_open(reason, gap)).collect())
}

fn left_open(reason: &Reason, gap: &Gap) -> Item {
    let strength = if reason.strength.is_must() { "must" } else { "should" };
    let StandingView { standing, too_old, fact, .. } = &reason.standings[0];
    let unknown = match (standing, fact.level.is_some() && *too_old) {
        (Met::Unknown, true) => " Known, but too old to count.",
        (Met::Unknown, false) => " Not known well enough, so it does not count.",
        (Met::Met | Met::MetWithSettings | Met::MetWithCompanions | Met::Unmet, _) => "",
    };
    let text = format!("{} ({strength}): {}.{unknown}", reason.title, fact.summary);
    let mut item = Item::of(Prose::from(text).citing(&fact.sources)).note(&reason.rules[0].because);
    item.notes.extend(consequence(reason).map(Prose::from));
    if !gap.could_help.is_empty() {
        let titles: Vec<&str> = gap.could_help.iter().map(|help| help.title.as_str()).collect();
        item = item.note(format!("What could help: {}.", titles.join("; ")));
    }
    item.notes.extend(gap.could_if.iter().map(could_if));
    item
}

fn could_if(could: &CouldIf) -> Prose {
    let answers = could.answers.iter().map(|answer| format!("to \"{}\" is \"{}\"", answer.ask, answer.text));
    let answers = answers.collect::<Vec<_>>().join(" and ");
    format!("You were not sure. If the answer {answers}, this could help: {}.", could.help.title).into()
}

/// What follows from a need that stays open, if it does and the knowledge base says so.
pub(super) fn consequence(reason: &Reason) -> Option<String> {
    let if_open = reason.gap.as_ref()?.if_open.as_ref()?;
    Some(match reason.standings[0].standing == Met::Unknown {
        true => format!("Not known well enough, so assume this: {}", lower_first(if_open)),
        false => if_open.clone(),
    })
}

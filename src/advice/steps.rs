//! What to do, in order.

use std::cmp::Reverse;

use indexmap::{IndexMap, IndexSet};
use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use super::sources::Bibliography;
use super::verdict::VerdictView;
use crate::engine::{Advised, Enough, Ground};
use crate::kb::{AsOf, Complement, Key, Kind, Messenger, Stage};

/// The most steps that are shown unless more are asked for.
pub const MOST_STEPS: usize = 7;
/// The least urgency of a step on which the verdict depends.
const DECISIVE: u8 = 9;
/// The least urgency of a step that meets a must.
const REQUIRED: u8 = 8;
/// From which urgency on a step can't wait until the app is there.
const URGENT: u8 = 8;

/// Something to do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Step {
    /// What kind of step it is.
    pub kind: StepKind,
    /// When it is done.
    pub stage: Stage,
    /// The contexts it is for.
    pub contexts: Vec<String>,
    /// The messenger it is for; empty for what is the same whichever of them is used.
    pub messenger: String,
    /// The complements that it consists of: several where they are done in one place.
    pub complements: Vec<String>,
    /// What to do, in short; the name of the messenger for `get`.
    pub title: String,
    /// Where to get the messenger, for `get`.
    pub website: Option<String>,
    /// What it does and does not do.
    pub about: Vec<String>,
    /// Whether a must depends on it.
    pub required: bool,
    /// How much it matters among the steps, 1 to 9.
    #[schemars(range(min = 1, max = 9))]
    pub urgency: u8,
    /// The effort, 1 to 5; 0 for what has none of its own.
    #[schemars(range(max = 5))]
    pub effort: u8,
    /// How to do it.
    pub how_to: Vec<String>,
    /// What of it only these answers bring up.
    #[serde(skip)]
    pub by_answers: Vec<String>,
    /// Whether the headline names it.
    #[serde(skip)]
    pub in_headline: bool,
    /// The date of the steps.
    pub as_of: Option<AsOf>,
    /// The numbers of the sources.
    pub sources: Vec<usize>,
}

/// What kind of step it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// What comes first where everything else has to wait.
    #[default]
    Stop,
    /// What to do about a must that stays open.
    Open,
    /// Getting a messenger.
    Get,
    /// Complements that are done in one place, by the kind of the first.
    #[serde(untagged)]
    Complement(Kind),
}

/// The steps that matter most, and the rest; after a full stop, what to do first alone, and everything else.
pub(super) fn plan(case: &Case<'_>, verdict: &VerdictView, cited: &mut Bibliography<'_>) -> (Vec<Step>, Vec<Step>) {
    let sittings = sittings(case);
    let mut steps = getting(case);
    steps.extend(sittings.iter().map(|together| sitting(case, together, cited)));
    let is_planned = |title: &str| sittings.iter().flatten().any(|key| case.kb[*key].title == title);
    steps.extend(opening(case, verdict).into_iter().filter(|step| !is_planned(&step.title)));
    // What the verdict needs or its headline names is never left out. Stable: ties keep the order of the data.
    steps.sort_by_key(|step| Reverse((step.required || step.in_headline, step.urgency)));
    let mut said = IndexSet::new();
    if case.stops().any(|stop| stop.is_full) {
        let mut first = first_after(case, cited);
        let mut later = first.split_off(first.len().min(MOST_STEPS));
        later.extend(in_order(verdict, steps, &mut said));
        return (first, later);
    }
    let rest = steps.split_off(steps.len().min(MOST_STEPS));
    [steps, rest].map(|steps| in_order(verdict, steps, &mut said)).into()
}

/// Steps in the order in which they are done, without instructions that were given before.
fn in_order(verdict: &VerdictView, mut steps: Vec<Step>, said: &mut IndexSet<String>) -> Vec<Step> {
    for step in &mut steps {
        // What everyone needs before signing up waits until the app is there, unless the answers make it urgent.
        if step.stage == Stage::Before && step.urgency < URGENT {
            step.stage = Stage::After;
        }
    }
    let replaces = |step: &Step| {
        let instead = verdict.apps.iter().filter_map(|app| app.replacement.as_ref());
        step.kind == StepKind::Get || instead.into_iter().any(|one| step.complements.contains(&one.id))
    };
    // The app or what takes its place, then what the situation demands, then what is to be added or set.
    let is_practice = |step: &Step| step.kind == StepKind::Complement(Kind::Practice);
    steps.sort_by_key(|step| (step.stage, Reverse(step.urgency), !replaces(step), !is_practice(step)));
    for step in &mut steps {
        step.how_to.retain(|text| said.insert(text.clone()));
    }
    steps
}

fn first_after(case: &Case<'_>, cited: &mut Bibliography<'_>) -> Vec<Step> {
    let firsts =
        case.stops().filter(|stop| stop.is_full).flat_map(|stop| stop.first.iter().map(move |title| (stop, title)));
    firsts.map(|(stop, title)| Step { sources: cited.cite(&stop.sources), ..decisive(StepKind::Stop, title) }).collect()
}

/// Getting each messenger that is used, unless something takes its place.
fn getting(case: &Case<'_>) -> Vec<Step> {
    let kb = case.kb;
    let mut used: IndexMap<Key<Messenger>, Vec<String>> = IndexMap::new();
    for context in case.decision.contexts.iter().filter(|one| !matches!(one.enough, Enough::Instead(_))) {
        used.entry(case.decision.named(context).messenger).or_default().push(kb[context.context].id.clone());
    }
    let step = |(key, contexts): (Key<Messenger>, Vec<String>)| Step {
        stage: Stage::SignUp,
        contexts,
        messenger: kb[key].id.clone(),
        about: vec![kb[key].about.clone()],
        website: Some(kb[key].website.clone()),
        ..decisive(StepKind::Get, &kb[key].title)
    };
    used.into_iter().map(step).collect()
}

/// What to do about the musts that stay open, each step once.
fn opening(case: &Case<'_>, verdict: &VerdictView) -> Vec<Step> {
    let properties = case.kb.properties();
    let mut steps: IndexMap<&String, Step> = IndexMap::new();
    for (app, open) in verdict.apps.iter().flat_map(|app| app.open.iter().map(move |open| (app, open))) {
        let Some(first) = open.first.as_ref().filter(|_| !open.unknown) else { continue };
        let about = properties.find(&open.property).and_then(|key| properties[key].if_open.clone());
        let step = || Step { about: about.into_iter().collect(), ..decisive(StepKind::Open, first) };
        steps.entry(first).or_insert_with(step).contexts.push(app.context.clone());
    }
    steps.into_values().collect()
}

/// A step before anything else on which the verdict depends.
fn decisive(kind: StepKind, title: &str) -> Step {
    Step { kind, title: title.to_owned(), required: true, urgency: DECISIVE, ..Step::default() }
}

/// The complements that are advised, each once; those that are done in one place together, the most urgent first.
fn sittings(case: &Case<'_>) -> Vec<Vec<Key<Complement>>> {
    let mut sittings: IndexMap<_, IndexSet<Key<Complement>>> = IndexMap::new();
    for key in case.advised.iter().map(|one| one.complement) {
        sittings.entry(case.kb[key].sitting.ok_or(key)).or_default().insert(key);
    }
    let urgency = |key: &Key<Complement>| Reverse(case.kb[*key].urgency(&case.reading));
    sittings.values_mut().for_each(|together| together.sort_by_key(urgency));
    sittings.into_values().map(|together| together.into_iter().collect()).collect()
}

fn sitting(case: &Case<'_>, together: &[Key<Complement>], cited: &mut Bibliography<'_>) -> Step {
    let kb = case.kb;
    let first = &kb[together[0]];
    let title = match (first.sitting, together) {
        (Some(sitting), [_, _, ..]) => {
            let short: Vec<&str> = together.iter().filter_map(|key| kb[*key].short.as_deref()).collect();
            format!("{}: {}", kb[sitting].title, short.join("; "))
        }
        _ => first.title.clone(),
    };
    let mut step = Step { kind: StepKind::Complement(first.kind), stage: first.stage, title, ..Step::default() };
    for key in together {
        let complement = &kb[*key];
        let own = || case.advised.iter().filter(|one| one.complement == *key);
        let messengers: IndexSet<Key<Messenger>> = own().filter_map(|one| one.messenger).collect();
        let messengers: Vec<Key<Messenger>> = messengers.into_iter().collect();
        if let ([only], true) = (messengers.as_slice(), *key == together[0]) {
            step.messenger.clone_from(&kb[*only].id);
        }
        step.stage = step.stage.min(complement.stage(&case.reading));
        step.complements.push(complement.id.clone());
        step.about.push(complement.about.clone());
        step.effort = step.effort.max(complement.effort);
        step.by_answers.extend(complement.steps_when(&case.reading).cloned());
        step.how_to.extend(complement.steps_in(&messengers, &case.reading));
        // The oldest of them, so that age is never understated.
        step.as_of = step.as_of.into_iter().chain([complement.as_of]).min();
        step.sources.extend(cited.cite(&complement.sources));
        for Advised { context, ground, .. } in own() {
            let least = match ground {
                Ground::Must if complement.kind != Kind::Companion => REQUIRED,
                Ground::Apart | Ground::Instead | Ground::Must => DECISIVE,
                Ground::Should | Ground::Practice => 0,
            };
            step.urgency = step.urgency.max(complement.urgency(&case.reading)).max(least);
            step.required |= ground.is_required();
            step.in_headline |= complement.headline.is_some() && *ground != Ground::Should;
            step.contexts.extend(Some(kb[*context].id.clone()).filter(|id| !step.contexts.contains(id)));
        }
    }
    step.sources.sort_unstable();
    step.sources.dedup();
    step
}

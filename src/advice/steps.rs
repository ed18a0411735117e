//! What to do, in order.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use super::sources::Bibliography;
use super::stops::StopView;
use super::verdict::VerdictView;
use crate::engine::{Advised, Enough, Ground};
use crate::kb::{Complement, Context, Key, Kind, Messenger, Sitting, Stage};

/// The most steps that are shown unless more are asked for.
pub const MOST_STEPS: usize = 7;
/// The least urgency of a step on which the verdict depends.
const DECISIVE: u8 = 9;
/// The least urgency of a step that meets a must.
const REQUIRED: u8 = 8;
/// From which urgency on a step can't wait until the app is there.
const URGENT: u8 = 8;

/// Something to do.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
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
    /// The date of the steps.
    pub as_of: Option<String>,
    /// The numbers of the sources.
    pub sources: Vec<usize>,
}

/// What kind of step it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// What comes first where everything else has to wait.
    Stop,
    /// What to do about a must that stays open.
    Open,
    /// Getting a messenger.
    Get,
    /// A way of using the messenger.
    Setting,
    /// Something beyond the messenger.
    Companion,
    /// Something that no level measures.
    Practice,
}

impl From<Kind> for StepKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Setting => Self::Setting,
            Kind::Companion => Self::Companion,
            Kind::Practice => Self::Practice,
        }
    }
}

/// What to do: the steps that matter most, and the rest, both in the order in which they are done.
///
/// After a full stop, what to do first comes alone, and everything else is the rest.
pub(super) fn plan(
    case: &Case<'_>,
    advised: &[Advised],
    verdict: &VerdictView,
    stops: &[StopView],
    cited: &mut Bibliography,
) -> (Vec<Step>, Vec<Step>) {
    let sittings = sittings(case, advised);
    let mut steps = getting(case);
    steps.extend(sittings.iter().map(|together| sitting(case, together, cited)));
    let is_planned = |title: &str| sittings.iter().flatten().any(|one| case.kb[one.key].title == title);
    steps.extend(opening(case, verdict).into_iter().filter(|step| !is_planned(&step.title)));
    // What the verdict needs is never left out. Stable, so that what matters as much keeps the order of the data.
    steps.sort_by_key(|step| Reverse((step.required, step.urgency)));
    if stops.iter().any(|stop| stop.full) {
        let mut first = first_after(case, stops);
        let mut later = first.split_off(first.len().min(MOST_STEPS));
        later.extend(in_order(steps));
        return (first, later);
    }
    let rest = steps.split_off(steps.len().min(MOST_STEPS));
    (in_order(steps), in_order(rest))
}

/// The steps as they are done.
fn in_order(mut steps: Vec<Step>) -> Vec<Step> {
    for step in &mut steps {
        // What everyone needs before signing up waits until the app is there, unless the answers make it urgent.
        if step.stage == Stage::Before && step.urgency < URGENT {
            step.stage = Stage::After;
        }
    }
    steps.sort_by_key(|step| (step.stage, Reverse(step.urgency)));
    steps
}

/// What to do first, where everything else has to wait.
fn first_after(case: &Case<'_>, stops: &[StopView]) -> Vec<Step> {
    let known = case.kb.stops();
    let steps = stops.iter().filter(|stop| stop.full).flat_map(|stop| {
        let first = known.find(&stop.id).map(|key| known[key].first.as_slice()).unwrap_or_default();
        first.iter().map(|title| Step {
            required: true,
            sources: stop.sources.clone(),
            ..blank(StepKind::Stop, Stage::Before, title.clone())
        })
    });
    steps.collect()
}

/// Getting each messenger that is used, unless something takes its place.
fn getting(case: &Case<'_>) -> Vec<Step> {
    let kb = case.kb;
    let mut steps: Vec<Step> = Vec::new();
    for context in case.decision.contexts.iter().filter(|one| !matches!(one.enough, Enough::Instead(_))) {
        let messenger = &kb[case.decision.named(context).messenger];
        let id = kb[context.context].id.clone();
        match steps.iter_mut().find(|step| step.messenger == messenger.id) {
            Some(known) => known.contexts.push(id),
            None => steps.push(Step {
                contexts: vec![id],
                messenger: messenger.id.clone(),
                about: vec![messenger.about.clone()],
                required: true,
                website: Some(messenger.website.clone()),
                ..blank(StepKind::Get, Stage::SignUp, messenger.title.clone())
            }),
        }
    }
    steps
}

/// What to do about musts that stay open.
fn opening(case: &Case<'_>, verdict: &VerdictView) -> Vec<Step> {
    let properties = case.kb.properties();
    let mut steps = Vec::new();
    for app in &verdict.apps {
        for open in app.open.iter().filter(|open| !open.unknown) {
            let Some(title) = open.first.clone() else { continue };
            let about = properties.find(&open.property).and_then(|key| properties[key].if_open.clone());
            steps.push(Step {
                contexts: vec![app.context.clone()],
                about: about.into_iter().collect(),
                required: true,
                ..blank(StepKind::Open, Stage::Before, title)
            });
        }
    }
    steps
}

/// A complement that is advised, with everything it is advised for.
struct Planned {
    key: Key<Complement>,
    messengers: Vec<Key<Messenger>>,
    contexts: Vec<Key<Context>>,
    urgency: u8,
    is_required: bool,
}

/// The complements that are advised, each once; those that are done in one place together.
fn sittings(case: &Case<'_>, advised: &[Advised]) -> Vec<Vec<Planned>> {
    let kb = case.kb;
    let mut sittings: Vec<Vec<Planned>> = Vec::new();
    for &Advised { complement: key, messenger, context, ground } in advised {
        let least = match ground {
            Ground::Apart | Ground::Instead => DECISIVE,
            Ground::Must if kb[key].kind == Kind::Companion => DECISIVE,
            Ground::Must => REQUIRED,
            Ground::Should | Ground::Practice => 0,
        };
        let urgency = case.urgency(key).max(least);
        if let Some(known) = sittings.iter_mut().flatten().find(|known| known.key == key) {
            known.urgency = known.urgency.max(urgency);
            known.is_required |= ground.is_required();
            known.messengers.extend(messenger.filter(|one| !known.messengers.contains(one)));
            known.contexts.extend(Some(context).filter(|one| !known.contexts.contains(one)));
            continue;
        }
        let (messengers, contexts) = (messenger.into_iter().collect(), vec![context]);
        let planned = Planned { key, messengers, contexts, urgency, is_required: ground.is_required() };
        let place = |key: Key<Complement>| -> Option<Key<Sitting>> { kb[key].sitting };
        let is_shared = |known: &&mut Vec<Planned>| place(key).is_some() && place(known[0].key) == place(key);
        match sittings.iter_mut().find(is_shared) {
            Some(known) => known.push(planned),
            None => sittings.push(vec![planned]),
        }
    }
    sittings
}

/// The step of complements that are done in one place.
fn sitting(case: &Case<'_>, together: &[Planned], cited: &mut Bibliography) -> Step {
    let kb = case.kb;
    let first = &together[0];
    let title = match (kb[first.key].sitting, together) {
        (Some(sitting), [_, _, ..]) => {
            let short: Vec<&str> = together.iter().filter_map(|one| kb[one.key].short.as_deref()).collect();
            format!("{}: {}", kb[sitting].title, short.join("; "))
        }
        _ => kb[first.key].title.clone(),
    };
    let mut step = blank(kb[first.key].kind.into(), kb[first.key].stage, title);
    step.urgency = 1;
    if let [only] = first.messengers.as_slice() {
        step.messenger.clone_from(&kb[*only].id);
    }
    for one in together {
        let complement = &kb[one.key];
        step.stage = step.stage.min(complement.stage);
        step.urgency = step.urgency.max(one.urgency);
        step.required |= one.is_required;
        step.complements.push(complement.id.clone());
        step.about.push(complement.about.clone());
        step.effort = step.effort.max(complement.effort);
        step.how_to.extend(complement.steps_in(&one.messengers, |question| case.chosen(question)));
        // The oldest of them, so that age is never understated.
        let as_of = complement.as_of.to_string();
        step.as_of = Some(step.as_of.take().map_or(as_of.clone(), |known| known.min(as_of)));
        step.sources.extend(cited.cite(&complement.sources));
        for id in one.contexts.iter().map(|context| &kb[*context].id) {
            step.contexts.extend(Some(id.clone()).filter(|id| !step.contexts.contains(id)));
        }
    }
    step.sources.sort_unstable();
    step.sources.dedup();
    step
}

/// A step of which nothing else is known yet, as urgent as can be.
fn blank(kind: StepKind, stage: Stage, title: String) -> Step {
    Step {
        kind,
        stage,
        contexts: Vec::new(),
        messenger: String::new(),
        complements: Vec::new(),
        title,
        website: None,
        about: Vec::new(),
        required: false,
        urgency: DECISIVE,
        effort: 0,
        how_to: Vec::new(),
        as_of: None,
        sources: Vec::new(),
    }
}

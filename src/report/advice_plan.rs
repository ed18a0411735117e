//! What to do, in order: the steps of [`Advice`](super::Advice).

use std::cmp::Reverse;

use super::advice::{AppView, MOST_STEPS, Step, StopView};
use super::advice_writer::Writer;
use crate::engine::{Advised, Decision, Enough, Ground, advised};
use crate::kb::{Complement, Context, Key, Kind, Messenger, Sitting, Stage};

/// How much a step matters at least on which a must hangs.
const REQUIRED: u8 = 8;
/// How much a step matters that can't wait until the app is there.
const URGENT: u8 = 8;
/// How much a step matters on which the verdict hangs.
const DECISIVE: u8 = 9;

/// A complement that is advised, with the contexts it is for.
struct Planned {
    key: Key<Complement>,
    messengers: Vec<Key<Messenger>>,
    contexts: Vec<Key<Context>>,
    urgency: u8,
    is_required: bool,
}

impl Writer<'_> {
    /// What to do: the steps that matter most, and the rest, both in the order in which they are done.
    ///
    /// After a full stop, what to do first comes alone, and everything else is the rest.
    pub(super) fn steps(
        &mut self,
        decision: &Decision,
        advised: &[Advised],
        apps: &[AppView],
        stops: &[StopView],
    ) -> (Vec<Step>, Vec<Step>) {
        let planned = self.planned(advised);
        let mut steps = self.getting(decision);
        steps.extend(self.complement_steps(&planned));
        let is_planned = |title: &String| planned.iter().any(|one| self.kb[one.key].title == *title);
        steps.extend(self.open_steps(apps).into_iter().filter(|(_, step)| !is_planned(&step.title)));
        // Stable, so that what matters as much keeps the order of the data.
        steps.sort_by_key(|(_, step)| Reverse(step.urgency));
        let rest = steps.split_off(steps.len().min(MOST_STEPS));
        // What everyone needs before signing up waits until the app is there, unless the answers make it urgent.
        let when = |stage: Stage, step: &Step| match stage {
            Stage::Before if step.urgency < URGENT => Stage::After,
            other => other,
        };
        let in_order = |mut steps: Vec<(Stage, Step)>| -> Vec<Step> {
            steps.sort_by_key(|(stage, step)| (when(*stage, step), Reverse(step.urgency)));
            let at = |(stage, step): (Stage, Step)| Step { stage: when(stage, &step).word(), ..step };
            steps.into_iter().map(at).collect()
        };
        if !stops.iter().any(|stop| stop.full) {
            return (in_order(steps), in_order(rest));
        }
        steps.extend(rest);
        let mut first = self.stop_steps(stops);
        let mut later = first.split_off(first.len().min(MOST_STEPS));
        later.extend(in_order(steps));
        (first, later)
    }

    /// What to do first, where everything else has to wait.
    fn stop_steps(&self, stops: &[StopView]) -> Vec<Step> {
        let known = self.kb.stops();
        let steps = stops.iter().filter(|stop| stop.full).flat_map(|stop| {
            let first = known.find(&stop.id).map(|key| known[key].first.as_slice()).unwrap_or_default();
            first.iter().map(|title| Step { sources: stop.sources.clone(), ..blank("stop", title.clone()) })
        });
        steps.collect()
    }

    /// What to do about musts that stay open.
    fn open_steps(&self, apps: &[AppView]) -> Vec<(Stage, Step)> {
        let mut steps = Vec::new();
        for app in apps {
            let known = app.open.iter().filter(|open| !open.unknown);
            for (title, property) in known.filter_map(|open| Some((open.first.clone()?, &open.property))) {
                let about = self.kb.properties().find(property).and_then(|key| self.kb[key].if_open.clone());
                let step = Step {
                    contexts: vec![app.context.clone()],
                    about: about.into_iter().collect(),
                    required: true,
                    ..blank("open", title)
                };
                steps.push((Stage::Before, step));
            }
        }
        steps
    }

    /// Getting each messenger that is used, unless something takes its place.
    fn getting(&self, decision: &Decision) -> Vec<(Stage, Step)> {
        let kb = self.kb;
        let mut steps: Vec<(Stage, Step)> = Vec::new();
        for context in &decision.contexts {
            let named = decision.named(context);
            if matches!(context.enough, Enough::Instead(_)) {
                continue;
            }
            let messenger = &kb[named.messenger];
            let id = kb[context.context].id.clone();
            if let Some((_, step)) = steps.iter_mut().find(|(_, step)| step.messenger == messenger.id) {
                step.contexts.push(id);
                continue;
            }
            let title = format!("Get {} from {}", messenger.title, messenger.website);
            let step = Step {
                contexts: vec![id],
                messenger: messenger.id.clone(),
                about: vec![messenger.about.clone()],
                required: true,
                ..blank("get", title)
            };
            steps.push((Stage::SignUp, step));
        }
        steps
    }

    /// What a decision advises, with the urgencies of the answers.
    pub(super) fn advised(&self, decision: &Decision) -> Vec<Advised> {
        let urgency = |key: Key<Complement>| self.urgency(key);
        advised(self.kb, self.levels, self.grounds, decision, urgency)
    }

    fn urgency(&self, key: Key<Complement>) -> u8 {
        self.kb[key].urgency(|question| self.reading.get(question))
    }

    /// A step for each complement that is advised; one for all that are done in one place.
    fn complement_steps(&mut self, planned: &[Planned]) -> Vec<(Stage, Step)> {
        let mut steps = Vec::new();
        let mut done: Vec<Key<Sitting>> = Vec::new();
        for one in planned {
            match self.kb[one.key].sitting {
                None => steps.push(self.step(&[one])),
                Some(sitting) if done.contains(&sitting) => {}
                Some(sitting) => {
                    done.push(sitting);
                    let together: Vec<&Planned> =
                        planned.iter().filter(|other| self.kb[other.key].sitting == Some(sitting)).collect();
                    steps.push(self.step(&together));
                }
            }
        }
        steps
    }

    /// The complements that are advised, each once.
    fn planned(&self, advised: &[Advised]) -> Vec<Planned> {
        let kb = self.kb;
        let mut planned: Vec<Planned> = Vec::new();
        for &Advised { complement: key, messenger, context, ground } in advised {
            let least = match ground {
                Ground::Apart | Ground::Instead => DECISIVE,
                Ground::Must if kb[key].kind == Kind::Companion => DECISIVE,
                Ground::Must => REQUIRED,
                Ground::Should | Ground::Practice => 0,
            };
            let is_required = ground.is_required();
            let urgency = self.urgency(key).max(least);
            match planned.iter_mut().find(|known| known.key == key) {
                Some(known) => {
                    known.urgency = known.urgency.max(urgency);
                    known.is_required |= is_required;
                    known.messengers.extend(messenger.filter(|one| !known.messengers.contains(one)));
                    if !known.contexts.contains(&context) {
                        known.contexts.push(context);
                    }
                }
                None => {
                    let (messengers, contexts) = (messenger.into_iter().collect(), vec![context]);
                    planned.push(Planned { key, messengers, contexts, urgency, is_required });
                }
            }
        }
        planned
    }

    /// The step of some complements that are done in one place.
    fn step(&mut self, together: &[&Planned]) -> (Stage, Step) {
        let kb = self.kb;
        let [first, ..] = together else { unreachable!("a step is made of something") };
        let stage = together.iter().map(|one| kb[one.key].stage).min().unwrap_or(kb[first.key].stage);
        let mut step = Step {
            messenger: match first.messengers.as_slice() {
                [only] => kb[*only].id.clone(),
                _ => String::new(),
            },
            urgency: together.iter().map(|one| one.urgency).max().unwrap_or(1),
            required: together.iter().any(|one| one.is_required),
            ..blank(kb[first.key].kind.word(), self.title(together))
        };
        for one in together {
            let complement = &kb[one.key];
            step.complements.push(complement.id.clone());
            step.about.push(complement.about.clone());
            step.effort = step.effort.max(complement.effort);
            step.how_to.extend(complement.steps_in(&one.messengers, |question| self.reading.get(question)));
            // The oldest of them, so that age is never understated.
            let as_of = complement.as_of.to_string();
            step.as_of = Some(step.as_of.take().map_or(as_of.clone(), |known| known.min(as_of)));
            step.sources.extend(self.bibliography.cite(&complement.sources));
            for context in &one.contexts {
                let id = kb[*context].id.clone();
                if !step.contexts.contains(&id) {
                    step.contexts.push(id);
                }
            }
        }
        step.sources.sort_unstable();
        step.sources.dedup();
        (stage, step)
    }

    fn title(&self, together: &[&Planned]) -> String {
        let kb = self.kb;
        match together {
            [one] => kb[one.key].title.clone(),
            several => {
                let short: Vec<&str> = several.iter().filter_map(|one| kb[one.key].short.as_deref()).collect();
                let sitting = several[0].key;
                let opening = kb[sitting].sitting.map(|key| kb[key].title.as_str()).unwrap_or_default();
                format!("{opening}: {}", short.join("; "))
            }
        }
    }

    /// The stops that apply, the gravest first.
    pub(super) fn stops(&mut self) -> Vec<StopView> {
        let kb = self.kb;
        let answered = |question| self.reading.get(question);
        let applying: Vec<_> = kb.stops().iter().filter(|stop| stop.applies(answered)).collect();
        let mut views = Vec::new();
        for stop in applying {
            let helplines = stop.helplines.iter().map(|key| self.helpline(*key)).collect();
            views.push(StopView {
                id: stop.id.clone(),
                full: stop.is_full,
                title: stop.title.clone(),
                text: stop.text.clone(),
                later: stop.later.clone(),
                helplines,
                sources: self.bibliography.cite(&stop.sources),
            });
        }
        views
    }
}

/// A step of a kind, with nothing said of it yet, that comes before everything else.
fn blank(kind: &'static str, title: String) -> Step {
    Step {
        kind,
        stage: Stage::Before.word(),
        contexts: Vec::new(),
        messenger: String::new(),
        complements: Vec::new(),
        title,
        about: Vec::new(),
        required: kind == "stop",
        urgency: DECISIVE,
        effort: 0,
        how_to: Vec::new(),
        as_of: None,
        sources: Vec::new(),
    }
}

//! What to do, in order: the steps of [`Advice`](super::Advice).

use super::advice::Step;
use super::advice_writer::Writer;
use crate::engine::{Assessment, ContextDecision, Decision, Ground, advised};
use crate::kb::{Complement, Context, Key, Kind, Messenger, Risk, Str, any_holds};

/// The order of steps: what can burn an account or a device for good comes before the app is on it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Before,
    Companion,
    Try,
    BeforeSignUp,
    Get,
    Required,
    Worth,
}

impl Writer<'_> {
    /// What to do before anything else, companions, what belongs before signing up, getting the messengers, then the
    /// other settings, required ones first; each once.
    ///
    /// Hardware, Tor and the like come before the app, so that nobody sets it up in the wrong place.
    pub(super) fn steps(&mut self, decision: &Decision, named: &[(&ContextDecision, &Assessment)]) -> Vec<Step> {
        let kb = self.kb;
        let mut staged: Vec<(Stage, Key<Context>, Step)> = Vec::new();
        for (context, _) in named {
            for risk in kb.risks().iter().filter(|risk| any_holds(&risk.when, |question| self.reading.get(question))) {
                let sources = self.bibliography.cite(&risk.sources);
                staged.extend(before(risk, sources).map(|step| (Stage::Before, context.context, step)));
            }
        }
        let advised = advised(kb, self.levels, self.grounds, decision);
        for apart in advised.iter().filter(|one| one.ground == Ground::Apart) {
            let step = self.step(apart.complement, apart.messenger, Ground::Apart);
            staged.push((Stage::Companion, apart.context, step));
        }
        for (context, assessment) in named {
            let bars = named
                .iter()
                .filter(|(_, other)| other.messenger == assessment.messenger)
                .any(|(other, own)| other.open(own).any(|position| kb[other.needs[position].property].bars_use));
            // An account is registered in one app, so what takes the place of the messenger's own is got alone.
            let own = named.iter().filter(|(_, other)| other.messenger == assessment.messenger);
            let has_app = own.clone().all(|(_, own)| own.companions.iter().any(|key| kb[*key].is_the_app));
            if !has_app {
                let step = getting(&kb[assessment.messenger]);
                staged.push((Stage::Get, context.context, if bars { step.warned() } else { step }));
            }
            for one in advised.iter().filter(|one| one.context == context.context) {
                let key = one.complement;
                let stage = match (kb[key].kind, one.ground) {
                    (_, Ground::Apart) => continue,
                    (_, Ground::Unproven) => Stage::Try,
                    (Kind::Companion, _) if kb[key].is_the_app => Stage::Get,
                    (Kind::Companion, _) => Stage::Companion,
                    (Kind::Setting, _) if kb[key].before_sign_up => Stage::BeforeSignUp,
                    (Kind::Setting, Ground::Must) => Stage::Required,
                    (Kind::Setting, Ground::Should) => Stage::Worth,
                };
                let step = self.step(key, assessment.messenger, one.ground);
                let step = if has_app && stage == Stage::Get { step.of_app(&kb[assessment.messenger]) } else { step };
                let step = if bars && stage == Stage::Get { step.warned() } else { step };
                staged.push((stage, context.context, step));
            }
        }
        staged.sort_by_key(|(stage, ..)| *stage);
        let mut steps: Vec<Step> = Vec::new();
        for (_, context, step) in staged {
            add(&mut steps, &kb[context].id, step);
        }
        steps
    }

    fn step(&mut self, key: Key<Complement>, messenger: Key<Messenger>, ground: Ground) -> Step {
        let complement = &self.kb[key];
        Step {
            kind: complement.kind.word(),
            contexts: Vec::new(),
            messenger: self.kb[messenger].id.clone(),
            complement: Some(complement.id.clone()),
            title: complement.title.clone(),
            about: complement.about.clone(),
            required: matches!(ground, Ground::Apart | Ground::Must),
            unproven: ground == Ground::Unproven,
            effort: complement.effort,
            how_to: complement.steps_in(messenger),
            as_of: Some(complement.as_of.to_string()),
            sources: self.bibliography.cite(&complement.sources),
        }
    }
}

/// The step that comes before all others, if a risk asks for one.
fn before(risk: &Risk, sources: Vec<usize>) -> Option<Step> {
    Some(Step {
        kind: "before",
        contexts: Vec::new(),
        messenger: Str::default(),
        complement: None,
        title: risk.before.clone()?,
        about: risk.text.clone(),
        required: true,
        unproven: false,
        effort: 0,
        how_to: Vec::new(),
        as_of: None,
        sources,
    })
}

/// The step of getting a messenger.
fn getting(messenger: &Messenger) -> Step {
    Step {
        kind: "get",
        contexts: Vec::new(),
        messenger: messenger.id.clone(),
        complement: None,
        title: format!("Get {} from {}", messenger.title, messenger.website).into(),
        about: messenger.about.clone(),
        required: true,
        unproven: false,
        effort: 0,
        how_to: Vec::new(),
        as_of: None,
        sources: Vec::new(),
    }
}

impl Step {
    /// The step of what takes the place of a messenger's own app, with the way to that for whoever takes another way.
    fn of_app(self, messenger: &Messenger) -> Self {
        let own = format!("Where you take another way instead, get {} from {}.", messenger.title, messenger.website);
        Self { about: format!("{} {own}", self.about).into(), ..self }
    }

    /// The step of getting an app, where what stays open bars its use.
    fn warned(self) -> Self {
        Self { title: format!("Read first what stays open, below. {}", self.title).into(), ..self }
    }
}

/// Adds a step, or its context to the same step.
///
/// A companion that is the same beside any messenger is told once for all of them, unless it is only worth a try.
fn add(steps: &mut Vec<Step>, context: &Str, step: Step) {
    let is_the_same =
        |known: &Step| known.kind == "companion" && !known.unproven && !step.unproven && known.how_to == step.how_to;
    let same = steps.iter_mut().find(|known| {
        (&known.title, &known.about) == (&step.title, &step.about)
            && (known.messenger == step.messenger || is_the_same(known))
    });
    match same {
        Some(known) => {
            if known.messenger != step.messenger {
                known.messenger = Str::default();
            }
            known.required |= step.required;
            if !known.contexts.contains(context) {
                known.contexts.push(context.clone());
            }
        }
        None => steps.push(Step { contexts: vec![context.clone()], ..step }),
    }
}

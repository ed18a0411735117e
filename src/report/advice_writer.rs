//! Turns a decision into [`Advice`], citing as it goes.

use super::advice::{
    Advice, AnswerView, Assumption, CandidateView, ContextView, CouldHelp, Disputed, Drift, FactView, GapView, Instead,
    ObstacleView, Placed, Reason, RiskView, RuleView, SCHEMA, StaleFact, StandingView, Step, VerdictView, Warning,
};
use super::bibliography::Bibliography;
use crate::answers::{Answer, Answers, Reading, Saved, SavedVerdict};
use crate::engine::{
    Assessment, ContextDecision, Decision, Fit, Levels, Lift, Need, Obstacle, Placing, Standing, Trust, Verdict,
    available, decide, interchangeable, of_kind,
};
use crate::kb::{
    AsOf, Complement, Context, Key, Kind, KnowledgeBase, Messenger, Property, Risk, Rule, Strength, any_holds,
    parse_day,
};

/// Builds advice step by step; every part cites into one bibliography.
struct Writer<'a> {
    kb: &'a KnowledgeBase,
    trust: &'a Trust,
    levels: &'a Levels,
    reading: &'a Reading,
    bibliography: Bibliography,
}

impl Advice {
    /// The advice for complete answers.
    ///
    /// Questions that are still open count as not asked; callers make sure there are none.
    pub fn of(kb: &KnowledgeBase, trust: &Trust, answers: &Answers, saved: Option<&Saved>) -> Self {
        let levels = Levels::of(kb, trust);
        let reading = answers.read(kb);
        let decision = decide(kb, &levels, &reading);
        let mut writer =
            Writer { kb, trust, levels: &levels, reading: &reading, bibliography: Bibliography::default() };
        let mut advice = writer.write(answers, &decision);
        advice.drift = saved.and_then(|saved| drift(kb, &decision, &advice, saved));
        advice
    }

    /// The verdict as a saved file keeps it.
    pub fn saved_verdict(&self) -> SavedVerdict {
        let placed = |placed: &Placed| (placed.context.clone(), placed.messenger.clone());
        SavedVerdict {
            kind: self.verdict.kind.to_owned(),
            messengers: self.verdict.messengers.iter().map(placed).collect(),
        }
    }
}

impl Writer<'_> {
    fn write(&mut self, answers: &Answers, decision: &Decision) -> Advice {
        let kb = self.kb;
        let named: Vec<(&ContextDecision, &Assessment)> =
            decision.contexts.iter().map(|context| (context, decision.named(context))).collect();

        let contexts = named.iter().map(|(context, assessment)| self.context(context, assessment)).collect();
        // Any of them is enough, so the steps name the easiest.
        let apart = self.keeping_apart_of(decision).into_iter().min_by_key(|key| kb[*key].effort);
        let steps = self.steps(&named, apart.as_slice());
        let mut messengers: Vec<Key<Messenger>> = Vec::new();
        for (_, assessment) in &named {
            if !messengers.contains(&assessment.messenger) {
                messengers.push(assessment.messenger);
            }
        }
        let notices = messengers.iter().flat_map(|messenger| self.notices(*messenger)).collect();
        let risks = self.risks();
        let disputed = self.disputed(&named);
        Advice {
            schema: SCHEMA,
            knowledge_base: kb.scope().version.clone(),
            as_of: self.trust.as_of.to_string(),
            verdict: self.verdict(decision),
            contexts,
            steps,
            notices,
            risks,
            assumptions: self.assumptions(answers),
            disputed,
            past_review: self.past_review(decision),
            answers: self.answers(answers, &answers.asked(kb)),
            not_counted: self.answers(answers, &answers.ruled_out(kb)),
            certainty: None,
            drift: None,
            sources: self.bibliography.list(kb),
        }
    }

    fn verdict(&self, decision: &Decision) -> VerdictView {
        let placed = |placing: &Placing| -> Vec<Placed> {
            let placed = placing.0.iter().map(|(context, messenger)| Placed {
                context: self.kb[*context].id.clone(),
                messenger: self.kb[*messenger].id.clone(),
                title: self.kb[*messenger].title.clone(),
            });
            placed.collect()
        };
        let (kind, headline, messengers, obstacles) = match &decision.verdict {
            Verdict::Use(placing) => {
                let titles: Vec<&str> = placing.messengers().iter().map(|key| self.kb[*key].title.as_str()).collect();
                let (kind, headline) = match titles.as_slice() {
                    [one] => ("one", format!("Use {one}")),
                    several => ("several", format!("Use {} together, each for its own contacts", and(several))),
                };
                (kind, headline, placed(placing), Vec::new())
            }
            Verdict::NoneAlone(obstacles) => {
                let titles: Vec<&str> =
                    self.kb.scope().candidates.iter().map(|key| self.kb[*key].title.as_str()).collect();
                let headline = match titles.as_slice() {
                    [one] => format!("{one} alone is not enough"),
                    [one, other] => format!("Neither {one} nor {other} alone is enough"),
                    several => format!("None of {} is enough alone", and(several)),
                };
                let obstacles = obstacles.iter().map(|obstacle| self.obstacle(decision, obstacle)).collect();
                ("none-alone", headline, Vec::new(), obstacles)
            }
        };
        VerdictView {
            kind,
            headline,
            messengers,
            is_close: decision.is_close,
            runner_up: decision.runner_up.as_ref().map(placed).unwrap_or_default(),
            obstacles,
            kept_apart: self.kept_apart(),
        }
    }

    fn kept_apart(&self) -> Vec<String> {
        let apart = self.kb.scope().apart.iter();
        let holds = apart.filter(|apart| any_holds(&apart.when, |question| self.reading.get(question)));
        holds.map(|apart| apart.because.clone()).collect()
    }

    fn obstacle(&self, decision: &Decision, obstacle: &Obstacle) -> ObstacleView {
        let kb = self.kb;
        match obstacle {
            Obstacle::Conflict { context, needs } => {
                let found = decision.contexts.iter().find(|decided| decided.context == *context);
                let wanted: Vec<&Need> =
                    found.map(|found| needs.iter().map(|&need| &found.needs[need]).collect()).unwrap_or_default();
                let named: Vec<String> = wanted.iter().map(|need| self.need_phrase(need)).collect();
                let text = match named.as_slice() {
                    [one] => format!("No candidate has this: {one}."),
                    several => format!("No candidate has these together: {}.", several.join("; ")),
                };
                ObstacleView {
                    contexts: vec![kb[*context].id.clone()],
                    text,
                    properties: wanted.iter().map(|need| kb[need.property].id.clone()).collect(),
                    could_help: Vec::new(),
                }
            }
            Obstacle::Shared { contexts, because } => {
                let served: Vec<&str> = decision
                    .contexts
                    .first()
                    .map(|context| {
                        context
                            .ranking
                            .iter()
                            .filter(|one| one.fit == Fit::Alone)
                            .map(|one| kb[one.messenger].title.as_str())
                            .collect()
                    })
                    .unwrap_or_default();
                let served = if served.is_empty() {
                    String::new()
                } else {
                    format!("Only {} fits, and it would have to serve them all. ", and(&served))
                };
                ObstacleView {
                    contexts: contexts.iter().map(|context| kb[*context].id.clone()).collect(),
                    text: format!("These contacts must be kept apart. {served}{because}"),
                    properties: Vec::new(),
                    could_help: self.keeping_apart(decision),
                }
            }
        }
    }

    /// Complements that would let a messenger serve contexts that are kept apart.
    fn keeping_apart(&self, decision: &Decision) -> Vec<CouldHelp> {
        self.keeping_apart_of(decision).into_iter().map(|complement| self.could_help(complement, Vec::new())).collect()
    }

    /// The same, as keys; none unless contexts would have to share a messenger.
    fn keeping_apart_of(&self, decision: &Decision) -> Vec<Key<Complement>> {
        let kb = self.kb;
        let mut help = Vec::new();
        let is_shared = |obstacle: &Obstacle| matches!(obstacle, Obstacle::Shared { .. });
        if !matches!(&decision.verdict, Verdict::NoneAlone(obstacles) if obstacles.iter().any(is_shared)) {
            return help;
        }
        for apart in &kb.scope().apart {
            for complement in available(kb, self.reading) {
                let lifts = kb[complement].lifts(apart.unless.0) >= Some(apart.unless.1);
                let works = decision.contexts.iter().all(|context| {
                    context
                        .ranking
                        .iter()
                        .any(|one| one.fit == Fit::Alone && self.levels.allows(&kb[complement], one.messenger))
                });
                if lifts && works {
                    help.push(complement);
                }
            }
        }
        help
    }

    /// A need in words, as in "What signing up needs: no phone number at all".
    fn need_phrase(&self, need: &Need) -> String {
        let property = &self.kb[need.property];
        format!("\"{}: {}\"", property.title, property.describe_need(need.level))
    }

    fn context(&mut self, context: &ContextDecision, named: &Assessment) -> ContextView {
        let kb = self.kb;
        let about = &kb[context.context];
        let candidates = context.ranking.iter().map(|assessment| self.candidate(context, assessment)).collect();

        let mut order: Vec<usize> = (0..context.needs.len()).collect();
        order.sort_by_key(|&position| self.precedence(context, named, position));
        let reasons = order.iter().map(|&position| self.reason(context, named, position)).collect();

        let companions = self.companions(context, named);
        let gaps = order
            .iter()
            .filter(|&&position| !named.standings[position].is_met())
            .map(|&position| self.gap(context, named, position))
            .collect();
        ContextView {
            id: about.id.clone(),
            title: about.title.clone(),
            people: about.people.clone(),
            messenger: kb[named.messenger].id.clone(),
            messenger_title: kb[named.messenger].title.clone(),
            fit: fit_word(named.fit),
            candidates,
            reasons,
            companions,
            gaps,
        }
    }

    fn candidate(&self, context: &ContextDecision, assessment: &Assessment) -> CandidateView {
        let kb = self.kb;
        let ids = |complements: &[Key<Complement>]| complements.iter().map(|key| kb[*key].id.clone()).collect();
        let musts = context.needs.iter().zip(&assessment.standings).filter(|(need, _)| need.strength.is_must());
        let possible = context.possible();
        CandidateView {
            id: kb[assessment.messenger].id.clone(),
            title: kb[assessment.messenger].title.clone(),
            fit: fit_word(assessment.fit),
            musts_met: musts.clone().filter(|(_, standing)| assessment.meets_alone(standing)).count(),
            musts: musts.count(),
            points: assessment.points,
            possible,
            percent: (assessment.points * 100 + possible / 2).checked_div(possible).unwrap_or(100),
            settings: ids(&assessment.settings),
            companions: ids(&assessment.companions),
        }
    }

    /// Which reason to name first: those that tell the candidates apart, then by strength.
    fn precedence(
        &self,
        context: &ContextDecision,
        named: &Assessment,
        position: usize,
    ) -> (u8, std::cmp::Reverse<Strength>, usize) {
        let need = &context.needs[position];
        let class = match (self.decides(context, named, position), named.meets_alone(&named.standings[position])) {
            (true, _) if need.strength.is_must() => 0,
            (true, _) => 1,
            (false, true) => 3,
            // Nobody meets it alone: for none alone, this is the reason.
            (false, false) if need.strength.is_must() => 0,
            (false, false) => 2,
        };
        (class, std::cmp::Reverse(need.strength), position)
    }

    /// Whether the named messenger meets a need that another candidate does not meet alone.
    fn decides(&self, context: &ContextDecision, named: &Assessment, position: usize) -> bool {
        named.meets_alone(&named.standings[position])
            && context.ranking.iter().any(|other| !other.meets_alone(&other.standings[position]))
    }

    fn reason(&mut self, context: &ContextDecision, named: &Assessment, position: usize) -> Reason {
        let kb = self.kb;
        let need = &context.needs[position];
        let property = &kb[need.property];
        let mut rules = need.rules.clone();
        rules.sort_by_key(|rule| (std::cmp::Reverse(kb[*rule].strength), std::cmp::Reverse(kb[*rule].level)));
        let rules = rules.iter().map(|rule| self.rule(*rule)).collect();
        let rivals = context.ranking.iter().filter(|other| other.messenger != named.messenger);
        let standings =
            std::iter::once(named).chain(rivals).map(|assessment| self.standing(assessment, need, position)).collect();
        Reason {
            property: property.id.clone(),
            title: property.title.clone(),
            level: property.written(need.level),
            need: property.describe_need(need.level),
            strength: strength_word(need.strength),
            weight: need.strength.weight(),
            decides: self.decides(context, named, position),
            rules,
            standings,
        }
    }

    fn rule(&mut self, rule: Key<Rule>) -> RuleView {
        let rule = &self.kb[rule];
        RuleView { id: rule.id.clone(), because: rule.because.clone(), sources: self.bibliography.cite(&rule.sources) }
    }

    fn standing(&mut self, assessment: &Assessment, need: &Need, position: usize) -> StandingView {
        let kb = self.kb;
        let (standing, with) = match &assessment.standings[position] {
            Standing::Met => ("met", Vec::new()),
            Standing::MetWith(by) => ("met-with", by.iter().map(|key| kb[*key].id.clone()).collect()),
            Standing::Unmet => ("unmet", Vec::new()),
            Standing::Unknown => ("unknown", Vec::new()),
        };
        StandingView {
            messenger: kb[assessment.messenger].id.clone(),
            title: kb[assessment.messenger].title.clone(),
            standing,
            with,
            alone: assessment.meets_alone(&assessment.standings[position]),
            fact: fact_view(kb, self.trust, assessment.messenger, need.property, &mut self.bibliography),
        }
    }

    fn companions(&self, context: &ContextDecision, named: &Assessment) -> Vec<CouldHelp> {
        let kb = self.kb;
        let all = self.usable(named.messenger, Kind::Companion);
        let musts = context
            .needs
            .iter()
            .zip(&named.standings)
            .filter(|(need, standing)| need.strength.is_must() && !named.meets_alone(standing));
        let lifts: Vec<Lift> = musts.filter_map(|(need, _)| Lift::of(kb, need, &all)).collect();
        let chosen: Vec<usize> =
            named.companions.iter().filter_map(|key| all.iter().position(|known| known == key)).collect();
        let instead = interchangeable(&lifts, &chosen, all.len());
        named
            .companions
            .iter()
            .zip(instead)
            .map(|(key, instead)| {
                self.could_help(
                    *key,
                    instead
                        .iter()
                        .map(|&other| Instead { id: kb[all[other]].id.clone(), title: kb[all[other]].title.clone() })
                        .collect(),
                )
            })
            .collect()
    }

    fn usable(&self, messenger: Key<Messenger>, kind: Kind) -> Vec<Key<Complement>> {
        let kb = self.kb;
        let all = of_kind(kb, &available(kb, self.reading), kind);
        all.into_iter().filter(|key| self.levels.allows(&kb[*key], messenger)).collect()
    }

    fn could_help(&self, complement: Key<Complement>, instead: Vec<Instead>) -> CouldHelp {
        let complement = &self.kb[complement];
        CouldHelp {
            id: complement.id.clone(),
            title: complement.title.clone(),
            about: complement.about.clone(),
            instead,
        }
    }

    fn gap(&mut self, context: &ContextDecision, named: &Assessment, position: usize) -> GapView {
        let kb = self.kb;
        let need = &context.needs[position];
        let strongest = need.rules.iter().max_by_key(|rule| (kb[**rule].strength, std::cmp::Reverse(**rule)));
        let all = [Kind::Setting, Kind::Companion].map(|kind| self.usable(named.messenger, kind)).concat();
        let could_help = all.into_iter().filter(|key| kb[*key].lifts(need.property) >= Some(need.level));
        GapView {
            property: kb[need.property].id.clone(),
            title: kb[need.property].title.clone(),
            strength: strength_word(need.strength),
            unknown: named.standings[position] == Standing::Unknown,
            fact: fact_view(kb, self.trust, named.messenger, need.property, &mut self.bibliography),
            because: strongest.map(|rule| kb[*rule].because.clone()).unwrap_or_default(),
            could_help: could_help.map(|key| self.could_help(key, Vec::new())).collect(),
        }
    }

    /// Companions that musts hang on, getting the messengers, then settings, required ones first; each once.
    ///
    /// Hardware, Tor and the like come before the app, so that nobody sets it up in the wrong place.
    fn steps(&mut self, named: &[(&ContextDecision, &Assessment)], apart: &[Key<Complement>]) -> Vec<Step> {
        let kb = self.kb;
        let mut staged: Vec<(u8, Key<Context>, Step)> = Vec::new();
        for (context, _) in named {
            for risk in kb.risks().iter().filter(|risk| any_holds(&risk.when, |question| self.reading.get(question))) {
                staged
                    .extend(before(risk, self.bibliography.cite(&risk.sources)).map(|step| (0, context.context, step)));
            }
        }
        for (context, assessment) in named {
            staged.push((2, context.context, getting(&kb[assessment.messenger])));
            for key in apart.iter().chain(&assessment.companions).chain(&assessment.settings) {
                let complement = &kb[*key];
                let required = apart.contains(key)
                    || context.needs.iter().zip(&assessment.standings).any(|(need, standing)| {
                        need.strength.is_must() && matches!(standing, Standing::MetWith(by) if by.contains(key))
                    });
                let stage = match (complement.kind, required) {
                    (Kind::Companion, _) => 1,
                    (Kind::Setting, true) => 3,
                    (Kind::Setting, false) => 4,
                };
                let step = Step {
                    kind: complement.kind.word(),
                    contexts: Vec::new(),
                    messenger: kb[assessment.messenger].id.clone(),
                    complement: Some(complement.id.clone()),
                    title: complement.title.clone(),
                    about: complement.about.clone(),
                    required,
                    effort: complement.effort,
                    how_to: complement.steps_in(assessment.messenger),
                    as_of: Some(complement.as_of.to_string()),
                    sources: self.bibliography.cite(&complement.sources),
                };
                staged.push((stage, context.context, step));
            }
        }
        staged.sort_by_key(|(stage, ..)| *stage);
        let mut steps: Vec<Step> = Vec::new();
        for (_, context, step) in staged {
            add(&mut steps, context, kb, step);
        }
        steps
    }

    fn notices(&mut self, messenger: Key<Messenger>) -> Vec<Warning> {
        let messenger = &self.kb[messenger];
        let notices = messenger.notices.iter().map(|notice| Warning {
            messenger: messenger.id.clone(),
            id: notice.id.clone(),
            title: notice.title.clone(),
            text: notice.text.clone(),
            as_of: notice.as_of.to_string(),
            sources: self.bibliography.cite(&notice.sources),
        });
        notices.collect()
    }

    fn risks(&mut self) -> Vec<RiskView> {
        let applies =
            self.kb.risks().iter().filter(|risk| any_holds(&risk.when, |question| self.reading.get(question)));
        let risks: Vec<_> = applies.collect();
        let view = risks.into_iter().map(|risk| RiskView {
            id: risk.id.clone(),
            title: risk.title.clone(),
            text: risk.text.clone(),
            by_answers: !risk.when.is_empty(),
            sources: self.bibliography.cite(&risk.sources),
        });
        view.collect()
    }

    fn disputed(&self, named: &[(&ContextDecision, &Assessment)]) -> Vec<Disputed> {
        let kb = self.kb;
        let mut disputed: Vec<Disputed> = Vec::new();
        for (context, assessment) in named {
            for need in &context.needs {
                let fact = kb[assessment.messenger].fact(need.property);
                let claims = fact.claims.iter().filter(|claim| claim.status == crate::kb::Status::Disputed);
                let claims: Vec<_> =
                    claims.map(|claim| (claim.claim.clone(), claim.said_by.clone(), claim.answer.clone())).collect();
                let view = Disputed {
                    messenger: kb[assessment.messenger].id.clone(),
                    messenger_title: kb[assessment.messenger].title.clone(),
                    property: kb[need.property].id.clone(),
                    title: kb[need.property].title.clone(),
                    claims,
                };
                if !view.claims.is_empty() && !disputed.contains(&view) {
                    disputed.push(view);
                }
            }
        }
        disputed
    }

    fn past_review(&self, decision: &Decision) -> Vec<StaleFact> {
        let kb = self.kb;
        let mut stale: Vec<StaleFact> = Vec::new();
        for context in &decision.contexts {
            for (need, candidate) in
                context.needs.iter().flat_map(|need| kb.scope().candidates.iter().map(move |key| (need, *key)))
            {
                let fact = kb[candidate].fact(need.property);
                if !is_past_review(kb, self.trust, &fact.as_of, need.property) {
                    continue;
                }
                let view = StaleFact {
                    messenger: kb[candidate].id.clone(),
                    messenger_title: kb[candidate].title.clone(),
                    property: kb[need.property].id.clone(),
                    title: kb[need.property].title.clone(),
                    as_of: fact.as_of.to_string(),
                    review_after: kb[need.property].review_after_written.clone(),
                    counted_unknown: self.trust.is_too_old(fact),
                };
                if !stale.contains(&view) {
                    stale.push(view);
                }
            }
        }
        stale
    }

    fn assumptions(&self, answers: &Answers) -> Vec<Assumption> {
        let unsure = answers.unsure(self.kb).into_iter().map(|key| {
            let question = &self.kb[key];
            Assumption {
                question: question.id.clone(),
                ask: question.ask.clone(),
                assumed: question.ids(question.if_unsure).into_iter().map(str::to_owned).collect(),
                text: question.unsure_means.clone(),
            }
        });
        unsure.collect()
    }

    fn answers(&self, answers: &Answers, questions: &[Key<crate::kb::Question>]) -> Vec<AnswerView> {
        let given = questions.iter().filter_map(|key| Some((&self.kb[*key], answers.get(*key)?)));
        let views = given.map(|(question, answer)| AnswerView {
            question: question.id.clone(),
            ask: question.ask.clone(),
            choices: answer.words(question).into_iter().map(str::to_owned).collect(),
            text: match answer {
                Answer::Chosen(chosen) => question.labels(chosen).join("; "),
                Answer::Unsure => format!("Not sure: {}", question.unsure_means),
            },
        });
        views.collect()
    }
}

/// What became of a saved verdict, if the file kept one.
fn drift(kb: &KnowledgeBase, decision: &Decision, advice: &Advice, saved: &Saved) -> Option<Drift> {
    let (verdict, version) = (saved.verdict.as_ref()?, saved.version.as_ref()?);
    let since = parse_day(version)?;
    let mut newer: Vec<(String, String)> = Vec::new();
    for need in decision.contexts.iter().flat_map(|context| &context.needs) {
        for candidate in &kb.scope().candidates {
            let pair = (kb[*candidate].title.clone(), kb[need.property].title.clone());
            if kb[*candidate].fact(need.property).as_of.first_day() > since && !newer.contains(&pair) {
                newer.push(pair);
            }
        }
    }
    Some(Drift { saved_with: version.clone(), changed: *verdict != advice.saved_verdict(), newer })
}

/// The step that comes before all others, if a risk asks for one.
fn before(risk: &Risk, sources: Vec<usize>) -> Option<Step> {
    Some(Step {
        kind: "before",
        contexts: Vec::new(),
        messenger: String::new(),
        complement: None,
        title: risk.before.clone()?,
        about: risk.text.clone(),
        required: true,
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
        title: format!("Get {} from {}", messenger.title, messenger.website),
        about: messenger.about.clone(),
        required: true,
        effort: 0,
        how_to: Vec::new(),
        as_of: None,
        sources: Vec::new(),
    }
}

/// Adds a step, or its context to the same step.
fn add(steps: &mut Vec<Step>, context: Key<Context>, kb: &KnowledgeBase, step: Step) {
    let id = kb[context].id.clone();
    let same = steps.iter_mut().find(|known| known.title == step.title && known.messenger == step.messenger);
    match same {
        Some(known) => {
            known.required |= step.required;
            if !known.contexts.contains(&id) {
                known.contexts.push(id);
            }
        }
        None => steps.push(Step { contexts: vec![id], ..step }),
    }
}

/// A fact with its standing in age and doubt.
pub(super) fn fact_view(
    kb: &KnowledgeBase,
    trust: &Trust,
    messenger: Key<Messenger>,
    property: Key<Property>,
    bibliography: &mut Bibliography,
) -> FactView {
    let fact = kb[messenger].fact(property);
    FactView {
        level: fact.level.map(|level| kb[property].written(level)),
        summary: fact.summary.clone(),
        as_of: fact.as_of.to_string(),
        confidence: fact.confidence.word(),
        disputed: fact.is_disputed(),
        past_review: is_past_review(kb, trust, &fact.as_of, property),
        sources: bibliography.cite(&fact.sources),
    }
}

/// Whether evidence of this date wants review.
pub(super) fn is_past_review(kb: &KnowledgeBase, trust: &Trust, as_of: &AsOf, property: Key<Property>) -> bool {
    as_of.is_older_than(kb[property].review_after, trust.as_of)
}

pub(super) const fn fit_word(fit: Fit) -> &'static str {
    match fit {
        Fit::Alone => "alone",
        Fit::WithCompanions => "with-companions",
        Fit::No { .. } => "no",
    }
}

const fn strength_word(strength: Strength) -> &'static str {
    match strength {
        Strength::Must => "must",
        Strength::Should(_) => "should",
    }
}

/// Words joined as in "a, b and c".
pub(super) fn and(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

//! Turns a decision into [`Advice`], citing as it goes.

use super::advice::{
    Advice, AnswerView, Assumption, BarredView, CandidateView, ContextView, CouldHelp, Disputed, FactView, GapView,
    Instead, NoticeView, Placed, Reason, RiskView, RuleView, SCHEMA, StaleFact, StandingView, VerdictView,
};
use super::advice_apart::{is_open, percent};
use super::bibliography::Bibliography;
use super::drift::Drift;
use crate::answers::{Answer, Answers, Reading, Saved};
use crate::engine::{
    Assessment, ContextDecision, Decision, Fit, Levels, Lift, Need, Placing, Standing, Trust, Verdict, available,
    decide, interchangeable, of_kind,
};
use crate::kb::{AsOf, Complement, Key, Kind, KnowledgeBase, Messenger, Property, Rule, Str, Strength, any_holds};

/// Builds advice step by step; every part cites into one bibliography.
pub(super) struct Writer<'a> {
    pub(super) kb: &'a KnowledgeBase,
    pub(super) trust: &'a Trust,
    pub(super) levels: &'a Levels,
    pub(super) reading: &'a Reading,
    pub(super) bibliography: Bibliography,
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
        advice.drift = saved.and_then(|saved| Drift::of(kb, trust, answers, saved));
        advice
    }
}

impl Writer<'_> {
    fn write(&mut self, answers: &Answers, decision: &Decision) -> Advice {
        let kb = self.kb;
        let named: Vec<(&ContextDecision, &Assessment)> =
            decision.contexts.iter().map(|context| (context, decision.named(context))).collect();

        let contexts = named.iter().map(|(context, assessment)| self.context(context, assessment)).collect();
        let steps = self.steps(decision, &named);
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
            answer_string: answers.string(kb),
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
                ("none-alone", headline, Vec::new(), self.obstacles(decision, obstacles))
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
            shared: self.shared(decision),
            held_back: self.held_back(decision),
        }
    }

    fn context(&mut self, context: &ContextDecision, named: &Assessment) -> ContextView {
        let kb = self.kb;
        let about = &kb[context.context];
        let candidates = context.ranking.iter().map(|assessment| self.candidate(context, assessment)).collect();

        let mut order: Vec<usize> = (0..context.needs.len()).collect();
        order.sort_by_key(|&position| self.precedence(context, named, position));
        let reasons = order.iter().map(|&position| self.reason(context, named, position)).collect();

        let companions = self.companions(context, named);
        let worth_a_try = self.worth_a_try(context, named);
        let worth_a_try = worth_a_try.into_iter().map(|key| self.could_help(key, Vec::new())).collect();
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
            barred: self.barred(context, named),
            companions,
            worth_a_try,
            gaps,
        }
    }

    /// The candidates that stand behind the named one because of what bars their use.
    fn barred(&self, context: &ContextDecision, named: &Assessment) -> Vec<BarredView> {
        let kb = self.kb;
        let bars = |assessment: &Assessment| -> Vec<Str> {
            let open = (0..context.needs.len()).filter(|position| is_open(context, assessment, *position));
            let bars = open.map(|position| &kb[context.needs[position].property]).filter(|property| property.bars_use);
            bars.map(|property| property.title.clone()).collect()
        };
        if !bars(named).is_empty() {
            return Vec::new();
        }
        let others = context.ranking.iter().filter(|other| other.messenger != named.messenger);
        let views = others.map(|other| BarredView {
            messenger: kb[other.messenger].id.clone(),
            messenger_title: kb[other.messenger].title.clone(),
            titles: bars(other),
        });
        views.filter(|view| !view.titles.is_empty()).collect()
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
            percent: percent(assessment, possible),
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

    /// Companions that the answers allow and that nobody has shown to work with the messenger.
    pub(super) fn unproven(&self, messenger: Key<Messenger>) -> Vec<Key<Complement>> {
        let kb = self.kb;
        let all = of_kind(kb, &available(kb, self.reading), Kind::Companion);
        all.into_iter().filter(|key| self.levels.is_unproven(&kb[*key], messenger)).collect()
    }

    pub(super) fn could_help(&self, complement: Key<Complement>, instead: Vec<Instead>) -> CouldHelp {
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
        let lifts = |key: &Key<Complement>| kb[*key].lifts(need.property) >= Some(need.level);
        let could_help = all.into_iter().filter(lifts);
        let could_try = self.unproven(named.messenger).into_iter().filter(lifts);
        let fact = kb[named.messenger].fact(need.property);
        GapView {
            property: kb[need.property].id.clone(),
            title: kb[need.property].title.clone(),
            strength: strength_word(need.strength),
            weight: need.strength.weight(),
            unknown: named.standings[position] == Standing::Unknown,
            too_old: fact.level.is_some() && self.trust.is_too_old(fact),
            fact: fact_view(kb, self.trust, named.messenger, need.property, &mut self.bibliography),
            because: strongest.map(|rule| kb[*rule].because.clone()).unwrap_or_default(),
            if_open: kb[need.property].if_open.clone(),
            in_notice: kb[named.messenger].notices.iter().any(|notice| notice.tells.contains(&need.property)),
            could_help: could_help.map(|key| self.could_help(key, Vec::new())).collect(),
            could_try: could_try.map(|key| self.could_help(key, Vec::new())).collect(),
        }
    }

    fn notices(&mut self, messenger: Key<Messenger>) -> Vec<NoticeView> {
        let messenger = &self.kb[messenger];
        let notices = messenger.notices.iter().map(|notice| NoticeView {
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
                let counted_unknown = self.trust.is_too_old(fact);
                if !counted_unknown && !is_past_review(kb, self.trust, &fact.as_of, need.property) {
                    continue;
                }
                let view = StaleFact {
                    messenger: kb[candidate].id.clone(),
                    messenger_title: kb[candidate].title.clone(),
                    property: kb[need.property].id.clone(),
                    title: kb[need.property].title.clone(),
                    as_of: fact.as_of.to_string(),
                    review_after: kb[need.property].review_after_written.clone(),
                    counted_unknown,
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
                Answer::Chosen(chosen) => question.labels(chosen).join("; ").into(),
                Answer::Unsure => format!("Not sure: {}", question.unsure_means).into(),
            },
        });
        views.collect()
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

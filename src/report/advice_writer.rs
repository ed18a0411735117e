//! Turns a decision into [`Advice`], citing as it goes.

use super::advice::{
    Advice, AnswerView, AppView, Assumption, CouldHelp, Disputed, FactView, HelplineView, NoticeView, OpenView, Placed,
    RiskView, SCHEMA, StaleFact, VerdictView,
};
use super::advice_page::{and, lower_first, upper_first};
use super::bibliography::Bibliography;
use super::case::Case;
use super::drift::Drift;
use crate::answers::{Answer, Answers, Reading, Saved};
use crate::engine::{
    Advised, Assessment, ContextDecision, Decision, Enough, Ground, Grounds, Levels, Placing, Standing, Trust,
};
use crate::kb::{AsOf, Helpline, Key, KnowledgeBase, Level, Messenger, Property, Risk, any_holds};

/// Builds advice step by step; every part cites into one bibliography.
pub(super) struct Writer<'a> {
    pub(super) kb: &'a KnowledgeBase,
    pub(super) trust: &'a Trust,
    pub(super) levels: &'a Levels,
    pub(super) answers: &'a Answers,
    pub(super) reading: &'a Reading,
    pub(super) grounds: &'a Grounds<'a>,
    pub(super) bibliography: Bibliography,
}

impl Advice {
    /// The advice for answers, and what became of the verdict of the file that they came from.
    pub fn of(case: &Case<'_>, saved: Option<&Saved>) -> Self {
        let mut writer = Writer {
            kb: case.kb,
            trust: case.trust,
            levels: &case.levels,
            answers: case.answers,
            reading: &case.reading,
            grounds: &case.grounds,
            bibliography: Bibliography::default(),
        };
        let mut advice = writer.write(case.answers, &case.decision);
        advice.drift = saved.and_then(|saved| Drift::of(case, saved));
        advice
    }
}

impl Writer<'_> {
    fn write(&mut self, answers: &Answers, decision: &Decision) -> Advice {
        let kb = self.kb;
        let named: Vec<(&ContextDecision, &Assessment)> =
            decision.contexts.iter().map(|context| (context, decision.named(context))).collect();

        let advised = self.advised(decision);
        let apps = self.apps(decision, &advised);
        let used = self.used(&apps);
        let stops = self.stops();
        let contexts = named.iter().map(|(context, assessment)| self.context(context, assessment)).collect();
        let (steps, more_steps) = self.steps(decision, &advised, &apps, &stops);
        let notices = used.iter().flat_map(|messenger| self.notices(*messenger)).collect();
        let risks = self.risks(&used);
        let disputed = self.disputed(&named);
        Advice {
            schema: SCHEMA,
            knowledge_base: kb.scope().version.clone(),
            as_of: self.trust.as_of.to_string(),
            stops,
            verdict: self.verdict(decision, &advised, apps),
            contexts,
            steps,
            more_steps,
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

    fn verdict(&self, decision: &Decision, advised: &[Advised], apps: Vec<AppView>) -> VerdictView {
        let placed = |placing: &Placing| -> Vec<Placed> {
            let placed = placing.0.iter().map(|(context, messenger)| Placed {
                context: self.kb[*context].id.clone(),
                messenger: self.kb[*messenger].id.clone(),
                title: self.kb[*messenger].title.clone(),
            });
            placed.collect()
        };
        let (kind, messengers) = match &decision.verdict {
            Some(placing) if placing.messengers().len() == 1 => ("one", placed(placing)),
            Some(placing) => ("several", placed(placing)),
            None => ("none-alone", Vec::new()),
        };
        VerdictView {
            kind,
            headline: self.headline(decision, advised, &apps),
            apps,
            messengers,
            is_close: decision.is_close,
            runner_up: decision.runner_up.as_ref().map(placed).unwrap_or_default(),
            kept_apart: self.grounds.apart.iter().map(|apart| apart.because.clone()).collect(),
        }
    }

    /// What to use for each context.
    fn apps(&self, decision: &Decision, advised: &[Advised]) -> Vec<AppView> {
        let kb = self.kb;
        let app = |context: &ContextDecision| {
            let named = decision.named(context);
            let own = || advised.iter().filter(|one| one.context == context.context);
            let apart = own().filter(|one| one.ground == Ground::Apart).map(|one| one.complement);
            let (app, added, replacement) = match &context.enough {
                Enough::Alone | Enough::Open => (Some(named.messenger), Vec::new(), None),
                Enough::With(added) => (Some(named.messenger), added.clone(), None),
                Enough::Instead(key) => (kb[*key].messenger, Vec::new(), Some(*key)),
            };
            let added: Vec<_> = added.iter().copied().chain(apart.filter(|key| !added.contains(key))).collect();
            let open = |position: usize| {
                let property = &kb[context.needs[position].property];
                OpenView {
                    property: property.id.clone(),
                    title: property.title.clone(),
                    unknown: named.standings[position] == Standing::Unknown,
                    cannot: property.cannot.clone(),
                    first: property.if_open_do.clone(),
                }
            };
            let is_kept = replacement.is_none();
            AppView {
                context: kb[context.context].id.clone(),
                app: app.map(|key| kb[key].id.clone()),
                title: app.map(|key| kb[key].title.clone()),
                additions: added.into_iter().map(|key| self.could_help(key, Vec::new())).collect(),
                replacement: replacement.map(|key| self.could_help(key, Vec::new())),
                open: if is_kept { context.open(named).map(open).collect() } else { Vec::new() },
            }
        };
        decision.contexts.iter().map(app).collect()
    }

    /// The messengers that are used, each once.
    fn used(&self, apps: &[AppView]) -> Vec<Key<Messenger>> {
        let mut used = Vec::new();
        for app in apps {
            let found = app.app.as_ref().and_then(|id| self.kb.messengers().find(id));
            used.extend(found.filter(|key| !used.contains(key)));
        }
        used
    }

    /// The verdict in a sentence: the app of each context, what is added or takes its place, and what stays open.
    fn headline(&self, decision: &Decision, advised: &[Advised], apps: &[AppView]) -> String {
        let kb = self.kb;
        let phrase = |(context, app): (&ContextDecision, &AppView)| {
            let words = |help: &CouldHelp| {
                let key = kb.complements().find(&help.id);
                key.and_then(|key| kb[key].headline.clone()).unwrap_or_else(|| lower_first(&help.title))
            };
            if let Some(help) = &app.replacement {
                return words(help).to_string();
            }
            let title = &kb[decision.named(context).messenger].title;
            // A practice with a headline belongs to the verdict, although the app is enough.
            let practices =
                advised.iter().filter(|one| one.context == context.context && one.ground == Ground::Practice);
            let practices = practices.filter_map(|one| kb[one.complement].headline.clone());
            let added: Vec<String> = app.additions.iter().map(words).chain(practices).collect();
            let added: Vec<&str> = added.iter().map(String::as_str).collect();
            if added.is_empty() { title.to_string() } else { format!("{title}, with {}", and(&added)) }
        };
        let phrases: Vec<String> = decision.contexts.iter().zip(apps).map(phrase).collect();
        let same = phrases.windows(2).all(|pair| pair[0] == pair[1]);
        let headline = match phrases.as_slice() {
            [first, ..] if same => format!("Use {first}"),
            several => {
                let each = decision.contexts.iter().zip(several);
                let each: Vec<String> =
                    each.map(|(one, phrase)| format!("for {}: {phrase}", kb[one.context].people)).collect();
                upper_first(&each.join("; "))
            }
        };
        let mut cannot: Vec<&str> = Vec::new();
        let open = || apps.iter().flat_map(|app| &app.open);
        for open in open().filter(|open| !open.unknown) {
            cannot.extend(open.cannot.as_deref().filter(|words| !cannot.contains(words)));
        }
        let cannot =
            if cannot.is_empty() { String::new() } else { format!(". It can't {}", cannot.join(", and it can't ")) };
        let unknown =
            if open().any(|open| open.unknown) { ". Too little is known to say that it is enough" } else { "" };
        format!("{headline}{cannot}{unknown}")
    }

    /// Who helps.
    pub(super) fn helpline(&mut self, key: Key<Helpline>) -> HelplineView {
        let helpline = &self.kb[key];
        HelplineView {
            id: helpline.id.clone(),
            title: helpline.title.clone(),
            whom: helpline.whom.clone(),
            website: helpline.website.clone(),
            how: helpline.how.clone(),
            languages: helpline.languages.clone(),
            unseen: helpline.unseen.clone(),
            as_of: helpline.as_of.to_string(),
            sources: self.bibliography.cite(&helpline.sources),
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

    fn risks(&mut self, used: &[Key<Messenger>]) -> Vec<RiskView> {
        let has = |messenger: Key<Messenger>, risk: &Risk| {
            let is_so = |(property, levels): &(Key<Property>, Vec<Level>)| {
                self.levels.get(messenger, *property).is_some_and(|level| levels.contains(&level))
            };
            risk.works_with.iter().all(is_so)
        };
        let concerns = |risk: &&Risk| risk.works_with.is_empty() || used.iter().any(|one| has(*one, risk));
        let holds = |risk: &&Risk| any_holds(&risk.when, |question| self.reading.get(question));
        let applies = self.kb.risks().iter().filter(holds).filter(concerns);
        let risks: Vec<_> = applies.collect();
        let view = risks.into_iter().map(|risk| RiskView {
            id: risk.id.clone(),
            title: risk.title.clone(),
            remedy: risk.remedy.clone(),
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
                Answer::Chosen(chosen) => question.labels(chosen).join("; "),
                Answer::Unsure => format!("Not sure: {}", question.unsure_means),
            },
        });
        views.collect()
    }
}

/// A fact with its standing in age and doubt.
pub(crate) fn fact_view(
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
pub(crate) fn is_past_review(kb: &KnowledgeBase, trust: &Trust, as_of: &AsOf, property: Key<Property>) -> bool {
    as_of.is_older_than(kb[property].review_after, trust.as_of)
}

//! Writes the parts of a profile, which cite into one bibliography.

use super::super::kind::Kind;
use super::super::rows::{any_of, when};
use super::part::{ClaimView, KnownFact, Part, Related};
use super::related::{complement, resting_on, rule};
use crate::advice::{Bibliography, SourceView, fact_view};
use crate::engine::Trust;
use crate::kb::{
    Claim, Complement, Helpline, Key, KnowledgeBase, Measure, Messenger, Property, Question, Risk, Row, Rule, Source,
    Stop, Takes,
};

/// Writes the parts of a profile.
pub(super) struct Writer<'a> {
    kb: &'a KnowledgeBase,
    trust: &'a Trust,
    bibliography: Bibliography,
}

impl<'a> Writer<'a> {
    /// A writer that has cited nothing so far.
    pub(super) fn of(kb: &'a KnowledgeBase, trust: &'a Trust) -> Self {
        Self { kb, trust, bibliography: Bibliography::default() }
    }

    /// Every source cited so far.
    pub(super) fn sources(&self) -> Vec<SourceView> {
        self.bibliography.list(self.kb)
    }

    /// The entry of a kind that has an id, if there is one.
    pub(super) fn part(&mut self, kind: Kind, id: &str) -> Option<Part> {
        let kb = self.kb;
        Some(match kind {
            Kind::Messenger => self.messenger(kb.messengers().find(id)?),
            Kind::Property => self.property(kb.properties().find(id)?),
            Kind::Question => self.question(kb.questions().find(id)?),
            Kind::Rule => self.rule(&kb[kb.rules().find(id)?]),
            Kind::Complement => self.complement(&kb[kb.complements().find(id)?]),
            Kind::Stop => self.stop(&kb[kb.stops().find(id)?]),
            Kind::Helpline => self.helpline(&kb[kb.helplines().find(id)?]),
            Kind::Risk => self.risk(&kb[kb.risks().find(id)?]),
            Kind::Source => self.source(kb.sources().find(id)?),
        })
    }

    fn messenger(&mut self, key: Key<Messenger>) -> Part {
        let kb = self.kb;
        let messenger = &kb[key];
        let role = if kb.scope().candidates.contains(&key) { "candidate" } else { "alternative" };
        let notices = messenger.notices.iter().map(|notice| Related {
            sources: self.bibliography.cite(&notice.sources),
            ..Related::text(format!("{} ({})", notice.title, notice.as_of)).note(notice.text.clone())
        });
        let notices = notices.collect();
        let groups = kb.groups().keys();
        let properties = groups.flat_map(|group| kb.properties().keys().filter(move |key| kb[*key].group == group));
        let facts = properties.map(|property| self.fact(key, property, &kb[property].title)).collect();
        let part = Part::of(Kind::Messenger, &messenger.title, &messenger.about, Vec::new());
        Part { notices, facts, ..part }.field("role", role.to_owned()).field("website", messenger.website.clone())
    }

    fn property(&mut self, key: Key<Property>) -> Part {
        let kb = self.kb;
        let property = &kb[key];
        let (unit, levels) = match &property.measure {
            Measure::Scale(steps) => (None, steps.as_slice()),
            Measure::Count { unit } => (Some(unit.clone()), &[] as &[_]),
            Measure::Text => (None, &[] as &[_]),
        };
        let messengers = kb.scope().candidates.iter().copied().chain(kb.alternatives());
        let facts = messengers.map(|messenger| self.fact(messenger, key, &kb[messenger].title)).collect();
        let rules = kb.rules().iter().filter(|rule| rule.property == key);
        let raising = kb.complements().iter().filter(|complement| complement.lifts(key).is_some());
        Part { facts, ..Part::of(Kind::Property, &property.title, &property.why, Vec::new()) }
            .field("group", kb[property.group].title.clone())
            .field("number-of", unit)
            .field("review-after", property.review_after_written.clone())
            .field("if-it-stays-open", property.if_open.clone())
            .list("levels-from-worst-to-best", levels.iter().map(|level| Related::entry(&level.id, &level.label)))
            .list("rules-that-need-it", rules.map(|one| rule(kb, one)))
            .list("what-raises-it", raising.map(complement))
    }

    fn question(&self, key: Key<Question>) -> Part {
        let kb = self.kb;
        let question = &kb[key];
        let takes = match question.takes {
            Takes::One => "one choice",
            Takes::Many => "one or more choices",
        };
        let unsure = format!("{} ({})", question.unsure_means, question.ids(question.if_unsure).join(", "));
        let choices = if question.by_severity { "choices-from-mildest-to-most-severe" } else { "choices" };
        let choice = question.choices.iter().map(|one| Related::entry(&one.id, &one.label).note(one.help.clone()));
        let asks = |row: &Row| row.cells.iter().any(|(asked, _)| *asked == key);
        let rules = kb.rules().iter().filter(|rule| asks(&rule.when));
        let complements = kb.complements().iter().filter(|complement| complement.available_when.iter().any(asks));
        Part::of(Kind::Question, &question.ask, &question.why, Vec::new())
            .field("theme", kb[question.theme].title.clone())
            .field("help", question.help.clone())
            .field("takes", takes.to_owned())
            .field("if-you-are-not-sure", unsure)
            .field("asked-when", any_of(kb, &question.ask_when))
            .field("what-you-could-change", question.can_change.clone())
            .list(choices, choice)
            .list("rules-that-ask-it", rules.map(|one| rule(kb, one)))
            .list("complements-that-depend-on-it", complements.map(complement))
    }

    fn rule(&mut self, rule: &Rule) -> Part {
        let kb = self.kb;
        let property = &kb[rule.property];
        let standing = |key: &Key<Messenger>| {
            let fact = kb[*key].fact(rule.property);
            fact.level.filter(|_| self.trust.admits(fact)).map(|level| level >= rule.level)
        };
        let standing_at = |wanted: Option<bool>| {
            let messengers = kb.scope().candidates.iter().filter(move |key| standing(key) == wanted);
            messengers.map(|key| Related::text(format!("{}: {}", kb[*key].title, kb[*key].fact(rule.property).summary)))
        };
        let raising = kb.complements().iter().filter(|one| one.lifts(rule.property) >= Some(rule.level));
        let part = Part::of(Kind::Rule, &rule.id, &rule.because, Vec::new())
            .field("when", when(kb, &rule.when))
            .field("contacts", rule.context.map(|context| kb[context].title.clone()))
            .field("needs", format!("{}: {}", property.title, property.describe_need(rule.level)))
            .field("strength", rule.strength.to_string())
            .field("why-it-stays", rule.waiver.clone())
            .list("meets-it-without-help", standing_at(Some(true)))
            .list("does-not-meet-it-without-help", standing_at(Some(false)))
            .list("unknown-which-does-not-meet-it", standing_at(None))
            .list("what-raises-it", raising.map(complement));
        Part { sources: self.bibliography.cite(&rule.sources), ..part }
    }

    fn complement(&mut self, complement: &Complement) -> Part {
        let kb = self.kb;
        let raises = complement.raises.iter();
        let raises = raises.map(|(key, level)| Related::entry(&kb[*key].id, kb[*key].describe(*level)));
        let works = |key: &Key<Messenger>| {
            let has = |(property, levels): &(Key<Property>, Vec<_>)| {
                kb[*key].fact(*property).level.is_some_and(|level| levels.contains(&level))
            };
            complement.messenger != Some(*key) && complement.works_with.iter().all(has)
        };
        let with: Vec<&str> = kb.messengers().keys().filter(works).map(|key| kb[key].title.as_str()).collect();
        let yes = || "yes".to_owned();
        let some_apps = complement.how_to_in.iter().map(|(key, steps)| (kb[*key].title.clone(), steps));
        let some_cases = complement.how_to_when.iter().map(|one| (when(kb, &one.when), &one.steps));
        let joined = |(text, steps): (String, &Vec<String>)| Related::text(text).note(steps.join(" "));
        let sources = self.bibliography.cite(&complement.sources);
        Part::of(Kind::Complement, &complement.title, &complement.about, sources)
            .field("kind", complement.kind.word().to_owned())
            .field("effort", format!("{} of 5", complement.effort))
            .field("as-of", complement.as_of.to_string())
            .field("available-when", any_of(kb, &complement.available_when))
            .field("not-when", any_of(kb, &complement.not_when))
            .field("works-with", if with.is_empty() { "none".to_owned() } else { with.join(", ") })
            .field("stage", complement.stage.word().to_owned())
            .field("urgency", format!("{} of 9", complement.urgency))
            .field("takes-the-place-of-the-messenger", complement.takes_the_place.then(yes))
            .field("why-it-stays", complement.waiver.clone())
            .list("raises", raises)
            .list("how-to", complement.how_to.iter().map(Related::text))
            .list("how-to-in-some-cases", some_cases.map(joined))
            .list("how-to-in-some-apps", some_apps.map(joined))
    }

    fn stop(&mut self, stop: &Stop) -> Part {
        let kb = self.kb;
        let is_full = if stop.is_full { "yes" } else { "no" };
        let line =
            |key: &Key<Helpline>| Related::entry(&kb[*key].id, format!("{}, {}", kb[*key].title, kb[*key].website));
        Part::of(Kind::Stop, &stop.title, &stop.text, self.bibliography.cite(&stop.sources))
            .field("everything-else-waits", is_full.to_owned())
            .field("when", any_of(kb, &stop.when).unwrap_or("always".to_owned()))
            .field("not-when", any_of(kb, &stop.not_when))
            .list("start-here", stop.first.iter().map(Related::text))
            .list("once-there-is-a-safe-device", stop.later.iter().map(Related::text))
            .list("who-helps", stop.helplines.iter().map(line))
    }

    fn helpline(&mut self, line: &Helpline) -> Part {
        Part::of(Kind::Helpline, &line.title, &line.how, self.bibliography.cite(&line.sources))
            .field("for", line.whom.clone())
            .field("address", line.website.clone())
            .field("languages", line.languages.clone())
            .field("unseen", line.unseen.clone())
            .field("last-looked-up", line.as_of.to_string())
    }

    fn risk(&mut self, risk: &Risk) -> Part {
        Part::of(Kind::Risk, &risk.title, &risk.text, self.bibliography.cite(&risk.sources))
            .field("when", any_of(self.kb, &risk.when).unwrap_or("always".to_owned()))
            .field("what-helps", risk.remedy.clone())
    }

    fn source(&self, key: Key<Source>) -> Part {
        let source = &self.kb[key];
        let part = Part::of(Kind::Source, &source.title, "", Vec::new())
            .field("publisher", source.publisher.clone())
            .field("date", source.date.clone())
            .field("kind", source.rank.word().to_owned())
            .field("address", source.url.clone())
            .field("note", source.note.clone());
        resting_on(self.kb, key).into_iter().fold(part, |part, (relation, items)| part.list(relation, items))
    }

    /// A fact with its detail and every claim that differs, under a given name.
    fn fact(&mut self, messenger: Key<Messenger>, property: Key<Property>, title: &str) -> KnownFact {
        let kb = self.kb;
        let fact = kb[messenger].fact(property);
        let view = fact_view(kb, self.trust, messenger, property, &mut self.bibliography);
        KnownFact {
            messenger: kb[messenger].id.clone(),
            property: kb[property].id.clone(),
            title: title.to_owned(),
            group: kb[kb[property].group].title.clone(),
            fact: view,
            review_after: kb[property].review_after_written.clone(),
            detail: fact.detail.clone(),
            claims: fact.claims.iter().map(|claim| self.claim(claim)).collect(),
        }
    }

    fn claim(&mut self, claim: &Claim) -> ClaimView {
        ClaimView {
            status: claim.status.word(),
            until: claim.until.as_ref().map(ToString::to_string),
            claim: claim.claim.clone(),
            said_by: claim.said_by.clone(),
            sources: self.bibliography.cite(&claim.sources),
            answer: claim.answer.clone(),
            answer_sources: self.bibliography.cite(&claim.answer_sources),
        }
    }
}

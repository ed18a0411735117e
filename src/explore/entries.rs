//! How each kind of entry is shown, and which facts are overdue for review.

use super::part::{KnownFact, Part, Related};
use crate::advice::{Bibliography, is_past_review};
use crate::engine::Trust;
use crate::kb::{
    ChoiceSet, Complement, Fact, Helpline, Key, KnowledgeBase, Measure, Messenger, OneOf, Property, Question, Risk,
    Row, Rule, Source, Stop, Takes, Term,
};

pub(super) fn messenger(messenger: &Messenger, cited: &mut Bibliography<'_>) -> Part {
    let kb = cited.kb;
    let notices = messenger.notices.iter().map(|notice| Related {
        sources: cited.cite(&notice.sources),
        ..Related::text(format!("{} ({})", notice.title, notice.as_of)).note(notice.text.clone())
    });
    let notices = notices.collect();
    let groups = kb.groups().keys();
    let properties = groups.flat_map(|group| kb.properties().keys().filter(move |key| kb[*key].group == group));
    let facts = properties.map(|property| KnownFact::of(cited, messenger, property)).collect();
    Part { about: messenger.about.clone(), notices, facts, ..Part::default() }
        .field("role", role(kb, messenger).to_owned())
        .field("website", messenger.website.clone())
}

pub(super) fn property(property: &Property, cited: &mut Bibliography<'_>) -> Part {
    let kb = cited.kb;
    let key = kb.properties().find(&property.id).expect("an entry is in its catalogue");
    let (unit, levels) = match &property.measure {
        Measure::Scale(steps) => (None, steps.as_slice()),
        Measure::Count(unit) => (Some(unit.clone()), &[] as &[_]),
        Measure::Text => (None, &[] as &[_]),
    };
    let messengers = kb.scope().candidates.iter().copied().chain(kb.alternatives()).map(|key| &kb[key]);
    let titled = |one: &Messenger| KnownFact { title: one.title.clone(), ..KnownFact::of(cited, one, key) };
    let rules = kb.rules().iter().filter(|rule| rule.property == key);
    let raising = kb.complements().iter().filter(|complement| complement.lifts(key).is_some());
    Part { about: property.why.clone(), facts: messengers.map(titled).collect(), ..Part::default() }
        .field("group", kb[property.group].title.clone())
        .field("number-of", unit)
        .field("review-after", property.review_after_written.clone())
        .field("if-it-stays-open", property.if_open.clone())
        .list("levels-from-worst-to-best", levels.iter().map(|level| Related::entry(&level.id, &level.label)))
        .list("rules-that-need-it", rules.map(|one| related_rule(kb, one)))
        .list("what-raises-it", raising.map(related_complement))
}

pub(super) fn question(question: &Question, cited: &mut Bibliography<'_>) -> Part {
    let kb = cited.kb;
    let takes = match question.takes {
        Takes::One => "one choice",
        Takes::Many => "one or more choices",
    };
    let unsure = format!("{} ({})", question.unsure_means, question.ids(question.if_unsure).join(", "));
    let choices = if question.by_severity { "choices-from-mildest-to-most-severe" } else { "choices" };
    let choice = question.choices.iter().map(|one| Related::entry(&one.id, &one.label).note(one.help.clone()));
    let asks = |row: &Row| row.cells.iter().any(|(asked, _)| kb[*asked].id == question.id);
    let rules = kb.rules().iter().filter(|rule| asks(&rule.when));
    let complements = kb.complements().iter().filter(|complement| complement.available_when.iter().any(asks));
    Part { about: question.why.clone(), ..Part::default() }
        .field("theme", kb[question.theme].title.clone())
        .field("help", question.help.clone())
        .field("takes", takes.to_owned())
        .field("if-you-are-not-sure", unsure)
        .conditions(kb, "asked-when", &question.ask_when)
        .field("what-you-could-change", question.can_change.clone())
        .list(choices, choice)
        .list("rules-that-ask-it", rules.map(|one| related_rule(kb, one)))
        .list("complements-that-depend-on-it", complements.map(related_complement))
}

pub(super) fn rule(rule: &Rule, cited: &mut Bibliography<'_>) -> Part {
    let (kb, trust) = (cited.kb, cited.trust);
    let property = &kb[rule.property];
    let standing_at = |wanted: Option<bool>| -> Vec<Related> {
        let facts = kb.scope().candidates.iter().map(|key| (&kb[*key].title, kb[*key].fact(rule.property)));
        let level = |fact: &Fact| fact.level.filter(|_| trust.admits(fact));
        let facts = facts.filter(|(_, fact)| level(fact).map(|level| level >= rule.level) == wanted);
        facts.map(|(title, fact)| Related::text(format!("{title}: {}", fact.summary))).collect()
    };
    let raising = kb.complements().iter().filter(|one| one.lifts(rule.property) >= Some(rule.level));
    Part { about: rule.because.clone(), sources: cited.cite(&rule.sources), ..Part::default() }
        .field("when", when(kb, &rule.when))
        .field("contacts", rule.context.map(|context| kb[context].title.clone()))
        .field("needs", format!("{}: {}", property.title, property.describe_need(rule.level)))
        .field("strength", rule.strength.to_string())
        .field("why-it-stays", rule.waiver.clone())
        .list("meets-it-without-help", standing_at(Some(true)))
        .list("does-not-meet-it-without-help", standing_at(Some(false)))
        .list("unknown-which-does-not-meet-it", standing_at(None))
        .list("what-raises-it", raising.map(related_complement))
}

pub(super) fn complement(complement: &Complement, cited: &mut Bibliography<'_>) -> Part {
    let kb = cited.kb;
    let raises = complement.raises.iter().map(|(key, level)| Related::entry(&kb[*key].id, kb[*key].describe(*level)));
    let works = |key: &Key<Messenger>| {
        let has = |(property, levels): (&Key<Property>, &OneOf)| {
            kb[*key].fact(*property).level.is_some_and(|level| levels.0.contains(&level))
        };
        complement.messenger != Some(*key) && complement.works_with.iter().all(has)
    };
    let with: Vec<&str> = kb.messengers().keys().filter(works).map(|key| kb[key].title.as_str()).collect();
    let some_apps = complement.how_to_in.iter().map(|(key, steps)| (kb[*key].title.clone(), steps));
    let some_cases = complement.how_to_when.iter().map(|one| (when(kb, &one.when), &one.steps));
    let joined = |(text, steps): (String, &Vec<String>)| Related::text(text).note(steps.join(" "));
    Part { about: complement.about.clone(), sources: cited.cite(&complement.sources), ..Part::default() }
        .field("kind", complement.kind.word().to_owned())
        .field("effort", format!("{} of 5", complement.effort))
        .field("as-of", complement.as_of.to_string())
        .conditions(kb, "available-when", &complement.available_when)
        .exceptions(kb, &complement.not_when)
        .field("works-with", if with.is_empty() { "none".to_owned() } else { with.join(", ") })
        .field("stage", complement.stage.word().to_owned())
        .field("urgency", format!("{} of 9", complement.urgency))
        .field("takes-the-place-of-the-messenger", complement.takes_the_place.then(|| "yes".to_owned()))
        .field("why-it-stays", complement.waiver.clone())
        .list("raises", raises)
        .list("how-to", complement.how_to.iter().map(Related::text))
        .list("how-to-in-some-cases", some_cases.map(joined))
        .list("how-to-in-some-apps", some_apps.map(joined))
}

pub(super) fn stop(stop: &Stop, cited: &mut Bibliography<'_>) -> Part {
    let kb = cited.kb;
    let lines = stop.helplines.iter().map(|key| &kb[*key]);
    let situation = stop.situation.as_ref().map(|situation| format!("This is for you if {situation}. "));
    Part { about: situation.unwrap_or_default() + &stop.text, sources: cited.cite(&stop.sources), ..Part::default() }
        .field("everything-else-waits", yes_or_no(stop.is_full).to_owned())
        .conditions(kb, "when", &stop.when)
        .exceptions(kb, &stop.not_when)
        .list("who-helps", lines.map(|one| Related::entry(&one.id, format!("{}, {}", one.title, one.website))))
        .list("start-here", stop.first.iter().map(Related::text))
        .list("once-there-is-a-safe-device", stop.later.iter().map(Related::text))
}

pub(super) fn helpline(helpline: &Helpline, cited: &mut Bibliography<'_>) -> Part {
    Part { about: helpline.how.clone(), sources: cited.cite(&helpline.sources), ..Part::default() }
        .field("for", helpline.whom.clone())
        .field("address", helpline.website.clone())
        .field("languages", helpline.languages.clone())
        .field("without-being-seen", helpline.unseen.clone())
        .field("last-looked-up", helpline.as_of.to_string())
}

pub(super) fn risk(risk: &Risk, cited: &mut Bibliography<'_>) -> Part {
    Part { about: risk.text.clone(), sources: cited.cite(&risk.sources), ..Part::default() }
        .conditions(cited.kb, "when", &risk.when)
        .field("what-helps", risk.remedy.clone())
}

/// A source, with what rests on it: nothing if nothing cites it.
pub(super) fn source(source: &Source, cited: &mut Bibliography<'_>) -> Part {
    let kb = cited.kb;
    let key = kb.sources().find(&source.id).expect("an entry is in its catalogue");
    let cites = |sources: &[Key<Source>]| sources.contains(&key);
    let (mut resting, mut claims, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    for (messenger, property, fact) in facts(kb) {
        let name = || format!("{}, {}", messenger.title, kb[property].title);
        if cites(&fact.sources) {
            resting.push(Related::text(format!("{}: {} ({})", name(), fact.summary, fact.as_of)));
        }
        let cited = fact.claims.iter().filter(|claim| cites(&claim.sources) || cites(&claim.answer_sources));
        claims.extend(cited.map(|claim| Related::text(format!("{}: {}", name(), claim.claim))));
    }
    for messenger in kb.messengers().iter() {
        let cited = messenger.notices.iter().filter(|notice| cites(&notice.sources));
        notices.extend(cited.map(|notice| Related::text(format!("{}: {}", messenger.title, notice.title))));
    }
    let rules = kb.rules().iter().filter(|one| cites(&one.sources)).map(|one| related_rule(kb, one));
    let complements = kb.complements().iter().filter(|one| cites(&one.sources)).map(related_complement);
    let risks = kb.risks().iter().filter(|one| cites(&one.sources)).map(|one| Related::entry(&one.id, &one.title));
    let stops = kb.stops().iter().filter(|one| cites(&one.sources)).map(|one| Related::entry(&one.id, &one.title));
    let lines = kb.helplines().iter().filter(|one| cites(&one.sources));
    Part::default()
        .field("publisher", source.publisher.clone())
        .field("date", source.date.clone())
        .field("kind", source.rank.word().to_owned())
        .field("address", source.url.clone())
        .field("note", source.note.clone())
        .list("facts-that-rest-on-it", resting)
        .list("claims-or-answers-that-cite-it", claims)
        .list("notices-that-rest-on-it", notices)
        .list("rules-that-rest-on-it", rules)
        .list("complements-that-rest-on-it", complements)
        .list("risks-that-rest-on-it", risks)
        .list("stops-that-rest-on-it", stops)
        .list("helplines-that-rest-on-it", lines.map(|one| Related::entry(&one.id, &one.title)))
}

pub(super) fn term(term: &Term, _: &mut Bibliography<'_>) -> Part {
    Part { about: term.text.clone(), ..Part::default() }
}

pub(super) fn role(kb: &KnowledgeBase, messenger: &Messenger) -> &'static str {
    let is_candidate = kb.scope().candidates.iter().any(|key| kb[*key].id == messenger.id);
    if is_candidate { "candidate" } else { "alternative" }
}

pub(super) const fn yes_or_no(holds: bool) -> &'static str {
    if holds { "yes" } else { "no" }
}

/// A row of a decision table, as in `contacts: known or both; and number: anyone`; `always` for an empty one.
pub(super) fn when(kb: &KnowledgeBase, row: &Row) -> String {
    let cell = |(question, chosen): &(Key<Question>, ChoiceSet)| {
        format!("{}: {}", kb[*question].id, kb[*question].ids(*chosen).join(" or "))
    };
    let cells: Vec<String> = row.cells.iter().map(cell).collect();
    if cells.is_empty() { "always".to_owned() } else { cells.join("; and ") }
}

impl Part {
    /// The part with the conditions of which any is enough; without one, it always holds.
    fn conditions(self, kb: &KnowledgeBase, name: &str, rows: &[Row]) -> Self {
        match rows {
            [] => self.field(name, "always".to_owned()),
            [only] => self.field(name, when(kb, only)),
            _ => self.list(name, rows.iter().map(|row| Related::text(when(kb, row)))),
        }
    }

    fn exceptions(self, kb: &KnowledgeBase, rows: &[Row]) -> Self {
        if rows.is_empty() { self } else { self.conditions(kb, "not-when", rows) }
    }
}

fn related_rule(kb: &KnowledgeBase, rule: &Rule) -> Related {
    let need = kb[rule.property].describe_need(rule.level);
    Related::entry(&rule.id, format!("{need} ({})", rule.strength)).note(rule.because.clone())
}

fn related_complement(complement: &Complement) -> Related {
    let Complement { id, title, kind, effort, .. } = complement;
    Related::entry(id, format!("{title} ({}, effort {effort})", kind.word()))
}

pub(super) fn facts(kb: &KnowledgeBase) -> impl Iterator<Item = (&Messenger, Key<Property>, &Fact)> {
    let all = kb.messengers().iter().flat_map(|messenger| kb.properties().keys().map(move |key| (messenger, key)));
    all.map(|(messenger, key)| (messenger, key, messenger.fact(key)))
}

/// The facts overdue for review, the oldest first: messenger, property, as-of, review-after.
pub(super) fn past_review(kb: &KnowledgeBase, trust: &Trust) -> Vec<[String; 4]> {
    let stale = facts(kb).filter(|(_, property, fact)| is_past_review(kb, trust, &fact.as_of, *property));
    let dated = stale.map(|(messenger, property, fact)| {
        let Property { id, review_after_written, .. } = &kb[property];
        (fact.as_of.first_day(), [&messenger.id, id, &fact.as_of.to_string(), review_after_written].map(String::clone))
    });
    let mut dated: Vec<_> = dated.collect();
    dated.sort();
    dated.into_iter().map(|(_, line)| line).collect()
}

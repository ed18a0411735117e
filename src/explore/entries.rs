//! How each kind of entry is listed and shown.

use super::part::{Described, Part, Related, Writer};
use super::related::{any_of, complement, resting_on, rule, when};
use crate::kb::{
    Complement, Fact, Helpline, Key, KnowledgeBase, Measure, Messenger, OneOf, Property, Question, Risk, Row, Rule,
    Source, Stop, Takes, Term,
};

impl Described for Messenger {
    fn row(&self, kb: &KnowledgeBase) -> Vec<String> {
        cells([&self.id, &self.title, role(kb, self), &self.about])
    }

    fn part(&self, writer: &mut Writer<'_>) -> Part {
        let kb = writer.kb;
        let notices = self.notices.iter().map(|notice| Related {
            sources: writer.cited.cite(&notice.sources),
            ..Related::text(format!("{} ({})", notice.title, notice.as_of)).note(notice.text.clone())
        });
        let notices = notices.collect();
        let groups = kb.groups().keys();
        let properties = groups.flat_map(|group| kb.properties().keys().filter(move |key| kb[*key].group == group));
        let facts = properties.map(|property| writer.fact(self, property, &kb[property].title)).collect();
        Part { notices, facts, ..Part::of::<Self>(&self.title, &self.about, Vec::new()) }
            .field("role", role(kb, self).to_owned())
            .field("website", self.website.clone())
    }
}

impl Described for Property {
    fn row(&self, kb: &KnowledgeBase) -> Vec<String> {
        let levels = match &self.measure {
            Measure::Scale(steps) => steps.iter().map(|step| step.id.as_str()).collect::<Vec<_>>().join(" < "),
            Measure::Count { unit } => format!("number of {unit}"),
            Measure::Text => "text".to_owned(),
        };
        cells([&self.id, &kb[self.group].id, &self.title, &levels])
    }

    fn part(&self, writer: &mut Writer<'_>) -> Part {
        let kb = writer.kb;
        let key = kb.properties().find(&self.id).expect("an entry is in its catalogue");
        let (unit, levels) = match &self.measure {
            Measure::Scale(steps) => (None, steps.as_slice()),
            Measure::Count { unit } => (Some(unit.clone()), &[] as &[_]),
            Measure::Text => (None, &[] as &[_]),
        };
        let messengers = kb.scope().candidates.iter().copied().chain(kb.alternatives()).map(|key| &kb[key]);
        let facts = messengers.map(|messenger| writer.fact(messenger, key, &messenger.title)).collect();
        let rules = kb.rules().iter().filter(|rule| rule.property == key);
        let raising = kb.complements().iter().filter(|complement| complement.lifts(key).is_some());
        Part { facts, ..Part::of::<Self>(&self.title, &self.why, Vec::new()) }
            .field("group", kb[self.group].title.clone())
            .field("number-of", unit)
            .field("review-after", self.review_after_written.clone())
            .field("if-it-stays-open", self.if_open.clone())
            .list("levels-from-worst-to-best", levels.iter().map(|level| Related::entry(&level.id, &level.label)))
            .list("rules-that-need-it", rules.map(|one| rule(kb, one)))
            .list("what-raises-it", raising.map(complement))
    }
}

impl Described for Question {
    fn row(&self, kb: &KnowledgeBase) -> Vec<String> {
        let choices: Vec<&str> = self.choices.iter().map(|choice| choice.id.as_str()).collect();
        cells([&self.id, &kb[self.theme].title, &self.ask, &choices.join(", ")])
    }

    fn part(&self, writer: &mut Writer<'_>) -> Part {
        let kb = writer.kb;
        let takes = match self.takes {
            Takes::One => "one choice",
            Takes::Many => "one or more choices",
        };
        let unsure = format!("{} ({})", self.unsure_means, self.ids(self.if_unsure).join(", "));
        let choices = if self.by_severity { "choices-from-mildest-to-most-severe" } else { "choices" };
        let choice = self.choices.iter().map(|one| Related::entry(&one.id, &one.label).note(one.help.clone()));
        let asks = |row: &Row| row.cells.iter().any(|(asked, _)| kb[*asked].id == self.id);
        let rules = kb.rules().iter().filter(|rule| asks(&rule.when));
        let complements = kb.complements().iter().filter(|complement| complement.available_when.iter().any(asks));
        Part::of::<Self>(&self.ask, &self.why, Vec::new())
            .field("theme", kb[self.theme].title.clone())
            .field("help", self.help.clone())
            .field("takes", takes.to_owned())
            .field("if-you-are-not-sure", unsure)
            .field("asked-when", any_of(kb, &self.ask_when))
            .field("what-you-could-change", self.can_change.clone())
            .list(choices, choice)
            .list("rules-that-ask-it", rules.map(|one| rule(kb, one)))
            .list("complements-that-depend-on-it", complements.map(complement))
    }
}

impl Described for Rule {
    fn row(&self, kb: &KnowledgeBase) -> Vec<String> {
        let need = format!("{}: {}", kb[self.property].id, kb[self.property].written(self.level));
        cells([&self.id, &self.strength.to_string(), &need, &when(kb, &self.when)])
    }

    fn part(&self, writer: &mut Writer<'_>) -> Part {
        let kb = writer.kb;
        let property = &kb[self.property];
        let standing_at = |wanted: Option<bool>| -> Vec<Related> {
            let facts = kb.scope().candidates.iter().map(|key| (&kb[*key].title, kb[*key].fact(self.property)));
            let level = |fact: &Fact| fact.level.filter(|_| writer.trust.admits(fact));
            let facts = facts.filter(|(_, fact)| level(fact).map(|level| level >= self.level) == wanted);
            facts.map(|(title, fact)| Related::text(format!("{title}: {}", fact.summary))).collect()
        };
        let raising = kb.complements().iter().filter(|one| one.lifts(self.property) >= Some(self.level));
        let part = Part::of::<Self>(&self.id, &self.because, Vec::new())
            .field("when", when(kb, &self.when))
            .field("contacts", self.context.map(|context| kb[context].title.clone()))
            .field("needs", format!("{}: {}", property.title, property.describe_need(self.level)))
            .field("strength", self.strength.to_string())
            .field("why-it-stays", self.waiver.clone())
            .list("meets-it-without-help", standing_at(Some(true)))
            .list("does-not-meet-it-without-help", standing_at(Some(false)))
            .list("unknown-which-does-not-meet-it", standing_at(None))
            .list("what-raises-it", raising.map(complement));
        Part { sources: writer.cited.cite(&self.sources), ..part }
    }
}

impl Described for Complement {
    fn row(&self, _: &KnowledgeBase) -> Vec<String> {
        cells([&self.id, self.kind.word(), &self.effort.to_string(), &self.title])
    }

    fn part(&self, writer: &mut Writer<'_>) -> Part {
        let kb = writer.kb;
        let raises = self.raises.iter();
        let raises = raises.map(|(key, level)| Related::entry(&kb[*key].id, kb[*key].describe(*level)));
        let works = |key: &Key<Messenger>| {
            let has = |(property, levels): (&Key<Property>, &OneOf)| {
                kb[*key].fact(*property).level.is_some_and(|level| levels.0.contains(&level))
            };
            self.messenger != Some(*key) && self.works_with.iter().all(has)
        };
        let with: Vec<&str> = kb.messengers().keys().filter(works).map(|key| kb[key].title.as_str()).collect();
        let some_apps = self.how_to_in.iter().map(|(key, steps)| (kb[*key].title.clone(), steps));
        let some_cases = self.how_to_when.iter().map(|one| (when(kb, &one.when), &one.steps));
        let joined = |(text, steps): (String, &Vec<String>)| Related::text(text).note(steps.join(" "));
        Part::of::<Self>(&self.title, &self.about, writer.cited.cite(&self.sources))
            .field("kind", self.kind.word().to_owned())
            .field("effort", format!("{} of 5", self.effort))
            .field("as-of", self.as_of.to_string())
            .field("available-when", any_of(kb, &self.available_when))
            .field("not-when", any_of(kb, &self.not_when))
            .field("works-with", if with.is_empty() { "none".to_owned() } else { with.join(", ") })
            .field("stage", self.stage.word().to_owned())
            .field("urgency", format!("{} of 9", self.urgency))
            .field("takes-the-place-of-the-messenger", self.takes_the_place.then(|| "yes".to_owned()))
            .field("why-it-stays", self.waiver.clone())
            .list("raises", raises)
            .list("how-to", self.how_to.iter().map(Related::text))
            .list("how-to-in-some-cases", some_cases.map(joined))
            .list("how-to-in-some-apps", some_apps.map(joined))
    }
}

impl Described for Stop {
    fn row(&self, _: &KnowledgeBase) -> Vec<String> {
        cells([&self.id, yes_or_no(self.is_full), &self.title])
    }

    fn part(&self, writer: &mut Writer<'_>) -> Part {
        let kb = writer.kb;
        let lines = self.helplines.iter().map(|key| &kb[*key]);
        let lines = lines.map(|one| Related::entry(&one.id, format!("{}, {}", one.title, one.website)));
        let situation = self.situation.as_ref().map(|situation| format!("This is for you if {situation}. "));
        let about = situation.unwrap_or_default() + &self.text;
        Part::of::<Self>(&self.title, &about, writer.cited.cite(&self.sources))
            .field("everything-else-waits", yes_or_no(self.is_full).to_owned())
            .field("when", any_of(kb, &self.when).unwrap_or("always".to_owned()))
            .field("not-when", any_of(kb, &self.not_when))
            .list("start-here", self.first.iter().map(Related::text))
            .list("once-there-is-a-safe-device", self.later.iter().map(Related::text))
            .list("who-helps", lines)
    }
}

impl Described for Helpline {
    fn row(&self, _: &KnowledgeBase) -> Vec<String> {
        cells([&self.id, &self.title, &self.whom, &self.website, &self.as_of.to_string()])
    }

    fn part(&self, writer: &mut Writer<'_>) -> Part {
        Part::of::<Self>(&self.title, &self.how, writer.cited.cite(&self.sources))
            .field("for", self.whom.clone())
            .field("address", self.website.clone())
            .field("languages", self.languages.clone())
            .field("without-being-seen", self.unseen.clone())
            .field("last-looked-up", self.as_of.to_string())
    }
}

impl Described for Risk {
    fn row(&self, _: &KnowledgeBase) -> Vec<String> {
        cells([&self.id, &self.title, self.remedy.as_deref().unwrap_or_default()])
    }

    fn part(&self, writer: &mut Writer<'_>) -> Part {
        Part::of::<Self>(&self.title, &self.text, writer.cited.cite(&self.sources))
            .field("when", any_of(writer.kb, &self.when).unwrap_or("always".to_owned()))
            .field("what-helps", self.remedy.clone())
    }
}

impl Described for Source {
    fn row(&self, _: &KnowledgeBase) -> Vec<String> {
        cells([&self.id, &self.date, self.rank.word(), &self.publisher, &self.title])
    }

    fn part(&self, writer: &mut Writer<'_>) -> Part {
        let key = writer.kb.sources().find(&self.id).expect("an entry is in its catalogue");
        let part = Part::of::<Self>(&self.title, "", Vec::new())
            .field("publisher", self.publisher.clone())
            .field("date", self.date.clone())
            .field("kind", self.rank.word().to_owned())
            .field("address", self.url.clone())
            .field("note", self.note.clone());
        resting_on(writer.kb, key).into_iter().fold(part, |part, (relation, items)| part.list(relation, items))
    }
}

impl Described for Term {
    fn row(&self, _: &KnowledgeBase) -> Vec<String> {
        cells([&self.id, &self.title, &self.text])
    }

    fn part(&self, _: &mut Writer<'_>) -> Part {
        Part::of::<Self>(&self.title, &self.text, Vec::new())
    }
}

fn cells<const COUNT: usize>(cells: [&str; COUNT]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn role(kb: &KnowledgeBase, messenger: &Messenger) -> &'static str {
    let is_candidate = kb.scope().candidates.iter().any(|key| kb[*key].id == messenger.id);
    if is_candidate { "candidate" } else { "alternative" }
}

const fn yes_or_no(holds: bool) -> &'static str {
    if holds { "yes" } else { "no" }
}

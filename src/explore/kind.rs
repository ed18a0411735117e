//! The kinds of entries that a knowledge base has: how each is listed, and what shows it.

use super::entries::{self, when};
use super::part::Part;
use crate::advice::Bibliography;
use crate::kb::{
    Complement, Entry, Helpline, KnowledgeBase, Measure, Messenger, Property, Question, Risk, Rule, Source, Stop,
};

/// A kind of entry.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The word for all of them.
    pub plural: &'static str,
    /// The names of the cells of a row.
    pub(super) columns: &'static [&'static str],
    /// Every entry, in the order in which they are listed.
    pub(super) entries: fn(&KnowledgeBase) -> Vec<Named<'_>>,
}

/// An entry with its names.
pub(super) struct Named<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    /// Its row in a listing, the id first.
    pub(super) row: Box<dyn Fn() -> Vec<String> + 'a>,
    /// Everything known of it.
    pub(super) part: Box<dyn Fn(&mut Bibliography<'_>) -> Part + 'a>,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::of("messengers", &["id", "name", "role", "about"], |kb| {
            let all = kb.scope().candidates.iter().copied().chain(kb.alternatives()).map(|key| &kb[key]);
            let row = |one: &Messenger| cells([&one.id, &one.title, entries::role(kb, one), &one.about]);
            named(all, |one| &one.title, row, entries::messenger)
        }),
        Self::of("properties", &["id", "group", "title", "levels, worst to best"], |kb| {
            let row = |one: &Property| {
                let levels = match &one.measure {
                    Measure::Scale(steps) => steps.iter().map(|step| step.id.as_str()).collect::<Vec<_>>().join(" < "),
                    Measure::Count(unit) => format!("number of {unit}"),
                    Measure::Text => "text".to_owned(),
                };
                cells([&one.id, &kb[one.group].id, &one.title, &levels])
            };
            named(kb.properties().iter(), |one| &one.title, row, entries::property)
        }),
        Self::of("questions", &["id", "theme", "question", "choices"], |kb| {
            let row = |one: &Question| {
                let choices: Vec<&str> = one.choices.iter().map(|choice| choice.id.as_str()).collect();
                cells([&one.id, &kb[one.theme].title, &one.ask, &choices.join(", ")])
            };
            named(kb.questions().iter(), |one| &one.ask, row, entries::question)
        }),
        Self::of("rules", &["id", "strength", "needs", "when"], |kb| {
            let row = |one: &Rule| {
                let need = format!("{}: {}", kb[one.property].id, kb[one.property].written(one.level));
                cells([&one.id, &one.strength.to_string(), &need, &when(kb, &one.when)])
            };
            named(kb.rules().iter(), |one| &one.id, row, entries::rule)
        }),
        Self::of("complements", &["id", "kind", "effort", "what to do"], |kb| {
            let row = |one: &Complement| cells([&one.id, one.kind.word(), &one.effort.to_string(), &one.title]);
            named(kb.complements().iter(), |one| &one.title, row, entries::complement)
        }),
        Self::of("stops", &["id", "full", "what comes first"], |kb| {
            let row = |one: &Stop| cells([&one.id, entries::yes_or_no(one.is_full), &one.title]);
            named(kb.stops().iter(), |one| &one.title, row, entries::stop)
        }),
        Self::of("helplines", &["id", "name", "for", "address", "looked up"], |kb| {
            let row = |one: &Helpline| cells([&one.id, &one.title, &one.whom, &one.website, &one.as_of.to_string()]);
            named(kb.helplines().iter(), |one| &one.title, row, entries::helpline)
        }),
        Self::of("risks", &["id", "risk", "what helps"], |kb| {
            let row = |one: &Risk| cells([&one.id, &one.title, one.remedy.as_deref().unwrap_or_default()]);
            named(kb.risks().iter(), |one| &one.title, row, entries::risk)
        }),
        Self::of("sources", &["id", "date", "kind", "publisher", "title"], |kb| {
            let row = |one: &Source| cells([&one.id, &one.date, one.rank.word(), &one.publisher, &one.title]);
            named(kb.sources().iter(), |one| &one.title, row, entries::source)
        }),
        Self::of("terms", &["id", "term", "meaning"], |kb| {
            named(kb.terms().iter(), |one| &one.title, |one| cells([&one.id, &one.title, &one.text]), entries::term)
        }),
    ];

    const fn of(
        plural: &'static str,
        columns: &'static [&'static str],
        entries: fn(&KnowledgeBase) -> Vec<Named<'_>>,
    ) -> Self {
        Self { plural, columns, entries }
    }

    /// The kind with this word for all of its entries.
    pub fn of_plural(plural: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.plural == plural)
    }
}

fn named<'a, T: Entry + 'a>(
    entries: impl Iterator<Item = &'a T>,
    title: fn(&T) -> &String,
    row: impl Fn(&T) -> Vec<String> + Copy + 'a,
    part: fn(&T, &mut Bibliography<'_>) -> Part,
) -> Vec<Named<'a>> {
    let named = |entry: &'a T| Named {
        id: entry.id(),
        title: title(entry),
        row: Box::new(move || row(entry)),
        part: Box::new(move |cited| Part { kind: T::KIND, title: title(entry).clone(), ..part(entry, cited) }),
    };
    entries.map(named).collect()
}

fn cells<const COUNT: usize>(cells: [&str; COUNT]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

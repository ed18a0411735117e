//! The kinds of entries that a knowledge base has, each with the columns of its listing.

use super::part::Described;
use crate::kb::{Entry, KnowledgeBase};

/// A kind of entry.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The word for one of them.
    pub word: &'static str,
    /// The word for all of them.
    pub plural: &'static str,
    /// The names of the cells of [`Described::row`].
    pub(super) columns: &'static [&'static str],
    /// Every entry, in the order in which they are listed.
    pub(super) entries: fn(&KnowledgeBase) -> Vec<Named<'_>>,
}

/// An entry with its names.
pub(super) struct Named<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) entry: &'a dyn Described,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::of("messenger", "messengers", &["id", "name", "role", "about"], |kb| {
            let candidates = kb.scope().candidates.iter().copied();
            all(candidates.chain(kb.alternatives()).map(|key| &kb[key]), |one| &one.title)
        }),
        Self::of("property", "properties", &["id", "group", "title", "levels, worst to best"], |kb| {
            all(kb.properties().iter(), |one| &one.title)
        }),
        Self::of("question", "questions", &["id", "theme", "question", "choices"], |kb| {
            all(kb.questions().iter(), |one| &one.ask)
        }),
        Self::of("rule", "rules", &["id", "strength", "needs", "when"], |kb| all(kb.rules().iter(), |one| &one.id)),
        Self::of("complement", "complements", &["id", "kind", "effort", "what to do"], |kb| {
            all(kb.complements().iter(), |one| &one.title)
        }),
        Self::of("stop", "stops", &["id", "full", "what comes first"], |kb| all(kb.stops().iter(), |one| &one.title)),
        Self::of("helpline", "helplines", &["id", "name", "for", "address", "looked up"], |kb| {
            all(kb.helplines().iter(), |one| &one.title)
        }),
        Self::of("risk", "risks", &["id", "risk", "what helps"], |kb| all(kb.risks().iter(), |one| &one.title)),
        Self::of("source", "sources", &["id", "date", "kind", "publisher", "title"], |kb| {
            all(kb.sources().iter(), |one| &one.title)
        }),
        Self::of("term", "terms", &["id", "term", "meaning"], |kb| all(kb.terms().iter(), |one| &one.title)),
    ];

    const fn of(
        word: &'static str,
        plural: &'static str,
        columns: &'static [&'static str],
        entries: fn(&KnowledgeBase) -> Vec<Named<'_>>,
    ) -> Self {
        Self { word, plural, columns, entries }
    }

    /// The kind with this word for all of its entries.
    pub fn of_plural(plural: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.plural == plural)
    }
}

fn all<'a, T: Entry + Described + 'a>(
    entries: impl Iterator<Item = &'a T>,
    title: fn(&T) -> &String,
) -> Vec<Named<'a>> {
    entries.map(|entry| Named { id: entry.id(), title: title(entry), entry }).collect()
}

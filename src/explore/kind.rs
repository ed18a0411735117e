//! The kinds of entries that a knowledge base has: how each is listed, and the profile that shows all that is known.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Serialize;

use super::entries::{self, facts, past_review, when};
use super::part::Part;
use crate::advice::{Bibliography, SourceView};
use crate::engine::{Levels, Trust};
use crate::kb::{
    Complement, Entry, Form, Helpline, KnowledgeBase, Measure, Messenger, Property, Question, Risk, Rule, Source, Stop,
};
use crate::space::{FactLeverage, TooLarge, leverage};
use crate::text::grouped;

/// A kind of entry.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The word for all of them.
    pub plural: &'static str,
    columns: &'static [&'static str],
    /// Every entry, in the order in which they are listed.
    pub(super) entries: Entries,
}

type Entries = fn(&KnowledgeBase) -> Vec<Named<'_>>;

pub(super) struct Named<'a> {
    id: &'a str,
    /// Its row in a listing, the id first.
    row: Box<dyn Fn() -> Vec<String> + 'a>,
    part: Box<dyn Fn(&mut Bibliography<'_>) -> Part + 'a>,
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

    const fn of(plural: &'static str, columns: &'static [&'static str], entries: Entries) -> Self {
        Self { plural, columns, entries }
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
        row: Box::new(move || row(entry)),
        part: Box::new(move |cited| Part { kind: T::KIND, title: title(entry).clone(), ..part(entry, cited) }),
    };
    entries.map(named).collect()
}

fn cells<const COUNT: usize>(cells: [&str; COUNT]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

pub(super) const LISTING: Form = Form::printed::<Listing>("advisor/listing/1", "What `list --format json` prints");

/// The entries of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Listing {
    /// The schema id of this form.
    #[schemars(extend("const" = LISTING.id))]
    pub schema: &'static str,
    /// What is listed, in the plural.
    pub kind: String,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The entries; the first cell is the id.
    pub rows: Vec<Vec<String>>,
    /// What is to be known of the listing as a whole, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Listing {
    /// A listing with these columns.
    pub fn new(kind: &str, columns: &[&str], rows: Vec<Vec<String>>) -> Self {
        let (kind, columns) = (kind.to_owned(), columns.iter().map(|&column| column.to_owned()).collect());
        Self { schema: LISTING.id, kind, columns, rows, note: None }
    }

    /// Every entry of a kind.
    pub fn of(kb: &KnowledgeBase, kind: Kind) -> Self {
        let rows = (kind.entries)(kb).iter().map(|named| (named.row)()).collect();
        Self::new(kind.plural, kind.columns, rows)
    }

    /// Every fact.
    pub fn facts(kb: &KnowledgeBase) -> Self {
        let rows = facts(kb).map(|(messenger, property, fact)| {
            let (as_of, confidence) = (fact.as_of.to_string(), fact.confidence.word());
            cells([&messenger.id, &kb[property].id, &as_of, confidence, &fact.summary])
        });
        Self::new("facts", &["messenger", "property", "as of", "confidence", "summary"], rows.collect())
    }

    /// The facts overdue for review, the oldest first.
    pub fn stale(kb: &KnowledgeBase, trust: &Trust) -> Self {
        let rows: Vec<_> = past_review(kb, trust).into_iter().map(|line| line.to_vec()).collect();
        let (which, order) = if rows.is_empty() { ("No fact is", "") } else { ("These are", ", the oldest first") };
        let note = Some(format!("{which} overdue for review on {}{order}.", trust.as_of));
        Self { note, ..Self::new("facts", &["messenger", "property", "as of", "review after"], rows) }
    }

    /// The facts of the candidates, those first on which the most verdicts hang. Each is tried at every other level
    /// that would have another effect, over every combination of answers; the level that changes the most is shown.
    ///
    /// # Errors
    /// If the knowledge base cannot be laid out.
    pub fn by_leverage(kb: &KnowledgeBase, trust: &Trust) -> Result<Self, TooLarge> {
        let (readings, mut ranked) = leverage(kb, &Levels::of(kb, trust))?;
        ranked.sort_by_key(|hanging| Reverse(hanging.verdicts));
        let (ranked, idle): (Vec<_>, Vec<_>) = ranked.into_iter().partition(|hanging| hanging.verdicts > 0);
        let note = format!(
            "Of {} verdicts, one for each combination of answers. No verdict depends on the other {} facts of the candidates.",
            grouped(readings),
            idle.len()
        );
        let row = |FactLeverage { messenger, property, otherwise, verdicts }: FactLeverage| {
            let fact = kb[messenger].fact(property);
            let otherwise = otherwise.map_or("unknown".to_owned(), |level| kb[property].written(level));
            let id = format!("{} {}", kb[messenger].id, kb[property].id);
            vec![id, fact.as_of.to_string(), fact.confidence.word().to_owned(), otherwise, verdicts.to_string()]
        };
        let columns = ["fact", "as of", "confidence", "if it were", "verdicts that change"];
        Ok(Self { note: Some(note), ..Self::new("facts", &columns, ranked.into_iter().map(row).collect()) })
    }
}

pub(super) const PROFILE: Form = Form::printed::<Profile>("advisor/profile/3", "What `show --format json` prints");

/// Everything known of one id. An id can name things of several kinds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Profile {
    /// The schema id of this form.
    #[schemars(extend("const" = PROFILE.id))]
    pub schema: &'static str,
    /// The version of the knowledge base.
    pub knowledge_base: String,
    /// The id.
    pub id: String,
    /// One part for each kind of thing it names, at least one.
    pub parts: Vec<Part>,
    /// Every source that is cited.
    pub sources: Vec<SourceView>,
}

impl Profile {
    /// Everything known of an id; `None` if no entry has it.
    pub fn of(kb: &KnowledgeBase, trust: &Trust, id: &str) -> Option<Self> {
        let mut cited = Bibliography::of(kb, trust);
        let named = entries(kb).filter(|named| named.id == id);
        let parts: Vec<Part> = named.map(|named| (named.part)(&mut cited)).collect();
        let (knowledge_base, sources) = (kb.scope().version.clone(), cited.list());
        (!parts.is_empty()).then(|| Self { schema: PROFILE.id, knowledge_base, id: id.to_owned(), parts, sources })
    }

    /// Every id that can be shown.
    pub fn ids(kb: &KnowledgeBase) -> impl Iterator<Item = &str> {
        entries(kb).map(|named| named.id)
    }
}

fn entries(kb: &KnowledgeBase) -> impl Iterator<Item = Named<'_>> {
    Kind::ALL.into_iter().flat_map(|kind| (kind.entries)(kb))
}

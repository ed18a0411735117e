//! `complements.yaml`: settings, companions and practices.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Written, entries};
use crate::kb::place::Place;
use crate::kb::resolve::{cited, date, find, needs, row, rows, works_with};
use crate::kb::wording::{Bar, Cited, Date, Id, Short, Text, When, Wording, read};
use crate::kb::{self, Catalogue, Key, Kind, KnowledgeBase, Level, Stage};

/// The most complements of one kind. The smallest sets are found exactly, and
/// the search for them doubles with every complement that can serve.
const MOST_OF_A_KIND: usize = 20;
/// How much something matters among the steps that does not say it.
const DEFAULT_URGENCY: u8 = 4;

/// What lifts a messenger to a better level.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::kb) struct Complement {
    /// The id.
    id: Id,
    /// What kind of complement it is.
    kind: Kind,
    /// What to do, as a command.
    title: Short<70>,
    /// What it does, and what it does not.
    about: Text,
    /// The id of the messenger that it is; only for a companion.
    messenger: Option<Id>,
    /// Properties, with the level it lifts a messenger to; none for a practice.
    #[serde(default)]
    raises: BTreeMap<Id, Bar>,
    /// Properties, with the levels of which the messenger must have one each.
    #[serde(default)]
    works_with: When,
    /// The headline with it: after the messenger and "with" or, where it takes the messenger's place, alone.
    headline: Option<Text>,
    /// Whether it takes the place of the messenger: by itself, or as a messenger that meets every must.
    #[serde(default)]
    takes_the_place: bool,
    /// A person can have it when any of these rows holds; always without one.
    #[serde(default)]
    available_when: Vec<When>,
    /// A person cannot have it, or should not, when any of these rows holds.
    #[serde(default)]
    not_when: Vec<When>,
    /// When it is done.
    stage: Option<Stage>,
    /// How much it matters among the steps, 1 to 9.
    #[schemars(range(min = 1, max = 9))]
    urgency: Option<u8>,
    /// Answers with which it matters more.
    #[serde(default)]
    urgent_when: Vec<Urgent>,
    /// Where it is done, so that it becomes one step with others: the id of a sitting in `scope.yaml`.
    sitting: Option<Id>,
    /// What to do there, as a short command that follows a colon.
    short: Option<Text>,
    /// Complements that exclude it: the one that matters less is left out.
    #[serde(default)]
    excludes: Vec<Id>,
    /// 1 (a minute) to 5 (a new way of working).
    #[schemars(range(min = 1, max = 5))]
    effort: u8,
    /// The steps, in order.
    #[schemars(length(min = 1))]
    how_to: Vec<Text>,
    /// More steps, for one messenger only, by its id, before the others.
    #[serde(default)]
    how_to_in: BTreeMap<Id, Vec<Text>>,
    /// More steps, with some answers only, before all others.
    #[serde(default)]
    how_to_when: Vec<HowTo>,
    /// The date of the steps; menus move.
    as_of: Date,
    /// Ids of `sources.yaml`, at least one.
    sources: Cited,
    /// Why it stays although no rule needs what it raises.
    waiver: Option<Text>,
}

/// Steps with some answers only.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HowTo {
    /// The answers.
    when: When,
    /// The steps, in order.
    #[schemars(length(min = 1))]
    steps: Vec<Text>,
}

/// Answers with which something matters more.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Urgent {
    /// The answers.
    when: When,
    /// How much it matters then, 1 to 9.
    #[schemars(range(min = 1, max = 9))]
    urgency: u8,
}

/// Checks the complements. They name each other, so they are looked up once all are known.
pub(super) fn check(file: &Place<'_>, mut written: Vec<Complement>, kb: &mut KnowledgeBase) {
    let excludes: Vec<_> =
        written.iter_mut().map(|one| (one.id.0.clone(), std::mem::take(&mut one.excludes))).collect();
    let mut complements = entries(file, written, kb);
    for kind in [Kind::Setting, Kind::Companion] {
        let count = complements.iter().filter(|complement| complement.kind == kind).count();
        if count > MOST_OF_A_KIND {
            let fault = format!("there are {count} {}s, more than {MOST_OF_A_KIND}", kind.word());
            file.note(fault, "merge those that belong together");
        }
    }
    kb.complements = Catalogue::of(complements.clone());
    for (position, (id, excluded)) in excludes.into_iter().enumerate() {
        let Some(own) = kb.complements.find(&id) else { continue };
        let item = file.item(position);
        let entry = item.named("complement", &id);
        for Id(other) in excluded {
            let Some(other) = find(&entry.field("excludes"), &other, kb) else { continue };
            // Each of the two excludes the other.
            if !complements[own.position()].excludes.contains(&other) {
                complements[own.position()].excludes.push(other);
                complements[other.position()].excludes.push(own);
            }
        }
    }
    kb.complements = Catalogue::of(complements);
}

impl Written for Complement {
    const KIND: &'static str = "complement";
    type Valid = kb::Complement;

    fn id(&self) -> &str {
        &self.id.0
    }

    fn check(self, at: &Place<'_>, kb: &KnowledgeBase) -> Option<kb::Complement> {
        self.check_together(at);
        if let Some(written) = self.urgency {
            check_urgency(&at.field("urgency"), written);
        }
        let raises = raises(&self.raises, self.kind, &at.field("raises"), kb);
        let messenger = self.messenger.and_then(|id| find(&at.field("messenger"), &id.0, kb));
        let sitting = self.sitting.and_then(|id| find(&at.field("sitting"), &id.0, kb));
        Some(kb::Complement {
            kind: self.kind,
            title: read(at, "title", self.title),
            about: read(at, "about", self.about),
            messenger,
            raises,
            works_with: works_with(&at.field("works-with"), &self.works_with, kb),
            headline: read(at, "headline", self.headline),
            takes_the_place: self.takes_the_place,
            available_when: rows(&at.field("available-when"), &self.available_when, kb),
            not_when: rows(&at.field("not-when"), &self.not_when, kb),
            stage: self.stage.unwrap_or(if self.kind == Kind::Companion { Stage::Before } else { Stage::After }),
            urgency: self.urgency.unwrap_or(DEFAULT_URGENCY),
            urgent_when: urgent_when(self.urgent_when, &at.field("urgent-when"), kb),
            sitting,
            short: read(at, "short", self.short),
            excludes: Vec::new(),
            effort: self.effort,
            how_to: read(at, "how-to", self.how_to),
            how_to_in: how_to_in(self.how_to_in, &at.field("how-to-in"), kb),
            how_to_when: how_to_when(self.how_to_when, &at.field("how-to-when"), kb),
            sources: cited(at, self.sources, kb),
            waiver: read(at, "waiver", self.waiver),
            as_of: date(&at.field("as-of"), &self.as_of)?,
            id: self.id.0,
        })
    }
}

impl Complement {
    /// Notes fields that do not go with each other, or are out of range.
    fn check_together(&self, at: &Place<'_>) {
        if self.how_to.is_empty() {
            at.note("there are no steps", "say under `how-to` what to do, one step a line");
        }
        if !(1..=5).contains(&self.effort) {
            let fault = format!("the effort {} is out of range", self.effort);
            at.field("effort").note(fault, "write 1 (a minute) to 5 (a new way of working)");
        }
        if self.sitting.is_some() != self.short.is_some() {
            at.note("`sitting` and `short` go together", "give both, or leave both out");
        }
        if self.takes_the_place && self.kind != Kind::Companion {
            let fault = "only a companion takes the place of the messenger";
            at.field("takes-the-place").note(fault, "leave it out, or make it a companion");
        }
        if self.messenger.is_some() && self.kind != Kind::Companion {
            let fault = format!("a {} is not a messenger", self.kind.word());
            at.field("messenger").note(fault, "make it a companion");
        }
    }
}

fn check_urgency(at: &Place<'_>, urgency: u8) {
    if !(1..=9).contains(&urgency) {
        let fault = format!("the urgency {urgency} is out of range");
        at.note(fault, "write 1 (can wait) to 9 (first of all)");
    }
}

fn raises(
    written: &BTreeMap<Id, Bar>,
    kind: Kind,
    at: &Place<'_>,
    kb: &KnowledgeBase,
) -> Vec<(Key<kb::Property>, Level)> {
    match (written.is_empty(), kind == Kind::Practice) {
        (true, false) => at.note("it raises nothing", "name at least one `property: level`"),
        (false, true) => at.note("a practice raises nothing", "make it a setting or a companion"),
        (true, true) | (false, false) => {}
    }
    needs(at, written, kb)
}

fn urgent_when(written: Vec<Urgent>, list: &Place<'_>, kb: &KnowledgeBase) -> Vec<(kb::Row, u8)> {
    let urgent = |(position, urgent): (usize, Urgent)| {
        let at = list.item(position);
        check_urgency(&at.field("urgency"), urgent.urgency);
        (row(&at.field("when"), &urgent.when, kb), urgent.urgency)
    };
    written.into_iter().enumerate().map(urgent).collect()
}

fn how_to_when(written: Vec<HowTo>, list: &Place<'_>, kb: &KnowledgeBase) -> Vec<(kb::Row, Vec<String>)> {
    let how_to = |(position, how_to): (usize, HowTo)| {
        let at = list.item(position);
        (row(&at.field("when"), &how_to.when, kb), read(&at, "steps", how_to.steps))
    };
    written.into_iter().enumerate().map(how_to).collect()
}

fn how_to_in(
    written: BTreeMap<Id, Vec<Text>>,
    at: &Place<'_>,
    kb: &KnowledgeBase,
) -> Vec<(Key<kb::Messenger>, Vec<String>)> {
    let how_to = |(Id(id), steps): (Id, Vec<Text>)| {
        let at = at.field(&id);
        let steps = steps.checked(&at);
        Some((find(&at, &id, kb)?, steps))
    };
    written.into_iter().filter_map(how_to).collect()
}

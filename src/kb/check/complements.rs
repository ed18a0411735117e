//! Settings, companions and practices.

use std::collections::BTreeMap;

use super::ledger::{Ledger, Place, at_position};
use crate::kb::catalogue::{Catalogue, Key};
use crate::kb::complement::{Complement, Kind, Stage};
use crate::kb::load::COMPLEMENTS;
use crate::kb::messenger::Messenger;
use crate::kb::property::{Level, Measure, Property};
use crate::kb::question::Question;
use crate::kb::scope::Sitting;
use crate::kb::source::Source;
use crate::kb::written;

/// The most complements of one kind. The smallest sets are found exactly, and
/// the search for them doubles with every complement that can serve.
const MOST_OF_A_KIND: usize = 20;
/// How much something matters among the steps that does not say it.
const DEFAULT_URGENCY: u8 = 4;

pub(super) fn check(
    written: Vec<written::Complement>,
    properties: &Catalogue<Property>,
    messengers: &Catalogue<Messenger>,
    questions: &Catalogue<Question>,
    sittings: Option<&Catalogue<Sitting>>,
    sources: &Catalogue<Source>,
    ledger: &mut Ledger,
) -> Catalogue<Complement> {
    let file = Place::file(COMPLEMENTS);
    ledger.ids(&file, "complement", written.iter().map(|complement| complement.id.as_str()));
    let mut complements = Vec::new();
    let mut excluded = Vec::new();
    for (position, complement) in written.into_iter().enumerate() {
        let place = file.entry("complement", position, &complement.id);
        ledger.short_text(&place.field("title"), &complement.title, 70);
        ledger.text(&place.field("about"), &complement.about);
        for step in &complement.how_to {
            ledger.text(&place.field("how-to"), step);
        }
        if let Some(waiver) = &complement.waiver {
            ledger.text(&place.field("waiver"), waiver);
        }
        let mut how_to_when = Vec::new();
        for how_to in complement.how_to_when {
            let place = place.field("how-to-when");
            for step in &how_to.steps {
                ledger.text(&place, step);
            }
            let steps = how_to.steps.into_iter().collect();
            how_to_when.push((ledger.row(&place, &how_to.when, questions), steps));
        }
        if complement.how_to.is_empty() {
            ledger.note(&place, "there are no steps", "say under `how-to` what to do, one step a line");
        }
        if complement.sources.is_empty() {
            ledger.note(&place, "there is no source", "cite at least one entry of sources.yaml");
        }
        if !(1..=5).contains(&complement.effort) {
            let fault = format!("the effort {} is out of range", complement.effort);
            ledger.note(&place.field("effort"), fault, "write 1 (a minute) to 5 (a new way of working)");
        }
        let kind = match complement.kind {
            written::Kind::Setting => Kind::Setting,
            written::Kind::Companion => Kind::Companion,
            written::Kind::Practice => Kind::Practice,
        };
        for (field, text) in [("short", &complement.short), ("headline", &complement.headline)] {
            if let Some(text) = text {
                ledger.text(&place.field(field), text);
            }
        }
        if complement.sitting.is_some() != complement.short.is_some() {
            ledger.note(&place, "`sitting` and `short` go together", "give both, or leave both out");
        }
        // If the scope can't be read, that is all there is to say.
        let sitting = complement
            .sitting
            .zip(sittings)
            .and_then(|(id, sittings)| ledger.find(&place.field("sitting"), &id, sittings));
        let mut urgent_when = Vec::new();
        for (position, urgent) in complement.urgent_when.iter().enumerate() {
            let place = at_position(&place.field("urgent-when"), position);
            urgent_when.push((ledger.row(&place.field("when"), &urgent.when, questions), urgent.urgency));
            urgency(&place.field("urgency"), urgent.urgency, ledger);
        }
        if let Some(written) = complement.urgency {
            urgency(&place.field("urgency"), written, ledger);
        }
        if complement.takes_the_place && kind != Kind::Companion {
            ledger.note(
                &place.field("takes-the-place"),
                "only a companion takes the place of the messenger",
                "leave it out, or make it a companion",
            );
        }
        let messenger = complement.messenger.map(|id| ledger.find(&place.field("messenger"), &id, messengers));
        if messenger.is_some() && kind != Kind::Companion {
            let fault = format!("a {} is not a messenger", kind.word());
            ledger.note(&place.field("messenger"), fault, "make it a companion");
        }
        let mut how_to_in = Vec::new();
        for (id, steps) in complement.how_to_in {
            let place = place.field("how-to-in").field(&id);
            for step in &steps {
                ledger.text(&place, step);
            }
            let messenger = ledger.find(&place, &id, messengers);
            how_to_in.extend(messenger.map(|messenger| (messenger, steps.into_iter().collect())));
        }
        let raises = raises(&complement.raises, kind, &place.field("raises"), properties, ledger);
        let works_with = works_with(&complement.works_with, &place.field("works-with"), properties, ledger);
        let available_when = ledger.rows(&place.field("available-when"), &complement.available_when, questions);
        let sources = ledger.sources(&place, &complement.sources, sources);
        let Some(as_of) = ledger.date(&place.field("as-of"), &complement.as_of) else {
            ledger.leave_out("complement", &complement.id);
            continue;
        };
        excluded.push(complement.excludes);
        complements.push(Complement {
            id: complement.id,
            kind,
            title: complement.title,
            about: complement.about,
            messenger: messenger.flatten(),
            raises,
            works_with,
            headline: complement.headline,
            takes_the_place: complement.takes_the_place,
            available_when,
            not_when: ledger.rows(&place.field("not-when"), &complement.not_when, questions),
            stage: stage(complement.stage, kind),
            urgency: complement.urgency.unwrap_or(DEFAULT_URGENCY),
            urgent_when,
            sitting,
            short: complement.short,
            excludes: Vec::new(),
            effort: complement.effort,
            how_to: complement.how_to.into_iter().collect(),
            how_to_in,
            how_to_when,
            as_of,
            sources,
            waiver: complement.waiver,
        });
    }
    for kind in [Kind::Setting, Kind::Companion] {
        let count = complements.iter().filter(|complement| complement.kind == kind).count();
        if count > MOST_OF_A_KIND {
            let fault = format!("there are {count} {}s, more than {MOST_OF_A_KIND}", kind.word());
            ledger.note(&file, fault, "merge those that belong together");
        }
    }
    // They name each other, so they are looked up once all are known; each of two excludes the other.
    let known = Catalogue::of(complements.clone());
    for (position, ids) in excluded.iter().enumerate() {
        let place = file.entry("complement", position, &complements[position].id).field("excludes");
        for id in ids {
            let Some(other) = ledger.find(&place, id, &known) else { continue };
            let own = known.find(&complements[position].id).unwrap_or(other);
            if !complements[position].excludes.contains(&other) {
                complements[position].excludes.push(other);
                complements[other.position()].excludes.push(own);
            }
        }
    }
    Catalogue::of(complements)
}

/// Refuses an urgency that is out of range.
fn urgency(place: &Place, urgency: u8, ledger: &mut Ledger) {
    if !(1..=9).contains(&urgency) {
        let fault = format!("the urgency {urgency} is out of range");
        ledger.note(place, fault, "write 1 (can wait) to 9 (first of all)");
    }
}

/// When something is done that does not say it: companions before the messenger is set up, everything else after.
fn stage(written: Option<written::Stage>, kind: Kind) -> Stage {
    match (written, kind) {
        (Some(written::Stage::Before), _) | (None, Kind::Companion) => Stage::Before,
        (Some(written::Stage::SignUp), _) => Stage::SignUp,
        (Some(written::Stage::After), _) | (None, Kind::Setting | Kind::Practice) => Stage::After,
        (Some(written::Stage::Always), _) => Stage::Always,
    }
}

fn raises(
    written: &BTreeMap<String, written::Bar>,
    kind: Kind,
    place: &Place,
    properties: &Catalogue<Property>,
    ledger: &mut Ledger,
) -> Vec<(Key<Property>, Level)> {
    match (written.is_empty(), kind == Kind::Practice) {
        (true, false) => ledger.note(place, "it raises nothing", "name at least one `property: level`"),
        (false, true) => ledger.note(place, "a practice raises nothing", "make it a setting or a companion"),
        (true, true) | (false, false) => {}
    }
    let mut raises = Vec::new();
    for (id, bar) in written {
        let place = place.field(id);
        let Some(property) = ledger.find(&place, id, properties) else { continue };
        let Some(level) = ledger.needed_level(&place, &properties[property], &bar.0) else { continue };
        raises.push((property, level));
    }
    raises.sort();
    raises
}

pub(super) fn works_with(
    written: &BTreeMap<String, Vec<String>>,
    place: &Place,
    properties: &Catalogue<Property>,
    ledger: &mut Ledger,
) -> Vec<(Key<Property>, Vec<Level>)> {
    let mut works_with = Vec::new();
    for (id, levels) in written {
        let place = place.field(id);
        let Some(property) = ledger.find(&place, id, properties) else { continue };
        match &properties[property].measure {
            Measure::Scale(_) => {}
            Measure::Count { .. } | Measure::Text => {
                let scales = properties.iter().filter(|known| matches!(known.measure, Measure::Scale(_)));
                let ids = scales.map(|known| known.id.as_str());
                ledger.note_unknown(&place, format!("`{id}` is not a scale"), "", ids);
                continue;
            }
        }
        if levels.is_empty() {
            ledger.note(&place, format!("no level of `{id}` is listed"), "list at least one, or leave it out");
        }
        let levels = levels.iter().filter_map(|level| ledger.level(&place, &properties[property], level));
        works_with.push((property, levels.collect()));
    }
    works_with
}

//! Settings and companions.

use std::collections::BTreeMap;

use super::ledger::{Ledger, Place};
use crate::kb::catalogue::{Catalogue, Key};
use crate::kb::complement::{Complement, Kind};
use crate::kb::load::COMPLEMENTS;
use crate::kb::messenger::Messenger;
use crate::kb::property::{Level, Measure, Property};
use crate::kb::question::Question;
use crate::kb::source::Source;
use crate::kb::strings::Str;
use crate::kb::written;

/// The most complements of one kind. The smallest sets are found exactly, and
/// the search for them doubles with every complement that can serve.
const MOST_OF_A_KIND: usize = 20;

pub(super) fn check(
    written: Vec<written::Complement>,
    properties: &Catalogue<Property>,
    messengers: &Catalogue<Messenger>,
    questions: &Catalogue<Question>,
    sources: &Catalogue<Source>,
    ledger: &mut Ledger,
) -> Catalogue<Complement> {
    let file = Place::file(COMPLEMENTS);
    ledger.ids(&file, "complement", written.iter().map(|complement| complement.id.as_str()));
    let mut complements = Vec::new();
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
        };
        let messenger = complement.messenger.map(|id| ledger.find(&place.field("messenger"), &id, messengers));
        if messenger.is_some() && kind == Kind::Setting {
            ledger.note(&place.field("messenger"), "a setting is not a messenger", "make it a companion");
        }
        let mut how_to_in = Vec::new();
        for (id, steps) in complement.how_to_in {
            let place = place.field("how-to-in").field(&id);
            for step in &steps {
                ledger.text(&place, step);
            }
            let messenger = ledger.find(&place, &id, messengers);
            how_to_in.extend(messenger.map(|messenger| (messenger, steps.into_iter().map(Str::from).collect())));
        }
        let unproven_with = unproven_with(&complement.unproven_with, &place.field("unproven-with"), messengers, ledger);
        if complement.before_sign_up && kind == Kind::Companion {
            let fault = "a companion comes before the messenger anyway";
            ledger.note(&place.field("before-sign-up"), fault, "leave it out");
        }
        if complement.is_the_app && kind == Kind::Setting {
            let fault = "a setting is a way of using the messenger's own app";
            ledger.note(&place.field("is-the-app"), fault, "leave it out");
        }
        let raises = raises(&complement.raises, &place.field("raises"), properties, ledger);
        let works_with = works_with(&complement.works_with, &place.field("works-with"), properties, ledger);
        let available_when = ledger.rows(&place.field("available-when"), &complement.available_when, questions);
        let sources = ledger.sources(&place, &complement.sources, sources);
        let Some(as_of) = ledger.date(&place.field("as-of"), &complement.as_of) else { continue };
        complements.push(Complement {
            id: complement.id.into(),
            kind,
            title: complement.title.into(),
            about: complement.about.into(),
            messenger: messenger.flatten(),
            raises,
            works_with,
            unproven_with,
            available_when,
            before_sign_up: complement.before_sign_up,
            is_the_app: complement.is_the_app,
            effort: complement.effort,
            how_to: complement.how_to.into_iter().map(Str::from).collect(),
            how_to_in,
            as_of,
            sources,
            waiver: complement.waiver.map(Str::from),
        });
    }
    for kind in [Kind::Setting, Kind::Companion] {
        let count = complements.iter().filter(|complement| complement.kind == kind).count();
        if count > MOST_OF_A_KIND {
            let fault = format!("there are {count} {}s, more than {MOST_OF_A_KIND}", kind.word());
            ledger.note(&file, fault, "merge those that belong together");
        }
    }
    Catalogue::of(complements)
}

fn raises(
    written: &BTreeMap<String, written::Bar>,
    place: &Place,
    properties: &Catalogue<Property>,
    ledger: &mut Ledger,
) -> Vec<(Key<Property>, Level)> {
    if written.is_empty() {
        ledger.note(place, "it raises nothing", "name at least one `property: level`");
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

fn works_with(
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

fn unproven_with(
    written: &[String],
    place: &Place,
    messengers: &Catalogue<Messenger>,
    ledger: &mut Ledger,
) -> Vec<Key<Messenger>> {
    let mut unproven: Vec<Key<Messenger>> = Vec::new();
    for (position, id) in written.iter().enumerate() {
        if written[..position].contains(id) {
            ledger.note(place, format!("the messenger `{id}` is named twice"), "keep one of the two");
            continue;
        }
        unproven.extend(ledger.find(place, id, messengers));
    }
    unproven
}

//! The messengers and their facts.

use super::ledger::{Ledger, Place, at_position};
use super::sources::is_web_address;
use crate::kb::catalogue::Catalogue;
use crate::kb::load::WrittenMessenger;
use crate::kb::messenger::{Claim, Confidence, Fact, Messenger, Notice, Status};
use crate::kb::property::{Level, Measure, Property, UNKNOWN};
use crate::kb::source::Source;
use crate::kb::written;

/// The widest summary of a fact, in columns.
const WIDEST_SUMMARY: usize = 60;

pub(super) fn check(
    written: Vec<WrittenMessenger>,
    properties: &Catalogue<Property>,
    sources: &Catalogue<Source>,
    ledger: &mut Ledger,
) -> Catalogue<Messenger> {
    let mut messengers = Vec::new();
    for WrittenMessenger { file, stem, messenger } in written {
        let place = Place::file(&file);
        ledger.id(&place.field("id"), &messenger.id);
        if messenger.id != stem {
            let fault = format!("the id `{}` differs from the name of the file", messenger.id);
            ledger.note(&place.field("id"), fault, format!("write `{stem}`, or rename the file"));
        }
        ledger.short_text(&place.field("title"), &messenger.title, 24);
        ledger.text(&place.field("about"), &messenger.about);
        ledger.text(&place.field("website"), &messenger.website);
        if !is_web_address(&messenger.website) {
            ledger.note(&place.field("website"), "the website is not a web address", "start it with `https://`");
        }
        let notices = notices(messenger.notices, &place, properties, sources, ledger);
        let facts = facts(messenger.facts, &place, properties, sources, ledger);
        messengers.push(Messenger {
            id: messenger.id,
            title: messenger.title,
            website: messenger.website,
            about: messenger.about,
            notices,
            facts,
        });
    }
    Catalogue::of(messengers)
}

fn notices(
    written: Vec<written::Notice>,
    file: &Place,
    properties: &Catalogue<Property>,
    sources: &Catalogue<Source>,
    ledger: &mut Ledger,
) -> Vec<Notice> {
    let list = file.field("notices");
    ledger.ids(&list, "notice", written.iter().map(|notice| notice.id.as_str()));
    let mut notices = Vec::new();
    for (position, notice) in written.into_iter().enumerate() {
        let place = list.entry("notice", position, &notice.id);
        ledger.short_text(&place.field("title"), &notice.title, WIDEST_SUMMARY);
        ledger.text(&place.field("text"), &notice.text);
        let place_tells = place.field("tells");
        let tells = notice.tells.iter().filter_map(|id| ledger.find(&place_tells, id, properties)).collect();
        let sources = cited(&notice.sources, &place, sources, ledger);
        let Some(as_of) = ledger.date(&place.field("as-of"), &notice.as_of) else { continue };
        notices.push(Notice { id: notice.id, title: notice.title, text: notice.text, tells, as_of, sources });
    }
    notices
}

fn facts(
    mut written: std::collections::BTreeMap<String, written::Fact>,
    file: &Place,
    properties: &Catalogue<Property>,
    sources: &Catalogue<Source>,
    ledger: &mut Ledger,
) -> Vec<Fact> {
    let mut facts = Vec::new();
    // Of two properties with one id, which is told already, the first has the fact.
    let known = properties.keys().filter(|key| properties.find(&properties[*key].id) == Some(*key));
    for property in known.map(|key| &properties[key]) {
        let Some(fact) = written.remove(property.id.as_str()) else {
            let fault = format!("there is no fact for property `{}`", property.id);
            ledger.note(&file.field("facts"), fault, "add one; where nobody knows, its level is `unknown`");
            continue;
        };
        let place = file.field("facts").part(&property.id, "fact", &property.id);
        facts.extend(check_fact(fact, property, &place, sources, ledger));
    }
    for id in written.keys().filter(|id| !ledger.is_unjudged("property", id)).cloned().collect::<Vec<_>>() {
        let place = file.field("facts").field(&id);
        ledger.note_unknown(&place, format!("unknown property `{id}`"), &id, properties.ids());
    }
    facts
}

fn check_fact(
    fact: written::Fact,
    property: &Property,
    place: &Place,
    sources: &Catalogue<Source>,
    ledger: &mut Ledger,
) -> Option<Fact> {
    let level = standing(&fact, property, place, ledger);
    ledger.short_text(&place.field("summary"), &fact.summary, WIDEST_SUMMARY);
    ledger.text(&place.field("detail"), &fact.detail);
    let claims = fact.claims.into_iter().enumerate().filter_map(|(position, claim)| {
        check_claim(claim, &at_position(&place.field("claims"), position), sources, ledger)
    });
    let claims = claims.collect();
    let cited = cited(&fact.sources, place, sources, ledger);
    let confidence = match fact.confidence {
        written::Confidence::High => Confidence::High,
        written::Confidence::Medium => Confidence::Medium,
        written::Confidence::Low => Confidence::Low,
    };
    let as_of = ledger.date(&place.field("as-of"), &fact.as_of)?;
    let (summary, detail) = (fact.summary, fact.detail);
    Some(Fact { level, as_of, confidence, summary, detail, sources: cited, claims })
}

/// The level or count of a fact, of which exactly the one that fits the property is written.
fn standing(fact: &written::Fact, property: &Property, place: &Place, ledger: &mut Ledger) -> Option<Level> {
    let (field, written, other) = match &property.measure {
        Measure::Scale(_) => ("level", fact.level.as_deref(), fact.count.is_some()),
        Measure::Count { .. } => ("count", fact.count.as_ref().map(|bar| bar.0.as_str()), fact.level.is_some()),
        Measure::Text => {
            if fact.level.is_some() || fact.count.is_some() {
                ledger.note(place, "a text has neither level nor count", "its summary says it all: remove the field");
            }
            return None;
        }
    };
    if other {
        ledger.note(place, format!("this property takes a `{field}`"), format!("replace the other field by `{field}`"));
    }
    let Some(written) = written else {
        if !other {
            ledger.note(place, format!("the `{field}` is missing"), format!("add `{field}:`, or `{field}: {UNKNOWN}`"));
        }
        return None;
    };
    if written == UNKNOWN {
        return None;
    }
    ledger.level(&place.field(field), property, written)
}

fn check_claim(
    claim: written::Claim,
    place: &Place,
    sources: &Catalogue<Source>,
    ledger: &mut Ledger,
) -> Option<Claim> {
    ledger.text(&place.field("claim"), &claim.claim);
    ledger.text(&place.field("said-by"), &claim.said_by);
    ledger.text(&place.field("answer"), &claim.answer);
    let said = ledger.sources(place, &claim.sources, sources);
    let answered = ledger.sources(&place.field("answer-sources"), &claim.answer_sources, sources);
    let status = match claim.status {
        written::Status::Superseded => Status::Superseded,
        written::Status::Disputed => Status::Disputed,
    };
    if status == Status::Disputed && claim.until.is_some() {
        ledger.note(&place.field("until"), "a disputed claim stands today", "remove `until`, or call it `superseded`");
    }
    let until = match claim.until {
        Some(written) => Some(ledger.date(&place.field("until"), &written)?),
        None => None,
    };
    Some(Claim {
        status,
        claim: claim.claim,
        said_by: claim.said_by,
        answer: claim.answer,
        until,
        sources: said,
        answer_sources: answered,
    })
}

/// Sources of something that must have one.
fn cited(
    ids: &[String],
    place: &Place,
    sources: &Catalogue<Source>,
    ledger: &mut Ledger,
) -> Vec<crate::kb::catalogue::Key<Source>> {
    if ids.is_empty() {
        ledger.note(place, "there is no source", "cite at least one entry of sources.yaml");
    }
    ledger.sources(place, ids, sources)
}

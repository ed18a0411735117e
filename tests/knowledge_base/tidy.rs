//! The shipped data is tidy.

use std::collections::BTreeSet;
use std::fmt::Display;

use advisor::kb::{
    AsOf, Complement, Entry, Files, Key, Kind, KnowledgeBase, Level, Messenger, OneOf, Property, Rule, Status,
    parse_day,
};
use serde_yaml::Value;

use crate::support::value;

fn assert_none<T: Display>(what: &str, offences: impl IntoIterator<Item = T>) {
    let offences: String = offences.into_iter().map(|offence| format!("\n{offence}")).collect();
    assert!(offences.is_empty(), "{what}:{offences}");
}

/// Every word and text of the files, with its place and the field that it stands in.
fn words() -> Vec<(String, String, String)> {
    fn walk(value: &Value, place: &str, field: &str, found: &mut Vec<(String, String, String)>) {
        match value {
            Value::Mapping(fields) => {
                let id = fields.get("id").and_then(Value::as_str).map_or(String::new(), |id| format!(" `{id}`"));
                for (name, value) in fields {
                    let name = name.as_str().expect("a key is a word");
                    walk(value, &format!("{place}{id}: {name}"), name, found);
                }
            }
            Value::Sequence(items) => items.iter().for_each(|item| walk(item, place, field, found)),
            Value::String(text) => found.push((place.to_owned(), field.to_owned(), text.clone())),
            Value::Number(number) => found.push((place.to_owned(), field.to_owned(), number.to_string())),
            Value::Null | Value::Bool(_) | Value::Tagged(_) => {}
        }
    }
    let mut found = Vec::new();
    // Patterns are no texts.
    for (file, text) in Files::embedded().0.iter().filter(|(file, _)| *file != "evidence.yaml") {
        walk(&serde_yaml::from_str(text).expect("data/ is YAML"), file, "", &mut found);
    }
    found
}

/// The fields that are written in sentences.
const SENTENCES: &str = "about answer ask because can-change claim detail first help how how-to if-open later remedy steps text \
                         unseen waiver why";
/// The fields that stand alone as a heading, a label or a table's cell.
const HEADINGS: &str = "cannot headline if-open-do label short situation summary title unsure-means";

/// Panics with every text for which this holds.
fn assert_no_text(what: &str, is_wrong: impl Fn(&str, &str, &str) -> bool) {
    let wrong = words().into_iter().filter(|(place, field, text)| is_wrong(place, field, text));
    assert_none(what, wrong.map(|(place, _, text)| format!("{place}: {text}")));
}

#[test]
fn every_sentence_ends_as_one_and_no_heading_label_or_summary_does() {
    let is_of = |fields: &str, field: &str| fields.split_whitespace().any(|known| known == field);
    // The headline of a stop is a sentence.
    let is_sentence =
        |place: &str, field: &str| is_of(SENTENCES, field) || (field == "title" && place.starts_with("stops"));
    let ends = |text: &str| text.ends_with(['.', '?', '"', '”']);
    assert_no_text("texts without a full stop", |place, field, text| is_sentence(place, field) && !ends(text));
    assert_no_text("texts with a full stop", |place, field, text| {
        is_of(HEADINGS, field) && !is_sentence(place, field) && text.ends_with('.')
    });
    assert_no_text("texts with double spaces", |_, field, text| field != "find" && text.contains("  "));
}

#[test]
fn nothing_is_dated_after_the_edition() {
    let edition = parse_day(&KnowledgeBase::embedded().scope().version).unwrap();
    assert_no_text("dates after the edition", |_, field, text| {
        ["as-of", "until", "date"].contains(&field) && AsOf::parse(text).unwrap().first_day() > edition
    });
}

#[test]
fn every_source_is_cited_and_what_replaced_a_claim_names_its_own() {
    let kb = KnowledgeBase::embedded();
    let cited = words().into_iter().filter(|(_, field, _)| ["sources", "answer-sources"].contains(&field.as_str()));
    let cited: BTreeSet<String> = cited.map(|(_, _, id)| id).collect();
    assert_none("sources that nothing cites", kb.sources().ids().filter(|id| !cited.contains(*id)));
    let facts = kb.messengers().iter().flat_map(|one| kb.properties().keys().map(|property| one.fact(property)));
    let claims = facts.flat_map(|fact| &fact.claims).filter(|claim| claim.status == Status::Superseded);
    let unsourced = claims.filter(|claim| claim.answer_sources.is_empty()).map(|claim| &claim.claim);
    assert_none("superseded claims whose answer names no source", unsourced);
}

#[test]
fn every_must_can_be_reached_and_says_what_it_means_if_it_stays_open() {
    let kb = KnowledgeBase::embedded();
    let reaches = |property: Key<Property>, level: Level| {
        let messengers = kb.messengers().iter().filter_map(|messenger| messenger.fact(property).level);
        let complements = kb.complements().iter().filter_map(|complement| complement.lifts(property));
        messengers.chain(complements).any(|reached| reached >= level)
    };
    let musts = || kb.rules().iter().filter(|rule| rule.strength.is_must());
    assert_none("musts that nothing reaches", musts().filter(|one| !reaches(one.property, one.level)).map(Entry::id));
    let is_silent =
        |property: &&Property| property.if_open.is_none() || property.if_open_do.is_none() || property.cannot.is_none();
    let silent = musts().map(|rule| &kb[rule.property]).filter(is_silent);
    assert_none("properties that don't say what it means if a must stays open", silent.map(Entry::id));
}

/// Whether a complement works with a messenger, and takes it further on some property than it is.
fn helps(complement: &Complement, messenger: &Messenger) -> bool {
    let level = |property: Key<Property>| messenger.fact(property).level;
    let works = |(on, levels): (&Key<Property>, &OneOf)| level(*on).is_some_and(|is| levels.0.contains(&is));
    let raises = |(property, to): (&Key<Property>, &Level)| level(*property).is_none_or(|is| is < *to);
    complement.works_with.iter().all(works) && complement.raises.iter().any(raises)
}

#[test]
fn every_complement_takes_some_candidate_further() {
    let kb = KnowledgeBase::embedded();
    let is_useless = |complement: &&Complement| {
        let helps = |candidate: &Key<Messenger>| helps(complement, &kb[*candidate]);
        complement.kind != Kind::Practice && !kb.scope().candidates.iter().any(helps)
    };
    assert_none("complements that help no candidate", kb.complements().iter().filter(is_useless).map(Entry::id));
}

#[test]
fn companions_that_are_messengers_are_all_alternatives_and_promise_no_more_than_their_facts() {
    let kb = KnowledgeBase::embedded();
    for complement in kb.complements().iter() {
        let Some(key) = complement.messenger else { continue };
        assert!(!kb.scope().candidates.contains(&key), "{}: {} is a candidate", complement.id, kb[key].id);
        let lacks = |(property, level): &(&Key<Property>, &Level)| kb[key].fact(**property).level < Some(**level);
        let too_much = complement.raises.iter().filter(lacks).map(|(property, _)| kb[*property].id());
        assert_none(&format!("what `{}` promises and the messenger lacks", complement.id), too_much);
    }
    let is_named = |messenger: &Key<Messenger>| {
        kb.complements().iter().any(|one| one.kind == Kind::Companion && one.messenger == Some(*messenger))
    };
    let unnamed = kb.alternatives().filter(|messenger| !is_named(messenger));
    assert_none("alternatives that no companion names", unnamed.map(|messenger| kb[messenger].id()));
}

#[test]
fn what_takes_the_place_of_a_messenger_or_is_added_to_it_has_a_headline() {
    let kb = KnowledgeBase::embedded();
    let is_needed = |(property, level): (&Key<Property>, &Level)| {
        let needs = |rule: &Rule| rule.strength.is_must() && rule.property == *property && rule.level <= *level;
        kb.rules().iter().any(needs)
    };
    let nameless = kb.complements().iter().filter(|one| {
        let is_named = one.takes_the_place || one.raises.iter().any(is_needed);
        one.kind == Kind::Companion && is_named && one.headline.is_none()
    });
    assert_none("companions that a headline can't name", nameless.map(Entry::id));
}

#[test]
fn apps_that_steps_name_come_with_a_link() {
    let kb = KnowledgeBase::embedded();
    let sites = [
        ("Briar", "https://briarproject.org"),
        ("SimpleX", "https://simplex.chat"),
        ("Molly", "https://molly.im"),
        ("Orbot", "https://orbot.app"),
        ("Tor Browser", "https://www.torproject.org"),
    ];
    let mut found = 0;
    for one in kb.complements().iter() {
        let steps = one.how_to.iter().chain(one.how_to_when.iter().flat_map(|one| &one.steps));
        let text = steps.map(|step| step.as_str()).collect::<Vec<_>>().join(" ");
        for (app, site) in sites.iter().filter(|(app, _)| text.contains(app)) {
            assert!(text.contains(site), "{}: {app}", one.id);
            found += 1;
        }
    }
    assert!(found > 3, "{found}");
}

#[test]
fn entries_stand_in_the_order_of_what_they_belong_to_and_every_heading_is_used() {
    let kb = KnowledgeBase::embedded();
    for messenger in kb.messengers().ids() {
        let file = format!("messengers/{messenger}.yaml");
        let written = value(&Files::embedded(), &file);
        let facts = written["facts"].as_mapping().unwrap().keys();
        assert!(facts.map(|id| id.as_str().unwrap()).eq(kb.properties().ids()), "{file}");
    }
    assert!(kb.properties().iter().map(|property| property.group).is_sorted(), "properties.yaml");
    let groups: BTreeSet<_> = kb.properties().iter().map(|property| property.group).collect();
    let themes: BTreeSet<_> = kb.questions().iter().map(|question| question.theme).collect();
    assert_eq!(groups.len(), kb.groups().len(), "every group has a property");
    assert_eq!(themes.len(), kb.themes().len(), "every theme has a question");
}

/// Words and idioms that sound translated or say two things, in lower case.
const WORN: &str = "may not;to reckon with;is told;be told;somebody;whoever;mend;as well as that;for ever;by its means;nothing of it;\
                    it is you who;there must be no;too old to;does not suit;stands in";

#[test]
fn sentences_are_short_where_a_frightened_person_reads_and_no_text_is_worn() {
    let is_read_first = |place: &str, field: &str| {
        let is_step = field.starts_with("how-to") || ["first", "later"].contains(&field);
        is_step || place.starts_with("questions.yaml") && ["ask", "help"].contains(&field)
    };
    let is_long = |sentence: &str| sentence.split_whitespace().count() > 20;
    assert_no_text("sentences of more than 20 words", |place, field, text| {
        is_read_first(place, field) && text.split(['.', '?', ':']).any(is_long)
    });
    assert_no_text("worn words", |_, field, text| {
        let text = format!(" {} ", text.to_lowercase());
        SENTENCES.contains(field) && WORN.split(';').any(|worn| text.contains(&format!(" {} ", worn.trim())))
    });
}

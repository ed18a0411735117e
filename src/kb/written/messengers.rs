//! A file in `messengers/`, with one fact for every property.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{MESSENGERS, Written, entries};
use crate::kb::place::{Ledger, Place};
use crate::kb::property::UNKNOWN;
use crate::kb::resolve::{cited, date, find_all, level, sources};
use crate::kb::wording::{Address, Bar, Cited, Date, Id, Short, Sources, Text, check_id, read};
use crate::kb::{self, Catalogue, Confidence, KnowledgeBase, Level, Measure, Property, Status};

/// A messenger, with one fact for every property.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::kb) struct Messenger {
    /// The id, which is the name of the file.
    id: Id,
    /// The name people know.
    title: Short<24>,
    /// Where to get it.
    website: Address,
    /// What it is and who runs it, in a sentence.
    about: Text,
    /// Shown whenever a verdict names the messenger.
    #[serde(default)]
    notices: Vec<Notice>,
    /// One fact for every property, by its id.
    facts: BTreeMap<Id, Fact>,
}

/// What is always said of a messenger that a verdict names.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Notice {
    /// The id.
    id: Id,
    /// A headline, without a full stop.
    title: Short<60>,
    /// The text.
    text: Text,
    /// Properties whose facts it already explains.
    #[serde(default)]
    tells: Vec<Id>,
    /// The date of the evidence.
    as_of: Date,
    /// Ids of `sources.yaml`, at least one.
    sources: Cited,
}

/// A messenger's level on a property.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(extend("not" = { "required": ["level", "count"] }))]
struct Fact {
    /// For a scale: the id of a level, or `unknown`.
    level: Option<Id>,
    /// For a count: a number, or `unknown`.
    count: Option<Bar>,
    /// A table's cell that makes sense beside the property's title.
    summary: Short<60>,
    /// What is so, what it means, where it ends; says where it is inferred.
    detail: Text,
    /// The date of the evidence, not of the writing.
    as_of: Date,
    /// The day of the newest upstream commit that still says so; written by a program.
    verified: Option<Date>,
    /// Since when upstream says otherwise, and a person has to look; written by a program.
    pending: Option<Date>,
    /// How firm the evidence is.
    confidence: Confidence,
    /// Ids of `sources.yaml`, at least one.
    sources: Cited,
    /// What was or is said differently.
    #[serde(default)]
    claims: Vec<Claim>,
}

/// What was or is said differently.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Claim {
    /// How it relates to the fact.
    status: Status,
    /// What is said.
    claim: Text,
    /// By whom.
    said_by: Text,
    /// What the other side says.
    answer: Text,
    /// Until when it held; for a superseded claim.
    until: Option<Date>,
    /// Where the claim is made: ids of `sources.yaml`.
    #[serde(default)]
    sources: Sources,
    /// What the answer rests on: ids of `sources.yaml`.
    #[serde(default)]
    answer_sources: Sources,
}

/// Checks the messengers, given by the names of their files.
pub(super) fn check(
    written: BTreeMap<String, Messenger>,
    ledger: &Ledger,
    kb: &KnowledgeBase,
) -> Catalogue<kb::Messenger> {
    let messengers = written.into_iter().map(|(stem, messenger)| {
        let name = format!("{MESSENGERS}/{stem}.yaml");
        messenger.check(&Place::file(ledger, &name), &stem, kb)
    });
    Catalogue::of(messengers.collect())
}

impl Messenger {
    fn check(self, file: &Place<'_>, stem: &str, kb: &KnowledgeBase) -> kb::Messenger {
        let id = self.id.0;
        check_id(&file.field("id"), &id);
        if id != stem {
            let fault = format!("the id `{id}` differs from the name of the file");
            file.field("id").note(fault, format!("write `{stem}`, or rename the file"));
        }
        kb::Messenger {
            id,
            title: read(file, "title", self.title),
            about: read(file, "about", self.about),
            website: read(file, "website", self.website),
            notices: entries(&file.field("notices"), self.notices, kb),
            facts: facts(self.facts, &file.field("facts"), kb),
        }
    }
}

impl Written for Notice {
    const KIND: &'static str = "notice";
    type Valid = kb::Notice;

    fn id(&self) -> &str {
        &self.id.0
    }

    fn check(self, at: &Place<'_>, kb: &KnowledgeBase) -> Option<kb::Notice> {
        Some(kb::Notice {
            title: read(at, "title", self.title),
            text: read(at, "text", self.text),
            tells: find_all(&at.field("tells"), &self.tells, kb),
            sources: cited(at, self.sources, kb),
            as_of: date(&at.field("as-of"), &self.as_of)?,
            id: self.id.0,
        })
    }
}

/// The facts in the order of the properties.
fn facts(mut written: BTreeMap<Id, Fact>, at: &Place<'_>, kb: &KnowledgeBase) -> Vec<kb::Fact> {
    let mut facts = Vec::new();
    // Of two properties with one id, which was noted already, the first has the fact.
    let known = kb.properties.keys().filter(|key| kb.properties.find(&kb[*key].id) == Some(*key));
    for property in known.map(|key| &kb[key]) {
        match written.remove(&Id(property.id.clone())) {
            Some(fact) => {
                let at = at.field(&property.id);
                facts.extend(fact.check(property, &at.named("fact", &property.id), kb));
            }
            None => {
                let fault = format!("there is no fact for property `{}`", property.id);
                at.note(fault, "add one; where nobody knows, its level is `unknown`");
            }
        }
    }
    for Id(id) in written.keys().filter(|id| !at.ledger.is_unjudged("property", &id.0)) {
        at.field(id).note_unknown(format!("unknown property `{id}`"), id, kb.properties.ids());
    }
    facts
}

impl Fact {
    fn check(self, property: &Property, at: &Place<'_>, kb: &KnowledgeBase) -> Option<kb::Fact> {
        let level = self.standing(property, at);
        let claims = at.field("claims");
        let checked = self.claims.into_iter().enumerate();
        let checked = checked.filter_map(|(position, claim)| claim.check(&claims.item(position), kb));
        Some(kb::Fact {
            level,
            confidence: self.confidence,
            summary: read(at, "summary", self.summary),
            detail: read(at, "detail", self.detail),
            claims: checked.collect(),
            sources: cited(at, self.sources, kb),
            as_of: date(&at.field("as-of"), &self.as_of)?,
            verified: self.verified.as_ref().and_then(|written| date(&at.field("verified"), written)),
            pending: self.pending.as_ref().and_then(|written| date(&at.field("pending"), written)),
        })
    }

    /// The level or count, of which exactly the one that fits the property is written.
    fn standing(&self, property: &Property, at: &Place<'_>) -> Option<Level> {
        let (as_level, as_count) = (self.level.as_ref().map(|id| &id.0), self.count.as_ref().map(|bar| &bar.0.0));
        let (field, written, other) = match &property.measure {
            Measure::Scale(_) => ("level", as_level, as_count),
            Measure::Count { .. } => ("count", as_count, as_level),
            Measure::Text => {
                if as_level.or(as_count).is_some() {
                    at.note("a text has neither level nor count", "its summary says it all: remove the field");
                }
                return None;
            }
        };
        match (written, other) {
            (_, Some(_)) => {
                at.note(format!("this property takes a `{field}`"), format!("replace the other field by `{field}`"));
            }
            (None, None) => {
                at.note(format!("the `{field}` is missing"), format!("add `{field}:`, or `{field}: {UNKNOWN}`"));
            }
            (Some(_), None) => {}
        }
        level(&at.field(field), property, written.filter(|written| *written != UNKNOWN)?)
    }
}

impl Claim {
    fn check(self, at: &Place<'_>, kb: &KnowledgeBase) -> Option<kb::Claim> {
        if self.status == Status::Disputed && self.until.is_some() {
            let fault = "a disputed claim stands today";
            at.field("until").note(fault, "remove `until`, or call it `superseded`");
        }
        Some(kb::Claim {
            status: self.status,
            claim: read(at, "claim", self.claim),
            said_by: read(at, "said-by", self.said_by),
            answer: read(at, "answer", self.answer),
            sources: sources(&at.field("sources"), &self.sources, kb),
            answer_sources: sources(&at.field("answer-sources"), &self.answer_sources, kb),
            until: match self.until {
                Some(written) => Some(date(&at.field("until"), &written)?),
                None => None,
            },
        })
    }
}

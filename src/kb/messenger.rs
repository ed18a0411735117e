//! The messengers and what is known of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::{Measured, Place};
use super::wording::{ADDRESS, Bar, Id, NOT_BLANK};
use super::{AsOf, Key, Level, Property, Source, UNKNOWN};
use crate::text::printable;

/// A messenger, with one fact for every property.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Messenger {
    /// The id, which is the name of the file.
    #[schemars(with = "Id")]
    pub id: String,
    /// The name people know.
    #[schemars(length(max = 24))]
    pub title: String,
    /// Where to get it.
    #[schemars(extend("pattern" = ADDRESS))]
    pub website: String,
    /// What it is and who runs it, in a sentence.
    pub about: String,
    /// Shown whenever a verdict names the messenger.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// One fact for every property, by its id.
    // Invariant: none is missing, which `check` ensures.
    #[schemars(extend("x-keys" = "property"))]
    facts: BTreeMap<Key<Property>, Fact>,
}

/// Notes a level or a count that is missing, or should be, and disputed claims that have an end.
fn check_fact(property: &str, at: Place<'_>) {
    for claim in at.field("claims").items() {
        if claim.part.value["status"] == Status::Disputed.word() && claim.part.get("until").is_some() {
            let fault = "a disputed claim has no end";
            claim.field("until").note(fault, "remove `until`, or call it `superseded`");
        }
    }
    let Some(field) = at.measured(property).map(Measured::field) else { return };
    match ["level", "count"].iter().find(|other| **other != field && at.part.get(other).is_some()) {
        Some(_) if field.is_empty() => {
            at.note("a text has neither level nor count", "its summary says it all: remove the field");
        }
        Some(_) => at.note(format!("this property takes a `{field}`"), format!("replace the other field by `{field}`")),
        None if field.is_empty() || at.part.get(field).is_some() => {}
        None => at.note(format!("the `{field}` is missing"), format!("add `{field}:`, or `{field}: {UNKNOWN}`")),
    }
}

impl Messenger {
    pub(super) fn check(&mut self, at: Place<'_>) {
        let stem = at.file.trim_start_matches("messengers/").trim_end_matches(".yaml");
        if self.id != stem {
            let fault = format!("the id `{}` differs from the name of the file", printable(&self.id));
            at.field("id").note(fault, format!("write `{}`, or rename the file", printable(stem)));
        }
        let facts = at.field("facts");
        for property in at.ids("property") {
            if facts.part.get(property).is_some() {
                check_fact(property, facts.field(property).under(property).named("fact"));
            } else {
                let fault = format!("there is no fact for property `{}`", printable(property));
                facts.note(fault, "add one; where nobody knows, its level is `unknown`");
            }
        }
        for fact in self.facts.values_mut() {
            fact.level = fact.level.or(fact.count);
        }
    }

    /// The fact of this messenger on a property.
    pub fn fact(&self, property: Key<Property>) -> &Fact {
        &self.facts[&property]
    }
}

/// What is always said of a messenger that a verdict names.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case"))]
pub struct Notice {
    /// The id, unique within the messenger.
    #[schemars(with = "Id")]
    pub id: String,
    /// A headline, without a full stop.
    #[schemars(length(max = 60), extend("pattern" = NOT_BLANK))]
    pub title: String,
    /// What it is, what it means, what to do.
    pub text: String,
    /// Properties whose facts it already explains.
    #[serde(default, skip_serializing)]
    pub tells: Vec<Key<Property>>,
    /// The date of the evidence.
    pub as_of: AsOf,
    /// Ids of `sources.yaml`, at least one.
    #[serde(skip_serializing)]
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    pub sources: Vec<Key<Source>>,
}

/// A messenger's level on a property.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(extend("not" = { "required": ["level", "count"] }))]
pub struct Fact {
    /// For a scale: the id of a level, or `unknown`.
    // Once it is checked: the level or count; none where it is unknown, and for a text.
    #[schemars(with = "Option<Id>", extend("x-entry" = "level or count of a fact"))]
    pub level: Option<Level>,
    /// For a count: a number, or `unknown`.
    #[schemars(with = "Option<Bar>", extend("x-entry" = "level or count of a fact"))]
    count: Option<Level>,
    /// The date of the evidence, not of the writing.
    pub as_of: AsOf,
    /// The day of the newest upstream commit that still says so, if a program looked.
    pub verified: Option<AsOf>,
    /// Since when upstream says otherwise, until a person has looked.
    pub pending: Option<AsOf>,
    /// How firm the evidence is.
    pub confidence: Confidence,
    /// A table's cell that makes sense beside the property's title.
    #[schemars(length(max = 60))]
    pub summary: String,
    /// What is so, what it means, where it ends; says where it is inferred.
    pub detail: String,
    /// Ids of `sources.yaml`, at least one.
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    pub sources: Vec<Key<Source>>,
    /// What was or is said differently.
    #[serde(default)]
    pub claims: Vec<Claim>,
}

impl Fact {
    /// The day up to which it is known to be so.
    pub fn known_until(&self) -> jiff::civil::Date {
        self.verified.unwrap_or(self.as_of).max(self.as_of).first_day()
    }

    /// Whether somebody says otherwise today.
    pub fn is_disputed(&self) -> bool {
        self.claims.iter().any(|claim| claim.status == Status::Disputed)
    }
}

/// How firm the evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Thin or inferred; counts as unknown.
    Low,
    /// One good source, or in part.
    Medium,
    /// A primary source, or several that agree.
    High,
}

words!(Confidence: Low = "low", Medium = "medium", High = "high");

/// Something that was or is said, and differs from the fact.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case"))]
pub struct Claim {
    /// How it relates to the fact.
    #[serde(skip_serializing)]
    pub status: Status,
    /// What was said.
    pub claim: String,
    /// By whom.
    pub said_by: String,
    /// What the other side says, or why it no longer holds.
    pub answer: String,
    /// Until when it held; for a superseded claim.
    #[serde(skip_serializing)]
    pub until: Option<AsOf>,
    /// Where the claim is made: ids of `sources.yaml`.
    #[serde(default, skip_serializing)]
    #[schemars(extend("uniqueItems" = true))]
    pub sources: Vec<Key<Source>>,
    /// What the answer rests on: ids of `sources.yaml`.
    #[serde(default, skip_serializing)]
    #[schemars(extend("uniqueItems" = true))]
    pub answer_sources: Vec<Key<Source>>,
}

/// How a claim stands to the fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Was true, or taken as true, until something newer.
    Superseded,
    /// Both sides stand, or no evidence was found.
    Disputed,
}

words!(Status: Superseded = "superseded", Disputed = "disputed");

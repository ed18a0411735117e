//! The files of a knowledge base as they are written, before anything is checked.
//!
//! `data/README.md` explains every field. The schemas of the files are made of these types, so what is said of a field
//! here stands in them; [`check`](super::check) is what decides.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::{Deserialize, Deserializer, Visitor};

use super::wording::{Address, Date, Day, Id, Ids, Short, Sources, Span, Strength, Text, When};

/// A row of a decision table: question id to choice ids.
pub(super) type Row = BTreeMap<String, Vec<String>>;

/// What the knowledge base is about.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Scope {
    /// The edition; change it with every change of the data.
    #[schemars(with = "Day")]
    pub version: String,
    /// What a verdict may name, in default order: ids of messengers. All others are alternatives.
    #[schemars(with = "Ids", extend("uniqueItems" = true))]
    pub candidates: Vec<String>,
    /// Below this difference, in percent of the possible points, a choice is called close.
    #[schemars(range(max = 100))]
    pub close_call: u8,
    /// The contexts.
    #[schemars(length(min = 1))]
    pub contexts: Vec<Context>,
    /// Contexts that must not share a messenger.
    #[serde(default)]
    pub apart: Vec<Apart>,
    /// Headings for properties, in order.
    pub groups: Vec<Heading>,
    /// Headings for questions, in order.
    pub themes: Vec<Heading>,
    /// Places where several things are done at once: the opening words of the step that they become.
    #[serde(default)]
    pub sittings: Vec<Heading>,
    /// What is said before the first question.
    #[schemars(with = "Option<Text>")]
    pub opening: Option<String>,
    /// Ids of questions that no longer exist, and what to answer instead.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Id, Text>")]
    pub retired: BTreeMap<String, String>,
}

/// A circle of contacts that gets its own messenger.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Context {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// A short name.
    #[schemars(with = "Short<40>")]
    pub title: String,
    /// Who they are, as in "people who know who you are".
    #[schemars(with = "Text")]
    pub people: String,
    /// Active when any of these rows holds; always without one.
    #[serde(default)]
    #[schemars(with = "Vec<When>")]
    pub active_when: Vec<Row>,
}

/// Contexts that must not share a messenger.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Apart {
    /// Their ids, at least two.
    #[schemars(with = "Vec<Id>", length(min = 2))]
    pub contexts: Vec<String>,
    /// Kept apart when any of these rows holds.
    #[schemars(with = "Vec<When>")]
    pub when: Vec<Row>,
    /// The level of one property at which one messenger may serve them all.
    #[schemars(with = "BTreeMap<Id, Bar>", extend("minProperties" = 1, "maxProperties" = 1))]
    pub unless: BTreeMap<String, Bar>,
    /// Why.
    #[schemars(with = "Text")]
    pub because: String,
}

/// A heading.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Heading {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// The heading.
    #[schemars(with = "Short<60>")]
    pub title: String,
}

/// Something messengers are compared on: a scale, a count or a text.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(extend("oneOf" = [{ "required": ["scale"] }, { "required": ["count"] }, { "required": ["text"] }]))]
pub(super) struct Property {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// A noun phrase for a table's first column.
    #[schemars(with = "Short<70>")]
    pub title: String,
    /// The id of a heading in `scope.yaml`.
    #[schemars(with = "Id")]
    pub group: String,
    /// Why a person should care.
    #[schemars(with = "Text")]
    pub why: String,
    /// What follows for a person if a need on it stays open.
    #[schemars(with = "Option<Text>")]
    pub if_open: Option<String>,
    /// What to do first if a need on it stays open: a command, without a full stop.
    #[schemars(with = "Option<Text>")]
    pub if_open_do: Option<String>,
    /// What the messenger cannot do while a need on it stays open, after "It can't", without a full stop.
    #[schemars(with = "Option<Text>")]
    pub cannot: Option<String>,
    /// Whether the messenger is of no use at all while a must on it stays open.
    #[serde(default)]
    pub bars_use: bool,
    /// After this time a fact of it wants review, as in `12 months`.
    #[schemars(with = "Span")]
    pub review_after: String,
    /// The levels, worst first.
    #[schemars(length(min = 2))]
    pub scale: Option<Vec<Step>>,
    /// What is counted, in the plural; more is better.
    #[schemars(with = "Option<Text>")]
    pub count: Option<String>,
    /// Shown, never compared.
    #[schemars(extend("const" = true))]
    pub text: Option<bool>,
}

/// A level of a scale.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// The level in plain words.
    #[schemars(with = "Short<70>")]
    pub label: String,
}

/// A messenger, with one fact for every property.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Messenger {
    /// The id, which is the name of the file.
    #[schemars(with = "Id")]
    pub id: String,
    /// The name people know.
    #[schemars(with = "Short<24>")]
    pub title: String,
    /// Where to get it.
    #[schemars(with = "Address")]
    pub website: String,
    /// What it is and who runs it, in a sentence.
    #[schemars(with = "Text")]
    pub about: String,
    /// Shown whenever a verdict names the messenger.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// One fact for every property, by its id.
    #[schemars(with = "BTreeMap<Id, Fact>")]
    pub facts: BTreeMap<String, Fact>,
}

/// What is always said of a messenger that a verdict names.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Notice {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// A headline, without a full stop.
    #[schemars(with = "Short<60>")]
    pub title: String,
    /// The text.
    #[schemars(with = "Text")]
    pub text: String,
    /// Properties whose facts it already explains.
    #[serde(default)]
    #[schemars(with = "Vec<Id>")]
    pub tells: Vec<String>,
    /// The date of the evidence.
    #[schemars(with = "Date")]
    pub as_of: String,
    /// Ids of `sources.yaml`, at least one.
    #[schemars(with = "Sources", length(min = 1))]
    pub sources: Vec<String>,
}

/// Where a messenger stands on a property.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(extend("not" = { "required": ["level", "count"] }))]
pub(super) struct Fact {
    /// For a scale: the id of a level, or `unknown`.
    #[schemars(with = "Option<Id>")]
    pub level: Option<String>,
    /// For a count: a number, or `unknown`.
    pub count: Option<Bar>,
    /// A table's cell that makes sense beside the property's title.
    #[schemars(with = "Short<60>")]
    pub summary: String,
    /// What is so, what it means, where it ends; says where it is inferred.
    #[schemars(with = "Text")]
    pub detail: String,
    /// The date of the evidence, not of the writing.
    #[schemars(with = "Date")]
    pub as_of: String,
    /// How firm the evidence is.
    pub confidence: Confidence,
    /// Ids of `sources.yaml`, at least one.
    #[schemars(with = "Sources", length(min = 1))]
    pub sources: Vec<String>,
    /// What was or is said differently.
    #[serde(default)]
    pub claims: Vec<Claim>,
}

/// How firm the evidence is.
#[derive(serde::Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Confidence {
    /// A primary source, or several that agree.
    High,
    /// One good source, or in part.
    Medium,
    /// Thin or inferred; counts as unknown.
    Low,
}

/// What was or is said differently.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Claim {
    /// How it stands to the fact.
    pub status: Status,
    /// What is said.
    #[schemars(with = "Text")]
    pub claim: String,
    /// By whom.
    #[schemars(with = "Text")]
    pub said_by: String,
    /// What the other side says.
    #[schemars(with = "Text")]
    pub answer: String,
    /// Until when it held; for a superseded claim.
    #[schemars(with = "Option<Date>")]
    pub until: Option<String>,
    /// Where the claim stands: ids of `sources.yaml`.
    #[serde(default)]
    #[schemars(with = "Sources")]
    pub sources: Vec<String>,
    /// What the answer rests on: ids of `sources.yaml`.
    #[serde(default)]
    #[schemars(with = "Sources")]
    pub answer_sources: Vec<String>,
}

/// How a claim stands to the fact.
#[derive(serde::Deserialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Status {
    /// Was true, or taken as true, until something newer.
    Superseded,
    /// Both sides stand, or no evidence was found.
    Disputed,
}

/// A question.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Question {
    /// The id, which is the name of the flag, too.
    #[schemars(with = "Id")]
    pub id: String,
    /// The id of a heading in `scope.yaml`.
    #[schemars(with = "Id")]
    pub theme: String,
    /// The question.
    #[schemars(with = "Text")]
    pub ask: String,
    /// A line that helps to answer it.
    #[schemars(with = "Text")]
    pub help: String,
    /// Why it is asked.
    #[schemars(with = "Text")]
    pub why: String,
    /// How many choices an answer takes.
    pub takes: Takes,
    /// Whether the choices run from mild to severe; only where one is taken.
    #[serde(default)]
    pub by_severity: bool,
    /// What can be answered; every question takes *unsure* as well.
    #[schemars(length(min = 2, max = 64))]
    pub choices: Vec<Choice>,
    /// The reading of *unsure* that does least harm if it is wrong: ids of its choices.
    #[schemars(with = "Ids")]
    pub if_unsure: Vec<String>,
    /// That reading, after "Not sure:", without a full stop.
    #[schemars(with = "Text")]
    pub unsure_means: String,
    /// Asked only when any of these rows of earlier questions holds; always without one.
    #[serde(default)]
    #[schemars(with = "Vec<When>")]
    pub ask_when: Vec<Row>,
    /// How a person can change the answer by acting.
    #[schemars(with = "Option<Text>")]
    pub can_change: Option<String>,
}

/// How many choices an answer takes.
#[derive(serde::Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Takes {
    /// One choice.
    One,
    /// One or more choices.
    Many,
}

/// A choice.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// The choice in words.
    #[schemars(with = "Text")]
    pub label: String,
    /// A line that explains it.
    #[schemars(with = "Option<Text>")]
    pub help: Option<String>,
    /// Whether it goes with no other choice; only where many are taken.
    #[serde(default)]
    pub alone: bool,
}

/// When these answers, then this need, because of this.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// The answers that bring the need: for every question, any of the choices. `{}` always holds.
    #[schemars(with = "When")]
    pub when: Row,
    /// The id of the context it concerns; without it, every active one.
    #[schemars(with = "Option<Id>")]
    pub context: Option<String>,
    /// One property and the level it needs, or better.
    #[schemars(with = "BTreeMap<Id, Bar>", extend("minProperties" = 1, "maxProperties" = 1))]
    pub need: BTreeMap<String, Bar>,
    /// `must`, a veto, or `should 1` to `should 5`, a weight.
    #[schemars(with = "Strength")]
    pub strength: String,
    /// Whether it wins where musts exclude each other; only for a must.
    #[serde(default)]
    pub outranks: bool,
    /// The argument, so that a reader can disagree with it.
    #[schemars(with = "Text")]
    pub because: String,
    /// What the argument rests on: ids of `sources.yaml`, at least one.
    #[schemars(with = "Sources", length(min = 1))]
    pub sources: Vec<String>,
    /// Why the rule stays although no verdict hangs on it.
    #[schemars(with = "Option<Text>")]
    pub waiver: Option<String>,
}

/// What lifts a messenger to a better level.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Complement {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// What kind of complement it is.
    pub kind: Kind,
    /// What to do, as a command.
    #[schemars(with = "Short<70>")]
    pub title: String,
    /// What it does, and what it does not.
    #[schemars(with = "Text")]
    pub about: String,
    /// The id of the messenger that it is; only for a companion.
    #[schemars(with = "Option<Id>")]
    pub messenger: Option<String>,
    /// Properties, with the level it lifts a messenger to; none for a practice.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Id, Bar>")]
    pub raises: BTreeMap<String, Bar>,
    /// Properties, with the levels of which the messenger must have one each.
    #[serde(default)]
    #[schemars(with = "When")]
    pub works_with: BTreeMap<String, Vec<String>>,
    /// The headline with it: after "Signal, with" or, where it takes the messenger's place, alone.
    #[schemars(with = "Option<Text>")]
    pub headline: Option<String>,
    /// Whether it takes the place of the messenger: by itself, or as a messenger that meets every must.
    #[serde(default)]
    pub takes_the_place: bool,
    /// A person can have it when any of these rows holds; always without one.
    #[serde(default)]
    #[schemars(with = "Vec<When>")]
    pub available_when: Vec<Row>,
    /// A person cannot have it, or should not, when any of these rows holds.
    #[serde(default)]
    #[schemars(with = "Vec<When>")]
    pub not_when: Vec<Row>,
    /// When it is done.
    pub stage: Option<Stage>,
    /// How much it matters among the steps, 1 to 9.
    #[schemars(range(min = 1, max = 9))]
    pub urgency: Option<u8>,
    /// Answers with which it matters more.
    #[serde(default)]
    pub urgent_when: Vec<Urgent>,
    /// Where it is done, so that it becomes one step with others: the id of a sitting in `scope.yaml`.
    #[schemars(with = "Option<Id>")]
    pub sitting: Option<String>,
    /// What to do there, as a short command that follows a colon.
    #[schemars(with = "Option<Text>")]
    pub short: Option<String>,
    /// Complements that exclude it: the one that matters less is left out.
    #[serde(default)]
    #[schemars(with = "Vec<Id>")]
    pub excludes: Vec<String>,
    /// 1 (a minute) to 5 (a new way of working).
    #[schemars(range(min = 1, max = 5))]
    pub effort: u8,
    /// The steps, in order.
    #[schemars(with = "Vec<Text>", length(min = 1))]
    pub how_to: Vec<String>,
    /// More steps, for one messenger only, by its id, before the others.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Id, Vec<Text>>")]
    pub how_to_in: BTreeMap<String, Vec<String>>,
    /// More steps, with some answers only, before all others.
    #[serde(default)]
    pub how_to_when: Vec<HowTo>,
    /// The date of the steps; menus move.
    #[schemars(with = "Date")]
    pub as_of: String,
    /// Ids of `sources.yaml`, at least one.
    #[schemars(with = "Sources", length(min = 1))]
    pub sources: Vec<String>,
    /// Why it stays although no rule needs what it raises.
    #[schemars(with = "Option<Text>")]
    pub waiver: Option<String>,
}

/// What kind of complement it is.
#[derive(serde::Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// A way of using the messenger.
    Setting,
    /// Something beyond it, perhaps another messenger.
    Companion,
    /// Something to do that no level measures.
    Practice,
}

/// Steps with some answers only.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct HowTo {
    /// The answers.
    #[schemars(with = "When")]
    pub when: Row,
    /// The steps, in order.
    #[schemars(with = "Vec<Text>", length(min = 1))]
    pub steps: Vec<String>,
}

/// When something is done.
#[derive(serde::Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Stage {
    /// Before the messenger is set up.
    Before,
    /// While it is set up.
    SignUp,
    /// Once it is set up.
    After,
    /// From then on.
    Always,
}

/// Answers with which something matters more.
#[derive(serde::Deserialize, JsonSchema, Clone, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct Urgent {
    /// The answers.
    #[schemars(with = "When")]
    pub when: Row,
    /// How much it matters then, 1 to 9.
    #[schemars(range(min = 1, max = 9))]
    pub urgency: u8,
}

/// A text that facts and rules rest on.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    /// The id: subject, topic and, where it helps, the year.
    #[schemars(with = "Id")]
    pub id: String,
    /// The text's own title, or a plain description.
    #[schemars(with = "Text")]
    pub title: String,
    /// Who answers for it.
    #[schemars(with = "Text")]
    pub publisher: String,
    /// The canonical address where it is known, else the copy that was read.
    #[schemars(with = "Address")]
    pub url: String,
    /// The date of the text; the note says if it is an estimate.
    #[schemars(with = "Date")]
    pub date: String,
    /// How near it is to the matter.
    pub kind: Rank,
    /// What was really read, if not the whole text at its address.
    #[schemars(with = "Option<Text>")]
    pub note: Option<String>,
}

/// How near a source is to the matter.
#[derive(serde::Deserialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Rank {
    /// Vendor, source code, specification, court file, peer-reviewed paper, auditor.
    Primary,
    /// Someone who reports on it.
    Secondary,
}

/// A danger that no messenger removes.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Risk {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// A headline, without a full stop.
    #[schemars(with = "Text")]
    pub title: String,
    /// Named when any of these rows holds; always without one.
    #[serde(default)]
    #[schemars(with = "Vec<When>")]
    pub when: Vec<Row>,
    /// Named only where a messenger is used that has one of the levels of each of these properties.
    #[serde(default, rename = "works-with")]
    #[schemars(with = "When")]
    pub works_with: BTreeMap<String, Vec<String>>,
    /// What helps, in one line.
    #[schemars(with = "Option<Text>")]
    pub remedy: Option<String>,
    /// What it is, and what helps.
    #[schemars(with = "Text")]
    pub text: String,
    /// Ids of `sources.yaml`, at least one.
    #[schemars(with = "Sources", length(min = 1))]
    pub sources: Vec<String>,
}

/// What must or must not happen before anything is installed or changed.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Stop {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// Applies when any of these rows holds; always without one.
    #[serde(default)]
    #[schemars(with = "Vec<When>")]
    pub when: Vec<Row>,
    /// Does not apply when any of these rows holds.
    #[serde(default)]
    #[schemars(with = "Vec<When>")]
    pub not_when: Vec<Row>,
    /// Whether everything else has to wait.
    #[serde(default)]
    pub full: bool,
    /// The first line of the result.
    #[schemars(with = "Text")]
    pub title: String,
    /// Why.
    #[schemars(with = "Text")]
    pub text: String,
    /// What to do first, in order.
    #[serde(default)]
    #[schemars(with = "Vec<Text>")]
    pub first: Vec<String>,
    /// What can wait until there is a safe device.
    #[serde(default)]
    #[schemars(with = "Vec<Text>")]
    pub later: Vec<String>,
    /// Who helps: ids of `helplines.yaml`.
    #[serde(default)]
    #[schemars(with = "Vec<Id>")]
    pub helplines: Vec<String>,
    /// Ids of `sources.yaml`, at least one.
    #[schemars(with = "Sources", length(min = 1))]
    pub sources: Vec<String>,
}

/// An organisation that helps, or a directory of such organisations.
#[derive(serde::Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Helpline {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// Its name.
    #[schemars(with = "Short<60>")]
    pub title: String,
    /// Whom it is for, as in "people who are hurt by a partner".
    #[schemars(with = "Text")]
    pub whom: String,
    /// Its address on the web.
    #[schemars(with = "Address")]
    pub website: String,
    /// How to reach it, and when.
    #[schemars(with = "Text")]
    pub how: String,
    /// The languages it answers in.
    #[schemars(with = "Text")]
    pub languages: String,
    /// How to reach it unseen.
    #[schemars(with = "Option<Text>")]
    pub unseen: Option<String>,
    /// The date of the evidence.
    #[schemars(with = "Date")]
    pub as_of: String,
    /// Ids of `sources.yaml`, at least one.
    #[schemars(with = "Sources", length(min = 1))]
    pub sources: Vec<String>,
}

/// The id of a level, or a count, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bar(pub String);

impl<'de> Deserialize<'de> for Bar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BarVisitor;

        impl Visitor<'_> for BarVisitor {
            type Value = Bar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the id of a level, or a whole number")
            }

            fn visit_str<E>(self, text: &str) -> Result<Bar, E> {
                Ok(Bar(text.to_owned()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Bar, E> {
                Ok(Bar(number.to_string()))
            }
        }

        deserializer.deserialize_any(BarVisitor)
    }
}

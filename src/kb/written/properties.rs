//! `properties.yaml`: what messengers are compared on.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Written, entries};
use crate::kb::date::parse_span;
use crate::kb::place::Place;
use crate::kb::property::UNKNOWN;
use crate::kb::resolve::find;
use crate::kb::wording::{Id, Short, Span, Text, read};
use crate::kb::{self, KnowledgeBase, Measure, Step};

/// Something messengers are compared on: a scale, a count or a text.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(extend("oneOf" = [{ "required": ["scale"] }, { "required": ["count"] }, { "required": ["text"] }]))]
pub(in crate::kb) struct Property {
    /// The id.
    id: Id,
    /// A noun phrase for a table's first column.
    title: Short<70>,
    /// The id of a heading in `scope.yaml`.
    group: Id,
    /// Why a person should care.
    why: Text,
    /// What follows for a person if a need on it stays open.
    if_open: Option<Text>,
    /// What to do first if a need on it stays open: a command, without a full stop.
    if_open_do: Option<Text>,
    /// What the messenger cannot do while a need on it stays open, after "It can't", without a full stop.
    cannot: Option<Text>,
    /// Whether the messenger is of no use at all while a must on it stays open.
    #[serde(default)]
    bars_use: bool,
    /// After this time a fact of it wants review, as in `12 months`.
    review_after: Span,
    /// The levels, worst first.
    #[schemars(length(min = 2))]
    scale: Option<Vec<Step>>,
    /// What is counted, in the plural; more is better.
    count: Option<Text>,
    /// Shown, never compared.
    #[schemars(extend("const" = true))]
    text: Option<bool>,
}

impl Written for Property {
    const KIND: &'static str = "property";
    type Valid = kb::Property;

    fn id(&self) -> &str {
        &self.id.0
    }

    fn check(self, at: &Place<'_>, kb: &KnowledgeBase) -> Option<kb::Property> {
        let title = read(at, "title", self.title);
        let why = read(at, "why", self.why);
        let if_open = read(at, "if-open", self.if_open);
        let if_open_do = read(at, "if-open-do", self.if_open_do);
        let cannot = read(at, "cannot", self.cannot);
        let group = find(&at.field("group"), &self.group.0, kb);
        let review_after = parse_span(&self.review_after.0);
        if review_after.is_none() {
            let fault = "`review-after` is not a span of time";
            at.field("review-after").note(fault, "write `90 days`, `12 months` or `2 years`");
        }
        let measure = measure(self.scale, self.count, self.text, at, kb);
        if if_open.is_some() && matches!(measure, Some(Measure::Text)) {
            let fault = "a text is never needed, so no need for it can stay open";
            at.field("if-open").note(fault, "leave `if-open` out");
        }
        if self.bars_use && if_open.is_none() {
            let fault = "it bars the use, and nobody is told what that means";
            at.field("bars-use").note(fault, "say it under `if-open`");
        }
        Some(kb::Property {
            id: self.id.0,
            title,
            group: group?,
            why,
            if_open,
            if_open_do,
            cannot,
            bars_use: self.bars_use,
            review_after: review_after?,
            review_after_written: self.review_after.0,
            measure: measure?,
        })
    }
}

fn measure(
    scale: Option<Vec<Step>>,
    count: Option<Text>,
    text: Option<bool>,
    at: &Place<'_>,
    kb: &KnowledgeBase,
) -> Option<Measure> {
    match (scale, count, text) {
        (Some(steps), None, None) => {
            let list = at.field("scale");
            if steps.len() < 2 {
                list.note("a scale needs at least two levels", "add a level, or make it a text");
            }
            Some(Measure::Scale(entries(&list, steps, kb)))
        }
        (None, Some(unit), None) => Some(Measure::Count { unit: read(at, "count", unit) }),
        (None, None, Some(true)) => Some(Measure::Text),
        _ => {
            let fault = "a property is either a scale, a count or a text";
            at.note(fault, "give exactly one of `scale`, `count` and `text: true`");
            None
        }
    }
}

impl Written for Step {
    const KIND: &'static str = "level";
    type Valid = Self;

    fn id(&self) -> &str {
        &self.id
    }

    fn check(self, at: &Place<'_>, _: &KnowledgeBase) -> Option<Self> {
        if self.id == UNKNOWN {
            at.note("the id is taken", "rename it");
        }
        Some(Self { label: read(at, "label", Short::<70>(self.label)), ..self })
    }
}

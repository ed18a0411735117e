//! What messengers are compared on.

use std::collections::BTreeSet;

use super::ledger::{Ledger, Place};
use crate::kb::catalogue::Catalogue;
use crate::kb::date::parse_span;
use crate::kb::load::PROPERTIES;
use crate::kb::property::{Measure, Property, Step, UNKNOWN};
use crate::kb::scope::Group;
use crate::kb::written;

/// The widest label of a level, in columns.
const WIDEST_LABEL: usize = 70;

pub(super) fn check(
    written: Vec<written::Property>,
    groups: &Catalogue<Group>,
    ledger: &mut Ledger,
) -> Catalogue<Property> {
    let file = Place::file(PROPERTIES);
    ledger.ids(&file, "property", written.iter().map(|property| property.id.as_str()));
    let mut properties = Vec::new();
    for (position, property) in written.into_iter().enumerate() {
        let place = file.entry("property", position, &property.id);
        ledger.short_text(&place.field("title"), &property.title, WIDEST_LABEL);
        ledger.text(&place.field("why"), &property.why);
        let texts =
            [("if-open", &property.if_open), ("if-open-do", &property.if_open_do), ("cannot", &property.cannot)];
        for (field, text) in texts {
            if let Some(text) = text {
                ledger.text(&place.field(field), text);
            }
        }
        let group = ledger.find(&place.field("group"), &property.group, groups);
        let review_after = parse_span(&property.review_after);
        if review_after.is_none() {
            let fault = "`review-after` is not a span of time";
            ledger.note(&place.field("review-after"), fault, "write `90 days`, `12 months` or `2 years`");
        }
        let measure = measure(property.scale, property.count, property.text, &place, ledger);
        if property.if_open.is_some() && matches!(measure, Some(Measure::Text)) {
            let fault = "a text is never needed, so no need for it can stay open";
            ledger.note(&place.field("if-open"), fault, "leave `if-open` out");
        }
        if property.bars_use && property.if_open.is_none() {
            let fault = "it bars the use, and nobody is told what that means";
            ledger.note(&place.field("bars-use"), fault, "say it under `if-open`");
        }
        let (Some(group), Some(review_after), Some(measure)) = (group, review_after, measure) else {
            ledger.leave_out("property", &property.id);
            continue;
        };
        properties.push(Property {
            id: property.id,
            title: property.title,
            group,
            why: property.why,
            if_open: property.if_open,
            if_open_do: property.if_open_do,
            cannot: property.cannot,
            bars_use: property.bars_use,
            review_after,
            review_after_written: property.review_after,
            measure,
        });
    }
    Catalogue::of(properties)
}

fn measure(
    scale: Option<Vec<written::Step>>,
    count: Option<String>,
    text: Option<bool>,
    place: &Place,
    ledger: &mut Ledger,
) -> Option<Measure> {
    match (scale, count, text) {
        (Some(steps), None, None) => {
            let place = place.field("scale");
            if steps.len() < 2 {
                ledger.note(&place, "a scale needs at least two levels", "add a level, or make it a text");
            }
            let mut seen = BTreeSet::new();
            for step in &steps {
                ledger.id(&place, &step.id);
                ledger.short_text(&place, &step.label, WIDEST_LABEL);
                if step.id == UNKNOWN || !seen.insert(step.id.as_str()) {
                    ledger.note(&place, format!("the level `{}` is taken", step.id), "rename it");
                }
            }
            let steps = steps.into_iter().map(|step| Step { id: step.id, label: step.label });
            Some(Measure::Scale(steps.collect()))
        }
        (None, Some(unit), None) => {
            ledger.text(&place.field("count"), &unit);
            Some(Measure::Count { unit })
        }
        (None, None, Some(true)) => Some(Measure::Text),
        _ => {
            let fault = "a property is either a scale, a count or a text";
            ledger.note(place, fault, "give exactly one of `scale`, `count` and `text: true`");
            None
        }
    }
}

//! Rules, and the risks that no messenger removes.

use super::complements::works_with;
use super::ledger::{Ledger, Place};
use crate::kb::catalogue::Catalogue;
use crate::kb::load::{RISKS, RULES};
use crate::kb::property::Property;
use crate::kb::question::Question;
use crate::kb::rule::{Rule, Strength};
use crate::kb::scope::{Context, Risk};
use crate::kb::source::Source;
use crate::kb::written;

pub(super) fn check(
    written: Vec<written::Rule>,
    properties: &Catalogue<Property>,
    questions: &Catalogue<Question>,
    contexts: &Catalogue<Context>,
    sources: &Catalogue<Source>,
    ledger: &mut Ledger,
) -> Catalogue<Rule> {
    let file = Place::file(RULES);
    ledger.ids(&file, "rule", written.iter().map(|rule| rule.id.as_str()));
    let mut rules = Vec::new();
    for (position, rule) in written.into_iter().enumerate() {
        let place = file.entry("rule", position, &rule.id);
        ledger.text(&place.field("because"), &rule.because);
        if let Some(waiver) = &rule.waiver {
            ledger.text(&place.field("waiver"), waiver);
        }
        if rule.sources.is_empty() {
            ledger.note(&place, "there is no source", "cite at least one entry of sources.yaml");
        }
        let sources = ledger.sources(&place, &rule.sources, sources);
        let when = ledger.row(&place.field("when"), &rule.when, questions);
        let context = rule.context.map(|id| ledger.find(&place.field("context"), &id, contexts));
        let need = ledger.need(&place.field("need"), &rule.need, properties);
        let strength = Strength::read(&rule.strength);
        if strength.is_none() {
            let fault = format!("`{}` is not a strength", rule.strength);
            ledger.note(&place.field("strength"), fault, "write `must`, or `should 1` to `should 5`");
        }
        if rule.outranks && strength.is_some_and(|strength| !strength.is_must()) {
            ledger.note(&place.field("outranks"), "only a must can outrank another", "leave it out, or make it a must");
        }
        let (Some((property, level)), Some(strength)) = (need, strength) else { continue };
        rules.push(Rule {
            id: rule.id,
            when,
            context: context.flatten(),
            property,
            level,
            strength,
            outranks: rule.outranks,
            because: rule.because,
            sources,
            waiver: rule.waiver,
        });
    }
    Catalogue::of(rules)
}

pub(super) fn risks(
    written: Vec<written::Risk>,
    properties: &Catalogue<Property>,
    questions: &Catalogue<Question>,
    sources: &Catalogue<Source>,
    ledger: &mut Ledger,
) -> Catalogue<Risk> {
    let file = Place::file(RISKS);
    ledger.ids(&file, "risk", written.iter().map(|risk| risk.id.as_str()));
    let mut risks = Vec::new();
    for (position, risk) in written.into_iter().enumerate() {
        let place = file.entry("risk", position, &risk.id);
        ledger.text(&place.field("title"), &risk.title);
        ledger.text(&place.field("text"), &risk.text);
        if let Some(remedy) = &risk.remedy {
            ledger.text(&place.field("remedy"), remedy);
        }
        if risk.sources.is_empty() {
            ledger.note(&place, "there is no source", "cite at least one entry of sources.yaml");
        }
        let sources = ledger.sources(&place, &risk.sources, sources);
        let when = ledger.rows(&place.field("when"), &risk.when, questions);
        risks.push(Risk {
            id: risk.id,
            title: risk.title,
            when,
            works_with: works_with(&risk.works_with, &place.field("works-with"), properties, ledger),
            remedy: risk.remedy,
            text: risk.text,
            sources,
        });
    }
    Catalogue::of(risks)
}

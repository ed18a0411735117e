//! Whether a more severe choice never drops a must or a context.

use std::collections::BTreeSet;

use super::diagram::{Diagram, Node};
use super::domain::NO;
use super::finding::{Finding, Severity};
use super::known::Known;
use crate::kb::{ChoiceSet, Context, Key, Level, Property, Question, Rule};

/// The musts and contexts that fall away or are weakened from one choice of a question to the next, more severe one.
pub(super) fn falling(known: &Known<'_>, diagram: &mut Diagram) -> Vec<Finding> {
    let mut findings = Vec::new();
    for question in known.kb.questions().keys().filter(|key| known.kb[*key].by_severity) {
        for context in known.kb.contexts().keys() {
            let active = known.active(context, diagram);
            let fault = format!("context `{}` falls away", known.kb[context].id);
            findings.extend(falls(known, diagram, question, active, &fault));
            for property in known.kb.properties().keys() {
                let musts = musts(known, diagram, context, property);
                // What an idle context would need is needed by nobody.
                let musts = diagram.combine(musts, active, |must, active| must * active);
                let fault = format!("a must on `{}` is dropped or weakened", known.kb[property].id);
                findings.extend(falls(known, diagram, question, musts, &fault));
            }
        }
    }
    findings
}

/// How strict the must of a context on a property is, as a leaf: 0 for none, else the more the stricter.
fn musts(known: &Known<'_>, diagram: &mut Diagram, context: Key<Context>, property: Key<Property>) -> Node {
    let concerns = |rule: &&Rule| rule.property == property && rule.context.is_none_or(|named| named == context);
    let rules: Vec<&Rule> = known.kb.rules().iter().filter(concerns).collect();
    // A level can be any number, and a leaf cannot; so levels are told by their rank.
    let levels: BTreeSet<Level> = rules.iter().map(|rule| rule.level).collect();
    let mut merged = NO;
    for rule in rules {
        let fires = known.conditions.holds(&rule.when, diagram);
        let (rank, is_must) = (levels.range(..rule.level).count() as u32, u32::from(rule.strength.is_must()));
        // A leaf holds twice the rank, and one more if a must is among the rules.
        let merge = |held: u32, fires: u32| {
            if fires == 1 { (held / 2).max(rank) * 2 + (held % 2).max(is_must) } else { held }
        };
        merged = diagram.combine(merged, fires, merge);
    }
    diagram.map_leaves(merged, |held| if held % 2 == 1 { held } else { 0 })
}

/// Where a function falls first from one choice of a question to the next.
fn falls(
    known: &Known<'_>,
    diagram: &mut Diagram,
    question: Key<Question>,
    function: Node,
    fault: &str,
) -> Option<Finding> {
    let Known { kb, variables, .. } = known;
    let level = question.position();
    for milder in 0..kb[question].choices.len().saturating_sub(1) {
        let choices = [milder, milder + 1].map(ChoiceSet::only);
        let [one, other] = choices.map(|choice| diagram.cofactor(function, level, variables.class(level, choice)));
        let falls = diagram.combine(one, other, |one, other| u32::from(one > other));
        let Some(found) = diagram.assignment(falls, |leaf| leaf == 1) else { continue };
        let witness = |choice: ChoiceSet| {
            let mut values = variables.firsts(&found);
            values[level] = variables.value(level, choice);
            variables.reading(kb, &values)
        };
        let id = |position: usize| &kb[question].choices[position].id;
        let fault = format!("from `{}` to `{}`, which is more severe, {fault}", id(milder), id(milder + 1));
        let remedy = "let the rule hold for the more severe choice too, or remove `by-severity`";
        let entry = format!("question `{}`", kb[question].id);
        let finding = Finding::new(Severity::Error, "severity-not-monotone", entry, fault, remedy);
        return Some(Finding { witnesses: choices.map(witness).to_vec(), ..finding });
    }
    None
}

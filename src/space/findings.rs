//! What wants attention in a knowledge base, over every set of answers.

use std::collections::BTreeSet;

use super::diagram::Diagram;
use super::domain::{Conditions, NO, and, or};
use super::finding::{Finding, Severity};
use super::known::Known;
use super::monotone::falling;
use super::{TooLarge, Variables};
use crate::kb::{Entry, Key, Kind, KnowledgeBase, Measure, Property, Question, Row};

/// What wants attention, faults first.
///
/// # Errors
/// If finding it takes too much work.
pub(super) fn findings(known: &Known<'_>, diagram: &mut Diagram) -> Result<Vec<Finding>, TooLarge> {
    let mut findings = known.contexts(diagram);
    findings.extend(known.candidates());
    findings.extend(known.rules(diagram));
    findings.extend(known.questions(diagram));
    findings.extend(known.properties());
    findings.extend(known.complements()?);
    findings.extend(falling(known, diagram));
    diagram.check()?;
    findings.sort_by_key(|finding| finding.severity);
    Ok(findings)
}

impl Known<'_> {
    fn contexts(&self, diagram: &mut Diagram) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut any = NO;
        for (key, context) in self.kb.contexts().keys().zip(self.kb.contexts().iter()) {
            let active = self.active(key, diagram);
            any = or(diagram, any, active);
            if and(diagram, active, self.domain) == NO {
                let (fault, remedy) = ("no answers make it active", "fix its `active-when`, or remove it");
                let entry = format!("context `{}`", context.id);
                findings.push(Finding::new(Severity::Error, "context-never-active", entry, fault, remedy));
            }
        }
        let none = diagram.map_leaves(any, |leaf| 1 - leaf);
        let none = and(diagram, none, self.domain);
        if let Some(witness) = self.witness(diagram, none, 1) {
            let fault = "some answers make no context active, so that they get no verdict";
            let remedy = "add a row to `active-when` of a context";
            let finding = Finding::new(Severity::Error, "no-context", "scope", fault, remedy);
            findings.push(Finding { witnesses: vec![witness], ..finding });
        }
        findings
    }

    fn candidates(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let named = |candidate| {
            let placings = self.shares.iter().filter_map(|share| share.verdict.as_ref());
            placings.into_iter().any(|placing| placing.messengers().contains(candidate))
        };
        for candidate in self.kb.scope().candidates.iter().filter(|candidate| !named(candidate)) {
            let (fault, remedy) = ("no answers lead to it", "look at its facts, or make it an alternative");
            let entry = format!("messenger `{}`", self.kb[*candidate].id);
            findings.push(Finding::new(Severity::Error, "candidate-never-named", entry, fault, remedy));
        }
        if self.shares.iter().all(|share| share.verdict.is_some()) {
            let (fault, remedy) = ("some candidate is always enough alone", "nothing to do, if that is meant");
            findings.push(Finding::new(Severity::Note, "always-enough", "scope", fault, remedy));
        }
        findings
    }

    fn rules(&self, diagram: &mut Diagram) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (rule, has_effect) in self.kb.rules().iter().zip(self.has_effect) {
            let mut fires = self.conditions.holds(&rule.when, diagram);
            if let Some(context) = rule.context {
                let active = self.active(context, diagram);
                fires = and(diagram, fires, active);
            }
            let never_fires = and(diagram, fires, self.domain) == NO;
            let same = "without it every verdict is the same";
            let mut note = |severity, kind, fault: &str, remedy: &str| {
                findings.push(Finding::new(severity, kind, format!("rule `{}`", rule.id), fault, remedy));
            };
            match (never_fires, has_effect, &rule.waiver) {
                (true, _, _) => {
                    let remedy = "fix its `when`, or remove it";
                    note(Severity::Error, "rule-never-fires", "no answers let it fire", remedy);
                }
                (false, false, None) => {
                    let remedy = "remove it, or give a `waiver` that says why it stays";
                    note(Severity::Error, "rule-without-effect", same, remedy);
                }
                (false, false, Some(waiver)) => {
                    note(Severity::Note, "rule-without-effect", same, &format!("waived: {waiver}"));
                }
                (false, true, Some(_)) => {
                    let fault = "it has a waiver, but some verdict hangs on it";
                    note(Severity::Error, "waiver-without-need", fault, "remove the waiver");
                }
                (false, true, None) => {}
            }
        }
        findings
    }

    fn questions(&self, diagram: &Diagram) -> Vec<Finding> {
        let tested: BTreeSet<usize> =
            diagram.below(self.verdicts).into_iter().map(|node| diagram.level(node)).collect();
        let read = read_questions(self.kb);
        let idle = self.kb.questions().keys().filter(|key| !tested.contains(&key.position()));
        let finding = |key: Key<Question>| {
            let entry = format!("question `{}`", self.kb[key].id);
            let (severity, fault, remedy) = if read.contains(&key) {
                let fault = "no verdict hangs on it, though advice or another question does";
                (Severity::Note, fault, "nothing to do, if that is meant")
            } else {
                (Severity::Error, "nothing hangs on it", "remove it, or write a rule that asks it")
            };
            Finding::new(severity, "question-without-effect", entry, fault, remedy)
        };
        idle.map(finding).collect()
    }

    fn properties(&self) -> Vec<Finding> {
        let kb = self.kb;
        let is_read = |key: Key<Property>| {
            kb.rules().iter().any(|rule| rule.property == key)
                || kb.scope().apart.iter().any(|apart| apart.unless.0 == key)
                || kb.complements().iter().any(|complement| complement.works_at(key).is_some())
                || kb.risks().iter().any(|risk| risk.works_with.iter().any(|(of, _)| *of == key))
        };
        let is_idle = |key: &Key<Property>| !matches!(kb[*key].measure, Measure::Text) && !is_read(*key);
        let finding = |key: Key<Property>| {
            let (entry, fault) =
                (format!("property `{}`", kb[key].id), "no answers ever read its facts; they are only shown");
            Finding::new(Severity::Note, "facts-never-read", entry, fault, "nothing to do, if that is meant")
        };
        kb.properties().keys().filter(is_idle).map(finding).collect()
    }

    fn complements(&self) -> Result<Vec<Finding>, TooLarge> {
        let kb = self.kb;
        let is_needed = |property: &Key<Property>| kb.rules().iter().any(|rule| rule.property == *property);
        let keeps_apart = |property: &Key<Property>| kb.scope().apart.iter().any(|apart| apart.unless.0 == *property);
        let mut findings = Vec::new();
        for (complement, never) in kb.complements().iter().zip(never_available(kb, self.variables)?) {
            let is_of_use = |property: &Key<Property>| {
                is_needed(property) || (complement.kind == Kind::Companion && keeps_apart(property))
            };
            let mut error = |kind, fault, remedy| {
                let entry = format!("complement `{}`", complement.id());
                findings.push(Finding::new(Severity::Error, kind, entry, fault, remedy));
            };
            if never {
                let remedy = "fix its `available-when`, or remove it";
                error("complement-never-available", "no answers make it available", remedy);
            } else if complement.kind != Kind::Practice
                && !complement.raises.iter().any(|(property, _)| is_of_use(property))
                && complement.waiver.is_none()
            {
                let remedy = "remove it, or give a `waiver` that says why it stays";
                error("complement-without-use", "no rule needs what it raises", remedy);
            }
        }
        Ok(findings)
    }
}

/// For each complement, whether no answers make it available.
fn never_available(kb: &KnowledgeBase, variables: &Variables) -> Result<Vec<bool>, TooLarge> {
    let variables = variables.with_practices(kb);
    let mut diagram = Diagram::new(variables.arity());
    let conditions = Conditions::of(kb, variables.layout(), &mut diagram);
    let domain = conditions.domain(&mut diagram);
    let never = kb.complements().iter().map(|complement| {
        let available = conditions.available(complement, &mut diagram);
        and(&mut diagram, available, domain) == NO
    });
    let never = never.collect();
    diagram.check()?;
    Ok(never)
}

/// The questions that some entry reads, and those that decide whether these are asked.
fn read_questions(kb: &KnowledgeBase) -> BTreeSet<Key<Question>> {
    let rules = kb.rules().iter().map(|rule| std::slice::from_ref(&rule.when));
    let contexts = kb.contexts().iter().map(|context| &context.active_when[..]);
    let apart = kb.scope().apart.iter().map(|apart| &apart.when[..]);
    let urgent = kb.complements().iter().flat_map(|complement| &complement.urgent_when);
    let rules = rules.chain(urgent.map(|one| std::slice::from_ref(&one.when)));
    let how_to = kb.complements().iter().flat_map(|complement| &complement.how_to_when);
    let rules = rules.chain(how_to.map(|one| std::slice::from_ref(&one.when)));
    let complements = kb.complements().iter().flat_map(|one| [&one.available_when[..], &one.not_when[..]]);
    let risks = kb.risks().iter().map(|risk| &risk.when[..]);
    let stops = kb.stops().iter().flat_map(|stop| [&stop.when[..], &stop.not_when[..]]);
    let tables = rules.chain(contexts).chain(apart).chain(complements).chain(risks).chain(stops);
    let named = |rows: &[Row]| -> Vec<Key<Question>> {
        rows.iter().flat_map(|row| &row.cells).map(|(question, _)| *question).collect()
    };
    let mut read: BTreeSet<Key<Question>> = tables.flat_map(named).collect();
    // A question depends on earlier ones only.
    for key in kb.questions().keys().rev() {
        if read.contains(&key) {
            read.extend(named(&kb[key].ask_when));
        }
    }
    read
}

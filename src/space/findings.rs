//! What wants attention in a knowledge base.
//!
//! The questions are those that linters of decision tables ask of one flat table (complete, no dead rows, no idle
//! columns, monotone), asked here of the composed model of screening, cover and score.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use self::Severity::{Error, Note};
use super::TooLarge;
use super::compiler::Compiler;
use super::diagram::{Diagram, NO, Node};
use super::variables::{Variables, domain, rows};
use super::variants::Variants;
use crate::kb::{ChoiceSet, Context, Entry, Key, Kind, KnowledgeBase, Level, Property, Question, Reading, Row, Rule};

/// Something that wants attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// Whether the knowledge base is wrong.
    pub severity: Severity,
    /// What kind of finding, kebab-case.
    pub kind: &'static str,
    /// The entry it is about, as in ``rule `calls-that-work` ``.
    pub entry: String,
    /// What was found.
    pub fault: String,
    /// What to do about it.
    pub remedy: String,
    /// Answers that show it: one set, or two that differ in one question.
    #[serde(skip)]
    pub witnesses: Vec<Reading>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The knowledge base is unsound.
    Error,
    /// Good to know, or waived with a reason.
    Note,
}

const WAIVE: &str = "remove it, or give a `waiver` that says why it stays";

/// Looks for findings. Of each rule it is known whether some verdict depends on it.
pub(super) fn findings(variants: &mut Variants<'_>, has_effect: &[bool]) -> Result<Vec<Finding>, TooLarge> {
    let kb = variants.kb;
    let mut found = Vec::new();
    contexts(variants, &mut found);
    candidates(variants, &mut found);
    rules(variants, has_effect, &mut found);
    questions(kb, &variants.compiler.diagram.tested(variants.all), &mut found);
    complements(kb, &mut found)?;
    falling(variants, &mut found)?;
    variants.compiler.diagram.check()?;
    found.sort_by_key(|finding| finding.severity);
    Ok(found)
}

/// A finding about an entry, without answers that show it.
fn finding<T: Entry>(severity: Severity, kind: &'static str, of: &T, fault: &str, remedy: &str) -> Finding {
    let (entry, fault, remedy) = (format!("{} `{}`", T::KIND, of.id()), fault.to_owned(), remedy.to_owned());
    Finding { severity, kind, entry, fault, remedy, witnesses: Vec::new() }
}

fn contexts(variants: &mut Variants<'_>, found: &mut Vec<Finding>) {
    let Variants { kb, compiler, domain, .. } = variants;
    let mut any = NO;
    for (context, active) in kb.contexts().iter().zip(&compiler.active) {
        any = compiler.diagram.or(any, *active);
        if compiler.diagram.and(*active, *domain) == NO {
            let remedy = "fix its `active-when`, or remove it";
            found.push(finding(Error, "context-never-active", context, "no answers make it active", remedy));
        }
    }
    let none = compiler.diagram.combine(*domain, any, |inside, any| inside & (1 - any));
    if let Some(witness) = variants.witness(none, 1) {
        found.push(Finding {
            severity: Error,
            kind: "no-context",
            entry: "scope".to_owned(),
            fault: "some answers make no context active, so that they get no verdict".to_owned(),
            remedy: "add a row to `active-when` of a context".to_owned(),
            witnesses: vec![witness],
        });
    }
}

fn candidates(Variants { kb, outcomes, .. }: &Variants<'_>, found: &mut Vec<Finding>) {
    for candidate in &kb.scope().candidates {
        if !outcomes.iter().flatten().any(|placing| placing.messengers().contains(candidate)) {
            let remedy = "look at its facts, or make it an alternative";
            found.push(finding(Error, "candidate-never-named", &kb[*candidate], "no answers lead to it", remedy));
        }
    }
}

fn rules(variants: &mut Variants<'_>, has_effect: &[bool], found: &mut Vec<Finding>) {
    let Variants { kb, compiler, domain, .. } = variants;
    for (rule, has_effect) in kb.rules().iter().zip(has_effect) {
        let fires = compiler.holds(&rule.when);
        let Compiler { diagram, active, .. } = &mut *compiler;
        let fires = diagram.and(fires, *domain);
        let is_dead = fires == NO || rule.context.is_some_and(|one| diagram.and(fires, active[one.position()]) == NO);
        let same = "without it every verdict is the same";
        let needed = "it has a waiver, but some verdict depends on it";
        let waived = rule.waiver.as_ref().map(|waiver| format!("waived: {waiver}"));
        let (severity, kind, fault, remedy) = match (is_dead, has_effect, &waived) {
            (true, ..) => (Error, "rule-never-fires", "no answers let it fire", "fix its `when`, or remove it"),
            (false, false, None) => (Error, "rule-without-effect", same, WAIVE),
            (false, false, Some(waived)) => (Note, "rule-without-effect", same, waived.as_str()),
            (false, true, Some(_)) => (Error, "waiver-without-need", needed, "remove the waiver"),
            (false, true, None) => continue,
        };
        found.push(finding(severity, kind, rule, fault, remedy));
    }
}

fn questions(kb: &KnowledgeBase, tested: &BTreeSet<usize>, found: &mut Vec<Finding>) {
    let read = read_questions(kb);
    for key in kb.questions().keys().filter(|key| !tested.contains(&key.position())) {
        let (severity, fault, remedy) = if read.contains(&key) {
            let fault = "no verdict depends on it, though advice or another question does";
            (Note, fault, "nothing to do if that is intended")
        } else {
            (Error, "nothing depends on it", "remove it, or write a rule that asks it")
        };
        found.push(finding(severity, "question-without-effect", &kb[key], fault, remedy));
    }
}

fn complements(kb: &KnowledgeBase, found: &mut Vec<Finding>) -> Result<(), TooLarge> {
    let variables = Variables::of(kb, true)?;
    let diagram = Diagram::new(variables.arity());
    // Only to tell when rows hold: nothing is compiled.
    let mut compiler = Compiler::of(kb, variables, diagram);
    let domain = domain(&compiler.asked, &mut compiler.diagram);
    for complement in kb.complements().iter() {
        let is_of_use = |property: Key<Property>| {
            kb.rules().iter().any(|rule| rule.property == property)
                || complement.kind == Kind::Companion && kb.scope().apart.iter().any(|apart| apart.unless.0 == property)
        };
        let is_idle = complement.kind != Kind::Practice
            && complement.waiver.is_none()
            && !complement.raises.iter().any(|(property, _)| is_of_use(*property));
        let available = compiler.available(complement);
        let (kind, fault, remedy) = if compiler.diagram.and(available, domain) == NO {
            ("complement-never-available", "no answers make it available", "fix its `available-when`, or remove it")
        } else if is_idle {
            ("complement-without-use", "no rule needs what it raises", WAIVE)
        } else {
            continue;
        };
        found.push(finding(Error, kind, complement, fault, remedy));
    }
    compiler.diagram.check()
}

/// The questions that some entry reads, and those that decide whether these are asked.
fn read_questions(kb: &KnowledgeBase) -> BTreeSet<Key<Question>> {
    let mut rows: Vec<&Row> = rows(kb, true).collect();
    for one in kb.complements().iter() {
        rows.extend(one.urgent_when.iter().map(|one| &one.when));
        rows.extend(one.how_to_when.iter().map(|one| &one.when));
    }
    rows.extend(kb.risks().iter().flat_map(|risk| &risk.when));
    rows.extend(kb.stops().iter().flat_map(|stop| stop.when.iter().chain(&stop.not_when)));
    let mut read = BTreeSet::new();
    while let Some(row) = rows.pop() {
        for (question, _) in &row.cells {
            if read.insert(*question) {
                rows.extend(&kb[*question].ask_when);
            }
        }
    }
    read
}

/// Finds the musts and contexts that fall away or are weakened from one choice to the next, more severe one.
fn falling(variants: &mut Variants<'_>, found: &mut Vec<Finding>) -> Result<(), TooLarge> {
    let kb = variants.kb;
    for context in kb.contexts().keys() {
        let active = variants.compiler.active[context.position()];
        let mut required = vec![(active, format!("context `{}` falls away", kb[context].id))];
        for property in kb.properties().keys() {
            let fault = format!("a must on `{}` is dropped or weakened", kb[property].id);
            required.push((musts(variants, context, property), fault));
        }
        for question in kb.questions().keys().filter(|key| kb[*key].by_severity) {
            for (function, fault) in &required {
                found.extend(falls(variants, question, *function, fault)?);
            }
        }
    }
    Ok(())
}

/// How strict the must of a context on a property is, as a leaf: 0 for none, else the more the stricter.
fn musts(variants: &mut Variants<'_>, context: Key<Context>, property: Key<Property>) -> Node {
    let Variants { kb, compiler, .. } = variants;
    let concerns = |rule: &&Rule| rule.property == property && rule.context.is_none_or(|named| named == context);
    let rules: Vec<&Rule> = kb.rules().iter().filter(concerns).collect();
    // A level can be any number, and a leaf cannot; so each level is represented by its rank.
    let levels: BTreeSet<Level> = rules.iter().map(|rule| rule.level).collect();
    let mut merged = NO;
    for rule in rules {
        let fires = compiler.holds(&rule.when);
        let (rank, is_must) = (levels.range(..rule.level).count() as u32, u32::from(rule.strength.is_must()));
        // A leaf holds twice the rank, and one more if a must is among the rules.
        let merge = |held: u32, fires: u32| {
            if fires == 1 { (held / 2).max(rank) * 2 + (held % 2).max(is_must) } else { held }
        };
        merged = compiler.diagram.combine(merged, fires, merge);
    }
    // What an idle context would need is needed by nobody.
    let active = compiler.active[context.position()];
    compiler.diagram.combine(merged, active, |held, active| if held % 2 == 1 { held * active } else { 0 })
}

/// Where a function falls first from one choice of a question to the next.
fn falls(
    variants: &Variants<'_>,
    question: Key<Question>,
    function: Node,
    fault: &str,
) -> Result<Option<Finding>, TooLarge> {
    let Variants { kb, compiler: Compiler { variables, diagram: whole, .. }, .. } = variants;
    let level = question.position();
    for milder in 0..kb[question].choices.len().saturating_sub(1) {
        let choices = [milder, milder + 1].map(ChoiceSet::only);
        let mut diagram = Diagram::new(variables.arity());
        let [one, other] = choices.map(|choice| {
            let mut fixed = vec![None; variables.questions.len()];
            fixed[level] = Some(variables.class(level, choice));
            whole.copy_into(function, &mut diagram, &fixed)
        });
        let falls = diagram.combine(one, other, |one, other| u32::from(one > other));
        diagram.check()?;
        let Some(assignment) = diagram.assignment(falls, |leaf| leaf == 1) else { continue };
        let witness = |choice: ChoiceSet| {
            let mut values = variables.firsts(&assignment);
            values[level] = variables.value(level, choice);
            variables.reading(kb, &values)
        };
        let id = |position: usize| &kb[question].choices[position].id;
        let fault = format!("from `{}` to `{}`, which is more severe, {fault}", id(milder), id(milder + 1));
        let remedy = "let the rule hold for the more severe choice too, or remove `by-severity`";
        let fallen = finding(Error, "severity-not-monotone", &kb[question], &fault, remedy);
        return Ok(Some(Finding { witnesses: choices.map(witness).to_vec(), ..fallen }));
    }
    Ok(None)
}

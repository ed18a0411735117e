//! What is found out about a knowledge base as a whole, held to trying every set of answers with the engine.

use std::collections::{BTreeMap, BTreeSet};

use advisor::engine::{Grounds, Placing};
use advisor::kb::{Context, Entry, Files, Key, Kind, KnowledgeBase, Property, Question, Reading, Row, Rule};
use advisor::space::{Finding, Severity, proof};
use serde_yaml::Value;

use super::{by_engine, levels, with_more_questions};
use crate::support::random::{accepted, files, readings};
use crate::support::{edited, load, replaced};

/// A knowledge base with everything that the engine finds in it.
struct Tried {
    kb: KnowledgeBase,
    /// For each rule: the knowledge base without it.
    without: Vec<KnowledgeBase>,
    /// Every combination of answers as a reading, the first question the fastest.
    readings: Vec<Reading>,
    verdicts: Vec<Option<Placing>>,
}

impl Tried {
    /// Tries every combination; nothing if there are too many.
    fn of(files: &Files) -> Option<Self> {
        let kb = load(files);
        let readings = readings(&kb, 400)?;
        let verdicts = readings.iter().map(|reading| by_engine(&kb, &levels(&kb), reading)).collect();
        let without = |rule: Key<Rule>| {
            let remove = |rules: &mut Value| drop(rules.as_sequence_mut().expect("a list").remove(rule.position()));
            load(&edited(files, "rules.yaml", remove))
        };
        let without = kb.rules().keys().map(without).collect();
        Some(Self { kb, without, readings, verdicts })
    }

    fn any(&self, holds: impl Fn(&Grounds<'_>) -> bool) -> bool {
        self.readings.iter().any(|reading| holds(&Grounds::of(&self.kb, reading)))
    }

    /// The pairs of combinations that differ in one question alone, which has one choice and then the next.
    fn steps(&self, question: Key<Question>) -> impl Iterator<Item = (usize, [usize; 2])> {
        let sizes: Vec<usize> = self.kb.questions().iter().map(|question| accepted(question).len()).collect();
        let stride: usize = sizes[..question.position()].iter().product();
        let size = sizes[question.position()];
        let steps = move |number: usize| {
            let choice = number / stride % size;
            (choice + 1 < size).then_some((choice, [number, number + stride]))
        };
        (0..self.readings.len()).filter_map(steps)
    }

    /// What is to be found, each as severity, kind, entry and, for some, what was found.
    fn expected(&self) -> Vec<(Severity, &'static str, String, String)> {
        let mut found = Vec::new();
        let mut note = |severity, kind: &'static str, entry| found.push((severity, kind, entry, String::new()));
        let kb = &self.kb;
        for key in kb.contexts().keys() {
            if !self.any(|grounds| grounds.contexts.iter().any(|(active, _)| *active == key)) {
                note(Severity::Error, "context-never-active", format!("context `{}`", kb[key].id()));
            }
        }
        if self.any(|grounds| grounds.contexts.is_empty()) {
            note(Severity::Error, "no-context", "scope".to_owned());
        }
        for candidate in &kb.scope().candidates {
            if !self.verdicts.iter().flatten().any(|placing| placing.messengers().contains(candidate)) {
                note(Severity::Error, "candidate-never-named", format!("messenger `{}`", kb[*candidate].id()));
            }
        }
        for (key, without) in kb.rules().keys().zip(&self.without) {
            let rule = &kb[key];
            let entry = || format!("rule `{}`", rule.id);
            let is_active = |(active, _): &(Key<Context>, _)| rule.context.is_none_or(|named| named == *active);
            let fires = self.any(|grounds| {
                grounds.fired.contains(&key) && (rule.context.is_none() || grounds.contexts.iter().any(is_active))
            });
            let levels = levels(kb);
            let mut verdicts = self.readings.iter().zip(&self.verdicts);
            let has_effect = verdicts.any(|(reading, verdict)| by_engine(without, &levels, reading) != *verdict);
            match (fires, has_effect, rule.waiver.is_some()) {
                (false, ..) => note(Severity::Error, "rule-never-fires", entry()),
                (true, false, false) => note(Severity::Error, "rule-without-effect", entry()),
                (true, false, true) => note(Severity::Note, "rule-without-effect", entry()),
                (true, true, true) => note(Severity::Error, "waiver-without-need", entry()),
                (true, true, false) => {}
            }
        }
        let read = read(kb);
        for key in kb.questions().keys() {
            let differs = |(_, [one, other]): (_, [usize; 2])| self.verdicts[one] != self.verdicts[other];
            if !self.steps(key).any(differs) {
                let severity = if read.contains(&key) { Severity::Note } else { Severity::Error };
                note(severity, "question-without-effect", format!("question `{}`", kb[key].id()));
            }
        }
        let is_needed = |key: Key<Property>| kb.rules().iter().any(|rule| rule.property == key);
        let keeps_apart = |key: Key<Property>| kb.scope().apart.iter().any(|apart| apart.unless.0 == key);
        for key in kb.complements().keys() {
            let complement = &kb[key];
            let is_of_use = |property: Key<Property>| {
                is_needed(property) || (complement.kind == Kind::Companion && keeps_apart(property))
            };
            if !self.any(|grounds| grounds.available.contains(&key)) {
                note(Severity::Error, "complement-never-available", format!("complement `{}`", complement.id()));
            } else if complement.kind != Kind::Practice
                && !complement.raises.iter().any(|(property, _)| is_of_use(*property))
                && complement.waiver.is_none()
            {
                note(Severity::Error, "complement-without-use", format!("complement `{}`", complement.id()));
            }
        }
        for key in kb.questions().keys().filter(|key| kb[*key].by_severity) {
            found.extend(self.falls(key));
        }
        found
    }

    /// What falls where a more severe choice of a question takes the place of the one before it.
    fn falls(&self, key: Key<Question>) -> Vec<(Severity, &'static str, String, String)> {
        let kb = &self.kb;
        let known: Vec<_> = self.readings.iter().map(|reading| required(kb, reading)).collect();
        // For each thing that is required: the first choice from which it falls to the next.
        let mut first: BTreeMap<(Key<Context>, Option<Key<Property>>), usize> = BTreeMap::new();
        for (choice, [milder, severer]) in self.steps(key) {
            for (thing, level) in &known[milder] {
                if known[severer].get(thing).is_none_or(|other| other < level) {
                    let first = first.entry(*thing).or_insert(choice);
                    *first = choice.min(*first);
                }
            }
        }
        let told = |((context, property), choice): ((Key<Context>, Option<Key<Property>>), usize)| {
            let what = match property {
                None => format!("context `{}` falls away", kb[context].id()),
                Some(property) => format!("a must on `{}` is dropped or weakened", kb[property].id()),
            };
            let id = |position: usize| &kb[key].choices[position].id;
            let fault = format!("from `{}` to `{}`, which is more severe, {what}", id(choice), id(choice + 1));
            (Severity::Error, "severity-not-monotone", format!("question `{}`", kb[key].id()), fault)
        };
        first.into_iter().map(told).collect()
    }
}

/// The contexts that are active, and the levels of their musts.
fn required(kb: &KnowledgeBase, reading: &Reading) -> BTreeMap<(Key<Context>, Option<Key<Property>>), u32> {
    let mut required = BTreeMap::new();
    for (context, needs) in Grounds::of(kb, reading).contexts {
        required.insert((context, None), 0);
        let musts = needs.into_iter().filter(|need| need.strength.is_must());
        required.extend(musts.map(|need| ((context, Some(need.property)), need.level.0)));
    }
    required
}

/// The questions that some entry names, or that decide whether one of these is asked.
fn read(kb: &KnowledgeBase) -> BTreeSet<Key<Question>> {
    let mut rows: Vec<&Row> = kb.rules().iter().map(|rule| &rule.when).collect();
    rows.extend(kb.contexts().iter().flat_map(|context| &context.active_when));
    rows.extend(kb.scope().apart.iter().flat_map(|apart| &apart.when));
    for complement in kb.complements().iter() {
        rows.extend(complement.available_when.iter().chain(&complement.not_when));
        rows.extend(complement.urgent_when.iter().map(|urgent| &urgent.when));
        rows.extend(complement.how_to_when.iter().map(|how_to| &how_to.when));
    }
    rows.extend(kb.risks().iter().flat_map(|risk| &risk.when));
    rows.extend(kb.stops().iter().flat_map(|stop| stop.when.iter().chain(&stop.not_when)));
    let mut read: BTreeSet<Key<Question>> = BTreeSet::new();
    while let Some(row) = rows.pop() {
        for (question, _) in &row.cells {
            if read.insert(*question) {
                rows.extend(&kb[*question].ask_when);
            }
        }
    }
    read
}

/// The files of a small knowledge base in which questions that take one choice are by severity, some rules are waived,
/// and some counts are as large as they can be.
fn by_severity(seed: u64) -> Files {
    let mut files = files::small(seed);
    if seed.is_multiple_of(2) {
        let large = |text: &str| text.replace("1000", "4294967295").replace("100", "2147483648");
        files = files.0.iter().fold(Files::default(), |files, (name, text)| files.with(name, &large(text)));
    }
    let files = edited(&files, "questions.yaml", |questions| {
        for question in entries(questions).filter(|question| question["takes"] == "one") {
            question["by-severity"] = true.into();
        }
    });
    let files = edited(&files, "complements.yaml", |complements| {
        for complement in entries(complements).skip(seed as usize % 2).step_by(2) {
            complement["waiver"] = "A reason".into();
        }
    });
    edited(&files, "rules.yaml", |rules| {
        for rule in entries(rules).skip((3 - seed as usize % 3) % 3).step_by(3) {
            rule["waiver"] = "A reason".into();
        }
    })
}

fn entries(list: &mut Value) -> impl Iterator<Item = &mut Value> {
    list.as_sequence_mut().expect("it is a list").iter_mut()
}

/// Holds the answers that are given with a finding to the engine.
fn witnessed(kb: &KnowledgeBase, finding: &Finding) {
    let case = format!("{} of {}", finding.kind, finding.entry);
    match (finding.kind, &finding.witnesses[..]) {
        ("no-context", [witness]) => assert!(Grounds::of(kb, witness).contexts.is_empty(), "{case}"),
        ("severity-not-monotone", [milder, severer]) => {
            let changed = kb.questions().keys().filter(|key| milder.get(*key) != severer.get(*key));
            let changed: Vec<_> = changed.map(|key| kb[key].id()).collect();
            assert!(changed.iter().any(|id| finding.entry == format!("question `{id}`")), "{case}: {changed:?}");
            let (from, to) = (required(kb, milder), required(kb, severer));
            let falls = from.iter().any(|(thing, level)| to.get(thing).is_none_or(|other| other < level));
            assert!(falls, "{case}");
        }
        (kind, witnesses) => {
            assert!(!matches!(kind, "no-context" | "severity-not-monotone") && witnesses.is_empty(), "{case}");
        }
    }
}

#[test]
fn what_is_found_is_what_trying_every_set_of_answers_shows() {
    let mut kinds: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    for seed in 0..100 {
        let files = by_severity(seed);
        let Some(tried) = Tried::of(&files) else { continue };
        let proof = proof(&tried.kb, &levels(&tried.kb)).expect("it can be laid out");
        assert!(proof.findings.is_sorted_by_key(|finding| finding.severity), "seed {seed}: faults come first");
        let told = |finding: &Finding| {
            *kinds.entry((finding.kind, finding.severity)).or_default() += 1;
            let fault = if finding.kind == "severity-not-monotone" { finding.fault.clone() } else { String::new() };
            (finding.severity, finding.kind, finding.entry.clone(), fault)
        };
        let mut told: Vec<_> = proof.findings.iter().map(told).collect();
        let mut expected = tried.expected();
        told.sort_unstable();
        expected.sort_unstable();
        assert_eq!(told, expected, "seed {seed}");
        proof.findings.iter().for_each(|finding| witnessed(&tried.kb, finding));
    }
    assert!(kinds.len() == 12 && kinds.values().all(|count| *count >= 3), "{kinds:?}");
}

#[test]
fn a_question_that_brings_only_steps_is_read() {
    let steps = "  short: lock the screen\n  how-to-when: [{ when: { more-0: [a] }, steps: [A step.] }]";
    let kb = load(&replaced(&with_more_questions(1), "complements.yaml", "  short: lock the screen", steps));
    let found = proof(&kb, &levels(&kb)).expect("it can be laid out").findings;
    let found = found.iter().find(|finding| finding.entry == "question `more-0`").expect("no verdict hangs on it");
    assert_eq!(found.severity, Severity::Note);
}

#[test]
fn the_proof_counts_every_reading_once() {
    for seed in 0..100 {
        let kb = load(&files::small(seed));
        let Some(readings) = readings(&kb, 1_000) else { continue };
        let readings: BTreeSet<Reading> = readings.into_iter().collect();
        let levels = levels(&kb);
        let proof = proof(&kb, &levels).expect("it can be laid out");
        assert_eq!(proof.readings, readings.len() as u128, "seed {seed}");
        let mut counts: BTreeMap<Option<Placing>, u128> = BTreeMap::new();
        for reading in &readings {
            *counts.entry(by_engine(&kb, &levels, reading)).or_default() += 1;
        }
        let shares = proof.shares.iter().map(|share| (share.verdict.clone(), share.count));
        assert_eq!(shares.collect::<BTreeMap<_, _>>(), counts, "seed {seed}");
        for share in &proof.shares {
            assert_eq!(by_engine(&kb, &levels, &share.witness), share.verdict, "seed {seed}");
        }
    }
}

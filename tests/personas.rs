//! Personas: who a person is, what they answer, and what they must be told.
//!
//! Every file under `tests/personas/` is one made-up case. A new case is a new file; a question that it leaves out is
//! answered with unsure.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use advisor::advice::{Advice, Case, Step};
use advisor::answers::{Answer, Answers, Saved};
use advisor::kb::{ChoiceSet, KnowledgeBase, Takes};
use advisor::render::{Drawing, Text};
use advisor::words::advice::{Detail, page};
use serde::Deserialize;

use crate::support::{BUILT_IN, trust};

/// How long the longest first screen may be, in rows.
const MOST_ROWS: usize = 30;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Persona {
    #[expect(dead_code, reason = "for the reader")]
    who: String,
    #[expect(dead_code, reason = "for the reader")]
    claim: String,
    answers: serde_yaml::Value,
    /// What may be named, as [`verdict`] writes it; the first is preferred.
    verdict: Vec<String>,
    stop: Option<String>,
    /// Rules that must have fired.
    #[serde(default)]
    rules: Vec<String>,
    /// The first steps, in order: ids of complements, or `get`.
    #[serde(default)]
    first: Vec<String>,
    /// Complements that the steps without a flag must name.
    #[serde(default)]
    steps: Vec<String>,
    /// Complements that no step may name.
    #[serde(default)]
    not_steps: Vec<String>,
    /// Words that the page without a flag must hold.
    #[serde(default)]
    words: Vec<String>,
    /// Words that it must not hold.
    #[serde(default)]
    never: Vec<String>,
}

fn personas() -> Vec<(String, Persona)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/personas");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let persona = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, persona)
    };
    files.into_iter().map(read).collect()
}

fn answers(kb: &KnowledgeBase, name: &str, persona: &Persona) -> Answers {
    let answers = parsed(kb, &serde_yaml::to_string(&persona.answers).unwrap());
    assert_eq!(answers.ruled_out(kb), [], "{name}: no question that does not apply is answered");
    answers
}

pub(crate) fn parsed(kb: &KnowledgeBase, text: &str) -> Answers {
    let mut answers = Saved::parse(kb, "answers", text).unwrap_or_else(|problems| panic!("{problems}")).answers;
    answers.leave_rest_unsure(kb);
    answers
}

pub(crate) fn advice(kb: &KnowledgeBase, answers: &Answers) -> Advice {
    Advice::of(&Case::of(kb, &trust(), answers), None, None)
}

pub(crate) fn persona_advice(kb: &KnowledgeBase) -> Vec<(String, Persona, Advice)> {
    let advise = |(name, persona): (String, Persona)| {
        let advice = advice(kb, &answers(kb, &name, &persona));
        (name, persona, advice)
    };
    personas().into_iter().map(advise).collect()
}

/// A page as lines of 80 columns.
pub(crate) fn lines(advice: &Advice, detail: Detail) -> Vec<String> {
    let text = Text { width: 80, drawing: Drawing::Boxes }.render(&page(advice, detail));
    anstream::adapter::strip_str(&text).to_string().lines().map(str::to_owned).collect()
}

/// What is named, by ids: each context's app or what takes its place, with what is added; after any full stop.
pub(crate) fn verdict(advice: &Advice) -> String {
    let mut apps: Vec<String> = Vec::new();
    for app in &advice.verdict.apps {
        let own = app.replacement.as_ref().map_or_else(|| app.app.clone().unwrap_or_default(), |help| help.id.clone());
        let added: String = app.additions.iter().map(|help| format!(" + {}", help.id)).collect();
        let named = format!("{own}{added}");
        if !apps.contains(&named) {
            apps.push(named);
        }
    }
    let stop = if advice.stops.iter().any(|stop| stop.stop.is_full) { "stop; " } else { "" };
    format!("{stop}{}", apps.join(" / "))
}

pub(crate) fn words(advice: &Advice, detail: Detail) -> String {
    lines(advice, detail).join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn complements(steps: &[Step]) -> Vec<&str> {
    steps.iter().flat_map(|step| &step.complements).map(|id| id.as_str()).collect()
}

fn differences(kb: &KnowledgeBase, persona: &Persona, advice: &Advice) -> Vec<String> {
    let reasons = advice.contexts.iter().flat_map(|context| &context.reasons);
    let fired: Vec<&str> = reasons.flat_map(|reason| &reason.rules).map(|rule| rule.id.as_str()).collect();
    let kind = |step: &Step| serde_json::to_value(step.kind).unwrap().as_str().unwrap().to_owned();
    let named = |step: &Step| step.complements.first().cloned().unwrap_or_else(|| kind(step));
    let first: Vec<String> = advice.steps.iter().take(persona.first.len()).map(named).collect();
    let (shown, rest) = (complements(&advice.steps), complements(&advice.more_steps));
    let page = words(advice, Detail::Usual);
    // What would change the verdict names other apps.
    let advised = page.split("How sure this is").next().unwrap();

    let mut found = Vec::new();
    let mut check = |holds: bool, what: String| found.extend((!holds).then_some(what));
    let verdict = verdict(advice);
    check(persona.verdict.contains(&verdict), format!("verdict `{verdict}`, expected {:?}", persona.verdict));
    let stop = advice.stops.first().map(|stop| stop.stop.id.to_string());
    check(persona.stop.is_none() || stop == persona.stop, format!("stop {stop:?}, expected {:?}", persona.stop));
    check(first == persona.first, format!("first steps {first:?}, expected {:?}", persona.first));
    for rule in &persona.rules {
        assert!(kb.rules().find(rule).is_some(), "no rule `{rule}`");
        check(fired.contains(&rule.as_str()), format!("rule `{rule}` did not fire"));
    }
    for step in persona.steps.iter().chain(&persona.not_steps).map(String::as_str) {
        assert!(kb.complements().find(step).is_some(), "no complement `{step}`");
        let is_wanted = persona.steps.iter().any(|wanted| wanted == step);
        let is_there = shown.contains(&step) || (!is_wanted && rest.contains(&step));
        check(is_wanted == is_there, format!("step `{step}` is wanted: {is_wanted}, among {shown:?}"));
    }
    for words in &persona.words {
        check(page.contains(words.as_str()), format!("the page lacks {words:?}: {page}"));
    }
    for words in &persona.never {
        check(!advised.contains(words.as_str()), format!("the page holds {words:?}: {advised}"));
    }
    found
}

#[test]
fn every_persona_is_told_what_it_needs() {
    let all = persona_advice(&BUILT_IN.kb);
    let differ = |(name, persona, advice): &(String, Persona, Advice)| -> String {
        let found = differences(&BUILT_IN.kb, persona, advice);
        found.iter().map(|difference| format!("{name}: {difference}\n")).collect()
    };
    let differing: String = all.iter().map(differ).collect();
    assert!(differing.is_empty(), "{differing}");
}

#[test]
fn first_screens_fit_on_80_columns_and_24_rows() {
    let all = persona_advice(&BUILT_IN.kb);
    // A second stop has its own line, and may add who helps.
    let more = |advice: &Advice| if advice.full_stop().is_some() { 5 * (advice.stops.len() - 1) } else { 0 };
    let rows = all.iter().map(|(name, _, advice)| (lines(advice, Detail::Brief).len() - more(advice), name));
    let long: Vec<(usize, &String)> = rows.filter(|(rows, _)| *rows > 23).collect();
    assert!(long.iter().all(|(rows, _)| *rows <= MOST_ROWS), "{long:?}");
    assert!(long.len() * 10 <= all.len(), "{} of {}: {long:?}", long.len(), all.len());
}

#[test]
fn every_rule_and_every_stop_has_a_persona() {
    let kb = &BUILT_IN.kb;
    let all = persona_advice(kb);
    let reasons = all.iter().flat_map(|(.., advice)| &advice.contexts).flat_map(|context| &context.reasons);
    let fired: BTreeSet<&str> = reasons.flat_map(|reason| &reason.rules).map(|rule| rule.id.as_str()).collect();
    let stops = all.iter().flat_map(|(.., advice)| &advice.stops);
    let stopped: BTreeSet<&str> = stops.map(|stop| stop.stop.id.as_str()).collect();
    let silent = |ids: Vec<&str>, heard: &BTreeSet<&str>| ids.iter().filter(|id| !heard.contains(*id)).count();
    assert_eq!(silent(kb.rules().ids().collect(), &fired), 0, "rules that no persona fires: {fired:?}");
    assert_eq!(silent(kb.stops().ids().collect(), &stopped), 0, "stops of no persona: {stopped:?}");
}

pub(crate) fn with(kb: &KnowledgeBase, answers: &Answers, question: &str, chosen: ChoiceSet) -> Answers {
    let mut changed = answers.clone();
    changed.set(kb.questions().find(question).unwrap(), Some(Answer::Chosen(chosen)));
    changed.leave_rest_unsure(kb);
    changed
}

/// Personas of ordinary life, all of whom get the same app.
const ORDINARY: &str = "family family-unsure typical-reader parents pensioner-scams sim-swap doctor employee-lawyer \
                        journalist-democracy both-know-me known-contacts-state class-parents whatsapp-leaver lost-phone \
                        long-distance-couple boss-fraud known-content known-no-worry known-little deaf-video";

#[test]
fn an_unrelated_answer_does_not_flip_the_verdict_of_an_ordinary_case() {
    let kb = &BUILT_IN.kb;
    let all = personas();
    let mut tried = 0;
    for name in ORDINARY.split_whitespace() {
        let (_, persona) = all.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no persona `{name}`"));
        let base = answers(kb, name, persona);
        assert_eq!(verdict(&advice(kb, &base)), "signal", "{name}");
        for (question, choices) in [
            ("adversary", &["companies", "mass-surveillance"][..]),
            ("protect", &["location"]),
            ("group-members", &["known", "strangers"]),
            ("groups", &["none", "up-to-100"]),
            ("calls", &["none", "one-to-one"]),
            ("phone", &["android", "iphone", "several"]),
        ] {
            let question = &kb[kb.questions().find(question).unwrap()];
            for choice in choices {
                let one = question.find(choice).unwrap();
                let now = match base.get(kb.questions().find(&question.id).unwrap()) {
                    Some(Answer::Chosen(now)) if question.takes == Takes::Many => now.without(question.alone()),
                    _ => ChoiceSet::default(),
                };
                // One that was ticked is taken out, unless nothing would be left.
                let other = if now.meets(one) && now != one { now.without(one) } else { now.union(one) };
                let other = verdict(&advice(kb, &with(kb, &base, &question.id, other)));
                assert_eq!(other, "signal", "{name}: {} {choice}", question.id);
                tried += 1;
            }
        }
    }
    assert!(tried > 200, "{tried}");
}

#[test]
fn a_stalked_person_who_does_not_know_by_whom_is_not_told_to_stop_using_the_phone() {
    let kb = &BUILT_IN.kb;
    for rest in ["access: installed\n", "access: checks\n", "access: moment\ndevice: [infected]\n", "access: none\n"] {
        let text = format!("contacts: known\nconcern: location\nadversary: [someone-close]\nperson: unknown\n{rest}");
        let advice = advice(kb, &parsed(kb, &text));
        assert!(!advice.stops.is_empty(), "{rest}");
        let page = words(&advice, Detail::Usual).to_lowercase();
        for wrong in ["stop using", "don't use this device", "do not use this device"] {
            assert!(!page.contains(wrong), "{rest}: {page}");
        }
        assert!(page.contains("lila.help"), "{rest}: {page}");
    }
}

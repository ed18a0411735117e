//! Personas: who a person is, what they answer, and what they must be told.
//!
//! Every file under `tests/personas/` is one case. A new case is a new file.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its files fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use advisor::answers::{Answers, Saved};
use advisor::engine::Trust;
use advisor::kb::{Entry, KnowledgeBase, parse_day};
use advisor::report::{Advice, Block, Detail, Drawing, Format, Text};
use serde::Deserialize;

/// A persona as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Persona {
    #[expect(dead_code, reason = "for the reader")]
    who: String,
    #[expect(dead_code, reason = "for the reader")]
    claim: String,
    answers: serde_yaml::Value,
    verdict: Expected,
    /// Rules that must have fired.
    rules: Vec<String>,
    /// For each context, exactly the companions to add to the best base.
    #[serde(default)]
    companions: BTreeMap<String, Vec<String>>,
    /// For each context, exactly the musts that stay open whatever is added.
    #[serde(default)]
    open_musts: BTreeMap<String, Vec<String>>,
    /// Complements that the steps must name.
    #[serde(default)]
    steps: Vec<String>,
    /// Complements that the steps must not name.
    #[serde(default)]
    not_steps: Vec<String>,
}

/// The expected verdict: `none-alone`, or a messenger for each context.
#[derive(Deserialize, Debug, PartialEq, Eq)]
#[serde(untagged)]
enum Expected {
    Word(String),
    Use(BTreeMap<String, String>),
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
    let text = serde_yaml::to_string(&persona.answers).unwrap();
    let answers = Saved::parse(kb, name, &text).unwrap_or_else(|problems| panic!("{problems}")).answers;
    assert_eq!(answers.open(kb), [], "{name}: every question that applies is answered");
    assert_eq!(answers.ruled_out(kb), [], "{name}: no question that does not apply is answered");
    answers
}

fn trust() -> Trust {
    Trust { as_of: parse_day("2026-11-23").unwrap(), max_age: None }
}

/// The first difference between a persona and its advice, in words.
fn difference(kb: &KnowledgeBase, persona: &Persona, advice: &Advice) -> Option<String> {
    let verdict = match advice.verdict.kind {
        "none-alone" => Expected::Word("none-alone".to_owned()),
        _ => {
            let placed = advice.verdict.messengers.iter();
            Expected::Use(placed.map(|placed| (placed.context.clone(), placed.messenger.clone())).collect())
        }
    };
    if verdict != persona.verdict {
        return Some(format!(
            "verdict {verdict:?}, expected {:?}; {:#?}",
            persona.verdict,
            advice.contexts.iter().map(|c| &c.candidates).collect::<Vec<_>>()
        ));
    }
    let reasons = advice.contexts.iter().flat_map(|context| &context.reasons);
    let fired: Vec<&str> = reasons.flat_map(|reason| &reason.rules).map(|rule| rule.id.as_str()).collect();
    for rule in &persona.rules {
        assert!(kb.rules().find(rule).is_some(), "no rule `{rule}`");
        if !fired.contains(&rule.as_str()) {
            return Some(format!("rule `{rule}` did not fire"));
        }
    }
    for context in &advice.contexts {
        if let Some(expected) = persona.companions.get(&context.id) {
            let found: Vec<&str> = context.companions.iter().map(|companion| companion.id.as_str()).collect();
            if found != *expected {
                return Some(format!("companions {found:?}, expected {expected:?}"));
            }
        }
        if let Some(expected) = persona.open_musts.get(&context.id) {
            let added = |gap: &advisor::report::GapView| {
                context.companions.iter().any(|one| gap.could_help.iter().any(|help| help.id == one.id))
            };
            let open = context.gaps.iter().filter(|gap| gap.strength == "must" && !added(gap));
            let open: Vec<&str> = open.map(|gap| gap.property.as_str()).collect();
            if open != *expected {
                return Some(format!("open musts {open:?}, expected {expected:?}"));
            }
        }
    }
    let steps: Vec<&str> = advice.steps.iter().filter_map(|step| step.complement.as_deref()).collect();
    for step in persona.steps.iter().chain(&persona.not_steps) {
        assert!(kb.complements().find(step).is_some(), "no complement `{step}`");
    }
    if let Some(missing) = persona.steps.iter().find(|step| !steps.contains(&step.as_str())) {
        return Some(format!("step `{missing}` is missing from {steps:?}"));
    }
    if let Some(wrong) = persona.not_steps.iter().find(|step| steps.contains(&step.as_str())) {
        return Some(format!("step `{wrong}` is advised: {steps:?}"));
    }
    None
}

#[test]
fn every_persona_is_told_what_it_needs() {
    let kb = KnowledgeBase::embedded();
    let mut failures = Vec::new();
    for (name, persona) in personas() {
        let advice = Advice::of(&kb, &trust(), &answers(&kb, &name, &persona), None);
        failures.extend(difference(&kb, &persona, &advice).map(|difference| format!("{name}: {difference}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_rule_has_a_persona_in_which_it_fires() {
    let kb = KnowledgeBase::embedded();
    let mut fired: Vec<String> = Vec::new();
    for (name, persona) in personas() {
        let advice = Advice::of(&kb, &trust(), &answers(&kb, &name, &persona), None);
        let reasons = advice.contexts.into_iter().flat_map(|context| context.reasons);
        fired.extend(reasons.flat_map(|reason| reason.rules).map(|rule| rule.id));
    }
    let silent: Vec<&str> =
        kb.rules().iter().map(Entry::id).filter(|id| !fired.iter().any(|known| known == id)).collect();
    assert_eq!(silent, [] as [&str; 0], "rules that no persona fires");
}

#[test]
fn the_musts_that_a_score_counts_are_those_marked_as_met_beside_it() {
    let kb = KnowledgeBase::embedded();
    let mut compared = 0;
    for (name, persona) in personas() {
        let page = Advice::of(&kb, &trust(), &answers(&kb, &name, &persona), None).page(Detail::Usual);
        let tables =
            page.blocks.iter().filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
        let scores =
            page.blocks.iter().filter_map(|block| if let Block::Scores(scores) = block { Some(scores) } else { None });
        for (scores, table) in scores.zip(tables) {
            for (column, score) in scores.iter().enumerate() {
                let cells = table.rows.iter().map(|row| row[column + 1].to_string());
                let met = cells.filter(|cell| cell == "met" || cell == "by a setting").count();
                assert_eq!((met, table.rows.len()), (score.musts_met, score.musts), "{name}: {}", score.title);
                compared += 1;
            }
        }
    }
    assert!(compared > 60, "each candidate of every persona has a score, not only {compared}");
}

#[test]
fn a_number_is_printed_only_where_its_source_is_listed() {
    let kb = KnowledgeBase::embedded();
    for (name, persona) in personas() {
        let advice = Advice::of(&kb, &trust(), &answers(&kb, &name, &persona), None);
        for (detail, has_sources) in [(Detail::Brief, false), (Detail::Usual, false), (Detail::Full, true)] {
            let text = Text { width: 80, drawing: Drawing::Boxes }.render(&advice.page(detail));
            let text = anstream::adapter::strip_str(&text).to_string();
            let numbered = text.split('[').skip(1).any(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
            assert_eq!(numbered, has_sources, "{name}, {detail:?}");
            let lists = text.lines().any(|line| line == "Sources");
            assert_eq!(lists, has_sources, "{name}, {detail:?}");
        }
    }
}

//! A saved file against a newer knowledge base: what changed, and what of it changed the verdict.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its files fails")]

#[path = "support/random.rs"]
mod random;

use advisor::answers::{Answers, Saved};
use advisor::engine::{Levels, Trust, decide};
use advisor::kb::{Files, KnowledgeBase, parse_day, parse_span};
use advisor::render::{Drawing, Text};
use advisor::report::{Advice, Case, Cause, Detail, Drift};
use random::Random;
use serde_yaml::Value;

fn trust() -> Trust {
    Trust { as_of: parse_day("2026-11-23").unwrap(), max_age: None }
}

/// What some people answer, with all their answers in one line.
fn people(kb: &KnowledgeBase) -> Vec<(String, Answers)> {
    let mut random = Random::new(5);
    let drawn = (0..40).map(|_| random::answers(kb, &mut random));
    drawn.map(|answers| (answers.string(kb), answers)).collect()
}

/// A file of an edition, edited.
fn edited(files: &Files, file: &str, edit: impl FnOnce(&mut Value)) -> Files {
    let mut value: Value = serde_yaml::from_str(files.text(file).unwrap()).unwrap();
    edit(&mut value);
    files.clone().with(file, &serde_yaml::to_string(&value).unwrap())
}

/// An entry of a list by its id.
fn entry<'a>(list: &'a mut Value, id: &str) -> &'a mut Value {
    list.as_sequence_mut().unwrap().iter_mut().find(|entry| entry["id"] == id).unwrap()
}

fn fact(files: &Files, messenger: &str, property: &str, level: &str) -> Files {
    edited(files, &format!("messengers/{messenger}.yaml"), |value| value["facts"][property]["level"] = level.into())
}

fn without_rule(files: &Files, rule: &str) -> Files {
    edited(files, "rules.yaml", |rules| rules.as_sequence_mut().unwrap().retain(|entry| entry["id"] != rule))
}

/// The text of the file that is saved with one edition, read back and held against another.
fn drift(old: &KnowledgeBase, new: &KnowledgeBase, answers: &Answers) -> Drift {
    let text = Case::of(old, &trust(), answers).saved().write(old);
    let kept = Saved::parse(new, "kept.yaml", &text).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    let mut answers = kept.answers.clone();
    answers.leave_rest_unsure(new);
    Advice::of(&Case::of(new, &trust(), &answers), Some(&kept)).drift.unwrap()
}

/// The ids of what did it.
fn what_did_it(drift: &Drift) -> Vec<&str> {
    drift.changes.iter().filter(|change| change.did_it).map(|change| change.id.as_str()).collect()
}

/// The candidates placed, as ids: what the file calls the verdict, worked out anew.
fn bases(kb: &KnowledgeBase, answers: &Answers) -> (bool, Vec<(String, String)>) {
    let decision = decide(kb, &Levels::of(kb, &trust()), &answers.read(kb));
    let placed = decision.bases.0.iter();
    let placed =
        placed.map(|(context, messenger)| (kb[*context].id.to_string(), kb[*messenger].id.to_string())).collect();
    (decision.verdict.is_none(), placed)
}

#[test]
fn a_file_held_against_its_own_edition_has_not_drifted() {
    let kb = KnowledgeBase::embedded();
    for (name, answers) in people(&kb) {
        let drift = drift(&kb, &kb, &answers);
        assert!(!drift.changed && drift.changes.is_empty(), "{name}: {drift:?}");
        assert_eq!(drift.cause, Cause::None);
    }
}

#[test]
fn a_rule_that_goes_or_comes_is_what_did_it_wherever_the_verdict_changes() {
    let files = Files::embedded();
    let shipped = files.load().unwrap();
    let people = people(&shipped);
    let (mut changed, mut kept) = (0, 0);
    for rule in shipped.rules().ids() {
        let Ok(less) = without_rule(&files, rule).load() else { continue };
        for (name, answers) in &people {
            let is_other = bases(&shipped, answers) != bases(&less, answers);
            for (old, new) in [(&shipped, &less), (&less, &shipped)] {
                let drift = drift(old, new, answers);
                assert_eq!(drift.changed, is_other, "{name} without {rule}");
                if is_other {
                    assert_eq!(drift.cause, Cause::Each, "{name} without {rule}: {drift:?}");
                    assert_eq!(what_did_it(&drift), [rule], "{name}: {drift:?}");
                    changed += 1;
                } else {
                    assert_eq!(drift.cause, Cause::None);
                    kept += 1;
                }
            }
        }
    }
    assert!(changed > 20 && kept > 200, "{changed} verdicts changed, {kept} did not");
}

#[test]
fn a_fact_at_another_level_is_what_did_it_wherever_the_verdict_changes() {
    let files = Files::embedded();
    let shipped = files.load().unwrap();
    let levels = Levels::of(&shipped, &trust());
    let people = people(&shipped);
    let (mut changed, mut noticed) = (0, 0);
    for messenger in shipped.scope().candidates.clone() {
        for property in shipped.properties().keys() {
            // The farthest of the levels with another effect, as far as there is one.
            let others = levels.others(&shipped, messenger, property);
            let Some(level) = others.into_iter().flatten().last() else { continue };
            let (id, of) = (&shipped[property].id, &shipped[messenger].id);
            let written = shipped[property].written(level);
            if matches!(shipped[property].measure, advisor::kb::Measure::Count { .. }) {
                continue;
            }
            let Ok(next) = fact(&files, of, id, &written).load() else { continue };
            for (name, answers) in &people {
                let drift = drift(&shipped, &next, answers);
                let is_other = bases(&shipped, answers) != bases(&next, answers);
                assert_eq!(drift.changed, is_other, "{name} with {of} {id} at {written}");
                noticed += usize::from(!drift.changes.is_empty());
                if is_other {
                    assert_eq!(drift.cause, Cause::Each, "{name} with {of} {id}: {drift:?}");
                    assert_eq!(what_did_it(&drift), [format!("{of} {id}")], "{name}: {drift:?}");
                    changed += 1;
                }
            }
        }
    }
    assert!(changed > 20 && noticed > changed, "{changed} verdicts changed, {noticed} files noticed");
}

#[test]
fn changes_that_only_together_bring_another_verdict_are_told_so() {
    let files = Files::embedded();
    let shipped = files.load().unwrap();
    let answers = answers(&shipped, "contacts: known\nprotect: content\nadversary: companies\n");
    // Either alone rules the first candidate out.
    let next = edited(&files, "rules.yaml", |rules| {
        let rules = rules.as_sequence_mut().unwrap();
        for (id, need) in
            [("no-number", "{ registration: no-number }"), ("no-phone", "{ phone-needed: computer-alone }")]
        {
            let mut more = rules[0].clone();
            more["id"] = id.into();
            more["need"] = serde_yaml::from_str(need).unwrap();
            rules.push(more);
        }
    });
    let drift = drift(&shipped, &next.load().unwrap(), &answers);
    assert!(drift.changed, "{drift:?}");
    assert_eq!(drift.was, "Signal for everyday contacts");
    assert_eq!((drift.cause, what_did_it(&drift)), (Cause::Together, vec!["no-number", "no-phone"]));
}

#[test]
fn a_complement_that_only_a_new_rule_asks_for_is_no_cause() {
    let files = Files::embedded();
    let shipped = files.load().unwrap();
    let next = edited(&files, "rules.yaml", |rules| {
        let rules = rules.as_sequence_mut().unwrap();
        let mut more = rules[0].clone();
        more["id"] = "be-ready-for-a-block".into();
        more["need"] = serde_yaml::from_str("{ circumvention: in-use }").unwrap();
        more["strength"] = "must".into();
        rules.push(more);
    });
    let next = next.load().unwrap();
    let mut changed = 0;
    for (name, answers) in people(&shipped) {
        for (old, new) in [(&shipped, &next), (&next, &shipped)] {
            let drift = drift(old, new, &answers);
            let ids: Vec<&str> = drift.changes.iter().map(|change| change.id.as_str()).collect();
            assert_eq!(ids, ["be-ready-for-a-block"], "{name}: {drift:?}");
            changed += usize::from(drift.changed);
        }
    }
    assert!(changed > 0, "some verdict changes");
}

#[test]
fn a_complement_that_counts_no_more_is_named() {
    let files = Files::embedded();
    let shipped = files.load().unwrap();
    let answers = answers(&shipped, "contacts: known\nprotect: content\nadversary: companies\n");
    let next = edited(&files, "complements.yaml", |complements| {
        entry(complements, "username")["not-when"] = serde_yaml::from_str("[{ contacts: [known] }]").unwrap();
    });
    let drift = drift(&shipped, &next.load().unwrap(), &answers);
    let change = drift.changes.iter().find(|change| change.id == "username").unwrap();
    assert_eq!(change.kind, "complement");
    assert_eq!(change.text, "It helped. It is not at hand any more, or does not help.");
}

#[test]
fn a_fact_that_grew_too_old_is_named_as_not_known() {
    let kb = KnowledgeBase::embedded();
    let answers = answers(&kb, "contacts: known\nprotect: content\nadversary: companies\n");
    let text = Case::of(&kb, &trust(), &answers).saved().write(&kb);
    let kept = Saved::parse(&kb, "kept.yaml", &text).unwrap();
    let strict = Trust { max_age: Some(parse_span("1 day").unwrap()), ..trust() };
    let drift = Advice::of(&Case::of(&kb, &strict, &kept.answers), Some(&kept)).drift.unwrap();
    let texts: Vec<&str> = drift.changes.iter().map(|change| change.text.as_str()).collect();
    assert!(texts.iter().any(|text| text.ends_with("It is now: too old to count.")), "{texts:?}");
}

#[test]
fn what_any_of_two_changes_would_have_done_is_told_apart_from_what_took_both() {
    let files = Files::embedded();
    let shipped = files.load().unwrap();
    let answers = answers(&shipped, "contacts: pseudonymous\nnumber: anyone\nprotect: identity\nadversary: police\n");
    let one = fact(&files, "session", "registration", "unknown");
    let both = fact(&one, "session", "first-contact", "unknown").load().unwrap();

    // Either is enough to change the verdict, so that with one taken back the other still does.
    let away = drift(&shipped, &both, &answers);
    assert_eq!(away.cause, Cause::Together, "{away:?}");
    let mut advice = Advice::of(&Case::of(&both, &trust(), &answers), None);
    advice.drift = Some(away);
    let told = told(&advice);
    assert!(told.contains("Undoing all of these changes would bring back the saved verdict: Session: "), "{told}");

    // The other way round it takes both: only one taken back changes it.
    let third = fact(&files, "session", "registration", "unknown").load().unwrap();
    let back = drift(&third, &shipped, &answers);
    assert_eq!((back.cause, what_did_it(&back)), (Cause::Each, vec!["session registration"]));
}

#[test]
fn the_age_from_which_facts_did_not_count_is_kept_and_told() {
    let kb = KnowledgeBase::embedded();
    let answers = answers(&kb, "contacts: known\nprotect: content\nadversary: companies\n");
    let max_age = |written: &str| Trust { max_age: Some(parse_span(written).unwrap()), ..trust() };
    let text = Case::of(&kb, &max_age("1 month"), &answers).saved().write(&kb);
    assert!(text.contains("\n  max-age: \"1 month\"\n"), "{text}");
    let kept = Saved::parse(&kb, "kept.yaml", &text).unwrap();
    let line = |trust: Trust| {
        let told = told(&Advice::of(&Case::of(&kb, &trust, &kept.answers), Some(&kept)));
        let (_, line) = told.split_once("Compared with the file").unwrap();
        line.split_once(" Why ").unwrap().0.to_owned()
    };
    assert!(!line(max_age("1 month")).contains("--max-age"));
    let without = line(trust());
    assert!(without.contains("It was saved with --max-age \"1 month\", and this run is without."), "{without}");
    let other = line(max_age("2 years"));
    assert!(
        other.contains("It was saved with --max-age \"1 month\", and this run has --max-age \"2 years\"."),
        "{other}"
    );
    let texts: Vec<String> = Advice::of(&Case::of(&kb, &trust(), &kept.answers), Some(&kept))
        .drift
        .unwrap()
        .changes
        .into_iter()
        .map(|change| change.text)
        .collect();
    assert!(
        texts.iter().any(|text| text.starts_with("It was: not known, or older than 1 month. It is now: ")),
        "{texts:?}"
    );

    for wrong in ["0 days", "old"] {
        let text = text.replace("\"1 month\"", &format!("{wrong:?}"));
        let problems = Saved::parse(&kb, "kept.yaml", &text).unwrap_err().to_string();
        assert!(problems.contains("`grounds` is not as this program writes it"), "{problems}");
    }
}

#[test]
fn a_file_without_grounds_says_that_it_keeps_none() {
    let kb = KnowledgeBase::embedded();
    let text = "knowledge-base: \"2020-01-01\"\nverdict: { kind: one, messengers: [[everyday, session]] }\n\
                answers: { contacts: known, protect: content }\n";
    let kept = Saved::parse(&kb, "kept.yaml", text).unwrap();
    let mut answers = kept.answers.clone();
    answers.leave_rest_unsure(&kb);
    let drift = Advice::of(&Case::of(&kb, &trust(), &answers), Some(&kept)).drift.unwrap();
    assert_eq!((drift.changed, drift.cause), (true, Cause::NotKept));
    assert!(drift.changes.iter().all(|change| change.kind == "question"), "{drift:?}");
}

#[test]
fn a_question_that_is_asked_no_more_is_named_with_its_edition() {
    let kb = KnowledgeBase::embedded();
    let text = "knowledge-base: \"2020-01-01\"\nanswers: { contacts: known, fax: \"yes\" }\n";
    let problems = Saved::parse(&kb, "kept.yaml", text).unwrap_err().to_string();
    let remedy = "it was saved with the knowledge base of 2020-01-01; take the line out";
    assert_eq!(problems, format!("kept.yaml:2: unknown question `fax`; {remedy}"));
}

#[test]
fn a_question_or_a_choice_that_was_renamed_within_a_day_is_told_from_a_slip() {
    let old = KnowledgeBase::embedded();
    let answered = answers(&old, "contacts: known\nprotect: content\n");
    let text = Case::of(&old, &trust(), &answered).saved().write(&old);
    let renamed = |from: &str, to: &str| {
        let files = Files::embedded();
        let names: Vec<String> = files.iter().map(|(name, _)| name.to_owned()).collect();
        names.iter().fold(files, |files, name| {
            let text = files.text(name).unwrap().replace(from, to);
            files.with(name, &text)
        })
    };
    let version = old.scope().version.to_string();
    let new = renamed("adoption", "app-for-others").load().unwrap_or_else(|problems| panic!("{problems}"));
    let told = Saved::parse(&new, "kept.yaml", &text).unwrap_err().to_string();
    let remedy = format!("it was saved with another knowledge base of {version}; take the line out");
    assert!(told.ends_with(&format!("unknown question `adoption`; {remedy}")), "{told}");
    let new = renamed("pseudonymous", "incognito").load().unwrap_or_else(|problems| panic!("{problems}"));
    let text = text.replace("contacts: \"known\"", "contacts: \"pseudonymous\"");
    let kept = text.replace("/contacts:known/", "/contacts:pseudonymous/");
    let told = |text: &str| Saved::parse(&new, "kept.yaml", text).unwrap_err().to_string();
    let remedy = format!("it was saved with another knowledge base of {version}, so answer it again; choose from: ");
    assert!(told(&kept).contains(&remedy), "{}", told(&kept));
    // What nobody has answered then was written by hand.
    assert!(!told(&text).contains("another knowledge base"), "{}", told(&text));
}

#[test]
fn ids_that_no_edition_has_are_shown_and_break_nothing() {
    let kb = KnowledgeBase::embedded();
    let answers = answers(&kb, "contacts: known\nprotect: content\nadversary: companies\n");
    let mut file = Case::of(&kb, &trust(), &answers).saved();
    let grounds = file.grounds.as_mut().unwrap();
    let odd = "gone\u{1b}[31m".to_owned();
    let asked = grounds.rules.values().next().unwrap().clone();
    grounds.contexts.push(odd.clone());
    grounds.facts.insert(odd.clone(), [(odd.clone(), odd.clone())].into());
    grounds.facts.get_mut("signal").unwrap().insert("registration".to_owned(), odd.clone());
    let mut other = asked.clone();
    other.property.clone_from(&odd);
    grounds.rules.insert(odd.clone(), other);
    let complement = grounds.complements.values().next().unwrap().clone();
    grounds.complements.insert(odd.clone(), complement);

    let mut kept = Saved::parse(&kb, "kept.yaml", &file.write(&kb)).unwrap();
    assert_eq!(kept, file);
    kept.verdict.as_mut().unwrap().messengers = vec![(odd.clone(), odd)];
    let drift = Advice::of(&Case::of(&kb, &trust(), &kept.answers), Some(&kept)).drift.unwrap();
    assert_eq!((drift.changed, drift.cause), (true, Cause::NotFound));
    let kinds: Vec<&str> = drift.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, ["fact", "candidate", "rule", "complement", "context"], "{drift:?}");
    assert!(!format!("{} {:?}", drift.was, drift.changes).contains('\u{1b}'));
}

/// What the first screen says, in one line.
fn told(advice: &Advice) -> String {
    let screen = Text { width: 80, drawing: Drawing::Words }.render(&advice.page(Detail::Brief));
    screen.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// These answers, and *unsure* for the rest.
fn answers(kb: &KnowledgeBase, text: &str) -> Answers {
    let mut answers = Saved::parse(kb, "answers", text).unwrap().answers;
    answers.leave_rest_unsure(kb);
    answers
}

//! A saved file compared with a newer knowledge base: whether the verdict changed, and what differs.

use advisor::advice::{Advice, Case, Drift, DriftKind};
use advisor::answers::{Answers, Saved};
use advisor::engine::{Levels, Placing, Trust, decide};
use advisor::kb::{Files, KnowledgeBase, parse_span};

use crate::support::random::{self, Random};
use crate::support::{edited, load, trust};

fn people(kb: &KnowledgeBase) -> Vec<Answers> {
    let mut random = Random::new(5);
    (0..40).map(|_| random::answers(kb, &mut random)).collect()
}

/// The file that is saved with one edition, read back and compared with another.
fn drift(old: &KnowledgeBase, new: &KnowledgeBase, answers: &Answers) -> Drift {
    let text = Case::of(old, &trust(), answers).saved().write(old);
    drift_of(new, &text, &trust())
}

fn drift_of(kb: &KnowledgeBase, text: &str, trust: &Trust) -> Drift {
    let kept = Saved::parse(kb, "kept.yaml", text).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    let mut answers = kept.answers.clone();
    answers.leave_rest_unsure(kb);
    Advice::of(&Case::of(kb, trust, &answers), Some(&kept), None).drift.unwrap()
}

/// The candidates placed, and whether they are enough.
fn placed(kb: &KnowledgeBase, answers: &Answers) -> (bool, Placing) {
    let decision = decide(kb, &Levels::of(kb, &trust()), &answers.read(kb));
    (decision.verdict.is_none(), decision.bases)
}

fn names(drift: &Drift, kind: DriftKind, id: &str) -> bool {
    drift.entries.iter().any(|entry| entry.kind == kind && entry.id == id)
}

#[test]
fn a_file_compared_with_its_own_edition_has_not_drifted() {
    let kb = KnowledgeBase::embedded();
    for answers in people(kb) {
        let drift = drift(kb, kb, &answers);
        assert!(!drift.changed && drift.was == drift.is && drift.entries.is_empty(), "{drift:?}");
    }
}

#[test]
fn a_rule_that_goes_or_comes_is_named_wherever_the_verdict_changes() {
    let shipped = KnowledgeBase::embedded();
    let mut changed = 0;
    for rule in shipped.rules().ids().step_by(2) {
        let less = edited(&Files::embedded(), "rules.yaml", |rules| {
            rules.as_sequence_mut().unwrap().retain(|one| one["id"] != rule);
        });
        let Ok(less) = less.load() else { continue };
        for answers in &people(shipped)[..12] {
            for (old, new) in [(shipped, &less), (&less, shipped)] {
                let drift = drift(old, new, answers);
                let is_other = placed(old, answers) != placed(new, answers);
                assert_eq!(drift.changed, is_other, "{} without {rule}", answers.string(shipped));
                assert!(!is_other || names(&drift, DriftKind::Rule, rule), "{drift:?}");
                changed += usize::from(is_other);
            }
        }
    }
    assert!(changed > 3, "{changed} verdicts changed");
}

#[test]
fn a_fact_at_another_level_is_named_with_both_levels() {
    let shipped = KnowledgeBase::embedded();
    let next = load(&edited(&Files::embedded(), "messengers/session.yaml", |file| {
        file["facts"]["registration"]["level"] = "unknown".into();
    }));
    let mut changed = 0;
    for answers in people(shipped) {
        let drift = drift(shipped, &next, &answers);
        assert_eq!(drift.changed, placed(shipped, &answers) != placed(&next, &answers), "{drift:?}");
        for entry in drift.entries.iter().filter(|entry| entry.kind == DriftKind::Fact) {
            assert_eq!((entry.id.as_str(), entry.is.as_deref()), ("session registration", None));
            assert!(entry.was.is_some());
        }
        assert!(!drift.changed || names(&drift, DriftKind::Fact, "session registration"), "{drift:?}");
        changed += usize::from(drift.changed);
    }
    assert!(changed > 0);
}

#[test]
fn the_age_from_which_facts_do_not_count_is_kept_and_compared() {
    let kb = KnowledgeBase::embedded();
    let max_age = |written: &str| Trust { max_age: Some(parse_span(written).unwrap()), ..trust() };
    let text = Case::of(kb, &max_age("1 month"), &people(kb)[0]).saved().write(kb);
    assert!(text.contains("\"max-age\":\"1 month\""), "{text}");
    assert_eq!(drift_of(kb, &text, &max_age("1 month")).entries, []);
    let other = drift_of(kb, &text, &max_age("2 years"));
    let entry = &other.entries[0];
    assert_eq!(entry.kind, DriftKind::MaxAge);
    assert_eq!((entry.was.as_deref(), entry.is.as_deref()), (Some("1 month"), Some("2 years")));
}

#[test]
fn a_file_without_grounds_says_only_whether_the_verdict_changed() {
    let kb = KnowledgeBase::embedded();
    let text = "knowledge-base: \"2020-01-01\"\nverdict: { kind: one, messengers: [[everyday, session]] }\n\
                answers: { contacts: known, protect: content }\n";
    let drift = drift_of(kb, text, &trust());
    assert!(drift.changed && !drift.was.none_alone);
    assert!(drift.entries.iter().all(|entry| entry.kind == DriftKind::Question), "{drift:?}");
    let stuck = people(kb).into_iter().find(|answers| placed(kb, answers).0).unwrap();
    let mut file = Case::of(kb, &trust(), &stuck).saved();
    file.verdict.as_mut().unwrap().bases.clear();
    assert!(!drift_of(kb, &file.write(kb), &trust()).changed, "bases that were not kept are not compared");
}

#[test]
fn ids_that_no_edition_has_are_shown_and_break_nothing() {
    let kb = KnowledgeBase::embedded();
    let mut file = Case::of(kb, &trust(), &people(kb)[0]).saved();
    let grounds = file.grounds.as_mut().unwrap();
    let odd = "gone\u{1b}[31m".to_owned();
    let mut asked = grounds.rules.values().next().unwrap().clone();
    asked.property.clone_from(&odd);
    grounds.contexts.push(odd.clone());
    grounds.facts.insert(odd.clone(), [(odd.clone(), odd.clone())].into());
    grounds.facts.get_mut("signal").unwrap().insert("registration".to_owned(), odd.clone());
    grounds.rules.insert(odd.clone(), asked);
    let mut kept = Saved::parse(kb, "kept.yaml", &file.write(kb)).unwrap();
    assert_eq!(kept, file);
    kept.verdict.as_mut().unwrap().messengers = vec![(odd.clone(), odd)];
    let drift = Advice::of(&Case::of(kb, &trust(), &kept.answers), Some(&kept), None).drift.unwrap();
    let kinds: Vec<DriftKind> = drift.entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [DriftKind::Candidate, DriftKind::Fact, DriftKind::Rule, DriftKind::Context], "{drift:?}");
    let texts = serde_json::to_string(&drift).unwrap();
    assert!(drift.changed && !texts.contains('\u{1b}') && !texts.contains("\\u001b"), "{texts}");
}

#[test]
fn what_was_renamed_since_is_told_from_a_slip() {
    let kb = KnowledgeBase::embedded();
    let refused = |text: &str| Saved::parse(kb, "kept.yaml", text).unwrap_err().to_string();
    let remedy = "it was saved with the knowledge base of 2020-01-01";
    let fault = refused("knowledge-base: \"2020-01-01\"\nanswers: { contacts: known, fax: \"yes\" }\n");
    assert_eq!(fault, format!("kept.yaml:2: unknown question `fax`; {remedy}; take the line out"));
}

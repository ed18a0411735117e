//! The laws on the knowledge base that is shipped.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use advisor::answers::{Reading, Saved};
use advisor::engine::{Fit, Levels, Verdict, decide};
use advisor::kb::{ChoiceSet, Context, Files, Key, KnowledgeBase, Level, Property, Question, any_holds};
use serde_yaml::Value;

use super::brute::{Brute, subsets};
use super::random::{self, Random};
use super::{candidates, load, rankings, trust, verdict, with_candidates, with_newcomer};

/// What the personas answer, by their names.
fn personas(kb: &KnowledgeBase) -> BTreeMap<String, Reading> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/personas");
    let files = fs::read_dir(folder).expect("there are personas").map(|entry| entry.expect("it can be read").path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a persona is text");
        let persona: Value = serde_yaml::from_str(&text).expect("a persona is YAML");
        let answers = serde_yaml::to_string(&persona["answers"]).expect("what was read can be written");
        let saved = Saved::parse(kb, &name, &answers).unwrap_or_else(|problems| panic!("{problems}"));
        (name, saved.answers.read(kb))
    };
    files.map(read).collect()
}

#[test]
fn no_candidate_changes_or_reorders_the_others_in_any_subset_of_the_messengers() {
    let files = Files::embedded();
    let shipped = load(&files);
    let personas = personas(&shipped);
    assert!(!personas.is_empty());
    // The default order: the candidates of today, then the others.
    let mut order = candidates(&shipped);
    order.extend(shipped.alternatives().map(|other| shipped[other].id.as_str()));

    let all = load(&with_candidates(&files, &order));
    let all_levels = Levels::of(&all, &trust());
    let mut verdicts: BTreeMap<(Vec<usize>, &str), String> = BTreeMap::new();
    let positions: Vec<usize> = (0..order.len()).collect();
    for subset in subsets(&positions).into_iter().skip(1) {
        let named: Vec<&str> = subset.iter().map(|position| order[*position]).collect();
        let kb = load(&with_candidates(&files, &named));
        let levels = Levels::of(&kb, &trust());
        for (name, reading) in &personas {
            let decision = decide(&kb, &levels, reading);
            let full = decide(&all, &all_levels, reading);
            let case = format!("{name} with {named:?}");
            assert_eq!(rankings(&kb, &decision, |_| true), rankings(&all, &full, |id| named.contains(&id)), "{case}");
            let after = verdict(&kb, &decision);
            // Every candidate in turn is the one that came last; a verdict changes only to name it.
            for newcomer in &subset {
                let without: Vec<usize> = subset.iter().copied().filter(|other| other != newcomer).collect();
                let Some(before) = verdicts.get(&(without, name.as_str())) else { continue };
                assert!(after == *before || after.contains(order[*newcomer]), "{case}: {before} became {after}");
            }
            verdicts.insert((subset.clone(), name), after);
        }
    }
}

#[test]
fn a_new_file_of_a_messenger_changes_no_assessment_and_no_verdict() {
    let files = Files::embedded();
    let before = load(&files);
    let personas = personas(&before);
    for seed in 0..4 {
        let id = ["aleph", "zz-last"][seed as usize % 2];
        let after = load(&with_newcomer(&files, id, &mut Random::new(seed)));
        for (name, reading) in &personas {
            let old = decide(&before, &Levels::of(&before, &trust()), reading);
            let new = decide(&after, &Levels::of(&after, &trust()), reading);
            assert_eq!(rankings(&after, &new, |_| true), rankings(&before, &old, |_| true), "seed {seed}: {name}");
            assert_eq!(verdict(&after, &new), verdict(&before, &old), "seed {seed}: {name}");
        }
    }
}

#[test]
fn ten_thousand_random_readings_are_decided_within_their_bounds() {
    let kb = KnowledgeBase::embedded();
    let levels = Levels::of(&kb, &trust());
    let mut random = Random::new(1);
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..10_000 {
        let decision = decide(&kb, &levels, &random::reading(&kb, &mut random));
        assert!(!decision.contexts.is_empty(), "some context is always active");
        for context in &decision.contexts {
            assert!(context.ranking.iter().all(|assessment| assessment.points <= context.possible()));
        }
        *verdicts.entry(verdict(&kb, &decision)).or_default() += 1;
    }
    assert!(verdicts.len() > 4, "the sample reaches every kind of verdict: {verdicts:?}");
}

#[test]
fn every_assessment_is_what_trying_everything_finds() {
    let kb = KnowledgeBase::embedded();
    let levels = Levels::of(&kb, &trust());
    let mut random = Random::new(2);
    for _ in 0..100 {
        let reading = random::reading(&kb, &mut random);
        let decision = decide(&kb, &levels, &reading);
        let brute = Brute { kb: &kb, levels: &levels, reading: &reading };
        for context in &decision.contexts {
            for found in &context.ranking {
                assert_eq!(*found, brute.assessment(found.messenger, &context.needs), "{reading:?}");
            }
        }
    }
}

#[test]
fn a_more_severe_choice_never_drops_a_must() {
    let kb = KnowledgeBase::embedded();
    let levels = Levels::of(&kb, &trust());
    let mut random = Random::new(3);
    let severe: Vec<Key<Question>> = kb.questions().keys().filter(|question| kb[*question].by_severity).collect();
    assert!(!severe.is_empty());
    for _ in 0..500 {
        let drawn: Vec<ChoiceSet> =
            kb.questions().iter().map(|question| *random.pick(&random::accepted(question))).collect();
        for &question in &severe {
            let musts = |choice: usize| -> BTreeMap<(Key<Context>, Key<Property>), Level> {
                let chosen =
                    |key: Key<Question>| if key == question { ChoiceSet::only(choice) } else { drawn[key.position()] };
                let reading = Reading::of(&kb, chosen);
                let brute = Brute { kb: &kb, levels: &levels, reading: &reading };
                let needs = |context| brute.needs(context).into_iter().map(move |need| (context, need));
                let needs = brute.active().into_iter().flat_map(needs);
                let musts = needs.filter(|(_, need)| need.strength.is_must());
                musts.map(|(context, need)| ((context, need.property), need.level)).collect()
            };
            let by_choice: Vec<_> = (0..kb[question].choices.len()).map(musts).collect();
            for milder_and_more_severe in by_choice.windows(2) {
                let [milder, severer] = milder_and_more_severe else { continue };
                for (needed, level) in milder {
                    let (context, property) = (&kb[needed.0].id, &kb[needed.1].id);
                    let case = format!("`{}` drops `{property}` for `{context}`", kb[question].id);
                    assert!(severer.get(needed) >= Some(level), "{case}: {drawn:?}");
                }
            }
        }
    }
}

#[test]
fn what_to_build_on_fits_best_and_keeps_circles_apart_where_another_fits_as_well() {
    let kb = KnowledgeBase::embedded();
    let levels = Levels::of(&kb, &trust());
    let mut random = Random::new(4);
    let (mut barred, mut shared) = (0, 0);
    for _ in 0..1000 {
        let reading = random::reading(&kb, &mut random);
        let decision = decide(&kb, &levels, &reading);
        if matches!(decision.verdict, Verdict::Use(_)) {
            continue;
        }
        for context in &decision.contexts {
            assert_eq!(decision.named(context).fit, context.ranking[0].fit, "{reading:?}");
            barred += usize::from(matches!(context.ranking[1].fit, Fit::No { barred, .. } if barred > 0));
        }
        let kept_apart = kb.scope().apart.iter().any(|apart| any_holds(&apart.when, |question| reading.get(question)));
        if let ([one, other], true) = (decision.contexts.as_slice(), kept_apart) {
            let is_shared = decision.named(one).messenger == decision.named(other).messenger;
            let has_tie = [one, other].iter().any(|context| context.ranking[0].fit == context.ranking[1].fit);
            assert!(!is_shared || !has_tie, "{reading:?}");
            shared += usize::from(is_shared);
        }
    }
    assert!(barred > 20 && shared > 20, "the sample reaches both: {barred}, {shared}");
}

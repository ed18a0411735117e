//! The laws on the knowledge base that is shipped.

use std::collections::BTreeMap;

use advisor::answers::Reading;
use advisor::engine::{Enough, Levels, decide};
use advisor::kb::{ChoiceSet, Context, Files, Key, KnowledgeBase, Level, Property, Question};

use super::brute::{Brute, subsets};
use super::random::{self, Random};
use super::{candidates, load, placed, rankings, trust, verdict, with_candidates, with_newcomer};

/// The answers of so many people, by numbers; some are unsure of most questions.
fn people(kb: &KnowledgeBase, count: u64) -> BTreeMap<u64, Reading> {
    let person = |seed: u64| {
        let mut random = Random::new(seed);
        let drawn = random::reading(kb, &mut random);
        let sure = [15, 40, 100][seed as usize % 3];
        let sure: Vec<bool> = kb.questions().iter().map(|_| random.percent(sure)).collect();
        let chosen = |key: Key<Question>| drawn.get(key).filter(|_| sure[key.position()]).unwrap_or(kb[key].if_unsure);
        (seed, Reading::of(kb, chosen))
    };
    (0..count).map(person).collect()
}

#[test]
fn no_candidate_changes_or_reorders_the_others_in_any_subset_of_the_messengers() {
    let files = Files::embedded();
    let shipped = load(&files);
    let people = people(&shipped, 40);
    // The default order: the candidates of today, then the others.
    let mut order = candidates(&shipped);
    order.extend(shipped.alternatives().map(|other| shipped[other].id.as_str()));

    let all = load(&with_candidates(&files, &order));
    let all_levels = Levels::of(&all, &trust());
    let mut verdicts: BTreeMap<(Vec<usize>, u64), String> = BTreeMap::new();
    let positions: Vec<usize> = (0..order.len()).collect();
    for subset in subsets(&positions).into_iter().skip(1) {
        let named: Vec<&str> = subset.iter().map(|position| order[*position]).collect();
        let kb = load(&with_candidates(&files, &named));
        let levels = Levels::of(&kb, &trust());
        for (name, reading) in &people {
            let decision = decide(&kb, &levels, reading);
            let full = decide(&all, &all_levels, reading);
            let case = format!("{name} with {named:?}");
            assert_eq!(rankings(&kb, &decision, |_| true), rankings(&all, &full, |id| named.contains(&id)), "{case}");
            let brute = Brute { kb: &kb, levels: &levels, reading };
            let placings = brute.placings(&decision.contexts.iter().collect::<Vec<_>>());
            let best = placings.first().map(|(_, best)| placed(&kb, best));
            let after = verdict(&kb, &decision);
            // Every candidate in turn is the one that came last; a verdict changes only to name it.
            for newcomer in &subset {
                let without: Vec<usize> = subset.iter().copied().filter(|other| other != newcomer).collect();
                let Some(before) = verdicts.get(&(without, *name)) else { continue };
                let is_named = || best.as_ref().is_some_and(|best| best.contains(order[*newcomer]));
                assert!(after == *before || is_named(), "{case}: {before} became {after}");
            }
            verdicts.insert((subset.clone(), *name), after);
        }
    }
}

#[test]
fn a_new_file_of_a_messenger_changes_no_assessment_and_no_verdict() {
    let files = Files::embedded();
    let before = load(&files);
    let people = people(&before, 60);
    for seed in 0..4 {
        let id = ["aleph", "zz-last"][seed as usize % 2];
        let after = load(&with_newcomer(&files, id, &mut Random::new(seed)));
        for (name, reading) in &people {
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
fn every_decision_is_what_trying_everything_finds() {
    let kb = KnowledgeBase::embedded();
    let levels = Levels::of(&kb, &trust());
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for reading in people(&kb, 150).values() {
        let decision = decide(&kb, &levels, reading);
        let brute = Brute { kb: &kb, levels: &levels, reading };
        for context in &decision.contexts {
            for found in &context.ranking {
                assert_eq!(*found, brute.assessment(found.messenger, &context.needs), "{reading:?}");
            }
            let ranking: Vec<_> = context.ranking.iter().map(|found| found.messenger).collect();
            assert_eq!(ranking, brute.ranking(&context.needs), "{reading:?}");
            let named = decision.named(context).messenger;
            assert_eq!(context.enough, brute.enough(named, &context.needs), "{reading:?}");
            let kind = match context.enough {
                Enough::Alone => "alone",
                Enough::Open => "open",
                Enough::With(_) => "with",
                Enough::Instead(_) => "instead",
            };
            *kinds.entry(kind).or_default() += 1;
        }
        assert_eq!(decision.verdict, brute.verdict(&decision.contexts), "{reading:?}");
        assert_eq!(decision.bases, brute.bases(&decision.contexts), "{reading:?}");
    }
    assert_eq!(kinds.len(), 4, "{kinds:?}");
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

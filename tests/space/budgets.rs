//! With a small budget less is told, and nothing else.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use advisor::answers::{Answer, Answers, Reading};
use advisor::engine::Levels;
use advisor::kb::Files;
use advisor::space::{BUDGET, Editions, Finding, NamedOutcome, Outcome, Outlook, Space, TooLarge, proof};
use serde_yaml::Value;

use super::random::files::{self, Shape};
use super::random::{self, Random};
use super::{by_engine, described, levels, load};

#[test]
fn with_a_small_budget_what_is_told_is_still_true() {
    let (mut inexact, mut told) = (0, 0);
    for seed in 0..60 {
        let mut random = Random::new(seed);
        let shape = Shape { candidates: 2 + seed as usize % 2, ..Shape::large(9) };
        let kb = files::of(&shape, &mut random).load().unwrap_or_else(|problems| panic!("seed {seed}: {problems}"));
        let levels = levels(&kb);
        for budget in [1, 20, 100, 400, 1_000] {
            let space = match Space::compile(&kb, &levels, budget) {
                Ok(space) => space,
                Err(TooLarge) => continue,
            };
            inexact += usize::from(!space.is_exact());
            for _ in 0..100 {
                let reading = random::reading(&kb, &mut random);
                let expected = by_engine(&kb, &levels, &reading);
                match space.verdict(&reading) {
                    Some(found) => assert_eq!(*found, expected, "seed {seed}: {}", described(&kb, &reading)),
                    None => assert!(!space.is_exact(), "seed {seed}: an exact space knows every verdict"),
                }
                told += usize::from(!space.is_exact() && space.verdict(&reading).is_some());
                // What alone forces the verdict does so, whatever the others are.
                if space.verdict(&reading).is_some() {
                    let kept = space.sufficient(&reading);
                    let other = random::reading(&kb, &mut random);
                    let mixed = Reading::of(&kb, |key| {
                        let from = if kept.contains(&key) { &reading } else { &other };
                        from.get(key).unwrap_or_else(|| reading.get(key).unwrap_or(kb[key].if_unsure))
                    });
                    assert_eq!(by_engine(&kb, &levels, &mixed), expected, "seed {seed}: {}", described(&kb, &mixed));
                }
            }
        }
    }
    assert!(inexact > 50 && told > 500, "{inexact} spaces are not exact, and tell {told} verdicts");
}

#[test]
fn a_proof_with_a_small_budget_finds_less_and_nothing_else() {
    let (mut less, mut found) = (0, 0);
    for seed in 0..30 {
        let mut random = Random::new(seed);
        let shape = Shape { questions: 9, rules: 18, ..Shape::small(&mut random) };
        let files = files::of(&shape, &mut random);
        // Every other knowledge base waives all its rules, so that a waiver without need can be found.
        let files = if seed % 2 == 0 { files } else { with_waivers(files) };
        let kb = load(&files);
        let whole = proof(&kb, &levels(&kb), BUDGET).expect("it is within the budget");
        assert_eq!((whole.undetermined, whole.ties_undetermined), (0, 0), "seed {seed}");
        for budget in [40, 200, 1_000, 4_000] {
            let Ok(part) = proof(&kb, &levels(&kb), budget) else { continue };
            let case = format!("seed {seed}, budget {budget}");
            assert_eq!(part.readings, whole.readings, "{case}");
            assert!(part.ties.0 <= whole.ties.0 && whole.ties.0 <= part.ties.0 + part.ties_undetermined, "{case}");
            for finding in part.findings.iter().filter(|finding| finding.kind != "not-proved") {
                let is_it = |known: &&Finding| (known.kind, &known.entry) == (finding.kind, &finding.entry);
                let known = whole.findings.iter().find(is_it);
                let known = known.unwrap_or_else(|| panic!("{case}: {} of {}", finding.kind, finding.entry));
                assert_eq!((known.severity, &known.fault), (finding.severity, &finding.fault), "{case}");
            }
            // What is asked of vetoes and rules may take several times the budget: from this one on that is enough for all
            // that is found of these knowledge bases.
            assert!(budget < 1_000 || part.findings.len() == whole.findings.len(), "{case}");
            less += usize::from(part.undetermined > 0);
            found += part.findings.len();
        }
    }
    assert!(less >= 20 && found >= 100, "{less} were cut short, {found} findings");
}

fn with_waivers(files: Files) -> Files {
    let text = files.text("rules.yaml").expect("there are rules");
    let mut rules: Vec<Value> = serde_yaml::from_str(text).expect("rules are a list");
    rules.iter_mut().for_each(|rule| rule["waiver"] = "A reason".into());
    let text = serde_yaml::to_string(&rules).expect("what was read can be written");
    files.with("rules.yaml", &text)
}

#[test]
fn outlooks_with_a_small_budget_tell_less_and_nothing_else() {
    let (mut less, mut told) = (0, 0);
    for seed in 0..30 {
        let mut random = Random::new(seed);
        let shape = Shape { candidates: 2 + seed as usize % 2, ..Shape::large(9) };
        let kb = load(&files::of(&shape, &mut random));
        let of = |budget: usize| Space::compile(&kb, &levels(&kb), budget);
        let whole = of(BUDGET).expect("it is within the budget");
        for budget in [100, 400, 1_000] {
            let Ok(part) = of(budget) else { continue };
            for _ in 0..10 {
                let mut answers = Answers::none(&kb);
                for (key, question) in kb.questions().keys().zip(kb.questions().iter()) {
                    let chosen = *random.pick(&random::accepted(question));
                    answers.set(key, random.percent(80).then_some(Answer::Chosen(chosen)));
                }
                let (known, outlook) = (Outlook::of(&kb, &whole, &answers), Outlook::of(&kb, &part, &answers));
                let count = |space: &Space, outlook: &Outlook, verdict: &Outcome| {
                    let position = space.outcomes().iter().position(|known| known == verdict);
                    position.map_or(0, |position| outlook.ways.0[position])
                };
                for verdict in whole.outcomes().iter().chain(part.outcomes()) {
                    let (all, found) = (count(&whole, &known, verdict), count(&part, &outlook, verdict));
                    assert!(bounds(found, outlook.undetermined).contains(&all), "seed {seed}: {found} of {all}");
                }
                let total = outlook.ways.total() + outlook.undetermined;
                assert_eq!((total, known.undetermined), (known.ways.total(), 0), "seed {seed}");
                match outlook.undetermined {
                    0 => assert_eq!(outlook.hinges, known.hinges, "seed {seed}"),
                    _ => assert!(outlook.hinges.is_empty() && !outlook.is_settled(), "seed {seed}"),
                }
                less += usize::from(outlook.undetermined > 0);
                told += usize::from(outlook.undetermined > 0 && outlook.ways.total() > 0);
            }
        }
    }
    assert!(less > 100 && told > 20, "{less} outlooks are cut short, {told} of which tell something");
}

/// So much of what is counted, as the least and the most that it may be.
fn bounds(count: u128, undetermined: u128) -> RangeInclusive<u128> {
    count..=count + undetermined
}

#[test]
fn editions_with_a_small_budget_find_less_and_nothing_else() {
    let (mut less, mut tried_in_part, mut told) = (0, 0, 0);
    for seed in 0..40 {
        let mut random = Random::new(seed);
        let shape = Shape { candidates: 2 + seed as usize % 2, rules: 18, ..Shape::large(7) };
        let kb = load(&files::of(&shape, &mut random));
        // The edit leaves some facts unknown, and the new edition some more.
        let old = levels(&kb);
        let properties: Vec<_> = kb.properties().keys().collect();
        let mut unknown = |levels: &Levels| {
            (0..4).fold(levels.clone(), |levels, _| {
                levels.with(*random.pick(&kb.scope().candidates), *random.pick(&properties), None)
            })
        };
        let edit = unknown(&old);
        let new = unknown(&edit);
        let of = |budget: usize| Editions::of((&kb, &old), (&kb, &new), budget);
        let trials = |editions: &mut Editions<'_>, budget: usize| {
            [editions.taken_back(&kb, &edit, budget), editions.made_alone(&kb, &edit, budget)]
        };
        let mut whole = of(BUDGET).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let changes: BTreeMap<(NamedOutcome, NamedOutcome), u128> =
            whole.changes().into_iter().map(|change| ((change.old, change.new), change.count)).collect();
        let known = trials(&mut whole, BUDGET).map(|trial| trial.expect("it is within the budget"));
        assert_eq!((whole.size().1, known.map(|trial| trial.undetermined)), (0, [0, 0]), "seed {seed}");
        for budget in [20, 100, 400, 1_000, BUDGET] {
            let case = format!("seed {seed}, budget {budget}");
            let Ok(mut part) = of(budget) else { continue };
            let (combinations, undetermined) = part.size();
            assert_eq!(combinations, whole.size().0, "{case}");
            let mut changed = 0;
            for change in part.changes() {
                let count = changes.get(&(change.old.clone(), change.new.clone())).copied().unwrap_or(0);
                assert!(bounds(change.count, undetermined).contains(&count), "{case}: {change:?}, {count}");
                changed += change.count;
            }
            assert!(bounds(changed, undetermined).contains(&changes.values().sum()), "{case}: {changed}");
            less += usize::from(undetermined > 0);
            for budget in [100, 400, BUDGET] {
                for (trial, known) in trials(&mut part, budget).into_iter().zip(&known) {
                    let Ok(trial) = trial else { continue };
                    let bounds = |count| bounds(count, trial.undetermined);
                    assert!(bounds(trial.accounts).contains(&known.accounts), "{case}: {trial:?}, {known:?}");
                    assert!(bounds(trial.alters).contains(&known.alters), "{case}: {trial:?}, {known:?}");
                    assert!(trial.undetermined >= undetermined, "{case}: {trial:?}");
                    tried_in_part += usize::from(trial.undetermined > undetermined);
                    told += usize::from(trial.undetermined > 0 && trial.alters > 0);
                }
            }
        }
    }
    assert!(
        less > 20 && tried_in_part > 20 && told > 20,
        "{less} editions and {tried_in_part} edits were cut short, {told} of these edits alter verdicts"
    );
}

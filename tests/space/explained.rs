//! What the diagram says about one verdict, held to trying every reading with the engine.

use std::collections::BTreeMap;

use advisor::answers::{Answer, Answers};
use advisor::engine::Placing;
use advisor::kb::{ChoiceSet, Entry, Key, KnowledgeBase, Question, Reading};
use advisor::space::Outlook;

use super::{by_engine, described, laid_out};
use crate::support::Laid;
use crate::support::random::files::Shape;
use crate::support::random::{self, Random};

/// Knowledge bases that are small enough to try everything, with all readings and the verdict of each.
fn small(seeds: std::ops::Range<u64>) -> impl Iterator<Item = (Laid, Vec<(Reading, Option<Placing>)>, Random)> {
    seeds.filter_map(|seed| {
        let mut random = Random::new(seed);
        // Every other knowledge base has fewer questions, and most of them take many choices.
        let shape = if seed % 2 == 0 {
            Shape { questions: 3, choices: 3..=4, many: 70, rules: 10, ..Shape::small(&mut random) }
        } else {
            Shape { questions: 4 + seed as usize % 3, rules: 8 + seed as usize % 7, ..Shape::small(&mut random) }
        };
        let laid = laid_out(&shape, &mut random);
        let readings = random::readings(&laid.kb, 400)?;
        let verdict = |reading: &Reading| by_engine(&laid.kb, &laid.levels, reading);
        let decided = readings.into_iter().map(|reading| (reading.clone(), verdict(&reading))).collect();
        Some((laid, decided, random))
    })
}

/// How many answers are others, and how many choices in them; nothing if one of them must not be.
fn effort(kb: &KnowledgeBase, [from, to]: [&Reading; 2], can_change: CanChange<'_>) -> Option<(usize, usize)> {
    let changes = kb.questions().keys().filter_map(|key| Some((key, from.get(key)?, to.get(key)?)));
    changes.filter(|(_, one, other)| one != other).try_fold((0, 0), |(answers, choices), (key, one, other)| {
        can_change(key).then(|| (answers + 1, choices + one.without(other).len() + other.without(one).len()))
    })
}

type CanChange<'a> = &'a dyn Fn(Key<Question>) -> bool;

#[test]
fn the_changes_that_lead_to_another_verdict_are_the_fewest_there_are() {
    let (mut found, mut out_of_reach, mut many) = (0, 0, 0);
    for (laid, decided, mut random) in small(0..150) {
        let kb = &laid.kb;
        for _ in 0..6 {
            let (from, now) = random.pick(&decided).clone();
            let fixed: Vec<bool> = kb.questions().iter().map(|_| random.below(4) == 0).collect();
            let any = |_: Key<Question>| true;
            let some = |key: Key<Question>| !fixed[key.position()];
            for can_change in [&any as CanChange<'_>, &some] {
                let mut fewest: BTreeMap<Option<Placing>, (usize, usize)> = BTreeMap::new();
                for (to, verdict) in decided.iter().filter(|(_, verdict)| *verdict != now) {
                    match effort(kb, [&from, to], can_change) {
                        Some(effort) => {
                            let known = fewest.entry(verdict.clone()).or_insert(effort);
                            *known = effort.min(*known);
                        }
                        None => out_of_reach += 1,
                    }
                }
                let changes = laid.space.changes(kb, &from, &now, can_change);
                let told: Vec<&Option<Placing>> = changes.iter().map(|change| &change.verdict).collect();
                let case = format!("{}: {changes:?}", described(kb, &from));
                assert_eq!(told.len(), fewest.len(), "{case}");
                // More than the ways are worked out to at once.
                many += usize::from(told.len() > 8);
                for change in &changes {
                    let answer = |key| change.answers.iter().find(|(changed, _)| *changed == key).map(|(_, set)| *set);
                    let to = Reading::of(kb, |key| answer(key).or(from.get(key)).unwrap_or(kb[key].if_unsure));
                    assert_eq!(by_engine(kb, &laid.levels, &to), change.verdict, "{case}");
                    assert_eq!(effort(kb, [&from, &to], can_change), fewest.get(&change.verdict).copied(), "{case}");
                    let differs =
                        |(key, set): &(Key<Question>, _)| from.get(*key) != Some(*set) && to.get(*key) == Some(*set);
                    assert!(change.answers.iter().all(differs), "no answer is told that is no change: {case}");
                    found += 1;
                }
            }
        }
    }
    let reached = format!("{found} changes, {out_of_reach} out of reach, {many} times to many verdicts");
    assert!(found > 500 && out_of_reach > 500 && many > 10, "{reached}");
}

#[test]
fn the_answers_that_decided_do_so_and_no_part_of_them_does() {
    let mut sizes = BTreeMap::new();
    for (laid, decided, mut random) in small(200..400) {
        let kb = &laid.kb;
        for _ in 0..16 {
            let (reading, verdict) = random.pick(&decided).clone();
            let given: Vec<Key<Question>> = kb.questions().keys().filter(|key| reading.get(*key).is_some()).collect();
            // What is kept forces the verdict if every reading that agrees with it has it.
            let forces = |kept: &dyn Fn(&Key<Question>) -> bool| {
                let is_alike = |other: Option<_>, key| other.is_none_or(|set| Some(set) == reading.get(key));
                let agrees =
                    |other: &Reading| given.iter().filter(|key| kept(key)).all(|key| is_alike(other.get(*key), *key));
                decided.iter().all(|(other, found)| *found == verdict || !agrees(other))
            };
            let told = laid.space.sufficient(&reading);
            let case = || {
                format!("{}: {:?}", described(kb, &reading), told.iter().map(|key| kb[*key].id()).collect::<Vec<_>>())
            };
            assert!(forces(&|key| told.contains(key)), "{}", case());
            let is_open = !forces(&|_| true);
            for left_out in told.iter().filter(|_| !is_open) {
                assert!(!forces(&|key| key != left_out && told.contains(key)), "{}", case());
            }
            *sizes.entry(told.len()).or_insert(0) += 1;
        }
    }
    assert!(sizes.len() > 3, "sets of several sizes: {sizes:?}");
}

#[test]
fn the_outlook_counts_every_way_that_open_questions_can_turn_out() {
    let (mut hinges, mut settled) = (0, 0);
    for (laid, decided, mut random) in small(400..520) {
        let (kb, outcomes) = (&laid.kb, laid.space.outcomes());
        let keys: Vec<Key<Question>> = kb.questions().keys().collect();
        for _ in 0..4 {
            let mut answers = Answers::none(kb);
            for key in &keys {
                match random.below(3) {
                    0 => {}
                    1 => answers.set(*key, Some(Answer::Unsure)),
                    _ => answers.set(*key, Some(Answer::Chosen(*random.pick(&random::accepted(&kb[*key]))))),
                }
            }
            // Unsure counts as open, or as what it is read as.
            for is_open in [true, false] {
                let given = |key: Key<Question>| match answers.get(key)? {
                    Answer::Chosen(chosen) => Some(chosen),
                    Answer::Unsure => (!is_open).then_some(kb[key].if_unsure),
                };
                let outlook = Outlook::of(&laid.space, given);
                let agrees = |reading: &Reading| {
                    let differs = |key: &Key<Question>| given(*key).zip(reading.get(*key)).is_some_and(|(a, b)| a != b);
                    !keys.iter().any(differs)
                };
                // Answers to questions that do not apply are no ways of their own.
                let row = |reading: &Reading| keys.iter().map(|key| reading.get(*key)).collect::<Vec<_>>();
                let outcome = |verdict| outcomes.iter().position(|known| known == verdict).expect("it is known");
                let agreeing = decided.iter().filter(|(reading, _)| agrees(reading));
                let ways = agreeing.map(|(reading, verdict)| (row(reading), outcome(verdict)));
                let ways: BTreeMap<Vec<Option<ChoiceSet>>, usize> = ways.collect();
                let count = |ways: &[usize]| -> Vec<u128> {
                    (0..outcomes.len()).map(|one| ways.iter().filter(|way| **way == one).count() as u128).collect()
                };
                let all = count(&ways.values().copied().collect::<Vec<usize>>());
                assert_eq!(outlook.ways, all);
                // A verdict that is the same in all ways hangs on nothing.
                let is_settled = all.iter().filter(|count| **count > 0).count() == 1;
                assert!(is_settled || !outlook.hinges.is_empty());
                settled += usize::from(is_settled);
                for hinge in &outlook.hinges {
                    assert_eq!(given(*hinge), None, "it is open");
                    hinges += 1;
                }
            }
        }
    }
    assert!(hinges > 300 && settled > 100, "{hinges} hinges, {settled} settled");
}

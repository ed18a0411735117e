//! Two editions laid side by side: what is counted is what the engine finds, answer by answer.

use std::collections::BTreeMap;

use advisor::answers::Reading;
use advisor::engine::Levels;
use advisor::kb::{ChoiceSet, Edit, Edits, Entry, Files, Key, KnowledgeBase, Level, Measure, Question};
use advisor::space::{Editions, NamedOutcome, Trial};
use serde_yaml::Value;

use super::random::files::{self, Shape};
use super::random::{Random, accepted};
use super::{by_engine, levels, load};

/// What is answered where either edition asks it: question and choices, by their ids.
type Named = BTreeMap<String, Vec<String>>;

/// Every combination of answers that both editions know, with the reading of each.
///
/// Returns nothing if there are more than `most`, answers to questions that are not asked included.
fn combinations(old: &KnowledgeBase, new: &KnowledgeBase, most: usize) -> Option<BTreeMap<Named, (Reading, Reading)>> {
    let mut answers: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for (kb, other) in [(old, new), (new, old)] {
        for question in kb.questions().iter() {
            let known = other.questions().find(&question.id).map(|key| named_sets(&other[key]));
            let sets = named_sets(question).into_iter();
            let shared = sets.filter(|set| known.as_ref().is_none_or(|known| known.contains(set))).collect();
            answers.insert(question.id.to_string(), shared);
        }
    }
    let total = answers.values().try_fold(1_usize, |total, sets| total.checked_mul(sets.len()))?;
    if total > most {
        return None;
    }
    let mut found = BTreeMap::new();
    for mut number in 0..total {
        let drawn: Named = answers
            .iter()
            .map(|(id, sets)| {
                let set = sets[number % sets.len()].clone();
                number /= sets.len();
                (id.clone(), set)
            })
            .collect();
        let readings = (reading(old, &drawn), reading(new, &drawn));
        let is_asked = |id: &String| {
            let asks = |kb: &KnowledgeBase, reading: &Reading| {
                kb.questions().find(id).is_some_and(|key| reading.get(key).is_some())
            };
            asks(old, &readings.0) || asks(new, &readings.1)
        };
        let asked: Named =
            drawn.iter().filter(|(id, _)| is_asked(id)).map(|(id, set)| (id.clone(), set.clone())).collect();
        found.insert(asked, readings);
    }
    Some(found)
}

fn named_sets(question: &Question) -> Vec<Vec<String>> {
    accepted(question).into_iter().map(|set| names(question, set)).collect()
}

fn names(question: &Question, set: ChoiceSet) -> Vec<String> {
    let mut names: Vec<String> = question.ids(set).into_iter().map(str::to_owned).collect();
    names.sort();
    names
}

fn reading(kb: &KnowledgeBase, drawn: &Named) -> Reading {
    Reading::of(kb, |key: Key<Question>| {
        let ids = drawn.get(kb[key].id()).into_iter().flatten();
        ids.filter_map(|id| kb[key].find(id)).fold(ChoiceSet::default(), ChoiceSet::union)
    })
}

fn named(kb: &KnowledgeBase, levels: &Levels, reading: &Reading) -> NamedOutcome {
    let placing = by_engine(kb, levels, reading)?;
    let seats = placing.0.iter().map(|(context, messenger)| (kb[*context].id.clone(), kb[*messenger].id.clone()));
    let mut seats: Vec<(String, String)> = seats.collect();
    seats.sort();
    Some(seats)
}

#[test]
fn changes_of_verdicts_are_those_of_the_engine() {
    let (mut compared, mut changed) = (0, 0);
    for seed in 0..150 {
        let mut random = Random::new(seed);
        let shape = Shape { contexts: 2, candidates: 2, ..Shape::small(&mut random) };
        let questions = *random.pick(&[(4, 5), (5, 4)]);
        // Two unlike knowledge bases whose questions, contexts and messengers go by the same names.
        let old = load(&files::of(&Shape { questions: questions.0, ..shape.clone() }, &mut random));
        let new = load(&files::of(&Shape { questions: questions.1, ..shape }, &mut random));
        let Some(combinations) = combinations(&old, &new, 20_000) else { continue };
        let (old_levels, new_levels) = (levels(&old), levels(&new));
        let editions = Editions::of((&old, &old_levels), (&new, &new_levels));
        let mut editions = editions.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let mut expected: BTreeMap<(NamedOutcome, NamedOutcome), u128> = BTreeMap::new();
        for (old_reading, new_reading) in combinations.values() {
            let verdicts = (named(&old, &old_levels, old_reading), named(&new, &new_levels, new_reading));
            *expected.entry(verdicts).or_default() += 1;
        }
        assert_eq!(editions.size(), combinations.len() as u128, "seed {seed}");
        expected.retain(|(old, new), _| old != new);
        let changes = editions.changes();
        let found: BTreeMap<_, _> =
            changes.iter().map(|change| ((change.old.clone(), change.new.clone()), change.count)).collect();
        assert_eq!(found, expected, "seed {seed}");
        for change in changes {
            let sorted = |(id, mut set): (String, Vec<String>)| {
                set.sort();
                (id.to_string(), set)
            };
            let witness: Named = change.witness.into_iter().map(sorted).collect();
            let (old_reading, new_reading) = combinations.get(&witness).expect("the witness is a combination");
            assert_eq!(named(&old, &old_levels, old_reading), change.old, "seed {seed}");
            assert_eq!(named(&new, &new_levels, new_reading), change.new, "seed {seed}");
        }

        // A third edition: the new one with one fact at its worst.
        let worst = worst_fact(&new, new_levels.clone(), &mut random);
        let outcomes = combinations.values().map(|(old_reading, new_reading)| {
            let third = named(&new, &worst, new_reading);
            (named(&old, &old_levels, old_reading), named(&new, &new_levels, new_reading), third)
        });
        let outcomes: Vec<_> = outcomes.collect();
        let count = |is_counted: fn(&(NamedOutcome, NamedOutcome, NamedOutcome)) -> bool| {
            outcomes.iter().filter(|outcome| is_counted(outcome)).count() as u128
        };
        let accounts = count(|(old, new, third)| old != new && third == old);
        let back = Trial { accounts, alters: count(|(_, new, third)| third != new) };
        assert_eq!(editions.taken_back(&new, &worst), Ok(back), "seed {seed}");
        let accounts = count(|(old, new, third)| old != new && third == new);
        let alone = Trial { accounts, alters: count(|(old, _, third)| third != old) };
        assert_eq!(editions.made_alone(&new, &worst), Ok(alone), "seed {seed}");
        compared += 1;
        changed += usize::from(!expected.is_empty());
    }
    assert!(compared >= 60 && changed >= 50, "{compared} compared, {changed} changed");
}

fn worst_fact(kb: &KnowledgeBase, levels: Levels, random: &mut Random) -> Levels {
    let candidate = *random.pick(&kb.scope().candidates);
    let properties: Vec<_> = kb.properties().keys().collect();
    let property = *random.pick(&properties);
    let worst = match kb[property].measure {
        Measure::Scale(_) => Some(Level(0)),
        Measure::Count { .. } | Measure::Text => None,
    };
    levels.with(candidate, property, worst)
}

/// A file with its value changed.
pub(super) fn edited(files: &Files, name: &str, edit: impl FnOnce(&mut Value)) -> Files {
    let mut value: Value = serde_yaml::from_str(files.text(name).expect("the file is there")).expect("it is YAML");
    edit(&mut value);
    files.clone().with(name, &serde_yaml::to_string(&value).expect("what was read can be written"))
}

#[test]
fn an_edit_is_told_by_its_entry_and_can_be_taken_back_and_made_alone() {
    let mut tried = BTreeMap::new();
    for seed in 0..40 {
        let old = files::small(seed);
        let candidates = |scope: &mut Value| {
            if let Some(list) = scope["candidates"].as_sequence_mut() {
                list.reverse();
            }
        };
        let news = [
            edited(&old, "rules.yaml", |rules| rules[0]["need"] = rules[1]["need"].clone()),
            edited(&old, "rules.yaml", |rules| drop(rules.as_sequence_mut().map(Vec::pop))),
            edited(&old, "scope.yaml", candidates),
            edited(&old, "complements.yaml", |complements| drop(complements.as_sequence_mut().map(Vec::pop))),
            edited(&old, "messengers/alpha.yaml", |alpha| alpha["facts"]["p0"]["confidence"] = "low".into()),
            edited(&old, "questions.yaml", |questions| questions[1]["ask-when"] = Value::Sequence(Vec::new())),
            edited(&old, "scope.yaml", |scope| {
                if let Some(list) = scope["contexts"].as_sequence_mut() {
                    list.reverse();
                }
            }),
        ];
        for new in news {
            let Ok(new_kb) = new.load() else { continue };
            let old_kb = load(&old);
            let edits = Edits::between(&old, &new, false);
            assert!(edits.all().len() <= 1, "seed {seed}: {:?}", edits.all());
            let Some(edit) = edits.all().first() else {
                assert_eq!(verdicts(&new_kb), verdicts(&old_kb), "seed {seed}: a change without an edit");
                continue;
            };
            let back = edits.taken_back(edit).unwrap_or_else(|problems| panic!("seed {seed}: {problems}"));
            let alone = edits.made_alone(edit).unwrap_or_else(|problems| panic!("seed {seed}: {problems}"));
            assert_eq!(verdicts(&back), verdicts(&old_kb), "seed {seed}: {edit:?}");
            assert_eq!(verdicts(&alone), verdicts(&new_kb), "seed {seed}: {edit:?}");
            *tried.entry((edit.kind(), edit.how.word())).or_insert(0) += 1;
        }
    }
    let kinds: Vec<_> = tried.keys().copied().collect();
    let expected = [("complement", "removed"), ("fact", "changed"), ("rule", "changed"), ("rule", "removed")];
    assert!(expected.iter().all(|kind| kinds.contains(kind)) && kinds.contains(&("scope", "changed")), "{tried:?}");
}

/// The verdicts of some readings, the same for knowledge bases that ask the same.
fn verdicts(kb: &KnowledgeBase) -> Vec<NamedOutcome> {
    let (mut random, levels) = (Random::new(7), levels(kb));
    (0..200).map(|_| named(kb, &levels, &super::random::reading(kb, &mut random))).collect()
}

#[test]
fn texts_sources_and_headings_are_no_edits() {
    let old = Files::embedded();
    let mut new = edited(&old, "rules.yaml", |rules| {
        rules[0]["because"] = "Another reason.".into();
        rules.as_sequence_mut().expect("rules are a list").reverse();
    });
    new = edited(&new, "questions.yaml", |questions| questions[0]["ask"] = "Asked in other words?".into());
    new = edited(&new, "messengers/signal.yaml", |signal| {
        signal["facts"]["registration"]["detail"] = "Other words.".into();
        signal["facts"]["registration"]["as-of"] = "2026-11".into();
    });
    assert_eq!(Edits::between(&old, &new, false).all(), [] as [Edit; 0]);
    let dated = Edits::between(&old, &new, true);
    let ids: Vec<&str> = dated.all().iter().map(|edit| edit.id.as_str()).collect();
    assert_eq!(ids, ["signal registration"], "where old facts are not believed, dates count");
}

#[test]
fn of_levels_with_the_same_effect_one_is_tried() {
    let mut random = Random::new(3);
    for seed in 0..60 {
        let kb = load(&files::small(seed));
        let levels = levels(&kb);
        let readings: Vec<Reading> = (0..40).map(|_| super::random::reading(&kb, &mut random)).collect();
        let verdicts = |levels: &Levels| -> Vec<NamedOutcome> {
            readings.iter().map(|reading| named(&kb, levels, reading)).collect()
        };
        for candidate in kb.scope().candidates.iter().copied() {
            for property in kb.properties().keys() {
                let at = |level: Option<Level>| levels.clone().with(candidate, property, level);
                let others = levels.others(&kb, candidate, property);
                assert!(
                    !others.contains(&levels.get(candidate, property)),
                    "seed {seed}: a level is not its own other"
                );
                let tried: Vec<_> =
                    others.into_iter().map(at).chain([levels.clone()]).map(|levels| verdicts(&levels)).collect();
                let every = match &kb[property].measure {
                    Measure::Scale(steps) => (0..steps.len() as u32).collect(),
                    Measure::Count { .. } => vec![0, 1, 19, 20, 21, 99, 100, 999, 1000, 5000],
                    Measure::Text => Vec::new(),
                };
                for level in every.into_iter().map(|level| Some(Level(level))).chain([None]) {
                    let of_level = verdicts(&at(level));
                    assert!(tried.contains(&of_level), "seed {seed}: {level:?} of {}", kb[property].id);
                }
            }
        }
    }
}

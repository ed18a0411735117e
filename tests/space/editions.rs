//! Two editions laid side by side: what is counted is what the engine finds, answer by answer.

use std::collections::{BTreeMap, BTreeSet};

use advisor::kb::{ChoiceSet, Edit, Entry, Files, Key, KnowledgeBase, Level, Measure, Question, Reading};
use advisor::space::{Outcome, compare, leverage};
use serde_yaml::Value;

use super::{by_engine, levels};
use crate::support::random::files::{self, Shape};
use crate::support::random::{self, Random, accepted};
use crate::support::{edited, load, small};

/// What is answered where either edition asks it: question and choices, by their ids.
type Named = BTreeMap<String, BTreeSet<String>>;

/// Every combination of answers that both editions know, with the reading of each; nothing if there are more than
/// `most`, answers to questions that are not asked included.
fn combinations(old: &KnowledgeBase, new: &KnowledgeBase, most: usize) -> Option<BTreeMap<Named, (Reading, Reading)>> {
    let mut answers: BTreeMap<String, Vec<BTreeSet<String>>> = BTreeMap::new();
    for (kb, other) in [(old, new), (new, old)] {
        for question in kb.questions().iter() {
            let known = other.questions().find(&question.id).map(|key| named_sets(&other[key]));
            let sets = named_sets(question).into_iter();
            let shared = sets.filter(|set| known.as_ref().is_none_or(|known| known.contains(set))).collect();
            answers.insert(question.id.to_string(), shared);
        }
    }
    let mut found = BTreeMap::new();
    for way in random::ways(&answers.values().cloned().collect::<Vec<_>>(), most)? {
        let mut drawn: Named = answers.keys().cloned().zip(way).collect();
        let readings = (reading(old, &drawn), reading(new, &drawn));
        let asks =
            |kb: &KnowledgeBase, reading: &Reading, id: &str| kb.questions().find(id).and_then(|key| reading.get(key));
        drawn.retain(|id, _| asks(old, &readings.0, id).or(asks(new, &readings.1, id)).is_some());
        found.insert(drawn, readings);
    }
    Some(found)
}

fn named_sets(question: &Question) -> Vec<BTreeSet<String>> {
    let named = |set| question.ids(set).into_iter().map(str::to_owned).collect();
    accepted(question).into_iter().map(named).collect()
}

fn reading(kb: &KnowledgeBase, drawn: &Named) -> Reading {
    Reading::of(kb, |key: Key<Question>| {
        let ids = drawn.get(kb[key].id()).into_iter().flatten();
        ids.filter_map(|id| kb[key].find(id)).fold(ChoiceSet::default(), ChoiceSet::union)
    })
}

/// A verdict by the ids of contexts and messengers.
fn named(kb: &KnowledgeBase, outcome: &Outcome) -> Option<BTreeSet<(String, String)>> {
    let seats = outcome.as_ref()?.0.iter();
    Some(seats.map(|(context, messenger)| (kb[*context].id.clone(), kb[*messenger].id.clone())).collect())
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
        let compared_with = compare([(&old, &old_levels), (&new, &new_levels)]);
        let (size, changes) = compared_with.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let mut expected: BTreeMap<(Outcome, Outcome), u128> = BTreeMap::new();
        for (old_reading, new_reading) in combinations.values() {
            let verdicts = (by_engine(&old, &old_levels, old_reading), by_engine(&new, &new_levels, new_reading));
            *expected.entry(verdicts).or_default() += 1;
        }
        assert_eq!(size, combinations.len() as u128, "seed {seed}");
        expected.retain(|(before, after), _| named(&old, before) != named(&new, after));
        let found: BTreeMap<_, _> =
            changes.iter().map(|change| ((change.old.clone(), change.new.clone()), change.count)).collect();
        assert_eq!(found, expected, "seed {seed}");
        for change in changes {
            let witness = change.witness.into_iter().map(|(id, set)| (id, set.into_iter().collect()));
            let witness: Named = witness.collect();
            let (old_reading, new_reading) = combinations.get(&witness).expect("the witness is a combination");
            assert_eq!(by_engine(&old, &old_levels, old_reading), change.old, "seed {seed}");
            assert_eq!(by_engine(&new, &new_levels, new_reading), change.new, "seed {seed}");
        }
        compared += 1;
        changed += usize::from(!expected.is_empty());
    }
    assert!(compared >= 60 && changed >= 50, "{compared} compared, {changed} changed");
}

#[test]
fn contexts_in_another_order_have_the_same_verdicts() {
    let old = load(&small());
    let reversed = |scope: &mut Value| scope["contexts"].as_sequence_mut().expect("a list").reverse();
    let new = load(&edited(&small(), "scope.yaml", reversed));
    let (_, changes) = compare([(&old, &levels(&old)), (&new, &levels(&new))]).expect("they ask alike");
    assert!(changes.iter().all(|change| named(&old, &change.old) != named(&new, &change.new)), "{changes:?}");
}

#[test]
fn as_many_verdicts_hang_on_a_fact_as_change_with_it() {
    let (mut tried, mut hanging) = (0, 0);
    for seed in 0..25 {
        let kb = load(&files::small(seed));
        let Some(readings) = random::readings(&kb, 1_000) else { continue };
        let readings: BTreeSet<Reading> = readings.into_iter().collect();
        let levels = levels(&kb);
        let (tried_on, facts) = leverage(&kb, &levels).expect("it can be laid out");
        assert_eq!(tried_on, readings.len() as u128, "seed {seed}");
        assert_eq!(facts.len(), kb.scope().candidates.len() * kb.properties().len(), "seed {seed}");
        for fact in facts {
            let verdicts = |level: Option<Level>| {
                let other = levels.clone().with(fact.messenger, fact.property, level);
                let differs = |reading: &&Reading| by_engine(&kb, &other, reading) != by_engine(&kb, &levels, reading);
                readings.iter().filter(differs).count() as u128
            };
            // Every level, not only those of which the program knows that they differ in effect.
            let every = match &kb[fact.property].measure {
                Measure::Scale(steps) => (0..steps.len() as u32).collect(),
                Measure::Count(_) => vec![0, 1, 20, 99, 100, 1000, 5000],
                Measure::Text => Vec::new(),
            };
            let others: Vec<Option<Level>> = every.into_iter().map(|level| Some(Level(level))).chain([None]).collect();
            let most = others.iter().map(|level| verdicts(*level)).max().unwrap_or(0);
            assert_eq!(fact.verdicts, most, "seed {seed}: {fact:?}");
            assert!(most == 0 || verdicts(fact.otherwise) == most, "seed {seed}: {fact:?}");
            tried += others.len();
            hanging += usize::from(most > 0);
        }
    }
    assert!(tried > 200 && hanging > 40, "{tried} tried, {hanging} facts on which verdicts hang");
    let kb = load(&small());
    let (alpha, size) =
        (kb.messengers().find("alpha").expect("it is"), kb.properties().find("group-size").expect("it is"));
    assert_eq!(levels(&kb).others(&kb, alpha, size)[0], Some(Level(499)), "just below the nearest that is needed");
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
    new = edited(&new, "properties.yaml", |properties| {
        let counted = properties.as_sequence_mut().expect("a list").iter_mut().find(|one| one["count"].is_string());
        counted.expect("one is a count")["count"] = "heads".into();
    });
    assert_eq!(Edit::between(&old, &new, false), []);
    let more = edited(&old, "scope.yaml", |scope| {
        let contexts = scope["contexts"].as_sequence_mut().expect("a list");
        contexts.push(contexts[0].clone());
        contexts.last_mut().expect("it is there")["id"] = "more".into();
    });
    let ids: Vec<String> = Edit::between(&old, &more, false).into_iter().map(|edit| edit.id).collect();
    assert_eq!(ids, ["more"], "the contexts of both keep their order");
    let dated = Edit::between(&old, &new, true);
    let ids: Vec<&str> = dated.iter().map(|edit| edit.id.as_str()).collect();
    assert_eq!(ids, ["signal registration"], "where old facts are not believed, dates count");
}

#[test]
fn editions_are_compared_in_whatever_order_they_ask_unless_they_have_no_answer_in_common() {
    let compared = |old: &Files, new: &Files| {
        let (old, new) = (load(old), load(new));
        let editions = compare([(&old, &levels(&old)), (&new, &levels(&new))]);
        editions.map(|(size, _)| Some(size as usize) == combinations(&old, &new, 20_000).map(|all| all.len()))
    };
    // The same questions, of which the last or the one before it depends on the other one.
    let depends = |files: Files, is_last: bool| {
        edited(&files, "questions.yaml", |list| {
            let list: &mut Vec<Value> = list.as_sequence_mut().expect("questions are a list");
            let (group, phone) = (list.len() - 2, list.len() - 1);
            if is_last {
                list[phone]["ask-when"] = serde_yaml::from_str("[{ group: [large] }]").expect("it is YAML");
            } else {
                list[group]["ask-when"] = serde_yaml::from_str("[{ phone: [own] }]").expect("it is YAML");
                list.swap(group, phone);
            }
        })
    };
    let (free, last, first) = (small(), depends(small(), true), depends(small(), false));
    for (old, new) in [(&free, &first), (&free, &last), (&first, &free), (&first, &last)] {
        assert_eq!(compared(old, new), Ok(true));
    }

    let renamed = |text: &str| {
        ["c0", "c1", "c2", "c3"].iter().fold(text.to_owned(), |text, id| text.replace(id, &id.replace('c', "d")))
    };
    let drawn = files::small(3);
    let other = drawn.0.iter().fold(Files::default(), |files, (name, text)| files.with(name, &renamed(text)));
    let unlike = compared(&drawn, &other).expect_err("they have other choices");
    assert!(unlike.starts_with("they have no answer to the question `"), "{unlike}");
}

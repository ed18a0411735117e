//! The diagram is the engine: for every reading, both come to the same verdict.

mod editions;
mod explained;
mod findings;
mod limits;

use std::collections::BTreeMap;

use advisor::engine::{Levels, Placing, decide};
use advisor::kb::{Files, KnowledgeBase, Question, Reading};

use crate::support::random::files::{self, Shape};
use crate::support::random::{self, Random};
use crate::support::{BUILT_IN, Laid, load, small, trust};

/// The invented knowledge base with so many more questions, of two choices each.
fn with_more_questions(count: usize) -> Files {
    let every = "theme: people, ask: A, help: A, why: A, takes: one, if-unsure: [a], unsure-means: A";
    let choices = "choices: [{ id: a, label: A }, { id: b, label: B }]";
    let more: String = (0..count).map(|number| format!("- {{ id: more-{number}, {every}, {choices} }}\n")).collect();
    let questions = small().0["questions.yaml"].clone() + &more;
    small().with("questions.yaml", &questions)
}

fn levels(kb: &KnowledgeBase) -> Levels {
    Levels::of(kb, &trust())
}

fn by_engine(kb: &KnowledgeBase, levels: &Levels, reading: &Reading) -> Option<Placing> {
    decide(kb, levels, reading).verdict
}

fn laid_out(shape: &Shape, random: &mut Random) -> Laid {
    Laid::of(load(&files::of(shape, random))).expect("it can be laid out")
}

fn hold(Laid { kb, levels, space }: &Laid, reading: &Reading, case: &str) {
    assert_eq!(*space.verdict(reading), by_engine(kb, levels, reading), "{case}: {}", described(kb, reading));
}

/// A reading in words, to repeat it by hand.
fn described(kb: &KnowledgeBase, reading: &Reading) -> String {
    let given = kb.questions().keys().filter_map(|key| Some((&kb[key], reading.get(key)?)));
    let words = given.map(|(question, chosen)| format!("{}={}", question.id, question.ids(chosen).join("+")));
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_diagram_equals_the_engine_on_random_readings_of_the_shipped_knowledge_base() {
    let mut random = Random::new(1);
    for number in 0..6_000 {
        hold(&BUILT_IN, &random::reading(&BUILT_IN.kb, &mut random), &format!("reading {number}"));
    }
}

#[test]
fn the_diagram_equals_the_engine_on_every_combination_of_what_identifies_a_person() {
    let kb = &BUILT_IN.kb;
    let varied = ["contacts", "number", "spare-number", "protect", "identities"];
    let is_varied = |question: &&Question| varied.contains(&question.id.as_str());
    assert_eq!(kb.questions().iter().filter(is_varied).count(), varied.len());
    let sets = |question: &Question| match is_varied(&question) {
        true => random::accepted(question),
        false => vec![question.if_unsure],
    };
    let ways = random::ways(&kb.questions().iter().map(sets).collect::<Vec<_>>(), usize::MAX).expect("there are few");
    for (number, chosen) in ways.iter().enumerate() {
        hold(&BUILT_IN, &Reading::of(kb, |key| chosen[key.position()]), &format!("combination {number}"));
    }
}

#[test]
fn the_diagram_equals_the_engine_on_random_knowledge_bases() {
    let mut shapes: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut exhausted = 0;
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let mut shape = Shape::small(&mut random);
        // Every number of candidates with every number of contexts; every third knowledge base has more questions.
        shape.candidates = 2 + seed as usize % 3;
        shape.contexts = 1 + seed as usize / 3 % 3;
        if seed / 9 % 3 == 0 {
            (shape.questions, shape.rules, shape.cells) = (random.within(&(8..=12)), random.within(&(10..=25)), 0..=3);
        }
        let laid = laid_out(&shape, &mut random);
        let readings = random::readings(&laid.kb, 3_000);
        exhausted += usize::from(readings.is_some());
        for reading in readings.unwrap_or_else(|| (0..2_000).map(|_| random::reading(&laid.kb, &mut random)).collect())
        {
            hold(&laid, &reading, &format!("seed {seed}"));
        }
        *shapes.entry((shape.candidates, shape.contexts)).or_default() += 1;
    }
    assert_eq!(shapes.len(), 9, "every shape was tried: {shapes:?}");
    assert!((100..300).contains(&exhausted), "{exhausted} knowledge bases were tried in full");
}

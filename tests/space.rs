//! The diagram is the engine: for every reading, both come to the same verdict.

#[path = "space/counts.rs"]
mod counts;
#[path = "space/editions.rs"]
mod editions;
#[path = "space/explained.rs"]
mod explained;
#[path = "space/findings.rs"]
mod findings;
#[path = "space/hostile.rs"]
mod hostile;
#[path = "space/incomparable.rs"]
mod incomparable;
#[path = "space/limits.rs"]
mod limits;
#[path = "space/lines.rs"]
mod lines;
#[path = "support/random.rs"]
mod random;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use advisor::answers::Reading;
use advisor::engine::{Levels, Placing, Trust, decide};
use advisor::kb::{ChoiceSet, Files, Key, KnowledgeBase, Question, parse_day};
use advisor::space::Space;
use serde_yaml::Value;

use random::Random;
use random::files::{self, Shape};

/// A knowledge base laid out, with the levels that the engine takes.
struct Laid {
    kb: KnowledgeBase,
    levels: Levels,
    space: Space,
}

impl Laid {
    fn out(kb: KnowledgeBase) -> Self {
        let levels = levels(&kb);
        let space = Space::compile(&kb, &levels).expect("it can be laid out");
        Self { kb, levels, space }
    }

    /// Holds the diagram to the engine for one reading.
    fn hold(&self, reading: &Reading, case: &str) {
        let expected = by_engine(&self.kb, &self.levels, reading);
        let found = self.space.verdict(reading);
        assert_eq!(found, &expected, "{case}: {}", described(&self.kb, reading));
    }
}

static SHIPPED: LazyLock<Laid> = LazyLock::new(|| Laid::out(KnowledgeBase::embedded()));

fn levels(kb: &KnowledgeBase) -> Levels {
    Levels::of(kb, &Trust { as_of: parse_day("2026-11-23").expect("it is a day"), max_age: None })
}

/// The placing of the engine's verdict; nothing for none alone.
fn by_engine(kb: &KnowledgeBase, levels: &Levels, reading: &Reading) -> Option<Placing> {
    decide(kb, levels, reading).verdict
}

/// A reading in words, to repeat it by hand.
fn described(kb: &KnowledgeBase, reading: &Reading) -> String {
    let given = kb.questions().keys().filter_map(|key| Some((&kb[key], reading.get(key)?)));
    given
        .map(|(question, chosen)| format!("{}={}", question.id, question.ids(chosen).join("+")))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Every reading if there are at most `most` combinations, else so many random ones.
fn readings(kb: &KnowledgeBase, most: usize, else_random: usize, random: &mut Random) -> Vec<Reading> {
    random::readings(kb, most).unwrap_or_else(|| (0..else_random).map(|_| random::reading(kb, random)).collect())
}

#[test]
fn the_diagram_equals_the_engine_on_random_readings_of_the_shipped_knowledge_base() {
    let mut random = Random::new(1);
    for number in 0..20_000 {
        SHIPPED.hold(&random::reading(&SHIPPED.kb, &mut random), &format!("reading {number}"));
    }
}

#[test]
fn the_diagram_equals_the_engine_on_every_combination_of_what_identifies_a_person() {
    let kb = &SHIPPED.kb;
    let varied = ["contacts", "number", "spare-number", "protect", "adversary", "identities"];
    let varied: Vec<Key<Question>> =
        varied.iter().map(|id| kb.questions().find(id).expect("the question is there")).collect();
    let sets: Vec<Vec<ChoiceSet>> = varied.iter().map(|key| random::accepted(&kb[*key])).collect();
    let count: usize = sets.iter().map(Vec::len).product();
    for number in 0..count {
        // The combination as the digits of a number.
        let mut left = number;
        let mut chosen: Vec<ChoiceSet> = kb.questions().iter().map(|question| question.if_unsure).collect();
        for (key, sets) in varied.iter().zip(&sets) {
            chosen[key.position()] = sets[left % sets.len()];
            left /= sets.len();
        }
        SHIPPED.hold(&Reading::of(kb, |key| chosen[key.position()]), &format!("combination {number}"));
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
        let kb = files::of(&shape, &mut random).load().unwrap_or_else(|problems| panic!("seed {seed}: {problems}"));
        let laid = Laid::out(kb);
        exhausted += usize::from(random::readings(&laid.kb, 3_000).is_some());
        for reading in readings(&laid.kb, 3_000, 2_000, &mut random) {
            laid.hold(&reading, &format!("seed {seed}"));
        }
        *shapes.entry((shape.candidates, shape.contexts)).or_default() += 1;
    }
    assert_eq!(shapes.len(), 9, "every shape was tried: {shapes:?}");
    assert!((100..300).contains(&exhausted), "{exhausted} knowledge bases were tried in full");
}

#[test]
fn the_diagram_equals_the_engine_where_there_are_more_rows_and_tables_than_fit_a_word() {
    for seed in 1..4 {
        let mut random = Random::new(seed);
        let many_tables = Shape { settings: 15, companions: 15, ..Shape::large_and_local(36) };
        let many_rules = Shape { rules: 120, properties: 30, musts: 1, ..Shape::large(7) };
        for shape in [many_tables, many_rules] {
            let laid = Laid::out(load(&files::of(&shape, &mut random)));
            for _ in 0..1_000 {
                laid.hold(&random::reading(&laid.kb, &mut random), &format!("seed {seed}"));
            }
        }
    }
}

#[test]
fn the_diagram_equals_the_engine_where_little_hangs_on_points() {
    for seed in 0..200 {
        let mut random = Random::new(seed);
        let shape = Shape { questions: 5, rules: 3, contexts: 3, musts: 40, ..Shape::small(&mut random) };
        let laid = Laid::out(load(&files::of(&shape, &mut random)));
        for reading in readings(&laid.kb, 1_000, 300, &mut random) {
            laid.hold(&reading, &format!("seed {seed}"));
        }
    }
}

/// The files without one entry of `rules.yaml`.
fn without_rule(files: &Files, position: usize) -> KnowledgeBase {
    let text = files.text("rules.yaml").expect("there are rules");
    let mut rules: Vec<Value> = serde_yaml::from_str(text).expect("rules are a list");
    rules.remove(position);
    let text = serde_yaml::to_string(&rules).expect("what was read can be written");
    files.clone().with("rules.yaml", &text).load().unwrap_or_else(|problems| panic!("{problems}"))
}

fn load(files: &Files) -> KnowledgeBase {
    files.load().unwrap_or_else(|problems| panic!("{problems}"))
}

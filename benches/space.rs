//! How long the answer space takes to lay out.
#[path = "../tests/support/random.rs"]
mod random;

use std::time::Instant;

use advisor::engine::{Levels, Trust};
use advisor::kb::{KnowledgeBase, parse_day};
use advisor::space::{BUDGET, Space, Variables, proof};
use random::Random;
use random::files::{self, Shape};

fn levels(kb: &KnowledgeBase) -> Levels {
    Levels::of(kb, &Trust { as_of: parse_day("2026-11-23").expect("it is a day"), max_age: None })
}

fn shape(questions: usize, locality: Option<usize>) -> Shape {
    Shape {
        questions,
        choices: 3..=4,
        many: 0,
        dependent: 10,
        rules: questions * 3,
        cells: 1..=3,
        properties: questions * 3 / 2,
        levels: 2..=4,
        counts: 10,
        candidates: 2,
        alternatives: 3,
        contexts: 2,
        settings: questions / 5,
        companions: questions / 5,
        unknown: 5,
        musts: 40,
        locality,
    }
}

fn main() {
    let kb = KnowledgeBase::embedded();
    let levels_of = levels(&kb);
    for _ in 0..3 {
        let start = Instant::now();
        let variables = Variables::of(&kb, &levels_of).unwrap();
        let ordered = start.elapsed();
        let start = Instant::now();
        let space = Space::compile_in_order(&kb, &levels_of, variables, BUDGET).unwrap();
        let compiled = start.elapsed();
        let start = Instant::now();
        let _ = proof(&kb, &levels_of, BUDGET).unwrap();
        println!("order {ordered:?} compile {compiled:?} proof {:?} size {:?}", start.elapsed(), space.size());
    }
    for locality in [Some(4), Some(6), None] {
        for questions in [10, 20, 30, 40] {
            for seed in 0..3 {
                let kb = files::of(&shape(questions, locality), &mut Random::new(seed)).load().unwrap();
                let levels_of = levels(&kb);
                let start = Instant::now();
                let variables = Variables::of(&kb, &levels_of).unwrap();
                let ordered = start.elapsed();
                let combos: f64 = variables.arity().iter().map(|a| *a as f64).product();
                let start = Instant::now();
                let space = Space::compile_in_order(&kb, &levels_of, variables, BUDGET);
                println!("{locality:?} {questions} seed {seed} {combos:.1e} order {ordered:?} compile {:?} {:?}", start.elapsed(), space.map(|s| (s.size(), s.is_exact())));
            }
        }
    }
}

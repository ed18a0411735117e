//! Golden results: the whole advice for 2,000 random answer sets, one line each, so that a change of structure is seen
//! to change no result.
//!
//! `ADVISOR_GOLDEN=write cargo test golden::` writes the file anew, for a change that means to change results.

use std::path::Path;

use advisor::advice::{Advice, Case};
use advisor::answers::{Answers, Saved};
use advisor::render::json;
use rayon::prelude::*;

use crate::support::random::{self, Random};
use crate::support::{BUILT_IN, Laid, trust};

/// The 64-bit FNV-1a hash (Fowler, Noll & Vo), which never changes with a library.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The answers in one line, the kind of verdict, and a hash of the advice as JSON, with its certainty.
fn line(answers: &Answers) -> String {
    let (Laid { kb, space, .. }, trust) = (&*BUILT_IN, trust());
    let case = Case::of(kb, &trust, answers);
    let advice = Advice::of(&case, None, Some(space));
    format!("{} {} {:016x}", answers.string(kb), advice.verdict.kind, fnv(json(&advice).as_bytes()))
}

/// The lines of these answers, worked out side by side.
fn lines(all: &[Answers]) -> Vec<String> {
    all.par_iter().map(line).collect()
}

#[test]
fn random_answers_get_the_golden_advice() {
    let kb = &BUILT_IN.kb;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden.txt");
    if std::env::var_os("ADVISOR_GOLDEN").is_some_and(|word| word == "write") {
        let mut random = Random::new(2026);
        let drawn: Vec<Answers> = (0..2000).map(|_| random::answers(kb, &mut random)).collect();
        let text = lines(&drawn).join("\n") + "\n";
        std::fs::write(&file, text).expect("the file can be written");
        return;
    }
    let golden = std::fs::read_to_string(&file).expect("the golden results are there");
    assert_eq!(golden.lines().count(), 2000);
    let answers = |golden: &str| {
        let answers = golden.split(' ').next().unwrap_or_default();
        Saved::parse(kb, "golden", answers).expect("the answers are valid").answers
    };
    let all: Vec<Answers> = golden.lines().map(answers).collect();
    let now = lines(&all);
    let differing: Vec<&str> = golden.lines().zip(&now).filter(|(was, is)| was != is).map(|(was, _)| was).collect();
    assert!(differing.is_empty(), "{} of 2000 differ, such as {:?}", differing.len(), differing.first());
}

//! Golden results: the whole advice for 2,000 random answer sets, one line each, so that a change of structure is seen
//! to change no result.
//!
//! `ADVISOR_GOLDEN=write cargo test golden::` writes the file anew, for a change that means to change results.

use std::fs;
use std::sync::LazyLock;

use advisor::advice::{Advice, Case};
use advisor::answers::{Answers, Saved};
use advisor::render::json;
use rayon::prelude::*;

use crate::support::random::{self, Random};
use crate::support::{BUILT_IN, Laid, trust};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden.txt");

/// The answers of the file with the advice on them, which `anyone` looks at, too.
pub(crate) static ADVISED: LazyLock<Vec<(Answers, Advice)>> = LazyLock::new(|| {
    let answers = |line: &str| {
        let answers = line.split(' ').next().unwrap_or_default();
        Saved::parse(&BUILT_IN.kb, "golden", answers).expect("the answers are valid").answers
    };
    advised(golden().lines().map(answers).collect())
});

fn golden() -> String {
    fs::read_to_string(FILE).expect("the golden results are there")
}

/// Answers with the advice on them, and its certainty.
fn advised(all: Vec<Answers>) -> Vec<(Answers, Advice)> {
    let (Laid { kb, space, .. }, trust) = (&*BUILT_IN, trust());
    let advised = |answers: Answers| {
        let advice = Advice::of(&Case::of(kb, &trust, &answers), None, Some(space));
        (answers, advice)
    };
    all.into_par_iter().map(advised).collect()
}

/// The 64-bit FNV-1a hash (Fowler, Noll & Vo), which never changes with a library.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// For each, the answers in one line, the kind of verdict, and a hash of the advice as JSON.
fn lines(all: &[(Answers, Advice)]) -> Vec<String> {
    let line = |(answers, advice): &(Answers, Advice)| {
        let hash = fnv(json(advice).as_bytes());
        let kind = serde_json::json!(advice.verdict.kind);
        format!("{} {} {hash:016x}", answers.string(&BUILT_IN.kb), kind.as_str().unwrap())
    };
    all.par_iter().map(line).collect()
}

#[test]
fn random_answers_get_the_golden_advice() {
    if std::env::var_os("ADVISOR_GOLDEN").is_some_and(|word| word == "write") {
        let mut random = Random::new(2026);
        let drawn = (0..2000).map(|_| random::answers(&BUILT_IN.kb, &mut random)).collect();
        return fs::write(FILE, lines(&advised(drawn)).join("\n") + "\n").expect("the file can be written");
    }
    let (golden, now) = (golden(), lines(&ADVISED));
    assert_eq!((golden.lines().count(), now.len()), (2000, 2000));
    let differing: Vec<&str> = golden.lines().zip(&now).filter(|(was, is)| was != is).map(|(was, _)| was).collect();
    assert!(differing.is_empty(), "{} of 2000 differ, such as {:?}", differing.len(), differing.first());
}

//! Bytes that were found by fuzzing, tried again: each of them holds what its target says.

use std::fs;
use std::path::Path;

use crate::support::targets::TARGETS;

#[test]
fn every_input_of_the_corpus_is_dealt_with() {
    for (name, holds) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
        let inputs: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(inputs.len() > 3, "{name} has a corpus");
        for input in inputs {
            let bytes = fs::read(&input).unwrap();
            let tried = std::panic::catch_unwind(|| holds(&bytes));
            assert!(tried.is_ok(), "{}: what broke is told above", input.display());
        }
    }
}

//! How large the source and the tests may be.

use std::fs;
use std::path::Path;

/// The most lines of a file of the source.
const MOST_IN_FILE: usize = 350;
/// The most lines of the source.
const MOST_IN_SOURCE: usize = 19_000;
/// The most lines of the tests.
const MOST_IN_TESTS: usize = 11_000;

/// The Rust files below a folder of the package, each with how many lines it has.
fn lengths(folder: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let lines = fs::read_to_string(&path).unwrap().lines().count();
                found.push((path.display().to_string(), lines));
            }
        }
    }
    found
}

#[test]
fn no_file_of_the_source_is_long() {
    let long: Vec<_> = lengths("src").into_iter().filter(|(_, lines)| *lines > MOST_IN_FILE).collect();
    assert!(long.is_empty(), "files with more than {MOST_IN_FILE} lines: {long:#?}");
}

#[test]
fn source_and_tests_stay_small() {
    for (folder, most) in [("src", MOST_IN_SOURCE), ("tests", MOST_IN_TESTS)] {
        let lines: usize = lengths(folder).iter().map(|(_, lines)| lines).sum();
        assert!(lines <= most, "{folder} has {lines} lines, more than {most}");
    }
}

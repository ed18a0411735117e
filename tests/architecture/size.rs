//! How large the source and the tests may be.

use std::fs;
use std::path::Path;

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
fn source_and_tests_stay_small() {
    for (folder, most) in [("src", 14_000), ("tests", 8_000)] {
        let files = lengths(folder);
        let long: Vec<_> = files.iter().filter(|(_, lines)| *lines > 350).collect();
        assert!(long.is_empty(), "files of {folder} with more than 350 lines: {long:#?}");
        let lines: usize = files.iter().map(|(_, lines)| lines).sum();
        assert!(lines <= most, "{folder} has {lines} lines, more than {most}");
    }
}

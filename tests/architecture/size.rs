//! How large the source and the tests may be.

use super::files_in;

/// The most lines of a file of the source, of all of it, and of the tests.
const MOST_IN_FILE: usize = 350;
const MOST_IN_SOURCE: usize = 15_547;
const MOST_IN_TESTS: usize = 7_998;

fn lengths(folder: &str) -> impl Iterator<Item = (String, usize)> {
    files_in(folder).into_iter().map(|(name, text)| (name, text.lines().count()))
}

#[test]
fn no_file_of_the_source_is_long() {
    let long: Vec<_> = lengths("src").filter(|(_, lines)| *lines > MOST_IN_FILE).collect();
    assert!(long.is_empty(), "files with more than {MOST_IN_FILE} lines: {long:#?}");
}

#[test]
fn source_and_tests_stay_small() {
    for (folder, most) in [("src", MOST_IN_SOURCE), ("tests", MOST_IN_TESTS)] {
        let lines: usize = lengths(folder).map(|(_, lines)| lines).sum();
        assert!(lines <= most, "{folder} has {lines} lines, more than {most}");
    }
}

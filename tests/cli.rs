//! The command line as its pages describe it: every console block of README.md and tests/cli/*.md is run.
//!
//! The README and the pages of `tests/cli/built-in` run on the built-in knowledge base, the others on the invented one
//! of `tests/knowledge_bases/small`, as if ADVISOR_DATA named it: a sentence of `data/` changes nothing there. A page
//! `quiz.md` runs among the files of `quiz.in`, if there are any, and what it writes is compared with `quiz.out`; any
//! other page runs at the top of the package. A line `...` stands for lines left out.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn pages_say_what_the_program_prints() {
    let small = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/knowledge_bases/small");
    trycmd::TestCases::new().env("ADVISOR_DATA", small).env("NO_COLOR", "1").case("tests/cli/*.md");
}

#[test]
fn pages_on_the_built_in_knowledge_base_say_what_the_program_prints() {
    trycmd::TestCases::new()
        .env("ADVISOR_DATA", "")
        .env("NO_COLOR", "1")
        .case(console_blocks("README.md"))
        .case("tests/cli/built-in/*.md");
}

/// A copy of a page that has nothing but its console blocks.
///
/// Left to itself, trycmd takes a block without a language for one of its own, and the README has such blocks.
fn console_blocks(page: &str) -> PathBuf {
    let text = fs::read_to_string(page).unwrap();
    let blocks: Vec<String> = text
        .split("```console\n")
        .skip(1)
        .map(|rest| rest.split_once("```\n").expect("a console block ends").0)
        .map(|block| format!("```console\n{block}```\n"))
        .collect();
    assert!(!blocks.is_empty(), "{page} has no console block");
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(page);
    fs::write(&copy, blocks.concat()).unwrap();
    copy
}

#[test]
fn a_broken_knowledge_base_is_refused_with_every_problem_and_its_place() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("broken-{}", std::process::id()));
    copy(Path::new("tests/knowledge_bases/small"), &folder);
    misspell(&folder.join("scope.yaml"), "unless: { accounts:", "unless: { acounts:");
    misspell(&folder.join("rules.yaml"), "need: { encryption:", "need: { encrypton:");

    let result = Command::new(env!("CARGO_BIN_EXE_advisor"))
        .args(["check", "--as-of", "2026-11-23", "--data"])
        .arg(&folder)
        .output()
        .unwrap();
    fs::remove_dir_all(&folder).unwrap();

    let complaint = String::from_utf8(result.stderr).unwrap();
    assert_eq!(result.status.code(), Some(1), "{complaint}");
    assert!(result.stdout.is_empty(), "a refused knowledge base has no result");
    for problem in [
        "scope.yaml:23: unknown property `acounts`; did you mean `accounts`?",
        "rules.yaml:3: rule `always-encrypted`: unknown property `encrypton`; did you mean `encryption`?",
    ] {
        assert!(complaint.contains(problem), "{complaint}");
    }
}

/// Replaces the first of some words in a file that has them.
fn misspell(path: &Path, right: &str, wrong: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(right), "{} has no `{right}`", path.display());
    fs::write(path, text.replacen(right, wrong, 1)).unwrap();
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

//! The command line as its pages describe it: every console block of README.md and tests/cli/*.md is run.
//!
//! The README and the pages of `tests/cli/built-in` run on the built-in knowledge base, the others on the invented one
//! of `tests/knowledge_bases/small`, as if ADVISOR_DATA named it: a sentence of `data/` changes nothing there. A page
//! `quiz.md` runs among the files of `quiz.in`, if there are any, and what it writes is compared with `quiz.out`; any
//! other page runs at the top of the package. A line `...` stands for lines left out.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::SMALL;

#[test]
fn pages_say_what_the_program_prints() {
    trycmd::TestCases::new().env("ADVISOR_DATA", SMALL).env("NO_COLOR", "1").case("tests/cli/*.md");
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
/// Left to itself, trycmd takes a block without a language for one of its own, and the README has such blocks.
fn console_blocks(page: &str) -> PathBuf {
    let text = fs::read_to_string(page).unwrap();
    let blocks = text.split("```console\n").skip(1).map(|rest| rest.split_once("```\n").expect("it ends").0);
    let blocks: Vec<String> = blocks.map(|block| format!("```console\n{block}```\n")).collect();
    assert!(!blocks.is_empty(), "{page} has no console block");
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(page);
    fs::write(&copy, blocks.concat()).unwrap();
    copy
}

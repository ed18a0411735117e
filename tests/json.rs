//! What scripts rely on: JSON alone on standard output, stops first in every format, and colours only on demand.
//!
//! `tests/cli/json.md` shows what the JSON says.

use std::fs;
use std::process::{Command, Stdio};

use crate::support::{Ended, SMALL, advisor, printed, run};

/// Answers as a file, the same that the page of the quiz uses.
const ANSWERS: &str = "tests/cli/quiz.in/me.yaml";

/// The program on the small knowledge base, on a fixed day.
fn small(arguments: &[&str]) -> Command {
    let mut command = advisor(arguments);
    command.env("ADVISOR_DATA", SMALL).args(["--as-of", "2026-01-16"]);
    command
}

#[test]
fn stops_come_before_the_verdict_in_every_format_and_a_full_one_hides_the_other_steps() {
    for (phone, stop) in [("shared", "talk to the Help Desk first"), ("watched", "Change nothing on this phone yet")] {
        for format in ["text", "markdown", "html", "json"] {
            for detail in ["--brief", "--full"] {
                let call = ["quiz", "--circle", "friends", "--worries", "content", "--phone", phone, "--unsure-rest"];
                let page = printed(&mut small(&[&call[..], &["--format", format, detail]].concat()), "");
                // What is in the head of a page is not read, and names no app.
                let place = |word: &str| page.find(word).unwrap_or_else(|| panic!("{word} is not in {page}"));
                assert!(place(stop) < place("Alpha"), "{format} {detail}: {page}");
                assert!(place("https://example.org/help") < place("Alpha"), "{format} {detail}: {page}");
                if phone == "watched" && format != "json" {
                    let has_steps = page.contains("https://example.org/get-alpha");
                    assert_eq!(has_steps, detail == "--full", "{format} {detail}: {page}");
                    assert!(page.contains("Once you have a safe device"), "{format} {detail}: {page}");
                }
            }
        }
    }
}

#[test]
fn json_holds_everything_however_brief_the_page_would_be() {
    let of = |more: &[&str]| printed(small(&["quiz", "--answers", ANSWERS, "--format", "json"]).args(more), "");
    let advice: serde_json::Value = serde_json::from_str(&of(&[])).expect("standard output is one JSON value");
    assert_eq!(advice["schema"], "advisor/advice/3");
    assert_eq!((of(&["--brief"]), of(&["--full"])), (of(&[]), of(&[])));
}

#[test]
fn answers_on_standard_input_give_the_same_advice_as_in_a_file() {
    let quiz = |answers: &str| small(&["quiz", "--answers", answers, "--format", "json"]);
    let from_file = printed(&mut quiz(ANSWERS), "");
    let yaml = fs::read_to_string(ANSWERS).unwrap();
    let answers: serde_yaml::Value = serde_yaml::from_str(&yaml).unwrap();
    for input in [yaml, serde_json::to_string(&answers).unwrap()] {
        assert_eq!(printed(&mut quiz("-"), &input), from_file, "{input}");
    }
    let Ended { code, printed, said } = run(&mut quiz("-"), "circle: friends\ngrup: small\n");
    let expected = "advisor: standard input:2: unknown question `grup`; did you mean `group`?\n";
    assert_eq!((code, printed.as_str(), said.as_str()), (Some(2), "", expected));
}

#[test]
fn a_reader_that_left_is_no_failure() {
    for call in ["compare", "list sources", "compare --format csv", "quiz --unsure-rest"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = small(&call.split(' ').collect::<Vec<_>>());
        let child = command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let Ended { code, said, .. } = Ended::of(child.wait_with_output().unwrap());
        assert_eq!((code, said.as_str()), (Some(0), ""), "{call}");
    }
}

#[test]
fn colours_are_printed_only_where_they_are_wanted() {
    let has_colours = |flags: &[&str], settings: &[(&str, &str)]| {
        printed(small(&["compare"]).args(flags).envs(settings.iter().copied()), "").contains('\u{1b}')
    };
    assert!(!has_colours(&[], &[]), "a pipe takes no colours");
    assert!(has_colours(&["--color", "always"], &[]));
    assert!(!has_colours(&["--color", "never"], &[("CLICOLOR_FORCE", "1"), ("FORCE_COLOR", "1")]));
    assert!(!has_colours(&["--color", "always", "--no-color"], &[("FORCE_COLOR", "1")]));
    assert!(has_colours(&[], &[("FORCE_COLOR", "1")]));
    assert!(has_colours(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!has_colours(&[], &[("CLICOLOR_FORCE", "1"), ("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    assert!(!has_colours(&["--color", "always", "--format", "json"], &[]), "JSON never has any");
}

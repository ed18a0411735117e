//! `advisor quiz --plain` through pipes.

use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use super::lines::unsure_but;
use super::{KB, assert_only_added, flags_but};
use crate::support::{Ended, SMALL, advisor, folder, run};

/// Lines that answer every question *unsure* and agree to the review.
const ALL_UNSURE: &str = "u\nu\nu\nu\nu\n0\n";

fn quiz(flags: &[&str]) -> Command {
    let mut command = advisor(&["quiz", "--plain", "--as-of", "2026-11-23"]);
    command.args(flags).env("ADVISOR_DATA", SMALL);
    command
}

fn piped(flags: &[&str], typed: &str) -> Ended {
    run(&mut quiz(flags), typed)
}

#[test]
fn questions_go_to_standard_error_and_the_advice_to_standard_output() {
    let environment = [("COLUMNS", "40"), ("TERM", "xterm-256color")];
    let Ended { code, printed: advice, said } = run(quiz(&[]).envs(environment), ALL_UNSURE);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Question 1 of") && said.contains("Your answers."), "{said}");
    assert!(advice.contains("Risks to know about") && advice.contains("How to do it"), "{advice}");
    assert!(!advice.contains("Question 1 of") && !said.contains("Risks to know about"), "{advice}");
    assert_only_added(&said, 40);
    assert_only_added(&advice, 40);
}

#[test]
fn lines_lead_to_the_advice_that_flags_lead_to() {
    let by_flags = piped(&["--unsure-rest", "--circle", "friends", "--worries", "content,outage"], "");
    // A flag for a question that does not apply would be mentioned in the advice.
    let rest = unsure_but(&[]).asked(&KB).into_iter().map(|key| KB[key].id.as_str());
    let rest = rest.filter(|id| !["circle", "worries", "spare-number"].contains(id));
    let rest: Vec<String> = rest.map(|id| format!("--{id}=unsure")).collect();
    let by_lines = piped(&rest.iter().map(String::as_str).collect::<Vec<_>>(), "1\n1 3\n0\n");
    assert_eq!(by_lines.code, Some(0), "{}", by_lines.said);
    assert_eq!(by_lines.printed, by_flags.printed);
}

#[test]
fn the_end_of_the_input_is_told_and_gives_no_advice() {
    for (typed, place) in [
        ("", "before the last question"),
        ("u\n", "before the last question"),
        ("u\nu\nu\nu\nu\n", "before the answers were agreed to"),
    ] {
        let Ended { code, printed: advice, said } = piped(&[], typed);
        assert_eq!((code, advice.as_str()), (Some(1), ""), "{typed:?}");
        let message = said.split("advisor: the input ended ").nth(1).unwrap_or_else(|| panic!("{said}"));
        assert!(message.starts_with(place) && message.contains("--answers FILE"), "{typed:?}: {said}");
    }
}

#[test]
fn what_cannot_work_is_told_before_the_first_question() {
    for (flags, environment, fault) in [
        (&["--answers", "-"] as &[&str], ("COLUMNS", "80"), "--answers: standard input has the answers"),
        (&["--save", "no/such/folder/me.yaml"], ("COLUMNS", "80"), "there is no such folder"),
        (&[], ("ADVISOR_DATA", "nowhere"), "advisor: ADVISOR_DATA: nowhere cannot be read"),
    ] {
        let Ended { code, said, .. } = run(quiz(flags).envs([environment]), "circle: friends\n");
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(fault) && !said.contains("Question 1 of"), "{said}");
    }
    assert_eq!(piped(&["--answers", "-", "--unsure-rest"], "circle: friends\n").code, Some(0));
}

#[test]
fn what_is_asked_by_lines_is_answered_in_words_without_anything_drawn() {
    for detail in ["--brief", "--full"] {
        let advice = piped(&["--unsure-rest", detail], "").printed;
        assert!(!advice.contains(|character| ('\u{2500}'..='\u{259F}').contains(&character)), "{advice}");
        assert!(advice.contains("Risks to know about"), "{advice}");
    }
}

#[test]
fn someone_who_answered_everything_gets_the_advice_even_if_it_can_no_longer_be_saved() {
    let folder = folder();
    let gone = folder.path().join("gone");
    fs::create_dir(&gone).unwrap();
    let mut command = quiz(&["--save", gone.join("me.yaml").to_str().unwrap()]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Once a question is asked, the folder has been looked at.
    child.stderr.as_mut().unwrap().read_exact(&mut [0]).unwrap();
    fs::remove_dir(&gone).unwrap();
    child.stdin.take().unwrap().write_all(ALL_UNSURE.as_bytes()).unwrap();
    let Ended { code, printed, said } = Ended::of(child.wait_with_output().unwrap());
    assert!(code == Some(1) && said.contains("--save:") && printed.contains("Risks to know about"), "{said}{printed}");
}

#[test]
fn what_is_said_of_a_file_never_reaches_the_terminal_raw() {
    let folder = folder();
    let name = folder.path().join("x\u{1b}]0;evil\u{7}");
    let mut flags = flags_but(&[]);
    flags.extend(["--save".to_owned(), name.to_str().unwrap().to_owned()]);
    let said = piped(&flags.iter().map(String::as_str).collect::<Vec<_>>(), "").said;
    assert!(said.contains("Saved to") && !said.contains(['\u{1b}', '\u{7}']), "{said:?}");
}

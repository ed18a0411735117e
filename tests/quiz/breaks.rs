//! A quiz that is broken off leaves the terminal as it was.

use std::fs;

use super::menus::{ALL_RIGHT, RISKS, WIDE, choose, quiz, read};
use super::pseudo_terminal::{CTRL_C, DOWN, End, PseudoTerminal};
use super::times;
use crate::support::{SMALL, folder};

const STOPPED: &str = "Stopped. Nothing was saved.";

/// How often a program is broken off, since two of its threads learn of it and either may be first.
const BREAKS: usize = 8;

/// The program was broken off, said so this often, and has left the terminal as it was.
fn is_broken_off(end: &End, code: u32, said: usize) {
    assert_eq!((end.code, end.is_in_order), (code, true), "{}", end.transcript);
    assert_eq!(times(&end.transcript, STOPPED), said, "{}", end.transcript);
}

#[test]
fn ctrl_c_restores_the_terminal_wherever_it_is_pressed() {
    // What was chosen before it, and whether something is lost by it, so that this is said.
    for (chosen, is_said) in [
        (&[] as &[&str], true),
        (&["Somebody reads along"], true),
        (&["Somebody reads along", "Done"], true),
        (&["Somebody reads along", "Done", "Nobody"], true),
        (&["Somebody reads along", "Done", "Nobody", ALL_RIGHT], false),
    ] {
        for _ in 0..BREAKS {
            let mut terminal = quiz(WIDE, &["worries", "phone"]);
            choose(&mut terminal, chosen);
            terminal.press(if is_said { CTRL_C } else { "x" });
            let end = terminal.end();
            is_broken_off(&end, 130, usize::from(is_said));
            assert!(!is_said || !end.transcript.contains(RISKS), "{}", end.transcript);
        }
    }
    for _ in 0..BREAKS {
        let mut terminal = quiz(WIDE, &["phone"]);
        choose(&mut terminal, &["Nobody", ALL_RIGHT]);
        read(&mut terminal);
        terminal.press(CTRL_C);
        is_broken_off(&terminal.end(), 130, 0);
    }
}

#[test]
fn the_signals_to_end_restore_the_terminal_even_if_its_output_is_stopped() {
    for (signal, code) in [("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131)] {
        for arguments in [&["quiz", "--data", SMALL] as &[&str], &["quiz", "--plain", "--data", SMALL]] {
            let mut terminal = PseudoTerminal::start(WIDE, arguments);
            terminal.send("\x13"); // Ctrl-S
            terminal.signal(signal);
            is_broken_off(&terminal.end(), code, 1);
        }
    }
}

#[test]
fn a_suspended_quiz_gives_the_terminal_back_and_goes_on_where_it_was() {
    let environment = [("TERM", "xterm-256color"), ("JOBS", "yes")];
    let mut terminal = PseudoTerminal::start_in(&environment, WIDE, &["quiz", "--data", SMALL]);
    terminal.press(DOWN);
    terminal.press("\x1a");
    assert!(!terminal.screen().contains("Whom do you talk to?"), "{}", terminal.screen());
    terminal.send("\n");
    assert!(terminal.under_cursor().starts_with("People who must not know me"));
    terminal.press("x");
    is_broken_off(&terminal.end(), 130, 1);
}

#[test]
fn a_quiz_that_is_broken_off_saves_nothing() {
    let kept = folder();
    let file = kept.path().join("never-saved");
    let mut terminal = PseudoTerminal::start(WIDE, &["quiz", "--data", SMALL, "--save", file.to_str().unwrap()]);
    terminal.press(CTRL_C);
    is_broken_off(&terminal.end(), 130, 1);
    assert!(!file.exists());
}

#[test]
fn menus_leave_standard_output_to_the_advice() {
    let kept = folder();
    let file = kept.path().join("advice");
    let environment = [("TERM", "xterm-256color"), ("FILE", file.to_str().unwrap())];
    let mut terminal = PseudoTerminal::start_in(&environment, WIDE, &["quiz", "--data", SMALL]);
    choose(&mut terminal, &["Not sure"; 5]);
    terminal.choose(ALL_RIGHT);
    let end = terminal.end();
    assert_eq!(end.code, 0);
    let advice = fs::read_to_string(&file).unwrap();
    assert!(advice.contains(RISKS) && !advice.contains("→ Not sure") && !advice.contains('\u{1b}'), "{advice}");
    assert!(!end.transcript.contains(RISKS), "{}", end.transcript);
}

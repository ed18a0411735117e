//! A quiz that is broken off leaves the terminal as it was.

use std::fs;

use super::menus::{ALL_RIGHT, RISKS, WIDE, choose, quiz, read};
use super::pseudo_terminal::{CTRL_C, CTRL_D, End, PseudoTerminal, Waits};
use super::times;
use crate::support::{SMALL, folder};

const STOPPED: &str = "Stopped. Nothing was saved.";

/// How often a program is broken off, since two of its threads learn of it and either may be first.
const BREAKS: usize = 4;

/// The program was broken off, said so this often, and has left the terminal as it was.
fn is_broken_off(end: &End, said: usize) {
    assert_eq!((end.code, end.is_in_order), (130, true), "{}", end.transcript);
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
            terminal.press(CTRL_C);
            let end = terminal.end();
            is_broken_off(&end, usize::from(is_said));
            assert!(!is_said || !end.transcript.contains(RISKS), "{}", end.transcript);
        }
    }
    for _ in 0..BREAKS {
        let mut terminal = quiz(WIDE, &["phone"]);
        choose(&mut terminal, &["Nobody", ALL_RIGHT]);
        read(&mut terminal);
        terminal.press(CTRL_C);
        is_broken_off(&terminal.end(), 0);
    }
}

#[test]
fn ctrl_c_below_numbered_lines_restores_the_terminal_and_saves_nothing() {
    let folder = folder();
    let file = folder.path().join("never-saved");
    for (size, flag) in [(WIDE, "--plain"), ((8, 40), "--full")] {
        let save = ["quiz", "--data", SMALL, "--save", file.to_str().unwrap(), flag];
        let mut terminal = PseudoTerminal::start(size, &save);
        assert_eq!(terminal.waits(), Waits::Line);
        terminal.press(CTRL_C);
        is_broken_off(&terminal.end(), 1);
        assert!(!file.exists());
    }
    let mut terminal = PseudoTerminal::start(WIDE, &["quiz", "--data", SMALL, "--plain"]);
    terminal.press(CTRL_D);
    let end = terminal.end();
    assert_eq!((end.code, end.is_in_order), (1, true));
    assert_eq!(times(&end.transcript, "advisor: the input ended before the last question"), 1, "{}", end.transcript);
}

#[test]
fn the_signals_to_end_restore_the_terminal() {
    for signal in ["TERM", "HUP", "INT"] {
        for _ in 0..BREAKS {
            let mut terminal = quiz(WIDE, &["group"]);
            terminal.signal(signal);
            is_broken_off(&terminal.end(), 1);
        }
    }
}

#[test]
fn menus_leave_standard_output_to_the_advice() {
    let folder = folder();
    let file = folder.path().join("advice");
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

//! Menus in windows of every size, and in those that change their size.

use advisor::answers::{Answer, Answers};
use advisor::kb::{Files, KnowledgeBase, Question, Takes};

use super::menus::{WIDE, agree, choose, quiz, read};
use super::pseudo_terminal::{DOWN, ENTER, PseudoTerminal, UP, Waits};
use super::{flat, times};
use crate::support::{BUILT_IN, edited, folder, load, small, write};

/// Goes through all questions of a knowledge base in a menu or in lines, and answers none for sure.
fn through(kb: &KnowledgeBase, terminal: &mut PseudoTerminal, looks: impl Fn(&mut PseudoTerminal, &Question)) {
    let mut answers = Answers::none(kb);
    while let Some(key) = answers.open(kb).first().copied() {
        // The program may offer to stop, since the answers settle the verdict.
        let screen = flat(&terminal.screen());
        if screen.rsplit_once("Stop here:").is_some_and(|(_, below)| !below.contains(&flat(&kb[key].ask))) {
            terminal.press("0\r");
        }
        looks(terminal, &kb[key]);
        terminal.press("u\r");
        answers.set(key, Some(Answer::Unsure));
    }
}

#[test]
fn every_shipped_question_is_in_view_above_its_menu() {
    for (rows, columns) in [(40, 80), WIDE, (15, 40)] {
        let mut terminal = PseudoTerminal::start((rows, columns), &["quiz"]);
        through(&BUILT_IN.kb, &mut terminal, |terminal, question| {
            if terminal.waits() == Waits::Menu {
                terminal.sees(&[question.ask.as_str(), "← Back"]);
                // A small window may have no row to spare for the keys.
                assert!(columns < 80 || times(&terminal.screen(), "Esc: back · Ctrl-C: stop") > 0, "{}", question.id);
            }
            assert!(rows < 40 || terminal.waits() == Waits::Menu, "{}", question.id);
        });
    }
}

#[test]
fn numbered_lines_in_place_of_a_menu_are_announced_once_and_put_once() {
    let mut terminal = quiz((8, 40), &["circle", "group"]);
    terminal.line("1");
    terminal.line("1");
    let transcript = terminal.transcript();
    for text in ["The window is too small for a menu here", "The letter b goes back", "Whom do you talk to? Think of"] {
        assert_eq!(times(&transcript, text), 1, "{transcript}");
    }
    // It is the first question, and has that number in the review.
    terminal.line("1");
    terminal.line("3");
    assert_eq!(times(&terminal.transcript(), "1. Whom do you talk to? Both"), 1);
}

#[test]
fn the_verdict_is_at_the_top_until_it_has_been_read_however_low_the_window() {
    for size in [WIDE, (15, 60), (10, 40)] {
        let mut terminal = quiz(size, &["phone"]);
        terminal.press("1\r");
        agree(&mut terminal);
        let screen = terminal.screen();
        assert!(screen.contains("Use Beta.") && screen.trim_end().ends_with("Enter: more · Esc: skip"), "{screen}");
        read(&mut terminal);
        assert_eq!(times(&terminal.transcript(), "Risks to know about"), 1);
    }
}

#[test]
fn after_a_resize_the_question_is_put_anew_with_the_next_key() {
    for (before, after) in [(WIDE, (30, 45)), (WIDE, (40, 120)), ((30, 41), WIDE), (WIDE, (18, 40))] {
        let mut terminal = quiz(before, &["group", "phone"]);
        terminal.waits();
        terminal.resize(after);
        terminal.press(DOWN);
        assert_eq!(terminal.under_cursor(), "Up to 100 people", "{before:?} to {after:?}");
        assert_eq!(times(&terminal.transcript(), "How big is your largest group?"), 2, "{before:?} to {after:?}");
        terminal.resize(before);
        terminal.press(ENTER);
        terminal.sees(&["→ Up to 100 people", "Who else can look at your phone? Think of the phone you would use."]);
        terminal.sees(&["> Nobody Someone, now and then Someone who checks it Not sure ? Why is this asked ← Back"]);
    }
}

#[test]
fn marks_are_kept_when_the_window_becomes_too_small_for_the_menu() {
    let mut terminal = quiz(WIDE, &["worries"]);
    choose(&mut terminal, &["Somebody reads along", "The internet goes away"]);
    terminal.waits();
    terminal.resize((10, 80));
    terminal.press(DOWN);
    terminal.line("");
    assert_eq!(times(&terminal.transcript(), "→ Somebody reads along; The internet goes away"), 1);
}

/// The small knowledge base with labels about as wide as the terminal, some in letters of two bytes.
fn wide_labels(columns: usize) -> Files {
    edited(&small(), "questions.yaml", |questions| {
        let questions = questions.as_sequence_mut().unwrap().iter_mut();
        let choices = questions.flat_map(|question| question["choices"].as_sequence_mut().unwrap());
        // From well below to just above the width of the terminal.
        for (width, choice) in (columns - 8..columns + 2).cycle().zip(choices) {
            let letters = if width.is_multiple_of(3) { "wide-" } else { "wïdé-" };
            let label: String = letters.chars().cycle().take(width - 1).collect();
            choice["label"] = format!("{}.", label.trim_end_matches('-')).into();
        }
    })
}

#[test]
fn nothing_above_a_menu_is_erased_when_lines_are_as_wide_as_the_terminal() {
    for columns in [40, 41, 60, 80] {
        let (files, folder) = (wide_labels(usize::from(columns)), folder());
        write(&files, folder.path());
        let kb = load(&files);
        let mut terminal = PseudoTerminal::start((60, columns), &["quiz", "--data", folder.path().to_str().unwrap()]);
        through(&kb, &mut terminal, |terminal, question| {
            let without_cursor = |text: &str| text.replace("\n> ", "\n  ");
            let before = terminal.transcript();
            let above = before.rsplit_once("\n> ").unwrap().0.to_owned();
            let lines = question.choices.len() + if question.takes == Takes::Many { 4 } else { 3 };
            for key in [DOWN; 12].into_iter().take(lines).chain([UP]) {
                terminal.press(key);
                let now = terminal.transcript();
                assert_eq!(without_cursor(&now), without_cursor(&before), "{columns} columns, {}", question.ask);
                assert_eq!(now[above.len()..].matches("\n> ").count(), 1, "{columns} columns, {}", question.ask);
            }
            terminal.press("u");
            assert!(terminal.transcript().starts_with(&above), "{columns} columns, {}", question.ask);
        });
        assert!(flat(&terminal.screen()).contains("Your answers."), "{}", terminal.screen());
    }
}

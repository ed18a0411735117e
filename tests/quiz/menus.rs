//! Questions by menus, and the advice that follows.

use super::pseudo_terminal::{DOWN, ENTER, ESCAPE, End, PseudoTerminal, Waits};
use super::{assert_only_added, flags_but, times};
use crate::support::SMALL;

pub(crate) const ALL_RIGHT: &str = "All right, show the advice";
/// The heading of what to know, on the first screen of a result.
pub(crate) const RISKS: &str = "Risks to know about";
/// The size of a window in which every question and the review have room for a menu.
pub(crate) const WIDE: (u16, u16) = (24, 80);

/// A quiz in which a person answers these questions; all others are answered by flags.
pub(crate) fn quiz(size: (u16, u16), open: &[&str]) -> PseudoTerminal {
    let flags = flags_but(open);
    let arguments: Vec<&str> = ["quiz", "--data", SMALL].into_iter().chain(flags.iter().map(String::as_str)).collect();
    PseudoTerminal::start(size, &arguments)
}

/// Chooses each of these lines in turn.
pub(crate) fn choose(terminal: &mut PseudoTerminal, labels: &[&str]) {
    labels.iter().for_each(|label| terminal.choose(label));
}

/// Agrees to the review, by menu or by lines.
pub(crate) fn agree(terminal: &mut PseudoTerminal) {
    match terminal.waits() {
        Waits::Line => terminal.line("0"),
        Waits::Menu | Waits::More => terminal.choose(ALL_RIGHT),
    }
}

/// Reads on to the end of what is shown screen by screen.
pub(crate) fn read(terminal: &mut PseudoTerminal) {
    while terminal.waits() == Waits::More {
        terminal.press(ENTER);
    }
}

/// Leaves the menu after the verdict, which a small window shows as lines.
pub(crate) fn done(mut terminal: PseudoTerminal) -> End {
    match terminal.waits() {
        Waits::Line => terminal.line("0"),
        Waits::Menu | Waits::More => terminal.choose("Done"),
    }
    terminal.end()
}

#[test]
fn every_way_to_be_asked_leads_to_the_same_verdict() {
    let (lines, menus) = (Some(Waits::Line), Some(Waits::Menu));
    for (term, size, flag, waits) in [
        ("xterm-256color", WIDE, None, menus),
        ("xterm-256color", (12, 40), None, None),
        ("xterm-256color", WIDE, Some("--plain"), lines),
        ("dumb", WIDE, None, lines),
        ("dumb", (24, 40), None, lines),
    ] {
        let arguments: Vec<&str> = ["quiz", "--data", SMALL].into_iter().chain(flag).collect();
        let mut terminal = PseudoTerminal::start_in(&[("TERM", term)], size, &arguments);
        let mut by_menu = 0;
        for numbers in ["1", "1 3", "3", "1"] {
            let is_menu = terminal.waits() == Waits::Menu;
            assert!(waits.is_none_or(|waits| (waits == Waits::Menu) == is_menu), "{}", terminal.screen());
            by_menu += usize::from(is_menu);
            // The same keys do the same in menus and lines, but for the line that ends the marks.
            terminal.press(&format!("{numbers}\r"));
            if is_menu && numbers.contains(' ') {
                terminal.press("d\r");
            }
        }
        agree(&mut terminal);
        let end = if waits == lines {
            terminal.end()
        } else {
            read(&mut terminal);
            done(terminal)
        };
        assert_eq!((end.code, end.is_in_order), (0, true), "{}", end.transcript);
        for part in ["Whom do you talk to?", "Who else can look at your phone?", "Alpha, with Gamma for outages", RISKS]
        {
            assert!(times(&end.transcript, part) > 0, "{part}: {}", end.transcript);
        }
        assert!(waits.is_some() || (0 < by_menu && by_menu < 4), "{by_menu} of 4 by menu");
        if term == "dumb" {
            // The terminal itself makes a carriage return and a newline of every newline.
            assert_only_added(&String::from_utf8(end.written).unwrap().replace("\r\n", "\n"), usize::from(size.1));
        }
    }
}

#[test]
fn back_asks_the_question_before_with_the_old_answer_under_the_cursor() {
    let mut terminal = quiz(WIDE, &["circle", "group", "phone"]);
    choose(&mut terminal, &["People who know me", "Up to 100 people"]);
    terminal.press(ESCAPE);
    assert_eq!(terminal.under_cursor(), "Up to 100 people");
    terminal.choose("← Back");
    assert_eq!(terminal.under_cursor(), "People who know me");
    terminal.press(ESCAPE);
    terminal.sees(&["This is the first question. Ctrl-C stops; nothing is saved."]);
    terminal.choose("Not sure");
    // Every answer given before is kept.
    assert_eq!(terminal.under_cursor(), "Up to 100 people");
    terminal.press("b\r");
    assert_eq!(terminal.under_cursor(), "Not sure");
}

#[test]
fn the_reason_is_told_and_the_question_still_waits() {
    let mut terminal = quiz((13, 80), &["worries"]);
    for _ in 0..2 {
        terminal.press("?");
        terminal.sees(&["What worries you?"]);
        // Someone who types Enter after it, as below numbered lines, has answered nothing by that.
        terminal.press(ENTER);
        assert_eq!(terminal.under_cursor(), "? Why is this asked");
    }
    assert!(times(&terminal.transcript(), "Different worries need different protection.") > 1);
    choose(&mut terminal, &["Somebody reads along", "Done"]);
    terminal.sees(&["→ Somebody reads along"]);
}

#[test]
fn numbers_and_letters_move_to_lines_as_they_do_below_numbered_lines() {
    let mut terminal = quiz(WIDE, &["group", "phone"]);
    terminal.press("u\r");
    terminal.press("b\r");
    for (keys, line) in [("9", "Not sure"), ("2", "Up to 100 people"), ("B", "← Back"), ("3 ", "Up to 500 people")] {
        terminal.press(keys);
        assert_eq!(terminal.under_cursor(), line, "{keys}");
    }
    terminal.press(ENTER);
    terminal.sees(&["→ Up to 500 people", "Who else can look at your phone?"]);
}

/// The lines that are marked.
fn marked(terminal: &mut PseudoTerminal) -> Vec<String> {
    let screen = terminal.screen();
    let question = screen.rsplit("What worries you?").next().unwrap();
    question.lines().filter_map(|row| row.split_once("[x] ")).map(|(_, label)| label.to_owned()).collect()
}

#[test]
fn several_choices_are_marked_one_by_one() {
    let mut terminal = quiz(WIDE, &["worries", "phone"]);
    terminal.choose("Done");
    terminal.sees(&["Mark at least one line with Enter first"]);
    for (keys, marks) in [
        (ENTER, &["Somebody reads along"] as &[&str]),
        ("2\r", &["Somebody reads along", "Somebody learns who I am"]),
        ("1\r", &["Somebody learns who I am"]),
        // A choice that stands alone drives the other marks out, and the other way round.
        ("4\r", &["Nothing"]),
        ("1 3\r", &["Somebody reads along", "The internet goes away"]),
    ] {
        terminal.press(keys);
        assert_eq!(marked(&mut terminal), marks, "{keys:?}");
    }
    terminal.choose("Done");
    terminal.sees(&["→ Somebody reads along; The internet goes away"]);
    terminal.press(ESCAPE);
    assert_eq!(marked(&mut terminal), ["Somebody reads along", "The internet goes away"]);
}

#[test]
fn keys_pressed_in_quick_succession_are_all_heeded_and_leave_no_trace() {
    let mut terminal = quiz(WIDE, &["worries"]);
    terminal.press(&[ENTER, DOWN, DOWN, ENTER].concat());
    while marked(&mut terminal).len() < 2 {
        std::thread::yield_now();
    }
    assert!(!terminal.transcript().contains("^["), "{}", terminal.screen());
}

#[test]
fn someone_who_only_presses_enter_reads_every_section_from_its_beginning() {
    let mut terminal = quiz(WIDE, &["phone"]);
    choose(&mut terminal, &["Nobody", ALL_RIGHT]);
    read(&mut terminal);
    terminal.sees(&["More? ↑↓ or number: move · Enter: choose · Esc: done · Ctrl-C: stop"]);
    let mut sections = Vec::new();
    while terminal.under_cursor() != "Done" {
        let section = terminal.under_cursor();
        terminal.press(ENTER);
        assert_eq!(terminal.waits(), Waits::More);
        // Nothing has pushed its beginning off the screen.
        assert!(terminal.screen().contains(&format!("{section}\n─")), "{section}:\n{}", terminal.screen());
        read(&mut terminal);
        assert!(!sections.contains(&section), "{section} again after {sections:?}");
        sections.push(section);
    }
    assert!(sections.len() > 3 && sections[0] == "Step by step", "{sections:?}");
    assert_eq!(done(terminal).code, 0);
}

#[test]
fn escape_skips_the_rest_of_a_section_and_ends_only_from_the_list_of_them() {
    let mut terminal = quiz(WIDE, &["phone"]);
    choose(&mut terminal, &["Nobody", ALL_RIGHT]);
    terminal.press(ESCAPE);
    assert_eq!(terminal.under_cursor(), "Step by step");
    terminal.press(ENTER);
    terminal.press(ESCAPE);
    assert_ne!(terminal.under_cursor(), "Step by step");
    terminal.press(ESCAPE);
    let end = terminal.end();
    assert_eq!((end.code, end.is_in_order), (0, true));
}

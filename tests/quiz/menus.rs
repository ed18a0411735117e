//! Questions by menus, in windows of every size, and the advice that follows.

use std::fs;

use advisor::answers::{Answer, Answers};
use advisor::kb::KnowledgeBase;

use super::pseudo_terminal::{DOWN, ENTER, ESCAPE, End, PseudoTerminal, UP, Waits};
use super::{assert_only_added, flags_but, flat, times};
use crate::support::{SMALL, folder};

pub(crate) const ALL_RIGHT: &str = "Show the advice";
/// The heading of what to know, on the first screen of a result.
pub(crate) const RISKS: &str = "Risks to know about";
/// The size of an ordinary window.
pub(crate) const WIDE: (u16, u16) = (24, 80);

/// A quiz in which a person answers these questions; all others are answered by flags, and by those given here.
pub(crate) fn quiz(size: (u16, u16), open: &[&str]) -> PseudoTerminal {
    let mut flags = flags_but(&open.iter().map(|open| open.trim_start_matches('-')).collect::<Vec<_>>());
    flags.extend(open.iter().skip_while(|open| !open.starts_with('-')).map(|flag| (*flag).to_owned()));
    let arguments: Vec<&str> = ["quiz", "--data", SMALL].into_iter().chain(flags.iter().map(String::as_str)).collect();
    PseudoTerminal::start(size, &arguments)
}

pub(crate) fn choose(terminal: &mut PseudoTerminal, labels: &[&str]) {
    labels.iter().for_each(|label| terminal.choose(label));
}

pub(crate) fn read(terminal: &mut PseudoTerminal) {
    while terminal.waits() == Waits::Page {
        terminal.press(ENTER);
    }
}

/// Reads the first screen, and leaves.
pub(crate) fn done(mut terminal: PseudoTerminal, line: &str) -> End {
    read(&mut terminal);
    terminal.choose(line);
    terminal.end()
}

#[test]
fn every_way_to_be_asked_leads_to_the_same_verdict() {
    for (term, size, flag, is_plain) in [
        ("xterm-256color", WIDE, None, false),
        ("xterm-256color", (9, 40), None, false),
        ("xterm-256color", WIDE, Some("--plain"), true),
        ("dumb", (24, 40), None, true),
    ] {
        let arguments: Vec<&str> = ["quiz", "--data", SMALL].into_iter().chain(flag).collect();
        let mut terminal = PseudoTerminal::start_in(&[("TERM", term)], size, &arguments);
        for numbers in ["1", "1 3", "3", "1", "0"] {
            match terminal.waits() {
                Waits::Line => terminal.line(numbers),
                _ if numbers.contains(' ') => terminal.press(&format!("{numbers}\rd\r")),
                _ => terminal.press(&format!("{numbers}\r")),
            }
        }
        let end = if is_plain { terminal.end() } else { done(terminal, "Print the advice") };
        assert_eq!((end.code, end.is_in_order), (0, true), "{}", end.transcript);
        for part in ["Alpha, with Gamma for outages", RISKS] {
            assert!(times(&end.transcript, part) > 0, "{part}: {}", end.transcript);
        }
        assert_eq!(end.transcript.contains("Question 1 of"), is_plain, "{}", end.transcript);
        if term == "dumb" {
            // The terminal itself makes a carriage return and a newline of every newline.
            assert_only_added(&String::from_utf8(end.written).unwrap().replace("\r\n", "\n"), usize::from(size.1));
        }
    }
}

#[test]
fn nothing_stays_on_the_terminal_unless_it_is_asked_for() {
    for (line, is_left) in [("Done", false), ("Print the advice", true)] {
        let mut terminal = quiz(WIDE, &["phone"]);
        choose(&mut terminal, &["Nobody", ALL_RIGHT]);
        let end = done(terminal, line);
        assert_eq!((end.code, end.is_in_order), (0, true));
        assert_eq!(end.transcript.contains(RISKS), is_left, "{}", end.transcript);
        assert!(!end.transcript.contains("Question 1 of"), "{}", end.transcript);
    }
}

#[test]
fn not_sure_on_every_question_ends_in_a_verdict_that_says_so() {
    let mut terminal = PseudoTerminal::start(WIDE, &["quiz", "--data", SMALL]);
    choose(&mut terminal, &["Not sure"; 5]);
    terminal.choose(ALL_RIGHT);
    terminal.sees(&["Use Beta.", "You weren't sure of 5 answers", "Why", "Start here"]);
    assert!(times(&terminal.transcript(), "Not sure: we") >= 5);
    assert_eq!(done(terminal, "Done").code, 0);
}

#[test]
fn back_asks_the_question_before_with_the_old_answer_under_the_cursor() {
    let mut terminal = quiz(WIDE, &["circle", "group", "phone"]);
    choose(&mut terminal, &["People who know me", "Up to 100 people"]);
    terminal.press(ESCAPE);
    assert_eq!(terminal.under_cursor(), "Up to 100 people");
    terminal.press("b");
    assert_eq!(terminal.under_cursor(), "People who know me");
    terminal.press(ESCAPE);
    terminal.sees(&["There is no earlier question."]);
    terminal.choose("Not sure");
    // Every answer given before is kept.
    assert_eq!(terminal.under_cursor(), "Up to 100 people");
    terminal.press("b");
    assert_eq!(terminal.under_cursor(), "Not sure");
}

#[test]
fn the_reason_is_shown_on_a_screen_of_its_own_and_moves_no_cursor() {
    let mut terminal = quiz(WIDE, &["worries"]);
    terminal.press(DOWN);
    for key in ["?", ENTER, ESCAPE] {
        terminal.press("?");
        terminal.sees(&["Different worries need different protection."]);
        terminal.press(key);
        assert_eq!(terminal.under_cursor(), "Somebody learns who I am");
    }
}

#[test]
fn numbers_and_letters_move_to_lines_as_they_do_below_numbered_lines() {
    let mut terminal = quiz(WIDE, &["group", "phone"]);
    for (keys, line) in [("u", "Not sure"), ("9", "Not sure"), ("2", "Up to 100 people"), ("3 ", "Up to 500 people")] {
        terminal.press(keys);
        assert_eq!(terminal.under_cursor(), line, "{keys}");
    }
    terminal.press(ENTER);
    terminal.sees(&["Who else can look at your phone?"]);
}

fn marked(terminal: &mut PseudoTerminal) -> Vec<String> {
    let screen = terminal.screen();
    screen.lines().filter_map(|row| row.split_once("[x] ")).map(|(_, label)| label.to_owned()).collect()
}

#[test]
fn several_choices_are_marked_one_by_one() {
    let mut terminal = quiz(WIDE, &["worries", "phone"]);
    terminal.choose("Done");
    terminal.sees(&["Mark at least one choice with Enter first"]);
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
    terminal.press(ESCAPE);
    assert_eq!(marked(&mut terminal), ["Somebody reads along", "The internet goes away"]);
    terminal.press("u\r");
    terminal.sees(&["Not sure instead of what you marked: we"]);
}

#[test]
fn keys_pressed_in_quick_succession_are_all_heeded_and_leave_no_trace() {
    let mut terminal = quiz(WIDE, &["worries"]);
    terminal.send(&[ENTER, DOWN, DOWN, ENTER].concat());
    terminal.until_seen("3. [x]");
    assert_eq!(marked(&mut terminal).len(), 2);
    assert!(!terminal.transcript().contains("^["), "{}", terminal.screen());
}

#[test]
fn answers_can_be_changed_in_the_review_and_after_the_advice() {
    let mut terminal = quiz((24, 100), &["worries", "spare-number", "phone"]);
    choose(&mut terminal, &["Somebody reads along", "Done", "Nobody"]);
    terminal.sees(&["Your answers. Choose one to change it.", "> 0. Show the advice"]);
    terminal.choose("What worries you? Somebody reads along");
    choose(&mut terminal, &["Somebody learns who I am", "Done"]);
    terminal.press("0\r");
    terminal.sees(&["Do you have a number that does not lead to you?"]);
    // Back returns to the change.
    terminal.press(ESCAPE);
    assert_eq!(marked(&mut terminal), ["Somebody reads along", "Somebody learns who I am"]);
    terminal.choose("Done");
    terminal.press("0\r");
    terminal.choose("Yes");
    terminal.sees(&["Do you have a number that does not lead to you? Yes"]);
    // From the review it returns to the last question.
    terminal.press(ESCAPE);
    assert_eq!(terminal.under_cursor(), "Nobody");
    choose(&mut terminal, &["Someone, now and then", ALL_RIGHT]);
    read(&mut terminal);
    terminal.choose("Change an answer");
    terminal.press(ESCAPE);
    read(&mut terminal);
    choose(&mut terminal, &["Change an answer", "Who else can look at your phone?", "Someone who checks it"]);
    // A new danger is said at once.
    terminal.sees(&["Change nothing on this phone yet."]);
    terminal.press(ENTER);
    choose(&mut terminal, &["Who else can look at your phone?", "Nobody", ALL_RIGHT]);
    read(&mut terminal);
    terminal.choose("Read: Your answers");
    terminal.sees(&["Nobody"]);
}

#[test]
fn what_is_no_key_here_does_nothing() {
    let mut terminal = quiz(WIDE, &["worries"]);
    // Texts that are pasted, one of them in two parts; keys with Ctrl and for functions; Ctrl-Z, as no shell could go on.
    let nothing = "\x1b[200~x, 2\r\x1b[201~|\x1b[200~\x1b[20x\x1b[201~|\x1b[1;5C|\x1b[[B|\x1bOP|é|\x1b[Mxx!|\x1bP>x\x1b\\|\x1b]x\x07|\x1a";
    for nothing in nothing.split('|') {
        terminal.send(nothing);
        assert_eq!(terminal.under_cursor(), "Somebody reads along", "{nothing:?}");
    }
    terminal.send("\x1bOB");
    assert_ne!(terminal.under_cursor(), "Somebody reads along");
    // Escape and the key to leave may arrive together.
    terminal.send("\x1bx");
    let end = terminal.end();
    assert_eq!((end.code, end.is_in_order), (130, true));
}

#[test]
fn once_the_verdict_is_settled_a_person_may_stop_or_go_on_or_go_back() {
    let mut terminal = quiz(WIDE, &["circle", "worries", "group"]);
    choose(&mut terminal, &["People who know me", "Somebody reads along", "Done"]);
    terminal.sees(&["Your answers already settle the verdict", "> 0. Go on: the other questions"]);
    terminal.press(ESCAPE);
    assert_eq!(marked(&mut terminal), ["Somebody reads along"]);
    terminal.choose("Done");
    terminal.press(ENTER);
    terminal.sees(&["How big is your largest group?"]);
    terminal.press(ESCAPE);
    terminal.choose("Done");
    terminal.press("1\r");
    terminal.sees(&["How big is your largest group? Not sure", ALL_RIGHT]);
}

#[test]
fn a_full_stop_comes_before_the_next_question_and_first_on_the_first_screen() {
    let mut terminal = quiz(WIDE, &["group", "--phone", "watched"]);
    terminal.sees(&["Change nothing on this phone yet.", "Talk to the Help Desk"]);
    terminal.sees(&["The advice starts with this warning too."]);
    terminal.press(ENTER);
    choose(&mut terminal, &["Up to 100 people", ALL_RIGHT]);
    let screen = flat(&terminal.screen());
    let parts = ["Change nothing on this phone yet.", "Who helps", "Start here", "Talk to the Help Desk"];
    let places = parts.map(|part| screen.find(part).unwrap_or_else(|| panic!("{part:?} is not in\n{screen}")));
    assert!(places.is_sorted() && !screen.contains("Why "), "{screen}");
}

#[test]
fn someone_who_only_presses_enter_reads_every_section_and_escape_never_ends() {
    let mut terminal = quiz(WIDE, &["phone"]);
    choose(&mut terminal, &["Nobody", ALL_RIGHT]);
    terminal.press(ESCAPE);
    let mut sections = Vec::new();
    while !terminal.under_cursor().starts_with("Done") {
        let section = terminal.under_cursor().replace("Read: ", "");
        terminal.press(ENTER);
        assert_eq!(terminal.waits(), Waits::Page);
        assert!(terminal.screen().starts_with(&section), "{section}:\n{}", terminal.screen());
        read(&mut terminal);
        assert!(!sections.contains(&section), "{section} again after {sections:?}");
        sections.push(section);
    }
    assert!(sections.len() > 3 && sections[0] == "Step by step", "{sections:?}");
    terminal.press(DOWN);
    terminal.press(ESCAPE);
    assert_eq!(terminal.under_cursor(), "Done: leave nothing on the screen");
    terminal.press(ENTER);
    let end = terminal.end();
    assert_eq!((end.code, end.is_in_order), (0, true));
}

#[test]
fn answers_and_pages_are_written_where_the_person_says() {
    let kept = folder();
    let folder = kept.path();
    let mut terminal = quiz(WIDE, &["phone"]);
    choose(&mut terminal, &["Nobody", ALL_RIGHT]);
    read(&mut terminal);
    for (line, file, part) in [
        ("Save the answers", "me.yaml", "phone: \"own\""),
        ("Write the advice and your answers as a web page", "page.html", "<!DOCTYPE html>"),
        ("Write the advice and your answers as Markdown", "page.md", "# Advice"),
    ] {
        let path = folder.join(file);
        terminal.choose(line);
        // The example is erased first.
        terminal.send(&format!("{}{}\r", "\x7f".repeat(20), path.to_str().unwrap()));
        terminal.until_seen("Written to");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(part), "{text}");
        terminal.press("0");
    }
    terminal.choose("Save the answers");
    terminal.send(&format!("{}{}\r", "\x7f".repeat(20), folder.join("me.yaml").to_str().unwrap()));
    terminal.until_seen("Nothing was written:");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 3);
}

#[test]
fn every_shipped_question_is_asked_by_a_menu_with_its_keys_in_view() {
    let kb = KnowledgeBase::embedded();
    for (rows, columns) in [WIDE, (20, 40), (40, 120)] {
        let mut terminal = PseudoTerminal::start((rows, columns), &["quiz"]);
        terminal.sees(&["Enter: begin"]);
        terminal.press(ENTER);
        let mut answers = Answers::none(kb);
        while let Some(key) = answers.open(kb).first().copied() {
            // The program may offer to stop, since the answers settle the verdict.
            if flat(&terminal.screen()).contains("Stop here:") {
                terminal.press("0\r");
            }
            terminal.sees(&["x: leave at once"]);
            let last = kb[key].choices.len();
            let numbered = [last, 1].map(|number| (number.to_string(), kb[key].choices[number - 1].label.as_str()));
            for (keys, seen) in numbered.into_iter().chain([("u".to_owned(), "Not sure")]) {
                terminal.press(&keys);
                assert_eq!(terminal.waits(), Waits::Menu);
                terminal.sees(&[seen]);
            }
            // From the first line it goes round to the last one.
            terminal.press("1");
            terminal.press(UP);
            assert_eq!(terminal.under_cursor(), "Not sure");
            terminal.press("1");
            assert!(rows < 24 || terminal.screen().contains(kb[key].ask.split(' ').next().unwrap()), "{}", kb[key].id);
            terminal.press("u\r");
            answers.set(key, Some(Answer::Unsure));
        }
        terminal.sees(&[ALL_RIGHT]);
    }
}

#[test]
fn the_verdict_is_at_the_top_until_it_has_been_read_however_low_the_window() {
    for size in [WIDE, (15, 60), (10, 40)] {
        let mut terminal = quiz(size, &["phone"]);
        terminal.press("1\r");
        terminal.choose(ALL_RIGHT);
        let screen = terminal.screen();
        assert!(screen.starts_with("Use Beta."), "{screen}");
        assert_eq!(terminal.waits(), Waits::Page);
    }
}

#[test]
fn after_a_resize_the_question_is_drawn_anew_with_what_was_marked() {
    for (before, after) in [(WIDE, (30, 45)), (WIDE, (40, 120)), ((30, 41), WIDE), (WIDE, (8, 40))] {
        let mut terminal = quiz(before, &["worries", "phone"]);
        choose(&mut terminal, &["Somebody reads along", "The internet goes away"]);
        terminal.resize(after);
        assert_eq!(terminal.under_cursor(), "The internet goes away", "{before:?} to {after:?}");
        terminal.resize(before);
        terminal.press("1");
        assert_eq!(times(&terminal.screen(), "What worries you?"), 1, "{before:?} to {after:?}");
        assert_eq!(times(&terminal.screen(), "[x]"), 2, "{before:?} to {after:?}");
        terminal.press(DOWN);
        assert_eq!(terminal.under_cursor(), "Somebody learns who I am");
    }
}

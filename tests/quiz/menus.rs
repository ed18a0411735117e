//! Questions by menus.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use advisor::answers::{Answer, Answers, UNSURE};
use advisor::kb::{Files, Key, Question, Takes};
use serde_yaml::Value;

use super::pseudo_terminal::{CTRL_C, CTRL_D, DOWN, ENTER, ESCAPE, End, PseudoTerminal, UP, Waits};
use super::{KB, ask, fits, flat, label, question};

const ALL_RIGHT: &str = "All right, show the advice";
const REVIEW: &str =
    "Your answers. Choose one to change it. ↑↓ or number: move · Enter: choose · Esc: back · Ctrl-C: stop";
const MORE: &str = "More? ↑↓ or number: move · Enter: choose · Esc: done · Ctrl-C: stop";
/// The rows of a screen on which every question of the shipped knowledge base has room for its menu.
const TALL: u16 = 40;
/// The heading of what to know, on the first screen of a result.
const RISKS: &str = "Risks to know about";
const STOPPED: &str = "Stopped. Nothing was saved.";

/// The keys that a menu of which one line is chosen names on a screen of this width.
fn keys(question: &Question, columns: u16) -> String {
    let all = format!("↑↓ or 1–{}: move · Enter: choose · ?: why · Esc: back · Ctrl-C: stop", question.choices.len());
    match columns {
        0..52 => "Enter: choose · Esc: back".to_owned(),
        52..69 => "↑↓: move · Enter: choose · Esc: back · Ctrl-C: stop".to_owned(),
        _ => all,
    }
}

/// A question with its answer, as in the review.
fn answered(id: &str, choice: &str) -> String {
    format!("{} {}", ask(id), label(id, choice))
}

/// A quiz on a terminal, in which a person answers these questions; all others are given as flags.
fn quiz(rows: u16, columns: u16, open: &[&str]) -> PseudoTerminal {
    let mut flags = vec!["quiz".to_owned()];
    for question in KB.questions().iter().filter(|question| !open.contains(&question.id.as_str())) {
        // What *unsure* is read as, since a review of such choices is short.
        flags.extend([format!("--{}", question.id), question.ids(question.if_unsure).join(",")]);
    }
    PseudoTerminal::start(rows, columns, flags)
}

/// Answers the question that is put, with the ids of its choices or `unsure`.
fn answer(terminal: &mut PseudoTerminal, question: &Question, words: &[&str]) {
    go_on(terminal);
    match terminal.waits() {
        Waits::ForLine => terminal.type_line(&if words == [UNSURE] { "u".to_owned() } else { words.join(" ") }),
        Waits::ForKey if words == [UNSURE] => terminal.choose("Not sure"),
        Waits::ForKey => {
            let chosen = words.iter().map(|word| question.choices.iter().find(|choice| choice.id == *word).unwrap());
            chosen.for_each(|choice| terminal.choose(&choice.label));
            if question.takes == Takes::Many {
                terminal.choose("Done");
            }
        }
    }
}

/// Answers every question that applies, as given or else *unsure*, up to the review; returns what was asked.
fn answer_all(terminal: &mut PseudoTerminal, given: &[(&str, &[&str])]) -> Vec<Key<Question>> {
    let mut answers = Answers::none(&KB);
    let mut asked = Vec::new();
    while let Some(key) = answers.open(&KB).first().copied() {
        let words = given.iter().find(|(id, _)| KB[key].id == *id).map_or(&[UNSURE] as &[&str], |(_, words)| words);
        answer(terminal, &KB[key], words);
        answers.set(key, Some(Answer::parse(&KB[key], words.iter().copied(), "the test").unwrap()));
        asked.push(key);
    }
    asked
}

/// Goes on if the program offers to stop, since the answers settle the verdict; it does so once at most.
fn go_on(terminal: &mut PseudoTerminal) {
    match terminal.waits() {
        Waits::ForKey if terminal.line_under_cursor().starts_with("Go on:") => terminal.press(ENTER),
        Waits::ForLine if flat(&terminal.screen()).ends_with("Type a number from 1 to 2. Or b: back. >") => {
            terminal.type_line("1");
        }
        Waits::ForKey | Waits::ForLine => {}
    }
}

/// Moves to a line of the menu of a question and presses Enter.
fn pick(terminal: &mut PseudoTerminal, label: &str) {
    go_on(terminal);
    terminal.choose(label);
}

/// Goes back by Escape.
fn back(terminal: &mut PseudoTerminal) {
    go_on(terminal);
    terminal.press(ESCAPE);
}

/// The line under the cursor in the menu of a question.
fn under_cursor(terminal: &mut PseudoTerminal) -> String {
    go_on(terminal);
    terminal.line_under_cursor()
}

/// The line below the first screen of a result.
const SEE_MORE: &str = "Enter: more · Esc: skip";

/// Agrees to the review, and goes on from the first screen of the result to the menu below it.
fn agree(terminal: &mut PseudoTerminal) {
    agree_only(terminal);
    terminal.press_past(SEE_MORE, ENTER);
}

/// Agrees to the review.
fn agree_only(terminal: &mut PseudoTerminal) {
    match terminal.waits() {
        Waits::ForKey => terminal.choose(ALL_RIGHT),
        Waits::ForLine => terminal.type_line("0"),
    }
}

/// Looks at a section of the advice, and goes on from it.
fn see(terminal: &mut PseudoTerminal, section: &str) {
    terminal.choose(section);
    terminal.press_while(SEE_MORE, ENTER);
}

/// Ends the menu after the verdict, which a small screen shows as lines.
fn end_more(terminal: &mut PseudoTerminal) {
    match terminal.waits() {
        Waits::ForKey => terminal.choose("Done"),
        Waits::ForLine => terminal.type_line("0"),
    }
}

/// The rows of a transcript from the last one that holds this text.
fn rows_from<'a>(transcript: &'a [String], text: &str) -> &'a [String] {
    let start = transcript.iter().rposition(|row| row.contains(text));
    &transcript[start.unwrap_or_else(|| panic!("{text:?} is not in\n{}", transcript.join("\n")))..]
}

#[test]
fn answers_by_menu_lead_to_the_verdict() {
    let mut terminal = PseudoTerminal::start(TALL, 80, ["quiz"]);
    let asked = answer_all(
        &mut terminal,
        &[
            ("contacts", &["known"]),
            ("concern", &["content"]),
            ("protect", &["content", "location"]),
            ("adversary", &["companies"]),
            ("harm", &["little"]),
            ("number", &["nobody"]),
            ("device", &["nothing"]),
            ("groups", &["up-to-100"]),
            ("adoption", &["reluctant"]),
            ("network", &["open"]),
            ("phone", &["android"]),
            ("special", &["neither"]),
        ],
    );
    agree(&mut terminal);
    pick(&mut terminal, "Done");
    let end = terminal.end();
    assert_eq!(end.code, 0);
    let transcript = flat(&end.transcript.join("\n"));
    for (position, key) in asked.iter().enumerate() {
        let question = &KB[*key];
        let place = format!("{} · {} of", KB[question.theme].title, position + 1);
        assert!(transcript.contains(&place), "{place}: {transcript}");
        assert!(transcript.contains(&flat(&question.ask)), "{}: {transcript}", question.ask);
    }
    let protected = format!("→ {}; {}", label("protect", "content"), label("protect", "location"));
    for said in [&protected, &format!("→ {}", label("groups", "up-to-100")), "Use Signal."] {
        assert!(transcript.contains(said), "{said}: {transcript}");
    }
}

/// A quiz on a terminal in which everything is answered by flags, as given or else *unsure*, but for the question that
/// decides least, which is still to be answered; and that question.
fn nearly_answered(rows: u16, columns: u16, given: &[(&str, &str)]) -> (PseudoTerminal, &'static Question) {
    let open = &KB[question("phone")];
    let mut answers = Answers::none(&KB);
    for (id, words) in given {
        let key = question(id);
        answers.set(key, Some(Answer::parse(&KB[key], words.split(','), "the test").unwrap()));
    }
    answers.leave_rest_unsure(&KB);
    let asked = answers.asked(&KB).into_iter().filter(|key| KB[*key].id != open.id);
    let flags = asked.flat_map(|key| {
        let words = answers.get(key).unwrap().words(&KB[key]).join(",");
        [format!("--{}", KB[key].id), words]
    });
    (PseudoTerminal::start(rows, columns, ["quiz".to_owned()].into_iter().chain(flags)), open)
}

/// People who know the person and people who must not, whom one app does not keep apart.
const BOTH: [(&str, &str); 4] =
    [("contacts", "both"), ("concern", "identity"), ("number", "contacts"), ("harm", "serious")];
/// How the verdict on them begins.
const ON_BOTH: &str = "For people who know who you are: Signal; for people who must not know who you are: Session.";

#[test]
fn the_first_screen_of_a_result_holds_verdict_reasons_and_steps_and_risks_follow() {
    let drop = &KB.complements()[KB.complements().find("securedrop").unwrap()];
    let dropped = format!("Use {}.", drop.headline.as_ref().unwrap());
    for (given, verdict) in [
        (
            &[("contacts", "known"), ("concern", "content"), ("adversary", "companies")] as &[(&str, &str)],
            "Use Signal.",
        ),
        (
            &[("contacts", "pseudonymous"), ("concern", "identity"), ("number", "anyone"), ("spare-number", "no")],
            "Use Session.",
        ),
        (&BOTH, ON_BOTH),
        (&[("special", "newsroom")], &dropped),
        (&[], "Use Signal."),
    ] {
        let (mut terminal, open) = nearly_answered(24, 80, given);
        answer(&mut terminal, open, &[UNSURE]);
        agree_only(&mut terminal);
        terminal.wait_for(SEE_MORE);
        let screen = terminal.screen();
        assert!(flat(&screen).contains(verdict), "{verdict:?} is not on the screen:\n{screen}");
        for part in ["Why\n", "Start here"] {
            assert!(screen.contains(part), "{part:?} is not on the screen:\n{screen}");
        }
        terminal.press_past(SEE_MORE, ENTER);
        let transcript = terminal.transcript();
        assert!(transcript.iter().any(|row| row == RISKS), "{}", transcript.join("\n"));
    }
}

#[test]
fn the_first_screen_of_a_full_stop_begins_with_what_not_to_do_and_says_who_helps() {
    let given = [("adversary", "someone-close"), ("person", "partner"), ("access", "checks")];
    let (mut terminal, open) = nearly_answered(30, 80, &given);
    answer(&mut terminal, open, &[UNSURE]);
    agree_only(&mut terminal);
    terminal.wait_for(SEE_MORE);
    let screen = terminal.screen();
    let stop = &KB.stops()[KB.stops().find("partner-checks").unwrap()];
    let text = flat(&screen);
    let place =
        |part: &str| text.find(&flat(part)).unwrap_or_else(|| panic!("{part:?} is not on the screen:\n{screen}"));
    let order = [&stop.title, "Start here", &stop.first[0], "Who helps", "Once you have a safe device"].map(place);
    assert!(order.is_sorted(), "{screen}");
    assert!(!text.contains("Why "), "{screen}");
}

#[test]
fn not_sure_on_every_question_ends_in_a_verdict() {
    let mut terminal = PseudoTerminal::start(24, 80, ["quiz"]);
    let asked = answer_all(&mut terminal, &[]);
    agree(&mut terminal);
    pick(&mut terminal, "Done");
    let end = terminal.end();
    assert_eq!(end.code, 0);
    let transcript = flat(&end.transcript.join("\n"));
    for part in ["not sure of", "Start here", RISKS] {
        assert!(transcript.contains(part), "{part}: {transcript}");
    }
    assert_eq!(transcript.matches("→ Not sure").count(), asked.len(), "{transcript}");
}

#[test]
fn escape_and_the_back_line_ask_the_question_before_with_the_old_answer_under_the_cursor() {
    for how in ["Escape", "line"] {
        let mut terminal = quiz(24, 80, &["number", "groups"]);
        pick(&mut terminal, label("number", "contacts"));
        match how {
            "Escape" => back(&mut terminal),
            _ => pick(&mut terminal, "← Back"),
        }
        assert_eq!(under_cursor(&mut terminal), label("number", "contacts"), "{how}");
        terminal.press(ENTER);
        assert_eq!(under_cursor(&mut terminal), label("groups", "none"), "{how}");
        terminal.press(ENTER);
        terminal.wait_for(&answered("number", "contacts"));
    }
}

#[test]
fn not_sure_is_under_the_cursor_when_it_was_the_old_answer() {
    let mut terminal = quiz(24, 80, &["number", "groups"]);
    pick(&mut terminal, "Not sure");
    back(&mut terminal);
    assert_eq!(under_cursor(&mut terminal), "Not sure");
}

#[test]
fn back_twice_keeps_both_old_answers_under_the_cursor() {
    let mut terminal = quiz(24, 80, &["number", "groups", "adoption"]);
    pick(&mut terminal, label("number", "contacts"));
    pick(&mut terminal, label("groups", "up-to-100"));
    back(&mut terminal);
    assert_eq!(under_cursor(&mut terminal), label("groups", "up-to-100"));
    back(&mut terminal);
    assert_eq!(under_cursor(&mut terminal), label("number", "contacts"));
    terminal.press(ENTER);
    assert_eq!(under_cursor(&mut terminal), label("groups", "up-to-100"));
}

#[test]
fn escape_at_any_question_asks_the_one_before() {
    let mut terminal = PseudoTerminal::start(TALL, 80, ["quiz"]);
    let mut answers = Answers::none(&KB);
    let mut before: Option<Key<Question>> = None;
    while let Some(key) = answers.open(&KB).first().copied() {
        go_on(&mut terminal);
        assert_eq!(terminal.waits(), Waits::ForKey, "\n{}", terminal.screen());
        if let Some(before) = before {
            back(&mut terminal);
            assert_eq!(under_cursor(&mut terminal), "Not sure", "{}", KB[key].id);
            let transcript = terminal.transcript();
            let heading = format!("{} · ", KB[KB[before].theme].title);
            let put_again = flat(&rows_from(&transcript, &heading).join("\n"));
            assert!(put_again.contains(&flat(&KB[before].ask)), "{}:\n{put_again}", KB[key].id);
            terminal.press(ENTER);
        }
        answer(&mut terminal, &KB[key], &[UNSURE]);
        answers.set(key, Some(Answer::Unsure));
        before = Some(key);
    }
}

#[test]
fn there_is_no_way_back_from_the_first_question() {
    let mut terminal = quiz(24, 80, &["number"]);
    back(&mut terminal);
    terminal.wait_for("This is the first question.");
    assert_eq!(under_cursor(&mut terminal), label("number", "nobody"));
}

#[test]
fn the_line_why_tells_why_and_the_question_still_waits() {
    let mut terminal = quiz(24, 80, &["number"]);
    pick(&mut terminal, "? Why is this asked");
    terminal.wait_for(&KB[question("number")].why);
    pick(&mut terminal, label("number", "nobody"));
    terminal.has_shown(&format!("→ {}", label("number", "nobody")));
}

#[test]
fn the_question_stays_on_the_screen_however_often_a_person_asks_why() {
    // This menu fills most of the screen.
    let asked = &KB[question("protect")];
    let mut terminal = quiz(17, 80, &["protect"]);
    for line in ["? Why is this asked", "? Why is this asked", "Done", "Done"] {
        terminal.choose(line);
        terminal.waits();
        assert!(flat(&terminal.screen()).contains(&flat(&asked.ask)), "{line}:\n{}", terminal.screen());
    }
}

#[test]
fn enter_marks_and_unmarks_the_choices_of_a_question_that_takes_many() {
    let mut terminal = quiz(24, 80, &["protect"]);
    terminal.wait_for(&format!("> [ ] {}", label("protect", "content")));
    terminal.press(ENTER);
    terminal.wait_for(&format!("> [x] {}", label("protect", "content")));
    pick(&mut terminal, label("protect", "identity"));
    terminal.wait_for(&format!("> [x] {}", label("protect", "identity")));
    pick(&mut terminal, label("protect", "content"));
    terminal.wait_for(&format!("> [ ] {}", label("protect", "content")));
    pick(&mut terminal, label("protect", "location"));
    pick(&mut terminal, "Done");
    terminal.has_shown(&format!("→ {}; {}", label("protect", "identity"), label("protect", "location")));
}

#[test]
fn a_choice_that_stands_alone_drives_the_other_marks_out() {
    let mut terminal = quiz(24, 80, &["protect"]);
    pick(&mut terminal, label("protect", "content"));
    pick(&mut terminal, label("protect", "nothing-special"));
    terminal.wait_for(&format!("> [x] {}", label("protect", "nothing-special")));
    assert!(terminal.screen().contains(&format!("[ ] {}", label("protect", "content"))), "{}", terminal.screen());
    pick(&mut terminal, label("protect", "content"));
    terminal.wait_for(&format!("> [x] {}", label("protect", "content")));
    assert!(
        terminal.screen().contains(&format!("[ ] {}", label("protect", "nothing-special"))),
        "{}",
        terminal.screen()
    );
}

#[test]
fn done_without_a_mark_asks_for_one() {
    let mut terminal = quiz(24, 80, &["protect"]);
    pick(&mut terminal, "Done");
    terminal.wait_for("Mark at least one line");
    pick(&mut terminal, label("protect", "content"));
    pick(&mut terminal, "Done");
    terminal.has_shown(&format!("→ {}", label("protect", "content")));
}

#[test]
fn marks_are_kept_when_a_person_comes_back_to_them() {
    let mut terminal = quiz(24, 80, &["protect", "number"]);
    pick(&mut terminal, label("protect", "content"));
    pick(&mut terminal, label("protect", "location"));
    pick(&mut terminal, "Done");
    back(&mut terminal);
    terminal.waits();
    let screen = terminal.screen();
    assert!(
        screen.contains(&format!("[x] {}", label("protect", "content")))
            && screen.contains(&format!("[x] {}", label("protect", "location"))),
        "{screen}"
    );
    assert_eq!(screen.matches("[x]").count(), 2, "{screen}");
}

#[test]
fn an_answer_can_be_changed_in_the_review() {
    let mut terminal = quiz(40, 100, &["number"]);
    pick(&mut terminal, label("number", "nobody"));
    pick(&mut terminal, &answered("number", "nobody"));
    assert_eq!(under_cursor(&mut terminal), label("number", "nobody"));
    pick(&mut terminal, label("number", "contacts"));
    terminal.wait_for(&format!("{REVIEW} > {ALL_RIGHT}"));
    terminal.wait_for(&answered("number", "contacts"));
    agree(&mut terminal);
    see(&mut terminal, "Your answers");
    pick(&mut terminal, "Done");
    let end = terminal.end();
    assert_eq!(end.code, 0);
    let answers = rows_from(&end.transcript, "Your answers");
    let changed = |row: &String| row.contains(ask("number")) && row.ends_with(label("number", "contacts"));
    assert!(answers.iter().any(changed), "{}", answers.join("\n"));
}

#[test]
fn an_answer_can_be_changed_in_a_review_by_numbered_lines() {
    let mut terminal = quiz(15, 60, &["contacts"]);
    answer(&mut terminal, &KB[question("contacts")], &["known"]);
    // It is the first question, and has that number in the review.
    terminal.type_line("1");
    answer(&mut terminal, &KB[question("contacts")], &["both"]);
    terminal.type_line("0");
    terminal.press_past(SEE_MORE, ENTER);
    end_more(&mut terminal);
    let end = terminal.end();
    assert!(flat(&end.transcript.join("\n")).contains(&flat(&answered("contacts", "both"))));
}

#[test]
fn a_question_that_applies_after_a_change_in_the_review_is_asked_and_back_returns_to_the_change() {
    let mut terminal = quiz(40, 100, &["number", "spare-number", "network"]);
    pick(&mut terminal, label("number", "nobody"));
    pick(&mut terminal, label("network", "shutdown"));
    pick(&mut terminal, &answered("number", "nobody"));
    pick(&mut terminal, label("number", "anyone"));
    go_on(&mut terminal);
    terminal.wait_for(ask("spare-number"));
    back(&mut terminal);
    assert_eq!(under_cursor(&mut terminal), label("number", "anyone"));
    terminal.press(ENTER);
    pick(&mut terminal, label("spare-number", "yes"));
    terminal.wait_for(&format!("{REVIEW} > {ALL_RIGHT}"));
    terminal.wait_for(&answered("network", "shutdown"));
    terminal.wait_for(&answered("spare-number", "yes"));
}

#[test]
fn escape_in_the_review_asks_the_last_question_again() {
    let mut terminal = quiz(40, 100, &["special"]);
    pick(&mut terminal, label("special", "neither"));
    pick(&mut terminal, "Done");
    terminal.wait_for(&format!("{REVIEW} > {ALL_RIGHT}"));
    back(&mut terminal);
    terminal.wait_for(&format!("[x] {}", label("special", "neither")));
}

#[test]
fn the_menu_after_the_verdict_shows_a_section_and_asks_again() {
    let mut terminal = quiz(24, 80, &["number"]);
    pick(&mut terminal, "Not sure");
    agree(&mut terminal);
    see(&mut terminal, "What was assumed");
    terminal.has_shown("You were not sure, so");
    terminal.wait_for(MORE);
    end_more(&mut terminal);
    let end = terminal.end();
    assert_eq!(end.code, 0);
    assert!(!end.cursor_is_hidden);
    assert!(end.modes_are_kept);
}

#[test]
fn whoever_only_presses_enter_reads_every_section_from_its_beginning_and_is_done() {
    let mut terminal = quiz(24, 80, &["number"]);
    pick(&mut terminal, "Not sure");
    agree(&mut terminal);
    let mut read = Vec::new();
    loop {
        let section = terminal.line_under_cursor();
        terminal.press(ENTER);
        if section == "Done" {
            break;
        }
        assert!(terminal.waits_below(SEE_MORE));
        // Nothing has pushed its beginning off the screen.
        assert!(terminal.screen().contains(&format!("{section}\n─")), "{section}:\n{}", terminal.screen());
        terminal.press_past(SEE_MORE, ENTER);
        read.push(section);
    }
    let end = terminal.end();
    assert_eq!(end.code, 0);
    assert!(read.first().is_some_and(|first| first == "Step by step"), "{read:?}");
    assert!(read.len() > 3 && read.iter().collect::<BTreeSet<_>>().len() == read.len(), "{read:?}");
}

#[test]
fn escape_below_the_first_screen_leads_to_the_list_and_not_to_the_end() {
    let mut terminal = quiz(24, 80, &["number"]);
    pick(&mut terminal, label("number", "nobody"));
    agree_only(&mut terminal);
    terminal.press_past(SEE_MORE, ESCAPE);
    assert_eq!(under_cursor(&mut terminal), "Step by step");
    // In a section as well.
    terminal.press(ENTER);
    terminal.press_past(SEE_MORE, ESCAPE);
    let next = under_cursor(&mut terminal);
    assert!(next.starts_with("How the candidates compare"), "{next}");
    terminal.press(ESCAPE);
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn escape_in_the_menu_after_the_verdict_ends_well() {
    let mut terminal = quiz(24, 80, &["number"]);
    pick(&mut terminal, label("number", "contacts"));
    agree(&mut terminal);
    terminal.wait_for(MORE);
    back(&mut terminal);
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn a_small_screen_asks_by_lines_what_does_not_fit_a_menu() {
    let mut terminal = PseudoTerminal::start(15, 40, ["quiz"]);
    let mut answers = Answers::none(&KB);
    let (mut by_menu, mut by_lines) = (0, 0);
    while let Some(key) = answers.open(&KB).first().copied() {
        let question = &KB[key];
        go_on(&mut terminal);
        match terminal.waits() {
            Waits::ForLine => by_lines += 1,
            Waits::ForKey => {
                by_menu += 1;
                let screen = flat(&terminal.screen());
                for label in question.choices.iter().map(|choice| choice.label.as_str()).chain(["← Back"]) {
                    assert!(screen.contains(&flat(label)), "{label}:\n{}", terminal.screen());
                }
            }
        }
        answer(&mut terminal, question, &[UNSURE]);
        answers.set(key, Some(Answer::Unsure));
    }
    assert!(by_menu > 0 && by_lines > 0, "{by_menu} by menu, {by_lines} by lines");
    assert_eq!(terminal.waits(), Waits::ForLine);
    agree(&mut terminal);
    end_more(&mut terminal);
    let end = terminal.end();
    assert_eq!(end.code, 0);
    let transcript = flat(&end.transcript.join("\n"));
    assert!(transcript.contains(RISKS), "{transcript}");
}

#[test]
fn a_number_and_enter_choose_the_same_whatever_the_size_of_the_window() {
    for (rows, columns) in [(24, 80), (15, 40)] {
        let mut terminal = PseudoTerminal::start(rows, columns, ["quiz"]);
        let mut answers = Answers::none(&KB);
        while let Some(key) = answers.open(&KB).first().copied() {
            let question = &KB[key];
            go_on(&mut terminal);
            match terminal.waits() {
                Waits::ForKey if question.takes == Takes::Many => {
                    terminal.press("1\r");
                    terminal.choose("Done");
                }
                Waits::ForKey | Waits::ForLine => terminal.press("1\r"),
            }
            terminal.has_shown(&format!("→ {}", question.choices[0].label));
            answers.set(key, Some(Answer::parse(question, [question.choices[0].id.as_str()], "the test").unwrap()));
        }
    }
}

#[test]
fn what_is_typed_in_numbered_lines_does_the_same_in_menus() {
    let mut terminal = quiz(24, 80, &["number", "groups"]);
    terminal.press("?");
    terminal.wait_for(&KB[question("number")].why);
    // Whoever types Enter after it, as in numbered lines, has answered nothing by that.
    terminal.press(ENTER);
    assert_eq!(under_cursor(&mut terminal), "? Why is this asked");
    terminal.press("u\r");
    terminal.has_shown("→ Not sure");
    go_on(&mut terminal);
    terminal.press("b\r");
    assert_eq!(under_cursor(&mut terminal), "Not sure");
    terminal.press("9");
    assert_eq!(under_cursor(&mut terminal), "Not sure");
    terminal.press("2\r");
    terminal.has_shown(&format!("→ {}", label("number", "contacts")));
}

#[test]
fn several_numbers_mark_several_choices() {
    let mut terminal = quiz(24, 80, &["protect"]);
    terminal.press("1 3\r");
    terminal.wait_for(&format!("> [x] {}", label("protect", "identity")));
    let screen = terminal.screen();
    assert!(
        screen.contains(&format!("[x] {}", label("protect", "content"))) && screen.matches("[x]").count() == 2,
        "{screen}"
    );
    terminal.press("d");
    assert_eq!(under_cursor(&mut terminal), "Done");
    terminal.press(ENTER);
    terminal.has_shown(&format!("→ {}", label("protect", "content")));
}

#[test]
fn numbered_lines_in_place_of_a_menu_are_announced_once() {
    let mut terminal = quiz(15, 40, &["protect", "adversary"]);
    for _ in 0..2 {
        go_on(&mut terminal);
        assert_eq!(terminal.waits(), Waits::ForLine);
        terminal.type_line("1");
    }
    terminal.waits();
    let transcript = flat(&terminal.transcript().join("\n"));
    assert_eq!(transcript.matches("The window is too small for a menu here").count(), 1, "{transcript}");
    assert!(transcript.contains("The letter b goes back"), "{transcript}");
}

#[test]
fn the_verdict_stands_at_the_top_until_it_has_been_read_however_low_the_screen() {
    for (rows, columns) in [(24, 80), (15, 60), (10, 40)] {
        let (mut terminal, open) = nearly_answered(rows, columns, &BOTH);
        answer(&mut terminal, open, &[UNSURE]);
        agree_only(&mut terminal);
        terminal.wait_for(SEE_MORE);
        let screen = terminal.screen();
        assert!(flat(&screen).contains(ON_BOTH), "{columns}x{rows}:\n{screen}");
        assert!(screen.lines().last().unwrap().starts_with(SEE_MORE), "{columns}x{rows}:\n{screen}");
        terminal.press_past(SEE_MORE, ENTER);
        let transcript = flat(&terminal.transcript().join("\n"));
        assert!(transcript.contains(RISKS), "{transcript}");
    }
}

#[test]
fn after_a_resize_the_question_is_put_anew_with_the_next_move() {
    let mut terminal = quiz(24, 80, &["number"]);
    terminal.waits();
    terminal.resize(30, 60);
    terminal.press(DOWN);
    assert_eq!(under_cursor(&mut terminal), label("number", "contacts"));
    let transcript = flat(&terminal.transcript().join("\n"));
    assert_eq!(transcript.matches(&flat(&KB[question("number")].ask)).count(), 2, "{transcript}");
}

#[test]
fn a_menu_never_pushes_its_question_off_the_screen() {
    for (rows, columns) in [(24, 80), (15, 40)] {
        let mut terminal = PseudoTerminal::start(rows, columns, ["quiz"]);
        let mut answers = Answers::none(&KB);
        while let Some(key) = answers.open(&KB).first().copied() {
            go_on(&mut terminal);
            if terminal.waits() == Waits::ForKey {
                let screen = terminal.screen();
                assert!(flat(&screen).contains(&flat(&KB[key].ask)), "{columns}x{rows}, {}:\n{screen}", KB[key].ask);
                // A small screen may have no row to spare for the keys.
                assert!(columns < 80 || screen.contains("Esc: back · Ctrl-C: stop"), "{}:\n{screen}", KB[key].ask);
            }
            answer(&mut terminal, &KB[key], &[UNSURE]);
            answers.set(key, Some(Answer::Unsure));
        }
    }
}

#[test]
fn a_question_that_falls_back_to_lines_is_put_once() {
    let mut terminal = quiz(15, 40, &["protect"]);
    assert_eq!(terminal.waits(), Waits::ForLine);
    let transcript = flat(&terminal.transcript().join("\n"));
    assert_eq!(transcript.matches(&flat(&KB[question("protect")].ask)).count(), 1, "{transcript}");
}

#[test]
fn a_resize_does_not_break_the_next_prompt() {
    for (before, after) in [((24, 80), (30, 45)), ((24, 80), (40, 120)), ((30, 41), (24, 80)), ((24, 80), (18, 40))] {
        let mut unsure = Answers::none(&KB);
        unsure.leave_rest_unsure(&KB);
        let count = unsure.asked(&KB).len();
        let mut terminal = quiz(before.0, before.1, &["number", "groups", "adoption"]);
        terminal.press(DOWN);
        terminal.resize(after.0, after.1);
        terminal.press(ENTER);
        terminal.has_shown(&format!("→ {}", label("number", "contacts")));
        for id in ["groups", "adoption"] {
            let question = &KB[question(id)];
            go_on(&mut terminal);
            assert_eq!(terminal.waits(), Waits::ForKey, "\n{}", terminal.screen());
            let transcript = terminal.transcript();
            let menu = flat(&rows_from(&transcript, &format!(" of {count} · ")).join("\n"));
            let labels: Vec<&str> = question.choices.iter().map(|choice| choice.label.as_str()).collect();
            let lines = format!("> {} Not sure ? Why is this asked ← Back", labels.join(" "));
            let expected = format!("{} {} {} {lines}", question.ask, question.help, keys(question, after.1));
            assert!(menu.ends_with(&flat(&expected)), "{before:?} to {after:?}:\n{}", terminal.screen());
            terminal.press(ENTER);
        }
    }
}

#[test]
fn marks_are_kept_when_the_screen_becomes_too_small_for_the_menu() {
    let mut terminal = quiz(24, 80, &["protect"]);
    pick(&mut terminal, label("protect", "content"));
    pick(&mut terminal, label("protect", "location"));
    terminal.wait_for(&format!("> [x] {}", label("protect", "location")));
    terminal.resize(10, 80);
    terminal.press(DOWN);
    assert_eq!(terminal.waits(), Waits::ForLine, "\n{}", terminal.screen());
    terminal.type_line("");
    terminal.has_shown(&format!("→ {}; {}", label("protect", "content"), label("protect", "location")));
}

/// A path of this run's own, for a test to remove when it is done.
fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()))
}

/// A copy of the data whose labels are about as wide as the terminal, some in letters of two bytes.
fn wide_data(columns: usize) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let to = scratch(&format!("labels-of-{columns}-columns"));
    fs::create_dir_all(to.join("messengers")).unwrap();
    for folder in ["", "messengers"] {
        for entry in fs::read_dir(from.join(folder)).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), to.join(folder).join(entry.file_name())).unwrap();
            }
        }
    }
    let text = fs::read_to_string(from.join("questions.yaml")).unwrap();
    let mut questions: Value = serde_yaml::from_str(&text).unwrap();
    let mut width = columns - 8;
    for question in questions.as_sequence_mut().unwrap() {
        for choice in question["choices"].as_sequence_mut().unwrap() {
            // From well below to just above the width of the terminal, again and again.
            width = if width == columns + 2 { columns - 8 } else { width + 1 };
            let letters = if width.is_multiple_of(3) { "wide " } else { "wïdé " };
            let label: String = letters.chars().cycle().take(width - 1).collect();
            choice["label"] = format!("{}.", label.replace(' ', "-").trim_end_matches('-')).into();
        }
    }
    fs::write(to.join("questions.yaml"), serde_yaml::to_string(&questions).unwrap()).unwrap();
    to
}

#[test]
fn nothing_above_a_menu_is_erased_when_lines_are_as_wide_as_the_terminal() {
    for columns in [40, 41, 60, 79, 80, 81] {
        let folder = wide_data(usize::from(columns));
        let kb = Files::read(&folder).unwrap().load().unwrap();
        let mut terminal = PseudoTerminal::start(60, columns, ["quiz", "--data", folder.to_str().unwrap()]);
        let mut answers = Answers::none(&kb);
        while let Some(key) = answers.open(&kb).first().copied() {
            let question = &kb[key];
            go_on(&mut terminal);
            assert_eq!(terminal.waits(), Waits::ForKey, "\n{}", terminal.screen());
            let before = terminal.transcript();
            let is_marked = |row: &String| row.starts_with("> ");
            let first = before.iter().rposition(is_marked).unwrap();
            let without_cursor = |rows: &[String]| -> Vec<String> {
                rows.iter().map(|row| row.strip_prefix("> ").map_or(row.clone(), |row| format!("  {row}"))).collect()
            };
            let lines = question.choices.len() + if question.takes == Takes::Many { 4 } else { 3 };
            for key in [DOWN; 12].iter().take(lines).chain([&UP]) {
                terminal.press(key);
                terminal.waits();
                let now = terminal.transcript();
                assert_eq!(without_cursor(&now), without_cursor(&before), "{columns} columns, {}", question.ask);
                assert_eq!(now.iter().skip(first).filter(|row| is_marked(row)).count(), 1);
            }
            pick(&mut terminal, "Not sure");
            terminal.waits();
            let after = terminal.transcript();
            assert_eq!(after[..first], before[..first], "{columns} columns, {}", question.ask);
            assert!(after[first].starts_with("→ Not sure"), "{columns} columns, {}", question.ask);
            answers.set(key, Some(Answer::Unsure));
        }
        assert_eq!(terminal.waits(), Waits::ForKey, "\n{}", terminal.screen());
        fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn keys_pressed_in_quick_succession_are_all_heeded_and_leave_no_trace() {
    let mut terminal = quiz(24, 80, &["protect"]);
    terminal.press(&[ENTER, DOWN, DOWN, ENTER, DOWN, ENTER].concat());
    terminal.wait_for(&format!("> [x] {}", label("protect", "location")));
    assert!(terminal.screen().contains(&format!("[x] {}", label("protect", "content"))), "{}", terminal.screen());
    assert!(terminal.screen().contains(&format!("[x] {}", label("protect", "identity"))), "{}", terminal.screen());
    assert!(!terminal.transcript().join("\n").contains("^["), "{}", terminal.screen());
}

/// The program was broken off and has left the terminal as it found it.
fn is_broken_off(end: &End) {
    let transcript = end.transcript.join("\n");
    assert_eq!(transcript.matches(STOPPED).count(), 1, "{transcript}");
    is_left_in_order(end);
}

/// The program has ended by Ctrl-C or a signal, and has left the terminal as it found it.
fn is_left_in_order(end: &End) {
    let transcript = end.transcript.join("\n");
    assert_eq!(end.code, 130, "{transcript}");
    assert!(!end.cursor_is_hidden, "the cursor stays hidden after\n{transcript}");
    assert!(end.modes_are_kept, "{transcript}");
}

/// How often a program is broken off, since two of its threads learn of it and either may be first.
const BREAKS: usize = 8;

#[test]
fn ctrl_c_at_any_question_restores_the_terminal() {
    let mut unsure = Answers::none(&KB);
    unsure.leave_rest_unsure(&KB);
    for asked in unsure.asked(&KB).into_iter().map(|key| &KB[key]) {
        let mut terminal = quiz(TALL, 80, &[&asked.id]);
        go_on(&mut terminal);
        terminal.wait_for(&asked.ask);
        assert_eq!(terminal.waits(), Waits::ForKey, "{}:\n{}", asked.id, terminal.screen());
        terminal.press(CTRL_C);
        is_broken_off(&terminal.end());
    }
}

#[test]
fn a_file_that_was_to_be_saved_is_not_spoken_of_when_it_may_have_been() {
    let file = scratch("never-saved");
    let mut terminal = PseudoTerminal::start(24, 80, ["quiz", "--save", file.to_str().unwrap()]);
    assert_eq!(terminal.waits(), Waits::ForKey);
    terminal.press(CTRL_C);
    let end = terminal.end();
    assert_eq!(end.code, 130);
    assert!(end.transcript.iter().any(|row| row == STOPPED), "{}", end.transcript.join("\n"));
    assert!(!file.exists());
}

#[test]
fn ctrl_c_at_the_first_question_restores_the_terminal() {
    for _ in 0..BREAKS {
        let mut terminal = PseudoTerminal::start(24, 80, ["quiz"]);
        assert_eq!(terminal.waits(), Waits::ForKey);
        terminal.press(CTRL_C);
        is_broken_off(&terminal.end());
    }
}

#[test]
fn ctrl_c_amid_the_marks_of_a_question_restores_the_terminal() {
    for _ in 0..BREAKS {
        let mut terminal = quiz(24, 80, &["protect"]);
        pick(&mut terminal, label("protect", "content"));
        terminal.wait_for(&format!("> [x] {}", label("protect", "content")));
        terminal.press(CTRL_C);
        is_broken_off(&terminal.end());
    }
}

#[test]
fn ctrl_c_in_the_review_restores_the_terminal_and_shows_no_advice() {
    for _ in 0..BREAKS {
        let mut terminal = quiz(40, 100, &["number"]);
        pick(&mut terminal, label("number", "nobody"));
        terminal.wait_for(&format!("{REVIEW} > {ALL_RIGHT}"));
        terminal.press(CTRL_C);
        let end = terminal.end();
        is_broken_off(&end);
        assert!(!end.transcript.iter().any(|row| row == RISKS), "{}", end.transcript.join("\n"));
    }
}

#[test]
fn ctrl_c_below_the_first_screen_of_the_result_restores_the_terminal_without_a_word() {
    for _ in 0..BREAKS {
        let mut terminal = quiz(24, 80, &["number"]);
        pick(&mut terminal, label("number", "nobody"));
        agree_only(&mut terminal);
        terminal.press_below(SEE_MORE, CTRL_C);
        let end = terminal.end();
        is_left_in_order(&end);
        assert!(!end.transcript.join("\n").contains("Stopped"), "{}", end.transcript.join("\n"));
    }
}

#[test]
fn ctrl_c_in_the_menu_after_the_verdict_restores_the_terminal() {
    for _ in 0..BREAKS {
        let mut terminal = quiz(24, 80, &["number"]);
        pick(&mut terminal, label("number", "nobody"));
        agree(&mut terminal);
        terminal.wait_for(MORE);
        terminal.press(CTRL_C);
        is_left_in_order(&terminal.end());
    }
}

#[test]
fn ctrl_c_after_numbered_lines_restores_the_terminal() {
    let mut terminal = PseudoTerminal::start(24, 80, ["quiz", "--plain"]);
    assert_eq!(terminal.waits(), Waits::ForLine);
    terminal.press(CTRL_C);
    // Nothing was changed that a signal would have to put right, so the program may end by it.
    let end = terminal.end();
    is_broken_off(&end);

    let mut terminal = quiz(15, 40, &["protect"]);
    assert_eq!(terminal.waits(), Waits::ForLine);
    terminal.press(CTRL_C);
    is_broken_off(&terminal.end());
}

#[test]
fn the_end_of_the_input_after_numbered_lines_is_an_error() {
    let mut terminal = PseudoTerminal::start(24, 80, ["quiz", "--plain"]);
    assert_eq!(terminal.waits(), Waits::ForLine);
    terminal.press(CTRL_D);
    let end = terminal.end();
    assert_eq!(end.code, 1);
    assert!(flat(&end.transcript.join("\n")).contains("advisor: the input ended before the last question"));
}

#[test]
fn the_signals_to_end_restore_the_terminal() {
    for signal in ["TERM", "HUP", "INT"] {
        for _ in 0..BREAKS {
            let mut terminal = quiz(24, 80, &["number"]);
            assert_eq!(terminal.waits(), Waits::ForKey);
            terminal.signal(signal);
            is_broken_off(&terminal.end());
        }
    }
}

/// A whole quiz by numbered lines on a terminal.
fn by_lines(rows: u16, columns: u16, term: &str, arguments: &[&str]) -> End {
    let mut terminal = PseudoTerminal::start_as(term, rows, columns, arguments);
    assert_eq!(terminal.waits(), Waits::ForLine, "\n{}", terminal.screen());
    answer_all(&mut terminal, &[("contacts", &["known"]), ("protect", &["content", "contacts"])]);
    agree_only(&mut terminal);
    terminal.end()
}

#[test]
fn a_terminal_that_cannot_move_its_cursor_is_asked_by_lines_that_are_only_ever_added() {
    for columns in [40, 80] {
        let end = by_lines(24, columns, "dumb", &["quiz"]);
        assert_eq!(end.code, 0, "{}", end.transcript.join("\n"));
        // The terminal itself makes a carriage return and a newline of every newline.
        let text = String::from_utf8(end.written).unwrap().replace("\r\n", "\n");
        assert!(!text.contains(['\u{1b}', '\r']), "{text}");
        for line in text.lines() {
            assert!(fits(line, usize::from(columns)), "{line:?}");
        }
        assert!(flat(&text).contains(&flat(&answered("contacts", "known"))), "{text}");
    }
}

#[test]
fn plain_asks_by_lines_on_any_terminal() {
    let end = by_lines(24, 80, "xterm-256color", &["quiz", "--plain"]);
    assert_eq!(end.code, 0);
    assert!(end.modes_are_kept && !end.cursor_is_hidden);
    let transcript = flat(&end.transcript.join("\n"));
    assert!(transcript.contains(RISKS), "{transcript}");
}

#[test]
fn menus_leave_standard_output_to_the_advice() {
    // The advice goes to a file, and the menus still to the terminal.
    let file = scratch("advice");
    let mut terminal = PseudoTerminal::start_into(&file, 24, 80, ["quiz"]);
    answer_all(&mut terminal, &[]);
    agree_only(&mut terminal);
    let end = terminal.end();
    assert_eq!(end.code, 0);
    let advice = fs::read_to_string(&file).unwrap();
    fs::remove_file(file).unwrap();
    assert!(advice.contains(RISKS) && !advice.contains("Not sure\n") && !advice.contains('\u{1b}'), "{advice}");
    assert!(!end.transcript.iter().any(|row| row == RISKS), "{}", end.transcript.join("\n"));
}

//! Questions by menus.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use advisor::answers::{Answer, Answers, UNSURE};
use advisor::kb::{Files, Key, Question, Takes};
use serde_yaml::Value;

use super::pseudo_terminal::{CTRL_C, CTRL_D, DOWN, ENTER, ESCAPE, End, PseudoTerminal, UP, Waits};
use super::{KB, fits, flat, question};

const ALL_RIGHT: &str = "All right, show the advice";
const REVIEW: &str =
    "Your answers. Choose one to change it. ↑↓ or number: move · Enter: choose · Esc: back · Ctrl-C: stop";
const MORE: &str = "More? ↑↓ or number: move · Enter: choose · Esc: done · Ctrl-C: stop";
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
    let mut terminal = PseudoTerminal::start(24, 80, ["quiz"]);
    let asked = answer_all(
        &mut terminal,
        &[
            ("contacts", &["known"]),
            ("protect", &["content", "location"]),
            ("number", &["nobody"]),
            ("adversary", &["companies"]),
            ("operator", &["acceptable"]),
            ("device", &["nothing"]),
            ("harm", &["little"]),
            ("groups", &["up-to-100"]),
            ("group-members", &["known"]),
            ("adoption", &["reluctant"]),
            ("network", &["open"]),
            ("calls", &["one-to-one"]),
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
    for said in ["→ What we say; Where I am", "→ Up to 100 people", "Use Signal."] {
        assert!(transcript.contains(said), "{said}: {transcript}");
    }
}

/// The persona's answers, all but the last question's, as flags; and that question with its answer.
fn persona(name: &str) -> (Vec<String>, Key<Question>, Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/personas").join(name).with_extension("yaml");
    let persona: Value = serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let words = |answer: &Value| match answer {
        Value::Sequence(words) => words.iter().map(|word| word.as_str().unwrap().to_owned()).collect(),
        word => vec![word.as_str().unwrap().to_owned()],
    };
    let given: Vec<(Key<Question>, Vec<String>)> = KB
        .questions()
        .keys()
        .filter_map(|key| persona["answers"].get(KB[key].id.as_str()).map(|answer| (key, words(answer))))
        .collect();
    let (last, rest) = given.split_last().unwrap();
    let flags = rest.iter().flat_map(|(key, words)| [format!("--{}", KB[*key].id), words.join(",")]);
    (["quiz".to_owned()].into_iter().chain(flags).collect(), last.0, last.1.clone())
}

#[test]
fn the_first_screen_of_a_result_holds_verdict_reasons_steps_and_warnings() {
    for (name, verdict) in [
        ("content-with-friends", "Use Signal."),
        ("number-is-a-liability", "Use Session."),
        ("both-circles", "Use Signal and Session together"),
        ("newsroom", "Neither Signal nor Session alone is enough."),
    ] {
        let (flags, last, words) = persona(name);
        let mut terminal = PseudoTerminal::start(24, 80, flags);
        answer(&mut terminal, &KB[last], &words.iter().map(String::as_str).collect::<Vec<_>>());
        agree_only(&mut terminal);
        terminal.wait_for(SEE_MORE);
        let screen = terminal.screen();
        for part in [verdict, "Why\n", "Do first\n", "Watch for\n"] {
            assert!(screen.contains(part), "{name}: {part:?} is not on the screen:\n{screen}");
        }
    }
}

#[test]
fn the_first_screen_holds_its_verdict_also_when_nothing_is_sure() {
    let mut terminal = PseudoTerminal::start(24, 80, ["quiz"]);
    answer_all(&mut terminal, &[]);
    agree_only(&mut terminal);
    terminal.wait_for(SEE_MORE);
    let screen = terminal.screen();
    for part in ["Use Signal and Session together", "Why\n", "Do first\n", "Watch for\n"] {
        assert!(screen.contains(part), "{part:?} is not on the screen:\n{screen}");
    }
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
    for part in ["not sure of", "Do first", "Watch for"] {
        assert!(transcript.contains(part), "{part}: {transcript}");
    }
    assert_eq!(transcript.matches("→ Not sure").count(), asked.len(), "{transcript}");
}

#[test]
fn escape_and_the_back_line_ask_the_question_before_with_the_old_answer_under_the_cursor() {
    for how in ["Escape", "line"] {
        let mut terminal = quiz(24, 80, &["number", "operator"]);
        pick(&mut terminal, "The people I talk to");
        match how {
            "Escape" => back(&mut terminal),
            _ => pick(&mut terminal, "← Back"),
        }
        assert_eq!(under_cursor(&mut terminal), "The people I talk to", "{how}");
        terminal.press(ENTER);
        assert_eq!(under_cursor(&mut terminal), "No, if it can hand over very little", "{how}");
        terminal.press(ENTER);
        terminal.wait_for("Who must not learn your phone number? The people I talk to");
    }
}

#[test]
fn not_sure_is_under_the_cursor_when_it_was_the_old_answer() {
    let mut terminal = quiz(24, 80, &["number", "operator"]);
    pick(&mut terminal, "Not sure");
    back(&mut terminal);
    assert_eq!(under_cursor(&mut terminal), "Not sure");
}

#[test]
fn back_twice_keeps_both_old_answers_under_the_cursor() {
    let mut terminal = quiz(24, 80, &["number", "operator", "harm"]);
    pick(&mut terminal, "The people I talk to");
    pick(&mut terminal, "Yes, there must be no such organisation");
    back(&mut terminal);
    assert_eq!(under_cursor(&mut terminal), "Yes, there must be no such organisation");
    back(&mut terminal);
    assert_eq!(under_cursor(&mut terminal), "The people I talk to");
    terminal.press(ENTER);
    assert_eq!(under_cursor(&mut terminal), "Yes, there must be no such organisation");
}

#[test]
fn escape_at_any_question_asks_the_one_before() {
    let mut terminal = PseudoTerminal::start(24, 80, ["quiz"]);
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
    assert_eq!(under_cursor(&mut terminal), "It does not matter");
}

#[test]
fn the_line_why_tells_why_and_the_question_still_waits() {
    let mut terminal = quiz(24, 80, &["number"]);
    pick(&mut terminal, "? Why is this asked");
    terminal.wait_for(&KB[question("number")].why);
    pick(&mut terminal, "It does not matter");
    terminal.has_shown("→ It does not matter");
}

#[test]
fn the_question_stays_on_the_screen_however_often_a_person_asks_why() {
    // This menu fills most of the screen.
    let asked = &KB[question("adversary")];
    let mut terminal = quiz(24, 80, &["adversary"]);
    for line in ["? Why is this asked", "? Why is this asked", "Done", "Done"] {
        terminal.choose(line);
        terminal.waits();
        assert!(flat(&terminal.screen()).contains(&flat(&asked.ask)), "{line}:\n{}", terminal.screen());
    }
}

#[test]
fn enter_marks_and_unmarks_the_choices_of_a_question_that_takes_many() {
    let mut terminal = quiz(24, 80, &["protect"]);
    terminal.wait_for("> [ ] What we say");
    terminal.press(ENTER);
    terminal.wait_for("> [x] What we say");
    pick(&mut terminal, "That it is me");
    terminal.wait_for("> [x] That it is me");
    pick(&mut terminal, "What we say");
    terminal.wait_for("> [ ] What we say");
    pick(&mut terminal, "Where I am");
    pick(&mut terminal, "Done");
    terminal.has_shown("→ That it is me; Where I am");
}

#[test]
fn a_choice_that_stands_alone_drives_the_other_marks_out() {
    let mut terminal = quiz(24, 80, &["protect"]);
    pick(&mut terminal, "What we say");
    pick(&mut terminal, "Nothing special");
    terminal.wait_for("> [x] Nothing special");
    assert!(terminal.screen().contains("[ ] What we say"), "{}", terminal.screen());
    pick(&mut terminal, "What we say");
    terminal.wait_for("> [x] What we say");
    assert!(terminal.screen().contains("[ ] Nothing special"), "{}", terminal.screen());
}

#[test]
fn done_without_a_mark_asks_for_one() {
    let mut terminal = quiz(24, 80, &["protect"]);
    pick(&mut terminal, "Done");
    terminal.wait_for("Mark at least one line");
    pick(&mut terminal, "What we say");
    pick(&mut terminal, "Done");
    terminal.has_shown("→ What we say");
}

#[test]
fn marks_are_kept_when_a_person_comes_back_to_them() {
    let mut terminal = quiz(24, 80, &["protect", "number"]);
    pick(&mut terminal, "What we say");
    pick(&mut terminal, "Where I am");
    pick(&mut terminal, "Done");
    back(&mut terminal);
    terminal.waits();
    let screen = terminal.screen();
    assert!(screen.contains("[x] What we say") && screen.contains("[x] Where I am"), "{screen}");
    assert_eq!(screen.matches("[x]").count(), 2, "{screen}");
}

#[test]
fn an_answer_can_be_changed_in_the_review() {
    let mut terminal = quiz(40, 100, &["number"]);
    pick(&mut terminal, "It does not matter");
    pick(&mut terminal, "Who must not learn your phone number? It does not matter");
    assert_eq!(under_cursor(&mut terminal), "It does not matter");
    pick(&mut terminal, "The people I talk to");
    terminal.wait_for(&format!("{REVIEW} > {ALL_RIGHT}"));
    terminal.wait_for("Who must not learn your phone number? The people I talk to");
    agree(&mut terminal);
    see(&mut terminal, "Your answers");
    pick(&mut terminal, "Done");
    let end = terminal.end();
    assert_eq!(end.code, 0);
    let answers = rows_from(&end.transcript, "Your answers");
    let changed = |row: &String| row.contains("phone number?") && row.ends_with("The people I talk to");
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
    assert!(flat(&end.transcript.join("\n")).contains("Who do you need to talk to? Both, at the same time"));
}

#[test]
fn a_question_that_applies_after_a_change_in_the_review_is_asked_and_back_returns_to_the_change() {
    let mut terminal = quiz(40, 100, &["number", "spare-number", "harm"]);
    pick(&mut terminal, "It does not matter");
    pick(&mut terminal, "Severe: prison, violence, life");
    pick(&mut terminal, "Who must not learn your phone number? It does not matter");
    pick(&mut terminal, "Anyone, also the app's operator and the authorities");
    terminal.wait_for("Do you have a phone number that does not lead to you?");
    back(&mut terminal);
    assert_eq!(under_cursor(&mut terminal), "Anyone, also the app's operator and the authorities");
    terminal.press(ENTER);
    pick(&mut terminal, "Yes, and I can keep it");
    terminal.wait_for(&format!("{REVIEW} > {ALL_RIGHT}"));
    terminal.wait_for("How bad would it be if it came out? Severe");
    terminal.wait_for("Do you have a phone number that does not lead to you? Yes, and I can keep it");
}

#[test]
fn escape_in_the_review_asks_the_last_question_again() {
    let mut terminal = quiz(40, 100, &["special"]);
    pick(&mut terminal, "Neither");
    pick(&mut terminal, "Done");
    terminal.wait_for(&format!("{REVIEW} > {ALL_RIGHT}"));
    back(&mut terminal);
    terminal.wait_for("[x] Neither");
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
    pick(&mut terminal, "It does not matter");
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
    pick(&mut terminal, "The people I talk to");
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
    assert!(transcript.contains("Watch for"), "{transcript}");
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
    let mut terminal = quiz(24, 80, &["number", "operator"]);
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
    terminal.has_shown("→ The people I talk to");
}

#[test]
fn several_numbers_mark_several_choices() {
    let mut terminal = quiz(24, 80, &["protect"]);
    terminal.press("1 3\r");
    terminal.wait_for("> [x] That it is me");
    let screen = terminal.screen();
    assert!(screen.contains("[x] What we say") && screen.matches("[x]").count() == 2, "{screen}");
    terminal.press("d");
    assert_eq!(under_cursor(&mut terminal), "Done");
    terminal.press(ENTER);
    terminal.has_shown("→ What we say");
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
        let (flags, last, words) = persona("both-circles");
        let mut terminal = PseudoTerminal::start(rows, columns, flags);
        answer(&mut terminal, &KB[last], &words.iter().map(String::as_str).collect::<Vec<_>>());
        agree_only(&mut terminal);
        terminal.wait_for(SEE_MORE);
        let screen = terminal.screen();
        assert!(flat(&screen).contains("Use Signal and Session together"), "{columns}x{rows}:\n{screen}");
        assert!(screen.lines().last().unwrap().starts_with(SEE_MORE), "{columns}x{rows}:\n{screen}");
        terminal.press_past(SEE_MORE, ENTER);
        let transcript = flat(&terminal.transcript().join("\n"));
        assert!(transcript.contains("Watch for"), "{transcript}");
    }
}

#[test]
fn after_a_resize_the_question_is_put_anew_with_the_next_move() {
    let mut terminal = quiz(24, 80, &["number"]);
    terminal.waits();
    terminal.resize(30, 60);
    terminal.press(DOWN);
    assert_eq!(under_cursor(&mut terminal), "The people I talk to");
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
        let mut terminal = quiz(before.0, before.1, &["number", "operator", "calls"]);
        terminal.press(DOWN);
        terminal.resize(after.0, after.1);
        terminal.press(ENTER);
        terminal.has_shown("→ The people I talk to");
        for id in ["operator", "calls"] {
            let question = &KB[question(id)];
            go_on(&mut terminal);
            assert_eq!(terminal.waits(), Waits::ForKey, "\n{}", terminal.screen());
            let transcript = terminal.transcript();
            let menu = flat(&rows_from(&transcript, " of 15 · ").join("\n"));
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
    pick(&mut terminal, "What we say");
    pick(&mut terminal, "Where I am");
    terminal.wait_for("> [x] Where I am");
    terminal.resize(10, 80);
    terminal.press(DOWN);
    assert_eq!(terminal.waits(), Waits::ForLine, "\n{}", terminal.screen());
    terminal.type_line("");
    terminal.has_shown("→ What we say; Where I am");
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
    terminal.wait_for("> [x] Where I am");
    assert!(terminal.screen().contains("[x] What we say"), "{}", terminal.screen());
    assert!(terminal.screen().contains("[x] That it is me"), "{}", terminal.screen());
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
        let mut terminal = quiz(24, 80, &[&asked.id]);
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
        pick(&mut terminal, "What we say");
        terminal.wait_for("> [x] What we say");
        terminal.press(CTRL_C);
        is_broken_off(&terminal.end());
    }
}

#[test]
fn ctrl_c_in_the_review_restores_the_terminal_and_shows_no_advice() {
    for _ in 0..BREAKS {
        let mut terminal = quiz(40, 100, &["number"]);
        pick(&mut terminal, "It does not matter");
        terminal.wait_for(&format!("{REVIEW} > {ALL_RIGHT}"));
        terminal.press(CTRL_C);
        let end = terminal.end();
        is_broken_off(&end);
        assert!(!end.transcript.iter().any(|row| row == "Watch for"), "{}", end.transcript.join("\n"));
    }
}

#[test]
fn ctrl_c_below_the_first_screen_of_the_result_restores_the_terminal_without_a_word() {
    for _ in 0..BREAKS {
        let mut terminal = quiz(24, 80, &["number"]);
        pick(&mut terminal, "It does not matter");
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
        pick(&mut terminal, "It does not matter");
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
        assert!(flat(&text).contains("Who do you need to talk to? People who know who I am"), "{text}");
    }
}

#[test]
fn plain_asks_by_lines_on_any_terminal() {
    let end = by_lines(24, 80, "xterm-256color", &["quiz", "--plain"]);
    assert_eq!(end.code, 0);
    assert!(end.modes_are_kept && !end.cursor_is_hidden);
    let transcript = flat(&end.transcript.join("\n"));
    assert!(transcript.contains("Watch for"), "{transcript}");
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
    assert!(advice.contains("Watch for") && !advice.contains("Not sure\n") && !advice.contains('\u{1b}'), "{advice}");
    assert!(!end.transcript.iter().any(|row| row == "Watch for"), "{}", end.transcript.join("\n"));
}

//! Menus in windows of every size, and in those that change their size.

use advisor::answers::{Answer, Answers};
use advisor::kb::KnowledgeBase;

use super::menus::{ALL_RIGHT, WIDE, choose, quiz};
use super::pseudo_terminal::{DOWN, ENTER, PseudoTerminal, UP, Waits};
use super::{flat, times};

#[test]
fn every_shipped_question_is_asked_by_a_menu_with_its_keys_in_view() {
    let kb = KnowledgeBase::embedded();
    for (rows, columns) in [WIDE, (20, 40), (40, 120)] {
        let mut terminal = PseudoTerminal::start((rows, columns), &["quiz"]);
        terminal.sees(&["Enter: begin"]);
        terminal.press(ENTER);
        let mut answers = Answers::none(&kb);
        while let Some(key) = answers.open(&kb).first().copied() {
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

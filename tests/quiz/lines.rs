//! Questions by numbered lines, over byte buffers.

use std::io::{self, ErrorKind};

use advisor::answers::{Answer, Answers};
use advisor::engine::Levels;
use advisor::kb::{Key, Question};
use advisor::quiz::{Plain, run};
use advisor::space::Space;

use super::{KB, assert_only_added, flat, times};
use crate::support::trust;

fn question(id: &str) -> Key<Question> {
    KB.questions().find(id).unwrap()
}

/// Answers that are *unsure* but for these questions, which are open.
pub(crate) fn unsure_but(open: &[&str]) -> Answers {
    let mut answers = Answers::none(&KB);
    for key in KB.questions().keys().filter(|key| !open.contains(&KB[*key].id.as_str())) {
        answers.set(key, Some(Answer::Unsure));
    }
    answers
}

/// What becomes of a quiz in which a person types these lines.
struct Talk {
    answers: Answers,
    output: String,
    result: io::Result<()>,
}

impl Talk {
    /// Asks the questions named; all others are answered *unsure* beforehand.
    fn about(open: &[&str], typed: &str) -> Self {
        Self::from(unsure_but(open), None, 80, typed.as_bytes())
    }

    fn from(mut answers: Answers, space: Option<&Space>, width: usize, typed: &[u8]) -> Self {
        let mut output = Vec::new();
        let result = run(&KB, space, &mut Plain::new(typed, &mut output, width), &mut answers);
        Self { answers, output: String::from_utf8(output).unwrap(), result }
    }

    fn answer(&self, id: &str) -> String {
        assert!(self.result.is_ok(), "{:?}\n{}", self.result, self.output);
        let key = question(id);
        self.answers.get(key).map(|answer| answer.words(&KB[key]).join(" ")).unwrap_or_default()
    }

    fn asked(&self) -> Vec<&str> {
        let output = flat(&self.output);
        let asked = output.split("· Question ").skip(1).map(|put| {
            // A review may follow, which names every question.
            let first = KB.questions().iter().min_by_key(|known| put.find(&flat(&known.ask)).unwrap_or(usize::MAX));
            first.unwrap().id.as_str()
        });
        asked.collect()
    }

    fn shows(&self, count: usize, text: &str) {
        assert_eq!(times(&self.output, text), count, "{text:?}:\n{}", self.output);
    }
}

#[test]
fn a_question_shows_its_theme_its_place_and_every_choice_with_its_help() {
    let talk = Talk::about(&["circle"], "u\n0\n");
    talk.shows(
        1,
        "People · Question 1 of about 4 Whom do you talk to? Think of the talks that worry you. 1. People who know me \
         2. People who must not know me: You write under another name. 3. Both \
         Type a number. Or u: not sure, b: back, ?: why, x: leave. > Not sure: we plan for both circles.",
    );
    assert_eq!(talk.answer("circle"), "unsure");
    let why = Talk::about(&["circle"], "?\n1\n0\n");
    why.shows(1, "> People who must not know you need another account. >");
    assert_eq!(why.answer("circle"), "friends");
}

#[test]
fn an_answer_is_given_by_numbers_or_ids() {
    let spaces = format!("2{}", " ".repeat(4000));
    for (id, typed, answer) in [
        ("group", "3", "large"),
        ("group", "  large  ", "large"),
        ("group", "3\r", "large"),
        ("group", &spaces, "small"),
        ("worries", "1 3", "content outage"),
        ("worries", "3, 1,1", "content outage"),
        ("worries", "1 and 3", "content outage"),
        ("worries", "1, 2 and 3", "content identity outage"),
        ("worries", "1,outage", "content outage"),
        ("worries", "unsure", "unsure"),
    ] {
        assert_eq!(Talk::about(&[id], &format!("{typed}\n0\n")).answer(id), answer, "{typed:?}");
    }
}

#[test]
fn what_is_no_answer_is_refused_with_a_remedy_and_asked_again() {
    let endless = "1".repeat(100_000);
    let no_number = ["0", "5", "-1", "1x", "1.5", "nonsense", "", ",", "99999999999999999999", "\u{1b}[A", "ü", "1;2"];
    let one =
        no_number.into_iter().chain([endless.as_str()]).map(|typed| ("group", typed, "from 1 to 3, or u, b or ?."));
    let many =
        no_number.into_iter().chain(["1 nonsense"]).map(|typed| ("worries", typed, "from 1 to 4, or u, b or ?."));
    let alone = ("worries", "1 4", "\"Nothing\" can only be chosen alone.");
    for (id, typed, remedy) in one.chain(many).chain([("group", "1 2", "Please choose one only."), alone]) {
        let talk = Talk::about(&[id], &format!("{typed}\n1\n0\n"));
        talk.shows(1, remedy);
        assert!(["none", "content"].contains(&talk.answer(id).as_str()), "{typed:?}");
    }
    let talk = Talk::from(unsure_but(&["group"]), None, 80, b"\xfc\n1\n0\n");
    talk.shows(1, "Please type a number from 1 to 3");
    assert_eq!(talk.answer("group"), "none");
}

#[test]
fn back_asks_the_question_before_and_an_empty_line_keeps_the_old_answer() {
    for (open, typed, asked, answers) in [
        ("group phone", "3\nb\n\n1\n0\n", "group phone group phone", "large own"),
        ("group phone", "3\nb\n1\n1\n0\n", "group phone group phone", "none own"),
        ("circle group phone", "1\n2\nb\nb\n\n\n1\n0\n", "circle group phone group circle group phone", "small own"),
        // There is no way back from the first question, and from the review it leads to the last.
        ("group phone", "b\n1\n2\n0\n", "group group phone", "none shared"),
        ("group phone", "1\n2\nb\n1\n0\n", "group phone phone", "none own"),
    ] {
        let talk = Talk::about(&open.split(' ').collect::<Vec<_>>(), typed);
        assert_eq!(talk.asked().join(" "), asked, "{typed:?}");
        assert_eq!([talk.answer("group"), talk.answer("phone")].join(" "), answers, "{typed:?}");
        talk.shows(usize::from(typed.starts_with('b')), "There is no earlier question.");
    }
    Talk::about(&["group", "phone"], "3\nb\n\n1\n0\n").shows(1, "Empty line: keep \"Up to 500 people\".");
}

#[test]
fn a_full_stop_is_said_once_before_the_next_question() {
    let mut answers = unsure_but(&["worries", "group"]);
    answers.set(question("phone"), Answer::of_words(&KB[question("phone")], &["watched"], "phone").ok());
    let talk = Talk::from(answers, None, 80, b"1\n1\n0\n");
    talk.shows(1, "Change nothing on this phone yet. Someone who checks it would notice. Talk to the Help Desk from");
    assert_eq!(talk.asked()[..2], ["worries", "group"], "{}", talk.output);
    // A change that brings it back says it again.
    let talk = Talk::from(unsure_but(&["phone"]), None, 80, b"3\n5\n1\n5\n3\n0\n");
    talk.shows(2, "Change nothing on this phone yet.");
}

#[test]
fn the_review_shows_every_answer_that_counts_by_the_number_of_its_question() {
    let talk = Talk::about(&["worries", "group"], "1 3\n2\n0\n");
    talk.shows(1, "Question 2 of about 4");
    talk.shows(
        1,
        "Your answers. Choose one to change it. 0. Show the advice 1. Whom do you talk to? Not sure \
         2. What worries you? Somebody reads along; The internet goes away 3. How big is your largest group? Up to 100 \
         people 4. Who else can look at your phone? Not sure Type a number from 0 to 4. Or b: back, x: leave. Empty \
         line: \"Show the advice\".",
    );
    // An empty line agrees, too, and nonsense is refused.
    for typed in ["", "-1\n0", "99\n0", "u\n0", "?\n0", "all right\n0"] {
        let talk = Talk::about(&["group"], &format!("1\n{typed}\n"));
        talk.shows(usize::from(!typed.is_empty()), "Please type a number from 0 to 5, or b.");
        assert_eq!(talk.answer("group"), "none", "{typed:?}");
    }
}

#[test]
fn answers_are_changed_in_the_review() {
    // The fourth line is the group, if a number is asked about, and the second the worries.
    for (open, typed, asked, answers) in [
        (&["group"] as &[_], "1\n4\n2\n0\n", "group group", "unsure small"),
        (&["group"], "2\n4\n\n0\n", "group group", "unsure small"),
        (&["group"], "2\n4\nb\n0\n", "group group", "unsure small"),
        // What applies after a change is asked, and back returns to the change; what no longer applies is left out.
        (&["worries", "spare-number"], "1\n2\n2\n1\n0\n", "worries worries spare-number", "identity unsure"),
        (&["worries", "spare-number"], "1\n2\n2\nb\n3\n0\n", "worries worries spare-number worries", "outage unsure"),
        // Back once more returns to the review, with every answer as it was.
        (&["worries", "spare-number"], "1\n2\n2\nb\nb\n0\n", "worries worries spare-number worries", "content unsure"),
        (&["worries", "spare-number"], "2\n1\n2\n1\n0\n", "worries spare-number worries", "content unsure"),
    ] {
        let talk = Talk::about(open, typed);
        assert_eq!(talk.asked().join(" "), asked, "{typed:?}");
        assert_eq!([talk.answer("worries"), talk.answer("group")].join(" "), answers, "{typed:?}");
        let review = flat(talk.output.rsplit("Your answers.").next().unwrap());
        let has_number = ["identity", "unsure"].contains(&talk.answer("worries").as_str());
        assert_eq!(review.contains("Do you have a number"), has_number, "{review}");
    }
}

#[test]
fn once_the_answers_settle_the_verdict_a_person_may_stop_or_go_on_or_go_back() {
    let space = Space::compile(&KB, &Levels::of(&KB, &trust())).unwrap();
    for (typed, asked, group) in [
        ("1\n1\n1\n0\n", "circle worries", "unsure"),
        ("1\n1\n0\n2\n0\n", "circle worries group", "small"),
        ("1\n1\nb\n1\n1\n0\n", "circle worries worries", "unsure"),
    ] {
        let mut answers = Answers::none(&KB);
        answers.set(question("phone"), Some(Answer::Unsure));
        let talk = Talk::from(answers, Some(&space), 80, typed.as_bytes());
        assert_eq!(talk.asked().join(" "), asked, "{typed:?}");
        assert_eq!(talk.answer("group"), group, "{typed:?}");
        talk.shows(asked.matches("worries").count(), "Your answers already settle the verdict");
    }
}

#[test]
fn the_end_of_the_input_is_an_error_wherever_it_comes() {
    for typed in ["", "1", "1\n", "1\n?\n", "1\nnonsense\n", "1\n1\n", "1\n1\nnonsense\n"] {
        let talk = Talk::about(&["group", "phone"], typed);
        assert_eq!(talk.result.unwrap_err().kind(), ErrorKind::UnexpectedEof, "{typed:?}\n{}", talk.output);
    }
}

#[test]
fn lines_are_only_ever_added_and_fit_forty_columns() {
    // Every question as it is put, its reason, a refusal, and the review.
    for typed in ["?\nnonsense\nb\nu\n".repeat(40), format!("{}0\n", "?\nu\n".repeat(5))] {
        assert_only_added(&Talk::from(Answers::none(&KB), None, 40, typed.as_bytes()).output, 40);
    }
}

//! Questions by numbered lines.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use advisor::answers::{Answer, Answers, UNSURE};
use advisor::engine::{Levels, Trust};
use advisor::kb::parse_day;
use advisor::quiz::{Asker, First, List, Order, Plain, Prompt, Reply, run};
use advisor::space::{Outlook, Space};

use super::{KB, ask, fits, flat, label, question};

/// What the answers settle and leave open, for every answer.
static SPACE: LazyLock<Space> = LazyLock::new(|| {
    let trust = Trust { as_of: parse_day("2026-11-23").unwrap(), max_age: None };
    Space::compile(&KB, &Levels::of(&KB, &trust)).unwrap()
});

/// Answers that are *unsure* but for these questions, which are open.
fn unsure_but(open: &[&str]) -> Answers {
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
        Self::in_columns(80, open, typed.as_bytes())
    }

    fn in_columns(width: usize, open: &[&str], typed: &[u8]) -> Self {
        Self::new(width, None, open, typed)
    }

    /// As [`Self::about`], in a quiz that knows what the answers settle.
    fn with_outlook(open: &[&str], typed: &str) -> Self {
        Self::new(80, Some(&SPACE), open, typed.as_bytes())
    }

    fn new(width: usize, space: Option<&Space>, open: &[&str], typed: &[u8]) -> Self {
        let mut answers = unsure_but(open);
        let mut output = Vec::new();
        let result = run(&KB, space, Order::Fixed, &mut Plain::new(typed, &mut output, width), &mut answers);
        Self { answers, output: String::from_utf8(output).unwrap(), result }
    }

    /// The ids of the choices that ended up as the answer.
    fn answer(&self, id: &str) -> Vec<&str> {
        assert!(self.result.is_ok(), "{:?}\n{}", self.result, self.output);
        let key = question(id);
        self.answers.get(key).map(|answer| answer.words(&KB[key])).unwrap_or_default()
    }

    /// The ids of the questions, in the order they were put.
    fn asked(&self) -> Vec<&str> {
        let output = flat(&self.output);
        let asked = output.split(". Question ").skip(1).map(|put| {
            // A review may follow, which names every question.
            let first = KB.questions().iter().min_by_key(|known| put.find(&flat(&known.ask)).unwrap_or(usize::MAX));
            first.unwrap().id.as_str()
        });
        asked.collect()
    }

    /// How often a text was shown.
    fn times(&self, text: &str) -> usize {
        flat(&self.output).matches(&flat(text)).count()
    }

    /// What was shown since the last review began.
    fn last_review(&self) -> String {
        let output = flat(&self.output);
        output.rsplit("Your answers.").next().unwrap().to_owned()
    }
}

/// The line to type in the review to change the answer to a question.
fn review_line(talk: &Talk, id: &str) -> String {
    let asked = talk.answers.asked(&KB);
    let position = asked.iter().position(|key| KB[*key].id == id).unwrap();
    // The number that the question has where it is asked.
    (position + 1).to_string()
}

#[test]
fn an_answer_is_given_by_its_number_or_by_its_id() {
    for typed in ["3", "anyone", "  3  ", "3\r"] {
        assert_eq!(Talk::about(&["number"], &format!("{typed}\n0\n")).answer("number"), ["anyone"], "{typed:?}");
    }
}

#[test]
fn several_choices_are_given_on_one_line() {
    for typed in ["1 3", "1,3", "1, 3", "3 1", "content identity", "1,identity", "1 3 3"] {
        let talk = Talk::about(&["protect"], &format!("{typed}\n0\n"));
        assert_eq!(talk.answer("protect"), ["content", "identity"], "{typed:?}");
    }
}

#[test]
fn a_question_shows_its_theme_its_place_and_every_choice_with_its_help() {
    let talk = Talk::about(&["protect"], "u\n0\n");
    let asked = &KB[question("protect")];
    let order = talk.answers.asked(&KB);
    let (place, count) = (1 + order.iter().position(|key| *key == question("protect")).unwrap(), order.len());
    assert_eq!(talk.times(&format!("{}. Question {place} of {count}.", KB[asked.theme].title)), 1);
    assert_eq!(talk.times(&asked.help), 1);
    for (position, choice) in asked.choices.iter().enumerate() {
        let help = choice.help.as_ref().map(|help| format!(": {help}")).unwrap_or_default();
        assert_eq!(talk.times(&format!("{}. {}{help}", position + 1, choice.label)), 1, "{}", talk.output);
    }
}

#[test]
fn u_answers_unsure() {
    assert_eq!(Talk::about(&["number"], "u\n0\n").answer("number"), ["unsure"]);
    assert_eq!(Talk::about(&["protect"], "u\n0\n").answer("protect"), ["unsure"]);
}

#[test]
fn back_returns_to_the_question_before_and_an_empty_line_keeps_the_old_answer() {
    let talk = Talk::about(&["number", "groups"], "3\nb\n\n1\n0\n");
    assert_eq!(talk.asked(), ["number", "groups", "number", "groups"]);
    assert_eq!(talk.times(&format!("Empty line: keep \"{}\".", label("number", "anyone"))), 1);
    assert_eq!(talk.answer("number"), ["anyone"]);
    assert_eq!(talk.answer("groups"), ["none"]);
}

#[test]
fn back_returns_to_the_question_before_to_answer_it_anew() {
    let talk = Talk::about(&["number", "groups"], "3\nb\n1\n1\n0\n");
    assert_eq!(talk.asked(), ["number", "groups", "number", "groups"]);
    assert_eq!(talk.answer("number"), ["nobody"]);
}

#[test]
fn every_answer_is_kept_when_a_person_goes_back_more_than_once() {
    let talk = Talk::about(&["number", "groups", "adoption"], "3\n2\nb\nb\n\n\n1\n0\n");
    assert_eq!(talk.asked(), ["number", "groups", "adoption", "groups", "number", "groups", "adoption"]);
    assert_eq!(talk.answer("number"), ["anyone"]);
    assert_eq!(talk.answer("groups"), ["up-to-100"]);
    assert_eq!(talk.answer("adoption"), ["yes"]);
}

#[test]
fn there_is_no_way_back_from_the_first_question() {
    let talk = Talk::about(&["number"], "b\n1\n0\n");
    assert_eq!(talk.times("This is the first question."), 1);
    assert_eq!(talk.asked(), ["number", "number"]);
    assert_eq!(talk.answer("number"), ["nobody"]);
}

#[test]
fn a_question_mark_tells_why_and_the_question_still_waits() {
    let talk = Talk::about(&["number"], "?\n1\n0\n");
    assert_eq!(talk.times(&KB[question("number")].why), 1);
    assert_eq!(talk.answer("number"), ["nobody"]);
}

/// The remedy for what is no answer to a question.
fn please_type(id: &str) -> String {
    format!("Please type a number from 1 to {}, or u, b or ?.", KB[question(id)].choices.len())
}

#[test]
fn nonsense_is_refused_with_a_remedy_and_asked_again() {
    for typed in ["0", "5", "-1", "1x", "1.5", "nonsense", "", ",", "99999999999999999999", "\u{1b}[A", "ü", "1;2"] {
        for id in ["number", "adoption"] {
            let talk = Talk::about(&[id], &format!("{typed}\n1\n0\n"));
            assert_eq!(talk.times(&please_type(id)), 1, "{typed:?}\n{}", talk.output);
            assert_eq!(talk.answer(id).len(), 1);
        }
    }
    let talk = Talk::about(&["protect"], "1 nonsense\n1 9\n2\n0\n");
    assert_eq!(talk.times(&please_type("protect")), 2);
    assert_eq!(talk.answer("protect"), ["contacts"]);
}

#[test]
fn a_line_that_is_not_text_is_refused_and_asked_again() {
    let talk = Talk::in_columns(80, &["number"], b"\xfc\n1\n0\n");
    assert_eq!(talk.times(&please_type("number")), 1);
    assert_eq!(talk.answer("number"), ["nobody"]);
}

#[test]
fn a_question_that_takes_one_choice_refuses_two() {
    let talk = Talk::about(&["number"], "1 2\n2\n0\n");
    assert_eq!(talk.times("Please choose one only."), 1);
    assert_eq!(talk.answer("number"), ["contacts"]);
}

#[test]
fn a_choice_that_stands_alone_goes_with_no_other() {
    let talk = Talk::about(&["protect"], "1 6\n6\n0\n");
    let alone = label("protect", "nothing-special");
    assert_eq!(talk.times(&format!("\"{alone}\" goes with no other choice.")), 1);
    assert_eq!(talk.answer("protect"), ["nothing-special"]);
}

#[test]
fn a_question_is_asked_once_an_answer_makes_it_apply() {
    let talk = Talk::about(&["groups", "group-members"], "1\n0\n");
    assert_eq!(talk.asked(), ["groups"]);
    let talk = Talk::about(&["groups", "group-members"], "3\n1\n0\n");
    assert_eq!(talk.asked(), ["groups", "group-members"]);
}

#[test]
fn the_review_shows_every_answer_that_counts() {
    let talk = Talk::about(&["protect", "number"], "1 3\n2\n0\n");
    let chosen = format!("{} {}; {}", ask("protect"), label("protect", "content"), label("protect", "identity"));
    assert!(talk.last_review().contains(&flat(&chosen)), "{}", talk.output);
    for key in talk.answers.asked(&KB) {
        assert!(talk.last_review().contains(&flat(&KB[key].ask)), "{}", talk.output);
    }
}

#[test]
fn a_question_has_the_same_number_in_the_review_as_where_it_is_asked() {
    // The others are answered beforehand, as by flags.
    let talk = Talk::about(&["number", "groups"], "1\n1\n0\n");
    let asked = talk.answers.asked(&KB);
    for id in ["number", "groups"] {
        let number = 1 + asked.iter().position(|key| KB[*key].id == id).unwrap();
        assert_eq!(talk.times(&format!("Question {number} of {}.", asked.len())), 1, "{}", talk.output);
        let ask = flat(&KB[question(id)].ask);
        assert!(talk.last_review().contains(&format!(" {number}. {ask} ")), "{}", talk.output);
    }
    let review = talk.last_review();
    assert!(review.contains("Choose one to change it. 0. All right, show the advice 1. "), "{review}");
    assert!(review.contains(&format!("Type a number from 0 to {}.", asked.len())), "{review}");
}

#[test]
fn an_answer_can_be_changed_in_the_review() {
    let first = Talk::about(&["number"], "1\n0\n");
    let line = review_line(&first, "number");
    let talk = Talk::about(&["number"], &format!("1\n{line}\n2\n0\n"));
    assert_eq!(talk.asked(), ["number", "number"]);
    assert_eq!(talk.times(&format!("Empty line: keep \"{}\".", label("number", "nobody"))), 1);
    assert_eq!(talk.answer("number"), ["contacts"]);
}

#[test]
fn an_answer_chosen_in_the_review_can_be_kept() {
    let first = Talk::about(&["number"], "1\n0\n");
    let line = review_line(&first, "number");
    for kept in ["", "b"] {
        let talk = Talk::about(&["number"], &format!("2\n{line}\n{kept}\n0\n"));
        assert_eq!(talk.answer("number"), ["contacts"], "{kept:?}");
        assert_eq!(talk.times("Your answers."), 2);
    }
}

#[test]
fn back_from_the_review_asks_the_last_question_again() {
    let talk = Talk::about(&["special"], "3\nb\n1\n0\n");
    assert_eq!(talk.asked(), ["special", "special"]);
    assert_eq!(talk.answer("special"), ["newsroom"]);
}

#[test]
fn nonsense_in_the_review_is_refused_with_a_remedy() {
    for typed in ["-1", "99", "u", "?", "all right"] {
        let talk = Talk::about(&["number"], &format!("1\n{typed}\n0\n"));
        assert_eq!(talk.times("Please type a number from 0 to"), 1, "{typed:?}\n{}", talk.output);
        assert_eq!(talk.answer("number"), ["nobody"]);
    }
}

#[test]
fn an_empty_line_in_the_review_agrees_to_it_and_says_so_before() {
    let talk = Talk::about(&["number"], "1\n\n");
    assert_eq!(talk.times("Empty line: \"All right, show the advice\"."), 1, "{}", talk.output);
    assert_eq!(talk.answer("number"), ["nobody"]);
}

#[test]
fn a_question_that_applies_after_a_change_in_the_review_is_asked() {
    let first = Talk::about(&["number", "spare-number"], "1\n0\n");
    let line = review_line(&first, "number");
    let talk = Talk::about(&["number", "spare-number"], &format!("1\n{line}\n3\n1\n0\n"));
    assert_eq!(talk.asked(), ["number", "number", "spare-number"]);
    assert_eq!(talk.answer("spare-number"), ["yes"]);
}

#[test]
fn a_question_that_no_longer_applies_after_a_change_leaves_the_review() {
    let first = Talk::about(&["number", "spare-number"], "3\n1\n0\n");
    assert_eq!(first.asked(), ["number", "spare-number"]);
    let line = review_line(&first, "number");
    let talk = Talk::about(&["number", "spare-number"], &format!("3\n1\n{line}\n1\n0\n"));
    let asked = flat(&KB[question("spare-number")].ask);
    assert!(first.last_review().contains(&asked));
    assert!(!talk.last_review().contains(&asked), "{}", talk.output);
    assert_eq!(talk.answer("number"), ["nobody"]);
}

#[test]
fn back_from_a_question_that_a_change_brought_up_returns_to_that_change() {
    let open = ["number", "spare-number", "adoption", "network"];
    let first = Talk::about(&open, "1\n1\n1\n0\n");
    let line = review_line(&first, "number");
    let talk = Talk::about(&open, &format!("1\n3\n2\n{line}\n3\nb\n2\n0\n"));
    assert_eq!(talk.asked(), ["number", "adoption", "network", "number", "spare-number", "number"]);
    assert_eq!(talk.answer("number"), ["contacts"]);
    assert_eq!(talk.answer("adoption"), ["no"]);
    assert_eq!(talk.answer("network"), ["blocked-there"]);
}

/// Two questions of which the first settles the verdict when it is answered *unsure*, so that the second cannot matter.
fn settled_by_the_first() -> [&'static str; 2] {
    let ids: Vec<&str> = KB.questions().ids().collect();
    let pairs =
        ids.iter().enumerate().flat_map(|(position, first)| ids[position + 1..].iter().map(|rest| [*first, *rest]));
    let settles = |[_, second]: &[&'static str; 2]| {
        let answers = unsure_but(&[second]);
        answers.open(&KB) == [question(second)] && Outlook::of_open(&KB, &SPACE, &answers).hinges.is_empty()
    };
    let applies = |[first, _]: &[&str; 2]| unsure_but(&[first]).open(&KB) == [question(first)];
    pairs.filter(applies).find(settles).expect("some question cannot matter when all others are unsure")
}

#[test]
fn once_the_answers_settle_the_verdict_a_person_may_stop() {
    let [first, second] = settled_by_the_first();
    let talk = Talk::with_outlook(&[first, second], "u\n2\n0\n");
    assert_eq!(talk.times("Your answers already settle the verdict"), 1, "{}", talk.output);
    assert_eq!(talk.asked(), [first]);
    assert_eq!(talk.answer(second), ["unsure"]);
}

#[test]
fn once_the_answers_settle_the_verdict_a_person_may_go_on() {
    let [first, second] = settled_by_the_first();
    let talk = Talk::with_outlook(&[first, second], "u\n1\n1\n0\n");
    assert_eq!(talk.asked(), [first, second]);
    assert_eq!(talk.times("The verdict is settled."), 1, "{}", talk.output);
    assert_ne!(talk.answer(second), ["unsure"]);
}

#[test]
fn back_from_the_offer_to_stop_returns_to_the_question_before() {
    let [first, second] = settled_by_the_first();
    let talk = Talk::with_outlook(&[first, second], "u\nb\nu\n2\n0\n");
    assert_eq!(talk.asked(), [first, first], "{}", talk.output);
    assert_eq!(talk.answer(second), ["unsure"]);
}

#[test]
fn a_question_tells_how_many_open_questions_can_still_change_the_verdict() {
    let all: Vec<&str> = KB.questions().ids().collect();
    // Questions that do not apply yet are not asked, so they are not counted either.
    let none = Answers::none(&KB);
    let open = none.open(&KB);
    let hinges = Outlook::of_open(&KB, &SPACE, &none).hinges.iter().filter(|hinge| open.contains(hinge)).count();
    let talk = Talk::with_outlook(&all, "");
    assert_eq!(talk.times(&format!("{hinges} open questions can still change the verdict.")), 1, "{}", talk.output);
}

#[test]
fn the_end_of_the_input_is_an_error_wherever_it_comes() {
    for typed in ["", "1", "1\n", "1\n?\n", "1\nnonsense\n", "1\n1\n", "1\n1\nnonsense\n"] {
        let talk = Talk::about(&["number", "groups"], typed);
        assert_eq!(talk.result.unwrap_err().kind(), ErrorKind::UnexpectedEof, "{typed:?}\n{}", talk.output);
    }
}

#[test]
fn lines_are_only_ever_added_and_fit_forty_columns() {
    // Every question as it is put, its reason, a refusal, and the review.
    let all: Vec<String> = KB.questions().ids().map(str::to_owned).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let talk = Talk::in_columns(40, &all, "?\nnonsense\nb\nu\n".repeat(40).as_bytes());
    assert_eq!(talk.result.unwrap_err().kind(), ErrorKind::UnexpectedEof);
    let unsure = Talk::in_columns(40, &all, format!("{}0\n", "?\nu\n".repeat(all.len())).as_bytes());
    for output in [talk.output, unsure.output] {
        assert!(!output.contains(['\u{1b}', '\r', '\u{8}', '\t']), "{output}");
        for line in output.lines() {
            assert!(fits(line, 40), "{line:?}");
        }
    }
}

/// Runs `advisor quiz --plain` with these lines on its standard input.
fn piped(flags: &[&str], environment: &[(&str, &str)], typed: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
    for name in ["ADVISOR_DATA", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "NO_COLOR", "TERM"] {
        command.env_remove(name);
    }
    command.args(["quiz", "--plain", "--as-of", "2026-11-23"]).args(flags).envs(environment.iter().copied());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("advisor runs");
    // The program may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Writes down the lines that give these answers, *unsure* to any other question, and go on to the advice.
struct Typist<'a> {
    given: &'a [(&'a str, &'a str)],
    typed: String,
}

impl Asker for Typist<'_> {
    fn ask(&mut self, prompt: &Prompt<'_>) -> io::Result<Reply> {
        let given = self.given.iter().find(|(id, _)| prompt.question.id == *id).map(|(_, words)| *words);
        self.typed.push_str(given.unwrap_or("u"));
        self.typed.push('\n');
        let words = given.unwrap_or(UNSURE).split(' ');
        Ok(Reply::Answer(Answer::parse(prompt.question, words, "the test").unwrap()))
    }

    fn choose(&mut self, list: &List<'_>) -> io::Result<Option<usize>> {
        // The first line goes on, whether to the next question or to the advice.
        self.typed.push_str(match list.first {
            First::Counts => "1\n",
            First::GoesOn => "0\n",
        });
        Ok(Some(0))
    }

    fn say(&mut self, _text: &str) -> io::Result<()> {
        Ok(())
    }
}

fn typed(open: &[&str], given: &[(&str, &str)]) -> String {
    let mut typist = Typist { given, typed: String::new() };
    run(&KB, Some(&SPACE), Order::Fixed, &mut typist, &mut unsure_but(open)).unwrap();
    typist.typed
}

/// Lines that answer every question *unsure* and agree to the review.
fn all_unsure() -> String {
    let all: Vec<&str> = KB.questions().ids().collect();
    typed(&all, &[])
}

#[test]
fn through_pipes_the_questions_go_to_standard_error_and_the_advice_to_standard_output() {
    let output = piped(&[], &[], &all_unsure());
    let (advice, questions) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{questions}");
    assert!(questions.contains("Question 1 of") && questions.contains("Your answers."), "{questions}");
    assert!(advice.contains("Risks to know about") && advice.contains("Step by step"), "{advice}");
    assert!(!advice.contains("Question 1 of") && !questions.contains("Risks to know about"), "{advice}");
}

#[test]
fn through_pipes_the_answers_lead_to_the_advice_that_flags_lead_to() {
    let asked = piped(&["--unsure-rest", "--contacts", "known", "--protect", "content,contacts"], &[], "");
    // Flags for questions that do not apply would be told in the advice, so they are left out.
    let rest = unsure_but(&[]).asked(&KB).into_iter().map(|key| KB[key].id.as_str());
    let rest = rest.filter(|id| !["contacts", "protect"].contains(id));
    let flags: Vec<String> = rest.flat_map(|id| [format!("--{id}"), "unsure".to_owned()]).collect();
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let lines = typed(&["contacts", "protect"], &[("contacts", "known"), ("protect", "content contacts")]);
    let typed = piped(&flags, &[], &lines);
    assert_eq!(typed.status.code(), Some(0), "{}", text(&typed.stderr));
    assert_eq!(text(&typed.stdout), text(&asked.stdout));
}

#[test]
fn through_pipes_lines_are_wrapped_and_only_ever_added() {
    let output = piped(&[], &[("COLUMNS", "40"), ("TERM", "xterm-256color")], &all_unsure());
    for stream in [text(&output.stdout), text(&output.stderr)] {
        assert!(!stream.contains(['\u{1b}', '\r']), "{stream}");
        // An address stays whole, so that it can be copied.
        for line in stream.lines().filter(|line| !line.trim_start().starts_with("http")) {
            assert!(fits(line, 40), "{line:?}");
        }
    }
}

#[test]
fn through_pipes_the_end_of_the_input_is_told_and_gives_no_advice() {
    for typed in [String::new(), "u\n".to_owned(), all_unsure().strip_suffix("0\n").unwrap().to_owned()] {
        let output = piped(&[], &[], &typed);
        assert_eq!(output.status.code(), Some(1), "{typed:?}");
        let said = text(&output.stderr);
        assert!(said.contains("advisor: the input ended before the"), "{typed:?}: {said}");
        assert!(said.contains("--answers FILE"), "{typed:?}: {said}");
        let at_review = said.contains("before the answers were agreed to");
        assert_eq!(at_review, said.contains("Your answers. Choose one to change it."), "{typed:?}: {said}");
        assert_eq!(text(&output.stdout), "", "{typed:?}");
    }
}

#[test]
fn answers_on_standard_input_leave_no_questions_to_be_asked_there() {
    let output = piped(&["--answers", "-"], &[], "contacts: known\n");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.starts_with("advisor: --answers: standard input holds the answers"), "{said}");
    let output = piped(&["--answers", "-", "--unsure-rest"], &[], "contacts: known\n");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn what_is_asked_by_lines_is_answered_in_words_without_anything_drawn() {
    for detail in ["--brief", "--full"] {
        let advice = text(&piped(&["--unsure-rest", detail], &[], "").stdout);
        let drawn = advice.chars().find(|character| ('\u{2500}'..='\u{259F}').contains(character));
        assert_eq!(drawn, None, "{advice}");
        assert!(advice.contains("Risks to know about"), "{advice}");
    }
}

#[test]
fn an_endless_line_is_refused_without_being_kept() {
    let endless = "1".repeat(100_000);
    let talk = Talk::about(&["number"], &format!("{endless}\n1\n0\n"));
    assert_eq!(talk.times(&please_type("number")), 1, "{}", talk.output);
    assert_eq!(talk.answer("number"), ["nobody"]);
    // A line may be long, as long as what it says is not.
    let talk = Talk::about(&["number"], &format!("2{}\n0\n", " ".repeat(4000)));
    assert_eq!(talk.answer("number"), ["contacts"]);
}

#[test]
fn a_file_that_cannot_be_saved_is_told_before_the_first_question() {
    let output = piped(&["--save", "no/such/folder/me.yaml"], &[], &all_unsure());
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("no/such/folder/me.yaml cannot be written") && !said.contains("Question 1 of"), "{said}");
}

#[test]
fn whoever_answered_everything_gets_the_advice_even_if_it_can_no_longer_be_saved() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("gone-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
    command.args(["quiz", "--plain", "--as-of", "2026-11-23", "--save"]).arg(folder.join("me.yaml"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Once a question is asked, the folder has been looked at.
    let mut first = [0; 1];
    child.stderr.as_mut().unwrap().read_exact(&mut first).unwrap();
    fs::remove_dir(&folder).unwrap();
    child.stdin.take().unwrap().write_all(all_unsure().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("Risks to know about"), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("--save:"), "{}", text(&output.stderr));
}

#[test]
fn what_is_said_of_a_file_never_reaches_the_terminal_raw() {
    let name = format!("{}/x\u{1b}]0;evil\u{7}-{}.yaml", env!("CARGO_TARGET_TMPDIR"), std::process::id());
    let output = piped(&["--unsure-rest", "--save", &name], &[], "");
    fs::remove_file(&name).unwrap();
    let said = text(&output.stderr);
    assert!(said.contains("Saved to") && !said.contains(['\u{1b}', '\u{7}']), "{said:?}");
}

#[test]
fn a_folder_that_the_environment_names_wrongly_is_told_as_such() {
    let output = piped(&[], &[("ADVISOR_DATA", "nowhere")], "");
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.starts_with("advisor: ADVISOR_DATA: nowhere cannot be read"), "{said}");
}

//! Answer strings: whatever can be answered can be written in one line and read back.

use advisor::advice::Case;
use advisor::answers::{Answers, Saved};
use advisor::kb::KnowledgeBase;

use crate::support::random::{self, Random, files};
use crate::support::{BUILT_IN, small, trust};

fn read(kb: &KnowledgeBase, text: &str) -> Result<Answers, String> {
    Saved::parse(kb, "--answers", text).map(|saved| saved.answers).map_err(|problems| problems.to_string())
}

#[test]
fn every_set_of_answers_can_be_written_in_a_line_or_a_file_and_read_back() {
    let mut random = Random::new(1);
    // Ids that YAML or JSON could take for a truth or a number.
    let hostile = [("circle", "y"), ("friends", "nan"), ("strangers", "inf"), ("large", "e10"), ("small", "n")];
    let renamed = |text: &str| hostile.iter().fold(text.to_owned(), |text, (id, by)| text.replace(id, by));
    let renamed = small().0.iter().fold(small(), |files, (name, text)| files.with(name, &renamed(text)));
    let bases = (0..20).map(files::small).chain([renamed]).map(|files| files.load().unwrap());
    let bases = bases.chain([KnowledgeBase::embedded().clone()]);
    for kb in &bases.collect::<Vec<_>>() {
        let mut unsure = Answers::none(kb);
        unsure.leave_rest_unsure(kb);
        assert_eq!(unsure.open(kb), [], "what being unsure brings up is unsure too");
        for _ in 0..100 {
            let answers = random::answers(kb, &mut random);
            let line = answers.string(kb);
            assert!(line.chars().all(|character| character.is_ascii_graphic()), "{line}");
            assert_eq!(read(kb, &line).as_ref(), Ok(&answers), "{line}");
            let saved = Case::of(kb, &trust(), &answers).saved().write(kb);
            assert_eq!(read(kb, &saved).as_ref(), Ok(&answers), "{saved}");
            // Broken into lines of a terminal, and with a line break behind it, as in a file.
            let broken: Vec<String> =
                line.as_bytes().chunks(30).map(|chunk| String::from_utf8_lossy(chunk).into_owned()).collect();
            assert_eq!(read(kb, &(broken.join("\n  ") + "\n")).as_ref(), Ok(&answers));
        }
    }
    assert_eq!(read(&BUILT_IN.kb, "\n Advisor:1"), Ok(Answers::none(&BUILT_IN.kb)));
}

#[test]
fn a_line_that_is_wrong_is_told_with_every_fault_and_its_remedy() {
    let kb = &BUILT_IN.kb;
    for (line, told) in [
        ("advisor:2/contacts:known", "begins with `advisor:2`; this program reads `advisor:1/…`"),
        ("advisor:1/contcts:known", "unknown question `contcts`; did you mean `contacts`?"),
        ("advisor:1/contacts:knwon", "did you mean `known`?"),
        ("advisor:1/contacts:known/contacts:known", "`contacts` is answered twice"),
        ("advisor:1/contacts:known+both", "takes one choice"),
        ("advisor:1/protect:content+unsure", "can only be chosen alone"),
        ("advisor:1/contacts", "the part after slash 1 is not an answer"),
        ("advisor:1/contacts:", "is not a choice of `contacts`"),
        ("advisor:1/contacts:\u{1b}[31m", "`\\u{1b}[31m` is not a choice of `contacts`; choose from: known, "),
    ] {
        let fault = read(kb, line).unwrap_err();
        assert!(fault.contains(told), "{line}: {fault}");
        assert!(fault.starts_with("--answers: "), "{fault}");
    }
    let two = read(kb, "advisor:1/contcts:known/calls:nothing-such").unwrap_err();
    assert_eq!(two.lines().count(), 2, "{two}");
    let two = read(kb, "contcts: known\ncalls: nothing-such\n").unwrap_err();
    assert!(two.starts_with("--answers:1: "), "in the order of the lines: {two}");
    let endless = format!("advisor:1/{}", "x".repeat(1 << 20));
    assert!(read(kb, &endless).unwrap_err().len() < 500);
}

#[test]
fn what_a_saved_file_keeps_beside_the_answers_is_what_the_program_writes() {
    let kb = &BUILT_IN.kb;
    let grounds = |strength: &str| {
        format!(
            "grounds:\n  answers: x\n  contexts: []\n  rules:\n    a: {{ property: b, level: c, strength: {strength} }}\n  \
             facts: {{}}\n  complements: {{}}\n"
        )
    };
    let read = |kept: &str| {
        let text = format!("schema: advisor/answers/1\n{kept}answers: {{ contacts: known }}\n");
        Saved::parse(kb, "me.yaml", &text).map_err(|problems| problems.to_string())
    };
    for strength in ["must", "should 1", "should 5"] {
        assert!(read(&grounds(strength)).is_ok(), "{strength}");
    }
    for (kept, key, line) in [
        ("verdict: { kind: sevral }\n".to_owned(), "verdict", 2),
        ("knowledge-base: yesterday\n".to_owned(), "knowledge-base", 2),
        (grounds("mst"), "grounds", 3),
        (grounds("should 6"), "grounds", 3),
    ] {
        let told = format!("me.yaml:{line}: `{key}` is not as this program writes it; remove it; it is written anew");
        assert_eq!(read(&kept), Err(told));
    }
}

#[test]
fn a_question_that_no_longer_exists_is_refused_with_what_to_answer_instead() {
    let kb = &BUILT_IN.kb;
    assert!(kb.questions().find("operator").is_none() && kb.questions().find("concern").is_some());
    for (text, place) in [
        ("contacts: known\noperator: acceptable\n", "--answers:2: "),
        ("{ \"contacts\": \"known\", \"operator\": \"acceptable\" }", "--answers:1: "),
        ("knowledge-base: \"2026-11-23\"\nanswers:\n  operator: acceptable\n", "--answers:3: "),
        ("advisor:1/contacts:known/operator:acceptable", "--answers: "),
    ] {
        let told = read(kb, text).unwrap_err();
        let rest = told.strip_prefix(place).unwrap_or_else(|| panic!("{told}"));
        let rest = rest.strip_prefix("the question `operator` no longer exists; ").unwrap_or_else(|| panic!("{told}"));
        assert!(rest.contains("answer `concern` instead"), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
}

#[test]
fn a_schema_may_stand_above_answers_that_are_not_saved_ones() {
    let kb = &BUILT_IN.kb;
    let plain = read(kb, "contacts: known\n");
    assert!(plain.is_ok());
    assert_eq!(read(kb, "schema: advisor/answers/1\ncontacts: known\n"), plain);
    for (text, told) in [
        ("schema: advisor/answers/9\ncontacts: known\n", "the schema is `advisor/answers/9`; this program reads"),
        ("verdict: { kind: one }\ncontacts: known\n", "`verdict` belongs to a saved file, and `answers` is missing"),
    ] {
        let fault = read(kb, text).unwrap_err();
        assert!(fault.starts_with(&format!("--answers:1: {told}")), "{fault}");
    }
}

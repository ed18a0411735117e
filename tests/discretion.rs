//! What a batch prints about rows that are wrong holds no answer: it often ends in a log.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use advisor::answers::{Answer, Answers, UNSURE};
use advisor::kb::KnowledgeBase;

/// Answers whose words nobody would write for another reason.
const GIVEN: [(&str, &str); 16] = [
    ("contacts", "pseudonymous"),
    ("concern", "identity"),
    ("protect", "identity,location"),
    ("adversary", "someone-close,police"),
    ("person", "partner"),
    ("access", "installed"),
    ("harm", "severe"),
    ("identities", "per-contact"),
    ("device", "infected"),
    ("groups", "over-1000"),
    ("group-members", "strangers"),
    ("adoption", "reluctant"),
    ("network", "shutdown"),
    ("calls", "one-to-one"),
    ("phone", "iphone"),
    ("special", "newsroom"),
];
/// Runs a batch that fails, and checks that it prints no id or label of the given choices.
///
/// The remedy lists the choices of the question that is wrong, whichever was given.
fn fails(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_advisor")).args(["batch", name]).current_dir(folder).output().unwrap();
    let mut said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!([Some(1), Some(2)].contains(&output.status.code()), "{text}: {said}");
    let kb = KnowledgeBase::embedded();
    for question in kb.questions().iter() {
        let known = question.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE]);
        said = said.replace(&known.collect::<Vec<_>>().join(", "), "");
    }
    for (question, choices) in GIVEN {
        let question = &kb[kb.questions().find(question).unwrap()];
        for choice in question.choices.iter().filter(|choice| choices.split(',').any(|id| choice.id == id)) {
            assert!(!said.contains(&choice.id), "{text}: `{}` is repeated: {said}", choice.id);
            assert!(!said.contains(&choice.label), "{text}: `{}` is repeated: {said}", choice.label);
        }
    }
}

#[test]
fn an_error_instead_of_a_row_holds_no_answer() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("discretion-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let row = |more: &str| {
        let fields: Vec<String> = GIVEN
            .iter()
            .map(|(question, choices)| format!("\"{question}\":[\"{}\"]", choices.replace(',', "\",\"")))
            .collect();
        format!("{{{}{more}}}\n", fields.join(","))
    };
    let rows = [
        row(",\"number\":\"severe\""),
        row(",\"number\":\"nobody;severe\""),
        row(",\"number\":[\"nobody\",\"anyone\"]"),
        row(",\"numbr\":\"nobody\""),
        row(",\"contacts\":\"pseudonymous\""),
        row(",\"number\":{\"severe\":1}"),
        row(",\"number\":null"),
        row(",\"number\":1e999"),
        row(",\"verdict\":\"severe\""),
        row(","),
        row("]"),
        row("").replace("pseudonymous", "pseudonymos").replace("\"severe\"", "\"police\""),
        "\"pseudonymous\"\n".to_owned(),
        "[\"pseudonymous\",\"severe\"]\n".to_owned(),
        "pseudonymous severe\n".to_owned(),
        "{\"contacts\":\"pseudonymous\"}\n".to_owned(),
    ];
    fails(&folder, "rows.jsonl", &rows.concat());
    let heading: Vec<&str> = GIVEN.iter().map(|(question, _)| *question).chain(["number"]).collect();
    let cells: Vec<String> = GIVEN.iter().map(|(_, choices)| format!("\"{choices}\"")).collect();
    let (heading, cells) = (heading.join(","), cells.join(","));
    for sheet in [
        format!("{heading}\n{cells},severe\n"),
        format!("{heading}\n{cells}\n"),
        format!("{heading}\n{cells},nobody,severe\n"),
        format!("{cells},severe\n"),
        format!("id,{heading}\n{cells},nobody\n"),
        format!("id,{heading}\n\"1,{}\n2,{}\n", cells.replace('"', ""), cells.replace('"', "")),
        format!("id,{heading}\n1;{}\n", cells.replace(',', ";")),
    ] {
        fails(&folder, "rows.csv", &sheet);
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_column_that_may_be_an_answer_is_not_named() {
    for (arguments, rows) in [
        (&[][..], "{\"severe\":\"harm\",\"contacts\":\"known\",\"police_state\":1,\"note\":2}\n"),
        (&["--to", "csv"], "{\"contacts\":\"known\",\"note\":1}\n{\"severe\":1,\"note\":2}\n"),
        (&["--from", "csv"], "severe,contacts,police state,note\n1,known,2,3\n"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
        command.args(["batch", "--unsure-rest", "--fields", "verdict"]).args(arguments).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(rows.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("`note`"), "{rows}: {said}");
        // A result repeats the columns of its row, an error does not.
        let said = said + String::from_utf8(output.stdout).unwrap().split_once("line ").map_or("", |(_, error)| error);
        assert!(!said.contains("severe") && !said.contains("police"), "{rows}: {said}");
    }
}

#[test]
fn the_answers_of_this_test_are_answers() {
    let kb = KnowledgeBase::embedded();
    let mut answers = Answers::none(&kb);
    for (question, choices) in GIVEN {
        let key = kb.questions().find(question).unwrap();
        answers.set(key, Some(Answer::parse(&kb[key], choices.split(','), "--").unwrap()));
    }
    let open: Vec<&str> = answers.open(&kb).into_iter().map(|key| kb[key].id.as_str()).collect();
    assert!(open.contains(&"number"), "what fails is the question that is left: {open:?}");
}

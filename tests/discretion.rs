//! What went wrong is told without the answers that were given: standard error and rows of errors end in logs.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use advisor::answers::{Answer, Answers};
use advisor::kb::{Entry, KnowledgeBase};

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
/// A saved verdict, to go before the answers in a file.
const VERDICT: &str = "schema: advisor/answers/1\nverdict: { kind: one, messengers: [[everyday, signal]] }\nanswers:\n";

/// The ids and labels of the choices that are given.
fn given() -> Vec<String> {
    let kb = KnowledgeBase::embedded();
    let mut words = Vec::new();
    for (question, choices) in GIVEN {
        let question = &kb[kb.questions().find(question).unwrap()];
        for id in choices.split(',') {
            let choice = question.choices.iter().find(|choice| choice.id == id).unwrap();
            words.extend([choice.id.to_string(), choice.label.to_string()]);
        }
    }
    words
}

/// Holds that none of the given choices is told, by id or label.
fn assert_discreet(said: &str, of: &str) {
    assert!(!said.is_empty(), "{of}: something went wrong");
    for word in given() {
        assert!(!said.contains(&word), "{of}: `{word}` is repeated: {said}");
    }
}

/// Runs a call that fails, and holds that nothing it prints tells what was given.
fn fails(folder: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_advisor")).args(arguments).current_dir(folder).env_clear().output();
    let output = output.unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!([Some(1), Some(2)].contains(&output.status.code()), "{arguments:?}: {}: {said}", output.status);
    assert_discreet(&said, &format!("{arguments:?}"));
    if arguments[0] == "batch" {
        assert_discreet(&(String::from_utf8(output.stdout).unwrap() + " "), &format!("{arguments:?}"));
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("discretion-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_wrong_call_is_told_without_the_answers_in_it() {
    let folder = folder("calls");
    fs::write(folder.join("there"), "").unwrap();
    let flags: Vec<String> =
        GIVEN.iter().flat_map(|(question, choices)| [format!("--{question}"), (*choices).to_owned()]).collect();
    for wrong in [
        &["--number", "nobdy"] as &[&str],
        &["--number", "nobody,anyone"],
        &["--number"],
        &["--contacts", "known"],
        &["--numbr", "nobody"],
        &["severe"],
        &["--unsure-rest", "police", "newsroom"],
        &["--brief", "--full"],
        &["--brief=yes"],
        &["--no-input"],
        &["--unsure-rest", "--as-of", "soon"],
        &["--unsure-rest", "--max-age", "long"],
        &["--unsure-rest", "--format", "pdf"],
        &["--unsure-rest", "--force"],
        &["--unsure-rest", "--save", "there"],
        &["--unsure-rest", "--save", "nowhere/file"],
        &["--unsure-rest", "--answers", "nowhere"],
        &["--unsure-rest", "--data", "nowhere"],
        &["-x"],
    ] {
        let mut call = vec!["quiz"];
        call.extend(flags.iter().map(String::as_str));
        call.extend(wrong);
        fails(&folder, &call);
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_fault_in_a_file_of_answers_is_told_without_the_others() {
    let folder = folder("files");
    let lines: String = GIVEN.iter().map(|(question, choices)| format!("{question}: [{choices}]\n")).collect();
    let saved = VERDICT.to_owned() + &lines.lines().map(|line| format!("  {line}\n")).collect::<String>();
    for text in [
        lines.clone() + "number: nobdy\n",
        lines.clone() + "number: [nobody, anyone]\n",
        lines.clone() + "number: { nobody: true }\n",
        lines.clone() + "number: [nobody\n",
        lines.clone() + "numbr: nobody\n",
        lines.clone() + "number:\n",
        lines.clone() + "number: *nobody\n",
        lines.clone() + "contacts: known\n",
        lines.clone() + "number: \"nobody\n",
        lines.clone() + "---\nnumber: nobody\n",
        lines.clone() + "number: \"\\x00\"\n",
        saved.replace("answers/1", "answers/9"),
        saved.replace("kind: one", "sort: one"),
        saved.replace("verdict:", "verdct:"),
        format!("{saved}grounds: \"advisor:1/{}:{}\"\n", GIVEN[0].0, GIVEN[0].1),
        saved.replace("[[everyday, signal]]", GIVEN[0].1),
        lines.replace('\n', ""),
    ] {
        fs::write(folder.join("me"), text).unwrap();
        fails(&folder, &["quiz", "--unsure-rest", "--answers", "me"]);
        fails(&folder, &["compare", "--relevant-to", "me"]);
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_fault_in_an_answer_string_is_told_without_the_others() {
    let folder = folder("strings");
    let parts: String =
        GIVEN.iter().map(|(question, choices)| format!("/{question}:{}", choices.replace(',', "+"))).collect();
    for string in [
        format!("advisor:1{parts}/number:nobdy"),
        format!("advisor:1{parts}/number:nobody+anyone"),
        format!("advisor:1{parts}/numbr:nobody"),
        format!("advisor:1{parts}/contacts:known"),
        format!("advisor:1{parts}/number+nobody"),
        format!("advisor:1{}", parts.replacen(':', "+", 4)),
        format!("advisor:2{parts}"),
        format!("advisor:{}", &parts[1..]),
        format!(" Advisor:2{parts}"),
        format!("ADVISOR:1/{parts}"),
    ] {
        fails(&folder, &["quiz", "--unsure-rest", "--answers", &string]);
    }
    let (first, second) = parts.split_at(parts.find("/device").unwrap());
    fails(&folder, &["quiz", "--unsure-rest", "--answers", &format!("advisor:1{first}"), second]);
    fs::remove_dir_all(folder).unwrap();
}

/// What may be told of a question, whatever was given: its choices, as remedies list them.
fn without_lists(said: &str) -> String {
    let kb = KnowledgeBase::embedded();
    let lists = kb.questions().iter().flat_map(|question| {
        let ids: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).chain(["unsure"]).collect();
        [format!("`{}`", ids.join("`, `")), ids.join(", ")]
    });
    let said = lists.fold(said.to_owned(), |said, list| said.replace(&list, ""));
    kb.questions().ids().fold(said, |said, id| said.replace(&format!("`{id}`"), ""))
}

/// Runs a call that fails, and holds that it tells none of these words but in the list of a question's choices.
fn fails_without(folder: &Path, arguments: &[&str], words: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_advisor")).args(arguments).current_dir(folder).env_clear().output();
    let output = output.unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    let told = without_lists(&said).replace("--contacts", "").replace("--number", "").replace("--harm", "");
    for word in words {
        assert!(!told.contains(word), "{arguments:?}: `{word}` is repeated: {said}");
    }
}

/// Answers that stand where they are none, with the words that must not be told of them: the choice of another
/// question, several behind something else than a comma, and one with more around it.
const MISPLACED: [(&str, &[&str]); 13] = [
    ("severe", &["severe"]),
    ("pseudonymous", &["pseudonymous"]),
    ("Severe", &["severe", "Severe"]),
    ("sevre", &["severe", "sevre"]),
    ("content identity", &["content", "identity"]),
    ("content;identity", &["content", "identity"]),
    ("nobody severe", &["nobody", "severe"]),
    ("nobody ", &["nobody"]),
    ("nobody.", &["nobody"]),
    ("nobody and severe", &["nobody", "severe"]),
    ("harm: severe", &["severe"]),
    ("harm=severe", &["severe"]),
    ("Anybody, also somebody who can get records", &["records"]),
];

#[test]
fn an_answer_in_the_wrong_place_is_not_repeated() {
    let folder = folder("misplaced");
    let files = |text: &str, words: &[&str]| {
        fs::write(folder.join("me"), text).unwrap();
        fails_without(&folder, &["quiz", "--unsure-rest", "--answers", "me"], words);
        fails_without(&folder, &["compare", "--relevant-to", "me"], words);
    };
    for (given, words) in MISPLACED {
        files(&format!("number: [\"{given}\"]\n"), words);
        fails_without(&folder, &["quiz", "--unsure-rest", "--number", given], words);
        fails_without(&folder, &["quiz", "--unsure-rest", "--answers", &format!("advisor:1/protect:{given}")], words);
        if given == "sevre" || given.starts_with("Anybody") {
            // Where no answer is expected, what is only like one is repeated, as any other word.
            continue;
        }
        for flag in ["--protect", "--number=", "--color", "--format", "--order", "--as-of", "--max-age"] {
            if !(flag == "--protect" && given.starts_with("nobody")) {
                let joined = [flag, given].concat();
                let flag = if flag.ends_with('=') { vec![joined.as_str()] } else { vec![flag, given] };
                fails_without(&folder, &[&["quiz", "--unsure-rest"], &flag[..]].concat(), words);
            }
        }
        fails_without(&folder, &["quiz", "--unsure-rest", "--answers", given], words);
        fails_without(&folder, &["batch", "--fields", given], words);
        fails_without(&folder, &["show", given], words);
        fails_without(&folder, &["list", given], words);
        fails_without(&folder, &["quiz", "--unsure-rest", &format!("--is-{given}")], words);
        fails_without(&folder, &["quiz", "--unsure-rest", &format!("--harm-{given}=1")], words);
        fails_without(&folder, &["quiz", "--unsure-rest", &format!("--brief={given}")], words);
        if given.trim() != "nobody" {
            files(&format!("number: \"{given}\"\n"), words);
        }
        files(&format!("number: !!int {given}\n"), words);
        files(&format!("number: !choice \"{given}\"\n"), words);
        files(&format!("{{\"number\": [\"{given}\"]}}"), words);
        files(&format!("{{\"number\": {{\"{given}\": 1}}}}"), words);
        files(&format!("\"{given}\": number\n"), words);
        files(&format!("\"{given}\": 1\n\"{given}\": 2\n"), words);
        files(&format!("schema: \"{given}\"\nanswers: {{ number: nobody }}\n"), words);
        files(&format!("schema: \"{given}\"\nnumber: nobody\n"), words);
        files(&format!("{{\"schema\": \"{given}\"}}"), words);
        files(&format!("answers: {{ number: nobody }}\n\"{given}\": 1\n"), words);
        files(&format!("answers: \"{given}\"\n"), words);
        files(&format!("knowledge-base: \"{given}\"\nanswers: {{}}\n"), words);
        let joined = given.trim().replace(' ', "+");
        if joined != "nobody" {
            files(&format!("advisor:1/number:{joined}"), words);
            files(&format!("advisor:1/number:nobody+{joined}"), words);
        }
        files(&format!("advisor:1/{joined}:number"), words);
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_slip_is_told_with_the_choice_that_was_meant() {
    let folder = folder("slips");
    fs::write(folder.join("yaml"), "protect: [content, identiy]\n").unwrap();
    fs::write(folder.join("json"), "{\"harm\": \"Severe\"}\n").unwrap();
    for (arguments, told) in [
        (&["--harm", "sevre"][..], "--harm: `sevre` is not a choice; did you mean `severe`?"),
        (&["--harm", "Severe"], "--harm: `Severe` is not a choice; did you mean `severe`?"),
        (&["--answers", "yaml"], "yaml:1: `identiy` is not a choice of `protect`; did you mean `identity`?"),
        (&["--answers", "json"], "json:1: `Severe` is not a choice of `harm`; did you mean `severe`?"),
        (&["--answers", "advisor:1/harm:sevre"], "`sevre` is not a choice of `harm`; did you mean `severe`?"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
        let output = command.args(["quiz", "--unsure-rest"]).args(arguments).current_dir(&folder).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(told), "{arguments:?}: {said}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_error_instead_of_a_row_holds_no_answer() {
    let folder = folder("rows");
    let kb = KnowledgeBase::embedded();
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
    for row in &rows {
        fs::write(folder.join("rows.jsonl"), row).unwrap();
        // The choices of a question are listed, whichever was given; the others must not be.
        let output =
            Command::new(env!("CARGO_BIN_EXE_advisor")).args(["batch", "rows.jsonl"]).current_dir(&folder).output();
        let said = String::from_utf8(output.unwrap().stdout).unwrap();
        assert!(said.contains("\"error\""), "{row}: {said}");
        let told = |question: &str| {
            let known: Vec<&str> =
                kb[kb.questions().find(question).unwrap()].choices.iter().map(|choice| choice.id.as_str()).collect();
            said.replace(&(known.join(", ") + ", unsure"), "")
        };
        let told = if said.contains("contacts: not one of") { told("contacts") } else { told("number") };
        assert_discreet(&told, row);
    }
    let heading: Vec<&str> = GIVEN.iter().map(|(question, _)| *question).chain(["number"]).collect();
    let cells: Vec<String> = GIVEN.iter().map(|(_, choices)| format!("\"{choices}\"")).collect();
    let (heading, cells) = (heading.join(","), cells.join(","));
    for sheet in [
        format!("{heading}\n{cells},nobdy\n"),
        format!("{heading}\n{cells},severe\n"),
        format!("{heading}\n{cells}\n"),
        format!("{heading}\n{cells},nobody,severe\n"),
        format!("{cells},nobody\n"),
        format!("{cells},severe\n"),
        format!("{heading},number\n{cells},nobody,nobody\n"),
        format!("{heading}\n{cells},\n"),
        format!("id,{heading}\n{cells},nobody\n"),
        format!("{heading},note\n,{cells}\n"),
        format!("id,{heading}\n\"1,{}\n2,{}\n", cells.replace('"', ""), cells.replace('"', "")),
        format!("id,{heading}\n1;{}\n", cells.replace(',', ";")),
    ] {
        fs::write(folder.join("rows.csv"), sheet).unwrap();
        fails(&folder, &["batch", "rows.csv"]);
    }
    // What is said of columns at the end of a run is no error, and goes to the same logs.
    for (name, rows, arguments) in [
        ("rows.jsonl", "{\"severe\":\"harm\",\"contacts\":\"known\",\"police_state\":1,\"note\":2}\n", &[][..]),
        ("rows.jsonl", "{\"contacts\":\"known\",\"note\":1}\n{\"severe\":1,\"note\":2}\n", &["--to", "csv"]),
        ("rows.csv", "severe,contacts,police state,note\n1,known,2,3\n", &[]),
    ] {
        fs::write(folder.join(name), rows).unwrap();
        let mut batch = Command::new(env!("CARGO_BIN_EXE_advisor"));
        batch.args(["batch", name, "--unsure-rest", "--fields", "verdict"]).args(arguments).current_dir(&folder);
        let output = batch.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("`note`"), "{rows}: {said}");
        let told = said + String::from_utf8(output.stdout).unwrap().split_once("line ").map_or("", |(_, error)| error);
        assert!(!told.contains("severe") && !told.contains("police"), "{rows}: {told}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_answers_of_this_test_are_answers() {
    let kb = KnowledgeBase::embedded();
    let mut answers = Answers::none(&kb);
    for (question, choices) in GIVEN {
        let key = kb.questions().find(question).unwrap();
        answers.set(key, Some(Answer::parse(&kb[key], choices.split(','), "--").unwrap()));
    }
    let open: Vec<&str> = answers.open(&kb).into_iter().map(|key| kb[key].id()).collect();
    assert!(open.contains(&"number"), "what fails is the question that is left: {open:?}");
}

#[test]
fn help_says_where_answers_can_be_seen_and_how_to_keep_them_out_of_there() {
    let output = Command::new(env!("CARGO_BIN_EXE_advisor")).args(["quiz", "--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("can end up in your shell's history"), "{help}");
    assert!(help.contains("keep them in a file: --answers FILE"), "{help}");
    assert_eq!(help.matches("shell's history").count(), 1, "{help}");
    let output = Command::new(env!("CARGO_BIN_EXE_advisor")).args(["quiz", "-h"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("can end up in your shell's history; --answers FILE keeps them out of it"), "{help}");
}

//! What scripts rely on: JSON alone on standard output, colours only on demand, and no file but the one asked for.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A call that leaves nothing to be asked.
const QUIZ: [&str; 6] = ["quiz", "--contacts", "both", "--protect", "content,identity", "--unsure-rest"];
/// Answers as a file, the same that the page of the quiz uses.
const ANSWERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/quiz.in/me.yaml");
/// The byte that begins every colour.
const ESCAPE: u8 = 0x1b;

/// The program in an environment without settings, on a fixed day.
fn advisor(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
    command.env_clear().stdin(Stdio::null()).args(arguments).args(["--as-of", "2026-11-23"]);
    command
}

/// What the program printed, after it was successful.
fn success(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The JSON on standard output, where standard error is silent.
fn json(arguments: &[&str]) -> Value {
    let output = success(&mut advisor(arguments));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "a success has nothing to complain of");
    serde_json::from_slice(&output.stdout).expect("standard output is one JSON value and nothing else")
}

/// Runs the program with a text on its standard input.
fn with_input(arguments: &[&str], input: &str) -> Output {
    let mut child =
        advisor(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// An empty folder that no other test uses.
fn empty_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    assert_eq!(names(&folder), Vec::<String>::new());
    folder
}

/// The names in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Counts the objects that give a score, each of which must give the musts too.
fn scores_beside_musts(value: &Value) -> usize {
    match value {
        Value::Object(fields) => {
            let scores = ["points", "percent"].iter().any(|field| fields.contains_key(*field));
            if scores {
                assert!(fields["musts"].is_u64() && fields["musts_met"].is_u64(), "a score without musts: {value}");
            }
            usize::from(scores) + fields.values().map(scores_beside_musts).sum::<usize>()
        }
        Value::Array(items) => items.iter().map(scores_beside_musts).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

#[test]
fn advice_as_json_carries_its_schema_and_the_verdict() {
    let advice = json(&["quiz", "--answers", ANSWERS, "--format", "json"]);

    assert_eq!(advice["schema"], "advisor/advice/1");
    assert_eq!(advice["as_of"], "2026-11-23");
    assert_eq!(advice["verdict"]["kind"], "several");
    let messengers: Vec<(&str, &str)> = advice["verdict"]["messengers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|given| (given["context"].as_str().unwrap(), given["messenger"].as_str().unwrap()))
        .collect();
    assert_eq!(messengers, [("everyday", "signal"), ("pseudonymous", "session")]);
}

#[test]
fn a_score_in_json_never_stands_without_the_musts() {
    let advice = json(&[&QUIZ[..], &["--format", "json"]].concat());
    assert!(scores_beside_musts(&advice) >= 4, "two candidates in each of two contexts have a score");
}

#[test]
fn assumptions_stand_in_json_for_every_answer_left_unsure() {
    let advice = json(&[&QUIZ[..], &["--format", "json"]].concat());
    let unsure = advice["answers"].as_array().unwrap().iter().filter(|answer| answer["choices"][0] == "unsure").count();
    assert!(unsure > 0);
    assert_eq!(advice["assumptions"].as_array().unwrap().len(), unsure);
}

#[test]
fn a_comparison_as_json_has_a_cell_for_every_messenger_in_every_row() {
    let comparison = json(&["compare", "briar", "signal", "--group", "identifier", "--format", "json"]);

    assert_eq!(comparison["schema"], "advisor/comparison/1");
    let messengers: Vec<&str> = comparison["messengers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|messenger| messenger["id"].as_str().unwrap())
        .collect();
    assert_eq!(messengers, ["briar", "signal"]);
    let groups = comparison["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 1);
    let rows = groups[0]["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        assert_eq!(row["cells"].as_array().unwrap().len(), 2, "{row}");
    }
}

#[test]
fn answers_on_standard_input_give_the_same_advice_as_in_a_file() {
    let from_file = success(&mut advisor(&["quiz", "--answers", ANSWERS, "--format", "json"]));
    let yaml = fs::read_to_string(ANSWERS).unwrap();
    let answers: serde_yaml::Value = serde_yaml::from_str(&yaml).unwrap();

    for input in [yaml, serde_json::to_string(&answers).unwrap()] {
        let output = with_input(&["quiz", "--answers", "-", "--format", "json"], &input);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stdout == from_file.stdout, "the same answers gave other advice: {input}");
    }
}

#[test]
fn a_fault_on_standard_input_is_told_with_its_line() {
    let output = with_input(&["quiz", "--answers", "-", "--format", "json"], "contacts: known\nnumbr: nobody\n");

    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "advisor: standard input:2: unknown question `numbr`; did you mean `number`?\n"
    );
}

#[test]
fn a_reader_that_left_is_no_failure() {
    for arguments in [&["compare"][..], &["list", "sources"], &["compare", "--format", "csv"], &QUIZ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = advisor(arguments).stdout(writer).stderr(Stdio::piped()).spawn().unwrap().wait_with_output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
}

#[test]
fn colours_are_printed_only_where_they_are_wanted() {
    let has_colours = |flags: &[&str], settings: &[(&str, &str)]| {
        let call = [&["compare"][..], flags].concat();
        success(advisor(&call).envs(settings.iter().copied())).stdout.contains(&ESCAPE)
    };

    assert!(!has_colours(&[], &[]), "a pipe takes no colours");
    assert!(has_colours(&["--color", "always"], &[]));
    assert!(!has_colours(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(has_colours(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!has_colours(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn json_has_no_colours_even_where_they_are_wanted() {
    let output = success(&mut advisor(&[&QUIZ[..], &["--format", "json", "--color", "always"]].concat()));
    assert!(!output.stdout.contains(&ESCAPE));
}

#[test]
fn no_command_leaves_a_file_behind() {
    let folder = empty_folder("untouched");
    for arguments in [
        &QUIZ[..],
        &["compare", "--relevant-to", ANSWERS],
        &["show", "signal"],
        &["list", "facts", "--stale"],
        &["check"],
        &["quiz", "--help"],
    ] {
        success(advisor(arguments).current_dir(&folder));
        assert_eq!(names(&folder), Vec::<String>::new(), "{arguments:?}");
    }
    fs::remove_dir(&folder).unwrap();
}

#[test]
fn a_wrong_call_saves_nothing() {
    let folder = empty_folder("wrong-call");
    let call = ["quiz", "--contacts", "both", "--no-input", "--save", "kept.yaml"];
    let output = advisor(&call).current_dir(&folder).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(names(&folder), Vec::<String>::new());
    fs::remove_dir(&folder).unwrap();
}

#[cfg(unix)]
#[test]
fn saving_writes_one_file_that_only_its_owner_can_read() {
    use std::os::unix::fs::PermissionsExt;

    let folder = empty_folder("saved");
    let mode = || fs::metadata(folder.join("kept.yaml")).unwrap().permissions().mode() & 0o777;
    let save = [&QUIZ[..], &["--save", "kept.yaml"]].concat();

    success(advisor(&save).current_dir(&folder));
    assert_eq!(names(&folder), ["kept.yaml"]);
    assert_eq!(mode(), 0o600);

    // A file that others could read is replaced by one that they cannot.
    fs::set_permissions(folder.join("kept.yaml"), fs::Permissions::from_mode(0o644)).unwrap();
    success(advisor(&[&save[..], &["--force"]].concat()).current_dir(&folder));
    assert_eq!(names(&folder), ["kept.yaml"]);
    assert_eq!(mode(), 0o600);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn json_holds_everything_however_brief_the_page_would_be_and_help_says_so() {
    let of = |more: &[&str]| {
        let call = [&["quiz", "--unsure-rest", "--format", "json", "--as-of", "2026-11-23"], more].concat();
        Command::new(env!("CARGO_BIN_EXE_advisor")).args(call).output().unwrap().stdout
    };
    assert!(!of(&[]).is_empty());
    assert_eq!((of(&["--brief"]), of(&["--full"])), (of(&[]), of(&[])));
    let help = Command::new(env!("CARGO_BIN_EXE_advisor")).args(["quiz", "--help"]).output().unwrap().stdout;
    let help = String::from_utf8(help).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    for told in ["JSON holds everything all the same", "HTML does, unless --brief, and JSON always"] {
        assert!(help.contains(told), "{help}");
    }
}

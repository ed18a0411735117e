//! What scripts rely on: JSON alone on standard output, colours only on demand, and no file but the one asked for.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A call that leaves nothing to be asked.
const QUIZ: [&str; 6] = ["quiz", "--circle", "both", "--worries", "content,identity", "--unsure-rest"];
/// The knowledge base that the calls are about.
const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/knowledge_bases/small");
/// Answers as a file, the same that the page of the quiz uses.
const ANSWERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/quiz.in/me.yaml");
/// The byte that begins every colour.
const ESCAPE: u8 = 0x1b;

/// The program in an environment that names the small knowledge base and nothing else, on a fixed day.
fn advisor(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
    command.env_clear().env("ADVISOR_DATA", SMALL).stdin(Stdio::null());
    command.args(arguments).args(["--as-of", "2026-01-16"]);
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

    assert_eq!(advice["schema"], "advisor/advice/3");
    assert_eq!(advice["as_of"], "2026-01-16");
    assert_eq!(advice["verdict"]["kind"], "several");
    let messengers: Vec<(&str, &str)> = advice["verdict"]["messengers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|given| (given["context"].as_str().unwrap(), given["messenger"].as_str().unwrap()))
        .collect();
    assert_eq!(messengers, [("friends", "alpha"), ("strangers", "beta")]);
}

/// A call about a person whose phone someone looks at, now and then or all the time, and what else is said.
fn call<'a>(phone: &'a str, worries: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let call = ["quiz", "--circle", "friends", "--worries", worries, "--phone", phone, "--unsure-rest"];
    [&call[..], more].concat()
}

#[test]
fn json_says_for_each_context_which_app_what_is_added_and_what_takes_its_place() {
    let apps = |phone: &str, worries: &str| {
        json(&call(phone, worries, &["--format", "json"]))["verdict"]["apps"].as_array().unwrap().clone()
    };
    let ids = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };

    let [app] = &apps("own", "content")[..] else { panic!("there is one context") };
    assert_eq!((&app["context"], &app["app"]), (&"friends".into(), &"alpha".into()));
    assert_eq!((ids(&app["additions"]), &app["replacement"]), (vec![], &Value::Null));

    let [app] = &apps("own", "outage")[..] else { panic!("there is one context") };
    assert_eq!(app["app"], "alpha");
    assert_eq!((ids(&app["additions"]), &app["replacement"]), (vec!["gamma-for-outages".to_owned()], &Value::Null));

    let [app] = &apps("shared", "outage")[..] else { panic!("there is one context") };
    assert_eq!(app["app"], Value::Null, "what takes its place is no messenger");
    assert_eq!((ids(&app["additions"]), &app["replacement"]["id"]), (vec![], &"letters".into()));
    assert_eq!(app["open"], serde_json::json!([]));
}

#[test]
fn a_must_that_nothing_meets_stays_open_in_json_and_the_app_is_kept() {
    // A group of a thousand fits nobody in this knowledge base, and nothing can be added.
    let folder = empty_folder("open-must");
    copy(Path::new(SMALL), &folder);
    let replace = |file: &str, from: &str, to: &str| {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(folder.join(file), text.replace(from, to)).unwrap();
    };
    replace("rules.yaml", "need: { group-size: 500 }", "need: { group-size: 5000 }");
    replace(
        "properties.yaml",
        "  count: members",
        "  cannot: hold your group\n  if-open: It does not fit.\n  if-open-do: Split the group.\n  count: members",
    );
    let data = folder.to_str().unwrap();
    let call = ["--data", data, "quiz", "--circle", "friends", "--worries", "content", "--group", "large"];
    let advice = json(&[&call[..], &["--unsure-rest", "--format", "json"]].concat());
    let text = success(&mut advisor(&[&call[..], &["--unsure-rest"]].concat())).stdout;
    fs::remove_dir_all(&folder).unwrap();

    assert_eq!(advice["verdict"]["kind"], "one");
    let app = &advice["verdict"]["apps"][0];
    assert_eq!(app["app"], "alpha");
    let open = serde_json::json!([{
        "property": "group-size",
        "title": "Largest group",
        "cannot": "hold your group",
        "first": "Split the group.",
        "unknown": false,
    }]);
    assert_eq!(app["open"], open);
    assert_eq!(advice["verdict"]["headline"], "Use Alpha. It can't hold your group");
    assert_eq!(
        (&advice["steps"][0]["kind"], &advice["steps"][0]["title"]),
        (&"open".into(), &"Split the group.".into())
    );
    let text = String::from_utf8(text).unwrap();
    assert!(text.starts_with("Use Alpha. It can't hold your group.\n"), "{text}");
    assert!(text.contains("Start here\n1. Split the group.\n"), "{text}");
}

#[test]
fn stops_come_before_the_verdict_in_every_format() {
    for (phone, stop) in [("shared", "talk to the Help Desk first"), ("watched", "Change nothing on this phone yet")] {
        for format in ["text", "markdown", "html", "json"] {
            for detail in ["--brief", "--full"] {
                let printed = success(&mut advisor(&call(phone, "content", &["--format", format, detail]))).stdout;
                let printed = String::from_utf8(printed).unwrap();
                // What is in the head of a page is not read, and names no app.
                let place = |word: &str| printed.find(word).unwrap_or_else(|| panic!("{word} is not in {printed}"));
                assert!(place(stop) < place("Alpha"), "{format} {detail}: {printed}");
                assert!(place("https://example.org/help") < place("Alpha"), "{format} {detail}: {printed}");
            }
        }
    }
}

#[test]
fn a_full_stop_hides_the_other_steps_unless_everything_is_asked_for() {
    let steps = "https://example.org/get-alpha";
    for (format, flag, is_there) in [
        ("text", "--brief", false),
        ("text", "--full", true),
        ("markdown", "--brief", false),
        ("markdown", "--full", true),
        ("html", "--brief", false),
        ("html", "--full", true),
    ] {
        let printed = success(&mut advisor(&call("watched", "content", &["--format", format, flag]))).stdout;
        let printed = String::from_utf8(printed).unwrap();
        assert_eq!(printed.contains(steps), is_there, "{format} {flag}: {printed}");
        assert!(printed.contains("Once you have a safe device"), "{format} {flag}: {printed}");
    }
    for format in ["text", "markdown"] {
        let printed = success(&mut advisor(&call("watched", "content", &["--format", format]))).stdout;
        assert!(!String::from_utf8(printed).unwrap().contains(steps), "{format}");
    }
    let advice = json(&call("watched", "content", &["--format", "json"]));
    let kinds = |list: &str| -> Vec<String> {
        advice[list].as_array().unwrap().iter().map(|step| step["kind"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds("steps"), ["stop", "stop"]);
    assert_eq!(kinds("more_steps"), ["get", "practice"]);
    assert_eq!(advice["stops"][0]["full"], true);
    assert_eq!(advice["stops"][0]["helplines"][0]["id"], "help-desk");
}

#[test]
fn what_is_done_in_one_place_is_one_step() {
    let advice = json(&call("own", "content", &["--format", "json"]));
    let steps = advice["steps"].as_array().unwrap();
    let together: Vec<&Value> = steps.iter().filter(|step| step["kind"] == "practice").collect();
    let [step] = &together[..] else { panic!("{steps:?}") };
    assert_eq!(step["complements"], serde_json::json!(["lock", "updates"]));
    assert_eq!(step["how_to"].as_array().unwrap().len(), 2);
}

/// Copies a folder of a knowledge base.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.join("messengers")).unwrap();
    for below in ["", "messengers"] {
        for entry in fs::read_dir(from.join(below)).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), to.join(below).join(entry.file_name())).unwrap();
            }
        }
    }
}

#[test]
fn json_has_every_assumption_and_no_score_without_the_musts() {
    let advice = json(&[&QUIZ[..], &["--format", "json"]].concat());
    assert!(scores_beside_musts(&advice) >= 4, "two candidates in each of two contexts have a score");
    let unsure = advice["answers"].as_array().unwrap().iter().filter(|answer| answer["choices"][0] == "unsure").count();
    assert!(unsure > 0);
    assert_eq!(advice["assumptions"].as_array().unwrap().len(), unsure);
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
    let output = with_input(&["quiz", "--answers", "-", "--format", "json"], "circle: friends\ngrup: small\n");

    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "advisor: standard input:2: unknown question `grup`; did you mean `group`?\n"
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
    assert!(!has_colours(&["--color", "always", "--format", "json"], &[]), "JSON never has any");
}

#[test]
fn no_command_leaves_a_file_behind() {
    let folder = empty_folder("untouched");
    for arguments in [
        &QUIZ[..],
        &["compare", "--relevant-to", ANSWERS],
        &["show", "alpha"],
        &["list", "facts", "--stale"],
        &["check"],
        &["quiz", "--help"],
    ] {
        let output = advisor(arguments).current_dir(&folder).output().unwrap();
        // The small knowledge base has problems, which are told.
        let code = i32::from(arguments == ["check"]);
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(names(&folder), Vec::<String>::new(), "{arguments:?}");
    }
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

//! Files by somebody who wants to stop the program, fill the memory or write on the terminal: each is refused with its
//! place and a remedy, or read as what it is, in the program as it is run, with little memory.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use advisor::text::is_unprintable;

/// The memory that the program gets, in KiB.
const MEMORY: usize = 1 << 20;
/// After how many seconds it is taken to hang. Whatever it is given takes a few, on a slow machine.
const PATIENCE: usize = 120;
/// An override, an escape and a control character of eight bits, as YAML and JSON can spell them.
const SPELT: &str = r#""a\u202e\u001b[31m\u009bb""#;

/// A folder of a test's own, with the small knowledge base in `data`.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("by-hostile-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/knowledge_bases/small");
    for below in ["", "messengers"] {
        fs::create_dir_all(folder.join("data").join(below)).unwrap();
        for entry in fs::read_dir(small.join(below)).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), folder.join("data").join(below).join(entry.file_name())).unwrap();
            }
        }
    }
    folder
}

/// The program with little memory, given up after a while.
fn limited(folder: &Path, arguments: &[&str]) -> Command {
    let script = format!("ulimit -v {MEMORY}; ulimit -c 0; exec timeout {PATIENCE} \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_advisor")]).args(arguments).current_dir(folder).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    // The room that the allocator keeps for each core says nothing of the memory used.
    command.env("MALLOC_ARENA_MAX", "2");
    command
}

/// What the program prints, on both ways, and its exit code; it must come to an end by itself.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = limited(folder, arguments).output().unwrap();
    let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap()).concat();
    let code = output.status.code().filter(|code| ![101, 124, 134, 137].contains(code));
    let start: String = said.chars().take(2_000).collect();
    let code = code.unwrap_or_else(|| panic!("{arguments:?} broke off: {}: {start}", output.status));
    let raw = said.chars().find(|character| is_unprintable(*character) && *character != '\n');
    assert_eq!(raw, None, "{arguments:?}: {start}");
    assert!(said.len() < 1 << 20, "{arguments:?}: {} bytes: {start}", said.len());
    (code, said)
}

/// Holds that a call is refused as a wrong one or a failure, and told with these words.
fn refused(folder: &Path, arguments: &[&str], told: &str) {
    let (code, said) = run(folder, arguments);
    let start: String = said.chars().take(2_000).collect();
    assert!([1, 2].contains(&code), "{arguments:?}: {code}: {start}");
    assert!(said.contains(told), "{arguments:?}: {start}");
    assert!(said.starts_with("advisor: ") && said.contains("; "), "a place and a remedy: {start}");
}

/// Lists in lists, ten times as long at each level, by aliases.
fn bomb() -> String {
    let level = |number: usize| format!("k{number}: &a{number} [{}]\n", format!("*a{},", number - 1).repeat(10));
    "k0: &a0 [x]\n".to_owned() + &(1..20).map(level).collect::<String>()
}

/// Texts that no parser should have to take, and what is told of each.
fn texts() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let mebibyte = 1 << 20;
    let many = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>().into_bytes();
    vec![
        ("alias bomb", bomb().into_bytes(), "an alias (`*name`) is not allowed"),
        ("deep JSON", [b"{\"contacts\":".to_vec(), b"[".repeat(100_000), b"]".repeat(100_000)].concat(), "nested more"),
        ("deep YAML", b"{a: ".repeat(100_000), "nested more"),
        ("deep dashes", b"- ".repeat(200_000), "nested more"),
        ("deep keys", b"? ".repeat(200_000), "a key must be a plain word"),
        ("a long text", [b"contacts: ".to_vec(), b"k".repeat(mebibyte - 20)].concat(), "is not a choice of `contacts`"),
        (
            "a long key",
            [b"? ".to_vec(), b"k".repeat(mebibyte / 2), b"\n: [".to_vec(), b"a,".repeat(mebibyte / 5), b"]".to_vec()]
                .concat(),
            "unknown question `kkk",
        ),
        ("many keys", many(70_000, &|number| format!("k{number}: v\n")), "unknown question `k0`"),
        ("the same key", b"contacts: known\n".repeat(60_000), "the key `contacts` is given twice"),
        (
            "many choices",
            [b"contacts: [".to_vec(), b"known,both,".repeat(90_000), b"]".to_vec()].concat(),
            "takes one choice",
        ),
        ("many anchors", many(50_000, &|number| format!("k{number}: &a{number} v\n")), "unknown question `k0`"),
        ("escapes", format!("contacts: \"{}\"\n", "\\u202e".repeat(170_000)).into_bytes(), "is not a choice"),
        ("a file that is too large", vec![b' '; 100 * mebibyte], "larger than"),
        ("no text", b"contacts: \xFF\xFE\n".to_vec(), "is not UTF-8 text; save it as UTF-8"),
        ("a NUL", b"contacts: kno\0wn\n".to_vec(), "not valid YAML"),
        ("raw escapes", "contacts: \u{1b}[31mknown\n".into(), "control characters are not allowed"),
        ("a raw override", "contacts: \u{202e}known\n".into(), "`\\u{202e}known` is not a choice"),
        (
            "spelt controls",
            format!("contacts: {SPELT}\n{SPELT}: known\n").into_bytes(),
            "a\\u{202e}\\u{1b}[31m\\u{9b}b",
        ),
        ("a number out of range", b"contacts: 1e999999999\n".to_vec(), "is not a choice of `contacts`"),
        ("no number", b"contacts: -.inf\n".to_vec(), "is not a choice of `contacts`"),
        ("nothing", Vec::new(), "the file is empty"),
    ]
}

#[test]
fn answers_that_are_too_much_are_refused_in_time() {
    let folder = folder("answers");
    for (name, text, told) in texts() {
        fs::write(folder.join(name), text).unwrap();
        refused(&folder, &["quiz", "--unsure-rest", "--answers", name], told);
    }
    for (name, text) in [
        ("windows.yaml", "\u{FEFF}contacts: known\r\nprotect: [content]\r\n"),
        ("windows.json", "\u{FEFF}{\r\n\t\"contacts\": \"known\",\r\n\t\"protect\": \"content\"\r\n}\r\n"),
        ("line", "\u{FEFF}advisor:1/contacts:known\r\n/protect:content\r\n"),
    ] {
        fs::write(folder.join(name), text).unwrap();
        let (code, said) = run(&folder, &["quiz", "--unsure-rest", "--answers", name, "--format", "markdown"]);
        assert_eq!(code, 0, "{name}: {said}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn answers_in_one_line_that_are_too_much_are_refused_in_time() {
    let folder = folder("lines");
    for (name, text, told) in [
        ("again", "advisor:1".to_owned() + &"/contacts:known".repeat(60_000), "answered twice"),
        ("parts", "advisor:1".to_owned() + &"/".repeat(1 << 19), "what follows slash 1 is no answer"),
        ("colons", "advisor:1/".to_owned() + &"contacts:".repeat(100_000), "is not a choice of `contacts`"),
        ("version", "advisor:".to_owned() + &"9".repeat(1 << 19), "this program reads `advisor:1/…`"),
        ("controls", "advisor:1/contacts:kno\u{202e}wn".to_owned(), "`kno\\u{202e}wn`"),
    ] {
        fs::write(folder.join(name), text).unwrap();
        refused(&folder, &["quiz", "--unsure-rest", "--answers", name], told);
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_knowledge_base_that_is_too_much_is_refused_in_time() {
    let folder = folder("data");
    let rules = folder.join("data/rules.yaml");
    for (name, text, _) in texts() {
        fs::write(&rules, text).unwrap();
        let (code, said) = run(&folder, &["check", "--data", "data"]);
        assert_eq!(code, 1, "{name}: {said}");
        assert!(said.starts_with("advisor: ") && said.contains("rules.yaml"), "{name}: {said}");
    }
    let many = |count: usize, line: &str| line.repeat(count * (8 << 20) / 10 / line.len()).into_bytes();
    for (name, text, told) in [
        ("one long text", [b"- id: ".to_vec(), many(9, "k")].concat(), "rules.yaml:1"),
        ("many entries", many(9, "- {}\n"), "too many values"),
        ("many texts", many(9, "- a\n"), "too many values"),
        ("many lists", [b"[".to_vec(), many(9, "[],")].concat(), "too many values"),
        ("anchors", many(1, "- &a x\n"), "rules.yaml:1"),
        ("lines", [b"- id: |\n".to_vec(), many(9, "    x\n")].concat(), "rules.yaml:1"),
        ("comments", many(9, "# x\n"), "the file is empty"),
    ] {
        fs::write(&rules, text).unwrap();
        let (code, said) = run(&folder, &["check", "--data", "data"]);
        assert_eq!(code, 1, "{name}: {said}");
        assert!(said.contains(told), "{name}: {}", said.chars().take(2_000).collect::<String>());
    }
    fs::write(&rules, "[]\n").unwrap();
    for number in 0..10 {
        fs::write(folder.join(format!("data/messengers/m{number}.yaml")), "#".repeat(7 << 20)).unwrap();
    }
    refused(&folder, &["check", "--data", "data"], "larger than 16 MiB together");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_no_file_is_refused_where_one_is_expected() {
    let folder = folder("no-files");
    symlink("loop-b", folder.join("loop-a")).unwrap();
    symlink("loop-a", folder.join("loop-b")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
    let quiz = |name| ["quiz", "--unsure-rest", "--answers", name];
    refused(&folder, &quiz("/dev/zero"), "larger than 1 MiB");
    refused(&folder, &quiz("/dev/null"), "the file is empty");
    refused(&folder, &quiz("data"), "cannot be read");
    refused(&folder, &quiz("loop-a"), "cannot be read");
    refused(&folder, &quiz("nowhere"), "cannot be read");
    let (code, said) = run(&folder, &["batch", "/dev/zero"]);
    assert_eq!((code, said.lines().count()), (1, 1), "{said}");
    assert!(said.contains("/dev/zero cannot be worked through: line 1 has no end; write one row a line"), "{said}");
    refused(&folder, &["batch", "/dev/zero", "--from", "csv"], "the row on line 1 is longer than 16 MiB");
    refused(&folder, &["batch", "data"], "cannot be read");
    refused(&folder, &["batch", "loop-a"], "cannot be read");
    for data in ["/dev/null", "/dev/zero", "pipe", "loop-a", "nowhere", "data/rules.yaml"] {
        refused(&folder, &["check", "--data", data], "name the folder of a knowledge base");
    }
    let rules = folder.join("data/rules.yaml");
    for (target, told) in
        [("pipe", "is no file"), ("/dev/zero", "is no file"), ("loop-a", "cannot be read"), ("data", "is no file")]
    {
        fs::remove_file(&rules).unwrap();
        symlink(if target.starts_with('/') { target.into() } else { folder.join(target) }, &rules).unwrap();
        refused(&folder, &["check", "--data", "data"], told);
    }
    // Answers that another program hands over come by a pipe.
    let script = "printf 'contacts: known\\n' > pipe & exec \"$0\" quiz --answers pipe --unsure-rest --brief";
    let output = Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_advisor")]).current_dir(&folder).output();
    assert!(output.unwrap().status.success());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn names_and_words_of_the_command_line_are_never_printed_raw() {
    let folder = folder("names");
    let hostile = "a\u{202e}\u{1b}[31m\u{9b}\rb";
    fs::write(folder.join("data/messengers").join(format!("{hostile}.yaml")), "id: x\n").unwrap();
    fs::write(folder.join(hostile), "contacts: wrong\n").unwrap();
    let long = hostile.repeat(1_000);
    for arguments in [
        &["check", "--data", "data"] as &[&str],
        &["check", "--data", "data", "--format", "json"],
        &["check", "--data", hostile],
        &["quiz", "--answers", hostile],
        &["quiz", "--answers", &long],
        &["quiz", "--contacts", hostile],
        &["quiz", "--contacts", &long],
        &["quiz", "--unsure-rest", "--save", hostile],
        &["quiz", "--unsure-rest", "--save", &long],
        &["quiz", "--max-age", hostile],
        &["quiz", "--as-of", hostile],
        &["quiz", hostile],
        &["quiz", &format!("--{hostile}")],
        &["quiz", &format!("--plain={hostile}")],
        &["batch", hostile],
        &["show", hostile],
        &["compare", hostile],
        &["diff", hostile, hostile],
        &["schema", hostile],
        &["help", hostile],
        &["completions", hostile],
        &[hostile],
    ] {
        let (code, said) = run(&folder, arguments);
        assert!([1, 2].contains(&code), "{arguments:?}: {code}: {said}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_saved_verdict_with_hostile_words_is_never_printed_raw() {
    let folder = folder("saved");
    for (version, kind, expected) in [(SPELT, SPELT, 2), ("2025-01-01", SPELT, 2), ("2025-01-01", "one", 0)] {
        let text = format!(
            "schema: advisor/answers/1\nknowledge-base: {version}\nverdict:\n  kind: {kind}\n  messengers:\n    - \
             [{SPELT}, {SPELT}]\nanswers:\n  contacts: known\n"
        );
        fs::write(folder.join("me"), text).unwrap();
        for how in [
            &[] as &[&str],
            &["--full"],
            &["--plain"],
            &["--format", "markdown"],
            &["--format", "html"],
            &["--format", "json"],
        ] {
            let (code, said) = run(&folder, &[&["quiz", "--unsure-rest", "--answers", "me"], how].concat());
            assert_eq!(code, expected, "{how:?}: {said}");
        }
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn rows_that_are_too_much_are_refused_and_those_around_them_decided() {
    let folder = folder("rows");
    let good = "{\"contacts\":\"known\"}\n";
    let mut rows = good.to_owned();
    let deep = format!("{{\"contacts\":{}}}\n", "[".repeat(100_000));
    let passed = format!("{{\"contacts\":\"known\",\"x\":{}{}}}\n", "[".repeat(100_000), "]".repeat(100_000));
    let spelt = format!("{{\"contacts\":{SPELT}}}\n{{\"contacts\":\"known\",{SPELT}:{{\"a\":\r\t\"\u{7f}\"}}}}\n");
    for row in [&deep, &passed, &spelt, "{\"contacts\":1e999}\n", "{\"contacts\":\"\u{202e}\u{7f}\"}\n"] {
        write!(rows, "{row}{good}").unwrap();
    }
    fs::write(folder.join("rows.jsonl"), &rows).unwrap();
    let arguments = ["batch", "rows.jsonl", "--unsure-rest", "--fields", "verdict"];
    // A sheet has no column for what the first row does not have.
    for (to, decided) in [("jsonl", 8), ("csv", 6)] {
        let (code, said) = run(&folder, &[&arguments[..], &["--to", to]].concat());
        assert_eq!(code, 1, "{said}");
        assert_eq!(said.matches("signal").count(), decided, "{said}");
    }
    let sheet = format!("id,contacts\n{},known\n\"a\u{202e}\u{1b}[31m\n\",\u{1b}\n", "x".repeat(1 << 19));
    fs::write(folder.join("rows.csv"), sheet).unwrap();
    assert_eq!(run(&folder, &["batch", "rows.csv", "--unsure-rest", "--fields", "verdict"]).0, 1);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn rows_are_decided_where_the_system_has_no_room_for_more_threads() {
    let folder = folder("threads");
    fs::write(folder.join("rows.jsonl"), "{\"contacts\":\"known\"}\n".repeat(3_000)).unwrap();
    let mut command = Command::new("sh");
    let script = format!("ulimit -v {MEMORY}; exec \"$0\" batch rows.jsonl --unsure-rest --fields verdict");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_advisor")]).current_dir(&folder).env_clear();
    let output = command.env("RAYON_NUM_THREADS", "4096").env("MALLOC_ARENA_MAX", "2").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!((output.status.code(), said.lines().count()), (Some(0), 3_000));
    fs::remove_dir_all(folder).unwrap();
}

/// Adds so many questions, each with a rule that it alone decides, and so many messengers.
fn grow(data: &Path, questions: usize, messengers: usize) {
    let mut asked = fs::read_to_string(data.join("questions.yaml")).unwrap();
    let mut rules = fs::read_to_string(data.join("rules.yaml")).unwrap();
    for number in 0..questions {
        write!(
            asked,
            "\n- {{ id: q{number}, theme: worries, ask: Really?, help: Say so., why: It matters., takes: one, choices: \
             [{{ id: yes, label: Yes }}, {{ id: no, label: No }}], if-unsure: [yes], unsure-means: we plan for it }}\n"
        )
        .unwrap();
        write!(
            rules,
            "\n- {{ id: r{number}, when: {{ q{number}: [yes] }}, need: {{ sign-up: nothing }}, strength: should \
             {}, because: It matters., sources: [test-report] }}\n",
            number % 5 + 1
        )
        .unwrap();
    }
    fs::write(data.join("questions.yaml"), asked).unwrap();
    fs::write(data.join("rules.yaml"), rules).unwrap();
    // A helpline that nobody looked up lately fails every check.
    fs::remove_file(data.join("stops.yaml")).unwrap();
    fs::remove_file(data.join("helplines.yaml")).unwrap();
    let gamma = fs::read_to_string(data.join("messengers/gamma.yaml")).unwrap();
    for number in 0..messengers {
        let text = gamma.replace("id: gamma", &format!("id: m{number}"));
        fs::write(data.join(format!("messengers/m{number}.yaml")), text).unwrap();
    }
}

/// Holds that a call comes to its end by itself, with this exit code, in a knowledge base that is as large as can be.
fn ends(folder: &Path, arguments: &[&str], code: i32) {
    let output = limited(folder, arguments).output().unwrap();
    let said: String = String::from_utf8_lossy(&output.stderr).chars().take(2_000).collect();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}: {said}", output.status);
}

#[test]
fn thousands_of_questions_rules_and_messengers_are_read_and_decided() {
    let folder = folder("thousands");
    grow(&folder.join("data"), 3_000, 1_000);
    fs::write(folder.join("rows.jsonl"), "{\"id\":1,\"circle\":\"friends\"}\n".repeat(20)).unwrap();
    for arguments in [
        &["quiz", "--unsure-rest", "--brief"] as &[&str],
        &["quiz", "--unsure-rest", "--format", "json"],
        &["quiz", "--help"],
        &["list", "questions", "--format", "json"],
        &["show", "q7"],
        &["completions", "bash"],
        &["check"],
        &["batch", "rows.jsonl", "--unsure-rest"],
    ] {
        ends(&folder, &[arguments, &["--data", "data"]].concat(), 0);
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn editions_with_hundreds_or_thousands_of_questions_are_compared_or_refused_in_time() {
    for (questions, code) in [(250, 0), (300, 1), (3_000, 1), (20_000, 1)] {
        let folder = folder("editions");
        grow(&folder.join("data"), questions, 0);
        assert!(Command::new("cp").args(["-r", "data", "next"]).current_dir(&folder).status().unwrap().success());
        let rules = fs::read_to_string(folder.join("data/rules.yaml")).unwrap();
        fs::write(folder.join("next/rules.yaml"), rules.replacen("strength: should 5", "strength: should 4", 1))
            .unwrap();
        ends(&folder, &["diff", "data", "next"], code);
        fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn tens_of_thousands_of_questions_and_rules_are_read_in_time() {
    let folder = folder("tens-of-thousands");
    let data = folder.join("data");
    grow(&data, 20_000, 0);
    fs::write(folder.join("rows.jsonl"), "{\"id\":1,\"circle\":\"friends\"}\n".repeat(20)).unwrap();
    for arguments in
        [&["check"] as &[&str], &["quiz", "--unsure-rest", "--brief"], &["batch", "rows.jsonl", "--unsure-rest"]]
    {
        ends(&folder, &[arguments, &["--data", "data"]].concat(), 0);
    }
    let rules = fs::read_to_string(data.join("rules.yaml")).unwrap();
    fs::write(data.join("rules.yaml"), rules.replace("when: { q", "when: { p")).unwrap();
    ends(&folder, &["check", "--data", "data"], 1);
    ends(&folder, &["check", "--format", "json", "--data", "data"], 1);
    // Answers to as many questions that are none, too.
    fs::write(data.join("rules.yaml"), "[]\n").unwrap();
    fs::write(folder.join("me"), (0..20_000).map(|number| format!("p{number}: yes\n")).collect::<String>()).unwrap();
    ends(&folder, &["quiz", "--unsure-rest", "--answers", "me", "--data", "data"], 2);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn conditions_that_lead_back_to_their_question_are_refused() {
    let folder = folder("cycles");
    let questions = folder.join("data/questions.yaml");
    let text = fs::read_to_string(&questions).unwrap();
    let cyclic = |circle: &str, worries: &str| {
        let text = text.replacen("  takes: one\n", &format!("  takes: one\n  ask-when: [{{ {circle} }}]\n"), 1);
        text.replacen("  takes: many\n", &format!("  takes: many\n  ask-when: [{{ {worries} }}]\n"), 1)
    };
    for text in [cyclic("worries: [content]", "circle: [both]"), cyclic("circle: [both]", "worries: [content]")] {
        fs::write(&questions, text).unwrap();
        refused(&folder, &["check", "--data", "data"], "which is not asked before; move that question up");
    }
    fs::remove_dir_all(folder).unwrap();
}

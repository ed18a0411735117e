//! Files by an attacker who wants to stop the program, fill the memory or write on the terminal: each is refused with its
//! place and a remedy, or read as what it is, in the program as it is run, with little memory.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::targets::assert_printable;
use crate::support::{small, write};

/// The memory that the program gets, in KiB.
const MEMORY: usize = 1 << 20;
/// After how many seconds it is taken to hang. Whatever it is given takes a few, on a slow machine.
const PATIENCE: usize = 120;
/// An override, an escape and a control character of eight bits, as YAML and JSON can spell them.
const SPELT: &str = r#""a\u202e\u001b[31m\u009bb""#;

/// A folder with the small knowledge base in `data`.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = crate::support::folder();
        write(&small(), &folder.path().join("data"));
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), text).unwrap();
    }

    /// A script in the folder, as if it were called with the program and arguments, in little memory.
    fn script(&self, script: &str, arguments: &[&str]) -> Output {
        let script = format!("ulimit -v {MEMORY}; ulimit -c 0; {script}");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_advisor")]).args(arguments);
        command.current_dir(self.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        // The room that the allocator keeps for each core says nothing of the memory used.
        command.env("MALLOC_ARENA_MAX", "2").output().unwrap()
    }

    /// What the program prints, on both ways, and its exit code; it must come to an end by itself.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.script(&format!("exec timeout {PATIENCE} \"$0\" \"$@\""), arguments);
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap()).concat();
        let code = output.status.code().filter(|code| ![101, 124, 134, 137].contains(code));
        let code = code.unwrap_or_else(|| panic!("{arguments:?} broke off: {}: {}", output.status, start(&said)));
        assert_printable(&said);
        (code, said)
    }

    /// Holds that a call is refused as a wrong one or a failure, and told with these words.
    fn refuses(&self, arguments: &[&str], told: &str) {
        let (code, said) = self.run(arguments);
        assert!([1, 2].contains(&code), "{arguments:?}: {code}: {}", start(&said));
        assert!(said.contains(told), "{arguments:?}: {}", start(&said));
        assert!(said.starts_with("advisor: ") && said.contains("; "), "a place and a remedy: {}", start(&said));
        assert!(said.len() < 1 << 20, "{arguments:?}: {} bytes: {}", said.len(), start(&said));
    }
}

fn start(said: &str) -> String {
    said.chars().take(2_000).collect()
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
    let of = |parts: &[(&str, usize)]| parts.iter().map(|(part, count)| part.repeat(*count)).collect::<String>().into();
    vec![
        ("alias bomb", bomb().into_bytes(), "an alias (`*name`) is not allowed"),
        ("deep JSON", of(&[("{\"contacts\":", 1), ("[", 100_000), ("]", 100_000)]), "nested more"),
        ("deep YAML", b"{a: ".repeat(100_000), "nested more"),
        ("deep dashes", b"- ".repeat(200_000), "nested more"),
        ("deep keys", b"? ".repeat(200_000), "a key must be a plain word"),
        ("a long text", of(&[("contacts: ", 1), ("k", mebibyte - 20)]), "is not a choice of `contacts`"),
        (
            "a long key",
            of(&[("? ", 1), ("k", 1 << 19), ("\n: [", 1), ("a,", mebibyte / 5), ("]", 1)]),
            "unknown question `kkk",
        ),
        ("many keys", many(70_000, &|number| format!("k{number}: v\n")), "unknown question `k0`"),
        ("the same key", b"contacts: known\n".repeat(60_000), "the key `contacts` is given twice"),
        ("many choices", of(&[("contacts: [", 1), ("known,both,", 90_000), ("]", 1)]), "takes one choice"),
        ("many anchors", many(50_000, &|number| format!("k{number}: &a{number} v\n")), "unknown question `k0`"),
        ("escapes", format!("contacts: \"{}\"\n", "\\u202e".repeat(170_000)).into_bytes(), "is not a choice"),
        ("a file that is too large", vec![b' '; 20 * mebibyte], "larger than"),
        ("no text", b"contacts: \xFF\xFE\n".to_vec(), "is not UTF-8 text; save it as UTF-8"),
        ("a NUL", b"contacts: kno\0wn\n".to_vec(), "not valid YAML"),
        ("UTF-16", "contacts: known".encode_utf16().flat_map(u16::to_le_bytes).collect(), "is not UTF-8 text"),
        ("a list", b"[\"contacts\"]\n".to_vec(), "there are no answers; write `question: choice` lines"),
        ("null", b"null\n".to_vec(), "there are no answers; write `question: choice` lines"),
        ("raw escapes", "contacts: \u{1b}[31mknown\n".into(), "control characters are not allowed"),
        ("a raw override", "contacts: \u{202e}known\n".into(), "`\\u{202e}known` is not a choice"),
        ("controls", format!("contacts: {SPELT}\n{SPELT}: known\n").into(), "a\\u{202e}\\u{1b}[31m\\u{9b}b"),
        ("a number out of range", b"contacts: 1e999999999\n".to_vec(), "is not a choice of `contacts`"),
        ("no number", b"contacts: -.inf\n".to_vec(), "is not a choice of `contacts`"),
        ("nothing", Vec::new(), "the file is empty"),
    ]
}

#[test]
fn answers_without_a_context_are_refused() {
    let folder = Folder::new();
    let scope = fs::read_to_string(folder.path().join("data/scope.yaml")).unwrap();
    folder.put("data/scope.yaml", scope.replace("circle: [friends, both]", "circle: [both]"));
    folder.refuses(&["quiz", "--data", "data", "--circle", "friends", "--unsure-rest"], "no context for these answers");
}

#[test]
fn answers_that_are_too_much_are_refused_in_time() {
    let folder = Folder::new();
    let line = |part: &str, count: usize| ["advisor:1", &part.repeat(count)].concat().into_bytes();
    let lines = [
        ("bad.json", b"{\n  \"contacts\": \"known\",\n}\n".repeat(2), "bad.json:3: not valid JSON; check the brackets"),
        ("again", line("/contacts:known", 60_000), "answered twice"),
        ("slashes", line("/", 1 << 19), "the part after slash 1 is not an answer"),
        ("colons", line("/contacts:contacts:", 50_000), "is not a choice of `contacts`"),
        ("a long version", line("9", 1 << 19), "this program reads `advisor:1/…`"),
        ("controls", line("/contacts:kno\u{202e}wn", 1), "`kno\\u{202e}wn`"),
    ];
    for (name, text, told) in texts().into_iter().chain(lines) {
        folder.put(name, text);
        folder.refuses(&["quiz", "--unsure-rest", "--answers", name], told);
    }
    for (name, text) in [
        ("windows.yaml", "\u{FEFF}contacts: known\r\nprotect: [content]\r\n"),
        ("windows.json", "\u{FEFF}{\r\n\t\"contacts\": \"known\",\r\n\t\"protect\": \"content\"\r\n}\r\n"),
        ("line", "\u{FEFF}advisor:1/contacts:known\r\n/protect:content\r\n"),
    ] {
        folder.put(name, text);
        let (code, said) = folder.run(&["quiz", "--unsure-rest", "--answers", name, "--format", "markdown"]);
        assert_eq!(code, 0, "{name}: {said}");
    }
}

#[test]
fn a_knowledge_base_that_is_too_much_is_refused_in_time() {
    let folder = Folder::new();
    let many = |count: usize, line: &str| line.repeat(count * (8 << 20) / 10 / line.len()).into_bytes();
    let large = [
        ("one long text", [b"- id: ".to_vec(), many(9, "k")].concat(), "rules.yaml:1"),
        ("many entries", many(9, "- {}\n"), "too many values"),
        ("many lists", [b"[".to_vec(), many(9, "[],")].concat(), "too many values"),
        ("anchors", many(1, "- &a x\n"), "rules.yaml:1"),
        ("lines", [b"- id: |\n".to_vec(), many(9, "    x\n")].concat(), "rules.yaml:1"),
        ("comments", many(3, "# x\n"), "the file is empty"),
    ];
    // What is told of the texts depends on the kind of file.
    for (_, text, told) in texts().into_iter().map(|(name, text, _)| (name, text, "rules.yaml")).chain(large) {
        folder.put("data/rules.yaml", text);
        let (code, said) = folder.run(&["check", "--data", "data"]);
        assert!(code == 1 && said.starts_with("advisor: ") && said.contains(told), "{told}: {}", start(&said));
    }
    folder.put("data/rules.yaml", "[]\n");
    (0..10).for_each(|number| folder.put(&format!("data/messengers/m{number}.yaml"), "#".repeat(7 << 20)));
    folder.refuses(&["check", "--data", "data"], "larger than 16 MiB together");
}

#[test]
fn what_is_no_file_is_refused_where_one_is_expected() {
    let folder = Folder::new();
    symlink("loop-b", folder.path().join("loop-a")).unwrap();
    symlink("loop-a", folder.path().join("loop-b")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap().success());
    for (name, told) in [
        ("/dev/zero", "larger than 1 MiB"),
        ("/dev/null", "the file is empty"),
        ("data", "cannot be read"),
        ("loop-a", "cannot be read"),
        ("nowhere", "cannot be read"),
    ] {
        folder.refuses(&["quiz", "--unsure-rest", "--answers", name], told);
    }
    folder.refuses(&["batch", "/dev/zero"], "/dev/zero cannot be processed: line 1 has no end; write one row a line");
    folder.refuses(&["batch", "/dev/zero", "--from", "csv"], "the row on line 1 is longer than 16 MiB");
    folder.refuses(&["batch", "data"], "cannot be read");
    folder.refuses(&["batch", "loop-a"], "cannot be read");
    for data in ["/dev/null", "/dev/zero", "pipe", "loop-a", "nowhere", "data/rules.yaml"] {
        folder.refuses(&["check", "--data", data], "name the folder of a knowledge base");
    }
    let rules = folder.path().join("data/rules.yaml");
    for (target, told) in
        [("pipe", "is no file"), ("/dev/zero", "is no file"), ("loop-a", "cannot be read"), ("data", "is no file")]
    {
        fs::remove_file(&rules).unwrap();
        symlink(folder.path().join(target), &rules).unwrap();
        folder.refuses(&["check", "--data", "data"], told);
    }
    // Answers that another program hands over come by a pipe.
    let script = "printf 'contacts: known\\n' > pipe & exec \"$0\" quiz --answers pipe --unsure-rest --brief";
    assert!(folder.script(script, &[]).status.success());
}

#[test]
fn names_and_words_of_the_command_line_are_never_printed_raw() {
    let folder = Folder::new();
    let hostile = "a\u{202e}\u{1b}[31m\u{9b}\rb";
    folder.put(&format!("data/messengers/{hostile}.yaml"), "id: x\n");
    folder.put(hostile, "contacts: wrong\n");
    let long = hostile.repeat(1_000);
    let calls = "check --data data|check --data data --format json|check --data HOSTILE|quiz --answers HOSTILE|\
                 quiz --answers LONG|quiz --contacts HOSTILE|quiz --contacts LONG|quiz --unsure-rest --save HOSTILE|\
                 quiz --unsure-rest --save LONG|quiz --max-age HOSTILE|quiz --as-of HOSTILE|quiz HOSTILE|quiz --HOSTILE|\
                 quiz --plain=HOSTILE|batch HOSTILE|show HOSTILE|compare HOSTILE|diff HOSTILE HOSTILE|schema HOSTILE|\
                 help HOSTILE|completions HOSTILE|HOSTILE";
    for call in calls.split('|') {
        let arguments = call.split(' ').map(|word| word.replace("HOSTILE", hostile).replace("LONG", &long));
        let arguments: Vec<String> = arguments.collect();
        let (code, said) = folder.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert!([1, 2].contains(&code), "{call}: {code}: {said}");
    }
}

#[test]
fn a_saved_verdict_with_hostile_words_is_never_printed_raw() {
    let folder = Folder::new();
    for (version, kind, expected) in [(SPELT, SPELT, 2), ("2025-01-01", SPELT, 2), ("2025-01-01", "one", 0)] {
        let verdict = format!("{{ kind: {kind}, messengers: [[{SPELT}, {SPELT}]] }}");
        let head = format!("schema: advisor/answers/1\nknowledge-base: {version}\n");
        folder.put("me", format!("{head}verdict: {verdict}\nanswers: {{ contacts: known }}\n"));
        for how in ["--full", "--plain", "--format=markdown", "--format=html", "--format=json"] {
            let (code, said) = folder.run(&["quiz", "--unsure-rest", "--answers", "me", how]);
            assert_eq!(code, expected, "{how}: {said}");
        }
    }
}

#[test]
fn rows_that_are_too_much_are_refused_and_those_around_them_decided() {
    let folder = Folder::new();
    let good = "{\"contacts\":\"known\"}\n";
    let mut rows = good.to_owned();
    let deep = format!("{{\"contacts\":{}}}\n", "[".repeat(100_000));
    let passed = format!("{{\"contacts\":\"known\",\"x\":{}{}}}\n", "[".repeat(100_000), "]".repeat(100_000));
    let spelt = format!("{{\"contacts\":{SPELT}}}\n{{\"contacts\":\"known\",{SPELT}:{{\"a\":\r\t\"\u{7f}\"}}}}\n");
    for row in [&deep, &passed, &spelt, "{\"contacts\":1e999}\n", "{\"contacts\":\"\u{202e}\u{7f}\"}\n"] {
        write!(rows, "{row}{good}").unwrap();
    }
    folder.put("rows.jsonl", &rows);
    let arguments = ["batch", "rows.jsonl", "--unsure-rest", "--fields", "verdict"];
    let (code, said) = folder.run(&arguments);
    assert_eq!((code, said.matches("signal").count()), (1, 8), "{said}");
    let sheet = format!("id,contacts\n{},known\n\"a\u{202e}\u{1b}[31m\n\",\u{1b}\n", "x".repeat(1 << 19));
    folder.put("rows.csv", sheet);
    assert_eq!(folder.run(&["batch", "rows.csv", "--unsure-rest", "--fields", "verdict"]).0, 1);
    // Where the system has no room for more threads.
    folder.put("rows.jsonl", good.repeat(3_000));
    let output = folder.script("RAYON_NUM_THREADS=4096 exec \"$0\" \"$@\"", &arguments);
    let lines = output.stdout.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!((output.status.code(), lines), (Some(0), 3_000));
}

#[test]
fn rows_are_not_read_from_the_file_that_the_results_go_to() {
    let folder = Folder::new();
    folder.put("rows.csv", "contacts\nknown\n");
    for call in ["batch rows.csv", "batch - < rows.csv"] {
        let output = folder.script(&format!("\"$0\" {call} --unsure-rest >> rows.csv"), &[]);
        assert!(String::from_utf8(output.stderr).unwrap().contains("the results go to the input file"), "{call}");
        assert_eq!(fs::read_to_string(folder.path().join("rows.csv")).unwrap(), "contacts\nknown\n");
    }
}

/// Adds so many questions, each with a rule that it alone decides, and so many messengers.
fn grow(folder: &Folder, questions: usize, messengers: usize) {
    let text = |file: &str| small().0[file].clone();
    let (mut asked, mut rules) = (text("questions.yaml"), text("rules.yaml"));
    for number in 0..questions {
        let choices = "choices: [{ id: yes, label: Yes }, { id: no, label: No }], if-unsure: [yes]";
        let words = "ask: Really?, help: Say so., why: It matters., unsure-means: we plan for it";
        writeln!(asked, "\n- {{ id: q{number}, theme: worries, takes: one, {choices}, {words} }}").unwrap();
        let need = format!("need: {{ sign-up: nothing }}, strength: should {}", number % 5 + 1);
        let words = "because: It matters., sources: [test-report]";
        writeln!(rules, "\n- {{ id: r{number}, when: {{ q{number}: [yes] }}, {need}, {words} }}").unwrap();
    }
    folder.put("data/questions.yaml", asked);
    folder.put("data/rules.yaml", rules);
    // A helpline that nobody looked up lately fails every check.
    folder.put("data/stops.yaml", "[]\n");
    folder.put("data/helplines.yaml", "[]\n");
    for number in 0..messengers {
        let text = text("messengers/gamma.yaml").replace("id: gamma", &format!("id: m{number}"));
        folder.put(&format!("data/messengers/m{number}.yaml"), text);
    }
}

/// Holds that a call on the knowledge base in `data` comes to its end by itself, with this exit code.
fn ends(folder: &Folder, call: &str, code: i32) {
    let output = folder.script(&format!("exec timeout {PATIENCE} \"$0\" {call}"), &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{call}: {}: {}", output.status, start(&said));
}

#[test]
fn thousands_of_questions_rules_and_messengers_are_read_and_decided() {
    let folder = Folder::new();
    grow(&folder, 1_500, 300);
    folder.put("rows.jsonl", "{\"id\":1,\"circle\":\"friends\"}\n".repeat(20));
    let calls = "quiz --unsure-rest --format json|quiz --help|list questions --format json|show q7|completions bash|check|\
                 batch rows.jsonl --unsure-rest";
    for call in calls.split('|') {
        ends(&folder, &format!("{call} --data data"), 0);
    }
    let rules = fs::read_to_string(folder.path().join("data/rules.yaml")).unwrap();
    folder.put("data/rules.yaml", rules.replace("when: { q", "when: { p"));
    ends(&folder, "check --format json --data data", 1);
    // Answers to tens of thousands of questions that are none.
    folder.put("data/rules.yaml", "[]\n");
    folder.put("me", (0..20_000).map(|number| format!("p{number}: yes\n")).collect::<String>());
    ends(&folder, "quiz --unsure-rest --answers me --data data", 2);
    grow(&folder, 5_000, 0);
    ends(&folder, "quiz --unsure-rest --brief --data data", 0);
}

#[test]
fn editions_with_hundreds_or_thousands_of_questions_are_compared_or_refused_in_time() {
    for (questions, code) in [(250, 0), (300, 1), (5_000, 1)] {
        let folder = Folder::new();
        grow(&folder, questions, 0);
        assert!(Command::new("cp").args(["-r", "data", "next"]).current_dir(folder.path()).status().unwrap().success());
        let rules = fs::read_to_string(folder.path().join("data/rules.yaml")).unwrap();
        folder.put("next/rules.yaml", rules.replacen("strength: should 5", "strength: should 4", 1));
        ends(&folder, "diff data next", code);
    }
}

//! What several tests share: the invented knowledge base, edits of files, and the program as it is run.

pub(crate) mod random;
pub(crate) mod targets;

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use advisor::kb::{Files, KnowledgeBase};
use serde_yaml::Value;
use tempfile::TempDir;

pub(crate) use targets::{BUILT_IN, Laid, trust};

/// The folder of the invented knowledge base, whose texts no edit of the shipped one changes.
pub(crate) const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/knowledge_bases/small");

pub(crate) fn small() -> Files {
    targets::SMALL.clone()
}

pub(crate) fn load(files: &Files) -> KnowledgeBase {
    files.load().unwrap_or_else(|problems| panic!("{problems}"))
}

pub(crate) fn value(files: &Files, file: &str) -> Value {
    serde_yaml::from_str(files.0.get(file).unwrap_or_else(|| panic!("no file `{file}`"))).expect("it is YAML")
}

/// The files with the value of one of them changed.
pub(crate) fn edited(files: &Files, file: &str, edit: impl FnOnce(&mut Value)) -> Files {
    let mut value = value(files, file);
    edit(&mut value);
    files.clone().with(file, &serde_yaml::to_string(&value).expect("what was read can be written"))
}

/// The files with the only occurrence of a text replaced.
pub(crate) fn replaced(files: &Files, file: &str, text: &str, by: &str) -> Files {
    let written = files.0.get(file).unwrap_or_else(|| panic!("no file `{file}`"));
    assert_eq!(written.matches(text).count(), 1, "{file} holds `{text}` once");
    files.clone().with(file, &written.replace(text, by))
}

/// An empty folder that is removed with the value.
pub(crate) fn folder() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("the folder for temporary files can be written to")
}

pub(crate) fn write(files: &Files, folder: &Path) {
    for (name, text) in &files.0 {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("it is in the folder")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }
}

/// The program in an empty environment.
pub(crate) fn advisor(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
    command.env_clear().args(arguments);
    command
}

pub(crate) struct Ended {
    /// None if a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) printed: String,
    /// What it wrote to standard error.
    pub(crate) said: String,
}

impl Ended {
    pub(crate) fn of(output: Output) -> Self {
        let [printed, said] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("it is text"));
        Self { code: output.status.code(), printed, said }
    }
}

/// Runs a program to its end, with a text on its standard input.
pub(crate) fn run(command: &mut Command, input: &str) -> Ended {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let mut stdin = child.stdin.take().expect("it is piped");
    std::thread::scope(|scope| {
        // A program may end before it has read everything.
        scope.spawn(move || stdin.write_all(input.as_bytes()));
        Ended::of(child.wait_with_output().expect("it ends"))
    })
}

/// What a program printed, after it was successful and had nothing to complain of.
pub(crate) fn printed(command: &mut Command, input: &str) -> String {
    let Ended { code, printed, said } = run(command, input);
    assert_eq!((code, said.as_str()), (Some(0), ""), "{command:?}");
    printed
}

/// Whether a program that a test looks with can be started, unless `ADVISOR_REQUIRE_PROGRAMS` is `1` and it must.
#[expect(clippy::print_stderr, reason = "whoever reads the tests' output learns what was not looked at")]
pub(crate) fn is_installed(program: &str) -> bool {
    let tried = Command::new(program).arg("--version").stdin(Stdio::null()).output();
    let is_missing = matches!(&tried, Err(error) if error.kind() == ErrorKind::NotFound);
    let is_required = std::env::var("ADVISOR_REQUIRE_PROGRAMS").is_ok_and(|value| value == "1");
    assert!(!is_missing || !is_required, "{program} is not installed");
    if is_missing {
        eprintln!("skipped: {program} is not installed");
    }
    !is_missing
}

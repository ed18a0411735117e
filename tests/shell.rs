//! What the program prints for shells and for `man`: completions and the manual.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use advisor::answers::UNSURE;
use advisor::kb::KnowledgeBase;

const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/knowledge_bases/small");

/// What elvish has only at a terminal: the part of its editor that a script of completions uses.
const ELVISH_EDITOR: &str =
    "var edit: = (ns [&complex-candidate~={|@words| } &completion:=(ns [&arg-completer=[&]])])\n";

/// A file with what the program prints, for another program to read.
fn kept(name: &str, arguments: &[&str]) -> PathBuf {
    let output = Command::new(env!("CARGO_BIN_EXE_advisor")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let before = if name.ends_with(".elvish") { ELVISH_EDITOR } else { "" };
    fs::write(&path, [before.as_bytes(), &output.stdout].concat()).unwrap();
    path
}

/// Runs another program, which must not complain; `None` if it is not installed and `ADVISOR_REQUIRE_PROGRAMS` is not `1`.
#[expect(clippy::print_stderr, reason = "whoever reads the tests' output learns what was not looked at")]
fn other(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    match command.args(arguments).env("LC_ALL", "C.UTF-8").stdin(Stdio::null()).output() {
        Ok(Output { status, stdout, stderr }) => {
            assert!(status.success() && stderr.is_empty(), "{program}: {}", String::from_utf8_lossy(&stderr));
            Some(String::from_utf8(stdout).unwrap())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let required = std::env::var("ADVISOR_REQUIRE_PROGRAMS").is_ok_and(|value| value == "1");
            assert!(!required, "{program} is not installed");
            eprintln!("skipped: {program} is not installed");
            None
        }
        Err(error) => panic!("{program}: {error}"),
    }
}

#[test]
fn a_script_is_valid_in_its_shell_and_knows_every_question() {
    for (shell, check) in
        [("bash", &["-n"] as &[&str]), ("zsh", &["-n"]), ("fish", &["-n"]), ("elvish", &["-norc"]), ("powershell", &[])]
    {
        let script = kept(&format!("valid.{shell}"), &["completions", shell]);
        let text = fs::read_to_string(&script).unwrap();
        // fish writes a flag without its dashes.
        let dashes = if shell == "fish" { "-l " } else { "--" };
        for question in KnowledgeBase::embedded().questions().ids() {
            assert!(text.contains(&format!("{dashes}{question}")), "{shell} lacks --{question}");
        }
        if !check.is_empty() {
            other(shell, &[check, &[script.to_str().unwrap()]].concat());
        }
    }
}

#[test]
fn bash_and_fish_complete_the_choices_of_every_question() {
    let [bash, fish] = ["bash", "fish"].map(|shell| kept(&format!("choices.{shell}"), &["completions", shell]));
    let in_bash = r#"source "$1"; COMP_WORDS=(advisor quiz "$2" ''); COMP_CWORD=3
        _advisor advisor '' "$2"; printf '%s\n' "${COMPREPLY[@]}""#;
    let in_fish = r#"source $argv[1]; complete -C "advisor quiz $argv[2] " | string split -f 1 \t"#;
    for question in KnowledgeBase::embedded().questions().iter() {
        let flag = format!("--{}", question.id);
        let mut ids: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE]).collect();
        ids.sort_unstable();
        for offered in [
            other("bash", &["--norc", "-c", in_bash, "bash", bash.to_str().unwrap(), &flag]),
            other("fish", &["--no-config", "-c", in_fish, fish.to_str().unwrap(), &flag]),
        ] {
            let Some(offered) = offered else { continue };
            let mut offered: Vec<&str> = offered.lines().collect();
            offered.sort_unstable();
            assert_eq!(offered, ids, "{flag}");
        }
    }
}

#[test]
fn no_label_of_a_knowledge_base_is_run_by_a_shell_that_reads_its_completions() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-labels-{}", std::process::id()));
    let (data, trace) = (folder.join("data"), folder.join("trace"));
    fs::create_dir_all(&folder).unwrap();
    assert!(Command::new("cp").args(["-r", SMALL]).arg(&data).status().unwrap().success());
    let run = format!("touch {}", trace.display());
    let questions = fs::read_to_string(data.join("questions.yaml")).unwrap();
    let hostile = [
        ("label: People who know me ", format!("label: '$({run})' ")),
        ("label: Both ", format!("label: 'a\"; {run}; echo \"' ")),
        ("label: Somebody reads along ", format!("label: 'a`{run}`\\'' ({run}) ‘; {run} ‛; {run} ‚; {run} ’' ")),
        ("ask: What worries you?", format!("ask: \"a'; {run}; echo '\"")),
    ];
    let hostile = hostile.into_iter().fold(questions, |text, (label, hostile)| {
        assert!(text.contains(label), "{label}");
        text.replace(label, &hostile)
    });
    fs::write(data.join("questions.yaml"), hostile).unwrap();
    let script = |shell| kept(&format!("hostile.{shell}"), &["completions", shell, "--data", data.to_str().unwrap()]);
    let in_zsh = "autoload -Uz compinit; compinit -u -D; source \"$1\"";
    let in_fish = "source $argv[2]; for flag in circle worries; complete -C \"advisor quiz --$flag \"; end";
    for (shell, arguments) in [
        ("bash", &[] as &[&str]),
        ("zsh", &["-c", in_zsh, "zsh"]),
        ("fish", &["--no-config", "-c", in_fish, "fish"]),
        ("elvish", &["-norc"]),
    ] {
        other(shell, &[arguments, &[script(shell).to_str().unwrap()]].concat());
        assert!(!trace.exists(), "{shell} ran a label");
    }
    // PowerShell takes each of these for the quote that ends a text; two in a row are one within it.
    let powershell = fs::read_to_string(script("powershell")).unwrap();
    assert!(!powershell.contains(['\u{2018}', '\u{2019}', '\u{201A}', '\u{201B}']));
    assert!(powershell.lines().all(|line| line.matches('\'').count() % 2 == 0), "{powershell}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_manual_has_every_flag_and_is_formatted_without_a_warning() {
    let path = kept("advisor.1", &["man"]);
    other("man", &["--warnings", "-l", path.to_str().unwrap()]);
    let Some(text) = other("groff", &["-k", "-man", "-ww", "-Tutf8", "-P-cbou", path.to_str().unwrap()]) else {
        return;
    };
    // Lines are filled with spaces and broken anywhere between words.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in ["advisor quiz", "advisor batch", "--as-of", "--unsure-rest", "--by-leverage", "Exit codes", "NO_COLOR"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
    for question in KnowledgeBase::embedded().questions().ids() {
        assert!(text.contains(&format!("--{question}")), "--{question}: {text}");
    }
}

//! What the program prints for shells and for `man`: completions and the manual.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{BUILT_IN, Ended, advisor, folder, is_installed, printed, replaced, run, small, write};

/// What elvish has only at a terminal: the part of its editor that a script of completions uses.
const ELVISH: &str = "var edit: = (ns [&complex-candidate~={|@words| } &completion:=(ns [&arg-completer=[&]])])\n";

/// A file with what the program prints, for another program to read.
fn kept(name: &str, arguments: &[&str]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let before = if name.ends_with(".elvish") { ELVISH } else { "" };
    fs::write(&path, [before, &printed(&mut advisor(arguments), "")].concat()).unwrap();
    path
}

/// Runs another program, which must not complain; `None` if it is not installed and need not be.
fn other(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    let Ended { code, printed, said } =
        is_installed(program).then(|| run(command.args(arguments).env("LC_ALL", "C.UTF-8"), ""))?;
    assert!(code == Some(0) && said.is_empty(), "{program}: {said}");
    Some(printed)
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
        for question in BUILT_IN.kb.questions().ids() {
            assert!(text.contains(&format!("{dashes}{question}")), "{shell} lacks --{question}");
        }
        if !check.is_empty() {
            other(shell, &[check, &[script.to_str().unwrap()]].concat());
        }
    }
}

#[test]
fn no_label_of_a_knowledge_base_is_run_by_a_shell_that_reads_its_completions() {
    let folder = folder();
    let (data, trace) = (folder.path().join("data"), folder.path().join("trace"));
    let run = format!("touch {}", trace.display());
    let hostile = [
        ("label: People who know me ", format!("label: '$({run})' ")),
        ("label: Both ", format!("label: 'a\"; {run}; echo \"' ")),
        ("label: Somebody reads along ", format!("label: 'a`{run}`\\'' ({run}) ‘; {run} ‛; {run} ‚; {run} ’' ")),
        ("ask: What worries you?", format!("ask: \"a'; {run}; echo '\"")),
    ];
    let files = hostile.iter().fold(small(), |files, (text, by)| replaced(&files, "questions.yaml", text, by));
    write(&files, &data);
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
}

#[test]
fn the_manual_has_every_flag_and_is_formatted_without_a_warning() {
    let page = kept("advisor.1", &["man"]);
    let page = page.to_str().unwrap();
    other("man", &["--warnings", "-l", page]);
    let Some(text) = other("groff", &["-k", "-man", "-ww", "-Tutf8", "-P-cbou", page]) else { return };
    // Lines are filled with spaces and broken anywhere between words.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let questions = BUILT_IN.kb.questions().ids().map(|question| format!("--{question}"));
    let words = ["advisor quiz", "--unsure-rest", "Exit codes", "NO_COLOR"].map(str::to_owned);
    for word in words.into_iter().chain(questions) {
        assert!(text.contains(&word), "{word}: {text}");
    }
}

//! What the program asks of the system, as `strace` sees it: no network, no file that was not asked for, nothing of
//! the home folder.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Ended, SMALL, folder, is_installed, run};

/// Calls that look at files. Whatever else `strace` reports changes a file or concerns the network.
const LOOKS: &str =
    "open openat openat2 execve access faccessat faccessat2 stat lstat newfstatat statx readlink getcwd statfs";

/// How a file is opened that may be written.
const WRITING: [&str; 5] = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"];

/// The calls in a trace that no command may make: to the network, changes to other files than those allowed, or below
/// the home folder.
fn offences(trace: &str, home: &str, allowed: &[&str]) -> Vec<String> {
    let is_offence = |line: &&str| {
        let call = line.trim_start_matches(|digit: char| digit.is_ascii_digit() || digit == ' ');
        // The end of a call that another one interrupted, a signal, an exit, or a thread that ended before it was read.
        if call.starts_with(['<', '+', '-']) || call == "???( <detached ...>" {
            return false;
        }
        let (name, arguments) = call.split_once('(').unwrap_or((call, ""));
        let changes = !LOOKS.split(' ').any(|look| look == name) || WRITING.iter().any(|flag| arguments.contains(flag));
        let is_allowed = allowed.iter().any(|path| arguments.contains(&format!("\"{path}\"")));
        changes && !is_allowed || name != "execve" && arguments.contains(home)
    };
    trace.lines().filter(is_offence).map(str::to_owned).collect()
}

/// The calls that a command makes; `None`, with a word on it, where `strace` cannot look.
#[expect(clippy::print_stderr, reason = "whoever reads the tests' output learns what was not looked at")]
fn trace(folder: &Path, program: &str, arguments: &[&str], input: &str) -> Option<String> {
    if !is_installed("strace") {
        return None;
    }
    let (home, log) = (folder.join("home"), folder.join("trace"));
    fs::create_dir_all(&home).unwrap();
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-s", "4096", "-e", "trace=%file,%network,io_uring_setup", "-o"]).arg(&log);
    command.arg(program).args(arguments).current_dir(folder).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", &home).env("LC_ALL", "de_DE.UTF-8");
    let Ended { code, said, .. } = run(&mut command, input);
    if said.contains("PTRACE") && std::env::var("ADVISOR_REQUIRE_PROGRAMS").is_err() {
        eprintln!("skipped: strace may not look: {said}");
        return None;
    }
    assert_eq!(code, Some(0), "{arguments:?}: {said}");
    Some(fs::read_to_string(log).unwrap())
}

#[test]
fn no_command_asks_for_more_of_the_system_than_it_was_told_to() {
    let kept = folder();
    let folder = kept.path();
    fs::write(folder.join("me.yaml"), "contacts: both\nprotect: [content, identity]\n").unwrap();
    let (data, next) = (SMALL, &format!("{SMALL}-next"));
    // The first choice of every question, which goes on where the answers settle the verdict; then they are agreed to.
    let (firsts, rows) = ("1\n".repeat(4) + "0\n", "{\"id\":1,\"contacts\":\"known\"}\n");
    let calls: &[(&[&str], &str)] = &[
        (&["quiz", "--plain", "--data", data], &firsts),
        (&["quiz", "--contacts", "known", "--protect", "content", "--unsure-rest"], ""),
        (&["quiz", "--answers", "me.yaml", "--unsure-rest", "--format", "html"], ""),
        (&["quiz", "--answers", "-", "--unsure-rest", "--format", "json"], "contacts: both\n"),
        (&["quiz", "--answers", "me.yaml", "--unsure-rest", "--save", "kept.yaml"], ""),
        (&["quiz", "--data", data, "--unsure-rest"], ""),
        (&["compare", "--all", "--format", "markdown"], ""),
        (&["compare", "--relevant-to", "me.yaml", "--format", "csv"], ""),
        (&["show", "session"], ""),
        (&["list", "facts", "--by-leverage", "--data", data], ""),
        (&["check", "--as-of", "2026-11-23"], ""),
        (&["diff", data, next], ""),
        (&["batch", "--unsure-rest"], rows),
        (&["schema", "advice"], ""),
        (&["completions", "bash"], ""),
        (&["man"], ""),
        (&["help"], ""),
        (&["--version"], ""),
    ];
    for (arguments, input) in calls {
        let Some(trace) = trace(folder, env!("CARGO_BIN_EXE_advisor"), arguments, input) else { return };
        assert!(trace.contains("execve("), "{arguments:?}: something was seen");
        // A file has no name until it is whole.
        let saves = arguments.contains(&"--save");
        let allowed: Vec<&str> = if saves { vec!["kept.yaml", "."] } else { Vec::new() };
        let found = offences(&trace, folder.join("home").to_str().unwrap(), &allowed);
        assert_eq!(found, [] as [String; 0], "{arguments:?}");
        if saves {
            assert!(!offences(&trace, "no such home", &[]).is_empty(), "that a file is written is seen");
        }
    }
    let mut left: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["home", "kept.yaml", "me.yaml", "trace"]);
}

#[test]
fn what_another_program_asks_for_is_seen() {
    let folder = folder();
    for (script, call) in [
        ("exec 3<>/dev/tcp/127.0.0.1/9 || true", "connect("),
        ("ln -s here kept.yaml.link", "symlinkat("),
        ("echo kept > left", "\"left\""),
        ("mkdir left-too", "mkdir("),
        ("test -e \"$HOME/.config\" || true", "/home/.config\""),
    ] {
        let Some(trace) = trace(folder.path(), "bash", &["--norc", "-c", script], "") else { return };
        let found = offences(&trace, folder.path().join("home").to_str().unwrap(), &["/dev/null", "/dev/tty"]);
        assert!(found.iter().any(|offence| offence.contains(call)), "{script}: {found:?}\n{trace}");
    }
}

//! `quiz --save` when the place is not as it should be: nothing is lost silently, and nothing else is touched.
#![cfg(target_os = "linux")]

use std::fs::{self, OpenOptions};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::support::{Ended, SMALL, advisor, folder};

/// A call that leaves nothing to be asked and saves; the name of the file follows.
const SAVE: [&str; 7] = ["quiz", "--data", SMALL, "--circle", "friends", "--unsure-rest", "--save"];

/// The names in a folder, hidden ones too.
fn names(folder: &TempDir) -> Vec<String> {
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn ends(command: &mut Command, folder: &TempDir) -> Ended {
    Ended::of(command.current_dir(folder.path()).stderr(Stdio::piped()).output().unwrap())
}

fn saves(name: &str, more: &[&str]) -> Command {
    advisor(&[&SAVE[..], &[name], more].concat())
}

/// The same after a line of shell.
fn saves_after(script: &str, more: &[&str]) -> Command {
    let mut command = Command::new("sh");
    let script = format!("{script}; exec \"$0\" \"$@\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_advisor")]).args(SAVE).arg("kept.yaml").args(more);
    command
}

/// As on a full disk, where an empty file can still be made.
const NO_ROOM: &str = "trap '' XFSZ; ulimit -f 0";

#[test]
fn without_room_the_advice_is_printed_and_no_half_file_is_left() {
    let folder = folder();
    for (existing, force) in [(None, &[][..]), (Some("mine"), &["--force"][..])] {
        if let Some(text) = existing {
            fs::write(folder.path().join("kept.yaml"), text).unwrap();
        }
        let Ended { code, printed, said } = ends(&mut saves_after(NO_ROOM, force), &folder);
        assert!(code == Some(1) && said.contains("--save: kept.yaml cannot be written"), "{said}");
        assert!(printed.contains("Use Alpha."), "{printed}");
        assert_eq!(fs::read_to_string(folder.path().join("kept.yaml")).ok().as_deref(), existing);
        assert_eq!(names(&folder).len(), existing.iter().len(), "{:?}", names(&folder));
    }
}

#[test]
fn a_failed_save_is_told_where_nothing_can_be_printed_and_a_failed_print_where_it_was_saved() {
    let folder = folder();
    let closed = || OwnedFd::from(std::io::pipe().unwrap().1);
    let full = || OwnedFd::from(OpenOptions::new().write(true).open("/dev/full").unwrap());
    for more in [["--format", "text"], ["--format", "json"]] {
        // A reader that has seen enough is no failure.
        for (stdout, is_told, code) in [(closed(), false, Some(0)), (full(), true, Some(1))] {
            let mut command = saves_after(NO_ROOM, &more);
            let Ended { code: failed, said, .. } = ends(command.stdout(stdout.try_clone().unwrap()), &folder);
            assert!(failed == Some(1) && said.contains("--save: kept.yaml cannot be written"), "{said}");
            assert_eq!(said.contains("cannot write to standard output"), is_told, "{said}");
            assert_eq!(names(&folder), [] as [&str; 0]);

            let Ended { code: ended, said, .. } = ends(saves("kept.yaml", &more).stdout(stdout), &folder);
            assert_eq!((ended, said.contains("cannot write to standard output")), (code, is_told), "{said}");
            assert_eq!(names(&folder), ["kept.yaml"]);
            fs::remove_file(folder.path().join("kept.yaml")).unwrap();
        }
    }
}

#[test]
fn a_closed_standard_output_is_refused_unless_only_a_file_or_the_exit_code_is_wanted() {
    let kept = folder();
    for (call, code) in [("list rules", 1), ("check --as-of 2026-11-23", 0), ("quiz --unsure-rest -q --save a", 0)] {
        let Ended { code: ended, said, .. } = ends(&mut saves_after(&format!("exec >&-; set -- {call}"), &[]), &kept);
        let heard = (ended, said.contains("is closed; redirect it"), said.is_empty());
        assert_eq!(heard, (Some(code), code == 1, code == 0), "{call}: {said}");
    }
}

#[test]
fn a_link_is_written_through_if_it_may_be_replaced() {
    let folder = folder();
    fs::write(folder.path().join("other"), "other").unwrap();
    symlink("other", folder.path().join("soft")).unwrap();
    let Ended { code, said, .. } = ends(&mut saves("soft", &[]), &folder);
    assert!(code == Some(2) && said.contains("exists; choose another name, or add --force"), "{said}");
    assert_eq!(ends(&mut saves("soft", &["--force"]), &folder).code, Some(0));
    assert!(fs::read_to_string(folder.path().join("other")).unwrap().contains("circle: \"friends\""));
    assert!(fs::symlink_metadata(folder.path().join("soft")).unwrap().is_symlink());
    assert_eq!(fs::metadata(folder.path().join("other")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_file_is_private_whatever_the_umask_says() {
    let folder = folder();
    for umask in ["umask 777", "umask 0"] {
        assert_eq!(ends(&mut saves_after(umask, &["--force"]), &folder).code, Some(0), "{umask}");
        assert_eq!(
            fs::metadata(folder.path().join("kept.yaml")).unwrap().permissions().mode() & 0o777,
            0o600,
            "{umask}"
        );
    }
}

#[test]
fn a_run_that_is_killed_leaves_the_whole_file_or_none() {
    let folder = folder();
    for wait in 0..100 {
        let mut child =
            saves("kept.yaml", &["--force"]).current_dir(folder.path()).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(wait * 200));
        child.kill().unwrap();
        child.wait().unwrap();
        let names = names(&folder);
        assert!(names.is_empty() || names == ["kept.yaml"], "{names:?}");
        if let Ok(text) = fs::read_to_string(folder.path().join("kept.yaml")) {
            assert!(text.ends_with('\n') && text.contains("circle: \"friends\""), "{text}");
        }
    }
}

#[test]
fn what_is_not_the_name_of_a_file_is_refused_before_anything_is_asked() {
    let folder = folder();
    fs::create_dir(folder.path().join("folder")).unwrap();
    fs::write(folder.path().join("mine"), "mine").unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap().success());
    symlink("pipe", folder.path().join("to-pipe")).unwrap();
    symlink("/dev/null", folder.path().join("to-device")).unwrap();
    let before = names(&folder);
    let files = ["folder", "pipe", "to-pipe", "to-device"].map(|name| (name, "is not a file; choose another name"));
    let words = ["kept.yaml/", "kept.yaml/.", "mine/"].map(|name| (name, "is not a name for a file; add one"));
    let places = ["nowhere/kept.yaml", "mine/kept.yaml"].map(|name| (name, "choose another name or folder"));
    for (name, reason) in [&files[..], &words, &places].concat() {
        let Ended { code, printed, said } = ends(&mut saves(name, &["--force"]), &folder);
        assert!(code == Some(2) && said.contains(reason) && printed.is_empty(), "{name}: {said}{printed}");
    }
    assert_eq!(names(&folder), before);
    assert!(fs::metadata(folder.path().join("pipe")).unwrap().file_type().is_fifo());
    assert_eq!(ends(&mut saves("./-", &[]), &folder).code, Some(0), "a file may have this name");
}

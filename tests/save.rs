//! `quiz --save` when the place is not as it should be: nothing is lost without a word, and nothing else is touched.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

use std::fs::{self, File, OpenOptions};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The knowledge base that is asked about.
const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/knowledge_bases/small");
/// A call that leaves nothing to be asked and saves.
const SAVE: [&str; 8] = ["quiz", "--data", SMALL, "--circle", "friends", "--unsure-rest", "--save", "kept.yaml"];

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("save-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The names in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn advisor(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
    command.args(arguments).current_dir(folder).env_clear();
    command
}

/// A call that saves where files that grow are refused, as on a full disk, where even an empty one can still be made.
fn without_room(folder: &Path, more: &[&str]) -> Command {
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_advisor")]).args(SAVE).args(more).current_dir(folder);
    command
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn where_there_is_no_room_the_advice_is_told_and_nothing_half_is_left() {
    let folder = folder("no-room");
    for (existing, force) in [(None, &[][..]), (Some("mine"), &["--force"][..])] {
        if let Some(text) = existing {
            fs::write(folder.join("kept.yaml"), text).unwrap();
        }
        let output = without_room(&folder, force).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains("--save: kept.yaml cannot be written"), "{}", said(&output));
        assert!(String::from_utf8_lossy(&output.stdout).contains("Use Alpha."), "the advice is told");
        match existing {
            None => assert_eq!(names(&folder), [] as [&str; 0]),
            Some(text) => assert_eq!(fs::read_to_string(folder.join("kept.yaml")).unwrap(), text),
        }
    }
    assert_eq!(names(&folder), ["kept.yaml"]);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_cannot_be_saved_is_told_also_where_nothing_can_be_printed() {
    let folder = folder("no-room-no-output");
    let (reader, closed) = std::io::pipe().unwrap();
    drop(reader);
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    for (stdout, is_told) in [(OwnedFd::from(closed), false), (OwnedFd::from(full), true)] {
        for format in ["text", "json"] {
            let stdout = stdout.try_clone().unwrap();
            let output = without_room(&folder, &["--format", format]).stdout(stdout).output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{}", said(&output));
            assert!(said(&output).contains("--save: kept.yaml cannot be written"), "{}", said(&output));
            // Nobody wants to hear that whoever read the output has seen enough.
            assert_eq!(said(&output).contains("standard output cannot be written"), is_told, "{}", said(&output));
            assert_eq!(names(&folder), [] as [&str; 0]);
        }
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_cannot_be_printed_is_saved_and_told() {
    let folder = folder("no-output");
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = advisor(&folder, &SAVE).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("standard output cannot be written; look for room"), "{}", said(&output));
    assert_eq!(names(&folder), ["kept.yaml"]);
    fs::remove_dir_all(&folder).unwrap();

    fs::create_dir_all(&folder).unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = advisor(&folder, &SAVE).stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), names(&folder)), (Some(0), vec!["kept.yaml".to_owned()]), "{}", said(&output));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_link_is_replaced_and_what_it_leads_to_is_not_touched() {
    let folder = folder("links");
    fs::write(folder.join("other"), "other").unwrap();
    symlink("other", folder.join("kept.yaml")).unwrap();
    let output = advisor(&folder, &SAVE).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("kept.yaml exists; choose another name, or add --force"), "{}", said(&output));
    let output = advisor(&folder, &[&SAVE[..], &["--force"]].concat()).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(fs::read_to_string(folder.join("other")).unwrap(), "other");
    let kept = fs::symlink_metadata(folder.join("kept.yaml")).unwrap();
    assert!(kept.is_file());
    assert_eq!(kept.permissions().mode() & 0o777, 0o600);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_file_of_many_names_keeps_its_text_under_the_others() {
    let folder = folder("names");
    fs::write(folder.join("other"), "other").unwrap();
    fs::hard_link(folder.join("other"), folder.join("kept.yaml")).unwrap();
    assert!(advisor(&folder, &[&SAVE[..], &["--force"]].concat()).output().unwrap().status.success());
    assert_eq!(fs::read_to_string(folder.join("other")).unwrap(), "other");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_no_file_is_never_replaced() {
    let folder = folder("no-files");
    fs::create_dir(folder.join("folder")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
    symlink("pipe", folder.join("to-pipe")).unwrap();
    symlink("/dev/null", folder.join("to-device")).unwrap();
    for name in ["folder", "pipe", "to-pipe", "to-device"] {
        let output = advisor(&folder, &["quiz", "--unsure-rest", "--force", "--save", name]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {}", said(&output));
        assert!(output.stdout.is_empty(), "{name}: nothing was worked out for nothing");
    }
    assert_eq!(names(&folder), ["folder", "pipe", "to-device", "to-pipe"]);
    assert!(fs::metadata(folder.join("pipe")).unwrap().file_type().is_fifo());
    assert!(File::open("/dev/null").is_ok());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_a_run_that_was_killed_left_behind_is_in_nobodys_way() {
    let folder = folder("left-behind");
    // In a container every run may have the same number.
    let script = "echo theirs > .advisor.$$.part; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_advisor")]).args(SAVE).current_dir(&folder);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let names = names(&folder);
    assert_eq!((names.len(), names[1].as_str()), (2, "kept.yaml"), "{names:?}");
    assert_eq!(fs::read_to_string(folder.join(&names[0])).unwrap(), "theirs\n", "what is not ours stays");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_no_name_for_a_file_is_refused_before_anything_is_asked() {
    let folder = folder("no-names");
    fs::write(folder.join("mine"), "mine").unwrap();
    for (name, told) in [
        ("kept.yaml/", "kept.yaml/ is no name for a file; add one"),
        ("kept.yaml/.", "kept.yaml/. is no name for a file; add one"),
        ("mine/", "mine/ is no name for a file; add one"),
        ("", "--save: the name is empty; name a file"),
        ("-", "- is no file; name one"),
    ] {
        for force in [&[][..], &["--force"]] {
            let call = [&["quiz", "--unsure-rest", "--save", name], force].concat();
            let output = advisor(&folder, &call).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{name}: {}", said(&output));
            assert!(said(&output).contains(told), "{name}: {}", said(&output));
            assert!(output.stdout.is_empty(), "{name}: nothing was worked out for nothing");
        }
    }
    assert_eq!(names(&folder), ["mine"]);
    assert!(advisor(&folder, &["quiz", "--unsure-rest", "--save", "./-"]).output().unwrap().status.success());
    assert_eq!(names(&folder), ["-", "mine"]);
    fs::remove_dir_all(folder).unwrap();
}

//! `advisor verify` on repositories that the tests make.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use advisor::kb::{Files, KnowledgeBase};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ended, folder, small, write};

/// A folder of its own with a copy of the small knowledge base, and clones.
struct World(TempDir);

impl World {
    fn new() -> Self {
        let world = Self(folder());
        fs::create_dir_all(world.path("up")).unwrap();
        write(&small(), &world.path("data"));
        world
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn commit(&self, repository: &str, date: &str, files: &[(&str, &str)]) {
        let clone = self.path("up").join(repository);
        for (path, text) in files {
            fs::create_dir_all(clone.join(path).parent().unwrap()).unwrap();
            fs::write(clone.join(path), text).unwrap();
        }
        self.git(repository, date, &["init", "-q"]);
        self.git(repository, date, &["add", "-A"]);
        self.git(repository, date, &["commit", "-q", "--allow-empty", "-m", "change"]);
    }

    fn git(&self, repository: &str, date: &str, arguments: &[&str]) {
        let mut command = Command::new("git");
        command.current_dir(self.path("up").join(repository)).args(arguments);
        for name in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{name}_DATE"), format!("{date}T12:00:00Z"));
            command.env(format!("GIT_{name}_NAME"), "t").env(format!("GIT_{name}_EMAIL"), "t@localhost");
        }
        assert!(command.status().unwrap().success(), "{arguments:?}");
    }

    /// Writes `evidence.yaml`: of what, the path, the pattern, and other fields.
    fn evidence(&self, entries: &[(&str, &str, &str, &str)]) {
        let entry = |(of, path, find, more): &(&str, &str, &str, &str)| {
            // The hash is that of the line of `CODE` which implies something.
            let (commit, hash) = ("0".repeat(40), "8953b915c40f93d9");
            let seen = format!("seen: {{ commit: \"{commit}\", date: 2026-01-01, hash: \"{hash}\" }}");
            format!("- of: {of}\n  repository: maker/app\n  path: {path}\n  find: '{find}'\n  {more}\n  {seen}\n")
        };
        fs::write(self.path("data/evidence.yaml"), entries.iter().map(entry).collect::<String>()).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
        command.arg("verify").arg("--data").arg(self.path("data")).arg("--against").arg(self.path("up"));
        Ended::of(command.args(["--as-of", "2026-11-23"]).args(arguments).output().unwrap())
    }

    fn outcomes(&self) -> Vec<(String, String)> {
        let Ended { printed, said, .. } = self.run(&["--format", "json"]);
        let result: Value = serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {said}{printed}"));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let checked = result["checked"].as_array().unwrap().iter();
        checked.map(|one| (text(&one["outcome"]), text(&one["remark"]))).collect()
    }

    fn fact_file(&self) -> String {
        fs::read_to_string(self.path("data/messengers/alpha.yaml")).unwrap()
    }
}

const CODE: &str = "max_members = 1_000\n  encrypt = always\nlabel \"Linked devices\"\nimplied abc\n";

/// Evidence of every kind, all of which holds for [`CODE`].
const ALL: [(&str, &str, &str, &str); 5] = [
    ("alpha group-size", "src/code", "max_members = ([0-9_]+)", "kind: counts"),
    ("alpha encryption", "src/code", "^\\s*encrypt = always$", "kind: states\n  level: always"),
    ("alpha accounts", "src/code", "second_account", "kind: absent\n  canary: encrypt\n  level: one"),
    ("alpha offline", "src/code", "implied abc", "kind: implies"),
    ("other-number", "src/code", "label \"([^\"]+)\"", "kind: states"),
];

/// A world with [`ALL`], and a step that has the label.
fn settled() -> World {
    let world = World::new();
    let file = world.path("data/complements.yaml");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("Sign up with it.", "Open Linked devices.")).unwrap();
    world.evidence(&ALL);
    world
}

#[test]
fn what_a_newer_commit_still_says_holds_and_renews_the_date_of_facts() {
    let world = settled();
    world.commit("maker/app", "2026-06-01", &[("src/code", CODE)]);
    assert_eq!(world.outcomes(), vec![("holds".to_owned(), String::new()); 5]);
    let before = world.fact_file();
    let Ended { code, printed, .. } = world.run(&[]);
    assert!(code == Some(0) && printed.contains("5 of 5 pieces of evidence still hold (100%)."), "{printed}");
    assert_eq!(world.fact_file(), before, "nothing is written unless asked");
    let permissions = || world.path("data/messengers/alpha.yaml").metadata().unwrap().permissions();
    let readable = permissions();
    assert_eq!(world.run(&["--write"]).code, Some(0));
    assert_eq!(permissions(), readable, "others can read it as before");
    // What is implied or absent renews nothing.
    let after = world.fact_file();
    assert_eq!(after.matches("\n    verified: 2026-06-01\n").count(), 2, "{after}");
    assert_eq!(after.replace("    verified: 2026-06-01\n", ""), before, "nothing else is touched");
    // The clone is no newer than that now.
    assert_eq!(world.outcomes().iter().filter(|(outcome, _)| outcome == "silent").count(), 2);
    // A bare clone, under its name with .git, says the same.
    let up = world.path("up");
    fs::rename(up.join("maker/app/.git"), up.join("maker/app.git")).unwrap();
    fs::remove_dir_all(up.join("maker/app")).unwrap();
    assert_eq!(world.run(&[]).code, Some(0));
}

#[test]
fn every_planted_error_is_broken_and_makes_the_fact_pending() {
    for (of, from, to, remark) in [
        ("code", "1_000", "1_001", "it says 1_001, and the fact says 1000"),
        ("code", "encrypt = always", "encrypt = never", "the file no longer says so"),
        ("code", "implied abc", "implied abc or not", "the text has changed"),
        ("code", "implied", "second_account = yes\nimplied", "it is there now"),
        ("code", "Linked devices", "Paired devices", "it says \"Paired devices\", and the steps don't"),
        ("data/messengers/alpha.yaml", "count: 1000", "count: 100", "it says 1_000, and the fact says 100"),
        ("data/messengers/alpha.yaml", "level: always", "level: optional", "it supports `always`, and the fact says"),
        ("data/complements.yaml", "Linked devices", "Devices", "it says \"Linked devices\", and the steps don't"),
    ] {
        let world = settled();
        let code = if of == "code" { CODE.replace(from, to) } else { CODE.to_owned() };
        world.commit("maker/app", "2026-06-01", &[("src/code", &code)]);
        if of != "code" {
            let text = fs::read_to_string(world.path(of)).unwrap();
            fs::write(world.path(of), text.replacen(from, to, 1)).unwrap();
        }
        let outcomes = world.outcomes();
        let broken: Vec<_> = outcomes.iter().filter(|(outcome, _)| outcome == "broken").collect();
        assert!(broken.len() == 1 && broken[0].1.contains(remark), "{from} to {to}: {outcomes:?}");
        let Ended { code, printed, .. } = world.run(&["--write", "--format", "markdown"]);
        assert!(code == Some(1) && printed.contains("Broken: look at these facts and steps"), "{printed}");
        let pending = world.fact_file().matches("    pending: 2026-06-01\n").count();
        assert_eq!(pending, usize::from(!broken[0].1.contains("steps")), "{from} to {to}");
    }
}

#[test]
fn text_in_another_file_has_moved_and_a_missing_canary_proves_nothing() {
    let world = settled();
    world.commit("maker/app", "2026-06-01", &[("src/code", "nothing\n"), ("lib/new", CODE)]);
    let outcomes = world.outcomes();
    assert_eq!(outcomes[3], ("moved".to_owned(), "the same text is in lib/new now; change `path`".to_owned()));
    assert!(outcomes[2].0 == "broken" && outcomes[2].1.contains("the canary is gone"), "{outcomes:?}");
}

#[test]
fn what_was_not_found_has_to_be_looked_for_again() {
    let world = World::new();
    world.evidence(&ALL[2..3]);
    for (date, outcome) in [("2026-06-30", "holds"), ("2026-07-01", "broken")] {
        world.commit("maker/app", date, &[("src/code", CODE)]);
        assert_eq!(world.outcomes()[0].0, outcome, "{date}");
    }
}

#[test]
fn what_cannot_be_read_is_unreachable_and_nothing_leads_out_of_the_folder() {
    let world = World::new();
    world.evidence(&ALL[..2]);
    assert!(world.outcomes().iter().all(|(outcome, _)| outcome == "unreachable"));
    assert_eq!(world.run(&[]).code, Some(1), "nothing could be read");
    // A clone outside, reached by a link; a link in a clone; a clone that borrows its objects.
    let outside = World::new();
    outside.commit("maker/app", "2026-06-01", &[("src/code", CODE)]);
    symlink(outside.path("up/maker"), world.path("up/maker")).unwrap();
    assert!(world.outcomes().iter().all(|(outcome, _)| outcome == "unreachable"));
    fs::remove_file(world.path("up/maker")).unwrap();
    world.commit("maker/app", "2026-06-01", &[("other", "x")]);
    fs::create_dir_all(world.path("up/maker/app/src")).unwrap();
    symlink(outside.path("up/maker/app/src/code"), world.path("up/maker/app/src/code")).unwrap();
    world.commit("maker/app", "2026-06-02", &[]);
    assert!(world.outcomes().iter().all(|(outcome, _)| outcome == "broken"));
    fs::write(world.path("up/maker/app/.git/objects/info/alternates"), "/tmp").unwrap();
    assert!(world.outcomes().iter().all(|(outcome, _)| outcome == "unreachable"));
}

#[test]
fn hostile_patterns_files_and_settings_are_survived() {
    let world = World::new();
    let evil = "((a+)+)+$";
    world.evidence(&[
        ("alpha encryption", "src/long", evil, "kind: states\n  level: always"),
        ("alpha encryption", "src/huge", "a", "kind: states\n  level: always"),
        ("alpha encryption", "src/latin", "a", "kind: states\n  level: always"),
    ]);
    let (long, huge) = ("a".repeat(1 << 16) + "!", "a".repeat(5 << 20));
    world.commit("maker/app", "2026-06-01", &[("src/long", &long), ("src/huge", &huge), ("src/latin", "x")]);
    fs::write(world.path("up/maker/app/src/latin"), b"a\xff\xfe").unwrap();
    world.commit("maker/app", "2026-06-02", &[]);
    let trap = world.path("trap");
    let settings = format!(
        "[core]\n\tfsmonitor = touch {0}\n\tpager = touch {0}\n[alias]\n\tls-tree = !touch {0}\n",
        trap.display()
    );
    let config = world.path("up/maker/app/.git/config");
    fs::write(&config, fs::read_to_string(&config).unwrap() + &settings).unwrap();
    let Ended { code, printed, said } = world.run(&[]);
    assert!(code == Some(1) && !trap.exists(), "{printed}{said}");
    // What is wrong with the evidence itself is an error that names the entry.
    for (entry, fault) in [
        (("alpha nothing", "x", "x", "kind: states"), "is not a fact or complement"),
        (("alpha encryption", "x", "(", "kind: states"), "correct the pattern"),
        (("alpha encryption", "x", "x", "kind: absent"), "needs a canary"),
        (("alpha group-size", "x", "x", "kind: counts"), "needs one group"),
        (("alpha encryption", "x", "x", "kind: maybe"), "unknown variant"),
        (("alpha encryption", "x", "a{1000}{1000}{1000}", "kind: states"), "correct the pattern"),
    ] {
        world.evidence(&[entry]);
        let Ended { code, said, .. } = world.run(&[]);
        assert!(code == Some(1) && said.contains(fault), "{fault}: {said}");
    }
}

#[test]
fn the_shipped_evidence_is_sound_and_covers_every_messenger() {
    let kb = KnowledgeBase::embedded();
    let evidence = advisor::verify::evidence(&Files::embedded(), kb).unwrap();
    for messenger in kb.messengers().iter() {
        let of = evidence.iter().filter(|one| one.of.starts_with(&format!("{} ", messenger.id))).count();
        assert!(of >= 20, "{}: {of}", messenger.id);
    }
    let facts: std::collections::BTreeSet<&str> = evidence.iter().map(|one| one.of.as_str()).collect();
    assert!(facts.len() >= 110, "{}", facts.len());
}

//! What a knowledge base must be: everything wrong is named in plain words, with its place and what to do about it.
//!
//! The ways to break the invented knowledge base, and what is said, are cases in `tests/knowledge_bases/faults.yaml`.

mod tidy;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use advisor::document::Page;
use advisor::engine::Trust;
use advisor::explore::Inspection;
use advisor::kb::{Files, KnowledgeBase, Tree, parse_day, parse_span};
use advisor::render::markdown;
use serde::Deserialize;

use crate::support::targets::assert_printable;
use crate::support::{edited, folder, load, replaced, small, write};

/// One way to break the knowledge base, as written in `faults.yaml`.
#[derive(Deserialize)]
pub(crate) struct Fault {
    broken: String,
    #[serde(flatten)]
    edit: Edit,
    /// More that is broken at the same time.
    #[serde(default)]
    also: Vec<Edit>,
    pub(crate) says: String,
}

#[derive(Deserialize)]
struct Edit {
    file: String,
    text: Option<String>,
    by: Option<String>,
}

impl Edit {
    fn apply(&self, files: Files) -> Files {
        match (&self.text, &self.by) {
            (Some(text), by) => replaced(&files, &self.file, text, by.as_deref().unwrap_or_default()),
            (None, Some(whole)) => files.with(&self.file, whole),
            (None, None) => Files(files.0.into_iter().filter(|(name, _)| *name != self.file).collect()),
        }
    }
}

impl Fault {
    pub(crate) fn files(&self) -> Files {
        // What is wrong with stops and helplines are whole files, without those of the invented knowledge base.
        let bare = match self.edit.file.as_str() {
            "stops.yaml" | "helplines.yaml" => small().with("stops.yaml", "[]").with("helplines.yaml", "[]"),
            _ => small(),
        };
        self.also.iter().fold(self.edit.apply(bare), |files, edit| edit.apply(files))
    }
}

pub(crate) fn faults() -> Vec<Fault> {
    serde_yaml::from_str(include_str!("knowledge_bases/faults.yaml")).unwrap()
}

fn said(files: &Files) -> String {
    files.load().map_or_else(|problems| problems.to_string(), |_| "it loads".to_owned())
}

#[test]
fn everything_wrong_is_named_once_with_its_place_and_remedy() {
    let faults = faults();
    assert!(faults.len() > 100);
    let differs = |fault: &Fault| {
        let found = said(&fault.files());
        let case = format!("- {}\n  expected:\n{}\n  said:\n{found}\n", fault.broken, fault.says);
        (found != fault.says).then_some(case)
    };
    let differing: String = faults.iter().filter_map(differs).collect();
    assert!(differing.is_empty(), "{differing}");
}

/// The text of an entry by its number.
type Entry<'a> = &'a dyn Fn(usize) -> String;

#[test]
fn a_limit_can_be_reached_but_not_passed() {
    let context = |number| format!("  - {{ id: circle-{number}, title: Circle, people: people }}\n");
    let choice = |number| format!("    - {{ id: more-{number}, label: More }}\n");
    let raising = |number: usize, raises| {
        format!(
            "- {{ id: setting-{number}, kind: setting, title: Set it, about: It helps., raises: {{ {raises} }}, \
             effort: 1, how-to: [Do it.], as-of: 2025, sources: [alpha-manual] }}\n"
        )
    };
    let setting = |number| raising(number, if number > 10 { "accounts: several" } else { "offline: nearby" });
    // The first raises both, and the others one of them, so that it links them.
    let both = ["sign-up: spare-number, offline: nearby", "sign-up: spare-number", "offline: nearby"];
    let linked = |number: usize| raising(number, both[if number == 1 { 0 } else { 1 + number % 2 }]);
    let letter = |_| "a".to_owned();
    // What is put in front of a text, how often it may be, and what is said if it is there once more.
    let limits: [(&str, &str, Entry<'_>, usize, &str); 7] = [
        ("scope.yaml", "\napart:", &context, 4, "`contexts` is too long; list at most 6"),
        ("questions.yaml", "  if-unsure: [small]", &choice, 61, "`choices` is too long; list at most 64"),
        ("complements.yaml", "- id: other-number", &setting, 19, "there are 21 settings, more than 20; merge those"),
        ("complements.yaml", "- id: other-number", &linked, 9, "11 settings are linked by the properties"),
        ("rules.yaml", "large group has to fit.", &letter, 3975, "the text is longer than 4000 characters; shorten it"),
        ("risks.yaml", "open-phone", &letter, 38, "is not kebab-case"),
        ("messengers/beta.yaml", " is asked", &letter, 44, "shorten it to 60"),
    ];
    for (file, text, entry, most, says) in limits {
        let with = |count: usize| {
            let more: String = (1..=count).map(entry).collect();
            let more = if text.starts_with('\n') { format!("\n{more}{text}") } else { format!("{more}{text}") };
            said(&replaced(&small(), file, text, &more))
        };
        assert_eq!(with(most), "it loads", "{file}");
        let beyond = with(most + 1);
        assert!(beyond.starts_with(&format!("{file}:")) && beyond.contains(says), "{beyond}");
        assert_eq!(beyond.lines().count(), 1, "{beyond}");
    }
    let nested = |depth: usize| Tree::parse("deep", &("[".repeat(depth) + &"]".repeat(depth)));
    assert!(nested(32).is_ok() && nested(33).is_err());
}

#[test]
fn the_prepared_knowledge_base_is_the_one_that_its_files_give() {
    let loaded = Files::embedded().load().unwrap_or_else(|problems| panic!("{problems}"));
    // What is shown of it for debugging is the whole of it.
    assert_eq!(format!("{:#?}", KnowledgeBase::embedded()), format!("{loaded:#?}"));
}

#[test]
fn line_endings_of_windows_are_read_alike() {
    let windows = |files: Files, (file, text): (&String, &String)| files.with(file, &text.replace('\n', "\r\n"));
    assert_eq!(said(&small().0.iter().fold(Files::default(), windows)), "it loads");
}

#[test]
fn a_character_that_rearranges_text_is_refused_in_every_word_and_never_repeated() {
    let mut tried = 0;
    for (file, _) in small().0.iter() {
        // Without comments, which are not read.
        let text = edited(&small(), file, |_| ()).0[file].clone();
        let words = text.char_indices().zip(text.chars().skip(1));
        let words = words.filter(|((_, before), first)| before.is_whitespace() && first.is_alphanumeric());
        for ((before, _), _) in words.step_by(3) {
            let broken = format!("{}\u{202E}{}", &text[..before + 2], &text[before + 2..]);
            let found = said(&small().with(file, &broken));
            assert_ne!(found, "it loads", "{file}: {}", text[before..].lines().nth(1).unwrap());
            assert_printable(&found);
            tried += 1;
        }
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn a_helpline_that_was_looked_up_more_than_six_months_ago_fails_the_check() {
    let line = |id: &str, as_of: &str| {
        format!(
            "- {{ id: {id}, title: A line, whom: anyone, website: https://example.org, how: By phone., languages: \
             English, as-of: {as_of}, sources: [test-report] }}\n"
        )
    };
    let inspected = |helplines: &str, day: &str| {
        let kb = load(&small().with("stops.yaml", "[]").with("helplines.yaml", helplines));
        Inspection::of(&kb, &Trust { as_of: parse_day(day).unwrap(), max_age: None })
    };
    let both = line("later", "2025-12-01") + &line("earlier", "2025-11");
    for (day, due) in [
        ("2026-05-01", &[][..]),
        ("2026-05-02", &["earlier"]),
        ("2026-06-01", &["earlier"]),
        ("2026-06-02", &["earlier", "later"]),
    ] {
        let inspection = inspected(&both, day);
        assert!(inspection.past_lookup.iter().map(|[id, _]| id.as_str()).eq(due.iter().copied()), "{day}");
        assert_eq!(inspection.has_errors(), inspected("[]", day).has_errors() || !due.is_empty(), "{day}");
        let page = markdown(&inspection.page());
        let told = "helpline `earlier`: last looked up 2025-11, more than 6 months ago; look it up again, then change";
        assert_eq!(page.contains(told), !due.is_empty(), "{page}");
    }
}

#[test]
fn a_fact_is_known_until_the_later_of_its_dates_and_too_old_while_its_evidence_is_pending() {
    let trust = Trust { as_of: parse_day("2026-01-15").unwrap(), max_age: parse_span("1 year") };
    for (more, too_old) in [("verified: 2020", false), ("pending: 2026-01", true)] {
        let dated = format!("as-of: 2025-11-02\n    {more}");
        let kb = load(&replaced(&small(), "messengers/alpha.yaml", "as-of: 2025-11-02", &dated));
        let (alpha, encryption) = (kb.messengers().find("alpha").unwrap(), kb.properties().find("encryption").unwrap());
        assert_eq!(trust.is_too_old(kb[alpha].fact(encryption)), too_old, "{more}");
    }
}

fn said_of_folder(folder: &Path) -> String {
    Files::read(folder).map_or_else(|problems| problems.to_string(), |files| said(&files))
}

#[test]
fn a_folder_may_hold_other_files_and_files_as_large_as_may_be() {
    let folder = folder();
    write(&small(), folder.path());
    fs::write(folder.path().join("README.md"), "About the data.").unwrap();
    fs::write(folder.path().join("messengers/alpha.yaml~"), "an old copy").unwrap();
    fs::write(folder.path().join("messengers/._alpha.yaml"), [0, 5, 22, 7]).unwrap();
    fs::create_dir_all(folder.path().join("pictures/.cache")).unwrap();
    fs::write(folder.path().join("pictures/.cache/list.yaml"), "[]").unwrap();
    let scope = small().0["scope.yaml"].clone();
    let large = format!("{scope}#{}\n", "x".repeat((8 << 20) - scope.len() - 2));
    fs::write(folder.path().join("scope.yaml"), large).unwrap();
    assert_eq!(said_of_folder(folder.path()), "it loads");
}

#[test]
fn a_folder_that_cannot_be_read_is_told_with_every_reason() {
    let folder = folder();
    write(&small(), folder.path());
    let path = |name| folder.path().join(name);
    let [rules, scope, delta] = ["rules.yaml", "scope.yaml", "messengers/delta.yml"].map(path);
    fs::write(&rules, [b'#', 0xC3, 0x28, b'\n']).unwrap();
    fs::write(&scope, "# a comment that goes on and on\n".repeat((8 << 20) / 32 + 1)).unwrap();
    fs::write(&delta, "id: delta\n").unwrap();
    let found = said_of_folder(folder.path());
    let expected = [
        format!("{}: is not UTF-8 text; save it as UTF-8", rules.display()),
        format!("{}: is larger than 8 MiB; split or shorten it", scope.display()),
        format!("{}: the name ends in `.yml`; rename it to `.yaml`", delta.display()),
    ];
    assert_eq!(found.lines().map(str::to_owned).collect::<BTreeSet<_>>(), BTreeSet::from(expected));
    fs::remove_dir_all(folder.path().join("messengers")).unwrap();
    for missing in [folder.path().join("messengers"), folder.path().join("nowhere")] {
        let found = said_of_folder(if missing.ends_with("nowhere") { &missing } else { folder.path() });
        let told = format!("{}: cannot be read: ", missing.display());
        assert!(found.lines().any(|line| line.starts_with(&told)), "{found}");
    }
}

#[test]
fn yaml_in_another_folder_is_told_and_never_just_left_out() {
    for name in ["messengers/more/delta.yaml", "old/rules.yml", "old/messengers/alpha.yaml"] {
        let folder = folder();
        write(&small(), folder.path());
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "[]").unwrap();
        let told = "is in a folder that is not read; move it to `messengers/`, or out of the knowledge base";
        assert_eq!(said_of_folder(folder.path()), format!("{}: {told}", path.display()));
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_read_only_if_it_leads_to_a_place_within_the_folder() {
    let [inside, outside] = [folder(), folder()];
    for name in ["rules.yaml", "messengers/alpha.yaml", "messengers"] {
        write(&small(), inside.path());
        write(&small(), outside.path());
        let [path, kept] = [name, ".kept"].map(|name| inside.path().join(name));
        fs::rename(&path, &kept).unwrap();
        std::os::unix::fs::symlink(outside.path().join(name), &path).unwrap();
        let found = said_of_folder(inside.path());
        let told = format!("{}: is a link that leads out of the folder; put what", path.display());
        assert!(found.starts_with(&told), "{found}");
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(&kept, &path).unwrap();
        assert_eq!(said_of_folder(inside.path()), "it loads");
        fs::remove_file(&path).unwrap();
        fs::rename(&kept, &path).unwrap();
    }
}

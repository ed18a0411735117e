//! What a knowledge base must be: every fault is told in plain words, and the shipped data is tidy.
//!
//! The faults and their messages are cases in `tests/knowledge_bases/faults.yaml`; a new case is a new entry there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use advisor::document::Page;
use advisor::engine::Trust;
use advisor::explore::Inspection;
use advisor::kb::{
    AsOf, Complement, Entry, Fact, Files, Key, Kind, KnowledgeBase, Level, Messenger, Property, Rule, Status, parse_day,
};
use advisor::render::markdown;
use advisor::text::is_unprintable;
use serde::Deserialize;
use serde_yaml::Value;

// ── Faults in a small knowledge base ─────────────────────────────────────────

/// The files of the small knowledge base.
const SMALL: [&str; 10] = [
    "complements.yaml",
    "messengers/alpha.yaml",
    "messengers/beta.yaml",
    "messengers/gamma.yaml",
    "properties.yaml",
    "questions.yaml",
    "risks.yaml",
    "rules.yaml",
    "scope.yaml",
    "sources.yaml",
];

/// One way to break the small knowledge base, as written in `faults.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    broken: String,
    file: String,
    text: Option<String>,
    by: Option<String>,
    says: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/knowledge_bases")
}

fn small() -> Files {
    Files::read(&folder().join("small")).unwrap_or_else(|problems| panic!("{problems}"))
}

fn load(files: &Files) -> KnowledgeBase {
    files.load().unwrap_or_else(|problems| panic!("{problems}"))
}

/// The files with the only occurrence of a text replaced.
fn replaced(files: Files, file: &str, text: &str, by: &str) -> Files {
    let written = files.text(file).unwrap_or_else(|| panic!("no file `{file}`")).to_owned();
    assert_eq!(written.matches(text).count(), 1, "{file} holds `{text}` once");
    files.with(file, &written.replace(text, by))
}

/// All that is said about the files.
fn said(files: &Files) -> String {
    files.load().map_or_else(|problems| problems.to_string(), |_| "it loads".to_owned())
}

/// Panics with every offence, if there is any.
fn assert_none(offences: &[String], what: &str) {
    assert!(offences.is_empty(), "{what}:\n{}", offences.join("\n"));
}

#[test]
fn the_small_knowledge_base_is_read_in_the_order_it_is_written() {
    let kb = load(&small());
    assert!(kb.properties().ids().eq(["encryption", "sign-up", "accounts", "offline", "group-size", "maker"]));
    assert!(kb.messengers().ids().eq(["alpha", "beta", "gamma"]));
    assert!(kb.questions().ids().eq(["circle", "worries", "spare-number", "group", "phone"]));
    assert!(kb.scope().candidates.iter().map(|candidate| kb[*candidate].id()).eq(["alpha", "beta"]));
    assert!(kb.alternatives().map(|alternative| kb[alternative].id()).eq(["gamma"]));
}

#[test]
fn a_catalogue_is_empty_exactly_where_nothing_is_written() {
    let kb = load(&small().with("risks.yaml", "[]"));
    assert!(kb.risks().is_empty() && !kb.rules().is_empty());
}

#[test]
fn what_is_shown_for_debugging_tells_of_every_text_part_and_key() {
    let shown = |files: &Files| format!("{:?}", load(files));
    for (file, text, by) in [
        ("rules.yaml", "Your group has to fit.", "All of your group has to fit."),
        ("sources.yaml", "Three messengers put to the test", "Three messengers in a test"),
        ("scope.yaml", "candidates: [alpha, beta]", "candidates: [beta, alpha]"),
    ] {
        assert_ne!(shown(&small()), shown(&replaced(small(), file, text, by)), "{file}: {text}");
    }
}

#[test]
fn a_fact_that_nobody_knows_has_no_level() {
    let kb = load(&small());
    let level = |messenger: &str, property: &str| {
        kb[kb.messengers().find(messenger).unwrap()].fact(kb.properties().find(property).unwrap()).level
    };
    assert_eq!(level("gamma", "group-size"), None);
    assert_eq!(level("alpha", "group-size"), Some(Level(1000)));
    assert_eq!(level("alpha", "sign-up"), Some(Level(0)));
    assert_eq!(level("alpha", "maker"), None);
}

#[test]
fn every_fault_is_told_once_with_its_place_and_remedy() {
    let text = fs::read_to_string(folder().join("faults.yaml")).unwrap();
    let faults: Vec<Fault> = serde_yaml::from_str(&text).unwrap();
    let mut offences = Vec::new();
    // The faults of stops and helplines are whole files, without the small ones.
    let bare = |file: &str| match file {
        "stops.yaml" | "helplines.yaml" => small().with("stops.yaml", "[]").with("helplines.yaml", "[]"),
        _ => small(),
    };
    for Fault { broken, file, text, by, says } in faults {
        let files = match (text, by) {
            (Some(text), by) => replaced(bare(&file), &file, &text, &by.unwrap_or_default()),
            (None, Some(whole)) => bare(&file).with(&file, &whole),
            (None, None) => bare(&file).without(&file),
        };
        let found = said(&files);
        if found != says {
            offences
                .push(format!("- {broken}\n  expected: {says}\n  said:     {}", found.replace('\n', "\n            ")));
        }
    }
    assert_none(&offences, "faults that are told otherwise");
}

/// So many settings more.
fn settings(count: usize) -> String {
    let setting = |number: usize| {
        format!(
            "- {{ id: setting-{number}, kind: setting, title: Set it, about: It helps., raises: {{ offline: nearby }}, \
             effort: 1, how-to: [Do it.], as-of: 2025, sources: [alpha-manual] }}\n"
        )
    };
    (1..=count).map(setting).collect()
}

#[test]
fn what_is_too_much_is_refused() {
    let contexts: String =
        (1..=11).map(|number| format!("  - {{ id: circle-{number}, title: Circle, people: people }}\n")).collect();
    let choices: String = (1..=62).map(|number| format!("    - {{ id: more-{number}, label: More }}\n")).collect();
    let settings = settings(20);
    for (file, text, by, says) in [
        (
            "scope.yaml",
            "\napart:",
            format!("{contexts}\napart:"),
            "scope.yaml:4: 2 candidates in 13 contexts are too many to compare; name fewer candidates",
        ),
        (
            "questions.yaml",
            "  if-unsure: [small]",
            format!("{choices}  if-unsure: [small]"),
            "questions.yaml:52: question `group`: a question has 2 to 64 choices, this one has 65; add or merge choices",
        ),
        (
            "complements.yaml",
            "- id: other-number",
            format!("{settings}- id: other-number"),
            "complements.yaml:1: there are 21 settings, more than 20; merge those that belong together",
        ),
        (
            "rules.yaml",
            "because: A large group has to fit.",
            format!("because: {}", "a".repeat(4001)),
            "rules.yaml:37: rule `large-group-fits`: the text is longer than 4000 characters; shorten it",
        ),
    ] {
        assert_eq!(said(&replaced(small(), file, text, &by)), says);
    }
}

#[test]
fn known_words_are_listed_only_while_they_are_few() {
    let source = |number: usize| {
        format!(
            "- {{ id: page-{number}, title: Page, publisher: Press, url: https://example.org, date: 2025, kind: primary \
             }}\n"
        )
    };
    let with_sources = |count: usize| {
        let more: String = (1..=count).map(source).collect();
        let files = replaced(small(), "sources.yaml", "- id: test-report", &format!("{more}- id: test-report"));
        said(&replaced(files, "risks.yaml", "sources: [gamma-manual]", "sources: [hearsay]"))
    };
    let few = with_sources(12);
    assert!(
        few.ends_with(
            "; known: `alpha-manual`, `beta-manual`, `gamma-manual`, `page-1`, `page-2`, `page-3`, \
        `page-4`, `page-5`, `page-6`, `page-7`, `page-8`, `page-9`, `page-10`, `page-11`, `page-12`, `test-report`"
        ),
        "{few}"
    );
    assert_eq!(
        with_sources(13),
        "risks.yaml:11: risk `radio-is-seen`: unknown source `hearsay`; none of the 17 known ones is near"
    );
}

#[test]
fn what_is_just_not_too_much_is_accepted() {
    let contexts: String =
        (1..=10).map(|number| format!("  - {{ id: circle-{number}, title: Circle, people: people }}\n")).collect();
    let choices: String = (1..=61).map(|number| format!("    - {{ id: more-{number}, label: More }}\n")).collect();
    let files = replaced(small(), "scope.yaml", "\napart:", &format!("{contexts}\napart:"));
    let files = replaced(files, "questions.yaml", "  if-unsure: [small]", &format!("{choices}  if-unsure: [small]"));
    let files = replaced(files, "scope.yaml", "close-call: 5", "close-call: 100");
    let (before, after) = ("- id: other-number", format!("{}- id: other-number", settings(19)));
    let files = replaced(files, "complements.yaml", before, &after);
    let files = replaced(files, "rules.yaml", "A large group has to fit.", &"a".repeat(4000));
    let files = replaced(files, "risks.yaml", "id: open-phone", &format!("id: {}", "a".repeat(48)));
    let files =
        replaced(files, "messengers/beta.yaml", "summary: Nothing is asked", &format!("summary: {}", "a".repeat(60)));
    assert_eq!(said(&files), "it loads");
}

#[test]
fn line_endings_of_windows_are_read_alike() {
    let windows = SMALL.iter().fold(small(), |files, file| {
        let text = files.text(file).unwrap().replace('\n', "\r\n");
        files.with(file, &text)
    });
    assert_eq!(said(&windows), "it loads");
}

#[test]
fn a_strength_is_written_in_one_way_only() {
    for wrong in ["should +2", "should 02", "should  2", "should 2 ", "should", "should 0", "Must", "must 2"] {
        let files = replaced(small(), "rules.yaml", "strength: should 3", &format!("strength: \"{wrong}\""));
        let told = format!("rule `small-group-fits`: `{wrong}` is not a strength; write `must`, or `should 1` to");
        assert!(said(&files).contains(&told), "{wrong}: {}", said(&files));
    }
}

#[test]
fn faults_in_several_files_are_all_told_at_once() {
    let broken = [
        ("complements.yaml", "effort: 2", "effort: 0"),
        ("messengers/beta.yaml", "count: 100", "count: many"),
        ("messengers/beta.yaml", "level: nothing", "level: nothin"),
        ("properties.yaml", "why: Somebody has to mend it.", "why: ''"),
        ("questions.yaml", "if-unsure: [small]", "if-unsure: [small, large]"),
        ("risks.yaml", "sources: [gamma-manual]", "sources: []"),
        ("rules.yaml", "strength: should 3", "strength: should 9"),
        ("scope.yaml", "version: 2026-01-15", "version: soon"),
        ("sources.yaml", "https://example.org/report", "example.org/report"),
    ];
    let files = broken.iter().fold(small(), |files, (file, text, by)| replaced(files, file, text, by));
    let found = said(&files);
    assert_eq!(
        found.lines().collect::<Vec<_>>(),
        [
            "sources.yaml:25: source `test-report`: the address is not a web address; start it with `https://`, \
             without spaces",
            "properties.yaml:51: property `maker`: the text is empty; write a sentence, or leave the entry out",
            "messengers/beta.yaml:27: fact `sign-up`: `nothin` is not a level of `sign-up`; did you mean `nothing`?",
            "messengers/beta.yaml:48: fact `group-size`: `many` is not a number of members; write a whole number from \
             0 to 4294967295",
            "questions.yaml:55: question `group`: these choices do not go together as an answer; name an answer that \
             can be given",
            "scope.yaml:3: the version is not a date; write YYYY-MM-DD",
            "rules.yaml:28: rule `small-group-fits`: `should 9` is not a strength; write `must`, or `should 1` to \
             `should 5`",
            "complements.yaml:9: complement `other-number`: the effort 0 is out of range; write 1 (a minute) to 5 (a \
             new way of working)",
            "risks.yaml:6: risk `radio-is-seen`: there is no source; cite at least one entry of sources.yaml",
        ]
    );
}

#[test]
fn files_that_cannot_be_read_as_written_are_all_told_at_once() {
    let broken = [
        ("messengers/alpha.yaml", "title: Alpha", "tilte: Alpha"),
        ("properties.yaml", "text: true", "text: true\n  text: true"),
        ("rules.yaml", "  because: Your own", "  becuase: Your own"),
        ("rules.yaml", "  strength: should 2", "  strenght: should 2"),
    ];
    let files = broken.iter().fold(small(), |files, (file, text, by)| replaced(files, file, text, by));
    let found = said(&files.without("risks.yaml").with("rule.yaml", "[]"));
    assert_eq!(
        found.lines().collect::<Vec<_>>(),
        [
            "risks.yaml: the file is missing; a knowledge base needs it; data/README.md says what goes into it",
            "properties.yaml:54: the key `text` is given twice; keep one of the two",
            "rule.yaml: the file is no part of a knowledge base; did you mean `rules.yaml`?",
            "messengers/alpha.yaml:2: unknown field `tilte`; did you mean `title`?",
            "rules.yaml:14: rule `number-leads-to-name`: unknown field `becuase`; did you mean `because`?",
            "rules.yaml:20: rule `less-to-give`: unknown field `strenght`; did you mean `strength`?",
        ]
    );
}

#[test]
fn a_file_that_does_not_parse_hides_only_the_checks_that_need_it() {
    let files = replaced(small(), "risks.yaml", "  text: Phones", "  txet: Phones");
    let found = said(&replaced(files, "scope.yaml", "version: 2026-01-15", "version: soon"));
    assert_eq!(
        found.lines().collect::<BTreeSet<_>>(),
        BTreeSet::from([
            "risks.yaml:10: risk `radio-is-seen`: unknown field `txet`; did you mean `text`?",
            "scope.yaml:3: the version is not a date; write YYYY-MM-DD",
        ])
    );
}

/// The places in a line where a word of YAML ends.
fn ends_of_words(line: &str) -> Vec<usize> {
    let is_end = |at: usize, character: char| {
        let after = &line[at + character.len_utf8()..];
        let ends = ["", ":", ": ", ", ", " }", "]", "\""].iter().any(|end| match *end {
            "" | ":" => after == *end,
            _ => after.starts_with(end),
        });
        (character.is_alphanumeric() || character == '.') && ends
    };
    let characters = line.char_indices().filter(|(at, character)| is_end(*at, *character));
    characters.map(|(at, character)| at + character.len_utf8()).collect()
}

#[test]
fn a_character_that_rearranges_text_is_refused_wherever_it_stands_and_never_repeated() {
    let mut offences = Vec::new();
    // Lines of the same shape in files of the same kind are read alike, so one of them will do.
    let mut tried = BTreeSet::new();
    for file in SMALL {
        let kind = if file.starts_with("messengers/") { "messengers" } else { file };
        let text = small().text(file).unwrap().to_owned();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let shape = line.split(": ").next().unwrap_or(line);
            for (number, end) in ends_of_words(line.trim_end()).into_iter().enumerate() {
                if line.starts_with('#') || !tried.insert((kind, shape.to_owned(), number)) {
                    continue;
                }
                let broken = format!("{}\u{202E}{}", &text[..start + end], &text[start + end..]);
                let found = said(&small().with(file, &broken));
                if found == "it loads" || found.chars().any(|character| character != '\n' && is_unprintable(character))
                {
                    offences.push(format!("{file}: after `{}`: {}", line[..end].trim(), found.escape_debug()));
                }
            }
            start += line.len();
        }
    }
    assert_none(&offences, "an override is accepted or repeated");
}

// ── Helplines ────────────────────────────────────────────────────────────────

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
    let without = inspected("[]", "2026-06-01");
    assert!(without.past_lookup.is_empty());
    let both = line("later", "2025-12-01") + &line("earlier", "2025-11");
    for (day, due) in [
        ("2026-05-01", &[][..]),
        ("2026-05-02", &["earlier"]),
        ("2026-06-01", &["earlier"]),
        ("2026-06-02", &["earlier", "later"]),
    ] {
        let inspection = inspected(&both, day);
        assert!(inspection.past_lookup.iter().map(|[id, _]| id.as_str()).eq(due.iter().copied()), "{day}");
        assert_eq!(inspection.has_errors(), without.has_errors() || !due.is_empty(), "{day}");
        let page = markdown(&inspection.page());
        let told = "helpline `earlier`: last looked up 2025-11, more than 6 months ago; look it up again, then change";
        assert_eq!(page.contains(told), !due.is_empty(), "{page}");
        assert!(due.is_empty() || page.contains("There are problems."), "{page}");
    }
}

// ── Folders ──────────────────────────────────────────────────────────────────

/// A new folder that holds the small knowledge base.
fn small_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("knowledge_base").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("messengers")).expect("the folder for temporary files can be written to");
    for file in SMALL {
        let text = small().text(file).expect("every file of the small knowledge base is read").to_owned();
        fs::write(folder.join(file), text).expect("the folder for temporary files can be written to");
    }
    folder
}

fn said_of_folder(folder: &Path) -> String {
    Files::read(folder).map_or_else(|problems| problems.to_string(), |files| said(&files))
}

#[test]
fn a_folder_may_hold_other_files() {
    let folder = small_folder("other-files");
    fs::write(folder.join("README.md"), "About the data.").unwrap();
    fs::write(folder.join("messengers/alpha.yaml~"), "an old copy").unwrap();
    assert_eq!(said_of_folder(&folder), "it loads");
}

#[test]
fn files_that_are_no_text_of_bounded_size_are_all_told_at_once() {
    let folder = small_folder("unreadable");
    let (rules, scope) = (folder.join("rules.yaml"), folder.join("scope.yaml"));
    let delta = folder.join("messengers/delta.yml");
    fs::write(&rules, [b'#', 0xC3, 0x28, b'\n']).unwrap();
    fs::write(&scope, "# a comment that goes on and on\n".repeat((8 << 20) / 32 + 1)).unwrap();
    fs::write(&delta, "id: delta\n").unwrap();
    let found = said_of_folder(&folder);
    let expected = [
        format!("{}: is not UTF-8 text; save it as UTF-8", rules.display()),
        format!("{}: is larger than 8 MiB; split or shorten it", scope.display()),
        format!("{}: the name ends in `.yml`; rename it to `.yaml`", delta.display()),
    ];
    assert_eq!(found.lines().map(str::to_owned).collect::<BTreeSet<_>>(), BTreeSet::from(expected));
}

#[test]
fn a_file_as_large_as_may_be_is_read() {
    let folder = small_folder("large");
    let scope = folder.join("scope.yaml");
    let text = fs::read_to_string(&scope).unwrap();
    fs::write(&scope, format!("{text}#{}\n", "x".repeat((8 << 20) - text.len() - 2))).unwrap();
    assert_eq!(said_of_folder(&folder), "it loads");
}

#[test]
fn a_folder_that_does_not_exist_is_told_once() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("knowledge_base/nowhere");
    let found = said_of_folder(&folder);
    let lines: Vec<&str> = found.lines().collect();
    assert!(lines[0].starts_with(&format!("{}: cannot be read: ", folder.display())), "{found}");
    assert!(lines[0].ends_with("; name the folder of a knowledge base"), "{found}");
    assert_eq!(lines.len(), 1, "{found}");
}

#[test]
fn a_folder_without_messengers_is_named_whole_however_long_its_path() {
    let folder = small_folder("a-folder-with-a-name-that-is-much-longer-than-most-and-without-messengers");
    fs::remove_dir_all(folder.join("messengers")).unwrap();
    let found = said_of_folder(&folder);
    assert!(found.starts_with(&format!("{}: cannot be read: ", folder.join("messengers").display())), "{found}");
}

// ── Tidiness of the shipped data ─────────────────────────────────────────────

fn shipped() -> KnowledgeBase {
    Files::embedded().load().unwrap_or_else(|problems| panic!("{problems}"))
}

/// Every fact, with its messenger and property.
fn facts(kb: &KnowledgeBase) -> impl Iterator<Item = (&Messenger, &Property, &Fact)> {
    kb.messengers().iter().flat_map(move |messenger| {
        kb.properties().keys().map(move |property| (messenger, &kb[property], messenger.fact(property)))
    })
}

/// Every word and text of the files, with its place and the field that it stands in.
fn words() -> Vec<(String, String, String)> {
    fn walk(value: &Value, place: &str, field: &str, found: &mut Vec<(String, String, String)>) {
        match value {
            Value::Mapping(fields) => {
                let id = fields.get("id").and_then(Value::as_str).map_or(String::new(), |id| format!(" `{id}`"));
                for (name, value) in fields {
                    let name = name.as_str().expect("a key is a word");
                    walk(value, &format!("{place}{id}: {name}"), name, found);
                }
            }
            Value::Sequence(items) => items.iter().for_each(|item| walk(item, place, field, found)),
            Value::String(text) => found.push((place.to_owned(), field.to_owned(), text.clone())),
            Value::Number(number) => found.push((place.to_owned(), field.to_owned(), number.to_string())),
            Value::Null | Value::Bool(_) | Value::Tagged(_) => {}
        }
    }
    let mut found = Vec::new();
    for (file, text) in Files::embedded().iter() {
        walk(&serde_yaml::from_str(text).expect("data/ is YAML"), file, "", &mut found);
    }
    found
}

/// The fields that are written in sentences.
const SENTENCES: [&str; 18] = [
    "about",
    "answer",
    "ask",
    "because",
    "can-change",
    "claim",
    "detail",
    "first",
    "help",
    "how",
    "how-to",
    "if-open",
    "later",
    "remedy",
    "text",
    "unseen",
    "waiver",
    "why",
];
/// The fields that stand alone as a heading, a label or a table's cell.
const HEADINGS: [&str; 8] = ["cannot", "headline", "if-open-do", "label", "short", "summary", "title", "unsure-means"];

/// Panics with every text for which this holds.
fn assert_no_text(what: &str, is_wrong: impl Fn(&str, &str, &str) -> bool) {
    let wrong = words().into_iter().filter(|(place, field, text)| is_wrong(place, field, text));
    assert_none(&wrong.map(|(place, _, text)| format!("{place}: {text}")).collect::<Vec<_>>(), what);
}

#[test]
fn the_shipped_knowledge_base_is_valid() {
    shipped();
}

#[test]
fn every_sentence_ends_as_one_and_no_heading_label_or_summary_does() {
    // The headline of a stop is a sentence.
    let is_sentence =
        |place: &str, field: &str| SENTENCES.contains(&field) || (field == "title" && place.starts_with("stops"));
    let ends = |text: &str| text.ends_with(['.', '?', '"', '”']);
    assert_no_text("texts without a full stop", |place, field, text| is_sentence(place, field) && !ends(text));
    assert_no_text("texts with a full stop", |place, field, text| {
        HEADINGS.contains(&field) && !is_sentence(place, field) && text.ends_with('.')
    });
}

#[test]
fn no_text_holds_double_spaces() {
    assert_no_text("texts with double spaces", |_, _, text| text.contains("  "));
}

#[test]
fn every_source_is_cited() {
    let cited = words().into_iter().filter(|(_, field, _)| ["sources", "answer-sources"].contains(&field.as_str()));
    let cited: BTreeSet<String> = cited.map(|(_, _, id)| id).collect();
    let kb = shipped();
    let offences: Vec<String> = kb.sources().ids().filter(|id| !cited.contains(*id)).map(str::to_owned).collect();
    assert_none(&offences, "sources that nothing cites");
}

#[test]
fn what_replaced_a_claim_names_its_sources() {
    let kb = shipped();
    let mut offences = Vec::new();
    for (messenger, property, fact) in facts(&kb) {
        let superseded = fact.claims.iter().filter(|claim| claim.status == Status::Superseded);
        let unsourced = superseded.filter(|claim| claim.answer_sources.is_empty());
        offences.extend(unsourced.map(|claim| format!("{} {}: {}", messenger.id, property.id, claim.claim)));
    }
    assert_none(&offences, "superseded claims whose answer names no source");
}

#[test]
fn nothing_is_dated_after_the_edition() {
    let edition = parse_day(&shipped().scope().version).unwrap();
    assert_no_text("dates after the edition", |_, field, text| {
        ["as-of", "until", "date"].contains(&field) && AsOf::parse(text).unwrap().first_day() > edition
    });
}

#[test]
fn every_must_can_be_reached() {
    let kb = shipped();
    let reaches = |property: Key<Property>, level: Level| {
        let messengers = kb.messengers().iter().filter_map(|messenger| messenger.fact(property).level);
        let complements = kb.complements().iter().filter_map(|complement| complement.lifts(property));
        messengers.chain(complements).any(|reached| reached >= level)
    };
    let musts = kb.rules().iter().filter(|rule| rule.strength.is_must());
    let unreachable = musts.filter(|rule| !reaches(rule.property, rule.level)).map(Entry::id);
    let offences: Vec<String> = unreachable.map(str::to_owned).collect();
    assert_none(&offences, "musts that nothing reaches");
}

/// Whether a complement works with a messenger, and takes it further on some property than it is.
fn helps(complement: &Complement, messenger: &Messenger) -> bool {
    let stands = |property: Key<Property>| messenger.fact(property).level;
    let works = |(property, levels): &(Key<Property>, Vec<Level>)| {
        stands(*property).is_some_and(|level| levels.contains(&level))
    };
    complement.works_with.iter().all(works)
        && complement.raises.iter().any(|(property, level)| stands(*property).is_none_or(|stands| stands < *level))
}

#[test]
fn every_complement_takes_some_candidate_further() {
    let kb = shipped();
    let useless = |complement: &&Complement| {
        let helps = |candidate: &Key<Messenger>| helps(complement, &kb[*candidate]);
        complement.kind != Kind::Practice && !kb.scope().candidates.iter().any(helps)
    };
    let offences: Vec<String> = kb.complements().iter().filter(useless).map(|one| one.id.to_string()).collect();
    assert_none(&offences, "complements that help no candidate");
}

#[test]
fn a_companion_that_is_a_messenger_is_an_alternative_and_promises_no_more_than_its_facts() {
    let kb = shipped();
    let mut offences = Vec::new();
    for complement in kb.complements().iter() {
        let Some(key) = complement.messenger else { continue };
        if kb.scope().candidates.contains(&key) {
            offences.push(format!("{}: {} is a candidate", complement.id, kb[key].id));
        }
        for (property, level) in &complement.raises {
            if kb[key].fact(*property).level.is_none_or(|stands| stands < *level) {
                offences.push(format!("{}: {}", complement.id, kb[*property].id));
            }
        }
    }
    assert_none(&offences, "companions that promise more than the messenger");
}

#[test]
fn what_takes_the_place_of_a_messenger_or_is_added_to_it_has_a_headline() {
    let kb = shipped();
    let offences = kb.complements().iter().filter(|one| {
        let is_needed = one.raises.iter().any(|(property, level)| {
            let needs = |rule: &&Rule| rule.strength.is_must() && rule.property == *property && rule.level <= *level;
            kb.rules().iter().any(|rule| needs(&rule))
        });
        one.kind == Kind::Companion && (one.takes_the_place || is_needed) && one.headline.is_none()
    });
    let offences: Vec<String> = offences.map(|one| one.id.to_string()).collect();
    assert_none(&offences, "companions that a headline can't name");
}

#[test]
fn every_alternative_can_be_advised() {
    let kb = shipped();
    let named = |messenger: Key<Messenger>| {
        kb.complements().iter().any(|one| one.kind == Kind::Companion && one.messenger == Some(messenger))
    };
    let offences: Vec<String> = kb
        .alternatives()
        .filter(|messenger| !named(*messenger))
        .map(|messenger| kb[messenger].id.to_string())
        .collect();
    assert_none(&offences, "alternatives that no companion names");
}

#[test]
fn the_facts_of_a_messenger_stand_in_the_order_of_the_properties() {
    let kb = shipped();
    let files = Files::embedded();
    for messenger in kb.messengers().ids() {
        let text = files.text(&format!("messengers/{messenger}.yaml")).unwrap();
        let written: Value = serde_yaml::from_str(text).unwrap();
        let facts = written["facts"].as_mapping().unwrap().keys();
        let order: Vec<&str> = facts.map(|id| id.as_str().unwrap()).collect();
        assert_eq!(order, kb.properties().ids().collect::<Vec<_>>(), "messengers/{messenger}.yaml");
    }
}

#[test]
fn properties_stand_in_the_order_of_the_groups_and_every_heading_is_used() {
    let kb = shipped();
    assert!(kb.properties().iter().map(|property| property.group).is_sorted(), "properties.yaml");
    let groups: BTreeSet<_> = kb.properties().iter().map(|property| property.group).collect();
    let themes: BTreeSet<_> = kb.questions().iter().map(|question| question.theme).collect();
    assert_eq!(groups.len(), kb.groups().len(), "every group has a property");
    assert_eq!(themes.len(), kb.themes().len(), "every theme has a question");
}

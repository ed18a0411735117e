//! The shape of the source: what may use what, and what it must not name.

mod cycles;
mod size;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use advisor::kb::KnowledgeBase;

/// The modules, lowest first, and which they may use.
const LAYERS: [(&str, &str); 15] = [
    ("text", ""),
    ("kb", "text"),
    ("answers", "text kb"),
    ("engine", "kb"),
    ("space", "kb engine"),
    ("built_in", "kb engine space"),
    ("quiz", "text kb answers space"),
    ("advice", "text kb answers engine space"),
    ("document", ""),
    ("explore", "text kb answers engine space advice"),
    ("verify", "text kb"),
    ("words", "text kb engine advice explore verify document"),
    ("render", "text answers document"),
    ("batch", "text kb answers engine space explore render"),
    ("cli", "text kb answers engine space built_in quiz advice document explore verify words render batch"),
];

/// Every Rust file in a folder of the package with its text, by its path in there.
fn files_in(folder: &str) -> BTreeMap<String, String> {
    fn walk(folder: &Path, top: &Path, found: &mut BTreeMap<String, String>) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                walk(&path, top, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(top).unwrap().display().to_string();
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let (mut found, top) = (BTreeMap::new(), Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    walk(&top, &top, &mut found);
    assert!(found.len() > 20, "{folder} was found");
    found
}

/// The module of `lib.rs` that a file belongs to: its folder, or its own name.
fn layer_of(name: &str) -> &str {
    name.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// The text without comments, in which modules may be mentioned.
fn code(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_module_uses_only_modules_below_it() {
    for (name, text) in files_in("src") {
        if ["lib", "main"].contains(&layer_of(&name)) {
            continue;
        }
        let known = LAYERS.iter().find(|(layer, _)| *layer == layer_of(&name));
        let (layer, allowed) = known.unwrap_or_else(|| panic!("{name} belongs to no layer"));
        for (other, _) in
            LAYERS.iter().filter(|(other, _)| other != layer && allowed.split(' ').all(|one| one != *other))
        {
            assert!(!code(&text).contains(&format!("crate::{other}")), "{name} uses {other}");
        }
    }
}

#[test]
fn a_library_is_named_only_where_it_is_wrapped() {
    for (library, home) in [
        ("dialoguer", "quiz/terminal/"),
        ("comfy_table", "render/text.rs"),
        ("askama", "render/html/"),
        ("clap", "cli/"),
    ] {
        let users: Vec<String> = files_in("src")
            .into_iter()
            .filter(|(_, text)| code(text).contains(library))
            .map(|(name, _)| name)
            .collect();
        assert!(!users.is_empty(), "{library} is used");
        assert!(users.iter().all(|user| user.starts_with(home)), "{library} is named in {users:?}");
    }
}

#[test]
fn nothing_of_the_knowledge_base_is_named_in_the_source() {
    let kb = KnowledgeBase::embedded();
    let messengers = kb.messengers().iter().flat_map(|messenger| [messenger.id.clone(), messenger.title.clone()]);
    // Other ids are words of English too, so they count only as they would stand in code: quoted and whole.
    let quoted = |id: &str| format!("\"{id}\"");
    let ids = kb.properties().ids().chain(kb.questions().ids()).chain(kb.rules().ids()).chain(kb.complements().ids());
    let ids: Vec<String> = ids.filter(|id| id.contains('-')).map(quoted).collect();
    let messengers: Vec<String> = messengers.map(|name| name.to_lowercase()).collect();
    for (name, text) in files_in("src") {
        // A package has the name of a messenger in its own.
        let code = code(&text).replace("signal_hook", "");
        for id in &ids {
            assert!(!code.contains(id.as_str()), "{name} names {id}");
        }
        // Nor may an example name one, which a foreign knowledge base would not have.
        let known: Vec<&str> = kb.properties().ids().chain(kb.questions().ids()).chain(kb.rules().ids()).collect();
        for call in ["advisor show ", "advisor help "] {
            for rest in code.split(call).skip(1) {
                let id = rest.split(|end: char| !(end.is_alphanumeric() || end == '-')).next().unwrap_or_default();
                assert!(!known.contains(&id), "{name} has `{call}{id}`");
            }
        }
        for word in code.to_lowercase().split(|character: char| !character.is_alphanumeric()) {
            assert!(!messengers.iter().any(|messenger| messenger == word), "{name} names {word}");
        }
    }
}

#[test]
fn the_engine_and_the_space_touch_nothing_outside() {
    let outside = "std::io std::fs std::env std::net std::time println! HashMap::new RandomState";
    for (name, text) in files_in("src").into_iter().filter(|(name, _)| ["engine", "space"].contains(&layer_of(name))) {
        for outside in outside.split(' ') {
            assert!(!code(&text).contains(outside), "{name} uses {outside}");
        }
    }
}

#[test]
fn every_package_that_is_depended_on_is_used() {
    let [source, tests] = ["src", "tests"].map(|folder| files_in(folder).into_values().collect::<String>());
    let mut section = "";
    for line in include_str!("../Cargo.toml").lines() {
        if line.starts_with('[') {
            section = line;
            continue;
        }
        let Some((name, _)) = line.split_once(" = ").filter(|_| section.contains("dependencies]")) else { continue };
        let users = if section.contains("dev-") { &tests } else { &source };
        let path = name.replace('-', "_");
        let is_used = [format!("{path}::"), format!("{path}!")].iter().any(|used| users.contains(used));
        assert!(is_used, "{section} names {name}, which nothing uses");
    }
}

#[test]
fn every_file_of_tests_is_built() {
    let files = files_in("tests");
    for name in files.keys().filter(|name| *name != "all.rs") {
        let module = name.trim_end_matches(".rs").trim_end_matches("/mod");
        let file = module.rsplit('/').next().unwrap_or_default();
        let is_named = files.values().any(|text| text.lines().any(|line| line.ends_with(&format!("mod {file};"))));
        assert!(is_named, "nothing names {name}");
    }
}

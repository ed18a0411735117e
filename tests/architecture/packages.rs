//! The packages that are built of, and the tests that are built.

use std::fs;
use std::path::Path;

use super::files;

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The text of all Rust files below a folder of the package.
fn all_text(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = entries.map(|path| match path.extension() {
        _ if path.is_dir() => all_text(&path),
        Some(ending) if ending == "rs" => fs::read_to_string(&path).unwrap(),
        _ => String::new(),
    });
    texts.collect()
}

#[test]
fn every_package_that_is_depended_on_is_used() {
    let source: String = files().into_iter().map(|(_, text)| text).collect();
    let tests = all_text(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"));
    let mut section = String::new();
    for line in text("Cargo.toml").lines() {
        if line.starts_with('[') {
            section = line.to_owned();
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
    let all = text("tests/all.rs");
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.strip_suffix(".rs").filter(|module| *module != "all");
        assert!(module.is_none_or(|module| all.contains(&format!("\nmod {module};"))), "tests/all.rs has no {name}");
    }
}

//! The packages that are built of, and the tests that are built.

use super::files_in;

#[test]
fn every_package_that_is_depended_on_is_used() {
    let [source, tests] = ["src", "tests"].map(|folder| files_in(folder).into_values().collect::<String>());
    let mut section = "";
    for line in include_str!("../../Cargo.toml").lines() {
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

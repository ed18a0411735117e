//! Which file of the source uses which, and that no two use each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{code, files_in};

/// A path from the root of the crate, by its parts.
type Parts = Vec<String>;

/// A file of the source: what it uses, and what it hands on.
struct File {
    name: String,
    uses: BTreeSet<Parts>,
    /// Names that it hands on, each with the path of what it is.
    hands_on: BTreeMap<String, Parts>,
}

impl File {
    fn of(name: &str, text: &str, modules: &BTreeSet<Parts>) -> Self {
        let module = module_of(name);
        let code = code(text);
        let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let (mut uses, mut hands_on, mut rest) = (BTreeSet::new(), BTreeMap::new(), String::new());
        for statement in code.split(';') {
            let (before, path) = statement.rsplit_once("use ").unwrap_or((statement, ""));
            let line = before.rsplit('\n').next().unwrap_or_default();
            if path.is_empty() || !(line.is_empty() || line.starts_with("pub")) {
                rest += statement;
                continue;
            }
            rest += before;
            for path in expanded(path) {
                let (path, renamed) = path.split_once(" as ").unwrap_or((&path, ""));
                let Some(path) = from_root(&module, path, modules) else { continue };
                match line {
                    "" => drop(uses.insert(path)),
                    _ if renamed.is_empty() => drop(hands_on.insert(path.last().cloned().unwrap_or_default(), path)),
                    _ => drop(hands_on.insert(renamed.to_owned(), path)),
                }
            }
        }
        let is_part = |character: char| character.is_alphanumeric() || "_:".contains(character);
        for word in rest.split(|character| !is_part(character)) {
            uses.extend(word.contains("::").then(|| from_root(&module, word, modules)).flatten());
            // What is handed on is used if it is named besides.
            uses.extend(word.split("::").next().and_then(|first| hands_on.get(first)).cloned());
        }
        Self { name: name.to_owned(), uses, hands_on }
    }
}

fn module_of(name: &str) -> Parts {
    let path = name.trim_end_matches(".rs").trim_end_matches("mod").trim_end_matches('/');
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// The paths that a path with braces stands for.
fn expanded(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else { return vec![path.trim().to_owned()] };
    let within = &rest[..rest.rfind('}').unwrap_or(rest.len())];
    let mut depth = 0;
    let is_between = |character: char| {
        depth += i32::from(character == '{') - i32::from(character == '}');
        character == ',' && depth == 0
    };
    let parts = within.split(is_between).map(str::trim).filter(|part| !part.is_empty());
    parts.flat_map(|part| expanded(&format!("{}{part}", before.trim()))).collect()
}

/// A path in a module as it is from the root of the crate; `None` if it leads to another crate.
fn from_root(module: &[String], path: &str, modules: &BTreeSet<Parts>) -> Option<Parts> {
    let mut parts: Parts = path.split("::").map(str::to_owned).collect();
    parts.retain(|part| !part.is_empty());
    let ups = parts.iter().take_while(|part| *part == "super").count();
    let child = [module, &parts[..1.min(parts.len())]].concat();
    let mut path = match parts.first()?.as_str() {
        "crate" => parts[1..].to_vec(),
        "self" => [module, &parts[1..]].concat(),
        "super" => [&module[..module.len() - ups], &parts[ups..]].concat(),
        _ if modules.contains(&child) => [module, &parts].concat(),
        _ => return None,
    };
    path.retain(|part| part != "self");
    Some(path)
}

/// The module that defines what a path names, however often it is handed on.
fn definition(files: &BTreeMap<Parts, File>, path: &[String]) -> Option<Parts> {
    let length = (0..=path.len()).rev().find(|length| files.contains_key(&path[..*length]))?;
    let (module, rest) = path.split_at(length);
    match rest.first().and_then(|name| files[module].hands_on.get(name)) {
        Some(other) => definition(files, &[other, &rest[1..]].concat()),
        None => Some(module.to_vec()),
    }
}

#[test]
fn no_two_files_use_each_other_not_even_through_others() {
    let files: Vec<(String, String)> = files_in("src").into_iter().filter(|(name, _)| name != "main.rs").collect();
    let modules: BTreeSet<Parts> = files.iter().map(|(name, _)| module_of(name)).collect();
    let files = files.iter().map(|(name, text)| (module_of(name), File::of(name, text, &modules)));
    let files: BTreeMap<Parts, File> = files.collect();
    let used = |(module, file): (&Parts, &File)| {
        let defined = file.uses.iter().filter_map(|path| definition(&files, path));
        // What a folder's own `mod.rs` defines is there for the files of the folder, and is no arrow.
        (module.clone(), defined.filter(|other| !module.starts_with(other)).collect())
    };
    // A file goes once all that it uses is gone; what is left uses each other, or what does.
    let mut left: BTreeMap<Parts, BTreeSet<Parts>> = files.iter().map(used).collect();
    assert!(left.values().filter(|used| !used.is_empty()).count() > files.len() / 2, "imports are found");
    while let Some(module) = left.iter().find(|(_, used)| used.is_empty()).map(|(module, _)| module.clone()) {
        left.remove(&module);
        left.values_mut().for_each(|used| used.retain(|other| *other != module));
    }
    let name = |module: &Parts| files[module].name.as_str();
    let told = left.iter().map(|(module, used)| {
        format!("  {} uses {}\n", name(module), used.iter().map(name).collect::<Vec<_>>().join(", "))
    });
    assert!(left.is_empty(), "cycles, or files that use them:\n{}", told.collect::<String>());
}

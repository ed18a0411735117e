//! Which file of the source uses which, and that no two use each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{code, files};

/// A file of the source: what it imports or names by a path, and what it hands on.
struct File {
    name: String,
    /// The module that it is.
    module: Vec<String>,
    /// Paths from the root of the crate that it uses.
    uses: BTreeSet<Vec<String>>,
    /// Names that it hands on, each with the path of what it is.
    hands_on: BTreeMap<String, Vec<String>>,
}

impl File {
    fn of(name: &str, text: &str, modules: &BTreeSet<Vec<String>>) -> Self {
        let module = module_of(name);
        let code = code(text);
        let tokens = tokens(code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default());
        let is_start = |word: &str| {
            let child = [module.as_slice(), &[word.to_owned()]].concat();
            ["crate", "self", "super"].contains(&word) || modules.contains(&child)
        };
        let (mut uses, mut hands_on, mut words) = (BTreeSet::new(), BTreeMap::new(), BTreeSet::new());
        // Whether a `use` is under way, and hands on what it names.
        let mut handing_on = None;
        let mut at = 0;
        while let Some(&token) = tokens.get(at) {
            let before = at.checked_sub(1).map(|before| tokens[before]);
            match token {
                "use" => handing_on = Some(matches!(before, Some("pub" | ")"))),
                ";" => handing_on = None,
                _ => {}
            }
            if !is_start(token) || before == Some("::") || tokens.get(at + 1) != Some(&"::") {
                words.extend(handing_on.is_none().then_some(token));
                at += 1;
                continue;
            }
            for (path, name) in paths(&tokens, &mut at, &[]) {
                let path = from_root(&module, &path);
                match handing_on {
                    Some(true) => drop(hands_on.insert(name, path)),
                    Some(false) | None => drop(uses.insert(path)),
                }
            }
        }
        // What is handed on is used if it is named besides.
        uses.extend(hands_on.iter().filter(|(name, _)| words.contains(name.as_str())).map(|(_, path)| path.clone()));
        Self { name: name.to_owned(), module, uses, hands_on }
    }
}

fn module_of(name: &str) -> Vec<String> {
    let path = name.trim_end_matches(".rs").trim_end_matches("mod").trim_end_matches('/');
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// The words and signs of code.
fn tokens(code: &str) -> Vec<&str> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if is_word(first) => rest.find(|character| !is_word(character)).unwrap_or(rest.len()),
            _ if rest.starts_with("::") => 2,
            _ => first.len_utf8(),
        };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

/// The paths that begin at a position, each with the name it gets; there are several where braces follow.
fn paths(tokens: &[&str], at: &mut usize, before: &[String]) -> Vec<(Vec<String>, String)> {
    let mut path = before.to_vec();
    loop {
        match tokens.get(*at) {
            Some(&"{") => {
                let mut found = Vec::new();
                *at += 1;
                while tokens.get(*at).is_some_and(|token| *token != "}") {
                    match tokens[*at] {
                        "," => *at += 1,
                        _ => found.extend(paths(tokens, at, &path)),
                    }
                }
                *at += 1;
                return found;
            }
            Some(word) if *word != "self" || path.is_empty() => path.push((*word).to_owned()),
            _ => {}
        }
        *at += 1;
        if tokens.get(*at) != Some(&"::") {
            break;
        }
        *at += 1;
    }
    let mut name = path.last().cloned().unwrap_or_default();
    if tokens.get(*at) == Some(&"as") {
        name = tokens[*at + 1].to_owned();
        *at += 2;
    }
    vec![(path, name)]
}

/// A path as it is from the root of the crate.
fn from_root(module: &[String], path: &[String]) -> Vec<String> {
    let (first, rest) = path.split_first().expect("a path has a beginning");
    let ups = path.iter().take_while(|part| *part == "super").count();
    match first.as_str() {
        "crate" => rest.to_vec(),
        "self" => [module, rest].concat(),
        "super" => [&module[..module.len() - ups], &path[ups..]].concat(),
        _ => [module, path].concat(),
    }
}

/// The file that defines what a path names, however often it is handed on.
fn definition<'a>(files: &'a BTreeMap<Vec<String>, File>, path: &[String]) -> Option<&'a File> {
    let of_module = |length: &usize| files.contains_key(&path[..*length]);
    let length = (0..=path.len()).rev().find(of_module)?;
    let file = &files[&path[..length]];
    match path.get(length).and_then(|name| file.hands_on.get(name)) {
        Some(other) => definition(files, &[other.as_slice(), &path[length + 1..]].concat()),
        None => Some(file),
    }
}

#[test]
fn no_two_files_use_each_other_not_even_through_others() {
    let files: Vec<(String, String)> =
        files().into_iter().filter(|(name, _)| name.ends_with(".rs") && name != "main.rs").collect();
    let modules: BTreeSet<Vec<String>> = files.iter().map(|(name, _)| module_of(name)).collect();
    let files = files.iter().map(|(name, text)| File::of(name, text, &modules));
    let files: BTreeMap<Vec<String>, File> = files.map(|file| (file.module.clone(), file)).collect();
    let used = |file: &File| -> BTreeSet<&str> {
        let defined = file.uses.iter().filter_map(|path| definition(&files, path));
        // What a folder's own `mod.rs` defines is there for the files of the folder, and is no arrow.
        let others = defined.filter(|other| !file.module.starts_with(&other.module));
        others.map(|other| other.name.as_str()).collect()
    };
    let arrows: BTreeMap<&str, BTreeSet<&str>> = files.values().map(|file| (file.name.as_str(), used(file))).collect();
    assert!(arrows.values().filter(|used| !used.is_empty()).count() > files.len() / 2, "imports are found");
    let cycles: BTreeSet<BTreeSet<&str>> = arrows
        .keys()
        .map(|file| {
            let back = |other: &&str| reached(&arrows, other).contains(file);
            reached(&arrows, file).into_iter().filter(back).collect()
        })
        .collect();
    let told = cycles.iter().filter(|cycle| !cycle.is_empty()).map(|cycle| {
        let within = |file: &str| arrows[file].intersection(cycle).copied().collect::<Vec<_>>().join(", ");
        let lines = cycle.iter().map(|file| format!("  {file} uses {}\n", within(file)));
        format!("a cycle of {}:\n{}", cycle.len(), lines.collect::<String>())
    });
    let told: String = told.collect();
    assert!(told.is_empty(), "{told}");
}

/// The files that a file uses, directly or through others.
fn reached<'a>(arrows: &BTreeMap<&'a str, BTreeSet<&'a str>>, file: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&str> = arrows[file].iter().copied().collect();
    while let Some(file) = next.pop() {
        if reached.insert(file) {
            next.extend(&arrows[file]);
        }
    }
    reached
}

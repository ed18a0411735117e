//! Where the files of a knowledge base come from, and how any text from outside is read: to a bounded end.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::check::{check, files};
use super::{KnowledgeBase, Problem, Problems, Tree};
use crate::text::did_you_mean;

const MAX_BYTES: u64 = 8 << 20;
const MAX_BYTES_OF_ALL: u64 = 16 << 20;

/// The most files and folders that are looked at for YAML where none belongs.
const MOST_LOOKED_AT: usize = 1000;

/// The texts of a knowledge base's files, by their name within its folder.
#[derive(Debug, Clone, Default)]
pub struct Files(pub BTreeMap<String, String>);

impl Files {
    /// Reads the files of a folder.
    ///
    /// # Errors
    /// Names every file that is not readable, too large, not text or misnamed, every link out of the folder, and YAML in
    /// a folder that is not read. Hidden files are left alone.
    pub fn read(folder: &Path) -> Result<Self, Problems> {
        let (mut files, mut problems, mut size) = (BTreeMap::new(), Vec::new(), 0);
        let home = folder.canonicalize().unwrap_or_default();
        for (below, folder) in [("", folder.to_owned()), ("messengers/", folder.join("messengers"))] {
            let wrong = |fault: String, remedy| Problem::at(folder.display(), fault, remedy);
            let entries = match fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
                Ok(entries) => entries,
                Err(error) => {
                    problems.push(wrong(format!("cannot be read: {error}"), "name the folder of a knowledge base"));
                    // The folder of the messengers is missing with its parent.
                    break;
                }
            };
            for path in entries.into_iter().map(|entry| entry.path()) {
                let file = path.file_name().unwrap_or_default();
                let found = match is_yaml(&path) {
                    _ if file.as_encoded_bytes().starts_with(b".") => continue,
                    true => read(&path).map(Some),
                    false if path.is_dir() => Ok(None),
                    false => continue,
                };
                match found {
                    // What it leads to could be anything.
                    Ok(_) if path.canonicalize().is_ok_and(|path| !path.starts_with(&home)) => {
                        let remedy = "put what it leads to in its place";
                        problems.push(Problem::at(path.display(), "is a link that leads out of the folder", remedy));
                    }
                    Ok(Some((name, text))) => {
                        size += text.len() as u64;
                        files.insert(format!("{below}{name}"), text);
                    }
                    Ok(None) if below.is_empty() && file == "messengers" => {}
                    Ok(None) => problems.extend(misplaced_yaml(&path)),
                    Err(found) => problems.push(found),
                }
                if size > MAX_BYTES_OF_ALL {
                    let fault = format!("its files are larger than {} MiB together", MAX_BYTES_OF_ALL >> 20);
                    return Err(Problems(vec![wrong(fault, "shorten them")]));
                }
            }
        }
        if problems.is_empty() { Ok(Self(files)) } else { Err(Problems(problems)) }
    }

    /// Adds a file, or replaces it.
    #[must_use]
    pub fn with(mut self, name: &str, text: &str) -> Self {
        self.0.insert(name.to_owned(), text.to_owned());
        self
    }

    /// Parses and checks the files.
    ///
    /// # Errors
    /// Every problem, with its place and remedy. What cannot be read hides only the checks that need it.
    pub fn load(&self) -> Result<KnowledgeBase, Problems> {
        let (mut trees, mut problems, files) = (BTreeMap::new(), Vec::new(), files());
        for (name, _) in files.iter().filter(|(name, is_needed)| **is_needed && !self.0.contains_key(**name)) {
            let remedy = "a knowledge base needs it; data/README.md says what goes into it";
            problems.push(Problem::at(name, "the file is missing", remedy));
        }
        for (name, text) in &self.0 {
            if name.starts_with("messengers/") || files.contains_key(name.as_str()) {
                trees.insert(name.clone(), Tree::parse(name, text).map_err(|found| problems.extend(found)).ok());
            } else if name != "evidence.yaml" {
                // Evidence is for the command that checks it.
                let remedy = did_you_mean(name, files.keys().copied());
                problems.push(Problem::at(name, "the file is no part of a knowledge base", remedy));
            }
        }
        check(&trees, problems)
    }
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
}

/// Reads a YAML file of bounded size: its name and text. A pipe or a device is no file, since it may never end.
fn read(path: &Path) -> Result<(String, String), Problem> {
    let wrong = |fault: &str, remedy| Err(Problem::at(path.display(), fault, remedy));
    let Some(name) = path.file_name().and_then(OsStr::to_str) else {
        return wrong("the name is not UTF-8 text", "rename it");
    };
    if name.ends_with(".yml") {
        return wrong("the name ends in `.yml`", "rename it to `.yaml`");
    }
    // What else is wrong shows when it is opened.
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        return wrong("is no file", "put a file in its place");
    }
    Ok((name.to_owned(), read_text(&path.display().to_string(), fs::File::open(path), MAX_BYTES)?))
}

/// A YAML file somewhere below a folder that is not read, if there is one.
fn misplaced_yaml(folder: &Path) -> Option<Problem> {
    let (mut folders, mut looked_at) = (vec![folder.to_owned()], 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            looked_at += 1;
            if looked_at > MOST_LOOKED_AT || name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            if is_yaml(&path) {
                let remedy = "move it to `messengers/`, or out of the knowledge base";
                return Some(Problem::at(path.display(), "is in a folder that is not read", remedy));
            }
            // Links are not followed, so there is an end.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            }
        }
    }
    None
}

/// Reads a text of at most so many bytes, and so comes to an end where the input does not; a byte order mark before it
/// is no part of it.
///
/// # Errors
/// If the input cannot be read, is larger or is not UTF-8.
pub fn read_text(place: &str, input: io::Result<impl Read>, most: u64) -> Result<String, Problem> {
    let wrong = |fault: &str, remedy| Problem::at(place, fault, remedy);
    let mut bytes = Vec::new();
    input
        .and_then(|input| input.take(most + 1).read_to_end(&mut bytes))
        .map_err(|error| wrong(&format!("cannot be read: {error}"), "check the path and its permissions"))?;
    if bytes.len() as u64 > most {
        return Err(wrong(&format!("is larger than {} MiB", most >> 20), "split or shorten it"));
    }
    if bytes.starts_with("\u{FEFF}".as_bytes()) {
        bytes.drain(..'\u{FEFF}'.len_utf8());
    }
    // One of the first two bytes of a text in UTF-16 is empty, whether or not a mark says so.
    let is_utf16 = bytes.iter().take(2).any(|byte| *byte == 0);
    let text = String::from_utf8(bytes).ok().filter(|_| !is_utf16);
    text.ok_or_else(|| wrong("is not UTF-8 text", "save it as UTF-8"))
}

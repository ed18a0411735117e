//! Where the files of a knowledge base come from.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::KnowledgeBase;
use super::input::{Unread, read_text};
use super::place::Ledger;
use super::problem::{Problem, Problems};
use super::term::GLOSSARY;
use super::written::{
    COMPLEMENTS, FILES, HELPLINES, MESSENGERS, PROPERTIES, QUESTIONS, RISKS, RULES, SCOPE, SOURCES, STOPS, Whole, check,
};
use super::yaml::{self, Outline};
use crate::text::did_you_mean;

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 8 << 20;
/// The most that is read of all files together, in bytes.
const MAX_BYTES_OF_ALL: u64 = 16 << 20;

/// The texts of a knowledge base's files, by their name within its folder.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// Reads the files of a folder.
    ///
    /// # Errors
    /// Names every file that is missing, not readable, too large or not text,
    /// and every YAML file that is no part of a knowledge base.
    pub fn read(folder: &Path) -> Result<Self, Problems> {
        let mut files = BTreeMap::new();
        let mut problems = Vec::new();
        let mut size = 0;
        for (name, below) in [("", folder.to_owned()), ("messengers/", folder.join(MESSENGERS))] {
            let entries = match fs::read_dir(&below) {
                Ok(entries) => entries,
                // The folder of the messengers is missing with its parent.
                Err(_) if !folder.exists() && !problems.is_empty() => continue,
                Err(error) => {
                    problems.push(problem(
                        &below,
                        format!("cannot be read: {error}"),
                        "name the folder of a knowledge base",
                    ));
                    continue;
                }
            };
            for entry in entries {
                let path = match entry {
                    Ok(entry) => entry.path(),
                    Err(error) => {
                        problems.push(problem(&below, format!("cannot be read: {error}"), "check its permissions"));
                        continue;
                    }
                };
                let name_in_folder = path.file_name().unwrap_or_default();
                let file = name_in_folder.to_string_lossy();
                if !file.ends_with(".yaml") && !file.ends_with(".yml") {
                    continue;
                }
                if name_in_folder.to_str().is_none() {
                    problems.push(problem(&path, "the name is not UTF-8 text".to_owned(), "rename it"));
                    continue;
                }
                if file.ends_with(".yml") {
                    problems.push(problem(&path, "the name ends in `.yml`".to_owned(), "rename it to `.yaml`"));
                    continue;
                }
                match read(&path) {
                    Ok(text) => {
                        size += text.len() as u64;
                        if size > MAX_BYTES_OF_ALL {
                            let fault = format!("its files are larger than {} MiB together", MAX_BYTES_OF_ALL >> 20);
                            return Err(Problems(vec![problem(folder, fault, "shorten them")]));
                        }
                        files.insert(format!("{name}{file}"), text);
                    }
                    Err(found) => problems.push(found),
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

    /// Takes a file away.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// Every file: its name and its text, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Parses and checks the files.
    ///
    /// # Errors
    /// Every problem found, each with its file, line, entry and remedy. A file
    /// that does not parse hides only the checks that need it.
    pub fn load(&self) -> Result<KnowledgeBase, Problems> {
        let mut ledger = Ledger::default();
        let written = self.parse(&mut ledger);
        check(written, ledger)?.with_terms(self.text(GLOSSARY))
    }

    fn parse(&self, ledger: &mut Ledger) -> Whole {
        let mut written = Whole {
            scope: self.whole(SCOPE, ledger),
            properties: self.list(PROPERTIES, "property", ledger),
            questions: self.list(QUESTIONS, "question", ledger),
            rules: self.list(RULES, "rule", ledger),
            complements: self.list(COMPLEMENTS, "complement", ledger),
            sources: self.list(SOURCES, "source", ledger),
            risks: self.list(RISKS, "risk", ledger),
            stops: self.list_if_there(STOPS, "stop", ledger),
            helplines: self.list_if_there(HELPLINES, "helpline", ledger),
            messengers: BTreeMap::new(),
        };
        if written.scope.is_none() {
            ledger.unread.extend(["group", "theme", "context", "sitting"]);
        }
        for name in self.0.keys() {
            if let Some(stem) = name.strip_prefix("messengers/") {
                match self.whole(name, ledger) {
                    Some(messenger) => {
                        written.messengers.insert(stem.trim_end_matches(".yaml").to_owned(), messenger);
                    }
                    None => {
                        ledger.unread.insert("messenger");
                    }
                }
            } else if !FILES.contains(&name.as_str()) && !["evidence.yaml", GLOSSARY].contains(&&**name) {
                ledger.extend([Problem {
                    place: name.clone(),
                    entry: None,
                    fault: "the file is no part of a knowledge base".to_owned(),
                    remedy: Some(did_you_mean(name, FILES)),
                }]);
            }
        }
        written
    }

    /// The text of a file that may be parsed, and its outline.
    fn outlined(&self, name: &str, ledger: &mut Ledger) -> Option<(&str, Outline)> {
        let Some(text) = self.text(name) else {
            ledger.extend([Problem {
                place: name.to_owned(),
                entry: None,
                fault: "the file is missing".to_owned(),
                remedy: Some("a knowledge base needs it; data/README.md says what goes into it".to_owned()),
            }]);
            return None;
        };
        let outline = yaml::outline(name, text).map_err(|problems| ledger.extend(problems)).ok()?;
        Some((text, outline))
    }

    /// What a file says as a whole.
    fn whole<T: DeserializeOwned>(&self, name: &str, ledger: &mut Ledger) -> Option<T> {
        let (text, outline) = self.outlined(name, ledger)?;
        ledger.outlines.insert(name.to_owned(), outline);
        yaml::parse(name, text).map_err(|problem| ledger.extend([problem])).ok()
    }

    /// The entries of a list; none, and the kind marked as unread, if the file does not parse.
    fn list<T: DeserializeOwned>(&self, name: &str, kind: &'static str, ledger: &mut Ledger) -> Vec<T> {
        let entries = self.outlined(name, ledger).and_then(|(text, outline)| {
            let entries = yaml::parse_list(name, text, &outline).map_err(|problems| ledger.extend(problems)).ok();
            ledger.outlines.insert(name.to_owned(), outline);
            entries
        });
        if entries.is_none() {
            ledger.unread.insert(kind);
        }
        entries.unwrap_or_default()
    }

    /// The entries of a list in a file that a knowledge base can do without.
    fn list_if_there<T: DeserializeOwned>(&self, name: &str, kind: &'static str, ledger: &mut Ledger) -> Vec<T> {
        if self.0.contains_key(name) { self.list(name, kind, ledger) } else { Vec::new() }
    }
}

/// Reads a file of bounded size. A pipe or a device is none: whoever waits for its end may wait for ever.
fn read(path: &Path) -> Result<String, Problem> {
    match path.metadata() {
        Ok(found) if !found.is_file() => {
            return Err(problem(path, "is no file".to_owned(), "put a file in its place"));
        }
        // What else is wrong shows when it is opened.
        _ => {}
    }
    read_text(fs::File::open(path), MAX_BYTES).map_err(|Unread { fault, remedy }| problem(path, fault, remedy))
}

fn problem(path: &Path, fault: String, remedy: &str) -> Problem {
    Problem { place: path.display().to_string(), entry: None, fault, remedy: Some(remedy.to_owned()) }
}

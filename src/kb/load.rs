//! Where the files of a knowledge base come from.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::check::check;
use super::input::{Unread, read_text};
use super::problem::{Problem, Problems};
use super::yaml::{self, Outline};
use super::{KnowledgeBase, written};
use crate::text::did_you_mean;

/// The names of the files, as messages and documents show them.
pub(super) const SCOPE: &str = "scope.yaml";
pub(super) const PROPERTIES: &str = "properties.yaml";
pub(super) const QUESTIONS: &str = "questions.yaml";
pub(super) const RULES: &str = "rules.yaml";
pub(super) const COMPLEMENTS: &str = "complements.yaml";
pub(super) const SOURCES: &str = "sources.yaml";
pub(super) const RISKS: &str = "risks.yaml";
pub(super) const STOPS: &str = "stops.yaml";
pub(super) const HELPLINES: &str = "helplines.yaml";
const MESSENGERS: &str = "messengers";
const FILES: [&str; 9] = [SCOPE, PROPERTIES, QUESTIONS, RULES, COMPLEMENTS, SOURCES, RISKS, STOPS, HELPLINES];

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 8 << 20;
/// The most that is read of all files together, in bytes.
const MAX_BYTES_OF_ALL: u64 = 16 << 20;

/// A knowledge base as written: parsed, not yet checked.
#[derive(Clone)]
pub(super) struct Written {
    /// Nothing if the file could not be read.
    pub(super) scope: Option<written::Scope>,
    pub(super) properties: Vec<written::Property>,
    pub(super) messengers: Vec<WrittenMessenger>,
    pub(super) questions: Vec<written::Question>,
    pub(super) rules: Vec<written::Rule>,
    pub(super) complements: Vec<written::Complement>,
    pub(super) sources: Vec<written::Source>,
    pub(super) risks: Vec<written::Risk>,
    pub(super) stops: Vec<written::Stop>,
    pub(super) helplines: Vec<written::Helpline>,
    pub(super) outlines: BTreeMap<String, Outline>,
    /// Kinds whose file could not be read; their list is empty.
    pub(super) unread: BTreeSet<&'static str>,
    /// What was wrong with the files themselves.
    pub(super) problems: Vec<Problem>,
}

/// A messenger's file.
#[derive(Clone)]
pub(super) struct WrittenMessenger {
    pub(super) file: String,
    pub(super) stem: String,
    pub(super) messenger: written::Messenger,
}

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
        check(self.parse())
    }

    pub(super) fn parse(&self) -> Written {
        let mut reader =
            Reader { files: self, outlines: BTreeMap::new(), unread: BTreeSet::new(), problems: Vec::new() };
        let scope = reader.whole(SCOPE);
        if scope.is_none() {
            reader.unread.extend(["group", "theme", "context"]);
        }
        let properties = reader.list(PROPERTIES, "property");
        let questions = reader.list(QUESTIONS, "question");
        let rules = reader.list(RULES, "rule");
        let complements = reader.list(COMPLEMENTS, "complement");
        let sources = reader.list(SOURCES, "source");
        let risks = reader.list(RISKS, "risk");
        let stops = reader.list_if_there(STOPS, "stop");
        let helplines = reader.list_if_there(HELPLINES, "helpline");
        let mut messengers = Vec::new();
        for name in self.0.keys() {
            if let Some(file) = name.strip_prefix("messengers/") {
                let stem = file.trim_end_matches(".yaml").to_owned();
                match reader.whole(name) {
                    Some(messenger) => messengers.push(WrittenMessenger { file: name.clone(), stem, messenger }),
                    None => {
                        reader.unread.insert("messenger");
                    }
                }
            } else if !FILES.contains(&name.as_str()) {
                reader.problems.push(Problem {
                    place: name.clone(),
                    entry: None,
                    fault: "the file is no part of a knowledge base".to_owned(),
                    remedy: Some(did_you_mean(name, FILES)),
                });
            }
        }
        let Reader { outlines, unread, problems, .. } = reader;
        Written {
            scope,
            properties,
            messengers,
            questions,
            rules,
            complements,
            sources,
            risks,
            stops,
            helplines,
            outlines,
            unread,
            problems,
        }
    }
}

/// Reads files one by one and collects what is wrong with them.
struct Reader<'a> {
    files: &'a Files,
    outlines: BTreeMap<String, Outline>,
    unread: BTreeSet<&'static str>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn text(&mut self, name: &str) -> Option<(String, Outline)> {
        let Some(text) = self.files.0.get(name) else {
            self.problems.push(Problem {
                place: name.to_owned(),
                entry: None,
                fault: "the file is missing".to_owned(),
                remedy: Some("a knowledge base needs it; data/README.md says what goes into it".to_owned()),
            });
            return None;
        };
        match yaml::outline(name, text) {
            Ok(outline) => {
                self.outlines.insert(name.to_owned(), outline.clone());
                Some((text.clone(), outline))
            }
            Err(problems) => {
                self.problems.extend(problems);
                None
            }
        }
    }

    fn whole<T: serde::de::DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let (text, _) = self.text(name)?;
        yaml::parse(name, &text).map_err(|problem| self.problems.push(problem)).ok()
    }

    /// The entries of a list in a file that a knowledge base can do without.
    fn list_if_there<T: serde::de::DeserializeOwned>(&mut self, name: &str, kind: &'static str) -> Vec<T> {
        if self.files.0.contains_key(name) { self.list(name, kind) } else { Vec::new() }
    }

    /// The entries of a list; none, and the kind marked as unread, if the file does not parse.
    fn list<T: serde::de::DeserializeOwned>(&mut self, name: &str, kind: &'static str) -> Vec<T> {
        let text = self.text(name);
        let entries = text.and_then(|(text, outline)| {
            yaml::parse_list(name, &text, &outline).map_err(|problems| self.problems.extend(problems)).ok()
        });
        if entries.is_none() {
            self.unread.insert(kind);
        }
        entries.unwrap_or_default()
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

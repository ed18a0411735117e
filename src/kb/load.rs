//! Where the files of a knowledge base come from.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use super::check::check;
use super::problem::{Problem, Problems, did_you_mean};
use super::yaml::{self, MAX_BYTES, Outline};
use super::{KnowledgeBase, written};

/// The names of the files, as messages and documents show them.
pub(super) const SCOPE: &str = "scope.yaml";
pub(super) const PROPERTIES: &str = "properties.yaml";
pub(super) const QUESTIONS: &str = "questions.yaml";
pub(super) const RULES: &str = "rules.yaml";
pub(super) const COMPLEMENTS: &str = "complements.yaml";
pub(super) const SOURCES: &str = "sources.yaml";
pub(super) const RISKS: &str = "risks.yaml";
const MESSENGERS: &str = "messengers";
const FILES: [&str; 7] = [SCOPE, PROPERTIES, QUESTIONS, RULES, COMPLEMENTS, SOURCES, RISKS];

/// The files of `data/` at build time: path within the repository, text.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// A knowledge base as written: parsed, not yet checked.
pub(super) struct Written {
    pub(super) scope: written::Scope,
    pub(super) properties: Vec<written::Property>,
    pub(super) messengers: Vec<WrittenMessenger>,
    pub(super) questions: Vec<written::Question>,
    pub(super) rules: Vec<written::Rule>,
    pub(super) complements: Vec<written::Complement>,
    pub(super) sources: Vec<written::Source>,
    pub(super) risks: Vec<written::Risk>,
    pub(super) outlines: BTreeMap<String, Outline>,
}

/// A messenger's file.
pub(super) struct WrittenMessenger {
    pub(super) file: String,
    pub(super) stem: String,
    pub(super) messenger: written::Messenger,
}

/// The texts of a knowledge base's files, by their name within its folder.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// The files that were in `data/` when the program was built.
    pub fn embedded() -> Self {
        let files = EMBEDDED.iter().map(|(path, text)| {
            let name = path.trim_start_matches("data/").trim_start_matches("data\\").replace('\\', "/");
            (name, (*text).to_owned())
        });
        Self(files.collect())
    }

    /// Reads the files of a folder.
    ///
    /// # Errors
    /// Names every file that is missing, not readable, too large or not text,
    /// and every YAML file that is no part of a knowledge base.
    pub fn read(folder: &Path) -> Result<Self, Problems> {
        let mut files = BTreeMap::new();
        let mut problems = Vec::new();
        for (name, below) in [("", folder.to_owned()), ("messengers/", folder.join(MESSENGERS))] {
            let entries = match fs::read_dir(&below) {
                Ok(entries) => entries,
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
                let Some(file) = path.file_name().and_then(|file| file.to_str()) else { continue };
                if !file.ends_with(".yaml") && !file.ends_with(".yml") {
                    continue;
                }
                if file.ends_with(".yml") {
                    problems.push(problem(&path, "the name ends in `.yml`".to_owned(), "rename it to `.yaml`"));
                    continue;
                }
                match read_text(&path) {
                    Ok(text) => {
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
        check(self.parse()?)
    }

    fn parse(&self) -> Result<Written, Problems> {
        let mut reader = Reader { files: self, outlines: BTreeMap::new(), problems: Vec::new() };
        let scope = reader.whole(SCOPE);
        let properties = reader.list(PROPERTIES);
        let questions = reader.list(QUESTIONS);
        let rules = reader.list(RULES);
        let complements = reader.list(COMPLEMENTS);
        let sources = reader.list(SOURCES);
        let risks = reader.list(RISKS);
        let mut messengers = Vec::new();
        for name in self.0.keys() {
            if let Some(file) = name.strip_prefix("messengers/") {
                let stem = file.trim_end_matches(".yaml").to_owned();
                messengers.extend(reader.whole(name).map(|messenger| WrittenMessenger {
                    file: name.clone(),
                    stem,
                    messenger,
                }));
            } else if !FILES.contains(&name.as_str()) {
                reader.problems.push(Problem {
                    place: name.clone(),
                    entry: None,
                    fault: "the file is no part of a knowledge base".to_owned(),
                    remedy: Some(did_you_mean(name, FILES)),
                });
            }
        }
        match (scope, properties, questions, rules, complements, sources, risks) {
            (
                Some(scope),
                Some(properties),
                Some(questions),
                Some(rules),
                Some(complements),
                Some(sources),
                Some(risks),
            ) if reader.problems.is_empty() => {
                let outlines = reader.outlines;
                Ok(Written { scope, properties, messengers, questions, rules, complements, sources, risks, outlines })
            }
            _ => Err(Problems(reader.problems)),
        }
    }
}

/// Reads files one by one and collects what is wrong with them.
struct Reader<'a> {
    files: &'a Files,
    outlines: BTreeMap<String, Outline>,
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

    fn list<T: serde::de::DeserializeOwned>(&mut self, name: &str) -> Option<Vec<T>> {
        let (text, outline) = self.text(name)?;
        yaml::parse_list(name, &text, &outline).map_err(|problems| self.problems.extend(problems)).ok()
    }
}

/// Reads a text file of bounded size.
pub(super) fn read_text(path: &Path) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| problem(path, format!("cannot be read: {error}"), "check the path and its permissions"))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(problem(path, format!("is larger than {} MiB", MAX_BYTES >> 20), "split or shorten it"));
    }
    String::from_utf8(bytes).map_err(|_| problem(path, "is not UTF-8 text".to_owned(), "save it as UTF-8"))
}

fn problem(path: &Path, fault: String, remedy: &str) -> Problem {
    Problem {
        place: super::printable(&path.display().to_string()),
        entry: None,
        fault,
        remedy: Some(remedy.to_owned()),
    }
}

//! Answers kept in a file: YAML or JSON.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_yaml::{Mapping, Value};

use super::{Answer, Answers, SavedGrounds};
use crate::kb::{Entry, KnowledgeBase, Outline, Problem, Problems, Question, outline, parse_day, suggestion};
use crate::text::printable;

/// The schema id of a saved file.
pub(super) const SCHEMA: &str = "advisor/answers/1";
/// The keys beside the answers in a saved file.
const SAVED_KEYS: [&str; 5] = ["schema", "knowledge-base", "verdict", "answers", "grounds"];

/// What to do where there are no answers.
const WRITE_LINES: &str = "write `question: choice` lines";

/// What a file of answers holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The answers.
    pub answers: Answers,
    /// The version of the knowledge base they were saved with, if any.
    pub version: Option<String>,
    /// The verdict that was given then, if any.
    pub verdict: Option<SavedVerdict>,
    /// What it rested on, if the file says so.
    pub grounds: Option<SavedGrounds>,
}

/// A verdict as a saved file keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedVerdict {
    /// `one`, `several` or `none-alone`.
    #[schemars(extend("enum" = SavedVerdict::KINDS))]
    pub kind: String,
    /// Context id and messenger id, in the order of the contexts.
    #[serde(default)]
    pub messengers: Vec<(String, String)>,
    /// The base to build on where none is enough alone: context id and messenger id.
    #[serde(default)]
    pub bases: Vec<(String, String)>,
}

impl SavedVerdict {
    /// The kinds of verdict.
    pub const KINDS: [&'static str; 3] = ["one", "several", "none-alone"];

    /// Whether it is one that this program writes, whatever the ids in it.
    fn is_sound(&self) -> bool {
        Self::KINDS.contains(&&*self.kind)
    }
}

/// The schema that a text in JSON says it follows.
fn schema_of_json(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        schema: String,
    }
    serde_json::from_str(text).map(|Named { schema }| schema).ok()
}

impl Saved {
    /// Reads a file of answers: `question: choice` at the top, where `schema` may stand too, a saved file with them
    /// under `answers`, or an answer string.
    ///
    /// JSON is read as the YAML that it is.
    ///
    /// # Errors
    /// Every problem found, each with its line and remedy; nothing is dropped.
    pub fn parse(kb: &KnowledgeBase, name: &str, text: &str) -> Result<Self, Problems> {
        let mut saved = Self { answers: Answers::none(kb), version: None, verdict: None, grounds: None };
        if super::is_answer_string(text) {
            saved.answers = Answers::of_string(kb, name, text)?;
            return Ok(saved);
        }
        let alone = |fault: &str, remedy: &str| Problems(vec![Problem::at(name, fault, remedy)]);
        let is_blank = |line: &str| line.trim_start().is_empty() || line.trim_start().starts_with('#');
        if text.lines().all(is_blank) {
            return Err(alone("the file is empty", WRITE_LINES));
        }
        if let Some(schema) = schema_of_json(text).filter(|schema| schema != SCHEMA) {
            let remedy = format!("this program reads `{SCHEMA}`; of advice, give the text at `answer_string`");
            return Err(alone(&format!("the schema is `{}`", printable(&schema)), &remedy));
        }
        let outline = outline(name, text).map_err(Problems)?;
        let top: Value = serde_yaml::from_str(text).map_err(|error| {
            // Of a value that is not what its tag says, the parser's words have no end.
            const CONTROLS: &str = "control characters are not allowed";
            let is_of_controls = error.to_string().starts_with(CONTROLS);
            let fault = if is_of_controls { CONTROLS } else { "a value cannot be read" };
            let place = error.location().map_or_else(|| name.to_owned(), |at| format!("{name}:{}", at.line()));
            Problems(vec![Problem::at(place, fault, format!("{WRITE_LINES}, without tabs or tags"))])
        })?;
        let mut reader = Reader { kb, name, outline, problems: Vec::new() };
        match top.as_mapping() {
            Some(top) => reader.read(top, &mut saved),
            None => reader.note("", "there are no answers", WRITE_LINES),
        }
        if reader.problems.is_empty() { Ok(saved) } else { Err(Problems(reader.problems)) }
    }

    /// The file's text, YAML that [`Self::parse`] reads back.
    pub fn write(&self, kb: &KnowledgeBase) -> String {
        let mut text = format!("schema: {SCHEMA}\n");
        if let Some(version) = &self.version {
            text.push_str(&format!("knowledge-base: \"{version}\"\n"));
        }
        if let Some(verdict) = &self.verdict {
            text.push_str(&format!("verdict:\n  kind: {}\n", verdict.kind));
            for (name, placed) in [("messengers", &verdict.messengers), ("bases", &verdict.bases)] {
                if !placed.is_empty() {
                    text.push_str(&format!("  {name}:\n"));
                }
                for (context, messenger) in placed {
                    text.push_str(&format!("    - [{context}, {messenger}]\n"));
                }
            }
        }
        let is_none = kb.questions().keys().all(|key| self.answers.get(key).is_none());
        text.push_str(if is_none { "answers: {}\n" } else { "answers:\n" });
        for key in kb.questions().keys() {
            if let Some(answer) = self.answers.get(key) {
                let words: Vec<String> = answer.words(&kb[key]).iter().map(|word| format!("\"{word}\"")).collect();
                text.push_str(&match words.as_slice() {
                    [word] => format!("  {}: {word}\n", kb[key].id()),
                    words => format!("  {}: [{}]\n", kb[key].id(), words.join(", ")),
                });
            }
        }
        if let Some(grounds) = &self.grounds {
            text.push_str(&grounds.write());
        }
        text
    }
}

/// Reads a file and notes every problem.
struct Reader<'a> {
    kb: &'a KnowledgeBase,
    name: &'a str,
    outline: Outline,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn at(&self, path: &str) -> String {
        self.outline.line(path).map_or_else(|| self.name.to_owned(), |line| format!("{}:{line}", self.name))
    }

    fn note(&mut self, path: &str, fault: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(Problem::at(self.at(path), fault, remedy));
    }

    fn read(&mut self, top: &Mapping, saved: &mut Saved) {
        if let Some(schema) = top.get("schema").filter(|schema| schema.as_str() != Some(SCHEMA)) {
            let fault = match schema.as_str() {
                Some(schema) => format!("the schema is `{}`", printable(schema)),
                None => "the schema is not a word".to_owned(),
            };
            self.note(".schema", fault, format!("this program reads `{SCHEMA}`"));
        }
        let Some(given) = top.get("answers") else {
            // No question is called like a key of a saved file.
            for (key, value) in top.iter().filter(|(key, _)| key.as_str() != Some("schema")) {
                match key.as_str().filter(|key| SAVED_KEYS.contains(key)) {
                    Some(key) => {
                        let fault = format!("`{key}` belongs to a saved file, and `answers` is missing");
                        self.note(&format!(".{key}"), fault, "put the answers below `answers:`");
                    }
                    None => self.read_answer("", key, value, saved),
                }
            }
            return;
        };
        for key in top.keys().filter_map(Value::as_str).filter(|key| !SAVED_KEYS.contains(key)) {
            let remedy = suggestion(self.problems.len(), key, SAVED_KEYS);
            self.note(&format!(".{key}"), format!("unknown key `{}`", printable(key)), remedy);
        }
        saved.version = self.kept(top, "knowledge-base", |version: &String| parse_day(version).is_some());
        saved.verdict = self.kept(top, "verdict", SavedVerdict::is_sound);
        saved.grounds = self.kept(top, "grounds", SavedGrounds::is_sound);
        match given.as_mapping() {
            Some(given) => given.iter().for_each(|(key, value)| self.read_answer(".answers", key, value, saved)),
            None => self.note(".answers", "`answers` holds no answers", format!("{WRITE_LINES} below it")),
        }
    }

    /// What a file keeps under a key, if it does.
    fn kept<T: DeserializeOwned>(&mut self, top: &Mapping, key: &str, is_sound: impl Fn(&T) -> bool) -> Option<T> {
        let written = top.get(key)?;
        let read = serde_yaml::from_value(written.clone()).ok().filter(is_sound);
        if read.is_none() {
            let fault = format!("`{key}` is not as this program writes it");
            self.note(&format!(".{key}"), fault, "remove it; it is written anew");
        }
        read
    }

    /// Reads the answer to a question, found below a path.
    fn read_answer(&mut self, below: &str, key: &Value, value: &Value, saved: &mut Saved) {
        let Some(id) = key.as_str() else { return self.note(below, "a key is not a word", "write `question: choice`") };
        let path = format!("{below}.{id}");
        let Some(question) = self.kb.questions().find(id) else {
            if let Some(instead) = self.kb.scope().instead_of(id) {
                return self.note(&path, format!("the question `{id}` no longer exists"), instead);
            }
            let remedy = match self.other_edition(saved, id, None) {
                Some(edition) => format!("it was saved with {edition}; take the line out"),
                None => suggestion(self.problems.len(), id, self.kb.questions().ids()),
            };
            return self.note(&path, format!("unknown question `{}`", printable(id)), remedy);
        };
        let (asked, place) = (&self.kb[question], self.at(&path));
        let given = words(value);
        let read = match &given {
            Some(words) => Answer::of_words(asked, words.iter().map(String::as_str), &place),
            None => Answer::of_value(asked, value, &place),
        };
        match read {
            Ok(answer) => saved.answers.set(question, Some(answer)),
            Err(mut problem) => {
                let edition = given.and_then(|words| self.other_edition(saved, id, Some(&words.join("+"))));
                // A choice may have been renamed since; then the question has to be answered again.
                if let (Some(edition), Some(remedy)) = (edition, &mut problem.remedy) {
                    *remedy = format!("it was saved with {edition}, so answer it again; {remedy}");
                }
                self.problems.push(problem);
            }
        }
    }

    /// The edition that the file was saved with, if it is another one; those of one day are told apart by what the
    /// verdict of then rested on.
    fn other_edition(&self, saved: &Saved, question: &str, answer: Option<&str>) -> Option<String> {
        let version = saved.version.as_ref()?;
        if *version != self.kb.scope().version {
            return Some(format!("the knowledge base of {}", printable(version)));
        }
        let is_known = saved.grounds.as_ref().is_some_and(|grounds| grounds.answers(question, answer));
        is_known.then(|| format!("another knowledge base of {}", printable(version)))
    }
}

impl Answer {
    /// Reads an answer as it is written in a file: a choice, several behind commas, or a list.
    ///
    /// # Errors
    /// As [`Self::parse`]; and if it is anything else.
    pub fn of_value(question: &Question, value: &Value, place: &str) -> Result<Self, Problem> {
        if let Some(words) = words(value) {
            return Self::parse(question, words.iter().map(String::as_str), place);
        }
        let choices: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).collect();
        let fault = format!("the answer to `{}` is neither a choice nor a list of choices", question.id);
        Err(Problem::at(place, fault, format!("choose from: {}, unsure", choices.join(", "))))
    }
}

/// The words of an answer as written: one, several behind commas, or a list.
///
/// A bare `true` or a number is turned into its word, so that the message about
/// it can name what was written.
pub fn words(value: &Value) -> Option<Vec<String>> {
    let word = |value: &Value| match value {
        Value::String(word) => Some(word.clone()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) | Value::Tagged(_) => None,
    };
    match value {
        Value::Sequence(list) => list.iter().map(word).collect(),
        Value::String(words) => Some(words.split(',').map(|word| word.trim().to_owned()).collect()),
        single => word(single).map(|word| vec![word]),
    }
}

//! Answers kept in a file: YAML or JSON.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_yaml::{Mapping, Value};

use super::{Answer, Answers, SavedGrounds};
use crate::kb::{
    Entry, KnowledgeBase, Problem, Problems, Question, is_shown, outline, parse_day, printable, suggestion,
};

/// The schema id of a saved file.
pub(super) const SCHEMA: &str = "advisor/answers/1";
/// The keys beside the answers in a saved file.
const SAVED_KEYS: [&str; 5] = ["schema", "knowledge-base", "verdict", "answers", "grounds"];

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
        if super::is_answer_string(text) {
            let answers = Answers::of_string(kb, name, text)?;
            return Ok(Self { answers, version: None, verdict: None, grounds: None });
        }
        let alone = |fault: String, remedy: &str| {
            Problems(vec![Problem { place: name.to_owned(), entry: None, fault, remedy: Some(remedy.to_owned()) }])
        };
        let is_blank = |line: &str| line.trim_start().is_empty() || line.trim_start().starts_with('#');
        if text.lines().all(is_blank) {
            return Err(alone("the file is empty".to_owned(), "write `question: choice` lines"));
        }
        if let Some(schema) = schema_of_json(text).filter(|schema| schema != SCHEMA) {
            let remedy = format!("this program reads `{SCHEMA}`; of advice, give the text at `answer_string`");
            return Err(alone(format!("the schema is `{}`", printable(&schema)), &remedy));
        }
        let outline = outline(name, text).map_err(Problems)?;
        let at = |path: &str| outline.line(path).map_or_else(|| name.to_owned(), |line| format!("{name}:{line}"));
        let fail = |path: &str, fault: String, remedy: String| Problem {
            place: at(path),
            entry: None,
            fault,
            remedy: Some(remedy),
        };
        let one = |problem| Problems(vec![problem]);

        let top: Value = serde_yaml::from_str(text).map_err(|error| {
            // The parser would repeat a value that is not what its tag says; its other faults hold no value.
            const CONTROLS: &str = "control characters are not allowed";
            let is_of_controls = error.to_string().starts_with(CONTROLS);
            let fault = if is_of_controls { CONTROLS } else { "a value cannot be read" };
            let place = error.location().map_or_else(|| name.to_owned(), |at| format!("{name}:{}", at.line()));
            let remedy = "write `question: choice` lines, without tabs or tags".to_owned();
            one(Problem { place, entry: None, fault: fault.to_owned(), remedy: Some(remedy) })
        })?;
        let Some(top) = top.as_mapping() else {
            return Err(one(fail("", "there are no answers".to_owned(), "write `question: choice` lines".to_owned())));
        };
        let mut problems = Vec::new();
        let saved = top.get("answers");
        let mut version = None;
        let (mut verdict, mut grounds) = (None, None);
        if let Some(schema) = top.get("schema").filter(|schema| schema.as_str() != Some(SCHEMA)) {
            let fault = match schema.as_str() {
                Some(schema) => format!("the schema is `{}`", printable(schema)),
                None => "the schema is not a word".to_owned(),
            };
            problems.push(fail(".schema", fault, format!("this program reads `{SCHEMA}`")));
        }
        let (given, path) = match saved {
            None => (top, ""),
            Some(given) => {
                for key in top.keys().filter_map(Value::as_str).filter(|key| !SAVED_KEYS.contains(key)) {
                    let fault = format!("unknown key `{}`", printable(key));
                    problems.push(fail(&format!(".{key}"), fault, suggestion(problems.len(), key, SAVED_KEYS)));
                }
                let anew = |key: &str| {
                    // The parser would repeat what stands there, which may be answers.
                    let fault = format!("`{key}` is not as this program writes it");
                    fail(&format!(".{key}"), fault, "remove it; it is written anew".to_owned())
                };
                match kept(top, "knowledge-base", |version: &String| parse_day(version).is_some()) {
                    Ok(read) => version = read,
                    Err(key) => problems.push(anew(key)),
                }
                match kept(top, "verdict", SavedVerdict::is_sound) {
                    Ok(read) => verdict = read,
                    Err(key) => problems.push(anew(key)),
                }
                match kept(top, "grounds", SavedGrounds::is_sound) {
                    Ok(read) => grounds = read,
                    Err(key) => problems.push(anew(key)),
                }
                let Some(given) = given.as_mapping() else {
                    let remedy = "write `question: choice` lines below it".to_owned();
                    return Err(one(fail(".answers", "`answers` holds no answers".to_owned(), remedy)));
                };
                (given, ".answers")
            }
        };

        // The edition that the file was saved with, if it is another one; those of one day are told apart by what the
        // verdict of then rested on.
        let edition = |question: &str, answer: Option<&str>| {
            let version = version.as_ref()?;
            if *version != *kb.scope().version {
                return Some(format!("the knowledge base of {}", printable(version)));
            }
            let is_known = grounds.as_ref().is_some_and(|grounds| grounds.answers(question, answer));
            is_known.then(|| format!("another knowledge base of {}", printable(version)))
        };
        let mut answers = Answers::none(kb);
        for (key, value) in given {
            let Some(id) = key.as_str() else {
                problems.push(fail(path, "a key is not a word".to_owned(), "write `question: choice`".to_owned()));
                continue;
            };
            // No question is called like a key of a saved file.
            if saved.is_none() && id == "schema" {
                continue;
            }
            if saved.is_none() && SAVED_KEYS.contains(&id) {
                let fault = format!("`{id}` belongs to a saved file, and `answers` is missing");
                problems.push(fail(&format!(".{id}"), fault, "put the answers below `answers:`".to_owned()));
                continue;
            }
            let path = format!("{path}.{id}");
            let Some(question) = kb.questions().find(id) else {
                if let Some(instead) = kb.scope().instead_of(id) {
                    problems.push(fail(&path, format!("the question `{id}` no longer exists"), instead.to_owned()));
                    continue;
                }
                let fault = format!("unknown question `{}`", printable(id));
                let remedy = match edition(id, None) {
                    Some(edition) => format!("it was saved with {edition}; take the line out"),
                    None => suggestion(problems.len(), id, kb.questions().ids()),
                };
                problems.push(fail(&path, fault, remedy));
                continue;
            };
            let read = match words(value) {
                Some(words) if is_shown(problems.len()) => {
                    Answer::of_words(&kb[question], words.iter().map(String::as_str), &at(&path))
                }
                Some(words) => Answer::parse(&kb[question], words.iter().map(String::as_str), &at(&path)),
                None => Answer::of_value(&kb[question], value, &at(&path)),
            };
            match read {
                Ok(answer) => answers.set(question, Some(answer)),
                Err(problem) => {
                    let given = words(value).map(|words| words.join("+"));
                    problems.push(match edition(id, given.as_deref()).filter(|_| given.is_some()) {
                        // A choice may have been renamed since; then the question has to be answered again.
                        Some(edition) => Problem {
                            remedy: problem
                                .remedy
                                .map(|remedy| format!("it was saved with {edition}, so answer it again; {remedy}")),
                            ..problem
                        },
                        None => problem,
                    });
                }
            }
        }
        if problems.is_empty() { Ok(Self { answers, version, verdict, grounds }) } else { Err(Problems(problems)) }
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

/// What a file keeps under a key, if it does; the key if that cannot be read.
fn kept<'a, T: DeserializeOwned>(
    top: &Mapping,
    key: &'a str,
    is_sound: impl Fn(&T) -> bool,
) -> Result<Option<T>, &'a str> {
    let Some(written) = top.get(key) else { return Ok(None) };
    serde_yaml::from_value(written.clone()).ok().filter(is_sound).map(Some).ok_or(key)
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
        Err(Problem {
            place: place.to_owned(),
            entry: None,
            fault: format!("the answer to `{}` is neither a choice nor a list of choices", question.id),
            remedy: Some(format!("choose from: {}, unsure", choices.join(", "))),
        })
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

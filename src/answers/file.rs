//! Answers kept in a file: YAML or JSON.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Answer, Answers, choose_from, unknown_question};
use crate::kb::{
    Entry, KnowledgeBase, Part, Problem, Problems, SPAN, Strength, Tree, parse_day, parse_span, suggestion,
};
use crate::text::printable;

pub(super) const SCHEMA: &str = "advisor/answers/1";
const SAVED_KEYS: [&str; 5] = ["schema", "knowledge-base", "verdict", "answers", "grounds"];

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
    #[schemars(with = "String", extend("enum" = ["one", "several", "none-alone"]))]
    pub kind: VerdictKind,
    /// Context id and messenger id, in the order of the contexts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messengers: Vec<(String, String)>,
    /// The base to build on where none is enough alone: context id and messenger id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bases: Vec<(String, String)>,
}

/// Whether messengers are enough, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictKind {
    /// One is.
    One,
    /// Several together, each for its own contexts.
    Several,
    /// None is: something has to be added or takes their place.
    NoneAlone,
}

/// What a verdict rested on: the contexts, what was asked for, and how the candidates stood to it.
///
/// Which contexts are kept apart, the margin of a close call and the order of the candidates are not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedGrounds {
    /// The answers it was given on, in one line; others than those of the file if somebody has changed them since.
    pub answers: String,
    /// The age from which facts counted as unknown, as in `18 months`; none if they counted whatever their age.
    #[serde(default, rename = "max-age", skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = SPAN))]
    pub max_age: Option<String>,
    /// The contexts that were active.
    pub contexts: Vec<String>,
    /// What each rule that fired asked for of an active context, by the rule's id.
    pub rules: BTreeMap<String, SavedNeed>,
    /// The level of each candidate on each property that could have decided, as it is written in the data; `unknown` if
    /// it was not known, or not believed.
    pub facts: BTreeMap<String, BTreeMap<String, String>>,
    /// What the answers allowed to add that meets something that was asked for, by the complement's id.
    pub complements: BTreeMap<String, SavedComplement>,
}

/// What a rule asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedNeed {
    /// The context it concerned; every active one if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The property.
    pub property: String,
    /// The level, as it is written in the data.
    pub level: String,
    /// `must`, or `should` with its weight.
    #[schemars(extend("pattern" = "^(must|should [1-5])$"))]
    pub strength: String,
    /// Whether it won where musts excluded each other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outranks: bool,
}

/// What a complement did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedComplement {
    /// The candidates it counted for.
    pub with: Vec<String>,
    /// The levels it lifted properties to that were asked for.
    pub raises: BTreeMap<String, String>,
    /// Its effort.
    #[schemars(range(min = 1, max = 5))]
    pub effort: u8,
}

impl Saved {
    /// Reads a file of answers: `question: choice` at the top, where `schema` may stand too, a saved file with them
    /// under `answers`, or an answer string. JSON is read as the YAML that it is.
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
        if ["null", "~"].contains(&text.trim()) {
            return Err(alone("there are no answers", WRITE_LINES));
        }
        let json: Value = serde_json::from_str(text).unwrap_or_default();
        if let Some(schema) = json["schema"].as_str().filter(|schema| *schema != SCHEMA) {
            let remedy =
                format!("this program reads `{SCHEMA}`; if the file holds advice, use the text of its `answer_string`");
            return Err(alone(&format!("the schema is `{}`", printable(schema)), &remedy));
        }
        let top = Tree::parse(name, text).map_err(|problems| match serde_json::from_str::<IgnoredAny>(text) {
            Err(error) if name.ends_with(".json") => {
                let remedy = "check the brackets, commas and quotes there";
                Problems(vec![Problem::at(format!("{name}:{}", error.line()), "not valid JSON", remedy)])
            }
            _ => Problems(problems),
        })?;
        let mut reader = Reader { kb, name, problems: Vec::new() };
        match top.root() {
            top if top.value.is_object() => reader.read(top, &mut saved),
            other => reader.note(other, "there are no answers", WRITE_LINES),
        }
        if reader.problems.is_empty() { Ok(saved) } else { Err(Problems(reader.problems)) }
    }

    /// The file's text, YAML that [`Self::parse`] reads back; words are quoted, so that none is taken for something else.
    pub fn write(&self, kb: &KnowledgeBase) -> String {
        let answer = |key| {
            let words = self.answers.get(key)?.words(&kb[key]);
            let words = if let [word] = words[..] { json!(word) } else { json!(words) };
            Some(format!("  {}: {words}\n", kb[key].id()))
        };
        let answers: String = kb.questions().keys().filter_map(answer).collect();
        let answers = if answers.is_empty() { " {}\n".to_owned() } else { format!("\n{answers}") };
        let (version, verdict) = (line("knowledge-base", &self.version), line("verdict", &self.verdict));
        let grounds = line("grounds", &self.grounds);
        format!("schema: {SCHEMA}\n{version}{verdict}answers:{answers}{grounds}")
    }
}

fn line(key: &str, value: &Option<impl Serialize>) -> String {
    value.as_ref().map_or_else(String::new, |value| format!("{key}: {}\n", json!(value)))
}

struct Reader<'a> {
    kb: &'a KnowledgeBase,
    name: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn note(&mut self, at: Part<'_>, fault: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(Problem::at(format!("{}:{}", self.name, at.line()), fault, remedy));
    }

    fn read(&mut self, top: Part<'_>, saved: &mut Saved) {
        if let Some(schema) = top.get("schema").filter(|schema| schema.value != SCHEMA) {
            let fault = match schema.value.as_str() {
                Some(schema) => format!("the schema is `{}`", printable(schema)),
                None => "the schema is not a word".to_owned(),
            };
            self.note(schema, fault, format!("this program reads `{SCHEMA}`"));
        }
        let Some(given) = top.get("answers") else {
            // No question is called like a key of a saved file.
            for (key, value) in top.fields().into_iter().filter(|(key, _)| *key != "schema") {
                if SAVED_KEYS.contains(&key) {
                    let fault = format!("`{key}` belongs to a saved file, and `answers` is missing");
                    self.note(value, fault, "put the answers below `answers:`");
                } else {
                    self.read_answer(key, value, saved);
                }
            }
            return;
        };
        for (key, value) in top.fields().into_iter().filter(|(key, _)| !SAVED_KEYS.contains(key)) {
            let remedy = suggestion(self.problems.len(), key, SAVED_KEYS);
            self.note(value, format!("unknown key `{}`", printable(key)), remedy);
        }
        saved.version = self.kept(top, "knowledge-base", |version: &String| parse_day(version).is_some());
        saved.verdict = self.kept(top, "verdict", |_| true);
        saved.grounds = self.kept(top, "grounds", |SavedGrounds { rules, max_age, .. }| {
            rules.values().all(|need| Strength::read(&need.strength).is_some())
                && max_age.as_ref().is_none_or(|max_age| parse_span(max_age).is_some())
        });
        if !given.value.is_object() {
            self.note(given, "`answers` holds no answers", format!("{WRITE_LINES} below it"));
        }
        given.fields().into_iter().for_each(|(key, value)| self.read_answer(key, value, saved));
    }

    fn kept<T: DeserializeOwned>(&mut self, top: Part<'_>, key: &str, is_sound: impl Fn(&T) -> bool) -> Option<T> {
        let written = top.get(key)?;
        let read = T::deserialize(written.value).ok().filter(is_sound);
        if read.is_none() {
            let fault = format!("`{key}` is not as this program writes it");
            self.note(written, fault, "remove it; it is written anew");
        }
        read
    }

    fn read_answer(&mut self, id: &str, value: Part<'_>, saved: &mut Saved) {
        let place = format!("{}:{}", self.name, value.line());
        let Some(question) = self.kb.questions().find(id) else {
            let mut problem = unknown_question(self.kb, &place, id, self.problems.len());
            if let (None, Some(edition)) = (self.kb.scope().retired.get(id), self.other_edition(saved)) {
                problem.remedy = Some(format!("it was saved with {edition}; take the line out"));
            }
            return self.problems.push(problem);
        };
        let asked = &self.kb[question];
        let Some(words) = words(value) else {
            let fault = format!("the answer to `{id}` is neither a choice nor a list of choices");
            return self.note(value, fault, choose_from(asked));
        };
        match Answer::of_words(asked, &words, &place) {
            Ok(answer) => saved.answers.set(question, Some(answer)),
            Err(mut problem) => {
                // A choice may have been renamed since; then the question has to be answered again.
                if let (Some(edition), Some(remedy)) = (self.other_edition(saved), &mut problem.remedy) {
                    *remedy = format!("it was saved with {edition}, so answer it again; {remedy}");
                }
                self.problems.push(problem);
            }
        }
    }

    /// The edition that the file was saved with, if it is another one.
    fn other_edition(&self, saved: &Saved) -> Option<String> {
        let version = saved.version.as_ref().filter(|version| **version != self.kb.scope().version)?;
        Some(format!("the knowledge base of {}", printable(version)))
    }
}

/// The words of an answer as written: one, several with commas between them, or a list. A bare `true` is a word too.
fn words(value: Part<'_>) -> Option<Vec<String>> {
    if value.value.is_array() {
        return value.items().map(|item| Some(item.word()?.into_owned())).collect();
    }
    Some(value.word()?.split(',').map(|word| word.trim().to_owned()).collect())
}

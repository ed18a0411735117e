//! YAML as a tree of values, with the line of each, read with care.
//!
//! Most parsers keep the last of two equal keys without a word, expand aliases without a bound and need quadratic time
//! on deep nesting. Here all of that is refused, with its line.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

use super::Problem;
use crate::text::printable;

/// The deepest nesting that is read; the formats of this program need seven.
const MAX_DEPTH: usize = 32;
/// The most values that a file may hold: many times those of knowledge bases with thousands of questions.
const MAX_VALUES: usize = 1_000_000;

/// What a file says. Of words without quotes, `true`, `false` and whole numbers are no texts.
#[derive(Debug)]
pub struct Tree {
    pub(super) value: Value,
    pub(super) lines: Lines,
}

/// On which lines a value is.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The line on which it begins, from 1; 0 if it has none.
    line: usize,
    /// Those of its fields, or of its items under their numbers.
    within: BTreeMap<String, Self>,
}

impl Lines {
    fn of(&self, part: &str) -> &Self {
        static NONE: Lines = Lines { line: 0, within: BTreeMap::new() };
        self.within.get(part).unwrap_or(&NONE)
    }
}

/// A value within a tree.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// The value.
    pub value: &'a Value,
    lines: &'a Lines,
}

impl<'a> Part<'a> {
    /// The line on which it begins, from 1; 0 if it has none.
    pub fn line(self) -> usize {
        self.lines.line
    }

    /// A field, if it is there.
    pub fn get(self, name: &str) -> Option<Self> {
        Some(Self { value: self.value.get(name)?, lines: self.lines.of(name) })
    }

    /// The fields in the order of their lines; none if it has no fields.
    pub fn fields(self) -> Vec<(&'a str, Self)> {
        let fields = self.value.as_object().into_iter().flatten();
        let mut fields: Vec<_> =
            fields.map(|(name, value)| (name.as_str(), Self { value, lines: self.lines.of(name) })).collect();
        fields.sort_by_key(|(_, part)| part.line());
        fields
    }

    /// The items of a list; none if it is no list.
    pub fn items(self) -> impl Iterator<Item = Self> {
        self.value.as_array().into_iter().flatten().enumerate().map(move |(number, value)| {
            // What is built in has no lines.
            let has_lines = !self.lines.within.is_empty();
            Self { value, lines: if has_lines { self.lines.of(&number.to_string()) } else { self.lines } }
        })
    }

    /// What it says, if that is one word or text.
    pub fn word(self) -> Option<Cow<'a, str>> {
        match self.value {
            Value::String(text) => Some(text.into()),
            Value::Bool(_) | Value::Number(_) => Some(self.value.to_string().into()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

impl Tree {
    /// All of it.
    pub fn root(&self) -> Part<'_> {
        Part { value: &self.value, lines: &self.lines }
    }

    /// Reads a file that holds one value.
    ///
    /// # Errors
    /// Every reason why it must not be read, each with its line.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let mut growing = Growing { file, open: Vec::new(), root: None, values: 0, problems: Vec::new() };
        let is_refused =
            |character: char| character.is_control() && !matches!(character, '\n' | '\r' | '\t' | '\u{85}');
        if let Some(at) = text.find(is_refused) {
            let line = 1 + text[..at].matches('\n').count();
            growing.note(line, "not valid YAML: control characters are not allowed", "take them out");
        } else if growing.read(text).is_some() && growing.root.is_none() {
            growing.problems.push(empty(file));
        }
        growing.root.filter(|_| growing.problems.is_empty()).ok_or(growing.problems)
    }
}

/// A tree that grows with each event.
struct Growing<'a> {
    file: &'a str,
    /// The lists and maps that the next value is inside of; of a map, with the key that waits for its value.
    open: Vec<(Tree, Option<String>)>,
    root: Option<Tree>,
    values: usize,
    problems: Vec<Problem>,
}

impl Growing<'_> {
    fn note(&mut self, line: usize, fault: impl Into<String>, remedy: &str) {
        self.problems.push(Problem::at(format!("{}:{line}", self.file), fault, remedy));
    }

    /// Notes a fault after which nothing can be told.
    fn stop(&mut self, line: usize, fault: impl Into<String>, remedy: &str) -> Option<()> {
        self.note(line, fault, remedy);
        None
    }

    /// Reads to the end; none if it had to stop before.
    fn read(&mut self, text: &str) -> Option<()> {
        let mut has_begun = false;
        for event in Parser::new_from_str(text) {
            let (event, line) = match event {
                Ok((event, span)) => (event, span.start.line()),
                Err(error) => {
                    let (line, fault) = (error.marker().line(), error.info());
                    // The scanner looks ahead, so its own limit can come before ours.
                    if fault.contains("recursion limit") {
                        return self.stop_at_depth(line);
                    }
                    let remedy = "check the indentation and quotes there";
                    return self.stop(line, format!("not valid YAML: {fault}"), remedy);
                }
            };
            match event {
                Event::DocumentStart(_) if has_begun => {
                    return self.stop(line, "a second document begins here", "keep one document in a file");
                }
                Event::DocumentStart(_) => has_begun = true,
                Event::SequenceEnd | Event::MappingEnd => {
                    let (tree, _) = self.open.pop()?;
                    self.put(tree);
                }
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
                value => self.take(value, line)?,
            }
        }
        Some(())
    }

    /// Takes a value, or the key of one.
    fn take(&mut self, event: Event<'_>, line: usize) -> Option<()> {
        if let Some((Tree { value: Value::Object(fields), .. }, key @ None)) = self.open.last_mut() {
            let Event::Scalar(name, ..) = event else {
                return self.stop(line, "a key must be a plain word", "write `key: value`");
            };
            let is_again = fields.contains_key(&*name);
            *key = Some(name.to_string());
            if is_again {
                self.note(line, format!("the key `{}` is given twice", printable(&name)), "keep one of the two");
            }
            return Some(());
        }
        self.values += 1;
        if self.values > MAX_VALUES {
            return self.stop(line, "there are too many values", "shorten the file");
        }
        if let Event::Scalar(.., Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) = event {
            self.note(line, "a tag (`!name`) is not allowed", "write the value without it");
        }
        let value = match event {
            Event::SequenceStart(..) => Value::Array(Vec::new()),
            Event::MappingStart(..) => Value::Object(Map::new()),
            // Left as it is, it could be taken for an empty list or row, and an empty row always holds.
            Event::Scalar(text, ScalarStyle::Plain, ..) if ["", "~", "null", "Null", "NULL"].contains(&&*text) => {
                if self.open.is_empty() {
                    self.problems.push(empty(self.file));
                    return None;
                }
                self.note(line, "no value is given", "write one, or leave the field out");
                Value::Null
            }
            Event::Scalar(text, ScalarStyle::Plain, ..) => plain(&text),
            Event::Scalar(text, ..) => text.into(),
            _ => {
                self.note(line, "an alias (`*name`) is not allowed", "write the value out");
                Value::Null
            }
        };
        let is_open = value.is_array() || value.is_object();
        let tree = Tree { value, lines: Lines { line, within: BTreeMap::new() } };
        if is_open {
            self.open.push((tree, None));
        } else {
            self.put(tree);
        }
        if self.open.len() > MAX_DEPTH { self.stop_at_depth(line) } else { Some(()) }
    }

    /// Puts a value that is complete where it belongs.
    fn put(&mut self, Tree { value, lines }: Tree) {
        let Some((around, key)) = self.open.last_mut() else {
            self.root = Some(Tree { value, lines });
            return;
        };
        let key = key.take().unwrap_or_else(|| around.lines.within.len().to_string());
        around.lines.within.insert(key.clone(), lines);
        if let Value::Object(fields) = &mut around.value {
            fields.insert(key, value);
        } else if let Value::Array(items) = &mut around.value {
            items.push(value);
        }
    }

    fn stop_at_depth(&mut self, line: usize) -> Option<()> {
        self.stop(line, format!("nested more than {MAX_DEPTH} levels deep"), "flatten it")
    }
}

/// A word without quotes. A number that would be printed in another way stays a text.
fn plain(word: &str) -> Value {
    let number = word.parse::<u64>().ok().filter(|number| number.to_string() == word);
    number.map(Value::from).or_else(|| word.parse().ok().map(Value::Bool)).unwrap_or_else(|| word.into())
}

fn empty(file: &str) -> Problem {
    Problem::at(file, "the file is empty", "fill it; a list without entries is written `[]`")
}

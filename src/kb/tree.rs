//! YAML as a tree of values, with the line of each, read with care.
//!
//! Most parsers keep the last of two equal keys without a word, expand aliases without a bound and need quadratic time
//! on deep nesting. Here all of that is refused, with its line.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};
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

#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The line on which it begins, from 1; 0 for what is built in.
    line: usize,
    /// Those of its fields, or of its items under their numbers.
    within: BTreeMap<String, Self>,
}

/// A value within a tree.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// The value.
    pub value: &'a Value,
    lines: Option<&'a Lines>,
}

impl<'a> Part<'a> {
    /// The line on which it begins, from 1; 0 if it has none.
    pub fn line(self) -> usize {
        self.lines.map_or(0, |lines| lines.line)
    }

    fn child(self, name: impl ToString, value: &'a Value) -> Self {
        Self { value, lines: self.lines.and_then(|lines| lines.within.get(&name.to_string())) }
    }

    /// A field, if it is there.
    pub fn get(self, name: &str) -> Option<Self> {
        Some(self.child(name, self.value.get(name)?))
    }

    /// The fields in the order of their lines; none if it has no fields.
    pub fn fields(self) -> Vec<(&'a str, Self)> {
        let fields = self.value.as_object().into_iter().flatten();
        let mut fields: Vec<_> = fields.map(|(name, value)| (name.as_str(), self.child(name, value))).collect();
        fields.sort_by_key(|(_, part)| part.line());
        fields
    }

    /// The items of a list; none if it is no list.
    pub fn items(self) -> impl Iterator<Item = Self> {
        let items = self.value.as_array().into_iter().flatten().enumerate();
        items.map(move |(number, value)| self.child(number, value))
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
        Part { value: &self.value, lines: Some(&self.lines) }
    }

    /// Reads a file that holds one value.
    ///
    /// # Errors
    /// Every reason why it must not be read, each with its line.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let mut parsing = Parsing { file, events: Parser::new_from_str(text), values: 0, problems: Vec::new() };
        let allowed = ['\n', '\r', '\t', '\u{85}'];
        if let Some(at) = text.find(|character: char| character.is_control() && !allowed.contains(&character)) {
            let fault = "not valid YAML: control characters are not allowed";
            return Err(vec![parsing.fault(1 + text[..at].matches('\n').count(), fault, "take them out")]);
        }
        match parsing.document() {
            Ok((value, lines)) if parsing.problems.is_empty() => Ok(Self { value, lines }),
            root => Err(parsing.problems.into_iter().chain(root.err()).collect()),
        }
    }
}

/// Events of a parser on their way to a tree, with the faults that do not end it.
struct Parsing<'a, I> {
    file: &'a str,
    events: I,
    values: usize,
    problems: Vec<Problem>,
}

impl<'t, I: Iterator<Item = Result<(Event<'t>, Span), ScanError>>> Parsing<'_, I> {
    fn fault(&self, line: usize, fault: impl Into<String>, remedy: &str) -> Problem {
        Problem::at(format!("{}:{line}", self.file), fault, remedy)
    }

    fn too_deep(&self, line: usize) -> Problem {
        self.fault(line, format!("nested more than {MAX_DEPTH} levels deep"), "flatten it")
    }

    fn empty(&self) -> Problem {
        Problem::at(self.file, "the file is empty", "fill it; a list without entries is written `[]`")
    }

    fn next(&mut self) -> Result<(Event<'t>, usize), Problem> {
        match self.events.next() {
            None => Err(self.empty()),
            Some(Ok((event, span))) => Ok((event, span.start.line())),
            // The scanner looks ahead, so its own limit can come before ours.
            Some(Err(error)) if error.info().contains("recursion limit") => Err(self.too_deep(error.marker().line())),
            Some(Err(error)) => {
                let fault = format!("not valid YAML: {}", error.info());
                Err(self.fault(error.marker().line(), fault, "check the indentation and quotes there"))
            }
        }
    }

    fn document(&mut self) -> Result<(Value, Lines), Problem> {
        let mut root = None;
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return root.ok_or_else(|| self.empty()),
                (Event::DocumentStart(_), line) if root.is_some() => {
                    return Err(self.fault(line, "a second document begins here", "keep one document in a file"));
                }
                (Event::Nothing | Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd, _) => {}
                (event, line) => root = Some(self.value(event, line, 0)?),
            }
        }
    }

    /// The value that begins with an event, inside of so many others.
    fn value(&mut self, event: Event<'_>, line: usize, depth: usize) -> Result<(Value, Lines), Problem> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(self.fault(line, "there are too many values", "shorten the file"));
        }
        if let Event::Scalar(.., Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) = event {
            self.problems.push(self.fault(line, "a tag (`!name`) is not allowed", "write the value without it"));
        }
        let mut lines = Lines { line, within: BTreeMap::new() };
        let value = match event {
            Event::SequenceStart(..) | Event::MappingStart(..) if depth == MAX_DEPTH => {
                return Err(self.too_deep(line));
            }
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    let (event, line) = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        break Value::Array(items);
                    }
                    let (item, within) = self.value(event, line, depth + 1)?;
                    lines.within.insert(items.len().to_string(), within);
                    items.push(item);
                }
            }
            Event::MappingStart(..) => {
                let mut fields = Map::new();
                loop {
                    let name = match self.next()? {
                        (Event::MappingEnd, _) => break Value::Object(fields),
                        (Event::Scalar(name, ..), _) if !fields.contains_key(&*name) => name,
                        (Event::Scalar(name, ..), line) => {
                            let fault = format!("the key `{}` is given twice", printable(&name));
                            self.problems.push(self.fault(line, fault, "keep one of the two"));
                            name
                        }
                        (_, line) => return Err(self.fault(line, "a key must be a plain word", "write `key: value`")),
                    };
                    let (event, line) = self.next()?;
                    let (field, within) = self.value(event, line, depth + 1)?;
                    lines.within.insert(name.to_string(), within);
                    fields.insert(name.into_owned(), field);
                }
            }
            // Left as it is, it could be taken for an empty list or row, and an empty row always holds.
            Event::Scalar(text, ScalarStyle::Plain, ..) if ["", "~", "null", "Null", "NULL"].contains(&&*text) => {
                if depth == 0 {
                    return Err(self.empty());
                }
                self.problems.push(self.fault(line, "no value is given", "write one, or leave the field out"));
                Value::Null
            }
            Event::Scalar(text, ScalarStyle::Plain, ..) => plain(&text),
            Event::Scalar(text, ..) => text.into(),
            _ => {
                self.problems.push(self.fault(line, "an alias (`*name`) is not allowed", "write the value out"));
                Value::Null
            }
        };
        Ok((value, lines))
    }
}

/// A word without quotes. A number that would be printed in another way stays a text.
fn plain(word: &str) -> Value {
    let number = word.parse::<u64>().ok().filter(|number| number.to_string() == word);
    number.map(Value::from).or_else(|| word.parse().ok().map(Value::Bool)).unwrap_or_else(|| word.into())
}

//! YAML as a tree that knows its lines, read with care.
//!
//! Most parsers keep the last of two equal keys without a word, expand aliases without a bound and need quadratic time
//! on deep nesting. Here all of that is refused, with its line.

use std::collections::BTreeMap;
use std::fmt;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::problem::Problem;
use crate::text::printable;

/// The deepest nesting that is read; the formats of this program need seven.
const MAX_DEPTH: usize = 32;
/// The most values that a file may hold: many times those of knowledge bases with thousands of questions.
const MAX_VALUES: usize = 1_000_000;

/// A value as it is written.
#[derive(Debug)]
pub struct Node {
    /// The line it begins on, from 1; 0 if it has none.
    pub line: usize,
    /// What it says.
    pub content: Content,
}

/// What a value says.
#[derive(Debug)]
pub enum Content {
    /// A text without quotes, which may be a number, `true` or `false`.
    Plain(String),
    /// A text in quotes.
    Quoted(String),
    /// A list.
    List(Vec<Node>),
    /// A map.
    Map(BTreeMap<String, Node>),
}

impl Node {
    /// Reads a file that holds one value.
    ///
    /// # Errors
    /// Every reason why it must not be read, each with its line.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let mut tree = Tree { file, open: Vec::new(), root: None, values: 0, problems: Vec::new() };
        let is_refused =
            |character: char| character.is_control() && !matches!(character, '\n' | '\r' | '\t' | '\u{85}');
        if let Some(at) = text.find(is_refused) {
            let line = 1 + text[..at].matches('\n').count();
            tree.note(line, "not valid YAML: control characters are not allowed", "take them out");
        } else if tree.read(text).is_some() && tree.root.is_none() {
            tree.problems.push(empty(file));
        }
        tree.root.filter(|_| tree.problems.is_empty()).ok_or(tree.problems)
    }

    /// The value of a field.
    pub fn get(&self, field: &str) -> Option<&Self> {
        self.map()?.get(field)
    }

    /// The text, quoted or not.
    pub fn word(&self) -> Option<&str> {
        match &self.content {
            Content::Plain(text) | Content::Quoted(text) => Some(text),
            Content::List(_) | Content::Map(_) => None,
        }
    }

    /// The id of an entry.
    pub fn id(&self) -> Option<&str> {
        self.get("id").and_then(Self::word)
    }

    /// The items of a list.
    pub fn list(&self) -> Option<&[Self]> {
        if let Content::List(items) = &self.content { Some(items) } else { None }
    }

    /// The fields of a map.
    pub fn map(&self) -> Option<&BTreeMap<String, Self>> {
        if let Content::Map(fields) = &self.content { Some(fields) } else { None }
    }
}

/// Without lines.
impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Said).map(|content| Self { line: 0, content })
    }
}

/// Takes what a knowledge base is made of, of which nothing is negative or has a fraction.
struct Said;

impl<'de> Visitor<'de> for Said {
    type Value = Content;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, said: bool) -> Result<Content, E> {
        Ok(Content::Plain(said.to_string()))
    }

    fn visit_u64<E: Error>(self, said: u64) -> Result<Content, E> {
        Ok(Content::Plain(said.to_string()))
    }

    fn visit_str<E: Error>(self, said: &str) -> Result<Content, E> {
        Ok(Content::Quoted(said.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Content, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items)).map(Content::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Content, A::Error> {
        BTreeMap::deserialize(MapAccessDeserializer::new(fields)).map(Content::Map)
    }
}

/// A tree that grows with each event.
struct Tree<'a> {
    file: &'a str,
    /// The lists and maps that the next value is inside of; of a map, with the key that waits for its value.
    open: Vec<(Node, Option<String>)>,
    root: Option<Node>,
    values: usize,
    problems: Vec<Problem>,
}

impl Tree<'_> {
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
                    let (node, _) = self.open.pop()?;
                    self.put(node);
                }
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
                value => self.take(value, line)?,
            }
        }
        Some(())
    }

    /// Takes a value, or the key of one.
    fn take(&mut self, event: Event<'_>, line: usize) -> Option<()> {
        if let Some((Node { content: Content::Map(fields), .. }, key @ None)) = self.open.last_mut() {
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
        let content = match event {
            Event::SequenceStart(..) => Content::List(Vec::new()),
            Event::MappingStart(..) => Content::Map(BTreeMap::new()),
            // Left as it is, it could be taken for an empty list or row, and an empty row always holds.
            Event::Scalar(text, ScalarStyle::Plain, ..) if ["", "~", "null", "Null", "NULL"].contains(&&*text) => {
                if self.open.is_empty() {
                    self.problems.push(empty(self.file));
                    return None;
                }
                self.note(line, "no value is given", "write one, or leave the field out");
                Content::Plain(String::new())
            }
            Event::Scalar(text, ScalarStyle::Plain, ..) => Content::Plain(text.into_owned()),
            Event::Scalar(text, ..) => Content::Quoted(text.into_owned()),
            _ => {
                self.note(line, "an alias (`*name`) is not allowed", "write the value out");
                Content::Plain(String::new())
            }
        };
        let node = Node { line, content };
        if node.word().is_some() {
            self.put(node);
        } else {
            self.open.push((node, None));
        }
        if self.open.len() > MAX_DEPTH { self.stop_at_depth(line) } else { Some(()) }
    }

    /// Puts a value that is complete where it belongs.
    fn put(&mut self, node: Node) {
        match self.open.last_mut() {
            Some((Node { content: Content::List(items), .. }, _)) => items.push(node),
            Some((Node { content: Content::Map(fields), .. }, key)) => {
                fields.insert(key.take().unwrap_or_default(), node);
            }
            _ => self.root = Some(node),
        }
    }

    fn stop_at_depth(&mut self, line: usize) -> Option<()> {
        self.stop(line, format!("nested more than {MAX_DEPTH} levels deep"), "flatten it")
    }
}

fn empty(file: &str) -> Problem {
    Problem::at(file, "the file is empty", "fill it; a list without entries is written `[]`")
}

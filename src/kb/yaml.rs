//! YAML read with care: what the typed parser would drop or choke on is refused first.
//!
//! The typed parser keeps the last of two equal keys without a word, expands
//! aliases without a bound and needs quadratic time on deep nesting, so a pass
//! over the parser's events comes before it. The pass also notes on which line
//! every entry stands, for the problems that only the checks after it can find.

use std::collections::{BTreeMap, BTreeSet};

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::text::{did_you_mean, printable};

/// The deepest nesting that is read; the formats of this program need seven.
const MAX_DEPTH: usize = 32;
/// The most that an outline may take, in bytes: many times that of knowledge bases with thousands of questions.
const MAX_OUTLINE: usize = 64 << 20;
/// What every value takes in an outline beside its path, about, in bytes.
const BESIDE_PATH: usize = 64;

/// On which line every value of a file stands, by its path, as in `[3].need`.
#[derive(Debug, Default, Clone)]
pub struct Outline(BTreeMap<String, usize>);

impl Outline {
    /// The line (from 1) of the value at exactly this path.
    fn exact(&self, path: &str) -> Option<usize> {
        self.0.get(path).copied()
    }

    /// The line (from 1) of the value at a path, or of the nearest value around it.
    pub fn line(&self, path: &str) -> Option<usize> {
        let mut path = path;
        loop {
            if let Some(&line) = self.0.get(path) {
                return Some(line);
            }
            path = &path[..path.rfind(['.', '['])?];
        }
    }
}

/// What the events are inside of, while they are read.
enum Frame {
    Sequence { path: String, next: usize },
    Mapping { path: String, keys: BTreeSet<String>, key: Option<String> },
}

/// Reads a file's outline, or every reason why it must not be parsed.
pub fn outline(file: &str, text: &str) -> Result<Outline, Vec<Problem>> {
    let problem = |line: usize, fault: String, remedy: &str| Problem {
        place: format!("{file}:{line}"),
        entry: None,
        fault,
        remedy: Some(remedy.to_owned()),
    };
    let mut lines = BTreeMap::new();
    let mut problems = Vec::new();
    let mut frames: Vec<Frame> = Vec::new();
    let mut documents = 0;
    let mut size = 0;

    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(read) => read,
            Err(error) => {
                let line = error.marker().line();
                // The scanner looks ahead, so its own limit can come before ours.
                problems.push(if error.info().contains("recursion limit") {
                    too_deep(file, line)
                } else {
                    let fault = format!("not valid YAML: {}", error.info());
                    problem(line, fault, "check the indentation and quotes there")
                });
                return Err(problems);
            }
        };
        let line = span.start.line();
        if let Event::DocumentStart(_) = event {
            documents += 1;
            if documents > 1 {
                problems.push(problem(line, "a second document begins here".to_owned(), "keep one document in a file"));
                return Err(problems);
            }
        }
        match &event {
            Event::SequenceEnd | Event::MappingEnd => {
                frames.pop();
                continue;
            }
            Event::Alias(_) => {
                problems.push(problem(line, "an alias (`*name`) is not allowed".to_owned(), "write the value out"));
            }
            Event::Scalar(text, ScalarStyle::Plain, ..) if is_null(text) && !expects_key(frames.last()) => {
                if frames.is_empty() {
                    problems.push(empty(file));
                    return Err(problems);
                }
                problems.push(problem(line, "no value is given".to_owned(), "write one, or leave the field out"));
            }
            Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) => {}
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                continue;
            }
        }

        // A node: the value at a new path, unless it is the key of a mapping.
        let path = match frames.last_mut() {
            None => String::new(),
            Some(Frame::Sequence { path, next }) => {
                *next += 1;
                format!("{path}[{}]", *next - 1)
            }
            Some(Frame::Mapping { path, keys, key }) => match key.take() {
                Some(key) => format!("{path}.{key}"),
                None => {
                    let Event::Scalar(name, ..) = &event else {
                        problems.push(problem(line, "a key must be a plain word".to_owned(), "write `key: value`"));
                        return Err(problems);
                    };
                    if !keys.insert(name.to_string()) {
                        problems.push(problem(
                            line,
                            format!("the key `{}` is given twice", printable(name)),
                            "keep one of the two",
                        ));
                    }
                    *key = Some(name.to_string());
                    continue;
                }
            },
        };
        size += path.len() + BESIDE_PATH;
        if size > MAX_OUTLINE {
            problems.push(problem(line, "there are too many values".to_owned(), "shorten the file"));
            return Err(problems);
        }
        lines.insert(path.clone(), line);
        match event {
            Event::SequenceStart(..) => frames.push(Frame::Sequence { path, next: 0 }),
            Event::MappingStart(..) => frames.push(Frame::Mapping { path, keys: BTreeSet::new(), key: None }),
            _ => {}
        }
        if frames.len() > MAX_DEPTH {
            problems.push(too_deep(file, line));
            return Err(problems);
        }
    }
    if documents == 0 {
        problems.push(empty(file));
    }
    if problems.is_empty() { Ok(Outline(lines)) } else { Err(problems) }
}

/// Whether a plain word stands for no value. Left to the parser, it would become
/// an empty list or row, and an empty row always holds.
fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn expects_key(frame: Option<&Frame>) -> bool {
    matches!(frame, Some(Frame::Mapping { key: None, .. }))
}

fn too_deep(file: &str, line: usize) -> Problem {
    Problem {
        place: format!("{file}:{line}"),
        entry: None,
        fault: format!("nested more than {MAX_DEPTH} levels deep"),
        remedy: Some("flatten it".to_owned()),
    }
}

fn empty(file: &str) -> Problem {
    Problem {
        place: file.to_owned(),
        entry: None,
        fault: "the file is empty".to_owned(),
        remedy: Some("fill it; a list without entries is written `[]`".to_owned()),
    }
}

/// Parses a file into its type, after [`outline`] has let it pass.
pub(super) fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Problem> {
    serde_yaml::from_str(text).map_err(|error| {
        let place = error.location().map_or_else(|| file.to_owned(), |at| format!("{file}:{}", at.line()));
        explain(place, None, &error.to_string())
    })
}

/// Parses a file that is a list of entries.
///
/// A list that does not fit is parsed again entry by entry, so that one fault
/// does not hide those after it.
pub(super) fn parse_list<T: DeserializeOwned>(
    file: &str,
    text: &str,
    outline: &Outline,
) -> Result<Vec<T>, Vec<Problem>> {
    let first = match parse::<Vec<T>>(file, text) {
        Ok(entries) => return Ok(entries),
        Err(problem) => problem,
    };
    let starts: Vec<usize> = (0..).map_while(|position| outline.exact(&format!("[{position}]"))).collect();
    let lines: Vec<&str> = text.lines().collect();
    let mut problems: Vec<Problem> = Vec::new();
    for (position, start) in starts.iter().enumerate() {
        let end = starts.get(position + 1).map_or(lines.len(), |next| next - 1);
        let Some(entry) = lines.get(start - 1..end) else { continue };
        let Err(error) = serde_yaml::from_str::<Vec<T>>(&entry.join("\n")) else { continue };
        let id = entry.iter().find_map(|line| line.trim_start_matches(['-', '{', ' ']).strip_prefix("id:"));
        let id = id.map(|id| format!("`{}`", id.split(['#', ',']).next().unwrap_or(id).trim()));
        problems.push(explain(format!("{file}:{start}"), id, &error.to_string()));
    }
    Err(if problems.is_empty() { vec![first] } else { problems })
}

/// Rewords a message of the typed parser, with a suggestion where it lists what it expected.
fn explain(place: String, entry: Option<String>, message: &str) -> Problem {
    let message = message.split(" at line ").next().unwrap_or(message);
    // The path begins with the position within the slice that was parsed, which says nothing.
    let message = message.strip_prefix(".[0]").map_or(message, |rest| rest.trim_start_matches([':', '.', ' ']));
    let fault = in_plain_words(message);
    let words: Vec<&str> = fault.split('`').skip(1).step_by(2).collect();
    let unknown = ["unknown field `", "unknown variant `"].iter().find_map(|start| fault.find(start));
    match (unknown, words.split_first()) {
        (Some(at), Some((word, known))) => Problem {
            place,
            entry,
            fault: fault[at..].split(',').next().unwrap_or(&fault).to_owned(),
            remedy: Some(did_you_mean(word, known.iter().copied())),
        },
        _ => Problem { place, entry, fault, remedy: None },
    }
}

/// The parser's words for what it expected, as a person would say it.
fn in_plain_words(message: &str) -> String {
    let Some((before, expected)) = message.split_once(", expected ") else { return message.to_owned() };
    let expected = match expected {
        "a sequence" => "a list",
        "a boolean" => "`true` or `false`",
        "a string" => "a text",
        "u8" => "a whole number from 0 to 255",
        word if word == "a map" || word.starts_with("struct ") => "`key: value` lines",
        other => other,
    };
    let before = before
        .replace("invalid type: sequence", "invalid type: list")
        .replace("invalid type: map", "invalid type: `key: value` lines");
    format!("{before}, expected {expected}")
}

#[cfg(test)]
mod tests {
    use super::{outline, parse};

    fn faults(text: &str) -> Vec<String> {
        outline("f", text).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_repeated_key_is_named_with_its_line() {
        assert_eq!(faults("a: 1\nb: 2\na: 3\n"), ["f:3: the key `a` is given twice; keep one of the two"]);
    }

    #[test]
    fn aliases_deep_nesting_and_second_documents_are_refused() {
        assert_eq!(faults("a: &x 1\nb: *x\n"), ["f:2: an alias (`*name`) is not allowed; write the value out"]);
        let deep = faults(&"[".repeat(100_000));
        assert!(deep[0].contains("nested more than"), "{deep:?}");
        assert!(faults("a: 1\n---\nb: 2\n")[0].contains("second document"));
    }

    #[test]
    fn a_path_without_a_line_takes_the_line_around_it() {
        let outline = outline("f", "- id: a\n  need:\n    x: y\n- id: b\n").unwrap();
        assert_eq!(outline.line("[0].need.x"), Some(3));
        assert_eq!(outline.line("[1].because"), Some(4));
    }

    #[test]
    fn an_unknown_field_comes_with_a_suggestion() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only parsed")]
        struct Row {
            label: String,
        }
        let problem = parse::<Row>("f", "lable: x\n").unwrap_err();
        assert_eq!(problem.to_string(), "f:1: unknown field `lable`; did you mean `label`?");
    }
}

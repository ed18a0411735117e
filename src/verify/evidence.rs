//! Evidence as it is written in `evidence.yaml`.

use regex::{Regex, RegexBuilder};
use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::kb::{Files, Form, Key, KnowledgeBase, Messenger, Problem, Problems, Property, parse_day};
use crate::text::printable;

/// The file of a knowledge base that holds evidence; a knowledge base can do without.
const FILE: &str = "evidence.yaml";
/// The most memory that a compiled pattern may take, in bytes.
const LARGEST_PATTERN: usize = 1 << 18;

pub(super) const FORM: Form =
    Form::read::<Vec<Evidence>>("advisor/evidence/1", "The file `evidence.yaml` of a knowledge base");

/// Where a program can check a fact, or a name in a step.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Evidence {
    /// What it is evidence of: a messenger and a property, as in `messenger property`, or a complement.
    pub of: String,
    /// The project, as `owner/name`.
    pub repository: String,
    /// Another project that holds the same file, for where the first one can't be had.
    pub copy: Option<String>,
    /// The file in it; with a `/` at its end, every file below that folder.
    pub path: String,
    /// The pattern to look for, as a regular expression of the `regex` crate; `^` and `$` stand for lines.
    #[serde(deserialize_with = "pattern")]
    #[schemars(with = "String")]
    pub find: Regex,
    /// What it is worth.
    pub kind: Kind,
    /// The level of the fact that it supports.
    pub level: Option<String>,
    /// For `absent`: what must be there nonetheless, to show that this is the right place.
    #[serde(default, deserialize_with = "canary")]
    #[schemars(with = "Option<String>")]
    pub canary: Option<Regex>,
    /// What was there when the evidence was written.
    pub seen: Seen,
}

/// What evidence is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The text or code says so itself. A group in the pattern captures a name that the steps must have.
    States,
    /// The group in the pattern captures the number that the fact has.
    Counts,
    /// The fact follows from it, as long as the lines stay the same.
    Implies,
    /// It is not there.
    Absent,
}

/// What was there when the evidence was written.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The commit that was read, in 40 hexadecimal digits.
    pub commit: String,
    /// The day of that commit, `YYYY-MM-DD`.
    pub date: String,
    /// The first 16 hexadecimal digits of the SHA-256 of the lines that matched, without the space around them.
    pub hash: String,
}

impl Evidence {
    pub(super) fn fact(&self, kb: &KnowledgeBase) -> Option<(Key<Messenger>, Key<Property>)> {
        let (messenger, property) = self.of.split_once(' ')?;
        Some((kb.messengers().find(messenger)?, kb.properties().find(property)?))
    }

    /// What is wrong with it, and the remedy.
    fn fault(&self, kb: &KnowledgeBase) -> Option<(&'static str, &'static str)> {
        let is_name = |part: &str| {
            part.starts_with(|first: char| first.is_ascii_alphanumeric())
                && part.chars().all(|one| one.is_ascii_alphanumeric() || "-_.".contains(one))
        };
        let is_project = |name: &String| name.split('/').count() == 2 && name.split('/').all(is_name);
        let is_hex = |text: &str, digits| text.len() == digits && text.bytes().all(|one| one.is_ascii_hexdigit());
        let is_of_something = self.fact(kb).is_some() || kb.complements().find(&self.of).is_some();
        let are_projects = is_project(&self.repository) && self.copy.as_ref().is_none_or(is_project);
        let has_canary_where_needed = (self.kind == Kind::Absent) == self.canary.is_some();
        let captures_a_number = self.kind != Kind::Counts || self.find.captures_len() == 2;
        let is_exact = is_hex(&self.seen.commit, 40) && is_hex(&self.seen.hash, 16);
        let held = [
            (is_of_something, "this is not a fact or complement", "write `messenger property`, or a complement"),
            (are_projects, "the project is not `owner/name`", "write it as on the host of its code"),
            (has_canary_where_needed, "`absent` needs a canary, and nothing else has one", "add it, or leave it out"),
            (captures_a_number, "`counts` needs one group that captures the number", "put it in brackets"),
            (parse_day(&self.seen.date).is_some(), "the date is not a day", "write YYYY-MM-DD"),
            (is_exact, "`seen` needs a commit of 40 and a hash of 16 hexadecimal digits", "copy them whole"),
        ];
        held.into_iter().find_map(|(is_right, fault, remedy)| (!is_right).then_some((fault, remedy)))
    }
}

/// A pattern in which `^` and `$` stand for lines. Its time is linear in the text, whatever it is.
fn pattern<'de, D: Deserializer<'de>>(from: D) -> Result<Regex, D::Error> {
    let pattern = RegexBuilder::new(&String::deserialize(from)?).multi_line(true).size_limit(LARGEST_PATTERN).build();
    pattern.map_err(|error| {
        let fault = printable(error.to_string().lines().last().unwrap_or_default().trim());
        D::Error::custom(format!("{fault}; correct the pattern"))
    })
}

fn canary<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Regex>, D::Error> {
    pattern(from).map(Some)
}

/// The evidence among the files of a knowledge base.
///
/// # Errors
/// Every entry that is wrong, with the remedy.
pub fn evidence(files: &Files, kb: &KnowledgeBase) -> Result<Vec<Evidence>, Problems> {
    let Some(text) = files.0.get(FILE) else { return Ok(Vec::new()) };
    let read: Vec<Evidence> = serde_yaml::from_str(text).map_err(|error| {
        let place = error.location().map_or_else(|| FILE.to_owned(), |at| format!("{FILE}:{}", at.line()));
        Problems(vec![Problem::at(place, error.to_string(), "see `advisor schema evidence`")])
    })?;
    let faults = read.iter().zip(1..).filter_map(|(one, number)| {
        let (fault, remedy) = one.fault(kb)?;
        let entry = Some(format!("evidence {number} of `{}`", printable(&one.of)));
        Some(Problem { entry, ..Problem::at(FILE, fault, remedy) })
    });
    let faults: Vec<Problem> = faults.collect();
    if faults.is_empty() { Ok(read) } else { Err(Problems(faults)) }
}

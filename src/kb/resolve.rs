//! What words refer to, and how they are written: whatever is wrong is noted and replaced, so that the reading goes on.

use std::collections::BTreeSet;

use super::choice_set::ChoiceSet;
use super::date::{AsOf, parse_day, parse_span};
use super::node::Node;
use super::rule::Strength;
use super::value::{Fault, Measured, Value};
use super::wording::{LONGEST_ID, LONGEST_TEXT};
use crate::text::{MOST_MARKS, is_blank, is_stacked, is_unprintable, printable};

/// A form of words, and what is said of a word that has it not.
pub(super) struct Form {
    pub(super) name: &'static str,
    is_right: fn(&str) -> bool,
    /// With `{}` for the word.
    fault: &'static str,
    remedy: &'static str,
    /// A word of the form, which is read in place of a wrong one; none if a wrong one does no harm.
    instead: &'static str,
}

pub(super) const FORMS: [Form; 6] = [
    Form {
        name: "id",
        is_right: is_id,
        fault: "the id `{}` is not kebab-case",
        remedy: "use a-z, 0-9 and single hyphens, starting with a letter, at most 48",
        instead: "",
    },
    Form {
        name: "address",
        is_right: is_address,
        fault: "the address is not a web address",
        remedy: "start it with `https://`, without spaces",
        instead: "",
    },
    Form {
        name: "date",
        is_right: |word| AsOf::parse(word).is_some(),
        fault: "`{}` is not a date",
        remedy: "write YYYY, YYYY-MM or YYYY-MM-DD",
        instead: "2000",
    },
    Form {
        name: "day",
        is_right: |word| parse_day(word).is_some(),
        fault: "the version is not a date",
        remedy: "write YYYY-MM-DD",
        instead: "2000-01-01",
    },
    Form {
        name: "span",
        is_right: |word| parse_span(word).is_some(),
        fault: "`review-after` is not a span of time",
        remedy: "write `90 days`, `12 months` or `2 years`",
        instead: "1 year",
    },
    Form {
        name: "strength",
        is_right: |word| Strength::read(word).is_some(),
        fault: "`{}` is not a strength",
        remedy: "write `must`, or `should 1` to `should 5`",
        instead: "must",
    },
];

fn is_id(word: &str) -> bool {
    let is_small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    word.len() <= LONGEST_ID
        && word.starts_with(|first: char| first.is_ascii_lowercase())
        && word.split('-').all(|part| !part.is_empty() && part.bytes().all(is_small))
}

fn is_address(word: &str) -> bool {
    let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && !word.contains(char::is_whitespace)
}

impl<'a> Value<'a> {
    /// A text has to be there, to end somewhere and to be safe to print.
    pub(super) fn text(self) -> Result<&'a str, Fault> {
        let Some(text) = self.word() else { return self.not("a text") };
        if is_blank(text) {
            self.note("the text is empty", "write a sentence, or leave the entry out");
        }
        if text.chars().count() > LONGEST_TEXT {
            self.note(format!("the text is longer than {LONGEST_TEXT} characters"), "shorten it");
        }
        if let Some(bad) = text.chars().find(|character| is_unprintable(*character)) {
            let fault = format!("the text holds the control character U+{:04X}", bad as u32);
            self.note(fault, "remove it; it could rearrange or hide what a terminal shows");
        }
        if is_stacked(text) {
            let fault = format!("more than {MOST_MARKS} marks are stacked on one letter");
            self.note(fault, "take them off; they could cover the lines above and below");
        }
        Ok(text)
    }

    pub(super) fn list(self) -> Result<&'a [Node], Fault> {
        self.node.list().map_or_else(|| self.not("a list"), Ok)
    }

    /// The word, or one to go on with.
    pub(super) fn formed(self, form: &Form) -> Result<&'a str, Fault> {
        let word = if form.name == "address" { Some(self.text()?) } else { self.word() };
        let Some(word) = word else { return self.not("a word, or a whole number") };
        let is_right = (form.is_right)(word);
        if !is_right {
            self.note(form.fault.replace("{}", &printable(word)), form.remedy);
        } else if form.name == "id" && self.reads_as_other(word) {
            self.note(format!("the id `{word}` could be read as something else"), "rename it");
        }
        Ok(if is_right || form.instead.is_empty() { word } else { form.instead })
    }

    /// Whether programs take an id for a value without it, or a verdict for none.
    fn reads_as_other(self, id: &str) -> bool {
        // These are found under their question or property, where `yes` and `no` are good words.
        let is_answer = self.entry.is_some_and(|(kind, _)| ["Choice", "Level"].contains(&kind));
        ["false", "none-alone", "null", "true"].contains(&id) || !is_answer && ["no", "off", "on", "yes"].contains(&id)
    }

    /// The position of the entry that it names.
    pub(super) fn reference(self, kind: &'static str) -> Result<u32, Fault> {
        let Some(id) = self.word() else { return self.not("a word") };
        let found = self.find(kind, id);
        if found.is_none() && self.reading.known.contains_key(kind) {
            self.note_unknown(format!("unknown {kind} `{}`", printable(id)), id, self.ids(kind));
        }
        Ok(found.map_or(u32::MAX, |(position, _)| position as u32))
    }

    /// The choices of its question, one bit each.
    pub(super) fn choices(self) -> Result<u64, Fault> {
        let question = self.subject;
        let items = self.list()?;
        let Some((_, written)) = self.find("question", question) else { return Ok(0) };
        match (items, self.is_named) {
            ([], true) => {
                let remedy = "list at least one, or leave the question out";
                self.note(format!("no choice of `{question}` is listed"), remedy);
            }
            ([], false) => {
                self.note("there is no cautious choice", "name the reading that does least harm if it is wrong");
            }
            _ => {}
        }
        let known = || written.get("choices").and_then(Node::list).into_iter().flatten();
        let known = || known().map(|choice| choice.id().unwrap_or_default());
        // A question with more is refused.
        if known().nth(ChoiceSet::CAPACITY).is_some() {
            return Ok(0);
        }
        let mut chosen = ChoiceSet::default();
        for item in self.items() {
            let Some(choice) = item.node.word() else { return item.not("a word") };
            match known().position(|id| id == choice) {
                Some(position) => chosen = chosen.with(position),
                None => {
                    let fault = format!("unknown choice `{}` of question `{question}`", printable(choice));
                    self.note_unknown(fault, choice, known().collect::<Vec<_>>());
                }
            }
        }
        Ok(chosen.bits())
    }

    /// A level of its property, or a count. A single level is asked for, and never the worst, which everything meets.
    pub(super) fn level(self, is_asked_for: bool) -> Result<u32, Fault> {
        let Some(written) = self.word() else { return self.not("a word, or a whole number") };
        let (property, shown) = (self.subject, printable(written));
        let level = match self.measured(property) {
            None => return Ok(0),
            Some(Measured::Scale(levels)) => {
                let found = levels.iter().position(|level| *level == written);
                if found.is_none() {
                    self.note_unknown(format!("`{shown}` is not a level of `{property}`"), written, levels);
                }
                found.map(|position| position as u32)
            }
            Some(Measured::Count(unit)) => {
                let count = written.parse::<u32>().ok();
                if count.is_none() {
                    let remedy = format!("write a whole number from 0 to {}", u32::MAX);
                    self.note(format!("`{shown}` is not a number of {}", printable(unit)), remedy);
                }
                count
            }
            Some(Measured::Text) => {
                self.note(format!("`{property}` is a text and has no levels"), "use a scale or a count");
                None
            }
        };
        if level == Some(0) && is_asked_for {
            let fault = format!("`{shown}` is the worst level of `{property}`, which every messenger meets");
            self.note(fault, "name a better level");
        }
        Ok(level.unwrap_or(0))
    }

    /// Notes levels that are listed of anything but a scale, or not at all.
    pub(super) fn check_levels(self) -> Result<bool, Fault> {
        let property = self.subject;
        let is_scale = |id: &&str| matches!(self.measured(id), Some(Measured::Scale(_)));
        let is_known = self.find("property", property).is_some();
        if is_known && !is_scale(&property) {
            let scales: Vec<&str> = self.ids("property").filter(is_scale).collect();
            self.note_unknown(format!("`{property}` is not a scale"), "", scales);
            return Ok(false);
        }
        if self.list()?.is_empty() && is_known {
            self.note(format!("no level of `{property}` is listed"), "list at least one, or leave it out");
        }
        Ok(true)
    }

    /// Notes sources that are listed twice, or not at all where there must be one.
    pub(super) fn check_sources(self, is_cited: bool) -> Result<(), Fault> {
        if is_cited && self.list()?.is_empty() {
            Self { node: self.around, ..self }.note("there is no source", "cite at least one entry of sources.yaml");
        }
        let mut seen = BTreeSet::new();
        for item in self.items() {
            if let Some(id) = item.node.word().filter(|id| !seen.insert(*id)) {
                item.note(format!("the source `{}` is listed twice", printable(id)), "keep one of the two");
            }
        }
        Ok(())
    }
}

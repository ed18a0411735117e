//! How words, texts and ids have to be written.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use super::place::Place;
use super::question::{RESERVED, UNSURE};
use super::wording::{ADDRESS, DATE, ID, LONGEST_ID, LONGEST_TEXT, NOT_BLANK, STRENGTH};
use super::{AsOf, DAY, SPAN, Strength, UNKNOWN, parse_day, parse_span};
use crate::text::{MOST_MARKS, is_blank, is_stacked, is_unprintable, printable};

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

impl<'a> Place<'a> {
    /// A text has to be there, to end somewhere and to be safe to print; a word of some form has to have it.
    pub(super) fn text(self, pattern: &str, most: Option<usize>) -> Option<Cow<'a, str>> {
        let is_text = [NOT_BLANK, ADDRESS].contains(&pattern);
        let expected = if is_text { "a text" } else { "a word, or a whole number" };
        let word = self.part.word().or_else(|| self.not(expected))?;
        if is_text {
            self.check_text(&word, most.unwrap_or(LONGEST_TEXT));
        }
        Some(self.formed(pattern, word))
    }

    /// Checks a text that may be so many columns wide.
    fn check_text(self, text: &str, most: usize) {
        if is_blank(text) {
            self.note("the text is empty", "write a sentence, or leave the entry out");
        }
        if text.len() > LONGEST_TEXT && text.chars().count() > LONGEST_TEXT {
            self.note(format!("the text is longer than {LONGEST_TEXT} characters"), "shorten it");
        }
        // Most texts have nothing else than this, and need no closer look.
        let is_ascii = text.bytes().fold(true, |is_ascii, byte| is_ascii & matches!(byte, b' '..=b'~'));
        let suspect = if is_ascii { "" } else { text };
        if let Some(bad) = suspect.chars().find(|character| is_unprintable(*character)) {
            let fault = format!("the text holds the control character U+{:04X}", bad as u32);
            self.note(fault, "remove it; it could rearrange or hide what a terminal shows");
        }
        if is_stacked(suspect) {
            let fault = format!("more than {MOST_MARKS} marks are stacked on one letter");
            self.note(fault, "take them off; they could cover the lines above and below");
        }
        if most < LONGEST_TEXT && text.width() > most {
            self.note(format!("the text is {} columns wide", text.width()), format!("shorten it to {most}"));
        }
    }

    /// The word, or a right one to go on with where a wrong one could not be read.
    pub(super) fn formed<'b>(self, pattern: &str, word: Cow<'b, str>) -> Cow<'b, str> {
        match pattern {
            ID if !is_id(&word) => {
                let remedy = "use a-z, 0-9 and single hyphens, starting with a letter, at most 48";
                self.note(format!("the id `{}` is not kebab-case", printable(&word)), remedy);
            }
            ID => self.check_meaning(&word),
            ADDRESS if !is_address(&word) => {
                self.note("the address is not a web address", "start it with `https://`, without spaces");
            }
            DATE if AsOf::parse(&word).is_none() => {
                self.note(format!("`{}` is not a date", printable(&word)), "write YYYY, YYYY-MM or YYYY-MM-DD");
                return "2000".into();
            }
            DAY if parse_day(&word).is_none() => self.note("the version is not a date", "write YYYY-MM-DD"),
            SPAN if parse_span(&word).is_none() => {
                self.note("`review-after` is not a span of time", "write `90 days`, `12 months` or `2 years`");
            }
            STRENGTH if Strength::read(&word).is_none() => {
                let remedy = "write `must`, or `should 1` to `should 5`";
                self.note(format!("`{}` is not a strength", printable(&word)), remedy);
                return "must".into();
            }
            _ => {}
        }
        word
    }

    /// Notes an id that the program or YAML takes for something else.
    fn check_meaning(self, id: &str) {
        let kind = self.entry.map_or(String::new(), |(kind, _)| kind.to_lowercase());
        let (own, others): (&[&str], &[&str]) = match kind.as_str() {
            // These are found under their question or property, where `yes` and `no` are good words.
            "choice" => (&[UNSURE], &[]),
            "level" => (&[UNKNOWN], &[]),
            "question" => (&RESERVED, &["no", "off", "on", "yes"]),
            _ => (&[], &["no", "off", "on", "yes"]),
        };
        if own.contains(&id) {
            self.note("the id is a word of the program", "rename it");
        } else if others.contains(&id) || ["false", "none-alone", "null", "true"].contains(&id) {
            self.note(format!("the id `{id}` could be read as something else"), "rename it");
        }
    }
}

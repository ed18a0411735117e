//! A menu: texts above lines of which one is chosen, by arrows or by typing what it begins with.

use std::ops::Range;

use anstyle::Style;
use dialoguer::console::Key;

use crate::text::unhyphenated;

#[derive(Default)]
pub(super) struct Menu<'a> {
    pub(super) above: Vec<(Style, &'a str)>,
    pub(super) lines: Vec<Line>,
    /// The position of the line under the cursor.
    pub(super) at: usize,
    /// The keys that work in it, in words.
    pub(super) keys: String,
    /// What was typed so far of the key of a line.
    pub(super) typed: String,
}

pub(super) struct Line {
    /// What is typed to move to it: a number or a letter; empty for neither.
    pub(super) key: String,
    /// Whether it is marked; `None` for a line that cannot be.
    pub(super) is_marked: Option<bool>,
    pub(super) text: String,
}

impl Line {
    pub(super) fn new(key: impl ToString, text: impl Into<String>) -> Self {
        Self { key: key.to_string(), is_marked: None, text: text.into() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Press {
    Chosen,
    Why,
    Back,
}

impl Menu<'_> {
    /// Does what a key does; `None` if nothing has come of it but that the cursor moved.
    pub(super) fn press(&mut self, key: &Key) -> Option<Press> {
        let is_after_number = self.typed.ends_with(|digit: char| digit.is_ascii_digit());
        if !matches!(key, Key::Char('0'..='9')) {
            self.typed.clear();
        }
        let (last, at) = (self.lines.len() - 1, self.at);
        let can_be_marked = self.lines[at].is_marked.is_some();
        match key {
            Key::Escape | Key::Char('b') => return Some(Press::Back),
            Key::Char('?') => return Some(Press::Why),
            Key::Enter => return Some(Press::Chosen),
            // Between numbers of lines that can be marked; nothing else is chosen by it.
            Key::Char(' ') if can_be_marked => return Some(Press::Chosen),
            Key::Char(',') if can_be_marked && is_after_number => return Some(Press::Chosen),
            Key::ArrowDown | Key::Tab | Key::Char('j') => self.at = if at == last { 0 } else { at + 1 },
            Key::ArrowUp | Key::BackTab | Key::Char('k') => self.at = at.checked_sub(1).unwrap_or(last),
            Key::Home | Key::PageUp => self.at = 0,
            Key::End | Key::PageDown => self.at = last,
            Key::Char(typed) => self.at = self.line_typed(typed.to_ascii_lowercase()).unwrap_or(at),
            _ => {}
        }
        None
    }

    /// The line whose key is typed now; what ends no key together with the digits before it begins anew.
    fn line_typed(&mut self, typed: char) -> Option<usize> {
        self.typed.push(typed);
        let named = |typed: &str| self.lines.iter().position(|line| line.key == typed);
        named(&self.typed).or_else(|| {
            self.typed = typed.to_string();
            self.lines.iter().position(|line| line.key == self.typed)
        })
    }

    /// The rows of its texts and its lines, and which of them the line under the cursor has.
    pub(super) fn rows(&self, width: usize) -> (Vec<String>, Range<usize>) {
        let above = self.above.iter().flat_map(|(style, text)| wrapped("", text, *style, width));
        let mut rows: Vec<String> = above.chain([String::new()]).collect();
        let mut seen = 0..0;
        for (position, Line { key, is_marked, text }) in self.lines.iter().enumerate() {
            let cursor = if position == self.at { "> " } else { "  " };
            let key = if key.is_empty() { String::new() } else { format!("{key}. ") };
            let mark = is_marked.map_or("", |is_marked| if is_marked { "[x] " } else { "[ ] " });
            let start = rows.len();
            rows.extend(wrapped(&[cursor, &key, mark].concat(), text, Style::new(), width));
            if position == self.at {
                seen = start..rows.len();
            }
        }
        (rows, seen)
    }
}

/// A text in rows, the first of which begins with a mark; the others are indented as far.
pub(super) fn wrapped(mark: &str, text: &str, style: Style, width: usize) -> Vec<String> {
    let indent = " ".repeat(mark.chars().count());
    let options = unhyphenated(width).initial_indent(mark).subsequent_indent(&indent);
    textwrap::wrap(text, options).iter().map(|row| format!("{style}{row}{style:#}")).collect()
}

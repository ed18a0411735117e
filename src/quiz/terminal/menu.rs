//! A menu of which one line is chosen, by arrows or by what is typed where questions are numbered lines.

use std::io;
use std::ops::Range;

use dialoguer::console::{Key, Term};
use dialoguer::theme::{SimpleTheme, Theme};
use textwrap::Options;

/// Longer lines are hard to read.
pub(super) const WIDEST: usize = 90;

/// The lines of a menu, and what keys do in it.
pub(super) struct Menu<'a> {
    /// The lines, of one paragraph or more.
    pub(super) lines: Vec<String>,
    /// The position of the line under the cursor.
    pub(super) at: usize,
    /// The numbers by which the first lines can be moved to.
    pub(super) numbered: Range<usize>,
    /// Letters that move to a line, or leave.
    pub(super) letters: &'a [(char, Option<usize>)],
    /// Marks a line, and returns all lines as they are then; none if the line is chosen instead.
    pub(super) mark: &'a mut dyn FnMut(usize) -> Option<Vec<String>>,
}

/// What a person did in a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Chose this line.
    Line(usize),
    /// Left without a choice.
    Escape,
    /// Changed the size of the screen and pressed a key, so the menu has to be shown anew.
    Resized,
}

impl Menu<'_> {
    /// Shows the menu until a line is chosen, and erases it then.
    pub(super) fn show(&mut self, term: &Term) -> io::Result<Chosen> {
        term.hide_cursor()?;
        let chosen = self.follow(term);
        // The program may end before the other thread has shown the cursor again.
        let _ = term.show_cursor();
        chosen
    }

    fn follow(&mut self, term: &Term) -> io::Result<Chosen> {
        let size = term.size();
        let mut typed = String::new();
        loop {
            let rows = self.draw(usize::from(size.1))?;
            term.write_str(&rows)?;
            let key = term.read_key()?;
            let is_resized = term.size() != size;
            // Terminals differ in how they rearrange their rows then, so nothing is erased.
            if !is_resized {
                term.clear_last_lines(rows.lines().count())?;
            }
            if let Some(chosen) = self.press(&key, &mut typed) {
                return Ok(chosen);
            }
            if is_resized {
                return Ok(Chosen::Resized);
            }
        }
    }

    /// Does what a key does; what was chosen by it, if it ends the menu.
    fn press(&mut self, key: &Key, typed: &mut String) -> Option<Chosen> {
        let was_typed = !typed.is_empty();
        if !matches!(key, Key::Char('0'..='9')) {
            typed.clear();
        }
        let (last, at) = (self.lines.len() - 1, self.at);
        match key {
            Key::Escape => return Some(Chosen::Escape),
            Key::Enter => return self.choose(),
            Key::ArrowDown | Key::Tab | Key::Char('j') => self.at = if at == last { 0 } else { at + 1 },
            Key::ArrowUp | Key::BackTab | Key::Char('k') => self.at = if at == 0 { last } else { at - 1 },
            Key::Home | Key::PageUp => self.at = 0,
            Key::End | Key::PageDown => self.at = last,
            Key::Char(digit @ '0'..='9') => self.at = self.numbered_line(typed, *digit).unwrap_or(at),
            // Between numbers of lines that can be marked; nothing is chosen by it.
            Key::Char(' ') => self.mark(),
            Key::Char(',') if was_typed => self.mark(),
            Key::Char(letter) => match self.letters.iter().find(|(known, _)| *known == letter.to_ascii_lowercase()) {
                Some((_, None)) => return Some(Chosen::Escape),
                Some((_, Some(line))) => {
                    self.at = *line;
                    return (*letter == '?').then(|| self.choose()).flatten();
                }
                None => {}
            },
            _ => {}
        }
        None
    }

    /// Marks the line under the cursor, or else chooses it.
    fn choose(&mut self) -> Option<Chosen> {
        match (self.mark)(self.at) {
            Some(lines) => {
                self.lines = lines;
                None
            }
            None => Some(Chosen::Line(self.at)),
        }
    }

    fn mark(&mut self) {
        if let Some(lines) = (self.mark)(self.at) {
            self.lines = lines;
        }
    }

    /// The line that the digits typed so far name; a digit that names none with those before it begins anew.
    fn numbered_line(&self, typed: &mut String, digit: char) -> Option<usize> {
        let named = |typed: &str| typed.parse().ok().filter(|number| self.numbered.contains(number));
        typed.push(digit);
        if named(typed).is_none() {
            *typed = digit.to_string();
        }
        named(typed).map(|number: usize| number - self.numbered.start)
    }

    /// The rows of the menu on a screen of this width, none of which is as wide as the screen.
    pub(super) fn draw(&self, columns: usize) -> io::Result<String> {
        let options = Options::new(columns.saturating_sub(2).clamp(10, WIDEST));
        let options = options.initial_indent("  ").subsequent_indent("    ");
        let mut text = String::new();
        for (position, line) in self.lines.iter().enumerate() {
            let rows = textwrap::fill(line, &options);
            SimpleTheme
                .format_select_prompt_item(&mut text, rows.trim_start(), position == self.at)
                .map_err(io::Error::other)?;
            text.push('\n');
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Menu;

    #[test]
    fn digits_name_a_line_together_or_begin_anew() {
        for (numbered, digits, lines) in [
            (1..13, "1291", [Some(0), Some(11), Some(8), Some(0)]),
            (1..13, "0120", [None, Some(0), Some(11), None]),
            (0..12, "1100", [Some(1), Some(11), Some(0), Some(0)]),
        ] {
            let menu = Menu { lines: vec![String::new(); 15], at: 0, numbered, letters: &[], mark: &mut |_| None };
            let mut typed = String::new();
            let moved = digits.chars().map(|digit| menu.numbered_line(&mut typed, digit));
            assert_eq!(moved.collect::<Vec<_>>(), lines, "{digits}");
        }
    }
}

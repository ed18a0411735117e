//! A menu of which one line is chosen, by arrows or by what is typed where questions are numbered lines.

use std::io;
use std::ops::Range;

use dialoguer::console::{Key, Term};
use dialoguer::theme::{SimpleTheme, Theme};

use super::rows::in_bytes;

/// The lines of a menu, and what keys do in it.
#[derive(Debug)]
pub(super) struct Menu<'a> {
    /// The lines, of one paragraph or more.
    pub(super) lines: &'a [String],
    /// The numbers by which the first lines can be moved to.
    pub(super) numbered: Range<usize>,
    /// Letters that move to a line.
    pub(super) letters: &'a [(char, usize)],
    /// The letter that does what Escape does; none if a line stands for it.
    pub(super) leaves: Option<char>,
    /// Whether a line is marked rather than chosen, so that the keys between numbers mark too.
    pub(super) marks: Marks,
}

/// What it means to choose a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// It is the only one.
    One,
    /// Others may follow.
    Many,
}

/// What a person did in a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Chose this line.
    Line(usize),
    /// Left without a choice.
    Escape,
    /// Moved to this line after the screen had changed its size, so that the menu wants to be put anew.
    Resized(usize),
}

impl Menu<'_> {
    /// Shows the menu with the cursor on a line until a line is chosen, and erases it then.
    pub(super) fn show(&self, term: &Term, at: usize) -> io::Result<Chosen> {
        term.hide_cursor()?;
        let chosen = self.follow(term, at.min(self.lines.len() - 1));
        // The program may end before the other thread has shown the cursor again.
        let _ = term.show_cursor();
        chosen
    }

    fn follow(&self, term: &Term, mut at: usize) -> io::Result<Chosen> {
        let size = term.size();
        let mut typed = String::new();
        loop {
            let rows = self.draw(term, at)?;
            let key = term.read_key()?;
            let is_resized = term.size() != size;
            // How a terminal rearranges its rows then is its own secret, so nothing is erased.
            if !is_resized {
                term.clear_last_lines(rows)?;
            }
            let digit = matches!(&key, Key::Char('0'..='9'));
            let was_typed = !typed.is_empty();
            if !digit {
                typed.clear();
            }
            let named = if let Key::Char(letter) = key { self.line_of(letter) } else { None };
            match (key, named) {
                (Key::Enter, _) | (Key::Char('?'), Some(_)) => return Ok(Chosen::Line(named.unwrap_or(at))),
                (Key::Char(' '), _) if self.marks == Marks::Many => return Ok(Chosen::Line(at)),
                (Key::Char(','), _) if self.marks == Marks::Many && was_typed => return Ok(Chosen::Line(at)),
                (Key::Escape, _) => return Ok(Chosen::Escape),
                (Key::Char(letter), _) if self.leaves == Some(letter) => return Ok(Chosen::Escape),
                (Key::Char(character), _) if digit => at = self.numbered_line(&mut typed, character).unwrap_or(at),
                (Key::Char(_), Some(line)) => at = line,
                (Key::ArrowDown | Key::Tab | Key::Char('j'), _) => at = (at + 1) % self.lines.len(),
                (Key::ArrowUp | Key::BackTab | Key::Char('k'), _) => {
                    at = (at + self.lines.len() - 1) % self.lines.len();
                }
                (Key::Home | Key::PageUp, _) => at = 0,
                (Key::End | Key::PageDown, _) => at = self.lines.len() - 1,
                _ => {}
            }
            if is_resized {
                return Ok(Chosen::Resized(at));
            }
        }
    }

    fn line_of(&self, letter: char) -> Option<usize> {
        self.letters.iter().find(|(known, _)| *known == letter.to_ascii_lowercase()).map(|(_, line)| *line)
    }

    /// The line that the digits typed so far name; a digit that names none with those before it begins anew.
    fn numbered_line(&self, typed: &mut String, digit: char) -> Option<usize> {
        typed.push(digit);
        let named = |typed: &str| typed.parse().ok().filter(|number| self.numbered.contains(number));
        if named(typed).is_none() {
            typed.clear();
            typed.push(digit);
        }
        named(typed).map(|number: usize| number - self.numbered.start)
    }

    /// Draws the lines, and tells how many rows they take.
    fn draw(&self, term: &Term, at: usize) -> io::Result<usize> {
        let columns = usize::from(term.size().1);
        let mut text = String::new();
        for (position, line) in self.lines.iter().enumerate() {
            let line = in_bytes(line, columns);
            SimpleTheme.format_select_prompt_item(&mut text, &line, position == at).map_err(io::Error::other)?;
            text.push('\n');
        }
        term.write_str(&text)?;
        Ok(text.lines().count())
    }
}

#[cfg(test)]
mod tests {
    use super::{Marks, Menu};

    #[test]
    fn digits_name_a_line_together_or_begin_anew() {
        let lines = vec![String::new(); 15];
        let menu = Menu { lines: &lines, numbered: 1..13, letters: &[], leaves: None, marks: Marks::One };
        let mut typed = String::new();
        let moved: Vec<Option<usize>> = "1291".chars().map(|digit| menu.numbered_line(&mut typed, digit)).collect();
        assert_eq!(moved, [Some(0), Some(11), Some(8), Some(0)]);
        assert_eq!(menu.numbered_line(&mut String::new(), '0'), None);
        let menu = Menu { numbered: 0..12, ..menu };
        let mut typed = String::new();
        let moved: Vec<Option<usize>> = "1100".chars().map(|digit| menu.numbered_line(&mut typed, digit)).collect();
        assert_eq!(moved, [Some(1), Some(11), Some(0), Some(0)]);
    }
}

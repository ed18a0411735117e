//! A menu of which one line is chosen, by arrows or by what is typed below numbered lines.

use std::ops::Range;

use dialoguer::console::Key;

/// The lines of a menu, and what keys do in it.
pub(super) struct Menu<'a> {
    /// How many lines there are.
    pub(super) count: usize,
    /// The position of the line under the cursor.
    pub(super) at: usize,
    /// The numbers by which the first lines can be moved to.
    pub(super) numbered: Range<usize>,
    /// Letters that move to a line.
    pub(super) letters: &'a [(char, usize)],
    /// The lines that can be marked.
    pub(super) markable: usize,
    /// The digits typed so far.
    pub(super) typed: String,
}

/// What a person did in a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Press {
    /// Chose the line under the cursor.
    Chosen,
    /// Marked the line under the cursor, or took the mark away.
    Marked,
    /// Asked why.
    Why,
    /// Went back.
    Back,
    /// Moved, or nothing.
    Moved,
}

impl Menu<'_> {
    /// Does what a key does.
    pub(super) fn press(&mut self, key: &Key) -> Press {
        let was_typed = !self.typed.is_empty();
        if !matches!(key, Key::Char('0'..='9')) {
            self.typed.clear();
        }
        let (last, at) = (self.count - 1, self.at);
        match key {
            Key::Escape => return Press::Back,
            Key::Char('?') => return Press::Why,
            Key::Enter if at < self.markable => return Press::Marked,
            Key::Enter => return Press::Chosen,
            // Between numbers of lines that can be marked; nothing is chosen by it.
            Key::Char(' ') if at < self.markable => return Press::Marked,
            Key::Char(',') if was_typed && at < self.markable => return Press::Marked,
            Key::ArrowDown | Key::Tab | Key::Char('j') => self.at = if at == last { 0 } else { at + 1 },
            Key::ArrowUp | Key::BackTab | Key::Char('k') => self.at = if at == 0 { last } else { at - 1 },
            Key::Home | Key::PageUp => self.at = 0,
            Key::End | Key::PageDown => self.at = last,
            Key::Char(digit @ '0'..='9') => self.at = self.numbered_line(*digit).unwrap_or(at),
            Key::Char('b') => return Press::Back,
            Key::Char(letter) => {
                let known = self.letters.iter().find(|(known, _)| *known == letter.to_ascii_lowercase());
                self.at = known.map_or(at, |(_, line)| *line);
            }
            _ => {}
        }
        Press::Moved
    }

    /// The line that the digits typed so far name; a digit that names none with those before it begins anew.
    fn numbered_line(&mut self, digit: char) -> Option<usize> {
        let numbered = self.numbered.clone();
        let named = |typed: &str| typed.parse().ok().filter(|number| numbered.contains(number));
        self.typed.push(digit);
        if named(&self.typed).is_none() {
            self.typed = digit.to_string();
        }
        named(&self.typed).map(|number: usize| number - self.numbered.start)
    }
}

//! Questions and pages on the alternate screen of a terminal.
//!
//! That screen goes when the program does, and with it every answer. dialoguer's own menus ignore digits and `?`, and
//! cannot scroll, so keys are read here, and every key draws the whole screen again.

mod guard;
#[cfg(unix)]
mod input;
mod menu;
mod part;

use std::io;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use dialoguer::Input;
use dialoguer::console::{Key, Term, truncate_str};

use self::guard::AlternateScreen;
pub use self::guard::{forget_farewell, guard_terminal, say_farewell};
use self::menu::{Menu, Press};
use self::part::{Part, above, broken, lines, unhyphenated};
use super::asker::{Asker, List, Prompt, Reply};
use crate::answers::Answer;
use crate::kb::{ChoiceSet, Question, Takes};

/// Longer lines are hard to read.
const WIDEST: usize = 90;
/// How often the size of the terminal is looked at while no key is pressed.
#[cfg(unix)]
const TICK: std::time::Duration = std::time::Duration::from_millis(100);

/// What is said when nothing is marked.
const MARK_FIRST: &str = "Mark at least one choice with Enter first, or choose \"Not sure\".";

/// Asks on the alternate screen of the terminal behind standard error, until it is dropped.
#[derive(Debug)]
pub struct Terminal {
    term: Term,
    screen: AlternateScreen,
    /// What is said above the next screen.
    remark: Option<String>,
}

impl Terminal {
    /// Switches to the alternate screen.
    ///
    /// # Errors
    /// If the terminal fails.
    pub fn open() -> io::Result<Self> {
        Ok(Self { term: Term::stderr(), screen: AlternateScreen::open()?, remark: None })
    }

    /// Lets a person read a text, which `render` lays out for so many columns.
    ///
    /// # Errors
    /// As for [`Asker::ask`].
    pub fn read(&mut self, render: impl Fn(usize) -> String) -> io::Result<()> {
        let (mut top, mut columns, mut rows) = (0, 0, Vec::new());
        loop {
            let size = self.size();
            if size.1 != columns {
                columns = size.1;
                let width = columns.saturating_sub(1).max(1);
                rows = render(width).lines().flat_map(|line| broken(line, width)).collect();
            }
            let keys = "Enter: on · b: up · Esc: close · x: leave at once";
            let (room, last) = self.show(&rows, &mut top, 0..0, keys)?;
            let Some(key) = self.key(size)? else { continue };
            match key {
                Key::Escape | Key::Char('q') => return Ok(()),
                Key::Enter if top >= last => return Ok(()),
                Key::Enter | Key::Char(' ') | Key::PageDown => top = (top + room - 1).min(last),
                Key::Char('b') | Key::PageUp => top = top.saturating_sub(room - 1),
                Key::ArrowDown | Key::Char('j') => top = (top + 1).min(last),
                Key::ArrowUp | Key::Char('k') => top = top.saturating_sub(1),
                Key::Home | Key::Char('g') => top = 0,
                Key::End | Key::Char('G') => top = last,
                _ => {}
            }
        }
    }

    /// Lets a person type a line; `None` if it stays empty.
    ///
    /// # Errors
    /// As for [`Asker::ask`].
    pub fn line(&mut self, heading: &str) -> io::Result<Option<String>> {
        self.screen.draw(&[])?;
        self.screen.type_lines(true)?;
        let input = Input::<String>::new().with_prompt(heading).allow_empty(true);
        let line = input.interact_text_on(&self.term).map_err(|dialoguer::Error::IO(error)| error);
        self.screen.type_lines(false)?;
        Ok(line.map(|line| line.trim().to_owned()).ok().filter(|line| !line.is_empty()))
    }

    fn size(&self) -> (usize, usize) {
        let (rows, columns) = self.term.size();
        (usize::from(rows), usize::from(columns))
    }

    /// Shows rows above the keys that work, scrolled so that some of them are seen.
    ///
    /// Returns the rows that there is room for, and the last row that can be at the top.
    fn show(&self, rows: &[String], top: &mut usize, seen: Range<usize>, keys: &str) -> io::Result<(usize, usize)> {
        let (height, columns) = self.size();
        let width = columns.saturating_sub(1).clamp(10, WIDEST);
        let foot = |text: &str| Part::new(text, Style::new().dimmed()).rows(width);
        let keys_only = foot(keys);
        let fits = rows.len() + keys_only.len() < height;
        let room = height.saturating_sub(keys_only.len() + 1 + usize::from(!fits)).max(1);
        let last = rows.len().saturating_sub(room);
        *top = (*top).min(last).max(seen.end.saturating_sub(room)).min(if seen.is_empty() { last } else { seen.start });
        let end = (*top + room).min(rows.len());
        let mut frame: Vec<String> = rows[*top..end].to_vec();
        if !fits {
            frame.resize(room, String::new());
            let arrows = [if *top > 0 { "↑" } else { " " }, if end < rows.len() { "↓" } else { " " }].concat();
            frame.push(foot(&format!("{arrows} Lines {} to {end} of {}", *top + 1, rows.len())).concat());
        }
        frame.push(String::new());
        frame.extend(keys_only);
        frame.truncate(height);
        let has_color = anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
        let shown = |row: &String| {
            let row = truncate_str(row, columns.saturating_sub(1).max(1), "").into_owned();
            if has_color { row } else { anstream::adapter::strip_str(&row).to_string() }
        };
        self.screen.draw(&frame.iter().map(shown).collect::<Vec<_>>())?;
        Ok((room, last))
    }

    /// The next key; `None` if the screen must be drawn again, since its size was another, the program was suspended, or
    /// what was pressed means nothing.
    fn key(&self, size: (usize, usize)) -> io::Result<Option<Key>> {
        #[cfg(unix)]
        let key = loop {
            if let Some(first) = input::byte(TICK)? {
                break input::key(first, input::byte)?;
            }
            if self.size() != size || self.screen.is_stale() {
                return Ok(None);
            }
        };
        #[cfg(not(unix))]
        let key = Some(self.term.read_key_raw()?);
        let Some(key) = key else { return Ok(None) };
        match key {
            Key::CtrlC | Key::Char('x') => Err(io::ErrorKind::Interrupted.into()),
            Key::Char('\u{1a}') => {
                guard::suspend();
                Ok(None)
            }
            key => Ok((self.size() == size).then_some(key)),
        }
    }

    /// Shows a menu below some parts until a key does something in it.
    fn pick(&mut self, above: &[Part], lines: &[Part], menu: &mut Menu<'_>, keys: &str) -> io::Result<Press> {
        let mut top = 0;
        loop {
            let size = self.size();
            let width = size.1.saturating_sub(1).clamp(10, WIDEST);
            let mut rows = Vec::new();
            for part in self.remark.iter().map(|remark| Part::new(remark, AnsiColor::Green.on_default())) {
                rows.extend(part.rows(width));
                rows.push(String::new());
            }
            rows.extend(above.iter().flat_map(|part| part.rows(width)));
            let mut seen = 0..0;
            for (position, line) in lines.iter().enumerate() {
                let start = rows.len();
                let cursor = if position == menu.at { "> " } else { "  " };
                let mark = format!("{cursor}{}", line.mark);
                rows.extend(Part { mark, text: line.text.clone(), style: line.style }.rows(width));
                if position == menu.at {
                    seen = start..rows.len();
                }
            }
            // The question itself stays in view with the first line.
            if menu.at == 0 {
                top = 0;
            }
            self.show(&rows, &mut top, seen, keys)?;
            let Some(key) = self.key(size)? else { continue };
            match menu.press(&key) {
                Press::Moved => {}
                press => {
                    self.remark = None;
                    return Ok(press);
                }
            }
        }
    }
}

impl Asker for Terminal {
    /// Enter marks a choice of a question that takes many, so that nobody goes on without one by forgetting another key.
    fn ask(&mut self, prompt: &Prompt<'_>) -> io::Result<Reply> {
        let question = prompt.question;
        let (count, many) = (question.choices.len(), question.takes == Takes::Many);
        let mut marked = match prompt.current {
            Some(Answer::Chosen(chosen)) => chosen,
            Some(Answer::Unsure) | None => ChoiceSet::default(),
        };
        // Below the choices, and what says that all are marked.
        let unsure = count + usize::from(many);
        let at = match prompt.current {
            Some(Answer::Unsure) => unsure,
            _ if many => 0,
            _ => marked.positions().next().unwrap_or(0),
        };
        let mut letters = vec![('u', unsure)];
        letters.extend(many.then_some(('d', count)));
        let (numbered, markable) = (1..count + 1, if many { count } else { 0 });
        let mut menu = Menu { count: unsure + 1, at, numbered, letters: &letters, markable, typed: String::new() };
        let enter = if many { "Enter: mark · d then Enter: done" } else { "Enter: choose" };
        let keys = format!("↑↓ 1–{count} · {enter} · ?: why · Esc: back · x: leave at once");
        // Where the cursor was before the reason was shown.
        let (mut is_explained, mut kept) = (false, 0);
        loop {
            let above = above(prompt, is_explained);
            match self.pick(&above, &lines(question, marked), &mut menu, &keys)? {
                Press::Back => return Ok(Reply::Back),
                Press::Why => {
                    is_explained = !is_explained;
                    // It is above the first choice.
                    if is_explained {
                        kept = std::mem::take(&mut menu.at);
                    } else if menu.at == 0 {
                        menu.at = kept;
                    }
                }
                Press::Marked => marked = toggled(question, marked, menu.at),
                Press::Chosen if menu.at == unsure => {
                    let instead = if many && !marked.is_empty() { " instead of what you marked" } else { "" };
                    self.remark = Some(format!("Not sure{instead}: {}.", question.unsure_means));
                    return Ok(Reply::Answer(Answer::Unsure));
                }
                Press::Chosen => {
                    let chosen = if many { marked } else { ChoiceSet::only(menu.at) };
                    if question.accepts(chosen) {
                        return Ok(Reply::Answer(Answer::Chosen(chosen)));
                    }
                    menu.at = 0;
                    self.remark = Some(MARK_FIRST.to_owned());
                }
                Press::Moved => {}
            }
        }
    }

    fn choose(&mut self, list: &List<'_>) -> io::Result<Option<usize>> {
        let heading = [Part::new(list.heading, Style::new().bold()), Part::new("", Style::new())];
        let numbered = |(number, line): (usize, &String)| Part {
            text: line.clone(),
            style: Style::new(),
            mark: format!("{number}. "),
        };
        let lines: Vec<Part> = list.lines.iter().enumerate().map(numbered).collect();
        let numbered = 0..lines.len();
        let mut menu =
            Menu { count: lines.len(), at: list.at, numbered, letters: &[], markable: 0, typed: String::new() };
        let keys = format!("↑↓ or number · Enter: choose · Esc: {} · x: leave at once", list.leave);
        loop {
            match self.pick(&heading, &lines, &mut menu, &keys)? {
                Press::Chosen => return Ok(Some(menu.at)),
                Press::Back => return Ok(None),
                Press::Marked | Press::Moved | Press::Why => {}
            }
        }
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        self.remark = Some(text.to_owned());
        Ok(())
    }

    fn warn(&mut self, text: &str) -> io::Result<()> {
        self.read(|columns| textwrap::fill(text, unhyphenated(columns.clamp(10, WIDEST))))
    }

    fn welcome(&mut self, text: &str) -> io::Result<()> {
        let lines = [Part::new("Enter: begin", Style::new())];
        let mut menu = Menu { count: 1, at: 0, numbered: 0..0, letters: &[], markable: 0, typed: String::new() };
        let above = [Part::new(text, Style::new()), Part::new("", Style::new())];
        while self.pick(&above, &lines, &mut menu, "x or Ctrl-C: leave at once")? != Press::Chosen {}
        Ok(())
    }
}

/// The set with one choice marked or unmarked; a choice that stands alone drives the others out.
fn toggled(question: &Question, marked: ChoiceSet, position: usize) -> ChoiceSet {
    let one = ChoiceSet::only(position);
    match () {
        () if marked.meets(one) => marked.without(one),
        () if question.alone().meets(one) => one,
        () => marked.without(question.alone()).union(one),
    }
}

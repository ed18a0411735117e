//! Questions and pages on the alternate screen of a terminal.
//!
//! That screen goes when the program does, and with it every answer. dialoguer's own menus ignore digits and `?`, and
//! cannot scroll, so keys are read here, and every key draws the whole screen again.

mod guard;
#[cfg(unix)]
mod input;
mod menu;

use std::io;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use dialoguer::Input;
use dialoguer::console::{Key, Term};

use self::guard::{KEYS, LINES};
pub use self::guard::{forget_farewell, guard_terminal, say_farewell};
use self::menu::{Line, Menu, Press, wrapped};
use super::{Asker, List, Prompt};
use crate::answers::Answer;
use crate::kb::{ChoiceSet, Question, Takes};
use crate::text::unhyphenated;

/// Longer lines are hard to read.
const WIDEST: usize = 90;
/// How often the size of the terminal is looked at while no key is pressed.
#[cfg(unix)]
const TICK: std::time::Duration = std::time::Duration::from_millis(100);

const PLAIN: Style = Style::new();
const STRONG: Style = Style::new().bold();
const THEME: Style = AnsiColor::Cyan.on_default();
const REMARK: Style = AnsiColor::Green.on_default();

/// Asks on the alternate screen of the terminal behind standard error, until it is dropped.
#[derive(Debug)]
pub struct Terminal {
    term: Term,
    /// What is said below the next menu.
    remark: Option<String>,
}

impl Terminal {
    /// Switches to the alternate screen.
    pub fn open() -> io::Result<Self> {
        guard::screen().open()?;
        Ok(Self { term: Term::stderr(), remark: None })
    }

    /// Lets a person read a text, which `render` lays out for so many columns.
    pub fn read(&mut self, render: impl Fn(usize) -> String) -> io::Result<()> {
        let mut top = 0;
        loop {
            let size = self.size();
            let width = size.1.saturating_sub(1).max(1);
            // Even an address can be read whole.
            let text = textwrap::fill(&render(width), unhyphenated(width));
            let rows: Vec<String> = text.lines().map(str::to_owned).collect();
            let keys = "Enter: next · b: back · Esc: close · x: leave at once";
            let (room, last) = self.show(&rows, &mut top, 0..0, None, keys)?;
            let Some(key) = self.key(size)? else { continue };
            match key {
                Key::Escape | Key::Char('q' | '?') => return Ok(()),
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
    pub fn line(&mut self, heading: &str) -> io::Result<Option<String>> {
        guard::screen().draw(&[])?;
        guard::screen().write(LINES)?;
        let line = Input::<String>::new().with_prompt(heading).allow_empty(true).interact_text_on(&self.term);
        guard::screen().write(KEYS)?;
        Ok(line.ok().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()))
    }

    fn size(&self) -> (usize, usize) {
        let (rows, columns) = self.term.size();
        (usize::from(rows), usize::from(columns))
    }

    /// Shows rows above a remark and the keys, scrolled to those to be seen; returns how many fit, and the last that can
    /// be on top.
    fn show(
        &self,
        rows: &[String],
        top: &mut usize,
        seen: Range<usize>,
        remark: Option<&str>,
        keys: &str,
    ) -> io::Result<(usize, usize)> {
        let (height, columns) = self.size();
        let width = columns.saturating_sub(1).clamp(10, WIDEST);
        let dimmed = |text: &str| wrapped("", text, PLAIN.dimmed(), width);
        let blank = || [String::new()];
        let remark = remark.into_iter().flat_map(|text| wrapped("", text, REMARK, width).into_iter().chain(blank()));
        let foot: Vec<String> = remark.chain(dimmed(keys)).collect();
        let fits = rows.len() + foot.len() < height;
        let room = height.saturating_sub(foot.len() + 1 + usize::from(!fits)).max(1);
        let last = rows.len().saturating_sub(room);
        *top = (*top).min(last).max(seen.end.saturating_sub(room)).min(if seen.is_empty() { last } else { seen.start });
        let end = (*top + room).min(rows.len());
        let mut frame: Vec<String> = rows[*top..end].to_vec();
        if !fits {
            frame.resize(room, String::new());
            let arrows = [if *top > 0 { "↑" } else { " " }, if end < rows.len() { "↓" } else { " " }].concat();
            let place = format!("{arrows} Lines {} to {end} of {}", *top + 1, rows.len());
            frame.extend(dimmed(&place).into_iter().take(1));
        }
        frame.push(String::new());
        frame.extend(foot);
        frame.truncate(height);
        if anstream::AutoStream::choice(&io::stderr()) == anstream::ColorChoice::Never {
            frame.iter_mut().for_each(|row| *row = anstream::adapter::strip_str(row).to_string());
        }
        guard::screen().draw(&frame)?;
        Ok((room, last))
    }

    /// The next key; `None` if it means nothing, or the screen must be drawn again: its size was another, or the program
    /// was suspended.
    fn key(&self, size: (usize, usize)) -> io::Result<Option<Key>> {
        #[cfg(unix)]
        let key = loop {
            if let Some(first) = input::byte(TICK)? {
                break input::key(first)?;
            }
            if self.size() != size {
                return Ok(None);
            }
        };
        #[cfg(not(unix))]
        let key = Some(self.term.read_key_raw()?);
        match key {
            Some(Key::CtrlC | Key::Char('x')) => Err(io::ErrorKind::Interrupted.into()),
            #[cfg(unix)]
            Some(Key::Char('\u{1a}')) => guard::screen().suspend().map(|()| None),
            key => Ok(key.filter(|_| self.size() == size)),
        }
    }

    /// Shows a menu, above what is to be said, until a key does something in it.
    fn pick(&mut self, menu: &mut Menu<'_>) -> io::Result<Press> {
        let mut top = 0;
        loop {
            let size = self.size();
            let width = size.1.saturating_sub(1).clamp(10, WIDEST);
            let (rows, seen) = menu.rows(width);
            // The question itself stays in view with the first line.
            if menu.at == 0 {
                top = 0;
            }
            self.show(&rows, &mut top, seen, self.remark.as_deref(), &menu.keys)?;
            let Some(key) = self.key(size)? else { continue };
            if let Some(press) = menu.press(&key) {
                self.remark = None;
                return Ok(press);
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        guard::screen().close();
    }
}

impl Asker for Terminal {
    /// Enter marks a choice of a question that takes many, so that nobody goes on without one by forgetting another key.
    fn ask(&mut self, prompt: &Prompt<'_>) -> io::Result<Option<Answer>> {
        let question = prompt.question;
        let (count, many) = (question.choices.len(), question.takes == Takes::Many);
        // Below the choices, and what says that all are marked.
        let unsure = count + usize::from(many);
        let (mut marked, at) = match prompt.current {
            Some(Answer::Chosen(chosen)) if many => (chosen, 0),
            Some(Answer::Chosen(chosen)) => (chosen, chosen.positions().next().unwrap_or(0)),
            Some(Answer::Unsure) => (ChoiceSet::default(), unsure),
            None => (ChoiceSet::default(), 0),
        };
        let enter = if many { "Enter: mark · d+Enter: done" } else { "Enter: choose" };
        let keys = format!("↑↓, 1–{count} · {enter} · ?: why · Esc: back · x: leave at once");
        let above = vec![(THEME, &*prompt.heading), (STRONG, &*question.ask), (PLAIN, &*question.help)];
        let mut menu = Menu { above, at, keys, ..Menu::default() };
        loop {
            menu.lines = lines(prompt, marked);
            match self.pick(&mut menu)? {
                Press::Back => return Ok(None),
                Press::Why => self.warn(&format!("{}\n\n{}", question.ask, prompt.why.join("\n\n")))?,
                Press::Chosen if menu.at == unsure => {
                    let instead = if many && !marked.is_empty() { " instead of what you marked" } else { "" };
                    self.say(&format!("Not sure{instead}: {}.", question.unsure_means))?;
                    return Ok(Some(Answer::Unsure));
                }
                Press::Chosen if !many => return Ok(Some(Answer::Chosen(ChoiceSet::only(menu.at)))),
                Press::Chosen if menu.at < count => marked = toggled(question, marked, menu.at),
                Press::Chosen if marked.is_empty() => {
                    menu.at = 0;
                    self.say("Mark at least one choice with Enter first, or choose \"Not sure\".")?;
                }
                Press::Chosen => return Ok(Some(Answer::Chosen(marked))),
            }
        }
    }

    fn choose(&mut self, list: &List<'_>) -> io::Result<Option<usize>> {
        let lines = list.lines.iter().enumerate().map(|(number, text)| Line::new(number, text)).collect();
        let keys = format!("↑↓ or number · Enter: choose · Esc: {} · x: leave at once", list.leave);
        let mut menu = Menu { above: vec![(STRONG, list.heading)], lines, at: list.at, keys, ..Menu::default() };
        loop {
            match self.pick(&mut menu)? {
                Press::Chosen => return Ok(Some(menu.at)),
                Press::Back => return Ok(None),
                Press::Why => {}
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
        let (above, lines) = (vec![(PLAIN, text)], vec![Line::new("", "Enter: begin")]);
        let mut menu = Menu { above, lines, keys: "x or Ctrl-C: leave at once".to_owned(), ..Menu::default() };
        while self.pick(&mut menu)? != Press::Chosen {}
        Ok(())
    }
}

fn lines(prompt: &Prompt<'_>, marked: ChoiceSet) -> Vec<Line> {
    let is_many = prompt.question.takes == Takes::Many;
    let is_marked = |position| is_many.then(|| marked.meets(ChoiceSet::only(position)));
    let choices = prompt.choices().enumerate();
    let choices = choices.map(|(at, text)| Line { is_marked: is_marked(at), ..Line::new(at + 1, text) });
    let others = [("d", "Done"), ("u", "Not sure")].into_iter().skip(usize::from(!is_many));
    choices.chain(others.map(|(key, text)| Line::new(key, text))).collect()
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

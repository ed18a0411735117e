//! Questions as menus on a terminal.
//!
//! dialoguer's own menus ignore digits and `?`, so that who types what numbered
//! lines take chooses another line unawares; and they count their rows wrongly
//! when a line is as wide as the terminal, and then erase what stands above. So
//! the keys are read here, every line is wrapped to fewer bytes than there are
//! columns, long texts are printed above the menu, and a menu that is higher
//! than the screen is asked by lines instead, where the same keys do the same.

mod menu;
mod rows;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use dialoguer::console::{Key, Term, measure_text_width};
use textwrap::Options;
use unicode_width::UnicodeWidthStr;

use self::menu::{Chosen, Marks, Menu};
use self::rows::{WIDEST, in_bytes};
use super::{Asker, Leave, List, Plain, Prompt, Reply, in_words};
use crate::answers::Answer;
use crate::kb::{ChoiceSet, Question, Takes};

const NOT_SURE: &str = "Not sure";
const WHY: &str = "? Why is this asked";
const BACK: &str = "← Back";
const DONE: &str = "Done";

/// What the key Enter does in a menu of which one line is chosen.
const CHOOSES: &str = "Enter: choose";
/// What it does in a menu of which many lines can be marked.
const MARKS: &str = "Enter: mark, then \"Done\"";

/// Asks by menus on the terminal behind standard error.
#[derive(Debug)]
pub struct Terminal {
    term: Term,
    /// Whether it was said that the screen is too small for menus.
    has_said_why_lines: bool,
}

impl Default for Terminal {
    fn default() -> Self {
        Self { term: Term::stderr(), has_said_why_lines: false }
    }
}

impl Terminal {
    /// Rows and columns of the screen, as they are now.
    fn size(&self) -> (usize, usize) {
        let (rows, columns) = self.term.size();
        (usize::from(rows), usize::from(columns))
    }

    /// The rows of the screen, as they are now.
    pub fn rows(&self) -> usize {
        self.size().0
    }

    /// The rows that a printed line takes, which is more than one if it is wider than the screen.
    pub fn rows_taken(&self, line: &str) -> usize {
        measure_text_width(line).div_ceil(self.size().1.max(1)).max(1)
    }

    /// Whether a person wants to see more rather than skip the rest, below a screen that stays until then.
    ///
    /// # Errors
    /// As for [`Asker::ask`].
    pub fn wants_more(&self) -> io::Result<bool> {
        // On one row and without a line break, so that a whole screen above it stays in view.
        self.term.write_str("Enter: more · Esc: skip ")?;
        let wants = loop {
            match self.term.read_key()? {
                Key::Enter | Key::Char(' ') => break true,
                Key::Escape | Key::Char('q' | 's') => break false,
                _ => {}
            }
        };
        self.term.write_line("")?;
        Ok(wants)
    }

    fn width(&self) -> usize {
        self.size().1.saturating_sub(1).clamp(20, WIDEST)
    }

    fn paragraph(&self, text: &str, style: Style) -> io::Result<()> {
        let mut out = anstream::stderr();
        for line in textwrap::wrap(text, Options::new(self.width())) {
            writeln!(out, "{style}{line}{style:#}")?;
        }
        Ok(())
    }

    /// The rows that a text takes.
    fn rows_of(&self, text: &str) -> usize {
        textwrap::wrap(text, Options::new(self.width())).len()
    }

    /// Whether a menu fits on the screen below so many rows that must stay in view.
    fn fits(&self, lines: &[String], above: usize) -> bool {
        let (rows, columns) = self.size();
        let height: usize = lines.iter().map(|line| in_bytes(line, columns).lines().count()).sum();
        // One row more, on which the cursor stands.
        above + height < rows
    }

    /// Numbered lines, announced once: whoever has moved a cursor so far must know that now a number is typed.
    fn plain(&mut self) -> io::Result<Plain<io::StdinLock<'static>, io::Stderr>> {
        if !self.has_said_why_lines {
            self.has_said_why_lines = true;
            self.paragraph("", Style::new())?;
            self.paragraph(TOO_SMALL, Style::new().dimmed())?;
        }
        Ok(Plain::new(io::stdin().lock(), io::stderr(), self.width()))
    }

    /// The texts that put a question: its heading, the question, its help, the keys, and remarks on it.
    fn texts(prompt: &Prompt<'_>, keys: Option<&str>, remarks: &[&str]) -> Vec<(String, Style)> {
        let question = prompt.question;
        let can_matter = super::can_matter(prompt).map(|text| format!(" · {text}")).unwrap_or_default();
        let heading = format!("{} · {} of {}{can_matter}", prompt.theme, prompt.number, prompt.count);
        let mut texts = vec![
            (heading, AnsiColor::Cyan.on_default()),
            (question.ask.to_string(), Style::new().bold()),
            (question.help.to_string(), Style::new()),
        ];
        texts.extend(keys.map(|keys| (keys.to_owned(), Style::new().dimmed())));
        texts.extend(remarks.iter().map(|remark| ((*remark).to_owned(), Style::new())));
        texts
    }

    /// The line that says which keys work, as much of it as the screen is wide enough for.
    fn keys(&self, enter: &str, numbers: &str, why: Why, leave: Leave) -> String {
        let escape = format!("Esc: {}", leave.word());
        let why = match why {
            Why::IsTold => " · ?: why",
            Why::IsPlain => "",
        };
        let all = [
            format!("↑↓ or {numbers}: move · {enter}{why} · {escape} · Ctrl-C: stop"),
            format!("↑↓: move · {enter} · {escape} · Ctrl-C: stop"),
        ];
        let fitting = all.into_iter().find(|keys| keys.width() <= self.width());
        fitting.unwrap_or_else(|| format!("{enter} · {escape}"))
    }

    fn put(&self, texts: &[(String, Style)]) -> io::Result<()> {
        self.paragraph("", Style::new())?;
        texts.iter().try_for_each(|(text, style)| self.paragraph(text, *style))
    }

    /// Asks by a menu. Nothing, with the marks so far, if question and menu do not fit the screen together.
    ///
    /// Enter marks a choice of a question that takes many, so that nobody goes on
    /// without one by forgetting another key.
    fn by_menu(&self, prompt: &Prompt<'_>) -> io::Result<Result<Reply, ChoiceSet>> {
        let question = prompt.question;
        let count = question.choices.len();
        let many = question.takes == Takes::Many;
        let mut chosen = match prompt.current {
            Some(Answer::Chosen(chosen)) => chosen,
            Some(Answer::Unsure) | None => ChoiceSet::default(),
        };
        let unsure = count + usize::from(many);
        let mut at = match prompt.current {
            Some(Answer::Unsure) => unsure,
            _ if many => 0,
            _ => chosen.positions().next().unwrap_or(0),
        };
        // What was said since the question was put, as long as it stays in view with it.
        let mut remarks: Vec<&str> = Vec::new();
        let mut is_put = false;
        let mut letters = vec![('u', unsure), ('?', unsure + 1), ('b', unsure + 2)];
        if many {
            letters.push(('d', count));
        }
        loop {
            let lines = menu_lines(question, chosen);
            let has_room_with = |keys: Option<&str>, remarks: &[&str]| {
                let above = Self::texts(prompt, keys, remarks);
                self.fits(&lines, above.iter().map(|(text, _)| self.rows_of(text)).sum())
            };
            // The keys are told where that does not push the question off the screen.
            let keys = self.keys(if many { MARKS } else { CHOOSES }, &format!("1–{count}"), Why::IsTold, Leave::Back);
            let keys = Some(keys.as_str()).filter(|keys| has_room_with(Some(keys), &[]));
            let has_room = |remarks: &[&str]| has_room_with(keys, remarks);
            if !has_room(&remarks) {
                remarks.clear();
                is_put = false;
                if !has_room(&remarks) {
                    return Ok(Err(chosen));
                }
            }
            if !is_put {
                self.put(&Self::texts(prompt, keys, &remarks))?;
                is_put = true;
            }
            let size = self.size();
            let marks = if many { Marks::Many } else { Marks::One };
            let numbered = 1..count + 1;
            let menu = Menu { lines: &lines, numbered, letters: &letters, leaves: None, marks };
            let line = match menu.show(&self.term, at)? {
                Chosen::Escape => return Ok(Ok(Reply::Back)),
                Chosen::Line(line) => line,
                Chosen::Resized(line) => {
                    at = line;
                    is_put = false;
                    continue;
                }
            };
            at = line;
            // What was put for another size is put anew.
            is_put &= self.size() == size;
            let remark = match line.checked_sub(count) {
                None if many => {
                    chosen = toggled(question, chosen, line);
                    continue;
                }
                None => return Ok(Ok(Reply::Answer(Answer::Chosen(ChoiceSet::only(line))))),
                Some(0) if many && question.accepts(chosen) => return Ok(Ok(Reply::Answer(Answer::Chosen(chosen)))),
                Some(0) if many => {
                    at = 0;
                    MARK_FIRST
                }
                Some(below) => match below - usize::from(many) {
                    0 => return Ok(Ok(Reply::Answer(Answer::Unsure))),
                    1 => question.why.as_str(),
                    _ => return Ok(Ok(Reply::Back)),
                },
            };
            if remarks.contains(&remark) {
                continue;
            }
            if has_room(&[remarks.as_slice(), &[remark]].concat()) {
                self.paragraph(remark, Style::new())?;
                remarks.push(remark);
            } else {
                // Said once, and the question put again below it.
                self.paragraph(remark, Style::new())?;
                remarks.clear();
                is_put = false;
            }
        }
    }
}

/// Whether a menu has a key that tells why it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    IsTold,
    IsPlain,
}

/// What is said where lines take the place of a menu.
const TOO_SMALL: &str = "The window is too small for a menu here: type the number of a line instead, then Enter. \
                         The letter b goes back, as Escape does in menus.";
/// What is said when nothing is marked.
const MARK_FIRST: &str = "Mark at least one line with Enter first, or choose \"Not sure\".";

/// The lines of a question's menu.
fn menu_lines(question: &Question, chosen: ChoiceSet) -> Vec<String> {
    let choices = question.choices.iter().enumerate().map(|(position, choice)| match question.takes {
        Takes::One => with_help(choice),
        Takes::Many if chosen.meets(ChoiceSet::only(position)) => format!("[x] {}", with_help(choice)),
        Takes::Many => format!("[ ] {}", with_help(choice)),
    });
    let done = (question.takes == Takes::Many).then_some(DONE);
    choices.chain(done.into_iter().chain([NOT_SURE, WHY, BACK]).map(str::to_owned)).collect()
}

impl Asker for Terminal {
    fn ask(&mut self, prompt: &Prompt<'_>) -> io::Result<Reply> {
        let reply = match self.by_menu(prompt)? {
            Ok(reply) => reply,
            Err(chosen) => {
                let marked = (!chosen.is_empty()).then_some(Answer::Chosen(chosen));
                self.plain()?.ask(&Prompt { current: marked.or(prompt.current), ..*prompt })?
            }
        };
        let told = match reply {
            Reply::Answer(Answer::Unsure) => format!("→ {NOT_SURE}: {}", prompt.question.unsure_means),
            Reply::Answer(answer) => format!("→ {}", in_words(prompt.question, Some(answer))),
            Reply::Back => BACK.to_owned(),
        };
        self.paragraph(&told, AnsiColor::Green.on_default())?;
        Ok(reply)
    }

    fn choose(&mut self, list: &List<'_>) -> io::Result<Option<usize>> {
        let List { heading, lines, first, leave, mut at } = *list;
        let chosen = loop {
            let above = self.rows_of(heading);
            if !self.fits(lines, above) {
                return self.plain()?.choose(&List { at, ..*list });
            }
            self.paragraph("", Style::new())?;
            self.paragraph(heading, Style::new().bold())?;
            if self.fits(lines, above + 1) {
                self.paragraph(&self.keys(CHOOSES, "number", Why::IsPlain, leave), Style::new().dimmed())?;
            }
            let letter = leave.letter().chars().next();
            let numbered = first.number()..first.number() + lines.len();
            let menu = Menu { lines, numbered, letters: &[], leaves: letter, marks: Marks::One };
            match menu.show(&self.term, at)? {
                Chosen::Escape => break None,
                Chosen::Line(line) => break Some(line),
                Chosen::Resized(line) => at = line,
            }
        };
        if let Some(line) = chosen {
            self.paragraph(&format!("→ {}", lines[line]), AnsiColor::Green.on_default())?;
        }
        Ok(chosen)
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        self.paragraph(text, Style::new())
    }
}

fn with_help(choice: &crate::kb::Choice) -> String {
    match &choice.help {
        Some(help) => format!("{}\n  {help}", choice.label),
        None => choice.label.to_string(),
    }
}

/// The set with one choice marked or unmarked; a choice that stands alone drives the others out.
fn toggled(question: &Question, chosen: ChoiceSet, position: usize) -> ChoiceSet {
    let one = ChoiceSet::only(position);
    if chosen.meets(one) {
        return chosen.without(one);
    }
    if question.alone().meets(one) {
        return one;
    }
    chosen.without(question.alone()).union(one)
}

//! Questions as menus on a terminal.
//!
//! dialoguer counts the rows of a menu wrongly when a line is as wide as the
//! terminal, and when bytes and columns differ; it then erases what stands
//! above. So every line is wrapped here to fewer bytes than there are columns,
//! long texts are printed above the menu, and a menu that is higher than the
//! screen is asked by lines instead.

use std::io::{self, Write};
use std::sync::{Once, OnceLock};

use anstyle::{AnsiColor, Style};
use dialoguer::Select;
use dialoguer::console::{Key, Term};
use dialoguer::theme::SimpleTheme;
use textwrap::Options;
use unicode_width::UnicodeWidthStr;

use super::rows::{WIDEST, in_bytes};
use super::{Asker, Leave, Plain, Prompt, Reply, in_words};
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
}

/// Puts the terminal right when the program is broken off by Ctrl-C or asked to end.
///
/// A key read by the menu reports Ctrl-C as an error, and one pressed between two
/// reads arrives as a signal: both end with the same exit code, so that it does
/// not matter which comes first.
///
/// Whichever comes first says the farewell.
///
/// # Errors
/// If the signals cannot be caught.
pub fn restore_terminal_on_break(exit_code: u8, farewell: &'static str) -> io::Result<()> {
    if FAREWELL.set(farewell).is_err() {
        return Ok(());
    }
    #[cfg(unix)]
    let modes = rustix::termios::tcgetattr(io::stdin()).ok();
    ctrlc::set_handler(move || {
        // The program ends here, so there is nobody to tell if this fails.
        let _ = Term::stderr().show_cursor();
        #[cfg(unix)]
        if let Some(modes) = &modes {
            let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, modes);
        }
        say_farewell();
        #[expect(clippy::exit, reason = "the main thread may be waiting for a key")]
        std::process::exit(i32::from(exit_code));
    })
    .map_err(io::Error::other)
}

/// What is said when the program is broken off.
static FAREWELL: OnceLock<&str> = OnceLock::new();

/// Says once that the program was broken off, on a line of its own.
pub fn say_farewell() {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        if let Some(farewell) = FAREWELL.get() {
            // There is nobody left to tell if the terminal is gone.
            let _ = writeln!(io::stderr(), "\n{farewell}");
        }
    });
}

impl Default for Terminal {
    fn default() -> Self {
        Self { term: Term::stderr() }
    }
}

impl Terminal {
    /// Rows and columns of the screen, as they are now.
    fn size(&self) -> (usize, usize) {
        let (rows, columns) = self.term.size();
        (usize::from(rows), usize::from(columns))
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

    /// Shows a menu.
    fn menu(&self, lines: &[String], at: usize) -> io::Result<Menu> {
        let (_, columns) = self.size();
        let lines: Vec<String> = lines.iter().map(|line| in_bytes(line, columns)).collect();
        let chosen = Select::with_theme(&SimpleTheme)
            .items(&lines)
            .default(at.min(lines.len() - 1))
            .report(false)
            .interact_on_opt(&self.term)
            .map_err(|dialoguer::Error::IO(error)| {
                // The program may end before the other thread has shown the cursor again.
                let _ = self.term.show_cursor();
                error
            })?;
        Ok(chosen.map_or(Menu::Escape, Menu::Line))
    }

    fn plain(&self) -> Plain<io::StdinLock<'static>, io::Stderr> {
        Plain::new(io::stdin().lock(), io::stderr(), self.width())
    }

    /// The texts that put a question: its heading, the question, its help, the keys, and remarks on it.
    fn texts(prompt: &Prompt<'_>, keys: Option<&str>, remarks: &[&str]) -> Vec<(String, Style)> {
        let question = prompt.question;
        let can_matter = super::can_matter(prompt).map(|text| format!(" · {text}")).unwrap_or_default();
        let heading = format!("{} · {} of {}{can_matter}", prompt.theme, prompt.number, prompt.count);
        let mut texts = vec![
            (heading, AnsiColor::Cyan.on_default()),
            (question.ask.clone(), Style::new().bold()),
            (question.help.clone(), Style::new()),
        ];
        texts.extend(keys.map(|keys| (keys.to_owned(), Style::new().dimmed())));
        texts.extend(remarks.iter().map(|remark| ((*remark).to_owned(), Style::new())));
        texts
    }

    /// The line that says which keys work, as long as the screen is wide enough for it.
    fn keys(&self, enter: &str, leave: Leave) -> String {
        let keys = format!("{enter} · Esc: {}", leave.word());
        let all = format!("↑↓: move · {keys} · Ctrl-C: stop");
        if all.width() <= self.width() { all } else { keys }
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
        let mut at = match prompt.current {
            Some(Answer::Unsure) => count + usize::from(many),
            _ if many => 0,
            _ => chosen.positions().next().unwrap_or(0),
        };
        // What was said since the question was put, as long as it stays in view with it.
        let mut remarks: Vec<&str> = Vec::new();
        let mut is_put = false;
        loop {
            let lines = menu_lines(question, chosen);
            let has_room_with = |keys: Option<&str>, remarks: &[&str]| {
                let above = Self::texts(prompt, keys, remarks);
                self.fits(&lines, above.iter().map(|(text, _)| self.rows_of(text)).sum())
            };
            // The keys are told where that does not push the question off the screen.
            let keys = self.keys(if many { MARKS } else { CHOOSES }, Leave::Back);
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
            let line = match self.menu(&lines, at)? {
                Menu::Escape => return Ok(Ok(Reply::Back)),
                Menu::Line(line) => line,
            };
            at = line;
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

/// What a person did in a menu.
enum Menu {
    Line(usize),
    Escape,
}

impl Asker for Terminal {
    fn ask(&mut self, prompt: &Prompt<'_>) -> io::Result<Reply> {
        let reply = match self.by_menu(prompt)? {
            Ok(reply) => reply,
            Err(chosen) => {
                let marked = (!chosen.is_empty()).then_some(Answer::Chosen(chosen));
                self.plain().ask(&Prompt { current: marked.or(prompt.current), ..*prompt })?
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

    fn choose(&mut self, heading: &str, lines: &[String], leave: Leave) -> io::Result<Option<usize>> {
        let above = self.rows_of(heading);
        if !self.fits(lines, above) {
            return self.plain().choose(heading, lines, leave);
        }
        self.paragraph("", Style::new())?;
        self.paragraph(heading, Style::new().bold())?;
        if self.fits(lines, above + 1) {
            self.paragraph(&self.keys(CHOOSES, leave), Style::new().dimmed())?;
        }
        let chosen = match self.menu(lines, 0)? {
            Menu::Escape => None,
            Menu::Line(line) => Some(line),
        };
        if let Some(line) = chosen {
            self.paragraph(&format!("→ {}", lines[line]), AnsiColor::Green.on_default())?;
        }
        Ok(chosen)
    }

    fn wants_more(&mut self, what: &str) -> io::Result<bool> {
        // On one row and without a line break, so that a whole screen above it stays in view.
        self.term.write_str(&format!("Enter: {what} · Esc: done "))?;
        let wants = loop {
            match self.term.read_key()? {
                Key::Enter => break true,
                Key::Escape | Key::Char('q') => break false,
                _ => {}
            }
        };
        self.term.write_line("")?;
        Ok(wants)
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        self.paragraph(text, Style::new())
    }
}

fn with_help(choice: &crate::kb::Choice) -> String {
    match &choice.help {
        Some(help) => format!("{}\n  {help}", choice.label),
        None => choice.label.clone(),
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

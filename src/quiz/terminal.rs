//! Questions as menus on a terminal.
//!
//! dialoguer counts the rows of a menu wrongly when a line is as wide as the
//! terminal, and when bytes and columns differ; it then erases what stands
//! above. So every line is wrapped here to fewer bytes than there are columns,
//! long texts are printed above the menu, and a menu that is higher than the
//! screen is asked by lines instead.

use std::io::{self, Write};
use std::sync::OnceLock;

use anstyle::{AnsiColor, Style};
use dialoguer::Select;
use dialoguer::console::{Key, Term};
use dialoguer::theme::SimpleTheme;
use textwrap::Options;

use super::{Asker, Plain, Prompt, Reply, in_words};
use crate::answers::Answer;
use crate::kb::{ChoiceSet, Question, Takes};

const NOT_SURE: &str = "Not sure";
const WHY: &str = "? Why is this asked";
const BACK: &str = "← Back";
const DONE: &str = "Done";

/// The columns that dialoguer puts before a line.
const PREFIX: usize = 2;
/// Lines are hard to read when they are longer.
const WIDEST: usize = 88;

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
/// # Errors
/// If the signals cannot be caught.
pub fn restore_terminal_on_break(exit_code: u8) -> io::Result<()> {
    static ONCE: OnceLock<()> = OnceLock::new();
    if ONCE.set(()).is_err() {
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
        #[expect(clippy::exit, reason = "the main thread may be waiting for a key")]
        std::process::exit(i32::from(exit_code));
    })
    .map_err(io::Error::other)
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

    /// The texts that put a question: its heading, the question, its help, and remarks on it.
    fn texts(prompt: &Prompt<'_>, remarks: &[&str]) -> Vec<String> {
        let question = prompt.question;
        let can_matter = super::can_matter(prompt).map(|text| format!(" · {text}")).unwrap_or_default();
        let heading = format!("{} · {} of {}{can_matter}", prompt.theme, prompt.number, prompt.count);
        let help = match question.takes {
            Takes::One => question.help.clone(),
            Takes::Many => format!("{} Enter marks a line; then choose \"{DONE}\".", question.help),
        };
        let remarks = remarks.iter().map(|remark| (*remark).to_owned());
        [heading, question.ask.clone(), help].into_iter().chain(remarks).collect()
    }

    fn put(&self, texts: &[String]) -> io::Result<()> {
        self.paragraph("", Style::new())?;
        for (position, text) in texts.iter().enumerate() {
            let style = match position {
                0 => AnsiColor::Cyan.on_default(),
                1 => Style::new().bold(),
                _ => Style::new(),
            };
            self.paragraph(text, style)?;
        }
        Ok(())
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
            let has_room = |remarks: &[&str]| {
                let above: usize = Self::texts(prompt, remarks).iter().map(|text| self.rows_of(text)).sum();
                self.fits(&lines, above)
            };
            if !has_room(&remarks) {
                remarks.clear();
                is_put = false;
                if !has_room(&remarks) {
                    return Ok(Err(chosen));
                }
            }
            if !is_put {
                self.put(&Self::texts(prompt, &remarks))?;
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
        if let Reply::Answer(answer) = reply {
            let assumed = match answer {
                Answer::Unsure => format!(": {}", prompt.question.unsure_means),
                Answer::Chosen(_) => String::new(),
            };
            let told = format!("→ {}{assumed}", in_words(prompt.question, Some(answer)));
            self.paragraph(&told, AnsiColor::Green.on_default())?;
        }
        Ok(reply)
    }

    fn choose(&mut self, heading: &str, lines: &[String]) -> io::Result<Option<usize>> {
        if !self.fits(lines, self.rows_of(heading)) {
            return self.plain().choose(heading, lines);
        }
        self.paragraph("", Style::new())?;
        self.paragraph(heading, Style::new().bold())?;
        match self.menu(lines, 0)? {
            Menu::Escape => Ok(None),
            Menu::Line(line) => Ok(Some(line)),
        }
    }

    fn wants_more(&mut self, what: &str) -> io::Result<bool> {
        // On one row and without a line break, so that a whole screen above it stays in view.
        self.term.write_str(&format!("Enter: {what}. Escape: done. "))?;
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

/// A line of a menu, wrapped so that every row has fewer bytes than the screen has columns.
fn in_bytes(text: &str, columns: usize) -> String {
    let most = columns.saturating_sub(PREFIX + 2).max(8);
    let mut width = most.min(WIDEST);
    loop {
        let mut rows: Vec<String> = Vec::new();
        for (number, paragraph) in text.split('\n').enumerate() {
            let first = if number == 0 { "" } else { "  " };
            let options = Options::new(width).initial_indent(first).subsequent_indent("  ").break_words(true);
            rows.extend(textwrap::wrap(paragraph.trim_start(), options).iter().map(|row| row.trim_end().to_owned()));
        }
        if width <= 8 || rows.iter().all(|row| row.len() <= most) {
            // dialoguer puts its prefix before the first row only.
            return rows.join("\n  ");
        }
        width -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::in_bytes;

    #[test]
    fn no_row_has_as_many_bytes_as_the_screen_has_columns() {
        let texts = [
            "A plain label that is certainly longer than forty columns are wide",
            "Größenänderungsüberprüfungsverfahren für übergroße Überschriften",
            "電話番号を誰にも知られたくない場合はこれを選んでください",
            "short\n  and a help line that goes on and on beyond the width of the screen",
        ];
        for text in texts {
            for columns in [40, 60, 80, 81, 120] {
                let rows = in_bytes(text, columns);
                for row in rows.lines() {
                    assert!(row.len() < columns, "{columns}: {row:?}");
                }
            }
        }
    }
}

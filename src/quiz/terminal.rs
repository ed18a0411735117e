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
use dialoguer::console::Term;
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

    /// Shows a menu; nothing if the person pressed Escape. `None` inside if it does not fit the screen.
    fn menu(&self, lines: &[String], at: usize) -> io::Result<Option<Menu>> {
        let (rows, columns) = self.size();
        let lines: Vec<String> = lines.iter().map(|line| in_bytes(line, columns)).collect();
        let height: usize = lines.iter().map(|line| line.lines().count()).sum();
        if height + 2 > rows {
            return Ok(None);
        }
        let chosen = Select::with_theme(&SimpleTheme)
            .items(&lines)
            .default(at.min(lines.len() - 1))
            .report(false)
            .interact_on_opt(&self.term)
            .map_err(|dialoguer::Error::IO(error)| error)?;
        Ok(Some(chosen.map_or(Menu::Escape, Menu::Line)))
    }

    fn plain(&self) -> Plain<io::StdinLock<'static>, io::Stderr> {
        Plain::new(io::stdin().lock(), io::stderr(), self.width())
    }

    fn one(&self, prompt: &Prompt<'_>) -> io::Result<Option<Reply>> {
        let question = prompt.question;
        let mut lines: Vec<String> = question.choices.iter().map(with_help).collect();
        let count = lines.len();
        lines.extend([NOT_SURE, WHY, BACK].map(str::to_owned));
        let mut at = match prompt.current {
            Some(Answer::Chosen(chosen)) => chosen.positions().next().unwrap_or(0),
            Some(Answer::Unsure) => count,
            None => 0,
        };
        loop {
            match self.menu(&lines, at)? {
                None => return Ok(None),
                Some(Menu::Escape) => return Ok(Some(Reply::Back)),
                Some(Menu::Line(line)) if line < count => {
                    return Ok(Some(Reply::Answer(Answer::Chosen(ChoiceSet::only(line)))));
                }
                Some(Menu::Line(line)) if line == count => return Ok(Some(Reply::Answer(Answer::Unsure))),
                Some(Menu::Line(line)) if line == count + 1 => {
                    self.paragraph(&question.why, Style::new())?;
                    at = line;
                }
                Some(Menu::Line(_)) => return Ok(Some(Reply::Back)),
            }
        }
    }

    /// Enter marks a choice, so that nobody goes on without one by forgetting another key.
    fn many(&self, prompt: &Prompt<'_>) -> io::Result<Option<Reply>> {
        let question = prompt.question;
        let count = question.choices.len();
        let mut chosen = match prompt.current {
            Some(Answer::Chosen(chosen)) => chosen,
            Some(Answer::Unsure) | None => ChoiceSet::default(),
        };
        let mut at = 0;
        loop {
            let marked = |(position, line)| {
                let mark = if chosen.meets(ChoiceSet::only(position)) { "[x]" } else { "[ ]" };
                format!("{mark} {line}")
            };
            let mut lines: Vec<String> = question.choices.iter().map(with_help).enumerate().map(marked).collect();
            lines.extend([DONE, NOT_SURE, WHY, BACK].map(str::to_owned));
            let line = match self.menu(&lines, at)? {
                None => return Ok(None),
                Some(Menu::Escape) => return Ok(Some(Reply::Back)),
                Some(Menu::Line(line)) => line,
            };
            at = line;
            if line < count {
                chosen = toggled(question, chosen, line);
            } else if line == count {
                if question.accepts(chosen) {
                    return Ok(Some(Reply::Answer(Answer::Chosen(chosen))));
                }
                self.paragraph("Mark at least one line with Enter first, or choose \"Not sure\".", Style::new())?;
                at = 0;
            } else if line == count + 1 {
                return Ok(Some(Reply::Answer(Answer::Unsure)));
            } else if line == count + 2 {
                self.paragraph(&question.why, Style::new())?;
            } else {
                return Ok(Some(Reply::Back));
            }
        }
    }
}

/// What a person did in a menu.
enum Menu {
    Line(usize),
    Escape,
}

impl Asker for Terminal {
    fn ask(&mut self, prompt: &Prompt<'_>) -> io::Result<Reply> {
        let question = prompt.question;
        self.paragraph("", Style::new())?;
        let can_matter = super::can_matter(prompt).map(|text| format!(" · {text}")).unwrap_or_default();
        let heading = format!("{} · {} of {}{can_matter}", prompt.theme, prompt.number, prompt.count);
        self.paragraph(&heading, AnsiColor::Cyan.on_default())?;
        self.paragraph(&question.ask, Style::new().bold())?;
        let how = match question.takes {
            Takes::One => "",
            Takes::Many => " Enter marks a line; then choose \"Done\".",
        };
        self.paragraph(&format!("{}{how}", question.help), Style::new())?;
        let reply = match question.takes {
            Takes::One => self.one(prompt)?,
            Takes::Many => self.many(prompt)?,
        };
        let reply = match reply {
            Some(reply) => reply,
            None => self.plain().ask(prompt)?,
        };
        if let Reply::Answer(answer) = reply {
            self.paragraph(&format!("→ {}", in_words(question, Some(answer))), AnsiColor::Green.on_default())?;
        }
        Ok(reply)
    }

    fn choose(&mut self, heading: &str, lines: &[String]) -> io::Result<Option<usize>> {
        self.paragraph("", Style::new())?;
        self.paragraph(heading, Style::new().bold())?;
        match self.menu(lines, 0)? {
            None => self.plain().choose(heading, lines),
            Some(Menu::Escape) => Ok(None),
            Some(Menu::Line(line)) => Ok(Some(line)),
        }
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

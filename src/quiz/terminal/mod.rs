//! Questions as menus on a terminal.
//!
//! dialoguer's own menus ignore digits and `?`, so someone who types what they
//! would type below numbered lines chooses another line without noticing; and a
//! line as wide as the terminal makes them erase what is above. So the keys are
//! read here, every line is wrapped, long texts are printed above the menu, and
//! a menu that is higher than the screen is asked by lines instead, where the
//! same keys do the same.

mod farewell;
mod menu;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use dialoguer::console::{Key, Term, measure_text_width};
use textwrap::Options;

pub use self::farewell::{forget_farewell, restore_terminal_on_break, say_farewell};
use self::menu::{Chosen, Menu, WIDEST};
use super::asker::{Asker, List, Prompt, Reply, in_words};
use super::plain::Plain;
use crate::answers::Answer;
use crate::kb::{ChoiceSet, Question, Takes};

const NOT_SURE: &str = "Not sure";
const BACK: &str = "← Back";

/// What is said where lines take the place of a menu.
const TOO_SMALL: &str = "The window is too small for a menu here: type the number of a line instead, then Enter. \
                         The letter b goes back, as Escape does in menus.";
/// What is said when nothing is marked.
const MARK_FIRST: &str = "Mark at least one line with Enter first, or choose \"Not sure\".";

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
    /// The rows of the screen, as they are now.
    pub fn rows(&self) -> usize {
        usize::from(self.term.size().0)
    }

    fn columns(&self) -> usize {
        usize::from(self.term.size().1)
    }

    /// The rows that a printed line takes, which is more than one if it is wider than the screen.
    pub fn rows_taken(&self, line: &str) -> usize {
        measure_text_width(line).div_ceil(self.columns().max(1)).max(1)
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
        self.columns().saturating_sub(1).clamp(20, WIDEST - 2)
    }

    fn paragraph(&self, text: &str, style: Style) -> io::Result<()> {
        let mut out = anstream::stderr();
        for line in textwrap::wrap(text, Options::new(self.width())) {
            writeln!(out, "{style}{line}{style:#}")?;
        }
        Ok(())
    }

    /// Repeats what was chosen, below where the menu was.
    fn confirm(&self, text: &str) -> io::Result<()> {
        self.paragraph(text, AnsiColor::Green.on_default())
    }

    /// Whether texts and a menu below them fit on the screen together.
    fn fits(&self, texts: &[(String, Style)], menu: &Menu<'_>) -> io::Result<bool> {
        let above: usize = texts.iter().map(|(text, _)| textwrap::wrap(text, Options::new(self.width())).len()).sum();
        // One row more, on which the cursor is.
        Ok(above + menu.draw(self.columns())?.lines().count() < self.rows())
    }

    /// Shows a menu below texts until a line is chosen; `None` if they don't fit on the screen together.
    ///
    /// The last text says which keys work, and is left out where that would not fit.
    fn pick(&self, texts: &[(String, Style)], menu: &mut Menu<'_>) -> io::Result<Option<Chosen>> {
        loop {
            let texts = match texts {
                all if self.fits(all, menu)? => all,
                [without_keys @ .., _] if self.fits(without_keys, menu)? => without_keys,
                _ => return Ok(None),
            };
            self.paragraph("", Style::new())?;
            texts.iter().try_for_each(|(text, style)| self.paragraph(text, *style))?;
            match menu.show(&self.term)? {
                Chosen::Resized => {}
                chosen => return Ok(Some(chosen)),
            }
        }
    }

    /// Numbered lines, announced once: someone who has moved a cursor so far must know that now a number is typed.
    fn plain(&mut self) -> io::Result<Plain<io::StdinLock<'static>, io::Stderr>> {
        if !self.has_said_why_lines {
            self.has_said_why_lines = true;
            self.paragraph("", Style::new())?;
            self.paragraph(TOO_SMALL, Style::new().dimmed())?;
        }
        Ok(Plain::new(io::stdin().lock(), io::stderr(), self.width()))
    }

    /// Asks by a menu. The marks so far if question and menu do not fit on the screen together.
    ///
    /// Enter marks a choice of a question that takes many, so that nobody goes on
    /// without one by forgetting another key.
    fn by_menu(&self, prompt: &Prompt<'_>) -> io::Result<Result<Reply, ChoiceSet>> {
        let question = prompt.question;
        let (count, many) = (question.choices.len(), question.takes == Takes::Many);
        let mut marked = match prompt.current {
            Some(Answer::Chosen(chosen)) => chosen,
            Some(Answer::Unsure) | None => ChoiceSet::default(),
        };
        // Below the choices, and what says that all are marked.
        let unsure = count + usize::from(many);
        let (why, back) = (unsure + 1, unsure + 2);
        let mut at = match prompt.current {
            Some(Answer::Unsure) => unsure,
            _ if many => 0,
            _ => marked.positions().next().unwrap_or(0),
        };
        let mut letters = vec![('u', Some(unsure)), ('?', Some(why)), ('b', Some(back))];
        letters.extend(many.then_some(('d', Some(count))));
        let texts = texts(prompt);
        loop {
            let shown = lines(question, marked);
            let mut mark = |line| {
                (many && line < count).then(|| {
                    marked = toggled(question, marked, line);
                    lines(question, marked)
                })
            };
            let mut menu = Menu { lines: shown, at, numbered: 1..count + 1, letters: &letters, mark: &mut mark };
            let chosen = self.pick(&texts, &mut menu)?;
            at = menu.at;
            let remark = match chosen {
                None => return Ok(Err(marked)),
                Some(Chosen::Escape | Chosen::Resized) => return Ok(Ok(Reply::Back)),
                Some(Chosen::Line(line)) if line == back => return Ok(Ok(Reply::Back)),
                Some(Chosen::Line(line)) if line == unsure => return Ok(Ok(Reply::Answer(Answer::Unsure))),
                Some(Chosen::Line(line)) if line == why => question.why.as_str(),
                Some(Chosen::Line(line)) => {
                    let chosen = if many { marked } else { ChoiceSet::only(line) };
                    if question.accepts(chosen) {
                        return Ok(Ok(Reply::Answer(Answer::Chosen(chosen))));
                    }
                    at = 0;
                    MARK_FIRST
                }
            };
            // The question is put again below it.
            self.paragraph("", Style::new())?;
            self.paragraph(remark, Style::new())?;
        }
    }
}

impl Asker for Terminal {
    fn ask(&mut self, prompt: &Prompt<'_>) -> io::Result<Reply> {
        let reply = match self.by_menu(prompt)? {
            Ok(reply) => reply,
            Err(marked) => {
                let marked = (!marked.is_empty()).then_some(Answer::Chosen(marked));
                self.plain()?.ask(&Prompt { current: marked.or(prompt.current), ..*prompt })?
            }
        };
        self.confirm(&match reply {
            Reply::Answer(Answer::Unsure) => format!("→ {NOT_SURE}: {}", prompt.question.unsure_means),
            Reply::Answer(answer) => format!("→ {}", in_words(prompt.question, Some(answer))),
            Reply::Back => BACK.to_owned(),
        })?;
        Ok(reply)
    }

    fn choose(&mut self, list: &List<'_>) -> io::Result<Option<usize>> {
        let List { heading, lines, leave, at } = *list;
        let keys = format!("↑↓ or number: move · Enter: choose · Esc: {leave} · Ctrl-C: stop");
        let texts = [(heading.to_owned(), Style::new().bold()), (keys, Style::new().dimmed())];
        let letters: Vec<_> = leave.chars().take(1).map(|letter| (letter, None)).collect();
        let (lines, numbered) = (lines.to_vec(), 0..lines.len());
        let mut menu = Menu { lines, at, numbered, letters: &letters, mark: &mut |_| None };
        match self.pick(&texts, &mut menu)? {
            None => self.plain()?.choose(&List { at: menu.at, ..*list }),
            Some(Chosen::Line(line)) => {
                self.confirm(&format!("→ {}", list.lines[line]))?;
                Ok(Some(line))
            }
            Some(Chosen::Escape | Chosen::Resized) => Ok(None),
        }
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        self.paragraph(text, Style::new())
    }
}

/// The texts that put a question: its heading, the question, its help, and the keys.
fn texts(prompt: &Prompt<'_>) -> [(String, Style); 4] {
    let question = prompt.question;
    let can_matter = prompt.can_matter().map(|text| format!(" · {text}")).unwrap_or_default();
    let enter = match question.takes {
        Takes::One => "Enter: choose",
        Takes::Many => "Enter: mark, then \"Done\"",
    };
    let count = question.choices.len();
    [
        (format!("{} · {} of {}{can_matter}", prompt.theme, prompt.number, prompt.count), AnsiColor::Cyan.on_default()),
        (question.ask.clone(), Style::new().bold()),
        (question.help.clone(), Style::new()),
        (format!("↑↓ or 1–{count}: move · {enter} · ?: why · Esc: back · Ctrl-C: stop"), Style::new().dimmed()),
    ]
}

/// The lines of a question's menu.
fn lines(question: &Question, marked: ChoiceSet) -> Vec<String> {
    let choices = question.choices.iter().enumerate().map(|(position, choice)| {
        let mark = match question.takes {
            Takes::One => "",
            Takes::Many if marked.meets(ChoiceSet::only(position)) => "[x] ",
            Takes::Many => "[ ] ",
        };
        let help = choice.help.as_ref().map(|help| format!("\n  {help}")).unwrap_or_default();
        format!("{mark}{}{help}", choice.label)
    });
    let done = (question.takes == Takes::Many).then_some("Done");
    choices.chain(done.into_iter().chain([NOT_SURE, "? Why is this asked", BACK]).map(str::to_owned)).collect()
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

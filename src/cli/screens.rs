//! Advice on a terminal: the first screen, then what the person wants to do with it.

use serde::Serialize;

use super::files::{Existing, Place};
use super::output::{layout, without_numbers};
use crate::advice::Advice;
use crate::document::{Document, Page};
use crate::quiz::{Asker, List, Terminal};
use crate::render::{Format, NARROWEST, Text};
use crate::words::advice::{Detail, page, sections};

/// What comes after the screens.
pub(super) enum Next {
    /// Nothing: nothing stays on the terminal.
    Leave,
    /// The advice is printed, and stays on the terminal.
    Print,
    Change,
}

/// What can be done with the advice, before its sections: what is chosen, and what the line says.
const ACTIONS: [&str; 6] = [
    "Done: leave nothing on the screen",
    "Print the advice, and leave it on the screen",
    "Change an answer",
    "Save the answers in a file",
    "Write the advice and your answers as a web page (HTML)",
    "Write the advice and your answers as Markdown",
];

/// Shows the first screen, then what the person chooses: a section, a file, or another answer.
///
/// Escape leads back to the list wherever a section is read, and there to the line that ends, so that nobody loses the
/// advice by pressing it once too often.
pub(super) fn explore(advice: &Advice, answers: &str, terminal: &mut Terminal) -> anyhow::Result<Next> {
    let first = page(advice, Detail::Brief);
    show(&first, terminal)?;
    let sections: Vec<Document> = std::iter::once(first).chain(sections(advice)).collect();
    let mut lines: Vec<String> = ACTIONS.map(str::to_owned).to_vec();
    lines.extend(sections.iter().map(|page| format!("Read: {}", page.title)));
    // Someone who only presses Enter reads the other sections, and then is done.
    let mut at = ACTIONS.len() + 1;
    let heading = advice.full_stop().map_or("What next?", |_| "What next? Anything you print or write could be found.");
    loop {
        let list = List { heading, lines: &lines, leave: "go to Done", at };
        let written = |format: Format| format.print(&Printed { advice, page: page(advice, Detail::Full) }, layout());
        let chosen = terminal.choose(&list)?;
        at = chosen.unwrap_or(0);
        match chosen {
            None => {}
            Some(0) => return Ok(Next::Leave),
            Some(1) => return Ok(Next::Print),
            Some(2) => return Ok(Next::Change),
            Some(3) => write("answers.yaml", answers, terminal)?,
            Some(4) => write("advice.html", &written(Format::Html), terminal)?,
            Some(5) => write("advice.md", &written(Format::Markdown), terminal)?,
            Some(line) => {
                show(&sections[line - ACTIONS.len()], terminal)?;
                at = (line + 1) % lines.len();
            }
        }
    }
}

fn show(page: &Document, terminal: &mut Terminal) -> anyhow::Result<()> {
    Ok(terminal.read(|columns| Text { width: columns.clamp(NARROWEST, 100), ..layout() }.render(page))?)
}

fn write(example: &str, text: &str, terminal: &mut Terminal) -> anyhow::Result<()> {
    let heading = format!("File name, such as {example} (empty: back)");
    let Some(path) = terminal.line(&heading)? else { return Ok(()) };
    // The prompt ignores Escape, and someone who pressed it next types the number of a line.
    if path.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(terminal.say("Nothing was written. A file name can't be just a number.")?);
    }
    // Where no shell reads it, nobody else puts the home folder in its place.
    let below = path.strip_prefix('~').filter(|below| below.is_empty() || below.starts_with('/'));
    let path = below.zip(std::env::var("HOME").ok()).map(|(below, home)| home + below).unwrap_or(path);
    let place = Place::check(&path, Existing::Keep("choose another name"));
    let said = match place.and_then(|place| place.write(text)) {
        Ok(()) => format!("Written to {path}. Anyone who can open it can see your answers."),
        Err(error) => format!("Nothing was written: {}.", without_numbers(&format!("{error:#}"))),
    };
    Ok(terminal.say(&said)?)
}

/// Advice with its page for people; programs get everything.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Printed<'a> {
    pub(super) advice: &'a Advice,
    #[serde(skip)]
    pub(super) page: Document,
}

impl Page for Printed<'_> {
    fn page(&self) -> Document {
        self.page.clone()
    }
}

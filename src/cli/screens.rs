//! Advice on a terminal: the first screen, then what the person wants to see of the rest.

use super::output::{layout, print};
use crate::advice::Advice;
use crate::document::Document;
use crate::quiz::{Asker, List, Terminal};
use crate::words::advice::{Detail, page, sections};

/// Shows the first screen, then the sections that the person chooses.
///
/// Skipping what is left of a section leads to the list of all sections, and only from there to the end: Escape leads
/// back wherever questions are asked, so that nobody loses the advice by pressing it once.
pub(super) fn explore(advice: &Advice, terminal: &mut Terminal) -> anyhow::Result<()> {
    show(&page(advice, Detail::Brief), terminal)?;
    let sections = sections(advice, Detail::Full);
    let mut lines = vec!["Done".to_owned()];
    lines.extend(sections.iter().map(|page| page.title.clone()));
    let list = |at| List { heading: "More?", lines: &lines, leave: "done", at };
    // Whoever only goes on reads every section, and then is done.
    let mut at = 1;
    while let Some(line) = terminal.choose(&list(at))? {
        let Some(page) = line.checked_sub(1).and_then(|line| sections.get(line)) else { break };
        show(page, terminal)?;
        at = (line + 1) % lines.len();
    }
    Ok(())
}

/// Shows a page screen by screen, as far as the person wants to see it.
fn show(page: &Document, terminal: &mut Terminal) -> anyhow::Result<()> {
    let text = layout().render(page);
    let lines: Vec<&str> = text.lines().collect();
    let mut rest = lines.as_slice();
    while !rest.is_empty() {
        // One row is left for the prompt below.
        let room = terminal.rows().saturating_sub(1).max(MINIMUM_ROWS);
        let (shown, left) = rest.split_at(end_of_screen(rest, room, |line| terminal.rows_taken(line)));
        print(&(shown.join("\n") + "\n"))?;
        if !terminal.wants_more()? {
            break;
        }
        rest = left;
    }
    Ok(())
}

/// The rows that are shown at once even where the screen is lower.
const MINIMUM_ROWS: usize = 4;

/// How many of these lines fit into so many rows: up to the end of a part if one ends in the lower half.
fn end_of_screen(lines: &[&str], room: usize, rows: impl Fn(&str) -> usize) -> usize {
    let mut taken = 0;
    let fits = |line: &&&str| {
        taken += rows(line);
        taken <= room
    };
    let fitting = lines.iter().take_while(fits).count().max(1);
    if fitting == lines.len() {
        return fitting;
    }
    (fitting / 2..fitting).rev().find(|line| lines[*line].is_empty()).map_or(fitting, |line| line + 1)
}

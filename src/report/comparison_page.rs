//! The wording of a [`Comparison`] for people.

use super::comparison::{Cell, Comparison};
use crate::document::Prose;
use crate::document::{Block, Document, NarrowTable, Table};
use crate::words;

/// The marks in a table's cells, explained in its legend.
const UNKNOWN: &str = "?";
const DISPUTED: &str = "!";
const PAST_REVIEW: &str = "~";
const DECIDES: &str = "> ";

impl Comparison {
    /// The page for people.
    pub fn page(&self) -> Document {
        let titles: Vec<&str> = self.messengers.iter().map(|messenger| messenger.title.as_str()).collect();
        let mut page = Document::titled(titles.join(", "));
        let head = std::iter::once(String::new()).chain(titles.iter().map(|title| (*title).to_owned())).collect();
        let mut rows = Vec::new();
        for group in &self.groups {
            rows.push(vec![Prose::from(&group.title)]);
            for row in &group.rows {
                let title = format!("{}{}", if row.decides { DECIDES } else { "" }, row.title);
                rows.push(std::iter::once(title.into()).chain(row.cells.iter().map(cell)).collect());
            }
        }
        if rows.is_empty() {
            page.push(Block::Paragraph("No row is left with these filters.".into()));
            return page;
        }
        let caption = "What is known of each messenger, with the numbers of the sources.".to_owned();
        let legend = self.legend().into();
        page.push(Block::Table(Table { caption, head, rows, legend, narrow: NarrowTable::ByColumn }));
        page.section("Sources", vec![words::sources(&self.sources)]);
        page
    }

    fn legend(&self) -> String {
        let cells = || self.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.cells);
        let rows = || self.groups.iter().flat_map(|group| &group.rows);
        let mut parts = vec![format!("Facts as of the date of their sources, ages counted on {}.", self.as_of)];
        for (mark, meaning, used) in [
            (UNKNOWN, "unknown, or too thin to count", cells().any(|cell| cell.unknown)),
            (DISPUTED, "disputed: `advisor show` has both sides", cells().any(|cell| cell.fact.disputed)),
            (PAST_REVIEW, "past its review", cells().any(|cell| cell.fact.past_review)),
            (DECIDES.trim(), "decides for your answers", rows().any(|row| row.decides)),
        ] {
            if used {
                parts.push(format!("{mark} {meaning}."));
            }
        }
        parts.join(" ")
    }
}

fn cell(cell: &Cell) -> Prose {
    let marks: String = [(cell.unknown, UNKNOWN), (cell.fact.disputed, DISPUTED), (cell.fact.past_review, PAST_REVIEW)]
        .iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, mark)| *mark)
        .collect();
    let marks = if marks.is_empty() { marks } else { format!(" {marks}") };
    Prose::from(format!("{}{marks}", cell.fact.summary)).citing(&cell.fact.sources)
}

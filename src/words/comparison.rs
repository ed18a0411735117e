//! The page of a [`Comparison`], and its lines for a spreadsheet.

use super::phrases::sources;
use crate::document::{Block, Document, NarrowTable, Page, Prose, Table};
use crate::explore::{Cell, Comparison};

/// The marks in a table's cells, explained in its legend.
const UNKNOWN: &str = "?";
const DISPUTED: &str = "!";
const PAST_REVIEW: &str = "~";
const DECIDES: &str = "> ";

impl Page for Comparison {
    fn page(&self) -> Document {
        let titles: Vec<String> = self.messengers.iter().map(|messenger| messenger.title.clone()).collect();
        let mut page = Document::titled(titles.join(", "));
        let mut rows = Vec::new();
        let count: usize = self.groups.iter().map(|group| group.rows.len()).sum();
        for group in &self.groups {
            // Where most headings would be for a single row, they only take up room.
            rows.extend((count >= 2 * self.groups.len()).then(|| vec![Prose::from(&group.title)]));
            for row in &group.rows {
                let title = format!("{}{}", if row.decides { DECIDES } else { "" }, row.title);
                rows.push(std::iter::once(title.into()).chain(row.cells.iter().map(cell)).collect());
            }
        }
        if rows.is_empty() {
            page.push(Block::Paragraph("No rows match these filters.".into()));
            return page;
        }
        let caption = "What is known of each messenger, with the numbers of the sources.".to_owned();
        let head = [vec![String::new()], titles].concat();
        let legend = legend(self).into();
        page.push(Block::Table(Table { caption, head, rows, legend, narrow: NarrowTable::ByColumn }));
        page.section("Sources", vec![sources(&self.sources)]);
        page
    }

    /// One line a property, seven columns a messenger.
    fn sheet(&self) -> Vec<Vec<String>> {
        let mut head = ["group", "property", "title", "decides"].map(str::to_owned).to_vec();
        for messenger in &self.messengers {
            let columns = ["level", "summary", "as-of", "confidence", "disputed", "past-review", "sources"];
            head.extend(columns.map(|column| format!("{}-{column}", messenger.id)));
        }
        let mut lines = vec![head];
        for (group, row) in self.groups.iter().flat_map(|group| group.rows.iter().map(move |row| (group, row))) {
            let mut line = vec![group.id.clone(), row.property.clone(), row.title.clone(), row.decides.to_string()];
            for Cell { fact, unknown } in &row.cells {
                let ids = fact.sources.iter().map(|number| self.sources[number - 1].source.id.as_str());
                let unknown = if *unknown { "unknown" } else { "" };
                line.extend([
                    fact.level.clone().unwrap_or(unknown.to_owned()),
                    fact.summary.clone(),
                    fact.as_of.to_string(),
                    fact.confidence.word().to_owned(),
                    fact.disputed.to_string(),
                    fact.past_review.to_string(),
                    ids.collect::<Vec<_>>().join(" "),
                ]);
            }
            lines.push(line);
        }
        lines
    }
}

/// What the marks mean that are used.
fn legend(comparison: &Comparison) -> String {
    let rows = || comparison.groups.iter().flat_map(|group| &group.rows);
    let cells = || rows().flat_map(|row| &row.cells);
    let dated = format!("Facts as of the date of their sources, ages counted on {}.", comparison.as_of);
    let marks = [
        (UNKNOWN, "unknown, or too thin to count", cells().any(|cell| cell.unknown)),
        (DISPUTED, "disputed: `advisor show` has both sides", cells().any(|cell| cell.fact.disputed)),
        (PAST_REVIEW, "overdue for review", cells().any(|cell| cell.fact.past_review)),
        (DECIDES.trim(), "decides for your answers", rows().any(|row| row.decides)),
    ];
    let used = marks.into_iter().filter(|(.., is_used)| *is_used);
    used.fold(dated, |legend, (mark, meaning, _)| format!("{legend} {mark} {meaning}."))
}

fn cell(cell: &Cell) -> Prose {
    let marks = [(cell.unknown, UNKNOWN), (cell.fact.disputed, DISPUTED), (cell.fact.past_review, PAST_REVIEW)];
    let marks: String = marks.iter().filter(|(holds, _)| *holds).map(|(_, mark)| *mark).collect();
    let text = format!("{} {marks}", cell.fact.summary);
    Prose::from(text.trim_end()).citing(&cell.fact.sources)
}

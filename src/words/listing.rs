//! The page of a [`Listing`].

use crate::answers::UNSURE;
use crate::document::{Block, Document, NarrowTable, Page, Prose, Table};
use crate::explore::{Listing, Selection};
use crate::text::grouped;

impl Page for Listing {
    fn page(&self) -> Document {
        let kind = &self.kind;
        let (caption, none) = match &self.selection {
            Selection::All => (format!("All {kind}."), format!("There are no {kind}.")),
            Selection::PastReview(day) => {
                let caption = "Facts overdue for review, the oldest first.".to_owned();
                (caption, format!("No fact is overdue for review on {day}."))
            }
            Selection::ByLeverage => {
                let caption = "Facts by how many verdicts depend on them.".to_owned();
                (caption, "No verdict depends on any single fact.".to_owned())
            }
        };
        let unsure = (kind == "questions").then(|| format!("You can answer `{UNSURE}` to any question."));
        let legend = self.note.clone().or(unsure).map(Prose::from).unwrap_or_default();
        let mut page = Document::titled(kind);
        if self.rows.is_empty() {
            let texts = [none.into(), legend].into_iter().filter(|text| !text.is_empty());
            page.blocks = texts.map(Block::Paragraph).collect();
        } else {
            let rows = self.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
            let (head, narrow) = (self.columns.clone(), NarrowTable::ByRow);
            page.push(Block::Table(Table { caption, head, rows, legend, narrow }));
        }
        page
    }

    fn sheet(&self) -> Vec<Vec<String>> {
        std::iter::once(&self.columns).chain(&self.rows).cloned().collect()
    }
}

/// A cell as people read it.
fn cell(text: &String) -> Prose {
    // Five digits or more are a count; a year has four.
    let is_long = text.len() > 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_long { grouped(text).into() } else { text.into() }
}

//! The page of a [`Listing`].

use crate::answers::UNSURE;
use crate::document::{Block, Document, NarrowTable, Page, Prose, Table};
use crate::explore::{Kind, Listing, Selection};
use crate::kb::{Entry, Question};
use crate::text::grouped;

impl Page for Listing {
    fn page(&self) -> Document {
        let kind = &self.kind;
        let (caption, none) = match &self.selection {
            Selection::All => (format!("All {kind}."), format!("There are no {kind}.")),
            Selection::PastReview(day) => {
                let caption = "Facts past their review, the oldest first.";
                (caption.to_owned(), format!("No fact is past its review on {day}."))
            }
            Selection::ByLeverage => {
                let caption = "Facts by the verdicts that hang on them.";
                (caption.to_owned(), "No verdict hangs on any single fact.".to_owned())
            }
        };
        let unsure = (Kind::of_plural(kind).is_some_and(|kind| kind.word == Question::KIND))
            .then(|| format!("`{UNSURE}` is an answer to each question, too."));
        let legend = self.note.clone().or(unsure).map(Prose::from).unwrap_or_default();
        let mut page = Document::titled(kind);
        if self.rows.is_empty() {
            page.blocks = vec![Block::Paragraph(none.into()), Block::Paragraph(legend)];
            return page;
        }
        let rows = self.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
        page.push(Block::Table(Table {
            caption,
            head: self.columns.clone(),
            rows,
            legend,
            narrow: NarrowTable::ByRow,
        }));
        page
    }
}

/// A cell as people read it.
fn cell(text: &String) -> Prose {
    // Five digits or more are a count; a year has four.
    let is_long = text.len() > 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_long { grouped(text).into() } else { text.into() }
}

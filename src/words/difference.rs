//! The page of a [`Difference`].

use super::phrases::{combinations, example};
use crate::document::{Block, Document, Item, Page};
use crate::explore::{Difference, VerdictChange};
use crate::text::grouped;

impl Page for Difference {
    fn page(&self) -> Document {
        let mut page = Document::titled("Difference");
        let all = grouped(&self.combinations);
        let headline = match self.changed.as_str() {
            "0" => "No combination of answers gets a different verdict.".to_owned(),
            "1" => format!("1 of {all} combinations of answers gets a different verdict."),
            changed => format!("{} of {all} combinations of answers get a different verdict.", grouped(changed)),
        };
        let lines = vec![format!("From the knowledge base of {} to that of {}.", self.old, self.new).into()];
        page.push(Block::Verdict { headline: headline.into(), lines });

        if !self.changes.is_empty() {
            let text = "A share counts combinations, not people: most describe several dangers at once. \
                        With one combination each:";
            let changes = Block::bullets(self.changes.iter().map(item));
            page.section("Which verdicts change", vec![Block::Paragraph(text.into()), changes]);
        }
        let edits = self.edits.iter().map(|edit| format!("{} `{}` ({})", edit.kind, edit.id, edit.how.word()));
        page.section("Entries that differ", vec![Block::bullets(edits)]);
        if self.changed != "0" {
            let next = "Next: run these examples with both knowledge bases, and say in the commit why the new advice is right.";
            page.push(Block::Paragraph(next.into()));
        }
        page.section("Known to one of the two only", vec![Block::bullets(&self.only_in_one)]);
        page
    }
}

fn item(change: &VerdictChange) -> Item {
    let share = combinations(&change.combinations, &change.percent);
    let text = format!("From {} to {}: {share}", change.old, change.new);
    let steps = if change.old_witness == change.new_witness {
        vec![example(&change.new_witness)]
    } else {
        vec![
            format!("with the old one: `advisor quiz {}`", change.old_witness).into(),
            format!("with the new one: `advisor quiz {}`", change.new_witness).into(),
        ]
    };
    Item { steps, ..Item::from(text) }
}

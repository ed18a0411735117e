//! The page of a [`Verification`].

use crate::document::{Block, Document, Item, Page};
use crate::text::{count, percent};
use crate::verify::{CheckedView, Outcome, Verification};

/// How many facts the page names that a person has to check.
const MOST: usize = 20;

impl Page for Verification {
    fn page(&self) -> Document {
        let mut page = Document::titled("Verification");
        let [holding, read] = self.agreement;
        let headline = match read {
            0 => "No evidence could be read.".to_owned(),
            read => {
                let share = percent(holding as f64 / read as f64);
                format!("{holding} of {} still hold ({share}).", count(read, "piece of evidence", "pieces of evidence"))
            }
        };
        let counts: Vec<String> =
            self.counts.iter().map(|(outcome, count)| format!("{} {count}", outcome.word())).collect();
        let of = format!("Knowledge base of {}: {}.", self.knowledge_base, counts.join(", "));
        page.push(Block::Verdict { headline: headline.into(), lines: vec![of.into()] });
        let of = |outcome: Outcome| -> Vec<Item> {
            self.checked.iter().filter(|view| view.outcome == outcome).map(item).collect()
        };
        page.section("Broken: look at these facts and steps", vec![Block::Bullets(of(Outcome::Broken))]);
        page.section("Moved: the text is in another file", vec![Block::Bullets(of(Outcome::Moved))]);
        page.section("Unreachable", vec![Block::Bullets(of(Outcome::Unreachable))]);
        let mut by_hand: Vec<Item> = self.by_hand.iter().take(MOST).map(|fact| Item::from(fact.clone())).collect();
        if self.by_hand.len() > MOST {
            by_hand.push(Item::from(format!("and {} more, in --format json", self.by_hand.len() - MOST)));
        }
        let heading = "To check by hand: facts without evidence that could be read, the most important first";
        page.section(heading, vec![Block::Bullets(by_hand)]);
        page
    }
}

fn item(view: &CheckedView) -> Item {
    Item::from(format!("{}: {}, {}: {}.", view.entry, view.repository, view.path, view.remark))
}

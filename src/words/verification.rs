//! The page of a [`Verification`].

use crate::document::{Block, Document, Page};
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
        let counts = self.counts.iter().map(|(outcome, count)| format!("{} {count}", outcome.word()));
        let of = format!("Knowledge base of {}: {}.", self.knowledge_base, counts.collect::<Vec<_>>().join(", "));
        page.push(Block::Verdict(headline.into(), vec![of.into()]));
        let item = |one: &CheckedView| format!("{}: {}, {}: {}.", one.entry, one.repository, one.path, one.remark);
        let of = |outcome: Outcome| Block::bullets(self.checked.iter().filter(|one| one.outcome == outcome).map(item));
        page.section("Broken: look at these facts and steps", vec![of(Outcome::Broken)]);
        page.section("Moved: the text is in another file", vec![of(Outcome::Moved)]);
        page.section("Unreachable", vec![of(Outcome::Unreachable)]);
        let more = self.by_hand.len().saturating_sub(MOST);
        let more = (more > 0).then(|| format!("and {more} more, in --format json"));
        let heading = "To check by hand: facts without evidence that could be read, the most important first";
        page.section(heading, vec![Block::bullets(self.by_hand.iter().take(MOST).cloned().chain(more))]);
        page
    }
}

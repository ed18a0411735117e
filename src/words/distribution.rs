//! The page of a [`Distribution`].

use crate::document::{Block, Document, NarrowTable, Page, Prose, Table};
use crate::explore::{Counted, CountedNeed, Distribution};
use crate::text::grouped;

impl Page for Distribution {
    fn page(&self) -> Document {
        let mut page = Document::titled("Distribution");
        let decided = self.rows - self.errors;
        let rows = if decided == 1 { "row" } else { "rows" };
        let mut lines = vec![format!("Decided with the knowledge base of {}.", self.knowledge_base).into()];
        if self.errors > 0 {
            lines.push(format!("Not counted, since they have errors: {}.", grouped(self.errors)).into());
        }
        page.push(Block::Verdict { headline: format!("{} {rows} of answers.", grouped(decided)).into(), lines });
        let share = |rows: u64| format!("{:.1}%", rows as f64 / decided.max(1) as f64 * 100.0);
        let row = |one: &Counted| [one.title.clone(), grouped(one.rows), share(one.rows)].map(Prose::from).to_vec();
        let need = |need: &CountedNeed| {
            let share = share(need.must + need.should);
            [need.title.clone(), grouped(need.must), grouped(need.should), share].map(Prose::from).to_vec()
        };
        let verdicts = self.verdicts.iter().map(row).collect();
        page.section("Verdicts", table(&["verdict", "rows", "share"], verdicts));
        page.section("Needs", table(&["property", "must", "should", "share"], self.needs.iter().map(need).collect()));
        let complements = self.complements.iter().map(row).collect();
        page.section("Settings and companions", table(&["setting or companion", "rows", "share"], complements));
        page
    }
}

fn table(head: &[&str], rows: Vec<Vec<Prose>>) -> Vec<Block> {
    let head = head.iter().map(|head| (*head).to_owned()).collect();
    let (caption, legend) = (String::new(), Prose::default());
    vec![Block::Table(Table { caption, head, rows, legend, narrow: NarrowTable::ByRow })]
}

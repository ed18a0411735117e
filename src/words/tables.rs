//! The pages that are tables: a [`Comparison`], a [`Listing`] and a [`Distribution`].

use super::sources;
use crate::answers::UNSURE;
use crate::document::{Block, Document, NarrowTable, Page, Prose, Table};
use crate::explore::{Cell, Comparison, Counted, CountedNeed, Distribution, Listing, Selection};
use crate::text::grouped;

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
            let rows = self.rows.iter().map(|row| row.iter().map(listed).collect()).collect();
            let (head, narrow) = (self.columns.clone(), NarrowTable::ByRow);
            page.push(Block::Table(Table { caption, head, rows, legend, narrow }));
        }
        page
    }

    fn sheet(&self) -> Vec<Vec<String>> {
        std::iter::once(&self.columns).chain(&self.rows).cloned().collect()
    }
}

fn listed(text: &String) -> Prose {
    // Five digits or more are a count; a year has four.
    let is_long = text.len() > 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_long { grouped(text).into() } else { text.into() }
}

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

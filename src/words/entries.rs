//! The pages of what a knowledge base says: a [`Comparison`], a [`Listing`] and a [`Profile`].

use super::{evidence, sources};
use crate::document::{Block, Document, Item, Page, Prose, Table};
use crate::explore::{Cell, Comparison, KnownFact, Listing, Profile, Related};
use crate::kb::{Entry, Property, UNSURE};
use crate::text::{grouped, upper_first};

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
        page.push(Block::Table(Table { caption, head, rows, legend }));
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
    Prose::from(format!("{} {marks}", cell.fact.summary).trim_end()).citing(&cell.fact.sources)
}

impl Page for Listing {
    fn page(&self) -> Document {
        let unsure = (self.kind == "questions").then(|| format!("You can answer `{UNSURE}` to any question."));
        let legend = self.note.clone().or(unsure).map(Prose::from).unwrap_or_default();
        let mut page = Document::titled(&self.kind);
        if self.rows.is_empty() {
            page.push(Block::Paragraph(if legend.is_empty() { "There are none.".into() } else { legend }));
        } else {
            let rows = self.rows.iter().map(|row| row.iter().map(listed).collect()).collect();
            let caption = format!("{}.", upper_first(&self.kind));
            page.push(Block::Table(Table { caption, head: self.columns.clone(), rows, legend }));
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

impl Page for Profile {
    fn page(&self) -> Document {
        let mut page = Document::titled(&self.id);
        for part in &self.parts {
            let heading = format!("{} ({} `{}`)", part.title, part.kind, self.id);
            let about = Block::Paragraph(Prose::from(&part.about).citing(&part.sources));
            let terms = part.fields.iter().map(|(name, value)| (name_of(name), said(name, value).into()));
            page.section(&heading, vec![about, Block::Terms(terms.collect())]);
            page.subsection("Risks to know about", Block::bullets(part.notices.iter().map(related)));
            for facts in part.facts.chunk_by(|one, other| one.group == other.group) {
                let heading = if part.kind == Property::KIND { "Facts" } else { &facts[0].group };
                page.subsection(heading, Block::bullets(facts.iter().map(known_fact)));
            }
            for (name, items) in &part.lists {
                // Of several conditions, any is enough.
                let any = if name.ends_with("when") { " any of these holds" } else { "" };
                page.subsection(&(name_of(name) + any), Block::bullets(items.iter().map(related)));
            }
        }
        page.section("Sources", vec![sources(&self.sources)]);
        page
    }
}

fn name_of(name: &str) -> String {
    upper_first(&name.replace('-', " "))
}

fn said<'a>(name: &str, value: &'a str) -> &'a str {
    match (name, value) {
        ("role", "candidate") => "candidate: a verdict may name it",
        ("role", "alternative") => "alternative: named only as a companion, and in comparisons",
        ("stage", "before") => "before signing up",
        ("stage", "sign-up") => "when signing up",
        ("stage", "after") => "once it is set up",
        ("stage", "always") => "from then on",
        _ => value,
    }
}

fn related(related: &Related) -> Item {
    let id = related.id.as_ref().map(|id| format!("{id}: ")).unwrap_or_default();
    let text = Prose::from(format!("{id}{}", related.text)).citing(&related.sources);
    Item { notes: related.note.iter().map(Prose::from).collect(), ..Item::from(text) }
}

fn known_fact(known: &KnownFact) -> Item {
    let (view, evidence) = (&known.fact, evidence(&known.fact, &format!(" (due after {})", known.review_after)));
    let text = Prose::from(format!("{}: {} ({evidence}).", known.title, view.summary)).citing(&view.sources);
    let mut item = Item::from(text).note(&known.detail);
    for claim in &known.claims {
        let until = claim.until.map(|until| format!(", until {}", until.in_words())).unwrap_or_default();
        let (status, said_by) = (upper_first(claim.status.word()), claim.said_by.trim_end_matches('.'));
        let said = Prose::from(format!("{status}{until}: {} Said by: {said_by}.", claim.claim)).citing(&claim.sources);
        let answer = Prose::from(format!("Answer: {}", claim.answer)).citing(&claim.answer_sources);
        item = item.note(said).note(answer);
    }
    item
}

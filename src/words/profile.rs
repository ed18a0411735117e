//! The page of a [`Profile`].

use super::phrases::sources;
use crate::document::{Block, Document, Item, Page, Prose};
use crate::explore::{KnownFact, Part, Profile, Related};
use crate::kb::{Entry, Property};
use crate::text::upper_first;

impl Page for Profile {
    fn page(&self) -> Document {
        let mut page = Document::titled(&self.id);
        for part in &self.parts {
            let heading = format!("{} ({} `{}`)", part.title, part.kind, self.id);
            page.push(Block::Heading(1, heading.into()));
            if !part.about.is_empty() {
                page.push(Block::Paragraph(Prose::from(&part.about).citing(&part.sources)));
            }
            if !part.fields.is_empty() {
                let terms = part.fields.iter().map(|(name, value)| (name_of(name), said(name, value).into()));
                page.push(Block::Terms(terms.collect()));
            }
            for (heading, items) in lists(part) {
                page.push(Block::Heading(2, heading.into()));
                page.push(Block::Bullets(items));
            }
        }
        page.section("Sources", vec![sources(&self.sources)]);
        page
    }
}

/// The lists of a part, each with its heading.
fn lists(part: &Part) -> Vec<(String, Vec<Item>)> {
    let mut lists = Vec::new();
    if !part.notices.is_empty() {
        lists.push(("Know this".to_owned(), part.notices.iter().map(related).collect()));
    }
    for facts in part.facts.chunk_by(|one, other| one.group == other.group) {
        let heading = if part.kind == Property::KIND { "Facts" } else { &facts[0].group };
        lists.push((heading.to_owned(), facts.iter().map(fact).collect()));
    }
    lists.extend(part.lists.iter().map(|(name, items)| (name_of(name), items.iter().map(related).collect())));
    lists
}

/// The name of a field or a relation as people read it.
fn name_of(name: &str) -> String {
    upper_first(&name.replace('-', " "))
}

/// The value of a field as people read it.
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
    Item { text, notes: related.note.iter().map(Prose::from).collect(), steps: Vec::new() }
}

/// A fact, with how far it can be trusted, its detail, and what is said otherwise.
fn fact(known: &KnownFact) -> Item {
    let view = &known.fact;
    let disputed = if view.disputed { ", disputed" } else { "" };
    let review = if view.past_review { format!(", past review ({})", known.review_after) } else { String::new() };
    let marks = format!("as of {}, {} confidence{disputed}{review}", view.as_of, view.confidence.word());
    let text = Prose::from(format!("{}: {} ({marks}).", known.title, view.summary)).citing(&view.sources);
    let mut notes = vec![Prose::from(&known.detail)];
    for claim in &known.claims {
        let until = claim.until.as_ref().map(|until| format!(", until {until}")).unwrap_or_default();
        let (status, said_by) = (upper_first(claim.status.word()), claim.said_by.trim_end_matches('.'));
        let said = format!("{status}{until}: {} Said by: {said_by}.", claim.claim);
        let said = Prose::from(said).citing(&claim.sources);
        notes.push(said.and(&format!(" Answer: {}", claim.answer)).citing(&claim.answer_sources));
    }
    Item { text, notes, steps: Vec::new() }
}

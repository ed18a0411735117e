//! The page of a [`Profile`].

use super::{evidence, sources};
use crate::document::{Block, Document, Item, Page, Prose};
use crate::explore::{KnownFact, Profile, Related};
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
            page.subsection("Risks to know about", Block::bullets(part.notices.iter().map(related)));
            for facts in part.facts.chunk_by(|one, other| one.group == other.group) {
                let heading = if part.kind == Property::KIND { "Facts" } else { &facts[0].group };
                page.subsection(heading, Block::bullets(facts.iter().map(fact)));
            }
            for (name, items) in &part.lists {
                page.subsection(&name_of(name), Block::bullets(items.iter().map(related)));
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

/// A fact, with how far it can be trusted, its detail, and what is said otherwise.
fn fact(known: &KnownFact) -> Item {
    let (view, evidence) = (&known.fact, evidence(&known.fact, &format!(" ({})", known.review_after)));
    let text = Prose::from(format!("{}: {} ({evidence}).", known.title, view.summary)).citing(&view.sources);
    let mut item = Item::from(text).note(&known.detail);
    for claim in &known.claims {
        let until = claim.until.map(|until| format!(", until {}", until.in_words())).unwrap_or_default();
        let (status, said_by) = (upper_first(claim.status.word()), claim.said_by.trim_end_matches('.'));
        let said = Prose::from(format!("{status}{until}: {} Said by: {said_by}.", claim.claim)).citing(&claim.sources);
        item = item.note(said.and(&format!(" Answer: {}", claim.answer)).citing(&claim.answer_sources));
    }
    item
}

//! `sources.yaml`, whose entries keep the form in which they are written.

use super::Written;
use crate::kb::place::Place;
use crate::kb::resolve::date;
use crate::kb::wording::{Address, Date, Text, WordOrNumber, read};
use crate::kb::{KnowledgeBase, Source};

impl Written for Source {
    const KIND: &'static str = "source";
    type Valid = Self;

    fn id(&self) -> &str {
        &self.id
    }

    fn check(self, at: &Place<'_>, _: &KnowledgeBase) -> Option<Self> {
        let source = Self {
            title: read(at, "title", Text(self.title)),
            publisher: read(at, "publisher", Text(self.publisher)),
            url: read(at, "url", Address(self.url)),
            note: read(at, "note", self.note.map(Text)),
            ..self
        };
        date(&at.field("date"), &Date(WordOrNumber(source.date.clone())))?;
        Some(source)
    }
}

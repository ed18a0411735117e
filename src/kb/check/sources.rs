//! The bibliography.

use super::ledger::{Ledger, Place};
use crate::kb::catalogue::Catalogue;
use crate::kb::load::SOURCES;
use crate::kb::source::{Rank, Source};
use crate::kb::written;

pub(super) fn check(written: Vec<written::Source>, ledger: &mut Ledger) -> Catalogue<Source> {
    let file = Place::file(SOURCES);
    ledger.ids(&file, "source", written.iter().map(|source| source.id.as_str()));
    let mut sources = Vec::new();
    for (position, source) in written.into_iter().enumerate() {
        let place = file.entry("source", position, &source.id);
        ledger.text(&place.field("title"), &source.title);
        ledger.text(&place.field("publisher"), &source.publisher);
        ledger.text(&place.field("url"), &source.url);
        if let Some(note) = &source.note {
            ledger.text(&place.field("note"), note);
        }
        if !is_web_address(&source.url) {
            ledger.note(
                &place.field("url"),
                "the address is not a web address",
                "start it with `https://`, without spaces",
            );
        }
        if ledger.date(&place.field("date"), &source.date).is_none() {
            ledger.leave_out("source", &source.id);
            continue;
        }
        let rank = match source.kind {
            written::Rank::Primary => Rank::Primary,
            written::Rank::Secondary => Rank::Secondary,
        };
        sources.push(Source {
            id: source.id,
            title: source.title,
            publisher: source.publisher,
            url: source.url,
            date: source.date,
            rank,
            note: source.note,
        });
    }
    Catalogue::of(sources)
}

/// Whether it is an address a reader can follow, and nothing else.
pub(super) fn is_web_address(url: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| url.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
        && !url.contains(char::is_whitespace)
}

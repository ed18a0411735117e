//! Stops and helplines.

use super::ledger::{Ledger, Place};
use super::sources::is_web_address;
use crate::kb::catalogue::Catalogue;
use crate::kb::load::{HELPLINES, STOPS};
use crate::kb::question::Question;
use crate::kb::source::Source;
use crate::kb::stop::{Helpline, Stop};
use crate::kb::written;

pub(super) fn helplines(
    written: Vec<written::Helpline>,
    sources: &Catalogue<Source>,
    ledger: &mut Ledger,
) -> Catalogue<Helpline> {
    let file = Place::file(HELPLINES);
    ledger.ids(&file, "helpline", written.iter().map(|helpline| helpline.id.as_str()));
    let mut helplines = Vec::new();
    for (position, helpline) in written.into_iter().enumerate() {
        let place = file.entry("helpline", position, &helpline.id);
        ledger.short_text(&place.field("title"), &helpline.title, 60);
        let texts = [("whom", &helpline.whom), ("how", &helpline.how), ("languages", &helpline.languages)];
        for (field, text) in texts.into_iter().chain(helpline.unseen.iter().map(|text| ("unseen", text))) {
            ledger.text(&place.field(field), text);
        }
        if !is_web_address(&helpline.website) {
            ledger.note(&place.field("website"), "the website is not a web address", "start it with `https://`");
        }
        if helpline.sources.is_empty() {
            ledger.note(&place, "there is no source", "cite at least one entry of sources.yaml");
        }
        let sources = ledger.sources(&place, &helpline.sources, sources);
        let Some(as_of) = ledger.date(&place.field("as-of"), &helpline.as_of) else { continue };
        helplines.push(Helpline {
            id: helpline.id,
            title: helpline.title,
            whom: helpline.whom,
            website: helpline.website,
            how: helpline.how,
            languages: helpline.languages,
            unseen: helpline.unseen,
            as_of,
            sources,
        });
    }
    Catalogue::of(helplines)
}

pub(super) fn stops(
    written: Vec<written::Stop>,
    questions: &Catalogue<Question>,
    helplines: &Catalogue<Helpline>,
    sources: &Catalogue<Source>,
    ledger: &mut Ledger,
) -> Catalogue<Stop> {
    let file = Place::file(STOPS);
    ledger.ids(&file, "stop", written.iter().map(|stop| stop.id.as_str()));
    let mut stops = Vec::new();
    for (position, stop) in written.into_iter().enumerate() {
        let place = file.entry("stop", position, &stop.id);
        ledger.text(&place.field("title"), &stop.title);
        ledger.text(&place.field("text"), &stop.text);
        for (field, texts) in [("first", &stop.first), ("later", &stop.later)] {
            for text in texts {
                ledger.text(&place.field(field), text);
            }
        }
        if stop.full && stop.first.is_empty() {
            ledger.note(&place, "it stops everything and offers nothing", "say under `first` what to do");
        }
        if stop.sources.is_empty() {
            ledger.note(&place, "there is no source", "cite at least one entry of sources.yaml");
        }
        let mut lines = Vec::new();
        for id in &stop.helplines {
            lines.extend(ledger.find(&place.field("helplines"), id, helplines));
        }
        stops.push(Stop {
            when: ledger.rows(&place.field("when"), &stop.when, questions),
            not_when: ledger.rows(&place.field("not-when"), &stop.not_when, questions),
            is_full: stop.full,
            title: stop.title,
            text: stop.text,
            first: stop.first.into_iter().collect(),
            later: stop.later.into_iter().collect(),
            helplines: lines,
            sources: ledger.sources(&place, &stop.sources, sources),
            id: stop.id,
        });
    }
    Catalogue::of(stops)
}

//! Where faults are noted, and the checks that every file shares.

use std::collections::{BTreeMap, BTreeSet};

use unicode_width::UnicodeWidthStr;

use crate::kb::catalogue::{Catalogue, Entry, Key};
use crate::kb::date::AsOf;
use crate::kb::problem::{Problem, Problems, suggestion};
use crate::kb::property::{Level, Measure, Property};
use crate::kb::question::Question;
use crate::kb::row::{ChoiceSet, Row};
use crate::kb::source::Source;
use crate::kb::wording::{LONGEST_ID, LONGEST_TEXT};
use crate::kb::written;
use crate::kb::yaml::Outline;
use crate::text::{is_unprintable, printable};

/// The faults found so far, and where every value stands.
pub(super) struct Ledger {
    outlines: BTreeMap<String, Outline>,
    problems: Vec<Problem>,
    /// Kinds whose file could not be read, so that no reference to them can be judged.
    unread: BTreeSet<&'static str>,
    /// Entries that are left out for a fault of their own: kind and id.
    left_out: BTreeSet<(&'static str, String)>,
}

/// A value that is being checked: its file, its path in it, and the entry it belongs to.
#[derive(Clone)]
pub(super) struct Place {
    file: String,
    path: String,
    entry: Option<String>,
}

impl Place {
    /// A whole file.
    pub(super) fn file(file: &str) -> Self {
        Self { file: file.to_owned(), path: String::new(), entry: None }
    }

    /// The n-th entry of the list at this place.
    pub(super) fn entry(&self, kind: &str, position: usize, id: &str) -> Self {
        let path = format!("{}[{position}]", self.path);
        Self { file: self.file.clone(), path, entry: Some(format!("{kind} `{}`", printable(id))) }
    }

    /// A field of the value at this place.
    pub(super) fn field(&self, name: &str) -> Self {
        Self { path: format!("{}.{name}", self.path), ..self.clone() }
    }

    /// A part of the entry at this place, named in messages beside it.
    pub(super) fn part(&self, field: &str, kind: &str, id: &str) -> Self {
        let mut place = self.field(field);
        let within = self.entry.as_ref().map(|entry| format!("{entry}: ")).unwrap_or_default();
        place.entry = Some(format!("{within}{kind} `{}`", printable(id)));
        place
    }
}

impl Ledger {
    /// A ledger with the faults that were found in reading the files.
    pub(super) fn new(
        outlines: BTreeMap<String, Outline>,
        unread: BTreeSet<&'static str>,
        problems: Vec<Problem>,
    ) -> Self {
        Self { outlines, problems, unread, left_out: BTreeSet::new() }
    }

    /// Notes that an entry is left out for a fault that is told already.
    pub(super) fn leave_out(&mut self, kind: &'static str, id: &str) {
        self.left_out.insert((kind, id.to_owned()));
    }

    /// Whether nothing can be said of an id: its file was not read, or its entry is left out.
    pub(super) fn is_unjudged(&self, kind: &'static str, id: &str) -> bool {
        self.unread.contains(kind) || self.left_out.contains(&(kind, id.to_owned()))
    }

    /// Whether the file of a kind was read.
    pub(super) fn has_read(&self, kind: &'static str) -> bool {
        !self.unread.contains(kind)
    }

    /// Notes a fault and how to mend it.
    pub(super) fn note(&mut self, place: &Place, fault: impl Into<String>, remedy: impl Into<String>) {
        let line = self.outlines.get(&place.file).and_then(|outline| outline.line(&place.path));
        self.problems.push(Problem {
            place: line.map_or_else(|| place.file.clone(), |line| format!("{}:{line}", place.file)),
            entry: place.entry.clone(),
            fault: fault.into(),
            remedy: Some(remedy.into()),
        });
    }

    /// Notes a word that is none of those known, with the nearest of them.
    pub(super) fn note_unknown<'a>(
        &mut self,
        place: &Place,
        fault: String,
        word: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) {
        let remedy = suggestion(self.problems.len(), word, known);
        self.note(place, fault, remedy);
    }

    /// Ends the check: an error if anything was noted.
    pub(super) fn close(self) -> Result<(), Problems> {
        if self.problems.is_empty() { Ok(()) } else { Err(Problems(self.problems)) }
    }

    /// Checks that an id is kebab-case.
    pub(super) fn id(&mut self, place: &Place, id: &str) {
        let kebab = id.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        if !kebab || !id.starts_with(|first: char| first.is_ascii_lowercase()) || id.len() > LONGEST_ID {
            let fault = format!("the id `{}` is not kebab-case", printable(id));
            self.note(
                place,
                fault,
                format!("use a-z, 0-9 and single hyphens, starting with a letter, at most {LONGEST_ID}"),
            );
        }
    }

    /// Checks that the ids of entries of one kind are well formed and different.
    pub(super) fn ids<'a>(&mut self, file: &Place, kind: &str, ids: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for (position, id) in ids.enumerate() {
            let place = file.entry(kind, position, id);
            self.id(&place, id);
            if !seen.insert(id) {
                self.note(&place, "the id is given twice", "rename one of the two");
            }
        }
    }

    /// Checks a text that people read: there, not endless, and safe to print.
    pub(super) fn text(&mut self, place: &Place, text: &str) {
        if text.trim().is_empty() {
            self.note(place, "the text is empty", "write a sentence, or leave the entry out");
        }
        if text.chars().count() > LONGEST_TEXT {
            self.note(place, format!("the text is longer than {LONGEST_TEXT} characters"), "shorten it");
        }
        if let Some(bad) = text.chars().find(|character| is_unprintable(*character)) {
            let fault = format!("the text holds the control character U+{:04X}", bad as u32);
            self.note(place, fault, "remove it; it could rearrange or hide what a terminal shows");
        }
    }

    /// Checks a text that has to fit a table's cell.
    pub(super) fn short_text(&mut self, place: &Place, text: &str, columns: usize) {
        self.text(place, text);
        let wide = text.width();
        if wide > columns {
            self.note(place, format!("the text is {wide} columns wide"), format!("shorten it to {columns}"));
        }
    }

    /// Reads a date.
    pub(super) fn date(&mut self, place: &Place, written: &str) -> Option<AsOf> {
        let date = AsOf::parse(written);
        if date.is_none() {
            let fault = format!("`{}` is not a date", printable(written));
            self.note(place, fault, "write YYYY, YYYY-MM or YYYY-MM-DD");
        }
        date
    }

    /// Resolves an id.
    pub(super) fn find<T: Entry>(&mut self, place: &Place, id: &str, known: &Catalogue<T>) -> Option<Key<T>> {
        let found = known.find(id);
        if found.is_none() && !self.is_unjudged(T::KIND, id) {
            self.note_unknown(place, format!("unknown {} `{}`", T::KIND, printable(id)), id, known.ids());
        }
        found
    }

    /// Resolves a list of sources.
    pub(super) fn sources(&mut self, place: &Place, ids: &[String], known: &Catalogue<Source>) -> Vec<Key<Source>> {
        let mut found = Vec::new();
        for (position, id) in ids.iter().enumerate() {
            let place = place.field(&format!("sources[{position}]"));
            let Some(source) = self.find(&place, id, known) else { continue };
            if found.contains(&source) {
                self.note(&place, format!("the source `{id}` is listed twice"), "keep one of the two");
            }
            found.push(source);
        }
        found
    }

    /// Resolves a level of a property, or a count.
    pub(super) fn level(&mut self, place: &Place, property: &Property, written: &str) -> Option<Level> {
        let level = property.read(written);
        if level.is_none() {
            match &property.measure {
                Measure::Scale(steps) => {
                    let fault = format!("`{}` is not a level of `{}`", printable(written), property.id);
                    self.note_unknown(place, fault, written, steps.iter().map(|step| step.id.as_str()));
                }
                Measure::Count { unit } => {
                    let fault = format!("`{}` is not a number of {unit}", printable(written));
                    self.note(place, fault, format!("write a whole number from 0 to {}", u32::MAX));
                }
                Measure::Text => {
                    self.note(
                        place,
                        format!("`{}` is a text and has no levels", property.id),
                        "use a scale or a count",
                    );
                }
            }
        }
        level
    }

    /// Resolves a level that is asked for, raised to or relied on: never the worst, which everything meets.
    pub(super) fn needed_level(&mut self, place: &Place, property: &Property, written: &str) -> Option<Level> {
        let level = self.level(place, property, written)?;
        if level == Level(0) {
            let fault = format!(
                "`{}` is the worst level of `{}`, which every messenger meets",
                printable(written),
                property.id
            );
            self.note(place, fault, "name a better level");
            return None;
        }
        Some(level)
    }

    /// Resolves the only entry of a map from a property to a level.
    pub(super) fn need(
        &mut self,
        place: &Place,
        written: &BTreeMap<String, written::Bar>,
        properties: &Catalogue<Property>,
    ) -> Option<(Key<Property>, Level)> {
        let mut entries = written.iter();
        let (Some((id, bar)), None) = (entries.next(), entries.next()) else {
            self.note(
                place,
                format!("{} properties are named", written.len()),
                "name exactly one, as `property: level`",
            );
            return None;
        };
        let place = place.field(id);
        let property = self.find(&place, id, properties)?;
        Some((property, self.needed_level(&place, &properties[property], &bar.0)?))
    }

    /// Resolves a row of a decision table.
    pub(super) fn row(&mut self, place: &Place, written: &written::Row, questions: &Catalogue<Question>) -> Row {
        let mut cells = Vec::new();
        for (id, choices) in written {
            let place = place.field(id);
            let Some(question) = self.find(&place, id, questions) else { continue };
            if choices.is_empty() {
                self.note(
                    &place,
                    format!("no choice of `{id}` is listed"),
                    "list at least one, or leave the question out",
                );
            }
            let mut accepted = ChoiceSet::default();
            for choice in choices {
                let asked = &questions[question];
                let Some(found) = asked.find(choice) else {
                    let fault = format!("unknown choice `{}` of question `{id}`", printable(choice));
                    self.note_unknown(&place, fault, choice, asked.choices.iter().map(|known| known.id.as_str()));
                    continue;
                };
                accepted = accepted.union(found);
            }
            cells.push((question, accepted));
        }
        cells.sort();
        Row { cells }
    }

    /// Resolves the rows of a decision table.
    pub(super) fn rows(
        &mut self,
        place: &Place,
        written: &[written::Row],
        questions: &Catalogue<Question>,
    ) -> Vec<Row> {
        let rows = written.iter().enumerate();
        rows.map(|(position, row)| self.row(&at_position(place, position), row, questions)).collect()
    }
}

/// The n-th value of the list at a place.
pub(super) fn at_position(place: &Place, position: usize) -> Place {
    Place { path: format!("{}[{position}]", place.path), ..place.clone() }
}

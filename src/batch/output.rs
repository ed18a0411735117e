//! Results as they are written: lines of JSON, or a sheet under a heading.

use rustc_hash::FxHashMap;

use super::result::{self, Field, Value};
use super::row::{Extra, Passed};
use super::{Notation, Settings};
use crate::text::escaped;

/// How results are written.
pub(super) struct Output {
    notation: Notation,
    fields: Vec<Field>,
    /// The columns of a sheet that go through.
    passed: Vec<String>,
    /// Where each of them stands.
    places: FxHashMap<String, usize>,
}

impl Output {
    pub(super) fn of(settings: &Settings) -> Self {
        Self {
            notation: settings.to,
            fields: settings.fields.clone(),
            passed: Vec::new(),
            places: FxHashMap::default(),
        }
    }

    /// Gives a sheet columns of these names, for what goes through.
    pub(super) fn pass(&mut self, names: Vec<String>) {
        // Of columns with the same name the first counts.
        self.places = names.iter().enumerate().rev().map(|(place, name)| (name.clone(), place)).collect();
        self.passed = names;
    }

    /// What stands before the results.
    pub(super) fn heading(&self) -> Vec<u8> {
        match self.notation {
            Notation::JsonLines => Vec::new(),
            Notation::Csv => {
                let passed = self.passed.iter().map(|name| result::cell_of(&Passed::Text(name.into())));
                let fields = self.fields.iter().map(|field| field.word());
                sheet_line(passed.chain(fields.chain(["error"]).map(str::to_owned)))
            }
        }
    }

    /// Writes what is told of a row, and what of it goes through.
    ///
    /// # Errors
    /// The name of something that goes through and for which the sheet has no column. Nothing is written then.
    pub(super) fn result(&self, extras: &[Extra<'_>], values: &[Value], out: &mut Vec<u8>) -> Result<(), String> {
        match self.notation {
            Notation::JsonLines => {
                out.push(b'{');
                result::write_extras(extras, out);
                for (number, (field, value)) in self.fields.iter().zip(values).enumerate() {
                    out.extend_from_slice(if number > 0 { b",\"" } else { b"\"" });
                    out.extend_from_slice(field.word().as_bytes());
                    out.extend_from_slice(b"\":");
                    result::write_json(value, out);
                }
                out.extend_from_slice(b"}\n");
            }
            Notation::Csv => {
                let passed = self.passed(extras)?.into_iter();
                out.extend(sheet_line(passed.chain(values.iter().map(result::cell)).chain([String::new()])));
            }
        }
        Ok(())
    }

    /// Writes why there is no result for the row on a line.
    pub(super) fn error(&self, line: u64, fault: &str, extras: &[Extra<'_>], out: &mut Vec<u8>) {
        match self.notation {
            Notation::JsonLines => {
                out.push(b'{');
                result::write_extras(extras, out);
                out.extend_from_slice(format!("\"line\":{line},\"error\":").as_bytes());
                result::write_text(fault, out);
                out.extend_from_slice(b"}\n");
            }
            Notation::Csv => {
                let passed = self.passed(extras).unwrap_or_else(|_| vec![String::new(); self.passed.len()]);
                let empty = self.fields.iter().map(|_| String::new());
                let error = escaped(&format!("line {line}: {fault}"));
                out.extend(sheet_line(passed.into_iter().chain(empty).chain([error])));
            }
        }
    }

    /// The cells of the columns that go through; empty where a row has none.
    fn passed(&self, extras: &[Extra<'_>]) -> Result<Vec<String>, String> {
        let mut cells = vec![String::new(); self.passed.len()];
        for extra in extras.iter().rev() {
            let Some(place) = self.places.get(&*extra.name) else {
                return Err(extra.name.clone().into_owned());
            };
            cells[*place] = result::cell_of(&extra.value);
        }
        Ok(cells)
    }
}

/// A line of a sheet.
fn sheet_line(cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory does not fail.
    let written = writer.write_record(cells).map_err(csv::Error::into).and_then(|()| writer.flush());
    debug_assert!(written.is_ok());
    writer.into_inner().unwrap_or_default()
}

//! CSV, for spreadsheets.

use std::borrow::Cow;

/// Lines of cells as CSV.
pub(super) fn csv(lines: Vec<Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer
            .write_record(line.iter().map(|cell| disarmed(cell).into_owned()))
            .expect("memory takes lines of the same length");
    }
    let bytes = writer.into_inner().expect("memory takes everything");
    String::from_utf8(bytes).expect("the cells were strings")
}

/// A cell that a spreadsheet will not run as a formula: with an apostrophe in front, unless it is a number.
///
/// Spreadsheets look past blanks, and some read full-width signs too.
pub fn disarmed(cell: &str) -> Cow<'_, str> {
    let signs = ['=', '+', '-', '@', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];
    let is_number = || cell.bytes().all(|byte| b"+-.eE0123456789".contains(&byte)) && cell.parse::<f64>().is_ok();
    let is_blank = |character: char| character.is_whitespace() || character.is_control();
    let is_formula = cell.trim_start_matches(is_blank).starts_with(signs) && !is_number();
    if is_formula { format!("'{cell}").into() } else { cell.into() }
}

//! CSV, for spreadsheets.

pub(super) fn csv(lines: Vec<Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.write_record(line.iter().map(|cell| guarded(cell))).expect("memory takes lines of the same length");
    }
    let bytes = writer.into_inner().expect("memory takes everything");
    String::from_utf8(bytes).expect("the cells were strings")
}

/// A cell that a spreadsheet will not run as a formula.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::csv;

    #[test]
    fn a_cell_that_looks_like_a_formula_is_disarmed() {
        let cells = ["=HYPERLINK(\"x\")", "plain - text"].map(str::to_owned).to_vec();
        assert_eq!(csv(vec![cells]), "\"'=HYPERLINK(\"\"x\"\")\",plain - text\n");
    }
}

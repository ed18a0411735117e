//! CSV, for spreadsheets.

use super::comparison::Comparison;

/// A comparison as CSV: one line a property, seven columns a messenger.
///
/// # Errors
/// Never on the writer that it uses; the type says so because the library's does.
pub fn comparison_csv(comparison: &Comparison) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut head = vec!["group".to_owned(), "property".to_owned(), "title".to_owned(), "decides".to_owned()];
    for messenger in &comparison.messengers {
        for column in ["level", "summary", "as-of", "confidence", "disputed", "past-review", "sources"] {
            head.push(format!("{}-{column}", messenger.id));
        }
    }
    writer.write_record(head.iter().map(|cell| guarded(cell)))?;
    for group in &comparison.groups {
        for row in &group.rows {
            let mut line = vec![group.id.clone(), row.property.clone(), row.title.clone(), row.decides.to_string()];
            for cell in &row.cells {
                let ids = cell.fact.sources.iter().map(|number| comparison.sources[number - 1].id.as_str());
                line.extend([
                    cell.fact.level.clone().unwrap_or(if cell.unknown { "unknown".into() } else { String::new() }),
                    cell.fact.summary.clone(),
                    cell.fact.as_of.clone(),
                    cell.fact.confidence.word().into(),
                    cell.fact.disputed.to_string(),
                    cell.fact.past_review.to_string(),
                    ids.collect::<Vec<_>>().join(" "),
                ]);
            }
            writer.write_record(line.iter().map(|cell| guarded(cell)))?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    Ok(String::from_utf8(bytes).expect("the cells were strings"))
}

/// A cell that a spreadsheet will not run as a formula.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_cell_that_looks_like_a_formula_is_disarmed() {
        assert_eq!(guarded("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(guarded("plain - text"), "plain - text");
    }
}

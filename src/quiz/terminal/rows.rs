//! The rows of a menu, as the prompt library counts them.

use textwrap::Options;

/// The columns that the library puts before a line.
const PREFIX: usize = 2;
/// Lines are hard to read when they are longer.
pub(super) const WIDEST: usize = 88;

/// A line of a menu, wrapped so that every row has fewer bytes than the screen has columns.
pub(super) fn in_bytes(text: &str, columns: usize) -> String {
    let most = columns.saturating_sub(PREFIX + 2).max(8);
    let mut width = most.min(WIDEST);
    loop {
        let mut rows: Vec<String> = Vec::new();
        for (number, paragraph) in text.split('\n').enumerate() {
            let first = if number == 0 { "" } else { "  " };
            let options = Options::new(width).initial_indent(first).subsequent_indent("  ").break_words(true);
            rows.extend(textwrap::wrap(paragraph.trim_start(), options).iter().map(|row| row.trim_end().to_owned()));
        }
        if width <= 8 || rows.iter().all(|row| row.len() <= most) {
            // The library puts its prefix before the first row only.
            return rows.join("\n  ");
        }
        width -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::in_bytes;

    #[test]
    fn no_row_has_as_many_bytes_as_the_screen_has_columns() {
        let texts = [
            "A plain label that is certainly longer than forty columns are wide",
            "Größenänderungsüberprüfungsverfahren für übergroße Überschriften",
            "電話番号を誰にも知られたくない場合はこれを選んでください",
            "short\n  and a help line that goes on and on beyond the width of the screen",
        ];
        for text in texts {
            for columns in [40, 60, 80, 81, 120] {
                let rows = in_bytes(text, columns);
                for row in rows.lines() {
                    assert!(row.len() < columns, "{columns}: {row:?}");
                }
            }
        }
    }
}

//! Rows of decision tables, as a person would write them.

use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question, Row};

/// A row, as in `contacts: known or both; and number: anyone`; `always` for an empty one.
pub(super) fn when(kb: &KnowledgeBase, row: &Row) -> String {
    let cell = |(question, chosen): &(Key<Question>, ChoiceSet)| {
        format!("{}: {}", kb[*question].id, kb[*question].ids(*chosen).join(" or "))
    };
    let cells: Vec<String> = row.cells.iter().map(cell).collect();
    if cells.is_empty() { "always".to_owned() } else { cells.join("; and ") }
}

/// A table, which holds if any of its rows does; none if it has no row.
pub(super) fn any_of(kb: &KnowledgeBase, rows: &[Row]) -> Option<String> {
    let rows: Vec<String> = rows.iter().map(|row| when(kb, row)).collect();
    (!rows.is_empty()).then(|| rows.join("; or "))
}

//! The machine's dates in the files of a knowledge base.

use std::collections::BTreeMap;

use super::{CheckedView, Kind, Outcome};

/// What is written beside the date of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The messenger.
    pub messenger: String,
    /// The property.
    pub property: String,
    /// `verified`, or `pending` for what is broken.
    field: &'static str,
    /// The day of the oldest commit that was read for it, `YYYY-MM-DD`.
    date: String,
}

/// What to write: for each fact that evidence renews, or that is broken, one date.
///
/// Only what a project states or counts renews a date. What moved waits for a person, and keeps its date.
pub fn stamps(checked: &[CheckedView]) -> Vec<Stamp> {
    let mut by_fact: BTreeMap<[&str; 2], Vec<&CheckedView>> = BTreeMap::new();
    for view in checked {
        if let Some((messenger, property)) = view.entry.split_once(' ') {
            by_fact.entry([messenger, property]).or_default().push(view);
        }
    }
    let stamp = |([messenger, property], views): ([&str; 2], Vec<&CheckedView>)| {
        let any = |outcome| views.iter().any(|view| view.outcome == outcome);
        let is_renewing = |view: &&&CheckedView| matches!(view.kind, Kind::States | Kind::Counts);
        let (field, wanted) = match () {
            () if any(Outcome::Broken) => ("pending", Outcome::Broken),
            () if any(Outcome::Moved) || any(Outcome::Unreachable) => return None,
            () => ("verified", Outcome::Holds),
        };
        let of_field = views.iter().filter(|view| view.outcome == wanted);
        let dates =
            of_field.filter(|view| field == "pending" || is_renewing(view)).filter_map(|view| view.date.clone());
        let (messenger, property) = (messenger.to_owned(), property.to_owned());
        Some(Stamp { messenger, property, field, date: dates.min()? })
    };
    by_fact.into_iter().filter_map(stamp).collect()
}

/// The file of a messenger with a stamp: a line below the `as-of` of the fact, in place of the one that was there.
///
/// `None` if the fact is not written with a field on each line.
pub fn stamped(file: &str, stamp: &Stamp) -> Option<String> {
    let mut lines: Vec<&str> = file.lines().collect();
    let facts = lines.iter().position(|line| line.trim_end() == "facts:")?;
    let heading = format!("  {}:", stamp.property);
    let start = facts + 1 + lines[facts + 1..].iter().position(|line| line.trim_end() == heading)?;
    let is_inside = |line: &&str| line.trim().is_empty() || line.starts_with("   ");
    let end = start + 1 + lines[start + 1..].iter().take_while(|line| is_inside(line)).count();
    let as_of = start + lines[start..end].iter().position(|line| line.starts_with("    as-of:"))?;
    let is_stamp = |line: &&str| ["    verified:", "    pending:"].iter().any(|field| line.starts_with(field));
    let kept: Vec<&str> = lines[as_of + 1..end].iter().copied().filter(|line| !is_stamp(line)).collect();
    let written = format!("    {}: {}", stamp.field, stamp.date);
    lines.splice(as_of + 1..end, std::iter::once(written.as_str()).chain(kept));
    Some(lines.join("\n") + "\n")
}

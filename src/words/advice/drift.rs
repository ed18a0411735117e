//! A saved verdict compared with the one of today.

use crate::advice::{Drift, DriftEntry, DriftKind, KeptVerdict};
use crate::document::Block;
use crate::kb::How;
use crate::text::lower_first;
use crate::words::placed;

/// The comparison in a line of the first screen.
pub(super) fn line(drift: &Drift) -> String {
    if drift.changed {
        return format!("The verdict changed: it was {}, and is now {}.", verdict(&drift.was), verdict(&drift.is));
    }
    let though = if drift.entries.is_empty() { "" } else { ", although some of what it rests on changed" };
    format!("The verdict is the same as when you saved it{though}.")
}

pub(super) fn drift(drift: &Drift) -> Vec<Block> {
    let what = match drift.entries.is_empty() {
        true => "Nothing that it rests on has changed, as far as the file shows.",
        false => "This differs from what it rested on:",
    };
    vec![Block::Paragraph(format!("{} {what}", line(drift)).into()), Block::bullets(drift.entries.iter().map(entry))]
}

fn verdict(verdict: &KeptVerdict) -> String {
    match (verdict.none_alone, verdict.messengers.as_slice()) {
        (_, []) => "no app alone".to_owned(),
        (true, base) => format!("no app alone, starting with {}", placed(base)),
        (false, named) => placed(named),
    }
}

fn entry(entry: &DriftEntry) -> String {
    let title = match entry.kind {
        DriftKind::Rule => format!("the rule `{}`", entry.title),
        DriftKind::MaxAge => format!("`--{}`", entry.title),
        DriftKind::Complement => format!("“{}”", entry.title),
        DriftKind::Question | DriftKind::Candidate | DriftKind::Fact | DriftKind::Context => entry.title.clone(),
    };
    let how = match entry.how {
        How::Added => "New",
        How::Removed => "Gone",
        How::Changed => "Changed",
    };
    let value = |value: &Option<String>| value.as_ref().map_or("unknown".to_owned(), |value| lower_first(value));
    let values = if entry.kind == DriftKind::Fact {
        format!(" It was: {}. It is now: {}.", value(&entry.was), value(&entry.is))
    } else {
        let values = [("was", &entry.was), ("is now", &entry.is)];
        values.iter().filter_map(|(when, value)| Some(format!(" It {when} {}.", value.as_ref()?))).collect()
    };
    let end = if title.ends_with('?') { "" } else { "." };
    format!("{how}: {title}{end}{values}")
}

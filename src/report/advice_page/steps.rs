//! What to do, step by step.

use super::super::advice::{Advice, Step};
use super::phrase::lower_first;
use crate::document::Item;
use crate::document::Prose;

impl Advice {
    /// A step with how it is done.
    pub(super) fn step(&self, step: &Step) -> Item {
        let is_optional = !step.required && !step.complements.is_empty();
        let remarks = in_brackets([self.for_whom(step), is_optional.then(|| "recommended".to_owned())]);
        let dated = step.as_of.as_ref().map(|as_of| format!(" As of {as_of}.")).unwrap_or_default();
        let about: Vec<&str> = step.about.iter().map(|about| about.as_str()).collect();
        let mut notes = Vec::new();
        if !about.is_empty() {
            notes.push(Prose::from(format!("{}{dated}", about.join(" "))));
        }
        notes.extend(self.instead_of(step).map(Prose::from));
        Item {
            text: Prose::from(sentence(&step.title, &remarks)).citing(&step.sources),
            notes,
            steps: step.how_to.iter().map(Prose::from).collect(),
        }
    }

    /// What would do as well as the companion of a step.
    fn instead_of(&self, step: &Step) -> Option<String> {
        let companions = self.contexts.iter().flat_map(|context| &context.companions);
        let own = companions.into_iter().find(|companion| step.complements.contains(&companion.id))?;
        let titles: Vec<String> = own.instead.iter().map(|other| lower_first(&other.title)).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        (!titles.is_empty()).then(|| format!("Alternatively: {}.", titles.join("; or ")))
    }

    /// Whom a step is for, if there is more than one context and it is not for all.
    pub(super) fn for_whom(&self, step: &Step) -> Option<String> {
        if self.contexts.len() < 2 || step.contexts.is_empty() || step.contexts.len() == self.contexts.len() {
            return None;
        }
        let concerned = self.contexts.iter().filter(|context| step.contexts.contains(&context.id));
        let titles: Vec<String> = concerned.map(|context| lower_first(&context.title)).collect();
        Some(format!("for {}", titles.join(" and ")))
    }
}

/// A title with remarks, as a sentence.
pub(super) fn sentence(title: &str, remarks: &str) -> String {
    let title = title.trim_end_matches('.');
    format!("{title}{remarks}.")
}

/// Remarks as they stand after a title, in one pair of brackets; empty if there is none.
pub(super) fn in_brackets<const COUNT: usize>(remarks: [Option<String>; COUNT]) -> String {
    let remarks: Vec<String> = remarks.into_iter().flatten().collect();
    if remarks.is_empty() { String::new() } else { format!(" ({})", remarks.join("; ")) }
}

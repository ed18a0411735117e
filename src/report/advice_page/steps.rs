//! What to do, step by step.

use super::super::advice::{Advice, Step};
use super::super::document::{Block, Item};
use super::super::prose::Prose;
use super::phrase::lower_first;

impl Advice {
    /// Every step with how it is done.
    pub(super) fn all_steps(&self) -> Block {
        let items = self.steps.iter().map(|step| {
            let optional = (!step.required && !step.unproven).then(|| "advised, not a must".to_owned());
            let remarks = in_brackets([self.for_whom(step), self.doubt(step), optional]);
            let dated = step.as_of.as_ref().map(|as_of| format!(" As of {as_of}.")).unwrap_or_default();
            let mut notes = vec![Prose::from(format!("{}{dated}", step.about))];
            notes.extend(self.instead_of(step).map(Prose::from));
            Item {
                text: Prose::from(format!("{}{remarks}.", step.title)).citing(&step.sources),
                notes,
                steps: step.how_to.iter().map(Prose::from).collect(),
            }
        });
        Block::Numbered(items.collect())
    }

    /// What would do as well as the companion of a step.
    fn instead_of(&self, step: &Step) -> Option<String> {
        let companions = self.contexts.iter().flat_map(|context| &context.companions);
        let own = companions.into_iter().find(|companion| Some(&companion.id) == step.complement.as_ref())?;
        let titles: Vec<String> = own.instead.iter().map(|other| lower_first(&other.title)).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        (!titles.is_empty()).then(|| format!("Instead you could as well: {}.", titles.join("; or ")))
    }

    /// That nobody has shown a step to work, if so.
    pub(super) fn doubt(&self, step: &Step) -> Option<String> {
        let named = self.contexts.iter().find(|context| context.messenger == step.messenger);
        named.filter(|_| step.unproven).map(|context| format!("not shown to work with {}", context.messenger_title))
    }

    /// Whom a step is for, if there is more than one context and it is not for all.
    pub(super) fn for_whom(&self, step: &Step) -> Option<String> {
        if self.contexts.len() < 2 || step.contexts.len() == self.contexts.len() {
            return None;
        }
        let titles: Vec<String> = self
            .contexts
            .iter()
            .filter(|context| step.contexts.contains(&context.id))
            .map(|context| lower_first(&context.title))
            .collect();
        Some(format!("for {}", titles.join(" and ")))
    }
}

/// Remarks as they stand behind a title, in one pair of brackets; nothing if there is none.
pub(super) fn in_brackets<const COUNT: usize>(remarks: [Option<String>; COUNT]) -> String {
    let remarks: Vec<String> = remarks.into_iter().flatten().collect();
    if remarks.is_empty() { String::new() } else { format!(" ({})", remarks.join("; ")) }
}

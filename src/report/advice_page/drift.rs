//! What became of a saved verdict, in words.

use super::super::drift::{Cause, Drift, DriftChange};
use super::phrase::count;
use crate::document::{Block, Item};

/// How many changes the first screen names.
const FIRST_CHANGES: usize = 3;

impl Drift {
    /// The comparison in a line or two of the first screen.
    pub(super) fn line(&self) -> String {
        let compared = format!("Compared with the file, saved with the knowledge base of {}:", self.saved_with);
        let rest = match (self.changed, self.changes.len()) {
            (false, 0) => "the same verdict.".to_owned(),
            (false, changes) => {
                format!("the same verdict, though {} since then.", count(changes, "thing changed", "things changed"))
            }
            (true, _) => format!("another verdict now. It was: {}. {}", self.was, self.cause_in_short()),
        };
        let terms = self.terms().map(|terms| format!(" {terms}")).unwrap_or_default();
        format!("{compared} {rest}{terms}")
    }

    /// How the age from which facts count as unknown differs, if it does.
    fn terms(&self) -> Option<String> {
        match (&self.max_age_was, &self.max_age_is) {
            (was, is) if was == is => None,
            (Some(was), Some(is)) => {
                Some(format!("It was saved with --max-age {was:?}, and this run has --max-age {is:?}."))
            }
            (Some(was), None) => Some(format!("It was saved with --max-age {was:?}, and this run is without.")),
            (None, is) => {
                let is = is.as_deref().unwrap_or_default();
                Some(format!("It was saved without --max-age, and this run has --max-age {is:?}."))
            }
        }
    }

    fn cause_in_short(&self) -> String {
        let names: Vec<&str> = self.what_did_it().map(|change| change.name.as_str()).collect();
        let (named, others) = names.split_at(names.len().min(FIRST_CHANGES));
        let others = count(others.len(), "other", "others");
        let mut words = named.to_vec();
        if names.len() > FIRST_CHANGES {
            words.push(&others);
        }
        // Names hold colons and commas.
        let words = words.join("; ");
        match self.cause {
            Cause::None => String::new(),
            Cause::Each if names.len() > 1 => format!("It took every one of these changes: {words}."),
            Cause::Together if names.len() > 1 => {
                format!("Undoing all of these changes would bring back the saved verdict: {words}.")
            }
            Cause::Each | Cause::Together => format!("What changed it: {words}."),
            Cause::NotFound if self.changes.is_empty() => "Nothing that the file keeps of it has changed.".to_owned(),
            Cause::NotFound => "Which change did it was not found; see what changed below.".to_owned(),
            Cause::NotKept => "The file does not say what its verdict rested on.".to_owned(),
        }
    }

    /// Everything that changed, what did it first.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let of = |change: &DriftChange| {
            // A question ends by itself.
            let end = if change.name.ends_with('?') { "" } else { "." };
            Item::of(format!("{}{end}", super::phrase::upper_first(&change.name))).note(change.text.as_str())
        };
        let did_it: Vec<Item> = self.what_did_it().map(of).collect();
        let others: Vec<Item> = self.changes.iter().filter(|change| !change.did_it).map(of).collect();
        let mut blocks = vec![Block::Paragraph(self.in_full().into())];
        if !did_it.is_empty() {
            blocks.push(Block::Bullets(did_it));
            if !others.is_empty() {
                blocks.push(Block::Paragraph("Also changed since then:".into()));
            }
        }
        if !others.is_empty() {
            blocks.push(Block::Bullets(others));
        }
        blocks
    }

    fn in_full(&self) -> String {
        let one = self.what_did_it().count() == 1;
        let was = format!("The saved verdict was: {}.", self.was);
        let cause = match self.cause {
            Cause::None if self.changes.is_empty() => "It is the same now, and so is all it rests on.",
            Cause::None => "It is the same now. These things changed and did not change it:",
            Cause::Each if one => "It is another one now. Were this as it was, the verdict would be the saved one:",
            Cause::Each => {
                "It is another one now. Were any one of these as it was, the verdict would be the saved one:"
            }
            Cause::Together => {
                "It is another one now. Were all of these as they were, the verdict would be the saved one:"
            }
            Cause::NotFound if self.changes.is_empty() => {
                "It is another one now, and nothing that the file keeps of it has changed: look at the newer \
                 knowledge base with `advisor diff`, if you have both."
            }
            Cause::NotFound => "It is another one now. Which of these did it was not found:",
            Cause::NotKept => {
                "It is another one now. The file does not say what it rested on, so that what changed it cannot be told; \
                 a file saved with --save from now on does."
            }
        };
        format!("{was} {cause}")
    }

    fn what_did_it(&self) -> impl Iterator<Item = &DriftChange> {
        self.changes.iter().filter(|change| change.did_it)
    }
}

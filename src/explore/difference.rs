//! What changes from one edition of a knowledge base to another, as plain data.

use schemars::JsonSchema;
use serde::Serialize;

use super::verdict;
use crate::engine::{Levels, Trust};
use crate::kb::{Edit, Files, Form, KnowledgeBase, Question};
use crate::space::{EditionChange, compare};

pub(super) const FORM: Form = Form::printed::<Difference>("advisor/difference/2", "What `diff --format json` prints");

/// Which combinations of answers get another verdict, and which entries differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// The schema id of this form.
    #[schemars(extend("const" = FORM.id))]
    pub schema: &'static str,
    /// The version of the old edition.
    pub old: String,
    /// The version of the new edition.
    pub new: String,
    /// How many combinations of answers were compared, 2^128 - 1 at most; as text, since it can exceed what JSON numbers
    /// hold.
    pub combinations: String,
    /// How many of them get another verdict.
    pub changed: String,
    /// Each change of verdict, the most frequent first.
    pub changes: Vec<VerdictChange>,
    /// Every entry that differs, as far as a verdict can depend on it.
    pub edits: Vec<Edit>,
    /// Questions and choices that only one edition knows, in words.
    pub only_in_one: Vec<String>,
}

/// A change of verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VerdictChange {
    /// The verdict of the old edition, in words.
    pub old: String,
    /// The verdict of the new edition, in words.
    pub new: String,
    /// How many combinations change so.
    pub combinations: String,
    /// The share in percent of the combinations compared; as text.
    pub percent: String,
    /// One of them, as flags for the old edition.
    pub old_witness: String,
    /// The same, as flags for the new edition.
    pub new_witness: String,
}

impl Difference {
    /// Compares two editions that load, the old one first.
    ///
    /// # Errors
    /// If they cannot be laid out over the same questions.
    pub fn between(editions: &[(Files, KnowledgeBase); 2], trust: &Trust) -> Result<Self, String> {
        let [(old_files, old), (new_files, new)] = editions;
        let (combinations, changes) = compare([(old, &Levels::of(old, trust)), (new, &Levels::of(new, trust))])?;
        let changed = changes.iter().fold(0_u128, |sum, change| sum.saturating_add(change.count));
        let view = |change: &EditionChange| VerdictChange {
            old: verdict(old, &change.old),
            new: verdict(new, &change.new),
            combinations: change.count.to_string(),
            percent: format!("{:.4}", change.count as f64 / combinations as f64 * 100.0),
            old_witness: flags(old, &change.witness),
            new_witness: flags(new, &change.witness),
        };
        Ok(Self {
            schema: FORM.id,
            old: old.scope().version.clone(),
            new: new.scope().version.clone(),
            combinations: combinations.to_string(),
            changed: changed.to_string(),
            changes: changes.iter().map(view).collect(),
            edits: Edit::between(old_files, new_files, trust.max_age.is_some()),
            only_in_one: only_in(old, new, "old").into_iter().chain(only_in(new, old, "new")).collect(),
        })
    }
}

/// The answers that an edition asks for, as flags.
fn flags(kb: &KnowledgeBase, witness: &[(String, Vec<String>)]) -> String {
    let known = witness.iter().filter(|(id, _)| kb.questions().find(id).is_some());
    known.map(|(id, chosen)| format!("--{id} {}", chosen.join(","))).collect::<Vec<_>>().join(" ")
}

/// Questions and choices that one edition has and the other has not.
fn only_in(kb: &KnowledgeBase, other: &KnowledgeBase, which: &str) -> Vec<String> {
    let missing = |Question { id, choices, .. }: &Question| {
        let Some(there) = other.questions().find(id) else {
            return Some(format!("question `{id}` of the {which} one: counted with each of its answers"));
        };
        let new = choices.iter().map(|choice| &choice.id).filter(|choice| other[there].find(choice).is_none());
        let new: Vec<String> = new.map(|choice| format!("`{choice}`")).collect();
        let text = || format!("{} of the {which} question `{id}`: answers with it are left out", new.join(", "));
        (!new.is_empty()).then(text)
    };
    kb.questions().iter().filter_map(missing).collect()
}

//! What changes from one edition of a knowledge base to another, as plain data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::{Levels, Trust};
use crate::kb::{Edit, Entry, Files, Key, KnowledgeBase, Question};
use crate::space::{EditionChange, Editions, Incomparable, NamedOutcome};
use crate::text::placed_words;

/// The schema id of [`Difference`] as JSON.
pub(super) const SCHEMA: &str = "advisor/difference/2";

/// Which combinations of answers get another verdict, and which entries differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// The schema id of this form.
    #[schemars(extend("const" = SCHEMA))]
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
    pub edits: Vec<EditView>,
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

/// An entry that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EditView {
    /// What kind of entry it is.
    pub kind: &'static str,
    /// Its id; that of the messenger and that of the property for a fact.
    pub id: String,
    /// `added`, `removed` or `changed`.
    #[schemars(extend("enum" = ["added", "removed", "changed"]))]
    pub how: &'static str,
}

impl Difference {
    /// Compares two editions that load.
    ///
    /// # Errors
    /// If they cannot be laid out over the same questions.
    pub fn between(
        (old_files, old): (&Files, &KnowledgeBase),
        (new_files, new): (&Files, &KnowledgeBase),
        trust: &Trust,
    ) -> Result<Self, Incomparable> {
        let (old_levels, new_levels) = (Levels::of(old, trust), Levels::of(new, trust));
        let Editions { size: combinations, changes } = Editions::of([(old, &old_levels), (new, &new_levels)])?;
        let changed = changes.iter().fold(0_u128, |sum, change| sum.saturating_add(change.count));
        let edits = Edit::between(old_files, new_files, trust.max_age.is_some());
        let view = |change: &EditionChange| VerdictChange {
            old: verdict(old, &change.old),
            new: verdict(new, &change.new),
            combinations: change.count.to_string(),
            percent: format!("{:.4}", change.count as f64 / combinations as f64 * 100.0),
            old_witness: flags(old, &change.witness),
            new_witness: flags(new, &change.witness),
        };
        Ok(Self {
            schema: SCHEMA,
            old: old.scope().version.clone(),
            new: new.scope().version.clone(),
            combinations: combinations.to_string(),
            changed: changed.to_string(),
            changes: changes.iter().map(view).collect(),
            edits: edits.iter().map(EditView::of).collect(),
            only_in_one: only_in(old, new, "old").into_iter().chain(only_in(new, old, "new")).collect(),
        })
    }
}

impl EditView {
    fn of(edit: &Edit) -> Self {
        Self { kind: edit.kind, id: edit.id.clone(), how: edit.how.word() }
    }
}

fn verdict<'a>(kb: &'a KnowledgeBase, outcome: &'a NamedOutcome) -> String {
    let Some(placing) = outcome else { return "none alone".to_owned() };
    let mut placing: Vec<&(String, String)> = placing.iter().collect();
    placing.sort_by_key(|(context, _)| kb.contexts().find(context));
    let title = |(context, messenger): &'a (String, String)| {
        let context = kb.contexts().find(context).map_or(context.as_str(), |key| &kb[key].title);
        let messenger = kb.messengers().find(messenger).map_or(messenger.as_str(), |key| &kb[key].title);
        (context, messenger)
    };
    placed_words(placing.into_iter().map(title))
}

/// The answers that an edition asks for, as flags.
fn flags(kb: &KnowledgeBase, witness: &[(String, Vec<String>)]) -> String {
    let known = witness.iter().filter(|(id, _)| kb.questions().find(id).is_some());
    known.map(|(id, chosen)| format!("--{id} {}", chosen.join(","))).collect::<Vec<_>>().join(" ")
}

/// Questions and choices that one edition has and the other has not.
fn only_in(kb: &KnowledgeBase, other: &KnowledgeBase, which: &str) -> Vec<String> {
    let missing = |key: Key<Question>| {
        let question = &kb[key];
        let Some(there) = other.questions().find(question.id()) else {
            return Some(format!("question `{}` of the {which} one: counted with each of its answers", question.id()));
        };
        let is_new = |id: &&str| other[there].find(id).is_none();
        let choices: Vec<String> = question
            .choices
            .iter()
            .map(|choice| choice.id.as_str())
            .filter(is_new)
            .map(|id| format!("`{id}`"))
            .collect();
        (!choices.is_empty()).then(|| {
            format!("{} of the {which} question `{}`: answers with it are left out", choices.join(", "), question.id())
        })
    };
    kb.questions().keys().filter_map(missing).collect()
}

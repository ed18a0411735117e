//! What changes from one edition of a knowledge base to another, as plain data.

use schemars::JsonSchema;
use serde::Serialize;

use super::soundness::{combinations, example};
use crate::document::{Block, Document, Item};
use crate::engine::{Levels, Trust};
use crate::kb::{Edits, Entry, Files, Key, KnowledgeBase, Problems, Question};
use crate::space::{EditionChange, Editions, Incomparable, NamedOutcome};
use crate::text::{grouped, placed_words};

/// The schema id of [`Difference`] as JSON.
pub(super) const SCHEMA: &str = "advisor/difference/1";

/// The most edits that are tried one by one.
const MOST_TRIED: usize = 200;

/// Which combinations of answers get another verdict, and which edits bring that about.
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
    /// Every edit, those that most of the changes hang on first.
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
    /// What it does to take it back alone from the new edition.
    pub taken_back: TrialView,
    /// What it does to make it alone in the old edition.
    pub made_alone: TrialView,
}

/// What a single edit does to the verdicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrialView {
    /// It was tried.
    Tried {
        /// How many of the changed combinations it accounts for: they get the verdict of the other edition by it.
        accounts_for: String,
        /// How many combinations get another verdict by it, these included.
        alters: String,
    },
    /// It cannot be done alone, since other edits build on it.
    CannotStandAlone,
    /// It was not tried, since that would take too much work.
    TooMuchWork,
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
        let mut editions = Editions::of((old, &old_levels), (new, &new_levels))?;
        let combinations = editions.size();
        let changes = editions.changes();
        let changed = changes.iter().fold(0_u128, |sum, change| sum.saturating_add(change.count));
        let edits = Edits::between(old_files, new_files, trust.max_age.is_some());
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
            edits: tried(&edits, &mut editions, trust),
            only_in_one: only_in(old, new, "old").into_iter().chain(only_in(new, old, "new")).collect(),
        })
    }

    /// The page for people.
    pub fn page(&self) -> Document {
        let mut page = Document::titled("Difference");
        let all = grouped(&self.combinations);
        let headline = match self.changed.as_str() {
            "0" => "No combination of answers gets another verdict.".to_owned(),
            "1" => format!("1 of {all} combinations of answers gets another verdict."),
            changed => format!("{} of {all} combinations of answers get another verdict.", grouped(changed)),
        };
        let lines = vec![format!("From the knowledge base of {} to that of {}.", self.old, self.new).into()];
        page.push(Block::Verdict { headline: headline.into(), lines });

        let mut blocks = Vec::new();
        if !self.changes.is_empty() {
            let text = "A share counts combinations, not people: most combinations heap several dangers on one person. \
                        With one combination each:";
            blocks.push(Block::Paragraph(text.into()));
        }
        blocks.push(Block::Bullets(self.changes.iter().map(VerdictChange::item).collect()));
        page.section("Which verdicts change", blocks);

        let named = |is_wanted: fn(&EditView) -> bool| -> Vec<&EditView> {
            self.edits.iter().filter(|edit| is_wanted(edit)).collect()
        };
        let told = named(|edit| edit.accounts()).into_iter().map(|edit| Item::of(edit.sentence(&self.changed)));
        page.section("What brings it about", vec![Block::Bullets(told.collect())]);
        let listed = |is_wanted: fn(&EditView) -> bool| {
            let items = named(is_wanted).into_iter().map(|edit| Item::of(edit.name()));
            vec![Block::Bullets(items.collect())]
        };
        let alters = "Edits that change verdicts by themselves, but make none of these changes";
        page.section(alters, listed(|edit| !edit.accounts() && edit.alters()));
        let idle = "Edits that change no verdict by themselves";
        page.section(idle, listed(|edit| edit.is_tried() && !edit.alters()));
        let bound = "Edits that cannot be tried by themselves, since other edits build on them";
        page.section(bound, listed(|edit| !edit.is_tried() && !edit.was_too_much()));
        let untried = "Edits that were not tried, since that would take too much work";
        page.section(untried, listed(|edit| !edit.is_tried() && edit.was_too_much()));
        page.section("Known to one of the two only", vec![Block::Bullets(items(&self.only_in_one))]);
        page
    }
}

impl VerdictChange {
    fn item(&self) -> Item {
        let share = combinations(&self.combinations, &self.percent);
        let text = format!("From {} to {}: {share}", self.old, self.new);
        let steps = if self.old_witness == self.new_witness {
            vec![example(&self.new_witness)]
        } else {
            vec![
                format!("with the old one: `advisor quiz {}`", self.old_witness).into(),
                format!("with the new one: `advisor quiz {}`", self.new_witness).into(),
            ]
        };
        Item { text: text.into(), notes: Vec::new(), steps }
    }
}

impl EditView {
    fn trials(&self) -> [&TrialView; 2] {
        [&self.taken_back, &self.made_alone]
    }

    fn is_tried(&self) -> bool {
        self.trials().into_iter().any(|trial| matches!(trial, TrialView::Tried { .. }))
    }

    fn was_too_much(&self) -> bool {
        self.trials().contains(&&TrialView::TooMuchWork)
    }

    fn accounts(&self) -> bool {
        let some = |trial: &TrialView| matches!(trial, TrialView::Tried { accounts_for, .. } if accounts_for != "0");
        self.trials().into_iter().any(some)
    }

    fn alters(&self) -> bool {
        let some = |trial: &TrialView| matches!(trial, TrialView::Tried { alters, .. } if alters != "0");
        self.trials().into_iter().any(some)
    }

    fn name(&self) -> String {
        format!("{} `{}` ({})", self.kind, self.id, self.how)
    }

    fn sentence(&self, changed: &str) -> String {
        let done = |trial: &TrialView, done: &str, does: &str| match trial {
            TrialView::Tried { accounts_for, .. } => {
                let count = match accounts_for.as_str() {
                    "0" => "none".to_owned(),
                    all if all == changed => format!("all {}", grouped(all)),
                    some => grouped(some),
                };
                format!("{done} alone, it {does} {count} of the changes")
            }
            TrialView::CannotStandAlone => format!("it cannot be {done} alone"),
            TrialView::TooMuchWork => format!("{done} alone, it was not tried"),
        };
        let taken_back = done(&self.taken_back, "taken back", "undoes");
        format!("{}: {taken_back}; {}.", self.name(), done(&self.made_alone, "made", "brings"))
    }
}

/// Each edit taken back and made alone, as far as the work allows; those that account for the most first.
fn tried(edits: &Edits, editions: &mut Editions<'_>, trust: &Trust) -> Vec<EditView> {
    let mut views = Vec::new();
    for (number, edit) in edits.all().iter().enumerate() {
        let is_too_much = number >= MOST_TRIED;
        let mut trial = |made: &dyn Fn() -> Result<KnowledgeBase, Problems>, is_back: bool| {
            if is_too_much {
                return (0, TrialView::TooMuchWork);
            }
            let Ok(kb) = made() else { return (0, TrialView::CannotStandAlone) };
            let levels = Levels::of(&kb, trust);
            let trial = if is_back { editions.taken_back(&kb, &levels) } else { editions.made_alone(&kb, &levels) };
            match trial {
                Ok(trial) => {
                    let (accounts_for, alters) = (trial.accounts.to_string(), trial.alters.to_string());
                    (trial.accounts, TrialView::Tried { accounts_for, alters })
                }
                Err(Incomparable::TooLarge) => (0, TrialView::TooMuchWork),
                Err(Incomparable::Order(_) | Incomparable::Answers(_)) => (0, TrialView::CannotStandAlone),
            }
        };
        let (undoes, taken_back) = trial(&|| edits.taken_back(edit), true);
        let (brings, made_alone) = trial(&|| edits.made_alone(edit), false);
        let view = EditView { kind: edit.kind(), id: edit.id.clone(), how: edit.how.word(), taken_back, made_alone };
        views.push(((undoes, brings), view));
    }
    views.sort_by_key(|(accounts, _)| std::cmp::Reverse(*accounts));
    views.into_iter().map(|(_, view)| view).collect()
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

fn items(texts: &[String]) -> Vec<Item> {
    texts.iter().map(Item::of).collect()
}

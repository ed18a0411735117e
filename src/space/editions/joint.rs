//! The questions of two editions as one list.

use crate::engine::Levels;
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question};
use crate::space::TooLarge;
use crate::space::variables::{Variables, values};

/// A question of either edition.
pub(super) struct Joint {
    pub(super) id: String,
    pub(super) old: Option<Key<Question>>,
    pub(super) new: Option<Key<Question>>,
    /// The answers, as the ids of their choices.
    pub(super) answers: Vec<Vec<String>>,
}

/// A joint question in one of the editions.
pub(super) struct Within {
    pub(super) key: Key<Question>,
    /// The joint answers.
    pub(super) sets: Vec<ChoiceSet>,
}

impl Joint {
    /// The question with its answers in an edition that may have it.
    pub(super) fn within(&self, kb: &KnowledgeBase) -> Result<Option<Within>, Incomparable> {
        let Some(key) = kb.questions().find(&self.id) else { return Ok(None) };
        let set = |answer: &Vec<String>| {
            answer.iter().try_fold(ChoiceSet::default(), |set, id| Some(set.union(kb[key].find(id)?)))
        };
        let sets: Option<Vec<ChoiceSet>> = self.answers.iter().map(set).collect();
        Ok(Some(Within { key, sets: sets.ok_or_else(|| Incomparable::Answers(self.id.clone()))? }))
    }
}

/// Why two editions cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incomparable {
    /// One of them cannot be laid out.
    TooLarge,
    /// They ask these questions in an order that cannot be brought together.
    Order(Vec<String>),
    /// They have no answer to this question in common.
    Answers(String),
}

impl std::fmt::Display for Incomparable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge => TooLarge.fmt(f),
            Self::Order(questions) => {
                let questions: Vec<String> = questions.iter().map(|id| format!("`{id}`")).collect();
                write!(f, "the questions {} cannot be brought into one order for both", questions.join(", "))
            }
            Self::Answers(question) => write!(f, "they have no answer to the question `{question}` in common"),
        }
    }
}

impl std::error::Error for Incomparable {}

impl From<TooLarge> for Incomparable {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

/// The questions of both editions, in an order that suits both.
pub(super) fn questions(
    (old, old_levels): (&KnowledgeBase, &Levels),
    (new, new_levels): (&KnowledgeBase, &Levels),
) -> Result<Vec<Joint>, Incomparable> {
    let order = |kb: &KnowledgeBase, levels: &Levels| -> Result<Vec<String>, Incomparable> {
        let variables = Variables::of(kb, levels)?;
        Ok(variables.order.iter().map(|key| kb[*key].id.clone()).collect())
    };
    // The order of the new edition, with what only the old one has after its neighbour there.
    let mut wanted = order(new, new_levels)?;
    let mut next = 0;
    for id in order(old, old_levels)? {
        match wanted.iter().position(|known| *known == id) {
            Some(position) => next = position + 1,
            None => {
                wanted.insert(next, id);
                next += 1;
            }
        }
    }
    // What a question depends on comes first, in both editions.
    let depends = |kb: &KnowledgeBase, id: &str, other: &str| {
        let question = kb.questions().find(id);
        let cells = question.into_iter().flat_map(|key| &kb[key].ask_when).flat_map(|row| &row.cells);
        cells.into_iter().any(|(earlier, _)| kb[*earlier].id == other)
    };
    let mut joint = Vec::new();
    while !wanted.is_empty() {
        let is_free = |id: &String| !wanted.iter().any(|other| depends(old, id, other) || depends(new, id, other));
        let Some(position) = wanted.iter().position(is_free) else { return Err(Incomparable::Order(wanted)) };
        joint.push(wanted.remove(position));
    }
    joint.into_iter().map(|id| together(old, new, id)).collect()
}

/// A question with the answers that every edition that has it accepts.
fn together(old: &KnowledgeBase, new: &KnowledgeBase, id: String) -> Result<Joint, Incomparable> {
    let (old_key, new_key) = (old.questions().find(&id), new.questions().find(&id));
    let answers = |kb: &KnowledgeBase, key: Key<Question>| -> Result<Vec<Vec<String>>, Incomparable> {
        let sets = values(&kb[key]).ok_or(Incomparable::TooLarge)?;
        let ids = |set: &ChoiceSet| {
            let mut ids: Vec<String> = kb[key].ids(*set).into_iter().map(str::to_owned).collect();
            ids.sort_unstable();
            ids
        };
        Ok(sets.iter().map(ids).collect())
    };
    let answers = match (old_key, new_key) {
        (Some(old_key), Some(new_key)) => {
            let known = answers(old, old_key)?;
            let mut both = answers(new, new_key)?;
            both.retain(|answer| known.contains(answer));
            if both.is_empty() {
                return Err(Incomparable::Answers(id));
            }
            both
        }
        (Some(key), None) => answers(old, key)?,
        (None, Some(key)) => answers(new, key)?,
        (None, None) => Vec::new(),
    };
    Ok(Joint { id, old: old_key, new: new_key, answers })
}

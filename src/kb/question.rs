//! What is asked, what can be answered, and conditions on answers: rows of a decision table.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::catalogue::Key;
use super::choice_set::ChoiceSet;
use super::heading::Theme;
use super::wording::{Id, Text};

/// Something a person is asked about their situation.
#[derive(Debug, Clone)]
pub struct Question {
    /// The id, which is also the name of its flag.
    pub id: String,
    /// The theme it is asked under.
    pub theme: Key<Theme>,
    /// The question.
    pub ask: String,
    /// One line that helps to answer it.
    pub help: String,
    /// Why it is asked.
    pub why: String,
    /// What can be answered, at most 64 choices.
    pub choices: Vec<Choice>,
    /// How many choices an answer takes.
    pub takes: Takes,
    /// Whether the choices stand in the order of severity, mildest first.
    pub by_severity: bool,
    /// The cautious reading of *unsure*.
    pub if_unsure: ChoiceSet,
    /// The cautious reading in words, after "Not sure:".
    pub unsure_means: String,
    /// Asked when any of these holds; always if empty. Names earlier questions only.
    pub ask_when: Vec<Row>,
    /// Whether a person can change the answer by acting, and how.
    pub can_change: Option<String>,
}

/// How many choices an answer takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Takes {
    /// One choice.
    One,
    /// One or more choices.
    Many,
}

/// A choice.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The id.
    #[schemars(with = "Id")]
    pub id: String,
    /// The choice in words.
    #[schemars(with = "Text")]
    pub label: String,
    /// A line that explains it.
    #[schemars(with = "Option<Text>")]
    pub help: Option<String>,
    /// Whether it goes with no other choice; only where many are taken.
    #[serde(default)]
    pub alone: bool,
}

impl Question {
    /// The set of the choice with this id.
    pub fn find(&self, choice: &str) -> Option<ChoiceSet> {
        self.choices.iter().position(|known| known.id == choice).map(ChoiceSet::only)
    }

    /// The ids of a set's choices, in the order of the question.
    pub fn ids(&self, chosen: ChoiceSet) -> Vec<&str> {
        chosen.positions().map(|position| self.choices[position].id.as_str()).collect()
    }

    /// The labels of a set's choices, in the order of the question.
    pub fn labels(&self, chosen: ChoiceSet) -> Vec<&str> {
        chosen.positions().map(|position| self.choices[position].label.as_str()).collect()
    }

    /// The choices that go with no other.
    pub fn alone(&self) -> ChoiceSet {
        let alone = self.choices.iter().enumerate().filter(|(_, choice)| choice.alone);
        alone.fold(ChoiceSet::default(), |set, (position, _)| set.with(position))
    }

    /// Whether this set is an answer: not empty, and as many as the question takes.
    pub fn accepts(&self, chosen: ChoiceSet) -> bool {
        match self.takes {
            Takes::One => chosen.len() == 1,
            Takes::Many => !chosen.is_empty() && (chosen.len() == 1 || !chosen.meets(self.alone())),
        }
    }
}

/// A row of a decision table: for every cell, any of its choices. An empty row always holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Questions with the choices that are accepted, in the order of the questions.
    pub cells: Vec<(Key<Question>, ChoiceSet)>,
}

impl Row {
    /// Whether the row holds, given the choices of each question (none where it is not asked).
    pub fn holds(&self, chosen: impl Fn(Key<Question>) -> Option<ChoiceSet>) -> bool {
        self.cells.iter().all(|(question, accepted)| chosen(*question).is_some_and(|chosen| chosen.meets(*accepted)))
    }
}

/// Whether the answers meet a row of the one table (or it has none), and no row of the other.
pub(super) fn applies(
    when: &[Row],
    not_when: &[Row],
    chosen: impl Fn(Key<Question>) -> Option<ChoiceSet> + Copy,
) -> bool {
    any_holds(when, chosen) && !not_when.iter().any(|row| row.holds(chosen))
}

/// Whether any of the rows holds; a table without rows always does.
pub fn any_holds(rows: &[Row], chosen: impl Fn(Key<Question>) -> Option<ChoiceSet> + Copy) -> bool {
    rows.is_empty() || rows.iter().any(|row| row.holds(chosen))
}

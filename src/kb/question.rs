//! What is asked, what can be answered, and conditions on answers: rows of a decision table.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::Place;
use super::wording::Id;
use super::{ChoiceSet, Key, KnowledgeBase, Theme};

/// Words that the command line, the file of answers and the results of `batch` use for themselves.
#[rustfmt::skip]
pub(super) const RESERVED: [&str; 55] = [
    "answers", "apart", "as-of", "batch", "brief", "check", "close", "color", "compare", "complements",
    "completions", "data", "diff", "error", "fields", "force", "format", "from", "full", "grounds", "handout",
    "help", "id", "input", "instead", "jobs", "json", "knowledge-base", "line", "list", "man", "max-age", "needs",
    "no-color", "no-input", "order", "placing", "plain", "quiet", "quiz", "raw-cells", "save", "schema", "show",
    "stops", "summary", "to", "unmet", "unsure", "unsure-rest", "verbose", "verdict", "verify", "version", "width",
];
/// The word for an answer that leaves the question open, which every question takes.
pub const UNSURE: &str = "unsure";

/// Something a person is asked about their situation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Question {
    /// The id, which is the name of the flag, too.
    #[schemars(with = "Id")]
    pub id: String,
    /// The id of a heading in `scope.yaml`.
    pub theme: Key<Theme>,
    /// The question.
    pub ask: String,
    /// A line that helps to answer it.
    pub help: String,
    /// Why it is asked.
    pub why: String,
    /// How many choices an answer takes.
    pub takes: Takes,
    /// Whether the choices run from mild to severe; only where one is taken.
    #[serde(default)]
    pub by_severity: bool,
    /// What can be answered; every question takes *unsure* as well.
    #[schemars(length(min = 2, max = 64))]
    pub choices: Vec<Choice>,
    /// The reading of *unsure* that does least harm if it is wrong: ids of its choices.
    pub if_unsure: ChoiceSet,
    /// That reading, after "Not sure:", without a full stop.
    pub unsure_means: String,
    /// Asked only when any of these rows of earlier questions holds; always without one.
    #[serde(default)]
    pub ask_when: Vec<Row>,
    /// How a person can change the answer by acting.
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
    pub label: String,
    /// A line that explains it.
    pub help: Option<String>,
    /// Whether it goes with no other choice; only where many are taken.
    #[serde(default)]
    pub alone: bool,
}

impl Question {
    pub(super) fn check(&mut self, at: Place<'_>) {
        if self.takes == Takes::One && self.choices.iter().any(|choice| choice.alone) {
            at.field("choices")
                .note("a choice is marked `alone`, but the question takes one choice anyway", "remove the mark");
        }
        if self.takes == Takes::Many && self.by_severity {
            let fault = "a question that takes many choices has no order of severity";
            at.field("by-severity").note(fault, "remove `by-severity`");
        }
        if !self.if_unsure.is_empty() && !self.accepts(self.if_unsure) {
            let fault = "these choices do not go together as an answer";
            at.field("if-unsure").note(fault, "name an answer that can be given");
        }
        let own = at.find("question", &self.id).unwrap_or(0);
        let is_later = |id: &&String| at.find("question", id).is_some_and(|position| position >= own);
        for row in at.field("ask-when").items() {
            for id in row.part.value.as_object().into_iter().flat_map(|row| row.keys()).filter(is_later) {
                let fault = format!("`ask-when` depends on `{id}`, which is not asked before");
                row.note(fault, "move that question up, or depend on an earlier one");
            }
        }
    }

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
        alone.map(|(position, _)| ChoiceSet::only(position)).fold(ChoiceSet::default(), ChoiceSet::union)
    }

    /// Whether this set is an answer: not empty, and as many as the question takes.
    pub fn accepts(&self, chosen: ChoiceSet) -> bool {
        chosen.len() == 1 || self.takes == Takes::Many && !chosen.is_empty() && !chosen.meets(self.alone())
    }
}

/// A row of a decision table: for every cell, any of its choices. An empty row always holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(from = "BTreeMap<Key<Question>, ChoiceSet>")]
#[schemars(with = "BTreeMap<Key<Question>, ChoiceSet>", extend("x-keys" = "question"))]
pub struct Row {
    /// Questions with the choices that are accepted, in the order of the questions.
    pub cells: Vec<(Key<Question>, ChoiceSet)>,
}

impl From<BTreeMap<Key<Question>, ChoiceSet>> for Row {
    fn from(cells: BTreeMap<Key<Question>, ChoiceSet>) -> Self {
        Self { cells: cells.into_iter().collect() }
    }
}

impl Row {
    /// Whether the row holds with these answers.
    pub fn holds(&self, reading: &Reading) -> bool {
        let meets = |question, accepted| reading.get(question).is_some_and(|chosen| chosen.meets(accepted));
        self.cells.iter().all(|(question, accepted)| meets(*question, *accepted))
    }
}

/// Whether the answers meet a row of the one table (or it has none), and no row of the other.
pub(super) fn applies(when: &[Row], not_when: &[Row], reading: &Reading) -> bool {
    any_holds(when, reading) && !not_when.iter().any(|row| row.holds(reading))
}

/// Whether any of the rows holds; a table without rows always does.
pub fn any_holds(rows: &[Row], reading: &Reading) -> bool {
    rows.is_empty() || rows.iter().any(|row| row.holds(reading))
}

/// The choices that count: one set for each question that applies, nothing for the others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reading {
    chosen: Vec<Option<ChoiceSet>>,
}

impl Reading {
    /// A reading of these choices, `None` for what is open; those of questions that do not apply are dropped.
    pub fn of<T: Into<Option<ChoiceSet>>>(kb: &KnowledgeBase, mut chosen: impl FnMut(Key<Question>) -> T) -> Self {
        let mut reading = Self { chosen: vec![None; kb.questions().len()] };
        for key in kb.questions().keys() {
            if any_holds(&kb[key].ask_when, &reading) {
                reading.chosen[key.position()] = chosen(key).into();
            }
        }
        reading
    }

    /// The choices of a question, or nothing if it does not apply.
    pub fn get(&self, question: Key<Question>) -> Option<ChoiceSet> {
        self.chosen[question.position()]
    }
}

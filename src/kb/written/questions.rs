//! `questions.yaml`: what is asked.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Written, entries};
use crate::kb::place::Place;
use crate::kb::resolve::{find, rows};
use crate::kb::wording::{Id, Ids, Text, When, read};
use crate::kb::{self, Catalogue, Choice, ChoiceSet, KnowledgeBase, Takes};

/// Words that the command line, the file of answers and the results of `batch` use for themselves.
#[rustfmt::skip]
const RESERVED: [&str; 41] = [
    "answers", "apart", "as-of", "brief", "close", "color", "complements", "data", "error", "fields", "force", "format",
    "from", "full", "grounds", "help", "id", "input", "instead", "jobs", "json", "knowledge-base", "line", "max-age",
    "needs", "no-input", "order", "placing", "plain", "save", "schema", "stops", "summary", "to", "unmet", "unsure",
    "unsure-rest", "verbose", "verdict", "version", "width",
];
/// The answer that every question takes.
const UNSURE: &str = "unsure";

/// A question.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::kb) struct Question {
    /// The id, which is the name of the flag, too.
    id: Id,
    /// The id of a heading in `scope.yaml`.
    theme: Id,
    /// The question.
    ask: Text,
    /// A line that helps to answer it.
    help: Text,
    /// Why it is asked.
    why: Text,
    /// How many choices an answer takes.
    takes: Takes,
    /// Whether the choices run from mild to severe; only where one is taken.
    #[serde(default)]
    by_severity: bool,
    /// What can be answered; every question takes *unsure* as well.
    #[schemars(length(min = 2, max = 64))]
    choices: Vec<Choice>,
    /// The reading of *unsure* that does least harm if it is wrong: ids of its choices.
    if_unsure: Ids,
    /// That reading, after "Not sure:", without a full stop.
    unsure_means: Text,
    /// Asked only when any of these rows of earlier questions holds; always without one.
    #[serde(default)]
    ask_when: Vec<When>,
    /// How a person can change the answer by acting.
    can_change: Option<Text>,
}

/// Checks the questions. Their rows name questions, so they are read once all questions are known.
pub(super) fn check(file: &Place<'_>, mut written: Vec<Question>, kb: &mut KnowledgeBase) {
    if written.is_empty() && !file.ledger.is_unjudged("question", "") {
        file.note("there is no question", "add at least one");
    }
    let tables: Vec<_> = written.iter_mut().map(|one| (one.id.0.clone(), std::mem::take(&mut one.ask_when))).collect();
    let mut questions = entries(file, written, kb);
    kb.questions = Catalogue::of(questions.clone());
    for (position, (id, table)) in tables.into_iter().enumerate().filter(|(_, (_, table))| !table.is_empty()) {
        let Some(key) = kb.questions.find(&id) else { continue };
        let item = file.item(position);
        let entry = item.named("question", &id);
        let list = entry.field("ask-when");
        let ask_when = rows(&list, &table, kb);
        for (number, row) in ask_when.iter().enumerate() {
            for (asked, _) in row.cells.iter().filter(|(asked, _)| *asked >= key) {
                let fault = format!("`ask-when` depends on `{}`, which is not asked before", kb[*asked].id);
                list.item(number).note(fault, "move that question up, or depend on an earlier one");
            }
        }
        questions[key.position()].ask_when = ask_when;
    }
    kb.questions = Catalogue::of(questions);
}

impl Written for Question {
    const KIND: &'static str = "question";
    type Valid = kb::Question;

    fn id(&self) -> &str {
        &self.id.0
    }

    fn check(self, at: &Place<'_>, kb: &KnowledgeBase) -> Option<kb::Question> {
        if RESERVED.contains(&&*self.id.0) {
            at.note("the id is a word of the program", "rename it");
        }
        let list = at.field("choices");
        let count = self.choices.len();
        if !(2..=ChoiceSet::CAPACITY).contains(&count) {
            let fault = format!("a question has 2 to {} choices, this one has {count}", ChoiceSet::CAPACITY);
            list.note(fault, "add or merge choices");
        }
        let mut choices = entries(&list, self.choices, kb);
        choices.truncate(ChoiceSet::CAPACITY);
        if self.takes == Takes::One && choices.iter().any(|choice| choice.alone) {
            list.note("a choice is marked `alone`, but the question takes one choice anyway", "remove the mark");
        }
        if self.takes == Takes::Many && self.by_severity {
            let fault = "a question that takes many choices has no order of severity";
            at.field("by-severity").note(fault, "remove `by-severity`");
        }
        let mut question = kb::Question {
            ask: read(at, "ask", self.ask),
            help: read(at, "help", self.help),
            why: read(at, "why", self.why),
            choices,
            takes: self.takes,
            by_severity: self.by_severity,
            if_unsure: ChoiceSet::default(),
            unsure_means: read(at, "unsure-means", self.unsure_means),
            ask_when: Vec::new(),
            can_change: read(at, "can-change", self.can_change),
            theme: find(&at.field("theme"), &self.theme.0, kb)?,
            id: self.id.0,
        };
        question.if_unsure = if_unsure(&self.if_unsure.0, &question, &at.field("if-unsure"));
        Some(question)
    }
}

fn if_unsure(written: &[Id], question: &kb::Question, at: &Place<'_>) -> ChoiceSet {
    let mut chosen = ChoiceSet::default();
    for Id(id) in written {
        match question.find(id) {
            Some(choice) => chosen = chosen.union(choice),
            None => {
                let known = question.choices.iter().map(|choice| choice.id.as_str());
                at.note_unknown(format!("unknown choice `{id}`"), id, known);
            }
        }
    }
    if !chosen.is_empty() && !question.accepts(chosen) {
        at.note("these choices do not go together as an answer", "name an answer that can be given");
    }
    if written.is_empty() {
        at.note("there is no cautious choice", "name the reading that does least harm if it is wrong");
    }
    chosen
}

impl Written for Choice {
    const KIND: &'static str = "choice";
    type Valid = Self;

    fn id(&self) -> &str {
        &self.id
    }

    fn check(self, at: &Place<'_>, _: &KnowledgeBase) -> Option<Self> {
        if self.id == UNSURE {
            at.note("the id is taken", "rename it");
        }
        let label = read(at, "label", Text(self.label));
        let help = read(at, "help", self.help.map(Text));
        Some(Self { label, help, ..self })
    }
}

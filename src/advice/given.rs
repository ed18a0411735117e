//! What a person answered, and what was assumed for them.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answers::{Answer, Answers, UNSURE};
use crate::kb::{ChoiceSet, Key, KnowledgeBase, Question};

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswerView {
    /// The question.
    pub question: String,
    /// The question as asked.
    pub ask: String,
    /// The choices, or `unsure`.
    pub choices: Vec<String>,
    /// The choices in words; what was assumed, if unsure.
    pub text: String,
}

/// What was assumed for an answer of *unsure*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Assumption {
    /// The question.
    pub question: String,
    /// The question as asked.
    pub ask: String,
    /// The choices that were assumed.
    pub assumed: Vec<String>,
    /// The assumption in words.
    pub text: String,
}

impl AnswerView {
    /// These choices of a question, with a word between them.
    pub(super) fn of(question: &Question, chosen: ChoiceSet, between: &str) -> Self {
        Self {
            question: question.id.clone(),
            ask: question.ask.clone(),
            choices: question.ids(chosen).into_iter().map(str::to_owned).collect(),
            text: question.labels(chosen).join(between),
        }
    }

    /// Whether the answer is unsure.
    pub fn is_unsure(&self) -> bool {
        self.choices == [UNSURE]
    }
}

pub(super) fn given(kb: &KnowledgeBase, answers: &Answers, questions: &[Key<Question>]) -> Vec<AnswerView> {
    let view = |key: &Key<Question>| {
        let question = &kb[*key];
        Some(match answers.get(*key)? {
            Answer::Chosen(chosen) => AnswerView::of(question, chosen, "; "),
            Answer::Unsure => AnswerView {
                choices: vec![UNSURE.to_owned()],
                text: question.unsure_means.clone(),
                ..AnswerView::of(question, ChoiceSet::default(), "")
            },
        })
    };
    questions.iter().filter_map(view).collect()
}

pub(super) fn assumptions(kb: &KnowledgeBase, answers: &Answers) -> Vec<Assumption> {
    let assumption = |key: Key<Question>| {
        let AnswerView { question, ask, choices: assumed, .. } = AnswerView::of(&kb[key], kb[key].if_unsure, "");
        Assumption { question, ask, assumed, text: kb[key].unsure_means.clone() }
    };
    answers.unsure(kb).into_iter().map(assumption).collect()
}

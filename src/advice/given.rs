//! What a person answered, and what was assumed for them.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answers::{Answer, Answers};
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
    /// The choices in words.
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

/// What was answered to these questions.
pub(super) fn given(kb: &KnowledgeBase, answers: &Answers, questions: &[Key<Question>]) -> Vec<AnswerView> {
    let given = questions.iter().filter_map(|key| Some((&kb[*key], answers.get(*key)?)));
    let views = given.map(|(question, answer)| AnswerView {
        question: question.id.clone(),
        ask: question.ask.clone(),
        choices: answer.words(question).into_iter().map(str::to_owned).collect(),
        text: match answer {
            Answer::Chosen(chosen) => question.labels(chosen).join("; "),
            Answer::Unsure => format!("Not sure: {}", question.unsure_means),
        },
    });
    views.collect()
}

/// What was assumed for each answer of *unsure*.
pub(super) fn assumptions(kb: &KnowledgeBase, answers: &Answers) -> Vec<Assumption> {
    let unsure = answers.unsure(kb).into_iter().map(|key| {
        let question = &kb[key];
        Assumption {
            question: question.id.clone(),
            ask: question.ask.clone(),
            assumed: ids(question, question.if_unsure),
            text: question.unsure_means.clone(),
        }
    });
    unsure.collect()
}

/// The ids of choices.
pub(super) fn ids(question: &Question, chosen: ChoiceSet) -> Vec<String> {
    question.ids(chosen).into_iter().map(str::to_owned).collect()
}

//! Answers in one line of ids, as `advisor:1/contacts:known/protect:content+contacts`.
//!
//! It holds no free text. Questions and choices go by their ids, so another
//! knowledge base reads it as long as it has them, as with a file of answers.

use super::{Answer, Answers};
use crate::kb::{Entry, Key, KnowledgeBase, Problem, Problems, Question, is_shown, printable, suggestion};

/// What every such line begins with.
const MARK: &str = "advisor:";
/// The version of the form.
const VERSION: &str = "1";

/// Whether a text is meant as a line of answers.
pub fn is_answer_string(text: &str) -> bool {
    // Not as a name of a file either, which would be repeated where there is none.
    text.trim_start().get(..MARK.len()).is_some_and(|mark| mark.eq_ignore_ascii_case(MARK))
}

impl Answers {
    /// The answers as an answer string, which [`super::Saved::parse`] reads back.
    pub fn string(&self, kb: &KnowledgeBase) -> String {
        let answer =
            |key: Key<Question>| Some(format!("/{}:{}", kb[key].id(), self.get(key)?.words(&kb[key]).join("+")));
        let answers: String = kb.questions().keys().filter_map(answer).collect();
        format!("{MARK}{VERSION}{answers}")
    }

    /// Reads an answer string; white space does not count, so that a line that was broken can be put together again.
    pub(super) fn of_string(kb: &KnowledgeBase, place: &str, text: &str) -> Result<Self, Problems> {
        let problem = |fault: String, remedy: String| Problem {
            place: place.to_owned(),
            entry: None,
            fault,
            remedy: Some(remedy),
        };
        let text: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        let mut parts = text.get(MARK.len()..).unwrap_or_default().split('/');
        let version = parts.next().unwrap_or_default();
        if version != VERSION {
            let fault = format!("the answer string begins with `{MARK}{}`", printable(version));
            return Err(Problems(vec![problem(fault, format!("this program reads `{MARK}{VERSION}/…`"))]));
        }
        let mut answers = Self::none(kb);
        let mut problems = Vec::new();
        for (number, part) in parts.enumerate() {
            let Some((id, words)) = part.split_once(':') else {
                let fault = format!("what follows slash {} is no answer", number + 1);
                problems.push(problem(fault, "write `question:choice` between the slashes".to_owned()));
                continue;
            };
            if let Some(instead) = kb.scope().instead_of(id) {
                problems.push(problem(format!("the question `{id}` no longer exists"), instead.to_owned()));
                continue;
            }
            let Some(question) = kb.questions().find(id) else {
                let fault = format!("unknown question `{}`", printable(id));
                let remedy = suggestion(problems.len(), id, kb.questions().ids());
                problems.push(problem(fault, remedy));
                continue;
            };
            if answers.get(question).is_some() {
                problems.push(problem(format!("`{id}` is answered twice"), "keep one of the two".to_owned()));
                continue;
            }
            let read = match is_shown(problems.len()) {
                true => Answer::of_words(&kb[question], words.split('+'), place),
                false => Answer::parse(&kb[question], words.split('+'), place),
            };
            match read {
                Ok(answer) => answers.set(question, Some(answer)),
                Err(found) => problems.push(found),
            }
        }
        if problems.is_empty() { Ok(answers) } else { Err(Problems(problems)) }
    }
}

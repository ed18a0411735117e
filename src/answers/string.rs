//! Answers in one line of ids, as `advisor:1/contacts:known/protect:content+contacts`.
//!
//! It holds no free text. Questions and choices go by their ids, so another
//! knowledge base reads it as long as it has them, as with a file of answers.

use super::{Answer, Answers, unknown_question};
use crate::kb::{Entry, Key, KnowledgeBase, Problem, Problems, Question};
use crate::text::printable;

const MARK: &str = "advisor:";
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
        let text: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        let mut parts = text.get(MARK.len()..).unwrap_or_default().split('/');
        let version = parts.next().unwrap_or_default();
        if version != VERSION {
            let fault = format!("the answer string begins with `{MARK}{}`", printable(version));
            return Err(Problems(vec![Problem::at(place, fault, format!("this program reads `{MARK}{VERSION}/…`"))]));
        }
        let mut answers = Self::none(kb);
        let mut problems = Vec::new();
        for (number, part) in (1..).zip(parts) {
            let found = answers.read_part(kb, place, number, part, problems.len());
            problems.extend(found.err());
        }
        if problems.is_empty() { Ok(answers) } else { Err(Problems(problems)) }
    }

    /// Reads what follows a slash, where so many problems were found before it.
    fn read_part(
        &mut self,
        kb: &KnowledgeBase,
        place: &str,
        slash: usize,
        part: &str,
        before: usize,
    ) -> Result<(), Problem> {
        let Some((id, words)) = part.split_once(':') else {
            let fault = format!("the part after slash {slash} is not an answer");
            return Err(Problem::at(place, fault, "write `question:choice` between the slashes"));
        };
        let Some(question) = kb.questions().find(id) else {
            return Err(unknown_question(kb, place, id, before));
        };
        if self.get(question).is_some() {
            return Err(Problem::at(place, format!("`{id}` is answered twice"), "keep one of the two"));
        }
        self.set(question, Some(Answer::of_words(&kb[question], words.split('+'), place)?));
        Ok(())
    }
}

//! Answers: choices that exist in the knowledge base they were given for.

mod file;
mod schema;

pub use file::{Saved, SavedComplement, SavedGrounds, SavedNeed, SavedVerdict, VerdictKind};
pub use schema::{FORM, answer_schema};

use crate::kb::{
    ChoiceSet, Key, KnowledgeBase, Problem, Problems, Question, Reading, Stop, Takes, UNSURE, any_holds, suggestion,
};
use crate::text::{nearest, printable};

/// What an answer string begins with: answers in one line of ids, as `advisor:1/contacts:known/protect:content+contacts`.
/// It holds no free text, and another knowledge base reads it as long as it has these questions and choices.
const MARK: &str = "advisor:";
const VERSION: &str = "1";

/// What a person answered to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// These choices, as many as the question takes.
    Chosen(ChoiceSet),
    /// The person does not know.
    Unsure,
}

impl Answer {
    /// Reads an answer from the ids of its choices, or the word `unsure`.
    ///
    /// # Errors
    /// If a word is no choice, or choices do not go together. No word that was given is repeated: standard error and
    /// rows of results often end in logs, and what is no choice here may be the answer to another question.
    pub fn parse(question: &Question, words: &[impl AsRef<str>], place: &str) -> Result<Self, Problem> {
        let wrong = |fault: String| Err(Problem::at(place, fault, choose_from(question)));
        let mut chosen = ChoiceSet::default();
        for word in words.iter().map(AsRef::as_ref) {
            chosen = match question.find(word) {
                Some(choice) => chosen.union(choice),
                None if word == UNSURE && words.len() == 1 => return Ok(Self::Unsure),
                None if word == UNSURE => {
                    let fault = format!("`{UNSURE}` can only be chosen alone in `{}`", question.id);
                    return Err(Problem::at(place, fault, "give it alone, or leave it out"));
                }
                None => return wrong(format!("what is given is not a choice of `{}`", question.id)),
            };
        }
        match question.takes {
            _ if question.accepts(chosen) => Ok(Self::Chosen(chosen)),
            _ if chosen.is_empty() => wrong(format!("no choice of `{}` is given", question.id)),
            Takes::One => wrong(format!("`{}` takes one choice, not {}", question.id, words.len())),
            Takes::Many => {
                let alone = question.ids(question.alone()).join("` or `");
                wrong(format!("`{alone}` can only be chosen alone in `{}`", question.id))
            }
        }
    }

    /// Reads an answer as [`Self::parse`] does, for the person who gave it to read.
    ///
    /// # Errors
    /// As [`Self::parse`], but with the word that is no choice, and the choice it was meant for.
    pub fn of_words(question: &Question, words: &[impl AsRef<str>], place: &str) -> Result<Self, Problem> {
        Self::parse(question, words, place).map_err(|mut problem| {
            let is_unknown = |word: &&str| words_of(question).all(|known| known != *word);
            if let Some(word) = words.iter().map(AsRef::as_ref).find(is_unknown) {
                let near = nearest(word, words_of(question)).map(|near| format!("did you mean `{near}`?"));
                problem.fault = format!("`{}` is not a choice of `{}`", printable(word), question.id);
                problem.remedy = near.or(problem.remedy);
            }
            problem
        })
    }

    /// The choices; `None` if unsure.
    pub const fn chosen(self) -> Option<ChoiceSet> {
        if let Self::Chosen(chosen) = self { Some(chosen) } else { None }
    }

    /// The ids of the answer's choices, or the word `unsure`.
    pub fn words(self, question: &Question) -> Vec<&str> {
        match self {
            Self::Chosen(chosen) => question.ids(chosen),
            Self::Unsure => vec![UNSURE],
        }
    }
}

fn words_of(question: &Question) -> impl Iterator<Item = &str> {
    question.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE])
}

pub(crate) fn choose_from(question: &Question) -> String {
    format!("choose from: {}", words_of(question).collect::<Vec<_>>().join(", "))
}

/// What is wrong with a question that does not exist, where so many problems were found before it.
fn unknown_question(kb: &KnowledgeBase, place: &str, id: &str, before: usize) -> Problem {
    if let Some(instead) = kb.scope().retired.get(id) {
        return Problem::at(place, format!("the question `{id}` no longer exists"), instead);
    }
    let remedy = suggestion(before, id, kb.questions().ids());
    Problem::at(place, format!("unknown question `{}`", printable(id)), remedy)
}

/// Whether a text is meant as a line of answers.
pub fn is_answer_string(text: &str) -> bool {
    // Not as a name of a file either, which would be repeated where there is none.
    text.trim_start().get(..MARK.len()).is_some_and(|mark| mark.eq_ignore_ascii_case(MARK))
}

/// The answers given so far to the questions of a knowledge base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    // Invariant: one place for each question; a chosen set is accepted by its question.
    given: Vec<Option<Answer>>,
}

impl Answers {
    /// No answers yet.
    pub fn none(kb: &KnowledgeBase) -> Self {
        Self { given: vec![None; kb.questions().len()] }
    }

    /// The answer to a question, if given.
    pub fn get(&self, question: Key<Question>) -> Option<Answer> {
        self.given[question.position()]
    }

    /// Sets or takes back the answer to a question.
    pub fn set(&mut self, question: Key<Question>, answer: Option<Answer>) {
        self.given[question.position()] = answer;
    }

    /// The choices that an answer means; as if it were *unsure* where there is none.
    pub(crate) fn chosen(&self, kb: &KnowledgeBase, question: Key<Question>) -> ChoiceSet {
        self.get(question).and_then(Answer::chosen).unwrap_or(kb[question].if_unsure)
    }

    /// What makes everything else wait, as far as the answers tell.
    pub fn full_stop<'a>(&self, kb: &'a KnowledgeBase) -> Option<&'a Stop> {
        let reading = self.read(kb);
        kb.stops().iter().find(|stop| stop.is_full && stop.applies(&reading))
    }

    /// What the answers mean: every *unsure* read cautiously, every question that is open or does not apply left out.
    pub fn read(&self, kb: &KnowledgeBase) -> Reading {
        self.read_with(kb, |_| None)
    }

    /// What the answers mean, where this is the answer to a question that applies and is open.
    pub fn read_with(&self, kb: &KnowledgeBase, mut open: impl FnMut(Key<Question>) -> Option<ChoiceSet>) -> Reading {
        Reading::of(kb, |key| self.get(key).map(|_| self.chosen(kb, key)).or_else(|| open(key)))
    }

    /// The questions that apply, given the answers so far, in order.
    pub fn asked(&self, kb: &KnowledgeBase) -> Vec<Key<Question>> {
        let reading = self.read(kb);
        kb.questions().keys().filter(|key| any_holds(&kb[*key].ask_when, &reading)).collect()
    }

    /// The questions that apply and have no answer yet, in order.
    pub fn open(&self, kb: &KnowledgeBase) -> Vec<Key<Question>> {
        self.asked(kb).into_iter().filter(|key| self.get(*key).is_none()).collect()
    }

    /// The questions that apply and were answered *unsure*, in order.
    pub fn unsure(&self, kb: &KnowledgeBase) -> Vec<Key<Question>> {
        self.asked(kb).into_iter().filter(|key| self.get(*key) == Some(Answer::Unsure)).collect()
    }

    /// The questions that were answered although the other answers rule them out, in order.
    pub fn ruled_out(&self, kb: &KnowledgeBase) -> Vec<Key<Question>> {
        let reading = self.read(kb);
        kb.questions().keys().filter(|key| self.get(*key).is_some() && reading.get(*key).is_none()).collect()
    }

    /// Answers every question that applies and is open with *unsure*.
    pub fn leave_rest_unsure(&mut self, kb: &KnowledgeBase) {
        let reading = self.read_with(kb, |key| Some(kb[key].if_unsure));
        for key in kb.questions().keys().filter(|key| reading.get(*key).is_some()) {
            self.given[key.position()].get_or_insert(Answer::Unsure);
        }
    }

    /// Checks that no answer counts for nothing because the one answer that it depends on was left out.
    ///
    /// Where any of several answers would do, nobody can tell which was meant, and it is no error.
    ///
    /// # Errors
    /// Names the answer, and one that was left out.
    pub fn check_with_rest_unsure(&self, kb: &KnowledgeBase) -> Result<(), String> {
        for key in kb.questions().keys().filter(|key| self.get(*key).and_then(Answer::chosen).is_some()) {
            let [row] = kb[key].ask_when.as_slice() else { continue };
            let fails = |(on, accepted): &&(Key<Question>, ChoiceSet)| !self.chosen(kb, *on).meets(*accepted);
            let failing: Vec<_> = row.cells.iter().filter(fails).collect();
            // What another answer rules out was ruled out on purpose.
            if let [(on, accepted), ..] = *failing
                && failing.iter().all(|(on, _)| self.get(*on).is_none())
            {
                let (id, on, choices) = (&kb[key].id, &kb[*on].id, kb[*on].ids(*accepted).join("` or `"));
                let remedy = format!("answer that too, or leave `{id}` out");
                return Err(format!("`{id}` counts only with the answer `{choices}` to `{on}`; {remedy}"));
            }
        }
        Ok(())
    }

    /// The answers as an answer string, which [`Saved::parse`] reads back.
    pub fn string(&self, kb: &KnowledgeBase) -> String {
        let given = kb.questions().keys().filter_map(|key| Some((&kb[key], self.get(key)?)));
        let answers = given.map(|(question, answer)| format!("/{}:{}", question.id, answer.words(question).join("+")));
        format!("{MARK}{VERSION}{}", answers.collect::<String>())
    }

    /// Reads an answer string; white space does not count, so that a line that was broken can be put together again.
    fn of_string(kb: &KnowledgeBase, place: &str, text: &str) -> Result<Self, Problems> {
        let text: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        let mut parts = text.get(MARK.len()..).unwrap_or_default().split('/');
        let version = parts.next().unwrap_or_default();
        if version != VERSION {
            let fault = format!("the answer string begins with `{MARK}{}`", printable(version));
            return Err(Problems(vec![Problem::at(place, fault, format!("this program reads `{MARK}{VERSION}/…`"))]));
        }
        let (mut answers, mut problems) = (Self::none(kb), Vec::new());
        for (slash, part) in (1..).zip(parts) {
            let mut read = || {
                let Some((id, words)) = part.split_once(':') else {
                    let fault = format!("the part after slash {slash} is not an answer");
                    return Err(Problem::at(place, fault, "write `question:choice` between the slashes"));
                };
                let Some(question) = kb.questions().find(id) else {
                    return Err(unknown_question(kb, place, id, problems.len()));
                };
                if answers.get(question).is_some() {
                    return Err(Problem::at(place, format!("`{id}` is answered twice"), "keep one of the two"));
                }
                let words: Vec<&str> = words.split('+').collect();
                answers.set(question, Some(Answer::of_words(&kb[question], &words, place)?));
                Ok(())
            };
            let found = read();
            problems.extend(found.err());
        }
        if problems.is_empty() { Ok(answers) } else { Err(Problems(problems)) }
    }
}

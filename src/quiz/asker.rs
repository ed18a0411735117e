//! What is put to a person, and what they reply.

use std::io;

use crate::answers::Answer;
use crate::kb::{Question, Term};
use crate::text::upper_first;

/// Shows one thing at a time to a person, and brings the reply.
pub trait Asker {
    /// Asks a question.
    ///
    /// # Errors
    /// If the person breaks off ([`io::ErrorKind::Interrupted`]), the input
    /// ends ([`io::ErrorKind::UnexpectedEof`]) or the terminal fails.
    fn ask(&mut self, prompt: &Prompt<'_>) -> io::Result<Reply>;

    /// Lets a person choose a line, or none to leave.
    ///
    /// # Errors
    /// As for [`Self::ask`].
    fn choose(&mut self, list: &List<'_>) -> io::Result<Option<usize>>;

    /// Says something, before or above what comes next.
    ///
    /// # Errors
    /// If the terminal fails.
    fn say(&mut self, text: &str) -> io::Result<()>;

    /// Says what must not wait until the last question is answered.
    ///
    /// # Errors
    /// As for [`Self::ask`].
    fn warn(&mut self, text: &str) -> io::Result<()> {
        self.say(text)
    }

    /// Says what the quiz does, before its first question.
    ///
    /// # Errors
    /// As for [`Self::ask`].
    fn welcome(&mut self, text: &str) -> io::Result<()> {
        self.say(text)
    }
}

/// A question as it is put to a person.
#[derive(Debug, Clone, Copy)]
pub struct Prompt<'a> {
    /// The heading it is asked under.
    pub theme: &'a str,
    /// Which question it is, from 1.
    pub number: usize,
    /// How many questions apply, as far as the answers tell.
    pub count: usize,
    /// The question.
    pub question: &'a Question,
    /// The answer so far.
    pub current: Option<Answer>,
    /// The words in it that are explained.
    pub terms: &'a [&'a Term],
}

impl Prompt<'_> {
    /// Why it is asked, and what its words mean: a paragraph each.
    pub fn why(&self) -> Vec<String> {
        let terms = self.terms.iter().map(|term| format!("{}: {}", upper_first(&term.title), term.text));
        std::iter::once(self.question.why.clone()).chain(terms).collect()
    }

    /// The theme, and how far along the quiz is.
    pub fn heading(&self) -> String {
        format!("{} · Question {} of about {}", self.theme, self.number, self.count)
    }
}

/// What a person replied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// An answer that the question accepts.
    Answer(Answer),
    /// Back to the question before.
    Back,
}

/// Lines of which a person may choose one. The first one goes on, so its number is 0 and the others count from 1.
#[derive(Debug, Clone, Copy)]
pub struct List<'a> {
    /// What they are.
    pub heading: &'a str,
    /// The lines, at least one.
    pub lines: &'a [String],
    /// What leaving without a choice does, in a word of which the first letter can be typed.
    pub leave: &'a str,
    /// The position of the line that is chosen unless another one is.
    pub at: usize,
}

/// An answer as a person reads it.
pub(super) fn in_words(question: &Question, answer: Option<Answer>) -> String {
    match answer {
        Some(Answer::Chosen(chosen)) => question.labels(chosen).join("; "),
        Some(Answer::Unsure) => "Not sure".to_owned(),
        None => "open".to_owned(),
    }
}

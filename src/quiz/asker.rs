//! What is put to a person, and what they reply.

use std::io;

use crate::answers::Answer;
use crate::kb::Question;

/// Shows one thing at a time to a person, and brings the reply.
///
/// # Errors
/// Every method fails if the person breaks off ([`io::ErrorKind::Interrupted`]), the input ends
/// ([`io::ErrorKind::UnexpectedEof`]) or the terminal fails.
pub trait Asker {
    /// Asks a question; the answer is one that the question accepts, or `None` to go back to the question before.
    fn ask(&mut self, prompt: &Prompt<'_>) -> io::Result<Option<Answer>>;

    /// Lets a person choose a line, or none to leave.
    fn choose(&mut self, list: &List<'_>) -> io::Result<Option<usize>>;

    /// Says something, before or above what comes next.
    fn say(&mut self, text: &str) -> io::Result<()>;

    /// Says what must not wait until the last question is answered.
    fn warn(&mut self, text: &str) -> io::Result<()> {
        self.say(text)
    }

    /// Says what the quiz does, before its first question.
    fn welcome(&mut self, text: &str) -> io::Result<()> {
        self.say(text)
    }
}

/// A question as it is put to a person.
#[derive(Debug, Clone)]
pub struct Prompt<'a> {
    /// The theme, and how far along the quiz is.
    pub heading: String,
    /// The question.
    pub question: &'a Question,
    /// Why it is asked, and what its words mean: a paragraph each.
    pub why: Vec<String>,
    /// The answer so far.
    pub current: Option<Answer>,
}

impl Prompt<'_> {
    /// The choices, each with its help.
    pub(super) fn choices(&self) -> impl Iterator<Item = String> {
        self.question.choices.iter().map(|choice| match &choice.help {
            Some(help) => format!("{}: {help}", choice.label),
            None => choice.label.clone(),
        })
    }
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

//! The conversation: which question comes next, back, review.
//!
//! The order of the conversation is here, free of any terminal. An [`Asker`]
//! shows one thing and brings one reply: [`Plain`] by lines, [`Terminal`] by a
//! menu.

mod plain;
mod terminal;

use std::io;

pub use plain::Plain;
pub use terminal::{Terminal, restore_terminal_on_break};

use crate::answers::{Answer, Answers};
use crate::kb::{Key, KnowledgeBase, Question};

/// Shows one thing at a time to a person, and brings the reply.
pub trait Asker {
    /// Asks a question.
    ///
    /// # Errors
    /// If the person breaks off ([`io::ErrorKind::Interrupted`]), the input
    /// ends ([`io::ErrorKind::UnexpectedEof`]) or the terminal fails.
    fn ask(&mut self, prompt: &Prompt<'_>) -> io::Result<Reply>;

    /// Lets a person choose a line, or none to go back.
    ///
    /// # Errors
    /// As for [`Self::ask`].
    fn choose(&mut self, heading: &str, lines: &[String]) -> io::Result<Option<usize>>;

    /// Says something.
    ///
    /// # Errors
    /// If the terminal fails.
    fn say(&mut self, text: &str) -> io::Result<()>;
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
}

/// What a person replied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// An answer that the question accepts.
    Answer(Answer),
    /// Back to the question before.
    Back,
}

/// Asks every question that applies and is open, then lets the person review all answers.
///
/// # Errors
/// As for [`Asker::ask`].
pub fn run(kb: &KnowledgeBase, asker: &mut dyn Asker, answers: &mut Answers) -> io::Result<()> {
    let mut trail: Vec<Key<Question>> = Vec::new();
    let mut before: Option<(Key<Question>, Answer)> = None;
    loop {
        let Some(next) = answers.open(kb).first().copied() else {
            match review(kb, asker, answers)? {
                None => return Ok(()),
                // The answer stays until there is another: a changed mind may change back.
                Some(key) => {
                    if let Reply::Answer(answer) = asker.ask(&prompt(kb, answers, key, answers.get(key)))? {
                        answers.set(key, Some(answer));
                    }
                    continue;
                }
            }
        };
        let current = before.take().filter(|(key, _)| *key == next).map(|(_, answer)| answer);
        match asker.ask(&prompt(kb, answers, next, current))? {
            Reply::Answer(answer) => {
                answers.set(next, Some(answer));
                trail.push(next);
            }
            Reply::Back => match trail.pop() {
                Some(key) => {
                    before = answers.get(key).map(|answer| (key, answer));
                    answers.set(key, None);
                }
                None => asker.say("This is the first question. Ctrl-C stops; nothing is kept.")?,
            },
        }
    }
}

fn prompt<'a>(kb: &'a KnowledgeBase, answers: &Answers, key: Key<Question>, current: Option<Answer>) -> Prompt<'a> {
    let asked = answers.asked(kb);
    let number = asked.iter().position(|known| *known == key).map_or(1, |position| position + 1);
    let question = &kb[key];
    Prompt { theme: &kb[question.theme].title, number, count: asked.len(), question, current }
}

/// Shows all answers; the question to change, or none if they are right.
fn review(kb: &KnowledgeBase, asker: &mut dyn Asker, answers: &Answers) -> io::Result<Option<Key<Question>>> {
    let asked = answers.asked(kb);
    let mut lines = vec!["All right, show the advice".to_owned()];
    lines.extend(asked.iter().map(|key| format!("{} {}", kb[*key].ask, in_words(&kb[*key], answers.get(*key)))));
    let chosen = asker.choose("Your answers. Choose one to change it.", &lines)?;
    // Going back from the review means to change the last answer.
    let chosen = chosen.unwrap_or(asked.len());
    Ok(chosen.checked_sub(1).and_then(|position| asked.get(position)).copied())
}

/// An answer as a person reads it.
pub fn in_words(question: &Question, answer: Option<Answer>) -> String {
    match answer {
        Some(Answer::Chosen(chosen)) => question.labels(chosen).join("; "),
        Some(Answer::Unsure) => "Not sure".to_owned(),
        None => "open".to_owned(),
    }
}

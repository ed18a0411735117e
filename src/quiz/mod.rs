//! The conversation: which question comes next, back, review.
//!
//! The order of the conversation is here, free of any terminal. An [`Asker`]
//! shows one thing and brings one reply: [`Plain`] by lines, [`Terminal`] by a
//! menu.

mod farewell;
mod plain;
mod terminal;

use std::io;

pub use farewell::{forget_farewell, restore_terminal_on_break, say_farewell};
pub use plain::Plain;
pub use terminal::Terminal;

use crate::answers::{Answer, Answers};
use crate::kb::{Key, KnowledgeBase, Question};
use crate::space::{Outlook, Space};

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
    /// How many open questions, this one included, can still change the verdict, if that is known.
    pub can_matter: Option<usize>,
}

/// What a person replied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// An answer that the question accepts.
    Answer(Answer),
    /// Back to the question before.
    Back,
}

/// Lines of which a person may choose one.
#[derive(Debug, Clone, Copy)]
pub struct List<'a> {
    /// What they are.
    pub heading: &'a str,
    /// The lines, at least one.
    pub lines: &'a [String],
    /// What the first of them is.
    pub first: First,
    /// What leaving without a choice leads to.
    pub leave: Leave,
    /// The position of the line that is chosen unless another one is.
    pub at: usize,
}

/// What the first of some lines is, and so what number is typed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// One as the others are: they are numbered from 1.
    Counts,
    /// The way on: its number is 0, so that the things below it are numbered from 1.
    GoesOn,
}

impl First {
    /// The number of the first line.
    fn number(self) -> usize {
        match self {
            Self::Counts => 1,
            Self::GoesOn => 0,
        }
    }
}

/// What leaving without a choice leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// To the question before.
    Back,
    /// To the end.
    Done,
}

impl Leave {
    /// The word for it.
    fn word(self) -> &'static str {
        match self {
            Self::Back => "back",
            Self::Done => "done",
        }
    }

    /// The letter to type for it.
    fn letter(self) -> &'static str {
        &self.word()[..1]
    }
}

/// In which order the questions of a theme are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As they are written.
    Fixed,
    /// The one that is expected to settle most first.
    Adaptive,
}

/// Asks every question that applies and is open, then lets the person review all answers.
///
/// With a `space`, the person is told how many questions can still matter, and
/// offered to stop once the verdict is settled.
///
/// # Errors
/// As for [`Asker::ask`].
pub fn run(
    kb: &KnowledgeBase,
    space: Option<&Space>,
    order: Order,
    asker: &mut dyn Asker,
    answers: &mut Answers,
) -> io::Result<()> {
    // The questions in the order they were answered, and the last answer to each, also to those taken back.
    let mut trail: Vec<Key<Question>> = Vec::new();
    let mut remembered = answers.clone();
    let mut has_offered = false;
    if let Some(opening) = kb.scope().opening.as_ref().filter(|_| !answers.open(kb).is_empty()) {
        asker.say(opening)?;
    }
    loop {
        let open = answers.open(kb);
        let outlook = space.filter(|_| !open.is_empty()).map(|space| Outlook::of_open(kb, space, answers));
        let hinges = outlook.as_ref().map(|outlook| outlook.hinges.iter().filter(|hinge| open.contains(hinge)).count());
        // Never offer to stop before a question that can bring a stop.
        let is_safe = !open.iter().any(|key| can_stop(kb, *key));
        if hinges == Some(0) && !has_offered && !trail.is_empty() && is_safe {
            match offer_to_stop(asker, open.len())? {
                Some(Offer::GoOn) => has_offered = true,
                Some(Offer::Stop) => answers.leave_rest_unsure(kb),
                None => go_back(&mut trail, answers, &mut remembered),
            }
            continue;
        }
        let is_review = open.is_empty();
        let next = if is_review { review(kb, asker, answers)? } else { next(kb, order, outlook.as_ref(), answers) };
        let Some(key) = next else { return Ok(()) };
        // In the review the answer stays until there is another: a changed mind may change back.
        let current = if is_review { answers.get(key) } else { remembered.get(key) };
        let prompt = Prompt { can_matter: hinges, ..prompt(kb, answers, key, current) };
        match asker.ask(&prompt)? {
            Reply::Answer(answer) => {
                answers.set(key, Some(answer));
                remembered.set(key, Some(answer));
                trail.push(key);
            }
            Reply::Back if is_review => {}
            Reply::Back if trail.is_empty() => {
                asker.say("This is the first question. Ctrl-C stops; nothing is saved.")?;
            }
            Reply::Back => {
                go_back(&mut trail, answers, &mut remembered);
                has_offered = false;
            }
        }
    }
}

/// Whether a stop can depend on a question.
fn can_stop(kb: &KnowledgeBase, question: Key<Question>) -> bool {
    let rows = kb.stops().iter().flat_map(|stop| stop.when.iter().chain(&stop.not_when));
    rows.flat_map(|row| &row.cells).any(|(named, _)| *named == question)
}

/// Takes the last answer back, so that its question is open again.
fn go_back(trail: &mut Vec<Key<Question>>, answers: &mut Answers, remembered: &mut Answers) {
    if let Some(key) = trail.pop() {
        remembered.set(key, answers.get(key).or(remembered.get(key)));
        answers.set(key, None);
    }
}

fn prompt<'a>(kb: &'a KnowledgeBase, answers: &Answers, key: Key<Question>, current: Option<Answer>) -> Prompt<'a> {
    let asked = answers.asked(kb);
    let number = asked.iter().position(|known| *known == key).map_or(1, |position| position + 1);
    let question = &kb[key];
    Prompt { theme: &kb[question.theme].title, number, count: asked.len(), question, current, can_matter: None }
}

/// The question to ask next: the first open one, or the one of its theme that is expected to settle most.
fn next(kb: &KnowledgeBase, order: Order, outlook: Option<&Outlook>, answers: &Answers) -> Option<Key<Question>> {
    let open = answers.open(kb);
    let first = *open.first()?;
    let (Order::Adaptive, Some(outlook)) = (order, outlook) else { return Some(first) };
    let gain = |key: &Key<Question>| {
        let hinge = outlook.hinges.iter().position(|hinge| hinge == key);
        hinge.map_or(0.0, |position| outlook.gains[position])
    };
    let of_theme = open.into_iter().filter(|key| kb[*key].theme == kb[first].theme);
    // Of equals the first stays first.
    of_theme.rev().max_by(|left, right| gain(left).total_cmp(&gain(right)))
}

/// What a person does once the verdict is settled.
enum Offer {
    GoOn,
    Stop,
}

/// Tells that the verdict is settled, and asks whether to leave the rest open; nothing to go back.
fn offer_to_stop(asker: &mut dyn Asker, rest: usize) -> io::Result<Option<Offer>> {
    let questions = if rest == 1 { "the last question" } else { "the other questions" };
    let lines = [
        format!("Go on: {questions} can still change the steps, the warnings and what to build on"),
        format!("Stop here: answer {questions} with \"Not sure\""),
    ];
    let heading = "Your answers already settle the verdict, whatever you answer from here on.";
    Ok(asker
        .choose(&List { heading, lines: &lines, first: First::Counts, leave: Leave::Back, at: 0 })?
        .map(|line| if line == 1 { Offer::Stop } else { Offer::GoOn }))
}

/// Shows all answers; the question to change, or none if they are right.
fn review(kb: &KnowledgeBase, asker: &mut dyn Asker, answers: &Answers) -> io::Result<Option<Key<Question>>> {
    let asked = answers.asked(kb);
    let mut lines = vec!["All right, show the advice".to_owned()];
    lines.extend(asked.iter().map(|key| format!("{} {}", kb[*key].ask, in_words(&kb[*key], answers.get(*key)))));
    let heading = "Your answers. Choose one to change it.";
    let list = List { heading, lines: &lines, first: First::GoesOn, leave: Leave::Back, at: 0 };
    let chosen = asker.choose(&list).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => io::Error::new(error.kind(), ENDED_AT_REVIEW),
        _ => error,
    })?;
    // Going back from the review means to change the last answer.
    let chosen = chosen.unwrap_or(asked.len());
    Ok(chosen.checked_sub(1).and_then(|position| asked.get(position)).copied())
}

/// What is told when the input ends where a person is to agree to the answers.
const ENDED_AT_REVIEW: &str = "the input ended before the answers were agreed to, and none is kept; \
                               let it go on with a line `0`, or give the answers as a file, with --answers FILE";

/// An answer as a person reads it.
pub fn in_words(question: &Question, answer: Option<Answer>) -> String {
    match answer {
        Some(Answer::Chosen(chosen)) => question.labels(chosen).join("; "),
        Some(Answer::Unsure) => "Not sure".to_owned(),
        None => "open".to_owned(),
    }
}

/// How many open questions can still change the verdict, in words.
fn can_matter(prompt: &Prompt<'_>) -> Option<String> {
    prompt.can_matter.map(|count| match count {
        0 => "The verdict is settled".to_owned(),
        1 => "1 open question can still change the verdict".to_owned(),
        count => format!("{count} open questions can still change the verdict"),
    })
}

//! The conversation: which question comes next, back, review.
//!
//! It knows nothing of terminals: an [`Asker`] shows one thing and brings one reply.

mod plain;
#[cfg(not(target_arch = "wasm32"))]
mod terminal;

use std::io;

pub use plain::Plain;
#[cfg(not(target_arch = "wasm32"))]
pub use terminal::{Terminal, forget_farewell, guard_terminal, say_farewell};

use crate::answers::{Answer, Answers};
use crate::kb::{Key, KnowledgeBase, Question, Stop};
use crate::space::{Outlook, Space};
use crate::text::upper_first;

/// Shows one thing at a time to a person, and brings the reply.
///
/// # Errors
/// Every method fails if the person breaks off (`Interrupted`), the input ends (`UnexpectedEof`) or the terminal fails.
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
    fn choices(&self) -> impl Iterator<Item = String> {
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

fn in_words(question: &Question, answer: Option<Answer>) -> String {
    match answer {
        Some(Answer::Chosen(chosen)) => question.labels(chosen).join("; "),
        Some(Answer::Unsure) => "Not sure".to_owned(),
        None => "open".to_owned(),
    }
}

/// Asks every question that applies and is open, then lets the person review all answers. With a `space`, offers to
/// stop once the verdict is settled. Fails as the [`Asker`] does.
pub fn run(kb: &KnowledgeBase, space: Option<&Space>, asker: &mut dyn Asker, answers: &mut Answers) -> io::Result<()> {
    // The questions in the order they were answered, and the last answer to each, also to those taken back.
    let (mut trail, mut remembered) = (Vec::new(), answers.clone());
    let is_change = answers.open(kb).is_empty();
    // What the person was warned of; before a change, the advice has done that.
    let mut warned = if is_change { answers.full_stop(kb).map(|stop| &stop.id) } else { None };
    // The question that is changed in the review, and the answers before that.
    let mut changed = None;
    // Whether the person was offered to stop and went on, and whether an answer came after that, or after a step back.
    let (mut has_offered, mut is_new) = (false, false);
    if let Some(opening) = kb.scope().opening.as_ref().filter(|_| !is_change) {
        asker.welcome(opening)?;
    }
    loop {
        let stop = answers.full_stop(kb);
        if let Some(stop) = stop.filter(|stop| warned != Some(&stop.id)) {
            asker.warn(&warning(kb, stop))?;
        }
        warned = stop.map(|stop| &stop.id);
        let open = answers.open(kb);
        if is_new && !has_offered && space.is_some_and(|space| is_settled(kb, space, answers, &open)) {
            is_new = false;
            match offer_to_stop(asker)? {
                Some(0) => has_offered = true,
                Some(_) => answers.leave_rest_unsure(kb),
                None => go_back(&mut trail, answers),
            }
            continue;
        }
        let key = match open.first() {
            Some(key) => *key,
            None => {
                let Some(key) = review(kb, asker, answers, is_change)? else { return Ok(()) };
                changed = Some((key, answers.clone()));
                key
            }
        };
        // In the review the answer stays until there is another: a changed mind may change back.
        let current = answers.get(key).or(remembered.get(key));
        match asker.ask(&prompt(kb, key, answers, current))? {
            Some(answer) => {
                answers.set(key, Some(answer));
                remembered.set(key, Some(answer));
                trail.push(key);
                is_new = true;
            }
            None => match &changed {
                Some((changed, before)) if *changed == key => answers.clone_from(before),
                _ if trail.is_empty() => {
                    asker.say("There is no earlier question. To leave, press x; nothing is saved.")?;
                }
                _ => {
                    go_back(&mut trail, answers);
                    (has_offered, is_new) = (false, false);
                }
            },
        }
    }
}

fn prompt<'a>(kb: &'a KnowledgeBase, key: Key<Question>, answers: &Answers, current: Option<Answer>) -> Prompt<'a> {
    let (question, asked) = (&kb[key], answers.asked(kb));
    let number = asked.iter().position(|known| *known == key).map_or(1, |position| position + 1);
    let choices = question.choices.iter().flat_map(|choice| std::iter::once(&choice.label).chain(&choice.help));
    let texts: Vec<&String> = [&question.ask, &question.help, &question.why].into_iter().chain(choices).collect();
    let terms = kb.terms().iter().filter(|term| texts.iter().any(|text| term.is_in(text)));
    let terms = terms.map(|term| format!("{}: {}", upper_first(&term.title), term.text));
    Prompt {
        heading: format!("{} · Question {number} of about {}", kb[question.theme].title, asked.len()),
        question,
        why: std::iter::once(question.why.clone()).chain(terms).collect(),
        current,
    }
}

/// What is said of a stop as soon as it applies.
fn warning(kb: &KnowledgeBase, Stop { title, text, first, helplines, .. }: &Stop) -> String {
    let who: Vec<String> = helplines.iter().map(|key| format!("{}: {}", kb[*key].title, kb[*key].website)).collect();
    let first = first.first().map_or("", String::as_str);
    format!("{title}\n\n{text}\n\n{first}\n{}\n\nThe advice starts with this warning too.", who.join("\n"))
}

/// Whether no answer to an open question can change the verdict.
fn is_settled(kb: &KnowledgeBase, space: &Space, answers: &Answers, open: &[Key<Question>]) -> bool {
    // Nobody is offered to stop before a question that can bring a stop.
    let rows = kb.stops().iter().flat_map(|stop| stop.when.iter().chain(&stop.not_when));
    let can_stop = rows.flat_map(|row| &row.cells).any(|(question, _)| open.contains(question));
    let hinges = || Outlook::of(space, |key| answers.get(key).map(|_| answers.chosen(kb, key))).hinges;
    !open.is_empty() && !can_stop && !hinges().iter().any(|hinge| open.contains(hinge))
}

fn go_back(trail: &mut Vec<Key<Question>>, answers: &mut Answers) {
    if let Some(key) = trail.pop() {
        answers.set(key, None);
    }
}

/// Tells that the verdict is settled: go on, the first line, or stop, the second.
fn offer_to_stop(asker: &mut dyn Asker) -> io::Result<Option<usize>> {
    let lines = [
        "Go on: the other questions can still change the steps and the warnings".to_owned(),
        "Stop here: answer the rest with \"Not sure\"".to_owned(),
    ];
    let heading = "Your answers already settle the verdict, whatever you answer from here on.";
    asker.choose(&List { heading, lines: &lines, leave: "back", at: 0 })
}

/// Shows all answers; returns the question to change, if any. Going back changes the last one, unless `back_leaves`.
fn review(
    kb: &KnowledgeBase,
    asker: &mut dyn Asker,
    answers: &Answers,
    back_leaves: bool,
) -> io::Result<Option<Key<Question>>> {
    let asked = answers.asked(kb);
    let mut lines = vec!["Show the advice".to_owned()];
    lines.extend(asked.iter().map(|key| format!("{} {}", kb[*key].ask, in_words(&kb[*key], answers.get(*key)))));
    let heading = "Your answers. Choose one to change it.";
    let chosen = asker.choose(&List { heading, lines: &lines, leave: "back", at: 0 }).map_err(|error| {
        let is_end = error.kind() == io::ErrorKind::UnexpectedEof;
        if is_end { io::Error::new(error.kind(), ENDED_AT_REVIEW) } else { error }
    })?;
    let chosen = chosen.unwrap_or(if back_leaves { 0 } else { asked.len() });
    Ok(chosen.checked_sub(1).and_then(|position| asked.get(position)).copied())
}

const ENDED_AT_REVIEW: &str = "the input ended before the answers were agreed to, and none is kept; \
                               add a line `0`, or put the answers in a file and use --answers FILE";

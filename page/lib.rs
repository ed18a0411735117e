//! The quiz and its advice behind three functions: JSON in, JSON out, through the memory of the module.
//!
//! A caller writes a [`Call`] where [`input`] says, calls [`run`], and reads [`length`] bytes from where that says: a
//! [`Screen`]. Nothing is kept between two calls: each one holds every reply so far, and the conversation of
//! [`advisor::quiz`] is held again from its beginning. So it is the same as in a terminal, and going back is easy.

use std::io;
use std::sync::Mutex;

use advisor::advice::{Advice, Case};
use advisor::answers::{Answer, Answers};
use advisor::engine::Trust;
use advisor::kb::{ChoiceSet, KnowledgeBase, Takes, parse_day};
use advisor::quiz::{self, Asker, List, Prompt};
use advisor::render;
use advisor::space::Space;
use advisor::words::advice::{Detail, page};
use serde::{Deserialize, Serialize};

static INPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static OUTPUT: Mutex<String> = Mutex::new(String::new());

/// Makes room for so many bytes of input, and returns where it is.
#[unsafe(no_mangle)]
pub extern "C" fn input(length: usize) -> *mut u8 {
    let mut input = INPUT.lock().expect("there is one thread");
    *input = vec![0; length];
    input.as_mut_ptr()
}

/// Answers the call in the input, and returns where the output is.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> *const u8 {
    let input = std::mem::take(&mut *INPUT.lock().expect("there is one thread"));
    let call = serde_json::from_slice(&input).expect("the page sends a call");
    let screen = serde_json::to_string(&screen(call)).expect("texts and numbers can be written as JSON");
    let mut output = OUTPUT.lock().expect("there is one thread");
    *output = screen;
    output.as_ptr()
}

/// How many bytes of output there are.
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    OUTPUT.lock().expect("there is one thread").len()
}

/// The conversation so far.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    /// The day from which age is counted, `YYYY-MM-DD`.
    as_of: String,
    replies: Vec<Reply>,
}

/// What a person replied to a screen.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Reply {
    /// Begins, after the opening.
    Begin,
    Back,
    Unsure,
    /// The positions of the choices.
    Choices(Vec<usize>),
    /// The position of a line.
    Line(usize),
}

/// What a person sees next.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Screen {
    Opening { text: String },
    Question(Box<Question>),
    List { heading: String, lines: Vec<String> },
    Advice { html: String, answers: String },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    heading: String,
    ask: String,
    help: String,
    why: Vec<String>,
    choices: Vec<Choice>,
    is_many: bool,
    unsure_means: String,
    is_first: bool,
    is_unsure: bool,
    /// The positions of the choices of the answer so far.
    chosen: Vec<usize>,
    /// What holds already and makes everything else wait.
    stop: Option<Stop>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Choice {
    label: String,
    help: Option<String>,
    is_alone: bool,
}

#[derive(Serialize)]
struct Stop {
    title: String,
    text: String,
    first: Vec<String>,
    helplines: Vec<(String, String)>,
}

fn screen(call: Call) -> Screen {
    let kb = KnowledgeBase::embedded();
    let is_begun = call.replies.iter().any(|reply| !matches!(reply, Reply::Begin));
    // Before the first answer nothing can be settled, and the first question need not wait for the diagram.
    let space = is_begun.then(Space::embedded);
    let mut answers = Answers::none(kb);
    let mut replayed = Replayed { replies: call.replies.into_iter(), answered: 0, next: None };
    // What is left open is an error of the asker.
    let run = quiz::run(kb, space, &mut replayed, &mut answers);
    if let Some(mut next) = replayed.next {
        if let Screen::Question(question) = &mut next {
            question.stop = stop(kb, &answers);
        }
        return next;
    }
    run.expect("the page replies to what it was asked");
    let trust = Trust { as_of: parse_day(&call.as_of).expect("the page sends a day"), max_age: None };
    let case = Case::of(kb, &trust, &answers);
    let advice = Advice::of(&case, None, Some(Space::embedded()));
    Screen::Advice { html: render::html(&page(&advice, Detail::Full)), answers: advice.answer_string }
}

/// The stop that makes everything else wait, as far as the answers tell.
fn stop(kb: &KnowledgeBase, answers: &Answers) -> Option<Stop> {
    let stop = quiz::full_stop(kb, answers)?;
    let helplines = stop.helplines.iter().map(|key| (kb[*key].title.clone(), kb[*key].website.clone()));
    Some(Stop {
        title: stop.title.clone(),
        text: stop.text.clone(),
        first: stop.first.clone(),
        helplines: helplines.collect(),
    })
}

/// Gives the replies that there are, then notes the screen that comes next and breaks off.
struct Replayed {
    replies: std::vec::IntoIter<Reply>,
    /// How many answers can be taken back.
    answered: usize,
    next: Option<Screen>,
}

impl Replayed {
    /// The next reply; an error after the last one, when a person has to see the screen.
    fn reply(&mut self, screen: impl FnOnce() -> Screen) -> io::Result<Reply> {
        self.replies.next().ok_or_else(|| {
            self.next = Some(screen());
            io::ErrorKind::Interrupted.into()
        })
    }
}

impl Asker for Replayed {
    fn ask(&mut self, prompt: &Prompt<'_>) -> io::Result<Option<Answer>> {
        let is_first = self.answered == 0;
        let answer = match self.reply(|| question(prompt, is_first))? {
            Reply::Choices(chosen) => {
                let chosen = chosen.into_iter().map(ChoiceSet::only);
                Answer::Chosen(chosen.fold(ChoiceSet::default(), ChoiceSet::union))
            }
            Reply::Unsure => Answer::Unsure,
            Reply::Back => {
                self.answered = self.answered.saturating_sub(1);
                return Ok(None);
            }
            Reply::Begin | Reply::Line(_) => return Err(io::ErrorKind::InvalidInput.into()),
        };
        if matches!(answer, Answer::Chosen(chosen) if !prompt.question.accepts(chosen)) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        self.answered += 1;
        Ok(Some(answer))
    }

    fn choose(&mut self, list: &List<'_>) -> io::Result<Option<usize>> {
        match self.reply(|| Screen::List { heading: list.heading.to_owned(), lines: list.lines.to_vec() })? {
            Reply::Line(line) if line < list.lines.len() => Ok(Some(line)),
            Reply::Back => {
                self.answered = self.answered.saturating_sub(1);
                Ok(None)
            }
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    /// What is said otherwise: that there is no question before the first one, where the page has no way back, and what
    /// must not wait, which the page shows with each question.
    fn say(&mut self, _text: &str) -> io::Result<()> {
        Ok(())
    }

    fn welcome(&mut self, text: &str) -> io::Result<()> {
        self.reply(|| Screen::Opening { text: text.to_owned() }).map(drop)
    }
}

fn question(prompt: &Prompt<'_>, is_first: bool) -> Screen {
    let question = prompt.question;
    let choice = |choice: &advisor::kb::Choice| Choice {
        label: choice.label.clone(),
        help: choice.help.clone(),
        is_alone: choice.alone,
    };
    let chosen = match prompt.current {
        Some(Answer::Chosen(chosen)) => chosen.positions().collect(),
        Some(Answer::Unsure) | None => Vec::new(),
    };
    Screen::Question(Box::new(Question {
        heading: prompt.heading.clone(),
        ask: question.ask.clone(),
        help: question.help.clone(),
        why: prompt.why.clone(),
        choices: question.choices.iter().map(choice).collect(),
        is_many: question.takes == Takes::Many,
        unsure_means: question.unsure_means.clone(),
        is_first,
        is_unsure: prompt.current == Some(Answer::Unsure),
        chosen,
        stop: None,
    }))
}

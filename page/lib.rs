//! The quiz and its advice behind three functions: JSON in, JSON out, through the memory of the module.
//!
//! A caller writes a [`Call`] where [`input`] says, calls [`run`], and reads [`length`] bytes from where that says: a
//! [`screen`]. Nothing is kept between two calls: each one holds every reply so far, and the conversation of
//! [`advisor::quiz`] is held again from its beginning. So it is the same as in a terminal, and going back is easy.

use std::io;
use std::sync::Mutex;

use advisor::advice::{Advice, Case};
use advisor::answers::{Answer, Answers};
use advisor::engine::Trust;
use advisor::kb::{Choice, ChoiceSet, KnowledgeBase, Stop, Takes, parse_day};
use advisor::quiz::{self, Asker, List, Prompt};
use advisor::render;
use advisor::space::Space;
use advisor::words::advice::{Detail, page};
use serde::Deserialize;
use serde_json::{Value, json};

/// The call, and then the screen in its place.
static MEMORY: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Makes room for so many bytes of input, and returns where it is.
#[unsafe(no_mangle)]
pub extern "C" fn input(length: usize) -> *mut u8 {
    let mut memory = MEMORY.lock().expect("there is one thread");
    *memory = vec![0; length];
    memory.as_mut_ptr()
}

/// Answers the call in the input, and returns where the output is.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> *const u8 {
    let mut memory = MEMORY.lock().expect("there is one thread");
    let call = serde_json::from_slice(&memory).expect("the page sends a call");
    *memory = screen(call).to_string().into_bytes();
    memory.as_ptr()
}

/// How many bytes of output there are.
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    MEMORY.lock().expect("there is one thread").len()
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

/// What a person sees next, in a field that says what it is: `opening`, `question`, `list` or `advice`.
fn screen(call: Call) -> Value {
    let kb = KnowledgeBase::embedded();
    let is_begun = call.replies.iter().any(|reply| !matches!(reply, Reply::Begin));
    // Before the first answer nothing can be settled, and the first question need not wait for the diagram.
    let space = is_begun.then(Space::embedded);
    let mut answers = Answers::none(kb);
    let mut replayed = Replayed { replies: call.replies.into_iter(), answered: 0, next: None };
    // What is left open is an error of the asker.
    let run = quiz::run(kb, space, &mut replayed, &mut answers);
    if let Some(mut next) = replayed.next {
        if let Some(question) = next.get_mut("question") {
            question["stop"] = stop(kb, &answers);
        }
        return next;
    }
    run.expect("the page replies to what it was asked");
    let trust = Trust { as_of: parse_day(&call.as_of).expect("the page sends a day"), max_age: None };
    let case = Case::of(kb, &trust, &answers);
    let advice = Advice::of(&case, None, Some(Space::embedded()));
    let html = render::html(&page(&advice, Detail::Full));
    json!({ "advice": { "html": html, "answers": advice.answer_string } })
}

/// The stop that makes everything else wait, as far as the answers tell; `null` if there is none.
fn stop(kb: &KnowledgeBase, answers: &Answers) -> Value {
    let Some(Stop { title, text, first, helplines, .. }) = answers.full_stop(kb) else { return Value::Null };
    let helplines: Vec<_> = helplines.iter().map(|key| [&kb[*key].title, &kb[*key].website]).collect();
    json!({ "title": title, "text": text, "first": first, "helplines": helplines })
}

/// Gives the replies that there are, then notes the screen that comes next and breaks off.
struct Replayed {
    replies: std::vec::IntoIter<Reply>,
    /// How many answers can be taken back.
    answered: usize,
    next: Option<Value>,
}

impl Replayed {
    /// The next reply; an error after the last one, when a person has to see the screen.
    fn reply(&mut self, screen: impl FnOnce() -> Value) -> io::Result<Reply> {
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
        match self.reply(|| json!({ "list": { "heading": list.heading, "lines": list.lines } }))? {
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
        self.reply(|| json!({ "opening": { "text": text } })).map(drop)
    }
}

fn question(prompt: &Prompt<'_>, is_first: bool) -> Value {
    let question = prompt.question;
    let choice = |choice: &Choice| json!({ "label": choice.label, "help": choice.help, "isAlone": choice.alone });
    let chosen: Vec<usize> = match prompt.current {
        Some(Answer::Chosen(chosen)) => chosen.positions().collect(),
        Some(Answer::Unsure) | None => Vec::new(),
    };
    json!({ "question": {
        "heading": prompt.heading,
        "ask": question.ask,
        "help": question.help,
        "why": prompt.why,
        "choices": question.choices.iter().map(choice).collect::<Vec<_>>(),
        "isMany": question.takes == Takes::Many,
        "unsureMeans": question.unsure_means,
        "isFirst": is_first,
        "isUnsure": prompt.current == Some(Answer::Unsure),
        "chosen": chosen,
    } })
}

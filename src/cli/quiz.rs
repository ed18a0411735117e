//! `advisor quiz`.

use std::io::{self, ErrorKind, IsTerminal};

use anyhow::{Context as _, ensure};
use clap::{Arg, ArgAction, Command};

use super::files::{Existing, Place, read_answers};
use super::flags::{choice, file, flag, format, max_age, titled};
use super::output::{complain, is_dumb, layout, note, print, print_paged, width};
use super::screens::{self, Next, Printed};
use super::{Call, SUCCESS, Usage, is_kind, usage};
use crate::advice::{Advice, Case};
use crate::answers::{Answer, Answers, Saved};
use crate::kb::{KnowledgeBase, Question, Takes, UNSURE};
use crate::quiz::{self, Plain, Terminal};
use crate::render::{Drawing, Format, NARROWEST, Text};
use crate::space::Space;
use crate::words::advice::{Detail, handout, page};

pub(super) fn command(kb: &KnowledgeBase) -> Command {
    let handout = flag("handout", "Print a page to hand out: steps to tick, risks and a glossary, without the answers");
    let answers =
        "Take answers from a YAML or JSON file, `-` for standard input, or an answer string; a flag overrides it";
    Command::new("quiz")
        .about("Ask about your situation and advise")
        .before_help(
            "\
Examples:
  advisor quiz                                   ask, then advise
  advisor quiz --plain                           for screen readers and simple terminals
  advisor quiz --answers me.yaml --unsure-rest   advise on answers in a file
  advisor quiz --answers me.yaml --unsure-rest --format html > advice.html

Answers given as flags or as an answer string can end up in your shell's history,
and others on the same computer may see them while the program runs; to avoid
that, keep them in a file: --answers FILE.",
        )
        .arg(flag("plain", "Ask with numbered lines: for screen readers, simple terminals and pipes"))
        .arg(flag("no-input", "Never ask; unanswered questions are an error"))
        .next_help_heading("Result")
        .arg(file("save", "Keep the answers and the verdict in this new file; `-` prints them instead of the advice"))
        .arg(flag("force", "Let --save replace a file").short('f').requires("save"))
        .arg(flag("brief", "Print the first screen only; JSON still has everything").conflicts_with("full"))
        .arg(flag("full", "Print everything: every reason, what is disputed, all sources; JSON always has it"))
        .arg(handout.conflicts_with_all(["brief", "full"]))
        .arg(max_age())
        .arg(format(Format::OF_PAGES))
        .next_help_heading("Answers")
        .arg(file("answers", answers))
        .arg(flag("unsure-rest", "Answer every other question with `unsure`"))
        .args(kb.questions().iter().map(question))
}

fn question(question: &Question) -> Arg {
    let choices = question.choices.iter().map(|choice| titled(&choice.id, &choice.label));
    let values = choices.chain([titled(UNSURE, &format!("Not sure: {}", question.unsure_means))]);
    let flag = choice(question.id.clone(), "CHOICE", question.ask.clone(), values).long(question.id.clone());
    match question.takes {
        Takes::One => flag,
        Takes::Many => flag.action(ArgAction::Append).value_delimiter(',').value_name("CHOICE,…"),
    }
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let kb = call.kb;
    let is_printed = call.word("save") == Some("-");
    // Before anything is asked, so that no answer is given for nothing.
    if call.has("handout") && (is_printed || call.format() == Format::Json) {
        return usage("--handout can't be used with `--save -` or `--format json`; leave one of them out");
    }
    let keep = Existing::Keep("choose another name, or add --force");
    let existing = if call.has("force") { Existing::Replace } else { keep };
    let place = call.word("save").filter(|_| !is_printed).map(|path| Place::check(path, existing));
    let mut place = place.transpose().context("--save")?;
    let saved = call.word("answers").map(|name| read_answers(kb, "--answers", name)).transpose()?;
    let mut given = saved.as_ref().map_or_else(|| Answers::none(kb), |saved| saved.answers.clone());
    set_flags(call, &mut given)?;
    let mut answers = given.clone();

    let space = call.space();
    let mut asking = Asking::of(call, &answers)?;
    let is_asked = !matches!(asking, Asking::Nobody);
    let mut written = Ok(());
    let advice = loop {
        asking.ask(kb, space.as_deref(), &mut answers)?;
        let kept = saved.as_ref().filter(|saved| is_comparable(kb, saved, &answers));
        let case = Case::of(kb, &call.trust, &answers);
        let remedy = "add a row to `active-when` of a context in scope.yaml";
        ensure!(!case.has_no_context(), "the knowledge base has no context for these answers; {remedy}");
        let advice = Advice::of(&case, kept, space.as_deref());
        let text = case.saved().write(kb);
        if is_printed {
            drop(asking);
            return print(&text);
        }
        // Someone who answered every question gets the advice even if it cannot be saved.
        if let Some(place) = &mut place {
            written = place.write(&text).context("--save");
            place.existing = Existing::Replace;
        }
        let Asking::Menus(terminal) = &mut asking else { break Some(advice) };
        if written.is_err() || !io::stdout().is_terminal() || call.format() != Format::Text {
            break Some(advice);
        }
        match screens::explore(&advice, &text, terminal)? {
            Next::Change => {}
            Next::Print => break Some(advice),
            Next::Leave => break None,
        }
    };
    drop(asking);
    // Where nothing is to stay on the screen, neither does this.
    if advice.is_some() {
        note_idle(kb, &given, &answers);
    }
    if let (Some(place), Ok(())) = (&place, &written) {
        note(&format!("Saved to {}.", place.shown));
    }
    // What someone chose to keep on the screen stays there, and nothing comes between a screen reader and its lines.
    let is_paged = !is_asked && call.format() == Format::Text && !call.has("plain");
    let print = if is_paged { print_paged } else { print };
    let printed = advice.map_or(Ok(SUCCESS), |advice| print(&in_words(call, &advice)));
    // Whatever became of the output, nobody may believe that the answers were saved.
    if let (Err(_), Err(error)) = (&written, &printed)
        && !is_kind(error, ErrorKind::BrokenPipe)
    {
        complain(&format!("{error:#}"));
    }
    written.and(printed)
}

enum Asking {
    /// Not at all: what is open is *unsure*.
    Nobody,
    Menus(Terminal),
    Lines(Plain<io::StdinLock<'static>, io::Stderr>),
}

impl Asking {
    /// Gets ready to ask what is open; if nobody can be asked, that is an error which names the open questions.
    fn of(call: &Call<'_>, answers: &Answers) -> anyhow::Result<Self> {
        if call.has("unsure-rest") || answers.open(call.kb).is_empty() {
            return Ok(Self::Nobody);
        }
        let on_terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
        if call.has("no-input") || !on_terminal && !call.has("plain") {
            return usage(open_questions(call.kb, answers));
        }
        // It was read to its end, so it brings no answer to a question.
        if call.word("answers") == Some("-") && !io::stdin().is_terminal() {
            let fault = "standard input has the answers, so no question can be answered there; name a file";
            return usage(format!("--answers: {fault}, or add --unsure-rest"));
        }
        quiz::guard_terminal("Stopped. Nothing was saved.").context("signals cannot be caught")?;
        Ok(if call.has("plain") || is_dumb() {
            let terminal = terminal_size::terminal_size_of(io::stderr()).map(|(columns, _)| usize::from(columns.0));
            let columns = terminal.unwrap_or_else(width).clamp(NARROWEST, 100);
            Self::Lines(Plain::new(io::stdin().lock(), io::stderr(), columns))
        } else {
            Self::Menus(Terminal::open()?)
        })
    }

    /// Asks the questions that are open, and has all answers reviewed.
    fn ask(&mut self, kb: &KnowledgeBase, space: Option<&Space>, answers: &mut Answers) -> anyhow::Result<()> {
        match self {
            Self::Nobody => {
                answers.check_with_rest_unsure(kb).map_err(Usage)?;
                answers.leave_rest_unsure(kb);
            }
            Self::Menus(terminal) => quiz::run(kb, space, terminal, answers)?,
            Self::Lines(plain) => quiz::run(kb, space, plain, answers)?,
        }
        // From here on there is nothing to lose.
        quiz::forget_farewell();
        Ok(())
    }
}

fn in_words(call: &Call<'_>, advice: &Advice) -> String {
    let format = call.format();
    let page = match () {
        () if call.has("handout") => handout(advice, call.kb.terms().iter()),
        () if call.has("brief") => page(advice, Detail::Brief),
        // A page of HTML is kept or handed on, and whoever reads it then cannot ask for more.
        () if call.has("full") || format == Format::Html => page(advice, Detail::Full),
        () => page(advice, Detail::Usual),
    };
    // Lines that are read aloud are not drawn.
    let drawing = if call.has("plain") { Drawing::Words } else { layout().drawing };
    format.print(&Printed { advice, page }, Text { drawing, ..layout() })
}

fn set_flags(call: &Call<'_>, answers: &mut Answers) -> anyhow::Result<()> {
    for key in call.kb.questions().keys() {
        let question = &call.kb[key];
        if let Some(words) = call.matches.get_many::<String>(&question.id) {
            let (words, place) = (words.collect::<Vec<_>>(), format!("--{}", question.id));
            let answer = Answer::of_words(question, &words, &place);
            answers.set(key, Some(answer.map_err(|problem| Usage(problem.to_string()))?));
        }
    }
    Ok(())
}

fn open_questions(kb: &KnowledgeBase, answers: &Answers) -> String {
    let mut text = "unanswered questions; answer them with their flags or in a file, or add --unsure-rest:".to_owned();
    for key in answers.open(kb) {
        let question = &kb[key];
        let choices: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).collect();
        text.push_str(&format!("\n  --{} {}|unsure\n      {}", question.id, choices.join("|"), question.ask));
    }
    if answers.asked(kb).len() < kb.questions().len() {
        text.push_str("\n  your answers may lead to more questions");
    }
    text
}

/// Says which of the answers given count for nothing, because other answers rule their questions out.
fn note_idle(kb: &KnowledgeBase, given: &Answers, answers: &Answers) {
    let idle = answers.ruled_out(kb).into_iter().filter(|key| given.get(*key).is_some());
    let idle: Vec<String> = idle.map(|key| format!("\"{}\"", kb[key].ask)).collect();
    if !idle.is_empty() {
        note(&format!("With your other answers, this makes no difference: {}", idle.join(", ")));
    }
}

/// Whether a saved verdict was given on these answers, or on those of them whose questions were known then.
fn is_comparable(kb: &KnowledgeBase, saved: &Saved, answers: &Answers) -> bool {
    let is_within = |given: &Answers| {
        kb.questions().keys().all(|key| given.get(key).is_none_or(|answer| answers.get(key) == Some(answer)))
    };
    // The file itself may have been changed by hand. An answer that this edition does not know says nothing of that.
    let then = saved.grounds.as_ref().and_then(|grounds| Saved::parse(kb, "grounds", &grounds.answers).ok());
    let is_comparable = is_within(&saved.answers) && then.is_none_or(|then| is_within(&then.answers));
    if !is_comparable && saved.verdict.is_some() {
        note("The saved verdict is not compared, since it was given on other answers.");
    } else if saved.verdict.is_some() && saved.version.is_none() {
        note("The saved verdict is not compared, since the file does not name its `knowledge-base`.");
    }
    is_comparable
}

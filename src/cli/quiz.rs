//! `advisor quiz`.

use std::io::{self, IsTerminal};

use anyhow::Context as _;
use clap::ArgMatches;

use super::output::{note, print, print_document, width};
use super::save::{Existing, save};
use super::{Call, SUCCESS, Usage, read_input};
use crate::answers::{Answer, Answers, Saved};
use crate::engine::Levels;
use crate::kb::KnowledgeBase;
use crate::quiz::{self, Asker, Leave, Order, Plain, Terminal};
use crate::report::{Advice, Detail, json};
use crate::space::{QUICK, Space};

/// How open questions are dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asking {
    /// By menus on the terminal.
    Menus,
    /// By numbered lines.
    Lines,
    /// Not at all.
    Never,
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let (kb, matches) = (call.kb, call.matches);
    let saved = match matches.get_one::<String>("answers") {
        Some(name) => Some(read(kb, "--answers", name)?),
        None => None,
    };
    let given = saved.as_ref().map_or_else(|| Answers::none(kb), |saved| saved.answers.clone());
    let mut answers = given.overridden_by(&flags(call)?);

    let asking = asking(call);
    let levels = Levels::of(kb, &call.trust);
    let space = Space::compile(kb, &levels, QUICK).ok();
    let order = match matches.get_one::<String>("order").map(String::as_str) {
        Some("adaptive") => Order::Adaptive,
        _ => Order::Fixed,
    };
    let mut asked = false;
    if matches.get_flag("unsure-rest") {
        answers.leave_rest_unsure(kb);
    } else if !answers.open(kb).is_empty() {
        match asking {
            Asking::Menus => quiz::run(kb, space.as_ref(), order, &mut terminal(matches)?, &mut answers)?,
            Asking::Lines => {
                guard(matches)?;
                let mut asker = Plain::new(io::stdin().lock(), io::stderr(), prompt_width());
                quiz::run(kb, space.as_ref(), order, &mut asker, &mut answers)?;
            }
            Asking::Never => return Err(open_questions(kb, &answers).into()),
        }
        asked = true;
    }

    // A saved verdict is compared only with one on the same answers.
    let kept = saved.as_ref().filter(|saved| saved.answers == answers);
    let advice = Advice::of(kb, &call.trust, &answers, kept).with_certainty(kb, &call.trust, space.as_ref(), &answers);
    if let Some(path) = matches.get_one::<String>("save") {
        let existing = if matches.get_flag("force") { Existing::Replace } else { Existing::Keep };
        let file = Saved { answers, version: Some(kb.scope().version.clone()), verdict: Some(advice.saved_verdict()) };
        save(path, &file.write(kb), existing)?;
        note(&format!("Saved to {path}."));
    }
    let format = matches.get_one::<String>("format").map_or("text", String::as_str);
    let detail = match () {
        () if matches.get_flag("brief") => Detail::Brief,
        // A page of HTML is kept or handed on, and whoever reads it then cannot ask for more.
        () if matches.get_flag("full") || format == "html" => Detail::Full,
        () => Detail::Usual,
    };
    let by_menus = asked && asking == Asking::Menus && io::stdout().is_terminal();
    if by_menus && format == "text" && detail == Detail::Usual {
        explore(&advice, &mut terminal(matches)?)?;
        return Ok(SUCCESS);
    }
    match format {
        "json" => print(&json(&advice))?,
        format => print_document(&advice.page(detail), format)?,
    }
    Ok(SUCCESS)
}

/// Reads answers from a file that a flag names.
pub(super) fn read(kb: &KnowledgeBase, flag: &str, name: &str) -> anyhow::Result<Saved> {
    let text = read_input(flag, name)?;
    let shown = if name == "-" { "standard input" } else { name };
    Saved::parse(kb, shown, &text).map_err(|problems| Usage::of(&problems).into())
}

/// The answers that were given as flags.
fn flags(call: &Call<'_>) -> anyhow::Result<Answers> {
    let mut answers = Answers::none(call.kb);
    for key in call.kb.questions().keys() {
        let question = &call.kb[key];
        if let Some(words) = call.matches.get_many::<String>(&question.id) {
            let place = format!("--{}", question.id);
            let answer = Answer::parse(question, words.map(String::as_str), &place);
            answers.set(key, Some(answer.map_err(|problem| Usage(problem.to_string()))?));
        }
    }
    Ok(answers)
}

fn asking(call: &Call<'_>) -> Asking {
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let on_terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    match () {
        () if call.matches.get_flag("no-input") => Asking::Never,
        () if call.matches.get_flag("plain") => Asking::Lines,
        () if on_terminal && is_dumb => Asking::Lines,
        () if on_terminal => Asking::Menus,
        () => Asking::Never,
    }
}

/// The menus, with a terminal that is put right again whenever the program is broken off.
fn terminal(matches: &ArgMatches) -> anyhow::Result<Terminal> {
    guard(matches)?;
    Ok(Terminal::default())
}

/// Ends calmly, and with the same exit code, whenever the program is broken off.
fn guard(matches: &ArgMatches) -> anyhow::Result<()> {
    let farewell = if matches.contains_id("save") { "Stopped." } else { "Stopped. Nothing was saved." };
    quiz::restore_terminal_on_break(super::INTERRUPTED, farewell)
        .context("the terminal cannot be guarded against Ctrl-C")
}

fn prompt_width() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| usize::from(width.0));
    terminal.unwrap_or_else(width).clamp(20, 100)
}

fn open_questions(kb: &KnowledgeBase, answers: &Answers) -> Usage {
    let mut text =
        "these questions are open; answer them with their flags or in a file, or add --unsure-rest:".to_owned();
    for key in answers.open(kb) {
        let question = &kb[key];
        let choices: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).collect();
        text.push_str(&format!("\n  --{} {}|unsure\n      {}", question.id, choices.join("|"), question.ask));
    }
    Usage(text)
}

/// Shows the first screen, then what the person wants to see of the rest.
fn explore(advice: &Advice, asker: &mut dyn Asker) -> anyhow::Result<()> {
    print_document(&advice.page(Detail::Brief), "text")?;
    if !asker.wants_more("more")? {
        return Ok(());
    }
    let sections = advice.section_pages();
    let mut lines = vec!["Done".to_owned()];
    lines.extend(sections.iter().map(|page| page.title.clone()));
    while let Some(line) = asker.choose("More?", &lines, Leave::Done)? {
        match line.checked_sub(1).and_then(|line| sections.get(line)) {
            Some(page) => print_document(page, "text")?,
            None => break,
        }
    }
    Ok(())
}

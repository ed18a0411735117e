//! `advisor quiz`.

use std::io::{self, IsTerminal};
use std::path::Path;

use anyhow::Context as _;
use clap::ArgMatches;

use super::output::{Page, complain, drawing, is_dumb, note, print, print_json, width};
use super::save::{Existing, Place};
use super::{Call, SUCCESS, Usage, is_broken_pipe, read_input, to_the_end};
use crate::advice::{Advice, Case};
use crate::answers::{Answer, Answers, Saved, is_answer_string, is_repeatable};
use crate::document::Document;
use crate::kb::KnowledgeBase;
use crate::quiz::{self, Asker, First, Leave, List, Order, Plain, Terminal};
use crate::report::{Drawing, NARROWEST};
use crate::space::Space;
use crate::words::advice::{Detail, page, section_pages};

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
    // Before anything is asked, so that no answer is given for nothing.
    let place = place(matches)?;
    let saved = match matches.get_one::<String>("answers") {
        Some(name) => Some(read(kb, "--answers", name)?),
        None => None,
    };
    let given = saved.as_ref().map_or_else(|| Answers::none(kb), |saved| saved.answers.clone());
    let given = given.overridden_by(&flags(call)?);
    let mut answers = given.clone();

    let space = call.space();
    let is_asked = !matches.get_flag("unsure-rest") && !answers.open(kb).is_empty();
    let asking = is_asked.then(|| asking(call));
    match asking {
        Some(asking) => ask(call, asking, space.as_ref(), &mut answers)?,
        None => answers.leave_rest_unsure(kb),
    }
    note_idle(kb, &given, &answers);

    let kept = saved.as_ref().filter(|saved| is_comparable(kb, saved, &answers));
    let case = Case::of(kb, &call.trust, &answers);
    let advice = to_the_end(Advice::of(&case, kept).with_certainty(&case, space.as_ref()));
    let written = place.map_or(Ok(()), |place| {
        place.write(&case.saved().write(kb)).inspect(|()| note(&format!("Saved to {}.", place.shown())))
    });
    // Whoever answered every question gets the advice even if it could not be saved.
    let by_menus = asking == Some(Asking::Menus) && io::stdout().is_terminal() && written.is_ok();
    let told = tell(matches, advice, by_menus);
    match (written, told) {
        (Ok(()), told) => told.map(|()| SUCCESS),
        (Err(unsaved), Ok(())) => Err(unsaved),
        // Whatever became of the output, nobody may believe that the answers were kept.
        (Err(unsaved), Err(untold)) => {
            if !is_broken_pipe(&untold) {
                complain(&format!("{untold:#}"));
            }
            Err(unsaved)
        }
    }
}

/// Where the answers are to be saved, if they are.
fn place(matches: &ArgMatches) -> anyhow::Result<Option<Place>> {
    let existing = if matches.get_flag("force") { Existing::Replace } else { Existing::Keep };
    matches.get_one::<String>("save").map(|path| Place::check(path, existing)).transpose()
}

/// Asks the questions that are open.
fn ask(call: &Call<'_>, asking: Asking, space: Option<&Space>, answers: &mut Answers) -> anyhow::Result<()> {
    let (kb, matches) = (call.kb, call.matches);
    let order = match matches.get_one::<String>("order").map(String::as_str) {
        Some("adaptive") => Order::Adaptive,
        _ => Order::Fixed,
    };
    match asking {
        Asking::Menus => quiz::run(kb, space, order, &mut terminal()?, answers)?,
        Asking::Lines => {
            // What was read to its end as a file brings no answer to a question.
            let is_read = matches.get_one::<String>("answers").is_some_and(|name| name == "-");
            if is_read && !io::stdin().is_terminal() {
                let fault = "standard input holds the answers, so that no question can be answered there; name a file";
                return Err(Usage(format!("--answers: {fault}, or add --unsure-rest")).into());
            }
            guard()?;
            let mut asker = Plain::new(io::stdin().lock(), io::stderr(), prompt_width());
            quiz::run(kb, space, order, &mut asker, answers)?;
        }
        Asking::Never => return Err(open_questions(kb, answers).into()),
    }
    // From here on there is nothing to lose.
    quiz::forget_farewell();
    Ok(())
}

/// Prints the advice, or lets a person walk through it.
fn tell(matches: &ArgMatches, advice: &Advice, by_menus: bool) -> anyhow::Result<()> {
    let format = matches.get_one::<String>("format").map_or("text", String::as_str);
    let detail = match () {
        () if matches.get_flag("brief") => Detail::Brief,
        // A page of HTML is kept or handed on, and whoever reads it then cannot ask for more.
        () if matches.get_flag("full") || format == "html" => Detail::Full,
        () => Detail::Usual,
    };
    // Lines that are read aloud are not drawn.
    let drawing = if matches.get_flag("plain") { Drawing::Words } else { drawing() };
    match format {
        "text" if by_menus && detail == Detail::Usual => explore(advice, &mut terminal()?),
        "json" => print_json(advice),
        format => Page { document: &page(advice, detail), drawing }.print(format),
    }
}

/// Reads answers from a file that a flag names, or from the answer string that it holds itself.
pub(super) fn read(kb: &KnowledgeBase, flag: &str, name: &str) -> anyhow::Result<Saved> {
    if is_answer_string(name) {
        return Saved::parse(kb, flag, name).map_err(|problems| Usage::of(&problems).into());
    }
    // What is no file may hold answers all the same, so it is not repeated.
    let path = Path::new(name);
    let has_ending = path.extension().is_some_and(|ending| !ending.is_empty());
    if (name.contains(':') || !has_ending && !is_repeatable(kb, name)) && !path.exists() {
        let fault = "there is no file of this name; check it, or begin a line of answers with `advisor:1/`";
        return Err(Usage(format!("{flag}: {fault}")).into());
    }
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
            let answer = Answer::of_words(call.kb, key, words.map(String::as_str), &place);
            answers.set(key, Some(answer.map_err(|problem| Usage(problem.to_string()))?));
        }
    }
    Ok(answers)
}

fn asking(call: &Call<'_>) -> Asking {
    let on_terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    match () {
        () if call.matches.get_flag("no-input") => Asking::Never,
        () if call.matches.get_flag("plain") => Asking::Lines,
        () if on_terminal && is_dumb() => Asking::Lines,
        () if on_terminal => Asking::Menus,
        () => Asking::Never,
    }
}

/// The menus, with a terminal that is put right again whenever the program is broken off.
fn terminal() -> anyhow::Result<Terminal> {
    guard()?;
    Ok(Terminal::default())
}

/// Ends calmly, and with the same exit code, whenever the program is broken off.
fn guard() -> anyhow::Result<()> {
    quiz::restore_terminal_on_break(super::INTERRUPTED, "Stopped. Nothing was saved.")
        .context("the terminal cannot be guarded against Ctrl-C")
}

fn prompt_width() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| usize::from(width.0));
    terminal.unwrap_or_else(width).clamp(NARROWEST, 100)
}

fn open_questions(kb: &KnowledgeBase, answers: &Answers) -> Usage {
    let mut text =
        "these questions are open; answer them with their flags or in a file, or add --unsure-rest:".to_owned();
    for key in answers.open(kb) {
        let question = &kb[key];
        let choices: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).collect();
        text.push_str(&format!("\n  --{} {}|unsure\n      {}", question.id, choices.join("|"), question.ask));
    }
    if answers.asked(kb).len() < kb.questions().len() {
        text.push_str("\n  others may follow from the answers to these");
    }
    Usage(text)
}

/// Says which of the answers given count for nothing, because other answers rule their questions out.
fn note_idle(kb: &KnowledgeBase, given: &Answers, answers: &Answers) {
    let idle = answers.ruled_out(kb).into_iter().filter(|key| given.get(*key).is_some());
    let idle: Vec<String> = idle.map(|key| format!("`{}`", kb[key].id)).collect();
    if !idle.is_empty() {
        note(&format!("Not counted, since other answers rule the question out: {}.", idle.join(", ")));
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

/// Shows the first screen, then what the person wants to see of the rest.
///
/// To skip what is left of a part leads to the list of all parts, and only from there to the end: Escape leads back
/// wherever questions are asked, so that nobody loses the advice by pressing it once.
fn explore(advice: &Advice, terminal: &mut Terminal) -> anyhow::Result<()> {
    show_by_screens(&page(advice, Detail::Brief), terminal)?;
    let sections = section_pages(advice);
    let mut lines = vec!["Done".to_owned()];
    lines.extend(sections.iter().map(|page| page.title.clone()));
    let list = |at| List { heading: "More?", lines: &lines, first: First::GoesOn, leave: Leave::Done, at };
    // Whoever only goes on reads every section, and then is done.
    let mut at = 1;
    while let Some(line) = terminal.choose(&list(at))? {
        let Some(page) = line.checked_sub(1).and_then(|line| sections.get(line)) else { break };
        show_by_screens(page, terminal)?;
        at = (line + 1) % lines.len();
    }
    Ok(())
}

/// Shows a page screen by screen, each of which stands until it has been read, as far as the person wants to see it.
fn show_by_screens(page: &Document, terminal: &mut Terminal) -> anyhow::Result<()> {
    let text = Page { document: page, drawing: drawing() }.render("text");
    let lines: Vec<&str> = text.lines().collect();
    let mut rest = lines.as_slice();
    while !rest.is_empty() {
        // One row is left for what is asked below.
        let room = terminal.rows().saturating_sub(1).max(MINIMUM_ROWS);
        let (shown, left) = rest.split_at(end_of_screen(rest, room, |line| terminal.rows_taken(line)));
        print(&(shown.join("\n") + "\n"))?;
        if !terminal.wants_more()? {
            break;
        }
        rest = left;
    }
    Ok(())
}

/// The rows that are shown at once even where the screen is lower.
const MINIMUM_ROWS: usize = 4;

/// How many of these lines are shown in so many rows: to the end of a part where one ends in the lower half.
fn end_of_screen(lines: &[&str], room: usize, rows: impl Fn(&str) -> usize) -> usize {
    let mut taken = 0;
    let fits = |line: &&&str| {
        taken += rows(line);
        taken <= room
    };
    let fitting = lines.iter().take_while(fits).count().max(1);
    if fitting == lines.len() {
        return fitting;
    }
    (fitting / 2..fitting).rev().find(|line| lines[*line].is_empty()).map_or(fitting, |line| line + 1)
}

//! `advisor man`: the manual as roff, from the flags as they are.

use clap::Command;
use clap::builder::PossibleValue;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::output::print;
use super::{Call, SUCCESS, arguments};
use crate::kb::KnowledgeBase;

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let mut command = arguments::command(call.kb);
    command.build();
    let day = &call.kb.scope().version;
    let page = match call.matches.get_one::<String>("command") {
        Some(name) => match command.find_subcommand(name) {
            Some(command) => page_of(command, day)?,
            None => unreachable!("the manual knows no command `{name}`"),
        },
        None => whole(call.kb, &command)?,
    };
    print(&in_ascii(&page))?;
    Ok(SUCCESS)
}

/// The whole manual: every command with its flags, then what holds for all of them.
fn whole(kb: &KnowledgeBase, command: &Command) -> anyhow::Result<String> {
    let mut page = Vec::new();
    let man = man(command, &kb.scope().version);
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    page.extend(description().into_bytes());
    page.extend(commands(command).into_bytes());
    let mut options = Vec::new();
    man.render_options_section(&mut options)?;
    page.extend(String::from_utf8_lossy(&options).replace(".SH OPTIONS", ".SH \"GLOBAL OPTIONS\"").into_bytes());
    for subcommand in command.get_subcommands() {
        page.extend(part(subcommand)?.into_bytes());
    }
    page.extend(ending(kb).into_bytes());
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// The page of one command.
fn page_of(command: &Command, day: &str) -> anyhow::Result<String> {
    let mut page = Vec::new();
    let man = man(command, day);
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    page.extend(after(command, "SH").into_bytes());
    let mut end = Roff::new();
    end.control("SH", ["SEE ALSO"]).text([
        bold("advisor"),
        roman("(1), which "),
        bold("advisor man"),
        roman(" prints"),
    ]);
    page.extend(end.render().into_bytes());
    Ok(String::from_utf8_lossy(&page).into_owned())
}

fn man(command: &Command, day: &str) -> Man {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    Man::new(in_short(command.clone()))
        .title(name.to_uppercase())
        .date(day)
        .source(concat!("advisor ", env!("CARGO_PKG_VERSION")))
        .manual("User Commands")
}

/// A command whose synopsis names its flags as one, and whose flags name values without help on one line.
fn in_short(mut command: Command) -> Command {
    let usage = command.render_usage().to_string();
    command.override_usage(usage.trim_start_matches("Usage: ").to_owned()).mut_args(|argument| {
        let values = argument.get_possible_values();
        let is_plain = !argument.is_hide_possible_values_set() && values.iter().all(|value| value.get_help().is_none());
        // A flag that is there or not has the values true and false.
        if !is_plain || values.is_empty() || !argument.get_action().takes_values() {
            return argument;
        }
        let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        let about = argument.get_help().map(|help| format!("{help}; ")).unwrap_or_default();
        argument.help(format!("{about}one of: {}", names.join(", "))).hide_possible_values(true)
    })
}

/// One command within the whole manual, without the flags that every command has.
fn part(command: &Command) -> anyhow::Result<String> {
    let name = format!("advisor {}", command.get_name());
    let own = in_short(command.clone()).mut_args(|argument| {
        let is_shared = argument.is_global_set() || argument.get_long() == Some("help");
        argument.hide(is_shared)
    });
    let mut flags = Vec::new();
    let man = Man::new(own);
    man.render_synopsis_section(&mut flags)?;
    man.render_description_section(&mut flags)?;
    man.render_options_section(&mut flags)?;
    let flags = String::from_utf8_lossy(&flags);
    let flags = flags.replace(".SH SYNOPSIS\n", "").replace(".SH DESCRIPTION\n", ".PP\n").replace(".SH ", ".SS ");
    let mut heading = Roff::new();
    heading.control("SH", [name.to_uppercase().as_str()]);
    Ok(format!("{}{flags}{}", heading.render(), after(command, "SS")))
}

/// What the help of a command says after its flags, line by line.
fn after(command: &Command, heading: &str) -> String {
    let Some(text) = command.get_after_help().filter(|_| command.get_name() != "advisor") else {
        return String::new();
    };
    let mut roff = Roff::new();
    roff.control(heading, ["NOTES"]).control("nf", []);
    for line in text.to_string().lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff.render()
}

fn description() -> String {
    section(
        "DESCRIPTION",
        &[
            "Asks who must not learn what, weighs the answers against a knowledge base in which every fact has a \
             source and a date, and advises: one messenger, several, each for its own contacts, or none alone, and then \
             what to add. It says why, how sure it is, what would change its mind and how old the facts are.",
            "It knows texts, not your life. Nothing it says is a guarantee.",
        ],
    )
}

fn commands(command: &Command) -> String {
    let about = |command: &Command| command.get_about().map(ToString::to_string).unwrap_or_default();
    let rows: Vec<(String, String)> =
        command.get_subcommands().map(|command| (command.get_name().to_owned(), about(command))).collect();
    terms("COMMANDS", &rows.iter().map(|(name, about)| (name.as_str(), about.as_str())).collect::<Vec<_>>())
}

/// What holds for every command.
fn ending(kb: &KnowledgeBase) -> String {
    [
        terms(
            "EXIT STATUS",
            &[
                ("0", "Success; also when a reader closes the pipe."),
                (
                    "1",
                    "Failure: the knowledge base has problems, a row of a batch is wrong, the answers ended too soon, \
                     or a file could not be written.",
                ),
                ("2", "The call was wrong, or questions are open that nobody can be asked."),
                ("130", "Broken off by Ctrl-C, or asked to end."),
            ],
        ),
        terms(
            "ENVIRONMENT",
            &[
                ("ADVISOR_DATA", "The folder of a knowledge base to use, as for --data, which goes first."),
                ("NO_COLOR", "Print no colours, unless --color always is given."),
                ("CLICOLOR_FORCE", "Print colours also where there is no terminal."),
                ("COLUMNS", "The width to lay results out for; otherwise that of the terminal, or 80."),
                ("TERM", "With `dumb` questions are numbered lines, and nothing is coloured."),
            ],
        ),
        section(
            "FILES",
            &["No file is read but those that the call names, by flags, as FILE of batch or as OLD and NEW of diff, \
                 and the folder of --data or ADVISOR_DATA. No file is written but that of --save, which only its owner \
                 can read, and which replaces no file without --force."],
        ),
        section(
            "PRIVACY",
            &["The program makes no network connections and keeps no history. Your shell may keep one: answers given as flags \
                 stand in it, and other users of the machine may see them while the program runs. To avoid both, keep \
                 the answers in a file and use --answers FILE, or let the quiz ask."],
        ),
        terms(
            "EXAMPLES",
            &[
                ("advisor quiz", "Ask, then advise."),
                ("advisor quiz --plain", "The same by numbered lines, as for a screen reader."),
                ("advisor quiz --answers me.yaml --unsure-rest --format json", "Advise a script."),
                ("advisor compare --differences", "The candidates side by side, where they differ."),
                (&format!("advisor show {}", arguments::example(kb)), "Everything known of one thing, by its id."),
                ("advisor check --data data", "Look for problems in a knowledge base."),
            ],
        ),
    ]
    .concat()
}

fn section(heading: &str, paragraphs: &[&str]) -> String {
    let mut roff = Roff::new();
    roff.control("SH", [heading]);
    for (position, paragraph) in paragraphs.iter().enumerate() {
        if position > 0 {
            roff.control("PP", []);
        }
        roff.text([roman(*paragraph)]);
    }
    roff.render()
}

fn terms(heading: &str, terms: &[(&str, &str)]) -> String {
    let mut roff = Roff::new();
    roff.control("SH", [heading]);
    for (term, text) in terms {
        roff.control("TP", []).text([bold(*term)]).text([roman(*text)]);
    }
    roff.render()
}

/// A page without any character that an old formatter would take for another.
fn in_ascii(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    for character in page.chars() {
        if character.is_ascii() {
            text.push(character);
        } else {
            text.push_str(&format!("\\[u{:04X}]", u32::from(character)));
        }
    }
    text
}

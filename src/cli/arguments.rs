//! The command line; one flag a question, made from the knowledge base.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, Command, ValueHint, value_parser};
use clap_complete::Shell;

use super::base::Folder;
use crate::answers::UNSURE;
use crate::batch::Field;
use crate::kb::{KnowledgeBase, Question, Takes};
use crate::report::Profile;

/// The environment variable for `--data`.
const DATA: &str = "ADVISOR_DATA";

/// What follows the flags in the help of the program, with examples that exist in the knowledge base.
fn after_help(kb: &KnowledgeBase) -> String {
    let examples = [
        ("quiz".to_owned(), "ask, then advise"),
        ("quiz --answers me.yaml".to_owned(), "advise on answers kept in a file"),
        ("compare".to_owned(), "the candidates side by side"),
        (format!("show {}", example(kb)), "everything known of one thing, by its id"),
        (format!("help {}", kb.questions().ids().next().unwrap_or_default()), "the same, or the help of a command"),
        ("man | man -l -".to_owned(), "the manual"),
    ];
    let lines: Vec<String> = examples.iter().map(|(call, about)| format!("  advisor {call:<33} {about}\n")).collect();
    format!(
        "Examples:\n{}\nThe program reads no network and keeps nothing. Exit codes: 0 success, 1 failure, 2 wrong call.",
        lines.concat()
    )
}

/// An id to show what `advisor show` takes: that of the first property.
pub(super) fn example(kb: &KnowledgeBase) -> &str {
    kb.properties().ids().next().unwrap_or_default()
}

/// The commands, in the order of the help.
const COMMANDS: [&str; 11] =
    ["quiz", "batch", "compare", "show", "list", "check", "diff", "schema", "completions", "man", "help"];

const COMPLETIONS_HELP: &str = "\
Keep the script where your shell looks for it, as in
  advisor completions fish > ~/.config/fish/completions/advisor.fish

  bash        ~/.local/share/bash-completion/completions/advisor
  zsh         ~/.zfunc/_advisor, with `fpath+=~/.zfunc` before `compinit`
  fish        ~/.config/fish/completions/advisor.fish
  elvish      the end of ~/.config/elvish/rc.elv
  powershell  the end of the file that $PROFILE names

Choices and ids are completed in bash, zsh and fish; elvish and PowerShell
complete commands and flags. The questions are those of --data, if given.";

/// What follows the flags in the help of `batch`, with a row that can be read.
fn batch_help(kb: &KnowledgeBase) -> String {
    let answer = |question: &Question| Some(format!(", \"{}\": \"{}\"", question.id, question.choices.first()?.id));
    let answers: String = kb.questions().iter().filter_map(answer).take(2).collect();
    format!(
        "\
A row names questions and choices, as a file of answers does; a column that is
no question, such as an id, goes through to the result:
  {{\"id\": 1{answers}}}
Several choices stand in a list; in CSV, in one cell, behind commas.

A row that cannot be read gives an error in its place, with its line; the run
goes on, and ends with exit code 1. Rows do not depend on each other, so input
can be cut at any line and the results put together again:
  parallel --pipe --keep-order advisor batch --jobs 1 < rows.jsonl > results.jsonl"
    )
}

/// Where the knowledge base is, before all flags can be known.
pub(super) fn data_folder(arguments: &[OsString]) -> Option<Folder> {
    let by_flag = |path: PathBuf| Folder { path, named_by: "--data" };
    let mut rest = arguments.iter().skip(1);
    while let Some(argument) = rest.next() {
        if argument == "--" {
            break;
        }
        if argument == "--data" {
            return rest.next().map(PathBuf::from).map(by_flag);
        }
        if let Some(folder) = argument.to_str().and_then(|argument| argument.strip_prefix("--data=")) {
            return Some(by_flag(PathBuf::from(folder)));
        }
    }
    let folder = std::env::var_os(DATA).filter(|folder| !folder.is_empty())?;
    Some(Folder { path: PathBuf::from(folder), named_by: DATA })
}

/// The whole command line.
pub(super) fn command(kb: &KnowledgeBase) -> Command {
    program().after_help(after_help(kb)).subcommands(COMMANDS.map(|name| subcommand(kb, name)))
}

/// The command line with no command but the first that the arguments name; nothing if they name none.
///
/// What it takes, the whole takes in the same way. To say what is wrong with a call takes the whole.
pub(super) fn command_named(kb: &KnowledgeBase, arguments: &[OsString]) -> Option<Command> {
    let mut words = arguments.iter().skip(1);
    let name = words.find_map(|word| COMMANDS.into_iter().find(|name| word == name))?;
    Some(program().subcommand(subcommand(kb, name)))
}

fn program() -> Command {
    Command::new("advisor")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Which messenger fits your threat model: advice that explains itself, with sources and dates")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .infer_long_args(false)
        .disable_help_subcommand(true)
        .args(global())
}

fn subcommand(kb: &KnowledgeBase, name: &str) -> Command {
    match name {
        "quiz" => quiz(kb),
        "batch" => batch(kb),
        "compare" => compare(kb),
        "show" => show(kb),
        "list" => list(),
        "check" => check(),
        "diff" => diff(),
        "schema" => schema(),
        "completions" => completions(),
        "man" => man(),
        "help" => help(kb),
        other => unreachable!("there is no command `{other}`"),
    }
}

fn global() -> [Arg; 3] {
    [
        Arg::new("data")
            .long("data")
            .value_name("DIR")
            .value_hint(ValueHint::DirPath)
            .global(true)
            .help("Use the knowledge base in this folder instead of the built-in one [env: ADVISOR_DATA]"),
        Arg::new("color")
            .long("color")
            .value_name("WHEN")
            .global(true)
            .value_parser(["auto", "always", "never"])
            .default_value("auto")
            .help("Colours; `auto` heeds NO_COLOR, TERM=dumb and pipes"),
        Arg::new("as-of")
            .long("as-of")
            .value_name("DATE")
            .global(true)
            .help("Count the age of facts on this day, YYYY-MM-DD, instead of today"),
    ]
}

fn quiz(kb: &KnowledgeBase) -> Command {
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    Command::new("quiz")
        .about("Ask about your situation and advise")
        .long_about(
            "Ask about your situation and advise.\n\nQuestions without an answer are asked. Answers given as flags or \
             as an answer string can end up in your shell's history, and others on the same computer may see them \
             while the program runs; to avoid that, keep them in a file: --answers FILE.",
        )
        .args(kb.questions().iter().map(question))
        .arg(
            Arg::new("answers").long("answers").value_name("FILE").value_hint(ValueHint::FilePath).help(
                "Take answers from a YAML or JSON file, `-` for standard input, or an answer string; flags go first",
            ),
        )
        .arg(flag("plain", "Ask by numbered lines: for screen readers, simple terminals and pipes"))
        .arg(
            Arg::new("order")
                .long("order")
                .value_name("ORDER")
                .value_parser(["fixed", "adaptive"])
                .default_value("fixed")
                .help("Ask each theme's questions as written, or first what settles most"),
        )
        .arg(flag("no-input", "Never ask; open questions are an error"))
        .arg(flag("unsure-rest", "Answer every open question with `unsure`"))
        .arg(
            Arg::new("save")
                .long("save")
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .help("Keep the answers and the verdict in this new file"),
        )
        .arg(flag("force", "Let --save replace a file").requires("save"))
        .arg(flag("brief", "Print the first screen only").conflicts_with("full"))
        .arg(flag(
            "full",
            "Print everything: also every reason, what is disputed, and all sources; HTML does, unless --brief",
        ))
        .arg(max_age())
        .arg(format(&["text", "markdown", "json", "html"]))
}

fn question(question: &Question) -> Arg {
    let choices =
        question.choices.iter().map(|choice| PossibleValue::new(choice.id.clone()).help(choice.label.clone()));
    let unsure = PossibleValue::new(UNSURE).help(format!("Not sure: {}", question.unsure_means));
    let values: Vec<PossibleValue> = choices.chain([unsure]).collect();
    let flag = Arg::new(question.id.clone())
        .long(question.id.clone())
        .value_name("CHOICE")
        .help_heading("Answers")
        .help(question.ask.clone())
        .value_parser(PossibleValuesParser::new(values));
    match question.takes {
        Takes::One => flag,
        Takes::Many => flag.action(ArgAction::Append).value_delimiter(',').value_name("CHOICE,…"),
    }
}

fn batch(kb: &KnowledgeBase) -> Command {
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    let form = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("FORM").value_parser(["jsonl", "csv"]).help(help)
    };
    Command::new("batch")
        .about("Decide many rows of answers, one result a line, in order")
        .after_help(batch_help(kb))
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .help("The rows: JSON Lines or CSV; standard input for `-` or none"),
        )
        .arg(form("from", "How the rows are written; CSV if the name of the file says so, else JSON Lines"))
        .arg(form("to", "How the results are written; as the rows if left out"))
        .arg(
            Arg::new("fields")
                .long("fields")
                .value_name("FIELD,…")
                .value_delimiter(',')
                .value_parser(PossibleValuesParser::new(Field::ALL.map(Field::word)))
                .help("What is told of a row; everything if left out"),
        )
        .arg(flag("unsure-rest", "Answer every open question with `unsure`; otherwise they are an error"))
        .arg(flag("summary", "Count verdicts, needs and complements instead of telling each row"))
        .arg(
            Arg::new("jobs")
                .long("jobs")
                .value_name("N")
                .value_parser(value_parser!(u16).range(1..=1024))
                .help("How many pieces are worked on at a time; as many as there are cores if left out"),
        )
        .arg(
            Arg::new("first-line")
                .long("first-line")
                .value_name("N")
                .value_parser(value_parser!(u64).range(1..))
                .help("The number of the first line, where the rows are a part of a larger file"),
        )
        .arg(max_age())
        .arg(format(&["text", "markdown", "json", "html"]).requires("summary").help("How to print the summary"))
}

fn compare(kb: &KnowledgeBase) -> Command {
    let messengers: Vec<PossibleValue> = kb
        .messengers()
        .iter()
        .map(|messenger| PossibleValue::new(messenger.id.clone()).help(messenger.title.clone()))
        .collect();
    let properties: Vec<String> = kb.properties().ids().map(str::to_owned).collect();
    let groups: Vec<PossibleValue> =
        kb.groups().iter().map(|group| PossibleValue::new(group.id.clone()).help(group.title.clone())).collect();
    Command::new("compare")
        .about("Print messengers side by side, with sources")
        .arg(
            Arg::new("messengers")
                .value_name("MESSENGER")
                .num_args(0..)
                .value_parser(PossibleValuesParser::new(messengers))
                .help("The messengers; the candidates if none is named"),
        )
        .arg(
            Arg::new("all")
                .long("all")
                .action(ArgAction::SetTrue)
                .conflicts_with("messengers")
                .help("Every messenger of the knowledge base"),
        )
        .arg(
            Arg::new("property")
                .long("property")
                .value_name("ID")
                .action(ArgAction::Append)
                .value_delimiter(',')
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(properties))
                .help("Only this property; `advisor list properties` has the ids"),
        )
        .arg(
            Arg::new("group")
                .long("group")
                .value_name("ID")
                .action(ArgAction::Append)
                .value_delimiter(',')
                .value_parser(PossibleValuesParser::new(groups))
                .help("Only the properties of this group"),
        )
        .arg(
            Arg::new("differences")
                .long("differences")
                .action(ArgAction::SetTrue)
                .help("Leave out rows in which all agree"),
        )
        .arg(
            Arg::new("relevant-to")
                .long("relevant-to")
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .help("Only what these answers touch, the deciding rows marked; a file as for `quiz --answers`"),
        )
        .arg(max_age())
        .arg(format(&["text", "markdown", "csv", "json", "html"]))
}

fn show(kb: &KnowledgeBase) -> Command {
    Command::new("show")
        .about("Print everything known of one thing, with sources, doubts and history")
        .arg(
            Arg::new("id")
                .value_name("ID")
                .required(true)
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(ids(kb)))
                .help("A messenger, property, question, rule, complement or source; `advisor list` has the ids"),
        )
        .arg(format(&["text", "markdown", "json", "html"]))
}

fn list() -> Command {
    Command::new("list")
        .about("Print what there is")
        .arg(Arg::new("kind").value_name("KIND").required(true).help("What to list").value_parser([
            "questions",
            "rules",
            "properties",
            "messengers",
            "complements",
            "sources",
            "facts",
        ]))
        .arg(
            Arg::new("stale")
                .long("stale")
                .action(ArgAction::SetTrue)
                .help("With `facts`: only those past their review, the oldest first"),
        )
        .arg(
            Arg::new("by-leverage")
                .long("by-leverage")
                .action(ArgAction::SetTrue)
                .conflicts_with("stale")
                .help("With `facts`: those of the candidates, first those on which the most verdicts hang"),
        )
        .arg(format(&["text", "markdown", "json", "html"]))
}

fn check() -> Command {
    Command::new("check")
        .about("Look for problems in a knowledge base, and for facts past their review")
        .arg(format(&["text", "markdown", "json", "html"]))
}

fn diff() -> Command {
    let folder = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).value_name(value).value_hint(ValueHint::DirPath).help(help)
    };
    Command::new("diff")
        .about("Compare two knowledge bases: which answers get another verdict, and why")
        .arg(folder("old", "OLD", "The folder of the old one, or `built-in`").required(true))
        .arg(folder("new", "NEW", "The folder of the new one, or `built-in`; the one in use if left out"))
        .arg(max_age())
        .arg(format(&["text", "markdown", "json", "html"]))
}

fn schema() -> Command {
    let names = super::schema::forms().map(|form| PossibleValue::new(form.name()).help(form.about));
    Command::new("schema").about("Print the JSON Schema of a file that is read, or of what is printed as JSON").arg(
        Arg::new("name")
            .value_name("NAME")
            .value_parser(PossibleValuesParser::new(names))
            .help("The schema to print; a list of all if none is named"),
    )
}

fn completions() -> Command {
    Command::new("completions")
        .about("Print the script that completes commands, flags and choices in a shell")
        .after_help(COMPLETIONS_HELP)
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(value_parser!(Shell))
                .help("The shell to print it for"),
        )
}

fn man() -> Command {
    Command::new("man").about("Print the manual, as roff; read it with `advisor man | man -l -`").arg(
        Arg::new("command")
            .value_name("COMMAND")
            .value_parser(PossibleValuesParser::new(COMMANDS))
            .help("Only the page of this command; the whole manual if none is named"),
    )
}

fn help(kb: &KnowledgeBase) -> Command {
    let topics = COMMANDS.into_iter().map(str::to_owned).chain(ids(kb));
    Command::new("help").about("Print the help of a command, or everything known of a thing by its id").arg(
        Arg::new("topic")
            .value_name("TOPIC")
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new(topics))
            .help("A command, or an id as for `advisor show`"),
    )
}

/// Every id of the knowledge base, each once: an id can name things of several kinds.
fn ids(kb: &KnowledgeBase) -> impl Iterator<Item = String> {
    let ids: BTreeSet<&str> = Profile::ids(kb).collect();
    ids.into_iter().map(str::to_owned).collect::<Vec<_>>().into_iter()
}

fn max_age() -> Arg {
    Arg::new("max-age")
        .long("max-age")
        .value_name("DURATION")
        .help("Count facts older than this as unknown, as in `18 months` or `90 days`")
}

fn format(formats: &'static [&'static str]) -> Arg {
    Arg::new("format")
        .long("format")
        .value_name("FORMAT")
        .value_parser(PossibleValuesParser::new(formats))
        .default_value("text")
        .help("How to print the result")
}

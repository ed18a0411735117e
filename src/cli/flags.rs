//! The command line: its flags, its help, and clap's errors with what only the knowledge base can add.

use std::ffi::{OsStr, OsString};

use clap::builder::{NonEmptyStringValueParser, PossibleValue, PossibleValuesParser, StyledStr, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, Id, ValueHint};

use super::output::{complain, print_paged, written};
use super::{COMMANDS, USAGE};
use crate::explore::Profile;
use crate::kb::{KnowledgeBase, parse_day, parse_span};
use crate::render::Format;
use crate::text::{MOST_LISTED, escaped};

fn global() -> [Arg; 5] {
    let data = "Use the knowledge base in this folder instead of the built-in one [env: ADVISOR_DATA]";
    let parse = |written: &str| parse_day(written).ok_or("not a date; write YYYY-MM-DD");
    let as_of = "Work out the age of facts as of this day, YYYY-MM-DD, instead of today";
    [
        path("data", "DIR", data, ValueHint::DirPath).long("data"),
        choice("color", "WHEN", "Colours; `auto` follows NO_COLOR, TERM=dumb and pipes", ["auto", "always", "never"])
            .long("color")
            .default_value("auto"),
        flag("no-color", "No colours, like --color never"),
        flag("quiet", "Print only errors to standard error").short('q'),
        Arg::new("as-of").long("as-of").value_name("DATE").value_parser(parse).help(as_of),
    ]
    .map(|flag| flag.global(true).help_heading("Options of every command"))
}

pub(super) fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

pub(super) fn path(name: &'static str, value: &'static str, help: &'static str, hint: ValueHint) -> Arg {
    Arg::new(name).value_name(value).value_hint(hint).value_parser(NonEmptyStringValueParser::new()).help(help)
}

pub(super) fn file(name: &'static str, help: &'static str) -> Arg {
    path(name, "FILE", help, ValueHint::FilePath).long(name)
}

/// A flag or argument that takes one of these values.
pub(super) fn choice(
    name: impl Into<Id>,
    value: &'static str,
    help: impl Into<StyledStr>,
    values: impl IntoIterator<Item: Into<PossibleValue>>,
) -> Arg {
    Arg::new(name).value_name(value).value_parser(Choices(PossibleValuesParser::new(values))).help(help.into())
}

/// A flag that takes several of these ids, separated by commas or one flag each.
pub(super) fn ids(name: &'static str, help: &'static str, ids: impl IntoIterator<Item = PossibleValue>) -> Arg {
    choice(name, "ID", help, ids).long(name).action(ArgAction::Append).value_delimiter(',')
}

pub(super) fn max_age() -> Arg {
    let parse = |written: &str| parse_span(written).ok_or("not a duration; write `90 days`, `18 months` or `2 years`");
    let help = "Count facts older than this as unknown, as in `18 months` or `90 days`";
    Arg::new("max-age").long("max-age").value_name("DURATION").value_parser(parse).help(help)
}

pub(super) fn format(formats: impl IntoIterator<Item = Format>) -> Arg {
    let words = formats.into_iter().map(Format::word);
    choice("format", "FORMAT", "How to print the result", words).long("format").default_value("text")
}

/// A value with its title, which completions and the long help show.
pub(super) fn titled(id: &str, title: &str) -> PossibleValue {
    PossibleValue::new(id.to_owned()).help(title.to_owned())
}

/// Takes one of these values, with or without blanks around it, as in `a, b`.
#[derive(Clone)]
struct Choices(PossibleValuesParser);

impl TypedValueParser for Choices {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        let trimmed = value.to_str().map_or(value, |text| OsStr::new(text.trim()));
        self.0.parse_ref(command, argument, trimmed)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.0.possible_values()
    }
}

pub(super) fn program(kb: &KnowledgeBase) -> Command {
    let id = kb.properties().ids().next().unwrap_or_default();
    Command::new("advisor")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Which messenger fits your threat model: advice that explains itself, with sources and dates")
        .subcommand_required(true)
        .args(global())
        .subcommands(COMMANDS.map(|(command, _)| command(kb).help_template(HELP)))
        .help_template(HELP)
        .before_help(examples([
            "advisor quiz                      ask, then advise",
            "advisor quiz --answers me.yaml    advise on answers in a file",
            "advisor compare                   the candidates side by side",
            &format!("advisor show {id:<20} everything known about one thing, by its id"),
            "advisor man | man -l -            the manual",
        ]))
        .after_help(AFTER_HELP)
}

pub(super) fn examples<const COUNT: usize>(calls: [&str; COUNT]) -> String {
    calls.iter().fold("Examples:".to_owned(), |text, call| format!("{text}\n  {call}"))
}

/// Help begins with examples.
const HELP: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

const AFTER_HELP: &str = "\
Exit codes:
  0    success, also when a reader closes the pipe
  1    failure, such as a wrong row in a batch or problems in a knowledge base
  2    usage error, or unanswered questions when nobody can be asked
  130  Ctrl-C; 129, 131 or 143 when the system ends it

Environment:
  ADVISOR_DATA  the folder of a knowledge base, as for --data
  NO_COLOR      no colours
  FORCE_COLOR   colours also where there is no terminal (or CLICOLOR_FORCE)
  COLUMNS       the width to lay results out for
  PAGER         what shows long texts on a terminal; empty for none
  TERM=dumb     numbered lines, words only

The program makes no network connections, and writes no file unless you ask.
SECURITY.md says how to report advice that could hurt someone.";

/// The value of a flag that is needed before all flags can be known.
pub(super) fn early(arguments: &[OsString], flag: &str) -> Option<OsString> {
    let mut rest = arguments.iter().skip(1).take_while(|argument| *argument != "--");
    while let Some(argument) = rest.next() {
        if argument == flag {
            return rest.next().cloned();
        }
        let joined = argument.to_str().and_then(|argument| argument.strip_prefix(flag)?.strip_prefix('='));
        if let Some(value) = joined {
            return Some(value.into());
        }
    }
    None
}

/// The help, if someone asks for it beside something wrong; otherwise what is wrong.
pub(super) fn or_help(command: &Command, arguments: &[OsString], error: clap::Error) -> clap::Error {
    let flags = || arguments.iter().skip(1).take_while(|argument| *argument != "--");
    let asked = flags().find(|argument| *argument == "-h" || *argument == "--help");
    let Some(asked) = asked.filter(|_| error.use_stderr()) else { return error };
    let word = flags().find(|word| *word != "help" && command.find_subcommand(word).is_some());
    let help = arguments.iter().take(1).chain(word).chain([asked]);
    command.clone().try_get_matches_from(help).err().unwrap_or(error)
}

/// Prints what clap has to say, the help too, and returns the exit code.
pub(super) fn print_error(kb: &KnowledgeBase, mut error: clap::Error) -> anyhow::Result<u8> {
    let tip = match error.kind() {
        ErrorKind::UnknownArgument => {
            let question = word(&error, ContextKind::InvalidArg);
            // What clap suggests here is nothing that anyone meant.
            error.remove(ContextKind::Suggested);
            let instead = kb.scope().retired.get(&question);
            let instead = instead.map(|instead| format!("the question `{question}` no longer exists; {instead}"));
            instead.or_else(|| match question.as_str() {
                "json" => Some("write `--format json`".to_owned()),
                file if file.ends_with(".yaml") || file.ends_with(".json") => Some(format!("write `--answers {file}`")),
                _ => None,
            })
        }
        ErrorKind::InvalidSubcommand => {
            let id = word(&error, ContextKind::InvalidSubcommand);
            match Profile::ids(kb).find(|known| *known == id) {
                Some(id) => Some(format!("`advisor show {id}` prints what is known about it")),
                None => (id == "version").then(|| "write `--version`".to_owned()),
            }
        }
        _ => None,
    };
    if let Some(tip) = tip {
        use ContextKind::{SuggestedArg, SuggestedSubcommand, SuggestedValue, Usage};

        // What clap suggests is only spelt alike.
        for kind in [SuggestedArg, SuggestedSubcommand, SuggestedValue, Usage] {
            error.remove(kind);
        }
        suggest(&mut error, &tip);
    }
    // A list of every id would bury the error.
    if matches!(error.get(ContextKind::ValidValue), Some(ContextValue::Strings(values)) if values.len() > MOST_LISTED) {
        error.remove(ContextKind::ValidValue);
        if error.get(ContextKind::Suggested).is_none() {
            let lists = match word(&error, ContextKind::InvalidArg).as_str() {
                "[NAME]" => "`advisor schema` lists the names",
                "property <ID>" => "`advisor list properties` prints the ids",
                _ => "`advisor list questions`, `advisor list rules` and so on print the ids",
            };
            suggest(&mut error, lists);
        }
    }
    // Without colours, so that nothing in a word that was given can be taken for one.
    match error.render().to_string().strip_prefix("error: ") {
        Some(text) => complain(&text.trim_end().lines().map(escaped).collect::<Vec<_>>().join("\n")),
        None if error.kind() == ErrorKind::DisplayHelp => return print_paged(&error.render().ansi().to_string()),
        None => written(error.print())?,
    }
    Ok(u8::try_from(error.exit_code()).unwrap_or(USAGE))
}

/// A word that an error is about, a flag without its dashes.
fn word(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(word)) => word.trim_start_matches("--").to_owned(),
        _ => String::new(),
    }
}

fn suggest(error: &mut clap::Error, tip: &str) {
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.to_owned().into()]));
}

//! A wrong call, told as every other fault is: the place, the fault, the remedy.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

use crate::text::{did_you_mean, nearest, printable};
use crate::answers::{is_repeatable, meant, repeated};
use crate::explore::Profile;
use crate::kb::{Key, KnowledgeBase, Problems, Question};

/// The call was wrong: what, where, and the remedy.
#[derive(Debug)]
pub(super) struct Usage(pub(super) String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

impl Usage {
    /// Faults in what a flag names.
    pub(super) fn of(problems: &Problems) -> Self {
        Self(problems.to_string())
    }

    /// A fault in the command line, as clap found it.
    pub(super) fn of_clap(kb: &KnowledgeBase, command: &Command, arguments: &[OsString], error: &clap::Error) -> Self {
        let called = called(command, arguments);
        let call = called.map_or_else(|| "advisor".to_owned(), |called| format!("advisor {}", called.get_name()));
        let wrong = Wrong { kb, command, called, error };
        Self(format!("{}\n  see `{call} --help`", wrong.in_words()))
    }
}

/// The command that was called, if the words lead to one.
pub(super) fn called<'a>(command: &'a Command, arguments: &[OsString]) -> Option<&'a Command> {
    let mut words = arguments.iter().skip(1).map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        match word.strip_prefix("--") {
            Some(flag) if command.get_opts().any(|option| option.get_long() == Some(flag)) => drop(words.next()),
            Some(_) => {}
            None if word.starts_with('-') => {}
            None => return command.find_subcommand(&*word),
        }
    }
    None
}

/// What clap knows of a fault.
struct Wrong<'a> {
    kb: &'a KnowledgeBase,
    command: &'a Command,
    called: Option<&'a Command>,
    error: &'a clap::Error,
}

impl Wrong<'_> {
    fn in_words(&self) -> String {
        match self.error.kind() {
            ErrorKind::InvalidSubcommand => self.unknown_command(),
            ErrorKind::UnknownArgument => self.unknown_argument(),
            ErrorKind::InvalidValue => self.wrong_value(),
            ErrorKind::ValueValidation => format!("{}: {}", self.place(), self.cause()),
            ErrorKind::TooManyValues => {
                format!("{}: it takes no value; leave it out", self.place())
            }
            ErrorKind::ArgumentConflict => self.conflict(),
            ErrorKind::MissingRequiredArgument => self.missing(),
            ErrorKind::MissingSubcommand => "no command is given; try `advisor quiz`".to_owned(),
            ErrorKind::InvalidUtf8 => "an argument is not UTF-8 text; write it in UTF-8".to_owned(),
            // The kinds of clap may grow; what it says in its first line is always a fault.
            _ => self.error.to_string().lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned(),
        }
    }

    fn unknown_command(&self) -> String {
        let word = self.word(ContextKind::InvalidSubcommand);
        let known: Vec<&str> = self.command.get_subcommands().map(Command::get_name).collect();
        let remedy = if Profile::ids(self.kb).any(|id| id == word) {
            format!("write `advisor show {word}`")
        } else {
            did_you_mean(&word, known.iter().copied())
        };
        format!("there is no {}; {remedy}", self.shown("command", &word))
    }

    fn unknown_argument(&self) -> String {
        let word = self.word(ContextKind::InvalidArg);
        let is_question = word.strip_prefix("--").is_some_and(|flag| self.kb.questions().find(flag).is_some());
        let shown = if is_question { format!("flag `{word}`") } else { self.shown("flag", &word) };
        let within = self.within();
        let Some(flag) = word.strip_prefix("--") else {
            // Where no bare word is taken, it is an answer most of the time, and answers are not repeated.
            let takes_words = self.called.is_none_or(|called| called.get_positionals().next().is_some());
            return match () {
                () if word.starts_with('-') => {
                    format!("{within}there is no {shown}; flags are whole words, as in `--help`")
                }
                () if takes_words => {
                    format!("{within}{} is one argument too many; leave it out", repeated(self.kb, &word))
                }
                () => format!("{within}a word belongs to no flag; put its flag before it, or a comma between choices"),
            };
        };
        if let Some(instead) = self.kb.scope().instead_of(flag) {
            return format!("{within}the question `{}` no longer exists; {instead}", printable(flag));
        }
        let flags = |command: &'_ Command| -> Vec<String> {
            command.get_arguments().filter_map(Arg::get_long).map(str::to_owned).collect()
        };
        let (top, mut own) = (flags(self.command), self.called.map(flags).unwrap_or_default());
        let global = self.command.get_arguments().filter(|argument| argument.is_global_set());
        own.extend(global.filter_map(Arg::get_long).map(str::to_owned));
        match self.called {
            Some(_) if top.iter().any(|known| known == flag) => {
                return format!("{within}there is no {shown}; write `advisor --{flag}`");
            }
            Some(_) => {}
            None => own.extend(top),
        }
        let others = self.command.get_subcommands().filter(|other| flags(other).iter().any(|known| known == flag));
        let others: Vec<String> = others.map(|other| format!("`advisor {}`", other.get_name())).collect();
        let remedy = match nearest(flag, own.iter().map(String::as_str)) {
            _ if !others.is_empty() => match others.split_last() {
                Some((last, rest)) if !rest.is_empty() => format!("{} and {last} have it", rest.join(", ")),
                _ => format!("{} has it", others.concat()),
            },
            Some(near) => format!("did you mean `--{near}`?"),
            None => "none of its flags is near".to_owned(),
        };
        format!("{within}there is no {shown}; {remedy}")
    }

    fn wrong_value(&self) -> String {
        let (word, known) = (self.word(ContextKind::InvalidValue), self.words(ContextKind::ValidValue));
        let (place, known) = (self.place(), known.iter().map(String::as_str));
        if word.is_empty() {
            let remedy = match known.len() {
                0 => format!("write `{}`", self.word(ContextKind::InvalidArg)),
                count if count > MOST_LISTED => "`advisor list questions` and its like have the ids".to_owned(),
                _ => did_you_mean("", known),
            };
            return format!("{place}: a value is missing; {remedy}");
        }
        if let Some(question) = self.question(&place) {
            return match meant(self.kb, question, &word) {
                Some(meant) => format!("{place}: `{}` is not a choice; did you mean `{meant}`?", printable(&word)),
                None if known.len() > MOST_LISTED => {
                    format!("{place}: what is given is not a choice; `advisor show {}` has them", self.kb[question].id)
                }
                None => format!("{place}: what is given is not a choice; {}", did_you_mean("", known)),
            };
        }
        let titled = Profile::ids_of(self.kb, &word).find(|id| known.clone().any(|known| known == *id));
        let remedy = match titled.or_else(|| nearest(&word, known.clone())) {
            Some(id) if titled.is_some() => format!("did you mean `{id}`?"),
            None if known.len() > MOST_LISTED => match place.trim_start_matches('-') {
                "property" => "`advisor list properties` has the ids".to_owned(),
                "name" => "`advisor schema` has the names".to_owned(),
                _ => "`advisor list questions` and its like have the ids".to_owned(),
            },
            _ => did_you_mean(&word, known),
        };
        if place.starts_with('-') {
            format!("{place}: {} is not a choice; {remedy}", repeated(self.kb, &word))
        } else {
            let shown = if is_repeatable(self.kb, &word) { format!(" `{}`", printable(&word)) } else { String::new() };
            format!("{}unknown {place}{shown}; {remedy}", self.within())
        }
    }

    /// The question that a flag answers, if it is one of those.
    fn question(&self, place: &str) -> Option<Key<Question>> {
        let flag =
            place.strip_prefix("--").filter(|_| self.called.is_some_and(|called| called.get_name() == "quiz"))?;
        self.kb.questions().find(flag)
    }

    /// What there is none of, with the word that was given for it if that may be repeated.
    fn shown(&self, kind: &str, word: &str) -> String {
        if is_repeatable(self.kb, word) { format!("{kind} `{}`", printable(word)) } else { format!("such {kind}") }
    }

    fn missing(&self) -> String {
        let place = self.place();
        let arguments = self.called.into_iter().flat_map(Command::get_arguments);
        let missing = arguments.into_iter().find(|argument| name(&argument.to_string()).eq_ignore_ascii_case(&place));
        let known: Vec<String> = missing
            .map(|argument| argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect())
            .unwrap_or_default();
        let remedy = match known.len() {
            1..=MOST_LISTED => did_you_mean("", known.iter().map(String::as_str)),
            _ => "add it".to_owned(),
        };
        format!("{}`{}` is missing; {remedy}", self.within(), self.word(ContextKind::InvalidArg))
    }

    fn conflict(&self) -> String {
        let (one, others) = (self.place(), self.words(ContextKind::PriorArg));
        let others: Vec<&str> = others.iter().map(|other| name(other)).collect();
        if others == [one.as_str()] {
            return format!("{one}: it is given twice; give it once");
        }
        format!("{one}: it does not go with {}; leave out one of them", others.join(", "))
    }

    /// What the check of a value found, in its own words.
    fn cause(&self) -> String {
        let (word, cause) = (self.word(ContextKind::InvalidValue), std::error::Error::source(self.error));
        let cause = cause.map(ToString::to_string).unwrap_or_default();
        cause.replace(&format!("`{}`", printable(&word)), &repeated(self.kb, &word))
    }

    /// The command, as a place to stand before a fault.
    fn within(&self) -> String {
        self.called.map(|called| format!("{}: ", called.get_name())).unwrap_or_default()
    }

    /// The flag or the kind of word that the fault is in.
    fn place(&self) -> String {
        let written = self.word(ContextKind::InvalidArg);
        let place = name(&written);
        if place.starts_with('-') { place.to_owned() } else { place.to_lowercase() }
    }

    fn word(&self, kind: ContextKind) -> String {
        self.words(kind).into_iter().next().unwrap_or_default()
    }

    fn words(&self, kind: ContextKind) -> Vec<String> {
        match self.error.get(kind) {
            Some(ContextValue::String(word)) => vec![word.clone()],
            Some(ContextValue::Strings(words)) => words.clone(),
            _ => Vec::new(),
        }
    }
}

/// From how many known words on a remedy does not list them.
const MOST_LISTED: usize = 16;

/// An argument's name as people write it, from clap's `--flag <VALUE>` or `[WORD]...`.
fn name(written: &str) -> &str {
    written.split(' ').next().unwrap_or(written).trim_matches(|character| "<>[].".contains(character))
}

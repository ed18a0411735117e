//! The folder of a knowledge base, and what can still be answered if it is of no use.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use clap::Command;
use clap::error::ErrorKind;

use super::output::print_json;
use super::usage::called;
use super::{FAILURE, SUCCESS, Usage, arguments, to_the_end};
use crate::text::{printable};
use crate::explore::ProblemList;
use crate::kb::{Files, KnowledgeBase, Problems};

/// A folder that is said to hold a knowledge base.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What names it, as a person would find it again: a flag or a variable.
    pub(super) named_by: &'static str,
    /// What stands in its place for the built-in knowledge base.
    pub(super) built_in: &'static str,
}

/// What is wrong within the folder of a knowledge base.
#[derive(Debug)]
pub(super) struct Unsound {
    place: String,
    problems: Problems,
}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has problems:\n{}", self.place, self.problems)
    }
}

impl std::error::Error for Unsound {}

impl Folder {
    /// Reads the knowledge base in the folder.
    ///
    /// # Errors
    /// A [`Usage`] if there is no such folder, and [`Unsound`] for whatever is wrong within.
    pub(super) fn load(&self) -> anyhow::Result<KnowledgeBase> {
        Ok(self.read()?.1)
    }

    /// The files of the folder, and what they say.
    ///
    /// # Errors
    /// As for [`Self::load`].
    pub(super) fn read(&self) -> anyhow::Result<(Files, KnowledgeBase)> {
        let (named_by, shown) = (self.named_by, printable(&self.path.display().to_string()));
        let refused = |why: &str| {
            let remedy = format!("name the folder of a knowledge base, or {} for the built-in one", self.built_in);
            Usage(format!("{named_by}: {shown} {why}; {remedy}"))
        };
        match self.path.metadata() {
            Ok(found) if !found.is_dir() => return Err(refused("is not a folder").into()),
            Ok(_) => {}
            Err(error) => return Err(refused(&format!("cannot be read: {error}")).into()),
        }
        let unsound = |problems| Unsound { place: format!("{named_by}: the knowledge base in {shown}"), problems };
        let files = Files::read(&self.path).map_err(unsound)?;
        let kb = files.load().map_err(unsound)?;
        Ok((files, kb))
    }
}

/// Answers what needs no knowledge base, or wants to hear what is wrong with it; fails with the error otherwise.
pub(super) fn answer_without(arguments: &[OsString], error: anyhow::Error) -> anyhow::Result<u8> {
    let mut command = arguments::command(to_the_end(KnowledgeBase::embedded()));
    match command.try_get_matches_from_mut(arguments) {
        Err(asked) if is_of_the_program(&asked, &command, arguments) => {
            asked.print()?;
            Ok(SUCCESS)
        }
        Err(_) => Err(error),
        Ok(matches) => {
            let check = matches.subcommand_matches("check");
            let format = check.and_then(|check| check.get_one::<String>("format"));
            match error.downcast_ref::<Unsound>() {
                Some(unsound) if format.is_some_and(|format| format == "json") => {
                    print_json(&ProblemList::of(&unsound.problems))?;
                    Ok(FAILURE)
                }
                _ => Err(error),
            }
        }
    }
}

/// Whether the version or the help of the program itself was asked for, and not that of a command.
fn is_of_the_program(asked: &clap::Error, command: &Command, arguments: &[OsString]) -> bool {
    match asked.kind() {
        ErrorKind::DisplayVersion => true,
        ErrorKind::DisplayHelp => called(command, arguments).is_none(),
        _ => false,
    }
}

//! The folder of a knowledge base, and what can still be answered if it cannot be used.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;

use super::output::print;
use super::program::{command, early, or_help, print_error};
use super::{FAILURE, Usage};
use crate::explore::ProblemList;
use crate::kb::{Files, KnowledgeBase, Problems};
use crate::render::json;
use crate::text::printable;

/// The environment variable for `--data`.
const DATA: &str = "ADVISOR_DATA";

/// A folder that should hold a knowledge base.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What names it: a flag, an argument or a variable.
    pub(super) named_by: &'static str,
}

impl Folder {
    /// The folder that `--data` or `ADVISOR_DATA` names, if any.
    pub(super) fn named_in(arguments: &[OsString]) -> Option<Self> {
        let by_variable = || Some((std::env::var_os(DATA)?, DATA));
        let named = early(arguments, "--data").map(|path| (path, "--data")).or_else(by_variable);
        // An empty flag is an error of clap's.
        let (path, named_by) = named.filter(|(path, _)| !path.is_empty())?;
        Some(Self { path: path.into(), named_by })
    }

    /// The knowledge base in the folder.
    ///
    /// # Errors
    /// As for [`Self::read`].
    pub(super) fn load(&self) -> anyhow::Result<KnowledgeBase> {
        Ok(self.read()?.1)
    }

    /// The files of the folder, and the knowledge base in them.
    ///
    /// # Errors
    /// A [`Usage`] if there is no such folder, and [`Problems`] for whatever is wrong in it.
    pub(super) fn read(&self) -> anyhow::Result<(Files, KnowledgeBase)> {
        let (named_by, shown) = (self.named_by, printable(&self.path.display().to_string()));
        let fault = match self.path.metadata() {
            Ok(found) if found.is_dir() => None,
            Ok(_) => Some("is not a folder".to_owned()),
            Err(error) => Some(format!("cannot be read: {error}")),
        };
        if let Some(fault) = fault {
            return Err(Usage(format!("{named_by}: {shown} {fault}; name the folder of a knowledge base")).into());
        }
        let read = || {
            let files = Files::read(&self.path)?;
            let kb = files.load()?;
            Ok((files, kb))
        };
        read().map_err(|problems: Problems| {
            anyhow::Error::new(problems).context(format!("{named_by}: the knowledge base in {shown} has problems"))
        })
    }
}

/// Answers what needs no knowledge base, or lists what is wrong with it as JSON; fails with the error otherwise.
pub(super) fn answer_without(arguments: &[OsString], error: anyhow::Error) -> anyhow::Result<u8> {
    let kb = KnowledgeBase::embedded();
    let command = command(&kb);
    match command.clone().try_get_matches_from(arguments).map_err(|error| or_help(command, arguments, error)) {
        Err(asked) if matches!(asked.kind(), ErrorKind::DisplayVersion | ErrorKind::DisplayHelp) => {
            print_error(&kb, asked)
        }
        Err(_) => Err(error),
        Ok(matches) => {
            let format = matches.subcommand_matches("check").and_then(|check| check.get_one::<String>("format"));
            match error.downcast_ref::<Problems>().filter(|_| format.is_some_and(|format| format == "json")) {
                Some(problems) => print(&json(&ProblemList::of(problems))).map(|()| FAILURE),
                None => Err(error),
            }
        }
    }
}

//! What is read where a call says: a knowledge base, and answers.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use anyhow::Context as _;

use super::output::note;
use super::program::early;
use super::{Usage, usage};
use crate::answers::{Saved, is_answer_string};
use crate::kb::{Files, KnowledgeBase, Problems, Unread, read_text};
use crate::text::printable;

/// The environment variable for `--data`.
const DATA: &str = "ADVISOR_DATA";
/// The most bytes of answers that are read: a hundred times the answers to thousands of questions.
const MAX_BYTES: u64 = 1 << 20;

/// A folder that should hold a knowledge base.
#[derive(Debug, Clone)]
pub(super) struct Folder {
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

    /// The files of the folder, and the knowledge base in them; fails with [`Problems`] for whatever is wrong in it.
    pub(super) fn read(&self) -> anyhow::Result<(Files, KnowledgeBase)> {
        let (named_by, shown) = (self.named_by, printable(&self.path.display().to_string()));
        let remedy = "name the folder of a knowledge base";
        match self.path.metadata() {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return usage(format!("{named_by}: {shown} is not a folder; {remedy}")),
            Err(error) => return usage(format!("{named_by}: {shown} cannot be read: {error}; {remedy}")),
        }
        let files = Files::read(&self.path);
        let read = files.and_then(|files| files.load().map(|kb| (files, kb)));
        read.with_context(|| format!("{named_by}: the knowledge base in {shown} has problems"))
    }
}

/// Reads answers from what a flag names: a file, standard input, or an answer string.
///
/// A pipe is as good as a file, so that a program which decrypts answers can hand them over.
pub(super) fn read_answers(kb: &KnowledgeBase, flag: &str, name: &str) -> anyhow::Result<Saved> {
    let (place, text) = match name {
        string if is_answer_string(string) => (flag, Ok(string.to_owned())),
        "-" => {
            if io::stdin().is_terminal() {
                note("Reading answers from the terminal; end with Ctrl-D.");
            }
            ("standard input", read_text(Ok(io::stdin().lock()), MAX_BYTES))
        }
        path => (path, read_text(File::open(path), MAX_BYTES)),
    };
    let unread = |Unread { fault, remedy }| Usage(format!("{flag}: {} {fault}; {remedy}", printable(place)));
    Ok(Saved::parse(kb, place, &text.map_err(unread)?).map_err(|problems: Problems| Usage(problems.to_string()))?)
}

//! `advisor diff`.

use anyhow::Context as _;
use clap::{Command, ValueHint};

use super::Call;
use super::files::Folder;
use super::flags::{examples, format, max_age, path};
use crate::explore::Difference;
use crate::kb::{Files, KnowledgeBase};
use crate::render::Format;

pub(super) fn command(_: &KnowledgeBase) -> Command {
    Command::new("diff")
        .arg_required_else_help(true)
        .about("Compare two knowledge bases: which answers get another verdict, and which entries differ")
        .before_help(examples([
            "advisor diff built-in data      what your edits of data/ change",
            "advisor diff old new --format json",
        ]))
        .arg(path("old", "OLD", "The folder of the old one, or `built-in`", ValueHint::DirPath).required(true))
        .arg(path("new", "NEW", "The folder of the new one; the one in use if left out", ValueHint::DirPath))
        .arg(max_age())
        .arg(format(Format::OF_PAGES))
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let named = |name: &str, named_by| Some(Folder { path: call.word(name)?.into(), named_by });
    let editions = [edition(named("old", "OLD"))?, edition(named("new", "NEW").or(call.folder.cloned()))?];
    let difference = Difference::between(&editions, &call.trust).map_err(anyhow::Error::msg);
    call.print(&difference.context("the two knowledge bases cannot be compared")?)
}

/// The files of a folder with the knowledge base in them; the built-in ones if no folder or `built-in` is named.
fn edition(folder: Option<Folder>) -> anyhow::Result<(Files, KnowledgeBase)> {
    match folder.filter(|folder| folder.path.as_os_str() != "built-in") {
        Some(folder) => folder.read(),
        None => Ok((Files::embedded(), KnowledgeBase::embedded().clone())),
    }
}

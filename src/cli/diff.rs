//! `advisor diff`.

use std::path::Path;

use anyhow::Context as _;

use super::output::{print, print_document};
use super::{Call, SUCCESS, load_files, read_files};
use crate::kb::{Files, KnowledgeBase};
use crate::report::{Difference, json};

/// What names the knowledge base that the program was built with.
const BUILT_IN: &str = "built-in";

/// Compares two knowledge bases; `in_use` is the folder of the one in use, if it is not the built-in one.
pub(super) fn run(call: &Call<'_>, in_use: Option<&Path>) -> anyhow::Result<u8> {
    let named = |name: &str| call.matches.get_one::<String>(name).map(|folder| Path::new(folder.as_str()));
    let (old_files, old) = edition(named("old"))?;
    let (new_files, new) = edition(named("new").or(in_use))?;
    let difference = Difference::between((&old_files, &old), (&new_files, &new), &call.trust)
        .context("the two knowledge bases cannot be compared")?;
    match call.matches.get_one::<String>("format").map_or("text", String::as_str) {
        "json" => print(&json(&difference))?,
        format => print_document(&difference.page(), format)?,
    }
    Ok(SUCCESS)
}

/// The files of a folder, and what they say; those that the program was built with if no folder is named.
fn edition(folder: Option<&Path>) -> anyhow::Result<(Files, KnowledgeBase)> {
    match folder.filter(|folder| *folder != Path::new(BUILT_IN)) {
        Some(folder) => {
            let files = read_files(folder)?;
            let kb = load_files(&files, folder)?;
            Ok((files, kb))
        }
        None => Ok((Files::embedded(), KnowledgeBase::embedded())),
    }
}

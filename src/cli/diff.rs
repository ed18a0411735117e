//! `advisor diff`.

use std::path::PathBuf;

use anyhow::Context as _;

use super::base::Folder;
use super::output::{format, print_page};
use super::{Call, SUCCESS};
use crate::kb::{Files, KnowledgeBase};
use crate::report::Difference;

/// What names the knowledge base that the program was built with.
const BUILT_IN: &str = "built-in";

/// Compares two knowledge bases.
pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let named = |name: &str, named_by| {
        let path = call.matches.get_one::<String>(name).map(PathBuf::from)?;
        Some(Folder { path, named_by, built_in: "`built-in`" })
    };
    let (old_files, old) = edition(named("old", "OLD"))?;
    let (new_files, new) = edition(named("new", "NEW").or(call.folder.cloned()))?;
    let difference = Difference::between((&old_files, &old), (&new_files, &new), &call.trust)
        .context("the two knowledge bases cannot be compared")?;
    print_page(&difference, format(call.matches))?;
    Ok(SUCCESS)
}

/// The files of a folder, and what they say; those that the program was built with if no folder is named.
fn edition(folder: Option<Folder>) -> anyhow::Result<(Files, KnowledgeBase)> {
    match folder.filter(|folder| folder.path.as_os_str() != BUILT_IN) {
        Some(folder) => folder.read(),
        None => Ok((Files::embedded(), KnowledgeBase::embedded())),
    }
}

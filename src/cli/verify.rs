//! `advisor verify`.

use std::path::Path;

use anyhow::Context as _;
use clap::{Command, ValueHint};

use super::files::{Existing, Place};
use super::flags::{examples, flag, format, path};
use super::{Call, FAILURE, SUCCESS, usage};
use crate::explore::Listing;
use crate::kb::{Files, KnowledgeBase};
use crate::render::Format;
use crate::text::printable;
use crate::verify::{Verification, evidence, stamped, stamps};

pub(super) fn command(_: &KnowledgeBase) -> Command {
    Command::new("verify")
        .arg_required_else_help(true)
        .about("Check facts and menu names against clones of the upstream projects")
        .before_help(examples([
            "advisor verify --against upstream",
            "advisor verify --against upstream --data data --write",
        ]))
        .after_help(
            "\
Each project is looked for as DIR/owner/name or DIR/owner/name.git; git reads the
commit at its HEAD. `data/clone-upstream DIR`, in the source code, clones them all.

  holds        the project still says so, in a newer commit than what was known
  silent       the project still says so, but the clone is no newer than the entry
  moved        the same text is in another file; change `path`
  broken       the project says something else; look at the entry, which is pending
  unreachable  there is no clone, or it can't be read

Nothing is changed without --write, and with it only dates: `verified` (the day
of the commit) or `pending`. The exit code is 1 if anything is broken, or nothing
could be read.",
        )
        .arg(path("against", "DIR", "The folder with the clones", ValueHint::DirPath).long("against").required(true))
        .arg(flag("write", "Write the dates into the knowledge base that --data names"))
        .arg(format(Format::OF_PAGES))
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let against = call.word("against").unwrap_or_default();
    if !Path::new(against).is_dir() {
        return usage(format!("--against: {} is not a folder; name the one with the clones", printable(against)));
    }
    if call.has("write") && call.folder.is_none() {
        return usage("--write: the built-in knowledge base can't be changed; add --data DIR");
    }
    let files = call.folder.map_or_else(|| Ok(Files::embedded()), |folder| Files::read(&folder.path))?;
    let evidence = evidence(&files, call.kb)?;
    // Where that takes too much work, no fact comes before another.
    let facts = Listing::by_leverage(call.kb, &call.trust).map(|facts| facts.rows).unwrap_or_default();
    let facts: Vec<String> = facts.into_iter().filter_map(|row| row.into_iter().next()).collect();
    let verification = Verification::of(call.kb, &evidence, Path::new(against), &facts);
    if let Some(folder) = call.folder.filter(|_| call.has("write")) {
        write(&folder.path.join("messengers"), &verification)?;
    }
    call.print(&verification)?;
    Ok(if verification.has_failed() { FAILURE } else { SUCCESS })
}

/// Writes dates into the files of the messengers, each file at once.
fn write(folder: &Path, verification: &Verification) -> anyhow::Result<()> {
    for (messenger, stamps) in stamps(&verification.checked) {
        let path = folder.join(format!("{messenger}.yaml"));
        let mut text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        for (property, stamp) in stamps {
            text = stamped(&text, property, &stamp).with_context(|| {
                format!("{}: {property}: write each field of the fact on a line of its own", path.display())
            })?;
        }
        // What is saved elsewhere is for its owner alone; these files are as readable as before.
        let permissions = std::fs::metadata(&path)?.permissions();
        Place::check(&path.to_string_lossy(), Existing::Replace)?.write(&text)?;
        std::fs::set_permissions(&path, permissions)?;
    }
    Ok(())
}

//! For those who change a knowledge base: `advisor check`, `advisor diff` and `advisor verify`.

use std::path::Path;

use anyhow::Context as _;
use clap::{ArgMatches, Command, ValueHint};

use super::files::{Existing, Folder, Place};
use super::flags::{examples, flag, format, max_age, path};
use super::output::print;
use super::{Call, FAILURE, SUCCESS, usage};
use crate::explore::{Difference, Inspection, Listing, ProblemList};
use crate::kb::{Files, KnowledgeBase, Problems};
use crate::render::{Format, json};
use crate::text::printable;
use crate::verify::{Stamp, Verification, evidence, stamped, stamps};

pub(super) fn check_flags(_: &KnowledgeBase) -> Command {
    Command::new("check")
        .about("Look for problems in a knowledge base, and for facts overdue for review")
        .before_help(examples([
            "advisor check                 the built-in knowledge base",
            "advisor check --data data     the one that you are editing",
        ]))
        .arg(flag("full", "Print everything: the proofs, notes, and every fact due for review"))
        .arg(format(Format::OF_PAGES))
}

pub(super) fn check(call: &Call<'_>) -> anyhow::Result<u8> {
    let mut inspection = Inspection::of(call.kb, &call.trust);
    inspection.is_brief = call.format() == Format::Text && !call.has("full");
    call.print(&inspection)?;
    Ok(if inspection.has_errors() { FAILURE } else { SUCCESS })
}

/// Refuses a knowledge base with problems; they are listed as JSON if that was asked for.
pub(super) fn refuse(matches: &ArgMatches, error: anyhow::Error) -> anyhow::Result<u8> {
    let format = matches.subcommand_matches("check").and_then(|check| check.get_one::<String>("format"));
    let is_json = format.is_some_and(|format| format == Format::Json.word());
    match error.downcast_ref::<Problems>().filter(|_| is_json) {
        Some(problems) => print(&json(&ProblemList::of(problems))).map(|_| FAILURE),
        None => Err(error),
    }
}

/// What names the knowledge base that the program was built with.
const BUILT_IN: &str = "built-in";

pub(super) fn diff_flags(_: &KnowledgeBase) -> Command {
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

pub(super) fn diff(call: &Call<'_>) -> anyhow::Result<u8> {
    let named = |name: &str, named_by| Some(Folder { path: call.word(name)?.into(), named_by });
    let editions = [edition(named("old", "OLD"))?, edition(named("new", "NEW").or(call.folder.cloned()))?];
    let difference = Difference::between(&editions, &call.trust).map_err(anyhow::Error::msg);
    call.print(&difference.context("the two knowledge bases cannot be compared")?)
}

/// The files of a folder with the knowledge base in them; the built-in ones if no folder is named.
fn edition(folder: Option<Folder>) -> anyhow::Result<(Files, KnowledgeBase)> {
    match folder.filter(|folder| folder.path.as_os_str() != BUILT_IN) {
        Some(folder) => folder.read(),
        None => Ok((Files::embedded(), KnowledgeBase::embedded().clone())),
    }
}

pub(super) fn verify_flags(_: &KnowledgeBase) -> Command {
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

pub(super) fn verify(call: &Call<'_>) -> anyhow::Result<u8> {
    let against = Path::new(call.word("against").unwrap_or_default());
    if !against.is_dir() {
        let shown = printable(&against.display().to_string());
        return usage(format!("--against: {shown} is not a folder; name the one with the clones"));
    }
    if call.has("write") && call.folder.is_none() {
        return usage("--write: the built-in knowledge base can't be changed; add --data DIR");
    }
    let files = call.folder.map_or_else(|| Ok(Files::embedded()), |folder| Files::read(&folder.path))?;
    let evidence = evidence(&files, call.kb)?;
    // Where that takes too much work, no fact comes before another.
    let facts = Listing::by_leverage(call.kb, &call.trust).map(|facts| facts.rows).unwrap_or_default();
    let facts: Vec<String> = facts.into_iter().filter_map(|row| row.into_iter().next()).collect();
    let verification = Verification::of(call.kb, &evidence, against, &facts);
    if let Some(folder) = call.folder.filter(|_| call.has("write")) {
        write_dates(&folder.path.join("messengers"), &stamps(&verification.checked))?;
    }
    call.print(&verification)?;
    Ok(if verification.has_failed() { FAILURE } else { SUCCESS })
}

/// Writes dates into the files of the messengers, each file at once.
fn write_dates(folder: &Path, stamps: &[Stamp]) -> anyhow::Result<()> {
    for stamps in stamps.chunk_by(|one, other| one.messenger == other.messenger) {
        let path = folder.join(format!("{}.yaml", stamps[0].messenger));
        let mut text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        for stamp in stamps {
            text = stamped(&text, stamp).with_context(|| {
                format!("{}: {}: write each field of the fact on a line of its own", path.display(), stamp.property)
            })?;
        }
        Place::check(&path.to_string_lossy(), Existing::Replace)?.write(&text)?;
    }
    Ok(())
}

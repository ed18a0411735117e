//! The files that a call names: what is read, and what is written, whole or not at all, for its owner only.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal as _, Write};
use std::path::{Path, PathBuf, is_separator};

use anyhow::Context as _;

use super::flags::early;
use super::output::note;
use super::{Usage, usage};
use crate::answers::{Saved, is_answer_string};
use crate::kb::{Files, KnowledgeBase, Problem, Problems, read_text};
use crate::text::printable;

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

/// Reads answers from a file, standard input, an answer string or a pipe, which a program that decrypts them can fill.
pub(super) fn read_answers(kb: &KnowledgeBase, flag: &str, name: &str) -> anyhow::Result<Saved> {
    let (place, text) = match name {
        string if is_answer_string(string) => (flag, Ok(string.to_owned())),
        "-" => {
            if io::stdin().is_terminal() {
                note("Reading answers from the terminal; end with Ctrl-D.");
            }
            ("standard input", read_text("standard input", Ok(io::stdin().lock()), MAX_BYTES))
        }
        path => (path, read_text(path, File::open(path), MAX_BYTES)),
    };
    let unread = |Problem { fault, remedy, .. }| {
        Usage(format!("{flag}: {} {fault}; {}", printable(place), remedy.unwrap_or_default()))
    };
    Ok(Saved::parse(kb, place, &text.map_err(unread)?).map_err(|problems: Problems| Usage(problems.to_string()))?)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// Refuse it with this remedy.
    Keep(&'static str),
    Replace,
}

/// A place where a file can be written, as far as that can be known beforehand.
pub(super) struct Place {
    /// The name that was given, as it may be repeated.
    pub(super) shown: String,
    /// The file itself, to which links lead.
    target: PathBuf,
    pub(super) existing: Existing,
}

impl Place {
    /// Checks that a file can be written, so that nobody answers questions for nothing.
    pub(super) fn check(path: &str, existing: Existing) -> anyhow::Result<Self> {
        let mut place = Self { shown: printable(path), target: path.into(), existing };
        // `Path` drops a separator or dot at the end, and another file than the one named would be written.
        let last = path.rsplit(is_separator).next().unwrap_or_default();
        if path == "-" || ["", ".", ".."].contains(&last) {
            return place.refuse("is not a name for a file; add one, as in `./me.yaml`");
        }
        if let (Existing::Keep(remedy), Ok(_)) = (existing, place.target.symlink_metadata()) {
            return place.refuse(&format!("exists; {remedy}"));
        }
        // A folder or a device, also through a link, would be gone, and the answers would not be in it.
        if place.target.metadata().is_ok_and(|found| !found.is_file()) {
            return place.refuse("is not a file; choose another name");
        }
        place.target = place.target.canonicalize().unwrap_or(place.target);
        match tempfile::tempfile_in(place.folder()).map_err(about_target) {
            Ok(_) => Ok(place),
            Err(error) => place.refuse(&format!("cannot be written: {error}; choose another name or folder")),
        }
    }

    /// Writes the file, or the file that a link leads to.
    pub(super) fn write(&self, text: &str) -> anyhow::Result<()> {
        match (self.put(text), self.existing) {
            (Err(error), Existing::Keep(remedy)) if error.kind() == ErrorKind::AlreadyExists => {
                self.refuse(&format!("exists; {remedy}"))
            }
            (put, _) => put.with_context(|| format!("{} cannot be written", self.shown)),
        }
    }

    /// Writes to a file without a name, which gets its name in one step, so that there is never half a file, and
    /// nothing is left behind whatever ends the program. Where the system has no such files, writes to a hidden one
    /// beside the target. Only its owner can read either.
    fn put(&self, text: &str) -> io::Result<()> {
        let fill = |file: &mut File| file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
        #[cfg(target_os = "linux")]
        if let Ok(mut file) = unnamed(self.folder()) {
            fill(&mut file)?;
            return link(&file, &self.target, self.existing);
        }
        let hidden = tempfile::Builder::new().prefix(".advisor.").suffix(".part").tempfile_in(self.folder());
        let mut file = hidden.map_err(about_target)?;
        fill(file.as_file_mut())?;
        match self.existing {
            Existing::Replace => file.persist(&self.target)?,
            Existing::Keep(_) => file.persist_noclobber(&self.target)?,
        };
        Ok(())
    }

    fn folder(&self) -> &Path {
        let folder = self.target.parent().filter(|folder| *folder != Path::new(""));
        folder.unwrap_or(Path::new("."))
    }

    fn refuse<T>(&self, why: &str) -> anyhow::Result<T> {
        usage(format!("{} {why}", self.shown))
    }
}

/// An error of a temporary file, without the name that nobody chose.
fn about_target(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::NotFound => io::Error::new(ErrorKind::NotFound, "there is no such folder"),
        kind => io::Error::new(kind, error.to_string().split(" at path ").next().unwrap_or_default()),
    }
}

/// A new file without a name, whatever the umask says.
#[cfg(target_os = "linux")]
fn unnamed(folder: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, fchmod, open};

    let private = Mode::RUSR | Mode::WUSR;
    let file = open(folder, OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC, private)?;
    fchmod(&file, private)?;
    // Without this folder, it could never get a name.
    Path::new("/proc/self/fd").metadata()?;
    Ok(file.into())
}

/// Gives a file without a name its name. What has the name is removed first, so that no second name is ever needed.
#[cfg(target_os = "linux")]
fn link(file: &File, target: &Path, existing: Existing) -> io::Result<()> {
    use std::os::fd::AsRawFd;

    use rustix::fs::{AtFlags, CWD, linkat};

    let unnamed = format!("/proc/self/fd/{}", file.as_raw_fd());
    if existing == Existing::Replace {
        match std::fs::remove_file(target) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(linkat(CWD, &unnamed, CWD, target, AtFlags::SYMLINK_FOLLOW)?)
}

//! Files that the quiz writes: whole or not at all, and readable by their owner only.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf, is_separator};

use anyhow::Context as _;
use tempfile::NamedTempFile;

use super::Usage;
use crate::text::printable;

/// What to do if the file exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// Refuse, and name the flag that replaces it.
    Keep,
    /// Refuse where there is no such flag.
    Avoid,
    /// Replace it.
    Replace,
}

/// A place where a file can be written, as far as that can be known beforehand.
#[derive(Debug)]
pub(super) struct Place {
    /// As it was given.
    path: PathBuf,
    /// The file itself, to which links lead.
    target: PathBuf,
    pub(super) existing: Existing,
}

impl Place {
    /// Finds out whether a file can be written, so that nobody answers questions for nothing.
    ///
    /// # Errors
    /// What is wrong if it exists and is to be kept, if it is not a file, or if its folder takes no new file.
    pub(super) fn check(path: &str, existing: Existing) -> Result<Self, String> {
        let place = Self { path: path.into(), target: path.into(), existing };
        // `Path` drops a separator or dot at the end, and another file than the one named would be written.
        let last = path.rsplit(is_separator).next().unwrap_or_default();
        if path == "-" || ["", ".", ".."].contains(&last) {
            return Err(place.refused("is not a name for a file; add one, as in `./me.yaml`"));
        }
        if place.target.symlink_metadata().is_ok() {
            if existing != Existing::Replace {
                return Err(place.taken());
            }
            // A folder or a device, also through a link, would be gone, and the answers would not be in it.
            if place.target.metadata().is_ok_and(|found| !found.is_file()) {
                return Err(place.refused("is not a file; choose another name"));
            }
        }
        let target = place.target.canonicalize().unwrap_or_else(|_| place.target.clone());
        let place = Self { target, ..place };
        let refused = |error| place.refused(&format!("cannot be written: {error}; choose another name or folder"));
        place.draft().map_err(refused)?;
        Ok(place)
    }

    /// Writes the file, or the file that a link leads to.
    ///
    /// The text goes to a file without a name, which gets its name in one step, so that there is never half a file, and
    /// nothing is left behind whatever ends the program. Where the system has no such files, it goes to a hidden one
    /// beside the target.
    ///
    /// # Errors
    /// If the file appeared meanwhile and is to be kept, or it cannot be written.
    pub(super) fn write(&self, text: &str) -> anyhow::Result<()> {
        let written = self.draft().and_then(|mut draft| {
            draft.file().write_all(text.as_bytes())?;
            draft.file().sync_all()?;
            draft.name(&self.target, self.existing)
        });
        match written {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(Usage(self.taken()).into()),
            written => written.with_context(|| format!("{} cannot be written", self.shown())),
        }
    }

    /// A new file for the text, readable by its owner only.
    fn draft(&self) -> io::Result<Draft> {
        let folder = match self.target.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        #[cfg(target_os = "linux")]
        if let Ok(file) = unnamed(folder) {
            return Ok(Draft::Unnamed(file));
        }
        let named = tempfile::Builder::new().prefix(".advisor.").suffix(".part").tempfile_in(folder);
        // The error is about the target, not about a name that nobody chose.
        named.map(Draft::Hidden).map_err(|error| match error.kind() {
            ErrorKind::NotFound => io::Error::new(ErrorKind::NotFound, "there is no such folder"),
            kind => io::Error::new(kind, error.to_string().split(" at path ").next().unwrap_or_default()),
        })
    }

    /// The path as it may be printed.
    pub(super) fn shown(&self) -> String {
        printable(&self.path.display().to_string())
    }

    fn taken(&self) -> String {
        let flag = if self.existing == Existing::Keep { ", or add --force" } else { "" };
        self.refused(&format!("exists; choose another name{flag}"))
    }

    fn refused(&self, why: &str) -> String {
        format!("{} {why}", self.shown())
    }
}

/// A file that is not yet where it belongs.
enum Draft {
    /// Gone when the program ends.
    #[cfg(target_os = "linux")]
    Unnamed(File),
    /// Gone when it is dropped.
    Hidden(NamedTempFile),
}

impl Draft {
    fn file(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => file,
            Self::Hidden(file) => file.as_file_mut(),
        }
    }

    /// Puts the file in its place.
    fn name(self, target: &Path, existing: Existing) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => link(&file, target, existing),
            Self::Hidden(file) => match existing {
                Existing::Replace => file.persist(target).map(drop).map_err(io::Error::from),
                Existing::Keep | Existing::Avoid => file.persist_noclobber(target).map(drop).map_err(io::Error::from),
            },
        }
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

//! The file of `quiz --save`: written whole or not at all, and readable by its owner only.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf, is_separator};

use anyhow::Context as _;
use tempfile::NamedTempFile;

use super::Usage;
use crate::text::printable;

/// What to do if the file exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// Refuse.
    Keep,
    /// Replace it.
    Replace,
}

/// A place where a file can be written, as far as that can be known beforehand.
#[derive(Debug)]
pub(super) struct Place {
    target: PathBuf,
    existing: Existing,
}

impl Place {
    /// Finds out whether a file can be written, so that nobody answers questions for nothing.
    ///
    /// # Errors
    /// A [`Usage`] if it exists and is to be kept, if it is not a file, or if its folder takes no new file.
    pub(super) fn check(path: &str, existing: Existing) -> anyhow::Result<Self> {
        let place = Self { target: PathBuf::from(path), existing };
        // `Path` drops a separator or dot at the end, and another file than the one named would be written.
        let last = path.rsplit(is_separator).next().unwrap_or_default();
        if path == "-" || ["", ".", ".."].contains(&last) {
            return Err(place.refused("is not a name for a file; add one, as in `./me.yaml`"));
        }
        if place.target.symlink_metadata().is_ok() {
            if existing == Existing::Keep {
                return Err(place.taken());
            }
            // A folder or a device, also through a link, would be gone, and the answers would not be in it.
            if place.target.metadata().is_ok_and(|found| !found.is_file()) {
                return Err(place.refused("is not a file; choose another name"));
            }
        }
        let refused = |error| place.refused(&format!("cannot be written: {error}; choose another name or folder"));
        place.beside().and_then(NamedTempFile::close).map_err(refused)?;
        Ok(place)
    }

    /// Writes the file.
    ///
    /// The text goes to a new file beside it, which is then put in place in one step, so that there is never half a
    /// file, and a link is replaced rather than followed. Whatever fails, the file beside it goes with its handle.
    ///
    /// # Errors
    /// If the file appeared meanwhile and is to be kept, or it cannot be written.
    pub(super) fn write(&self, text: &str) -> anyhow::Result<()> {
        let written = self.beside().and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            match self.existing {
                Existing::Replace => file.persist(&self.target)?,
                Existing::Keep => file.persist_noclobber(&self.target)?,
            };
            Ok(())
        });
        match written {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(self.taken()),
            written => written.with_context(|| format!("--save: {} cannot be written", self.shown())),
        }
    }

    /// A new file beside the target, under a name that nothing else has.
    fn beside(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new()
            .prefix(".advisor.")
            .suffix(".part")
            .tempfile_in(self.target.parent().unwrap_or(Path::new("")))
            // The error is about the target, not about a name that nobody chose.
            .map_err(|error| match error.kind() {
                ErrorKind::NotFound => io::Error::new(ErrorKind::NotFound, "there is no such folder"),
                kind => io::Error::new(kind, error.to_string().split(" at path ").next().unwrap_or_default()),
            })
    }

    /// The path as it may be printed.
    pub(super) fn shown(&self) -> String {
        printable(&self.target.display().to_string())
    }

    fn taken(&self) -> anyhow::Error {
        self.refused("exists; choose another name, or add --force")
    }

    fn refused(&self, why: &str) -> anyhow::Error {
        Usage(format!("--save: {} {why}", self.shown())).into()
    }
}

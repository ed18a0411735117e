//! Files that were asked for, written whole or not at all.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf, is_separator};

use anyhow::Context as _;
use tempfile::{NamedTempFile, PersistError};

use super::Usage;
use crate::text::printable;

/// What to do if the file is there.
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
    /// If the file exists and is to be kept, or its folder takes no new file.
    pub(super) fn check(path: &str, existing: Existing) -> anyhow::Result<Self> {
        let place = Self { target: PathBuf::from(path), existing };
        if path.is_empty() {
            return Err(Usage("--save: the name is empty; name a file".to_owned()).into());
        }
        if path == "-" {
            return Err(place.refused("is no file; name one, as in `./-`"));
        }
        let is_folder = place.target.is_dir() && !place.target.is_symlink();
        // The library drops what stands behind the last name, and would write to a file that was not named.
        let last = path.rsplit(is_separator).next().unwrap_or_default();
        if !is_folder && ["", ".", ".."].contains(&last) {
            return Err(place.refused("is no name for a file; add one"));
        }
        match fs::symlink_metadata(&place.target) {
            Ok(found) if found.is_dir() => {
                return Err(place.refused("is a folder; add a name for the file"));
            }
            Ok(_) if existing == Existing::Keep => return Err(place.taken()),
            // Whatever it is, also behind a link, it would be gone, and answers would not have gone there.
            Ok(_) if place.target.metadata().is_ok_and(|behind| !behind.is_file()) => {
                return Err(place.refused("is no file; choose another name"));
            }
            Ok(_) => {}
            // That the file is not there is as it should be; whether its folder is shows below.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(place.wrong_name(&error)),
        }
        place.beside().and_then(NamedTempFile::close).map_err(|error| place.wrong_name(&error))?;
        Ok(place)
    }

    /// Writes a file that only its owner can read.
    ///
    /// The text goes to a new file beside it, which is then put in place in one
    /// step, so that there is never half a file, and a link is replaced rather
    /// than followed.
    ///
    /// # Errors
    /// If the file appeared meanwhile and is to be kept, or it cannot be written.
    pub(super) fn write(&self, text: &str) -> anyhow::Result<()> {
        // Whatever fails, nothing is left behind: the file beside it goes with its handle.
        let placed = self.beside().and_then(|beside| {
            beside.as_file().write_all(text.as_bytes())?;
            beside.as_file().sync_all()?;
            match self.existing {
                Existing::Replace => Ok(beside.persist(&self.target).map(drop)?),
                Existing::Keep => put(beside, &self.target, |beside, target| beside.persist_noclobber(target)),
            }
        });
        match placed {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(self.taken()),
            placed => placed.with_context(|| format!("--save: {} cannot be written", self.shown())),
        }
    }

    /// A new file beside the target that only its owner can read, under a name that nothing else has.
    ///
    /// The name is drawn, since one that is known beforehand could be taken by what another run left behind.
    fn beside(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new()
            .prefix(".advisor.")
            .suffix(".part")
            .tempfile_in(self.target.parent().unwrap_or(Path::new("")))
            // What is wrong is told of the target, not of a name that nobody chose.
            .map_err(|error| match error.get_ref().and_then(|told| told.source()) {
                Some(cause) => io::Error::new(error.kind(), cause.to_string()),
                None => error,
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

    /// What is told, with the remedy, when not even an empty file can be written beside the target.
    fn wrong_name(&self, error: &io::Error) -> anyhow::Error {
        let remedy = match error.kind() {
            ErrorKind::NotFound => "there is no such folder; make it first, or choose another",
            ErrorKind::NotADirectory => "what should be its folder is a file; choose another",
            ErrorKind::PermissionDenied => "its folder takes no new files from you; choose another",
            ErrorKind::ReadOnlyFilesystem => "its folder can only be read; choose another",
            ErrorKind::InvalidFilename => "no name may be as long as this, or have such letters; choose a shorter one",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "there is no room left; choose another folder",
            _ => return self.refused(&format!("cannot be written: {error}; choose another name or folder")),
        };
        self.refused(&format!("cannot be written: {remedy}"))
    }
}

/// Puts a file in place under a name that must be free, in one step.
///
/// Sticks and cards often have a file system that can neither rename without replacing nor link. There the name is
/// taken by an empty file, which fails if it is not free, and that file is replaced: of the text there is all or nothing.
fn put(
    beside: NamedTempFile,
    target: &Path,
    place: impl Fn(NamedTempFile, &Path) -> Result<File, PersistError>,
) -> io::Result<()> {
    match place(beside, target) {
        Ok(_) => Ok(()),
        Err(PersistError { error, .. }) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        Err(PersistError { file, .. }) => {
            File::create_new(target)?;
            file.persist(target).map(drop).map_err(|PersistError { error, .. }| {
                // It is the empty one.
                let _ = fs::remove_file(target);
                error
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty folder of this test's own.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("advisor-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn without_links_a_file_is_put_in_its_place_and_replaces_none() {
        let folder = folder("without-links");
        let target = folder.join("kept");
        let put = |text: &str| {
            let beside = NamedTempFile::new_in(&folder).unwrap();
            fs::write(beside.path(), text).unwrap();
            put(beside, &target, |file, _| Err(PersistError { error: ErrorKind::PermissionDenied.into(), file }))
        };
        put("answers").unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "answers");
        assert_eq!(put("others").unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&target).unwrap(), "answers");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing is left behind");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_wrong_name_is_told_with_what_is_wrong_with_it() {
        let folder = folder("wrong-names");
        fs::write(folder.join("file"), "").unwrap();
        let long = "n".repeat(300);
        for (name, told) in [
            ("no/kept.yaml", "there is no such folder"),
            ("file/kept.yaml", "is a file"),
            ("", "is a folder"),
            ("file", "exists"),
            ("..", "is a folder"),
            (&long, "name"),
        ] {
            let path = folder.join(name);
            let error = Place::check(path.to_str().unwrap(), Existing::Keep).unwrap_err();
            assert!(error.to_string().contains(told), "{name}: {error}");
        }
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing is left behind");
        fs::remove_dir_all(folder).unwrap();
    }
}

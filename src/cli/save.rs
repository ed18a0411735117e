//! Files that were asked for, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::Usage;
use crate::kb::printable;

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
        let beside = place.beside()?;
        create(&beside).and_then(|_| fs::remove_file(&beside)).map_err(|error| place.wrong_name(&error))?;
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
        let beside = self.beside()?;
        let placed = write_new(&beside, text).and_then(|()| match self.existing {
            Existing::Replace => fs::rename(&beside, &self.target),
            Existing::Keep => put(&beside, &self.target, text, |from, to| fs::hard_link(from, to)),
        });
        // Nothing is left behind; that the file beside it may not exist is no matter.
        let _ = fs::remove_file(&beside);
        match placed {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(self.taken()),
            placed => placed.with_context(|| format!("--save: {} cannot be written", self.shown())),
        }
    }

    /// A name beside the target that nobody else uses, and that is no longer than a name may be if the target's is not.
    fn beside(&self) -> anyhow::Result<PathBuf> {
        if self.target.file_name().is_none() {
            return Err(self.refused("is no name for a file; add one"));
        }
        Ok(self.target.with_file_name(format!(".advisor.{}.part", std::process::id())))
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

/// Puts a file in place under a name that must be free, by a link or, where there are none, by writing it again.
///
/// A link fails if the name was taken meanwhile, where a rename would replace. Sticks and cards often have a file
/// system without links, and what it says then differs from one system to another.
fn put(beside: &Path, target: &Path, text: &str, link: impl Fn(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
    match link(beside, target) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        Err(_) => write_new(target, text),
        Ok(()) => Ok(()),
    }
}

/// Writes a file that is not there yet; nothing of it is left if that fails.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = create(path)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).inspect_err(|_| {
        // What was begun is of no use to anybody.
        let _ = fs::remove_file(path);
    })
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
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
    fn without_links_a_file_is_written_in_its_place_and_replaces_none() {
        let folder = folder("without-links");
        let (beside, target) = (folder.join(".part"), folder.join("kept"));
        write_new(&beside, "answers").unwrap();
        let no_link = |_: &Path, _: &Path| Err(io::Error::from(ErrorKind::PermissionDenied));
        put(&beside, &target, "answers", no_link).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "answers");
        let again = put(&beside, &target, "others", no_link).unwrap_err();
        assert_eq!(again.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&target).unwrap(), "answers");
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

//! Files that were asked for, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
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

/// Writes a file that only its owner can read.
///
/// The text goes to a new file beside it, which is then put in place in one
/// step, so that there is never half a file, and a link is replaced rather
/// than followed.
pub(super) fn save(path: &str, text: &str, existing: Existing) -> anyhow::Result<()> {
    let shown = printable(path);
    let target = Path::new(path);
    if existing == Existing::Keep && fs::symlink_metadata(target).is_ok() {
        return Err(Usage(format!("--save: {shown} exists; choose another name, or add --force")).into());
    }
    let beside = beside(target).ok_or_else(|| Usage(format!("--save: {shown} is no name for a file")))?;
    let written = create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let placed = written.and_then(|()| match existing {
        Existing::Replace => fs::rename(&beside, target),
        // A link fails if the name was taken meanwhile, where a rename would replace.
        Existing::Keep => fs::hard_link(&beside, target).and_then(|()| fs::remove_file(&beside)),
    });
    placed
        .inspect_err(|_| {
            // Nothing is left behind; that the file beside it may not exist is no matter.
            let _ = fs::remove_file(&beside);
        })
        .with_context(|| format!("--save: {shown} cannot be written; check its folder"))
}

/// A name beside the target that nobody else uses.
fn beside(target: &Path) -> Option<PathBuf> {
    let name = target.file_name()?.to_string_lossy();
    Some(target.with_file_name(format!(".{name}.{}.part", std::process::id())))
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

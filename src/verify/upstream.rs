//! A clone of an upstream project, read through git: nothing in it is run, followed or fetched.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tempfile::tempfile;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;
/// How much is read of one project at a time, in bytes.
const MOST_AT_ONCE: u64 = 64 << 20;
/// How much git may write, in bytes: the list of a million files.
const MOST_WRITTEN: u64 = 256 << 20;
/// How long git may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A clone: a work tree with its `.git` folder, or a bare one. What counts is the commit at its `HEAD`.
#[derive(Debug)]
pub(super) struct Upstream {
    git_dir: PathBuf,
    pub(super) commit: String,
    /// When that was committed.
    pub(super) date: Date,
    /// The files of that commit that are not too large: the object and the size of each.
    files: BTreeMap<String, (String, u64)>,
}

impl Upstream {
    /// Opens the clone of `owner/name` below a folder, as `owner/name` or `owner/name.git`.
    pub(super) fn open(below: &Path, repository: &str) -> Result<Self, String> {
        let places = ["/.git", ".git", ""].map(|end| below.join(format!("{repository}{end}")));
        let git_dir = places.into_iter().find(|place| place.join("HEAD").is_file());
        let git_dir = git_dir.ok_or("there is no clone of it; clone it there")?;
        let is_below = git_dir.canonicalize().is_ok_and(|real| real.starts_with(below));
        let borrows = ["commondir", "objects/info/alternates"].map(|file| git_dir.join(file).exists());
        if !is_below || borrows.contains(&true) {
            return Err("the clone takes objects from elsewhere; clone it whole".to_owned());
        }
        // `git log` would run programs that the settings of the clone name.
        let head = git(&git_dir, &["rev-list", "-1", "--format=%ct", "HEAD"], "")?;
        let head = String::from_utf8_lossy(&head);
        let [_, commit, seconds] = head.split_ascii_whitespace().collect::<Vec<_>>()[..] else {
            return Err("the commit has no date".to_owned());
        };
        let time = seconds.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
        let date = time.ok_or("the commit has no date")?.to_zoned(TimeZone::UTC).date();
        let list = git(&git_dir, &["ls-tree", "-r", "-z", "-l", commit], "")?;
        let files = String::from_utf8_lossy(&list).split('\0').filter_map(file).collect();
        Ok(Self { git_dir, commit: commit.to_owned(), date, files })
    }

    /// The paths of the files at a path: the file itself, or all below it if it ends in `/`; all there are for `/`.
    pub(super) fn paths(&self, path: &str) -> Vec<&str> {
        let is_meant = |known: &&str| *known == path || path == "/" || path.ends_with('/') && known.starts_with(path);
        self.files.keys().map(String::as_str).filter(is_meant).collect()
    }

    /// Calls `look` with each of these files, until it returns `false`.
    pub(super) fn read(&self, paths: &[&str], mut look: impl FnMut(&str, &str) -> bool) -> Result<(), String> {
        let mut bytes = 0;
        let fits = |_: &&str, path: &&str| {
            bytes += self.files[*path].1;
            let fits = bytes < MOST_AT_ONCE;
            bytes = if fits { bytes } else { 0 };
            fits
        };
        for some in paths.chunk_by(fits) {
            let objects: String = some.iter().map(|path| format!("{}\n", self.files[*path].0)).collect();
            let written = git(&self.git_dir, &["cat-file", "--batch"], &objects)?;
            let mut left = written.as_slice();
            for path in some {
                let content = next_object(&mut left).ok_or("git wrote less than asked")?;
                if !look(path, &String::from_utf8_lossy(content)) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// Runs git in a clone, without its settings, hooks, replacements and remotes.
fn git(git_dir: &Path, arguments: &[&str], input: &str) -> Result<Vec<u8>, String> {
    let mut command = Command::new("git");
    command.arg("--git-dir").arg(git_dir).args(["--no-replace-objects", "-c", "protocol.allow=never"]);
    command.args(["-c", "core.fsmonitor=false", "-c", "safe.directory=*"]).args(arguments);
    command.envs([
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_TERMINAL_PROMPT", "0"),
    ]);
    let ended = run(command, input);
    match ended.map_err(|error| format!("git cannot be run: {error}; install it, or free some space"))? {
        (Some(status), output) if status.success() => Ok(output),
        (Some(_), _) => Err("git cannot read the clone; clone it again".to_owned()),
        (None, _) => Err(format!("git took more than {} seconds, or wrote too much", PATIENCE.as_secs())),
    }
}

/// Runs a command on an input. Returns how it ended, unless it had to be stopped, and what it wrote.
fn run(mut command: Command, input: &str) -> io::Result<(Option<ExitStatus>, Vec<u8>)> {
    // Files without a name can't fill up as pipes do, and nothing of them is left.
    let (mut given, mut written) = (tempfile()?, tempfile()?);
    given.write_all(input.as_bytes())?;
    given.rewind()?;
    let mut child = command.stdin(given).stdout(written.try_clone()?).stderr(Stdio::null()).spawn()?;
    let start = Instant::now();
    let mut status = child.try_wait()?;
    while status.is_none() && start.elapsed() < PATIENCE && written.metadata()?.len() < MOST_WRITTEN {
        thread::sleep(Duration::from_millis(1));
        status = child.try_wait()?;
    }
    if status.is_none() {
        child.kill()?;
        child.wait()?;
    }
    let mut output = Vec::new();
    written.rewind()?;
    written.take(MOST_WRITTEN).read_to_end(&mut output)?;
    Ok((status, output))
}

/// A file in git's list: its path, object and size. Links, submodules and what is too large are left out.
fn file(line: &str) -> Option<(String, (String, u64))> {
    let (about, path) = line.split_once('\t')?;
    let [mode, _, object, size] = about.split_ascii_whitespace().collect::<Vec<_>>().try_into().ok()?;
    let size = size.parse().ok()?;
    (mode.starts_with("100") && size <= LARGEST).then(|| (path.to_owned(), (object.to_owned(), size)))
}

/// The next object of a batch: a line with its size, its content, and a line break.
fn next_object<'a>(left: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = left.iter().position(|byte| *byte == b'\n')?;
    let size: usize = std::str::from_utf8(&left[..end]).ok()?.rsplit(' ').next()?.parse().ok()?;
    let content = left.get(end + 1..end + 1 + size)?;
    *left = left.get(end + 2 + size..)?;
    Some(content)
}

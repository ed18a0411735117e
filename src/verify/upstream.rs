//! A clone of an upstream project, read through git: nothing in it is run, followed or fetched.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

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
    /// The files of that commit: the object and the size of each.
    files: BTreeMap<String, (String, u64)>,
}

impl Upstream {
    /// Opens the clone of `owner/name` below a folder, as `owner/name`, `owner/name.git`, `name` or `name.git`.
    ///
    /// # Errors
    /// Why there is none that can be read.
    pub(super) fn open(below: &Path, repository: &str) -> Result<Self, String> {
        let name = repository.rsplit('/').next().unwrap_or_default();
        let places = [repository, name].into_iter().flat_map(|place| {
            [format!("{place}/.git"), format!("{place}.git"), place.to_owned()].map(|place| below.join(place))
        });
        let git_dir = places.into_iter().find(|place| place.join("HEAD").is_file());
        let git_dir = git_dir.ok_or("there is no clone of it; clone it there")?;
        let is_below = |path: &Path| path.canonicalize().is_ok_and(|real| real.starts_with(below));
        let borrows = ["commondir", "objects/info/alternates"].map(|file| git_dir.join(file).exists());
        if !is_below(&git_dir) || borrows.contains(&true) {
            return Err("the clone takes objects from elsewhere; clone it whole".to_owned());
        }
        let mut upstream = Self { git_dir, commit: String::new(), date: Date::ZERO, files: BTreeMap::new() };
        let head = upstream.git(&["rev-parse", "--verify", "HEAD^{commit}"], Vec::new())?;
        upstream.commit = String::from_utf8_lossy(&head).trim().to_owned();
        let commit = upstream.git(&["cat-file", "commit", &upstream.commit], Vec::new())?;
        upstream.date = committed(&String::from_utf8_lossy(&commit)).ok_or("the commit has no date")?;
        let list = upstream.git(&["ls-tree", "-r", "-z", "-l", &upstream.commit], Vec::new())?;
        upstream.files = String::from_utf8_lossy(&list).split('\0').filter_map(file).collect();
        Ok(upstream)
    }

    /// The paths of the files at a path: the file itself, or all below it if it ends in `/`; all there are for `/`.
    pub(super) fn paths(&self, path: &str) -> Vec<&str> {
        let is_meant = |known: &&str| *known == path || path == "/" || path.ends_with('/') && known.starts_with(path);
        self.files.keys().map(String::as_str).filter(is_meant).collect()
    }

    /// Calls `look` with each of these files that is not too large, until it returns `false`.
    pub(super) fn read(&self, paths: &[&str], mut look: impl FnMut(&str, &str) -> bool) -> Result<(), String> {
        let mut rest = paths.iter().filter_map(|path| {
            let (object, size) = self.files.get(*path)?;
            (*size <= LARGEST).then_some((*path, object, *size))
        });
        loop {
            let (mut some, mut bytes) = (Vec::new(), 0);
            for (path, object, size) in rest.by_ref() {
                some.push((path, object));
                bytes += size;
                if bytes > MOST_AT_ONCE {
                    break;
                }
            }
            if some.is_empty() {
                return Ok(());
            }
            let objects: String = some.iter().map(|(_, object)| format!("{object}\n")).collect();
            let written = self.git(&["cat-file", "--batch"], objects.into_bytes())?;
            let mut left = written.as_slice();
            for (path, _) in some {
                let Some(content) = next_object(&mut left) else { return Err("git wrote less than asked".to_owned()) };
                if !look(path, &String::from_utf8_lossy(content)) {
                    return Ok(());
                }
            }
        }
    }

    /// Runs git in the clone, without its settings, hooks, replacements and remotes.
    fn git(&self, arguments: &[&str], input: Vec<u8>) -> Result<Vec<u8>, String> {
        let mut command = Command::new("git");
        command.arg("--git-dir").arg(&self.git_dir).args(["--no-replace-objects", "-c", "protocol.allow=never"]);
        command.args(["-c", "core.fsmonitor=false", "-c", "safe.directory=*"]).args(arguments);
        let environment = [
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_NO_LAZY_FETCH", "1"),
            ("GIT_OPTIONAL_LOCKS", "0"),
            ("GIT_TERMINAL_PROMPT", "0"),
        ];
        command.envs(environment).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| format!("git cannot be run: {error}; install it"))?;
        let (mut stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let writing = thread::spawn(move || stdin.as_mut().map(|stdin| stdin.write_all(&input)));
        let (done, is_done) = mpsc::channel();
        let reading = thread::spawn(move || {
            let mut output = Vec::new();
            let read = stdout.map(|stdout| stdout.take(MOST_WRITTEN).read_to_end(&mut output));
            let _ = done.send(());
            read.transpose().map(|_| output)
        });
        let is_late = is_done.recv_timeout(PATIENCE).is_err();
        // It has closed its output, or takes too long, or writes too much.
        let status = if is_late { child.kill().and_then(|()| child.wait()) } else { wait(&mut child) };
        let _ = writing.join();
        let output = reading.join().map_err(|_| "git's output cannot be read")?.map_err(|error| error.to_string())?;
        match status {
            Ok(status) if status.success() => Ok(output),
            _ if is_late => Err(format!("git took more than {} seconds", PATIENCE.as_secs())),
            _ => Err("git cannot read the clone; clone it again".to_owned()),
        }
    }
}

/// Waits for a program that has closed its output, but not for ever.
fn wait(child: &mut std::process::Child) -> std::io::Result<std::process::ExitStatus> {
    for _ in 0..100 {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        thread::sleep(Duration::from_millis(10));
    }
    child.kill()?;
    child.wait()
}

/// The day of a commit, as the committer wrote it, in UTC.
fn committed(commit: &str) -> Option<Date> {
    let line = commit.lines().find(|line| line.starts_with("committer "))?;
    let seconds = line.rsplit(' ').nth(1)?.parse().ok()?;
    Some(Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).date())
}

/// A file in git's list: its path, object and size. Links and submodules are left out.
fn file(line: &str) -> Option<(String, (String, u64))> {
    let (about, path) = line.split_once('\t')?;
    let mut words = about.split_ascii_whitespace();
    let (mode, _, object, size) = (words.next()?, words.next()?, words.next()?, words.next()?);
    mode.starts_with("100").then_some(())?;
    Some((path.to_owned(), (object.to_owned(), size.parse().ok()?)))
}

/// The next object of a batch: a line with its size, its content, and a line break.
fn next_object<'a>(left: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = left.iter().position(|byte| *byte == b'\n')?;
    let size: usize = std::str::from_utf8(&left[..end]).ok()?.rsplit(' ').next()?.parse().ok()?;
    let content = left.get(end + 1..end + 1 + size)?;
    *left = left.get(end + 2 + size..)?;
    Some(content)
}

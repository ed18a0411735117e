//! Whether facts and steps still hold, by what the upstream projects say.
//!
//! An [`Evidence`] names a place in a project's repository and what to look for there. Clones of the projects are read,
//! never the network.

mod evidence;
mod report;
mod upstream;
mod write;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use regex::Regex;
use sha2::{Digest, Sha256};

pub use self::evidence::{Evidence, FILE, Kind, evidence};
pub use self::report::{CheckedView, Outcome, Verification};
use self::upstream::Upstream;
pub use self::write::{Stamp, stamped, stamps};
use crate::kb::{Form, KnowledgeBase};
use crate::text::printable;

/// The forms of what is read and printed.
pub const FORMS: [Form; 2] = [evidence::FORM, report::FORM];

/// What there is evidence of, as it is now.
struct Subject {
    /// The level or count of a fact.
    level: Option<String>,
    /// What the steps of a complement say.
    steps: Option<String>,
    /// The day up to which it is known to hold.
    known: Date,
}

/// Checks evidence against the clones below a folder.
fn verify(kb: &KnowledgeBase, evidence: &[Evidence], against: &Path) -> Vec<CheckedView> {
    let below = against.canonicalize().unwrap_or_else(|_| against.to_owned());
    let mut clones: BTreeMap<&str, Result<Upstream, String>> = BTreeMap::new();
    let mut checked = Vec::new();
    for one in evidence {
        let mut read = one.repository.as_str();
        for repository in std::iter::once(&one.repository).chain(&one.copy) {
            if clones.entry(repository).or_insert_with(|| Upstream::open(&below, repository)).is_ok() {
                read = repository;
                break;
            }
        }
        let clone = &clones[read];
        let (outcome, remark) = match clone {
            Ok(clone) => check(one, &subject(kb, &one.of), clone).unwrap_or_else(|why| (Outcome::Unreachable, why)),
            Err(why) => (Outcome::Unreachable, why.clone()),
        };
        checked.push(CheckedView {
            entry: one.of.clone(),
            repository: read.to_owned(),
            path: one.path.clone(),
            kind: one.kind,
            outcome,
            remark,
            commit: clone.as_ref().ok().map(|clone| clone.commit.clone()),
            date: clone.as_ref().ok().map(|clone| clone.date.to_string()),
        });
    }
    checked
}

/// The fact or complement that evidence is of; both exist, since the evidence was checked.
fn subject(kb: &KnowledgeBase, of: &str) -> Subject {
    if let Some((messenger, property)) = of.split_once(' ')
        && let (Some(messenger), Some(key)) = (kb.messengers().find(messenger), kb.properties().find(property))
    {
        let fact = kb[messenger].fact(key);
        let level = fact.level.map(|level| kb[key].written(level));
        return Subject { level, steps: None, known: fact.known_until() };
    }
    let complement = kb.complements().find(of).map(|key| &kb[key]).expect("the evidence was checked");
    let in_messengers = complement.how_to_in.values();
    let with_answers = complement.how_to_when.iter().map(|one| &one.steps);
    let steps = std::iter::once(&complement.how_to).chain(in_messengers).chain(with_answers).flatten();
    let steps = steps.map(String::as_str).collect::<Vec<_>>().join("\n");
    Subject { level: None, steps: Some(steps), known: complement.as_of.first_day() }
}

/// What became of a piece of evidence, and what there is to say of it.
fn check(evidence: &Evidence, subject: &Subject, clone: &Upstream) -> Result<(Outcome, String), String> {
    let broken = |why: String| Ok((Outcome::Broken, why));
    let find = &evidence.find;
    if let (Some(supported), Some(level)) = (&evidence.level, &subject.level)
        && supported != level
    {
        return broken(format!("it supports `{supported}`, and the fact says `{level}`"));
    }
    let mut found = Vec::new();
    let mut captured = Vec::new();
    let mut has_canary = false;
    let paths = clone.paths(&evidence.path);
    clone.read(&paths, |_, text| {
        found.extend(matched_lines(find, text));
        captured.extend(find.captures(text).and_then(|captures| Some(captures.get(1)?.as_str().to_owned())));
        has_canary |= evidence.canary.as_ref().is_some_and(|canary| canary.is_match(text));
        true
    })?;
    if evidence.kind == Kind::Absent {
        return match (has_canary, found.first()) {
            (false, _) => broken("the canary is gone, so that nothing follows from what is not found".to_owned()),
            (true, Some(line)) => broken(format!("it is there now: \"{}\"", shown(line))),
            (true, None) if is_expired(&evidence.seen.date, clone.date) => broken(format!(
                "it was looked for on {}, and {ABSENT_DAYS} days later it may be there under another name",
                shown(&evidence.seen.date)
            )),
            (true, None) => Ok(holds(subject, clone)),
        };
    }
    if found.is_empty() {
        return Ok(match moved(evidence, clone)? {
            Some(path) => (Outcome::Moved, format!("the same text is in {} now; change `path`", shown(&path))),
            None if paths.is_empty() => (Outcome::Broken, "the file is gone, and its text is nowhere else".to_owned()),
            None => (Outcome::Broken, "the file no longer says so".to_owned()),
        });
    }
    let captured = captured.first();
    match (evidence.kind, captured, &subject.level, &subject.steps) {
        (Kind::Counts, Some(captured), Some(level), _) => {
            let digits: String = captured.chars().filter(char::is_ascii_digit).collect();
            if digits != *level {
                return broken(format!("it says {}, and the fact says {level}", shown(captured)));
            }
        }
        (Kind::Counts, ..) => return broken("the pattern captures no number".to_owned()),
        (_, Some(captured), _, Some(steps)) if !steps.contains(captured.as_str()) => {
            return broken(format!("it says \"{}\", and the steps don't", shown(captured)));
        }
        _ => {}
    }
    if evidence.kind == Kind::Implies && hash(&found) != evidence.seen.hash {
        return broken(format!("the text has changed; does it still imply the fact? \"{}\"", shown(&found[0])));
    }
    Ok(holds(subject, clone))
}

/// How many days a person's look counts who did not find something.
const ABSENT_DAYS: i32 = 180;

/// Whether a look was so many days before the commit, or on no day.
fn is_expired(looked: &str, date: Date) -> bool {
    looked.parse::<Date>().map_or(true, |looked| (date - looked).get_days() > ABSENT_DAYS)
}

/// What holds is silent if the clone is no newer than what is known already.
fn holds(subject: &Subject, clone: &Upstream) -> (Outcome, String) {
    if clone.date > subject.known {
        (Outcome::Holds, String::new())
    } else {
        (Outcome::Silent, format!("the clone is of {}, and the entry is no older", clone.date))
    }
}

/// The lines that a pattern matches, each once, without the space around them.
fn matched_lines(find: &Regex, text: &str) -> Vec<String> {
    let (mut lines, mut end) = (Vec::new(), 0);
    for found in find.find_iter(text) {
        let start = text[..found.start()].rfind('\n').map_or(0, |at| at + 1).max(end);
        if found.end() < start {
            continue;
        }
        end = text[found.end()..].find('\n').map_or(text.len(), |at| found.end() + at);
        lines.extend(text[start..end].lines().map(|line| line.trim().to_owned()));
        if lines.len() > MOST_LINES {
            break;
        }
    }
    lines
}

/// The most lines of a file that are taken for evidence.
const MOST_LINES: usize = 1000;

/// The first 16 hexadecimal digits of the SHA-256 of lines.
fn hash(lines: &[String]) -> String {
    let digest = Sha256::digest(lines.join("\n"));
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Another file with the same lines, if there is one.
fn moved(evidence: &Evidence, clone: &Upstream) -> Result<Option<String>, String> {
    let mut found = None;
    clone.read(&clone.paths("/"), |path, text| {
        let lines = matched_lines(&evidence.find, text);
        if !lines.is_empty() && hash(&lines) == evidence.seen.hash {
            found = Some(path.to_owned());
        }
        found.is_none()
    })?;
    Ok(found)
}

/// A text from elsewhere as it may be printed, and not more of it than a line.
fn shown(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    printable(&short)
}

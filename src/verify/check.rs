//! Whether one piece of evidence still holds.

use jiff::civil::Date;
use regex::Regex;
use sha2::{Digest, Sha256};

use super::upstream::Upstream;
use super::{Evidence, Kind, Outcome};
use crate::kb::KnowledgeBase;
use crate::text::printable;

/// How many days a person's look counts who did not find something.
const ABSENT_DAYS: i32 = 180;
/// The most lines of a file that are taken for evidence.
const MOST_LINES: usize = 1000;

/// What there is evidence of: a fact, or the steps of a complement.
struct Subject {
    /// The level or count of a fact.
    level: Option<String>,
    /// The steps of a complement, a line each.
    steps: Option<String>,
    /// The day up to which it is known to hold.
    known: Date,
}

fn subject(kb: &KnowledgeBase, evidence: &Evidence) -> Subject {
    if let Some((messenger, property)) = evidence.fact(kb) {
        let fact = kb[messenger].fact(property);
        let level = fact.level.map(|level| kb[property].written(level));
        return Subject { level, steps: None, known: fact.known_until() };
    }
    let complement = kb.complements().find(&evidence.of).map(|key| &kb[key]).expect("the evidence was checked");
    let in_messengers = complement.how_to_in.values();
    let with_answers = complement.how_to_when.iter().map(|one| &one.steps);
    let steps = std::iter::once(&complement.how_to).chain(in_messengers).chain(with_answers).flatten();
    let steps = steps.map(String::as_str).collect::<Vec<_>>().join("\n");
    Subject { level: None, steps: Some(steps), known: complement.as_of.first_day() }
}

pub(super) fn check(kb: &KnowledgeBase, evidence: &Evidence, clone: &Upstream) -> (Outcome, String) {
    match hold(kb, evidence, clone) {
        Err(failed) => failed,
        Ok(known) if clone.date > known => (Outcome::Holds, String::new()),
        // What is known already is as new.
        Ok(_) => (Outcome::Silent, format!("the clone is of {}, and the entry is no older", clone.date)),
    }
}

/// Compares evidence with what the project says. Returns the day up to which it was known to hold;
/// an error is what became of it instead, and why.
fn hold(kb: &KnowledgeBase, evidence: &Evidence, clone: &Upstream) -> Result<Date, (Outcome, String)> {
    let Subject { level, steps, known } = subject(kb, evidence);
    let broken = |why: String| Err((Outcome::Broken, why));
    let unreachable = |why| (Outcome::Unreachable, why);
    if let (Some(supported), Some(level)) = (&evidence.level, &level)
        && supported != level
    {
        return broken(format!("it supports `{supported}`, and the fact says `{level}`"));
    }
    let (mut lines, mut captured, mut has_canary) = (Vec::new(), None, false);
    let paths = clone.paths(&evidence.path);
    let look = |_: &str, text: &str| {
        lines.extend(matched_lines(&evidence.find, text));
        let group = || Some(evidence.find.captures(text)?.get(1)?.as_str().to_owned());
        captured = captured.take().or_else(group);
        has_canary |= evidence.canary.as_ref().is_some_and(|canary| canary.is_match(text));
        true
    };
    clone.read(&paths, look).map_err(unreachable)?;
    if evidence.kind == Kind::Absent {
        let looked = &evidence.seen.date;
        let is_expired = looked.parse().map_or(true, |looked: Date| (clone.date - looked).get_days() > ABSENT_DAYS);
        return match lines.first() {
            _ if !has_canary => broken("the canary is gone, so that nothing follows from what is not found".to_owned()),
            Some(line) => broken(format!("it is there now: \"{}\"", printable(line))),
            None if is_expired => broken(format!(
                "it was looked for on {}, and {ABSENT_DAYS} days later it may be there under another name",
                printable(looked)
            )),
            None => Ok(known),
        };
    }
    let Some(line) = lines.first() else {
        return match moved(evidence, clone).map_err(unreachable)? {
            Some(path) => Err((Outcome::Moved, format!("the same text is in {} now; change `path`", printable(&path)))),
            None if paths.is_empty() => broken("the file is gone, and its text is nowhere else".to_owned()),
            None => broken("the file no longer says so".to_owned()),
        };
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    match (evidence.kind, captured, &level, &steps) {
        (Kind::Counts, Some(captured), Some(level), _) if digits(&captured) != *level => {
            broken(format!("it says {}, and the fact says {level}", printable(&captured)))
        }
        (Kind::Counts, Some(_), Some(_), _) => Ok(known),
        (Kind::Counts, ..) => broken("the pattern captures no number".to_owned()),
        (_, Some(captured), _, Some(steps)) if !steps.contains(&captured) => {
            broken(format!("it says \"{}\", and the steps don't", printable(&captured)))
        }
        (Kind::Implies, ..) if hash(&lines) != evidence.seen.hash => {
            broken(format!("the text has changed; does it still imply the fact? \"{}\"", printable(line)))
        }
        (Kind::Implies | Kind::States | Kind::Absent, ..) => Ok(known),
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

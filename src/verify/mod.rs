//! Whether facts and steps still hold, by what the upstream projects say.
//!
//! An [`Evidence`] names a place in a project's repository and what to look for there. Clones of the projects are read,
//! never the network. What holds renews a date in the file of a messenger.

mod check;
mod evidence;
mod upstream;

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

pub use self::evidence::{Evidence, Kind, evidence};
use self::upstream::Upstream;
use crate::kb::{Form, KnowledgeBase};

const SCHEMA: &str = "advisor/verification/1";

/// The forms of what is read and printed.
pub const FORMS: [Form; 2] =
    [evidence::FORM, Form::printed::<Verification>(SCHEMA, "What `verify --format json` prints")];

/// What became of a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Upstream says so, at a commit that is newer than what was known.
    Holds,
    /// Upstream says so, and the clone is no newer than what was known.
    Silent,
    /// The same text is in another file.
    Moved,
    /// Upstream says something else, or nothing: the entry is pending until a person has looked.
    Broken,
    /// There is no clone, or it cannot be read.
    Unreachable,
}

impl Outcome {
    /// Every outcome, in the order of the report.
    pub const ALL: [Self; 5] = [Self::Broken, Self::Moved, Self::Holds, Self::Silent, Self::Unreachable];
}

words!(Outcome:
    Holds = "holds", Silent = "silent", Moved = "moved", Broken = "broken", Unreachable = "unreachable");

/// A piece of evidence that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CheckedView {
    /// The messenger and property, or the complement.
    pub entry: String,
    /// The project, as `owner/name`.
    pub repository: String,
    /// The file in it.
    pub path: String,
    /// What the evidence is worth.
    pub kind: Kind,
    /// What became of it.
    pub outcome: Outcome,
    /// What there is to say of it; empty if it holds.
    pub remark: String,
    /// The commit that was read.
    pub commit: Option<String>,
    /// The day of that commit, `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// What upstream projects say of a knowledge base.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Verification {
    /// The schema id of this form.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The version of the knowledge base.
    pub knowledge_base: String,
    /// How many pieces of evidence there are of each outcome.
    pub counts: Vec<(Outcome, usize)>,
    /// Of the evidence that could be read, how many pieces hold, and how many there are.
    pub agreement: [usize; 2],
    /// Every piece of evidence.
    pub checked: Vec<CheckedView>,
    /// Facts that no readable evidence supports, first those on which the most verdicts depend.
    pub by_hand: Vec<String>,
}

impl Verification {
    /// Checks evidence against the clones below a folder. `facts` are those to order the rest by.
    pub fn of(kb: &KnowledgeBase, evidence: &[Evidence], against: &Path, facts: &[String]) -> Self {
        let below = against.canonicalize().unwrap_or_else(|_| against.to_owned());
        let mut clones: BTreeMap<&str, Result<Upstream, String>> = BTreeMap::new();
        let mut checked = Vec::new();
        for one in evidence {
            let mut open = |name| clones.entry(name).or_insert_with(|| Upstream::open(&below, name)).is_ok();
            let is_there = open(&one.repository);
            let copy = one.copy.as_ref().filter(|copy| !is_there && open(copy));
            let repository = copy.unwrap_or(&one.repository);
            let clone = &clones[repository.as_str()];
            let (outcome, remark) = match clone {
                Ok(clone) => check::check(kb, one, clone),
                Err(why) => (Outcome::Unreachable, why.clone()),
            };
            checked.push(CheckedView {
                entry: one.of.clone(),
                repository: repository.clone(),
                path: one.path.clone(),
                kind: one.kind,
                outcome,
                remark,
                commit: clone.as_ref().ok().map(|clone| clone.commit.clone()),
                date: clone.as_ref().ok().map(|clone| clone.date.to_string()),
            });
        }
        let count = |outcome| checked.iter().filter(|view| view.outcome == outcome).count();
        let is_read =
            |entry: &String| checked.iter().any(|view| view.entry == *entry && view.outcome != Outcome::Unreachable);
        Self {
            schema: SCHEMA,
            knowledge_base: kb.scope().version.clone(),
            counts: Outcome::ALL.map(|outcome| (outcome, count(outcome))).to_vec(),
            agreement: [count(Outcome::Holds) + count(Outcome::Silent), checked.len() - count(Outcome::Unreachable)],
            by_hand: facts.iter().filter(|entry| !is_read(entry)).cloned().collect(),
            checked,
        }
    }

    /// Whether anything is broken, or none of the evidence could be read.
    pub fn has_failed(&self) -> bool {
        let is_unread = !self.checked.is_empty() && self.agreement[1] == 0;
        is_unread || self.checked.iter().any(|view| view.outcome == Outcome::Broken)
    }
}

/// The dates to write, by messenger and property: for each fact that evidence renews, or that is broken, the line
/// `verified: DATE` or `pending: DATE` with the day of the oldest commit that was read for it.
///
/// Only what a project states or counts renews a date. What moved waits for a person, and keeps its date.
pub fn stamps(checked: &[CheckedView]) -> BTreeMap<&str, BTreeMap<&str, String>> {
    let mut by_fact: BTreeMap<[&str; 2], Vec<&CheckedView>> = BTreeMap::new();
    for view in checked {
        if let Some((messenger, property)) = view.entry.split_once(' ') {
            by_fact.entry([messenger, property]).or_default().push(view);
        }
    }
    let mut stamps: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    for ([messenger, property], views) in by_fact {
        let any = |outcome| views.iter().any(|view| view.outcome == outcome);
        let (field, wanted) = match () {
            () if any(Outcome::Broken) => ("pending", Outcome::Broken),
            () if any(Outcome::Moved) || any(Outcome::Unreachable) => continue,
            () => ("verified", Outcome::Holds),
        };
        let renews = |view: &CheckedView| matches!(view.kind, Kind::States | Kind::Counts);
        let counts = |view: &&&CheckedView| view.outcome == wanted && (field == "pending" || renews(view));
        // The oldest of the commits that were read counts.
        if let Some(date) = views.iter().filter(counts).filter_map(|view| view.date.as_ref()).min() {
            stamps.entry(messenger).or_default().insert(property, format!("    {field}: {date}"));
        }
    }
    stamps
}

/// The file of a messenger with a stamp: a line below the `as-of` of the fact, in place of the one that was there; `None`
/// if the fact is not written with a field on each line.
pub fn stamped(file: &str, property: &str, stamp: &str) -> Option<String> {
    let mut lines: Vec<&str> = file.lines().collect();
    let facts = lines.iter().position(|line| line.trim_end() == "facts:")?;
    let heading = format!("  {property}:");
    let start = facts + 1 + lines[facts + 1..].iter().position(|line| line.trim_end() == heading)?;
    let is_inside = |line: &&str| line.trim().is_empty() || line.starts_with("   ");
    let end = start + 1 + lines[start + 1..].iter().take_while(|line| is_inside(line)).count();
    let as_of = start + lines[start..end].iter().position(|line| line.starts_with("    as-of:"))?;
    let is_stamp = |line: &&str| ["    verified:", "    pending:"].iter().any(|field| line.starts_with(field));
    let kept: Vec<&str> = lines[as_of + 1..end].iter().copied().filter(|line| !is_stamp(line)).collect();
    lines.splice(as_of + 1..end, std::iter::once(stamp).chain(kept));
    Some(lines.join("\n") + "\n")
}

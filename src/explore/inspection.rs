//! What `check` finds in a knowledge base, as plain data.

use jiff::Span;
use schemars::JsonSchema;
use serde::Serialize;

use super::entries::{facts, past_review, source};
use super::kind::Kind;
use super::verdict;
use crate::advice::Bibliography;
use crate::engine::{Levels, Trust};
use crate::kb::{Confidence, Fact, Form, Key, KnowledgeBase, Problem, Problems, Question, Rank, Reading, Source};
use crate::space::{Finding, Proof, Severity, Share, proof};

pub(super) const FORM: Form = Form::printed::<Inspection>("advisor/inspection/2", "What `check --format json` prints");

/// A helpline is looked up again after so many months: someone who finds a dead line might not try another.
pub const LOOKUP_MONTHS: i64 = 6;

/// What there is, and what wants attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Inspection {
    /// The schema id of this form.
    #[schemars(extend("const" = FORM.id))]
    pub schema: &'static str,
    /// The version of the knowledge base.
    pub knowledge_base: String,
    /// The day from which age is counted, `YYYY-MM-DD`.
    pub as_of: String,
    /// How many entries there are of each kind.
    pub counts: Vec<(String, usize)>,
    /// Facts overdue for review, the oldest first: messenger, property, as-of, review-after.
    pub past_review: Vec<[String; 4]>,
    /// Helplines that were last looked up more than six months ago, each an error, the oldest first: helpline, as-of.
    pub past_lookup: Vec<[String; 2]>,
    /// Facts of high confidence that cite no primary source, each an error: messenger, property.
    pub without_primary_source: Vec<[String; 2]>,
    /// Sources that nothing cites.
    pub unused_sources: Vec<String>,
    /// What is proved over every combination of answers; none if there are too many that differ.
    pub soundness: Option<Soundness>,
    /// Whether a page of it leaves out what is no problem.
    #[serde(skip)]
    pub is_brief: bool,
}

/// What is proved over every combination of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Soundness {
    /// How many combinations of answers there are; as text, since it can exceed what JSON numbers hold.
    pub combinations: String,
    /// Every verdict that is reached, the most frequent first.
    pub verdicts: Vec<ReachedView>,
    /// What wants attention, errors first.
    pub findings: Vec<FindingView>,
}

/// A verdict that is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReachedView {
    /// The verdict in words.
    pub verdict: String,
    /// How many combinations lead to it.
    pub combinations: String,
    /// The share in percent, rounded to a tenth of a thousandth; as text.
    pub percent: String,
    /// One of them, as flags.
    pub witness: String,
}

/// Something that wants attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingView {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// Answers that show it, as flags.
    pub witnesses: Vec<String>,
}

impl Inspection {
    /// Looks through a knowledge base.
    pub fn of(kb: &KnowledgeBase, trust: &Trust) -> Self {
        let mut counts = Kind::ALL.map(|kind| (kind.plural.to_owned(), (kind.entries)(kb).len())).to_vec();
        counts.insert(2, ("facts".to_owned(), kb.messengers().len() * kb.properties().len()));
        let is_unused = |one: &&Source| source(one, &mut Bibliography::of(kb, trust)).lists.is_empty();
        Self {
            schema: FORM.id,
            knowledge_base: kb.scope().version.clone(),
            as_of: trust.as_of.to_string(),
            counts,
            past_review: past_review(kb, trust),
            past_lookup: past_lookup(kb, trust),
            without_primary_source: without_primary_source(kb),
            unused_sources: kb.sources().iter().filter(is_unused).map(|source| source.id.clone()).collect(),
            soundness: proof(kb, &Levels::of(kb, trust)).ok().map(|proof| soundness(kb, proof)),
            is_brief: false,
        }
    }

    /// Whether anything found is a fault.
    pub fn has_errors(&self) -> bool {
        let mut findings = self.soundness.iter().flat_map(|proved| &proved.findings);
        let has_fault = findings.any(|one| one.finding.severity == Severity::Error);
        has_fault || !self.past_lookup.is_empty() || !self.without_primary_source.is_empty()
    }
}

fn soundness(kb: &KnowledgeBase, proof: Proof) -> Soundness {
    let flags = |reading: &Reading| {
        let flag = |key: Key<Question>| Some(format!("--{} {}", kb[key].id, kb[key].ids(reading.get(key)?).join(",")));
        kb.questions().keys().filter_map(flag).collect::<Vec<_>>().join(" ")
    };
    let reached = |share: &Share| ReachedView {
        verdict: verdict(kb, &share.verdict),
        combinations: share.count.to_string(),
        percent: format!("{:.4}", share.count as f64 / proof.readings as f64 * 100.0),
        witness: flags(&share.witness),
    };
    let finding = |finding: Finding| FindingView { witnesses: finding.witnesses.iter().map(flags).collect(), finding };
    Soundness {
        combinations: proof.readings.to_string(),
        verdicts: proof.shares.iter().map(reached).collect(),
        findings: proof.findings.into_iter().map(finding).collect(),
    }
}

fn past_lookup(kb: &KnowledgeBase, trust: &Trust) -> Vec<[String; 2]> {
    let span = Span::new().months(LOOKUP_MONTHS);
    let mut due: Vec<_> = kb.helplines().iter().filter(|one| one.as_of.is_older_than(span, trust.as_of)).collect();
    due.sort_by_key(|helpline| helpline.as_of.first_day());
    due.into_iter().map(|helpline| [helpline.id.clone(), helpline.as_of.to_string()]).collect()
}

fn without_primary_source(kb: &KnowledgeBase) -> Vec<[String; 2]> {
    let is_first_hand = |fact: &Fact| fact.sources.iter().any(|source| kb[*source].rank == Rank::Primary);
    let wrong = facts(kb).filter(|(.., fact)| fact.confidence == Confidence::High && !is_first_hand(fact));
    wrong.map(|(messenger, property, _)| [messenger.id.clone(), kb[property].id.clone()]).collect()
}

pub(super) const PROBLEMS: Form = Form::printed::<ProblemList>(
    "advisor/problems/1",
    "What `check --format json` prints of a knowledge base that does not load",
);

/// Every problem that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProblemList {
    /// The schema id of this form.
    #[schemars(extend("const" = PROBLEMS.id))]
    pub schema: &'static str,
    /// The problems, at least one, in the order of the files.
    pub problems: Vec<Problem>,
}

impl ProblemList {
    /// The list of these problems.
    pub fn of(problems: &Problems) -> Self {
        Self { schema: PROBLEMS.id, problems: problems.0.clone() }
    }
}

//! What is proved of a knowledge base, as plain data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answers::Reading;
use crate::engine::Placing;
use crate::kb::{Entry, KnowledgeBase};
use crate::space::{Finding, Proof, Severity};
use crate::text::placed_words;

/// What is proved over every combination of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Soundness {
    /// How many combinations of answers there are; as text, since it can exceed what JSON numbers hold.
    pub combinations: String,
    /// Every verdict that is reached, the most frequent first.
    pub verdicts: Vec<ReachedView>,
    /// How many combinations only the default order decides.
    pub ties: String,
    /// One of them, as flags.
    pub tie_witness: Option<String>,
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
    /// `error` or `note`.
    #[schemars(extend("enum" = ["error", "note"]))]
    pub severity: &'static str,
    /// What kind of finding.
    pub kind: &'static str,
    /// The entry it is about.
    pub entry: String,
    /// What was found.
    pub fault: String,
    /// What to do about it.
    pub remedy: String,
    /// Answers that show it, as flags.
    pub witnesses: Vec<String>,
}

impl Soundness {
    /// The plain data of a proof.
    pub fn of(kb: &KnowledgeBase, proof: &Proof) -> Self {
        let verdicts = proof.shares.iter().map(|share| ReachedView {
            verdict: share.verdict.as_ref().map_or("none alone".to_owned(), |placing| placing_words(kb, placing)),
            combinations: share.count.to_string(),
            percent: format!("{:.4}", share.count as f64 / proof.readings as f64 * 100.0),
            witness: flags(kb, &share.witness),
        });
        Self {
            combinations: proof.readings.to_string(),
            verdicts: verdicts.collect(),
            ties: proof.ties.0.to_string(),
            tie_witness: proof.ties.1.as_ref().map(|witness| flags(kb, witness)),
            findings: proof.findings.iter().map(|finding| view(kb, finding)).collect(),
        }
    }

    /// Whether a finding is a fault.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error.word())
    }
}

fn view(kb: &KnowledgeBase, finding: &Finding) -> FindingView {
    FindingView {
        severity: finding.severity.word(),
        kind: finding.kind,
        entry: finding.entry.clone(),
        fault: finding.fault.clone(),
        remedy: finding.remedy.clone(),
        witnesses: finding.witnesses.iter().map(|witness| flags(kb, witness)).collect(),
    }
}

/// A reading as the flags that give it.
fn flags(kb: &KnowledgeBase, reading: &Reading) -> String {
    let flag = |key| reading.get(key).map(|chosen| format!("--{} {}", kb[key].id(), kb[key].ids(chosen).join(",")));
    kb.questions().keys().filter_map(flag).collect::<Vec<_>>().join(" ")
}

/// A placing in words, each messenger with its contacts.
fn placing_words(kb: &KnowledgeBase, placing: &Placing) -> String {
    placed_words(placing.0.iter().map(|(context, messenger)| (&*kb[*context].title, &*kb[*messenger].title)))
}

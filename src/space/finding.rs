//! One thing that wants attention.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answers::Reading;

/// Something that wants attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// Whether it is a fault.
    pub severity: Severity,
    /// What kind of finding, kebab-case.
    pub kind: &'static str,
    /// The entry it is about, as in ``rule `calls-that-work` ``.
    pub entry: String,
    /// What was found.
    pub fault: String,
    /// What to do about it.
    pub remedy: String,
    /// Answers that show it: one set, or two that differ in one question.
    #[serde(skip)]
    pub witnesses: Vec<Reading>,
}

/// Whether a finding is a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The knowledge base is unsound.
    Error,
    /// Good to know, or waived with a reason.
    Note,
}

impl Finding {
    /// A finding without answers that show it.
    pub(super) fn new(
        severity: Severity,
        kind: &'static str,
        entry: impl Into<String>,
        fault: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        let (entry, fault, remedy) = (entry.into(), fault.into(), remedy.into());
        Self { severity, kind, entry, fault, remedy, witnesses: Vec::new() }
    }
}

impl Severity {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Note => "note",
        }
    }
}

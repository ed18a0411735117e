//! What is wrong with a knowledge base that does not load, as plain data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::kb::{Problem, Problems};

/// The schema id of [`ProblemList`] as JSON.
pub(super) const SCHEMA: &str = "advisor/problems/1";

/// Every problem that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProblemList {
    /// The schema id of this form.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The problems, at least one, in the order of the files.
    pub problems: Vec<ProblemView>,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProblemView {
    /// The file, and the line if it is known.
    pub place: String,
    /// The entry within the file.
    pub entry: Option<String>,
    /// What is wrong.
    pub fault: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl ProblemList {
    /// The list of these problems.
    pub fn of(problems: &Problems) -> Self {
        let view = |problem: &Problem| ProblemView {
            place: problem.place.clone(),
            entry: problem.entry.clone(),
            fault: problem.fault.clone(),
            remedy: problem.remedy.clone(),
        };
        Self { schema: SCHEMA, problems: problems.0.iter().map(view).collect() }
    }
}

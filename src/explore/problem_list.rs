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
    pub problems: Vec<Problem>,
}

impl ProblemList {
    /// The list of these problems.
    pub fn of(problems: &Problems) -> Self {
        Self { schema: SCHEMA, problems: problems.0.clone() }
    }
}

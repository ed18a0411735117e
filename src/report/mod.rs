//! What is proved of a knowledge base, what depends on its facts, and what differs between two.

mod difference;
mod leverage;
mod soundness;

pub use difference::{Difference, EditView, VerdictChange};
pub use soundness::{FindingView, ReachedView, Soundness};
pub(crate) use soundness::{combinations, example};

use crate::kb::Form;

/// The forms that are printed as JSON.
pub const FORMS: [Form; 1] = [Form::printed::<Difference>(difference::SCHEMA, "What `diff --format json` prints")];

//! What a reader gets: plain data ([`Advice`], [`Comparison`], [`Profile`],
//! [`Listing`]), a [`Document`] made of it, and one file a format.
//!
//! The wording stands in the `*_page` files, once for all formats that people
//! read. JSON and CSV are made of the plain data.

mod advice;
mod advice_context;
mod advice_help;
mod advice_page;
mod advice_plan;
mod advice_writer;
mod bibliography;
mod case;
mod certainty;
mod difference;
mod drift;
mod leverage;
mod soundness;
mod verdict_words;
mod weak_links;

pub use advice::{
    Advice, AnswerView, AppView, Assumption, CandidateView, ContextView, CouldHelp, Disputed, FactView, GapView,
    HelplineView, Instead, MOST_STEPS, NoticeView, OpenView, Placed, Reason, RiskView, RuleView, StaleFact,
    StandingView, Step, StopView, VerdictView,
};
pub use advice_page::Detail;
pub(crate) use advice_page::upper_first;
pub(crate) use advice_writer::{fact_view, is_past_review};
pub use bibliography::SourceView;
pub(crate) use bibliography::{Bibliography, sources};
pub use case::Case;
pub use certainty::{AnswerChange, Certainty, ChangeView, ShareView};
pub use difference::{Difference, EditView, TrialView, VerdictChange};
pub use drift::{Cause, Drift, DriftChange};
pub use soundness::{FindingView, ReachedView, Soundness, grouped};
pub(crate) use soundness::{combinations, example};
pub use weak_links::WeakLink;

use crate::kb::Form;

/// The forms that are printed as JSON.
pub const FORMS: [Form; 2] = [
    Form::printed::<Advice>(advice::SCHEMA, "What `quiz --format json` prints"),
    Form::printed::<Difference>(difference::SCHEMA, "What `diff --format json` prints"),
];

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
mod comparison;
mod comparison_page;
mod csv;
mod difference;
mod distribution;
mod document;
mod drift;
mod html;
mod inspection;
mod json;
mod leverage;
mod listing;
mod markdown;
mod problem_list;
mod profile;
mod prose;
mod soundness;
mod text;
mod verdict_words;
mod weak_links;

pub use advice::{
    Advice, AnswerView, AppView, Assumption, CandidateView, ContextView, CouldHelp, Disputed, FactView, GapView,
    HelplineView, Instead, MOST_STEPS, NoticeView, OpenView, Placed, Reason, RiskView, RuleView, StaleFact,
    StandingView, Step, StopView, VerdictView,
};
pub use advice_page::Detail;
pub use bibliography::SourceView;
pub use case::Case;
pub use certainty::{AnswerChange, Certainty, ChangeView, ShareView};
pub use comparison::{Cell, Comparison, Row, RowFilter, Section, Subject};
pub use csv::comparison_csv;
pub use difference::{Difference, EditView, VerdictChange};
pub use distribution::{Counted, CountedNeed, CountsById, Distribution};
pub use document::{Block, Document, Item, NarrowTable, Score, Table};
pub use drift::{Cause, Drift, DriftChange};
pub use html::Html;
pub use inspection::Inspection;
pub use json::write_json;
pub use listing::{Listing, listing_of};
pub use markdown::Markdown;
pub use problem_list::{ProblemList, ProblemView};
pub use profile::{Part, PartItem, Profile};
pub use prose::{Prose, Span};
pub use soundness::{FindingView, ReachedView, Soundness, grouped};
pub use text::{Drawing, NARROWEST, Text};
pub use weak_links::WeakLink;

use crate::kb::Form;

/// The forms that are printed as JSON.
pub const FORMS: [Form; 8] = [
    Form::printed::<Advice>(advice::SCHEMA, "What `quiz --format json` prints"),
    Form::printed::<Comparison>(comparison::SCHEMA, "What `compare --format json` prints"),
    Form::printed::<Profile>(profile::SCHEMA, "What `show --format json` prints"),
    Form::printed::<Listing>(listing::SCHEMA, "What `list --format json` prints"),
    Form::printed::<Inspection>(inspection::SCHEMA, "What `check --format json` prints"),
    Form::printed::<ProblemList>(
        problem_list::SCHEMA,
        "What `check --format json` prints of a knowledge base that does not load",
    ),
    Form::printed::<Difference>(difference::SCHEMA, "What `diff --format json` prints"),
    Form::printed::<Distribution>(distribution::SCHEMA, "What `batch --summary --format json` prints"),
];

/// A format that people read.
pub trait Format {
    /// The whole document, ending in a line break.
    fn render(&self, document: &Document) -> String;
}

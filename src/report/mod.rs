//! What a reader gets: plain data ([`Advice`], [`Comparison`], [`Profile`],
//! [`Listing`]), a [`Document`] made of it, and one file a format.
//!
//! The wording stands in the `*_page` files, once for all formats that people
//! read. JSON and CSV are made of the plain data.

mod comparison;
mod comparison_page;
mod csv;
mod difference;
mod distribution;
mod html;
mod inspection;
mod json;
mod leverage;
mod listing;
mod markdown;
mod problem_list;
mod profile;
mod soundness;
mod text;

pub use crate::advice::{Advice, Case, FactView, MOST_STEPS, SourceView};
pub use crate::document::{Block, Document, Item, NarrowTable, Prose, Score, Span, Table};
pub use crate::words::advice::Detail;
pub use comparison::{Cell, Comparison, Row, RowFilter, Section, Subject};
pub use csv::comparison_csv;
pub use difference::{Difference, EditView, TrialView, VerdictChange};
pub use distribution::{Counted, CountedNeed, CountsById, Distribution};
pub use html::Html;
pub use inspection::Inspection;
pub use json::write_json;
pub use listing::{Listing, listing_of};
pub use markdown::Markdown;
pub use problem_list::{ProblemList, ProblemView};
pub use profile::{Part, PartItem, Profile};
pub use soundness::{FindingView, ReachedView, Soundness, grouped};
pub use text::{Drawing, NARROWEST, Text};

use crate::kb::Form;

/// The forms that are printed as JSON.
pub const FORMS: [Form; 8] = [
    crate::advice::FORM,
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

//! What a knowledge base holds, without advice: compared, shown, listed, checked and counted, as plain data.

mod comparison;
mod distribution;
mod inspection;
mod kind;
mod listing;
mod problem_list;
mod profile;
mod rows;

pub use self::comparison::{Cell, Comparison, Row, RowFilter, Section, Subject};
pub use self::distribution::{Counted, CountedNeed, CountsById, Distribution};
pub use self::inspection::{Inspection, LOOKUP_MONTHS};
pub use self::kind::Kind;
pub use self::listing::{Listing, Selection};
pub use self::problem_list::{ProblemList, ProblemView};
pub use self::profile::{ClaimView, KnownFact, Part, Profile, Related};

use crate::kb::Form;

/// The forms that are printed as JSON.
pub const FORMS: [Form; 6] = [
    Form::printed::<Comparison>(comparison::SCHEMA, "What `compare --format json` prints"),
    Form::printed::<Profile>(profile::SCHEMA, "What `show --format json` prints"),
    Form::printed::<Listing>(listing::SCHEMA, "What `list --format json` prints"),
    Form::printed::<Inspection>(inspection::SCHEMA, "What `check --format json` prints"),
    Form::printed::<ProblemList>(
        problem_list::SCHEMA,
        "What `check --format json` prints of a knowledge base that does not load",
    ),
    Form::printed::<Distribution>(distribution::SCHEMA, "What `batch --summary --format json` prints"),
];

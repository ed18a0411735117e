//! `advisor check`.

use super::output::{format, print_page};
use super::{Call, FAILURE, SUCCESS};
use crate::explore::Inspection;

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    // A knowledge base with problems was refused when it was loaded.
    let inspection = Inspection::of(call.kb, &call.trust);
    print_page(&inspection, format(call.matches))?;
    Ok(if inspection.has_errors() { FAILURE } else { SUCCESS })
}

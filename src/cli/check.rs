//! `advisor check`.

use super::output::{print_document, print_json};
use super::{Call, FAILURE, SUCCESS};
use crate::report::Inspection;

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    // A knowledge base with problems was refused when it was loaded.
    let inspection = Inspection::of(call.kb, &call.trust);
    match call.matches.get_one::<String>("format").map_or("text", String::as_str) {
        "json" => print_json(&inspection)?,
        format => print_document(&inspection.page(), format)?,
    }
    Ok(if inspection.has_errors() { FAILURE } else { SUCCESS })
}

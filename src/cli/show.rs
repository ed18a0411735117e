//! `advisor show`.

use super::output::{print_document, print_json};
use super::{Call, SUCCESS};
use crate::report::Profile;

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let id = call.matches.get_one::<String>("id").map_or("", String::as_str);
    let format = call.matches.get_one::<String>("format").map_or("text", String::as_str);
    show(call, id, format)
}

/// Prints everything known of an id that exists.
pub(super) fn show(call: &Call<'_>, id: &str, format: &str) -> anyhow::Result<u8> {
    let Some(profile) = Profile::of(call.kb, &call.trust, id) else {
        unreachable!("the command line takes only ids that exist, not `{id}`")
    };
    match format {
        "json" => print_json(&profile)?,
        format => print_document(&profile.page(), format)?,
    }
    Ok(SUCCESS)
}

//! `advisor list`.

use super::output::{print, print_document};
use super::{Call, SUCCESS, Usage};
use crate::report::{json, listing_of};

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let kind = call.matches.get_one::<String>("kind").map_or("", String::as_str);
    let stale = call.matches.get_flag("stale");
    if stale && kind != "facts" {
        return Err(Usage(format!(
            "--stale: it goes with `facts`, not with `{kind}`; write `advisor list facts --stale`"
        ))
        .into());
    }
    let Some(listing) = listing_of(call.kb, &call.trust, kind, stale) else {
        return Err(Usage(format!("there is no list of `{kind}`; see `advisor list --help`")).into());
    };
    match call.matches.get_one::<String>("format").map_or("text", String::as_str) {
        "json" => print(&json(&listing))?,
        format => print_document(&listing.page(), format)?,
    }
    Ok(SUCCESS)
}

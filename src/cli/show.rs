//! `advisor show`.

use super::output::{format, print_page};
use super::{Call, SUCCESS};
use crate::explore::Profile;
use crate::render::Format;

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let id = call.matches.get_one::<String>("id").map_or("", String::as_str);
    show(call, id, format(call.matches))
}

/// Prints everything known of an id that exists.
pub(super) fn show(call: &Call<'_>, id: &str, format: Format) -> anyhow::Result<u8> {
    let Some(profile) = Profile::of(call.kb, &call.trust, id) else {
        unreachable!("the command line takes only ids that exist, not `{id}`")
    };
    print_page(&profile, format)?;
    Ok(SUCCESS)
}

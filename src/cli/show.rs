//! `advisor show`.

use super::output::{print, print_document};
use super::{Call, SUCCESS, Usage};
use crate::kb::{nearest, printable};
use crate::report::{Profile, json};

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let id = call.matches.get_one::<String>("id").map_or("", String::as_str);
    let Some(profile) = Profile::of(call.kb, &call.trust, id) else {
        let remedy = match nearest(id, Profile::ids(call.kb)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`advisor list messengers` and its like have the ids".to_owned(),
        };
        return Err(Usage(format!("nothing has the id `{}`; {remedy}", printable(id))).into());
    };
    match call.matches.get_one::<String>("format").map_or("text", String::as_str) {
        "json" => print(&json(&profile))?,
        format => print_document(&profile.page(), format)?,
    }
    Ok(SUCCESS)
}

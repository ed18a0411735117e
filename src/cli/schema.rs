//! `advisor schema`.

use super::output::{print_json, print_page};
use super::{Call, SUCCESS};
use crate::explore::Listing;
use crate::kb::Form;
use crate::render::Format;
use crate::{answers, batch, explore, kb, report};

/// Everything that has a schema: what is read, what is printed, and the files of a knowledge base.
pub(super) fn forms() -> impl Iterator<Item = Form> {
    [answers::FORM].into_iter().chain(batch::FORMS).chain(report::FORMS).chain(explore::FORMS).chain(kb::FORMS)
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let name = call.matches.get_one::<String>("name").map(String::as_str);
    match forms().find(|form| [Some(form.name()), Some(form.id)].contains(&name)) {
        Some(form) => print_json(&form.schema(call.kb))?,
        None => {
            let row = |form: Form| vec![form.name().into(), form.id.into(), form.about.into()];
            let listing = Listing::new("schemas", &["name", "id", "of what"], forms().map(row).collect());
            print_page(&listing, Format::Text)?;
        }
    }
    Ok(SUCCESS)
}

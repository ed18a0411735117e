//! `advisor schema`.

use super::output::{print_document, print_json};
use super::{Call, SUCCESS};
use crate::kb::Form;
use crate::report::Listing;
use crate::{answers, batch, kb, report};

/// Everything that has a schema: what is read, what is printed, and the files of a knowledge base.
pub(super) fn forms() -> impl Iterator<Item = Form> {
    [answers::FORM].into_iter().chain(batch::FORMS).chain(report::FORMS).chain(kb::FORMS)
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let name = call.matches.get_one::<String>("name").map(String::as_str);
    match forms().find(|form| [Some(form.name()), Some(form.id)].contains(&name)) {
        Some(form) => print_json(&form.schema(call.kb))?,
        None => {
            let row = |form: Form| vec![form.name().into(), form.id.into(), form.about.into()];
            print_document(
                &Listing::new("schemas", &["name", "id", "of what"], forms().map(row).collect()).page(),
                "text",
            )?;
        }
    }
    Ok(SUCCESS)
}

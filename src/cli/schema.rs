//! `advisor schema`.

use clap::Command;
use clap::builder::PossibleValue;

use super::Call;
use super::flags::{choice, examples};
use super::list::print_listing;
use super::output::print;
use crate::explore::Listing;
use crate::kb::{Form, KnowledgeBase};
use crate::render::json;
use crate::{advice, answers, batch, explore, kb, verify};

pub(super) fn command(_: &KnowledgeBase) -> Command {
    // What is printed names its schema by the id.
    let names = forms().map(|form| PossibleValue::new(form.name()).alias(form.id).help(form.about));
    let help = "The schema to print, by its name or its id; a list of all if none is named";
    Command::new("schema")
        .about("Print the JSON Schema of a file that is read, or of what is printed as JSON")
        .before_help(examples(["advisor schema", "advisor schema answers > answers.json"]))
        .arg(choice("name", "NAME", help, names))
}

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let name = call.word("name");
    match forms().find(|form| [Some(form.name()), Some(form.id)].contains(&name)) {
        Some(form) => print(&json(&form.schema(call.kb))),
        None => {
            let row = |form: Form| vec![form.name().into(), form.id.into(), form.about.into()];
            let listing = Listing::new("schemas", &["name", "id", "of what"], forms().map(row).collect());
            print_listing(call, &listing)
        }
    }
}

/// Everything that has a schema: what is read, what is printed, and the files of a knowledge base.
pub fn forms() -> impl Iterator<Item = Form> {
    let quiz = [answers::FORM, advice::FORM];
    [&quiz[..], &batch::FORMS, &explore::FORMS, &kb::FORMS, &verify::FORMS].concat().into_iter()
}

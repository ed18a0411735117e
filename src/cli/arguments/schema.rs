//! The arguments of `advisor schema`.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Command};

use super::super::schema::forms;

pub(super) fn command() -> Command {
    // What is printed names its schema by the id.
    let names = forms().map(|form| PossibleValue::new(form.name()).alias(form.id).help(form.about));
    Command::new("schema").about("Print the JSON Schema of a file that is read, or of what is printed as JSON").arg(
        Arg::new("name")
            .value_name("NAME")
            .value_parser(PossibleValuesParser::new(names))
            .help("The schema to print, by its name or its id; a list of all if none is named"),
    )
}

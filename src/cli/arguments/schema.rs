//! The arguments of `advisor schema`.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Command};

use super::super::schema::forms;

pub(super) fn command() -> Command {
    let names = forms().map(|form| PossibleValue::new(form.name()).help(form.about));
    Command::new("schema").about("Print the JSON Schema of a file that is read, or of what is printed as JSON").arg(
        Arg::new("name")
            .value_name("NAME")
            .value_parser(PossibleValuesParser::new(names))
            .help("The schema to print; a list of all if none is named"),
    )
}

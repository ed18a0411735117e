//! The arguments of `advisor batch`.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, ValueHint};

use super::flags::{Choices, flag, format, max_age, path};
use crate::batch::Field;
use crate::kb::{KnowledgeBase, Question};
use crate::render::Format;

pub(super) fn command(kb: &KnowledgeBase) -> Command {
    let form = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("FORM").value_parser(["jsonl", "csv"]).help(help)
    };
    Command::new("batch")
        .about("Decide many rows of answers, one result a line, in order")
        .before_help(
            "\
Examples:
  advisor batch rows.jsonl --unsure-rest > results.jsonl
  advisor batch rows.csv --unsure-rest --fields verdict,stops > results.csv
  advisor batch rows.jsonl --unsure-rest --summary",
        )
        .after_help(batch_help(kb))
        .arg(
            path("file", "FILE", ValueHint::FilePath)
                .help("The rows: JSON Lines or CSV; standard input for `-` or none"),
        )
        .arg(form("from", "How the rows are written; CSV if the name of the file says so, else JSON Lines"))
        .arg(form("to", "How the results are written; as the rows if left out").conflicts_with("summary"))
        .arg(
            Arg::new("fields")
                .long("fields")
                .value_name("FIELD,…")
                .value_delimiter(',')
                .value_parser(Choices(PossibleValuesParser::new(Field::ALL.map(Field::word))))
                .conflicts_with("summary")
                .help("Which fields to print for each row; everything if left out, `verdict` alone is fastest"),
        )
        .arg(flag("unsure-rest", "Answer every open question with `unsure`; otherwise they are an error"))
        .arg(flag("raw-cells", "In CSV, leave cells that a spreadsheet would run as formulas as they are"))
        .arg(flag("summary", "Count verdicts, needs and complements instead of printing each row"))
        .arg(max_age())
        .arg(format(Format::OF_PAGES).help("With --summary: how to print it"))
}

/// What follows the flags in the help of `batch`, with a row that can be read.
fn batch_help(kb: &KnowledgeBase) -> String {
    let answer = |question: &Question| Some(format!(", \"{}\": \"{}\"", question.id, question.choices.first()?.id));
    let answers: String = kb.questions().iter().filter_map(answer).take(2).collect();
    format!(
        "\
Rows:
  A row names questions and their choices:
    {{\"id\": 1{answers}}}
  Give several choices as a list, or in one CSV cell, separated by commas.
  An empty cell, or null, is an open question. Blank lines, and lines of nothing
  but commas, are not rows. `advisor list questions` prints questions and
  choices, `advisor schema batch-row` what a row can hold.

Results:
  A column that is not a question, such as an id, goes through to the result;
  standard error names it at the end. `advisor schema batch-result` says what
  each field means. In CSV, a cell that a spreadsheet would run, such as =1+1,
  gets an apostrophe in front, and invisible characters are escaped.

Errors:
  A row that cannot be read gives an error in its place, with its line. The run
  goes on, and ends with exit code 1. An error does not repeat what was given:
  it could be someone's answer. In CSV, a quote that is not closed takes the
  lines after it into its cell.

Large files:
  Rows do not depend on each other: cut JSON Lines at any line, and put the
  results together again. Each part counts its lines from 1. RAYON_NUM_THREADS
  sets the number of threads; without it, there is one for each core:
    RAYON_NUM_THREADS=1 parallel --pipe --keep-order advisor batch < rows.jsonl"
    )
}

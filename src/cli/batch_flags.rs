//! The arguments of `advisor batch`.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, ValueHint};

use super::flags::{flag, format, max_age, number};
use crate::batch::Field;
use crate::kb::{KnowledgeBase, Question};

pub(super) fn command(kb: &KnowledgeBase) -> Command {
    let form = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("FORM").value_parser(["jsonl", "csv"]).help(help)
    };
    Command::new("batch")
        .about("Decide many rows of answers, one result a line, in order")
        .after_help(batch_help(kb))
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .help("The rows: JSON Lines or CSV; standard input for `-` or none"),
        )
        .arg(form("from", "How the rows are written; CSV if the name of the file says so, else JSON Lines"))
        .arg(form("to", "How the results are written; as the rows if left out").conflicts_with("summary"))
        .arg(
            Arg::new("fields")
                .long("fields")
                .value_name("FIELD,…")
                .value_delimiter(',')
                .value_parser(PossibleValuesParser::new(Field::ALL.map(Field::word)))
                .conflicts_with("summary")
                .help("Which fields to print for each row; everything if left out, `verdict` alone is fastest"),
        )
        .arg(flag("unsure-rest", "Answer every open question with `unsure`; otherwise they are an error"))
        .arg(flag("summary", "Count verdicts, needs and complements instead of telling each row"))
        .arg(
            Arg::new("jobs")
                .long("jobs")
                .value_name("N")
                .allow_negative_numbers(true)
                .value_parser(|written: &str| number(written, 1..=MOST_JOBS))
                .help("How many pieces are worked on at a time; as many as there are cores if left out"),
        )
        .arg(
            Arg::new("first-line")
                .long("first-line")
                .value_name("N")
                .allow_negative_numbers(true)
                .value_parser(|written: &str| number(written, 1..=LAST_LINE))
                .help("The number of the first line, where the rows are a part of a larger file"),
        )
        .arg(max_age())
        .arg(format(&["text", "markdown", "json", "html"]).help("How to print the summary"))
}

/// The largest number that a first line can have, so that none after it grows too large.
const LAST_LINE: u64 = 1_000_000_000_000;

/// The most pieces that are worked on at a time.
const MOST_JOBS: u64 = 1024;

/// What follows the flags in the help of `batch`, with a row that can be read.
fn batch_help(kb: &KnowledgeBase) -> String {
    let answer = |question: &Question| Some(format!(", \"{}\": \"{}\"", question.id, question.choices.first()?.id));
    let answers: String = kb.questions().iter().filter_map(answer).take(2).collect();
    format!(
        "\
A row names questions and choices, as a file of answers does; a column that is
no question, such as an id, goes through to the result, and is named on standard
error at the end:
  {{\"id\": 1{answers}}}
Write several choices as a list, or in one CSV cell, separated by commas. An empty
cell, or null, is an open question. Blank lines are no rows, nor are rows of
nothing but commas at the end of a sheet. The questions and their choices, and
what each field of a result tells:
  advisor list questions   advisor schema batch-row   advisor schema batch-result

A row that cannot be read gives an error in its place, with its line; the run
goes on, and ends with exit code 1. An error does not repeat what was given,
because it could be someone's answer. In CSV, what a terminal would not show as it
is goes through escaped, line breaks aside.

Rows do not depend on each other, so JSON Lines can be cut at any line and the
results, in JSON Lines too, put together again. Each part counts its lines from
1, or from --first-line; of a sheet, each would print its heading:
  parallel --pipe --keep-order advisor batch --jobs 1 < rows.jsonl > results.jsonl"
    )
}

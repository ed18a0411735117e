//! The arguments of `advisor quiz`.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, Command, ValueHint};

use super::flags::{flag, format, max_age};
use crate::answers::UNSURE;
use crate::kb::{KnowledgeBase, Question, Takes};
use crate::render::Format;

pub(super) fn command(kb: &'static KnowledgeBase) -> Command {
    Command::new("quiz")
        .about("Ask about your situation and advise")
        .long_about(
            "Ask about your situation and advise.\n\nQuestions without an answer are asked. Answers given as flags or \
             as an answer string can end up in your shell's history, and others on the same computer may see them \
             while the program runs; to avoid that, keep them in a file: --answers FILE.",
        )
        // The long help has it at its beginning already.
        .after_help("Answers given as flags can end up in your shell's history; --answers FILE keeps them out of it.")
        .after_long_help("")
        .args(kb.questions().iter().map(question))
        .arg(
            Arg::new("answers").long("answers").value_name("FILE").value_hint(ValueHint::FilePath).help(
                "Take answers from a YAML or JSON file, `-` for standard input, or an answer string; flags go first",
            ),
        )
        .arg(flag("plain", "Ask by numbered lines: for screen readers, simple terminals and pipes"))
        .arg(
            Arg::new("order")
                .long("order")
                .value_name("ORDER")
                .value_parser(["fixed", "adaptive"])
                .default_value("fixed")
                .help("Ask each theme's questions as written, or first what settles most"),
        )
        .arg(flag("no-input", "Never ask; open questions are an error"))
        .arg(flag("unsure-rest", "Answer every open question with `unsure`"))
        .arg(
            Arg::new("save")
                .long("save")
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .help("Keep the answers and the verdict in this new file"),
        )
        .arg(flag("force", "Let --save replace a file").requires("save"))
        .arg(flag("brief", "Print the first screen only; JSON holds everything all the same").conflicts_with("full"))
        .arg(flag(
            "full",
            "Print everything: also every reason, what is disputed, and all sources; HTML does, unless --brief, and \
             JSON always",
        ))
        .arg(max_age())
        .arg(format(Format::OF_PAGES))
}

fn question(question: &'static Question) -> Arg {
    let choices =
        question.choices.iter().map(|choice| PossibleValue::new(choice.id.as_str()).help(choice.label.as_str()));
    let unsure = PossibleValue::new(UNSURE).help(format!("Not sure: {}", question.unsure_means));
    let values: Vec<PossibleValue> = choices.chain([unsure]).collect();
    let flag = Arg::new(question.id.as_str())
        .long(question.id.as_str())
        .value_name("CHOICE")
        .help_heading("Answers")
        .help(question.ask.as_str())
        .value_parser(PossibleValuesParser::new(values));
    match question.takes {
        Takes::One => flag,
        Takes::Many => flag.action(ArgAction::Append).value_delimiter(',').value_name("CHOICE,…"),
    }
}

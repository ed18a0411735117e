//! `advisor man`.

use clap::Command;
use clap_mangen::Man;

use super::Call;
use super::flags::{examples, program};
use super::output::print;
use crate::kb::KnowledgeBase;

pub(super) fn command(_: &KnowledgeBase) -> Command {
    Command::new("man")
        .about("Print the manual, as roff; read it with `advisor man | man -l -`")
        .before_help(examples(["advisor man | man -l -", "advisor man > advisor.1"]))
}

/// Prints the page of the program, then the page of each command.
pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let mut program = program(call.kb).disable_help_subcommand(true);
    program.build();
    let mut pages = Vec::new();
    for command in std::iter::once(&program).chain(program.get_subcommands()) {
        // The manual leaves out what comes before the flags in the help.
        let texts = [command.get_before_help(), command.get_after_help()].into_iter().flatten();
        let texts: Vec<String> = texts.map(ToString::to_string).collect();
        Man::new(command.clone().after_help(texts.join("\n\n")))
            .date(call.kb.scope().version.as_str())
            .render(&mut pages)?;
    }
    let mut text = String::from_utf8_lossy(&pages).into_owned();
    // They are no pages of their own.
    for command in program.get_subcommands() {
        let name = command.get_name();
        text = text.replace(&format!("advisor\\-{name}(1)"), &format!("advisor {name}"));
    }
    print(&text)
}

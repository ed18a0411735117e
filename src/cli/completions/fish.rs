//! What clap's script for fish leaves out: the words after a comma, and those that stand without a flag.

use clap::{Arg, Command};

use super::{NAME, takes_list};

/// Offers fish the words after a comma, and the words that stand without a flag.
pub(super) fn additions(command: &Command) -> String {
    let mut lines = String::from("\n");
    for subcommand in command.get_subcommands() {
        let using = format!("complete -c {NAME} -n \"__fish_{NAME}_using_subcommand {}\"", subcommand.get_name());
        for list in subcommand.get_opts().filter(|option| takes_list(option)) {
            let flag = list.get_long().unwrap_or_default();
            // The words before the last comma, put before each choice; nothing where there is no comma.
            let before = r"(commandline -ct | string match -r '.*,')";
            let words: Vec<String> = values(list).iter().map(|word| format!("{before}{word}")).collect();
            lines.push_str(&format!("{using} -l {flag} -r -f -a '{}'\n", escaped(&words.join(" "))));
        }
        for positional in subcommand.get_positionals() {
            let words = values(positional).join(" ");
            if !words.is_empty() {
                lines.push_str(&format!("{using} -f -a '{words}'\n"));
            }
        }
    }
    lines
}

fn values(argument: &Arg) -> Vec<String> {
    argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
}

/// A text as it stands between single quotes of fish.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

//! `advisor completions`: clap's script for a shell, and what it leaves out.
//!
//! clap completes one choice a flag. Questions that take many choices take them
//! behind commas too, and fish is not told the words that stand without a flag;
//! both are added here.
//!
//! The help of a choice comes from a knowledge base, which may be a stranger's,
//! and clap does not quote it well enough for every shell. So what a shell could
//! read as anything but text is taken out before clap sees it.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, Command};
use clap_complete::Shell;

use super::output::print;
use super::{Call, SUCCESS, arguments};

/// The name that the program is called by.
const NAME: &str = "advisor";

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    if let Some(shell) = call.matches.get_one::<Shell>("shell") {
        print(&script(*shell, arguments::command(call.kb)))?;
    }
    Ok(SUCCESS)
}

/// The script for a shell.
fn script(shell: Shell, command: Command) -> String {
    let mut command = harmless(shell, command);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, NAME, &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        Shell::Bash => format!("{script}{}", bash_lists(&command)),
        Shell::Zsh => with_zsh_lists(&script, &command),
        Shell::Fish => format!("{script}{}", fish_additions(&command)),
        _ => script,
    }
}

/// The command with help that no shell reads as anything but text.
fn harmless(shell: Shell, command: Command) -> Command {
    let argument = |argument: Arg| {
        let help = argument.get_help().map(|help| inert(shell, &help.to_string()));
        let values = argument.get_possible_values();
        let argument = match help {
            Some(help) => argument.help(help),
            None => argument,
        };
        // Values without help are the program's own, or ids.
        if values.iter().all(|value| value.get_help().is_none()) {
            return argument;
        }
        let values = values.into_iter().map(|value| {
            let help = value.get_help().map(|help| inert(shell, &help.to_string())).unwrap_or_default();
            PossibleValue::new(value.get_name().to_owned()).help(help)
        });
        argument.value_parser(PossibleValuesParser::new(values))
    };
    command.mut_args(argument).mut_subcommands(|subcommand| subcommand.mut_args(argument))
}

/// A text in which a shell finds nothing to run and no end of a quotation.
fn inert(shell: Shell, text: &str) -> String {
    let replaced = |character: char| match (shell, character) {
        (_, character) if character.is_control() => ' ',
        // clap puts the help of choices between double quotes, in which fish runs `$(…)`.
        (Shell::Fish, '"' | '`') => '\u{2019}',
        (Shell::Fish, '$' | '\\') => ' ',
        (Shell::Fish, '(') => '[',
        (Shell::Fish, ')') => ']',
        // PowerShell ends a quotation at each of these; clap doubles only the straight one and one more.
        (Shell::PowerShell, '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}') => '\'',
        (_, character) => character,
    };
    text.chars().map(replaced).collect()
}

/// The flags that take a list behind commas, each once.
fn lists(command: &Command) -> Vec<&str> {
    let arguments = command.get_subcommands().flat_map(Command::get_opts).filter(|option| takes_list(option));
    let mut flags: Vec<&str> = arguments.filter_map(Arg::get_long).collect();
    flags.sort_unstable();
    flags.dedup();
    flags
}

fn takes_list(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::Append) && argument.get_value_delimiter().is_some()
}

/// Completes the last word of a list, and puts the words before it back.
fn bash_lists(command: &Command) -> String {
    let flags: Vec<String> = lists(command).iter().map(|flag| format!("--{flag},*,*")).collect();
    format!(
        r#"
_advisor_lists() {{
    local before
    case "$3,$2" in
        {})
            before="${{2%,*}},"
            _advisor "$1" "${{2##*,}}" "$3"
            COMPREPLY=("${{COMPREPLY[@]/#/$before}}")
            ;;
        *)
            _advisor "$@"
            ;;
    esac
}}

complete -F _advisor_lists -o nosort -o bashdefault -o default advisor 2>/dev/null ||
    complete -F _advisor_lists -o bashdefault -o default advisor
"#,
        flags.join("|")
    )
}

/// Lets zsh leave the words of a list alone that stand before the last comma.
fn with_zsh_lists(script: &str, command: &Command) -> String {
    let flags = lists(command).join("|");
    let lists = format!(
        r#"{ZSH_START}    case "${{words[CURRENT]}}" in
        --({flags})=*,*)
            # As if flag and value were two words, of which the second is completed.
            compset -P '*,'
            words[CURRENT,CURRENT]=("${{words[CURRENT]%%=*}}" "${{words[CURRENT]##*,}}")
            (( CURRENT++ )) ;;
        *) case "${{words[CURRENT-1]}}" in
            --({flags})) compset -P '*,' ;;
        esac ;;
    esac
"#
    );
    script.replacen(ZSH_START, &lists, 1)
}

/// Where the function of clap's script for zsh begins.
const ZSH_START: &str = "_advisor() {\n";

/// Offers fish the words after a comma, and the words that stand without a flag.
fn fish_additions(command: &Command) -> String {
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

//! `advisor completions`: clap's script for a shell, and what it leaves out.
//!
//! clap completes one choice a flag. Questions that take many choices take them
//! behind commas too, and fish is not told the words that stand without a flag;
//! both are added here.

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
fn script(shell: Shell, mut command: Command) -> String {
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
    let flags: Vec<String> = lists(command).iter().map(|flag| format!("--{flag}")).collect();
    let start = "_advisor() {\n";
    let lists = format!(
        "{start}    case \"${{words[CURRENT-1]}}\" in\n        {}) compset -P '*,' ;;\n    esac\n",
        flags.join("|")
    );
    script.replacen(start, &lists, 1)
}

/// Offers fish the words after a comma, and the words that stand without a flag.
fn fish_additions(command: &Command) -> String {
    let mut lines = String::from("\n");
    for subcommand in command.get_subcommands() {
        let using = format!("complete -c {NAME} -n \"__fish_{NAME}_using_subcommand {}\"", subcommand.get_name());
        for list in subcommand.get_opts().filter(|option| takes_list(option)) {
            let words = values(list).join(" ");
            let flag = list.get_long().unwrap_or_default();
            // The words before the last comma, put before each choice; nothing where there is no comma.
            let before = r"(commandline -ct | string match -r '.*,')";
            lines.push_str(&format!(
                "{using} -l {flag} -r -f -a '{}'\n",
                escaped(&format!("{before}{{{}}}", words.replace(' ', ",")))
            ));
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

//! What clap's script for bash leaves out: the words after a comma.

use clap::Command;

use super::lists;

/// Completes the last word of a list, and puts the words before it back.
pub(super) fn additions(command: &Command) -> String {
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

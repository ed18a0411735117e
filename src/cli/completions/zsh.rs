//! What clap's script for zsh leaves out: the words after a comma.

use clap::Command;

use super::lists;

/// Lets zsh leave the words of a list alone that stand before the last comma.
pub(super) fn with_lists(script: &str, command: &Command) -> String {
    let flags = lists(command).join("|");
    let lists = format!(
        r#"{START}    case "${{words[CURRENT]}}" in
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
    script.replacen(START, &lists, 1)
}

/// Where the function of clap's script begins.
const START: &str = "_advisor() {\n";

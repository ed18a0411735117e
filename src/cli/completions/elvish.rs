//! What clap's script for elvish leaves out: the choices of flags, and the words that stand without one.

use clap::Command;

use super::{NAME, place, subcommands};

/// Offers the choices of a place, and leaves the rest to clap's script.
pub(super) fn additions(command: &Command) -> String {
    let names: Vec<&str> = subcommands(command).collect();
    let places: Vec<String> = place::all(command)
        .iter()
        .map(|place| {
            let choices = place.choices.iter();
            let choices = choices.map(|(word, help)| format!("\n            [{} {}]", quoted(word), quoted(help)));
            format!("        &{}=[{}]\n", quoted(&place.name), choices.collect::<String>())
        })
        .collect();
    format!(
        r#"
use re

var advisor-by-clap~ = $edit:completion:arg-completer[{NAME}]
set edit:completion:arg-completer[{NAME}] = {{|@words|
    # What can stand after a flag, or after a command without one; files where nothing is listed.
    var choices = [
{}    ]
    var word = $words[-1]
    var command = ''
    for earlier $words[1..-1] {{
        if (and (eq $command '') (has-value [{}] $earlier)) {{
            set command = $earlier
        }}
    }}
    var flag = $words[-2]
    if (re:match '^--[^=]+=' $word) {{
        set flag = (re:replace '=.*$' '' $word)
    }}
    var place = (str:trim-left $command' '$flag ' ')
    if (and (not (has-key $choices $place)) (not (str:has-prefix $word '-'))) {{
        set place = $command
    }}
    if (not (has-key $choices $place)) {{
        if (eq $command '') {{
            advisor-by-clap {NAME} $word
        }} else {{
            advisor-by-clap {NAME} $command $word
        }}
    }} elif (eq $choices[$place] []) {{
        edit:complete-filename $@words
    }} else {{
        # What stands in the word before the choice: the flag, and choices behind commas.
        var before = (re:replace '[^=,]*$' '' $word)
        for choice $choices[$place] {{
            edit:complex-candidate $before$choice[0] &display=$choice[0]'  '$choice[1]
        }}
    }}
}}
"#,
        places.concat(),
        names.join(" ")
    )
}

/// A text as it stands between single quotes of elvish.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

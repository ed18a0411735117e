//! What clap's script for PowerShell leaves out: the choices of flags, and the words that stand without one.

use clap::Command;

use super::{place, subcommands};

/// Offers the choices of a place before clap's script looks at the line.
pub(super) fn with_choices(script: &str, command: &Command) -> String {
    let names: Vec<String> = subcommands(command).map(quoted).collect();
    let places: Vec<String> = place::all(command)
        .iter()
        .map(|place| {
            let choices = place.choices.iter();
            let choices = choices.map(|(word, help)| format!("            {} = {}\n", quoted(word), quoted(help)));
            format!("        {} = [ordered]@{{\n{}        }}\n", quoted(&place.name), choices.collect::<String>())
        })
        .collect();
    let choices = format!(
        r#"{START}
    # What can stand after a flag, or after a command without one; files where nothing is listed.
    $choices = @{{
{}    }}
    $start = $commandAst.Extent.StartOffset
    $line = $commandAst.Extent.StartScriptPosition.GetFullScript().Substring($start, $cursorPosition - $start)
    $words = @($line -split '\s+')
    $name = $words | Select-Object -SkipLast 1 | Where-Object {{ @({}) -ccontains $_ }} | Select-Object -First 1
    $flag = if ($words[-1] -match '^(--[^=]+)=') {{ $Matches[1] }} else {{ $words[-2] }}
    $place = "$name $flag".Trim()
    if (-not $choices.ContainsKey($place) -and -not $words[-1].StartsWith('-')) {{
        $place = "$name"
    }}
    if ($choices.ContainsKey($place)) {{
        # What stands in the word before the choice: the flag, and choices behind commas.
        $before = $wordToComplete -replace '[^=,]*$'
        return $choices[$place].GetEnumerator() |
            Where-Object {{ "$before$($_.Key)".StartsWith($wordToComplete) }} |
            ForEach-Object {{
                [CompletionResult]::new("$before$($_.Key)", $_.Key, [CompletionResultType]::ParameterValue, $_.Value)
            }}
    }}
"#,
        places.concat(),
        names.join(", ")
    );
    script.replacen(START, &choices, 1)
}

/// Where clap's script has been told what to complete.
const START: &str = "    param($wordToComplete, $commandAst, $cursorPosition)\n";

/// A text as it stands between single quotes of PowerShell, which curled ones end too; there are none in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

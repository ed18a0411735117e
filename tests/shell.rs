//! What the program gives to shells and to `man`: completions and the manual.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use advisor::answers::UNSURE;
use advisor::kb::{KnowledgeBase, Takes};

/// What the program prints to standard output.
fn printed(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_advisor")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A file with what the program prints, for a test to hand to another program.
fn kept(name: &str, arguments: &[&str]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, printed(arguments)).unwrap();
    path
}

/// Runs another program; nothing, with a word on it, where it is not installed and `ADVISOR_REQUIRE_PROGRAMS` is not `1`.
#[expect(clippy::print_stderr, reason = "whoever reads the tests' output learns what was not looked at")]
fn other(program: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(program).args(arguments).env("LC_ALL", "C.UTF-8").stdin(Stdio::null()).output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let required = std::env::var("ADVISOR_REQUIRE_PROGRAMS").is_ok_and(|value| value == "1");
            assert!(!required, "{program} is not installed");
            eprintln!("skipped: {program} is not installed");
            None
        }
        Err(error) => panic!("{program}: {error}"),
    }
}

/// What bash offers for the last of these words.
fn bash_offers(script: &Path, words: &[&str]) -> Option<Vec<String>> {
    let ask = r#"
        source "$1" && shift
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        function=$(complete -p advisor | sed 's/.*-F \([^ ]*\).*/\1/')
        "$function" advisor "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let arguments = [&["--norc", "-c", ask, "bash", script.to_str().unwrap()], words].concat();
    let output = other("bash", &arguments)?;
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().split_whitespace().map(str::to_owned).collect())
}

#[test]
fn every_shell_gets_a_script_with_every_question() {
    let kb = KnowledgeBase::embedded();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(&["completions", shell]);
        // fish names a flag apart from its dashes.
        let dashes = if shell == "fish" { "-l " } else { "--" };
        for question in kb.questions().iter() {
            assert!(script.contains(&format!("{dashes}{}", question.id)), "{shell} lacks --{}", question.id);
        }
    }
}

#[test]
fn a_script_is_valid_in_its_shell() {
    for shell in ["bash", "zsh", "fish"] {
        let script = kept(&format!("valid.{shell}"), &["completions", shell]);
        if let Some(output) = other(shell, &["-n", script.to_str().unwrap()]) {
            assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
            assert!(output.stderr.is_empty(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[test]
fn the_scripts_that_complete_values_have_every_choice_of_every_question() {
    let kb = KnowledgeBase::embedded();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(&["completions", shell]);
        let about = |id: &str| -> String {
            let (start, end) = match shell {
                "bash" => (format!("--{id})\n"), ";;"),
                "zsh" => (format!("--{id}=["), "' \\\n"),
                "elvish" => (format!("&'quiz --{id}'=[\n"), "]]\n"),
                "powershell" => (format!("'quiz --{id}' = [ordered]@{{\n"), "        }\n"),
                _ => (format!("-l {id} "), "\"\n"),
            };
            let at = script.find(&start).unwrap_or_else(|| panic!("{shell} lacks --{id}"));
            script[at..].split(end).next().unwrap().to_owned()
        };
        for question in kb.questions().iter() {
            let part = about(&question.id);
            for choice in question.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE]) {
                let words = part.split(|character: char| !(character.is_alphanumeric() || character == '-'));
                assert!(words.into_iter().any(|word| word == choice), "{shell}: --{} lacks {choice}", question.id);
            }
        }
    }
}

#[test]
fn bash_completes_commands_flags_choices_lists_and_ids() {
    let script = kept("offers.bash", &["completions", "bash"]);
    for (words, offered) in [
        (&["advisor", "qu"] as &[&str], &["quiz"] as &[&str]),
        (&["advisor", "quiz", "--cont"], &["--contacts"]),
        (&["advisor", "quiz", "--contacts", "ps"], &["pseudonymous"]),
        (&["advisor", "quiz", "--protect", "cont"], &["content", "contacts"]),
        (&["advisor", "quiz", "--protect", "location,cont"], &["location,content", "location,contacts"]),
        (&["advisor", "quiz", "--protect", "content", "--protect", "id"], &["identity"]),
        (&["advisor", "compare", "s"], &["session", "signal", "simplex"]),
        (&["advisor", "compare", "--property", "forw"], &["forward-secrecy"]),
        (&["advisor", "compare", "--group", "network,juris"], &["network,jurisdiction"]),
        (&["advisor", "show", "contacts-ref"], &["contacts-refuse"]),
        (&["advisor", "help", "contacts-ref"], &["contacts-refuse"]),
        (&["advisor", "completions", "z"], &["zsh"]),
    ] {
        let Some(offers) = bash_offers(&script, words) else { return };
        assert_eq!(offers, offered, "{words:?}");
    }
}

#[test]
fn bash_completes_each_choice_of_each_question_also_behind_a_comma() {
    let script = kept("choices.bash", &["completions", "bash"]);
    for question in KnowledgeBase::embedded().questions().iter() {
        let flag = format!("--{}", question.id);
        let ids: Vec<String> =
            question.choices.iter().map(|choice| choice.id.to_string()).chain([UNSURE.into()]).collect();
        let Some(offers) = bash_offers(&script, &["advisor", "quiz", &flag, ""]) else { return };
        assert_eq!(offers, ids, "{flag}");
        if question.takes == Takes::Many {
            let offers = bash_offers(&script, &["advisor", "quiz", &flag, &format!("{},", ids[0])]).unwrap();
            let expected: Vec<String> = ids.iter().map(|id| format!("{},{id}", ids[0])).collect();
            assert_eq!(offers, expected, "{flag}");
        }
    }
}

#[test]
fn fish_completes_choices_lists_and_ids() {
    let script = kept("offers.fish", &["completions", "fish"]);
    let script = script.to_str().unwrap();
    for (line, offered) in [
        ("advisor quiz --cont", &["--contacts"] as &[&str]),
        ("advisor quiz --contacts ps", &["pseudonymous"]),
        ("advisor quiz --protect cont", &["contacts", "content"]),
        ("advisor quiz --protect location,cont", &["location,contacts", "location,content"]),
        ("advisor compare s", &["session", "signal", "simplex"]),
        ("advisor show contacts-ref", &["contacts-refuse"]),
    ] {
        let ask = "source $argv[1]; complete -C $argv[2]";
        let Some(output) = other("fish", &["--no-config", "-c", ask, script, line]) else { return };
        let offers = String::from_utf8(output.stdout).unwrap();
        let offers: Vec<&str> = offers.lines().map(|offer| offer.split('\t').next().unwrap()).collect();
        assert_eq!(offers, offered, "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// What zsh makes of a line when Tab is pressed at its end.
fn zsh_completes(script: &Path, line: &str) -> Option<String> {
    let ask = r#"
        zmodload zsh/zpty
        out=$1.line
        rm -f $out
        zpty shell zsh -f -i
        zpty -w shell "PS1= ; autoload -Uz compinit; compinit -u -D; source $1"
        zpty -w shell "tell() { print -r -- "\$BUFFER" >! $out }; zle -N tell; bindkey '^O' tell; bindkey '^I' complete-word"
        zpty -w -n shell "$2"$'	'$''
        for wait in {1..400}; do
            [[ -s $out ]] && break
            sleep 0.05
        done
        zpty -d shell
        cat $out
    "#;
    let output = other("zsh", &["-f", "-c", ask, "zsh", script.to_str().unwrap(), line])?;
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

#[test]
fn zsh_completes_choices_and_lists_in_both_ways_to_write_a_flag() {
    let script = kept("_advisor", &["completions", "zsh"]);
    for (line, completed) in [
        ("advisor quiz --contacts ps", "advisor quiz --contacts pseudonymous"),
        ("advisor quiz --contacts=ps", "advisor quiz --contacts=pseudonymous"),
        ("advisor quiz --protect iden", "advisor quiz --protect identity"),
        ("advisor quiz --protect=iden", "advisor quiz --protect=identity"),
        ("advisor quiz --protect location,iden", "advisor quiz --protect location,identity"),
        ("advisor quiz --protect=location,iden", "advisor quiz --protect=location,identity"),
    ] {
        let Some(found) = zsh_completes(&script, line) else { return };
        assert_eq!(found, completed, "{line}");
    }
}

/// What elvish offers for the last of these words, which stand as elvish writes them.
fn elvish_offers(script: &Path, words: &str) -> Option<Vec<String>> {
    // Elvish has its editor only at a terminal, so that what completers call of it is put in its place.
    let editor = r"
        var edit: = (ns [
            &complex-candidate~={|stem &display='' &code-suffix=''| put $stem }
            &complete-filename~={|@words| put 'a file' }
            &completion:=(ns [&arg-completer=[&]])
        ])
    ";
    let ask = format!("$edit:completion:arg-completer[advisor] advisor {words} | each $echo~\n");
    let asking = script.with_extension("asking.elv");
    fs::write(&asking, [editor, &fs::read_to_string(script).unwrap(), &ask].concat()).unwrap();
    let output = other("elvish", &["-norc", asking.to_str().unwrap()])?;
    assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
}

#[test]
fn elvish_completes_commands_flags_choices_lists_ids_and_files() {
    let script = kept("offers.elv", &["completions", "elvish"]);
    for (words, offered) in [
        ("''", &["quiz", "--color"] as &[&str]),
        ("quiz --con", &["--contacts", "--brief"]),
        ("quiz --contacts ''", &["known", "pseudonymous", "both", UNSURE]),
        ("quiz --brief --contacts=", &["--contacts=known"]),
        ("quiz --protect location,", &["location,content", "location,contacts"]),
        ("--color never compare signal ''", &["session", "signal", "simplex"]),
        ("compare signal --gro", &["--group"]),
        ("compare --group network,", &["network,jurisdiction"]),
        ("show contacts-ref", &["contacts-refuse"]),
        ("list ''", &["questions"]),
        ("completions z", &["zsh"]),
        ("quiz --answers ''", &["a file"]),
        ("batch ''", &["a file"]),
    ] {
        // Elvish itself leaves out what does not begin as the word does.
        let Some(offers) = elvish_offers(&script, words) else { return };
        for word in offered {
            assert!(offers.iter().any(|offer| offer == word), "{words}: {word} is not in {offers:?}");
        }
    }
    let Some(offers) = elvish_offers(&script, "quiz --number ''") else { return };
    let kb = KnowledgeBase::embedded();
    let number = kb.questions().iter().find(|question| question.id == "number").unwrap();
    let choices = number.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE]);
    assert_eq!(offers, choices.collect::<Vec<_>>());
}

/// What stands outside the single-quoted texts of a PowerShell script, and these texts as PowerShell reads them.
fn outside_and_inside_quotes(script: &str) -> (String, Vec<String>) {
    // PowerShell takes each of these for the same quote.
    let is_quote = |character: &char| ['\'', '\u{2018}', '\u{2019}', '\u{201A}', '\u{201B}'].contains(character);
    let (mut outside, mut inside) = (String::new(), Vec::new());
    let mut characters = script.chars().peekable();
    while let Some(character) = characters.next() {
        if !is_quote(&character) {
            outside.push(character);
            continue;
        }
        let mut text = String::new();
        while let Some(character) = characters.next() {
            if is_quote(&character) && characters.next_if(is_quote).is_none() {
                break;
            }
            text.push(character);
        }
        inside.push(text);
    }
    (outside, inside)
}

#[test]
fn powershell_is_given_each_choice_with_its_label_in_its_order() {
    let script = printed(&["completions", "powershell"]);
    let registration = script.find("Register-ArgumentCompleter").unwrap();
    let (choices, by_clap) = (script.find("$choices = @{").unwrap(), script.find("$commandElements =").unwrap());
    assert!(registration < choices && choices < by_clap, "choices are looked up before flags");
    for question in KnowledgeBase::embedded().questions().iter() {
        let start = format!("        'quiz --{}' = [ordered]@{{\n", question.id);
        let (_, rest) = script.split_once(&start).unwrap_or_else(|| panic!("PowerShell lacks --{}", question.id));
        let (outside, inside) = outside_and_inside_quotes(rest.split_once("        }\n").unwrap().0);
        assert!(outside.split_whitespace().all(|word| word == "="), "{}: {outside}", question.id);
        let straight = |text: &str| text.replace(['\u{2018}', '\u{2019}'], "'");
        let choices = question.choices.iter().map(|choice| [choice.id.to_string(), straight(&choice.label)]);
        let unsure = [UNSURE.to_owned(), straight(&format!("Not sure: {}", question.unsure_means))];
        assert_eq!(inside, choices.chain([unsure]).collect::<Vec<_>>().concat(), "{}", question.id);
    }
    for place in ["'show' = ", "'compare --group' = ", "'quiz --answers' = [ordered]@{\n        }", "'--color' = "] {
        assert!(script.contains(place), "{place}");
    }
    assert!(!script.contains("= ''"), "PowerShell takes no empty help");
}

/// A knowledge base whose labels try to run a command in shells, and one of whose lists has a single value.
fn hostile_data(trace: &Path) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/knowledge_bases/small");
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-labels-{}", std::process::id()));
    fs::create_dir_all(to.join("messengers")).unwrap();
    for folder in ["", "messengers"] {
        for entry in fs::read_dir(from.join(folder)).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), to.join(folder).join(entry.file_name())).unwrap();
            }
        }
    }
    let questions = fs::read_to_string(from.join("questions.yaml")).unwrap();
    let run = format!("touch {}", trace.display());
    let labels = [
        ("label: People who know me ", format!("label: '$({run})' ")),
        ("label: Both ", format!("label: 'a\"; {run}; echo \"' ")),
        ("label: Somebody reads along ", format!("label: 'a`{run}`\\'' ({run}) ‘; {run} ‛; {run} ‚; {run} ’' ")),
        ("ask: What worries you?", format!("ask: \"a'; {run}; echo '\"")),
    ];
    let hostile = labels.into_iter().fold(questions, |text, (kind, hostile)| {
        assert!(text.contains(kind), "{kind}");
        text.replace(kind, &hostile)
    });
    fs::write(to.join("questions.yaml"), hostile).unwrap();
    to
}

#[test]
fn no_label_of_a_knowledge_base_is_run_by_a_shell_that_reads_its_completions() {
    let trace = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("trace-{}", std::process::id()));
    let data = hostile_data(&trace);
    let data_flag = data.to_str().unwrap();
    for (shell, ask) in [
        ("bash", r#"source "$1""#),
        ("zsh", "autoload -Uz compinit; compinit -u -D; source \"$1\""),
        (
            "fish",
            "source $argv[1]; complete -C 'advisor quiz --circle '; complete -C 'advisor quiz --worries content,'",
        ),
    ] {
        let script = kept(&format!("hostile.{shell}"), &["completions", shell, "--data", data_flag]);
        let script = script.to_str().unwrap();
        let arguments = if shell == "fish" { vec!["-c", ask, script] } else { vec!["-c", ask, shell, script] };
        if let Some(output) = other(shell, &arguments) {
            assert!(!trace.exists(), "{shell} ran a label: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
    let elvish = kept("hostile.elv", &["completions", "elvish", "--data", data_flag]);
    for words in ["quiz --circle ''", "quiz --worries content,", "quiz --"] {
        if elvish_offers(&elvish, words).is_some() {
            assert!(!trace.exists(), "elvish ran a label");
        }
    }
    // With other labels, and nothing else changed, nothing outside the quoted texts is another.
    let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/knowledge_bases/small");
    let scripts = [small.to_str().unwrap(), data_flag]
        .map(|data| outside_and_inside_quotes(&printed(&["completions", "powershell", "--data", data])));
    let [(outside, labels), (outside_hostile, hostile_labels)] = scripts;
    assert_eq!(outside, outside_hostile, "PowerShell reads a part of a label as more than text");
    assert_ne!(labels, hostile_labels);
    fs::remove_dir_all(data).unwrap();
}

#[test]
fn fish_is_given_each_value_of_a_list_as_a_word_of_its_own() {
    // Braces around a single value are no list to fish, but part of the value.
    let script = printed(&["completions", "fish"]);
    let lists: Vec<&str> = script.lines().filter(|line| line.contains("commandline -ct |")).collect();
    assert!(lists.len() > 3, "{script}");
    assert!(lists.iter().all(|line| !line.contains('{')), "{lists:?}");
}

/// Every command that help lists.
fn commands() -> Vec<String> {
    let help = printed(&["help"]);
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands: Vec<String> =
        list.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    assert!(commands.len() > 7, "{commands:?}");
    commands
}

/// A page of the manual as a reader sees it, without marks of weight.
fn read_page(path: &Path) -> Option<String> {
    let output = other("groff", &["-man", "-ww", "-Tutf8", "-P-cbou", path.to_str().unwrap()])?;
    let warnings = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && warnings.is_empty(), "{}: {warnings}", path.display());
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_manual_has_every_command_every_flag_and_what_holds_for_all() {
    let page = printed(&["man"]);
    assert!(page.is_ascii(), "an old formatter takes other bytes for other characters");
    let plain = page.replace('\\', "");
    for command in commands() {
        assert!(plain.contains(&format!("ADVISOR {}\"", command.to_uppercase())), "{command} has no section");
        let help = printed(&["help", &command]);
        let flags = help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2);
        for flag in flags.map(|word| word.trim_end_matches(|end: char| !end.is_alphanumeric())) {
            assert!(plain.contains(flag), "{command}: {flag} is not in the manual");
        }
    }
    for flag in ["--data", "--color", "--as-of", "--version"] {
        assert!(plain.contains(flag), "{flag} is not in the manual");
    }
    for heading in ["EXIT STATUS", "ENVIRONMENT", "FILES", "PRIVACY", "EXAMPLES"] {
        assert!(page.contains(&format!(".SH \"{heading}\"")) || page.contains(&format!(".SH {heading}")), "{heading}");
    }
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in ["a row of a batch is wrong", "as FILE of batch or as OLD and NEW of diff"] {
        assert!(words.contains(told), "`{told}` is not in the manual");
    }
    for variable in ["ADVISOR_DATA", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM"] {
        assert!(page.contains(variable), "{variable} is not in the manual");
    }
}

#[test]
fn the_manual_is_formatted_without_a_warning() {
    let Some(text) = read_page(&kept("advisor.1", &["man"])) else { return };
    for heading in ["NAME", "SYNOPSIS", "GLOBAL OPTIONS", "ADVISOR QUIZ", "EXIT STATUS"] {
        assert!(text.lines().any(|line| line.trim_end() == heading), "{heading}: {text}");
    }
    for command in commands() {
        let path = kept(&format!("advisor-{command}.1"), &["man", &command]);
        assert!(read_page(&path).unwrap().contains(&format!("advisor-{command}")), "{command}");
        if let Some(output) = other("man", &["--warnings", "-l", path.to_str().unwrap()]) {
            assert!(output.stderr.is_empty(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

//! What a batch prints about rows that are wrong holds no answer: it often ends in a log.

use advisor::kb::UNSURE;

use crate::support::{BUILT_IN, Ended, advisor, run};

/// Answers whose words nobody would write for another reason.
const GIVEN: &str = "contacts:pseudonymous concern:identity protect:identity,location adversary:someone-close,police \
                     person:partner access:installed harm:severe identities:per-contact device:infected \
                     groups:over-1000 group-members:strangers adoption:reluctant network:shutdown calls:one-to-one \
                     phone:iphone special:newsroom";

/// The questions, and what each is answered with.
fn given() -> impl Iterator<Item = (&'static str, &'static str)> {
    GIVEN.split(' ').filter_map(|answer| answer.split_once(':'))
}

/// Runs a batch that fails, and checks that it prints no id or label of the given choices.
/// The remedy lists the choices of the question that is wrong, whichever was given.
fn fails(notation: &str, text: &str) {
    let Ended { code, printed, said } = run(&mut advisor(&["batch", "--from", notation]), text);
    let mut said = printed + &said;
    assert!([Some(1), Some(2)].contains(&code), "{text}: {said}");
    let kb = &BUILT_IN.kb;
    for question in kb.questions().iter() {
        let known = question.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE]);
        said = said.replace(&known.collect::<Vec<_>>().join(", "), "");
    }
    for (question, choices) in given() {
        let question = &kb[kb.questions().find(question).unwrap()];
        for id in choices.split(',') {
            let choice = question.choices.iter().find(|choice| choice.id == id).unwrap();
            let is_repeated = said.contains(&choice.id) || said.contains(&choice.label);
            assert!(!is_repeated, "{text}: `{id}` is repeated: {said}");
        }
    }
}

#[test]
fn an_error_instead_of_a_row_holds_no_answer() {
    let row = |more: &str| {
        let field = |(question, choices): (_, &str)| format!("\"{question}\":[\"{}\"]", choices.replace(',', "\",\""));
        format!("{{{}{more}}}\n", given().map(field).collect::<Vec<_>>().join(","))
    };
    let rows = [
        row(",\"number\":\"severe\""),
        row(",\"number\":\"nobody;severe\""),
        row(",\"numbr\":\"nobody\""),
        row(",\"contacts\":\"pseudonymous\""),
        row(",\"number\":{\"severe\":1}"),
        row(",\"number\":1e999"),
        row(",\"verdict\":\"severe\""),
        row(","),
        row("").replace("pseudonymous", "pseudonymos").replace("\"severe\"", "\"police\""),
        "\"pseudonymous\"\n".to_owned(),
        "[\"pseudonymous\",\"severe\"]\n".to_owned(),
        "pseudonymous severe\n".to_owned(),
    ];
    fails("jsonl", &rows.concat());
    let heading: Vec<&str> = given().map(|(question, _)| question).chain(["number"]).collect();
    let cells: Vec<String> = given().map(|(_, choices)| format!("\"{choices}\"")).collect();
    let (heading, cells) = (heading.join(","), cells.join(","));
    for sheet in [
        format!("{heading}\n{cells},severe\n"),
        format!("{heading}\n{cells}\n"),
        format!("{heading}\n{cells},nobody,severe\n"),
        format!("{cells},severe\n"),
        format!("id,{heading}\n{cells},nobody\n"),
        format!("id,{heading}\n\"1,{}\n2,{}\n", cells.replace('"', ""), cells.replace('"', "")),
        format!("id,{heading}\n1;{}\n", cells.replace(',', ";")),
    ] {
        fails("csv", &sheet);
    }
}

#[test]
fn a_column_that_may_be_an_answer_is_not_named() {
    for (arguments, rows) in [
        (&[][..], "{\"Severe\":\"harm\",\"contacts\":\"known\",\"mass_surveillance\":1,\"note\":2,\"eyes\":3}\n"),
        (&["--from", "csv"], "severe,contacts,police state,note,eyes\n1,known,2,3,4\n"),
    ] {
        let call = ["batch", "--unsure-rest", "--fields", "verdict"];
        let Ended { printed, said, .. } = run(advisor(&call).args(arguments), rows);
        assert!(said.contains("`note`") && rows.contains("eyes") == said.contains("`eyes`"), "{rows}: {said}");
        // A result repeats the columns of its row, an error does not.
        let said = said + printed.split_once("line ").map_or("", |(_, error)| error);
        let said = said.to_lowercase();
        assert!(["severe", "police", "surveillance"].iter().all(|word| !said.contains(word)), "{rows}: {said}");
    }
}

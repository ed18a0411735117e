//! Many rows: every one decided as the quiz would, in order, however the input is cut.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

#[path = "support/random.rs"]
mod random;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use advisor::answers::{Answer, Answers};
use advisor::batch::{Batch, Broken, Field, Notation, Settings, Tally, Totals};
use advisor::engine::{Levels, Trust, decide};
use advisor::kb::{Entry, KnowledgeBase, parse_day};
use advisor::report::{Advice, Case, MOST_STEPS};
use advisor::space::Space;
use random::Random;
use serde_json::Value;

/// The built-in knowledge base, laid out once.
struct Laid {
    kb: KnowledgeBase,
    levels: Levels,
    space: Space,
}

static LAID: LazyLock<Laid> = LazyLock::new(|| {
    let kb = KnowledgeBase::embedded();
    let levels = Levels::of(&kb, &trust());
    let space = Space::compile(&kb, &levels).unwrap();
    Laid { kb, levels, space }
});

fn trust() -> Trust {
    Trust { as_of: parse_day("2026-11-23").unwrap(), max_age: None }
}

/// JSON Lines in and out, every field, open questions refused, on one core.
fn settings() -> Settings {
    Settings {
        from: Notation::JsonLines,
        to: Notation::JsonLines,
        fields: Field::ALL.to_vec(),
        leave_rest_unsure: false,
        counts_only: false,
        jobs: 1,
        first_line: 1,
    }
}

/// What a run writes and counts. Where it tells every field of lines of JSON, a run that tells nothing but verdicts,
/// which reads them another way, is held to it.
fn run(settings: Settings, input: impl AsRef<[u8]>) -> (String, Totals) {
    let (out, totals) = run_once(settings.clone(), input.as_ref());
    if settings.fields == Field::ALL && settings.from == Notation::JsonLines && settings.to == Notation::JsonLines {
        let (verdicts, counted) = run_once(Settings { fields: vec![Field::Verdict], ..settings }, input.as_ref());
        let mut expected = results(&out);
        for row in expected.iter_mut().filter_map(Value::as_object_mut) {
            row.retain(|name, _| name == "verdict" || Field::named(name).is_none());
        }
        assert_eq!(results(&verdicts), expected);
        assert_eq!((counted.rows, counted.errors), (totals.rows, totals.errors));
    }
    (out, totals)
}

fn run_once(settings: Settings, input: impl AsRef<[u8]>) -> (String, Totals) {
    let mut out = Vec::new();
    let mut batch = Batch::new(&LAID.kb, &LAID.levels, Some(&LAID.space), settings);
    let totals = batch.run(input.as_ref(), &mut out, |_| ()).unwrap();
    (String::from_utf8(out).unwrap(), totals)
}

/// Each line of the output as a value.
fn results(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Every question that applies, answered at random.
fn drawn(seed: u64, count: usize) -> Vec<Answers> {
    let mut random = Random::new(seed);
    (0..count).map(|_| random::answers(&LAID.kb, &mut random)).collect()
}

/// How a row is written.
#[derive(Clone, Copy)]
struct Style {
    comma: &'static str,
    colon: &'static str,
    /// Whether a single choice stands in a list.
    lists: bool,
    /// Whether the questions come in the opposite order.
    backwards: bool,
}

const PLAIN: Style = Style { comma: ",", colon: ":", lists: false, backwards: false };

fn written(answers: &Answers, id: usize, style: Style) -> String {
    let kb = &LAID.kb;
    let mut fields = vec![format!("\"id\"{}{id}", style.colon)];
    for key in kb.questions().keys() {
        let Some(answer) = answers.get(key) else { continue };
        let words: Vec<String> = answer.words(&kb[key]).iter().map(|word| format!("\"{word}\"")).collect();
        let is_list = words.len() > 1 || (style.lists && answer != Answer::Unsure);
        let value = if is_list { format!("[{}]", words.join(style.comma)) } else { words.concat() };
        fields.push(format!("\"{}\"{}{value}", kb[key].id(), style.colon));
    }
    if style.backwards {
        fields.reverse();
    }
    format!("{{{}}}\n", fields.join(style.comma))
}

fn plain(answers: &[Answers]) -> String {
    answers.iter().enumerate().map(|(id, answers)| written(answers, id, PLAIN)).collect()
}

#[test]
fn every_row_gets_the_verdict_of_the_engine() {
    let Laid { kb, levels, .. } = &*LAID;
    let answers = drawn(1, 2_000);
    let verdicts = run(Settings { fields: vec![Field::Verdict], ..settings() }, plain(&answers)).0;
    let (all, totals) = run(settings(), plain(&answers));
    assert_eq!((totals.rows, totals.errors), (2_000, 0));
    for (((id, answers), verdict), all) in answers.iter().enumerate().zip(results(&verdicts)).zip(results(&all)) {
        let decision = decide(kb, levels, &answers.read(kb));
        let expected = match &decision.verdict {
            Some(placing) => {
                placing.messengers().into_iter().map(|messenger| kb[messenger].id()).collect::<Vec<_>>().join("+")
            }
            None => "none-alone".to_owned(),
        };
        assert_eq!(verdict, serde_json::json!({ "id": id, "verdict": expected }));
        assert_eq!((&all["id"], &all["verdict"]), (&Value::from(id), &Value::from(expected)));
        assert_eq!(all["close"], decision.is_close);
        let placed = all["placing"].as_object().unwrap();
        assert_eq!(placed.len(), decision.contexts.len());
        // A must that no candidate meets rules none out, so that it may be open whatever the verdict.
        let open: BTreeSet<&str> = decision
            .contexts
            .iter()
            .flat_map(|context| {
                let named = decision.named(context);
                let standings = context.needs.iter().zip(&named.standings);
                standings.filter(|(need, standing)| need.strength.is_must() && !named.meets_alone(standing))
            })
            .map(|(need, _)| kb[need.property].id())
            .collect();
        let told: BTreeSet<&str> = all["unmet"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        assert_eq!(told, open, "{all}");
        let unsure: Vec<&str> = answers.unsure(kb).into_iter().map(|key| kb[key].id()).collect();
        assert_eq!(all["unsure"], serde_json::json!(unsure));
    }
}

#[test]
fn a_row_advises_what_the_quiz_advises() {
    let Laid { kb, .. } = &*LAID;
    let answers = drawn(10, 1_000);
    let mut seen = BTreeSet::new();
    for (answers, result) in answers.iter().zip(results(&run(settings(), plain(&answers)).0)) {
        let advice = Advice::of(&Case::of(kb, &trust(), answers), None);
        let list = |field: &str| -> Vec<&str> {
            let mut ids: Vec<&str> = result[field].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
            ids.sort_unstable();
            ids
        };
        assert!(advice.steps.len() <= MOST_STEPS, "{result}");
        // Of two that exclude each other a step has only one.
        let steps = advice.steps.iter().chain(&advice.more_steps);
        let steps: BTreeSet<&str> = steps.flat_map(|step| &step.complements).map(|id| id.as_str()).collect();
        let complements: BTreeSet<&str> = list("complements").into_iter().collect();
        assert!(steps.is_subset(&complements), "{result}");
        for left_out in complements.difference(&steps) {
            let excludes = &kb[kb.complements().find(left_out).unwrap()].excludes;
            assert!(excludes.iter().any(|other| steps.contains(kb[*other].id())), "{left_out}: {result}");
        }
        let mut stops: Vec<&str> = advice.stops.iter().map(|stop| stop.id.as_str()).collect();
        stops.sort_unstable();
        assert_eq!(stops, list("stops"), "{result}");
        let replaced = advice.verdict.apps.iter().filter_map(|app| Some((&app.context, app.replacement.as_ref()?)));
        let replaced: serde_json::Map<String, Value> =
            replaced.map(|(context, by)| (context.to_string(), by.id.as_str().into())).collect();
        assert_eq!(result["instead"], Value::Object(replaced.clone()), "{result}");
        let says_why = result["unmet"] != serde_json::json!([]) || result["apart"] != serde_json::json!([]);
        assert!(result["verdict"] != "none-alone" || says_why, "{result}");
        seen.extend([(!list("apart").is_empty()).then_some("apart"), (!stops.is_empty()).then_some("stops")]);
        seen.insert((!replaced.is_empty()).then_some("instead"));
        seen.insert((advice.steps.len() == MOST_STEPS && !advice.more_steps.is_empty()).then_some("more steps"));
        seen.insert((stops.len() > 1).then_some("two stops"));
    }
    let expected = ["apart", "instead", "more steps", "stops", "two stops"];
    assert_eq!(seen.into_iter().flatten().collect::<Vec<_>>(), expected);
}

#[test]
fn it_does_not_matter_how_a_row_is_written() {
    let answers = drawn(2, 300);
    let expected = run(settings(), plain(&answers)).0;
    let styles = [
        Style { comma: ", ", colon: ": ", ..PLAIN },
        Style { comma: ",  ", colon: " : ", ..PLAIN },
        Style { lists: true, ..PLAIN },
        Style { backwards: true, lists: true, ..PLAIN },
    ];
    for (number, style) in styles.into_iter().enumerate() {
        let text: String = answers.iter().enumerate().map(|(id, answers)| written(answers, id, style)).collect();
        assert_eq!(run(settings(), &text).0, expected, "style {number}");
        assert_eq!(run(settings(), text.replace('\n', "\r\n")).0, expected, "style {number} with other line breaks");
        assert_eq!(run(settings(), text.replace("}\n", "}\n\n  \n")).0, expected, "style {number} with empty lines");
        assert_eq!(run(settings(), format!("\u{FEFF}{text}")).0, expected, "style {number} with a byte order mark");
    }
    assert_eq!(run(settings(), "\u{FEFF}\r\n").1.rows, 0, "a file that holds no row but its mark");
    // One way of writing for every row in turn.
    let mixed: String =
        answers.iter().enumerate().map(|(id, answers)| written(answers, id, styles[id % styles.len()])).collect();
    assert_eq!(run(settings(), mixed).0, expected);
}

#[test]
fn cutting_the_input_at_any_line_gives_the_same_output() {
    let mut text = plain(&drawn(3, 40));
    text.insert_str(text.find('\n').unwrap() + 1, "{\"id\":\"wrong\",\"contacts\":\"nobody-at-all\"}\nnot JSON\n");
    let whole = run(settings(), &text);
    assert_eq!((whole.1.rows, whole.1.errors), (42, 2));
    let ends: Vec<usize> = text.match_indices('\n').map(|(end, _)| end + 1).collect();
    for (lines, end) in ends.into_iter().enumerate() {
        let (first, second) = text.split_at(end);
        let first = run(settings(), first).0;
        let second = run(Settings { first_line: lines as u64 + 2, ..settings() }, second).0;
        assert_eq!(first + &second, whole.0, "cut behind line {}", lines + 1);
    }
}

#[test]
fn jobs_do_not_change_the_output() {
    // More than one piece of input.
    let text = plain(&drawn(4, 200)).repeat(40);
    let fields = vec![Field::Verdict];
    let alone = run(Settings { fields: fields.clone(), ..settings() }, &text);
    assert_eq!(alone.1.rows, 8_000);
    for jobs in [2, 3, 8] {
        assert_eq!(run(Settings { jobs, fields: fields.clone(), ..settings() }, &text), alone, "{jobs} jobs");
    }
}

#[test]
fn csv_says_the_same_as_json() {
    let kb = &LAID.kb;
    let answers = drawn(5, 200);
    let mut sheet = csv::Writer::from_writer(Vec::new());
    sheet.write_record(["id"].into_iter().chain(kb.questions().ids())).unwrap();
    for (id, answers) in answers.iter().enumerate() {
        let cell = |key| answers.get(key).map(|answer: Answer| answer.words(&kb[key]).join(",")).unwrap_or_default();
        sheet.write_record([id.to_string()].into_iter().chain(kb.questions().keys().map(cell))).unwrap();
    }
    let sheet = sheet.into_inner().unwrap();
    let expected = run(settings(), plain(&answers)).0;
    let from_csv = run(Settings { from: Notation::Csv, ..settings() }, &sheet).0;
    // In CSV every column that goes through is a text.
    let as_text = |line: &str| {
        let (id, rest) = line.trim_start_matches("{\"id\":").split_once(',').unwrap();
        format!("{{\"id\":\"{id}\",{rest}\n")
    };
    assert_eq!(from_csv, expected.lines().map(as_text).collect::<String>());
    let both = run(Settings { from: Notation::Csv, to: Notation::Csv, ..settings() }, &sheet).0;
    assert_eq!(run(Settings { to: Notation::Csv, ..settings() }, plain(&answers)).0, both);
    let mut reader = csv::Reader::from_reader(both.as_bytes());
    let heading: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(
        heading,
        [
            "id",
            "verdict",
            "placing",
            "close",
            "needs",
            "unmet",
            "apart",
            "complements",
            "stops",
            "instead",
            "unsure",
            "error"
        ]
    );
    for (record, result) in reader.records().map(Result::unwrap).zip(results(&expected)) {
        assert_eq!((&record[1], &record[3]), (result["verdict"].as_str().unwrap(), &*result["close"].to_string()));
    }
}

#[test]
fn a_row_that_is_wrong_gives_an_error_in_its_place() {
    let good = written(&drawn(6, 1)[0], 7, PLAIN);
    let deep = format!("{{\"id\":{}}}", "[".repeat(100_000));
    let bad: [(&str, &str); 19] = [
        ("{\"id\":1,\"contacts\":\"knwon\"}", "contacts: not one of its choices; choose from: known, "),
        ("{\"contcts\":\"known\"}", "unknown question `contcts`; did you mean `contacts`?"),
        ("{\"contacts\":\"known\",\"contacts\":\"known\"}", "given twice"),
        ("{\"contacts\":[\"known\",\"both\"]}", "takes one choice"),
        ("{\"contacts\":{\"known\":true}}", "neither a choice nor a list"),
        ("{\"contacts\":[]}", "no choice of `contacts` is given"),
        ("{\"protect\":[\"content\",\"unsure\"]}", "goes with no other choice"),
        ("{\"verdict\":\"signal\"}", "rename it"),
        ("{\"id\":2,\"contacts\":\"known\"}", "open questions"),
        ("{\"schema\":\"advisor/answers/2\",\"contacts\":\"known\"}", "schema: no version that this program reads"),
        ("{\"schema\":\"advisor/answers/1\",\"contacts\":\"known\"}", "open questions"),
        ("{}", "open questions"),
        ("[1,2]", "expected an object"),
        ("{\"id\":01}", "no JSON object"),
        ("{\"id\":1", "no JSON object"),
        ("{\"id\":1} {\"id\":2}", "no JSON object"),
        ("\"text\"", "no JSON object"),
        ("{\"id\":\"a\u{0}b\"}", "no JSON object"),
        (&deep, "no JSON object"),
    ];
    let mut text = String::new();
    for (bad, _) in &bad {
        writeln!(text, "{good}{bad}").unwrap();
    }
    let (out, totals) = run(settings(), &text);
    assert_eq!((totals.rows as usize, totals.errors as usize), (2 * bad.len(), bad.len()));
    let results = results(&out);
    for (number, ((bad, fault), pair)) in bad.iter().zip(results.chunks(2)).enumerate() {
        assert_eq!(pair[0]["id"], 7, "the rows between are decided");
        assert_eq!(pair[1]["line"], 2 * number + 2, "{bad}");
        let told = pair[1]["error"].as_str().unwrap();
        assert!(told.contains(fault), "{bad}: {told}");
    }
    assert_eq!(results[1]["id"], 1, "what goes through goes with an error too");
}

#[test]
fn what_was_read_before_does_not_let_a_row_pass_that_is_wrong() {
    let right = "{\"id\":1,\"contacts\":\"known\",\"protect\":\"content\"}\n";
    let lenient = Settings { leave_rest_unsure: true, fields: vec![Field::Verdict], ..settings() };
    for wrong in [
        // A row that was cut short, and the next one run into it.
        "{\"id\":2,\"contacts\":\"known\"{\"id\":3,\"protect\":\"content\"}\n",
        // A row without its beginning.
        ",\"contacts\":\"known\",\"protect\":\"content\"}\n",
        "{\"id\":2,\"contacts\":\"known\"\n",
        "{,\"contacts\":\"known\"}\n",
        "}\n",
        "{\"id\":2,\"contacts\":\"known\"}}\n",
        "{\"id\":2,\"contacts\":\"known\"},\n",
    ] {
        let (out, totals) = run(lenient.clone(), format!("{right}{wrong}{right}"));
        assert_eq!((totals.rows, totals.errors), (3, 1), "{wrong}: {out}");
        let alone = run(Settings { first_line: 2, ..lenient.clone() }, wrong).0;
        assert_eq!(out.lines().nth(1), alone.lines().next(), "{wrong}");
    }
}

#[test]
fn rows_may_have_any_number_of_columns_and_names_of_any_length() {
    let lenient = Settings { leave_rest_unsure: true, ..settings() };
    let row = |extras: String| format!("{{{extras}\"contacts\":\"known\"}}\n");
    let many = |row_number: usize| -> String { (0..300).map(|at| format!("\"x{at}\":{row_number},")).collect() };
    let each: String = (0..300).map(|at| row(format!("\"x{at}\":\"{at}\","))).collect();
    let long: String = (0..40).map(|at| row(format!("\"{}{at}\":true,", "x".repeat(at * 20)))).collect();
    for text in [(0..5).map(|number| row(many(number))).collect(), each, long] {
        let (out, totals) = run(lenient.clone(), text.repeat(2));
        assert_eq!(totals.errors, 0, "{}", &out[..200]);
    }
}

#[test]
fn null_is_no_answer() {
    let lenient = Settings { leave_rest_unsure: true, ..settings() };
    let without = run(lenient.clone(), "{\"contacts\":\"known\"}\n").0;
    assert_eq!(run(lenient, "{\"contacts\":\"known\",\"protect\":null}\n").0, without);
    let told = results(&run(settings(), "{\"contacts\":null}\n").0);
    assert!(told[0]["error"].as_str().unwrap().starts_with("open questions: `contacts`"), "{told:?}");
}

#[test]
fn rows_of_a_sheet_are_told_by_the_line_on_which_they_begin() {
    let sheet = Settings { from: Notation::Csv, leave_rest_unsure: true, ..settings() };
    // Rows with faults, and the lines on which they stand.
    let lines = ["id,contacts", "1,nope", "", "2,known", "\"3\n3\",nope", ",", "4,known", "\"5\",\"nope\"", "6,nope"];
    let expected = [2, 5, 9, 10];
    for (end, mark) in [("\n", ""), ("\r\n", ""), ("\r\n", "\u{FEFF}"), ("\r", "")] {
        let whole = mark.to_owned() + &lines.join("\n").replace('\n', end);
        // The last line has its end, or lacks it.
        for text in [whole.clone() + end, whole] {
            let (out, totals) = run(sheet.clone(), &text);
            let told: Vec<u64> = results(&out).iter().filter_map(|row| row["line"].as_u64()).collect();
            assert_eq!((told.as_slice(), totals.rows), (&expected[..], 7), "{end:?}");
        }
    }
    // Far into a file the parser has read in many pieces.
    for end in ["\n", "\r\n"] {
        let known = format!("1,known{end}").repeat(20_000);
        let (out, _) =
            run(Settings { fields: vec![Field::Verdict], ..sheet.clone() }, format!("id,contacts{end}{known}2,nope"));
        assert!(out.lines().last().unwrap().contains("\"line\":20002,"), "{end:?}");
    }
}

#[test]
fn of_a_row_whose_cells_have_moved_nothing_goes_through_and_of_one_with_a_wrong_cell_the_others_do() {
    let sheet = Settings { from: Notation::Csv, leave_rest_unsure: true, fields: vec![Field::Verdict], ..settings() };
    for moved in ["1,known", "known,here", "1,known,here,", "\"1,known,here\n2,both\",here", "1;known;here", ""] {
        let (out, totals) = run(sheet.clone(), format!("id,contacts,note\n{moved}\n,,x\n"));
        assert_eq!(totals.errors, u64::from(!moved.is_empty()), "{out}");
        for result in results(&out).into_iter().filter(|result| result.get("error").is_some()) {
            let told: Vec<&String> = result.as_object().unwrap().keys().collect();
            assert_eq!(told, ["error", "line"], "{moved}");
            assert!(result["error"].as_str().unwrap().contains(" under a heading of 3"), "{result}");
        }
    }
    let result = &results(&run(sheet, b"id,contacts,note\n4,kn\xFFown,here\n").0)[0];
    assert_eq!((&result["id"], &result["note"]), (&"4".into(), &"here".into()));
    assert!(result["error"].as_str().unwrap().contains("contacts: not UTF-8 text"), "{result}");
}

/// Lines, and what is said to be wrong there.
type Faults = &'static [(u64, &'static str)];

#[test]
fn no_row_is_lost_in_another_where_a_quote_is_wrong() {
    let sheet = Settings { from: Notation::Csv, leave_rest_unsure: true, fields: vec![Field::Verdict], ..settings() };
    // Rows from line 2 on, the ids that are decided, and the errors with their lines.
    let cases: [(&str, &[&str], Faults); 12] = [
        (
            "1,a,known,content\n2,\"ok\" she said,known,content\n3,a,both,content",
            &["1", "3"],
            &[(3, "text stands behind a closing quote; write")],
        ),
        (
            "1,\"5'11 (1.80m),known,content\n2,\"x\",both,content\n3,a,known,content",
            &["3"],
            &[(2, "text stands behind a closing quote, so line 3 was not read as a row; write")],
        ),
        (
            "1,\"b\" c,\"two\nlines\",content\n2,a,known,content",
            &["2"],
            &[(2, "text stands behind a closing quote, so line 3 was not read")],
        ),
        (
            "1,a,known,content\n2,\"5'11,known,content\n3,a,known,content\n\n4,a,known,content",
            &["1"],
            &[(3, "a quote is not closed, so lines 4 to 6 were not read as rows; close it")],
        ),
        ("1,a,known,content\n2,a,known,\"content", &["1"], &[(3, "a quote is not closed; close it")]),
        ("1,a,known,content\n\"", &["1"], &[(3, "a quote is not closed; close it")]),
        (
            "1,\"5'11,known,content\n2,6'1\",both,content\n3,a,known,content",
            &["3"],
            &[(2, "the lines of a quote look like rows of their own")],
        ),
        (
            "1,\"a,known,content\n2,b,,\n3,c\",both,content\n4,a,known,",
            &["4"],
            &[(2, "the lines of a quote look like")],
        ),
        ("1,\"a,known,content\n2,b,no,\n3,c\",both,\n4,a,known,", &["4"], &[(2, "the lines of a quote look like")]),
        ("1, \"a, b\",known,content\n2,a,known,", &["2"], &[(2, "blanks stand before a quote")]),
        ("1,\"two\nlines, with \"\"quotes\"\"\",known,content\n2,5'11\" tall,\"known\",", &["1", "2"], &[]),
        ("1,\"\nknown,content\n\n,,,\n\",known,\"content,identity\"\n2,,known,\"\"", &["1", "2"], &[]),
    ];
    for (rows, decided, errors) in cases {
        for (end, mark, blank) in [("\n", "", 0), ("\r\n", "\u{FEFF}", 2), ("\r", "", 1), ("\r\n", "", 0)] {
            let text = format!("{mark}id,note,contacts,protect\n{}{rows}", "\n".repeat(blank));
            for text in [text.clone(), text + "\n"].map(|text| text.replace('\n', end)) {
                let (out, totals) = run(sheet.clone(), &text);
                let results = results(&out);
                let ids: Vec<&str> = results.iter().filter_map(|result| result["id"].as_str()).collect();
                assert_eq!(ids, decided, "{text:?}: {out}");
                let told: Vec<&Value> = results.iter().filter(|result| result["error"].is_string()).collect();
                assert_eq!((told.len(), totals.errors), (errors.len(), errors.len() as u64), "{text:?}: {out}");
                for (told, (line, fault)) in told.into_iter().zip(errors) {
                    assert_eq!(told["line"], line + blank as u64, "{text:?}: {out}");
                    let said = told["error"].as_str().unwrap();
                    let is_shifted = blank > 0 && fault.contains(", so line");
                    assert!(is_shifted || said.contains(fault), "{text:?}: {said}");
                }
            }
        }
    }
}

#[test]
fn a_row_of_a_sheet_that_is_too_long_is_told_and_the_others_decided() {
    let sheet = Settings { from: Notation::Csv, leave_rest_unsure: true, fields: vec![Field::Verdict], ..settings() };
    let long = "x".repeat(700 << 10);
    let row = |number: usize, note: &str| format!("{number},{note},known\n");
    let rows = format!(
        "id,note,contacts\n{}{}{}{}",
        row(1, "a").repeat(20),
        row(2, &format!("\"{long}\n{long}\"")),
        row(3, &format!("{long},{long}")),
        row(4, "b"),
    );
    let (out, totals) = run(sheet.clone(), &rows);
    assert_eq!((totals.rows, totals.errors), (23, 2), "{}", &out[..out.len().min(2000)]);
    let told = results(&out);
    for (at, line) in [(20, 22), (21, 24)] {
        assert_eq!(told[at]["line"], line);
        assert!(told[at]["error"].as_str().unwrap().contains("the row is longer than 1 MiB"), "{}", told[at]);
    }
    assert_eq!(told[22]["id"], "4");
    let open = format!("id,contacts\n1,known\n2,\"{}", "known\n".repeat(1 << 19));
    let (out, totals) = run(sheet, open);
    assert_eq!((totals.rows, totals.errors), (2, 1), "{out}");
    assert!(out.contains(&format!("a quote is not closed, so lines 4 to {} were not read", 2 + (1 << 19))), "{out}");
}

#[test]
fn every_row_of_a_sheet_has_a_result_but_for_commas_at_its_end() {
    let sheet = Settings { from: Notation::Csv, leave_rest_unsure: true, fields: vec![Field::Verdict], ..settings() };
    let rows = |text: &str| run(sheet.clone(), text).1.rows;
    assert_eq!(rows("contacts\n\"\"\nknown\n\n   \n\"\"\n"), 3);
    assert_eq!(rows("id,contacts\n,\n1,known\n,\n , \n,\n"), 2);
    assert_eq!(rows("id,contacts\n,\n,\n"), 0);
    assert_eq!(rows("id,contacts\n,\n,\"\"\n"), 2);
    let many = ",\n".repeat(3_000);
    assert_eq!(rows(&format!("id,contacts\n1,known\n{many}2,known\n{many}")), 3_002);
    let (out, _) = run(sheet.clone(), format!("id,contacts\n{many}\n2,nope\n"));
    assert_eq!(results(&out).last().unwrap()["line"], 3_003);
    let strict = run(Settings { leave_rest_unsure: false, ..sheet.clone() }, "id,contacts\n,\n1,\n");
    assert_eq!((strict.1.rows, strict.1.errors), (2, 2));
    // Rows of commas without an end are not held without an end.
    let mixed = ",\n , \n".repeat(3_000);
    assert!(rows(&format!("id,contacts\n{mixed}")) > 3_000);
}

#[test]
fn line_breaks_of_windows_go_through_a_sheet() {
    let sheet = Settings {
        from: Notation::Csv,
        to: Notation::Csv,
        leave_rest_unsure: true,
        fields: vec![Field::Verdict],
        ..settings()
    };
    let (out, _) = run(sheet, "note,contacts\r\n\"a\r\nb\rc\u{1b}\",known\r\n");
    assert!(out.contains("\"a\r\nb\\u{d}c\\u{1b}\","), "{out:?}");
}

#[test]
fn a_line_of_just_the_longest_is_taken_however_its_end_is_read() {
    let lenient = Settings { leave_rest_unsure: true, fields: vec![Field::Verdict], ..settings() };
    for (longer, end) in [(0, "\n"), (0, "\r\n"), (1, "\n"), (1, "\r\n")] {
        let row = |length: usize| {
            let (before, after) = ("{\"contacts\":\"known\",\"note\":\"", "\"}");
            let filler = "x".repeat(length - before.len() - after.len());
            format!("{before}{filler}{after}")
        };
        for first in [(256 << 10) - 2, (256 << 10) - 1, 256 << 10] {
            let text = format!("{}\n{}{end}", row(first), row((1 << 20) + longer));
            let (out, totals) = run(lenient.clone(), text);
            assert_eq!((totals.rows, totals.errors), (2, longer as u64), "{first} {end:?} {}", &out[out.len() - 100..]);
        }
    }
}

#[test]
fn a_sheet_has_its_columns_from_the_first_row_wherever_that_stands() {
    let sheet = Settings { leave_rest_unsure: true, to: Notation::Csv, fields: vec![Field::Verdict], ..settings() };
    let row = "{\"id\":1,\"contacts\":\"known\"}\n";
    let expected = run(sheet.clone(), row).0;
    let blank = "\n".repeat(300 << 10);
    for before in ["\u{FEFF}", "\n", " \r\n", &blank] {
        assert_eq!(run(sheet.clone(), format!("{before}{row}")).0, expected);
    }
}

#[test]
fn a_sheet_has_its_columns_from_the_first_row_that_can_be_read() {
    let sheet = Settings { leave_rest_unsure: true, to: Notation::Csv, fields: vec![Field::Verdict], ..settings() };
    let long = format!("{{\"x\":\"{}\"}}\n", "x".repeat(2 << 20));
    for wrong in ["nothing\n", "nothing\n\n[]\n", "\u{FEFF}{\n", long.as_str()] {
        let text = format!("{wrong}{{\"id\":1,\"contacts\":\"known\"}}\n{{\"id\":2}}\n");
        for step in [7, usize::MAX] {
            let mut out = Vec::new();
            let mut batch = Batch::new(&LAID.kb, &LAID.levels, Some(&LAID.space), sheet.clone());
            let totals = batch.run(Slow(text.as_bytes(), step.max(text.len() / 100)), &mut out, |_| ()).unwrap();
            let out = String::from_utf8(out).unwrap();
            assert!(out.starts_with("id,verdict,error\n"), "{out}");
            assert_eq!((totals.rows - totals.errors, out.matches("\n1,").count()), (2, 1), "{out}");
        }
    }
}

/// A stream that gives a few bytes at a time.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(self.0.len()).min(into.len());
        into[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

/// What is written, and how much of it at once.
#[derive(Default)]
struct Measured {
    total: usize,
    most: usize,
}

impl io::Write for &mut Measured {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.total += text.len();
        self.most = self.most.max(text.len());
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_grows_is_written_in_parts() {
    let names: String = (0..2_000).map(|at| format!("\"column-{at}\":1,")).collect();
    let wide = format!("{{{names}\"contacts\":\"known\"}}\n{}", "{}\n".repeat(20_000));
    let long = format!("{},contacts\n{}", "x".repeat(500_000), ",known\n".repeat(100));
    for (from, to, text) in [(Notation::JsonLines, Notation::Csv, wide), (Notation::Csv, Notation::JsonLines, long)] {
        for jobs in [1, 3] {
            let fields = vec![Field::Verdict];
            let lenient = Settings { from, to, jobs, fields, leave_rest_unsure: true, ..settings() };
            let mut measured = Measured::default();
            let mut batch = Batch::new(&LAID.kb, &LAID.levels, Some(&LAID.space), lenient);
            let totals = batch.run(text.as_bytes(), &mut measured, |_| ()).unwrap();
            assert_eq!(totals.errors, 0);
            assert!(totals.rows >= 100 && measured.total > 40_000_000, "{}", measured.total);
            assert!(measured.most < 6 << 20, "{} bytes at once", measured.most);
        }
    }
}

#[test]
fn bytes_that_are_no_text_and_lines_without_an_end_are_refused_and_the_run_goes_on() {
    let good = written(&drawn(7, 1)[0], 1, PLAIN);
    let mut text = good.clone().into_bytes();
    text.extend(b"{\"id\":\"\xFF\xFE\"}\n");
    text.extend(b"{\"id\":\"");
    text.extend(std::iter::repeat_n(b'a', 3 << 20));
    text.extend(b"\"}\n");
    text.extend(good.as_bytes());
    for jobs in [1, 2] {
        let (out, totals) = run(Settings { jobs, ..settings() }, &text);
        let results = results(&out);
        assert_eq!((totals.rows, totals.errors, results.len()), (4, 2, 4));
        assert!(results[1]["error"].as_str().unwrap().contains("UTF-8"));
        assert!(results[2]["error"].as_str().unwrap().contains("longer than 1 MiB"));
        assert_eq!((&results[2]["line"], &results[3]["id"]), (&Value::from(3), &Value::from(1)));
    }
}

#[test]
fn nothing_that_goes_through_can_rearrange_a_terminal() {
    let hostile = "a\\u001b[31m\u{202E}b\u{9b}c\u{2066}";
    let row = written(&drawn(8, 1)[0], 1, PLAIN).replace("\"id\":1", &format!("\"id\":\"{hostile}\",\"{hostile}\":1"));
    for to in [Notation::JsonLines, Notation::Csv] {
        let (out, totals) = run(Settings { to, ..settings() }, &row);
        assert_eq!((totals.rows, totals.errors), (1, 0), "{out}");
        let raw = out.chars().find(|character| advisor::text::is_unprintable(*character) && *character != '\n');
        assert_eq!(raw, None, "{out:?}");
    }
    let (out, _) = run(settings(), &row);
    let id = results(&out)[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(id, "a\u{1b}[31m\u{202E}b\u{9b}c\u{2066}", "the value is the same");
}

#[test]
fn open_questions_are_read_as_unsure_where_that_is_wanted() {
    let (out, totals) = run(Settings { leave_rest_unsure: true, ..settings() }, "{\"contacts\":\"known\"}\n{}\n");
    assert_eq!(totals.errors, 0);
    let results = results(&out);
    let asked = results[1]["unsure"].as_array().unwrap().len();
    assert!(asked > 10 && results[0]["unsure"].as_array().unwrap().len() < asked);
    let verdicts = Settings { leave_rest_unsure: true, fields: vec![Field::Verdict], ..settings() };
    let (verdicts, _) = run(verdicts, "{\"contacts\":\"known\"}\n{}\n");
    let of = |line: &Value| line["verdict"].clone();
    assert_eq!(
        verdicts.lines().map(|line| of(&serde_json::from_str(line).unwrap())).collect::<Vec<_>>(),
        results.iter().map(of).collect::<Vec<_>>()
    );
}

#[test]
fn counts_are_those_of_the_rows() {
    let mut text = plain(&drawn(9, 500));
    text += "nothing\n";
    let (out, _) = run(settings(), &text);
    let (printed, totals) = run(Settings { counts_only: true, jobs: 2, ..settings() }, &text);
    assert_eq!((printed.as_str(), totals.rows, totals.errors), ("", 501, 1));
    let results: Vec<Value> = results(&out).into_iter().filter(|result| result["error"].is_null()).collect();
    assert_eq!(results.len(), 500);
    let mut expected = Tally::default();
    for result in &results {
        *expected.verdicts.entry(result["verdict"].as_str().unwrap().to_owned()).or_default() += 1;
        for (property, strength) in result["needs"].as_object().unwrap() {
            expected.needs.entry(property.clone()).or_default()[usize::from(strength != "must")] += 1;
        }
        for complement in result["complements"].as_array().unwrap() {
            *expected.complements.entry(complement.as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    assert_eq!(totals.tally, expected);
    let counted = [expected.verdicts.len(), expected.needs.len(), expected.complements.len()];
    assert!(counted.iter().all(|count| *count > 2), "{counted:?}");
}

#[test]
fn a_heading_that_is_wrong_stops_the_run() {
    let heading_of = |text: &[u8]| {
        let mut batch = Batch::new(&LAID.kb, &LAID.levels, None, Settings { from: Notation::Csv, ..settings() });
        match batch.run(text, Vec::new(), |_| ()) {
            Err(Broken::Heading(fault)) => fault,
            other => panic!("{text:?}: {other:?}"),
        }
    };
    let heading = |text: &str| heading_of(text.as_bytes());
    assert!(heading_of(b"\xFF\xFEi\0d\0").contains("save the sheet as CSV in UTF-8"));
    assert!(heading("id,contcts\n1,known\n").contains("did you mean `contacts`?"));
    assert!(heading("id,contacts,contacts\n").contains("columns 2 and 3 have the same name"));
    assert!(heading("id,name\n").contains("no column is named after a question"));
    assert!(heading("id;contacts;protect\n1;known;content\n").contains("between semicolons"));
    assert!(heading("id\tcontacts\n").contains("between tabs"));
    assert!(heading("id,contacts,,\n1,known,,\n").contains("columns 3 and 4 have no name; name or delete them"));
    assert!(heading("id,contacts,,protect,,\n").contains("columns 3, 5 and 6 have no name"));
    let open = format!("id,\"contacts\n{}", "1,known\n".repeat(9));
    assert!(heading(&open).contains("a quote is not closed, so lines 2 to 10 were not read as rows"));
    assert_eq!(
        run(Settings { from: Notation::Csv, ..settings() }, "contacts,\n").1.rows,
        0,
        "one column may lack its name"
    );
}

/// A stream that breaks off in the middle.
struct Torn<'a>(&'a [u8]);

impl Read for Torn<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Err(io::Error::other("torn"));
        }
        let count = self.0.len().min(into.len());
        into[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

#[test]
fn what_was_read_before_a_fault_of_the_stream_is_told() {
    for (from, text, rows, line) in [
        (Notation::Csv, "id,contacts\n1,known\n2,known\n3,kn", 2, "line 4: torn"),
        (Notation::Csv, "id,contacts\n1,known\n2,known\n,\n,\n", 4, "line 6: torn"),
        (Notation::JsonLines, "{\"id\":1,\"contacts\":\"known\"}\n{\"id\":2}\n{\"id\":3", 2, "line 3: torn"),
        (Notation::Csv, "id,cont", 0, "line 1: torn"),
    ] {
        for jobs in [1, 2] {
            let lenient = Settings { from, jobs, leave_rest_unsure: true, fields: vec![Field::Verdict], ..settings() };
            let mut out = Vec::new();
            let broken = Batch::new(&LAID.kb, &LAID.levels, None, lenient).run(Torn(text.as_bytes()), &mut out, |_| ());
            match broken {
                Err(Broken::Io(error)) => assert_eq!(error.to_string(), line),
                other => panic!("{text}: {other:?}"),
            }
            let told = String::from_utf8(out).unwrap().lines().count();
            assert_eq!(told, rows, "{text}");
        }
    }
}

/// What the program prints, says beside that, and ends with, for rows on standard input.
fn program(arguments: &[&str], input: &str) -> (String, String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
    command.arg("batch").args(arguments).env_clear();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || io::Write::write_all(&mut stdin, input.as_bytes()));
        child.wait_with_output().unwrap()
    });
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn parts_of_lines_of_json_come_together_as_the_whole() {
    let rows = plain(&drawn(11, 60));
    let text =
        rows.replacen("}\n", "}\n\nnothing\n{\"id\":1,\"contacts\":\"nobody-at-all\"}\n{\"harm_level\":1}\n", 30);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for flags in [&["--unsure-rest"] as &[&str], &["--fields", "verdict", "--unsure-rest"], &["--jobs", "3"]] {
        let (whole, _, code) = program(flags, &text);
        assert_eq!(code, Some(1));
        for size in [23, 64, lines.len() - 1] {
            let mut together = String::new();
            for (part, first) in lines.chunks(size).zip((1..).step_by(size)) {
                let first = usize::to_string(&first);
                together += &program(&[flags, &["--first-line", &first]].concat(), &part.concat()).0;
            }
            assert_eq!(together, whole, "{flags:?}, {size} lines a part");
        }
    }
}

#[test]
fn columns_that_are_no_questions_are_named_beside_the_results() {
    let said = |arguments: &[&str], input: &str| {
        let (out, said, code) = program(arguments, input);
        assert_eq!(code, Some(0), "{out}{said}");
        said
    };
    let quick: &[&str] = &["--unsure-rest", "--fields", "verdict"];
    let sheet: &[&str] = &["--from", "csv", "--unsure-rest"];
    assert_eq!(said(quick, "{\"contacts\":\"known\"}\n"), "");
    assert_eq!(said(sheet, "contacts\nknown\n"), "");
    assert_eq!(said(sheet, "id,contacts\n"), "", "no row, so nothing went through");
    let told = said(sheet, "id,contacts,harm_level,Q9 harm\n1,known,1,2\n");
    let before = "advisor: columns that aren't questions: `id`, `harm_level`, `Q9 harm`; questions without a column, taken as \
                  unsure: `circles`, `concern`, ";
    assert!(told.starts_with(before) && told.contains("`harm`") && told.lines().count() == 1, "{told}");
    let complete = format!(
        "id,{}\n1{}\n",
        LAID.kb.questions().ids().collect::<Vec<_>>().join(","),
        ",unsure".repeat(LAID.kb.questions().len())
    );
    assert_eq!(said(&["--from", "csv"], &complete), "advisor: columns that are no questions: `id`\n");
    // Many names, in the order of the rows, whoever works on them.
    let row = |at: usize| format!("{{\"contacts\":\"known\",\"x{at}\":\"value\",\"{}\":[1]}}\n", "y".repeat(at));
    let rows: String = (1..2_000).map(|at| row(at % 200 + 1).repeat(9)).collect();
    let told = said(quick, &rows);
    assert!(told.starts_with("advisor: columns that are no questions: `x2`, `yy`, `x3`, `yyy`, "), "{told}");
    assert!(told.ends_with(", and others\n") && told.lines().count() == 1 && !told.contains("value"), "{told}");
    assert_eq!(told.matches('`').count(), 40, "{told}");
    for jobs in ["1", "2", "5"] {
        assert_eq!(said(&[quick, &["--jobs", jobs]].concat(), &rows), told, "{jobs} jobs");
        assert_eq!(
            said(&["--unsure-rest", "--jobs", jobs, "--summary", "--format", "json"], &rows),
            told,
            "{jobs} jobs"
        );
    }
    let long = said(quick, &format!("{{\"{}\":1,\"contacts\":\"known\"}}\n", "x".repeat(9_000)));
    assert!(long.len() < 200, "{long}");
}

#[test]
fn rows_that_name_no_question_are_counted_beside_the_results() {
    let rows =
        "{\"answers\":{\"contacts\":\"known\"}}\n{\"id\":13}\n{\"contacts\":\"known\"}\n{\"id\":\"x\\u0041\"}\nwrong\n";
    for flags in [&["--fields", "verdict"] as &[&str], &[], &["--summary"]] {
        let (out, said, _) = program(&[&["--unsure-rest"], flags].concat(), rows);
        assert!(
            said.contains("advisor: 3 rows name no question; every answer in them was taken as unsure\n"),
            "{said}"
        );
        assert!(!out.contains("name no question"));
    }
    let (_, said, _) = program(&["--unsure-rest", "--to", "csv"], "{\"id\":1}\n{\"id\":2}\n");
    assert!(said.contains("advisor: 2 rows name no question; every"), "{said}");
    let (_, said, _) = program(&["--unsure-rest"], "{}\n");
    assert_eq!(said, "advisor: 1 row names no question; every answer in it was taken as unsure\n");
    assert!(!program(&[], rows).1.contains("name no question"), "without --unsure-rest they are errors");
}

//! Many rows: each is decided as the quiz would decide, in order, and an error stays in its place.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

#[path = "support/random.rs"]
mod random;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, BufRead, Read, Write};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use advisor::advice::{Advice, Case};
use advisor::answers::{Answer, Answers};
use advisor::batch::{Batch, Broken, Field, Notation, Settings, Tally, Totals};
use advisor::engine::{Levels, Trust, decide};
use advisor::kb::{Entry, KnowledgeBase, parse_day};
use advisor::space::Space;
use random::Random;
use rayon::ThreadPoolBuilder;
use serde_json::{Value, json};

/// The built-in knowledge base with its diagram.
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

/// JSON Lines in and out, every field, open questions refused.
fn strict() -> Settings {
    Settings {
        from: Notation::JsonLines,
        to: Notation::JsonLines,
        fields: Field::ALL.to_vec(),
        leave_rest_unsure: false,
        counts_only: false,
    }
}

/// JSON Lines in and out, nothing but verdicts, open questions read as unsure.
fn lenient() -> Settings {
    Settings { leave_rest_unsure: true, fields: vec![Field::Verdict], ..strict() }
}

/// A sheet in, JSON Lines out, nothing but verdicts, open questions read as unsure.
fn sheet() -> Settings {
    Settings { from: Notation::Csv, ..lenient() }
}

/// What a run writes, and what became of it.
fn run_on(settings: Settings, input: impl Read) -> (String, Result<Totals, Broken>) {
    let mut out = Vec::new();
    let totals = Batch::new(&LAID.kb, &LAID.levels, Some(&LAID.space), settings).run(input, &mut out, |_| ());
    (String::from_utf8(out).unwrap(), totals)
}

/// The same for a run that comes to its end. Every run for all fields is compared with one for nothing but verdicts,
/// where the diagram decides.
fn run(settings: Settings, input: impl AsRef<[u8]>) -> (String, Totals) {
    let (out, totals) = run_on(settings.clone(), input.as_ref());
    let totals = totals.unwrap();
    if settings.fields == Field::ALL && settings.to == Notation::JsonLines && !settings.counts_only {
        let (verdicts, again) = run_on(Settings { fields: vec![Field::Verdict], ..settings }, input.as_ref());
        let mut expected = results(&out);
        for row in expected.iter_mut().filter_map(Value::as_object_mut) {
            row.retain(|name, _| name == "verdict" || Field::named(name).is_none());
        }
        assert_eq!((results(&verdicts), again.unwrap()), (expected, totals.clone()));
    }
    (out, totals)
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

/// A row with a comma and a colon as they are given, with or without lists of one choice.
fn written(answers: &Answers, id: usize, [comma, colon]: [&str; 2], lists: bool) -> String {
    let kb = &LAID.kb;
    let mut fields = vec![format!("\"id\"{colon}{id}")];
    for key in kb.questions().keys() {
        let Some(answer) = answers.get(key) else { continue };
        let words: Vec<String> = answer.words(&kb[key]).iter().map(|word| format!("\"{word}\"")).collect();
        let is_list = words.len() > 1 || (lists && answer != Answer::Unsure);
        let value = if is_list { format!("[{}]", words.join(comma)) } else { words.concat() };
        fields.push(format!("\"{}\"{colon}{value}", kb[key].id()));
    }
    if lists {
        fields.reverse();
    }
    format!("{{{}}}\n", fields.join(comma))
}

fn plain(answers: &[Answers]) -> String {
    answers.iter().enumerate().map(|(id, answers)| written(answers, id, [",", ":"], false)).collect()
}

#[test]
fn every_row_gets_the_verdict_of_the_engine() {
    let Laid { kb, levels, .. } = &*LAID;
    let answers = drawn(1, 2_000);
    let verdicts = run(Settings { fields: vec![Field::Verdict], ..strict() }, plain(&answers)).0;
    let (all, totals) = run(strict(), plain(&answers));
    assert_eq!((totals.rows, totals.errors), (2_000, 0));
    for (((id, answers), verdict), all) in answers.iter().enumerate().zip(results(&verdicts)).zip(results(&all)) {
        let decision = decide(kb, levels, &answers.read(kb));
        let expected = match &decision.verdict {
            Some(placing) => {
                placing.messengers().into_iter().map(|messenger| kb[messenger].id()).collect::<Vec<_>>().join("+")
            }
            None => "none-alone".to_owned(),
        };
        assert_eq!(verdict, json!({ "id": id, "verdict": expected }));
        assert_eq!(all["verdict"], expected);
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
        assert_eq!(all["unsure"], json!(unsure));
    }
}

#[test]
fn a_row_advises_what_the_quiz_advises() {
    let Laid { kb, .. } = &*LAID;
    let answers = drawn(10, 1_000);
    let mut seen = BTreeSet::new();
    for (answers, result) in answers.iter().zip(results(&run(strict(), plain(&answers)).0)) {
        let advice = Advice::of(&Case::of(kb, &trust(), answers), None);
        let list = |field: &str| -> BTreeSet<&str> {
            result[field].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect()
        };
        // Of two that exclude each other a step has only one.
        let steps = advice.steps.iter().chain(&advice.more_steps);
        let steps: BTreeSet<&str> = steps.flat_map(|step| &step.complements).map(|id| id.as_str()).collect();
        assert!(steps.is_subset(&list("complements")), "{result}");
        for left_out in list("complements").difference(&steps) {
            let excludes = &kb[kb.complements().find(left_out).unwrap()].excludes;
            assert!(excludes.iter().any(|other| steps.contains(kb[*other].id())), "{left_out}: {result}");
        }
        assert_eq!(
            advice.stops.iter().map(|stop| stop.stop.id.as_str()).collect::<BTreeSet<_>>(),
            list("stops"),
            "{result}"
        );
        let replaced = advice.verdict.apps.iter().filter_map(|app| Some((&app.context, app.replacement.as_ref()?)));
        let replaced = replaced.map(|(context, by)| (context.to_string(), Value::from(by.id.as_str()))).collect();
        assert_eq!(result["instead"], Value::Object(replaced), "{result}");
        let is_empty = |field: &str| result[field] == json!([]) || result[field] == json!({});
        assert!(result["verdict"] != "none-alone" || !is_empty("unmet") || !is_empty("apart"), "{result}");
        seen.extend(["unmet", "apart", "complements", "stops", "instead"].into_iter().filter(|field| !is_empty(field)));
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
}

#[test]
fn it_does_not_matter_how_a_row_is_written() {
    let answers = drawn(2, 300);
    let expected = run(strict(), plain(&answers)).0;
    for (marks, lists) in [([", ", ": "], false), ([" ,\t", " : "], false), ([",", ":"], true)] {
        let rows = answers.iter().enumerate().map(|(id, answers)| written(answers, id, marks, lists));
        let text: String = rows.collect();
        for text in [
            text.replace('\n', "\r\n"),
            text.replace("}\n", "}\n\n  \n"),
            format!("\u{FEFF}{text}"),
            text.trim_end().replace("known", "kn\\u006fwn"),
        ] {
            assert_eq!(run(strict(), text).0, expected, "{marks:?} {lists}");
        }
    }
    assert_eq!(run(strict(), "\u{FEFF}\r\n\n").1.rows, 0);
}

#[test]
fn neither_threads_nor_cuts_nor_the_speed_of_the_input_change_the_output() {
    let text = plain(&drawn(4, 300)).repeat(60);
    let (whole, _) = run(lenient(), &text);
    assert_eq!(whole.lines().count(), 18_000);
    for threads in [1, 2, 7] {
        let threads = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(threads.install(|| run(lenient(), &text)).0, whole);
    }
    let (first, second) = text.split_at(text[..text.len() / 3].rfind('\n').unwrap() + 1);
    assert_eq!(run(lenient(), first).0 + &run(lenient(), second).0, whole);
    let slow = Slow { text: text.as_bytes(), step: 1_000, fault: None };
    assert_eq!(run_on(lenient(), slow).0, whole);
}

#[test]
fn csv_says_the_same_as_json() {
    let kb = &LAID.kb;
    let answers = drawn(5, 200);
    let mut cells = csv::Writer::from_writer(Vec::new());
    cells.write_record(["id"].into_iter().chain(kb.questions().ids())).unwrap();
    for (id, answers) in answers.iter().enumerate() {
        let cell = |key| answers.get(key).map(|answer: Answer| answer.words(&kb[key]).join(",")).unwrap_or_default();
        cells.write_record([id.to_string()].into_iter().chain(kb.questions().keys().map(cell))).unwrap();
    }
    let cells = cells.into_inner().unwrap();
    let expected = run(strict(), plain(&answers)).0;
    let from_csv = run(Settings { from: Notation::Csv, ..strict() }, &cells).0;
    // In CSV every column that goes through is a text.
    let as_text = |line: &str| {
        let (id, rest) = line.trim_start_matches("{\"id\":").split_once(',').unwrap();
        format!("{{\"id\":\"{id}\",{rest}\n")
    };
    assert_eq!(from_csv, expected.lines().map(as_text).collect::<String>());
    let both = run(Settings { from: Notation::Csv, to: Notation::Csv, ..strict() }, &cells).0;
    assert_eq!(run(Settings { to: Notation::Csv, ..strict() }, plain(&answers)).0, both);
    let mut reader = csv::Reader::from_reader(both.as_bytes());
    let fields = Field::ALL.map(Field::word);
    assert!(reader.headers().unwrap().iter().eq(["id"].into_iter().chain(fields).chain(["error"])));
    for (record, result) in reader.records().map(Result::unwrap).zip(results(&expected)) {
        assert_eq!((&record[1], &record[3]), (result["verdict"].as_str().unwrap(), &*result["close"].to_string()));
    }
}

#[test]
fn a_row_that_is_wrong_gives_an_error_in_its_place() {
    let good = written(&drawn(6, 1)[0], 7, [",", ":"], false);
    let deep = format!("{{\"id\":{}}}", "[".repeat(100_000));
    let bad: [(&str, &str); 24] = [
        ("{\"id\":1,\"contacts\":\"knwon\"}", "contacts: not one of its choices; choose from: known, "),
        ("{\"contcts\":\"known\"}", "unknown question `contcts`; did you mean `contacts`?"),
        ("{\"contacts\":\"known\",\"contacts\":\"known\"}", "given twice"),
        ("{\"contacts\":[\"known\",\"both\"]}", "takes one choice"),
        ("{\"contacts\":{\"known\":true}}", "neither a choice nor a list"),
        ("{\"contacts\":[]}", "no choice of `contacts` is given"),
        ("{\"contacts\":true}", "neither a choice nor a list"),
        ("{\"contacts\":[\"known\",1]}", "neither a choice nor a list"),
        ("{\"contacts\":null}", "open questions: `contacts`"),
        ("{\"contacts\":\"known\"}}", "no JSON object"),
        (",\"contacts\":\"known\"}", "no JSON object"),
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
    let (out, totals) = run(strict(), &text);
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
fn a_row_that_is_too_long_or_no_text_is_told_and_the_others_decided() {
    let row = |length: usize| {
        let (before, after) = ("{\"contacts\":\"known\",\"note\":\"", "\"}");
        format!("{before}{}{after}", "x".repeat(length - before.len() - after.len())).into_bytes()
    };
    let (good, longest) = (b"{\"contacts\":\"known\"}".to_vec(), 1 << 20);
    for end in ["\n", "\r\n"] {
        let rows = [
            good.clone(),
            b"{\"id\":\"\xFF\xFE\"}".to_vec(),
            row(longest),
            row(longest + 1),
            row(longest + 2),
            row(3 * longest),
            good.clone(),
        ];
        let (out, totals) = run(lenient(), rows.join(end.as_bytes()));
        let told = results(&out);
        assert_eq!((totals.rows, totals.errors, told.len()), (7, 4, 7));
        for (at, fault) in [(1, "UTF-8"), (3, "longer than 1 MiB"), (4, "longer than"), (5, "longer than")] {
            assert_eq!(told[at]["line"], at + 1, "{end:?}");
            assert!(told[at]["error"].as_str().unwrap().contains(fault), "{}", told[at]);
        }
    }
    let long = "x".repeat(700 << 10);
    let rows = format!("id,note,contacts\n1,a,known\n2,\"{long}\n{long}\",known\n3,{long},{long}\n4,b,known\n");
    let (out, totals) = run(sheet(), rows);
    let told = results(&out);
    assert_eq!(
        (totals.errors, &told[1]["line"], &told[2]["line"], &told[3]["id"]),
        (2, &3.into(), &5.into(), &"4".into())
    );
    assert!(told[1]["error"].as_str().unwrap().contains("longer than 1 MiB"), "{}", told[1]);
}

#[test]
fn rows_of_a_sheet_are_told_by_the_line_on_which_they_begin() {
    let lines = ["id,contacts", "1,nope", "", "2,known", "\"3\n3\",nope", ",", "4,known", "\"5\",\"nope\"", "6,nope"];
    for (end, mark) in [("\n", ""), ("\r\n", ""), ("\r\n", "\u{FEFF}")] {
        let whole = mark.to_owned() + &lines.join("\n").replace('\n', end);
        // The last line has its end, or lacks it.
        for text in [whole.clone() + end, whole] {
            let (out, totals) = run(sheet(), &text);
            let told: Vec<u64> = results(&out).iter().filter_map(|row| row["line"].as_u64()).collect();
            assert_eq!((told.as_slice(), totals.rows), (&[2, 5, 9, 10][..], 6), "{end:?}");
        }
        let known = format!("1,known{end}").repeat(20_000);
        let (out, _) = run(sheet(), format!("id,contacts{end}{known}2,nope"));
        assert!(out.lines().last().unwrap().contains("\"line\":20002,"), "{end:?}");
    }
}

#[test]
fn of_a_row_whose_cells_have_moved_nothing_goes_through_and_of_one_with_a_wrong_cell_the_others_do() {
    for moved in ["1,known", "known,here", "1,known,here,", "\"1,known,here\n2,both\",here", "1;known;here"] {
        let result = &results(&run(sheet(), format!("id,contacts,note\n{moved}\n,,x\n")).0)[0];
        assert!(result.as_object().unwrap().keys().eq(["error", "line"]), "{moved}: {result}");
        let fault = result["error"].as_str().unwrap();
        assert!(fault.contains(" under a heading of 3; "), "{fault}");
        assert_eq!(fault.contains("close the quote"), moved.contains('\n'), "{fault}");
    }
    let result = &results(&run(sheet(), b"id,contacts,note\n4,kn\xFFown,here\n").0)[0];
    assert_eq!((&result["id"], &result["note"]), (&"4".into(), &"here".into()));
    assert!(result["error"].as_str().unwrap().contains("contacts: not UTF-8 text"), "{result}");
}

#[test]
fn quotes_are_read_as_the_csv_crate_reads_them() {
    let rows = "1,\"two\nlines, with \"\"quotes\"\"\",known\n2,\"5'11\" tall\",known\n3, \"a\",known\n4,\"open,known\n5,b,known\n";
    let (out, totals) = run(sheet(), format!("id,note,contacts\n{rows}"));
    let told = results(&out);
    let notes: Vec<&str> = told.iter().filter_map(|row| row["note"].as_str()).collect();
    assert_eq!(notes, ["two\nlines, with \"quotes\"", "5'11 tall\"", " \"a\""]);
    // A quote that is never closed takes the rest of the sheet.
    assert_eq!((totals.rows, totals.errors, &told[3]["line"]), (4, 1, &6.into()), "{out}");
}

#[test]
fn what_nobody_filled_in_is_no_row() {
    let rows = |text: &str| run(sheet(), text).1.rows;
    assert_eq!(rows("contacts\nknown\n\n   \n\"\"\n"), 1);
    assert_eq!(rows("id,contacts\n,\n1,known\n,\n , \n,\n2,\n"), 2);
    assert_eq!(rows(&format!("id,contacts\n{}", ",\n".repeat(30_000))), 0);
}

#[test]
fn line_breaks_go_through_a_sheet_and_nothing_else_that_a_terminal_would_not_just_print() {
    let (out, _) = run(Settings { to: Notation::Csv, ..sheet() }, "note,contacts\r\n\"a\r\nb\rc\u{1b}\",known\r\n");
    assert!(out.contains("\"a\r\nb\\u{d}c\\u{1b}\","), "{out:?}");
    let hostile = "a\\u001b[31m\u{202E}b\u{9b}c\u{2066}";
    let row = format!("{{\"id\":\"{hostile}\",\"{hostile}\":{{\"{hostile}\":[]}},\"contacts\":\"known\"}}\n");
    for to in [Notation::JsonLines, Notation::Csv] {
        let (out, totals) = run(Settings { to, ..lenient() }, &row);
        assert_eq!((totals.rows, totals.errors), (1, 0), "{out}");
        let raw = out.chars().find(|character| advisor::text::is_unprintable(*character) && *character != '\n');
        assert_eq!(raw, None, "{out:?}");
    }
    let id = results(&run(lenient(), &row).0)[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(id, "a\u{1b}[31m\u{202E}b\u{9b}c\u{2066}", "the value is the same");
}

#[test]
fn results_as_a_sheet_have_the_columns_of_the_first_row_that_can_be_read() {
    let rows = "{\"id\":1,\"contacts\":\"known\"}\n{\"id\":2,\"id\":3}\n{\"note\":4}\n";
    let long = format!("{{\"x\":\"{}\"}}\n", "x".repeat(2 << 20));
    for wrong in ["", "\u{FEFF}", " \r\n", "nothing\n\n[]\n", &"\n".repeat(300 << 10), &long] {
        let text = format!("{wrong}{rows}");
        for step in [7.max(text.len() / 100), usize::MAX] {
            let settings = Settings { to: Notation::Csv, ..lenient() };
            let (out, totals) = run_on(settings, Slow { text: text.as_bytes(), step, fault: None });
            assert!(out.starts_with("id,verdict,error\n"), "{out}");
            let decided = ["\n1,", "\n2,"].map(|start| out.matches(start).count());
            assert_eq!((decided, totals.unwrap().passed), ([1, 1], vec!["id".to_owned(), "note".to_owned()]), "{out}");
            assert!(out.contains("this row has a column that the first one lacks; write JSON Lines"), "{out}");
        }
    }
}

/// A stream that gives some bytes at a time, and may fail at its end.
struct Slow<'a> {
    text: &'a [u8],
    step: usize,
    fault: Option<&'static str>,
}

impl Read for Slow<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.step.min(self.text.len()).min(into.len());
        into[..count].copy_from_slice(&self.text[..count]);
        self.text = &self.text[count..];
        self.fault.filter(|_| count == 0).map_or(Ok(count), |fault| Err(io::Error::other(fault)))
    }
}

#[test]
fn what_was_read_before_a_fault_of_the_stream_is_told() {
    let sheet = sheet();
    for (settings, text, rows, fault) in [
        (&sheet, "id,contacts\n1,known\n2,known\n3,kn", 2, "line 4: torn"),
        (&sheet, "id,cont", 0, "line 1: torn"),
        (&lenient(), "{\"id\":1,\"contacts\":\"known\"}\n{\"id\":2}\n{\"id\":3", 2, "line 3: torn"),
    ] {
        let torn = Slow { text: text.as_bytes(), step: usize::MAX, fault: Some("torn") };
        let (out, broken) = run_on(settings.clone(), torn);
        assert!(matches!(&broken, Err(Broken::Io(error)) if error.to_string() == fault), "{broken:?}");
        assert_eq!(out.lines().count(), rows, "{text}");
    }
}

#[test]
fn each_row_is_answered_when_it_comes() {
    let (mut reader, mut writer) = io::pipe().unwrap();
    let (mut results, out) = io::pipe().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || Batch::new(&LAID.kb, &LAID.levels, None, lenient()).run(&mut reader, out, |_| ()));
        for _ in 0..3 {
            writer.write_all(b"{\"contacts\":\"known\"}\n").unwrap();
            let mut first = [0; 11];
            results.read_exact(&mut first).unwrap();
            let end = io::BufReader::new(&mut results).skip_until(b'\n').unwrap();
            assert!(&first == b"{\"verdict\":" && end > 2);
        }
        drop(writer);
    });
}

/// What is written, and how much of it at once.
#[derive(Default)]
struct Measured {
    total: usize,
    most: usize,
}

impl Write for &mut Measured {
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
fn memory_stays_flat_however_much_is_written() {
    let names: String = (0..2_000).map(|at| format!("\"column-{at}\":1,")).collect();
    let wide = format!("{{{names}\"contacts\":\"known\"}}\n{}", "{}\n".repeat(20_000));
    let long = format!("{},contacts\n{}", "x".repeat(500_000), ",known\n".repeat(100));
    let many = "{\"contacts\":\"known\"}\n".repeat(20_000);
    for (settings, text, least) in [
        (Settings { to: Notation::Csv, ..lenient() }, wide, 40_000_000),
        (sheet(), long, 40_000_000),
        (Settings { fields: Field::ALL.to_vec(), ..lenient() }, many, 10_000_000),
    ] {
        let mut measured = Measured::default();
        let batch = Batch::new(&LAID.kb, &LAID.levels, Some(&LAID.space), settings);
        let totals = batch.run(text.as_bytes(), &mut measured, |_| ()).unwrap();
        assert!(totals.errors == 0 && totals.rows >= 100 && measured.total > least, "{}", measured.total);
        assert!(measured.most < 6 << 20, "{} bytes at once", measured.most);
    }
}

#[test]
fn counts_are_those_of_the_rows() {
    let text = plain(&drawn(9, 500)) + "nothing\n";
    let (printed, totals) = run(Settings { counts_only: true, ..strict() }, &text);
    assert_eq!((printed.as_str(), totals.rows, totals.errors), ("", 501, 1));
    let mut expected = Tally::default();
    for result in results(&run(strict(), &text).0).iter().filter(|result| result["error"].is_null()) {
        *expected.verdicts.entry(result["verdict"].as_str().unwrap().to_owned()).or_default() += 1;
        for (property, strength) in result["needs"].as_object().unwrap() {
            expected.needs.entry(property.clone()).or_default()[usize::from(strength != "must")] += 1;
        }
        for complement in result["complements"].as_array().unwrap() {
            *expected.complements.entry(complement.as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    assert_eq!(totals.tally, expected);
    assert!(expected.verdicts.len() > 2 && expected.needs.len() > 2 && expected.complements.len() > 2);
}

#[test]
fn a_heading_that_is_wrong_stops_the_run() {
    let open = format!("id,\"contacts\n{}", "1,known\n".repeat(9));
    let cases: [(&[u8], &str); 12] = [
        (b"", "no column is named after a question; name them, as in `"),
        (b"id,name\n", "no column is named after a question"),
        (b"\xFF\xFEi\0d\0", "save the sheet as CSV in UTF-8"),
        (b"id,contcts\n1,known\n", "did you mean `contacts`?"),
        (b"id,contacts,verdict\n", "`verdict` is one of the result"),
        (b"id,contacts,contacts\n", "column 3 has no name of its own"),
        (b"id,contacts,,\n1,known,,\n", "column 4 has no name of its own; name each column once"),
        (b"id;contacts;concern\n1;known;content\n", "with commas between the cells"),
        (b"id\tcontacts\n", "with commas between the cells"),
        (b"id,contacts\r1,known\r", "line feeds between the rows"),
        (b"known,content,serious\n", "write the questions on the first line"),
        (open.as_bytes(), "no column is named after a question"),
    ];
    for (text, fault) in cases {
        let (out, broken) = run_on(sheet(), text);
        assert!(matches!(&broken, Err(Broken::Heading(said)) if said.contains(fault)), "{fault}: {broken:?}");
        assert_eq!(out, "");
    }
    assert_eq!(run(sheet(), "contacts,\nknown,1\n").1.errors, 0, "one column may lack its name");
}

/// What the program says beside the results of rows on standard input.
fn said(arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
    command.args(["batch", "--unsure-rest"]).args(arguments).env_clear();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input.as_bytes()));
        child.wait_with_output().unwrap()
    });
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn columns_that_are_not_questions_are_named_beside_the_results() {
    let (verdicts, sheet): (&[&str], &[&str]) = (&["--fields", "verdict"], &["--from", "csv"]);
    assert_eq!(said(verdicts, "{\"contacts\":\"known\"}\n"), "");
    assert_eq!(said(sheet, "contacts\nknown\n"), "");
    assert_eq!(said(sheet, "id,contacts\n"), "", "no row, so nothing went through");
    let told = said(sheet, "id,contacts,harm_level,Q9 harm\n1,known,1,2\n");
    let before = "advisor: columns that aren't questions: `id`, `harm_level`, `Q9 harm`; questions without a column, taken \
                  as unsure: `circles`, `concern`, ";
    assert!(told.starts_with(before) && told.contains("`harm`") && told.lines().count() == 1, "{told}");
    // Many names, in the order of the rows.
    let row = |at: usize| format!("{{\"contacts\":\"known\",\"x{at}\":\"value\",\"{}\":[1]}}\n", "y".repeat(at));
    let rows: String = (1..400).map(|at| row(at % 200 + 1).repeat(3)).collect();
    for arguments in [verdicts, &["--summary", "--format", "json"]] {
        let told = said(arguments, &rows);
        assert!(told.starts_with("advisor: columns that aren't questions: `x2`, `yy`, `x3`, `yyy`, "), "{told}");
        assert!(told.ends_with(", and others\n") && told.lines().count() == 1 && !told.contains("value"), "{told}");
        assert_eq!(told.matches('`').count(), 40, "{told}");
    }
    assert!(said(verdicts, &format!("{{\"{}\":1,\"contacts\":\"known\"}}\n", "x".repeat(9_000))).len() < 200);
}

#[test]
fn rows_that_name_no_question_are_counted_beside_the_results() {
    let rows = "{\"answers\":{\"contacts\":\"known\"}}\n{\"id\":13}\n{\"contacts\":\"known\"}\n{\"id\":1}\n";
    for flags in [&["--fields", "verdict"] as &[&str], &[], &["--summary"]] {
        let told = said(flags, rows);
        assert!(
            told.ends_with("advisor: 3 rows name no question; every answer in them was taken as unsure\n"),
            "{told}"
        );
    }
    assert_eq!(said(&[], "{}\n"), "advisor: 1 row names no question; every answer in it was taken as unsure\n");
    assert_eq!(run(strict(), rows).1.nameless, 0, "without --unsure-rest they are errors");
}

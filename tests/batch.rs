//! Many rows: each is decided as the quiz would decide, in order, and an error stays in its place.

mod sheets;

use std::collections::BTreeSet;
use std::io::{self, BufRead, Read, Write};

use advisor::advice::{Advice, Case};
use advisor::answers::{Answer, Answers};
use advisor::batch::{Batch, Broken, Field, Notation, Settings, Totals};
use advisor::engine::decide;
use advisor::explore::Tally;
use advisor::kb::{Entry, Key, Question};
use rayon::ThreadPoolBuilder;
use serde_json::{Value, json};

use crate::support::random::{self, Random};
use crate::support::targets::settings;
use crate::support::{BUILT_IN, Ended, Laid, advisor, trust};

/// JSON Lines in and out, every field, open questions refused.
fn strict() -> Settings {
    settings(Field::ALL.to_vec(), false)
}

/// JSON Lines in and out, nothing but verdicts, open questions read as unsure.
fn lenient() -> Settings {
    settings(vec![Field::Verdict], true)
}

/// A sheet in, JSON Lines out, nothing but verdicts, open questions read as unsure.
fn sheet() -> Settings {
    Settings { notation: Notation::CsvToJsonLines, ..lenient() }
}

/// What a run writes, and what became of it.
fn run_on(settings: Settings, input: impl Read) -> (String, Result<Totals, Broken>) {
    let Laid { kb, levels, space } = &*BUILT_IN;
    let mut out = Vec::new();
    let totals = Batch::new(kb, levels, Some(space), settings).run(input, &mut out, |_| ());
    (String::from_utf8(out).unwrap(), totals)
}

/// The same for a run that comes to its end. Every run for all fields is compared with one for nothing but verdicts,
/// where the diagram decides.
fn run(settings: Settings, input: impl AsRef<[u8]>) -> (String, Totals) {
    let (out, totals) = run_on(settings.clone(), input.as_ref());
    let totals = totals.unwrap();
    if settings.fields == Field::ALL && settings.notation != Notation::Csv && !settings.counts_only {
        let (verdicts, again) = run_on(Settings { fields: vec![Field::Verdict], ..settings }, input.as_ref());
        let mut expected = results(&out);
        for row in expected.iter_mut().filter_map(Value::as_object_mut) {
            row.retain(|name, _| name == "verdict" || Field::named(name).is_none());
        }
        assert_eq!((results(&verdicts), again.unwrap()), (expected, totals.clone()));
    }
    (out, totals)
}

fn results(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn drawn(seed: u64, count: usize) -> Vec<Answers> {
    let mut random = Random::new(seed);
    (0..count).map(|_| random::answers(&BUILT_IN.kb, &mut random)).collect()
}

fn written(answers: &Answers, id: usize, lists: bool) -> String {
    let kb = &BUILT_IN.kb;
    let cell = |key: Key<Question>| {
        let answer = answers.get(key)?;
        let words = answer.words(&kb[key]);
        let is_list = words.len() > 1 || (lists && answer != Answer::Unsure);
        Some((kb[key].id().to_owned(), if is_list { json!(words) } else { json!(words[0]) }))
    };
    let id = ("id".to_owned(), json!(id));
    format!("{}\n", Value::Object(kb.questions().keys().filter_map(cell).chain([id]).collect()))
}

fn plain(answers: &[Answers]) -> String {
    answers.iter().enumerate().map(|(id, answers)| written(answers, id, false)).collect()
}

#[test]
fn every_row_is_decided_as_the_engine_decides_and_advised_as_the_quiz_advises() {
    let Laid { kb, levels, .. } = &*BUILT_IN;
    let answers = drawn(1, 1_000);
    let (rows, totals) = run(strict(), plain(&answers));
    assert_eq!((totals.rows, totals.errors), (1_000, 0));
    let mut seen = BTreeSet::new();
    for (answers, row) in answers.iter().zip(results(&rows)) {
        let decision = decide(kb, levels, &answers.read(kb));
        assert_eq!((&row["verdict"], &row["close"]), (&BUILT_IN.word(answers).into(), &decision.is_close.into()));
        assert_eq!(row["placing"].as_object().unwrap().len(), decision.contexts.len());
        let unsure: Vec<&str> = answers.unsure(kb).into_iter().map(|key| kb[key].id()).collect();
        assert_eq!(row["unsure"], json!(unsure));

        let list = |field: &str| -> BTreeSet<&str> {
            row[field].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect()
        };
        // A must that no candidate meets rules none out, so that it may be open whatever the verdict.
        let open = decision.contexts.iter().flat_map(|context| {
            let named = decision.named(context);
            let standings = context.needs.iter().zip(&named.standings);
            standings.filter(|(need, standing)| need.strength.is_must() && !standing.is_met_alone())
        });
        assert_eq!(list("unmet"), open.map(|(need, _)| kb[need.property].id()).collect(), "{row}");

        let advice = Advice::of(&Case::of(kb, &trust(), answers), None, None);
        // Of two that exclude each other a step has only one.
        let steps = advice.steps.iter().chain(&advice.more_steps);
        let steps: BTreeSet<&str> = steps.flat_map(|step| &step.complements).map(|id| id.as_str()).collect();
        assert!(steps.is_subset(&list("complements")), "{row}");
        for left_out in list("complements").difference(&steps) {
            let key = kb.complements().find(left_out).unwrap();
            let mut taken = steps.iter().filter_map(|step| kb.complements().find(step));
            let is_excluded = taken.any(|one| kb[one].excludes.contains(&key) || kb[key].excludes.contains(&one));
            assert!(is_excluded, "{left_out}: {row}");
        }
        let stops: BTreeSet<&str> = advice.stops.iter().map(|stop| stop.stop.id.as_str()).collect();
        assert_eq!(stops, list("stops"), "{row}");
        let replaced = advice.verdict.apps.iter().filter_map(|app| Some((&app.context, app.replacement.as_ref()?)));
        let replaced = replaced.map(|(context, by)| (context.to_string(), Value::from(by.id.as_str()))).collect();
        assert_eq!(row["instead"], Value::Object(replaced), "{row}");
        let is_empty = |field: &str| row[field] == json!([]) || row[field] == json!({});
        assert!(row["verdict"] != "none-alone" || !is_empty("unmet") || !is_empty("apart"), "{row}");
        seen.extend(["unmet", "apart", "complements", "stops", "instead"].into_iter().filter(|field| !is_empty(field)));
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
}

#[test]
fn it_does_not_matter_how_a_row_is_written() {
    let answers = drawn(2, 200);
    let expected = run(strict(), plain(&answers)).0;
    let lists = answers.iter().enumerate().map(|(id, answers)| written(answers, id, true)).collect();
    let spaces = plain(&answers).replace("\":", "\" : ").replace(",\"", " ,\t\"");
    for text in [plain(&answers), lists, spaces] {
        for text in [
            text.replace('\n', "\r\n"),
            text.replace("}\n", ",\"contacts\":\" \"}\n\n  \n"),
            format!("\u{FEFF}{text}"),
            text.trim_end().replace("known", "kn\\u006fwn"),
        ] {
            assert_eq!(run(strict(), &text).0, expected, "{text}");
        }
    }
    assert_eq!(run(strict(), "\u{FEFF}\r\n\n").1.rows, 0);
}

#[test]
fn neither_threads_nor_cuts_nor_the_speed_of_the_input_change_the_output() {
    let text = plain(&drawn(4, 300)).repeat(30);
    let (whole, _) = run(lenient(), &text);
    assert_eq!(whole.lines().count(), 9_000);
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
fn a_row_that_is_wrong_gives_an_error_in_its_place() {
    let good = written(&drawn(6, 1)[0], 7, false);
    let deep = format!("{{\"id\":{}}}", "[".repeat(100_000));
    let bad = [
        ("{\"id\":1,\"contacts\":\"knwon\"}", "contacts: not one of its choices; choose from: known, "),
        ("{\"contcts\":\"known\"}", "unknown question `contcts`; did you mean `contacts`?"),
        ("{\"contacts\":\"known\",\"contacts\":\"known\"}", "given twice"),
        ("{\"contacts\":[\"known\",\"both\"]}", "takes one choice"),
        ("{\"contacts\":[]}", "no choice of `contacts` is given"),
        ("{\"contacts\":true}", "neither a choice nor a list"),
        ("{\"contacts\":null}", "unanswered questions: `contacts`"),
        ("{\"protect\":[\"content\",\"unsure\"]}", "can only be chosen alone"),
        ("{\"verdict\":\"signal\"}", "rename it"),
        ("{\"schema\":\"advisor/answers/2\",\"contacts\":\"known\"}", "schema: no version that this program reads"),
        ("{}", "unanswered questions"),
        ("[1,2]", "expected an object"),
        ("{\"id\":1} {\"id\":2}", "not a JSON object"),
        ("\"text\"", "not a JSON object"),
        (&deep, "not a JSON object"),
    ];
    let text: String = bad.iter().map(|(bad, _)| format!("{good}\n{bad}\n")).collect();
    let (out, totals) = run(strict(), &text);
    assert_eq!((totals.rows as usize, totals.errors as usize), (2 * bad.len(), bad.len()));
    let results = results(&out);
    for (number, ((bad, fault), pair)) in bad.iter().zip(results.chunks(2)).enumerate() {
        assert_eq!(pair[0]["id"], 7, "the rows between are decided");
        assert_eq!(pair[1]["line"], 3 * number + 3, "{bad}: an empty line is one too");
        let told = pair[1]["error"].as_str().unwrap();
        assert!(told.contains(fault), "{bad}: {told}");
    }
    assert_eq!(results[1]["id"], 1, "what goes through goes with an error too");
    let (out, _) = run(lenient(), "{\"person\":\"partner\"}\n");
    assert!(out.contains("`person` counts only with the answer `someone-close` to `adversary`"), "{out}");
}

#[test]
fn a_row_that_is_too_long_or_no_text_is_told_and_the_others_decided() {
    let row = |length: usize| {
        let (before, after) = ("{\"contacts\":\"known\",\"note\":\"", "\"}");
        format!("{before}{}{after}", "x".repeat(length - before.len() - after.len())).into_bytes()
    };
    let (good, longest) = (b"{\"contacts\":\"known\"}".to_vec(), 1 << 20);
    for end in ["\n", "\r\n"] {
        let (bad, long) = (b"{\"id\":\"\xFF\xFE\"}".to_vec(), [longest, longest + 1, 3 * longest].map(row));
        let rows = [vec![good.clone(), bad], long.to_vec(), vec![good.clone()]].concat();
        let (out, totals) = run(lenient(), rows.join(end.as_bytes()));
        let told = results(&out);
        assert_eq!((totals.rows, totals.errors, told.len()), (6, 3, 6));
        for (at, fault) in [(1, "UTF-8"), (3, "longer than 1 MiB"), (4, "longer than")] {
            assert_eq!(told[at]["line"], at + 1, "{end:?}");
            assert!(told[at]["error"].as_str().unwrap().contains(fault), "{}", told[at]);
        }
    }
    let long = "x".repeat(700 << 10);
    let just = "x".repeat(longest - "5known".len());
    let rows = format!("1,a,known\n2,\"{long}\n{long}\",known\n3,{long},{long}\n4,b,known\n5,{just},known\n");
    let (out, totals) = run(sheet(), "id,note,contacts\n".to_owned() + &rows);
    let told = results(&out);
    let found = (totals.errors, &told[1]["line"], &told[2]["line"], &told[3]["id"]);
    assert_eq!(found, (2, &3.into(), &5.into(), &"4".into()));
    assert!(told[1]["error"].as_str().unwrap().contains("longer than 1 MiB"), "{}", told[1]);
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
    for (settings, text, rows, fault) in [
        (&sheet(), "id,contacts\n1,known\n2,known\n3,kn", 2, "line 4: torn"),
        (&sheet(), "id,cont", 0, "line 1: torn"),
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
        scope.spawn(move || Batch::new(&BUILT_IN.kb, &BUILT_IN.levels, None, lenient()).run(&mut reader, out, |_| ()));
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
#[derive(Debug, Default)]
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
    let names: String = (0..2_000).map(|at| format!(",x{at}")).collect();
    let rows = |cells: String| format!("contacts{names}\n{}", format!("known{cells}\n").repeat(2_000));
    let [wide, short] = [",".repeat(2_000), String::new()].map(rows);
    let long = format!("{},contacts\n{}", "x".repeat(500_000), ",known\n".repeat(50));
    let many = "{\"contacts\":\"known\"}\n".repeat(9_000);
    let alone = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    for (settings, text, least, most) in [
        (Settings { notation: Notation::Csv, ..lenient() }, wide, 4_000_000, 400_000),
        (Settings { notation: Notation::Csv, ..lenient() }, short, 4_000_000, 400_000),
        (sheet(), long, 20_000_000, 600_000),
        (Settings { fields: Field::ALL.to_vec(), ..lenient() }, many, 5_000_000, 1_500_000),
    ] {
        let mut measured = Measured::default();
        let batch = Batch::new(&BUILT_IN.kb, &BUILT_IN.levels, Some(&BUILT_IN.space), settings);
        let Totals { rows, errors, .. } = alone.install(|| batch.run(text.as_bytes(), &mut measured, |_| ())).unwrap();
        assert!(rows >= 50 && errors % 2_000 == 0 && measured.total > least && measured.most < most, "{measured:?}");
    }
}

#[test]
fn counts_are_those_of_the_rows() {
    let text = plain(&drawn(9, 500)) + "nothing\n";
    let (printed, totals) = run(Settings { counts_only: true, fields: vec![Field::Verdict], ..strict() }, &text);
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

/// What the program says beside the results of rows on standard input.
fn said(arguments: &[&str], input: &str) -> String {
    let Ended { code, said, .. } = crate::support::run(advisor(&["batch", "--unsure-rest"]).args(arguments), input);
    assert_eq!(code, Some(0), "{said}");
    said
}

#[test]
fn columns_that_are_not_questions_are_named_beside_the_results_without_their_values() {
    let told = said(&["--from", "csv"], "id,contacts,harm_level,Q9 harm\n1,known,1,2\n");
    let before = "advisor: columns that aren't questions: `id`, `harm_level`, `Q9 harm`; questions without a column, taken \
                  as unsure: `circles`, `concern`, ";
    assert!(told.starts_with(before) && told.contains("`harm`") && told.lines().count() == 1, "{told}");
    // Many names, in the order of the rows.
    let row = |at: usize| format!("{{\"contacts\":\"known\",\"x{at}\":\"value\",\"{}\":[1]}}\n", "y".repeat(at));
    let rows: String = (1..400).map(|at| row(at % 200 + 1)).collect();
    for arguments in [&["--fields", "verdict"][..], &["--summary", "--format", "json"]] {
        let told = said(arguments, &rows);
        assert!(told.starts_with("advisor: columns that aren't questions: `x2`, `yy`, `x3`, `yyy`, "), "{told}");
        assert!(told.ends_with(", and others\n") && told.lines().count() == 1 && !told.contains("value"), "{told}");
        assert_eq!(told.matches('`').count(), 40, "{told}");
    }
}

#[test]
fn rows_that_name_no_question_are_counted_beside_the_results() {
    let rows = "{\"answers\":{\"contacts\":\"known\"}}\n{\"id\":13}\n{\"contacts\":\"known\"}\n{\"id\":1}\n";
    for flags in [&["--fields", "verdict"][..], &["--summary"]] {
        let last = "advisor: 3 rows name no question; every answer in them was taken as unsure\n";
        assert!(said(flags, rows).ends_with(last), "{}", said(flags, rows));
    }
    assert_eq!(said(&[], "{}\n"), "advisor: 1 row names no question; every answer in it was taken as unsure\n");
    assert_eq!(run(strict(), rows).1.nameless, 0, "without --unsure-rest they are errors");
}

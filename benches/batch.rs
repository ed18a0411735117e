//! How many rows a second are decided, end to end in memory.
//!
//! `cargo bench --bench batch` measures; `cargo bench --bench batch -- write FILE ROWS` writes the rows it is
//! measured on, so that anything else can be measured on the same.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

#[path = "../tests/support/random.rs"]
mod random;

use std::fmt::Write as _;
use std::io;
use std::time::Instant;

use advisor::answers::{Answer, Answers};
use advisor::batch::{Batch, Field, Notation, Settings};
use advisor::engine::{Levels, Trust};
use advisor::kb::{Entry, KnowledgeBase, parse_day};
use advisor::space::Space;
use random::Random;
use rayon::ThreadPoolBuilder;

/// How many rows are decided for a figure.
const ROWS: usize = 400_000;
/// How often; the best time counts, since others only had to wait.
const RUNS: usize = 5;
/// How many questions a short row answers, to come to about 150 bytes.
const SHORT: usize = 6;

fn main() {
    let kb = KnowledgeBase::embedded();
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [command, file, rows] = arguments.as_slice()
        && command == "write"
    {
        let rows = rows.parse().expect("the number of rows is a number");
        std::fs::write(file, text(kb, rows, usize::MAX)).expect("the file can be written");
        return;
    }
    let levels = Levels::of(kb, &Trust { as_of: parse_day("2026-11-23").expect("it is a day"), max_age: None });
    let space = Space::compile(kb, &levels).expect("it is not too large");
    println!("{:32} {:>12} {:>14} {:>12}", "", "bytes a row", "rows a second", "MB a second");
    for (name, fields, questions, rows) in [
        ("verdicts, short rows", &[Field::Verdict][..], SHORT, ROWS),
        ("verdicts, whole rows", &[Field::Verdict], usize::MAX, ROWS),
        ("all fields, short rows", &Field::ALL, SHORT, ROWS / 8),
        ("all fields, whole rows", &Field::ALL, usize::MAX, ROWS / 8),
    ] {
        let text = text(kb, rows, questions);
        for cores in [1, 2] {
            let settings = Settings {
                notation: Notation::JsonLines,
                fields: fields.to_vec(),
                leave_rest_unsure: questions == SHORT,
                counts_only: false,
                raw_cells: false,
            };
            let batch = Batch::new(kb, &levels, Some(&space), settings);
            let threads = ThreadPoolBuilder::new().num_threads(cores).build().expect("threads can be started");
            let run = || {
                let start = Instant::now();
                let totals = threads.install(|| batch.run(text.as_bytes(), io::sink(), |_| ())).expect("nothing fails");
                assert_eq!((totals.rows as usize, totals.errors), (rows, 0));
                start.elapsed()
            };
            let best = (0..RUNS).map(|_| run()).min().expect("there are runs").as_secs_f64();
            let (rows, bytes) = (rows as f64, text.len() as f64);
            let name = format!("{name}, {cores} of the cores");
            println!("{name:32} {:>12.0} {:>14.0} {:>12.0}", bytes / rows, rows / best, bytes / best / 1e6);
        }
    }
}

/// Rows of random answers to so many questions.
fn text(kb: &KnowledgeBase, rows: usize, questions: usize) -> String {
    let mut random = Random::new(1);
    (0..rows).map(|number| line(kb, number, questions, &mut random)).collect()
}

/// A row: an id, and random answers to so many of the questions that apply, or all.
fn line(kb: &KnowledgeBase, number: usize, questions: usize, random: &mut Random) -> String {
    let answers: Answers = random::answers(kb, random);
    let mut line = format!("{{\"id\":{number}");
    let given = kb.questions().keys().filter_map(|key| Some((key, answers.get(key)?)));
    for (key, answer) in given.take(questions) {
        let words: Vec<String> = answer.words(&kb[key]).iter().map(|word| format!("\"{word}\"")).collect();
        let written = match answer {
            Answer::Chosen(_) if words.len() > 1 => format!("[{}]", words.join(",")),
            Answer::Chosen(_) | Answer::Unsure => words.concat(),
        };
        write!(line, ",\"{}\":{written}", kb[key].id()).expect("writing to memory does not fail");
    }
    line + "}\n"
}

//! How many rows a second are decided, end to end in memory.
//!
//! `cargo bench --bench batch` measures; `cargo bench --bench batch -- write FILE ROWS` writes the rows it is
//! measured on, so that anything else can be measured on the same.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

#[path = "../tests/support/random.rs"]
mod random;

use std::fmt::Write as _;
use std::io::{self, Write};
use std::time::Instant;

use advisor::answers::{Answer, Answers};
use advisor::batch::{Batch, Field, Notation, Settings};
use advisor::engine::{Levels, Trust};
use advisor::kb::{Entry, KnowledgeBase, parse_day};
use advisor::space::Space;
use random::Random;

/// How many rows are decided for a figure.
const ROWS: usize = 400_000;
/// How often; the best time counts, since others only had to wait.
const RUNS: usize = 5;

fn main() {
    let kb = KnowledgeBase::embedded();
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [command, file, rows] = arguments.as_slice()
        && command == "write"
    {
        let rows = rows.parse().expect("the number of rows is a number");
        write(&kb, file, rows).expect("the file can be written");
        return;
    }
    let levels = Levels::of(&kb, &Trust { as_of: parse_day("2026-11-23").expect("it is a day"), max_age: None });
    let space = Space::compile(&kb, &levels).expect("it can be laid out");
    let mut random = Random::new(1);
    let lines: Vec<String> = (0..ROWS).map(|number| line(&kb, number, &mut random)).collect();
    let text = lines.concat().into_bytes();
    println!("{ROWS} rows, {} bytes each on average", text.len() / ROWS);
    println!("{:32} {:>16} {:>12}", "", "rows a second", "MB a second");
    for (name, fields, jobs, share) in [
        ("verdicts, 1 core", vec![Field::Verdict], 1, 1),
        ("verdicts, 2 cores", vec![Field::Verdict], 2, 1),
        ("all fields, 1 core", Field::ALL.to_vec(), 1, 8),
        ("all fields, 2 cores", Field::ALL.to_vec(), 2, 8),
    ] {
        let part: Vec<u8> = lines[..ROWS / share].concat().into_bytes();
        let settings = Settings {
            from: Notation::JsonLines,
            to: Notation::JsonLines,
            fields,
            leave_rest_unsure: false,
            counts_only: false,
            jobs,
            first_line: 1,
        };
        let mut batch = Batch::new(&kb, &levels, Some(&space), settings);
        let best = (0..RUNS)
            .map(|_| {
                let start = Instant::now();
                let totals = batch.run(part.as_slice(), io::sink(), |_| ()).expect("nothing fails");
                assert_eq!((totals.rows as usize, totals.errors), (ROWS / share, 0));
                start.elapsed()
            })
            .min()
            .expect("there are runs");
        let rows = (ROWS / share) as f64 / best.as_secs_f64();
        println!("{name:32} {rows:>16.0} {:>12.0}", part.len() as f64 / best.as_secs_f64() / 1e6);
    }
}

/// A row: an id, and a random answer to every question that applies.
fn line(kb: &KnowledgeBase, number: usize, random: &mut Random) -> String {
    let answers: Answers = random::answers(kb, random);
    let mut line = format!("{{\"id\":{number}");
    for key in kb.questions().keys() {
        let Some(answer) = answers.get(key) else { continue };
        let words: Vec<String> = answer.words(&kb[key]).iter().map(|word| format!("\"{word}\"")).collect();
        let written = match answer {
            Answer::Chosen(_) if words.len() > 1 => format!("[{}]", words.join(",")),
            Answer::Chosen(_) | Answer::Unsure => words.concat(),
        };
        write!(line, ",\"{}\":{written}", kb[key].id()).expect("writing to memory does not fail");
    }
    line + "}\n"
}

fn write(kb: &KnowledgeBase, file: &str, rows: usize) -> io::Result<()> {
    let mut random = Random::new(1);
    let mut out = io::BufWriter::new(std::fs::File::create(file)?);
    for number in 0..rows {
        out.write_all(line(kb, number, &mut random).as_bytes())?;
    }
    out.flush()
}

//! The start: how long a whole run takes, against a program that prints a line.
//!
//! `cargo bench --bench start` runs each call in turn with the small program,
//! and prints medians, the median of the ratios of each pair, and how many
//! instructions valgrind counts, where it is installed. Times drift with the
//! machine; the ratio and the instructions hardly do. `--data data` reads from
//! files the same knowledge base that is otherwise in the program.
//! `cargo bench --bench start -- PATH` measures a program that was built another way.
//!
//! Both programs are copied first, as they are when they are installed: what a
//! linker has written lies in memory in small pieces, and starts more slowly.
#![allow(clippy::print_stdout, reason = "a bench prints, and so does the small program")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How many pairs of runs there are.
const PAIRS: usize = 300;
/// The argument with which this is the program that prints a line.
const LINE: &str = "print-a-line";

const FEW_NEEDS: &str = "--contacts known --concern content --protect nothing-special --adversary companies \
    --harm little --number nobody --device nothing --groups none --adoption yes --network open --phone android \
    --special neither";
const MANY_NEEDS: &str = "--contacts known --concern identity --protect content,contacts --adversary police,state \
    --harm severe --number anyone --spare-number no --device seized --groups up-to-100 --group-members known \
    --adoption yes --network open --calls none --phone android --special neither";

fn main() {
    if std::env::args().nth(1).is_some_and(|argument| argument == LINE) {
        println!("a line");
        return;
    }
    let this = std::env::current_exe().expect("a running program has a path");
    let other = std::env::args().skip(1).find(|argument| Path::new(argument).is_file());
    let line = installed(&this, "line");
    let advisor = installed(Path::new(other.as_deref().unwrap_or(env!("CARGO_BIN_EXE_advisor"))), "advisor");
    let line = Program { path: &line, arguments: vec![LINE] };
    println!("{:<34} {:>8} {:>8} {:>7} {:>14}", "", "median", "a line", "ratio", "instructions");
    show("print a line", &line, &line);
    show("list questions", &called(&advisor, "list questions --format json"), &line);
    let read = "--data data";
    for (needs, answers) in [("few needs", FEW_NEEDS), ("many needs", MANY_NEEDS)] {
        let quiz = format!("quiz {answers} --as-of 2026-11-23 --format json");
        show(&format!("quiz, {needs}"), &called(&advisor, &quiz), &line);
        show(&format!("quiz, {needs}, {read}"), &called(&advisor, &format!("{read} {quiz}")), &line);
    }
}

/// A program with its arguments.
struct Program<'a> {
    path: &'a Path,
    arguments: Vec<&'a str>,
}

/// A program with arguments between blanks.
fn called<'a>(path: &'a Path, arguments: &'a str) -> Program<'a> {
    Program { path, arguments: arguments.split_whitespace().collect() }
}

/// A copy of a program.
fn installed(program: &Path, name: &str) -> PathBuf {
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // A file that is written over keeps its place in memory.
    let _ = fs::remove_file(&copy);
    fs::copy(program, &copy).unwrap_or_else(|error| panic!("{} cannot be copied: {error}", program.display()));
    copy
}

impl Program<'_> {
    /// How long a whole run takes.
    fn time(&self) -> Duration {
        let mut command = Command::new(self.path);
        command.args(&self.arguments).stdin(Stdio::null()).stdout(Stdio::null());
        let start = Instant::now();
        let status = command.status().expect("the program starts");
        let time = start.elapsed();
        assert!(status.success(), "{:?} fails", self.arguments);
        time
    }

    /// How many instructions a run takes, as valgrind counts them; nothing without it.
    fn instructions(&self) -> Option<String> {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(self.path).args(&self.arguments);
        let told = String::from_utf8(valgrind.output().ok()?.stderr).ok()?;
        Some(told.lines().find_map(|line| line.split_once("refs:"))?.1.trim().to_owned())
    }
}

/// Runs a program in turn with the one that prints a line, and prints what it took.
fn show(name: &str, program: &Program<'_>, line: &Program<'_>) {
    // The first runs find nothing in the memory of the system.
    line.time();
    program.time();
    let pairs: Vec<[f64; 2]> =
        (0..PAIRS).map(|_| [line.time(), program.time()].map(|time| time.as_secs_f64())).collect();
    let of_line = median(pairs.iter().map(|[line, _]| line * 1e3));
    let of_program = median(pairs.iter().map(|[_, program]| program * 1e3));
    let ratio = median(pairs.iter().map(|[line, program]| program / line));
    let instructions = program.instructions().unwrap_or_else(|| "no valgrind".to_owned());
    println!("{name:<34} {of_program:>5.2} ms {of_line:>5.2} ms {ratio:>7.2} {instructions:>14}");
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

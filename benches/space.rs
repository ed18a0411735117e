//! The answer space: how long it takes to compile and to prove, to ask it something, and to walk it.
//!
//! `cargo bench --bench space` prints tables; times are medians of one run, so
//! compare within a run. `cargo bench --bench space -- write FOLDER SHAPE
//! QUESTIONS SEED` writes the files of a generated knowledge base, so that other
//! programs can be measured on the same rules; SHAPE is `random` or `local`.
#![allow(clippy::print_stdout, reason = "a bench prints")]

#[path = "../tests/support/random.rs"]
mod random;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use advisor::answers::Answers;
use advisor::engine::{Levels, Trust, decide};
use advisor::kb::{Files, KnowledgeBase, Reading, parse_day};
use advisor::space::{Outlook, Space, proof};
use random::Random;
use random::files::{self, Shape};

/// How many generated knowledge bases there are of each size.
const SEEDS: u64 = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write", folder, shape, questions, seed] => {
            let questions = questions.parse().expect("QUESTIONS is a number");
            let seed = seed.parse().expect("SEED is a number");
            write(Path::new(folder), &generated(shape, questions, seed));
        }
        _ => {
            shipped();
            growth("random");
            growth("local");
            walk("shipped", KnowledgeBase::embedded());
            walk("local, 40 questions", &load(&generated("local", 40, 0)));
        }
    }
}

/// The files of a generated knowledge base.
fn generated(shape: &str, questions: usize, seed: u64) -> Files {
    let shape = match shape {
        "random" => Shape::large(questions),
        "local" => Shape::large_and_local(questions),
        other => panic!("there is no shape `{other}`; take `random` or `local`"),
    };
    files::of(&shape, &mut Random::new(seed))
}

fn load(files: &Files) -> KnowledgeBase {
    files.load().unwrap_or_else(|problems| panic!("{problems}"))
}

fn write(folder: &Path, files: &Files) {
    for (name, text) in &files.0 {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(folder)).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }
}

fn levels(kb: &KnowledgeBase) -> Levels {
    Levels::of(kb, &Trust { as_of: parse_day("2026-11-23").expect("it is a day"), max_age: None })
}

/// How long something takes, and what comes of it.
fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = black_box(work());
    (start.elapsed(), done)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The most memory that this process has had so far, in MiB, where the system tells.
fn peak_memory() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").trim().parse::<usize>().ok()? / 1024)
}

/// The shipped knowledge base: the whole, then what one person asks.
fn shipped() {
    let kb = KnowledgeBase::embedded();
    let levels = levels(kb);
    let space = Space::compile(kb, &levels).expect("the shipped knowledge base can be laid out");
    println!("shipped: {} nodes", space.size());
    let load = (0..9).map(|_| timed(KnowledgeBase::embedded).0).collect();
    let compile = (0..9).map(|_| timed(|| Space::compile(kb, &levels)).0).collect();
    let prove = (0..9).map(|_| timed(|| proof(kb, &levels)).0).collect();
    println!("  load the files            {:>10.1?}", median(load));
    println!("  compile                   {:>10.1?}", median(compile));
    println!("  prove, compile included   {:>10.1?}", median(prove));

    let mut random = Random::new(1);
    let people: Vec<Answers> = (0..200).map(|_| random::answers(kb, &mut random)).collect();
    let ask = |name: &str, question: &dyn Fn(&Answers, &Reading)| {
        let times: Vec<Duration> = people
            .iter()
            .map(|answers| {
                let reading = answers.read(kb);
                timed(|| question(answers, &reading)).0
            })
            .collect();
        let most = times.iter().max().copied().unwrap_or_default();
        println!("  {name:<25} {:>10.1?}   at most {most:.1?}", median(times));
    };
    ask("one person: verdict", &|_, reading| drop(black_box(space.verdict(reading).clone())));
    ask("one person: outlook", &|answers, _| drop(black_box(Outlook::of(&space, |key| answers.get(key)?.chosen()))));
    ask("one person: nothing said", &|_, _| drop(black_box(Outlook::of(&space, |_| None))));
    ask("one person: changes", &|_, reading| {
        let now = space.verdict(reading);
        drop(black_box(space.changes(kb, reading, now, |_| true)));
    });
    ask("one person: what decided", &|_, reading| drop(black_box(space.sufficient(reading))));
}

/// How time and size grow with the questions, on generated knowledge bases with three rules a question.
fn growth(shape: &str) {
    println!("\n{shape} rules");
    println!("  questions rules combinations    compile    nodes  peak MiB so far");
    for questions in [10, 20, 30, 40] {
        for seed in 0..SEEDS {
            let kb = load(&generated(shape, questions, seed));
            let levels = levels(&kb);
            let combinations: f64 = kb.questions().iter().map(|one| random::accepted(one).len() as f64).product();
            let (compile, space) = timed(|| Space::compile(&kb, &levels));
            let nodes = space.map_or_else(|_| "refused".to_owned(), |space| space.size().to_string());
            println!(
                "  {questions:>9} {:>5} {combinations:>12.1e} {compile:>10.1?} {nodes:>8}  {:>8}",
                kb.rules().len(),
                peak_memory().map_or("?".to_owned(), |peak| peak.to_string()),
            );
        }
    }
}

/// Verdicts a second by walking the diagram, and by the engine.
fn walk(name: &str, kb: &KnowledgeBase) {
    let levels = levels(kb);
    let space = Space::compile(kb, &levels).expect("the knowledge base can be laid out");
    let mut random = Random::new(7);
    let sample: Vec<Reading> = (0..20_000).map(|_| random::reading(kb, &mut random)).collect();
    let walk = || {
        sample.iter().for_each(|reading| {
            black_box(space.verdict(reading));
        });
    };
    let few = &sample[..2000];
    let engine = || few.iter().for_each(|reading| drop(black_box(decide(kb, &levels, reading))));
    let a_second = |count: usize, run: &dyn Fn()| {
        count as f64 / median((0..9).map(|_| timed(run).0).collect()).as_secs_f64() / 1e6
    };
    println!("\nverdicts a second on one core, {name}");
    println!("  by the diagram  {:>8.3} million", a_second(sample.len(), &walk));
    println!("  by the engine   {:>8.3} million", a_second(few.len(), &engine));
}

//! What bytes by anybody must not do to the program. `fuzz/` looks for bytes that do it; `tests/corpus.rs` tries again
//! those that once did, and one of every kind besides.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use advisor::advice::{Advice, Case};
use advisor::answers::{Answer, Answers, Saved};
use advisor::batch::{Batch, Broken, Field, Notation, Settings, Totals};
use advisor::engine::{Levels, Trust, decide};
use advisor::kb::{Entry, Files, Key, KnowledgeBase, Question, parse_day};
use advisor::render::{Drawing, Text, markdown};
use advisor::space::Space;
use advisor::text::{escaped, is_unprintable};
use advisor::words::advice::{Detail, page};
use serde_json::Value;
use serde_json::value::RawValue;

use super::random::files;
use super::random::{Random, accepted, answers, reading};

/// A target: its name, which is that of its folder in the corpus, and what holds for all bytes.
pub(crate) type Target = (&'static str, fn(&[u8]));

pub(crate) const TARGETS: [Target; 4] =
    [("knowledge-base", knowledge_base), ("answers", answers_file), ("rows", rows), ("verdicts", verdicts)];

#[allow(dead_code, reason = "the corpus is tried on every target in turn")]
pub(crate) fn named(name: &str) -> fn(&[u8]) {
    TARGETS.iter().find(|(known, _)| *known == name).expect("it is a target").1
}

/// A knowledge base with what is worked out of it.
pub(crate) struct Laid {
    pub(crate) kb: KnowledgeBase,
    pub(crate) levels: Levels,
    pub(crate) space: Space,
}

impl Laid {
    /// None if it is refused as too large.
    pub(crate) fn of(kb: KnowledgeBase) -> Option<Self> {
        let levels = Levels::of(&kb, &trust());
        let space = Space::compile(&kb, &levels).ok()?;
        Some(Self { kb, levels, space })
    }

    /// The verdict of the engine, as rows tell it.
    pub(crate) fn word(&self, answers: &Answers) -> String {
        let kb = &self.kb;
        match decide(kb, &self.levels, &answers.read(kb)).verdict {
            Some(placing) => {
                placing.messengers().into_iter().map(|messenger| kb[messenger].id()).collect::<Vec<_>>().join("+")
            }
            None => "none-alone".to_owned(),
        }
    }
}

pub(crate) static BUILT_IN: LazyLock<Laid> =
    LazyLock::new(|| Laid::of(KnowledgeBase::embedded().clone()).expect("it fits"));

/// The small knowledge base, of which a target replaces a file. Tests and fuzzing run at the top of the package.
pub(crate) static SMALL: LazyLock<Files> = LazyLock::new(|| {
    Files::read("tests/knowledge_bases/small".as_ref()).unwrap_or_else(|problems| panic!("{problems}"))
});

/// Terms on which no fact is too old.
pub(crate) fn trust() -> Trust {
    Trust { as_of: parse_day("2026-11-23").expect("it is a date"), max_age: None }
}

/// Holds that nothing in a text would do more to a terminal than be printed.
pub(crate) fn assert_printable(text: &str) {
    let raw = text.chars().find(|character| is_unprintable(*character) && *character != '\n');
    assert_eq!(raw, None, "{}", escaped(text));
}

/// A text without the sequences that make words bold or coloured: an escape, a bracket, digits and an `m`.
fn without_styles(text: &str) -> String {
    let style = |part: &str| {
        part.strip_prefix('[')?
            .trim_start_matches(|digit: char| digit.is_ascii_digit())
            .strip_prefix('m')
            .map(str::to_owned)
    };
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + &style(part).unwrap_or_else(|| format!("\u{1b}{part}")))
}

/// A file of the small knowledge base is replaced: a line with its name, then its text.
/// It is refused with a reason that can be printed, or the diagram, the engine and the pages can do with it.
fn knowledge_base(bytes: &[u8]) {
    let Some((name, text)) = std::str::from_utf8(bytes).ok().and_then(|text| text.split_once('\n')) else { return };
    let kb = match SMALL.clone().with(name, text).load() {
        Ok(kb) => kb,
        Err(problems) => {
            assert!(!problems.0.is_empty());
            return assert_printable(&problems.to_string());
        }
    };
    let mut open = Answers::none(&kb);
    open.leave_rest_unsure(&kb);
    let trust = trust();
    let case = Case::of(&kb, &trust, &open);
    let levels = Levels::of(&kb, &trust);
    let space = Space::compile(&kb, &levels).ok();
    let page = page(&Advice::of(&case, None, space.as_ref()), Detail::Full);
    assert_printable(&without_styles(&Text { width: 80, drawing: Drawing::Words }.render(&page)));
    assert_printable(&markdown(&page));
    if let Some(space) = space {
        agree(&Laid { kb, levels, space }, &mut Random::new(bytes.len() as u64), 8);
    }
}

/// Holds the diagram to the engine on random readings.
fn agree(laid: &Laid, random: &mut Random, readings: usize) {
    // What can be answered to a question with very many choices is not listed.
    if laid.kb.questions().iter().any(|question| question.choices.len() > 12) {
        return;
    }
    for _ in 0..readings {
        let reading = reading(&laid.kb, random);
        let placing = decide(&laid.kb, &laid.levels, &reading).verdict;
        assert_eq!(*laid.space.verdict(&reading), placing, "{reading:?}");
    }
}

/// Answers that can be read are the same after they were written, as a file or in one line, and as a row.
fn answers_file(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Laid { kb, .. } = &*BUILT_IN;
    let saved = match Saved::parse(kb, "answers", text) {
        Ok(saved) => saved,
        Err(problems) => {
            assert!(!problems.0.is_empty());
            return assert_printable(&problems.to_string());
        }
    };
    let answers = &saved.answers;
    let again = |text: &str| Saved::parse(kb, "answers", text).map(|saved| saved.answers);
    assert_eq!(again(&answers.string(kb)).as_ref(), Ok(answers));
    let file = Saved { version: None, ..saved.clone() };
    if file.verdict.is_none() {
        assert_eq!(again(&file.write(kb)).as_ref(), Ok(answers));
    }
    let row: Option<Value> = serde_json::from_str(text).ok();
    if let Some(row) = row.filter(|row| row.is_object() && row.get("answers").is_none()) {
        let mut answers = answers.clone();
        answers.leave_rest_unsure(kb);
        let (told, totals) = decided(settings(vec![Field::Verdict], true), row.to_string().as_bytes());
        assert_eq!((totals.rows, totals.errors), (1, 0), "{row}: {told}");
        assert_eq!(told, format!("{{\"verdict\":\"{}\"}}\n", BUILT_IN.word(&answers)), "{row}");
    }
}

/// For JSON Lines in and out.
pub(crate) fn settings(fields: Vec<Field>, leave_rest_unsure: bool) -> Settings {
    Settings { notation: Notation::JsonLines, fields, leave_rest_unsure, counts_only: false, raw_cells: false }
}

/// What comes of rows; nothing for a sheet that is refused as a whole.
fn decided(settings: Settings, bytes: &[u8]) -> (String, Totals) {
    let Laid { kb, levels, space } = &*BUILT_IN;
    let mut out = Vec::new();
    let fault = match Batch::new(kb, levels, Some(space), settings).run(bytes, &mut out, |_| ()) {
        Ok(totals) => return (String::from_utf8(out).expect("results are text"), totals),
        Err(Broken::Heading(fault)) => fault,
        Err(Broken::Io(error)) => error.to_string(),
    };
    assert!(!fault.is_empty());
    assert_printable(&fault);
    (String::new(), Totals::default())
}

/// Rows: the first byte says how they are written, and whether open questions are refused.
/// The diagram, which decides where only verdicts are asked for, and the engine come to the same.
fn rows(bytes: &[u8]) {
    let Some((style, bytes)) = bytes.split_first() else { return };
    let is_lenient = style & 1 == 1;
    let is_sheet = style & 2 == 2;
    let notations = if is_sheet { &[Notation::Csv, Notation::CsvToJsonLines][..] } else { &[Notation::JsonLines] };
    for notation in notations {
        let run = |fields| decided(Settings { notation: *notation, ..settings(fields, is_lenient) }, bytes);
        let ((all, totals), (verdicts, again)) = (run(Field::ALL.to_vec()), run(vec![Field::Verdict]));
        assert_eq!((totals.rows, totals.errors), (again.rows, again.errors), "{all}{verdicts}");
        // Line breaks within cells go through as they are, those of Windows too.
        let shown = all.replace("\r\n", "\n");
        assert!(shown.chars().all(|character| !is_unprintable(character) || "\n\t".contains(character)), "{all:?}");
        if is_sheet {
            continue;
        }
        let written = bytes.split(|byte| *byte == b'\n').map(String::from_utf8_lossy);
        let written = written.filter(|line| !line.trim_start_matches('\u{FEFF}').trim().is_empty()).count();
        assert_eq!((all.lines().count(), verdicts.lines().count()), (written, written));
        for (all, verdict) in all.lines().zip(verdicts.lines()) {
            // Numbers go through as they were written, however large.
            let [all, verdict] = [all, verdict].map(|line| {
                let entries: BTreeMap<String, Box<RawValue>> = serde_json::from_str(line).expect("a result is JSON");
                ["error", "verdict"].map(|name| entries.get(name).map(|value| value.get().to_owned()))
            });
            assert_eq!(all, verdict);
        }
    }
}

/// Answers that are valid, picked by bytes: to the questions of the built-in knowledge base, and of a random one.
/// The diagram gives every one of them the verdict of the engine, and a row says the same.
fn verdicts(bytes: &[u8]) {
    let Laid { kb, space, levels } = &*BUILT_IN;
    let mut given = Answers::none(kb);
    let mut picks = bytes.iter();
    while let Some(&key) = given.open(kb).first() {
        let sets = accepted(&kb[key]);
        let pick = usize::from(picks.next().copied().unwrap_or_default());
        let answer = sets.get(pick % (sets.len() + 1)).map_or(Answer::Unsure, |set| Answer::Chosen(*set));
        given.set(key, Some(answer));
    }
    let reading = given.read(kb);
    let placing = decide(kb, levels, &reading).verdict;
    assert_eq!(space.verdict(&reading), &placing, "{}", given.string(kb));
    let cell = |key: Key<Question>| Some((kb[key].id().to_owned(), given.get(key)?.words(&kb[key]).into()));
    let row = Value::Object(kb.questions().keys().filter_map(cell).collect());
    let told = decided(settings(vec![Field::Verdict], false), row.to_string().as_bytes()).0;
    assert_eq!(told, format!("{{\"verdict\":\"{}\"}}\n", BUILT_IN.word(&given)), "{row}");

    let seed = bytes.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte));
    let mut random = Random::new(seed);
    let drawn = files::small(seed).load().unwrap_or_else(|problems| panic!("{problems}"));
    if let Some(laid) = Laid::of(drawn) {
        agree(&laid, &mut random, 16);
        let whole = answers(&laid.kb, &mut random);
        let again = Saved::parse(&laid.kb, "answers", &whole.string(&laid.kb)).map(|saved| saved.answers);
        assert_eq!(again, Ok(whole));
    }
}

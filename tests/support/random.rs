//! Random knowledge bases and answers for tests and benches: the same seed and shape give the same bytes.

#![allow(dead_code, reason = "every user needs a part of it")]

use std::ops::RangeInclusive;

use advisor::answers::{Answer, Answers, Reading};
use advisor::kb::{ChoiceSet, Files, KnowledgeBase, Question, Takes};

/// Names of invented messengers. Their alphabetical order, which is that of their files, is another one.
const MESSENGERS: [&str; 8] = ["delta", "alpha", "theta", "beta", "zeta", "gamma", "eta", "epsilon"];
/// The counts that facts and rules name.
const COUNTS: [&str; 4] = ["0", "20", "100", "1000"];
/// What every entry says of its sources.
const SOURCES: &str = "sources: [report]";

/// A sequence of random numbers: splitmix64 (Steele, Lea & Flood, OOPSLA 2014).
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// The sequence that belongs to a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`, which is not zero.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    /// A number of a range.
    pub(crate) fn within(&mut self, range: &RangeInclusive<usize>) -> usize {
        range.start() + self.below(range.end() - range.start() + 1)
    }

    /// Something that happens in so many of a hundred cases.
    pub(crate) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// One of these.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// So many different numbers below `bound`, or all of them if there are fewer, ascending.
    pub(crate) fn some(&mut self, count: usize, bound: usize) -> Vec<usize> {
        let mut left: Vec<usize> = (0..bound).collect();
        while left.len() > count {
            left.remove(self.below(left.len()));
        }
        left
    }

    /// Puts a list in a random order.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

/// What a random knowledge base is like. Shares are in percent.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) questions: usize,
    pub(crate) choices: RangeInclusive<usize>,
    /// The share of questions that take many choices; the last of them stands alone.
    pub(crate) many: usize,
    /// The share of questions that are asked only after certain answers.
    pub(crate) dependent: usize,
    pub(crate) rules: usize,
    /// How many questions the row of a rule names; none for a rule that always fires.
    pub(crate) cells: RangeInclusive<usize>,
    pub(crate) properties: usize,
    pub(crate) levels: RangeInclusive<usize>,
    /// The share of properties that are counts.
    pub(crate) counts: usize,
    pub(crate) candidates: usize,
    pub(crate) alternatives: usize,
    pub(crate) contexts: usize,
    pub(crate) settings: usize,
    pub(crate) companions: usize,
    /// The share of facts that nobody knows or that are thin.
    pub(crate) unknown: usize,
    /// The share of rules that bring a must.
    pub(crate) musts: usize,
    /// How many neighbouring questions a row draws from; any if none.
    pub(crate) locality: Option<usize>,
}

impl Shape {
    /// The shape of a small knowledge base, with something of everything.
    pub(crate) fn small(random: &mut Random) -> Self {
        Self {
            questions: random.within(&(3..=6)),
            choices: 2..=random.within(&(2..=4)),
            many: random.below(40),
            dependent: random.below(60),
            rules: random.within(&(4..=14)),
            cells: 0..=2,
            properties: random.within(&(3..=7)),
            levels: 2..=random.within(&(2..=4)),
            counts: 20,
            candidates: random.within(&(2..=4)),
            alternatives: random.within(&(0..=2)),
            contexts: random.within(&(1..=3)),
            settings: random.within(&(0..=5)),
            companions: random.within(&(0..=5)),
            unknown: random.below(25),
            musts: random.within(&(10..=60)),
            locality: [None, Some(2), Some(3)][random.below(3)],
        }
    }
}

/// The files of the small random knowledge base that belongs to a seed.
pub(crate) fn small(seed: u64) -> Files {
    let mut random = Random::new(seed);
    let shape = Shape::small(&mut random);
    files(&shape, &mut random)
}

/// The files of a valid random knowledge base.
pub(crate) fn files(shape: &Shape, random: &mut Random) -> Files {
    let writer = Writer::new(shape, random);
    let mut messengers = MESSENGERS[..(shape.candidates + shape.alternatives).min(MESSENGERS.len())].to_vec();
    random.shuffle(&mut messengers);
    let mut files = Files::default()
        .with("scope.yaml", &writer.scope(&messengers[..shape.candidates], random))
        .with("properties.yaml", &writer.properties())
        .with("questions.yaml", &writer.questions(random))
        .with("rules.yaml", &list((0..shape.rules).map(|number| writer.rule(number, random))))
        .with("complements.yaml", &writer.complements(&messengers, random))
        .with("risks.yaml", "[]\n")
        .with("sources.yaml", SOURCE);
    for messenger in messengers {
        files = files.with(&format!("messengers/{messenger}.yaml"), &writer.messenger(messenger, random));
    }
    files
}

/// The only source.
const SOURCE: &str =
    "- { id: report, title: A report, publisher: A house, url: 'https://example.org/', date: 2025, kind: primary }\n";

/// Writes the files, once it is settled which questions and properties there are.
struct Writer<'a> {
    shape: &'a Shape,
    /// For each question: how many choices it has, and whether it takes many.
    questions: Vec<(usize, bool)>,
    /// For each property: its levels as written, worst first.
    properties: Vec<Vec<String>>,
}

impl<'a> Writer<'a> {
    fn new(shape: &'a Shape, random: &mut Random) -> Self {
        let question = |random: &mut Random| (random.within(&shape.choices), random.percent(shape.many));
        let property = |random: &mut Random| {
            if random.percent(shape.counts) {
                return COUNTS.map(str::to_owned).to_vec();
            }
            (0..random.within(&shape.levels)).map(|level| format!("l{level}")).collect()
        };
        Self {
            shape,
            questions: (0..shape.questions).map(|_| question(random)).collect(),
            properties: (0..shape.properties).map(|_| property(random)).collect(),
        }
    }

    fn scope(&self, candidates: &[&str], random: &mut Random) -> String {
        let contexts = self.shape.contexts;
        let close_call = random.below(12);
        let mut text =
            format!("version: 2026-01-15\ncandidates: [{}]\nclose-call: {close_call}\n", candidates.join(", "));
        text += "groups: [{ id: all, title: All }]\nthemes: [{ id: all, title: All }]\ncontexts:\n";
        for number in 0..contexts {
            let active = if random.percent(30) { String::new() } else { self.rows(self.shape.questions, random) };
            text +=
                &format!("  - {{ id: x{number}, title: Circle {number}, people: people, active-when: [{active}] }}\n");
        }
        text += "apart:";
        let groups = if contexts < 2 { 0 } else { random.below(3) };
        for _ in 0..groups {
            let count = random.within(&(2..=contexts));
            let members: Vec<String> = random.some(count, contexts).iter().map(|member| format!("x{member}")).collect();
            let when = self.rows(self.shape.questions, random);
            let unless = self.need(random);
            text += &format!(
                "\n  - {{ contexts: [{}], when: [{when}], unless: {{ {unless} }}, because: A reason }}",
                members.join(", ")
            );
        }
        if groups == 0 { text + " []\n" } else { text + "\n" }
    }

    fn properties(&self) -> String {
        list(self.properties.iter().enumerate().map(|(number, levels)| {
            let steps: Vec<String> = levels.iter().map(|level| format!("{{ id: {level}, label: {level} }}")).collect();
            let measure = if is_count(levels) { "count: things".to_owned() } else { format!("scale: [{}]", steps.join(", ")) };
            format!("{{ id: p{number}, title: Property {number}, group: all, why: A reason, review-after: 1 year, {measure} }}")
        }))
    }

    fn messenger(&self, id: &str, random: &mut Random) -> String {
        let mut text =
            format!("id: {id}\ntitle: {id}\nwebsite: https://example.org/{id}\nabout: A messenger\nfacts:\n");
        for (number, levels) in self.properties.iter().enumerate() {
            // The better of two draws, so that musts are met often enough.
            let mut level = levels[random.below(levels.len()).max(random.below(levels.len()))].as_str();
            let mut confidence = *random.pick(&["medium", "high"]);
            if random.percent(self.shape.unknown) {
                if random.percent(50) {
                    level = "unknown";
                } else {
                    confidence = "low";
                }
            }
            let field = if is_count(levels) { "count" } else { "level" };
            let month = random.within(&(1..=9));
            text += &format!(
                "  p{number}: {{ {field}: {level}, summary: A fact, detail: A fact, as-of: 2025-0{month}, confidence: {confidence}, {SOURCES} }}\n"
            );
        }
        text
    }

    fn questions(&self, random: &mut Random) -> String {
        list(self.questions.iter().enumerate().map(|(number, &(count, many))| {
            let choice = |choice: usize| {
                let alone = if many && choice + 1 == count { ", alone: true" } else { "" };
                format!("{{ id: c{choice}, label: Choice {choice}{alone} }}")
            };
            let choices: Vec<String> = (0..count).map(choice).collect();
            let takes = if many { "many" } else { "one" };
            let unsure = random.below(count);
            let depends = number > 0 && random.percent(self.shape.dependent);
            let ask_when = if depends { self.rows(number, random) } else { String::new() };
            format!(
                "{{ id: q{number}, theme: all, ask: Question {number}, help: Help, why: A reason, takes: {takes}, \
                 choices: [{}], if-unsure: [c{unsure}], unsure-means: a reading, ask-when: [{ask_when}] }}",
                choices.join(", ")
            )
        }))
    }

    fn rule(&self, number: usize, random: &mut Random) -> String {
        let cells = random.within(&self.shape.cells);
        let when = self.row(self.shape.questions, cells, random);
        let named = self.shape.contexts > 1 && random.percent(50);
        let context = if named { format!("context: x{}, ", random.below(self.shape.contexts)) } else { String::new() };
        let weight = random.within(&(1..=5));
        let strength = if random.percent(self.shape.musts) { "must".to_owned() } else { format!("should {weight}") };
        let need = self.need(random);
        format!(
            "{{ id: r{number}, when: {when}, {context}need: {{ {need} }}, strength: {strength}, because: A reason, {SOURCES} }}"
        )
    }

    fn complements(&self, messengers: &[&str], random: &mut Random) -> String {
        let kinds = [("setting", self.shape.settings), ("companion", self.shape.companions)];
        list(kinds.into_iter().flat_map(|(kind, count)| (0..count).map(move |number| (kind, number))).map(|(kind, number)| {
            let count = random.within(&(1..=2));
            let raised = random.some(count, self.properties.len());
            let raises: Vec<String> = raised.iter().map(|property| self.level(*property, 1, random)).collect();
            let mut more = String::new();
            let scale = random.below(self.properties.len());
            if random.percent(40) && !is_count(&self.properties[scale]) {
                let levels = &self.properties[scale];
                let count = random.within(&(1..=levels.len()));
                let works: Vec<&str> = random.some(count, levels.len()).iter().map(|level| levels[*level].as_str()).collect();
                more += &format!(", works-with: {{ p{scale}: [{}] }}", works.join(", "));
            }
            if random.percent(50) {
                more += &format!(", available-when: [{}]", self.rows(self.shape.questions, random));
            }
            if kind == "companion" && random.percent(40) {
                more += &format!(", messenger: {}", random.pick(messengers));
            }
            let effort = random.within(&(1..=5));
            format!(
                "{{ id: {kind}-{number}, kind: {kind}, title: A way, about: A way, raises: {{ {} }}, effort: {effort}, \
                 how-to: [A step], as-of: 2025, {SOURCES}{more} }}",
                raises.join(", ")
            )
        }))
    }

    /// One or two rows on questions before the one at `before`, neither of them empty.
    fn rows(&self, before: usize, random: &mut Random) -> String {
        let row = |random: &mut Random| {
            let cells = random.within(&(1..=2));
            self.row(before, cells, random)
        };
        let first = row(random);
        if random.percent(70) { first } else { format!("{first}, {}", row(random)) }
    }

    /// A row with so many cells on questions before the one at `before`.
    fn row(&self, before: usize, cells: usize, random: &mut Random) -> String {
        let window = self.shape.locality.unwrap_or(before).min(before);
        let first = random.below(before - window + 1);
        let asked = random.some(cells, window).into_iter().map(|number| first + number);
        let cells = asked.map(|question| {
            let (count, _) = self.questions[question];
            let accepted = random.within(&(1..=count - 1));
            let accepted: Vec<String> =
                random.some(accepted, count).iter().map(|choice| format!("c{choice}")).collect();
            format!("q{question}: [{}]", accepted.join(", "))
        });
        format!("{{ {} }}", cells.collect::<Vec<_>>().join(", "))
    }

    /// A property at a level that can be needed.
    fn need(&self, random: &mut Random) -> String {
        let property = random.below(self.properties.len());
        self.level(property, 1, random)
    }

    /// A property at one of its levels from `least` on.
    fn level(&self, property: usize, least: usize, random: &mut Random) -> String {
        let levels = &self.properties[property];
        format!("p{property}: {}", levels[random.within(&(least..=levels.len() - 1))])
    }
}

fn is_count(levels: &[String]) -> bool {
    levels[0] == COUNTS[0]
}

/// A YAML list with an entry on every line.
fn list(entries: impl Iterator<Item = String>) -> String {
    let lines: String = entries.map(|entry| format!("- {entry}\n")).collect();
    if lines.is_empty() { "[]\n".to_owned() } else { lines }
}

/// Every set of choices that a question accepts.
pub(crate) fn accepted(question: &Question) -> Vec<ChoiceSet> {
    let count = question.choices.len();
    match question.takes {
        Takes::One => (0..count).map(ChoiceSet::only).collect(),
        Takes::Many => (1..1_usize << count).map(chosen).filter(|set| question.accepts(*set)).collect(),
    }
}

/// The set of the choices whose bits are set.
fn chosen(bits: usize) -> ChoiceSet {
    let positions = (0..usize::BITS as usize).filter(|position| bits >> position & 1 == 1);
    positions.fold(ChoiceSet::default(), ChoiceSet::with)
}

/// A random answer to every question, *unsure* for some, until none is open.
pub(crate) fn answers(kb: &KnowledgeBase, random: &mut Random) -> Answers {
    let mut answers = Answers::none(kb);
    while let Some(&key) = answers.open(kb).first() {
        let chosen = *random.pick(&accepted(&kb[key]));
        answers.set(key, Some(if random.percent(10) { Answer::Unsure } else { Answer::Chosen(chosen) }));
    }
    answers
}

/// A random reading: every way to answer a question is as likely as any other.
pub(crate) fn reading(kb: &KnowledgeBase, random: &mut Random) -> Reading {
    let drawn: Vec<ChoiceSet> = kb.questions().iter().map(|question| *random.pick(&accepted(question))).collect();
    Reading::of(kb, |question| drawn[question.position()])
}

/// Every reading there is, or nothing if there are more than `most` combinations of answers.
pub(crate) fn readings(kb: &KnowledgeBase, most: usize) -> Option<Vec<Reading>> {
    let sets: Vec<Vec<ChoiceSet>> = kb.questions().iter().map(accepted).collect();
    let count =
        sets.iter().try_fold(1_usize, |count, sets| count.checked_mul(sets.len()).filter(|count| *count <= most))?;
    let reading = |mut number: usize| {
        let mut digit = |sets: &Vec<ChoiceSet>| {
            let set = sets[number % sets.len()];
            number /= sets.len();
            set
        };
        let chosen: Vec<ChoiceSet> = sets.iter().map(&mut digit).collect();
        Reading::of(kb, |question| chosen[question.position()])
    };
    Some((0..count).map(reading).collect())
}

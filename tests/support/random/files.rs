//! The files of random knowledge bases, valid by construction.

use std::ops::RangeInclusive;

use advisor::kb::Files;

use super::Random;

/// Names of invented messengers. Their alphabetical order, which is that of their files, is another one.
const MESSENGERS: [&str; 8] = ["delta", "alpha", "theta", "beta", "zeta", "gamma", "eta", "epsilon"];
/// The counts that facts and rules name.
const COUNTS: [&str; 4] = ["0", "20", "100", "1000"];
const SOURCES: &str = "sources: [report]";
const SOURCE: &str =
    "- { id: report, title: A report, publisher: A house, url: 'https://example.org/', date: 2025, kind: primary }\n";

const HELPLINE: &str = "- { id: line, title: A line, whom: anyone, website: 'https://example.org/line', how: By phone, \
                        languages: English, as-of: 2025-06, sources: [report] }\n";

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
    pub(crate) counts: usize,
    pub(crate) candidates: usize,
    pub(crate) alternatives: usize,
    pub(crate) contexts: usize,
    pub(crate) settings: usize,
    pub(crate) companions: usize,
    pub(crate) practices: usize,
    /// The share of companions that take the place of the messenger, of properties that bar the use, and of musts that
    /// outrank others.
    pub(crate) grave: usize,
    /// The share of facts of alternatives that are at the best level.
    pub(crate) able: usize,
    /// The share of facts that nobody knows or that are thin.
    pub(crate) unknown: usize,
    pub(crate) musts: usize,
    /// How many neighbouring questions a row draws from; any if none.
    pub(crate) locality: Option<usize>,
    /// The share of rules that name a context, if there are several.
    pub(crate) named: usize,
    /// The share of cells on the first question of a neighbourhood, and of cells that accept one choice alone.
    pub(crate) hubs: usize,
    /// The share of facts at the best level.
    pub(crate) best: usize,
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
            practices: random.within(&(0..=3)),
            grave: random.below(60),
            able: random.below(90),
            unknown: random.below(25),
            musts: random.within(&(10..=60)),
            locality: [None, Some(2), Some(3)][random.below(3)],
            named: 50,
            hubs: 0,
            best: 0,
        }
    }

    /// The shape of a large knowledge base in which rules name any questions.
    pub(crate) fn large(questions: usize) -> Self {
        Self {
            questions,
            choices: 3..=4,
            many: 0,
            dependent: 10,
            rules: questions * 3,
            cells: 1..=3,
            properties: questions * 3 / 2,
            levels: 2..=4,
            counts: 10,
            candidates: 2,
            alternatives: 3,
            contexts: 2,
            settings: questions / 5,
            companions: questions / 5,
            practices: questions / 5,
            grave: 20,
            able: 0,
            unknown: 5,
            musts: 40,
            locality: None,
            named: 50,
            hubs: 0,
            best: 0,
        }
    }

    /// The shape of a large knowledge base whose rules are like those of the shipped one: most name one question, most
    /// of them one of a few, half bring a must, and candidates meet most of what is needed.
    pub(crate) fn large_and_local(questions: usize) -> Self {
        Self { cells: 1..=2, musts: 52, locality: Some(8), named: 18, hubs: 65, best: 65, ..Self::large(questions) }
    }
}

/// The files of the small random knowledge base that belongs to a seed.
pub(crate) fn small(seed: u64) -> Files {
    let mut random = Random::new(seed);
    let shape = Shape::small(&mut random);
    of(&shape, &mut random)
}

/// The files of a valid random knowledge base of a shape, with at most eight messengers.
pub(crate) fn of(shape: &Shape, random: &mut Random) -> Files {
    let writer = Writer::new(shape, random);
    let mut messengers = MESSENGERS[..shape.candidates + shape.alternatives].to_vec();
    random.shuffle(&mut messengers);
    let mut files = Files::default()
        .with("scope.yaml", &writer.scope(&messengers[..shape.candidates], random))
        .with("properties.yaml", &writer.properties(random))
        .with("questions.yaml", &writer.questions(random))
        .with("rules.yaml", &list((0..shape.rules).map(|number| writer.rule(number, random))))
        .with("complements.yaml", &writer.complements(&messengers, random))
        .with("risks.yaml", &writer.risk(random))
        .with("stops.yaml", &writer.stops(random))
        .with("helplines.yaml", HELPLINE)
        .with("sources.yaml", SOURCE);
    for (position, messenger) in messengers.into_iter().enumerate() {
        let best = if position < shape.candidates { shape.best } else { shape.best.max(shape.able) };
        files = files.with(&format!("messengers/{messenger}.yaml"), &writer.messenger(messenger, best, random));
    }
    files
}

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
        let candidates = candidates.join(", ");
        let mut text = format!("version: 2026-01-15\ncandidates: [{candidates}]\nclose-call: {close_call}\n");
        text += "groups: [{ id: all, title: All }]\nthemes: [{ id: all, title: All }]\n";
        text += "sittings: [{ id: here, title: Open the settings }, { id: there, title: Open your phone }]\n";
        text += "retired: { gone: Answer the first question instead. }\ncontexts:\n";
        for number in 0..contexts {
            let rows = if random.percent(30) { String::new() } else { self.rows(self.shape.questions, random) };
            let titles = format!("title: Circle {number}, people: people");
            text += &format!("  - {{ id: x{number}, {titles}, active-when: [{rows}] }}\n");
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

    fn properties(&self, random: &mut Random) -> String {
        list(self.properties.iter().enumerate().map(|(number, levels)| {
            let steps: Vec<String> = levels.iter().map(|level| format!("{{ id: {level}, label: {level} }}")).collect();
            let scale = format!("scale: [{}]", steps.join(", "));
            let measure = if is_count(levels) { "count: things" } else { scale.as_str() };
            let grave = ", bars-use: true, if-open: A text, if-open-do: Do it, cannot: do it";
            let open = if random.percent(self.shape.grave) { grave } else { "" };
            format!(
                "{{ id: p{number}, title: Property {number}, group: all, why: A reason, review-after: 1 year, \
                 {measure}{open} }}"
            )
        }))
    }

    fn messenger(&self, id: &str, best: usize, random: &mut Random) -> String {
        let mut text =
            format!("id: {id}\ntitle: {id}\nwebsite: https://example.org/{id}\nabout: A messenger\nfacts:\n");
        for (number, levels) in self.properties.iter().enumerate() {
            // The better of two draws, so that musts are met often enough.
            let mut level = levels[random.below(levels.len()).max(random.below(levels.len()))].as_str();
            if random.percent(best) {
                level = &levels[levels.len() - 1];
            }
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
                "  p{number}: {{ {field}: {level}, summary: A fact, detail: A fact, as-of: 2025-0{month}, \
                 confidence: {confidence}, {SOURCES} }}\n"
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
        let named = self.shape.contexts > 1 && random.percent(self.shape.named);
        let context = if named { format!("context: x{}, ", random.below(self.shape.contexts)) } else { String::new() };
        let weight = random.within(&(1..=5));
        let is_must = random.percent(self.shape.musts);
        let strength = if is_must { "must".to_owned() } else { format!("should {weight}") };
        let outranks = if is_must && random.percent(self.shape.grave / 2) { "outranks: true, " } else { "" };
        let need = self.need(random);
        format!(
            "{{ id: r{number}, when: {when}, {context}need: {{ {need} }}, strength: {strength}, {outranks}\
             because: A reason, {SOURCES} }}"
        )
    }

    fn complements(&self, messengers: &[&str], random: &mut Random) -> String {
        let Shape { settings, companions, practices, .. } = *self.shape;
        let kinds = [("setting", settings), ("companion", companions), ("practice", practices)];
        let all = kinds.into_iter().flat_map(|(kind, count)| (0..count).map(move |number| (kind, number)));
        list(all.map(|(kind, number)| self.complement(kind, number, messengers, random)))
    }

    fn risk(&self, random: &mut Random) -> String {
        let rows = random.percent(50).then(|| self.rows(self.shape.questions, random));
        list(rows.into_iter().map(|rows| {
            format!("{{ id: risk, title: A risk, when: [{rows}], remedy: Do this., text: A text, {SOURCES} }}")
        }))
    }

    /// A full stop and another one, or fewer.
    fn stops(&self, random: &mut Random) -> String {
        let count = random.below(3);
        list((0..count).map(|number| {
            let mut more = String::new();
            if number == 0 {
                more += ", full: true, first: [Do this.], later: [Do that.]";
            }
            if random.percent(50) {
                more += &format!(", not-when: [{}]", self.rows(self.shape.questions, random));
            }
            let rows = self.rows(self.shape.questions, random);
            format!(
                "{{ id: stop-{number}, when: [{rows}], title: Stop, text: A text, helplines: [line], {SOURCES}{more} }}"
            )
        }))
    }

    fn complement(&self, kind: &str, number: usize, messengers: &[&str], random: &mut Random) -> String {
        let count = random.within(&(1..=2));
        let raised = random.some(count, self.properties.len());
        let raises: Vec<String> = match kind {
            "practice" => Vec::new(),
            _ => raised.iter().map(|property| self.need_on(*property, random)).collect(),
        };
        let mut more = String::new();
        let property = random.below(self.properties.len());
        let levels = &self.properties[property];
        if random.percent(40) && !is_count(levels) {
            let count = random.within(&(1..=levels.len()));
            let works: Vec<&str> =
                random.some(count, levels.len()).iter().map(|level| levels[*level].as_str()).collect();
            more += &format!(", works-with: {{ p{property}: [{}] }}", works.join(", "));
        }
        if random.percent(50) {
            more += &format!(", available-when: [{}]", self.rows(self.shape.questions, random));
        }
        if random.percent(25) {
            more += &format!(", not-when: [{}]", self.rows(self.shape.questions, random));
        }
        let takes_the_place = kind == "companion" && random.percent(self.shape.grave);
        if takes_the_place {
            more += ", takes-the-place: true, headline: Something else";
        }
        if kind == "companion" && random.percent(if takes_the_place { 60 } else { 30 }) {
            let (_, alternatives) = messengers.split_at(self.shape.candidates);
            let is_candidate = alternatives.is_empty() || random.percent(20);
            more += &format!(", messenger: {}", random.pick(if is_candidate { messengers } else { alternatives }));
        }
        if kind != "companion" && random.percent(40) {
            more += &format!(", sitting: {}, short: do it", random.pick(&["here", "there"]));
        }
        if random.percent(50) {
            let (stage, urgency) = (random.pick(&["before", "sign-up", "after", "always"]), random.within(&(1..=9)));
            more += &format!(", stage: {stage}, urgency: {urgency}");
        }
        if random.percent(30) {
            let when = self.row(self.shape.questions, 1, random);
            more += &format!(", urgent-when: [{{ when: {when}, urgency: {} }}]", random.within(&(1..=9)));
        }
        // Of two that exclude each other, one names the other.
        if number > 0 && random.percent(30) {
            more += &format!(", excludes: [{kind}-{}]", random.below(number));
        }
        let effort = random.within(&(1..=5));
        format!(
            "{{ id: {kind}-{number}, kind: {kind}, title: A way, about: A way, raises: {{ {} }}, effort: {effort}, \
             how-to: [A step], as-of: 2025, {SOURCES}{more} }}",
            raises.join(", ")
        )
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
        // Neighbourhoods with a hub lie side by side, so that a hub is the same for all of its rules.
        let first = if self.shape.hubs > 0 { first - first % window } else { first };
        let mut asked: Vec<usize> = random.some(cells, window).into_iter().map(|number| first + number).collect();
        if random.percent(self.shape.hubs) && !asked.is_empty() && !asked.contains(&first) {
            asked[0] = first;
        }
        let cells = asked.into_iter().map(|question| {
            let (count, _) = self.questions[question];
            let most = if random.percent(self.shape.hubs) { 1 } else { count - 1 };
            let accepted = random.within(&(1..=most));
            let ids: Vec<String> = random.some(accepted, count).iter().map(|choice| format!("c{choice}")).collect();
            format!("q{question}: [{}]", ids.join(", "))
        });
        format!("{{ {} }}", cells.collect::<Vec<_>>().join(", "))
    }

    /// A property at a level that can be needed.
    fn need(&self, random: &mut Random) -> String {
        self.need_on(random.below(self.properties.len()), random)
    }

    fn need_on(&self, property: usize, random: &mut Random) -> String {
        let levels = &self.properties[property];
        format!("p{property}: {}", levels[random.within(&(1..=levels.len() - 1))])
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

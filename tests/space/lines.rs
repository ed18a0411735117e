//! Knowledge bases of two messengers, written line by line.

use advisor::kb::{Files, KnowledgeBase};

use super::load;

/// A knowledge base of two messengers, `one` before `two` in default order, as lines of its files.
#[derive(Default)]
pub(super) struct Lines {
    questions: Vec<String>,
    /// For each property: whether each messenger has it.
    properties: Vec<[bool; 2]>,
    rules: Vec<String>,
    settings: Vec<String>,
    contexts: usize,
    pub(super) apart: Vec<String>,
}

impl Lines {
    /// Nothing but so many contexts, which are always active.
    pub(super) fn in_contexts(contexts: usize) -> Self {
        Self { contexts, ..Self::default() }
    }

    /// Adds a question with so many choices; its number.
    pub(super) fn question(&mut self, takes: &str, choices: usize) -> usize {
        let number = self.questions.len();
        let choices: Vec<String> =
            (0..choices).map(|choice| format!("{{ id: c{choice}, label: Choice {choice} }}")).collect();
        self.questions.push(format!(
            "{{ id: q{number}, theme: all, ask: Question {number}, help: Help, why: A reason, takes: {takes}, \
             choices: [{}], if-unsure: [c0], unsure-means: a reading, ask-when: [] }}",
            choices.join(", ")
        ));
        number
    }

    /// Lets a question be asked only where one of these rows holds.
    pub(super) fn ask_when(&mut self, question: usize, rows: &str) {
        let line = &mut self.questions[question];
        *line = line.replace("ask-when: []", &format!("ask-when: [{rows}]"));
    }

    /// Adds a property; its number.
    pub(super) fn property(&mut self, has: [bool; 2]) -> usize {
        self.properties.push(has);
        self.properties.len() - 1
    }

    /// Adds a rule that needs a property: its row, context included if there is one, and its strength.
    pub(super) fn rule(&mut self, when: &str, property: usize, strength: &str) {
        let number = self.rules.len();
        self.rules.push(format!(
            "{{ id: r{number}, when: {when}, need: {{ p{property}: yes }}, strength: {strength}, because: A reason, \
             sources: [report] }}"
        ));
    }

    /// Adds a setting.
    pub(super) fn setting(&mut self, raises: &[usize], effort: usize, available: &str) {
        let number = self.settings.len();
        let raises: Vec<String> = raises.iter().map(|property| format!("p{property}: yes")).collect();
        self.settings.push(format!(
            "{{ id: s{number}, kind: setting, title: A way, about: A way, raises: {{ {} }}, effort: {effort}, \
             how-to: [A step], as-of: 2025, sources: [report], available-when: [{available}] }}",
            raises.join(", ")
        ));
    }

    /// The knowledge base.
    pub(super) fn load(&self) -> KnowledgeBase {
        load(&self.files())
    }

    /// The files of the knowledge base.
    pub(super) fn files(&self) -> Files {
        let list = |lines: &[String]| match lines {
            [] => "[]\n".to_owned(),
            lines => lines.iter().map(|line| format!("- {line}\n")).collect(),
        };
        let contexts: Vec<String> = (0..self.contexts.max(1))
            .map(|number| format!("{{ id: x{number}, title: Circle {number}, people: people, active-when: [] }}"))
            .collect();
        let scope = format!(
            "version: 2026-01-15\ncandidates: [one, two]\nclose-call: 0\ngroups: [{{ id: all, title: All }}]\n\
             themes: [{{ id: all, title: All }}]\ncontexts: [{}]\napart: [{}]\n",
            contexts.join(", "),
            self.apart.join(", ")
        );
        let properties: Vec<String> = (0..self.properties.len())
            .map(|number| {
                format!(
                    "{{ id: p{number}, title: Property {number}, group: all, why: A reason, review-after: 1 year, \
                     scale: [{{ id: no, label: No }}, {{ id: yes, label: Yes }}] }}"
                )
            })
            .collect();
        let mut files = Files::default()
            .with("scope.yaml", &scope)
            .with("properties.yaml", &list(&properties))
            .with("questions.yaml", &list(&self.questions))
            .with("rules.yaml", &list(&self.rules))
            .with("complements.yaml", &list(&self.settings))
            .with("risks.yaml", "[]\n")
            .with(
                "sources.yaml",
                "- { id: report, title: A report, publisher: A house, url: 'https://example.org/', date: 2025, \
                 kind: primary }\n",
            );
        for (position, id) in ["one", "two"].into_iter().enumerate() {
            let mut text =
                format!("id: {id}\ntitle: {id}\nwebsite: https://example.org/{id}\nabout: A messenger\nfacts:\n");
            for (number, has) in self.properties.iter().enumerate() {
                let level = if has[position] { "yes" } else { "no" };
                text += &format!(
                    "  p{number}: {{ level: {level}, summary: A fact, detail: A fact, as-of: 2025-01, \
                     confidence: high, sources: [report] }}\n"
                );
            }
            files = files.with(&format!("messengers/{id}.yaml"), &text);
        }
        files
    }
}

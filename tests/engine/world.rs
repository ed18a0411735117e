//! A small knowledge base in the making, and what is decided on it.

use advisor::answers::{Answer, Answers};
use advisor::engine::{Assessment, Decision, Enough, Levels, decide};
use advisor::kb::{Complement, Files, Key, KnowledgeBase};

use super::{load, trust, with_candidates};

pub(crate) const SCOPE: &str = "
version: 2026-01-15
candidates: [alpha, beta]
close-call: 5
contexts:
  - { id: friends, title: Friends, people: people who know you, active-when: [{ circle: [friends, both] }] }
  - { id: strangers, title: Strangers, people: people who must not, active-when: [{ circle: [strangers, both] }] }
apart:
  - { contexts: [friends, strangers], when: [{ separate: ['yes'] }], unless: { accounts: several }, because: A reason }
groups: [{ id: all, title: All }]
themes: [{ id: all, title: All }]
";

const PROPERTIES: &str = "
- { id: secrecy, title: Secrecy, group: all, why: A reason, review-after: 1 year,
    scale: [{ id: none, label: None }, { id: partial, label: Partial }, { id: full, label: Full }] }
- { id: sign-up, title: Sign-up, group: all, why: A reason, review-after: 1 year,
    scale: [{ id: number, label: Number }, { id: nothing, label: Nothing }] }
- { id: offline, title: Offline, group: all, why: A reason, review-after: 1 year,
    scale: [{ id: never, label: Never }, { id: nearby, label: Nearby }] }
- { id: accounts, title: Accounts, group: all, why: A reason, review-after: 1 year,
    scale: [{ id: one, label: One }, { id: several, label: Several }] }
- { id: size, title: Size, group: all, why: A reason, review-after: 1 year, count: members }
";

const QUESTIONS: &str = "
- { id: circle, theme: all, ask: Who, help: Help, why: A reason, takes: one, if-unsure: [both], unsure-means: both,
    choices: [{ id: friends, label: Friends }, { id: strangers, label: Strangers }, { id: both, label: Both }] }
- { id: separate, theme: all, ask: Apart, help: Help, why: A reason, takes: one, if-unsure: ['yes'], unsure-means: separate,
    choices: [{ id: 'yes', label: 'Yes' }, { id: 'no', label: 'No' }] }
- { id: spare, theme: all, ask: Spare, help: Help, why: A reason, takes: one, if-unsure: ['no'], unsure-means: none,
    choices: [{ id: 'yes', label: 'Yes' }, { id: 'no', label: 'No' }] }
";

const SOURCES: &str =
    "- { id: report, title: A report, publisher: A house, url: 'https://example.org/', date: 2025, kind: primary }";

/// The facts on secrecy, sign-up, offline, accounts and size.
pub(crate) type Facts = [&'static str; 5];

const ALPHA: Facts = ["full", "number", "never", "one", "1000"];
const BETA: Facts = ["none", "nothing", "never", "several", "100"];

/// A small knowledge base in the making.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) files: Files,
    pub(crate) rules: String,
    pub(crate) complements: String,
}

/// The candidates alpha and beta, with these rules and without complements.
pub(crate) fn world(rules: &str) -> World {
    let files =
        [("scope", SCOPE), ("properties", PROPERTIES), ("questions", QUESTIONS), ("sources", SOURCES), ("risks", "[]")];
    let files = files.iter().fold(Files::default(), |files, (name, text)| files.with(&format!("{name}.yaml"), text));
    let world = World { files, rules: String::new(), complements: String::new() };
    world.messenger("alpha", ALPHA).messenger("beta", BETA).and(rules)
}

impl World {
    /// Adds rules that always fire, as in `secrecy: full, must; size: 500, should 2, context: friends`.
    pub(crate) fn and(mut self, rules: &str) -> Self {
        for rule in rules.split("; ").filter(|rule| !rule.is_empty()) {
            let (need, strength) = rule.split_once(", ").expect("a need and a strength");
            let number = self.rules.lines().count();
            self.rules += &format!(
                "- {{ id: rule-{number}, when: {{}}, need: {{ {need} }}, because: A reason, sources: [report], \
                 strength: {strength} }}\n"
            );
        }
        self
    }

    pub(crate) fn messenger(mut self, id: &str, facts: Facts) -> Self {
        let mut text = format!("{{ id: {id}, title: {id}, website: 'https://example.org/', about: A text, facts: {{\n");
        for (property, fact) in ["secrecy", "sign-up", "offline", "accounts", "size"].iter().zip(facts) {
            let field = if *property == "size" { "count" } else { "level" };
            text += &format!("  {property}: {{ {field}: {fact}, summary: A fact, detail: A fact, as-of: 2025, ");
            text += "confidence: high, sources: [report] },\n";
        }
        self.files = self.files.with(&format!("messengers/{id}.yaml"), &(text + "}}\n"));
        self
    }

    /// Adds a complement: what it raises, and what else it says.
    fn complement(mut self, kind: &str, id: &str, raises: &str, effort: u8, more: &str) -> Self {
        let more = if more.is_empty() { String::new() } else { format!(", {more}") };
        self.complements += &format!(
            "- {{ id: {id}, kind: {kind}, title: A way, about: A way, raises: {{ {raises} }}, effort: {effort}, \
             how-to: [A step], as-of: 2025, sources: [report]{more} }}\n"
        );
        self
    }

    pub(crate) fn setting(self, id: &str, raises: &str, effort: u8, more: &str) -> Self {
        self.complement("setting", id, raises, effort, more)
    }

    pub(crate) fn companion(self, id: &str, raises: &str, effort: u8, more: &str) -> Self {
        self.complement("companion", id, raises, effort, more)
    }

    pub(crate) fn candidates(mut self, candidates: &[&str]) -> Self {
        self.files = with_candidates(&self.files, candidates);
        self
    }

    /// Lets a must on a property bar the use.
    pub(crate) fn barring(mut self, property: &str) -> Self {
        let text = self.files.text("properties.yaml").expect("it is there");
        let title = format!("{{ id: {property},");
        let text = text.replace(&title, &format!("{title} bars-use: true, if-open: A text,"));
        self.files = self.files.with("properties.yaml", &text);
        self
    }

    /// Decides for someone who answers this, and leaves out the rest.
    pub(crate) fn decide(&self, answers: Given) -> Decided {
        let list = |text: &str| if text.is_empty() { "[]".to_owned() } else { text.to_owned() };
        let files = self.files.clone().with("rules.yaml", &list(&self.rules));
        let kb = load(&files.with("complements.yaml", &list(&self.complements)));
        let mut given = Answers::none(&kb);
        for (question, choice) in answers {
            let key = kb.questions().find(question).expect("the question is there");
            let chosen = kb[key].find(choice).expect("the choice is there");
            given.set(key, Some(Answer::Chosen(chosen)));
        }
        let decision = decide(&kb, &Levels::of(&kb, &trust()), &given.read(&kb));
        Decided { kb, decision }
    }

    /// The outcome in words.
    pub(crate) fn outcome(&self, answers: Given) -> String {
        self.decide(answers).outcome()
    }
}

/// A decision, and how to read it.
pub(crate) struct Decided {
    pub(crate) kb: KnowledgeBase,
    pub(crate) decision: Decision,
}

impl Decided {
    /// The verdict, and whether the candidate of each active context is enough: the musts that stay open, or what is
    /// added or takes its place.
    pub(crate) fn outcome(&self) -> String {
        let enough = self.decision.contexts.iter().map(|context| {
            let open = context.open(self.decision.named(context)).map(|need| context.needs[need].property);
            let open: Vec<String> = open.map(|property| format!("{} open", self.kb[property].id)).collect();
            let what = match &context.enough {
                Enough::Alone => vec!["alone".to_owned()],
                Enough::Open => Vec::new(),
                Enough::With(added) => vec![format!("with {}", self.ids(added).join("+"))],
                Enough::Instead(key) => return format!("{} instead", self.kb[*key].id),
            };
            [what, open].concat().join(", ")
        });
        let enough: Vec<String> = enough.collect();
        format!("{}: {}", super::verdict(&self.kb, &self.decision), enough.join("; "))
    }

    pub(crate) fn ids(&self, complements: &[Key<Complement>]) -> Vec<&str> {
        complements.iter().map(|key| self.kb[*key].id.as_str()).collect()
    }

    /// A messenger in the first active context.
    pub(crate) fn assessment(&self, messenger: &str) -> &Assessment {
        self.decision.contexts[0].assessment(self.kb.messengers().find(messenger).expect("the messenger is there"))
    }

    /// The order of the messengers in the first active context.
    pub(crate) fn ranking(&self) -> String {
        let ranking = self.decision.contexts[0].ranking.iter();
        ranking.map(|assessment| self.kb[assessment.messenger].id.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The messengers that contexts share although they are kept apart.
    pub(crate) fn shared(&self) -> String {
        let words = self.decision.shared.iter().map(|(messenger, contexts)| {
            let contexts: Vec<&str> = contexts.iter().map(|context| self.kb[*context].id.as_str()).collect();
            format!("{} for {}", self.kb[*messenger].id, contexts.join(" and "))
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

/// What someone answers.
pub(crate) type Given = &'static [(&'static str, &'static str)];

pub(crate) const FRIENDS: Given = &[("circle", "friends")];
pub(crate) const BOTH: Given = &[("circle", "both")];
pub(crate) const APART: Given = &[("circle", "both"), ("separate", "yes")];
pub(crate) const SPARE: Given = &[("circle", "friends"), ("spare", "yes")];

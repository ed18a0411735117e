//! Everything known of one id, as plain data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::advice::{Bibliography, SourceView};
use crate::advice::{fact_view, is_past_review};
use crate::document::Prose;
use crate::document::{Block, Document, Item};
use crate::engine::Trust;
use crate::kb::{
    ChoiceSet, Complement, Fact, Helpline, Key, KnowledgeBase, Measure, Messenger, Property, Question, Risk, Row, Rule,
    Source, Stage, Stop, Takes,
};
use crate::words;

/// The schema id of [`Profile`] as JSON.
pub(super) const SCHEMA: &str = "advisor/profile/1";

/// Everything known of one id. An id can name things of several kinds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Profile {
    /// The schema id of this form.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The version of the knowledge base.
    pub knowledge_base: String,
    /// The id.
    pub id: String,
    /// One part for each kind of thing it names, at least one.
    pub parts: Vec<Part>,
    /// Every source that is cited.
    pub sources: Vec<SourceView>,
}

/// Everything known of one thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Part {
    /// What it is.
    #[schemars(extend("enum" = ["messenger", "property", "question", "rule", "complement", "stop", "helpline", "risk", "source"]))]
    pub kind: &'static str,
    /// Its name.
    pub title: String,
    /// What it is.
    pub about: Prose,
    /// Names with what is said of them.
    pub fields: Vec<(String, String)>,
    /// Lists under headings.
    pub lists: Vec<(String, Vec<PartItem>)>,
}

/// An item of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartItem {
    /// The item.
    pub text: Prose,
    /// What belongs to it.
    pub notes: Vec<Prose>,
}

impl PartItem {
    fn of(text: impl Into<Prose>) -> Self {
        Self { text: text.into(), notes: Vec::new() }
    }
}

/// Writes profiles; every part cites into one bibliography.
struct Writer<'a> {
    kb: &'a KnowledgeBase,
    trust: &'a Trust,
    bibliography: Bibliography,
}

impl Profile {
    /// Everything known of an id, or nothing if no entry has it.
    pub fn of(kb: &KnowledgeBase, trust: &Trust, id: &str) -> Option<Self> {
        let mut writer = Writer { kb, trust, bibliography: Bibliography::default() };
        let parts: Vec<Part> = [
            kb.messengers().find(id).map(|key| writer.messenger(key)),
            kb.properties().find(id).map(|key| writer.property(key)),
            kb.questions().find(id).map(|key| writer.question(key)),
            kb.rules().find(id).map(|key| writer.rule(key)),
            kb.complements().find(id).map(|key| writer.complement(key)),
            kb.stops().find(id).map(|key| writer.stop(key)),
            kb.helplines().find(id).map(|key| writer.helpline(key)),
            kb.risks().find(id).map(|key| writer.risk(key)),
            kb.sources().find(id).map(|key| writer.source(key)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if parts.is_empty() {
            return None;
        }
        let sources = writer.bibliography.list(kb);
        Some(Self { schema: SCHEMA, knowledge_base: kb.scope().version.clone(), id: id.to_owned(), parts, sources })
    }

    /// Every id that can be shown.
    pub fn ids(kb: &KnowledgeBase) -> impl Iterator<Item = &str> + Clone {
        let first = kb.messengers().ids().chain(kb.properties().ids()).chain(kb.questions().ids());
        let first = first.chain(kb.rules().ids()).chain(kb.complements().ids()).chain(kb.stops().ids());
        first.chain(kb.helplines().ids()).chain(kb.risks().ids()).chain(kb.sources().ids())
    }

    /// Every id of what has this title, in whatever case, as it is named to people.
    pub fn ids_of<'a>(kb: &'a KnowledgeBase, title: &str) -> impl Iterator<Item = &'a str> {
        let messengers = kb.messengers().iter().map(|one| (&one.title, &one.id));
        let properties = kb.properties().iter().map(|one| (&one.title, &one.id));
        let questions = kb.questions().iter().map(|one| (&one.ask, &one.id));
        let complements = kb.complements().iter().map(|one| (&one.title, &one.id));
        let stops = kb.stops().iter().map(|one| (&one.title, &one.id));
        let helplines = kb.helplines().iter().map(|one| (&one.title, &one.id));
        let risks = kb.risks().iter().map(|one| (&one.title, &one.id));
        let sources = kb.sources().iter().map(|one| (&one.title, &one.id));
        let titled = messengers.chain(properties).chain(questions).chain(complements).chain(stops);
        let titled = titled.chain(helplines).chain(risks).chain(sources);
        let title = title.to_lowercase();
        titled.filter(move |(known, _)| known.to_lowercase() == title).map(|(_, id)| id.as_str())
    }

    /// The page for people.
    pub fn page(&self) -> Document {
        let mut page = Document::titled(self.id.clone());
        for part in &self.parts {
            page.push(Block::Heading(1, format!("{} ({} `{}`)", part.title, part.kind, self.id).into()));
            if !part.about.is_empty() {
                page.push(Block::Paragraph(part.about.clone()));
            }
            if !part.fields.is_empty() {
                let terms = part.fields.iter().map(|(name, text)| (name.clone(), text.into()));
                page.push(Block::Terms(terms.collect()));
            }
            for (heading, items) in &part.lists {
                page.push(Block::Heading(2, heading.into()));
                let items = items.iter().map(|item| Item {
                    text: item.text.clone(),
                    notes: item.notes.clone(),
                    steps: Vec::new(),
                });
                page.push(Block::Bullets(items.collect()));
            }
        }
        page.section("Sources", vec![words::sources(&self.sources)]);
        page
    }
}

impl Writer<'_> {
    fn messenger(&mut self, key: Key<Messenger>) -> Part {
        let kb = self.kb;
        let messenger = &kb[key];
        let role = if kb.scope().candidates.contains(&key) {
            "candidate: a verdict may name it"
        } else {
            "alternative: named only as a companion, and in comparisons"
        };
        let mut lists = Vec::new();
        let notices: Vec<PartItem> = messenger
            .notices
            .iter()
            .map(|notice| PartItem {
                text: self.citing(format!("{}.", notice.title), &notice.sources),
                notes: vec![format!("{} As of {}.", notice.text, notice.as_of).into()],
            })
            .collect();
        push(&mut lists, "Know this", notices);
        for group in kb.groups().keys() {
            let items = kb.properties().keys().filter(|property| kb[*property].group == group);
            let items: Vec<PartItem> = items.map(|property| self.fact(key, property, &kb[property].title)).collect();
            push(&mut lists, &kb[group].title, items);
        }
        Part {
            kind: "messenger",
            title: messenger.title.to_string(),
            about: (&messenger.about).into(),
            fields: vec![("Role".to_owned(), role.to_owned()), ("Website".to_owned(), messenger.website.to_string())],
            lists,
        }
    }

    /// A fact with its detail and every claim that differs, under a given name.
    fn fact(&mut self, messenger: Key<Messenger>, property: Key<Property>, name: &str) -> PartItem {
        let kb = self.kb;
        let fact = kb[messenger].fact(property);
        let view = fact_view(kb, self.trust, messenger, property, &mut self.bibliography);
        let mut marks = vec![format!("as of {}", view.as_of), format!("{} confidence", view.confidence.word())];
        if view.disputed {
            marks.push("disputed".to_owned());
        }
        if view.past_review {
            marks.push(format!("past review ({})", kb[property].review_after_written));
        }
        let mut notes = vec![Prose::from(&fact.detail)];
        notes.extend(self.claims(fact));
        let text = Prose::from(format!("{name}: {} ({}).", view.summary, marks.join(", "))).citing(&view.sources);
        PartItem { text, notes }
    }

    fn claims(&mut self, fact: &Fact) -> Vec<Prose> {
        let mut notes = Vec::new();
        for claim in &fact.claims {
            let until = claim.until.as_ref().map(|until| format!(", until {until}")).unwrap_or_default();
            let word = match claim.status {
                crate::kb::Status::Superseded => "Superseded",
                crate::kb::Status::Disputed => "Disputed",
            };
            let said_by = claim.said_by.trim_end_matches('.');
            let said = self.citing(format!("{word}{until}: {} Said by: {said_by}.", claim.claim), &claim.sources);
            let answer_sources = self.bibliography.cite(&claim.answer_sources);
            notes.push(said.and(&format!(" Answer: {}", claim.answer)).citing(&answer_sources));
        }
        notes
    }

    fn property(&mut self, key: Key<Property>) -> Part {
        let kb = self.kb;
        let property = &kb[key];
        let levels = match &property.measure {
            Measure::Scale(steps) => {
                let steps: Vec<String> = steps.iter().map(|step| format!("{} ({})", step.id, step.label)).collect();
                format!("worst to best: {}", steps.join("; "))
            }
            Measure::Count { unit } => format!("a number of {unit}, more is better"),
            Measure::Text => "a text, shown and never compared".to_owned(),
        };
        let mut fields = vec![
            ("Group".to_owned(), kb[property.group].title.to_string()),
            ("Measured as".to_owned(), levels),
            ("Review after".to_owned(), property.review_after_written.to_string()),
        ];
        if let Some(if_open) = &property.if_open {
            fields.push(("If it stays open".to_owned(), if_open.to_string()));
        }
        let candidates = kb.scope().candidates.iter().copied().chain(kb.alternatives()).collect::<Vec<_>>();
        let facts = candidates.into_iter().map(|messenger| self.fact(messenger, key, &kb[messenger].title)).collect();
        let mut lists = Vec::new();
        push(&mut lists, "Facts", facts);
        let rules = kb.rules().iter().filter(|rule| rule.property == key);
        push(&mut lists, "Rules that need it", rules.map(|rule| rule_item(kb, rule)).collect());
        let raising = kb.complements().iter().filter(|complement| complement.lifts(key).is_some());
        push(&mut lists, "What raises it", raising.map(complement_item).collect());
        Part { kind: "property", title: property.title.to_string(), about: (&property.why).into(), fields, lists }
    }

    fn question(&mut self, key: Key<Question>) -> Part {
        let kb = self.kb;
        let question = &kb[key];
        let mut fields = vec![
            ("Theme".to_owned(), kb[question.theme].title.to_string()),
            ("Help".to_owned(), question.help.to_string()),
            (
                "Takes".to_owned(),
                match question.takes {
                    Takes::One => "one choice".to_owned(),
                    Takes::Many => "one or more choices".to_owned(),
                },
            ),
            (
                "If you are not sure".to_owned(),
                format!("{} ({})", question.unsure_means, question.ids(question.if_unsure).join(", ")),
            ),
        ];
        if !question.ask_when.is_empty() {
            fields.push(("Asked when".to_owned(), any_of(kb, &question.ask_when)));
        }
        if question.by_severity {
            fields.push(("Order".to_owned(), "the choices stand from mildest to most severe".to_owned()));
        }
        if let Some(change) = &question.can_change {
            fields.push(("What you could change".to_owned(), change.to_string()));
        }
        let mut lists = Vec::new();
        let choices = question.choices.iter().map(|choice| PartItem {
            text: format!("{}: {}", choice.id, choice.label).into(),
            notes: choice.help.iter().map(Prose::from).collect(),
        });
        push(&mut lists, "Choices", choices.collect());
        let asks = |row: &Row| row.cells.iter().any(|(asked, _)| *asked == key);
        let rules = kb.rules().iter().filter(|rule| asks(&rule.when));
        push(&mut lists, "Rules that ask it", rules.map(|rule| rule_item(kb, rule)).collect());
        let complements = kb.complements().iter().filter(|complement| complement.available_when.iter().any(asks));
        push(&mut lists, "Complements that depend on it", complements.map(complement_item).collect());
        Part { kind: "question", title: question.ask.to_string(), about: (&question.why).into(), fields, lists }
    }

    fn rule(&mut self, key: Key<Rule>) -> Part {
        let kb = self.kb;
        let rule = &kb[key];
        let property = &kb[rule.property];
        let context = rule.context.map_or("every active one".to_owned(), |context| kb[context].title.to_string());
        let mut fields = vec![
            ("When".to_owned(), when(kb, &rule.when)),
            ("Contacts".to_owned(), context),
            ("Needs".to_owned(), format!("{}: {}", property.title, property.describe_need(rule.level))),
            ("Strength".to_owned(), rule.strength.to_string()),
        ];
        if let Some(waiver) = &rule.waiver {
            fields.push(("Why it stays".to_owned(), waiver.to_string()));
        }
        let about = self.citing(&rule.because, &rule.sources);
        let mut lists = Vec::new();
        let meets = |messenger: Key<Messenger>| {
            let fact = kb[messenger].fact(rule.property);
            let met = match fact.level.filter(|_| self.trust.admits(fact)) {
                Some(level) if level >= rule.level => "meets it as it comes",
                Some(_) => "does not meet it as it comes",
                None => "unknown, which does not meet it",
            };
            PartItem::of(format!("{}: {met}. {}", kb[messenger].title, fact.summary))
        };
        let candidates = kb.scope().candidates.iter().copied().map(meets).collect();
        push(&mut lists, "Who meets it", candidates);
        let raising = kb.complements().iter().filter(|complement| complement.lifts(rule.property) >= Some(rule.level));
        push(&mut lists, "What raises it", raising.map(complement_item).collect());
        Part { kind: "rule", title: format!("Rule {}", rule.id), about, fields, lists }
    }

    fn complement(&mut self, key: Key<Complement>) -> Part {
        let kb = self.kb;
        let complement = &kb[key];
        let raises: Vec<String> = complement
            .raises
            .iter()
            .map(|(property, level)| format!("{} to \"{}\"", kb[*property].title, kb[*property].describe(*level)))
            .collect();
        let mut fields = vec![
            ("Kind".to_owned(), complement.kind.word().to_owned()),
            ("Raises".to_owned(), if raises.is_empty() { "nothing".to_owned() } else { raises.join("; ") }),
            ("Effort".to_owned(), format!("{} of 5", complement.effort)),
            ("As of".to_owned(), complement.as_of.to_string()),
        ];
        if !complement.available_when.is_empty() {
            fields.push(("Available when".to_owned(), any_of(kb, &complement.available_when)));
        }
        let works = |messenger: &&Messenger| {
            complement
                .works_with
                .iter()
                .all(|(property, levels)| messenger.fact(*property).level.is_some_and(|level| levels.contains(&level)))
        };
        let named = complement.messenger.map(|own| kb[own].id.clone());
        let with: Vec<&str> = kb
            .messengers()
            .iter()
            .filter(works)
            .filter(|messenger| Some(&messenger.id) != named.as_ref())
            .map(|messenger| messenger.title.as_str())
            .collect();
        fields.push(("Works with".to_owned(), if with.is_empty() { "none known".to_owned() } else { with.join(", ") }));
        let when_done = match complement.stage {
            Stage::Before => "before signing up",
            Stage::SignUp => "when signing up",
            Stage::After => "once it is set up",
            Stage::Always => "from then on",
        };
        fields.push(("When".to_owned(), when_done.to_owned()));
        fields.push(("Urgency".to_owned(), format!("{} of 9", complement.urgency)));
        if !complement.not_when.is_empty() {
            fields.push(("Not when".to_owned(), any_of(kb, &complement.not_when)));
        }
        if complement.takes_the_place {
            fields.push(("Takes the place".to_owned(), "of the messenger".to_owned()));
        }
        if let Some(waiver) = &complement.waiver {
            fields.push(("Why it stays".to_owned(), waiver.to_string()));
        }
        let mut lists = Vec::new();
        push(&mut lists, "How to", complement.how_to.iter().map(PartItem::of).collect());
        for (row, steps) in &complement.how_to_when {
            push(&mut lists, &format!("With {}", when(kb, row)), steps.iter().map(PartItem::of).collect());
        }
        for (messenger, steps) in &complement.how_to_in {
            push(&mut lists, &format!("In {}", kb[*messenger].title), steps.iter().map(PartItem::of).collect());
        }
        let about = self.citing(&complement.about, &complement.sources);
        Part { kind: "complement", title: complement.title.to_string(), about, fields, lists }
    }

    fn stop(&mut self, key: Key<Stop>) -> Part {
        let kb = self.kb;
        let stop = &kb[key];
        let mut fields = vec![
            ("Everything else waits".to_owned(), if stop.is_full { "yes" } else { "no" }.to_owned()),
            ("When".to_owned(), any_of(kb, &stop.when)),
        ];
        if !stop.not_when.is_empty() {
            fields.push(("Not when".to_owned(), any_of(kb, &stop.not_when)));
        }
        let mut lists = Vec::new();
        push(&mut lists, "Start here", stop.first.iter().map(PartItem::of).collect());
        push(&mut lists, "Once there is a safe device", stop.later.iter().map(PartItem::of).collect());
        let line = |key: &Key<Helpline>| PartItem::of(format!("{}, {}", kb[*key].title, kb[*key].website));
        push(&mut lists, "Who helps", stop.helplines.iter().map(line).collect());
        let about = self.citing(&stop.text, &stop.sources);
        Part { kind: "stop", title: stop.title.to_string(), about, fields, lists }
    }

    fn helpline(&mut self, key: Key<Helpline>) -> Part {
        let line = &self.kb[key];
        let mut fields = vec![
            ("For".to_owned(), line.whom.to_string()),
            ("Address".to_owned(), line.website.to_string()),
            ("Languages".to_owned(), line.languages.to_string()),
        ];
        fields.extend(line.unseen.as_ref().map(|unseen| ("Unseen".to_owned(), unseen.to_string())));
        fields.push(("Last looked up".to_owned(), line.as_of.to_string()));
        let about = self.citing(&line.how, &line.sources);
        Part { kind: "helpline", title: line.title.to_string(), about, fields, lists: Vec::new() }
    }

    fn risk(&mut self, key: Key<Risk>) -> Part {
        let kb = self.kb;
        let risk = &kb[key];
        let mut fields = vec![("When".to_owned(), any_of(kb, &risk.when))];
        fields.extend(risk.remedy.as_ref().map(|remedy| ("What helps".to_owned(), remedy.to_string())));
        let about = self.citing(&risk.text, &risk.sources);
        Part { kind: "risk", title: risk.title.to_string(), about, fields, lists: Vec::new() }
    }

    fn source(&mut self, key: Key<Source>) -> Part {
        let kb = self.kb;
        let source = &kb[key];
        let mut fields = vec![
            ("Publisher".to_owned(), source.publisher.to_string()),
            ("Date".to_owned(), source.date.to_string()),
            ("Kind".to_owned(), source.rank.word().to_owned()),
            ("Address".to_owned(), source.url.to_string()),
        ];
        if let Some(note) = &source.note {
            fields.push(("Note".to_owned(), note.to_string()));
        }
        let mut lists = Vec::new();
        let mut facts = Vec::new();
        for messenger in kb.messengers().iter() {
            for property in kb.properties().keys() {
                let fact = messenger.fact(property);
                let claimed =
                    fact.claims.iter().any(|claim| claim.sources.contains(&key) || claim.answer_sources.contains(&key));
                let stale = if is_past_review(kb, self.trust, &fact.as_of, property) { ", past review" } else { "" };
                if fact.sources.contains(&key) {
                    let fact_line = format!(
                        "{}, {}: {} (as of {}{stale})",
                        messenger.title, kb[property].title, fact.summary, fact.as_of
                    );
                    facts.push(PartItem::of(fact_line));
                } else if claimed {
                    facts.push(PartItem::of(format!(
                        "{}, {}: a claim beside the fact",
                        messenger.title, kb[property].title
                    )));
                }
            }
            for notice in messenger.notices.iter().filter(|notice| notice.sources.contains(&key)) {
                facts.push(PartItem::of(format!("{}, notice: {}", messenger.title, notice.title)));
            }
        }
        push(&mut lists, "Facts that lean on it", facts);
        let rules = kb.rules().iter().filter(|rule| rule.sources.contains(&key));
        push(&mut lists, "Rules that lean on it", rules.map(|rule| rule_item(kb, rule)).collect());
        let complements = kb.complements().iter().filter(|complement| complement.sources.contains(&key));
        push(&mut lists, "Complements that lean on it", complements.map(complement_item).collect());
        let risks = kb.risks().iter().filter(|risk| risk.sources.contains(&key));
        push(&mut lists, "Risks that lean on it", risks.map(|risk| PartItem::of(risk.title.to_string())).collect());
        let stops = kb.stops().iter().filter(|stop| stop.sources.contains(&key));
        push(&mut lists, "Stops that lean on it", stops.map(|stop| PartItem::of(stop.title.to_string())).collect());
        let lines = kb.helplines().iter().filter(|line| line.sources.contains(&key));
        push(&mut lists, "Helplines that lean on it", lines.map(|line| PartItem::of(line.title.to_string())).collect());
        if lists.is_empty() {
            push(&mut lists, "Facts that lean on it", vec![PartItem::of("none")]);
        }
        Part { kind: "source", title: source.title.to_string(), about: Prose::default(), fields, lists }
    }

    /// A text that names its sources.
    fn citing(&mut self, text: impl Into<Prose>, sources: &[Key<Source>]) -> Prose {
        text.into().citing(&self.bibliography.cite(sources))
    }
}

fn push(lists: &mut Vec<(String, Vec<PartItem>)>, heading: &str, items: Vec<PartItem>) {
    if !items.is_empty() {
        lists.push((heading.to_owned(), items));
    }
}

fn rule_item(kb: &KnowledgeBase, rule: &Rule) -> PartItem {
    let need = kb[rule.property].describe_need(rule.level);
    PartItem {
        text: format!("{} ({}): {need}", rule.id, rule.strength).into(),
        notes: vec![Prose::from(&rule.because)],
    }
}

fn complement_item(complement: &Complement) -> PartItem {
    PartItem::of(format!(
        "{} ({}, effort {}): {}",
        complement.id,
        complement.kind.word(),
        complement.effort,
        complement.title
    ))
}

/// A decision table in words; `always` if it has no row.
fn any_of(kb: &KnowledgeBase, rows: &[Row]) -> String {
    if rows.is_empty() {
        return "always".to_owned();
    }
    rows.iter().map(|row| when(kb, row)).collect::<Vec<_>>().join("; or ")
}

/// A row of a decision table in words, as in `contacts: known or both; and number: anyone`.
pub(super) fn when(kb: &KnowledgeBase, row: &Row) -> String {
    if row.cells.is_empty() {
        return "always".to_owned();
    }
    let cell = |(question, chosen): &(Key<Question>, ChoiceSet)| {
        format!("{}: {}", kb[*question].id, kb[*question].ids(*chosen).join(" or "))
    };
    row.cells.iter().map(cell).collect::<Vec<_>>().join("; and ")
}

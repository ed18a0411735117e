//! Two editions of a knowledge base, entry by entry.
//!
//! Only what a verdict can depend on counts: a text, a source or a heading that
//! is worded anew is no edit. Entries are one if their ids are.

use super::load::{Files, Written, WrittenMessenger};
use super::written;

/// What became of an entry from the old edition to the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Only the new edition has it.
    Added,
    /// Only the old edition has it.
    Removed,
    /// Both have it, with different effects.
    Changed,
}

impl How {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// An entry that is not the same in both editions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    part: Part,
    /// The id; that of the messenger and that of the property for a fact.
    pub id: String,
    /// What became of it.
    pub how: How,
}

impl Edit {
    /// What kind of entry it is, as in `rule`.
    pub const fn kind(&self) -> &'static str {
        match self.part {
            Part::Candidates | Part::Apart | Part::Contexts => "scope",
            Part::Context => "context",
            Part::Property => "property",
            Part::Messenger => "messenger",
            Part::Fact => "fact",
            Part::Question => "question",
            Part::Rule => "rule",
            Part::Complement => "complement",
        }
    }
}

/// The parts of a knowledge base that a verdict depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Candidates,
    /// The order of the contexts, which breaks ties.
    Contexts,
    Context,
    Apart,
    Property,
    Messenger,
    Fact,
    Question,
    Rule,
    Complement,
}

/// Every entry in which two editions differ.
pub struct Edits {
    edits: Vec<Edit>,
}

impl Edits {
    /// Compares two editions; what does not parse is taken as missing.
    ///
    /// Whether an `as-of` is a part of its fact is for the caller to say: it matters only where old facts are not believed.
    pub fn between(old: &Files, new: &Files, dates_matter: bool) -> Self {
        let (old, new) = (old.parse(), new.parse());
        let mut edits = Vec::new();
        let (old_scope, new_scope) = (scope(&old), scope(&new));
        let mut whole = |part: Part, id: &str, is_same: bool| {
            if !is_same {
                edits.push(Edit { part, id: id.to_owned(), how: How::Changed });
            }
        };
        let candidates = |scope: Option<&written::Scope>| scope.map(|scope| scope.candidates.clone());
        whole(Part::Candidates, "candidates", candidates(old_scope) == candidates(new_scope));
        let apart = |scope: Option<&written::Scope>| {
            let entries = scope.map(|scope| &scope.apart[..]).unwrap_or_default().iter();
            entries.map(|apart| (apart.contexts.clone(), apart.when.clone(), apart.unless.clone())).collect::<Vec<_>>()
        };
        whole(Part::Apart, "apart", apart(old_scope) == apart(new_scope));
        let order = |one: &[written::Context], other: &[written::Context]| -> Vec<String> {
            let is_shared = |context: &&written::Context| other.iter().any(|there| there.id == context.id);
            one.iter().filter(is_shared).map(|context| context.id.clone()).collect()
        };
        let orders = [order(contexts(&old), contexts(&new)), order(contexts(&new), contexts(&old))];
        whole(Part::Contexts, "order of contexts", orders[0] == orders[1]);
        compare(Part::Context, contexts(&old), contexts(&new), &mut edits);
        compare(Part::Property, &old.properties, &new.properties, &mut edits);
        compare(Part::Messenger, &old.messengers, &new.messengers, &mut edits);
        for messenger in &new.messengers {
            let Some(before) = old.messengers.iter().find(|before| before.id() == messenger.id()) else { continue };
            let facts = |messenger: &WrittenMessenger| -> Vec<FactEntry> {
                let entries = messenger.messenger.facts.iter();
                let entry = |(property, fact): (&String, &written::Fact)| {
                    let id = format!("{} {property}", messenger.messenger.id);
                    let as_of = dates_matter.then(|| fact.as_of.clone());
                    FactEntry {
                        id,
                        level: fact.level.clone(),
                        count: fact.count.clone(),
                        confidence: fact.confidence,
                        as_of,
                    }
                };
                entries.map(entry).collect()
            };
            compare(Part::Fact, &facts(before), &facts(messenger), &mut edits);
        }
        compare(Part::Question, &old.questions, &new.questions, &mut edits);
        compare(Part::Rule, &old.rules, &new.rules, &mut edits);
        compare(Part::Complement, &old.complements, &new.complements, &mut edits);
        Self { edits }
    }

    /// The entries that differ, in the order of the files.
    pub fn all(&self) -> &[Edit] {
        &self.edits
    }
}

fn compare<T: Editable>(part: Part, old: &[T], new: &[T], edits: &mut Vec<Edit>) {
    let edit = |entry: &T, how: How| Edit { part, id: entry.id().to_owned(), how };
    for entry in new {
        match old.iter().find(|before| before.id() == entry.id()) {
            None => edits.push(edit(entry, How::Added)),
            Some(before) if !before.has_effect_of(entry) => edits.push(edit(entry, How::Changed)),
            Some(_) => {}
        }
    }
    let is_gone = |entry: &&T| !new.iter().any(|after| after.id() == entry.id());
    edits.extend(old.iter().filter(is_gone).map(|entry| edit(entry, How::Removed)));
}

fn scope(written: &Written) -> Option<&written::Scope> {
    written.scope.as_ref()
}

fn contexts(written: &Written) -> &[written::Context] {
    scope(written).map(|scope| &scope.contexts[..]).unwrap_or_default()
}

/// An entry that can be told from what it was.
trait Editable {
    fn id(&self) -> &str;

    /// Whether everything that a verdict can depend on is the same.
    fn has_effect_of(&self, other: &Self) -> bool;
}

/// A fact as far as a verdict can depend on it.
struct FactEntry {
    id: String,
    level: Option<String>,
    count: Option<written::Bar>,
    confidence: written::Confidence,
    as_of: Option<String>,
}

impl Editable for FactEntry {
    fn id(&self) -> &str {
        &self.id
    }

    fn has_effect_of(&self, other: &Self) -> bool {
        // High and medium confidence are believed alike.
        let is_low = |entry: &Self| entry.confidence == written::Confidence::Low;
        (&self.level, &self.count, &self.as_of) == (&other.level, &other.count, &other.as_of)
            && is_low(self) == is_low(other)
    }
}

impl Editable for written::Context {
    fn id(&self) -> &str {
        &self.id
    }

    fn has_effect_of(&self, other: &Self) -> bool {
        self.active_when == other.active_when
    }
}

impl Editable for written::Property {
    fn id(&self) -> &str {
        &self.id
    }

    fn has_effect_of(&self, other: &Self) -> bool {
        let steps = |property: &Self| {
            let steps = property.scale.as_ref()?;
            Some(steps.iter().map(|step| step.id.clone()).collect::<Vec<_>>())
        };
        let forms = |property: &Self| (property.count.is_some(), property.text, property.bars_use);
        steps(self) == steps(other) && forms(self) == forms(other)
    }
}

/// Its facts are entries of their own.
impl Editable for WrittenMessenger {
    fn id(&self) -> &str {
        &self.messenger.id
    }

    fn has_effect_of(&self, _: &Self) -> bool {
        true
    }
}

impl Editable for written::Question {
    fn id(&self) -> &str {
        &self.id
    }

    fn has_effect_of(&self, other: &Self) -> bool {
        let choices = |question: &Self| -> Vec<(String, bool)> {
            question.choices.iter().map(|choice| (choice.id.clone(), choice.alone)).collect()
        };
        (self.takes, self.by_severity, &self.if_unsure, &self.ask_when)
            == (other.takes, other.by_severity, &other.if_unsure, &other.ask_when)
            && choices(self) == choices(other)
    }
}

impl Editable for written::Rule {
    fn id(&self) -> &str {
        &self.id
    }

    fn has_effect_of(&self, other: &Self) -> bool {
        (&self.when, &self.context, &self.need, &self.strength, self.outranks)
            == (&other.when, &other.context, &other.need, &other.strength, other.outranks)
    }
}

impl Editable for written::Complement {
    fn id(&self) -> &str {
        &self.id
    }

    fn has_effect_of(&self, other: &Self) -> bool {
        (self.kind, &self.messenger, &self.raises, &self.works_with, &self.available_when, self.effort)
            == (other.kind, &other.messenger, &other.raises, &other.works_with, &other.available_when, other.effort)
            && (self.takes_the_place, &self.not_when) == (other.takes_the_place, &other.not_when)
    }
}

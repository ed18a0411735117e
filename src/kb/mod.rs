//! The knowledge base: YAML as written → valid by construction, or every problem found.
//!
//! A [`KnowledgeBase`] that exists is valid: ids are unique, references hold,
//! every messenger has one fact for every property, levels are on their scales.
//! The layers above trust it and index it by [`Key`].

mod catalogue;
mod choice_set;
mod complement;
mod date;
mod edits;
mod form;
mod heading;
mod input;
mod load;
mod messenger;
mod place;
mod problem;
mod property;
mod question;
mod resolve;
mod rule;
mod scope;
mod source;
mod stop;
mod term;
mod wording;
mod written;
mod yaml;

use std::ops::Index;

use place::Ledger;

pub use catalogue::{Catalogue, Entry, Key};
pub use choice_set::ChoiceSet;
pub use complement::{Complement, Kind, Stage};
pub use date::{AsOf, parse_day, parse_span, written_span};
pub use edits::{Edit, Edits, How};
pub use form::{FORMS, Form};
pub use heading::{Group, Theme};
pub use input::{Unread, read_text};
pub use load::Files;
pub use messenger::{Claim, Confidence, Fact, Messenger, Notice, Status};
pub use problem::{Problem, Problems, is_shown, suggestion};
pub use property::{Level, Measure, Property, Step, UNKNOWN};
pub use question::{Choice, Question, Row, Takes, any_holds};
pub use rule::{Rule, Strength};
pub use scope::{Apart, Context, Risk, Scope, Sitting};
pub use source::{Rank, Source};
pub use stop::{Helpline, Stop};
pub use term::{GLOSSARY, Term};
pub use wording::{DAY, SPAN};
pub use yaml::{Outline, outline};

/// Everything the program knows, checked.
#[derive(Debug, Clone)]
pub struct KnowledgeBase {
    // Invariant: `check` built it, so every key below points into its catalogue.
    scope: Scope,
    groups: Catalogue<Group>,
    themes: Catalogue<Theme>,
    contexts: Catalogue<Context>,
    properties: Catalogue<Property>,
    messengers: Catalogue<Messenger>,
    questions: Catalogue<Question>,
    rules: Catalogue<Rule>,
    complements: Catalogue<Complement>,
    sources: Catalogue<Source>,
    risks: Catalogue<Risk>,
    sittings: Catalogue<Sitting>,
    stops: Catalogue<Stop>,
    helplines: Catalogue<Helpline>,
    terms: Catalogue<Term>,
}

impl KnowledgeBase {
    /// Reads a knowledge base that was written down as one JSON text; none if it has a problem.
    pub(crate) fn of_json(text: &str) -> Option<Self> {
        written::check(serde_json::from_str(text).ok()?, Ledger::default()).ok()
    }

    /// The same with the words that a glossary explains.
    ///
    /// # Errors
    /// What is wrong with the glossary.
    pub(crate) fn with_terms(self, glossary: Option<&str>) -> Result<Self, Problems> {
        Ok(Self { terms: term::terms(glossary)?, ..self })
    }

    /// What it is about.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The messengers that are not candidates, in the order of their files.
    pub fn alternatives(&self) -> impl Iterator<Item = Key<Messenger>> + '_ {
        self.messengers.keys().filter(|messenger| !self.scope.candidates.contains(messenger))
    }
}

/// An entry that a knowledge base keeps in a catalogue of its own.
trait Kept: Entry + Sized {
    /// All such entries of a knowledge base.
    fn all(kb: &KnowledgeBase) -> &Catalogue<Self>;
}

/// Gives each kind of entry its word, its catalogue, and indexing by key.
macro_rules! catalogues {
    ($($name:ident: $entry:ident, $kind:literal, $doc:literal;)*) => {
        impl KnowledgeBase {
            /// A knowledge base that is yet to be filled.
            fn empty() -> Self {
                Self { scope: Scope::default(), $($name: Catalogue::of(Vec::new()),)* }
            }

            $(
                #[doc = $doc]
                pub fn $name(&self) -> &Catalogue<$entry> {
                    &self.$name
                }
            )*
        }
        $(
            impl Entry for $entry {
                const KIND: &'static str = $kind;

                fn id(&self) -> &str {
                    &self.id
                }
            }

            impl Kept for $entry {
                fn all(kb: &KnowledgeBase) -> &Catalogue<Self> {
                    &kb.$name
                }
            }

            impl Index<Key<$entry>> for KnowledgeBase {
                type Output = $entry;

                fn index(&self, key: Key<$entry>) -> &$entry {
                    &self.$name[key]
                }
            }
        )*
    };
}

catalogues! {
    groups: Group, "group", "The headings of properties.";
    themes: Theme, "theme", "The headings of questions.";
    contexts: Context, "context", "The contexts.";
    properties: Property, "property", "What messengers are compared on.";
    messengers: Messenger, "messenger", "The messengers, candidates and alternatives, in the order of their files.";
    questions: Question, "question", "What is asked, in order.";
    rules: Rule, "rule", "The rules.";
    complements: Complement, "complement", "Settings, companions and practices.";
    sources: Source, "source", "The bibliography.";
    risks: Risk, "risk", "Dangers that no messenger removes.";
    sittings: Sitting, "sitting", "Places where several things are done at once.";
    stops: Stop, "stop", "What must or must not happen before anything else, the gravest first.";
    helplines: Helpline, "helpline", "Who helps.";
    terms: Term, "term", "Words that are explained.";
}

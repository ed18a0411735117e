//! The knowledge base: YAML as written → valid by construction, or every problem found.
//!
//! A [`KnowledgeBase`] that exists is valid: ids are unique, references hold,
//! every messenger has one fact for every property, levels are on their scales.
//! The layers above trust it and index it by [`Key`].

/// Gives each of some values the word that the data has for it.
macro_rules! words {
    ($name:ident: $($value:ident = $word:literal),*) => {
        impl $name {
            /// The word in the data.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$value => $word,)*
                }
            }
        }
    };
}

mod catalogue;
mod check;
mod choice_set;
mod complement;
mod edits;
mod form;
mod load;
mod messenger;
mod place;
mod plain;
mod problem;
mod property;
mod question;
mod reader;
mod rule;
mod scope;
mod spelling;
mod stop;
mod tree;
mod wording;

use std::ops::Index;

pub use catalogue::{Catalogue, Entry, Key};
pub use choice_set::ChoiceSet;
pub use complement::{Complement, HowTo, Kind, Stage, Urgent};
pub use edits::{Edit, How};
pub use form::{FORMS, Form};
pub use load::{Files, Unread, read_text};
pub use messenger::{Claim, Confidence, Fact, Messenger, Notice, Status};
pub use plain::{Group, Rank, Sitting, Source, Term, Theme};
pub use problem::{Problem, Problems, is_shown, suggestion};
pub use property::{Level, Measure, OneOf, Property, Step, UNKNOWN};
pub use question::{Choice, Question, Row, Takes, any_holds};
pub use rule::{Rule, Strength};
pub use scope::{Apart, Context, Risk, Scope};
pub use stop::{Helpline, Stop};
pub use tree::{Part, Tree};
pub use wording::{AsOf, DAY, SPAN, parse_day, parse_span, written_span};

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
    /// What it is about.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The messengers that are not candidates, in the order of their files.
    pub fn alternatives(&self) -> impl Iterator<Item = Key<Messenger>> + '_ {
        self.messengers.keys().filter(|messenger| !self.scope.candidates.contains(messenger))
    }
}

/// Gives each kind of entry its word, its catalogue, and indexing by key.
macro_rules! catalogues {
    ($($name:ident: $entry:ident, $kind:literal, $doc:literal;)*) => {
        impl KnowledgeBase {
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

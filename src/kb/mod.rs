//! The knowledge base: YAML as written → valid by construction, or every problem found.
//!
//! A [`KnowledgeBase`] that exists is valid: ids are unique, references hold, every messenger has one fact for every
//! property, levels are on their scales. The layers above trust it and index it by [`Key`].

/// Gives each of some values the word that the data, the flags and the results have for it.
macro_rules! words {
    ($name:ident: $($value:ident = $word:literal),*) => {
        impl $name {
            /// The word for it.
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
mod tree;
mod wording;

use std::ops::Index;

pub use catalogue::{Catalogue, ChoiceSet, Entry, Key};
pub use complement::{Complement, HowTo, Kind, Stage, Urgent};
pub use edits::{Edit, How};
pub use form::Form;
pub use load::{Files, read_text};
pub use messenger::{Claim, Confidence, Fact, Messenger, Notice, Status};
pub use plain::{Group, Rank, Sitting, Source, Term, Theme};
pub use problem::{Problem, Problems, suggestion};
pub use property::{Level, Measure, OneOf, Property, Step, UNKNOWN};
pub use question::{Choice, Question, Reading, Row, Takes, UNSURE, any_holds};
pub use rule::{Rule, Strength};
pub use scope::{Apart, Context, Helpline, Risk, Scope, Stop};
pub use tree::{Part, Tree};
pub use wording::{AsOf, DAY, SPAN, parse_day, parse_span, written_span};

/// Everything the program knows, checked.
#[derive(Debug, Clone)]
pub struct KnowledgeBase {
    // Invariant: `check` built it, so every key below points into its catalogue.
    scope: Scope,
    properties: Catalogue<Property>,
    messengers: Catalogue<Messenger>,
    questions: Catalogue<Question>,
    rules: Catalogue<Rule>,
    complements: Catalogue<Complement>,
    sources: Catalogue<Source>,
    risks: Catalogue<Risk>,
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

/// Gives each kind of entry its word, its file, its catalogue, and indexing by key.
macro_rules! catalogues {
    ($($name:ident: $($field:ident).+, $entry:ident, $kind:literal in $file:literal, $doc:literal;)*) => {
        /// The kinds of entries: their words, where they are listed, and by which name.
        const KINDS: [(&str, &str, &str); 14] = [$(($kind, $file, stringify!($name))),*];

        impl KnowledgeBase {
            $(
                #[doc = $doc]
                pub fn $name(&self) -> &Catalogue<$entry> {
                    &self.$($field).+
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
                    &self.$($field).+[key]
                }
            }
        )*
    };
}

catalogues! {
    groups: scope.groups, Group, "group" in "scope.yaml", "The headings of properties.";
    themes: scope.themes, Theme, "theme" in "scope.yaml", "The headings of questions.";
    contexts: scope.contexts, Context, "context" in "scope.yaml", "The contexts.";
    properties: properties, Property, "property" in "properties.yaml", "What messengers are compared on.";
    messengers: messengers, Messenger, "messenger" in "messengers/", "The messengers, candidates and alternatives, in the order of their files.";
    questions: questions, Question, "question" in "questions.yaml", "What is asked, in order.";
    rules: rules, Rule, "rule" in "rules.yaml", "The rules.";
    complements: complements, Complement, "complement" in "complements.yaml", "Settings, companions and practices.";
    sources: sources, Source, "source" in "sources.yaml", "The bibliography.";
    risks: risks, Risk, "risk" in "risks.yaml", "Dangers that no messenger removes.";
    sittings: scope.sittings, Sitting, "sitting" in "scope.yaml", "Places where several things are done at once.";
    stops: stops, Stop, "stop" in "stops.yaml", "What must or must not happen before anything else, the gravest first.";
    helplines: helplines, Helpline, "helpline" in "helplines.yaml", "Who helps.";
    terms: terms, Term, "term" in "glossary.yaml", "Words that are explained.";
}

/// The forms of the files of a knowledge base.
pub const FORMS: [Form; 11] = [
    Form::read::<Scope>("advisor/scope/1", "The file `scope.yaml` of a knowledge base"),
    Form::read::<Vec<Property>>("advisor/properties/1", "The file `properties.yaml` of a knowledge base"),
    Form::read::<Messenger>("advisor/messenger/1", "A file in `messengers/` of a knowledge base"),
    Form::read::<Vec<Question>>("advisor/questions/1", "The file `questions.yaml` of a knowledge base"),
    Form::read::<Vec<Rule>>("advisor/rules/1", "The file `rules.yaml` of a knowledge base"),
    Form::read::<Vec<Complement>>("advisor/complements/1", "The file `complements.yaml` of a knowledge base"),
    Form::read::<Vec<Source>>("advisor/sources/1", "The file `sources.yaml` of a knowledge base"),
    Form::read::<Vec<Risk>>("advisor/risks/1", "The file `risks.yaml` of a knowledge base"),
    Form::read::<Vec<Stop>>("advisor/stops/1", "The file `stops.yaml` of a knowledge base"),
    Form::read::<Vec<Helpline>>("advisor/helplines/1", "The file `helplines.yaml` of a knowledge base"),
    Form::read::<Vec<Term>>("advisor/glossary/1", "The file `glossary.yaml` of a knowledge base"),
];

/// Types whose schemas hold those of all entries and their parts.
type Entries = (Scope, Property, Messenger, Question, Rule, Complement, Source, Risk, Stop, Helpline, Term);

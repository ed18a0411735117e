//! The kinds of entries that a knowledge base has.

use schemars::JsonSchema;
use serde::Serialize;

use crate::kb::{Catalogue, Entry, KnowledgeBase};

/// A kind of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words of the data are explained there")]
pub enum Kind {
    Messenger,
    Property,
    Question,
    Rule,
    Complement,
    Stop,
    Helpline,
    Risk,
    Source,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Messenger,
        Self::Property,
        Self::Question,
        Self::Rule,
        Self::Complement,
        Self::Stop,
        Self::Helpline,
        Self::Risk,
        Self::Source,
    ];

    /// The word for one of them.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Messenger => "messenger",
            Self::Property => "property",
            Self::Question => "question",
            Self::Rule => "rule",
            Self::Complement => "complement",
            Self::Stop => "stop",
            Self::Helpline => "helpline",
            Self::Risk => "risk",
            Self::Source => "source",
        }
    }

    /// The word for all of them.
    pub fn plural(self) -> String {
        match self {
            Self::Property => "properties".to_owned(),
            other => format!("{}s", other.word()),
        }
    }

    /// The id and the title of every entry, in the order of the data.
    pub fn entries(self, kb: &KnowledgeBase) -> Vec<(&str, &str)> {
        match self {
            Self::Messenger => all(kb.messengers(), |one| (&one.id, &one.title)),
            Self::Property => all(kb.properties(), |one| (&one.id, &one.title)),
            Self::Question => all(kb.questions(), |one| (&one.id, &one.ask)),
            Self::Rule => all(kb.rules(), |one| (&one.id, &one.id)),
            Self::Complement => all(kb.complements(), |one| (&one.id, &one.title)),
            Self::Stop => all(kb.stops(), |one| (&one.id, &one.title)),
            Self::Helpline => all(kb.helplines(), |one| (&one.id, &one.title)),
            Self::Risk => all(kb.risks(), |one| (&one.id, &one.title)),
            Self::Source => all(kb.sources(), |one| (&one.id, &one.title)),
        }
    }
}

fn all<T: Entry>(catalogue: &Catalogue<T>, of: fn(&T) -> (&String, &String)) -> Vec<(&str, &str)> {
    let named = catalogue.iter().map(of);
    named.map(|(id, title)| (id.as_str(), title.as_str())).collect()
}

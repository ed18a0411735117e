//! What is known of one entry: fields, facts, and what it is related to.

use schemars::JsonSchema;
use serde::Serialize;

use crate::advice::{Bibliography, FactView};
use crate::kb::{AsOf, Claim, Key, Messenger, Property, Status};

/// Everything known of one entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Part {
    /// What it is: the word for its kind.
    #[schemars(extend("enum" = ["messenger", "property", "question", "rule", "complement", "stop", "helpline", "risk", "source", "term"]))]
    pub kind: &'static str,
    /// Its name.
    pub title: String,
    /// What it is, or why it matters; empty if its title says all.
    pub about: String,
    /// The numbers of the sources of that.
    pub sources: Vec<usize>,
    /// Names of fields, each with its value.
    pub fields: Vec<(String, String)>,
    /// What every user of it should know.
    pub notices: Vec<Related>,
    /// Where messengers stand: one on all properties, or all on one.
    pub facts: Vec<KnownFact>,
    /// What it is related to, by the name of the relation, and conditions of which any is enough.
    pub lists: Vec<(String, Vec<Related>)>,
}

/// Something that an entry consists of or is related to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Related {
    /// The id, of what has one that can be shown or chosen.
    pub id: Option<String>,
    /// What it is.
    pub text: String,
    /// What belongs to it.
    pub note: Option<String>,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// A fact with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KnownFact {
    /// The id of the messenger.
    pub messenger: String,
    /// The id of the property.
    pub property: String,
    /// The title of the one of both that the profile is not about.
    pub title: String,
    /// The title of the group that the property is in.
    pub group: String,
    /// The fact.
    #[serde(flatten)]
    pub fact: FactView,
    /// How long such a fact is good for.
    pub review_after: String,
    /// The standing at length.
    pub detail: String,
    /// What was or is said otherwise.
    pub claims: Vec<ClaimView>,
}

/// A claim that differs from the fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClaimView {
    /// Whether it was right once or contests the fact.
    pub status: Status,
    /// Until when it was right.
    pub until: Option<AsOf>,
    /// The claim.
    pub claim: String,
    /// Who makes it.
    pub said_by: String,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
    /// What is to be said to it.
    pub answer: String,
    /// The numbers of the sources of the answer.
    pub answer_sources: Vec<usize>,
}

impl Part {
    /// The part with a field, if that has a value.
    pub(super) fn field(mut self, name: &str, value: impl Into<Option<String>>) -> Self {
        self.fields.extend(value.into().map(|value| (name.to_owned(), value)));
        self
    }

    /// The part with a list, unless that is empty.
    pub(super) fn list(mut self, relation: &str, items: impl IntoIterator<Item = Related>) -> Self {
        let items: Vec<Related> = items.into_iter().collect();
        self.lists.extend((!items.is_empty()).then(|| (relation.to_owned(), items)));
        self
    }
}

impl Related {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub(super) fn entry(id: &str, text: impl Into<String>) -> Self {
        Self { id: Some(id.to_owned()), ..Self::text(text) }
    }

    pub(super) fn note(self, note: impl Into<Option<String>>) -> Self {
        Self { note: note.into(), ..self }
    }
}

impl KnownFact {
    /// A fact with its detail and every claim that differs, under the title of the property.
    pub(super) fn of(cited: &mut Bibliography<'_>, messenger: &Messenger, property: Key<Property>) -> Self {
        let (kb, fact, view) = (cited.kb, messenger.fact(property), cited.fact(messenger, property));
        let property = &kb[property];
        let claim = |claim: &Claim| ClaimView {
            status: claim.status,
            until: claim.until,
            claim: claim.claim.clone(),
            said_by: claim.said_by.clone(),
            sources: cited.cite(&claim.sources),
            answer: claim.answer.clone(),
            answer_sources: cited.cite(&claim.answer_sources),
        };
        Self {
            messenger: messenger.id.clone(),
            property: property.id.clone(),
            title: property.title.clone(),
            group: kb[property.group].title.clone(),
            fact: view,
            review_after: property.review_after_written.clone(),
            detail: fact.detail.clone(),
            claims: fact.claims.iter().map(claim).collect(),
        }
    }
}

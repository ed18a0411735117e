//! Messengers side by side, as plain data.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use schemars::JsonSchema;
use serde::Serialize;

use crate::advice::{Bibliography, FactView, SourceView};
use crate::answers::Answers;
use crate::engine::{Levels, Trust, decide};
use crate::kb::{Form, Group, Key, KnowledgeBase, Measure, Messenger, Property};

pub(super) const FORM: Form =
    Form::printed::<Comparison>("advisor/comparison/1", "What `compare --format json` prints");

/// Messengers side by side.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Comparison {
    /// The schema id of this form.
    #[schemars(extend("const" = FORM.id))]
    pub schema: &'static str,
    /// The version of the knowledge base.
    pub knowledge_base: String,
    /// The day from which age is counted, `YYYY-MM-DD`.
    pub as_of: String,
    /// The messengers, in the order of the columns.
    pub messengers: Vec<Subject>,
    /// The rows under their headings.
    pub groups: Vec<Section>,
    /// Every source that is cited.
    pub sources: Vec<SourceView>,
}

/// A messenger that is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Subject {
    /// The id.
    pub id: String,
    /// The name.
    pub title: String,
    /// Whether a verdict may name it.
    pub candidate: bool,
}

/// Rows under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Section {
    /// The id of the group.
    pub id: String,
    /// The heading.
    pub title: String,
    /// The rows, at least one.
    pub rows: Vec<Row>,
}

/// A property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Row {
    /// The id.
    pub property: String,
    /// The title.
    pub title: String,
    /// Whether it tells the candidates apart for the answers that were given.
    pub decides: bool,
    /// One cell a messenger.
    pub cells: Vec<Cell>,
}

/// A fact in a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cell {
    /// The fact; its level only where it is believed.
    #[serde(flatten)]
    pub fact: FactView,
    /// Whether it is unknown, or too thin or old to be believed.
    pub unknown: bool,
}

/// Which rows to keep.
#[derive(Debug, Clone, Default)]
pub struct RowFilter {
    /// These properties only, unless empty.
    pub properties: Vec<Key<Property>>,
    /// These groups only, unless empty.
    pub groups: Vec<Key<Group>>,
    /// Only rows in which the messengers differ.
    pub differences: bool,
    /// Only rows that these answers touch; the deciding ones are marked.
    pub relevant_to: Option<Answers>,
}

impl Comparison {
    /// Compares messengers, in the order given.
    pub fn of(kb: &KnowledgeBase, trust: &Trust, messengers: &[Key<Messenger>], filter: &RowFilter) -> Self {
        let levels = Levels::of(kb, trust);
        let touched = filter.relevant_to.as_ref().map(|answers| touched(kb, &levels, answers));
        let is_everything = filter.properties.is_empty() && filter.groups.is_empty();
        let is_wanted = |property: &Key<Property>| {
            let is_named = filter.properties.contains(property) || filter.groups.contains(&kb[*property].group);
            (is_everything || is_named)
                && touched.as_ref().is_none_or(|touched| touched.contains_key(property))
                && !(filter.differences && agree(kb, &levels, messengers, *property))
        };
        let mut cited = Bibliography::of(kb, trust);
        let mut cell = |messenger: Key<Messenger>, property: Key<Property>| {
            let known = kb[messenger].fact(property);
            let has_level = !matches!(kb[property].measure, Measure::Text);
            let unknown = !trust.admits(known) || has_level && known.level.is_none();
            let fact = cited.fact(&kb[messenger], property);
            Cell { fact: FactView { level: fact.level.filter(|_| !unknown), ..fact }, unknown }
        };
        let mut row = |property: Key<Property>| Row {
            property: kb[property].id.clone(),
            title: kb[property].title.clone(),
            decides: touched.as_ref().is_some_and(|touched| touched.get(&property) == Some(&true)),
            cells: messengers.iter().map(|messenger| cell(*messenger, property)).collect(),
        };
        let sections = kb.groups().keys().map(|group| {
            let properties = kb.properties().keys().filter(|property| kb[*property].group == group);
            let rows = properties.filter(is_wanted).map(&mut row).collect();
            Section { id: kb[group].id.clone(), title: kb[group].title.clone(), rows }
        });
        let subject = |key: &Key<Messenger>| Subject {
            id: kb[*key].id.clone(),
            title: kb[*key].title.clone(),
            candidate: kb.scope().candidates.contains(key),
        };
        Self {
            schema: FORM.id,
            knowledge_base: kb.scope().version.clone(),
            as_of: trust.as_of.to_string(),
            messengers: messengers.iter().map(subject).collect(),
            groups: sections.filter(|section| !section.rows.is_empty()).collect(),
            sources: cited.list(),
        }
    }
}

/// The properties that the answers bring a need for, and whether the candidates differ on the need.
fn touched(kb: &KnowledgeBase, levels: &Levels, answers: &Answers) -> BTreeMap<Key<Property>, bool> {
    let mut touched = BTreeMap::new();
    for need in decide(kb, levels, &answers.read(kb)).contexts.iter().flat_map(|context| &context.needs) {
        let mut meets = kb.scope().candidates.iter().map(|one| levels.reaches(*one, need.property, need.level));
        let first = meets.next();
        *touched.entry(need.property).or_default() |= meets.any(|meets| Some(meets) != first);
    }
    touched
}

/// Whether the messengers stand alike: the same known level, or the same words.
fn agree(kb: &KnowledgeBase, levels: &Levels, messengers: &[Key<Messenger>], property: Key<Property>) -> bool {
    let level = |messenger: Key<Messenger>| levels.get(messenger, property);
    messengers.windows(2).all(|pair| match kb[property].measure {
        Measure::Scale(_) | Measure::Count(_) => level(pair[0]).is_some() && level(pair[0]) == level(pair[1]),
        Measure::Text => kb[pair[0]].fact(property).summary == kb[pair[1]].fact(property).summary,
    })
}

/// How many properties [`key_properties`] names, if there are as many.
const KEY_PROPERTIES: usize = 12;

/// The properties that decide most between the candidates, at least one of each group. What counts is the weight of the
/// rules that need them, a must as the heaviest, if the candidates differ.
pub fn key_properties(kb: &KnowledgeBase) -> Vec<Key<Property>> {
    let weight = |property: Key<Property>| -> u32 {
        let levels: Vec<_> = kb.scope().candidates.iter().map(|one| kb[*one].fact(property).level).collect();
        let rules = kb.rules().iter().filter(|rule| rule.property == property);
        let weights = rules.map(|rule| rule.strength.weight());
        if levels.windows(2).all(|pair| pair[0] == pair[1]) { 0 } else { weights.sum() }
    };
    let mut ranked: Vec<Key<Property>> = kb.properties().keys().collect();
    ranked.sort_by_key(|property| std::cmp::Reverse(weight(*property)));
    let of_group = |group| ranked.iter().copied().find(|property| kb[*property].group == group);
    let first: Vec<Key<Property>> = kb.groups().keys().filter_map(of_group).collect();
    let most = KEY_PROPERTIES.max(first.len());
    first.into_iter().chain(ranked).collect::<IndexSet<_>>().into_iter().take(most).collect()
}

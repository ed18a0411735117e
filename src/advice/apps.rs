//! The app of each context, what is added to it or takes its place, and what stays open.

use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use crate::engine::{Advised, Assessment, ContextDecision, Enough, Ground, Need, Standing, interchangeable};
use crate::kb::{Complement, Key, Kind, KnowledgeBase};

/// What to use in a context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AppView {
    /// The id of the context.
    pub context: String,
    /// The id of the messenger; none where something that is no messenger takes its place.
    pub app: Option<String>,
    /// The title of the messenger.
    pub title: Option<String>,
    /// What has to be added to it.
    pub additions: Vec<CouldHelp>,
    /// What takes the place of the candidates.
    pub replacement: Option<CouldHelp>,
    /// The musts that stay open whatever is added.
    pub open: Vec<OpenView>,
}

/// A complement that is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CouldHelp {
    /// The id.
    pub id: String,
    /// What to do, in short.
    pub title: String,
    /// What it does.
    pub about: String,
    /// The complements that would do as well, with everything else as it is.
    pub instead: Vec<Self>,
}

impl CouldHelp {
    pub(super) fn of(kb: &KnowledgeBase, complement: Key<Complement>) -> Self {
        let Complement { id, title, about, .. } = &kb[complement];
        Self { id: id.clone(), title: title.clone(), about: about.clone(), instead: Vec::new() }
    }
}

/// A must that stays open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OpenView {
    /// The property.
    pub property: String,
    /// Its title.
    pub title: String,
    /// Whether it is only unknown, or known from evidence that is too old to count.
    pub unknown: bool,
    /// What the messenger cannot do, after "It can't".
    pub cannot: Option<String>,
    /// What to do about it first.
    pub first: Option<String>,
}

/// What to use in a context, given what is advised.
pub(super) fn app(case: &Case<'_>, context: &ContextDecision, advised: &[Advised]) -> AppView {
    let kb = case.kb;
    let named = case.decision.named(context);
    let (app, replacement) = match context.enough {
        Enough::Alone | Enough::Open | Enough::With(_) => (Some(named.messenger), None),
        Enough::Instead(key) => (kb[key].messenger, Some(key)),
    };
    let mut additions = companions(case, context, named);
    for one in advised.iter().filter(|one| one.context == context.context && one.ground == Ground::Apart) {
        if !additions.iter().any(|known| known.id == kb[one.complement].id) {
            additions.push(CouldHelp::of(kb, one.complement));
        }
    }
    let open = |position: usize| {
        let property = &kb[context.needs[position].property];
        OpenView {
            property: property.id.clone(),
            title: property.title.clone(),
            unknown: named.standings[position] == Standing::Unknown,
            cannot: property.cannot.clone(),
            first: property.if_open_do.clone(),
        }
    };
    AppView {
        context: kb[context.context].id.clone(),
        app: app.map(|key| kb[key].id.clone()),
        title: app.map(|key| kb[key].title.clone()),
        additions,
        open: if replacement.is_some() { Vec::new() } else { context.open(named).map(open).collect() },
        replacement: replacement.map(|key| CouldHelp::of(kb, key)),
    }
}

/// What has to be added to the candidate, each with what would do as well.
fn companions(case: &Case<'_>, context: &ContextDecision, named: &Assessment) -> Vec<CouldHelp> {
    let kb = case.kb;
    let Enough::With(added) = &context.enough else { return Vec::new() };
    let usable = case.terms().usable(named.messenger, Kind::Companion);
    let musts = context.needs.iter().zip(&named.standings);
    let musts = musts.filter(|(need, standing)| need.strength.is_must() && !named.meets_alone(standing));
    let musts: Vec<&Need> = musts.map(|(need, _)| need).collect();
    let with_others = |key: &Key<Complement>| {
        let others = interchangeable(kb, &musts, &usable, added, *key).into_iter();
        CouldHelp { instead: others.map(|other| CouldHelp::of(kb, other)).collect(), ..CouldHelp::of(kb, *key) }
    };
    added.iter().map(with_others).collect()
}
